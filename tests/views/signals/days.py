"""Stories told day by day, and what deserves attention on a day of them.

A day is looked at as it ends in Amsterdam, with all that is known of it. Mila, Noor and Gijs are there from the first
line on (see `openings`), so the first line of a story is entry 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from svh_core.domain.civil_days import civil_date
from svh_core.domain.rulebook import StreamKind
from svh_core.testing import open_sealing
from svh_core.testing.scenarios import Scenario, given, says
from svh_core.views.look import Look
from svh_core.views.settings import DEFAULTS, Settings
from svh_core.views.signals import Found

from ...domain.openings import Line, accepts, adds, begins, nominates, opened, plans

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
A_DAY: Final = timedelta(days=1)
ORGANISATION: Final = "organisation/ggz"


# Telling. -------------------------------------------------------------------------------------------------------------


def on(day: str, *lines: Line) -> list[Line]:
    """These decisions on one day, from one o'clock on, a minute apart; what has a moment of its own keeps it."""
    return [{"at": f"{day}T12:{minute:02}:00Z"} | line for minute, line in enumerate(lines)]


def told(*days: Iterable[Line]) -> Scenario:
    """A case of Mila in which this was decided."""
    return opened(*(line for day in days for line in day))


def told_of_an_organisation(*days: Iterable[Line]) -> Scenario:
    """The stream of an organisation, in which this was written down."""
    lines = [{name: said for name, said in line.items() if name != "case"} for day in days for line in day]
    return given(*(line | {"stream": ORGANISATION} for line in lines))


def meets(
    day: str,
    *present: str,
    meeting: str = "m1",
    kind: str = "support_group",
    said: Iterable[Line] = (),
    spoke: Iterable[str] | None = None,
    **closing: Any,
) -> list[Line]:
    """A meeting that is planned, opened and closed on one day, with what was said and looked back on in it."""
    moment = f"{day}T13:00:00Z"
    table = [{"at": f"{day}T13:{minute:02}:00Z", "meeting": meeting} | line for minute, line in enumerate(said, 10)]
    looked_back = says("meeting.evaluated", "noor", meeting=meeting, spoke=list(spoke or ()), on=f"{day}T13:50:00Z")
    return [
        plans(meeting, kind=kind, at=moment, on=moment),
        begins(*present, meeting=meeting, on=moment),
        *table,
        *([looked_back] if spoke is not None else []),
        says("meeting.closed", "noor", meeting=meeting, on=f"{day}T14:00:00Z", **closing),
    ]


def leaves(person: str = "zus", **more: str) -> Line:
    """A member leaves."""
    return says("member.left", person, person=person, **more)


def joins(day: str, *people: str) -> list[Line]:
    """These people are put in the network, asked, and say yes, on one day."""
    return on(day, *(line for one in people for line in (adds(one), nominates(one), accepts(one))))


def explains(signal: str, **more: Any) -> Line:
    """Somebody explains why this case departs from the guideline."""
    return says("signal.explained", "noor", signal=signal, words="maatwerk", **more)


def informs(*entries: int, how: str = "told", **more: Any) -> Line:
    """The resident is told of entries, or gets a copy."""
    return says("resident.informed", "noor", entries=list(entries), how=how, **more)


# Looking. -------------------------------------------------------------------------------------------------------------


def end_of(day: date | str) -> datetime:
    """The last moment of a day in Amsterdam."""
    midnight = datetime.combine(date.fromisoformat(str(day)) + A_DAY, time(), tzinfo=AMSTERDAM)
    return midnight - timedelta(microseconds=1)


def look(scenario: Scenario, settings: Settings = DEFAULTS) -> Look:
    """The resident looks at her case, or somebody at an organisation."""
    reveal = open_sealing.reveal
    of_a_case = scenario.entries[0].event.spec.stream is StreamKind.CASE
    return Look(
        "mila" if of_a_case else ORGANISATION,
        scenario.entries,
        reader="mila",
        reveal=lambda t, n, p: reveal(t, number=n, path=p),
        settings=settings,
    )


def seen(
    scenario: Scenario,
    signal: str,
    day: date | str,
    *,
    known_on: date | str | None = None,
    settings: Settings = DEFAULTS,
) -> list[Found]:
    """What a signal says on a day."""
    known = end_of(known_on) if known_on is not None else None
    hits = look(scenario, settings).signals("en", as_of=end_of(day), known_on=known, also=[signal])
    assert all(hit.entries and hit.source for hit in hits), "a signal leads to entries, and says where it comes from"
    return [hit for hit in hits if hit.id == signal]


def since(
    scenario: Scenario,
    signal: str,
    day: date | str,
    *,
    known_on: date | str | None = None,
    settings: Settings = DEFAULTS,
) -> list[str]:
    """Since when a signal holds on a day, for each that it is about."""
    return [str(hit.since) for hit in seen(scenario, signal, day, known_on=known_on, settings=settings)]


def sentences(scenario: Scenario, signal: str, day: date | str, *, settings: Settings = DEFAULTS) -> list[str]:
    """What a signal says on a day, in words."""
    return [hit.sentence for hit in seen(scenario, signal, day, settings=settings)]


def subjects(scenario: Scenario, signal: str, day: date | str) -> list[str]:
    """What a signal is about on a day."""
    return [hit.subject for hit in seen(scenario, signal, day)]


def fires(
    scenario: Scenario, signal: str, first: str, *, ended: str | None = None, settings: Settings = DEFAULTS
) -> None:
    """Asserts that a signal begins on this day and not before, and holds until the day it ends.

    Raises:
        AssertionError: it does not.
    """
    before = since(scenario, signal, date.fromisoformat(first) - A_DAY, settings=settings)
    assert before == [], f"{signal} fires before {first}, since {before}"
    assert since(scenario, signal, first, settings=settings) == [first], f"{signal} on {first}"
    if ended is not None:
        last = date.fromisoformat(ended) - A_DAY
        assert since(scenario, signal, last, settings=settings) == [first], f"{signal} on {last}"
        assert since(scenario, signal, ended, settings=settings) == [], f"{signal} on {ended}, the day it ended"


def never(scenario: Scenario, signal: str, *, subject: str | None = None, settings: Settings = DEFAULTS) -> None:
    """Asserts that a signal is silent, from the first line to more than a year after the last.

    Raises:
        AssertionError: it fires.
    """
    for day in _some_days(scenario):
        hits = [hit for hit in seen(scenario, signal, day, settings=settings) if subject in {None, hit.subject}]
        assert hits == [], f"{signal} fires on {day}"


def _some_days(scenario: Scenario) -> Iterator[date]:
    days = {civil_date(entry.at) for entry in scenario.entries}
    last = max(days)
    yield from sorted(days | {day + A_DAY for day in days} | {last + timedelta(days=n) for n in range(7, 420, 13)})
