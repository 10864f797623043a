"""Decisions judged one by one, and recorded together or not at all."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from svh_core.domain.access import ForgettingDone, PersonReadmitted
from svh_core.domain.case import Case, DraftCase
from svh_core.domain.deciding import Place, Seal, decide, words_of
from svh_core.domain.editions import RulebookAdopted
from svh_core.domain.private_book import PrivateBookOpened
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Entry, StreamKind, stream_kind
from svh_core.domain.standing import owner
from svh_core.domain.values import changed
from svh_core.domain.words import Forgotten, Plain, Token
from svh_core.errors import Conflict, KeysMissing, Malformed, NotWritable, OutcomeUnknown
from svh_core.log.leaves import destroyed_state
from svh_core.recording.desk import Desk
from svh_core.recording.receipt import Proofs, Receipt, receipt_of

if TYPE_CHECKING:
    from svh_core.vault.sealer import Sealer

Destroys = tuple[str, Sequence[bytes]]

LOOKS: Final = frozenset({"disclosure.made", "disclosure.refused"})
"""What says that somebody looked, or was not shown anything."""


class Batch:
    """Decisions judged one by one, each with those before it in place, and recorded in one transaction.

    Args:
        desk: where they are written.
        recorded_at: the moment they are recorded, by our clock.
        rehearsing: whether they are only judged; then no key is used.

    Raises:
        KeysMissing: the casebook was opened sealed.
    """

    def __init__(self, desk: Desk, *, recorded_at: datetime, rehearsing: bool = False) -> None:
        if desk.vault is None and not rehearsing:
            raise KeysMissing("nothing is recorded in a casebook that was opened sealed", next="Open it with its keys.")
        self._desk = desk
        self._recorded_at = recorded_at
        self._edition = max(desk.edition, 1)
        self._rehearsing = rehearsing
        self._vault = desk.vault if not rehearsing else None
        self._sealers: dict[str, Sealer] = {}
        self._entries: list[tuple[str, Entry[Any]]] = []
        self._once: list[tuple[str, str, int]] = []
        self._cases: dict[str, DraftCase] = {}
        self._began: dict[str, int] = {}
        self._proofs = Proofs(desk.notary)
        self.receipts: list[Receipt] = []

    def add(self, proposal: Proposal) -> Receipt:
        """Judges a decision after those before it; nothing is recorded yet.

        Args:
            proposal: one that was checked.

        Raises:
            NotAllowed: a rule refuses it; the batch stays as it was.
            Conflict: something newer than it expected was recorded.
        """
        stream, kind = proposal.case, stream_kind(proposal.case)
        if kind is StreamKind.PRIVATE:
            proposal = self._as_its_owner(proposal)
        receipt = self._recorded_before(proposal)
        if receipt is None:
            case = self._case(stream, proposal.expected)
            entry = self._entry(proposal, case)
            if case.forgotten:
                _refuse_words_of_the_forgotten(entry, case)
            decided = decide(entry, case, rulebook=self._desk.rulebook, seal=self._seal(stream), stream=kind)
            self._entries += [(stream, entry) for entry in decided.entries]
            receipt = receipt_of(stream, decided.entries, decided.case, self._proofs)
            if proposal.once is not None:
                self._once.append((stream, proposal.once, receipt.number))
        self.receipts.append(receipt)
        return receipt

    def commit(self, destroys: Destroys | None = None) -> None:
        """Records what was judged: all of it or nothing, and on disk when this returns.

        Args:
            destroys: a stream that the first of them destroys, and the hashes of its leaves.

        Raises:
            NumberTaken: somebody else recorded first.
        """
        if self._entries:
            then = self._proofs.begin if len(self.receipts) == 1 else None
            sealing = self._desk.sealer.sealing(len(self._entries), then)
            try:
                self._desk.log.append(self._entries, once=self._once, destroys=self._left(destroys), sealing=sealing)
            except (OutcomeUnknown, NotWritable, KeyboardInterrupt):
                self._keep_keys()  # perhaps it was recorded, and what it names is needed
                raise
            self._proofs.sealed = self._desk.sealer.committed()
            self._keep_keys()
            self._remember(self._cases)

    def _keep_keys(self) -> None:
        for sealer in self._sealers.values():
            sealer.done()

    def _left(self, destroys: Destroys | None) -> tuple[str, list[tuple[int, bytes]]] | None:
        """What is left of the entries of a stream that is destroyed."""
        if destroys is None:
            return None
        stream, leaves = destroys
        by = self.receipts[0].number
        return stream, [(number, destroyed_state(hashed, by)) for number, hashed in enumerate(leaves, start=1)]

    def erase(self) -> None:
        """Does what the entries say, once they are recorded: what is forgotten goes from the vault at once.

        Raises:
            Conflict: it could not be finished; the entries stand, and it is finished when the casebook is opened.
        """
        forgetting = {stream for stream, entry in self._entries if type(entry.event) is ForgettingDone}
        if not forgetting or self._vault is None:
            return
        from svh_core.erasing import shred_what_is_forgotten  # noqa: PLC0415 - ciphers are loaded when they are used

        for stream in sorted(forgetting):
            shred_what_is_forgotten(self._desk.log, self._vault, stream)

    def give_back(self) -> None:
        """Gives back the keys of what was not recorded, and the cases that nothing was judged in."""
        for sealer in self._sealers.values():
            sealer.undone()
        if self._cases and not self._rehearsing:
            self._remember({s: case for s, case in self._cases.items() if case.number == self._began[s]})

    def _remember(self, cases: Mapping[str, DraftCase]) -> None:
        """Hands cases back to the desk that are as the log has them."""
        for stream, case in cases.items():
            self._desk.remember(stream, case)
        self._cases = {}

    def _seal(self, stream: str) -> Seal:
        """What seals the words of a stream."""
        if self._vault is None:
            return _rehearsed
        sealer = self._sealers.get(stream)
        if sealer is None:
            case = self._cases[stream]  # a draft, which knows what this batch decided before
            sealer = self._sealers[stream] = self._vault.sealer(stream, lambda: case.last_forgetting)
        return sealer

    def _as_its_owner(self, proposal: Proposal) -> Proposal:
        """A proposal for a private book, in which nobody is called by the name they have elsewhere."""
        from svh_core.vault.books import OWNER, link_book, owner_of  # noqa: PLC0415

        if self._desk.vault is None:
            return proposal
        person = owner_of(self._desk.vault, proposal.case)
        if person is None and isinstance(proposal.event, PrivateBookOpened):
            person = proposal.event.person
            if self._vault is not None and person != OWNER:
                link_book(self._vault, proposal.case, case=None, person=person)
        event = proposal.event
        if getattr(event, "person", None) == person:
            event = changed(event, {"person": OWNER})
        called = {person: OWNER, None: None}
        return attrs.evolve(
            proposal,
            event=event,
            by=called.get(proposal.by) or proposal.by,
            entered_by=called.get(proposal.entered_by, proposal.entered_by),
            on_behalf_of=called.get(proposal.on_behalf_of, proposal.on_behalf_of),
            because=tuple(changed(one, {"by": OWNER}) if one.by == person else one for one in proposal.because),
        )

    def _case(self, stream: str, expected: int | None) -> DraftCase:
        """The case with what this batch decided in it; a draft, so that a long batch does not copy it each time."""
        case = self._cases.get(stream)
        if case is None:
            desk = self._desk
            case = desk.last_seen(stream).copied() if self._rehearsing else desk.take(stream)
            self._cases[stream] = case
            self._began[stream] = case.number
        began = self._began[stream]
        if expected is not None and not _only_looks_between(case, expected, began):
            raise Conflict(
                f"{stream} is at entry {began}, and {expected} was expected", next="Read it again and decide anew."
            )
        return case

    def _entry(self, proposal: Proposal, case: Case) -> Entry[Any]:
        if isinstance(proposal.event, RulebookAdopted):
            self._desk.check_adoption(proposal.case, proposal.event)
        if proposal.edition is not None and not case.edition <= proposal.edition <= self._edition:
            raise Malformed("an edition never goes down, and was adopted before", path="edition")
        return proposal.entry(recorded_at=self._recorded_at, edition=self._edition, number=case.number + 1)

    def _recorded_before(self, proposal: Proposal) -> Receipt | None:
        """The receipt of an earlier call with the same request id, in this batch or before it."""
        if proposal.once is None:
            return None
        for stream, once, number in self._once:
            if (stream, once) == (proposal.case, proposal.once):
                return next(r for r in self.receipts if (r.case, r.number) == (stream, number))
        log = self._desk.log
        recorded = log.store.recorded_once(proposal.case, proposal.once)
        if recorded is None:
            return None
        entries = [next(log.entries(proposal.case, after=recorded - 1))]
        entries += itertools.takewhile(lambda e: e.caused_by is not None, log.entries(proposal.case, after=recorded))
        return receipt_of(proposal.case, entries, log.load(proposal.case), self._desk.proof_of)


def _only_looks_between(case: Case, expected: int, began: int) -> bool:
    """Whether nothing was decided since the entry that was expected: that somebody looked changes nothing."""
    since = range(expected + 1, began + 1)
    return expected <= began and (not case.remembers or all(case.written[number].event in LOOKS for number in since))


def _refuse_words_of_the_forgotten(entry: Entry[Any], case: Case) -> None:
    """Nobody's words come back by themselves: who was forgotten is readmitted first, by their own word.

    Raises:
        Malformed: the entry holds words of somebody who was forgotten.
    """
    gone = {person for person, is_forgotten in case.forgotten.items() if is_forgotten}
    if not gone or isinstance(entry.event, PersonReadmitted):
        return
    for place, words in words_of(entry, owner(entry, case)):
        if place.subject in gone and not (isinstance(words, Plain) and isinstance(words.value, Forgotten)):
            path = place.path if place.path.startswith(("because", "reason")) else f"data.{place.path}"
            raise Malformed(
                f"{place.subject} was forgotten here, and nothing of their words is kept",
                path=path,
                next="They come back by their own word, with person.readmitted: `svh forget --back`.",
            )


def _rehearsed(_: Plain[Any], place: Place) -> Token:
    """A token that holds nothing, for what is judged and not recorded."""
    return Token(f"{place.subject}||{place.number}|{place.path}|")
