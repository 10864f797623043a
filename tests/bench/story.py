"""What is recorded in the measurements: a case as it could be, of any length, the same each time.

Four entries open a case; after them twelve kinds of entries go round, with two pieces of sealed words an entry on
average. No entry has a consequence, so that the number of a decision is the number of its entry, on both sides.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import attrs

from svh_core import (
    AgreementLookedBackOn,
    AgreementMade,
    Casebook,
    CaseOpened,
    DecisionConfirmed,
    Event,
    GoalProgressReviewed,
    GoalRephrased,
    GoalSet,
    InvolvementRecorded,
    MeetingClosed,
    MeetingOpened,
    MeetingPlanned,
    NetworkPersonAdded,
    NetworkPersonDescribed,
    ParticipationDecided,
    Proposal,
    Receipt,
    ReportWritten,
    StatementAdded,
)
from svh_core.testing.scenarios import FIRST_MOMENT

RESIDENT: Final = "mila"
SISTER: Final = "zus"
WORKER: Final = "noor"


@attrs.frozen
class Decision:
    """One decision, told to both sides.

    Attributes:
        event: the class of its event.
        fields: what the event is made of.
        envelope: who decided, whose pen, when and why; the same for both.
    """

    event: type[Event]
    fields: Mapping[str, Any]
    envelope: Mapping[str, Any]

    def proposal(self, case: str) -> Proposal:
        """The decision as an app hands it to the casebook with others."""
        return Proposal(case=case, event=self.event(**self.fields), **self.envelope)

    def record(self, book: Casebook, case: str) -> Receipt:
        """Records it, as an app does."""
        return book.record(case, self.event(**self.fields), **self.envelope)

    @functools.cached_property
    def name(self) -> str:
        """The method of the reference that takes it."""
        return self.event.spec.name.replace(".", "_")

    @functools.cached_property
    def told(self) -> dict[str, Any]:
        """The same for the reference, which knows no tuples, no dates and no sealing."""
        because = [{"by": by, "words": words} for by, words in self.envelope.get("because", ())]
        said = {**self.envelope, **({"because": because} if because else {})}
        return {"said": said, **{name: _plain(value) for name, value in self.fields.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if type(value) is date else value


@functools.cache
def decision(number: int) -> Decision:
    """The decision that makes entry `number` of a case, from 1."""
    if number <= len(_OPENING):
        event, fields, by, envelope = _OPENING[number - 1]
    else:
        turn, place = divmod(number - 1 - len(_OPENING), len(_TURN))
        event, fields, by, envelope = _TURN[place](turn, len(_OPENING) + turn * len(_TURN))
    at = FIRST_MOMENT + timedelta(hours=number)
    return Decision(event, fields, {"by": by, "entered_by": by, "at": at} | envelope)


_Told = tuple[type[Event], dict[str, Any], str, dict[str, Any]]

_OPENING: Final[Sequence[_Told]] = (
    (CaseOpened, {"resident": RESIDENT, "name": "Mila", "method": "support_group"}, RESIDENT, {}),
    (
        NetworkPersonAdded,
        {
            "person": SISTER,
            "name": "Samira",
            "network": "informal",
            "relation": "mijn oudste zus",
            "relation_kind": "family",
        },
        RESIDENT,
        {},
    ),
    (
        InvolvementRecorded,
        {"person": WORKER, "name": "Noor", "role": "care_worker", "from_": FIRST_MOMENT.date()},
        WORKER,
        {},
    ),
    (ParticipationDecided, {"answer": "yes", "words": "Ik wil het proberen, als mijn zus erbij is."}, RESIDENT, {}),
)


def _because(by: str, words: str) -> dict[str, Any]:
    return {"because": ((by, words),)}


def _goal_set(turn: int, _: int) -> _Told:
    fields = {
        "goal": f"goal-{turn}",
        "horizon": "short",
        "words": f"Ik wil voor de {turn + 1}e keer in de week zelf naar de markt, zonder dat iemand meegaat.",
        "life_area": "daily_life",
        "first_step": "Maandag loop ik met mijn zus tot aan de brug en terug.",
        "supporters": (SISTER,),
    }
    because = _because(RESIDENT, "Vroeger deed ik dit ook en toen sliep ik beter.")
    return GoalSet, fields, RESIDENT, {"entered_by": WORKER} | because


def _agreement_made(turn: int, _: int) -> _Told:
    fields = {
        "agreement": f"agreement-{turn}",
        "giver": SISTER,
        "goal": f"goal-{turn}",
        "does": "Ik haal Mila maandag om tien uur op en loop met haar mee.",
        "how_often": "elke maandag, zolang het goed voelt",
    }
    return AgreementMade, fields, SISTER, _because(SISTER, "Dan zien we elkaar ook weer eens.")


def _meeting_planned(turn: int, before: int) -> _Told:
    fields = {
        "meeting": f"meeting-{turn}",
        "kind": "support_group",
        "at": FIRST_MOMENT + timedelta(hours=before + 4),
        "minutes": 60,
        "mode": "onsite",
        "topics": "hoe het gaat met de markt, en wie er meeloopt",
    }
    return MeetingPlanned, fields, RESIDENT, _because(RESIDENT, "Ik wil het samen bespreken.")


def _meeting_opened(turn: int, _: int) -> _Told:
    return MeetingOpened, {"meeting": f"meeting-{turn}", "present": (RESIDENT, SISTER, WORKER)}, WORKER, {}


def _goal_rephrased(turn: int, _: int) -> _Told:
    fields = {"goal": f"goal-{turn}", "words": "Ik wil één keer in de week naar de markt, en soms gaat er iemand mee."}
    because = _because(SISTER, "Alleen is nog te veel in één keer, zei ze.")
    return GoalRephrased, fields, RESIDENT, {"meeting": f"meeting-{turn}"} | because


def _report_written(turn: int, _: int) -> _Told:
    words = "Mila vertelde dat de markt beter ging dan gedacht. Samira loopt mee tot de brug. Noor belt donderdag."
    fields = {"meeting": f"meeting-{turn}", "words": words}
    return ReportWritten, fields, WORKER, _because(WORKER, "Zo staat het er in haar eigen woorden.")


def _meeting_closed(turn: int, _: int) -> _Told:
    return MeetingClosed, {"meeting": f"meeting-{turn}", "minutes": 55}, WORKER, {}


def _decision_confirmed(_: int, before: int) -> _Told:
    return DecisionConfirmed, {"entries": (before + 1,), "person": RESIDENT, "how": "own_device"}, RESIDENT, {}


def _progress_reviewed(turn: int, _: int) -> _Told:
    fields = {"goal": f"goal-{turn}", "going": "nearer", "words": "Twee keer gegaan, één keer alleen teruggelopen."}
    return GoalProgressReviewed, fields, RESIDENT, _because(SISTER, "Ze praat er nu zelf over.")


def _looked_back(turn: int, _: int) -> _Told:
    fields = {"agreement": f"agreement-{turn}", "went": "kept", "words": "Elke maandag gelopen, ook in de regen."}
    return AgreementLookedBackOn, fields, SISTER, _because(SISTER, "Het is ook voor mij een fijn begin van de week.")


def _statement_added(_: int, before: int) -> _Told:
    fields = {"kind": "own_statement", "entry": before + 6, "words": "Ik vond het vooral fijn dat niemand haast had."}
    return StatementAdded, fields, RESIDENT, _because(RESIDENT, "Dat stond er nog niet bij.")


def _person_described(_: int, __: int) -> _Told:
    fields = {
        "person": SISTER,
        "closeness": "near",
        "helpful": "helpful",
        "contact_per_month": 6,
        "words": "Ze luistert, en ze zegt het ook als ze het anders ziet.",
    }
    return NetworkPersonDescribed, fields, RESIDENT, {}


_TURN: Final[Sequence[Callable[[int, int], _Told]]] = (
    _goal_set,
    _agreement_made,
    _meeting_planned,
    _meeting_opened,
    _goal_rephrased,
    _report_written,
    _meeting_closed,
    _decision_confirmed,
    _progress_reviewed,
    _looked_back,
    _statement_added,
    _person_described,
)


def case_names(how_many: int) -> list[str]:
    """Names of cases, random as an app's are, and the same each time."""
    return [str(uuid.uuid5(uuid.NAMESPACE_OID, f"case {index}")) for index in range(how_many)]


class Rotation:
    """Goes round the cases and gives each its next decision, so that no case stays warm in the processor.

    Args:
        cases: their names.
        length: how many entries each has to begin with.
    """

    def __init__(self, cases: Sequence[str], length: int) -> None:
        self._cases = cases
        self._next = length * len(cases)

    def take(self, how_many: int) -> Iterator[tuple[str, int]]:
        """The next decisions: a case, and the number of its next entry."""
        for _ in range(how_many):
            before, case = divmod(self._next, len(self._cases))
            self._next += 1
            yield self._cases[case], before + 1
