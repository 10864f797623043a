"""A proof that something is in a log, as one text that needs nothing else (C2SP tlog-proof, "Format").

    c2sp.org/tlog-proof@v1
    extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
    index 73894
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
    B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

and then, behind an empty line, a checkpoint with its signatures.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from svh_core.proof.checkpoint import Opened, WitnessKey, open_checkpoint
from svh_core.proof.lines import ProofRefused, bytes_of, number_of
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.tree import HASH_BYTES, hash_of_leaf, is_included

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_FIRST_LINE: Final = f"{_FIRST}\n".encode()
_MOST_BYTES: Final = 20_000_000
_MOST_HASHES: Final = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A leaf's place in a log, what shows it, and the checkpoint it is shown against.

    Attributes:
        index: of the leaf, from 0.
        hashes: the inclusion proof.
        checkpoint: as it was signed, with its signatures.
        extra: what the reader needs to make the leaf again. Nothing vouches for it: it shows itself true only when the
            leaf that is made from it is in the log.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def export(self) -> bytes:
        """The proof as text."""
        extra = b"extra " + b2a_base64(self.extra) if self.extra else b""  # which ends its line itself
        index = b"index %d\n" % self.index
        return b"".join((_FIRST_LINE, extra, index, *map(b2a_base64, self.hashes), b"\n", self.checkpoint))

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Reads what `export` wrote; whether it shows anything, `opened` says.

        Raises:
            ProofRefused: this is not written as a proof is.
        """
        if len(text) > _MOST_BYTES:
            raise ProofRefused("this is too long for a proof")
        head, _, checkpoint = text.partition(b"\n\n")
        try:
            first, *lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise ProofRefused("this is no proof of a log") from None
        if first != _FIRST or not lines or not checkpoint:
            raise ProofRefused("this is no proof of a log")
        extra = bytes_of(lines.pop(0).removeprefix("extra ")) if lines[0].startswith("extra ") else b""
        if not lines or not lines[0].startswith("index "):
            raise ProofRefused("a proof says the index of its leaf, and this does not")
        index, *hashes = lines
        if len(hashes) > _MOST_HASHES:
            raise ProofRefused("a proof is not as long as this")
        proof = cls(number_of(index.removeprefix("index ")), tuple(map(bytes_of, hashes)), checkpoint, extra)
        if any(len(one) != HASH_BYTES for one in proof.hashes):
            raise ProofRefused("a line of a proof is not as long as a hash")
        return proof

    def opened(
        self, leaf: bytes, log: VerifierKey, *, witnesses: Iterable[WitnessKey] = (), origin: str | None = None
    ) -> Opened:
        """The checkpoint of a log that holds this leaf.

        Args:
            leaf: the leaf itself, not its hash.
            log: as in `open_checkpoint`, like the other arguments.
            witnesses: those that are known.
            origin: of the log.

        Raises:
            ProofRefused: this does not show that the leaf is in the log.
        """
        opened = open_checkpoint(self.checkpoint, log, witnesses=witnesses, origin=origin)
        checkpoint = opened.checkpoint
        if not is_included(hash_of_leaf(leaf), self.index, checkpoint.size, self.hashes, checkpoint.root):
            raise ProofRefused("this does not show that the log holds the leaf")
        return opened
