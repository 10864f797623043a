"""Exporting a folder: its files, and the one that the host adds to say what they are and of which log."""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, ConsentGiven, GoalSet, PluginFailed
from svh_core.cli import main
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.offers import VIEWS, Row
from svh_core.plugins.written import MANIFEST, MOST_FILES, manifest_of, written_files
from svh_core.proof.checkpoint import Checkpoint

from .distributions import allow, distribution
from .handmade import Counting, Exporting, disclosures
from .test_exporting import consents, export
from .test_following import Clock, opened

FILES = {"people.csv": "a,b\n", "data.bin": b"\x00", "parts.txt": iter(["een ", "twee"])}
MAKES_A_FOLDER = """
from svh_core import Description, Exporter, hookimpl

@hookimpl
def svh_describe():
    return Description(id="svh-map", organisation="Buurtteam Oost", purposes=["care"], categories=["meetings"])

@hookimpl
def svh_exporters():
    return [Exporter(name="map", says={"en": "A folder.", "nl": "Een map."}, suffix="/", write=write)]

def write(disclosed):
    return {"cases.txt": str(len(disclosed.cases)), "for.txt": disclosed.recipient}
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock) -> Iterator[Casebook]:
    plugins = [Exporting(suffix="/", write=lambda _: {**FILES, "parts.txt": ["een ", "twee"]})]
    with Casebook.in_memory(clock=clock, plugins=plugins, origin="oost") as made:
        opened(made, "mira")
        consents(made, "mira")
        yield made


def test_a_folder_has_the_files_of_the_plugin_and_one_of_the_host(book: Casebook) -> None:
    made = export(book)
    assert made.suffix == "/"
    assert {name: file for name, file in made.files.items() if name != MANIFEST} == {
        "people.csv": b"a,b\n",
        "data.bin": b"\x00",
        "parts.txt": b"een twee",
    }


def test_the_hosts_file_says_what_is_in_the_folder_for_whom_and_of_which_log(book: Casebook, clock: Clock) -> None:
    made = export(book)
    told = json.loads(made.files[MANIFEST])
    assert told["schema"] == "svh.manifest/1"
    assert (told["exporter"], told["plugin"]) == ("svh-one:one", "svh-one:0")
    assert (told["recipient"], told["purpose"], told["cases"], told["origin"]) == ("org-1", "care", 1, "oost")
    assert told["made_at"] == clock().isoformat().replace("+00:00", "Z")
    assert told["files"]["data.bin"] == {"sha256": hashlib.sha256(b"\x00").hexdigest(), "bytes": 1}
    assert sorted(told["files"]) == ["data.bin", "parts.txt", "people.csv"]


def test_its_checkpoint_has_the_disclosure_in_it(book: Casebook) -> None:
    checkpoint = Checkpoint.parse(json.loads(export(book).files[MANIFEST])["checkpoint"].partition("\n\n")[0] + "\n")
    assert checkpoint.origin == "oost"
    assert [one.purpose for one in disclosures(book, "mira")] == ["care"]
    assert checkpoint.size == book.log.store.recorder.max_notification_id()  # the disclosure, and what published it


@pytest.mark.parametrize(
    "written",
    [
        "a file",
        {},
        {"": "x"},
        {"../x": "x"},
        {"a/b": "x"},
        {".hidden": "x"},
        {"a\\b": "x"},
        {"con:": "x"},
        {"a.": "x"},
        {7: "x"},
        {"a": 7},
        {"x" * 81: "x"},
        {"MANIFEST.json": "x"},
        {"manifest.JSON": "x"},
        {"a": "x", "A": "y"},
        {str(number): "" for number in range(MOST_FILES + 1)},
        [("a", "x")],
    ],
)
def test_a_plugin_that_writes_no_folder_fails_by_its_name(clock: Clock, written: Any) -> None:
    with Casebook.in_memory(clock=clock, plugins=[Exporting(suffix="/", write=lambda _: written)]) as book:
        opened(book, "mira")
        consents(book, "mira")
        with pytest.raises(PluginFailed, match="svh-one failed in one: TypeError"):
            export(book)
        assert [one.spec.name for one in disclosures(book, "mira")] == ["disclosure.made", "disclosure.refused"]


def test_as_many_files_as_may_be_are_taken() -> None:
    assert len(written_files({f"{number}.txt": "" for number in range(MOST_FILES)})) == MOST_FILES


def test_what_a_manifest_says_is_the_same_whatever_the_order() -> None:
    assert manifest_of({"a": b"1", "b": b"2"}, cases=1) == manifest_of({"b": b"2", "a": b"1"}, cases=1)


def test_the_command_makes_a_folder_for_nobody_else(
    db: Path, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-map", MAKES_A_FOLDER)
    allow(db, "svh-map")
    asked = ["export", "svh-map:map", "--for", "org-1", "--purpose", "care", "--db", str(db)]
    assert main([*asked, "-o", str(tmp_path / "out")]) == 0
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [MANIFEST, "cases.txt", "for.txt"]
    assert (tmp_path / "out" / "for.txt").read_text() == "org-1"
    assert {one.stat().st_mode & 0o777 for one in (tmp_path / "out").iterdir()} == {0o600}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    capsys.readouterr()
    assert main([*asked, "-o", str(tmp_path / "out")]) == 1
    assert "is there already and stays as it is" in capsys.readouterr().err


def test_the_command_asks_where_a_folder_comes_before_anything_is_disclosed(
    db: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-map", MAKES_A_FOLDER)
    allow(db, "svh-map")
    assert main(["export", "map", "--for", "org-1", "--purpose", "care", "--db", str(db)]) == 2
    assert "this exporter makes a folder" in capsys.readouterr().err
    with Casebook.open(db) as book:
        assert not [one for name, _ in book.cases() for one in disclosures(book, name)]


# The view of looks


@pytest.fixture
def looking() -> Exporting:
    return Exporting(views=VIEWS)


def consented(book: Casebook, *categories: str) -> None:
    event = ConsentGiven(
        consent=f"c-{categories[0]}",
        purpose="care",
        categories=categories,
        recipient_kind="organisation",
        recipient="org-1",
        from_=book._utc().date(),
        channel="app",
        text_version="1",
        language="nl",
    )
    book.record("mira", event, by="mira")


def test_who_saw_what_is_handed_over_where_all_looks_may_be_seen(clock: Clock, looking: Exporting) -> None:
    with Casebook.in_memory(clock=clock, plugins=[looking]) as book:
        opened(book, "mira")
        consented(book, "meetings")
        export(book)
        assert "disclosures" not in looking.cases[0].views
        consented(book, "access")
        export(book)
        [first, second] = looking.cases[0].views["disclosures"]["disclosures"]
    assert (first["kind"], first["recipient"], first["action"]) == ("disclosed", "org-1", "export")
    assert first["categories"] == ["meetings"]
    assert second["basis"].startswith("entry:")


def test_looks_tell_neither_whose_case_it_is_nor_who_decided_where_that_is_closed(
    clock: Clock, looking: Exporting
) -> None:
    with Casebook.in_memory(clock=clock, plugins=[looking]) as book:
        opened(book, "mira")
        consented(book, "access", "meetings")
        export(book)
        [told] = looking.cases[0].views["disclosures"]["disclosures"]
    assert (told["stream"], told["by"]) == (None, None)
    assert "mira" not in json.dumps(told)


def test_figures_of_a_report_are_those_of_its_period(clock: Clock) -> None:
    told: list[dict[str, Any]] = []

    def rows(case: DisclosedCase) -> Iterator[Row]:
        told.append(dict(case.views["figures"]["domains"]["WHAT"]))
        yield from ()

    clock.now = datetime(2027, 1, 10, tzinfo=UTC)
    with Casebook.in_memory(
        clock=clock, plugins=[Counting(rows, {"law": ["Zvw"]}, categories=("regie", "goals"), views=("figures",))]
    ) as book:
        opened(book, "mira")
        consented(book, "regie", "goals")
        for number, year in enumerate([2025, 2026, 2026], start=1):
            at = datetime(year, 5, number, 12, tzinfo=UTC)
            book.record("mira", GoalSet(goal=f"g{number}", words="rust", horizon="short"), by="mira", at=at)
        book.plugins.report("hours", recipient="org-1", purpose="care", period="2026")
    assert (told[0]["N"], told[0]["own"]) == (2, 2)


# What came to nothing afterwards, and what is held against the log


def test_a_folder_that_cannot_be_kept_stands_in_each_case_as_come_to_nothing(
    db: Path, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution(site, "svh-map", MAKES_A_FOLDER)
    allow(db, "svh-map")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("svh_core.cli.new_file.tempfile.mkdtemp", full)
    asked = ["export", "svh-map:map", "--for", "org-1", "--purpose", "care", "--db", str(db)]
    assert main([*asked, "-o", str(tmp_path / "out")]) == 1
    assert "cannot be made" in capsys.readouterr().err
    with Casebook.open(db) as book:
        made, refused = disclosures(book, "mira")
    assert (made.spec.name, refused.spec.name, refused.why) == ("disclosure.made", "disclosure.refused", "failed")
    assert refused.categories == made.categories


def test_the_log_is_held_against_the_manifest_of_a_folder(
    db: Path, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-map", MAKES_A_FOLDER)
    allow(db, "svh-map")
    out = tmp_path / "out"
    assert main(["export", "map", "--for", "org-1", "--purpose", "care", "--db", str(db), "-o", str(out)]) == 0
    assert main(["check", "--db", str(db), "--against", str(out / MANIFEST)]) == 0
    told = json.loads((out / MANIFEST).read_text())
    told["checkpoint"] = told["checkpoint"].replace("\n", "\n9", 1)
    (out / MANIFEST).write_text(json.dumps(told))
    assert main(["check", "--db", str(db), "--against", str(out / MANIFEST)]) != 0
    capsys.readouterr()


@pytest.mark.parametrize("told", [b"{", b"{}", b'{"checkpoint": 7}', b"[]"])
def test_what_is_no_manifest_is_no_checkpoint(
    db: Path, tmp_path: Path, told: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "told.json"
    file.write_bytes(told)
    assert main(["check", "--db", str(db), "--against", str(file)]) == 2
    assert "no checkpoint or receipt" in capsys.readouterr().err
