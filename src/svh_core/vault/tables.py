"""The tables of a vault, which go along when its casebook moves: keys as they are wrapped, and those shredded."""

from __future__ import annotations

from typing import Final

from svh_core.tables import Column, table

FACTS: Final = table("facts", "name", Column.of_bytes("fact"))
KEYS: Final = table("keys", "id", Column.of_bytes("wrapped"), "stream", "subject", "number")
POOLS: Final = table("pools", "pool", "minted_at", Column.of_bytes("keys"))
LINKS: Final = table("links", Column.of_bytes("name"), Column.of_bytes("sealed"))

ALL: Final = (FACTS, KEYS, POOLS, LINKS)
