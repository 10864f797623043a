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
from svh_core.errors import Conflict, KeysMissing, LogBroken, Malformed, NotFound
from svh_core.log import NumberTaken
from svh_core.log.log import Log
from svh_core.proof.bundles import bundle_lines
from svh_core.proof.checkpoint import Checkpoint
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import SUCCEEDED, Heads
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.sealer import Sealed
from svh_core.proof.signing import read_key, write_key
from svh_core.proof.stored_tree import StoredTree
from svh_core.proof.succession import may_be_a_key_of, notes_in, sign_succession
from svh_core.proof.tree import consistency_proof
from svh_core.proof.witness import Request
from svh_core.recording.desk import Desk
from svh_core.recording.writing import ATTEMPTS, Clock
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
        Conflict: others keep recording.
    """
    _ = desk.notary.key  # nothing is written where nothing can be signed
    with desk.writing:
        for _ in range(ATTEMPTS):
            desk.seal()
            with desk.log.store.leaves() as leaves:
                heads = Heads.now(leaves)
            sealed = _append(desk, clock, HEADS, heads.data)
            if sealed.after.size == heads.size + 1:  # else another process recorded between the two
                return Published(note=desk.notary.checkpoint(sealed.after), heads=heads, sealed=sealed)
    raise _others_keep_recording()


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
    raise _others_keep_recording()


def _others_keep_recording() -> Conflict:
    return Conflict("others keep recording in the casebook's own stream", next="Try once more.")


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


def successions_of(log: Log) -> list[bytes]:
    """The notes by which a log went on under another key, in order; who knows one of its keys knows the others by them.

    Args:
        log: the log.
    """
    rows = log.rows(f"log/{log.store.fact('origin')}")
    return notes_in(row.state for row in rows if row.topic == SUCCEEDED)


def must_have_signed_with(log: Log, key: VerifierKey) -> None:
    """Asserts that a log does not say that it signs with keys for which this one did not sign.

    Args:
        log: the log.
        key: the key by which somebody knows it.

    Raises:
        LogBroken: it says so.
    """
    if not may_be_a_key_of(key, successions_of(log)):
        raise LogBroken(
            "this log went on under a key for which the one you know it by did not sign",
            next="Ask whoever runs the log. Checked without --key, the rest of it is shown.",
        )


def must_have_had(log: Log, size: int) -> None:
    """Asserts that a log is as long as somebody says that it was.

    Args:
        log: the log.
        size: how many entries it had.

    Raises:
        Malformed: it has fewer.
    """
    with log.store.leaves() as leaves:
        has = StoredTree(leaves).size
    if size > has:
        raise _never_had(size, has)


def witness_request(log: Log, note: bytes, *, old: int) -> Request:
    """What a witness is asked, with the proof that the log still begins with what it was (C2SP tlog-witness).

    Args:
        log: the log, such as ``book.log``.
        note: a checkpoint of it, such as ``book.checkpoint()`` gives.
        old: how many entries the log had when this witness cosigned it last; 0 the first time.

    Raises:
        Malformed: the checkpoint is of fewer entries than that, or is none.
        LogBroken: the log has lost leaves.
    """
    try:
        size = Checkpoint.parse(note.decode().rpartition("\n\n")[0] + "\n").size
    except ValueError:
        raise Malformed("this is no checkpoint", next="`book.checkpoint()` makes one.") from None
    if old > size:
        raise _never_had(old, size)
    with log.store.leaves() as leaves:
        proof = consistency_proof(old, size, StoredTree(leaves).node) if old else []
    return Request(old, tuple(proof), note)


def _never_had(size: int, has: int) -> Malformed:
    return Malformed(
        f"the log has {has} entries, and never had {size}",
        path="--old",
        next="Ask the witness once more. If it is so, entries are gone: look for a newer backup.",
    )


def succeed(desk: Desk, clock: Clock, casebook: Path, *, lost: bool = False) -> tuple[bytes, VerifierKey]:
    """Has the log sign with a new key from here on; the old one says so, or was lost.

    Args:
        desk: where the log is written.
        clock: what tells the time.
        casebook: the file beside which the keys are.
        lost: whether nobody has the old key any more.

    Returns:
        A checkpoint that names the new key, signed by the old one, where it is there, and the new one; and the new one.

    Raises:
        KeysMissing: the old key is not there, and is not said to be lost; or cannot be read.
        Malformed: it is said to be lost, and is there.
    """
    place, waiting = signing_key_of(casebook), new_signing_key_of(casebook)
    with desk.writing:
        done = _cut_short(desk, waiting)
        if done is not None:
            waiting.replace(place)
            return done
        waiting.unlink(missing_ok=True)
        new, old = SignerKey.new(desk.origin), None if lost else _known(place, desk.origin)
        if lost and place.exists():
            raise Malformed(f"the signing key is not lost: it is at {place}", next="Leave out --lost.")
        write_key(new, waiting)
        tree = desk.seal().after
        note = sign_succession(Checkpoint(desk.origin, tree.size, tree.root), new, old)
        _append(desk, clock, SUCCEEDED, {"key": new.verifier.export(), "note": note.decode()})
        waiting.replace(place)
    return note, new.verifier


def _known(place: Path, origin: str) -> SignerKey:
    if not place.exists():
        raise KeysMissing(
            f"there is no signing key at {place}, so nothing can name the one that follows it",
            next="Put it back. Only where nobody has it any more: svh keys succeed --lost",
        )
    return read_key(place, origin)


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
