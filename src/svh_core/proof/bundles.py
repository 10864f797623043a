"""Bundles: some cases of a log for an auditor, as lines of JSON that need no key, no casebook and no plugin.

The first line has the signed checkpoint. Then follow entries, words sealed, each with the proof that the log holds it;
and for each case the proof that its last entry is its last. Bytes that are no text of their own are base64. What is
written otherwise than we write it, or stands in another order, is refused: `docs/reference/proof-formats.md` says how.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from svh_core.domain.auditing import Finding, found
from svh_core.errors import LogBroken, NotFound
from svh_core.log.leaves import DESTROYED, Row, leaf, leaf_hash, leaf_of
from svh_core.log.store import Leaves
from svh_core.proof.checkpoint import Checkpoint, open_checkpoint
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import SUCCEEDED, Head, Heads
from svh_core.proof.lines import ProofRefused, base64_of, bytes_of
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.succession import key_that_signed, keys_known_by, notes_in
from svh_core.proof.tree import HASH_BYTES, hash_of_leaf, inclusion_proof, is_included
from svh_core.proof.written import NOT_WRITTEN_SO, assert_keys, line, of_kind, state_of, told_by, whole

SCHEMA: Final = "svh.bundle/1"

_FIRST: Final = ("schema", "origin", "key", "checkpoint")
_ENTRY: Final = ("stream", "number", "name", "state")
_HEAD: Final = ("stream", "number", "leaf_hash")
_ADOPTED: Final = "rulebook.adopted"

_NO_BUNDLE: Final = (*NOT_WRITTEN_SO, struct.error)


def bundle_lines(
    leaves: Leaves,
    key: VerifierKey,
    note: bytes,
    *,
    size: int,
    own: Sequence[tuple[str, int]],
    heads: Heads,
    streams: Sequence[str],
) -> Iterator[str]:
    """The lines of a bundle, without their ends.

    Args:
        leaves: of the store.
        key: that signed the checkpoint.
        note: the checkpoint.
        size: of the tree that it is of.
        own: which entries of the log's own stream go along, by stream and number.
        heads: where each stream ended.
        streams: the cases.

    Raises:
        NotFound: a case was destroyed.
        LogBroken: an entry is not what was sealed.
    """
    tree = StoredTree(leaves)
    yield line({"schema": SCHEMA, "origin": key.name, "key": key.export(), "checkpoint": note.decode()})
    for stream, number in own:
        yield _entry(leaves, tree, size, stream, number)
    for stream in streams:
        shown = heads.shown(stream)
        if shown is None:
            raise NotFound(f"there is no case {stream} here", next="`svh cases` lists them.")
        head, proof = shown
        for number in range(1, head.number + 1):
            yield _entry(leaves, tree, size, stream, number)
        told = {"stream": head.stream, "number": head.number, "leaf_hash": base64_of(head.hashed)}
        yield line({"head": told, "proof": [base64_of(one) for one in proof]})


def _entry(leaves: Leaves, tree: StoredTree, size: int, stream: str, number: int) -> str:
    row = leaves.row(stream, number)
    if row is not None and row.name == DESTROYED:
        raise NotFound(f"{stream} was destroyed", next="`svh check` shows that it was.")
    index = -1 if row is None else tree.index_of(row)
    if row is None or tree.leaf(index) != leaf_of(row):
        raise LogBroken(f"entry {number} of {stream} is not what was sealed", next="Run `svh check`.")
    told = {"stream": stream, "number": number, "name": row.name, "state": row.state.decode()}
    proof = [base64_of(one) for one in inclusion_proof(index, size, tree.node)]
    return line({"entry": told, "index": index, "proof": proof})


@dataclass
class Bundle:
    """A bundle that was read, with what is wrong with its proofs.

    Attributes:
        checkpoint: of the log that it is from.
        rows: the entries that are shown to be in the log, in the order of the bundle; positions are their index.
        findings: what is not shown.
    """

    checkpoint: Checkpoint
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _ends: dict[str, tuple[Head, list[bytes]]] = field(default_factory=dict)
    _streams: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, lines: Iterable[bytes], key: VerifierKey | None) -> Bundle:
        """Reads a bundle and checks every proof in it.

        Args:
            lines: of the file.
            key: a verifier key of the log, from somewhere else; where it is left out, the one that the bundle names.
                Where it is an older one, the bundle has the word of each key for the next in it.

        Raises:
            LogBroken: it is no bundle, or is not signed by that key.
        """
        told = iter(lines)
        try:
            first = told_by(next(told, b""))
            if first["schema"] != SCHEMA:
                raise LogBroken("this is no bundle that this version can read", next="Use another version.")
            assert_keys(first, *_FIRST)
            own, origin = VerifierKey.parse(first["key"]), first["origin"]
            note, rest = first["checkpoint"].encode(), [told_by(one) for one in told]
            known = key_that_signed(note, keys_known_by(own if key is None else key, _successions(rest, origin)))
            bundle = cls(open_checkpoint(note, known).checkpoint)
            for one in rest:
                bundle._take(one)
            bundle._assert_rules_were_adopted()
            bundle._hold_against_its_heads()
        except ProofRefused as refused:
            raise LogBroken(f"this bundle shows nothing: {refused}", next="Ask for the bundle again.") from None
        except _NO_BUNDLE:
            raise LogBroken("this is no bundle, or not all of one", next="Ask for the bundle again.") from None
        if (own, origin) != (known, known.name) or not bundle.holds_a_case:
            raise LogBroken("this bundle names another log, or holds no case", next="Ask for the bundle again.")
        if key is None:
            bundle.findings.append(found("its_own_key", bundle.own_stream, 1))
        return bundle

    @property
    def own_stream(self) -> str:
        """The log's own stream."""
        return f"log/{self.checkpoint.origin}"

    @property
    def holds_a_case(self) -> bool:
        """Whether there is something about a case in it, be it wrong; else it shows nothing."""
        return bool(self._ends or self.findings) or any(row.stream != self.own_stream for row in self.rows)

    def _take(self, told: dict[str, Any]) -> None:
        proof = [bytes_of(one) for one in of_kind(told["proof"], list)]
        if "head" in told:
            end = told["head"]
            assert_keys(told, "head", "proof")
            assert_keys(end, *_HEAD)
            head = Head(self._in_its_turn(end["stream"]), whole(end["number"]), bytes_of(end["leaf_hash"]))
            if head.stream == self.own_stream or len(head.hashed) != HASH_BYTES:
                raise ValueError("no end of a case")
            self._ends[head.stream] = head, proof
            return
        entry, index = told["entry"], whole(told["index"])
        assert_keys(told, "entry", "index", "proof")
        assert_keys(entry, *_ENTRY)
        stream, name, state = (of_kind(entry[one], str) for one in ("stream", "name", "state"))
        row = Row(index, stream, whole(entry["number"]), name, state.encode())
        hashed = hash_of_leaf(leaf(*row[1:]))
        if row.name == DESTROYED or not is_included(hashed, index, self.checkpoint.size, proof, self.checkpoint.root):
            self.findings.append(found("a_bundle_shows_what_it_holds", row.stream, row.number))
            return
        self._in_its_turn(stream)
        said = state_of(row.state)
        if stream != self.own_stream:
            whole(said["edition"])
        self.rows.append(row)

    def _in_its_turn(self, stream: Any) -> str:
        """The stream of a line: the log's own comes first, the lines of each stand together, and its end is last."""
        here = self._streams[-1] if self._streams else self.own_stream
        if stream in self._ends or (stream != here and (stream in self._streams or "/" in of_kind(stream, str))):
            raise ValueError("not in its turn, or no case")
        if stream != here:
            self._streams.append(stream)
        return of_kind(stream, str)

    def _root_of_heads(self) -> bytes:
        """What the newest entry of the log says of where its streams end; nothing where it says so of an older log.

        An older one would be in the log too, and show a case as it ended then: cut short.
        """
        for row in self.rows:
            if (row.stream, row.name, row.position) == (self.own_stream, HEADS, self.checkpoint.size - 1):
                data = state_of(row.state)["event"]
                return bytes_of(data["root"]) if whole(data["size"]) == row.position else b""
        return b""

    def _assert_rules_were_adopted(self) -> None:
        own = [row for row in self.rows if row.stream == self.own_stream]
        adopted = [whole(state_of(row.state)["event"]["edition"]) for row in own if row.name == _ADOPTED]
        if not (adopted or self.findings):  # where an entry is wrong already, that says more
            raise ValueError("judged by no rules")

    def _hold_against_its_heads(self) -> None:
        """Whether each case begins at its first entry and ends with its last, and stands in the order of the log."""
        root = self._root_of_heads()
        last: dict[str, Row] = {}
        for row in self.rows:
            before = last.get(row.stream, Row(-1, row.stream, 0, "", b""))
            is_own = row.stream == self.own_stream  # of which a bundle leaves out what says nothing of its cases
            follows = row.number > before.number if is_own else row.number == before.number + 1
            if not (follows and row.position > before.position):
                self.findings.append(found("a_bundle_is_whole", row.stream, row.number))
            last[row.stream] = row
        for stream in dict.fromkeys((*last, *self._ends)):
            if stream == self.own_stream:
                continue
            ends, end = last.get(stream), self._ends.get(stream)
            if ends is None or end is None or not _ends_with(ends, *end, root):
                self.findings.append(found("a_bundle_is_whole", stream, 1 if ends is None else ends.number))


def _successions(lines: list[dict[str, Any]], origin: str) -> list[bytes]:
    """The notes by which the log went on under another key; they are believed by their signatures alone."""
    entries = (one["entry"] for one in lines if "entry" in one)
    ours = (one for one in entries if (one["stream"], one["name"]) == (f"log/{origin}", SUCCEEDED))
    return notes_in(one["state"].encode() for one in ours)


def _ends_with(row: Row, head: Head, proof: list[bytes], root: bytes) -> bool:
    return head.is_under(root, proof) and (row.number, leaf_hash(*row[1:])) == (head.number, head.hashed)
