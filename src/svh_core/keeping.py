"""Log and vault together: made together, opened together, and held against each other when they are opened.

The log says what was forgotten; the vault has the keys. A backup of the vault that is put back may be older than the
log, so that nobody may read a word before the two agree again.
"""

from __future__ import annotations

import math
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from eventsourcing.persistence import Notification

from svh_core.domain.access import CaseDestroyed, ForgettingDone
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import Entry, Rulebook
from svh_core.erasing import shred_what_is_destroyed, shred_what_is_forgotten
from svh_core.errors import KeysMissing, LogBroken, Malformed, SvhError
from svh_core.log.codec import Codec
from svh_core.log.leaves import HAS_LEAVES
from svh_core.log.log import BATCH, Log
from svh_core.log.memory import MemoryStore
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.store import Store
from svh_core.postgres.address import Address, is_address
from svh_core.proof.beside import Beside
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.receipts import Notary
from svh_core.proof.sealer import LeafSealer
from svh_core.proof.signing import SigningKeyFile, Signs, write_key
from svh_core.recording.desk import Desk
from svh_core.vault.beside import key_file_of, master_of, signing_key_of, vault_of
from svh_core.vault.forgetting import passages_in
from svh_core.vault.keys import KeyStore, Use
from svh_core.vault.master import KeyWrap, MasterKey, master_in_environment
from svh_core.vault.vault import NAME as SEALING
from svh_core.vault.vault import Vault

_SEALED_BY: Final = "sealing"
_MAKING: Final = "made_with"
"""The fact of a casebook that says under which name its vault and its keys waited for it."""

_FEW: Final = 5

Place = Path | Address
"""Where a casebook is: a file, or on a server."""

Kept = tuple[Store, Vault | None, Signs]
"""A log, the vault that its words need, and what gives the key that it signs with."""


def place_of(url: str | Path) -> Place:
    """Where a casebook is, by what somebody calls it: a path, ``sqlite:///path`` or ``postgresql://...``.

    Raises:
        Malformed: it is none of these.
    """
    text = str(url)
    if is_address(text):
        return Address.parse(text)
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    if "://" in text:
        kind = text.partition("://")[0]
        raise Malformed(
            f"there are no casebooks in {kind}", next="Name a path, such as casebook.db, or postgresql://..."
        )
    return Path(text)


def beside_of(place: Place) -> Path:
    """The path by which the files of its keys have their names."""
    return place if isinstance(place, Path) else place.beside


def shown(place: Place) -> str:
    """Where a casebook is, as it may be shown: without a password."""
    return str(place) if isinstance(place, Path) else place.shown


def make(place: Place, *, origin: str, key_wrap: KeyWrap | None) -> None:
    """Makes a casebook, its vault, its signing key and, where nobody keeps it, its master key: all or none.

    Args:
        place: of the casebook.
        origin: the name of the log.
        key_wrap: keeps the master key elsewhere.

    Raises:
        SvhError: one of the files is there already, or cannot be made.
    """
    facts = {"origin": origin, _SEALED_BY: SEALING, HAS_LEAVES: "svh-leaf/v1"}
    if isinstance(place, Path):
        _make_files(place, facts, key_wrap)
    else:
        in_postgres().make(place, facts, key_wrap=key_wrap)


def _make_files(path: Path, facts: Mapping[str, str], key_wrap: KeyWrap | None) -> None:
    origin = facts["origin"]
    for there in (path, vault_of(path), signing_key_of(path)):
        if there.exists():
            raise SvhError(f"{there} is there already and stays as it is", next="Name another file.")
    if not path.parent.is_dir():
        raise SvhError(f"there is no folder {path.parent}", next="Make the folder, or name another.")
    making = uuid.uuid4().hex
    waiting_vault, waiting_key, waiting_signing_key = _waiting(path, making)
    with ExitStack() as failing:
        key_wrap = key_wrap or master_in_environment()
        if key_wrap is None:
            if key_file_of(path).exists():
                raise SvhError(f"{key_file_of(path)} is there already and stays as it is", next="Name another file.")
            failing.callback(waiting_key.unlink, missing_ok=True)
            key_wrap = MasterKey.fresh().write(waiting_key)
        failing.callback(waiting_vault.unlink, missing_ok=True)
        Vault.create(waiting_vault, key_wrap, origin=origin)
        failing.callback(waiting_signing_key.unlink, missing_ok=True)
        write_key(SignerKey.new(origin), waiting_signing_key)
        SQLiteStore.create(path, {**facts, _MAKING: making}).close()
        failing.pop_all()
    _put_in_place(path, making)


def _waiting(path: Path, making: str) -> tuple[Path, ...]:
    """Where a vault, a master key and a signing key wait until their casebook is there."""
    return tuple(path.with_name(f".{path.stem}.{making}.{what}") for what in ("vault", "key", "sign"))


def _put_in_place(path: Path, making: str) -> None:
    """Gives the vault and the keys of a new casebook their names.

    The casebook file is made last and at once, so that of many makers one wins. Whoever finds it does this, so that
    it does not matter whether the winner lived to do so.
    """
    places = vault_of(path), key_file_of(path), signing_key_of(path)
    for waiting, place in zip(_waiting(path, making), places, strict=True):
        with suppress(FileNotFoundError):
            with suppress(FileExistsError):
                os.link(waiting, place)
            waiting.unlink()


def in_memory(origin: str) -> Kept:
    """A log, a vault and a signing key for tests: gone when they are let go."""
    store = MemoryStore({"origin": origin, _SEALED_BY: SEALING})
    key = SignerKey.new(origin)
    return store, Vault.in_memory(MasterKey.fresh(), origin=origin), lambda: key


def open_sealed(place: Place) -> Kept:
    """A log without its vault, and without a key."""
    return _of_known_seal(_log_at(place)), None, _no_key


def _log_at(place: Place) -> Store:
    return SQLiteStore.open(place) if isinstance(place, Path) else in_postgres().open_log(place)


def in_postgres() -> ModuleType:
    """What works with a server; loaded when there is one.

    Raises:
        SvhError: what it takes is not installed.
    """
    try:
        from svh_core import in_postgres as served  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name not in {"psycopg", "psycopg_pool"}:
            raise
        raise SvhError(
            "a casebook in PostgreSQL takes a library that is not here", next='Say: pip install "svh-core[postgres]"'
        ) from None
    return served


def _no_key() -> SignerKey:
    raise KeysMissing("nothing is signed in a casebook that was opened sealed", next="Open it with its keys.")


def open_both(place: Place, key_wrap: KeyWrap | None) -> Kept:
    """A log and its vault. Its signing key is read when something is signed, and may be another by then.

    Raises:
        NotFound: there is no such casebook.
        LogBroken: it is none that this version can read.
        KeysMissing: its vault or its master key is missing, unreadable or the wrong one.
    """
    with ExitStack() as failing:
        store = _of_known_seal(_log_at(place))
        failing.callback(store.close)
        origin, beside = str(store.fact("origin")), beside_of(place)
        if isinstance(place, Path):
            _put_in_place(place, str(store.fact(_MAKING)))
        master = key_wrap or master_of(beside)
        keys = KeyStore.open(vault_of(place)) if isinstance(place, Path) else in_postgres().open_keys(place)
        vault = Vault.of(keys, master, origin=origin)
        failing.pop_all()
    return store, vault, SigningKeyFile(signing_key_of(beside), origin)


def _of_known_seal(store: Store) -> Store:
    """The store, if its words are sealed in a way this version knows."""
    if store.fact(_SEALED_BY) != SEALING:
        store.close()
        raise KeysMissing("this casebook is sealed in a way this version does not know", next="Use another version.")
    return store


def opened(store: Store, vault: Vault | None, signs: Signs, rulebook: Rulebook) -> Desk:
    """Where one process writes, with log and vault held against each other."""
    log = Log(store, Codec(rulebook))
    with ExitStack() as failing:
        failing.callback(store.close)
        if vault is not None:
            failing.callback(vault.close)
        behind = hold_against_each_other(log, vault) if vault is not None else ()
        failing.pop_all()
    on_disk = vault is not None and vault.path is not None
    notary = Notary(str(store.fact("origin")), signs, beside=Beside() if on_disk else None)
    return Desk(log, vault, rulebook, sealer=LeafSealer(), notary=notary, behind=behind)


def hold_against_each_other(log: Log, vault: Vault) -> tuple[Use, ...]:
    """Brings a vault up to what the log says, from where it was last held against it.

    What keys are used for is taken over from the log; what the log says is forgotten or destroyed is shredded, also
    where an older copy of the vault still had it.

    Returns:
        The uses of keys that entries name and the vault never had: it is behind the log.
    """
    vault.scrub()
    position = vault.compared_until
    newest = log.store.recorder.max_notification_id() or 0
    if position == newest:
        return ()
    position = position if position < newest else 0  # a log older than the vault was put back: all of it again
    agreed = position
    absent: list[Use] = []
    forgetting: set[str] = set()
    destroyed = False
    for until, entries in _since(log, position):
        absent += vault.take_over(passage.use for stream, entry in entries for passage in passages_in(stream, entry))
        agreed = until if not absent else agreed  # what is missing is told again each time, until it is put right
        position = until
        forgetting |= {stream for stream, entry in entries if isinstance(entry.event, ForgettingDone)}
        destroyed = destroyed or any(isinstance(entry.event, CaseDestroyed) for _, entry in entries)
    for stream in sorted(forgetting):
        shred_what_is_forgotten(log, vault, stream)
    if destroyed:
        shred_what_is_destroyed(log, vault)
    vault.compared(agreed)
    vault.drop_unused()
    return tuple(absent)


def _since(log: Log, position: int) -> Iterator[tuple[int, list[tuple[str, Entry[Any]]]]]:
    """The entries after a position that can be read, with their streams, a batch at a time with where it ends."""
    while rows := log.store.recorder.select_notifications(position, BATCH, inclusive_of_start=False):
        position = rows[-1].id
        yield position, [(str(row.originator_id), entry) for row in rows for entry in _readable(log, row)]


def _readable(log: Log, row: Notification) -> Iterator[Entry[Any]]:
    """The entry of a row, if it can be read; `svh check` is there for the others."""
    with suppress(LogBroken):
        yield log.codec.decode(row.topic, row.originator_version, row.state)


def settle(store: Store, keys: KeyStore) -> None:
    """Writes down in a copy what its keys are used for, and takes out those that are used for nothing.

    Nobody records with a copy. What stays in a pool in it would be found by nobody when the log says it is to go.
    """
    write_down_uses(store, keys)
    with keys.changing() as changes:
        changes.drop_pools(math.inf)


def write_down_uses(store: Store, keys: KeyStore) -> list[Use]:
    """Writes down what keys in pools are used for, as the log says.

    Returns:
        The uses of keys that entries name and the vault never had.
    """
    absent: list[Use] = []
    log = Log(store, Codec(CORE_RULEBOOK))
    position = int(keys.fact("compared") or b"0")
    newest = store.recorder.max_notification_id() or 0
    for _, entries in _since(log, position if position <= newest else 0):
        with keys.changing() as changes:
            absent += changes.take_from_pools(
                [passage.use for stream, entry in entries for passage in passages_in(stream, entry)]
            )
    return absent


def in_short(uses: Iterable[tuple[str, int]]) -> str:
    """The entries whose keys a vault never had, the first few of them: by stream and number."""
    told = [f"{stream}#{number}" for stream, number in sorted({*uses})]
    return ", ".join([*told[:_FEW], *(["..."] if len(told) > _FEW else [])])
