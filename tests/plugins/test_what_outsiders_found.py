"""What readers from outside found in plugins, and is not so any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from svh_core.cli import main
from svh_core.plugins.manifest import Manifest, ManifestError

from .conftest import lines
from .distributions import DESCRIBE, allow, distribution, good

OWN = """
from typing import Any
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Concept, Entry, Whose
own = Concept("svh-own", category="meetings")

@hookimpl
def svh_events():
    return [Seen]

@hookimpl
def svh_rulebook():
    return own

@own.event("svh-own.{name}", whose=Whose.ANYONE)
class Seen(OwnEvent):
    \"\"\"Seen.

    nl: Gezien.
    \"\"\"

{body}
"""

SEEN = {"event": "svh-own.seen", "by": "mira", "data": {}}


def own(body: str = "    pass", name: str = "seen") -> str:
    return DESCRIBE.format(name="svh-own", categories=["meetings"]) + OWN.format(body=body, name=name)


@pytest.mark.parametrize("method", ["scopes(self, case)", "check_at_the_door(self)"])
def test_an_event_of_a_plugin_decides_nothing_of_the_library(
    method: str, site: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-own", own(f"    def {method}:\n        raise SystemExit(0)"))
    allow(db, "svh-own")
    assert main(["plugins", "allow", "svh-own"]) == 5
    assert "decides what is the library's to decide" in capsys.readouterr().err
    Path("more.jsonl").write_text(lines("noor"))
    assert main(["record", "more.jsonl"]) == 0


@pytest.mark.parametrize("name", ["", "Seen", "se en", "se\\nen", "s" * 64])
def test_the_name_of_an_event_is_plain(name: str, site: Path, db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert db.exists()
    distribution(site, "svh-own", own(name=name))
    assert main(["plugins", "allow", "svh-own"]) == 5
    assert "the name of an event" in capsys.readouterr().err


PRINTS = """
    def changes(self, own, entry):
        print("from changes")
        return own


@own.rule()
def it_is_so(entry: Entry[Seen], case: Any) -> bool:
    \"\"\"It is so.

    nl: Het is zo.
    \"\"\"
    print("from a rule")
    return {answer}
"""


def test_what_rules_and_changes_print_is_not_taken_for_data(
    site: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-own", own(PRINTS.format(answer="True")))
    allow(db, "svh-own")
    Path("seen.jsonl").write_text(lines("mira", [SEEN]))
    assert main(["record", "seen.jsonl"]) == 0
    told = capsys.readouterr()
    assert told.out == "1\n"
    assert {"from a rule", "from changes"} <= set(told.err.splitlines())


def test_a_rule_holds_where_it_says_so_and_not_where_it_says_something(
    site: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-own", own(PRINTS.format(answer="'no'")))
    allow(db, "svh-own")
    Path("seen.jsonl").write_text(lines("mira", [SEEN]))
    assert main(["record", "seen.jsonl"]) == 1
    assert "[svh-own.it_is_so]" in capsys.readouterr().err


def test_a_manifest_without_end_is_no_manifest() -> None:
    with pytest.raises(ManifestError, match="no TOML"):
        Manifest.read("id = " + "[" * 5000)


def test_who_follows_and_cannot_be_used_is_named(site: Path, db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    distribution(site, "svh-own", "raise RuntimeError")
    allow(db, "svh-own", recipient="org-1")
    for command in (["follow"], ["follow", "svh-own"]):
        assert main(command) == 5
        assert "RuntimeError" in "".join(capsys.readouterr())


def test_a_dictionary_is_no_file(site: Path, db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    distribution(site, "svh-good", good("svh-good").replace('return "".join', "return {'a': 1} or \"\".join"))
    allow(db, "svh-good")
    assert main(["export", "good", "--for", "org-1", "--purpose", "care"]) == 5
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("recipient", ["123456789", "or g", ""])
def test_a_recipient_is_a_name_and_no_number_of_a_citizen(
    recipient: str, site: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-good", good("svh-good"))
    allow(db, "svh-good")
    assert main(["export", "good", "--for", recipient, "--purpose", "care"]) == 2
    assert capsys.readouterr().out == ""
