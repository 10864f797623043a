"""What a casebook does for the privacy of the people in it: forgetting, destroying, private books, references, keys.

book.privacy.forget("p-4a1c", "p-4a1c", passages=[12])
book.privacy.destroy("p-4a1c", by="beheer")
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import attrs

from svh_core.domain.access import ForgettingAsked, ForgettingDone
from svh_core.domain.civil_days import civil_date, months_after
from svh_core.domain.deciding import words_of
from svh_core.domain.identifiers import looks_like_a_citizen_number, new_id
from svh_core.domain.private_book import PrivateBookOpened
from svh_core.domain.proposal import Proposal, check_stream
from svh_core.domain.records import Erasure
from svh_core.domain.rulebook import StreamKind, stream_kind
from svh_core.domain.words import MISSING
from svh_core.erasing import Destruction, Forgetting, destroyed_by, forgetting_of, keys_of, leaves_of
from svh_core.errors import KeysMissing, LogBroken, Malformed, NotAllowed, NotFound
from svh_core.recording.desk import Desk
from svh_core.recording.writing import ATTEMPTS, write
from svh_core.vault.beside import key_file_of, new_key_file_of
from svh_core.vault.books import OWNER, books_of, link_book, owner_of, unlink_book
from svh_core.vault.master import KeyFile, MasterKey, master_in_environment

if TYPE_CHECKING:
    from svh_core.vault.master import KeyWrap
    from svh_core.vault.vault import Vault

KEPT_YEARS: Final = 20
"""How many years after its last entry a case is kept, where no law says another number (art. 7:454 BW)."""

Ground = Literal["consent_withdrawn", "no_longer_needed", "objection", "unlawful", "own_wish"]
WhyDestroyed = Literal["asked", "kept_long_enough", "wrong_case", "other"]


class Privacy:
    """What one process does for privacy in a casebook that is open.

    Args:
        desk: where it writes.
        clock: what tells the time, in UTC.
    """

    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._clock = clock

    @property
    def _vault(self) -> Vault:
        if self._desk.vault is None:
            raise KeysMissing("this casebook was opened sealed", next="Open it with its keys.")
        return self._desk.vault

    # Forgetting

    def forget(
        self,
        case: str,
        person: str,
        *,
        passages: Sequence[int] = (),
        ground: Ground = "own_wish",
        by: str | None = None,
        entered_by: str | None = None,
        told: Sequence[str] = (),
        dry_run: bool = False,
    ) -> Forgetting:
        """Records that somebody asks to have their words forgotten, and that it is done; then destroys the keys.

        Args:
            case: the case or private book.
            person: whose words.
            passages: the entries that hold them; all their words, and their name, where none is named.
            ground: why they ask.
            by: who decides that it is done; the person where nothing is said.
            entered_by: whose pen; that of who decides where nothing is said.
            told: who has been told already.
            dry_run: whether to say only what would be forgotten.

        Raises:
            NotFound: there is no such case, or no words of this person in it.
            NotAllowed: a rule refuses it.
        """
        person = self._called_in(case, person)
        asked = ForgettingAsked(person=person, passages=tuple(passages) or None, ground=ground)
        proposed = Proposal(case=case, event=asked, by=person, entered_by=entered_by)
        proposed.check()
        rehearsed = self._forgetting(case, Erasure(person=person, passages=tuple(passages)))
        if not rehearsed.passages and (passages or not self._is_left(case, person)):
            raise NotFound(
                f"{case} holds no words of {person} to forget there", next="Look at the numbers in the trail."
            )
        if dry_run:
            return rehearsed
        decided = Proposal(case=case, event=ForgettingDone(request=1), by=by or person, entered_by=entered_by)
        return attrs.evolve(rehearsed, number=self._asked_and_done(proposed, decided, tuple(told) or None))

    def _asked_and_done(self, asked: Proposal, done: Proposal, told: tuple[str, ...] | None) -> int:
        """Records a request and that it is done, which names the request; where somebody looked meanwhile, once more.

        Returns:
            The number of the entry that says it is done.
        """
        for attempt in range(1, ATTEMPTS + 1):
            request = self._desk.log.load(asked.case).number + 1
            settles = attrs.evolve(done, event=ForgettingDone(request=request, told=told), expected=request - 1)
            try:
                return write(self._desk, [asked, settles], self._clock)[-1].number
            except NotAllowed:
                if attempt == ATTEMPTS or self._desk.log.load(asked.case).number + 1 == request:
                    raise
        raise AssertionError  # pragma: no cover - the last time either returns or raises

    def forget_as_asked(
        self,
        case: str,
        request: int,
        *,
        by: str,
        entered_by: str | None = None,
        told: Sequence[str] = (),
        dry_run: bool = False,
    ) -> Forgetting:
        """Does what an entry asks to have forgotten.

        Args:
            case: the case or private book.
            request: the number of the entry that asks.
            by: who decides that it is done.
            entered_by: whose pen; that of who decides where nothing is said.
            told: who has been told already.
            dry_run: whether to say only what would be forgotten.

        Raises:
            NotFound: there is no such case or request.
        """
        erasure = self._desk.log.load(case).erasures.get(request)
        if erasure is None:
            raise NotFound(
                f"entry {request} asks for nothing to be forgotten", next="Look at the numbers in the trail."
            )
        rehearsed = self._forgetting(case, erasure)
        if dry_run:
            return rehearsed
        done = ForgettingDone(request=request, told=tuple(told) or None)
        receipt = write(self._desk, [Proposal(case=case, event=done, by=by, entered_by=entered_by)], self._clock)[0]
        return attrs.evolve(rehearsed, number=receipt.number)

    def _forgetting(self, case: str, erasure: Erasure) -> Forgetting:
        """What would be forgotten now: words whose key is there."""
        check_stream(case)
        entries = tuple(self._desk.log.entries(case))
        if not entries:
            raise NotFound(f"there is no case {case} here", next="`svh cases` lists them.")
        self._vault.write_down_uses()
        return forgetting_of(case, entries, erasure, is_live=self._vault.is_live)

    def _is_left(self, case: str, person: str) -> bool:
        """Whether somebody can still be forgotten as a whole, where each of their words was forgotten before."""
        erasure = Erasure(person=person, passages=())
        said = forgetting_of(case, self._desk.log.entries(case), erasure).passages
        return bool(said) and not self._desk.log.load(case).forgotten.get(person)

    def _called_in(self, stream: str, person: str) -> str:
        """What somebody is called in a stream: in their private book its owner."""
        own = stream_kind(stream) is StreamKind.PRIVATE and owner_of(self._vault, stream) == person
        return OWNER if own else person

    # Destroying

    def destroy(self, case: str, *, by: str, ground: WhyDestroyed = "asked", dry_run: bool = False) -> Destruction:
        """Destroys a case: an entry says so, its keys are shredded, and of its entries only their leaf hashes stay.

        Args:
            case: the case or private book.
            by: who decides that.
            ground: why.
            dry_run: whether to say only what would be destroyed.

        Raises:
            NotFound: there is no such case, or it was destroyed before.
            Conflict: others keep recording in it.
        """
        check_stream(case)
        if stream_kind(case) not in {StreamKind.CASE, StreamKind.PRIVATE}:
            raise Malformed("only a case or a private book is destroyed", path="case")
        leaves = leaves_of(self._desk.log, case)
        last = list(self._desk.log.entries(case, after=len(leaves) - 1))[-1].recorded_at
        if dry_run:
            return Destruction(stream=case, number=None, entries=len(leaves), last_recorded_at=last)
        keys = keys_of(self._desk.log, self._vault, case)
        self._vault.write_down_uses()
        self._vault.take_over(keys)  # so that they are found again by their stream, whatever happens after the entry
        by = self._called_in(case, by)  # whose book it was is not to be read from who destroyed it
        entry = Proposal(case=f"access/{self._desk.origin}", event=destroyed_by(case, leaves, ground), by=by)
        receipt = write(self._desk, [entry], self._clock, destroys=(case, leaves))[0]
        self._desk.forget_all()
        self._vault.shred(keys)
        self._vault.links.forget_references(case)
        unlink_book(self._vault, case)
        self._vault.scrub_again()
        self._desk.log.store.scrub()
        return Destruction(stream=case, number=receipt.number, entries=len(leaves), last_recorded_at=last)

    def due(self, *, years: int = KEPT_YEARS) -> list[Destruction]:
        """The cases and private books whose last entry is so many years old that they need not be kept any longer."""
        today = civil_date(self._clock())
        found = []
        for stream, last in (*self._desk.cases(), *self._desk.streams_of(StreamKind.PRIVATE)):
            recorded_at = next(self._desk.log.entries(stream, after=last - 1)).recorded_at
            if months_after(civil_date(recorded_at), 12 * years) < today:
                found.append(Destruction(stream=stream, number=None, entries=last, last_recorded_at=recorded_at))
        return found

    # Private books

    def open_book(self, case: str, person: str, capacity: Literal["resident", "relative", "professional"]) -> str:
        """Opens a private book for somebody in a case.

        The book is a stream of its own, under a random name, in which its owner is called ``owner``. Only the vault
        knows whose it is and to which case it belongs.

        Returns:
            The stream, such as ``private/0a1b...``.
        """
        check_stream(case)
        stream = f"{StreamKind.PRIVATE}/{new_id()}"
        link_book(self._vault, stream, case=case, person=person)
        opened = PrivateBookOpened(person=OWNER, capacity=capacity)
        write(self._desk, [Proposal(case=stream, event=opened, by=OWNER)], self._clock)
        return stream

    def books(self, case: str, person: str) -> list[str]:
        """The private books of somebody in a case, in the order in which they were opened."""
        known = dict(self._desk.streams_of(StreamKind.PRIVATE))
        return [stream for stream in books_of(self._vault, case, person) if stream in known]

    # The app's own references

    def refer(self, case: str, reference: str) -> None:
        """Lets a case be found by the app's own reference, of which only a keyed digest is kept, in the vault.

        Raises:
            Malformed: the reference is or looks like a citizen service number.
            NotFound: there is no such case.
        """
        if case not in dict(self._desk.cases()):
            raise NotFound(f"there is no case {case} here", next="`svh cases` lists them.")
        self._vault.links.refer(case, _checked(reference))

    def case_of(self, reference: str) -> str | None:
        """The case that an app's own reference leads to; None where there is none."""
        return self._vault.links.case_of(_checked(reference))

    # Keys

    def rotate_keys(self, key_wrap: KeyWrap | None = None) -> int:
        """Wraps every key anew, under a new master key. Older copies of the vault open only with the old one.

        Args:
            key_wrap: keeps the new master key; where nothing is said, a new key file takes the place of the old one.

        Returns:
            How many keys were wrapped anew.

        Raises:
            KeysMissing: the master key is in the environment, and nobody said where the new one is kept.
        """
        path = self._vault.path
        if key_wrap is not None or path is None:
            return self._vault.rotate(lambda: key_wrap or MasterKey.fresh())
        return self._rotate_key_file(path)

    def _rotate_key_file(self, vault: Path) -> int:
        if master_in_environment() is not None:
            raise KeysMissing(
                "the master key is in the environment, where nobody but you can change it",
                next="Unset SVH_MASTER_KEY and use a key file, or hand over a new key.",
            )
        waiting = new_key_file_of(vault)

        def fresh() -> MasterKey:
            waiting.unlink(missing_ok=True)  # of a rotation that was cut short before it was written down
            return MasterKey.fresh().write(waiting)

        return self._vault.rotate(fresh, afterwards=KeyFile(key_file_of(vault), waiting))

    def read_every_word(self) -> int:
        """Opens every sealed passage once, as a rehearsal of a restore; what was forgotten counts as read.

        Returns:
            How many there are.

        Raises:
            LogBroken: one cannot be opened, or its key is not in the vault.
        """
        count = 0
        gone = set(self._desk.log.store.destroyed())
        for stream, _ in self._desk.log.store.streams():
            for entry in self._desk.log.entries(stream) if stream not in gone else ():
                for place, token in words_of(entry, entry.by):
                    told = self._vault.reveal(stream, str(token), number=place.number, path=place.path)
                    if told is MISSING:
                        sentence = f"the key of words in entry {entry.number} of {stream} is not in the vault"
                        raise LogBroken(sentence, next="Put a newer copy of the vault back.")
                    count += 1
        return count

    def counted_keys(self) -> dict[str, int]:
        """How many keys are ``live``, ``shredded`` and ``pooled``: minted, and not yet written down as used."""
        return self._vault.counted()


def _checked(reference: str) -> str:
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", reference) if letter.isalnum())
    if not letters or looks_like_a_citizen_number(letters):
        raise Malformed(
            "a reference may not be empty, or be or look like a citizen service number (BSN)", path="reference"
        )
    return reference
