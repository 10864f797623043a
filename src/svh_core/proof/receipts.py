"""Receipts: what shows, years later and without us, what was decided, and that it stands in the log.

A receipt is a proof (C2SP tlog-proof) with the bytes of the entry's leaf in it. Words in it are sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from svh_core.errors import LogBroken, Malformed, NotFound
from svh_core.log.leaves import DESTROYED, leaf, leaf_of, parts_of_leaf
from svh_core.log.store import Leaves
from svh_core.proof.beside import Begun, Beside
from svh_core.proof.checkpoint import Checkpoint, CheckpointSigner, WitnessKey, sign_checkpoint
from svh_core.proof.frontier import Frontier
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.sealer import Sealed
from svh_core.proof.signing import Signs
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.succession import key_that_signed, keys_known_by
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf, inclusion_proof, is_included
from svh_core.proof.written import NOT_WRITTEN_SO, state_of, whole


@dataclass(frozen=True, slots=True)
class Shown:
    """What a receipt shows.

    Attributes:
        checkpoint: the log that holds the entry, as it was then.
        index: the place of the entry in the log, from 0.
        stream: the case or other stream.
        number: the number of the entry in it.
        name: of its event.
        state: its bytes, words sealed.
        witnesses: the known witnesses who cosigned, with their time in seconds since 1970.
    """

    checkpoint: Checkpoint
    index: int
    stream: str
    number: int
    name: str
    state: bytes
    witnesses: dict[str, int]


def read_receipt(
    told: bytes, key: VerifierKey, *, witnesses: Iterable[WitnessKey] = (), successions: Iterable[bytes] = ()
) -> Shown:
    """Says what a receipt shows; needs nothing else.

    Args:
        told: the receipt.
        key: a verifier key of the log, from somewhere else than the receipt.
        witnesses: those that are known.
        successions: the notes by which the log went on under another key, where it did.

    Raises:
        LogBroken: it shows nothing: it was changed, or is of another log.
        Malformed: one of the successions is none.
    """
    try:
        keys = keys_known_by(key, successions)
    except ProofRefused as refused:
        raise Malformed(str(refused), path="--succession", next="Give what `svh keys succeed` made.") from None
    try:
        proof = TlogProof.parse(told)
        signed_by = key_that_signed(proof.checkpoint, keys)
        opened = proof.opened(proof.extra, signed_by, witnesses=witnesses)
    except ProofRefused as refused:
        raise LogBroken(f"this receipt shows nothing: {refused}", next="Ask for the receipt again.") from None
    stream, number, name, state = parts_of_leaf(proof.extra)
    try:
        state_of(state)
        is_an_entry = whole(number) > 0 and name != DESTROYED
    except NOT_WRITTEN_SO:
        is_an_entry = False
    if not is_an_entry:
        raise LogBroken("what this receipt shows is no entry", next="Ask for the receipt again.")
    return Shown(opened.checkpoint, proof.index, stream, number, name, state, opened.witnesses)


class Notary:
    """Signs for a log what is on disk.

    Args:
        origin: of the log.
        signs: gives its key.
        beside: where a receipt is made while its entry is written to disk; None where nothing has to wait for a disk.
    """

    def __init__(self, origin: str, signs: Signs, *, beside: Beside | None = None) -> None:
        self.origin = origin
        self._signs = signs
        self._beside = beside
        self._last_was_asked_for = False
        self._signer: CheckpointSigner | None = None

    def close(self) -> None:
        """Ends what works beside."""
        if self._beside is not None:
            self._beside.close()

    @property
    def key(self) -> VerifierKey:
        """The public half of the key, which is no secret.

        Raises:
            KeysMissing: there is no key.
        """
        return self._signs().verifier

    def checkpoint(self, tree: Frontier, *extensions: str) -> bytes:
        """The signed checkpoint of a tree that is on disk.

        Raises:
            KeysMissing: there is no key to sign with.
        """
        return sign_checkpoint(Checkpoint(self.origin, tree.size, tree.root, extensions), self._signs())

    def _signed(self, size: int, root: bytes) -> bytes:
        key, signer = self._signs(), self._signer
        if signer is None or signer.key is not key:
            signer = self._signer = CheckpointSigner(self.origin, key)
        return signer(size, root)

    def begin(self, sealed: Sealed, stream: str, number: int) -> Begun | None:
        """Begins the receipt of an entry that is being written: a tenth of the time of recording it.

        It is to be thrown away where the entry is not on disk in the end. Who asked for the last receipt will ask for
        this one; for others nothing is signed.
        """
        wanted, self._last_was_asked_for = self._last_was_asked_for, False
        if self._beside is None or not wanted:
            return None
        return self._beside.begin(lambda: self._receipt_of_new(sealed, stream, number))

    def receipt_of_new(self, sealed: Sealed, stream: str, number: int, begun: Begun | None = None) -> bytes:
        """The receipt of an entry that was just written, against the log as it was with all of its transaction."""
        self._last_was_asked_for = True
        return (begun.made() if begun is not None else None) or self._receipt_of_new(sealed, stream, number)

    def _receipt_of_new(self, sealed: Sealed, stream: str, number: int) -> bytes:
        told, index, hashes = sealed.shown(stream, number)
        return self._proof(told, index, hashes, sealed.after)

    def receipt_of_kept(self, leaves: Leaves, stream: str, number: int) -> bytes:
        """The receipt of an entry that is in the store, against the whole log as it is now.

        Raises:
            NotFound: there is no such entry, or it was destroyed.
            LogBroken: it is not what was sealed.
        """
        row = leaves.row(stream, number)
        if row is None or row.name == DESTROYED:
            raise NotFound(f"there is no entry {number} in {stream}", next="`svh trail` shows what there is.")
        tree = StoredTree(leaves)
        index = tree.index_of(row)
        if tree.leaf(index) != leaf_of(row):
            raise LogBroken(f"entry {number} of {stream} is not what was sealed", next="Run `svh check`.")
        return self._proof(leaf(*row[1:]), index, inclusion_proof(index, tree.size, tree.node), tree.frontier)

    def _proof(self, told: bytes, index: int, hashes: list[bytes], tree: Frontier) -> bytes:
        """The proof, tried before it is signed: a bit that flipped in memory stays a bit, and no signature over it."""
        root = tree.root
        if not is_included(hash_of_leaf(told), index, tree.size, hashes, root):
            raise LogBroken("the leaves of this log do not make up its tree", next="Run `svh check`.")
        return TlogProof(index, tuple(hashes), self._signed(tree.size, root), extra=told).export()
