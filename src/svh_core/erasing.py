"""Erasing: what the log says is forgotten or destroyed goes from the vault.

An erasure is an entry before it is done. Whatever stops the work between the two, opening the casebook ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
from eventsourcing.persistence import StoredEvent

from svh_core.domain.access import CaseDestroyed, DisclosureMade
from svh_core.domain.deciding import words_of
from svh_core.domain.records import Erasure
from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.errors import LogBroken, NotFound
from svh_core.log.leaves import DESTROYED, leaf_hash
from svh_core.log.remains import Left, hash_over
from svh_core.vault.books import unlink_book
from svh_core.vault.forgetting import Passage, forgotten, meant, passages_in
from svh_core.vault.keys import Use
from svh_core.vault.tokens import parts_of

if TYPE_CHECKING:
    from svh_core.log.log import Log
    from svh_core.vault.vault import Vault


@attrs.frozen(kw_only=True)
class Shown:
    """Somebody was shown what is forgotten now, and is to be told so (AVG art. 19).

    Attributes:
        number: the entry of the disclosure.
        recipient: who.
        at: when it was recorded, in UTC.
    """

    number: int
    recipient: str
    at: datetime


@attrs.frozen(kw_only=True)
class Forgetting:
    """What is forgotten, or would be.

    Attributes:
        case: the case or private book.
        number: the entry that says so; None for a rehearsal.
        passages: the entries whose words go, or some of them.
        keys: how many keys could be used until now.
        shown_to: the disclosures of the categories these words belong to, made after they were written.
    """

    case: str
    number: int | None
    passages: tuple[int, ...]
    keys: int
    shown_to: tuple[Shown, ...]


def forgetting_of(
    stream: str,
    entries: Iterable[Entry[Any]],
    erasure: Erasure,
    *,
    is_live: Callable[[str], bool] = lambda _: True,
) -> Forgetting:
    """What a request to forget is about.

    Args:
        stream: the case or private book.
        entries: its entries before the forgetting, in order.
        erasure: the request.
        is_live: whether a key can still be used; what was forgotten before is not told again.
    """
    told = list(entries)
    said = meant(erasure, (passage for entry in told for passage in passages_in(stream, entry)))
    gone = [passage for passage in said if is_live(passage.use.key)]
    return Forgetting(
        case=stream,
        number=None,
        passages=tuple(sorted({passage.number for passage in gone})),
        keys=len({passage.use.key for passage in gone}),
        shown_to=tuple(_shown(told, gone)),
    )


def _shown(entries: list[Entry[Any]], gone: list[Passage]) -> list[Shown]:
    """Who was shown entries that hold these words: disclosures of their categories, made later.

    Of an event of a plugin that is not here nobody knows the categories; it counts as shown to all.
    """
    keys = {(passage.number, passage.use.key) for passage in gone}
    held: set[str] = set()
    held_unknown = False
    shown = []
    for entry in entries:
        if isinstance(entry.event, DisclosureMade) and (held_unknown or held & {*entry.event.categories}):
            shown.append(Shown(number=entry.number, recipient=entry.event.recipient, at=entry.recorded_at))
        theirs = {key for number, key in keys if number == entry.number}
        if isinstance(entry.event, UnknownEvent):
            held_unknown = held_unknown or bool(theirs)
        else:
            held |= _categories(entry, theirs)
    return shown


def _categories(entry: Entry[Any], keys: set[str]) -> set[str]:
    """The categories of those words of an entry that these keys open."""
    if not keys:
        return set()
    fields = entry.event.spec.fields
    category_of = {field.name: field.category for field in fields}
    found = set()
    for place, token in words_of(entry, entry.by):
        parts = parts_of(str(token))
        if parts is not None and parts.key in keys:
            first = fields[0].category if fields else "regie"
            found.add(category_of.get(place.path) or ("regie" if place.path == "reason" else first))
    return found


def shred_what_is_forgotten(log: Log, vault: Vault, stream: str) -> int:
    """Destroys the keys of everything that this stream says is forgotten.

    Returns:
        How many keys could be used until now.
    """
    gone = [passage.use for _, passages in forgotten(stream, log.entries(stream)) for passage in passages]
    return vault.shred(gone) if gone else 0


def shred_what_is_destroyed(log: Log, vault: Vault) -> None:
    """Destroys every key of the streams that an entry destroyed.

    The list of them is only where to look: who can write to the file can put any name there, and no key comes back. Of
    a name that no entry adds up with, everything stays, and `svh check` finds it.
    """
    for stream in log.store.destroyed():
        if not _was_destroyed(log, stream):
            continue
        gone = vault.uses_of(stream)
        if gone:
            vault.shred(gone)
        vault.links.forget_references(stream)
        unlink_book(vault, stream)
        vault.scrub_again()


def _was_destroyed(log: Log, stream: str) -> bool:
    """Whether an entry says that it destroyed what is left of a stream: all of it, under this name."""
    left, rows = Left(stream), 0
    for row in log.rows(stream):
        rows += 1
        if row.topic == DESTROYED:
            left.add(row.originator_version, row.state)
    told = left.told(rows)
    if not told.is_all:
        return False
    with suppress(LogBroken, OverflowError):  # a number that somebody made up can be any
        for row in log.rows(f"access/{log.store.fact('origin')}", after=told.by - 1, until=told.by):
            event = log.codec.decode(row.topic, row.originator_version, row.state).event
            says = isinstance(event, CaseDestroyed) and (event.leaves, event.leaf_hashes)
            return says == (told.entries, told.leaf_hashes)
    return False


@attrs.frozen(kw_only=True)
class Destruction:
    """A stream that is destroyed, or would be.

    Attributes:
        stream: the case or private book.
        number: the entry in the access stream that says so; None for a rehearsal.
        entries: how many entries it has.
        last_recorded_at: when the last of them was recorded, in UTC.
    """

    stream: str
    number: int | None
    entries: int
    last_recorded_at: datetime


def _bytes_of(state: bytes | str) -> bytes:
    """The state of a row; SQLite may keep the same bytes as text, if somebody changed it by hand."""
    return state.encode() if isinstance(state, str) else state


def leaves_of(log: Log, stream: str) -> list[bytes]:
    """The leaf hashes of a stream, in order.

    Raises:
        NotFound: there is no such stream, or it was destroyed before.
    """
    leaves = []
    for row in log.rows(stream):
        if row.topic == DESTROYED:
            raise NotFound(f"{stream} was destroyed before", next="`svh check` shows that it was.")
        leaves.append(leaf_hash(stream, row.originator_version, row.topic, _bytes_of(row.state)))
    if not leaves:
        raise NotFound(f"there is no case {stream} here", next="`svh cases` lists them.")
    return leaves


def keys_of(log: Log, vault: Vault, stream: str) -> list[Use]:
    """The use of every key of a stream: those its entries name, and those the vault knows of."""
    named = (passage.use for row in log.rows(stream) for passage in _passages(log, stream, row))
    return list(dict.fromkeys((*named, *vault.uses_of(stream))))


def _passages(log: Log, stream: str, row: StoredEvent) -> list[Passage]:
    try:
        return passages_in(stream, log.codec.decode(row.topic, row.originator_version, row.state))
    except LogBroken:
        return []


def destroyed_by(stream: str, leaves: Sequence[bytes], ground: str) -> CaseDestroyed:
    """The entry that says so: how many leaves there were and a digest over them, and not whose they were.

    The digest is over the name of the stream too, which cannot be guessed from it: nobody outside has the leaf hashes.
    """
    digest = hash_over(stream, leaves)
    return CaseDestroyed(leaves=len(leaves), leaf_hashes=digest, ground=ground)  # type: ignore[arg-type]
