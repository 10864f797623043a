"""One case as it goes: what is agreed to happen when, who is around now, and what was told so far.

A life holds what its next decisions depend on and nothing else: no entry that was told is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from svh_core.testing.histories.agenda import Agenda, Scene, working_day
from svh_core.testing.histories.chance import Chance, Odds
from svh_core.testing.histories.people import CASES_A_WORKER, NAMES, Organisation, Person, informal_network
from svh_core.testing.histories.sentences import sentence
from svh_core.testing.histories.telling import Told
from svh_core.testing.histories.things import Agreement, Asking, Consent, Goal

Said = dict[str, Any]
"""What else is told of a decision: fields of its event, or parts of its envelope; see `Life.says`."""

_MINUTES: Final = tuple(timedelta(minutes=minutes) for minutes in range(8))

WRITTEN_DOWN: Final = Odds({"at once": 70, "that day": 20, "days later": 10})
"""When what happened is written down: mostly at once, sometimes hours or days later; chosen for this library."""

COURSE: Final = Odds({"brief": 16, "usual": 80, "full": 4})
"""How a case goes: it ends within months, it goes as most do, or much more is written down; chosen for this library."""


class Life:
    """One case as it goes.

    Args:
        seed: of the whole history.
        index: which case, from 0.
        begins: when it is opened.
        home: the organisation where it is opened.
        organisations: all there are.
        forgetting: whether people may ask that their words be forgotten.
        looked_at: what tells who looks, each time something was told; nobody does where it is None.
    """

    def __init__(
        self,
        seed: int,
        index: int,
        begins: datetime,
        *,
        home: Organisation,
        organisations: Sequence[Organisation],
        forgetting: bool,
        looked_at: Scene | None = None,
    ) -> None:
        self.chance = chance = Chance(seed, "case", index)
        self.sees = Chance(seed, "looks", index)
        self._looked_at = looked_at
        self.stream = chance.identifier()
        self.me = Person(chance.identifier(), chance.one(NAMES), "resident")
        self.home = home
        self.organisations = organisations
        self.forgetting = forgetting
        self.course = chance.of(COURSE)
        self.informal = informal_network(chance)
        team = index // len(organisations) // CASES_A_WORKER
        self.worker = home.works_here("care_worker", team)
        self.team = team
        other = chance.one(organisations)
        self.peer = home.works_here("peer_supporter", team // 3) if chance.happens(0.7) else None
        self.clinician = other.works_here("lead_clinician", team // 4) if chance.happens(0.5) else None
        self.guardian = home.works_here("recovery_guardian", team // 6) if chance.happens(0.2) else None

        self.at = begins
        self.now = begins
        self._lag = _MINUTES[2]
        self.number = 0
        self._consequences = 0
        self.agenda = Agenda()

        self.members: list[Person] = []
        self.asked: list[Asking] = []
        self.involved: dict[str, int] = {}
        """The entry that says that somebody helps professionally."""
        self.chair: str | None = None
        self.goals: list[Goal] = []
        self.agreements: list[Agreement] = []
        self.consents: list[Consent] = []
        self.care: dict[str, int] = {}
        self.proposed: list[str] = []
        """Care that somebody was asked to take over, and did not answer yet."""
        self.measured: tuple[str, ...] | None = None
        self.said_yes: datetime | None = None
        self.meetings_held = 0
        self.ground_rules = 0
        self.representative: Person | None = None
        self.represented_by_law = False
        self.crisis_card: str | None = None
        self.versions = 0
        self.waiting = False
        self.of_others: deque[int] = deque(maxlen=12)
        """Entries that others wrote or decided and the resident did not speak of yet."""
        self.in_my_place: deque[int] = deque(maxlen=12)
        """Those among them that were decided in the resident's place, or while they were not there."""
        self.deepened: deque[tuple[Person, int]] = deque(maxlen=8)

    # When things happen

    @property
    def today(self) -> date:
        """The civil day."""
        return self.at.date()

    @property
    def year(self) -> int:
        """Which year since the resident said yes, from 1."""
        return 1 if self.said_yes is None else 1 + (self.at - self.said_yes).days // 365

    def later(self, scene: Scene, low: int, high: int, *told: Any) -> datetime:
        """Lets something happen from `low` to `high` days from now, on a working day; gives the moment."""
        day = working_day(self.chance, self.at, low, high)
        self.agenda.put(day, scene, told)
        return day

    def on(self, moment: datetime, scene: Scene, *told: Any) -> None:
        """Lets something happen at a moment."""
        self.agenda.put(moment, scene, told)

    def told(self) -> Iterator[Told]:
        """Everything that is decided in it, in the order in which it is written down."""
        while self.agenda:
            moment, scene, told = self.agenda.take()
            self.at = max(self.at, moment)
            self._lag = self._lags()
            before = self.number
            yield from scene(self, *told)
            if self._looked_at is not None and self.number > before:
                yield from self._looked_at(self)

    def _lags(self) -> timedelta:
        when = self.chance.of(WRITTEN_DOWN)
        if when == "at once":
            return _MINUTES[2]
        return timedelta(hours=self.chance.number(2, 8) if when == "that day" else self.chance.number(20, 90))

    def passes(self, *, minutes: int = 0, hours: int = 0) -> None:
        """Time passes within what happens now."""
        self.at += timedelta(minutes=minutes, hours=hours)

    # What is told

    def says(self, event: str, by: str, **said: Any) -> Told:
        """A decision of this case.

        Args:
            event: the event.
            by: who decides.
            said: the fields of the event by their names in Python; of the envelope ``pen`` for ``entered_by``,
                ``during`` for ``meeting``, ``because`` and ``reason``; and ``follows``, where it has
                consequences: how many.
        """
        follows: int = said.pop("follows", 0)
        envelope = {name: said.pop(was) for was, name in _ENVELOPE if was in said}
        self.number += 1 + self._consequences
        self._consequences = follows
        self.at += _MINUTES[self.chance.number(1, 7)]
        self.now = max(self.now, self.at + self._lag)
        if event != "consent.given" and (by != self.me.id or "entered_by" in envelope):
            self.of_others.append(self.number)
        return Told(self.stream, event, by, self.at, self.now, said, envelope, 1 + follows)

    def seen(self, event: str, by: str, **said: Any) -> Told:
        """A look at this case, written down as it happens."""
        envelope = {"reason": said.pop("reason")} if "reason" in said else {}
        self.number += 1 + self._consequences
        self._consequences = 0
        self.now = max(self.now, self.at)
        return Told(self.stream, event, by, self.at, self.now, said, envelope, 1)

    def elsewhere(self, stream: str, event: str, by: str, **data: Any) -> Told:
        """A decision in another stream than the case: a private book."""
        self.at += _MINUTES[3]
        self.now = max(self.now, self.at)
        return Told(stream, event, by, self.at, self.now, data, {}, 1)

    def words(self, kind: str) -> str:
        """A sentence of a kind."""
        return sentence(self.chance, kind)

    def worked(self, activity: str, minutes: int, *, with_resident: bool) -> Told:
        """The worker writes down time; about `minutes`, in steps of five."""
        about = max(5, 5 * round(minutes * self.chance.number(80, 120) / 500))
        return self.says(
            "time.logged",
            self.worker.id,
            activity=activity,
            person=self.worker.id,
            minutes=about,
            on=self.today,
            with_resident="yes" if with_resident else "no",
            law=self.worker.law,
        )

    # Who is around

    @property
    def helpers(self) -> list[Person]:
        """Who is professionally involved now."""
        return [one for one in (self.worker, self.peer, self.clinician, self.guardian) if one is not None]

    def pen(self, share: float) -> Said:
        """For `says`: in this share of cases the worker writes it down for who decides."""
        return {"pen": self.worker.id} if self.chance.happens(share) else {}


_ENVELOPE: Final = (("pen", "entered_by"), ("during", "meeting"), ("because", "because"), ("reason", "reason"))
