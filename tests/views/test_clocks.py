"""As of one moment, known on another, up to an entry: what a look shows is what a naive reader of the list finds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from svh_core import Casebook, CaseOpened, GoalSet
from svh_core.cli import main
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import decide, replay
from svh_core.domain.positions import objects_for_the_resident
from svh_core.domain.rulebook import Entry
from svh_core.domain.values import changed
from svh_core.errors import NotAllowed
from svh_core.log.script import ScriptReader
from svh_core.testing import open_sealing
from svh_core.testing.scenarios import FIRST_MOMENT, says
from svh_core.testing.strategies import event_logs, moments
from svh_core.views.look import Look

from ..domain.openings import (
    ALL_DOMAINS,
    Line,
    agrees,
    by_law,
    confirms,
    consents,
    objects,
    opened,
    plans,
    removes_from_network,
    sets_goal,
    takes_over,
)

pytestmark = pytest.mark.uncounted

Log = list[Entry[Any]]

LATER: Final = FIRST_MOMENT + timedelta(days=400)
READER: Final = ScriptReader(CORE_RULEBOOK)


# What a naive reader does. --------------------------------------------------------------------------------------------


@attrs.frozen
class Clocks:
    """Where a reader stands: what is known there, and what of that is shown."""

    until: int | None
    as_of: datetime | None
    known_on: datetime | None

    def known(self, log: Log) -> Log:
        return [
            entry
            for entry in log
            if (self.until is None or entry.number <= self.until)
            and (self.known_on is None or entry.recorded_at <= self.known_on)
        ]

    def shown(self, log: Log) -> Log:
        return [entry for entry in self.known(log) if self.as_of is None or entry.at <= self.as_of]


def positions(log: Log, shown: Log) -> dict[int, str | None]:
    """The resident's last word on each entry, among those shown; open or settled where she said nothing."""
    told = {entry.number: _at_birth(entry) for entry in shown}
    facts = {entry.number for entry in shown if entry.caused_by is not None}
    for entry in shown:
        for number, position in _words_of_the_resident(log, entry):
            if number in told and number < entry.number and number not in facts:
                told[number] = position
    return told


def _at_birth(entry: Entry[Any]) -> str | None:
    if entry.caused_by is not None or entry.event.spec.whose.value not in {"resident", "group", "giver"}:
        return None
    return "settled" if entry.by == entry.entered_by == "mila" else "open"


def _words_of_the_resident(log: Log, entry: Entry[Any]) -> Iterator[tuple[int, str]]:
    event, name = entry.event, entry.event.spec.name
    if name == "decision.confirmed" and entry.by == event.person == "mila":
        yield from ((number, "confirmed") for number in event.entries)
    if name == "objection.raised" and objects_for_the_resident(entry, replay(log[: entry.number - 1])):
        yield event.entry, "objected"


@st.composite
def lines(draw: st.DrawFn, last: int) -> Line:
    """A decision, fact or opinion that may well be accepted after so many entries."""
    by, about = draw(st.sampled_from(("mila", "mila", "noor", "zus", "mentor"))), draw(st.integers(1, last))
    told: dict[str, Any] = {
        "on": draw(moments()).isoformat(),
        "entered_by": draw(st.sampled_from((by, "mila", "gijs"))),
        "during": draw(st.sampled_from((None, "meeting-a"))),
        "reason": draw(st.sampled_from((None, "omdat het moest"))),
    }
    menu = (
        sets_goal(by, f"goal-{last}", **told),
        removes_from_network("broer", by, **told),
        says("chair.chosen", by, person="zus", **told),
        plans(f"meeting-{last}", by, **told),
        agrees(by, agreement=f"agreement-{last}", **told),
        consents(by, f"consent-{last}", **told),
        takes_over(*ALL_DOMAINS, by=by, taking_over=f"t-{last}", until="2017-06-01T00:00:00Z", **told),
        by_law("mentor", *ALL_DOMAINS, "consent", by=by, **told | {"on": FIRST_MOMENT.isoformat()}),
        confirms(about, by=by, **told),
        objects(about, by, **told),
        says("entry.corrected", by, entry=about, wrong=draw(st.sampled_from(("entered_twice", "words"))), **told),
        says("attendance.changed", by, meeting="meeting-a", person="mila", now="gone", **told),
        says("case.closed", by, why=draw(st.sampled_from(("done", "died"))), **told),
    )
    return draw(st.sampled_from(menu))


@st.composite
def decided(draw: st.DrawFn) -> Log:
    """A history that the rules allow, with opinions in it of what came before."""
    log = draw(event_logs(most=10))
    for _ in range(draw(st.integers(0, 30))):
        proposal = READER.read(json.dumps(draw(lines(len(log)))).encode())
        entry = proposal.entry(recorded_at=FIRST_MOMENT, edition=1)
        with suppress(NotAllowed):
            log += decide(entry, replay(log), rulebook=CORE_RULEBOOK, seal=open_sealing.seal).entries
    return log


@st.composite
def recorded(draw: st.DrawFn, *, in_order: bool) -> Log:
    """A history that was written down later than claimed; in order, or by clocks that did not agree."""
    log = draw(decided())
    hours = [draw(st.integers(0, 96 if in_order else 960)) if entry.caused_by is None else 0 for entry in log]
    waited = list(accumulate(hours)) if in_order else hours
    return [changed(e, {"recorded_at": FIRST_MOMENT + timedelta(hours=w)}) for e, w in zip(log, waited, strict=True)]


def clocks() -> st.SearchStrategy[Clocks]:
    """Any place to stand."""
    return st.builds(Clocks, st.none() | st.integers(1, 40), st.none() | moments(), st.none() | moments())


def look(log: Log) -> Look:
    return Look(
        "mila", log, reader="mila", reveal=lambda t, n, p: open_sealing.reveal(t, number=n, path=p), now=lambda: LATER
    )


def seen(log: Log, at: Clocks) -> list[tuple[int, str | None, str | None]]:
    return [(line["number"], line["standing"], line["position"]) for line in look(log).trail(**attrs.asdict(at))]


def found_naively(log: Log, at: Clocks) -> list[tuple[int, str | None, str | None]]:
    standings, said = replay(log).written, positions(log, at.shown(log))
    return [(number, standings[number].standing, position) for number, position in said.items()]


EVERY = settings(max_examples=60, deadline=None)


@EVERY
@for_all(recorded(in_order=True), clocks())
def test_a_trail_shows_the_entries_there_were_with_their_standing_and_the_position_of_then(
    log: Log, at: Clocks
) -> None:
    assert seen(log, at) == found_naively(log, at)


@EVERY
@for_all(recorded(in_order=False), clocks())
def test_standing_never_changes_also_where_clocks_did_not_agree_in_what_order_was_recorded(
    log: Log, at: Clocks
) -> None:
    assert seen(log, at) == found_naively(log, at)


@EVERY
@for_all(recorded(in_order=True), clocks())
def test_a_state_holds_what_the_entries_shown_say_and_nothing_else(log: Log, at: Clocks) -> None:
    state, shown = look(log).state(**attrs.asdict(at)), at.shown(log)
    names = {
        "goal.set": "goal",
        "agreement.made": "agreement",
        "consent.given": "consent",
        "meeting.planned": "meeting",
    }
    for event, field in names.items():
        told = {getattr(entry.event, field) for entry in shown if entry.event.spec.name == event}
        assert set(state[f"{field}s"]) == told
    assert state["number"] == max((entry.number for entry in shown), default=0)


@EVERY
@for_all(recorded(in_order=True), clocks(), moments(), moments())
def test_figures_count_the_decisions_known_in_the_period_and_the_last_word_on_them(
    log: Log, at: Clocks, one: datetime, other: datetime
) -> None:
    since, until = min(one, other), max(one, other)
    told = look(log).figures(since=since, until=until, last=at.until, known_on=at.known_on)
    known = at.known(log)
    standings, said = replay(log).written, positions(log, known)
    for domain in ALL_DOMAINS:
        decided = [entry.number for entry in known if since <= entry.at < until and _counts(known, entry, domain)]
        own = [n for n in decided if standings[n].standing in {"own", "together"}]
        assert told["domains"][domain]["N"] == len(decided)
        assert told["domains"][domain]["contested"] == len([n for n in own if said[n] == "objected"])
        assert told["domains"][domain]["own"] == len(
            [n for n in own if standings[n].standing == "own" and said[n] != "objected"]
        )


def _counts(known: Log, entry: Entry[Any], domain: str) -> bool:
    event, spec = entry.event, entry.event.spec
    corrected = any(
        other.event.spec.name == "entry.corrected"
        and other.event.entry == entry.number
        and other.event.wrong in {"case", "entered_twice"}
        for other in known
    )
    hers = spec.whose.value in {"resident", "group"} or (spec.whose.value == "giver" and event.giver == "mila")
    died = spec.name == "case.closed" and event.why == "died"
    return spec.domain.value == domain and hers and not died and not corrected and entry.caused_by is None


# Where claims and recordings are out of order. ------------------------------------------------------------------------


def minutes(passed: int) -> datetime:
    """A moment so many minutes after the first."""
    return FIRST_MOMENT + timedelta(minutes=passed)


def test_an_objection_is_the_representatives_also_as_of_a_day_before_the_claimed_one_of_the_appointment() -> None:
    scenario = opened(
        sets_goal("noor", reason="omdat het moest"),
        by_law("mentor", *ALL_DOMAINS, on="2017-03-20T10:00:00Z"),  # in force from January on
        objects(4, "mentor", on="2017-03-10T10:00:00Z"),
    )
    trail = look(list(scenario.entries)).trail(as_of=datetime(2017, 3, 15, tzinfo=UTC))
    assert [line["number"] for line in trail] == [1, 2, 3, 4, 6]
    assert trail[3]["position"] == "objected"


def test_a_standing_is_what_it_was_where_the_clock_was_put_back_in_between() -> None:
    entries = opened(sets_goal("noor", reason="omdat het moest")).entries
    clock = (minutes(0), minutes(9), minutes(2), minutes(3))  # Noor's involvement, entry 2, seems to come last
    log = [changed(entry, {"recorded_at": moment}) for entry, moment in zip(entries, clock, strict=True)]
    trail = look(log).trail(known_on=minutes(5))
    assert [(line["number"], line["standing"]) for line in trail] == [(1, "own"), (3, None), (4, "taken_over")]
    assert look(log).figures(known_on=minutes(5))["domains"]["WHAT"]["taken_over"] == 1


# The command line. ----------------------------------------------------------------------------------------------------

DAYS: Final = {
    "summer": ("2017-04-20", "2017-04-20T00:00:00+02:00", "2017-04-20T23:59:59.999999+02:00"),
    "winter": ("2017-12-14", "2017-12-14T00:00:00+01:00", "2017-12-14T23:59:59.999999+01:00"),
    "of_23_hours": ("2017-03-26", "2017-03-26T00:00:00+01:00", "2017-03-26T23:59:59.999999+02:00"),
    "of_25_hours": ("2017-10-29", "2017-10-29T00:00:00+02:00", "2017-10-29T23:59:59.999999+01:00"),
}
"""A civil day in Amsterdam, its first moment and its last."""

A_MOMENT: Final = timedelta(microseconds=1)
EARLY: Final = datetime(2017, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def casebook(tmp_path: Path) -> Path:
    """A casebook in which goals were set, and recorded, around the borders of each of those days."""
    path = tmp_path / "casebook.db"
    now = [EARLY]
    with Casebook.create(path, clock=lambda: now[0]) as book:
        book.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila", at=EARLY)
        for name, (_, first, last) in sorted(DAYS.items(), key=lambda day: day[1][0]):
            begins, ends = datetime.fromisoformat(first), datetime.fromisoformat(last)
            told = {"before": begins - A_MOMENT, "first": begins, "last": ends, "next": ends + A_MOMENT}
            for place, moment in told.items():
                now[0] = moment
                goal = GoalSet(goal=f"{name}.{place}", horizon="short", words="rust")
                book.record("mila", goal, by="mila", at=moment)
    return path


def said(capsys: pytest.CaptureFixture[str], casebook: Path, command: str, *words: str) -> dict[str, Any]:
    assert main([command, "mila", "--db", str(casebook), "--json", *words]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("clock", ["--as-of", "--known-on"])
def test_a_day_is_meant_up_to_its_end_in_amsterdam(
    casebook: Path, capsys: pytest.CaptureFixture[str], clock: str, name: str
) -> None:
    day, first, last = DAYS[name]
    told = said(capsys, casebook, "trail", clock, day)["entries"]
    assert told[-1]["data"]["goal"] == f"{name}.last"
    for moment, place in ((first, "first"), (last, "last")):
        told = said(capsys, casebook, "trail", clock, moment)["entries"]
        assert told[-1]["data"]["goal"] == f"{name}.{place}"
    assert f"{name}.next" not in said(capsys, casebook, "show", clock, day)["state"]["goals"]


@pytest.mark.parametrize("name", DAYS)
def test_a_period_has_its_first_day_and_not_its_last(
    casebook: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    day, first, last = DAYS[name]
    next_day = f"{day[:8]}{int(day[8:]) + 1:02}"
    for period, count in (
        (["--from", day, "--to", next_day], 2),
        (["--from", first, "--to", last], 1),
        (["--from", last, "--to", next_day], 1),
        (["--from", day, "--to", day], 0),
    ):
        assert said(capsys, casebook, "regie", *period)["domains"]["WHAT"]["N"] == count, period


def test_from_and_to_leave_out_and_as_of_takes_in_the_same_moment(
    casebook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = DAYS["summer"][1]
    up_to = said(capsys, casebook, "regie", "--to", moment)["domains"]["WHAT"]["N"]
    from_ = said(capsys, casebook, "regie", "--from", moment)["domains"]["WHAT"]["N"]
    as_of = said(capsys, casebook, "regie", "--as-of", moment)["domains"]["WHAT"]["N"]
    assert (up_to, from_, as_of) == (5, 11, 6)


@pytest.mark.parametrize("command", ["trail", "show", "signals", "regie"])
@pytest.mark.parametrize("clock", ["--as-of", "--known-on"])
@pytest.mark.parametrize("moment", ["2017-04-20T10:00:00", "2017-04-20T10:00", "2017-02-30", "gisteren", ""])
def test_a_moment_without_an_offset_is_refused_everywhere(
    casebook: Path, capsys: pytest.CaptureFixture[str], command: str, clock: str, moment: str
) -> None:
    assert main([command, "mila", "--db", str(casebook), clock, moment]) == 2
    out, err = capsys.readouterr()
    assert (out, clock in err) == ("", True)


@pytest.mark.parametrize("border", ["--from", "--to"])
def test_a_period_without_an_offset_is_refused(casebook: Path, capsys: pytest.CaptureFixture[str], border: str) -> None:
    assert main(["regie", "mila", "--db", str(casebook), border, "2017-04-20T10:00:00"]) == 2
    assert border in capsys.readouterr().err
