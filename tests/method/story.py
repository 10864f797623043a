"""A casebook in memory in which a story is told, an hour at a time, and what can be asked of it.

Mila is the resident. Zus is her sister and buur her neighbour; Noor is a care worker and Gijs a peer supporter. The
lines come from `tests.domain.openings`; those that are needed here only stand below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, Self

import pytest

from svh_core import Casebook, NotAllowed, NoteWritten, NotFound, Settings, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader
from svh_core.testing import says
from svh_core.views.look import Look

from ..domain.openings import accepts, adds, is_involved, nominates, opens

Line = dict[str, Any]
Capacity = Literal["resident", "relative", "professional"]
Kind = Literal["draft", "goal", "reflection", "story"]

CASE: Final = "mila"
ORGANISATION: Final = "organisation/org-1"

MILA: Final = Viewer("mila")
ZUS: Final = Viewer("zus", capacity="member")
BUUR: Final = Viewer("buur", capacity="member")
NOOR: Final = Viewer("noor", capacity="professional")
AT_ORG_1: Final = Viewer("sanne", capacity="organisation", organisation="org-1")

_READER: Final = ScriptReader(CORE_RULEBOOK, of_the_casebook=True)

TOLD: Final[list[Story]] = []
"""The stories of the test that is running."""


class Story:
    """What is recorded, each line an hour after the one before where it says no moment, and what is then asked."""

    def __init__(self, *lines: Line, settings: Settings | None = None) -> None:
        self.now = datetime(2017, 2, 6, 9, tzinfo=UTC)
        self.book = Casebook.in_memory(origin="stad", clock=lambda: self.now, settings=settings)
        TOLD.append(self)
        self.then(*lines)

    @property
    def recorded(self) -> set[str]:
        """The names of all events in the log, consequences, looks and other streams included."""
        log = self.book.log
        destroyed = log.store.destroyed()
        streams = [stream for stream, _ in log.store.streams() if stream not in destroyed]
        return {entry.event.spec.name for stream in streams for entry in log.entries(stream)}

    # To record

    def then(self, *lines: Line) -> Self:
        """Records what was decided next."""
        for line in lines:
            self.number(line)
        return self

    def number(self, line: Line) -> int:
        """Records one decision, on the moment it was taken; its number."""
        self.now += timedelta(hours=1)
        proposal = _READER.read(json.dumps({"at": self.now.isoformat()} | line).encode())
        self.now = max(self.now, proposal.at or self.now)
        return self.book.record_all([proposal])[0].number

    def note(self, person: str, capacity: Capacity, kind: Kind, words: str) -> str:
        """Somebody opens a private book and writes a note in it; the book's stream."""
        stream = self.book.privacy.open_book(CASE, person, capacity)
        self.book.record(stream, NoteWritten(person=person, note="n1", kind=kind, words=words), by=person)
        return stream

    def refusal(self, line: Line) -> str:
        """The rule that refuses a decision."""
        try:
            self.number(line)
        except NotAllowed as refused:
            return refused.rule.id
        raise AssertionError(f"{line['event']} was accepted")

    def wait_until(self, day: str) -> Self:
        """Nothing is recorded until noon of this day."""
        self.now = _noon(day)
        return self

    # To see and to ask

    @contextmanager
    def look(self, viewer: Viewer = MILA, *, of: str = CASE, purpose: str = "care") -> Iterator[Look]:
        """A look at the case, or at another stream."""
        with self.book.looking(of, viewer=viewer, purpose=purpose) as look:
            yield look

    def asks(self, what: str, viewer: Viewer = MILA, *, of: str = CASE, on: str | None = None, **more: Any) -> Any:
        """A view by its name, such as ``plan``, as of now or of noon of a day."""
        with self.look(viewer, of=of) as look:
            told = getattr(look, what)(**({"as_of": _noon(on)} if on is not None else {}), **more)
            return list(told) if isinstance(told, Iterator) else told

    def state(self, viewer: Viewer = MILA, *, on: str | None = None) -> dict[str, Any]:
        """The state of the case."""
        told: dict[str, Any] = self.asks("state", viewer, on=on)
        return told

    def line(self, number: int, viewer: Viewer = MILA, *, language: str = "en") -> dict[str, Any]:
        """An entry as the trail tells it."""
        return next(line for line in self.asks("trail", viewer, language=language) if line["number"] == number)

    def told(self, number: int, viewer: Viewer = MILA, *, language: str = "en") -> str:
        """The sentence of an entry in the trail."""
        sentence: str = self.line(number, viewer, language=language)["sentence"]
        return sentence

    @property
    def last(self) -> int:
        """The number of the newest entry of the case."""
        return dict(self.book.cases())[CASE]

    def numbers(self, viewer: Viewer = MILA) -> list[int]:
        """The numbers of the entries in the trail."""
        return [line["number"] for line in self.asks("trail", viewer)]

    def signals(self, on: str | None = None, *, of: str = CASE, viewer: Viewer = MILA) -> dict[str, list[str]]:
        """Every signal that is told on a day, those included that are off by default, with what it is about."""
        told: dict[str, list[str]] = {}
        for one in self.asks("signals", viewer, of=of, on=on, also=["all"]):
            told.setdefault(one.id, []).append(one.subject)
        return told

    def since(self, signal: str, on: str, *, of: str = CASE, viewer: Viewer = MILA) -> list[str]:
        """Since when a signal is told, for each thing it is told of on a day."""
        told = self.asks("signals", viewer, of=of, on=on, also=["all"])
        return [one.since.isoformat() for one in told if one.id == signal]


def _noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00")


def cannot_find(story: Story, stream: str, *viewers: Viewer) -> bool:
    """Whether a private book is not there for any of these viewers."""
    for viewer in viewers:
        with pytest.raises(NotFound), story.look(viewer, of=stream):
            pass
    return True


# Lines that most stories begin with.


def around(*lines: Line, **more: Any) -> Story:
    """Mila's case, with Noor as her care worker, Gijs as peer supporter, and her sister in the network."""
    return Story(
        opens(name="Mila"), is_involved("noor"), is_involved("gijs", "peer_supporter"), adds("zus"), *lines, **more
    )


def with_a_member(*lines: Line, **more: Any) -> Story:
    """The same, in which the sister is a member of the support group."""
    return around(nominates("zus"), accepts("zus"), *lines, **more)


def in_organisation(event: str, by: str, **data: Any) -> Line:
    """A line of an organisation's own stream."""
    return says(event, by, stream=ORGANISATION, **data)


def lets_know(to: str, *categories: str, consent: str = "c1", **more: Any) -> Line:
    """Mila lets one person know certain things."""
    told = {"recipient_kind": "person", "recipient": to, "purpose": "care", "from_": "2017-01-01"}
    shown = {"channel": "app", "text_version": "1", "language": "nl"}
    return says("consent.given", "mila", consent=consent, categories=list(categories), **(told | shown | more))


def writes(kind: str, document: str, *, version: int = 1, words: str = "Bel eerst mijn zus.", **more: Any) -> Line:
    """Mila writes a document of her own."""
    return says("document.written", "mila", document=document, kind=kind, version=version, words=words, **more)


def logs(minutes: int, activity: str, *, on: str = "2017-02-07", with_resident: str = "yes", law: str = "Wmo") -> Line:
    """Noor says how long she worked on it."""
    told = {"activity": activity, "person": "noor", "minutes": minutes, "on_": on}
    return says("time.logged", "noor", **told, with_resident=with_resident, law=law)


def fills_in(instrument: str, moment: str = "baseline", **scores: float) -> Line:
    """A questionnaire was filled in by Mila."""
    told = {"instrument": instrument, "moment": moment, "filled_in_by": "resident"}
    return says("measurement.recorded", "noor", **told, scores=json.dumps(scores))
