"""What a writer gets for a decision that was recorded, and the proofs of one batch of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from svh_core.domain.case import Case
from svh_core.domain.rulebook import Entry
from svh_core.domain.values import filler
from svh_core.errors import NotFound

if TYPE_CHECKING:
    from svh_core.proof.beside import Begun
    from svh_core.proof.receipts import Notary
    from svh_core.proof.sealer import Sealed

Proves = Callable[[str, int], bytes]
"""Gives the proof of an entry, by stream and number."""


@attrs.frozen(kw_only=True)
class Receipt:
    """What a writer gets for a decision that was recorded.

    Attributes:
        case: the case or other stream.
        number: the entry's number.
        last: the number of its last consequence, or its own.
        standing: with what standing it was decided; None for a fact.
        recorded_at: when it was written, by our clock, in UTC.
    """

    case: str
    number: int
    last: int
    standing: str | None
    recorded_at: datetime
    _proves: Proves = attrs.field(repr=False, eq=False)

    @property
    def proof(self) -> bytes:
        """What shows, years later and without this library, that the log holds this decision (C2SP tlog-proof).

        It is text. It has the entry in it, words sealed, and a signed checkpoint of the log; `svh receipt check` reads
        it. It is signed when it is asked for; for who asked for the last one, it was made while the disk wrote this.

        Raises:
            KeysMissing: there is no key to sign with.
            NotFound: nothing was recorded, for this was a rehearsal.
        """
        return self._proves(self.case, self.number)


def receipt_of(stream: str, entries: Sequence[Entry[Any]], case: Case, proves: Proves) -> Receipt:
    """The receipt of the first of these entries, of which the others are consequences; `case` is as they left it."""
    first, written = entries[0], case.written.get(entries[0].number)
    receipt: Receipt = _RECEIPT(
        case=stream,
        number=first.number,
        last=entries[-1].number,
        standing=None if written is None else written.standing,
        recorded_at=first.recorded_at,
        _proves=proves,
    )
    return receipt


_RECEIPT: Final = filler(Receipt)


class Proofs:
    """The proofs of what one batch recorded; there are none to sign before it is on disk.

    Args:
        notary: signs them.
    """

    def __init__(self, notary: Notary) -> None:
        self._notary = notary
        self._begun: Begun | None = None
        self.sealed: Sealed | None = None

    def begin(self, sealed: Sealed) -> None:
        """Begins the proof of the first entry while it is written; nobody gets it before that is on disk."""
        self._begun = self._notary.begin(sealed, *sealed.rows[0][1:3])

    def __call__(self, stream: str, number: int) -> bytes:
        """The proof of one of its entries, as `Receipt.proof` promises it."""
        if self.sealed is None:
            raise NotFound("this was not recorded", next="Record it, and ask again.")
        is_first = (stream, number) == self.sealed.rows[0][1:3]
        return self._notary.receipt_of_new(self.sealed, stream, number, self._begun if is_first else None)
