"""Checking a log, as an auditor does: no keys, no app, the same rules that guarded its writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from eventsourcing.persistence import StoredEvent

from svh_core.domain.access import CaseDestroyed
from svh_core.domain.auditing import Finding, audit, found
from svh_core.domain.deciding import replay
from svh_core.domain.rulebook import Entry, Rulebook, StreamKind, UnknownEvent, stream_kind
from svh_core.errors import LogBroken
from svh_core.log.codec import Codec
from svh_core.log.leaves import DESTROYED, HAS_LEAVES, hash_over, what_was_destroyed
from svh_core.log.log import Log
from svh_core.log.memory import MemoryStore
from svh_core.proof.bundles import Bundle
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import OF_THE_LOG, Heads
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.tree_check import TreeCheck
from svh_core.vault.tokens import BARS

if TYPE_CHECKING:
    from svh_core.log.store import Leaves
    from svh_core.proof.note_keys import VerifierKey
    from svh_core.proof.older import Older

Progress = Callable[[int, int | None], None]


@attrs.frozen(kw_only=True)
class Checked:
    """What a check found.

    Attributes:
        entries: how many entries were read.
        streams: how many streams.
        findings: in the order of the streams and their entries.
        unsealed: how many entries a release wrote that made no leaves, where there are none at all yet.
    """

    entries: int
    streams: int
    findings: tuple[Finding, ...]
    unsealed: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong; a notice is nothing wrong."""
        return all(finding.is_notice for finding in self.findings)

    @property
    def exit_status(self) -> int:
        """0 clean, 1 where only rules were broken, 6 where the log itself is."""
        if self.is_clean:
            return 0
        return 1 if all(finding.by_rule or finding.is_notice for finding in self.findings) else LogBroken.exit_status


def check(log: Log, rulebook: Rulebook, *, progress: Progress | None = None, older: Sequence[Older] = ()) -> Checked:
    """Hashes every entry of a log again, and judges it by the rules of its day.

    Args:
        log: the log; no word of it is opened.
        rulebook: every edition that is known.
        older: checkpoints and receipts that somebody kept, of this log.
        progress: called with how many entries were read and how many there are.
    """
    streams = log.store.streams()
    total = sum(last for _, last in streams)
    reading = _Reading(log, progress, total)
    adopted = max((_adopted(reading, name) for name, _ in streams if stream_kind(name) is StreamKind.LOG), default=1)
    reading.begin_again()
    if not _begins_with_its_rules(log, streams):
        reading.findings.append(found("the_rules_were_adopted", f"log/{log.store.fact('origin')}", 1))
    own = f"log/{log.store.fact('origin')}"
    for name, _ in streams:
        for finding in audit(reading.entries(name), rulebook=rulebook, stream=name, adopted=adopted):
            if (name, finding.id) != (own, "not_judged") or finding.number not in reading.about_itself:
                reading.findings.append(finding)
    with log.store.leaves() as leaves:
        tree = TreeCheck(leaves, own, older)
        reading.findings += tree.findings()
        reading.findings += _of_heads(leaves, own, reading.about_itself)
    if tree.unsealed and log.store.fact(HAS_LEAVES) is not None:  # somebody took all of them
        reading.findings.append(found("an_entry_has_its_leaf", tree.own_stream, 1))
    reading.findings += _of_what_was_destroyed(reading, f"access/{log.store.fact('origin')}")
    ordered = sorted(reading.findings, key=lambda finding: (finding.stream, finding.number))
    return Checked(entries=reading.count, streams=len(streams), findings=tuple(ordered), unsealed=tree.unsealed)


def check_bundle(lines: Iterable[bytes], rulebook: Rulebook, *, key: VerifierKey | None = None) -> Checked:
    """Checks what a log handed over of some cases: every proof, that each is whole, and the rules of the day.

    Args:
        lines: of the bundle.
        rulebook: every edition that is known.
        key: the verifier key of the log, from somewhere else than the bundle.

    Raises:
        LogBroken: it is no bundle, or not signed by that key.
    """
    bundle = Bundle.read(lines, key)
    log = Log(MemoryStore({"origin": bundle.checkpoint.origin}), Codec(rulebook))
    once = {(row.stream, row.number): StoredEvent(*row[1:]) for row in bundle.rows}
    log.store.recorder.insert_events(list(once.values()))
    reading = _Reading(log, None, len(once))
    streams = [name for name, _ in log.store.streams()]
    adopted = max((_adopted(reading, name) for name in streams if name == bundle.own_stream), default=1)
    reading.begin_again()
    for name in streams:
        if name != bundle.own_stream:
            reading.findings += audit(reading.entries(name), rulebook=rulebook, stream=name, adopted=adopted)
    findings = sorted([*bundle.findings, *reading.findings], key=lambda finding: (finding.stream, finding.number))
    return Checked(entries=len(bundle.rows), streams=len(streams), findings=tuple(findings))


def _of_heads(leaves: Leaves, own: str, about_itself: Mapping[int, UnknownEvent]) -> Iterator[Finding]:
    """Whether the newest entry that says where each stream ends says it rightly; the older ones are as their leaves."""
    numbers = [number for number, event in about_itself.items() if event.name == HEADS]
    if not numbers:
        return
    data = about_itself[numbers[-1]].data
    try:
        size = int(data["size"])
        is_so = Heads(leaves, size, StoredTree(leaves).position_of(size)).data == data
    except (LogBroken, KeyError, TypeError, ValueError):
        is_so = False
    if not is_so:
        yield found("heads_are_those_of_the_log", own, numbers[-1])


def _begins_with_its_rules(log: Log, streams: Sequence[tuple[str, int]]) -> bool:
    own = f"log/{log.store.fact('origin')}"
    return any(name == own for name, _ in streams) and next(log.rows(own)).topic == "rulebook.adopted"


def _adopted(reading: _Reading, stream: str) -> int:
    return replay(reading.entries(stream)).adopted


def _of_what_was_destroyed(reading: _Reading, access: str) -> Iterator[Finding]:
    """Holds what is left of destroyed streams against the entries that destroyed them."""
    unseen = dict(reading.destroying)
    for stream, rows in reading.remains.items():
        by = {row[1] for row in rows if row is not None}
        entry = unseen.pop(by.pop(), None) if len(by) == 1 and None not in rows else None
        adds_up = entry is not None and (entry.leaves, entry.leaf_hashes) == (
            len(rows),
            hash_over(row[0] for row in rows if row is not None),
        )
        yield found("destroyed" if adds_up else "what_was_destroyed_adds_up", stream, 1)
    for number in unseen:
        yield found("what_was_destroyed_adds_up", access, number)


class _Reading:
    """Entries as they come from the store, with what is wrong with their form noted on the way."""

    def __init__(self, log: Log, progress: Progress | None, total: int) -> None:
        self._log = log
        self._progress = progress
        self._total = total
        self._own = f"log/{log.store.fact('origin')}"
        self.begin_again()

    def begin_again(self) -> None:
        """Forgets what was read and found so far."""
        self.count = 0
        self.findings: list[Finding] = []
        self.remains: dict[str, list[tuple[bytes, int] | None]] = {}
        self.destroying: dict[int, CaseDestroyed] = {}
        self.about_itself: dict[int, UnknownEvent] = {}

    def entries(self, stream: str) -> Iterator[Entry[Any]]:
        """The entries of a stream that can be read."""
        codec = self._log.codec
        for row in self._log.rows(stream):
            self.count += 1
            if self._progress is not None and self.count % 100 == 0:
                self._progress(self.count, self._total)
            number = row.originator_version
            if row.topic == DESTROYED:
                self.remains.setdefault(stream, []).append(what_was_destroyed(row.state))
                continue
            try:
                entry, unknown = codec.examined(row.topic, number, row.state)
            except LogBroken:
                self.findings.append(found("an_entry_can_be_read", stream, number))
                continue
            if unknown:
                self.findings.append(found("an_entry_has_only_its_own_fields", stream, number))
            if not _words_are_in_place(entry):
                self.findings.append(found("words_stand_where_they_were_sealed", stream, number))
            if isinstance(entry.event, CaseDestroyed):
                self.destroying[number] = entry.event
            elif row.topic in OF_THE_LOG and stream == self._own:
                self.about_itself[number] = entry.event
            yield entry


def _words_are_in_place(entry: Entry[Any]) -> bool:
    """Whether every token says that it stands where it does; whose words they are needs the case, and is not asked."""
    event, number = entry.event, entry.number
    for field in event.spec.outline.sealed:
        token = getattr(event, field.attribute)
        if token is not None and not _stands(token, number, field.name):
            return False
    for index, consideration in enumerate(entry.because):
        if not _stands(str(consideration.words), number, f"because.{index}"):
            return False
    return entry.reason is None or _stands(str(entry.reason), number, "reason")


def _stands(token: str, number: int, path: str) -> bool:
    return token.count("|") == BARS and token.endswith(f"|{number}|{path}", 0, token.rfind("|"))
