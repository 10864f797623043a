"""The measurements measure what they say: both sides do the same, and no miss is hidden. No times here."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from svh_core.log import snapshots
from tests.bench.__main__ import main
from tests.bench.ground import ENOUGH_JOURNAL, Ground, Sizes
from tests.bench.memory import Peak
from tests.bench.references import decide, opened
from tests.bench.rows import ROWS
from tests.bench.story import case_names, decision
from tests.bench.table import in_words, legend, line, worst_of
from tests.bench.targets import TARGETS, THE_WORST_OF, Target
from tests.bench.timing import Contest, Measured, Side, held

pytestmark = pytest.mark.uncounted

TINY = Sizes(
    entries=200, rounds=5, records=2, batches=1, loads=1, starts=1, of_two=200, of_memory=2_000, of_growth=2_000
)
LENGTH = 40


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with ExitStack() as stack:
        yield Ground(tmp_path, TINY, stack)


def test_every_measurement_has_a_target_and_every_target_a_measurement() -> None:
    assert [*ROWS, *THE_WORST_OF] == list(TARGETS)


def test_the_table_is_printed_and_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bench.json"
    assert main(["--only", "record-one", "--json", str(file)], sizes=TINY) == 0
    told = json.loads(file.read_text(encoding="utf-8"))
    assert list(told) == ["rows"]
    (row,) = told["rows"]
    assert list(row) == ["id", "ours", "reference", "ratio", "min", "max", "target", "met"]
    assert (row["id"], row["target"]) == ("record-one", TARGETS["record-one"].ratio)
    assert 0 < row["min"] <= row["ratio"] <= row["max"]
    assert row["met"] == (row["ratio"] >= row["target"])
    printed = capsys.readouterr().out
    assert "\nrecord-one " in printed
    assert "load-200" not in printed


def test_start_stands_for_all_of_its_lines_and_an_unknown_id_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--only", "start"], sizes=TINY)
    assert [told.split()[0] for told in capsys.readouterr().out.splitlines() if " x " in told] == [
        "start-import",
        "start-use",
        "start-svh",
    ]
    with pytest.raises(SystemExit):
        main(["--only", "start-anything"])


def test_a_missed_target_is_shown_as_missed() -> None:
    slow = line("record-one", Measured(ours=(2.0, 2.0, 4.0), reference=(1.0, 1.0, 8.0)))
    assert (slow.ratio, slow.min, slow.max, slow.met) == (0.5, 0.5, 2.0, False)
    assert "MISSED" in in_words(slow)
    long = line("start-import", Measured(ours=(0.5, 0.7, 0.6), reference=(0.1, 0.1, 0.1)))
    assert long.ratio == pytest.approx(6.0)
    assert Target(6.0, "", at_most=True).met(6.0)
    assert not Target(6.0, "", at_most=True).met(6.1)


def test_growth_is_told_in_one_row_by_the_worse_of_two(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    assert main(["--only", "grow", "--json", str(file)], sizes=TINY) == 0
    rows = {row["id"]: row for row in json.loads(file.read_text(encoding="utf-8"))["rows"]}
    assert list(rows) == ["grow-one", "grow-load", "grow-scattered", "grow"]
    assert rows["grow"]["ratio"] == max(rows["grow-one"]["ratio"], rows["grow-load"]["ratio"])
    assert rows["grow"]["target"] == 1.2
    assert not list(worst_of([line("grow-one", Measured(ours=(1.0,) * 5, reference=(1.0,) * 5))]))


def test_memory_is_told_in_megabytes_and_may_be_so_much_at_most() -> None:
    grown = line("check-memory", Measured(ours=(46.64,) * 5, reference=(44.0,) * 5))
    assert grown.ratio == pytest.approx(1.06)
    assert not grown.met
    assert "46.6 MB" in in_words(grown)
    flat = line("check-memory", Measured(ours=(44.5,) * 5, reference=(43.4,) * 5))
    assert flat.met
    with pytest.raises(TypeError):
        Peak(lambda: None).seconds()


def test_a_process_of_its_own_is_told_in_milliseconds_more() -> None:
    told = line("apart", Measured(ours=(0.0362, 0.04, 0.03), reference=(0.001, 0.001, 0.001)))
    assert told.ratio == pytest.approx(35.2)
    assert not told.met
    assert "35.20 ms" in in_words(told)
    assert "<= 35 ms" in in_words(told)


def test_a_side_that_finds_less_than_there_is_is_refused(ground: Ground) -> None:
    contest = ROWS["check-memory"](ground)
    ours = sqlite3.connect(ground.folder / "large.db")
    with ours:
        ours.execute("DELETE FROM stored_events WHERE rowid = 100")
    ours.close()
    assert contest.reference.seconds() > 1
    with pytest.raises(AssertionError):
        contest.ours.seconds()


def test_a_row_without_a_target_is_neither_met_nor_missed() -> None:
    used = line("start-use", Measured(ours=(0.5, 0.7, 0.6), reference=(0.1, 0.1, 0.1)))
    assert (used.target, used.met) == (None, None)
    assert not {"yes", "MISSED"} & set(in_words(used).split())
    assert "start-use" in "\n".join(legend([used]))


def test_a_busy_disk_is_told_because_it_makes_both_sides_look_alike() -> None:
    waiting = line("record-one-bare", Measured(ours=(5e-3,) * 5, reference=(4e-3,) * 5))
    assert waiting.met
    assert "the disk was busy" in list(legend([waiting]))[-1]
    quick = line("record-one-bare", Measured(ours=(6e-4,) * 5, reference=(2e-4,) * 5))
    assert not any("busy" in told for told in legend([quick]))


def test_the_sides_take_turns_and_each_goes_first() -> None:
    told: list[str] = []
    contest = Contest(Side(lambda: told.append("ours")), Side(lambda: told.append("reference")))
    measured = held(contest, rounds=5)
    assert len(measured.ours) == len(measured.reference) == 5
    assert told[2:6] == ["ours", "reference", "reference", "ours"]
    with pytest.raises(ValueError, match="at least 5"):
        held(contest, rounds=4)


def test_both_sides_are_told_the_same_and_know_the_same_afterwards(ground: Ground) -> None:
    cases = case_names(3)
    ours = ground.casebook(cases, LENGTH).log.load(cases[1], until=LENGTH)
    reference = ground.application(cases, LENGTH).group(cases[1])
    assert (ours.number, ours.resident) == (reference.version, reference.resident) == (LENGTH, "mila")
    for shelf in ("network", "goals", "agreements", "meetings", "involvements"):
        assert list(getattr(ours, shelf)) == list(getattr(reference, shelf))
    written = [(line.event, line.by, line.entered_by, line.position) for line in ours.written.values()]
    assert written == [tuple(line.values()) for line in reference.lines]
    assert {position for *_, position in written} == {None, "settled", "open", "confirmed"}


def test_the_story_goes_on_from_what_is_in_the_store(ground: Ground) -> None:
    (case,) = case_names(1)
    book, app = ground.casebook([case], LENGTH), ground.application([case], LENGTH)
    decision(LENGTH + 1).record(book, case)
    group = app.group(case)
    decide(group, LENGTH + 1)
    app.save(group)
    assert book.log.load(case).number == app.group(case).version == LENGTH + 1


def test_a_decision_holds_two_pieces_of_words_on_average() -> None:
    group = opened()
    for number in range(2, 4 + 12 + 1):
        decide(group, number)
    tokens = sum(
        sum(field.of is not None for field in told.event.spec.fields if field.attribute in told.fields)
        + len(told.envelope.get("because", ()))
        for told in map(decision, range(5, 4 + 12 + 1))
    )
    assert tokens / 12 == 2


def test_cases_lie_through_each_other_and_the_journal_is_full_grown(ground: Ground) -> None:
    cases = case_names(3)
    ground.casebook(cases, 4)
    ground.bare(cases, 4)
    ground.application(cases, 4)
    for name in ("ours", "bare", "reference"):
        path = ground.folder / f"{name}.db"
        asked = "SELECT originator_id FROM stored_events WHERE originator_id NOT LIKE 'log/%' ORDER BY rowid"
        with sqlite3.connect(path) as connection:
            found = [str(UUID(stream)) for (stream,) in connection.execute(asked)]
        connection.close()
        assert found == cases * 4
        assert path.with_name(f"{name}.db-wal").stat().st_size > ENOUGH_JOURNAL


def test_bare_sqlite_writes_the_bytes_of_ours(ground: Ground) -> None:
    cases = case_names(2)
    ground.casebook(cases, 4)
    ground.bare(cases, 4)
    asked = "SELECT originator_version, topic, state FROM stored_events WHERE originator_id = ? ORDER BY 1"
    written = []
    for name in ("ours", "bare"):
        connection = sqlite3.connect(ground.folder / f"{name}.db")
        rows = connection.execute(asked, (cases[1],)).fetchall()
        connection.close()
        written.append([(number, topic, len(state)) for number, topic, state in rows])
    assert written[0] == written[1]
    assert len(written[0]) == 4


@pytest.mark.parametrize(
    "name",
    [
        "load-200",
        "load-snapshot",
        "load-snapshot-own",
        "trail",
        "check",
        "check-read",
        "check-two",
        "check-memory",
        "grow-load",
        "grow-scattered",
        "follow",
        "follow-plugin",
        "overview",
        "dispatch",
        "apart",
        "apart-first",
    ],
)
def test_every_reading_measurement_reads_all_there_is(name: str, ground: Ground) -> None:
    measured = held(ROWS[name](ground), rounds=5)
    assert min(itertools.chain(measured.ours, measured.reference)) > 0


def test_a_case_is_measured_without_a_snapshot_unless_it_says_so(ground: Ground) -> None:
    contest = ROWS["load-200"](ground)
    for _ in range(3):
        contest.ours.turn()
    connection = sqlite3.connect(ground.folder / "ours.db")
    assert connection.execute("SELECT count(*) FROM stored_snapshots").fetchone() == (0,)
    connection.close()
    assert snapshots.EVERY <= 200, "a load without a limit would have made one"
