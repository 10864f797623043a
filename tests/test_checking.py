"""What a check says of rows that nobody here wrote."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from svh_core import Casebook, CaseOpened, GoalSet
from svh_core.checking import Checked, check
from svh_core.domain.auditing import NOTICES, SENTENCES, Finding
from svh_core.proof import entries_check
from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.succession import sign_succession
from svh_core.proof.tree import EMPTY_ROOT


def findings_of(extra: bytes) -> list[Finding]:
    """What is found in a log with a case whose opening has this key more."""
    with Casebook.in_memory() as book:
        book.record("mila", CaseOpened(resident="mila", method="ract"), by="mila")
        (row,) = book.log.rows("mila")
        other = StoredEvent("an", 1, row.topic, row.state[:-1] + extra + b"}")
        book.log.store.recorder.insert_events([other])
        book._desk.seal()
        return list(check(book.log, book.rulebook).findings)


@pytest.mark.parametrize(
    ("extra", "finding"),
    [
        (b',"extra":1', "an_entry_has_only_its_own_fields"),
        (b',"number":1', "an_entry_has_only_its_own_fields"),
        (b',"edition":"1"', "an_entry_can_be_read"),
        (b',"extra":"\xff"', "an_entry_can_be_read"),
        (b',"extra":1' + b"0" * 5_000, "an_entry_can_be_read"),
        (b',"extra":' + b"[" * 100_000 + b"]" * 100_000, "an_entry_can_be_read"),
    ],
    ids=["a key", "a number", "a wrong type", "half a character", "a long number", "depths"],
)
def test_a_key_that_no_entry_has_is_found_and_stops_no_check(extra: bytes, finding: str) -> None:
    assert [(found.id, found.stream, found.number) for found in findings_of(extra)] == [(finding, "an", 1)]


def test_a_log_that_was_written_here_has_nothing_to_find() -> None:
    assert findings_of(b"") == []


def told(checked: Checked) -> list[tuple[str, str, int]]:
    return [(found.id, found.stream, found.number) for found in checked.findings]


def in_a_file(folder: Path, statement: str) -> Checked:
    """What is found in a case of ten entries, after somebody did this to the file."""
    with Casebook.create(folder / "casebook.db", origin="stad") as book:
        book.record("c1", CaseOpened(resident="mila", method="ract"), by="mila")
        for number in range(2, 11):
            book.record("c1", GoalSet(goal=f"g{number}", horizon="short", words="w"), by="mila")
    with closing(sqlite3.connect(folder / "casebook.db")) as file, file:
        assert file.execute(statement).rowcount == 1
    with Casebook.open(folder / "casebook.db", sealed=True) as book:
        return check(book.log, book.rulebook)


SET = "UPDATE stored_events SET"
READ = "an_entry_can_be_read"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"{SET} topic = CAST(topic AS BLOB) WHERE originator_version = 5", (READ, "c1", 5)),
        (f"{SET} originator_version = 5.5 WHERE originator_version = 5", (READ, "c1", 5)),
        (f"{SET} originator_version = CAST('10' AS BLOB) WHERE originator_version = 10", (READ, "c1", 10)),
        (f"{SET} originator_id = CAST(originator_id AS BLOB) WHERE originator_version = 10", (READ, "c1", 10)),
        (f"{SET} originator_version = 0 WHERE originator_version = 10", (READ, "c1", 0)),
        (f"{SET} originator_version = 1e300 WHERE originator_version = 10", (READ, "c1", 2**63 - 1)),
    ],
    ids=["a name in bytes", "a broken number", "a number in bytes", "a case in bytes", "number 0", "a large number"],
)
def test_a_row_that_hashes_as_it_did_but_that_no_reader_reads_so_is_found(
    tmp_path: Path, statement: str, expected: tuple[str, str, int]
) -> None:
    checked = in_a_file(tmp_path, statement)
    assert expected in told(checked)
    assert checked.exit_status == 6


def test_the_same_bytes_as_text_are_read_as_they_were(tmp_path: Path) -> None:
    assert told(in_a_file(tmp_path, f"{SET} state = CAST(state AS TEXT) WHERE originator_version = 5")) == []


@pytest.mark.parametrize("field", ["at", "recorded_at"])
def test_a_moment_without_an_offset_is_no_moment(field: str) -> None:
    with Casebook.in_memory() as book:
        book.record("mila", CaseOpened(resident="mila", method="ract"), by="mila")
        (row,) = book.log.rows("mila")
        naive = re.sub(rb'("%s":"[^"]*)Z"' % field.encode(), rb'\1"', row.state)
        book.log.store.recorder.insert_events([StoredEvent("an", 1, row.topic, naive)])
        book._desk.seal()
        assert told(check(book.log, book.rulebook)) == [(READ, "an", 1)]


def broken(book: Casebook, stream: str, state: bytes) -> None:
    (row,) = book.log.rows("mila")
    book.log.store.recorder.insert_events([StoredEvent(stream, 1, row.topic, state)])
    book._desk.seal()


OLD, NEW, NEXT, STRANGE = (SignerKey("stad", bytes([number] * 32)) for number in range(1, 5))
BEGINS = "the_log_begins_with_what_it_was"
LOST = "a_key_was_lost"
Step = tuple[SignerKey | None, SignerKey]


def under_other_keys(book: Casebook, *steps: Step, origin: str = "stad", size: int = 0, root: bytes = b"") -> None:
    """Goes on under another key for each step, as the log is then or as somebody says that it is."""
    for number, (old, new) in enumerate(steps, start=2):
        if root == b"":
            tree = book._desk.seal().after
            said = Checkpoint(origin, tree.size, tree.root)
        else:
            said = Checkpoint(origin, size, root)
        note = sign_succession(said, new, old).decode()
        succeeded(book, number, {"key": new.verifier.export(), "note": note})


def succeeded(book: Casebook, number: int, data: dict[str, object]) -> None:
    row = next(book.log.rows("log/stad"))
    entry = json.dumps(json.loads(row.state) | {"event": data}).encode()
    book.log.store.recorder.insert_events([StoredEvent("log/stad", number, "key.succeeded", entry)])
    book._desk.seal()


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(OLD, NEW), (NEW, NEXT)], []),
        ([(OLD, NEW), (STRANGE, NEXT)], [(LOST, "log/stad", 3)]),
        ([(OLD, NEW), (OLD, NEXT)], [(LOST, "log/stad", 3)]),
        ([(None, NEW), (OLD, NEXT)], [(LOST, "log/stad", 2), (LOST, "log/stad", 3)]),
        ([(None, NEW), (NEW, NEXT)], [(LOST, "log/stad", 2)]),
    ],
    ids=["each by the one before", "a stranger", "one that was given up", "lost twice", "lost once"],
)
def test_a_key_follows_the_one_that_the_log_had(steps: list[Step], expected: list[tuple[str, str, int]]) -> None:
    with Casebook.in_memory(origin="stad") as book:
        under_other_keys(book, *steps)
        assert told(check(book.log, book.rulebook)) == expected


@pytest.mark.parametrize(
    ("size", "root"),
    [(1, bytes(32)), (0, EMPTY_ROOT), (2, bytes(32)), (2**62, bytes(32))],
    ids=["another log", "no log", "with itself in it", "a long log"],
)
def test_a_key_follows_in_the_log_as_it_was(size: int, root: bytes) -> None:
    with Casebook.in_memory(origin="stad") as book:
        under_other_keys(book, (OLD, NEW), size=size, root=root)
        assert told(check(book.log, book.rulebook)) == [(BEGINS, "log/stad", 2)]


def test_the_key_of_another_log_follows_nothing_here() -> None:
    with Casebook.in_memory(origin="stad") as book:
        keys = [SignerKey("dorp", bytes([number] * 32)) for number in (1, 2)]
        under_other_keys(book, (keys[0], keys[1]), origin="dorp")
        assert told(check(book.log, book.rulebook)) == [(READ, "log/stad", 2)]


KEY = NEW.verifier.export()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (lambda note, _: {"key": KEY, "note": note}, []),
        (lambda _, lost: {"key": KEY, "note": lost}, [(LOST, "log/stad", 2)]),
        (lambda note, _: {"key": NEXT.verifier.export(), "note": note}, [(READ, "log/stad", 2)]),
        (
            lambda note, _: {"key": KEY, "note": note.replace("svh-key-before", "svh-key-behind")},
            [(READ, "log/stad", 2)],
        ),
        (lambda _note, _lost: {"key": KEY, "note": 1}, [(READ, "log/stad", 2)]),
        (lambda note, _: {"note": note}, [(READ, "log/stad", 2)]),
    ],
    ids=["both signed", "lost", "another key", "another line", "no note", "no key"],
)
def test_a_key_that_follows_is_named_by_the_one_before_it_or_that_is_told(
    data: Callable[[str, str], dict[str, object]], expected: list[tuple[str, str, int]]
) -> None:
    with Casebook.in_memory(origin="stad") as book:
        tree = book._desk.seal().after
        said = Checkpoint("stad", tree.size, tree.root)
        succeeded(book, 2, data(*(sign_succession(said, NEW, old).decode() for old in (OLD, None))))
        assert told(check(book.log, book.rulebook)) == expected


@pytest.mark.parametrize(
    ("stored", "number"), [(3, 3), (b"4", 4), (None, 0), (b"\xff", 0), ("last", 0), (float("inf"), 0)]
)
def test_a_row_whose_number_is_none_is_pointed_at_with_what_it_has(stored: object, number: int) -> None:
    assert entries_check._as_number(stored) == number


def test_what_is_found_stands_by_stream_and_number_and_id_and_the_status_says_what_it_is() -> None:
    with Casebook.in_memory(origin="stad") as book:
        book.record("mila", CaseOpened(resident="mila", method="ract"), by="mila")
        assert check(book.log, book.rulebook).exit_status == 0
        (row,) = book.log.rows("mila")
        by_another = row.state.replace(b'"by":"mila"', b'"by":"noor"')
        broken(book, "b", by_another)
        rules_only = check(book.log, book.rulebook)
        assert [found.by_rule for found in rules_only.findings] == [True]
        assert (rules_only.exit_status, rules_only.is_clean) == (1, False)
        broken(book, "a", by_another[:-1] + b',"number":7,"x":1}')
        checked = check(book.log, book.rulebook)
        rule = rules_only.findings[0].id
        in_a = sorted([(rule, "a", 1), ("an_entry_has_only_its_own_fields", "a", 1)])
        assert told(checked) == [*in_a, (rule, "b", 1)]
        assert checked.exit_status == 6
        assert check(book.log, book.rulebook) == checked


def test_the_sentences_of_every_finding_are_there_in_both_languages() -> None:
    assert all(set(sentences) == {"en", "nl"} and all(sentences.values()) for sentences in SENTENCES.values())
    assert set(SENTENCES) >= NOTICES
