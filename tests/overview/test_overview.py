"""The overview of all cases: what it tells, whom, what is written down, and what makes it tell something else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from svh_core import Casebook, Conflict, Malformed, NotPermitted, Viewer
from svh_core.cli import main
from svh_core.disclosing import access_stream, looks_of_the_operator
from svh_core.errors import PluginFailed
from svh_core.log.kept import KeptRow, Mark
from svh_core.overview import keeping_up
from svh_core.overview.holding import Holding
from svh_core.overview.keeping_up import VIEW
from svh_core.overview.overview import Overview
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.testing import says
from svh_core.views.extensions import AddedSignal, Extensions, Spotted
from svh_core.views.settings import Settings

from ..domain.openings import adds, opens
from .lives import ORGANISATION, happens, looked_at_one_by_one

BEGUN: Final = datetime(2017, 2, 6, 10, tzinfo=UTC)
ASKED: Final = says("help.asked", "mila", help="h1", kind="contact", asked_of="noor")


class Clock:
    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.db"


@pytest.fixture
def book(path: Path, clock: Clock) -> Iterator[Casebook]:
    """Three cases: in one help was asked and nobody came, in two nothing is the matter."""
    with Casebook.create(path, clock=clock) as made:
        for case in ("an", "bo", "cor"):
            happens(made, case, [opens(organisation=ORGANISATION), adds("zus")], BEGUN)
        happens(made, "bo", [ASKED], BEGUN)
        clock.now += timedelta(days=3)
        yield made


def told(book: Casebook, *also: str) -> list[tuple[str, str]]:
    """The signals of all cases, each held against a look at its case."""
    found = book.overview.signals("nl", purpose="reading", also=also)
    assert list(found.told) == looked_at_one_by_one(book, also=also)
    return [(case, one.id) for case, one in found.told]


def is_kept(book: Casebook, moment: datetime) -> set[str]:
    """The cases of which it is kept what holds at a moment."""
    mark = book.log.store.kept.mark(VIEW)
    assert mark is not None
    return {row.stream for row in book.log.store.kept.rows(VIEW, mark.made_with, limit=99) if row.is_right_at(moment)}


# What makes it tell something else ------------------------------------------------------------------------------------


def test_it_is_made_when_it_is_first_asked_for_and_kept(book: Casebook, clock: Clock) -> None:
    assert told(book) == [("bo", "help_late")]
    assert is_kept(book, clock.now) == {"an", "bo", "cor"}
    assert book.overview.bring_up_to_date() == 0


def test_a_case_that_goes_on_is_made_again_and_no_other(book: Casebook, clock: Clock) -> None:
    assert book.overview.bring_up_to_date() == 3
    came = says("contact.made", "noor", person="noor", channel="phone", out_of_hours="no", answers="h1")
    happens(book, "bo", [came], BEGUN + timedelta(hours=1))
    happens(book, "an", [ASKED], BEGUN)
    assert told(book) == [("an", "help_late")]
    clock.now += timedelta(hours=1)
    happens(book, "cor", [adds("buur")], clock.now)
    assert book.overview.bring_up_to_date() == 1


def test_time_alone_changes_what_is_due_and_nothing_else(book: Casebook, clock: Clock) -> None:
    clock.now = BEGUN
    assert told(book) == []
    clock.now += timedelta(days=2)
    assert book.overview.bring_up_to_date() == 1  # the case in which help was asked
    assert told(book) == [("bo", "help_late")]
    clock.now = BEGUN  # and a clock that is put back
    assert told(book) == []


def test_other_settings_make_all_of_it_anew(book: Casebook, path: Path, clock: Clock) -> None:
    assert told(book) == [("bo", "help_late")]
    with Casebook.open(path, clock=clock, settings=Settings(numbers={"help_hours": 300})) as other:
        assert told(other) == []
        assert other.overview.bring_up_to_date() == 0
    with Casebook.open(path, clock=clock, settings=Settings(address="u", signals=("all",))) as other:
        assert ("bo", "help_late") in told(other)
        assert other.overview.bring_up_to_date() == 0  # in which words it is told, and which of it, is no matter
    assert told(book) == [("bo", "help_late")]


def test_other_code_makes_all_of_it_anew(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    book.overview.bring_up_to_date()
    monkeypatch.setattr(keeping_up, "_digest_of_code", lambda: "repaired")
    assert book.overview.bring_up_to_date() == 3


def test_the_hours_of_an_organisation_make_its_cases_again(book: Casebook, clock: Clock) -> None:
    happens(book, "other", [opens()], BEGUN)
    book.overview.bring_up_to_date()
    year = dict.fromkeys(("explaining", "sociogram_and_nomination", "contacting", "planning", "meeting"), 1)
    budget = says("time_budget.set", "baas", year=1, from_="2017-01-01", **year)
    happens(book, f"organisation/{ORGANISATION}", [budget], clock.now)
    works = {"activity": "meeting", "person": "noor", "with_resident": "yes", "law": "Wmo"}
    worked = says("time.logged", "noor", minutes=6, on_="2017-02-07", **works)
    yes = says("participation.decided", "mila", answer="yes")
    assert book.overview.bring_up_to_date() == 3
    happens(book, "an", [yes, worked], BEGUN)
    assert told(book, "all") == [("an", "hours_over"), ("bo", "help_late")]
    more = says("time_budget.set", "baas", year=1, from_="2017-02-01", **dict.fromkeys(year, 5000))
    happens(book, f"organisation/{ORGANISATION}", [more], clock.now)
    assert told(book, "all") == [("bo", "help_late")]


def test_what_was_destroyed_is_gone_at_once_and_from_the_file_too(book: Casebook, path: Path) -> None:
    asked = {**ASKED, "data": {**ASKED["data"], "help": "hulp-77aa"}}
    happens(book, "cor", [asked], BEGUN)
    told(book, "all")
    book.privacy.destroy("cor", by="beheer")
    assert [case for case, _ in book.cases()] == ["an", "bo"]
    with closing(sqlite3.connect(path)) as other:
        assert {row[0] for row in other.execute("SELECT stream FROM kept_rows")} == {"an", "bo"}
    for file in path.parent.glob("book.db*"):
        assert b"hulp-77aa" not in file.read_bytes()
    assert told(book) == [("bo", "help_late")]


def test_a_log_that_was_cut_off_is_begun_anew(book: Casebook, path: Path) -> None:
    told(book)
    with closing(sqlite3.connect(path)) as other:
        other.execute("DELETE FROM stored_events WHERE originator_id = 'bo' AND originator_version = 3")
        other.execute("DELETE FROM stored_events WHERE originator_id LIKE 'access/%'")
        other.commit()
    assert [case for case, number in book.cases() if case == "bo" and number == 2] == ["bo"]


def test_what_somebody_spoilt_is_made_again(book: Casebook, path: Path) -> None:
    told(book)
    for spoilt in (b"", b"{}", b"[]", b'{"hits":[{}],"spotted":[]}', b"\xff"):
        with closing(sqlite3.connect(path)) as other:
            other.execute("UPDATE kept_rows SET told = ?", (spoilt,))
            other.commit()
        assert told(book) == [("bo", "help_late")]


def test_rebuilding_makes_it_of_the_entries(book: Casebook, path: Path) -> None:
    told(book)
    with closing(sqlite3.connect(path)) as other:
        other.execute("""UPDATE kept_rows SET told = '{"hits":[],"spotted":[]}'""")
        other.commit()
    assert book.overview.signals("nl", purpose="reading").told == ()
    seen: list[tuple[int, int | None]] = []
    assert book.overview.rebuild(progress=lambda done, total: seen.append((done, total))) == 3
    assert seen[-1] == (3, 3)
    assert told(book) == [("bo", "help_late")]


def test_it_can_be_made_without_keys_and_in_memory(book: Casebook, path: Path, clock: Clock) -> None:
    with Casebook.open(path, sealed=True, clock=clock) as sealed:
        assert sealed.overview.bring_up_to_date() == 3
        assert told(sealed) == [("bo", "help_late")]
    assert book.overview.bring_up_to_date() == 0
    memory = Casebook.in_memory(clock=clock)
    happens(memory, "bo", [opens(), ASKED], BEGUN)
    assert told(memory) == [("bo", "help_late")]


# Who is told, and what is written down --------------------------------------------------------------------------------


def test_a_look_is_written_down_at_each_case_of_which_something_is_told(book: Casebook) -> None:
    book.overview.signals("nl", purpose="care")
    (look,) = looks_of_the_operator(book._desk, "bo")
    assert (look[1].event.purpose, look[1].event.recipient, look[1].event.capacity) == ("care", "operator", "operator")
    assert looks_of_the_operator(book._desk, "an") == []
    listing, _ = book._desk.entries(access_stream(book._desk))
    assert (listing.event.purpose, listing.event.categories) == ("listing", ())


def test_looks_are_on_disk_before_anything_is_told(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise Conflict("the disk is full")

    book.overview.bring_up_to_date()
    monkeypatch.setattr("svh_core.disclosing.write", full)
    with pytest.raises(Conflict):
        book.overview.signals("nl", purpose="reading")


def test_it_is_for_the_operator_alone_and_for_a_purpose(book: Casebook) -> None:
    with pytest.raises(NotPermitted):
        book.overview.signals("nl", viewer=Viewer("mila"), purpose="reading")
    for asked in ({"purpose": ""}, {"purpose": "a whole sentence"}, {"purpose": "care", "language": "fr"}):
        with pytest.raises(Malformed):
            book.overview.signals(**asked)


def test_it_holds_no_words(book: Casebook, path: Path) -> None:
    happens(book, "an", [says("goal.set", "noor", goal="g", horizon="short", words="kanarie", reason="kanarie")], BEGUN)
    told(book, "all")
    book.close()
    assert b"kanarie" not in path.read_bytes()


# Others, and what goes wrong ------------------------------------------------------------------------------------------


def test_others_who_keep_making_it_anew_do_not_keep_anybody_from_reading(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = book.log.store.kept
    rows = kept.rows

    def begun_anew(*asked: Any, **more: Any) -> Any:
        mark = kept.mark(VIEW)
        kept.begin(VIEW, Mark("1 other", mark.position if mark else 0), book._desk.cases(), instead_of=mark)
        return rows(*asked, **more)

    monkeypatch.setattr(kept, "rows", begun_anew)
    assert told(book) == [("bo", "help_late")]
    assert book.cases() == [("an", 2), ("bo", 3), ("cor", 2)]
    with pytest.raises(Conflict, match="with other settings"):
        book.overview.bring_up_to_date()


def test_a_store_that_cannot_be_written_to_is_read(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any) -> Any:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(book.log.store.kept, "_connects", locked)
    assert told(book) == [("bo", "help_late")]
    assert book.cases() == [("an", 2), ("bo", 3), ("cor", 2)]
    with pytest.raises(Conflict, match="cannot be written"):
        book.overview.bring_up_to_date()


def test_who_is_always_too_late_to_begin_says_so(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(book) == [("bo", "help_late")]
    monkeypatch.setattr(keeping_up, "ATTEMPTS", 3)
    monkeypatch.setattr(book.log.store.kept, "mark", lambda _: None)  # so it was a moment ago
    with pytest.raises(Conflict, match="anew"):
        book.overview.rebuild()
    assert told(book) == [("bo", "help_late")]


def spotting(spots: Any) -> Extensions:
    """A signal of an organisation's own."""
    said = {"en": "Seen on {day}: {names}, {count}.", "nl": "Gezien op {day}: {names}, {count}."}
    return Extensions(
        signals=(AddedSignal(id="svh-eigen.gezien", sentences=said, source="wij", category="regie", spots=spots),)
    )


def test_signals_of_plugins_are_kept_until_the_next_day(book: Casebook, clock: Clock) -> None:
    asked: list[str] = []

    def spots(case: Any, day: Any) -> tuple[Spotted, ...]:
        asked.append(str(day))
        places = {"day": day, "names": ["an", "bo"], "count": case.number, "at": clock.now}
        return (Spotted("zus", (1,), day, places),)

    desk = book._desk
    overview = Overview(lambda: desk, clock, book.settings, spotting(spots), ["svh-eigen 1"])
    first = overview.signals("nl", purpose="reading").told
    assert [(case, one.id) for case, one in first] == [
        ("an", "svh-eigen.gezien"),
        ("bo", "help_late"),
        ("bo", "svh-eigen.gezien"),
        ("cor", "svh-eigen.gezien"),
    ]
    assert first[0][1].sentence == "Gezien op 9 februari 2017: an en bo, 2."
    assert overview.signals("nl", purpose="reading").told == first
    assert len(asked) == 3
    clock.now += timedelta(days=1)
    assert overview.bring_up_to_date() == 3
    without = Overview(lambda: desk, clock, book.settings, Extensions(), [])
    assert [one.id for _, one in without.signals("nl", purpose="reading").told] == ["help_late"]


def test_a_plugin_that_fails_is_named_each_time_and_takes_nothing_along(book: Casebook, clock: Clock) -> None:
    def fails(*_: Any) -> tuple[Spotted, ...]:
        raise PluginFailed("svh-eigen failed", next="Look at it.")

    overview = Overview(lambda: book._desk, clock, book.settings, spotting(fails))
    for _ in range(2):
        found = overview.signals("nl", purpose="reading")
        assert [one.id for _, one in found.told] == ["help_late"]
        assert {failure.sentence for failure in found.failed} == {"svh-eigen failed"}


def test_a_case_that_is_destroyed_while_it_is_made_is_left_out(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = book.log.store.kept.rows

    def then_destroyed(*asked: Any, **more: Any) -> Any:
        found = rows(*asked, **more)
        if ("bo", 3) in book._desk.cases():
            book.privacy.destroy("bo", by="beheer")
        return found

    monkeypatch.setattr(book.log.store.kept, "rows", then_destroyed)
    assert book.overview.signals("nl", purpose="reading").told == ()
    assert [case for case, _ in book.cases()] == ["an", "cor"]


def test_holdings_come_back_as_they_were() -> None:
    places = {"day": BEGUN.date(), "at": BEGUN, "many": [1, "a", [True]], "text": "x"}
    holding = Holding((), (("a.b", Spotted("zus", (1, 2), BEGUN.date(), places)),))
    assert Holding.read(bytes(holding)) == holding
    row = KeptRow(stream="a", number=1, changed=1)
    assert not row.is_right_at(BEGUN)
    assert attrs.evolve(row, told=b"", since=BEGUN).is_right_at(BEGUN)


# The commands ---------------------------------------------------------------------------------------------------------


def test_the_commands_read_it_and_follow_makes_it(
    book: Casebook, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "SVH_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    book.close()

    def svh(*words: str) -> tuple[int, str, str]:
        status = main([*words, "--db", str(path), "--lang", "en"])
        said = capsys.readouterr()
        return status, said.out, said.err

    assert svh("cases") == (0, "an  2\nbo  3\ncor  2\n", "")
    status, _, said = svh("follow", "--rebuild")
    assert (status, said) == (
        0,
        "What is kept of all cases is made from nothing: 3.\nThere is no plugin that follows.\n",
    )
    now = datetime.now(UTC)
    assert is_kept(book, now) == {"an", "bo", "cor"}
    status, one_by_one, _ = svh("signals", "--as-of", now.isoformat())
    assert svh("signals")[:2] == (0, one_by_one)
    assert "help_late" in one_by_one
    assert svh("check")[0] == 0
    assert THE_OPERATOR.person == "operator"
