"""Bundles: some cases of a log for an auditor, as lines of JSON that need no key, no casebook and no plugin.

The first line has the signed checkpoint. Then follow entries, words sealed, each with the proof that the log holds it;
and for each case the proof that its last entry is its last. Bytes that are no text of their own are base64.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

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
from svh_core.proof.tree import hash_of_leaf, inclusion_proof, is_included

SCHEMA: Final = "svh.bundle/1"

_Value = TypeVar("_Value")

_NO_BUNDLE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error)


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
    yield _line(schema=SCHEMA, origin=key.name, key=key.export(), checkpoint=note.decode())
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
        yield _line(head=told, proof=[base64_of(one) for one in proof])


def _entry(leaves: Leaves, tree: StoredTree, size: int, stream: str, number: int) -> str:
    row = leaves.row(stream, number)
    if row is not None and row.name == DESTROYED:
        raise NotFound(f"{stream} was destroyed", next="`svh check` shows that it was.")
    index = -1 if row is None else tree.index_of(row)
    if row is None or tree.leaf(index) != leaf_of(row):
        raise LogBroken(f"entry {number} of {stream} is not what was sealed", next="Run `svh check`.")
    told = {"stream": stream, "number": number, "name": row.name, "state": row.state.decode()}
    return _line(entry=told, index=index, proof=[base64_of(one) for one in inclusion_proof(index, size, tree.node)])


def _line(**told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


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
            first = json.loads(next(told, b""))
            if first["schema"] != SCHEMA:
                raise LogBroken("this is no bundle that this version can read", next="Use another version.")
            own, origin = VerifierKey.parse(first["key"]), first["origin"]
            note, rest = first["checkpoint"].encode(), [json.loads(line) for line in told]
            known = key_that_signed(note, keys_known_by(own if key is None else key, _successions(rest, origin)))
            bundle = cls(open_checkpoint(note, known).checkpoint)
            for line in rest:
                bundle._take(line)
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
        proof = [bytes_of(one) for one in told["proof"]]
        if "head" in told:
            end = told["head"]
            head = Head(_in(end, "stream", str), _in(end, "number", int), bytes_of(end["leaf_hash"]))
            self._ends[head.stream] = head, proof
            return
        entry, index = told["entry"], _in(told, "index", int)
        row = Row(index, entry["stream"], _in(entry, "number", int), entry["name"], entry["state"].encode())
        hashed = hash_of_leaf(leaf(*row[1:]))
        if row.name == DESTROYED or not is_included(hashed, index, self.checkpoint.size, proof, self.checkpoint.root):
            self.findings.append(found("a_bundle_shows_what_it_holds", row.stream, row.number))
        else:
            self.rows.append(row)

    def _root_of_heads(self) -> bytes:
        """What the newest entry of the log says of where its streams end; nothing where it says so of an older log.

        An older one would be in the log too, and show a case as it ended then: cut short.
        """
        for row in self.rows:
            if (row.stream, row.name, row.position) == (self.own_stream, HEADS, self.checkpoint.size - 1):
                data = json.loads(row.state)["event"]
                return bytes_of(data["root"]) if data["size"] == row.position else b""
        return b""

    def _hold_against_its_heads(self) -> None:
        """Whether each case begins at its first entry and ends with its last, and stands in the order of the log."""
        root = self._root_of_heads()
        last: dict[str, Row] = {}
        for row in self.rows:
            before = last.get(row.stream)
            if before is not None and not (row.position > before.position and row.number == before.number + 1):
                if row.stream != self.own_stream:
                    self.findings.append(found("a_bundle_is_whole", row.stream, row.number))
            elif before is None and row.number != 1 and row.stream != self.own_stream:
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
    entries = (line["entry"] for line in lines if "entry" in line)
    ours = (one for one in entries if (one["stream"], one["name"]) == (f"log/{origin}", SUCCEEDED))
    return notes_in(one["state"].encode() for one in ours)


def _in(told: dict[str, Any], name: str, kind: type[_Value]) -> _Value:
    """What stands in a line under a name: Python takes true and 1.0 for 1 too, and other languages do not."""
    value = told[name]
    if type(value) is not kind:
        raise TypeError(name)
    return value


def _ends_with(row: Row, head: Head, proof: list[bytes], root: bytes) -> bool:
    return head.is_under(root, proof) and (row.number, leaf_hash(*row[1:])) == (head.number, head.hashed)
