"""Recording: deciding on the cases as last seen, appending, and deciding again where somebody else was first."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from svh_core.domain.access import ForgettingDone, PersonReadmitted
from svh_core.domain.case import Case, DraftCase
from svh_core.domain.deciding import Place, Seal, advance, decide, words_of
from svh_core.domain.editions import RulebookAdopted
from svh_core.domain.private_book import PrivateBookOpened
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Entry, Rulebook, StreamKind, stream_kind
from svh_core.domain.standing import owner
from svh_core.domain.values import changed, filler
from svh_core.domain.words import Forgotten, Plain, Token
from svh_core.errors import Conflict, KeysMissing, Malformed, NotAllowed, NotFound, NotWritable, OutcomeUnknown
from svh_core.log import NumberTaken
from svh_core.log.leaves import destroyed_state

if TYPE_CHECKING:
    from svh_core.log.log import Log
    from svh_core.proof.beside import Begun
    from svh_core.proof.receipts import Notary
    from svh_core.proof.sealer import LeafSealer, Sealed
    from svh_core.vault.keys import Use
    from svh_core.vault.sealer import Sealer
    from svh_core.vault.vault import Vault

Clock = Callable[[], datetime]
Progress = Callable[[int, int | None], None]
Refusals = list[NotAllowed | Malformed]
Destroys = tuple[str, Sequence[bytes]]
Proves = Callable[[str, int], bytes]
"""Gives the proof of an entry, by stream and number."""

ATTEMPTS: Final = 20
"""How often a decision is decided again because somebody else wrote first."""

LOOKS: Final = frozenset({"disclosure.made", "disclosure.refused"})
"""What says that somebody looked, or was not shown anything."""

KEPT_CASES: Final = 256
"""How many cases are kept at hand between decisions."""


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


def write(
    desk: Desk,
    proposals: Sequence[Proposal],
    clock: Clock,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    refused: Refusals | None = None,
    destroys: Destroys | None = None,
) -> list[Receipt]:
    """Judges decisions and records them in one transaction; where somebody else was first, it does so again.

    Args:
        desk: where they are written.
        proposals: in order.
        clock: what tells when they are recorded.
        dry_run: whether to judge only.
        progress: called with how many were judged and how many there are.
        refused: takes the refusals, so that the others are recorded; where it is None the first is raised.
        destroys: a stream that is destroyed by the first of them, and the hashes of its leaves.

    Raises:
        NotAllowed: a rule refuses one; its ``index`` says which.
        Malformed: one does not have the promised form.
        Conflict: somebody else recorded first, and kept doing so.
    """
    for index, proposal in enumerate(proposals):
        _checked(index, proposal)
    with desk.writing:
        for attempt in range(ATTEMPTS):
            if attempt or refused is not None:
                desk.forget_all()
            batch = Batch(desk, recorded_at=clock(), rehearsing=dry_run)
            try:
                _judge(batch, proposals, refused, progress)
                if not dry_run:
                    batch.commit(destroys)
                break
            except (NotAllowed, Conflict):
                if attempt:  # judged on the log itself, not on what this process remembers
                    raise
            except NumberTaken:
                time.sleep(random.uniform(0, 0.002 * attempt))  # noqa: S311 - only to let others go first
            finally:
                batch.give_back()
        else:
            raise Conflict("others keep recording in this case", next="Read it again and try once more.")
        batch.erase()
        return batch.receipts


def _checked(index: int, proposal: Proposal) -> None:
    try:
        proposal.check()
    except Malformed as error:
        error.index = index
        raise


def refusal(desk: Desk, proposal: Proposal, clock: Clock) -> NotAllowed | None:
    """The rule that would refuse a decision now, judged on the log itself; None where it would be accepted."""
    proposal.check()
    with desk.writing:
        for stream in (proposal.case, desk.own_stream):
            desk.catch_up(stream)
        try:
            Batch(desk, recorded_at=clock(), rehearsing=True).add(proposal)
        except NotAllowed as refused:
            return refused
        return None


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
        self._proofs = _Proofs(desk.notary)
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
            receipt = _receipt(stream, decided.entries, decided.case, self._proofs)
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
            except (
                OutcomeUnknown,
                NotWritable,
                KeyboardInterrupt,
            ):  # perhaps it was recorded, and what it names is needed
                self._keep_keys()
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
        return _receipt(proposal.case, entries, log.load(proposal.case), self._desk.proof_of)


class _Proofs:
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
        if self.sealed is None:
            raise NotFound("this was not recorded", next="Record it, and ask again.")
        is_first = (stream, number) == self.sealed.rows[0][1:3]
        return self._notary.receipt_of_new(self.sealed, stream, number, self._begun if is_first else None)


def _only_looks_between(case: Case, expected: int, began: int) -> bool:
    """Whether nothing was decided since the entry that was expected: that somebody looked changes nothing."""
    since = range(expected + 1, began + 1)
    return expected <= began and all(case.written[number].event in LOOKS for number in since)


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


def _judge(batch: Batch, proposals: Sequence[Proposal], refused: Refusals | None, progress: Progress | None) -> None:
    """Adds the proposals to the batch; a refusal is kept in `refused`, or raised where there is no such list."""
    if refused is not None:
        refused.clear()
    for index, proposal in enumerate(proposals):
        try:
            batch.add(proposal)
        except (NotAllowed, Malformed, Conflict) as refusal:
            refusal.index = index
            if refused is None or isinstance(refusal, Conflict):
                raise
            refused.append(refusal)
        if progress is not None:
            progress(index + 1, len(proposals))


def _receipt(stream: str, entries: Sequence[Entry[Any]], case: Case, proves: Proves) -> Receipt:
    first = entries[0]
    receipt: Receipt = _RECEIPT(
        case=stream,
        number=first.number,
        last=entries[-1].number,
        standing=case.written[first.number].standing,
        recorded_at=first.recorded_at,
        _proves=proves,
    )
    return receipt


_RECEIPT: Final = filler(Receipt)
