"""Bad plugins: none has an effect on decisions, on other plugins or on how their commands end, and each is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from svh_core.cli import main
from svh_core.plugins import calling

from .conftest import SCRIPT, lines
from .distributions import DESCRIBE, allow, distribution, good

BAD = "svh-bad"


@attrs.frozen
class Bad:
    """A plugin that is not as it should be.

    Attributes:
        what: what is wrong with it, for the name of the test.
        code: of its package.
        status: what is said of it.
        reason: what its reason says.
        manifest: what its manifest says otherwise.
    """

    what: str
    code: str
    status: str
    reason: str
    manifest: dict[str, Any] = attrs.field(factory=dict)


def described(more: str, categories: list[str] | None = None) -> str:
    return DESCRIBE.format(name=BAD, categories=categories or ["meetings"]) + more


OWN_EVENT = """
from typing import Any
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Concept, Entry, Whose, Domain
from svh_core.domain.goals import GoalSet
own = Concept("{name}", category="meetings")

@hookimpl
def svh_rulebook():
    return own
"""

NEVER_LOADED = [
    Bad(
        "raises",
        described('\n@hookimpl\ndef svh_exporters():\n    raise ValueError("Mira")\n'),
        "load_error",
        "it failed in svh_exporters: ValueError in __init__.py, line 11",
    ),
    Bad(
        "raises SystemExit",
        described("\n@hookimpl\ndef svh_exporters():\n    raise SystemExit(0)\n"),
        "load_error",
        "it failed in svh_exporters: SystemExit in __init__.py, line 11",
    ),
    Bad("leaves while it is imported", "import sys\nsys.exit(0)\n", "load_error", "it cannot be imported: SystemExit"),
    Bad("fails to import", "import not_there_at_all\n", "load_error", "it cannot be imported: ModuleNotFoundError"),
    Bad("is no Python", "def (:\n", "load_error", "it cannot be imported: SyntaxError"),
    Bad(
        "misspells a hook",
        described("\n@hookimpl\ndef svh_folow(disclosed):\n    pass\n"),
        "rejected",
        "there is no hook svh_folow",
    ),
    Bad(
        "does not mark a hook",
        described("\ndef svh_follow(disclosed):\n    pass\n"),
        "rejected",
        "its svh_follow is not marked with hookimpl",
    ),
    Bad(
        "takes what is not given",
        described("\n@hookimpl\ndef svh_follow(disclosed, casebook):\n    pass\n"),
        "rejected",
        "a hook of it takes what is not given",
    ),
    Bad("is of another api", good(BAD), "rejected", "it was written for version 2 of the hooks", {"api": 2}),
    Bad("says otherwise", good(BAD), "rejected", "its svh_describe says another purposes", {"purposes": ["funding"]}),
    Bad(
        "hides a hook",
        good(BAD) + "\n@hookimpl\ndef svh_follow(disclosed):\n    pass\n",
        "rejected",
        "its svh-plugin.toml and its code do not agree on svh_follow",
        {"hooks": ["svh_describe", "svh_exporters"]},
    ),
    Bad(
        "has the manifest of another",
        good(BAD),
        "rejected",
        "its svh-plugin.toml says it is svh-good",
        {"id": "svh-good"},
    ),
    Bad("has no id", good(BAD), "rejected", "it does not say its id", {"id": None}),
    Bad(
        "wraps",
        described(
            "\nfrom svh_core.plugins.hookspecs import pluggy\n\n@pluggy.HookimplMarker('svh')(wrapper=True)\n"
            "def svh_follow(disclosed):\n    yield\n"
        ),
        "rejected",
        "its svh_follow wraps what others do",
    ),
    Bad(
        "returns rubbish",
        described("\n@hookimpl\ndef svh_exporters():\n    return 7\n"),
        "rejected",
        "svh_exporters gives no list",
    ),
    Bad(
        "offers what is none",
        described("\n@hookimpl\ndef svh_exporters():\n    return ['a']\n"),
        "rejected",
        "svh_exporters gives something that is no Exporter",
    ),
    Bad(
        "uses the network while it is imported",
        "import socket\nsocket.create_connection(('192.0.2.1', 9), timeout=0.01)\n",
        "rejected",
        "it uses the network while it is imported",
    ),
    Bad(
        "writes a file while it is imported, and hides it",
        "try:\n    open('stolen', 'w')\nexcept Exception:\n    pass\n" + good(BAD),
        "rejected",
        "it uses files while it is imported",
    ),
    Bad(
        "starts a program while it is imported",
        "import subprocess\nsubprocess.run(['true'])\n",
        "rejected",
        "it uses another program while it is imported",
    ),
    Bad(
        "refuses core events by its rulebook",
        described(
            OWN_EVENT.format(name=BAD)
            + "\n@own.rule()\ndef nobody_sets_a_goal(entry: Entry[GoalSet], case: Any) -> bool:\n"
            '    """Nobody sets a goal.\n\n    nl: Niemand stelt een doel.\n    """\n    return False\n'
        ),
        "rejected",
        "its rule nobody_sets_a_goal judges events that are not its own",
    ),
    Bad(
        "refuses every event by its rulebook",
        described(
            OWN_EVENT.format(name=BAD) + "\n@own.rule()\ndef nothing_is_so(entry: Entry[Any], case: Any) -> bool:\n"
            '    """Nothing.\n\n    nl: Niets.\n    """\n    return False\n'
        ),
        "rejected",
        "its rule nothing_is_so judges events that are not its own",
    ),
    Bad(
        "writes to core state",
        described(
            OWN_EVENT.format(name=BAD) + "\n@hookimpl\ndef svh_events():\n    return [Taken]\n"
            f"\n@own.event('{BAD}.taken', whose=Whose.ANYONE)\nclass Taken(OwnEvent):\n"
            '    """Taken.\n\n    nl: Gepakt.\n    """\n'
            "    def applied_to(self, case, entry):\n        return case.set(resident='org-1')\n"
        ),
        "rejected",
        f"{BAD}.taken writes to the state of the core",
    ),
    Bad(
        "decides for the resident",
        described(
            OWN_EVENT.format(name=BAD) + "\n@hookimpl\ndef svh_events():\n    return [Taken]\n"
            f"\n@own.event('{BAD}.taken', whose=Whose.RESIDENT, domain=Domain.WHAT)\nclass Taken(OwnEvent):\n"
            '    """Taken.\n\n    nl: Gepakt.\n    """\n'
        ),
        "rejected",
        f"{BAD}.taken is no fact",
    ),
    Bad(
        "takes a name of the core",
        described(
            OWN_EVENT.format(name=BAD) + "\n@hookimpl\ndef svh_events():\n    return [Taken]\n"
            "\n@own.event('goal.taken', whose=Whose.ANYONE)\nclass Taken(OwnEvent):\n"
            '    """Taken.\n\n    nl: Gepakt.\n    """\n'
        ),
        "rejected",
        "the name of its event goal.taken does not begin with svh-bad",
    ),
]

WRITES = """
@hookimpl
def svh_exporters():
    return [Exporter(name="bad", says={{"en": "Bad.", "nl": "Slecht."}}, suffix=".txt", write=write)]

def write(disclosed):
    {body}
"""

FAILS_LATER = [
    ("raises", "raise ValueError('Mira de Wit')", "ValueError in __init__.py, line 14"),
    ("leaves", "raise SystemExit(0)", "SystemExit in __init__.py, line 14"),
    ("gives nothing", "return None", "TypeError"),
    ("gives rubbish in parts", "return [1, 2]", "TypeError"),
    ("fails on the way", "yield 'a'\n    raise KeyError(disclosed)", "KeyError in __init__.py, line 15"),
    ("raises what is not an error", "raise BaseException(disclosed)", "BaseException in __init__.py, line 14"),
    ("nests without end", "return write(disclosed)", "RecursionError"),
]


@pytest.fixture
def statuses(db: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """How it is with each plugin, by name, as `svh plugins list` says."""

    def listed() -> dict[str, dict[str, Any]]:
        capsys.readouterr()
        assert main(["plugins", "list", "--json", "--db", str(db)]) == 0
        return {one["name"]: one for one in json.loads(capsys.readouterr().out)["plugins"]}

    return listed


def exported(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """How an export ends, what it gives, and what is said."""
    capsys.readouterr()
    status = main(["export", name, "--for", "org-1", "--purpose", "care"])
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.mark.parametrize("bad", NEVER_LOADED, ids=lambda bad: bad.what)
def test_a_bad_plugin_is_named_and_nothing_else_is_touched(
    bad: Bad, site: Path, db: Path, statuses: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-good", good("svh-good"))
    allow(db, "svh-good")
    alone = exported("good", capsys)
    distribution(site, BAD, bad.code, **bad.manifest)
    allow(db, BAD, "svh-good")

    told = statuses()
    assert told["svh-good"]["status"] == "ok"
    assert told[BAD]["status"] == bad.status
    assert told[BAD]["reason"].startswith(bad.reason)
    assert told[BAD]["next"]
    assert not Path("stolen").exists()

    assert exported("good", capsys)[:2] == alone[:2] == (0, alone[1])
    Path("more.jsonl").write_text(lines("noor", SCRIPT[:3]))
    assert main(["record", "more.jsonl"]) == 0
    assert main(["check"]) == 0
    status, _, said = exported("svh-bad:bad", capsys)
    assert status == 5
    assert bad.reason in said


@pytest.mark.parametrize(("what", "body", "why"), FAILS_LATER, ids=[what for what, _, _ in FAILS_LATER])
def test_an_export_that_fails_gives_nothing_and_says_who_failed(  # noqa: PLR0917
    what: str, body: str, why: str, site: Path, db: Path, statuses: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert what
    distribution(site, "svh-good", good("svh-good"))
    distribution(site, BAD, described(WRITES.format(body=body)))
    allow(db, BAD, "svh-good")
    status, out, said = exported("bad", capsys)
    assert (status, out) == (5, "")
    assert f"svh-bad failed in bad: {why}" in said
    assert "Mira" not in said
    assert exported("good", capsys)[0] == 0
    assert {statuses()[name]["status"] for name in (BAD, "svh-good")} == {"ok"}


def test_a_second_plugin_of_one_name_is_rejected_and_the_first_stays(
    site: Path, db: Path, statuses: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, "svh-good", good("svh-good"))
    distribution(site, "svh-also", good("svh-also"), entry_point="svh-good")
    allow(db, "svh-good", "svh-also")  # the order in which they were allowed, and not that of their names
    told = statuses()
    assert (told["svh-good"]["status"], told["svh-also"]["status"]) == ("ok", "rejected")
    assert told["svh-also"]["reason"] == "it calls itself svh-good, as svh-good does already"
    assert exported("good", capsys)[0] == 0


def test_what_a_plugin_prints_is_not_taken_for_data(site: Path, db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loud = "print('while it is imported')\n" + described(WRITES.format(body="print('in between'); return 'the file'"))
    distribution(site, BAD, loud)
    allow(db, BAD)
    status, out, said = exported("bad", capsys)
    assert (status, out) == (0, "the file")
    assert "while it is imported" in said
    assert "in between" in said
    assert main(["cases", "--json"]) == 0
    json.loads(capsys.readouterr().out)


def test_a_plugin_that_is_late_is_not_called_again(
    site: Path, db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    distribution(site, BAD, described(WRITES.format(body="return 'late'")))
    allow(db, BAD)
    from svh_core.casebook import Casebook  # noqa: PLC0415
    from svh_core.plugins.allowing import read  # noqa: PLC0415

    with Casebook.open(db, plugins=read(db.with_suffix(".plugins"))) as book:
        assert {one.status for one in book.plugins.statuses if one.name == BAD} == {"ok"}
        monkeypatch.setattr(calling, "LATE_SECONDS", -1.0)
        made = book.plugins.export("bad", recipient="org-1", purpose="care")
        assert (made.file, made.outcome.status) == (b"late", "late")
        [late] = [one for one in book.plugins.statuses if one.name == BAD]
        assert (late.status, late.next is not None) == ("quarantined", True)
        assert not [one for plugin, one in book.plugins.exporters if plugin == BAD]
    capsys.readouterr()


def test_what_is_not_allowed_is_never_imported(site: Path, statuses: Any, capsys: pytest.CaptureFixture[str]) -> None:
    distribution(site, BAD, "open('imported', 'w')\nraise SystemExit(3)\n")
    told = statuses()[BAD]
    assert (told["status"], told["next"]) == (
        "not_allowed",
        "Look at it, and allow it with `svh plugins allow svh-bad`.",
    )
    assert main(["plugins", "verify", "--help"]) in {0, 2}
    assert main(["check"]) == 0
    assert not Path("imported").exists()
    capsys.readouterr()


def test_another_version_than_was_allowed_is_not_imported(site: Path, db: Path, statuses: Any) -> None:
    distribution(site, "svh-good", "open('imported', 'w')\n", version="2.0")
    allow(db, "svh-good", version="1.0")
    told = statuses()["svh-good"]
    assert told["status"] == "not_allowed"
    assert told["reason"] == "version 1.0 was allowed, and 2.0 is installed; it is not imported"
    assert not Path("imported").exists()


def test_a_plugin_that_asks_for_more_gets_what_consent_opens(
    site: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    greedy = DESCRIBE.format(name=BAD, categories=["identity", "meetings", "time", "goals", "crisis"]) + WRITES.format(
        body="return repr(disclosed.cases)"
    )
    distribution(site, BAD, greedy, categories=["identity", "meetings", "time", "goals", "crisis"])
    allow(db, BAD)
    _, out, _ = exported("bad", capsys)
    assert "meeting.planned" in out
    for hidden in ("mira", "Mira", "time.logged", "rust", "participation"):
        assert hidden not in out
