"""Where one process writes: the log, the vault and the rules, with the cases it has at hand."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final

from svh_core.domain.case import DraftCase
from svh_core.domain.deciding import advance
from svh_core.domain.editions import RulebookAdopted
from svh_core.domain.rulebook import Entry, Rulebook, StreamKind, stream_kind
from svh_core.errors import Malformed, NotFound

if TYPE_CHECKING:
    from svh_core.log.log import Log
    from svh_core.proof.receipts import Notary
    from svh_core.proof.sealer import LeafSealer, Sealed
    from svh_core.vault.keys import Use
    from svh_core.vault.vault import Vault

KEPT_CASES: Final = 256
"""How many cases are kept at hand between decisions."""


class Desk:
    """Where one process writes: the log, the vault, the rules, and the cases as it last saw them.

    Args:
        log: the log.
        vault: seals words; None in a casebook that was opened sealed, in which nothing is written.
        rulebook: the rules it knows.
        sealer: adds to the tree of the log what is written.
        notary: signs what is on disk.
        behind: keys that entries name and the vault never had.
    """

    def __init__(
        self,
        log: Log,
        vault: Vault | None,
        rulebook: Rulebook,
        *,
        sealer: LeafSealer,
        notary: Notary,
        behind: Sequence[Use] = (),
    ) -> None:
        self.log = log
        self.vault = vault
        self.rulebook = rulebook
        self.behind = tuple(behind)
        self.writing = threading.RLock()
        self.origin = notary.origin
        self.own_stream = f"log/{notary.origin}"
        """The casebook's own stream, in which it adopts its rules."""
        self.sealer = sealer
        self.notary = notary
        self._cases: OrderedDict[str, DraftCase] = OrderedDict()

    def close(self) -> None:
        """Gives back what is held open."""
        with ExitStack() as closing:
            closing.callback(self.log.store.close)
            if self.vault is not None:
                closing.callback(self.vault.close)
            self.notary.close()

    @property
    def edition(self) -> int:
        """The newest edition of the rulebook that was adopted."""
        return self.last_seen(self.own_stream).adopted

    def last_seen(self, stream: str) -> DraftCase:
        """The case as this process last saw it; the log knows better, and says so when it is written to.

        It is for whoever holds `writing`, and not to be changed.
        """
        case = self._cases.get(stream)
        if case is None:
            with self.writing:  # who writes in it now has taken it, and remembers it when done
                case = self._cases.get(stream) or self.log.load(stream).draft()
                self.remember(stream, case)
        return case

    def take(self, stream: str) -> DraftCase:
        """The case as last seen, to be changed in place and remembered again once it is recorded what changed it.

        Copying it for each decision would take 20 us, because most of it is cold by then. What is not remembered again
        is read anew from the log.
        """
        case = self.last_seen(stream)
        del self._cases[stream]
        return case

    def catch_up(self, stream: str) -> None:
        """Reads what others wrote in a stream since it was last seen."""
        case = self.take(stream)
        for entry in tuple(self.log.entries(stream, after=case.number)):
            advance(case, entry)
        self.remember(stream, case)

    def remember(self, stream: str, case: DraftCase) -> None:
        """Keeps a case at hand for the next decision."""
        with self.writing:
            self._cases[stream] = case
            self._cases.move_to_end(stream)
            while len(self._cases) > KEPT_CASES:
                self._cases.popitem(last=False)

    def entries(self, stream: str) -> list[Entry[Any]]:
        """The entries of a stream, in order.

        Raises:
            NotFound: there are none, or it was destroyed.
        """
        entries = list(self.log.entries(stream))
        if not entries:
            raise NotFound(f"there is no case {stream} here", next="`svh cases` lists them.")
        return entries

    def cases(self) -> list[tuple[str, int]]:
        """Every case with the number of its last entry, by name."""
        return self.streams_of(StreamKind.CASE)

    def streams_of(self, kind: StreamKind) -> list[tuple[str, int]]:
        """Every stream of a kind with the number of its last entry, by name; those that were destroyed are gone."""
        gone = set(self.log.store.destroyed())
        return [(n, last) for n, last in self.log.store.streams() if n not in gone and stream_kind(n) is kind]

    def forget_all(self) -> None:
        """Lets go of every case at hand, so that the next is read from the log."""
        with self.writing:
            self._cases.clear()

    def seal(self) -> Sealed:
        """Makes the leaves of what was written without any, as by a release that did not seal; gives the whole tree."""
        with self.writing:
            self.log.append((), sealing=self.sealer.sealing(0))
            return self.sealer.committed()

    def proof_of(self, stream: str, number: int) -> bytes:
        """The proof of an entry in the log as it is now.

        Raises:
            KeysMissing: there is no key to sign with.
            NotFound: there is no such entry.
            LogBroken: it is not what was sealed.
        """
        _ = self.notary.key  # nothing is written where nothing can be signed
        self.seal()
        with self.log.store.leaves() as leaves:
            return self.notary.receipt_of_kept(leaves, stream, number)

    def check_adoption(self, stream: str, adopted: RulebookAdopted) -> None:
        """Refuses to adopt rules that this version does not know, or in another log than this one.

        Raises:
            Malformed: with the path of what is wrong.
        """
        known = self.rulebook.edition
        if stream != self.own_stream:
            raise Malformed(f"the rules are adopted in this casebook's own stream, {self.own_stream}", path="stream")
        if not 1 <= adopted.edition <= known:
            raise Malformed(f"this version knows the rules up to edition {known}", path="data.edition")
        if adopted.sha256 != self.rulebook.digest(adopted.edition):
            raise Malformed("this is not the digest of that edition of the rules", path="data.sha256")
