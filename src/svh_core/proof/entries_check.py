"""Checking the entries of a log, stream by stream: each is read, replayed and judged by the rules of its day.

No word is opened. What is found does not depend on the order of the streams, so that several processes can share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from svh_core.domain.access import CaseDestroyed
from svh_core.domain.auditing import Finding, audit, found
from svh_core.domain.case import DraftCase
from svh_core.domain.rulebook import Entry, Event, Rulebook, StreamKind, UnknownEvent, stream_kind
from svh_core.errors import LogBroken
from svh_core.log.leaves import DESTROYED
from svh_core.log.log import Log
from svh_core.log.remains import Left, Remains
from svh_core.log.snapshots import Snapshots
from svh_core.log.streams import batches_of
from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import OF_THE_LOG
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.snapshot_check import NO_MORE, SnapshotCheck
from svh_core.proof.succession import Succession
from svh_core.vault.tokens import BARS

Step = Callable[[int], object]
"""Is told how many entries more were read."""


@dataclass
class Read:
    """What was read and found.

    Attributes:
        streams: how many there were.
        entries: how many rows.
        findings: in the order in which they were found.
        remains: by stream, what is left of those that were destroyed.
        destroying: by number, how many entries a destruction says it destroyed, and the digest over them.
        heads: the newest entry that says where each stream ends: its number and what it says.
        succeeding: the entries by which the log went on under another key: number, and what they say the log was.
    """

    streams: int = 0
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    remains: dict[str, Remains] = field(default_factory=dict)
    destroying: dict[int, tuple[int, str]] = field(default_factory=dict)
    heads: tuple[int, Any] | None = None
    succeeding: list[tuple[int, Checkpoint]] = field(default_factory=list)

    def add(self, other: Read) -> None:
        """Takes in what was read and found of other streams."""
        self.streams += other.streams
        self.entries += other.entries
        self.findings += other.findings
        self.remains |= other.remains
        self.destroying |= other.destroying
        self.heads = self.heads or other.heads
        self.succeeding += other.succeeding


class EntriesCheck:
    """Checks streams of a log, one after the other.

    Args:
        log: the log.
        rulebook: every edition that is known.
        adopted: the newest edition that the casebook has adopted.
        step: is told how far it is.
    """

    def __init__(self, log: Log, rulebook: Rulebook, *, adopted: int, step: Step) -> None:
        self._log = log
        self._rulebook = rulebook
        self._adopted = adopted
        self._step = step
        self._own = f"log/{log.store.fact('origin')}"
        self._examined = log.codec.examined
        self._snapshots = Snapshots(log.store.snapshots, log.codec.made_with)
        self._with_snapshots = frozenset(self._snapshots.streams())
        self._about_itself: set[int] = set()
        self._signs_with: VerifierKey | None = None
        self.read = Read()

    def check(self, streams: Iterable[str]) -> None:
        """Reads, replays and judges these streams."""
        for stream in streams:
            self.read.streams += 1
            if kind_of(stream) is None:
                self._of_no_kind(stream)
                continue
            case = DraftCase()
            entries = self.entries(stream, case)
            for finding in audit(entries, rulebook=self._rulebook, stream=stream, adopted=self._adopted, case=case):
                if finding.id != "not_judged" or stream != self._own or finding.number not in self._about_itself:
                    self.read.findings.append(finding)

    def _of_no_kind(self, stream: str) -> None:
        for batch in batches_of(self._log.store, stream):
            self.read.entries += len(batch)
            self.read.findings += [found("an_entry_can_be_read", stream, _as_number(number)) for number, _, _ in batch]

    def entries(self, stream: str, case: DraftCase) -> Iterator[Entry[Any]]:
        """The entries of a stream that can be read, with what is wrong with their form noted on the way.

        Where an entry has been replayed, the snapshot that stands at its number is held against the case.
        """
        left, rows = Left(stream), 0
        snapshots = SnapshotCheck(self._log, stream, self._snapshots) if stream in self._with_snapshots else None
        next_snapshot = NO_MORE if snapshots is None else snapshots.number
        for batch in batches_of(self._log.store, stream):
            rows += len(batch)
            self.read.entries += len(batch)
            self._step(len(batch))
            for number, name, state in batch:
                if name == DESTROYED:
                    left.add(number, state)
                    continue
                entry = self._entry(stream, number, name, state)
                if entry is None:
                    continue
                if type(entry.event) in _TOLD_APART and not self._tell(stream, entry) and snapshots is not None:
                    snapshots.judges = False
                yield entry
                if next_snapshot <= entry.number and snapshots is not None:
                    self.read.findings.extend(snapshots.passed(case))
                    next_snapshot = snapshots.number
        if snapshots is not None:
            self.read.findings.extend(snapshots.left())
        if left.entries:
            self.read.remains[stream] = left.told(rows)

    def _entry(self, stream: str, number: int, name: str, state: bytes) -> Entry[Any] | None:
        findings = self.read.findings
        try:
            entry, unknown = self._examined(name, number, state)
        except LogBroken:
            findings.append(found("an_entry_can_be_read", stream, _as_number(number)))
            return None
        if (
            type(number) is not int  # SQLite keeps any type in any column
            or type(name) is not str
            or entry.recorded_at.tzinfo is None  # a moment without an offset is another one for everybody
            or entry.at.tzinfo is None
        ):
            findings.append(found("an_entry_can_be_read", stream, _as_number(number)))
            return None
        if unknown:
            findings.append(found("an_entry_has_only_its_own_fields", stream, number))
        if not _words_are_in_place(entry):
            findings.append(found("words_stand_where_they_were_sealed", stream, number))
        return entry

    def _tell(self, stream: str, entry: Entry[Any]) -> bool:
        """Remembers what a destruction says, and what the log says of itself; False for what is of a plugin."""
        event = entry.event
        if isinstance(event, CaseDestroyed):
            self.read.destroying[entry.number] = event.leaves, event.leaf_hashes
            return True
        if stream != self._own or event.spec.name not in OF_THE_LOG:
            return False
        self._about_itself.add(entry.number)
        if event.spec.name == HEADS:
            self.read.heads = entry.number, event.data
        else:
            self.read.findings += self._of_a_new_key(stream, entry.number, event.data)
        return True

    def _of_a_new_key(self, stream: str, number: int, data: Any) -> list[Finding]:
        """What is found of an entry by which the log went on under another key: that the one before did not sign.

        With which key the log began no entry says, so that any may have signed for the first that follows.
        """
        with suppress(ValueError, KeyError, TypeError, AttributeError):  # as `notes_in`, that passes it over
            one = Succession.parse(data["note"].encode())
            if one.new.export() == data["key"] and one.checkpoint.origin == self._log.store.fact("origin"):
                before, self._signs_with = self._signs_with, one.new
                self.read.succeeding.append((number, one.checkpoint))
                is_named = one.old is not None and before in {None, one.old}
                return [] if is_named else [found("a_key_was_lost", stream, number)]
        return [found("an_entry_can_be_read", stream, number)]


def _as_number(told: Any) -> int:
    """The number of an entry, where whoever changed the row left one; SQLite keeps any type in any column."""
    try:
        return int(told)
    except (TypeError, ValueError, OverflowError):
        return 0


def kind_of(stream: str) -> StreamKind | None:
    """The kind of a stream; None where there is none of that name, and no release ever wrote it."""
    try:
        return stream_kind(stream)
    except ValueError:
        return None


_TOLD_APART: Final = frozenset({CaseDestroyed, UnknownEvent})


def _words_are_in_place(entry: Entry[Any]) -> bool:
    """Whether every token says that it stands where it does; whose words they are needs the case, and is not asked."""
    event: Event = entry.event
    number = str(entry.number)
    words = _WORDS.get(type(event))
    for attribute, path in _words_of(event) if words is None else words:
        token: Any = getattr(event, attribute)
        if token is not None:
            parts = token.split("|")  # as in `_stands`: a call less for each saves a third
            if len(parts) != BARS + 1 or parts[2] != number or parts[3] != path:
                return False
    if entry.because:
        for path, consideration in zip(_paths_of(len(entry.because)), entry.because, strict=True):
            if not _stands(consideration.words, number, path):
                return False
    return entry.reason is None or _stands(entry.reason, number, "reason")


def _stands(token: Any, number: str, path: str) -> bool:
    parts: list[str] = token.split("|")
    return len(parts) == BARS + 1 and parts[2] == number and parts[3] == path


@lru_cache
def _paths_of(considerations: int) -> tuple[str, ...]:
    return tuple(f"because.{index}" for index in range(considerations))


_WORDS: Final[dict[type[Event], tuple[tuple[str, str], ...]]] = {}
"""The fields of words of each event, by attribute and name: asked of every entry."""


def _words_of(event: Event) -> tuple[tuple[str, str], ...]:
    words = _WORDS[type(event)] = tuple((field.attribute, field.name) for field in event.spec.outline.sealed)
    return words
