"""Checking a log, as an auditor does: no keys, no app, the same rules that guarded its writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from eventsourcing.persistence import StoredEvent

from svh_core.domain.auditing import Finding, found
from svh_core.domain.case import DraftCase
from svh_core.domain.deciding import replay
from svh_core.domain.rulebook import Rulebook, StreamKind, kind_of
from svh_core.errors import LogBroken
from svh_core.log.codec import Codec
from svh_core.log.leaves import HAS_LEAVES
from svh_core.log.log import Log
from svh_core.log.memory import MemoryStore
from svh_core.log.streams import is_as_it_was_made, is_one_piece, next_rows, streams_of
from svh_core.proof.bundles import Bundle
from svh_core.proof.entries_check import EntriesCheck, Read
from svh_core.proof.frontier import frontier_of
from svh_core.proof.heads import Heads
from svh_core.proof.many_hands import ManyHands, a_share, many_hands, reopening, shares_of
from svh_core.proof.snapshot_check import snapshots_of_nothing
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.tree_check import TreeCheck

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
        findings: by stream, number of the entry and id.
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


def check(
    log: Log,
    rulebook: Rulebook,
    *,
    progress: Progress | None = None,
    older: Sequence[Older] = (),
    processes: int = 1,
) -> Checked:
    """Hashes every entry of a log again, and judges it by the rules of its day.

    Args:
        log: the log; no word of it is opened.
        rulebook: every edition that is known.
        older: checkpoints and receipts that somebody kept, of this log.
        progress: called with how many entries were checked and how many there are.
        processes: how many work at it, this one included; a log in memory, or one with rules of one's own, is checked
            by this one alone. What is found is the same.
    """
    origin = log.store.fact("origin")
    own, access = f"log/{origin}", f"access/{origin}"
    with log.store.leaves() as leaves:
        destroyed, total = log.store.destroyed(), leaves.counted(0)
        adopted = _adopted(log, rulebook, (name for name, _ in streams_of(log.store, within=f"{StreamKind.LOG}/")))
        shares = shares_of(streams_of(log.store), enough=a_share(total, processes))
        read, reopen = Read(), reopening(log, rulebook)
        with many_hands(shares, read) as hands:
            steps = _Steps(total, progress, hands)
            if reopen is not None and processes > 1:
                hands.begin(processes - 1, reopen, adopted)
            tree = TreeCheck(leaves, own, older, steps)
            findings = list(tree.findings())
            ours = EntriesCheck(log, rulebook, adopted=adopted, step=steps)
            for share in shares:
                ours.check(share)
            read.add(ours.read)
            for entries in hands.rest():
                steps.tell(entries)
        findings += read.findings
        findings += snapshots_of_nothing(log)
        findings += _of_what_was_destroyed(log, read, access, destroyed)
        if read.heads is not None:
            findings += _of_heads(leaves, own, *read.heads)
        if read.entries != tree.frontier.size or not is_one_piece(log.store):
            findings += _in_no_stream(log, leaves)
            findings += _in_no_place(log, leaves)
    findings += _of_new_keys(log, own, read)
    if not is_as_it_was_made(log.store):
        findings.append(found("the_file_is_as_it_was_made", own, 1))
    begins = next(log.rows(own), None)
    if begins is None or begins.topic != "rulebook.adopted":
        findings.append(found("the_rules_were_adopted", own, 1))
    if tree.unsealed and log.store.fact(HAS_LEAVES) is not None:  # somebody took all of them
        findings.append(found("an_entry_has_its_leaf", own, 1))
    return Checked(entries=read.entries, streams=read.streams, findings=_in_order(findings), unsealed=tree.unsealed)


def check_file(log: Log) -> tuple[Finding, ...]:
    """What is wrong with the file or the tables of a log as such, whatever the entries say.

    It is part of `check`, and takes a hundredth of its time: no entry is judged.
    """
    findings: list[Finding] = []
    if not is_one_piece(log.store):
        with log.store.leaves() as leaves:
            findings += [*_in_no_stream(log, leaves), *_in_no_place(log, leaves)]
    if not is_as_it_was_made(log.store):
        findings.append(found("the_file_is_as_it_was_made", f"log/{log.store.fact('origin')}", 1))
    return _in_order(findings)


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
    streams = [name for name, _ in log.store.streams()]
    adopted = _adopted(log, rulebook, {bundle.own_stream}.intersection(streams))
    reading = EntriesCheck(log, rulebook, adopted=adopted, step=lambda _entries: None)
    reading.check(name for name in streams if name != bundle.own_stream)
    findings = _in_order([*bundle.findings, *reading.read.findings])
    return Checked(entries=len(bundle.rows), streams=len(streams), findings=findings)


class _Steps:
    """How far it is: each entry is read twice, once in the order of the log and once in that of its stream."""

    def __init__(self, total: int, progress: Progress | None, hands: ManyHands) -> None:
        self._total = total
        self._progress = progress
        self._hands = hands
        self._done = 0

    def __call__(self, entries: int) -> None:
        """Tells of entries that were read here, and of those that others read meanwhile."""
        self.tell(entries + self._hands.turn())

    def tell(self, entries: int) -> None:
        """Tells of entries that were read."""
        self._done += entries
        if self._progress is not None:
            self._progress(min(self._done // 2, self._total), self._total)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By stream, number and id; a row of somebody else may have neither of the first two."""
    return tuple(sorted(findings, key=lambda finding: (str(finding.stream), finding.number or 0, finding.id)))


def _adopted(log: Log, rulebook: Rulebook, streams: Iterable[str]) -> int:
    """The newest edition that was adopted."""
    reading = EntriesCheck(log, rulebook, adopted=1, step=lambda _entries: None)
    logs = (name for name in streams if kind_of(name) is StreamKind.LOG)
    with next_rows(log.store) as rows:
        return max((replay(reading.entries(name, DraftCase(), rows)).adopted for name in logs), default=1)


def _in_no_stream(log: Log, leaves: Leaves) -> Iterator[Finding]:
    """The entries of the log that nobody finds who asks for them by stream and number: another is there, or none."""
    for row in leaves.rows():
        number = row.number or 0  # in a column that no longer asks for one
        there = log.store.recorder.select_events(str(row.stream), gt=max(number - 1, 0), lte=number)
        if [(one.topic, one.state) for one in there] != [(row.name, row.state)]:
            yield found("an_entry_can_be_read", row.stream, row.number)


def _in_no_place(log: Log, leaves: Leaves) -> Iterator[Finding]:
    """The entries that are in a stream, and at a position where no log begins."""
    for stream, _ in streams_of(log.store):
        for row in log.rows(stream):
            there = leaves.row(stream, row.originator_version)
            if there is not None and (there.position or 0) <= 0:
                yield found("an_entry_has_its_leaf", stream, there.number)


def _of_heads(leaves: Leaves, own: str, number: int, data: Any) -> Iterator[Finding]:
    """Whether the newest entry that says where each stream ends says it rightly; the older ones are as their leaves."""
    try:
        size = int(data["size"])
        is_so = Heads(leaves, size, StoredTree(leaves).position_of(size)).data == data
    except (LogBroken, KeyError, TypeError, ValueError):
        is_so = False
    if not is_so:
        yield found("heads_are_those_of_the_log", own, number)


def _of_new_keys(log: Log, own: str, read: Read) -> Iterator[Finding]:
    """Whether the log was what it said each time that it went on under another key."""
    for number, said in read.succeeding:
        with log.store.leaves() as leaves:  # as they are now: the newest may have been written since the check began
            try:
                tree = StoredTree(leaves)
                is_so = 0 < said.size <= tree.size and frontier_of(said.size, tree.node).root == said.root
            except LogBroken:
                is_so = False
        if not is_so:
            yield found("the_log_begins_with_what_it_was", own, number)


def _of_what_was_destroyed(log: Log, read: Read, access: str, listed: Sequence[str]) -> Iterator[Finding]:
    """Holds what is left of destroyed streams against the entries that destroyed them, and against the list of them."""
    unseen = dict(read.destroying)
    is_listed = {*listed, *log.store.destroyed()}  # somebody may have destroyed one meanwhile
    for stream, left in sorted(read.remains.items()):
        says_so = left.is_all and unseen.get(left.by) == (left.entries, left.leaf_hashes)
        if says_so:
            del unseen[left.by]
        adds_up = says_so and stream in is_listed
        yield found("destroyed" if adds_up else "what_was_destroyed_adds_up", stream, left.first)
    for number in unseen:
        yield found("what_was_destroyed_adds_up", access, number)
    for stream in listed:
        if stream not in read.remains:
            yield found("what_was_destroyed_adds_up", stream, 1)
