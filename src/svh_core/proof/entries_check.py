"""Checking the entries of a log, stream by stream: each is read, replayed and judged by the rules of its day.

No word is opened. What is found does not depend on the order of the streams, so that several processes can share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from svh_core.domain.access import CaseDestroyed
from svh_core.domain.auditing import Finding, audit, found
from svh_core.domain.case import DraftCase
from svh_core.domain.deciding import begun
from svh_core.domain.rulebook import Consideration, Entry, Event, Rulebook, StreamKind, UnknownEvent, kind_of
from svh_core.errors import LogBroken
from svh_core.log.codec import NO_ENTRY
from svh_core.log.leaves import DESTROYED
from svh_core.log.log import Log
from svh_core.log.remains import Left, Remains
from svh_core.log.snapshots import Snapshots
from svh_core.log.sqlite_reading import Told
from svh_core.log.streams import NextRows, batches_of, next_rows
from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import OF_THE_LOG
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.snapshot_check import NO_MORE, SnapshotCheck
from svh_core.proof.succession import Succession

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
        self._snapshots = Snapshots(log.store.snapshots, log.codec.made_with)
        self._with_snapshots = frozenset(self._snapshots.streams())
        self._about_itself: set[int] = set()
        self._signs_with: VerifierKey | None = None
        self.read = Read()

    def check(self, streams: Iterable[str]) -> None:
        """Reads, replays and judges these streams."""
        with next_rows(self._log.store) as rows:
            for stream in streams:
                self.read.streams += 1
                kind = kind_of(stream)
                if kind is None:
                    self._of_no_kind(stream, rows)
                else:
                    self._judge(stream, kind, rows)

    def _judge(self, stream: str, kind: StreamKind, rows: NextRows) -> None:
        case = begun(kind).draft()
        entries = self.entries(stream, case, rows)
        for finding in audit(entries, rulebook=self._rulebook, stream=stream, adopted=self._adopted, case=case):
            if finding.id != "not_judged" or stream != self._own or finding.number not in self._about_itself:
                self.read.findings.append(finding)

    def _of_no_kind(self, stream: str, rows: NextRows) -> None:
        for batch in batches_of(rows, stream):
            self.read.entries += len(batch)
            self.read.findings += [found("an_entry_can_be_read", stream, _as_number(number)) for number, _, _ in batch]

    def entries(self, stream: str, case: DraftCase, rows: NextRows) -> Iterator[Entry[Any]]:
        """The entries of a stream that can be read, with what is wrong with their form noted on the way.

        Where an entry has been replayed, the snapshot that stands at its number is held against the case.

        Args:
            stream: its name.
            case: what they are replayed into.
            rows: gives what is stored of it.
        """
        left, how_many = Left(stream), 0
        snapshots = SnapshotCheck(self._log, stream, self._snapshots) if stream in self._with_snapshots else None
        next_snapshot = NO_MORE if snapshots is None else snapshots.number
        for batch in batches_of(rows, stream):
            how_many += len(batch)
            self.read.entries += len(batch)
            self._step(len(batch))
            for entry in self._in_form(stream, batch, left):
                if type(entry.event) in _TOLD_APART and not self._tell(stream, entry) and snapshots is not None:
                    snapshots.judges = False
                yield entry
                if next_snapshot <= entry.number and snapshots is not None:
                    self.read.findings.extend(snapshots.passed(case))
                    next_snapshot = snapshots.number
        if snapshots is not None:
            self.read.findings.extend(snapshots.left())
        if left.entries:
            self.read.remains[stream] = left.told(how_many)

    def _in_form(self, stream: str, batch: Sequence[Told], left: Left) -> list[Entry[Any]]:
        """The entries of a batch that can be read, and what is wrong with their form.

        All are read, then the words of all are looked at, and only then is the first replayed: a processor that does
        the same many times forgets less of it, which takes a tenth off a check.
        """
        exactly, entries = self._log.codec.exactly, []
        entry: Entry[Any] | None
        for number, name, state in batch:
            if name == DESTROYED:
                left.add(number, state)
                continue
            try:
                entry, unknown = exactly[name](number, state), _NONE
            except NO_ENTRY:
                entry, unknown = self._examined(name, number, state)
            if entry is None or not _is_told_well(number, name, entry):
                self._find("an_entry_can_be_read", stream, number)
                continue
            if unknown:
                self._find("an_entry_has_only_its_own_fields", stream, number)
            entries.append(entry)
        for entry in entries:
            if not _words_are_in_place(entry):
                self._find("words_stand_where_they_were_sealed", stream, entry.number)
        return entries

    def _examined(self, name: str, number: int, state: bytes) -> tuple[Any, frozenset[str]]:
        try:
            return self._log.codec.examined(name, number, state)
        except LogBroken:
            return None, _NONE

    def _find(self, what: str, stream: str, number: Any) -> None:
        self.read.findings.append(found(what, stream, _as_number(number)))

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


def _is_told_well(number: object, name: object, entry: Entry[Any]) -> bool:
    """Whether its number and name are what they have to be, and its moments are the same for everybody."""
    return (
        type(number) is int  # SQLite keeps any type in any column
        and type(name) is str
        and entry.recorded_at.tzinfo is not None
        and entry.at.tzinfo is not None
    )


_NONE: Final[frozenset[str]] = frozenset()
_TOLD_APART: Final = frozenset({CaseDestroyed, UnknownEvent})


def _words_are_in_place(entry: Entry[Any]) -> bool:
    """Whether every token says that it stands where it does; whose words they are needs the case, and is not asked."""
    event: Event = entry.event
    here = str(entry.number)
    words = _WORDS.get(type(event))
    token: Any
    try:
        for attribute, path in _words_of(event) if words is None else words:
            token = getattr(event, attribute)
            if token is not None:
                _subject, _key, number, field, _sealed = token.split("|")
                if number != here or field != path:
                    return False
        token = entry.reason
        if token is not None:
            _subject, _key, number, field, _sealed = token.split("|")
            if number != here or field != "reason":
                return False
        return not entry.because or _considerations_are_in_place(entry.because, here)
    except ValueError:  # it has other parts than a token has
        return False


def _considerations_are_in_place(because: tuple[Consideration, ...], here: str) -> bool:
    for path, consideration in zip(_paths_of(len(because)), because, strict=True):
        token: Any = consideration.words
        _subject, _key, number, field, _sealed = token.split("|")
        if number != here or field != path:
            return False
    return True


@lru_cache
def _paths_of(considerations: int) -> tuple[str, ...]:
    return tuple(f"because.{index}" for index in range(considerations))


_WORDS: Final[dict[type[Event], tuple[tuple[str, str], ...]]] = {}
"""The fields of words of each event, by attribute and name: asked of every entry."""


def _words_of(event: Event) -> tuple[tuple[str, str], ...]:
    words = _WORDS[type(event)] = tuple((field.attribute, field.name) for field in event.spec.outline.sealed)
    return words
