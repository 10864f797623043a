"""The tables of a log that go along when its casebook moves.

What is kept to read it faster does not: whoever reads first makes snapshots and kept views again.
"""

from __future__ import annotations

from typing import Final

from svh_core.tables import Column, table

_POSITION: Final = Column("notification_id", in_sqlite="rowid")
_STATE: Final = Column.of_bytes("state")

ENTRIES: Final = table("stored_events", _POSITION, "originator_id", "originator_version", "topic", _STATE)
"""The entries by their positions, which stay the same."""

BY_STREAM: Final = table("stored_events", "originator_id", "originator_version", _POSITION, "topic", _STATE, keyed_by=2)
"""The same, stream by stream."""

ONCE: Final = table("recorded_once", "originator_id", Column.of_text_in_bytes("once"), "originator_version", keyed_by=2)
DESTROYED: Final = table("destroyed", "originator_id")
FACTS: Final = table("casebook", "name", "fact")

TILES: Final = table("tiles", "level", "tile", "last_position", Column.of_bytes("hashes"), keyed_by=2)
LOOSE: Final = table("loose_leaves", "leaf", "position", Column.of_bytes("hash"))

FOLLOWED: Final = table("notification_tracking", "application_name", "notification_id", in_sqlite="tracking")
TROUBLED: Final = table("in_trouble", "follower", "tries", "again_at", "error")
HELD: Final = table("held_by_followers", "follower", "stream", "categories", keyed_by=2)
VIEWS: Final = table("kept_views", "view", "made_with")

BESIDE: Final = (ONCE, TROUBLED, HELD)
"""Those that are taken over as they are, beside the entries, their tree and what was destroyed."""
