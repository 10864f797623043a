"""The vault: it seals words, opens them again, and lets a person's words go for good.

Each passage has a key of its own, one for each person whose words an entry holds, so that a single passage can be
struck out; a person's name has one key in a case. Keys are minted in pools, in one flush to disk for many.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from svh_core.domain.words import FORGOTTEN, MISSING
from svh_core.errors import KeysMissing, LogBroken, Moved
from svh_core.vault.keys import Changes, KeyStore, Use
from svh_core.vault.links import Links
from svh_core.vault.master import KeyFile, KeyWrap, not_this_key, unwrapped_by, wrapped_by
from svh_core.vault.minting import KEPT_SECONDS, Mint, Minted, Wrapping
from svh_core.vault.sealer import Sealer
from svh_core.vault.sealing import KEY_BYTES, CannotBeOpened, key_id, open_sealed
from svh_core.vault.tokens import parts_of

NAME: Final = "vault"
"""What a casebook says of how it is sealed."""

NOTED_TOGETHER: Final = 32
"""For how many decisions together it is worked out what their keys are used for."""

KEPT_OPENERS: Final = 20_000
"""How many keys are kept ready for use in memory."""


class Vault:
    """The keys of a casebook that is open, and what is done with them. Thread-safe.

    Args:
        store: the wrapped keys.
        key_wrap: unwraps the key that wraps them.
    """

    def __init__(self, store: KeyStore, key_wrap: KeyWrap) -> None:
        self._store = store
        self._key_wrap = key_wrap
        self._lock = threading.RLock()
        self._mint = Mint(store, self._wrapping_in)
        self._openers: dict[str, AESGCM] = {}
        self._names: dict[tuple[str, str, int], str] = {}
        self._noted: deque[tuple[Sequence[tuple[Use, Minted]], Mapping[str, AESGCM]]] = deque()
        self._seen = store.version()
        self.links = Links(store, self._lock, lambda: self._lookup)
        self._read_own_keys()

    # Making and opening

    @classmethod
    def create(cls, path: Path, key_wrap: KeyWrap, *, origin: str) -> None:
        """Makes a vault beside a casebook; never touches one that is there.

        Args:
            path: the file.
            key_wrap: wraps its key.
            origin: the name of the log it belongs to.

        Raises:
            SvhError: there is a file already, or it cannot be made.
        """
        KeyStore.create(path, first_facts(key_wrap, origin))

    @classmethod
    def in_memory(cls, key_wrap: KeyWrap, *, origin: str) -> Self:
        """A vault for tests: gone when it is let go."""
        return cls(KeyStore.in_memory(first_facts(key_wrap, origin)), key_wrap)

    @classmethod
    def open(cls, path: Path, key_wrap: KeyWrap, *, origin: str) -> Self:
        """Opens the vault of a casebook.

        Raises:
            KeysMissing: it is not there, belongs to another casebook, or the master key is not the right one.
        """
        return cls.of(KeyStore.open(path), key_wrap, origin=origin)

    @classmethod
    def of(cls, store: KeyStore, key_wrap: KeyWrap, *, origin: str) -> Self:
        """Opens the vault whose keys are in a store, which it closes where that cannot be.

        Raises:
            KeysMissing: it belongs to another casebook, or the master key is not the right one.
        """
        with ExitStack() as failing:
            failing.callback(store.close)
            if store.fact("origin") != origin.encode():
                raise KeysMissing(f"{store.path} is the vault of another casebook", next="Put the right one back.")
            vault = cls(store, key_wrap)
            vault.settle_master_key()
            failing.pop_all()
        return vault

    def close(self) -> None:
        """Writes down what its keys were used for, and closes it; where it moved, who moved it wrote that down."""
        with self._lock:
            self._store.waits_no_more()
            try:
                with suppress(Moved):
                    self.write_down_uses()
            finally:
                self._store.close()

    @property
    def path(self) -> Path | None:
        """The file, or None in memory."""
        return self._store.path

    def settle_master_key(self) -> None:
        """Ends a rotation of a key file that was cut short."""
        if isinstance(self._key_wrap, KeyFile) and not self._key_wrap.is_settled:
            with self._store.changing() as changes:
                self._settle(changes)

    def _settle(self, changes: Changes) -> None:
        if isinstance(self._key_wrap, KeyFile):
            self._key_wrap.settle(changes.fact("vault_key") or b"")

    def _read_own_keys(self) -> None:
        wrapped = self._store.fact("vault_key") or b""
        self._wrapping = Wrapping(wrapped, unwrapped_by(self._key_wrap, wrapped))
        try:
            self._lookup = aes_key_unwrap(self._wrapping.key, self._store.fact("lookup_key") or b"")
        except InvalidUnwrap:
            raise not_this_key("what unwraps it gives another key") from None

    # Sealing

    def sealer(self, stream: str, last_forgetting: Callable[[], int] = lambda: 0) -> Sealer:
        """Seals words for one stream; each entry gets keys of its own.

        Args:
            stream: the case or other stream.
            last_forgetting: the entry of the last forgetting before what is sealed now, or 0. After it a name gets
                another key: the one it had may be about to be shredded.
        """
        return Sealer(self, stream, last_forgetting)

    def mint(self) -> Minted:
        """A key that was never used. `remember` or `give_back` has to say what became of it."""
        with self._lock:
            if len(self._noted) >= NOTED_TOGETHER or self._mint.is_used_up:
                self._work_out()
            return self._mint.take()

    def _wrapping_in(self, changes: Changes) -> Wrapping:
        """The key that wraps the others, as a transaction sees it; another process may have rotated it."""
        if changes.fact("vault_key") != self._wrapping.wrapped:
            self._read_own_keys()
        return self._wrapping

    def keep_forgotten(self, use: Use) -> None:
        """Keeps the id of a key that is shredded from the start: for words that came here forgotten."""
        with self._store.changing() as changes:
            changes.assign_shredded([use])

    def opener_of_name(self, stream: str, subject: str, scope: int) -> tuple[str, AESGCM] | None:
        """The key that opens somebody's name in a stream since a forgetting, if there is a live one."""
        with self._lock:
            self._work_out()
            self._notice_changes()
            known = self._names.get((stream, subject, scope))
            name = known or self._store.key_of_name(stream, subject, scope)
            opener = self._opener(name) if name is not None else None
            if name is None or opener is None:
                return None
            self._names[stream, subject, scope] = name
            return name, opener

    def remember(self, uses: Sequence[tuple[Use, Minted]], openers: Mapping[str, AESGCM]) -> None:
        """Takes note of what minted keys were used for; written down with the next pool, and before any forgetting.

        It is noted here, and worked out for some decisions together: by itself it takes 6 us, and so a fifth of that.
        """
        self._noted.append((uses, openers))

    def _work_out(self) -> None:
        """Works out what was noted; whoever asks about names, or changes the keys, does this before."""
        while self._noted:
            uses, openers = self._noted.popleft()
            self._keep(openers)
            self._mint.used(uses)
            for use, _ in uses:
                if use.number <= 0:
                    self._names[use.stream, use.subject, use.number] = use.key

    def give_back(self, minted: Iterable[Minted]) -> None:
        """Takes note that minted keys were used for nothing that was recorded; nobody uses them any more."""
        with self._lock:
            self._mint.not_used(minted)

    def write_down_uses(self) -> None:
        """Writes down now what keys were used for, and lets go of those that were minted and not used."""
        with self._lock:
            if self._mint.has_something_to_write:
                with self._changing():
                    pass

    @contextmanager
    def _changing(self) -> Iterator[Changes]:
        """One transaction, before which everything this process knows is written down."""
        self._work_out()
        self._mint.let_go()
        with self._store.changing() as changes:
            resolved = self._mint.write_down(changes)
            yield changes
        self._mint.written_down(resolved)

    # Opening

    def reveal(self, stream: str, token: str, *, number: int | None = None, path: str | None = None) -> Any:
        """The words of a token, or what stands in their place: `FORGOTTEN`, or `MISSING` where the key never was here.

        Args:
            stream: the case or other stream it stands in.
            token: the sealed words.
            number: the entry it stands in, if the reader knows.
            path: and the field.

        Raises:
            LogBroken: it is no token, was moved from another place, or was changed.
        """
        parts = parts_of(token)
        if parts is None:
            raise _broken(number, "are not in the form this casebook seals them in")
        if (number is not None and parts.number != number) or (path is not None and parts.path != path):
            raise _broken(number or parts.number, "were sealed in another place than they stand in")
        opener = self._openers.get(parts.key)
        if opener is None:
            with self._lock:
                self._work_out()
                opener = self._opener(parts.key, parts.number)
            if opener is None:
                return FORGOTTEN if self._store.wrapped(parts.key) is not None else MISSING
        try:
            return open_sealed(parts, opener, stream)
        except CannotBeOpened:
            raise _broken(parts.number, "cannot be opened: they were changed, or sealed in another place") from None

    def notice_changes(self) -> None:
        """Lets go of keys in memory if another process changed the vault: it may have destroyed some."""
        with self._lock:
            self._notice_changes()

    def _notice_changes(self) -> None:
        seen = self._store.version()
        if seen != self._seen:
            self._work_out()
            self._seen = seen
            self._openers.clear()
            self._names.clear()

    def _opener(self, name: str, number: int | None = None) -> AESGCM | None:
        """A key ready for use; None for one that was destroyed or never here. `number` is the entry that names it."""
        opener = self._openers.get(name)
        if opener is None:
            row = self._store.wrapped(name)
            if row is None or row[0] is None:
                return None
            key = self._unwrapped_here(row[0])
            if key_id(key) != name:
                where = f" of entry {number}" if number is not None else ""
                raise KeysMissing(f"the key of words{where} is not the one its name says", next="Put the vault back.")
            opener = AESGCM(key)
            self._keep({name: opener})
        return opener

    def _unwrapped_here(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._wrapping.key, wrapped)
        except InvalidUnwrap:
            self._read_own_keys()  # another process rotated them
        try:
            return aes_key_unwrap(self._wrapping.key, wrapped)
        except InvalidUnwrap:
            raise KeysMissing("a key in the vault cannot be unwrapped", next="Put the vault back.") from None

    def _keep(self, openers: Mapping[str, AESGCM]) -> None:
        if len(self._openers) > KEPT_OPENERS:
            self._openers.clear()
        self._openers |= openers

    # Destroying

    def shred(self, uses: Iterable[Use]) -> int:
        """Destroys keys, in the vault and in memory: what they sealed can never be read again.

        Returns:
            How many of them could be used until now.

        Raises:
            Conflict: the vault is locked, or another program holds on to its old pages.
        """
        gone = list(uses)
        with self._lock:
            with self._changing() as changes:
                shredded = changes.shred(gone)
                changes.keep("to_scrub", b"1")
            for use in gone:
                self._openers.pop(use.key, None)
            self._names.clear()
            self.scrub()
        return shredded

    def scrub(self) -> None:
        """Overwrites what was shredded, where that was not done yet."""
        if self._store.fact("to_scrub") == b"1":
            self._store.scrub()
            with self._store.changing() as changes:
                changes.keep("to_scrub", b"0")
            self._store.scrub()

    def scrub_again(self) -> None:
        """Overwrites what was taken away just now."""
        with self._store.changing() as changes:
            changes.keep("to_scrub", b"1")
        self.scrub()

    def is_live(self, key: str) -> bool:
        """Whether a key is here and can be used."""
        row = self._store.wrapped(key)
        return row is not None and row[0] is not None

    def uses_of(self, stream: str) -> list[Use]:
        """Every live key of a stream, as far as it was written down."""
        return self._store.live_keys(stream)

    def drop_unused(self) -> None:
        """Throws away keys that were minted long ago and never used."""
        with self._store.changing() as changes:
            dropped = changes.drop_pools(time.time() - KEPT_SECONDS)  # so that nobody still uses what is in them
            if dropped:
                changes.keep("to_scrub", b"1")
        self.scrub()

    def counted(self) -> dict[str, int]:
        """How many keys are ``live``, ``shredded`` and ``pooled``."""
        return self._store.counted()

    def rotate(self, fresh_master: Callable[[], KeyWrap], *, afterwards: KeyWrap | None = None) -> int:
        """Wraps every live key under a new key of the vault, itself wrapped by a new master key.

        What was shredded stays behind: an older copy of the vault opens only with the master key it was made with.

        Args:
            fresh_master: makes the new master key; called when nobody else can rotate.
            afterwards: where the new master key is found from then on, if not in what was made.

        Returns:
            How many keys were wrapped anew.
        """
        fresh = os.urandom(KEY_BYTES)
        with self._lock:
            with self._changing() as changes:
                self._read_own_keys()  # whoever rotated before us is done by now
                self._settle(changes)
                old, master = self._wrapping.key, fresh_master()
                again = changes.rewrap(lambda wrapped: aes_key_wrap(fresh, aes_key_unwrap(old, wrapped)))
                changes.keep("lookup_key", aes_key_wrap(fresh, self._lookup))
                changes.keep("vault_key", wrapped_by(master, fresh))
                changes.keep("to_scrub", b"1")
            self._key_wrap = afterwards or master
            self._read_own_keys()
            self.settle_master_key()
        self.scrub()
        return again

    # Held against the log

    @property
    def compared_until(self) -> int:
        """Up to which position of the log this vault was held against it."""
        return int(self._store.fact("compared") or b"0")

    def take_over(self, uses: Iterable[Use]) -> list[Use]:
        """Takes over from the log what keys are used for.

        Returns:
            The uses of keys that were never here.
        """
        with self._lock, self._store.changing() as changes:
            return changes.take_from_pools(uses)

    def compared(self, position: int) -> None:
        """Writes down that this vault was held against the log up to a position."""
        with self._lock, self._store.changing() as changes:
            changes.keep("compared", str(position).encode())


def first_facts(key_wrap: KeyWrap, origin: str) -> dict[str, bytes]:
    """What a new vault knows of itself: which log it belongs to, and its own keys, wrapped."""
    vault_key = os.urandom(KEY_BYTES)
    return {
        "origin": origin.encode(),
        "vault_key": wrapped_by(key_wrap, vault_key),
        "lookup_key": aes_key_wrap(vault_key, os.urandom(2 * KEY_BYTES)),  # for the digests, and for what they lead to
    }


def _broken(number: int | None, what: str) -> LogBroken:
    where = f" of entry {number}" if number else ""
    return LogBroken(f"sealed words{where} {what}", next="Run `svh check`.")
