"""Allowing: nothing is used for being installed, and what was narrowed stays narrow until somebody says otherwise."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core import Casebook
from svh_core.cli import main
from svh_core.errors import SvhError
from svh_core.plugins.allowing import Allowed, changed, read, write
from svh_core.sharing.grounds import CATEGORIES

from .distributions import distribution, good

WIDE = ("goals", "meetings", "time")


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
def wide(site: Path) -> str:
    """A plugin that asks for three categories."""
    distribution(site, "svh-wide", good("svh-wide", categories=WIDE), categories=list(WIDE))
    return "svh-wide"


def kept(db: Path) -> dict[str, Any]:
    return tomllib.loads(db.with_suffix(".plugins").read_text("utf-8"))


# The file

names = st.from_regex(r"[a-z][a-z0-9]{0,8}-[a-z0-9]{1,8}", fullmatch=True)
policies = st.builds(
    Allowed,
    name=names,
    version=st.text(st.characters(max_codepoint=0xD7FF), max_size=20),
    purposes=st.lists(st.sampled_from(["care", "funding", "quality"]), unique=True).map(tuple),
    categories=st.lists(st.sampled_from(CATEGORIES), unique=True).map(tuple),
    recipient=st.none() | st.sampled_from(["org-1", "organisatie.oost", "gemeente/west"]),
    language=st.sampled_from(["nl", "en"]),
    disabled=st.booleans(),
)


@given(st.lists(policies, unique_by=lambda one: one.name, max_size=5))
def test_what_is_written_is_read_back_in_the_same_order(tmp_path_factory: Any, told: list[Allowed]) -> None:
    file = tmp_path_factory.mktemp("allowed") / "casebook.plugins"
    write(file, told)
    assert list(read(file)) == told
    assert list(file.parent.iterdir()) == [file]


@given(st.lists(policies, unique_by=lambda one: one.name, max_size=5), policies)
def test_a_policy_takes_the_place_of_the_one_before_or_comes_last(told: list[Allowed], one: Allowed) -> None:
    after = changed(told, one)
    if one.name in [other.name for other in told]:
        assert [other.name for other in after] == [other.name for other in told]
    else:
        assert after == (*told, one)
    assert [other for other in after if other.name == one.name] == [one]


GOOD = 'version = "1"\npurposes = []\ncategories = []\n'


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "\x00",
        "svh-x = 3\n",
        '[svh-x]\nversion = "1"\n',
        f"[svh-x]\n{GOOD}more = 1\n",
        f"[svh-x]\n{GOOD}disabled = 1\n",
        f"[svh-x]\n{GOOD}language = 'fr'\n",
        f"[svh-x]\n{GOOD}recipient = 'a b'\n",
        "[svh-x]\nversion = 1\npurposes = []\ncategories = []\n",
        "[svh-x]\nversion = '1'\npurposes = 'care'\ncategories = []\n",
        "[svh-x]\nversion = '1'\npurposes = [3]\ncategories = []\n",
        "[svh-x]\nversion = '1'\npurposes = []\ncategories = ['nothing']\n",
        pytest.param(
            "[svh-x]\nversion = '1'\npurposes = []\ncategories = [['goals']]\n",
        ),
        f"[Svh_X]\n{GOOD}",
        f"[svh-x]\n{GOOD}[svh-x]\n{GOOD}",
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused_by_every_command(text: str, db: Path, svh: Any) -> None:
    db.with_suffix(".plugins").write_text(text)
    for command in (["plugins", "list"], ["cases"], ["plugins", "disable", "svh-x"]):
        status, out, said = svh(*command)
        assert (status, out) == (2, "")
        assert "casebook.plugins" in said
        assert "Traceback" not in said


def test_a_folder_in_its_place_is_refused(db: Path, svh: Any) -> None:
    db.with_suffix(".plugins").mkdir()
    status, _, said = svh("plugins", "list")
    assert status == 2
    assert "casebook.plugins cannot be read" in said


def test_no_file_is_nothing_allowed(tmp_path: Path) -> None:
    assert read(tmp_path / "casebook.plugins") == ()


def test_where_it_cannot_be_written_the_old_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "casebook.plugins"
    one = Allowed(name="svh-x", version="1", purposes=(), categories=())
    write(file, [one])

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SvhError, match=r"casebook\.plugins cannot be written: No space left on device"):
        write(file, [])
    assert read(file) == (one,)
    assert list(tmp_path.iterdir()) == [file]


def test_where_there_is_no_folder_it_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(SvhError, match=r"casebook\.plugins cannot be written"):
        write(tmp_path / "nowhere" / "casebook.plugins", [])


# Allowing


def test_allowing_writes_down_this_version_and_what_it_may_see(wide: str, db: Path, svh: Any) -> None:
    status, out, _ = svh("plugins", "allow", wide)
    assert status == 0
    assert kept(db) == {wide: {"version": "1.0", "purposes": ["care"], "categories": list(WIDE), "language": "nl"}}
    assert out == "svh-wide 1.0: may be used\n    what for: care\n    which data: goals, meetings, time\n"
    assert db.with_suffix(".plugins").read_text().startswith("# The plugins that may be used with this casebook")


def test_allowing_can_narrow_and_say_for_whom_it_follows(wide: str, db: Path, svh: Any) -> None:
    asked = ["--category", "time", "--purpose", "care", "--for", "org-1", "--speaks", "en", "--json"]
    status, out, _ = svh("plugins", "allow", "SVH_Wide", *asked)
    assert status == 0
    assert kept(db) == {
        wide: {"version": "1.0", "purposes": ["care"], "categories": ["time"], "recipient": "org-1", "language": "en"}
    }
    told = json.loads(out)
    assert (told["schema"], told["name"], told["status"], told["recipient"]) == ("svh.plugin/1", wide, "ok", "org-1")
    assert (told["purposes"], told["categories"]) == (["care"], ["time"])


def test_what_was_narrowed_stays_narrow_when_it_is_allowed_again(wide: str, db: Path, svh: Any) -> None:
    svh("plugins", "allow", wide, "--category", "time", "--for", "org-1", "--speaks", "en")
    before = kept(db)
    assert svh("plugins", "disable", wide)[0] == 0
    assert kept(db)[wide] == {**before[wide], "disabled": True}
    assert svh("plugins", "allow", wide)[0] == 0
    assert kept(db) == before
    svh("plugins", "allow", wide, "--category", "goals", "--category", "time")
    assert kept(db)[wide]["categories"] == ["goals", "time"]
    assert kept(db)[wide]["recipient"] == "org-1"


def test_another_version_is_allowed_again_and_sees_no_more_than_the_one_before(
    wide: str, db: Path, svh: Any, site: Path
) -> None:
    svh("plugins", "allow", wide)
    more = [*WIDE, "identity"]
    code = good(wide, categories=more)
    (site / "svh_wide" / "__init__.py").write_text(code)
    manifest = site / "svh_wide" / "svh-plugin.toml"
    manifest.write_text(
        manifest.read_text().replace('"1.0"', '"2.0"').replace(json.dumps(list(WIDE)), json.dumps(more))
    )
    info = site / "svh_wide-1.0.dist-info" / "METADATA"
    info.write_text(info.read_text().replace("1.0", "2.0"))
    sys.modules.pop("svh_wide")
    status, out, _ = svh("plugins", "list")
    assert (status, "version 1.0 was allowed, and 2.0 is installed" in out) == (0, True)
    assert svh("plugins", "allow", wide)[0] == 0
    assert kept(db) == {wide: {"version": "2.0", "purposes": ["care"], "categories": list(WIDE), "language": "nl"}}
    assert svh("plugins", "allow", wide, *[part for one in more for part in ("--category", one)])[0] == 0
    assert kept(db)[wide]["categories"] == more


def test_the_order_in_which_they_were_allowed_is_kept(wide: str, db: Path, svh: Any, site: Path) -> None:
    for name in ("svh-b", "svh-a"):
        distribution(site, name, good(name))
        svh("plugins", "allow", name)
    svh("plugins", "allow", wide)
    svh("plugins", "disable", "svh-b")
    svh("plugins", "allow", "svh-b")
    assert list(kept(db)) == ["svh-b", "svh-a", "svh-wide"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["allow", "svh-nine"], 4, "svh-nine is not installed"),
        (["disable", "svh-wide"], 4, "svh-wide was not allowed"),
        (["allow", "svh-wide", "--category", "crisis"], 2, "svh-wide does not ask for crisis"),
        (["allow", "svh-wide", "--category", "nothing"], 2, "svh-wide does not ask for nothing"),
        (["allow", "svh-wide", "--purpose", "research"], 2, "svh-wide does not ask for research"),
        (["allow", "svh-wide", "--for", "a b"], 2, "--for"),
        (["allow", "svh-wide", "--for", "\U0001f600"], 2, "--for"),
        (["allow", "svh-wide", "--for", ""], 2, "--for"),
        (["allow", "svh-wide", "--for", "123456782"], 2, "--for"),
        (["allow"], 2, "NAME"),
    ],
)
def test_what_cannot_be_allowed_changes_nothing(  # noqa: PLR0917
    arguments: list[str], status: int, says: str, wide: str, db: Path, svh: Any
) -> None:
    assert wide
    ended, out, said = svh("plugins", *arguments)
    assert (ended, out) == (status, "")
    assert says in said
    assert not db.with_suffix(".plugins").exists()


@pytest.mark.parametrize(
    ("code", "manifest", "says"),
    [
        ("raise ValueError('Mira')", {}, "svh-bad cannot be used: it cannot be imported: ValueError"),
        (good("svh-bad"), {"api": 9}, "svh-bad cannot be used: it was written for version 9 of the hooks"),
        (good("svh-bad"), {"id": None}, "svh-bad cannot be used: it does not say its id"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_not_allowed(  # noqa: PLR0917
    code: str, manifest: dict[str, Any], says: str, site: Path, db: Path, svh: Any
) -> None:
    distribution(site, "svh-bad", code, **manifest)
    status, out, said = svh("plugins", "allow", "svh-bad")
    assert (status, out) == (5, "")
    assert says in said
    assert "Mira" not in said
    assert not db.with_suffix(".plugins").exists()


def test_a_policy_narrows_what_an_export_gives(wide: str, svh: Any) -> None:
    svh("plugins", "allow", wide, "--category", "time")
    assert svh("export", "wide", "--for", "org-1", "--purpose", "care")[:2] == (0, "")
    svh("plugins", "allow", wide, "--category", "meetings")
    status, out, _ = svh("export", "wide", "--for", "org-1", "--purpose", "care")
    assert status == 0
    assert out.endswith(" [3]\n")


# Listing


def test_the_list_tells_of_each_how_it_is_and_what_it_makes(wide: str, svh: Any, site: Path) -> None:
    distribution(site, "svh-other", "raise SystemExit")
    svh("plugins", "allow", wide)
    status, out, said = svh("plugins", "list")
    assert (status, said) == (0, "")
    assert (
        "svh-wide 1.0: may be used\n    svh_describe, svh_exporters\n    files, by `svh export`: svh-wide:wide\n" in out
    )
    assert "svh-other 1.0: not allowed\n" in out
    assert "allow it with `svh plugins allow svh-other`" in out
    told = {one["name"]: one for one in json.loads(svh("plugins", "list", "--json")[1])["plugins"]}
    assert list(told) == sorted(told)
    assert {"svh-core", "svh-other", "svh-wide"} <= set(told)
    assert (told["svh-wide"]["exporters"], told["svh-wide"]["reports"]) == (["wide"], [])
    assert set(told["svh-other"]) == {
        "name",
        "status",
        "version",
        "hooks",
        "reason",
        "next",
        "runs",
        "exporters",
        "reports",
    }


def test_the_list_speaks_dutch(wide: str, svh: Any) -> None:
    assert "svh-wide 1.0: niet toegestaan" in svh("plugins", "list", "--lang", "nl")[1]
    out = svh("plugins", "allow", wide, "--lang", "nl", "--for", "org-1")[1]
    assert out == (
        "svh-wide 1.0: mag gebruikt worden\n"
        "    waarvoor: care\n    welke gegevens: goals, meetings, time\n    volgt voor: org-1\n"
    )
    assert svh("plugins", "disable", wide, "--lang", "nl")[1] == "svh-wide 1.0: uitgezet\n"
    assert "uitgezet" in svh("plugins", "list", "--lang", "nl")[1]


def test_what_is_disabled_is_not_imported_and_not_found(site: Path, db: Path, svh: Any) -> None:
    distribution(site, "svh-one", good("svh-one"))
    svh("plugins", "allow", "svh-one")
    (site / "svh_one" / "__init__.py").write_text("open('imported', 'w')\n")
    assert svh("plugins", "disable", "svh-one", "--json")[0] == 0
    sys.modules.pop("svh_one", None)
    status, _, said = svh("export", "svh-one:one", "--for", "org-1", "--purpose", "care")
    assert (status, "svh-one cannot be used: it was disabled" in said) == (5, True)
    assert not Path("imported").exists()
    assert db.exists()


def test_what_was_allowed_and_is_gone_is_named_and_disturbs_nothing(db: Path, svh: Any) -> None:
    write(
        db.with_suffix(".plugins"), [Allowed(name="svh-gone", version="1.0", purposes=("care",), categories=("time",))]
    )
    told = {one["name"]: one for one in json.loads(svh("plugins", "list", "--json")[1])["plugins"]}
    assert (told["svh-gone"]["status"], told["svh-gone"]["reason"]) == ("load_error", "it is not installed")
    assert svh("cases")[0] == 0
    assert svh("plugins", "disable", "svh-gone")[0] == 0


# Where it stands


def test_the_file_can_stand_elsewhere(
    wide: str, db: Path, svh: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    monkeypatch.setenv("SVH_PLUGINS", str(elsewhere))
    assert svh("plugins", "allow", wide)[0] == 0
    assert [one.name for one in read(elsewhere)] == [wide]
    assert not db.with_suffix(".plugins").exists()
    assert svh("export", "wide", "--for", "org-1", "--purpose", "care")[0] == 0
    monkeypatch.delenv("SVH_PLUGINS")
    assert svh("export", "wide", "--for", "org-1", "--purpose", "care")[0] == 4


def test_each_casebook_has_its_own(wide: str, svh: Any) -> None:
    assert svh("init", "--db", "other.db")[0] == 0
    assert svh("plugins", "allow", wide, "--db", "sqlite:///other.db")[0] == 0
    assert Path("other.plugins").exists()
    assert "svh-wide 1.0: not allowed" in svh("plugins", "list")[1]


# An app that opens a casebook


def test_an_app_names_a_plugin_and_gives_it_what_it_asks(wide: str, db: Path) -> None:
    with Casebook.open(db, plugins=["SVH-wide"]) as book:
        assert [one.name for one in book.plugins.statuses if one.status == "ok"] == ["svh-core", wide]
        made = book.plugins.export("wide", recipient="org-1", purpose="care")
        assert made.cases == ("mira",)


def test_an_app_narrows_a_plugin(wide: str, db: Path) -> None:
    narrow = Allowed(name=wide, version="1.0", purposes=("care",), categories=("time",))
    with Casebook.open(db, plugins=[narrow]) as book:
        assert book.plugins.export("wide", recipient="org-1", purpose="care").cases == ()


def test_an_app_that_names_one_uses_no_other(wide: str, site: Path, db: Path) -> None:
    distribution(site, "svh-other", "open('imported', 'w')\n")
    write(db.with_suffix(".plugins"), [Allowed(name="svh-other", version="1.0", purposes=(), categories=())])
    for plugins in ([wide], []):
        with Casebook.open(db, plugins=plugins) as book:
            assert {one.name: one.status for one in book.plugins.statuses}["svh-other"] == "not_allowed"
    assert not Path("imported").exists()


def test_an_app_that_names_what_is_not_there_is_told_so(db: Path) -> None:
    with Casebook.open(db, plugins=["svh-nine"]) as book:
        [told] = [one for one in book.plugins.statuses if one.name == "svh-nine"]
        assert (told.status, told.reason) == ("load_error", "it is not installed")
        with pytest.raises(SvhError, match="svh-nine cannot be used"):
            book.plugins.export("svh-nine:x", recipient="org-1", purpose="care")
