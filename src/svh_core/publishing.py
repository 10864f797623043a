"""What a log hands over so that others can check it: checkpoints, bundles, and the word of an old key for a new one.

    note = book.checkpoint()              # kept by somebody else
    lines = book.bundle(["p-4a1c"])       # what an auditor gets: no keys, words sealed

With each checkpoint the heads of the log become an entry of its own stream, so that a bundle can be shown to be whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.domain.values import changed
from svh_core.errors import Conflict, KeysMissing, NotFound
from svh_core.log import NumberTaken
from svh_core.proof.bundles import bundle_lines
from svh_core.proof.checkpoint import Checkpoint, sign_checkpoint
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import SUCCEEDED, Heads
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.sealer import Sealed
from svh_core.proof.signing import read_key, write_key
from svh_core.recording import ATTEMPTS, Clock, Desk
from svh_core.vault.beside import new_signing_key_of, signing_key_of

_WHO: Final = "operator"


@attrs.frozen(kw_only=True)
class Published:
    """A checkpoint, with what it takes to show more.

    Attributes:
        note: the signed checkpoint.
        heads: where each stream ended, just before.
        sealed: the entry that says so, and the tree with it.
    """

    note: bytes
    heads: Heads
    sealed: Sealed


def publish(desk: Desk, clock: Clock) -> Published:
    """Seals the heads of the log, and signs a checkpoint of it.

    Raises:
        KeysMissing: there is no key to sign with.
        Conflict: others keep recording in the log's own stream.
    """
    _ = desk.notary.key  # nothing is written where nothing can be signed
    with desk.writing:
        desk.seal()
        with desk.log.store.leaves() as leaves:
            heads = Heads.now(leaves)
        sealed = _append(desk, clock, HEADS, heads.data)
    return Published(note=desk.notary.checkpoint(sealed.after), heads=heads, sealed=sealed)


def _append(desk: Desk, clock: Clock, name: str, data: Mapping[str, Any]) -> Sealed:
    """Writes an entry of the log about itself, which no rule judges.

    Raises:
        Conflict: others keep recording in the log's own stream.
    """
    moment = clock()
    entry: Entry[Any] = Entry(
        event=UnknownEvent(name=name, data=data),
        by=_WHO,
        entered_by=_WHO,
        at=moment,
        recorded_at=moment,
        edition=max(desk.edition, 1),
    )
    for _ in range(ATTEMPTS):
        numbered = changed(entry, {"number": desk.log.load(desk.own_stream).number + 1})
        try:
            desk.log.append([(desk.own_stream, numbered)], sealing=desk.sealer.sealing(1))
        except NumberTaken:
            continue
        return desk.sealer.committed()
    raise Conflict("others keep recording in the casebook's own stream", next="Try once more.")


def bundle(desk: Desk, clock: Clock, cases: Sequence[str]) -> Iterator[str]:
    """What an auditor gets of some cases: a line each for the checkpoint, every entry, and the end of every case.

    Raises:
        NotFound: one of the cases is not there, or was destroyed.
        KeysMissing: there is no key to sign with.
        LogBroken: an entry is not what was sealed.
    """
    known = dict(desk.cases())
    for case in cases:
        if case not in known:
            raise NotFound(f"there is no case {case} here", next="`svh cases` lists them.")
    published = publish(desk, clock)
    own = [(desk.own_stream, entry.number) for entry in desk.log.entries(desk.own_stream) if _is_of_rules(entry)]
    own.append((desk.own_stream, published.sealed.rows[-1].number))
    with desk.log.store.leaves() as leaves:
        yield from bundle_lines(
            leaves,
            desk.notary.key,
            published.note,
            size=published.sealed.after.size,
            own=own,
            heads=published.heads,
            streams=cases or sorted(known),
        )


def _is_of_rules(entry: Entry[Any]) -> bool:
    return entry.event.spec.name in {"rulebook.adopted", SUCCEEDED}


def succeed(desk: Desk, clock: Clock, casebook: Path) -> tuple[bytes, VerifierKey]:
    """Has the log sign with a new key from here on; the old one says so, where there is one.

    Args:
        desk: where the log is written.
        clock: what tells the time.
        casebook: the file beside which the keys are.

    Returns:
        A checkpoint that names the new key, signed by the old one and the new one; and the new one.
    """
    place, waiting = signing_key_of(casebook), new_signing_key_of(casebook)
    with desk.writing:
        done = _cut_short(desk, waiting)
        if done is not None:
            waiting.replace(place)
            return done
        waiting.unlink(missing_ok=True)
        new, old = SignerKey.new(desk.origin), _known(place, desk.origin)
        write_key(new, waiting)
        tree = desk.seal().after
        extension = f"svh-key/v1 {new.verifier.export()}"
        checkpoint = Checkpoint(desk.origin, tree.size, tree.root, (extension,))
        note = sign_checkpoint(checkpoint, *old, new)
        _append(desk, clock, SUCCEEDED, {"key": new.verifier.export(), "note": note.decode()})
        waiting.replace(place)
    return note, new.verifier


def _known(place: Path, origin: str) -> list[SignerKey]:
    return [read_key(place, origin)] if place.exists() else []


def _cut_short(desk: Desk, waiting: Path) -> tuple[bytes, VerifierKey] | None:
    """The succession that was written down, and then cut short before the new key was in its place."""
    try:
        key = read_key(waiting, desk.origin).verifier
    except KeysMissing:
        return None
    for entry in desk.log.entries(desk.own_stream):
        if entry.event.spec.name == SUCCEEDED and entry.event.data["key"] == key.export():
            return str(entry.event.data["note"]).encode(), key
    return None
