"""The way in for apps: recording, asking, looking; with many hands at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import svh_core
from svh_core import (
    Casebook,
    CaseOpened,
    Conflict,
    Consideration,
    GoalLetGo,
    GoalSet,
    Malformed,
    NetworkPersonAdded,
    NominationAccepted,
    NominationMade,
    NotAllowed,
    NotFound,
    NotPermitted,
    Proposal,
    RulebookAdopted,
    SvhError,
    Viewer,
    new_id,
)
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log import snapshots

OPENED = CaseOpened(resident="mila", name="Mila", method="support_group")
MILA = Viewer("mila")


@pytest.fixture(params=["memory", "sqlite"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Casebook]:
    made = Casebook.in_memory() if request.param == "memory" else Casebook.create(tmp_path / "book.db")
    with made:
        yield made


def goal(name: str, **others: Any) -> GoalSet:
    return GoalSet(**{"goal": name, "horizon": "short", "words": f"Ik wil {name}"} | others)


def test_what_is_recorded_is_read_back(book: Casebook) -> None:
    opened = book.record("mila", OPENED, by="mila", entered_by="noor")
    receipt = book.record(
        "mila",
        goal("rust"),
        by="mila",
        because=[("mila", "Ik slaap slecht"), Consideration(by="noor", words="Dat zie ik")],
    )
    assert (opened.number, receipt.number, receipt.last, receipt.standing) == (1, 2, 2, "own")
    with book.looking("mila", viewer=MILA, purpose="reading") as look:
        assert look.number == 2
        told = look.trail("nl")[1]
    assert told["sentence"] == "Je koos een doel voor de korte termijn: “Ik wil rust”"
    assert told["because"] == [{"by": "mila", "words": "Ik slaap slecht"}, {"by": "noor", "words": "Dat zie ik"}]
    assert told["data"] == {"goal": "rust", "horizon": "short", "words": "Ik wil rust"}


def test_a_receipt_counts_the_consequences(book: Casebook) -> None:
    book.record("mila", OPENED, by="mila")
    book.record("mila", NetworkPersonAdded(person="zus", network="informal", relation_kind="family"), by="mila")
    book.record("mila", NominationMade(person="zus"), by="mila")
    receipt = book.record("mila", NominationAccepted(person="zus"), by="zus")
    assert (receipt.number, receipt.last) == (4, 5)


def test_a_refusal_names_the_rule_in_both_languages_and_records_nothing(book: Casebook) -> None:
    with pytest.raises(NotAllowed) as refusal:
        book.record("mila", goal("rust"), by="mila")
    assert refusal.value.rule.id == "a_case_begins_with_its_opening"
    assert str(refusal.value) == (
        "goal.set refused: Nothing is recorded in a case before it is opened, and it is opened once. "
        "[a_case_begins_with_its_opening]"
    )
    assert refusal.value.in_language("nl").startswith("goal.set geweigerd: Een steungroep begint één keer")
    assert book.cases() == []


def test_may_says_what_record_would_and_records_nothing(book: Casebook) -> None:
    book.record("mila", OPENED, by="mila")
    assert book.may("mila", goal("rust"), by="mila") is None
    refusal = book.may("mila", goal("rust"), by="buur")
    assert refusal is not None
    assert refusal.rule.id == "the_resident_decides"
    assert book.cases() == [("mila", 1)]


def test_may_knows_what_others_recorded_since(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as one, Casebook.open(tmp_path / "book.db") as other:
        one.record_all([Proposal(case="mila", event=event, by="mila") for event in (OPENED, goal("rust"))])
        assert other.may("mila", GoalLetGo(goal="rust"), by="mila") is None
        one.record("mila", GoalLetGo(goal="rust"), by="mila")
        refusal = other.may("mila", GoalLetGo(goal="rust"), by="mila", expected=3)
        assert refusal is not None
        assert refusal.rule.id == "only_what_is_there_can_be_spoken_of"


def test_threads_that_all_use_a_casebook_first_open_one_log(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as made:
        made.record("mila", OPENED, by="mila")
    with Casebook.open(tmp_path / "book.db") as book:
        book.close()
        start, logs = threading.Barrier(8), []

        def uses() -> None:
            start.wait()
            assert book.may("mila", goal("rust"), by="mila") is None
            logs.append(book.log)

        hands = [threading.Thread(target=uses) for _ in range(8)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert len(logs) == 8
        assert len({id(log) for log in logs}) == 1


@pytest.mark.promise("nothing-is-half-done")
def test_all_are_recorded_or_none(book: Casebook) -> None:
    proposals = [
        Proposal(case="mila", event=OPENED, by="mila"),
        Proposal(case="mila", event=goal("rust"), by="mila"),
        Proposal(case="ander", event=CaseOpened(resident="an", method="ract"), by="an"),
    ]
    with pytest.raises(NotAllowed) as refusal:
        book.record_all([*proposals, Proposal(case="mila", event=goal("rust"), by="mila")])
    assert refusal.value.index == 3
    assert book.cases() == []
    seen: list[tuple[int, int | None]] = []
    receipts = book.record_all(proposals, progress=lambda done, total: seen.append((done, total)))
    assert [(receipt.case, receipt.number) for receipt in receipts] == [("mila", 1), ("mila", 2), ("ander", 1)]
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert book.cases() == [("ander", 1), ("mila", 2)]


def test_a_dry_run_judges_and_records_nothing(book: Casebook) -> None:
    receipts = book.record_all([Proposal(case="mila", event=OPENED, by="mila")], dry_run=True)
    assert [receipt.number for receipt in receipts] == [1]
    assert book.cases() == []


def test_what_is_allowed_is_recorded_where_the_rest_may_be_left_out(book: Casebook) -> None:
    receipts, refused = book.record_allowed(
        [
            Proposal(case="mila", event=goal("te-vroeg"), by="mila"),
            Proposal(case="mila", event=OPENED, by="mila"),
            Proposal(case="mila", event=goal("rust"), by="buur"),
            Proposal(case="mila", event=goal("rust"), by="mila"),
        ]
    )
    assert [receipt.number for receipt in receipts] == [1, 2]
    assert [(one.index, one.rule.id) for one in refused if isinstance(one, NotAllowed)] == [
        (0, "a_case_begins_with_its_opening"),
        (2, "the_resident_decides"),
    ]


@pytest.mark.promise("nothing-is-there-twice")
def test_a_second_call_with_the_same_request_id_returns_the_first_receipt(book: Casebook) -> None:
    first = book.record("mila", OPENED, by="mila", once="klik-1")
    book.record("mila", goal("rust"), by="mila")
    assert book.record("mila", OPENED, by="mila", once="klik-1") == first
    twice = [Proposal(case="mila", event=goal("werk"), by="mila", once="klik-2")] * 2
    receipts = book.record_all(twice)
    assert receipts[0] == receipts[1]
    assert book.cases() == [("mila", 3)]


def test_the_first_receipt_counts_its_consequences_also_when_read_back(book: Casebook) -> None:
    book.record("mila", OPENED, by="mila")
    book.record("mila", NetworkPersonAdded(person="zus", network="informal", relation_kind="family"), by="mila")
    book.record("mila", NominationMade(person="zus"), by="mila")
    first = book.record("mila", NominationAccepted(person="zus"), by="zus", once="ja")
    assert book.record("mila", NominationAccepted(person="zus"), by="zus", once="ja") == first
    assert first.last == 5


def test_a_request_id_counts_within_its_case(book: Casebook) -> None:
    for name in ("mila", "an"):
        opened = CaseOpened(resident=name, method="ract")
        assert book.record(name, opened, by=name, once="klik").number == 1


def test_a_stale_screen_is_a_conflict(book: Casebook) -> None:
    book.record("mila", OPENED, by="mila", expected=0)
    book.record("mila", goal("rust"), by="mila", expected=1)
    with pytest.raises(Conflict) as conflict:
        book.record("mila", goal("werk"), by="mila", expected=1)
    assert "2" in conflict.value.sentence
    assert book.cases() == [("mila", 2)]


def test_several_decisions_on_one_screen_expect_the_same_number(book: Casebook) -> None:
    book.record("mila", OPENED, by="mila")
    both = [Proposal(case="mila", event=goal(name), by="mila", expected=1) for name in ("rust", "werk")]
    assert [receipt.number for receipt in book.record_all(both)] == [2, 3]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"case": "123456782"}, "case"),
        ({"case": ""}, "case"),
        ({"by": "1234.56.782"}, "by"),
        ({"by": "core"}, "by"),
        ({"entered_by": "bsn-12345678"}, "entered_by"),
        ({"on_behalf_of": "een arts"}, "on_behalf_of"),
        ({"meeting": "é"}, "meeting"),
        ({"source": "van alles en nog wat"}, "source"),
        ({"once": ""}, "once"),
        ({"once": 5}, "once"),
        ({"reason": ""}, "reason"),
        ({"because": [("mila", "\0")]}, "because.0.words"),
        ({"because": [("core", "zo")]}, "because.0.by"),
        ({"event": goal("rust", horizon="soon")}, "data.horizon"),
        ({"event": goal("rust", words="\ud800")}, "data.words"),
        ({"event": goal("rust", words="  ")}, "data.words"),
        ({"event": goal("rust", words="x" * 100_001)}, "data.words"),
        ({"event": goal("rust", supporters="zus")}, "data.supporters"),
        ({"event": goal("rust", supporters=("zus", 3))}, "data.supporters.1"),
        (
            {"event": goal("rust", participation_level=True)},
            "data.participation_level",
        ),
        ({"event": goal("rust", goal=None)}, "data.goal"),
        ({"event": "goal.set"}, "event"),
        ({"event": RulebookAdopted(edition=1, sha256="x")}, "event"),
    ],
)
def test_what_does_not_have_the_promised_form_is_refused_with_its_path(changes: dict[str, object], path: str) -> None:
    told: dict[str, object] = {"case": "mila", "event": goal("rust"), "by": "mila"} | changes
    with pytest.raises(Malformed) as error:
        Casebook.in_memory().record(told.pop("case"), told.pop("event"), **told)
    assert error.value.path == path


def test_no_error_shows_a_persons_words() -> None:
    canary = "kanarie-in-de-kooi"
    book = Casebook.in_memory()
    for event in (goal(canary * 10), goal("rust", horizon=canary, words=canary), goal("rust")):
        with pytest.raises(SvhError) as error:
            book.record("mila", event, by="mila", reason=canary, because=[("mila", canary)])
        assert canary not in f"{error.value} {error.value!r} {error.value.next}"


def test_the_resident_and_the_operator_look_and_who_has_no_part_in_it_does_not(book: Casebook) -> None:
    book.record("mila", OPENED, by="mila", entered_by="noor")
    for viewer in (MILA, Viewer("beheer", capacity="operator"), Viewer("noor", capacity="professional")):
        with book.looking("mila", viewer=viewer, purpose="reading") as look:
            assert look.number >= 1
    for viewer in (Viewer("buur", capacity="professional"), Viewer("buur"), Viewer("arts", capacity="member")):
        with pytest.raises(NotPermitted), book.looking("mila", viewer=viewer, purpose="care"):
            pytest.fail("looked")


def test_a_look_needs_a_case_and_a_purpose(book: Casebook) -> None:
    with pytest.raises(NotFound), book.looking("niemand", viewer=MILA, purpose="reading"):
        pytest.fail("looked")
    with pytest.raises(Malformed), book.looking("mila", viewer=MILA, purpose=""):
        pytest.fail("looked")


def test_a_sealed_casebook_reveals_nothing(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as made:
        made.record("mila", OPENED, by="mila")
    with (
        Casebook.open(tmp_path / "book.db", sealed=True) as book,
        book.looking("mila", viewer=MILA, purpose="audit") as look,
    ):
        assert look.trail()[0]["data"]["name"] == {"sealed": True}
        assert "Mila" not in "".join(look.trail_in_words())


@pytest.mark.promise("no-command-but-init-makes-a-casebook")
def test_open_never_creates_and_create_never_overwrites(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Casebook.open(tmp_path / "book.db")
    Casebook.create(f"sqlite:///{tmp_path}/book.db", origin="stad").close()
    with pytest.raises(SvhError, match="stays as it is"):
        Casebook.create(tmp_path / "book.db")
    with Casebook.open(tmp_path / "book.db") as book:
        assert (book.origin, book.edition) == ("stad", 1)
    with pytest.raises(Malformed):
        Casebook.open("mysql://elders/boek")


def test_an_origin_is_an_identifier() -> None:
    with pytest.raises(Malformed):
        Casebook.in_memory(origin="123456782")


def test_a_version_adopts_only_editions_it_knows(book: Casebook) -> None:
    with pytest.raises(Malformed):
        book.adopt(99, by="beheer")


def test_a_long_case_is_read_from_a_snapshot_and_is_the_same(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as book:
        goals = [Proposal(case="mila", event=goal(f"g{number}"), by="mila") for number in range(snapshots.EVERY + 20)]
        book.record_all([Proposal(case="mila", event=OPENED, by="mila"), *goals])
    with Casebook.open(tmp_path / "book.db") as book:
        whole = book.log.load("mila")
        (kept,) = book.log.store.snapshots.select_events("mila")
        assert kept.originator_version == snapshots.EVERY + 21
        assert book.log.load("mila") == whole
        assert book.log.load("mila", until=5).number == 5
        assert book.record("mila", goal("nog-een"), by="mila").number == snapshots.EVERY + 22


@pytest.mark.parametrize("spoilt", ["shape", "state"])
def test_a_snapshot_of_another_shape_is_passed_over(
    tmp_path: Path, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EVERY", 2)
    with Casebook.create(tmp_path / "book.db") as book:
        book.record_all([Proposal(case="mila", event=event, by="mila") for event in (OPENED, goal("a"), goal("b"))])
        if spoilt == "shape":
            monkeypatch.setattr(snapshots, "shape_of_case", lambda: "case/of-another-time")
        case = book.log.load("mila")
        if spoilt == "state":
            row = book.log.store.snapshots.select_events("mila")[0]
            other = type(row)(row.originator_id, 2, row.topic, b"{}")
            book.log.store.snapshots.insert_events([other])
            assert book.log.load("mila", until=2).number == 2
        monkeypatch.undo()
        assert book.log.load("mila") == case


def test_identifiers_are_random_and_allowed() -> None:
    made = {new_id() for _ in range(100)}
    assert len(made) == 100
    book = Casebook.in_memory()
    resident = new_id()
    assert book.record(new_id(), CaseOpened(resident=resident, method="ract"), by=resident).number == 1


def test_threads_record_into_one_case_and_nothing_is_lost(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as book, Casebook.open(tmp_path / "book.db") as other:
        book.record("mila", OPENED, by="mila")

        def writes(hand: int) -> None:
            for number in range(10):
                (book if hand % 2 else other).record("mila", goal(f"g{hand}-{number}"), by="mila")

        hands = [threading.Thread(target=writes, args=(hand,)) for hand in range(4)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert [entry.number for entry in book.log.entries("mila")] == list(range(1, 42))
        assert len(other.log.load("mila").goals) == 40


PROCESS = """
import sys
from svh_core import Casebook, GoalSet
with Casebook.open(sys.argv[1]) as book:
    for number in range(10):
        book.record("mila", GoalSet(goal=f"p{sys.argv[2]}-{number}", horizon="short", words="x"), by="mila")
"""


def test_processes_record_into_one_case_and_nothing_is_lost(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as book:
        book.record("mila", OPENED, by="mila")
        hands = [
            subprocess.Popen([sys.executable, "-c", PROCESS, str(tmp_path / "book.db"), str(hand)]) for hand in range(3)
        ]
        assert [hand.wait(timeout=120) for hand in hands] == [0, 0, 0]
        assert len(book.log.load("mila").goals) == 30


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_casebook_used_after_a_fork_opens_itself_again(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "book.db") as book:
        book.record("mila", OPENED, by="mila")
        child = os.fork()
        if child == 0:
            book.record("mila", goal("van-het-kind"), by="mila")
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert book.record("mila", goal("van-de-ouder"), by="mila").number == 3


def test_a_clock_in_another_zone_is_kept_in_utc() -> None:
    amsterdam = timezone(timedelta(hours=2))
    book = Casebook.in_memory(clock=lambda: datetime(2020, 7, 1, 12, tzinfo=amsterdam))
    assert book.record("mila", OPENED, by="mila").recorded_at == datetime(2020, 7, 1, 10, tzinfo=UTC)


def test_every_public_name_is_there_and_sorted() -> None:
    assert svh_core.__all__ == sorted(svh_core.__all__)
    assert all(hasattr(svh_core, name) for name in svh_core.__all__)
    assert {kind.cls.__name__ for kind in CORE_RULEBOOK.kinds.values()} <= set(svh_core.__all__)
