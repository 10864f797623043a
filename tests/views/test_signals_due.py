"""What a look at a case found holds until the moment that is told with it: that can be early, and is never late."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from svh_core import Casebook
from svh_core.cli.demo import STREAMS, example_proposals
from svh_core.domain.rulebook import Entry
from svh_core.testing.scenarios import FIRST_MOMENT, Scenario, says
from svh_core.testing.scenarios import given as played
from svh_core.testing.strategies import event_logs
from svh_core.views import signals as of_signals
from svh_core.views.history import History
from svh_core.views.settings import DEFAULTS, FIRST_YEARS, Budget, Settings
from svh_core.views.signals import SIGNALS, Hit, finding, found
from svh_core.views.signals.due import as_asked, found_until

from ..domain.openings import agrees, is_involved, objects, opens, plans, stops_helping, takes_over
from .signals.days import ORGANISATION, end_of, explains, joins, meets, on, told, told_of_an_organisation
from .signals.histories import Log, moments_of, told_in_time, told_late
from .signals.stories import MODULES, Story, stories

END_OF_TIME: Final = datetime(9000, 1, 1, tzinfo=UTC)
A_MOMENT: Final = timedelta(microseconds=1)
A_DAY: Final = timedelta(days=1)
A_YEAR: Final = timedelta(days=365)

OF_ANY = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), max_examples=30)
"""A history is short enough to read as it is found; making it shorter takes minutes."""


class Looked(NamedTuple):
    """What a look found, and until when that holds."""

    at: datetime
    hits: list[Hit]
    until: datetime | None

    def last(self, end: datetime) -> datetime:
        """The last moment at which it still holds, at most that before the end."""
        return min(self.until or end, end) - A_MOMENT

    def every_day_before_the_next(self, end: datetime) -> Iterator[datetime]:
        """The same hour on each day after it on which it still holds, and the last moment."""
        last = self.last(end)
        yield last
        yield from (self.at + A_DAY * n for n in range(1, (last - self.at).days + 1))


Clocks = Callable[[datetime], datetime]


def known_at_last(_: datetime) -> datetime:
    """All that was ever recorded is known."""
    return END_OF_TIME


def known_by_then(moment: datetime) -> datetime:
    """What was recorded by then is known."""
    return moment


def look(story: Story, moment: datetime, *, known: Clocks = known_at_last, alone: str | None = None) -> Looked:
    """Looks at a story as of a moment, for all signals or for one alone: what is due hides what another forgot."""
    with pytest.MonkeyPatch.context() as patched:
        if alone is not None:
            patched.setattr(finding, "SIGNALS", {alone: SIGNALS[alone]})
        return Looked(moment, *found_until(_history(story, moment, known=known)))


def _history(story: Story, moment: datetime, *, known: Clocks = known_at_last) -> History:
    return History(story.name, story.entries, as_of=moment, known_on=known(moment), settings=story.settings)


def walk(story: Story, start: datetime, end: datetime, *, alone: str | None = None) -> Iterator[Looked]:
    """Looks at a story when it is due, again and again."""
    looked = look(story, start, alone=alone)
    yield looked
    while looked.until is not None and looked.until < end:
        assert looked.until > looked.at, "a case that was looked at is not due at once"
        looked = look(story, looked.until, alone=alone)
        yield looked


def around(story: Story) -> tuple[datetime, datetime]:
    """From the day before its first entry until more than a year after the last."""
    moments = [entry.at for entry in story.entries]
    return min(moments) - A_DAY, max(moments) + timedelta(days=400)


def told_of(scenario: Scenario, *, name: str = "mila", settings: Settings = DEFAULTS) -> Story:
    """A story of a scenario."""
    return Story("", name, tuple(scenario.entries), settings)


def generated(log: Sequence[Entry[Any]]) -> Story:
    """A story that was drawn at random."""
    return Story("", "mila", tuple(log), DEFAULTS)


# What was found holds until it is due. --------------------------------------------------------------------------------


@cache
def some_stories(module: str) -> tuple[Story, ...]:
    """The stories of a module, each with the first of its parameters."""
    return tuple(stories(module, at_most=1))


@cache
def walked(module: str) -> tuple[tuple[Story, tuple[Looked, ...]], ...]:
    """Some stories of a module, looked at whenever it is due."""
    return tuple((story, tuple(walk(story, *around(story)))) for story in some_stories(module))


@pytest.mark.uncounted
@pytest.mark.parametrize("module", MODULES)
def test_what_was_found_holds_until_the_next_moment_in_every_story_of_the_signals(module: str) -> None:
    for story, looks in walked(module):
        for looked in looks:
            assert look(story, looked.last(around(story)[1])).hits == looked.hits, f"{looked.at}, until {looked.until}"


@pytest.mark.uncounted
@pytest.mark.parametrize("module", MODULES)
def test_what_a_signal_found_alone_holds_until_the_next_moment_in_its_own_stories(module: str) -> None:
    for story in some_stories(module):
        start, end = around(story)
        for looked in walk(story, start, end, alone=story.signal) if story.signal is not None else ():
            last = looked.last(end)
            for later in (last, looked.at + (last - looked.at) / 2):
                again = look(story, later, alone=story.signal)
                assert again.hits == looked.hits, f"{story.of}: {looked.at}, until {looked.until}"


@pytest.mark.long
@pytest.mark.parametrize("module", MODULES)
def test_what_was_found_holds_on_every_day_until_the_next_moment(module: str) -> None:
    for story in stories(module):
        start, end = around(story)
        for looked in walk(story, start, end):
            for later in looked.every_day_before_the_next(end):
                assert look(story, later).hits == looked.hits, f"{story.of}: {looked.at}, until {looked.until}"
        for looked in walk(story, start, end, alone=story.signal) if story.signal is not None else ():
            for later in looked.every_day_before_the_next(end):
                again = look(story, later, alone=story.signal)
                assert again.hits == looked.hits, f"{story.of}: {looked.at}, until {looked.until}"


def test_every_signal_is_looked_for_in_the_stories_that_are_walked_through() -> None:
    assert {story.signal for module in MODULES for story in some_stories(module)} >= set(SIGNALS)


@pytest.mark.uncounted
@OF_ANY
@given(st.data())
@pytest.mark.parametrize("known", [known_at_last, known_by_then])
def test_what_was_found_holds_until_the_next_moment_in_any_case(known: Clocks, data: st.DataObject) -> None:
    log: Log = data.draw(told_in_time() | told_late())
    story, moment = generated(log), data.draw(moments_of(log))
    holds_until_the_next(story, moment, known, data)


@pytest.mark.uncounted
@OF_ANY
@given(st.data())
@pytest.mark.parametrize("known", [known_at_last, known_by_then])
def test_what_was_found_holds_until_the_next_moment_whatever_was_written_down(
    known: Clocks, data: st.DataObject
) -> None:
    log = data.draw(event_logs())
    assume(log)
    passed = data.draw(st.integers(-24, 24 * 420))
    holds_until_the_next(generated(log), FIRST_MOMENT + timedelta(hours=passed, minutes=1), known, data)


def holds_until_the_next(story: Story, moment: datetime, known: Clocks, data: st.DataObject) -> None:
    """Asserts that what was found on a moment is found until the next, by all signals together and by each alone.

    Raises:
        AssertionError: it was told too late.
    """
    looked = look(story, moment, known=known)
    last = (looked.until or moment + 2 * A_YEAR) - A_MOMENT
    assert last >= moment
    passed = data.draw(st.lists(st.floats(0, 1), min_size=2, max_size=4))
    for later in (last, *(moment + (last - moment) * part for part in passed)):
        assert look(story, later, known=known).hits == looked.hits, f"{moment}, until {looked.until}"
    for signal in SIGNALS:
        alone = look(story, moment, known=known, alone=signal)
        again = look(story, alone.last(moment + 2 * A_YEAR), known=known, alone=signal)
        assert again.hits == alone.hits, f"{signal}: {moment}, until {alone.until}"


# It is not uselessly early. -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Story]:
    """The bundled examples, recorded."""
    with Casebook.create(tmp_path_factory.mktemp("due") / "book.db") as book:
        for name in STREAMS:
            book.record_all(example_proposals(book.rulebook, name))
        return {
            name: Story(name, stream, tuple(book.log.entries(stream)), DEFAULTS) for name, stream in STREAMS.items()
        }


MOST_IN_A_YEAR: Final = 15
"""How often a case is due by time alone in a year in which nobody writes anything down, at most."""


def quiet_years(story: Story) -> Iterator[tuple[Story, list[Looked], datetime]]:
    """The year after each quarter of a story, had nothing been written down in it, looked at whenever it is due."""
    for quarter in range(1, 5):
        so_far = story._replace(entries=story.entries[: len(story.entries) * quarter // 4])
        start = max(entry.at for entry in so_far.entries)
        yield so_far, list(walk(so_far, start, start + A_YEAR)), start + A_YEAR


@pytest.mark.parametrize("name", STREAMS)
def test_an_example_is_due_by_time_alone_on_few_days_of_a_year(examples: dict[str, Story], name: str) -> None:
    for so_far, looks, end in quiet_years(examples[name]):
        assert len(looks) <= MOST_IN_A_YEAR
        assert all(look(so_far, looked.last(end)).hits == looked.hits for looked in looks)


@pytest.mark.long
@pytest.mark.parametrize("name", STREAMS)
def test_an_example_holds_on_every_day_until_it_is_due(examples: dict[str, Story], name: str) -> None:
    for so_far, looks, end in quiet_years(examples[name]):
        for looked in looks:
            for later in looked.every_day_before_the_next(end):
                assert look(so_far, later).hits == looked.hits, f"{looked.at}, until {looked.until}"


def test_a_case_in_which_nothing_is_left_to_wait_for_is_never_due() -> None:
    story = told_of(told())
    assert look(story, END_OF_TIME - A_YEAR).until is None
    assert look(Story("", "mila", (), DEFAULTS), FIRST_MOMENT).until is None


# The moment itself. ---------------------------------------------------------------------------------------------------


def midnight(day: str) -> datetime:
    """The moment at which a day begins in Amsterdam."""
    return end_of(date.fromisoformat(day) - A_DAY).astimezone(UTC) + A_MOMENT


def changes(story: Story, since: str, at: datetime, signal: str) -> None:
    """Asserts that one signal changes at a moment and not just before it, and that a look says so on a day before.

    Raises:
        AssertionError: it does not.
    """
    before, after = ([hit for hit in look(story, moment).hits if hit.id == signal] for moment in (at - A_MOMENT, at))
    assert before != after, f"{signal} does not change at {at}"
    dues = [one.until for one in walk(story, end_of(since), at + A_DAY, alone=signal)]
    assert at in dues, f"due {dues}"


def test_a_day_begins_at_midnight_in_amsterdam_also_when_the_clocks_change() -> None:
    assert midnight("2017-06-02") == datetime(2017, 6, 1, 22, tzinfo=UTC)
    met = [*joins("2017-02-10", "zus"), *meets("2017-03-01", "mila", "noor", "zus")]
    changes(told_of(told(met)), "2017-03-20", midnight("2017-06-02"), "rhythm_overdue")


def test_help_is_late_right_after_its_last_moment_and_not_only_the_next_day() -> None:
    asked = says("help.asked", "mila", help="h1", kind="contact", asked_of="noor")
    story = told_of(told(on("2017-03-01", asked)))
    changes(story, "2017-03-01", datetime(2017, 3, 2, 12, tzinfo=UTC) + A_MOMENT, "help_late")


def test_the_next_meeting_is_no_longer_ahead_on_the_day_after_it() -> None:
    met = [*joins("2017-02-10", "zus"), *meets("2017-03-01", "mila", "noor", "zus")]
    ahead = plans("m2", at="2017-07-10T12:00:00Z")
    changes(told_of(told(met, on("2017-06-20", ahead))), "2017-06-20", midnight("2017-07-11"), "rhythm_overdue")


def test_who_stops_helping_on_a_later_day_is_gone_from_that_day() -> None:
    story = told_of(told(on("2017-03-01", agrees("noor"), stops_helping("noor", on="2017-05-01"))))
    changes(story, "2017-03-02", midnight("2017-05-01"), "agreement_of_who_left")


def test_a_lead_clinician_who_stops_on_a_later_day_is_waited_for_until_that_day() -> None:
    opening = opens() | {"data": {"resident": "mila", "method": "ract"}}
    helps = is_involved("arts", "lead_clinician", from_="2017-02-06")
    stops = stops_helping("arts", "lead_clinician", on="2018-04-01")
    story = told_of(played(opening, helps, *on("2018-03-01", stops)))
    changes(story, "2018-03-02", midnight("2018-04-01"), "clinician_not_seen")


def test_who_helps_from_a_later_day_makes_the_group_less_one_sided_from_that_day() -> None:
    (helps,) = (is_involved("zus", "care_worker", from_="2017-05-01"),)
    table = [*joins("2017-02-10", "zus", "buur"), *meets("2017-03-01", "mila", "zus", "buur")]
    story = told_of(told(table, on("2017-03-05", says("network.person_removed", "mila", person="zus"), helps)))
    assert look(story, end_of("2017-03-06")).until is not None
    assert midnight("2017-05-01") in [one.until for one in walk(story, end_of("2017-03-06"), midnight("2017-05-02"))]


def test_hours_are_over_from_the_day_on_which_less_is_reckoned() -> None:
    works = {"activity": "meeting", "person": "noor", "with_resident": "yes", "law": "Wmo"}
    logged = says("time.logged", "noor", minutes=100, on_="2017-03-02", **works)
    yes = says("participation.decided", "mila", answer="yes")
    less = Settings(budgets=(*FIRST_YEARS, Budget(year=1, minutes={"meeting": 60}, from_=date(2017, 6, 1))))
    story = told_of(told(on("2017-03-01", yes), on("2017-03-03", logged)), settings=less)
    changes(story, "2017-03-04", midnight("2017-06-01"), "hours_over")


def test_a_year_for_which_hours_are_reckoned_from_a_later_day_is_over_from_that_day() -> None:
    works = {"activity": "meeting", "person": "noor", "with_resident": "yes", "law": "Wmo"}
    logged = says("time.logged", "noor", minutes=100, on_="2019-04-02", **works)
    yes = says("participation.decided", "mila", answer="yes")
    third = Settings(budgets=(*FIRST_YEARS, Budget(year=3, minutes={"meeting": 60}, from_=date(2019, 6, 1))))
    story = told_of(told(on("2017-03-01", yes), on("2019-04-03", logged)), settings=third)
    changes(story, "2019-04-04", midnight("2019-06-01"), "hours_over")


def test_a_taking_over_lasts_on_its_forty_third_day_and_until_it_is_over() -> None:
    story = told_of(told(on("2017-03-01", takes_over("WHAT", until="2017-06-01T10:00:00Z"))))
    changes(story, "2017-03-02", midnight("2017-04-13"), "taking_over_lasts")
    changes(story, "2017-04-14", midnight("2017-06-01"), "taking_over_lasts")


@pytest.mark.parametrize("day", ["2022-02-15", "2022-03-15"])
def test_a_month_without_ambassadors_is_known_when_it_is_over_also_where_they_met_in_this_one(day: str) -> None:
    joined = says("organisation.joined", "roos", organisation="ggz", name="GGZ", controller="yes", from_="2022-01-10")
    met = says("gathering.held", "roos", kind="ambassadors", present=["roos"])
    story = told_of(told_of_an_organisation(on("2022-01-31", joined), on(day, met)), name=ORGANISATION)
    over = {"2022-02-15": "2022-04-01", "2022-03-15": "2022-05-01"}[day]
    changes(story, day, midnight(over), "ambassadors_overdue")


def test_an_explanation_is_silent_up_to_its_last_day() -> None:
    met = [*joins("2017-02-10", "zus"), *meets("2017-03-01", "mila", "noor", "zus")]
    explained = explains("rhythm_overdue", until="2017-07-20")
    changes(told_of(told(met, on("2017-06-20", explained))), "2017-06-20", midnight("2017-07-21"), "rhythm_overdue")


def test_an_entry_that_is_claimed_for_later_counts_from_its_moment() -> None:
    story = told_of(told(on("2017-03-01", takes_over("WHAT", until="2017-03-20T10:00:00Z"))))
    opened = look(story, datetime(2017, 3, 1, 11, tzinfo=UTC))
    assert opened.until == datetime(2017, 3, 1, 12, tzinfo=UTC)


def test_an_entry_that_is_not_known_yet_counts_from_when_it_was_recorded() -> None:
    story = told_of(told(on("2017-03-01", objects(3))))
    last = story.entries[-1].recorded_at
    assert look(story, last - A_MOMENT, known=known_by_then).until == last
    history = History("mila", story.entries, as_of=last - A_MOMENT, known_on=last - A_MOMENT, until=3)
    assert found_until(history)[1] != last, "what comes after the entries that are looked at never counts"


def test_with_signals_of_plugins_a_case_is_due_every_day() -> None:
    history = _history(told_of(told()), datetime(2017, 10, 28, 23, 30, tzinfo=UTC))
    assert found_until(history, with_plugins=True)[1] == datetime(2017, 10, 29, 23, tzinfo=UTC)
    waits = told_of(told(on("2017-10-28", says("help.asked", "mila", help="h", kind="contact", asked_of="noor"))))
    early = _history(waits, datetime(2017, 10, 28, 22, 30, tzinfo=UTC))
    assert found_until(early, with_plugins=True)[1] == datetime(2017, 10, 29, 12, tzinfo=UTC) + A_MOMENT


# A hit is told later as it was found. ---------------------------------------------------------------------------------


def kept(hits: Sequence[Hit]) -> list[Hit]:
    """The hits as they come back out of where they were kept."""
    written = json.dumps([hit.in_json() for hit in hits])
    return [Hit.from_json(told) for told in json.loads(written)]


@pytest.mark.uncounted
@pytest.mark.parametrize("module", MODULES)
def test_a_hit_that_was_kept_is_told_as_if_it_were_found_now(module: str) -> None:
    for story, looks in walked(module):
        assert [kept(looked.hits) for looked in looks] == [looked.hits for looked in looks]
        for looked in looks[-2:]:
            for language in ("nl", "en"):
                spoken = found(_history(story, looked.at), language, also=["all"])
                assert [hit.told(language) for hit in kept(looked.hits)] == spoken


@pytest.mark.parametrize("also", [(), ("all",), ("triad_incomplete", "no_copy")])
@pytest.mark.parametrize("name", STREAMS)
def test_of_the_hits_those_are_told_that_were_asked_for(
    examples: dict[str, Story], name: str, also: Sequence[str]
) -> None:
    story = examples[name]
    for entry in story.entries[20::40]:
        spoken = found(_history(story, entry.at), "nl", also=also)
        assert [hit.told("nl") for hit in as_asked(kept(look(story, entry.at).hits), also)] == spoken


# No signal looks at the clock by itself. ------------------------------------------------------------------------------

MAY_LOOK: Final = frozenset(
    {"roles_today", "budget_today", "shown_by", "_over", "change_requested_open", "ambassadors_overdue"}
)
"""They also ask the history what has come, or look for entries alone that have come."""


def test_a_signal_asks_the_history_what_has_come_and_does_not_look_at_the_clock() -> None:
    here = Path(of_signals.__path__[0])
    looking = {name for path in here.glob("*.py") if path.stem != "of_plugins" for name in _that_look(path)}
    assert looking == MAY_LOOK


def _that_look(path: Path) -> Iterator[str]:
    """The innermost functions that read the day or the moment of a history."""
    functions = [
        one for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(one, ast.FunctionDef)
    ]
    for read in (one for function in functions for one in ast.walk(function)):
        if isinstance(read, ast.Attribute) and read.attr in {"day", "as_of"} and _is_history(read):
            yield [function.name for function in functions if read in ast.walk(function)][-1]


def _is_history(read: ast.Attribute) -> bool:
    return isinstance(read.value, ast.Name) and read.value.id == "history"
