"""What an auditor gets of some cases shows, without us, that it is whole and in the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, LogBroken, NotFound, Proposal
from svh_core.checking import Checked, check, check_bundle
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.proof.checkpoint import open_checkpoint
from svh_core.proof.heads import NAME
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.written import line
from svh_core.publishing import _append

Lines = list[dict[str, Any]]
WHOLE, SHOWS = "a_bundle_is_whole", "a_bundle_shows_what_it_holds"


@pytest.fixture(scope="module", params=["file", "memory"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    path = tmp_path_factory.mktemp("bundles") / "casebook.db"
    file = request.param == "file"
    with Casebook.create(path, origin="stad") if file else Casebook.in_memory(origin="stad") as book:
        for number in range(60):
            opened = Proposal(case=f"c{number}", event=CaseOpened(resident="mila", method="support_group"), by="mila")
            goals = [GoalSet(goal=f"g{goal}", horizon="short", words=f"geheim {goal}") for goal in range(6)]
            book.record_all([opened, *(Proposal(case=f"c{number}", event=goal, by="mila") for goal in goals)])
        yield book


def key_of(book: Casebook) -> VerifierKey:
    return VerifierKey.parse(book.verifier_key)


def checked(lines: Lines, key: VerifierKey | None) -> Checked:
    return check_bundle([line(one).encode() for one in lines], CORE_RULEBOOK, key=key)


def of(book: Casebook, *cases: str) -> Lines:
    return [json.loads(line) for line in book.bundle(cases)]


def found(lines: Lines, key: VerifierKey) -> set[tuple[str, str, int]]:
    return {(one.id, one.stream, one.number) for one in checked(lines, key).findings}


def test_a_bundle_of_one_case_is_whole_and_holds_no_word_and_no_other_case(book: Casebook) -> None:
    lines = of(book, "c7")
    told = checked(lines, key_of(book))
    assert (told.findings, told.exit_status) == ((), 0)
    text = json.dumps(lines)
    assert "geheim" not in text
    assert {line["entry"]["stream"] for line in lines if "entry" in line} == {"log/stad", "c7"}
    assert [line["entry"]["number"] for line in lines if line.get("entry", {}).get("stream") == "c7"] == [*range(1, 8)]
    assert check(book.log, book.rulebook).is_clean


def test_a_bundle_of_every_case_is_what_no_name_gives(book: Casebook) -> None:
    assert found(of(book), key_of(book)) == set()
    assert len({line["head"]["stream"] for line in of(book) if "head" in line}) == 60


def test_without_a_key_its_own_is_believed_and_that_is_said(book: Casebook) -> None:
    told = checked(of(book, "c7"), None)
    assert [(one.id, one.is_notice) for one in told.findings] == [("its_own_key", True)]
    assert told.exit_status == 0


def last(lines: Lines) -> int:
    return max(place for place, line in enumerate(lines) if "entry" in line)


def without_the_last_entry(lines: Lines) -> None:
    del lines[last(lines)]


def without_one_in_between(lines: Lines) -> None:
    del lines[last(lines) - 2]


def without_the_first(lines: Lines) -> None:
    del lines[last(lines) - 6]


def without_its_end(lines: Lines) -> None:
    del lines[-1]


def without_any_entry(lines: Lines) -> None:
    lines[:] = [line for line in lines if line.get("entry", {}).get("stream") != "c7"]


def with_an_end_of_its_own(lines: Lines) -> None:
    del lines[last(lines)]
    lines[-1]["head"]["number"] = 6


def without_the_heads(lines: Lines) -> None:
    lines[:] = [line for line in lines if line.get("entry", {}).get("name") != "heads.sealed"]


def with_two_changed_places(lines: Lines) -> None:
    place = last(lines)
    lines[place], lines[place - 1] = lines[place - 1], lines[place]


LEFT_OUT: dict[Callable[[Lines], None], set[tuple[str, str, int]]] = {
    without_the_last_entry: {(WHOLE, "c7", 6)},
    without_one_in_between: {(WHOLE, "c7", 6), ("numbers_have_no_gaps", "c7", 6)},
    without_the_first: {
        (WHOLE, "c7", 2),
        ("numbers_have_no_gaps", "c7", 2),
        ("a_case_begins_with_its_opening", "c7", 2),
    },
    without_its_end: {(WHOLE, "c7", 7)},
    without_any_entry: {(WHOLE, "c7", 1)},
    with_an_end_of_its_own: {(WHOLE, "c7", 6)},
    without_the_heads: {(WHOLE, "c7", 7)},
}


@pytest.mark.parametrize("change", LEFT_OUT, ids=lambda change: change.__name__)
def test_what_is_left_out_of_a_bundle_is_found(book: Casebook, change: Callable[[Lines], None]) -> None:
    lines = of(book, "c7")
    change(lines)
    assert LEFT_OUT[change] <= found(lines, key_of(book))
    assert checked(lines, key_of(book)).exit_status == 6


def test_entries_in_another_order_are_found(book: Casebook) -> None:
    lines = of(book, "c7")
    with_two_changed_places(lines)
    assert (WHOLE, "c7", 6) in found(lines, key_of(book))


@pytest.mark.parametrize(
    ("field", "value"),
    [("stream", "c8"), ("number", 8), ("name", "case.closed"), ("state", "{}"), ("name", "destroyed")],
)
def test_an_entry_that_was_changed_is_found(book: Casebook, field: str, value: Any) -> None:
    lines = of(book, "c7")
    entry = lines[last(lines)]["entry"]
    entry[field] = value
    assert (SHOWS, entry["stream"], entry["number"]) in found(lines, key_of(book))


def test_a_bundle_that_another_log_signed_or_that_is_none_is_refused(book: Casebook) -> None:
    lines = of(book, "c7")
    with pytest.raises(LogBroken, match="shows nothing"):
        checked(lines, SignerKey.new("stad").verifier)
    for odd in (b"", b"{}", b"[]", b"\xff", b'{"schema":"svh.bundle/2"}', b"[" * 100_000):
        with pytest.raises(LogBroken, match="no bundle"):
            check_bundle([odd], CORE_RULEBOOK)
    for odd_line in ({}, {"entry": 1}, {"head": {}, "index": 1, "proof": []}, {"entry": {}, "index": "a", "proof": 7}):
        with pytest.raises(LogBroken, match="no bundle"):
            checked([lines[0], odd_line], None)


def test_a_case_that_is_not_there_or_was_destroyed_has_no_bundle(book: Casebook) -> None:
    with pytest.raises(NotFound):
        of(book, "nobody")
    book.privacy.destroy("c59", by="beheer")
    with pytest.raises(NotFound):
        of(book, "c59")
    assert found(of(book, "c58"), key_of(book)) == set()


def test_a_checkpoint_is_of_the_log_with_its_heads(book: Casebook) -> None:
    first, second = (open_checkpoint(book.checkpoint(), key_of(book)).checkpoint for _ in range(2))
    assert second.size == first.size + 1
    assert check(book.log, book.rulebook).is_clean


def test_heads_that_are_not_so_are_found(tmp_path: Path) -> None:
    with Casebook.create(tmp_path / "casebook.db", origin="stad") as book:
        book.record("c1", CaseOpened(resident="mila", method="support_group"), by="mila")
        for data in ({"size": 2, "streams": 2, "root": "A" * 43 + "="}, {"size": "x"}, {}):
            _append(book._desk, book._utc, NAME, data)
            assert [one.id for one in check(book.log, book.rulebook).findings] == ["heads_are_those_of_the_log"]
        book.checkpoint()
        assert check(book.log, book.rulebook).is_clean
