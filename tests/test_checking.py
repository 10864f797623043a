"""What a check says of rows that nobody here wrote."""

from __future__ import annotations

import pytest
from eventsourcing.persistence import StoredEvent

from svh_core import Casebook, CaseOpened
from svh_core.checking import check
from svh_core.domain.auditing import Finding


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
