"""`svh export`, `svh report` and `svh follow`: what they ask, what they print, what they leave behind, how they end."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook
from svh_core.cli import main
from tests.plugins.conftest import SCRIPT, db, lines, site
from tests.plugins.distributions import DESCRIBE, allow, distribution, good

__all__ = ["db", "site"]

REPORTS = """
@hookimpl
def svh_reports():
    says = {"en": "By law.", "nl": "Per wet."}
    table = Table(name="laws", says=says, columns={"law": ["Zvw", "Wmo"]}, rows=rows, of="sum", unit="minutes")
    return [Report(name="hours", says=says, tables=[table], write={".txt": lambda made: made.period})]

def rows(case):
    for entry in case.of("meeting.planned"):
        yield {"law": "Wmo"}, entry.data["minutes"]
"""

FOLLOWS = """
@hookimpl
def svh_follow(disclosed):
    {body}
"""


@pytest.fixture
def svh(db: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command beside the casebook: its status, what it says, and what it says on stderr."""
    assert db.exists()

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main([*arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def one(site: Path, db: Path) -> str:
    """A plugin that exports, reports and follows, for org-1."""
    distribution(site, "svh-one", good("svh-one") + REPORTS + FOLLOWS.format(body="print('given')"))
    allow(db, "svh-one", recipient="org-1")
    return "svh-one"


EXPORT = ("export", "one", "--for", "org-1", "--purpose", "care")
REPORT = ("report", "hours", "--for", "org-1", "--purpose", "care", "--period", "2026-Q1")


def last(path: Path) -> int:
    with Casebook.open(path) as book:
        return book.log.store.recorder.max_notification_id() or 0


# svh export


def test_a_file_is_made_once_and_never_overwritten(one: str, svh: Any, tmp_path: Path) -> None:
    assert one
    status, out, said = svh(*EXPORT, "-o", "made.txt")
    assert (status, out, said) == (0, "", "made.txt is made, with data of 1 case(s).\n")
    assert Path("made.txt").read_text().endswith(" [3]\n")
    before = last(tmp_path / "casebook.db")
    for output, says in (("made.txt", "made.txt is there already"), ("nowhere/made.txt", "there is no folder nowhere")):
        status, out, said = svh(*EXPORT, "-o", output)
        assert (status, out) == (1, "")
        assert says in said
    assert last(tmp_path / "casebook.db") == before, "nothing is disclosed for a file that cannot be made"
    assert {path.name for path in tmp_path.iterdir() if "made" in path.name} == {"made.txt"}


@pytest.mark.parametrize("asked", [EXPORT, REPORT], ids=["export", "report"])
def test_a_file_is_made_for_who_makes_it_alone(asked: tuple[str, ...], one: str, svh: Any) -> None:
    assert one
    assert svh(*asked, "-o", "made.csv")[0] == 0
    assert stat.S_IMODE(Path("made.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("asked", [EXPORT, REPORT], ids=["export", "report"])
def test_a_link_that_leads_nowhere_is_there_already(asked: tuple[str, ...], one: str, svh: Any, db: Path) -> None:
    assert one
    Path("made.csv").symlink_to("nowhere.csv")
    before = last(db)
    status, out, said = svh(*asked, "-o", "made.csv")
    assert (status, out) == (1, "")
    assert "made.csv is there already" in said
    assert last(db) == before
    assert not Path("nowhere.csv").exists()


def test_a_plugin_that_goes_to_another_folder_sends_no_file_there(
    site: Path, db: Path, svh: Any, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    goes = good("svh-goes", export="one").replace(
        'return "".join', "__import__('os').chdir('elsewhere')\n    return \"\".join"
    )
    distribution(site, "svh-goes", goes)
    allow(db, "svh-goes")
    assert svh(*EXPORT, "-o", "made.txt")[0] == 0
    assert Path.cwd() == elsewhere
    assert (tmp_path / "made.txt").exists()
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("recipient", ["123456789", "bsn 123456789", "123.456.789", "or g", "", "o" * 65])
@pytest.mark.parametrize("asked", [EXPORT, REPORT], ids=["export", "report"])
def test_a_recipient_is_one_that_a_consent_can_name(
    asked: tuple[str, ...], recipient: str, one: str, svh: Any, db: Path
) -> None:
    """Whether anything is open or not: else the answer would be an empty file for what is a mistake."""
    assert one
    before = last(db)
    told = tuple(recipient if part == "org-1" else part for part in asked)
    for dry in ((), ("--dry-run",)):
        status, out, said = svh(*told, *dry)
        assert (status, out) == (2, "")
        assert "malformed" in said
        assert not recipient or recipient not in said
    assert json.loads(svh(*told, "--json")[1])["error"]["code"] == "malformed"
    assert last(db) == before


def test_without_a_name_the_file_goes_to_stdout_and_nothing_else_does(one: str, svh: Any) -> None:
    assert one
    status, out, said = svh(*EXPORT)
    assert (status, said) == (0, "")
    assert out.endswith(" [3]\n")


def test_an_export_of_nothing_says_so(one: str, svh: Any) -> None:
    assert one
    told = ("export", "one", "--for", "org-2", "--purpose", "care", "-o", "made.txt")
    assert (
        svh(*told)[2] == "made.txt is made, but nothing is in it: org-2 may see nothing of anybody for this purpose.\n"
    )
    Path("made.txt").unlink()
    assert "mag hiervoor van niemand iets zien" in svh(*told, "--lang", "nl")[2]


def test_a_dry_run_says_what_would_be_given_and_writes_nothing(one: str, svh: Any, tmp_path: Path) -> None:
    assert one
    before = last(tmp_path / "casebook.db")
    status, out, said = svh(*EXPORT, "--dry-run", "-o", "made.txt")
    assert (status, out) == (0, "mira: meetings (entry:5)\n")
    assert said == "That would be data of 1 case(s). Nothing was written down and nothing was handed over.\n"
    told = json.loads(svh(*EXPORT, "--dry-run", "--json")[1])
    assert told == {
        "schema": "svh.would_disclose/1",
        "cases": [{"case": "mira", "categories": ["meetings"], "basis": "entry:5"}],
    }
    assert last(tmp_path / "casebook.db") == before
    assert not Path("made.txt").exists()


def test_as_json_it_says_what_was_made(one: str, svh: Any) -> None:
    assert one
    status, out, said = svh(*EXPORT, "-o", "made.txt", "--json")
    assert (status, said) == (0, "")
    assert json.loads(out) == {
        "schema": "svh.export/1",
        "exporter": "svh-one:one",
        "file": "made.txt",
        "cases": ["mira"],
    }


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("export", "one", "--for", "org-2", "--purpose", "care", "--case", "mira"), 3, "not_permitted"),
        (("export", "one", "--for", "org-1", "--purpose", "research"), 3, "not_permitted"),
        (("export", "two", "--for", "org-1", "--purpose", "care"), 4, "not_found"),
        (("export", "one", "--for", "org-1", "--purpose", "care", "--case", "noor"), 4, "not_found"),
        (("report", "years", "--for", "org-1", "--purpose", "care", "--period", "2025"), 4, "not_found"),
        (("report", "hours", "--for", "org-1", "--purpose", "care", "--period", "2199"), 2, "malformed"),
        (("report", "hours", "--for", "org-1", "--purpose", "care", "--period", "spring"), 2, "malformed"),
        (("report", "hours", "--for", "org-1", "--purpose", "funding", "--period", "2025"), 3, "not_permitted"),
        (("follow", "svh-core"), 4, "not_found"),
    ],
)
def test_what_is_refused_ends_as_its_error_does(
    arguments: tuple[str, ...], status: int, code: str, one: str, svh: Any
) -> None:
    assert one
    ended, out, said = svh(*arguments)
    assert (ended, out) == (status, "")
    assert code in said
    ended, out, _ = svh(*arguments, "--json")
    assert (ended, json.loads(out)["error"]["code"]) == (status, code)


@pytest.mark.parametrize("missing", ["--for", "--purpose", "--period"])
def test_for_whom_and_what_for_have_to_be_said(missing: str, one: str, svh: Any) -> None:
    assert one
    at = REPORT.index(missing)
    status, _, said = svh(*REPORT[:at], *REPORT[at + 2 :])
    assert status == 2
    assert missing in said


# svh report


def test_a_report_goes_to_stdout_as_a_table_or_as_data(one: str, svh: Any) -> None:
    assert one
    status, out, said = svh(*REPORT)
    assert (status, said) == (0, "")
    assert out.splitlines() == ["table,law,cases,minutes", "laws,Zvw,,", "laws,Wmo,,"]
    told = json.loads(svh(*REPORT, "--json")[1])
    assert (told["schema"], told["report"], told["period"]) == ("svh.report/1", "svh-one:hours", "2026-Q1")


def test_the_suffix_says_what_kind_of_file_it_is(one: str, svh: Any) -> None:
    assert one
    for name, begins in (("made.csv", "table,law"), ("made.json", '{\n  "schema"'), ("made.txt", "2026-Q1")):
        status, out, said = svh(*REPORT, "-o", name)
        assert (status, out) == (0, "")
        assert said == f"{name} is made. Where nothing stands they are too few, or it holds for all.\n"
        assert Path(name).read_text().startswith(begins)
    told = json.loads(svh(*REPORT, "-o", "again.csv", "--json")[1])
    assert told == {
        "schema": "svh.reported/1",
        "report": "svh-one:hours",
        "period": "2026-Q1",
        "file": "again.csv",
    }


@pytest.mark.parametrize("name", ["made.xlsx", "made", "made.csv.gz"])
def test_a_file_that_nobody_makes_is_refused_before_anything_is_disclosed(
    name: str, one: str, svh: Any, tmp_path: Path
) -> None:
    assert one
    before = last(tmp_path / "casebook.db")
    status, out, said = svh(*REPORT, "-o", name)
    assert (status, out) == (2, "")
    assert "It can be .csv, .json, .txt." in said
    assert last(tmp_path / "casebook.db") == before


def test_a_report_takes_no_cases(one: str, svh: Any) -> None:
    assert one
    assert svh(*REPORT, "--case", "mira")[0] == 2
    assert json.loads(svh(*REPORT, "--dry-run", "--json")[1])["cases"][0]["case"] == "mira"


# svh follow


def test_following_says_how_it_went_and_ends_well(one: str, svh: Any) -> None:
    status, out, said = svh("follow")
    assert (status, out) == (0, "svh-one (care): is up to date, was given 1 entries just now\n")
    assert said == "given\n"
    assert svh("follow", one)[1] == "svh-one (care): is up to date, was given 0 entries just now\n"
    assert svh("follow", "--lang", "nl")[1] == "svh-one (care): is bij, kreeg net 0 regel(s)\n"
    [told] = json.loads(svh("follow", "--json")[1])["followers"]
    assert (told["plugin"], told["purpose"], told["status"], told["entries"]) == (one, "care", "ok", 0)


def test_a_follower_that_fails_is_named_and_others_go_on(one: str, site: Path, db: Path, svh: Any) -> None:
    bad = DESCRIBE.format(name="svh-bad", categories=["meetings"]) + FOLLOWS.format(body="raise ValueError('Mira')")
    distribution(site, "svh-bad", bad)
    allow(db, one, "svh-bad", recipient="org-1")
    status, out, said = svh("follow")
    assert status == 5
    assert "svh-bad (care): failed\nsvh-one (care): is up to date" in out
    assert "ValueError in __init__.py" in said
    assert "Mira" not in out + said
    assert svh("follow", one)[0] == 0
    status, out, said = svh("follow", "svh-bad", "--lang", "nl")
    assert (status, "wacht, en wordt later opnieuw geprobeerd" in out) == (5, True)
    assert svh("follow", "svh-bad", "--again")[1] == "svh-bad (care): failed\n"


def test_without_a_recipient_it_says_how_to_name_one(one: str, db: Path, svh: Any) -> None:
    allow(db, one)
    status, out, said = svh("follow")
    assert (status, out) == (0, "svh-one (care): does not follow: nobody said for whom\n")
    assert "svh plugins allow svh-one --for RECIPIENT" in said
    assert svh("plugins", "allow", one, "--for", "org-1")[0] == 0
    assert "was given 1 entries" in svh("follow")[1]


def test_where_nobody_follows_it_says_so(svh: Any) -> None:
    assert svh("follow") == (0, "", "There is no plugin that follows.\n")
    assert json.loads(svh("follow", "--json")[1]) == {"schema": "svh.followed/1", "followers": []}


def test_it_goes_on_until_it_is_stopped(one: str, svh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert one
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("svh_core.cli.rounds.time.sleep", sleep)
    status, out, _ = svh("follow", "--every", "7")
    assert (status != 0, slept) == (True, [7, 7, 7])
    assert out.count("is up to date") == 3
    assert svh("follow", "--every", "0")[0] == 2


def test_a_case_that_opens_later_is_in_the_next_export(one: str, svh: Any) -> None:
    assert one
    Path("more.jsonl").write_text(lines("noor", SCRIPT))
    assert svh(*EXPORT)[1].count("\n") == 1
    assert svh("record", "more.jsonl")[0] == 0
    assert svh(*EXPORT)[1].count("\n") == 2
