"""Minting keys: many in one flush to disk, each used once, and none lost between the mint and the log.

A minted key stands in a pool on disk from before it seals anything. It leaves the pool when what it is used for is
written down, or when what it sealed was not recorded. So after a crash the vault has every key that the log names.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from svh_core.vault.keys import Changes, KeyStore, Use
from svh_core.vault.sealing import KEY_BYTES, key_id

POOL: Final = 64
"""How many keys are minted at once: one by one, each would cost a flush to disk."""

LARGEST_POOL: Final = 1024
"""Each pool is twice as large as the one before, up to this: who imports needs many, who records once needs few."""

WRITTEN_DOWN_TOGETHER: Final = 4 * LARGEST_POOL
"""After how many keys it is written down what they are used for, or once the pool is old.

Until then they stand in their pools. In a large vault each key lies on another page, and written down by the thousand
they cost a decision 15 us.
"""

POOL_SECONDS: Final = 12 * 3600
"""How long a process uses the keys it minted."""

KEPT_SECONDS: Final = 30 * 24 * 3600
"""After how long whoever opens the vault throws away what nobody used: much longer, for clocks are wrong and jump.

A key that is thrown away while a process uses it is in that process alone, and gone if it is killed.
"""


class Wrapping(NamedTuple):
    """The key of the vault, which wraps the others.

    Attributes:
        wrapped: as it is stored, wrapped by the master key; another one after a rotation.
        key: 32 bytes.
    """

    wrapped: bytes
    key: bytes


class Minted(NamedTuple):
    """A key that was never used.

    Attributes:
        id: its id, a digest of it.
        key: 32 bytes.
        opener: the key, ready for use: made with the others of its pool it takes 1 us, and by itself 6.
        wrapped: as the vault keeps it.
        under: the key of the vault that wrapped it, as it is stored.
        pool: the pool it stands in until it is written down.
    """

    id: str
    key: bytes
    opener: AESGCM
    wrapped: bytes
    under: bytes
    pool: int


class Mint:
    """The keys one process minted. Its caller sees to it that one thread at a time uses it.

    Args:
        store: where wrapped keys are kept.
        wrapping: the key of the vault, as a transaction sees it.
    """

    def __init__(self, store: KeyStore, wrapping: Callable[[Changes], Wrapping]) -> None:
        self._store = store
        self._wrapping = wrapping
        self._fresh: list[Minted] = []
        self._until = 0.0
        self._size = POOL
        self._pools: set[int] = set()
        self._in_hand: Counter[int] = Counter()
        self._used: list[tuple[Use, Minted]] = []

    @property
    def is_used_up(self) -> bool:
        """Whether the next key is minted when it is taken."""
        return not self._fresh

    def take(self) -> Minted:
        """A key that was never used. `used` or `not_used` has to say what became of it."""
        if not self._fresh or time.time() > self._until:
            self._mint()
        minted = self._fresh.pop()
        self._in_hand[minted.pool] += 1
        return minted

    def used(self, uses: Sequence[tuple[Use, Minted]]) -> None:
        """Takes note of what keys were used for; it is written down later."""
        self._used += uses
        for _, minted in uses:
            self._in_hand[minted.pool] -= 1

    def not_used(self, minted: Iterable[Minted]) -> None:
        """Takes note that what these keys sealed was not recorded; nobody uses them any more."""
        for one in minted:
            self._in_hand[one.pool] -= 1

    @property
    def has_something_to_write(self) -> bool:
        """Whether anything stands in a pool that could be written down or dropped."""
        return bool(self._pools)

    def _mint(self) -> None:
        minted_at = time.time()
        drawn = os.urandom(KEY_BYTES * self._size)
        keys = [drawn[begin : begin + KEY_BYTES] for begin in range(0, len(drawn), KEY_BYTES)]
        self._fresh = []
        with self._store.changing() as changes:
            is_time = len(self._used) >= WRITTEN_DOWN_TOGETHER or minted_at > self._until
            resolved = self.write_down(changes) if is_time else None
            under, wrapping = self._wrapping(changes)
            wrapped = [(key_id(key), aes_key_wrap(wrapping, key)) for key in keys]
            pool = changes.keep_pool(wrapped, minted_at)
        if resolved is not None:
            self.written_down(resolved)
        self._pools.add(pool)
        self._size = min(2 * self._size, LARGEST_POOL)
        self._until = minted_at + POOL_SECONDS
        self._fresh = [
            Minted(name, key, AESGCM(key), kept, under, pool) for key, (name, kept) in zip(keys, wrapped, strict=True)
        ]

    def write_down(self, changes: Changes) -> set[int]:
        """Writes down in a transaction what was used, and drops the pools of which nothing is in hand or fresh.

        Returns:
            Those pools, for `written_down` once the transaction is on disk.
        """
        under, wrapping = self._wrapping(changes)
        used = sorted(self._used, key=_by_id)  # as the vault has them: a microsecond a key less
        changes.assign(
            (use, minted.wrapped if minted.under == under else aes_key_wrap(wrapping, minted.key))
            for use, minted in used
        )
        fresh = {self._fresh[-1].pool} if self._fresh else set()
        resolved = {pool for pool in self._pools - fresh if not self._in_hand[pool]}
        for pool in resolved:
            changes.drop_pool(pool)
        return resolved

    def written_down(self, resolved: set[int]) -> None:
        """What `write_down` wrote is on disk."""
        self._used.clear()
        self._pools -= resolved
        for pool in resolved:
            del self._in_hand[pool]

    def let_go(self) -> None:
        """Gives up the keys that were minted and not taken; `write_down` drops their pool."""
        self._fresh = []


def _by_id(used: tuple[Use, Minted]) -> str:
    return used[1].id
