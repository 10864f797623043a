"""Made-up histories are accepted by every rule, the same for the same seed, flat in memory, and as they say."""

from __future__ import annotations

import gc
import hashlib
import itertools
import json
import os
import subprocess
import sys
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Final

import attrs
import pytest

from svh_core import Casebook
from svh_core.checking import check
from svh_core.cli import main
from svh_core.disclosing import looks_of_the_operator
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.errors import KeysMissing
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.testing.histories import Told, many_cases, record_many
from svh_core.testing.histories.chance import Chance, Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.parts import PARTS
from svh_core.testing.histories.sentences import sentence
from svh_core.testing.histories.telling import ACCESS
from svh_core.testing.playing import StandingClock

FIRST: Final = datetime(2017, 2, 6, tzinfo=UTC)
YEAR: Final = timedelta(days=365)
GOLDEN: Final = "cf21a70cee50c1d5e774231b4611c490bdd8acc25c4527cd37efc8d9bd7c9d94"
"""Of the first 2,000 lines for seed 1. It changes only when somebody changes the stories on purpose."""


@attrs.frozen
class Played:
    """A history in a casebook."""

    book: Casebook
    told: list[Told]
    entries: int
    moments: list[datetime]


def played(seed: int, entries: int) -> Played:
    clock, moments = StandingClock(FIRST), list[datetime]()
    book = Casebook.in_memory(clock=clock)
    told = list(many_cases(seed=seed, entries=entries))
    recorded = record_many(told, book, clock, progress=lambda _: moments.append(clock.now))
    return Played(book, told, recorded, moments)


@pytest.fixture(scope="module", params=[1, 2, 3])
def history(request: pytest.FixtureRequest) -> Iterator[Played]:
    history = played(request.param, 3_000)
    yield history
    history.book.close()


class TestEveryRuleAcceptsThem:
    def test_nothing_is_refused_and_a_check_finds_nothing(self, history: Played) -> None:
        checked = check(history.book.log, CORE_RULEBOOK)
        assert checked.is_clean
        assert checked.findings == ()
        assert checked.entries == history.entries + 1  # and the adoption of the rules

    def test_they_say_themselves_how_many_entries_come_of_each_decision(self, history: Played) -> None:
        told = Counter[str]()
        for one in history.told:
            told[one.stream] += one.entries
        assert {stream: sum(1 for _ in history.book.log.entries(stream)) for stream in told} == told
        assert 3_000 <= history.entries <= 3_001

    def test_signals_figures_and_hours_are_told_of_every_case(self, history: Played) -> None:
        found = set[str]()
        for case, _ in history.book.cases():
            with history.book.looking(case, viewer=THE_OPERATOR, purpose="reading") as look:
                found |= {one.id for one in look.signals("nl", also=["all"])}
                assert set(look.figures()["domains"]) == {"WHAT", "WHO", "HOW", "HOW_LONG"}
                assert look.hours()["estimate"] is True
        assert len(found) >= 10

    def test_each_is_recorded_within_a_day_of_when_it_is_written_down(self, history: Played) -> None:
        recorded = [
            entry.recorded_at
            for stream in {one.stream for one in history.told}
            for entry in history.book.log.entries(stream)
            if entry.caused_by is None
        ]
        told = sorted(one.recorded_at for one in history.told)
        late = [there - here for here, there in zip(told, sorted(recorded), strict=True)]
        assert timedelta(0) <= min(late) <= max(late) <= timedelta(days=1)
        assert history.moments == sorted(history.moments)

    def test_what_only_a_casebook_writes_is_left_out_where_it_is_to_be_a_script(self) -> None:
        told = list(many_cases(seed=5, entries=6_000, forgetting=False))
        assert not {one.event for one in told if CORE_RULEBOOK.kinds[one.event].concept == "access"}

    @pytest.mark.long
    def test_nothing_of_two_hundred_thousand_entries_is_refused(self, tmp_path: Path) -> None:
        clock = StandingClock(FIRST)
        with Casebook.create(tmp_path / "casebook.db", clock=clock) as book:
            entries = record_many(many_cases(seed=200, entries=200_000, years=6), book, clock, within=timedelta(days=7))
            checked = check(book.log, CORE_RULEBOOK)
        assert checked.is_clean
        assert checked.entries == entries + 1


class TestTheSameForTheSameSeed:
    def test_the_first_two_thousand_lines_are_what_they_were(self) -> None:
        lines = itertools.islice((one.line() for one in many_cases(seed=1, entries=4_000)), 2_000)
        assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == GOLDEN

    def test_another_seed_tells_others(self) -> None:
        one, other = (next(iter(many_cases(seed=seed, entries=1))) for seed in (1, 2))
        assert one.stream != other.stream

    def test_the_beginning_does_not_depend_on_where_it_is_cut_off(self) -> None:
        short = list(many_cases(seed=4, cases=3, entries=200))
        longer = list(itertools.islice(many_cases(seed=4, cases=3, entries=400), len(short)))
        assert [one.line() for one in short] == [one.line() for one in longer]

    def test_they_are_told_in_the_order_in_which_they_are_written_down(self) -> None:
        moments = [one.recorded_at for one in many_cases(seed=6, entries=3_000)]
        assert moments == sorted(moments)
        assert all(one.at <= one.recorded_at for one in many_cases(seed=6, entries=1_000))

    def test_no_order_of_a_set_and_no_time_of_day_is_in_them(self) -> None:
        told = {
            subprocess.check_output(
                [sys.executable, "-m", "svh_core.testing.histories", "--entries", "300", "--seed", "9"],
                env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            )
            for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Lima"))
        }
        assert len(told) == 1


class TestHowMuch:
    def test_so_many_cases_begin_and_it_ends_with_the_period(self) -> None:
        told = list(many_cases(seed=1, cases=7, years=1.5, begins=date(2020, 1, 6)))
        assert Counter(one.event for one in told)["case.opened"] == 7
        assert told[0].at.date() == date(2020, 1, 6)
        assert max(one.recorded_at for one in told) < datetime(2020, 1, 7, tzinfo=UTC) + 1.5 * YEAR

    @pytest.mark.parametrize("entries", [1, 50, 777])
    def test_so_many_entries_there_are_and_no_more_than_one_consequence_beyond(self, entries: int) -> None:
        assert 0 <= sum(one.entries for one in many_cases(seed=3, entries=entries)) - entries <= 1

    def test_cases_that_are_all_over_end_it_before_there_are_as_many_entries(self) -> None:
        told = list(many_cases(seed=8, cases=1, entries=100_000))
        assert sum(one.entries for one in told) < 5_000
        assert "case.closed" in {one.event for one in told[-3:]}

    def test_neither_of_them_is_wrong_usage(self) -> None:
        with pytest.raises(ValueError, match="how many cases"):
            next(many_cases(seed=1))

    @pytest.mark.uncounted
    def test_what_is_held_goes_with_the_cases_that_are_open_and_not_with_the_length(self) -> None:
        held = held_at_every(12_000, cases=420, entries=60_000, years=32)
        a_year = 420 / (32 * 2 / 3)
        longest = 1_600 / 365  # of a case that goes on longest, but for those that begin again
        assert len(held) == 5
        assert max(lives for _, lives in held) < a_year * longest
        assert max(size / lives for size, lives in held) < 1.25 * held[0][0] / held[0][1]


def held_at_every(stretch: int, *, cases: int, entries: int, years: float) -> list[tuple[int, int]]:
    """How many bytes, and how many cases, are held each time so many entries more were told."""
    held, count = list[tuple[int, int]](), 0
    tracemalloc.start()
    try:
        for one in many_cases(seed=1, cases=cases, entries=entries, years=years):
            count += one.entries
            if count >= stretch * (len(held) + 1):
                gc.collect()
                held.append((tracemalloc.get_traced_memory()[0], sum(type(it) is Life for it in gc.get_objects())))
    finally:
        tracemalloc.stop()
    return held


@attrs.frozen
class Seen:
    """What is counted over many cases: those that went on for two years at least after their yes."""

    hours: dict[int, list[float]]
    meetings: list[int]
    gaps: list[int]
    lengths: list[int]
    events: Counter[str]


@pytest.fixture(scope="module")
def seen() -> Seen:
    streams = defaultdict[str, list[Told]](list)
    for one in many_cases(seed=10, entries=40_000, years=4):
        streams[one.stream].append(one)
    hours, meetings, gaps = {0: list[float](), 1: list[float]()}, list[int](), list[int]()
    for told in streams.values():
        held = [one.at for one in told if one.event == "meeting.opened"]
        gaps += [(later - earlier).days for earlier, later in itertools.pairwise(held)]
        yes = next(
            (one.at for one in told if one.event == "participation.decided" and one.data["answer"] == "yes"), None
        )
        for year, of_a_year in hours.items():
            if yes is None or told[-1].at < yes + (year + 1) * YEAR:
                continue
            logged = (one for one in told if one.event == "time.logged")
            minutes = [one.data["minutes"] for one in logged if (max(one.at, yes) - yes) // YEAR == year]
            of_a_year.append(sum(minutes) / 60)
            if year == 0:
                meetings.append(sum(moment < yes + YEAR for moment in held))
    lengths = [sum(one.entries for one in told) for stream, told in streams.items() if "/" not in stream]
    events = Counter(one.event for told in streams.values() for one in told)
    return Seen(hours, meetings, gaps, lengths, events)


class TestLikeTheSources:
    """What the sources tell of hours and rhythm; and the rest within the bounds that were chosen."""

    def test_a_first_year_takes_about_eighteen_hours_and_a_second_about_eight(self, seen: Seen) -> None:
        assert 15 <= mean(seen.hours[0]) <= 20
        assert 6.5 <= mean(seen.hours[1]) <= 9.5

    def test_about_five_meetings_are_held_in_the_first_year(self, seen: Seen) -> None:
        assert 4 <= mean(seen.meetings) <= 5.5

    def test_most_meetings_come_within_three_months_and_some_do_not(self, seen: Seen) -> None:
        assert 0.05 <= mean(gap > 92 for gap in seen.gaps) <= 0.2
        assert 6 * 7 <= mean(seen.gaps) <= 13 * 7

    def test_some_cases_are_short_most_are_longer_and_few_are_very_long(self, seen: Seen) -> None:
        assert 0.05 <= mean(length <= 60 for length in seen.lengths) <= 0.4
        assert 100 <= sorted(seen.lengths)[len(seen.lengths) // 2] <= 300
        assert 800 <= max(seen.lengths) <= 3_000

    def test_consents_are_given_narrowed_and_taken_back(self, seen: Seen) -> None:
        assert 0.1 <= seen.events["consent.withdrawn"] / seen.events["consent.given"] <= 0.4

    def test_nearly_everything_that_can_be_recorded_is(self, seen: Seen) -> None:
        assert len(seen.events) >= 105

    def test_a_few_decisions_in_a_hundred_are_made_in_the_residents_place(self, history: Played) -> None:
        cases = [case for case, _ in history.book.cases()]
        standings = Counter(
            line.standing
            for case in cases
            for line in history.book.log.load(case).written.values()
            if line.standing and line.whose in {"resident", "group"} and line.caused_by is None
        )
        shares = {standing: count / standings.total() for standing, count in standings.items()}
        assert 0.5 <= shares["own"] <= 0.9
        assert 0.1 <= shares["together"] <= 0.45
        assert 0 < shares["taken_over"] <= 0.05


class TestLooks:
    """With `looks`, people look at what was written down; each look is an entry that rests on something."""

    @pytest.fixture(scope="class")
    @classmethod
    def looked_at(cls) -> Iterator[Played]:
        clock = StandingClock(FIRST)
        with Casebook.in_memory(clock=clock) as book:
            told = list(many_cases(seed=11, entries=6_000, looks=True))
            yield Played(book, told, record_many(told, book, clock), [])

    def test_every_rule_accepts_them_and_a_check_finds_nothing(self, looked_at: Played) -> None:
        checked = check(looked_at.book.log, CORE_RULEBOOK)
        assert checked.findings == ()
        assert checked.entries == looked_at.entries + 1

    def test_about_a_third_of_the_entries_are_looks(self, looked_at: Played) -> None:
        looks = [one for one in looked_at.told if one.event.startswith("disclosure.")]
        assert 0.25 <= len(looks) / looked_at.entries <= 0.4
        assert {one.event for one in looks} == {"disclosure.made", "disclosure.refused"}
        assert {one.data["capacity"] for one in looks} == {
            "resident",
            "professional",
            "member",
            "organisation",
            "operator",
        }
        assert {one.data["action"] for one in looks if "action" in one.data} == {"view", "report", "export"}

    def test_the_glass_is_broken_now_and_then_and_somebody_looks_at_whether_that_was_right(
        self, looked_at: Played
    ) -> None:
        events = Counter(one.event for one in looked_at.told)
        assert events["emergency.opened"] >= events["emergency.reviewed"] > 0

    def test_a_look_of_the_house_is_told_in_the_case_and_stands_in_the_stream_of_access(
        self, looked_at: Played
    ) -> None:
        access = f"access/{looked_at.book.origin}"
        of_the_house = [one for one in looked_at.told if one.stream == ACCESS]
        assert len(of_the_house) == sum(1 for _ in looked_at.book.log.entries(access)) > 0
        seen = next(one.envelope["source"] for one in of_the_house)
        shown = [entry for stream, entry in looks_of_the_operator(looked_at.book._desk, seen) if stream == access]
        assert len(shown) == sum(one.envelope["source"] == seen for one in of_the_house)

    def test_they_are_told_in_the_order_in_which_they_are_written_down(self) -> None:
        told = list(itertools.islice(many_cases(seed=1, entries=1_000_000, years=6, looks=True), 30_000))
        moments = [one.recorded_at for one in told]
        assert moments == sorted(moments)
        assert all(one.at <= one.recorded_at for one in told)

    def test_without_them_the_story_is_the_same(self) -> None:
        plain = [one.event for one in many_cases(seed=7, cases=1, years=0.3)]
        told = many_cases(seed=7, cases=1, years=0.3, looks=True)
        seen = [one.event for one in told if not one.event.startswith(("disclosure.", "emergency."))]
        assert plain == seen

    def test_as_a_script_they_go_in_as_an_import_but_for_those_of_the_house(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "svh_core.testing.histories", "--entries", "600", "--seed", "2", "--looks"]
        script = tmp_path / "script.jsonl"
        script.write_bytes(subprocess.check_output(command))
        told = [json.loads(line) for line in script.read_text("utf-8").splitlines()]
        assert "disclosure.made" in {one["event"] for one in told}
        assert ACCESS not in {one.get("case") for one in told}
        db = str(tmp_path / "casebook.db")
        assert main(["init", "--db", db]) == 0
        assert main(["record", "--import", str(script), "--db", db]) == 0

    def test_a_casebook_without_keys_takes_none_of_the_house(self, tmp_path: Path) -> None:
        Casebook.create(tmp_path / "casebook.db").close()
        of_the_house = Told(ACCESS, "disclosure.made", "operator", FIRST, FIRST, {}, {"source": "c-1"}, 1)
        with Casebook.open(tmp_path / "casebook.db", sealed=True) as book, pytest.raises(KeysMissing):
            record_many([of_the_house], book, StandingClock(FIRST))


class TestChance:
    def test_what_is_likelier_comes_more_often(self) -> None:
        chance, odds = Chance(1), Odds({"often": 90, "never": 0, "seldom": 10})
        drawn = Counter(chance.of(odds) for _ in range(2_000))
        assert set(drawn) == {"often", "seldom"}
        assert 1_700 < drawn["often"] < 1_900

    def test_some_of_them_are_never_twice_the_same_and_stand_in_their_order(self) -> None:
        for seed in range(50):
            drawn = Chance(seed).some("abcdef", 4)
            assert drawn == sorted(set(drawn))
            assert len(drawn) == 4
        assert Chance(1).some("ab", 5) == ["a", "b"]

    def test_an_identifier_has_the_form_of_a_uuid(self) -> None:
        chance = Chance(7)
        for _ in range(100):
            name = chance.identifier()
            assert [len(part) for part in name.split("-")] == [8, 4, 4, 4, 12]

    @pytest.mark.parametrize("kind", PARTS)
    def test_each_sentence_is_one(self, kind: str) -> None:
        for seed in range(40):
            said = sentence(Chance(seed, kind), kind)
            assert said[-1] in ".!?"
            assert said[0].isupper() or said[0] == "'"
            assert not any(twice in said for twice in ("  ", " .", " ,", "..", ",,"))


class TestAsAScript:
    def test_it_is_written_line_by_line_and_svh_records_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        command = [sys.executable, "-m", "svh_core.testing.histories", "--entries", "400", "--seed", "2"]
        script = tmp_path / "script.jsonl"
        script.write_bytes(subprocess.check_output([*command, "--begins", "2019-09-02", "--years", "0.5"]))
        assert json.loads(script.read_text().splitlines()[0])["event"] == "case.opened"
        db = str(tmp_path / "casebook.db")
        assert main(["init", "--db", db]) == 0
        assert main(["record", str(script), "--db", db]) == 0
        assert capsys.readouterr().out.splitlines()[-1] in {"400", "401"}
        assert main(["check", "--db", db]) == 0

    def test_with_forgetting_it_goes_in_as_an_import(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "svh_core.testing.histories", "--cases", "2", "--seed", "2", "--forgetting"]
        script = tmp_path / "script.jsonl"
        script.write_bytes(subprocess.check_output([*command, "--years", "0.7"]))
        db = str(tmp_path / "casebook.db")
        assert main(["init", "--db", db]) == 0
        assert main(["record", "--import", str(script), "--db", db]) == 0

    def test_how_much_has_to_be_said(self) -> None:
        done = subprocess.run([sys.executable, "-m", "svh_core.testing.histories"], capture_output=True, check=False)
        assert done.returncode == 2
        assert b"Say --entries or --cases." in done.stderr
