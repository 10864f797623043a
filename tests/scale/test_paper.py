"""What is reckoned of a city and a country is arithmetic on what was measured, and the page says what it comes to."""

from __future__ import annotations

import attrs
import pytest

from tests.scale import paper
from tests.scale.measured import PARTS, Engine, Measured, Took
from tests.scale.page import PAGE, kept_in, room, time, written
from tests.scale.paper import CITY, COUNTRY, Place

TOOK = Took(count=1_000, seconds=2.0, processor=1.0, megabytes=50.0)
ENGINE = Engine(
    entries=1_000,
    cases=10,
    keys=500,
    remembered=2_000,
    bytes={"log": 600_000, "vault": 300_000, "proof": 100_000, "kept": 5_000, "snapshots": 800_000, "other": 1},
    took=dict.fromkeys(("check", "check-two", "rebuild", "record", "backup"), TOOK),
    served=False,
)
VILLAGE = Place(name="a village", people=10)


class TestWhatIsReckoned:
    def test_a_country_is_everybody_who_is_ill_and_a_city_has_its_share(self) -> None:
        assert (COUNTRY.people, COUNTRY.entries) == (281_000, 56_200_000)
        assert CITY.people == 3_800
        assert COUNTRY.a_second == pytest.approx(1.782, abs=0.001)

    def test_the_busiest_hour_has_three_times_as_much_as_another_hour_of_work(self) -> None:
        assert VILLAGE.entries == 2_000
        assert VILLAGE.a_second_at_the_peak * 3600 == pytest.approx(3 * 2_000 / (250 * 8))

    def test_room_grows_with_entries_and_what_is_kept_with_cases(self) -> None:
        assert VILLAGE.room(ENGINE, 1) == pytest.approx(2_000 * 1_000 + 10 * 500)
        assert VILLAGE.room(ENGINE, 10) == pytest.approx(20_000 * 1_000 + 10 * 500)

    def test_each_snapshot_has_the_whole_case_in_it(self) -> None:
        assert VILLAGE.room_of_snapshots(ENGINE, 1) == pytest.approx(10 * 200 * 400)
        assert VILLAGE.room_of_snapshots(ENGINE, 3) == pytest.approx(10 * (200 + 400 + 600) * 400)
        of_ten_years = 200 + 400 + 600 + 800 + 1_000 + 1_200 + 1_440 + 1_728
        assert VILLAGE.room_of_snapshots(ENGINE, 10) == pytest.approx(10 * of_ten_years * 400)

    def test_what_goes_through_every_entry_takes_as_long_for_each_as_it_did(self) -> None:
        assert VILLAGE.seconds(ENGINE, "check", 5) == pytest.approx(10_000 * 0.001)
        assert VILLAGE.seconds(ENGINE, "check-two", 5) == pytest.approx(10_000 * 0.0005)
        assert VILLAGE.seconds(attrs.evolve(ENGINE, served=True), "check", 5) == pytest.approx(10_000 * 0.002)
        assert VILLAGE.share_at_the_peak(ENGINE) == pytest.approx(VILLAGE.a_second_at_the_peak * 0.002)
        assert VILLAGE.seconds_of_backup(ENGINE, 1) == pytest.approx(VILLAGE.room(ENGINE, 1) * 0.002)


class TestThePage:
    def test_its_tables_are_those_of_what_was_measured(self) -> None:
        page = PAGE.read_text("utf-8")
        assert written(page, kept_in(page)) == page

    def test_what_it_assumes_is_what_is_reckoned_with(self) -> None:
        page = " ".join(PAGE.read_text("utf-8").split())
        assert f"{paper.ILL_IN_THE_COUNTRY:,} people" in page
        assert f"with {paper.ENTRIES_A_YEAR} entries a year" in page
        assert f"about {paper.IN_THE_CITY:,} inhabitants" in page
        assert f"about {paper.IN_THE_COUNTRY / 1e6:.1f} million" in page
        assert f"eight hours of {paper.WORKING_DAYS} working days" in page
        assert (paper.HOURS_A_DAY, paper.BUSIEST) == (8, 3)
        assert "the busiest hour has three times as much as the mean one" in page

    def test_what_it_tells_was_measured_on_both_engines_and_at_a_size_that_says_something(self) -> None:
        found = kept_in(PAGE.read_text("utf-8"))
        assert found.postgres is not None
        assert min(found.sqlite.entries, found.postgres.entries) >= 100_000
        assert set(found.sqlite.bytes) == set(found.postgres.bytes) == set(PARTS)

    def test_what_was_measured_is_read_back_as_it_was(self) -> None:
        versions = {"svh-core": "1"}
        one = Measured(on="2026-01-01", versions=versions, cores=2, busy=0.5, looks=9, sqlite=ENGINE, postgres=None)
        assert Measured.read(one.in_json()) == one
        other = attrs.evolve(one, postgres=ENGINE)
        assert Measured.read(other.in_json()) == other

    def test_other_measurements_make_other_tables_and_leave_the_rest(self) -> None:
        page = PAGE.read_text("utf-8")
        one = Measured(on="2001-01-01", versions={}, cores=1, busy=0.0, looks=0, sqlite=ENGINE, postgres=None)
        other = written(page, one)
        assert kept_in(other) == one
        assert "Measured on 2001-01-01" in other
        assert other.partition("## One casebook or several")[2] == page.partition("## One casebook or several")[2]
        assert written(other, kept_in(page)) == page

    def test_a_page_without_a_place_for_them_is_refused(self) -> None:
        one = kept_in(PAGE.read_text("utf-8"))
        with pytest.raises(ValueError, match="nothing that was measured"):
            kept_in("# Scale\n")
        with pytest.raises(ValueError, match="no place for the table measured"):
            written("# Scale\n", one)


class TestWords:
    @pytest.mark.parametrize(
        ("count", "told"),
        [(12, "12 bytes"), (999, "999 bytes"), (1_234, "1.2 kB"), (56_789_000, "56.8 MB"), (2.5e12, "2.5 TB")],
    )
    def test_bytes(self, count: float, told: str) -> None:
        assert room(count) == told

    @pytest.mark.parametrize(
        ("seconds", "told"),
        [
            (2.4e-5, "24 µs"),
            (0.0131, "13.1 ms"),
            (1.5, "1.5 s"),
            (119, "119 s"),
            (600, "10 minutes"),
            (9_000, "2.5 hours"),
            (200_000, "2.3 days"),
        ],
    )
    def test_time(self, seconds: float, told: str) -> None:
        assert time(seconds) == told
