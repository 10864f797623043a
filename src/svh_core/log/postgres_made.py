"""Whether a log in PostgreSQL has the tables that this library makes, and nothing that changes or hides a row.

A trigger, a rule or a policy of somebody else could write, or show, something else than what was decided.
"""

from __future__ import annotations

from typing import Any, Final

from svh_core.postgres.connecting import Datastore

_TABLES: Final = {
    "stored_events": "originator_id text C !, originator_version bigint !, topic text C !, state bytea !, "
    "notification_id bigint !",
    "stored_snapshots": "originator_id text C !, originator_version bigint !, topic text C, state bytea",
    "recorded_once": "originator_id text C !, once bytea !, originator_version bigint !",
    "destroyed": "originator_id text C !",
    "casebook": "name text C !, fact text !",
    "tiles": "level integer !, tile bigint !, last_position bigint !, hashes bytea !",
    "loose_leaves": "leaf bigint !, position bigint !, hash bytea !",
    "writing": "nobody boolean",
    "notification_tracking": "application_name text C !, notification_id bigint !",
    "in_trouble": "follower text C !, tries bigint !, again_at text, error text !",
    "held_by_followers": "follower text C !, stream text C !, categories text !",
    "kept_views": "view text C !, made_with text !",
    "kept_rows": "view text C !, stream text C !, number bigint !, changed bigint !, told bytea, since bigint, "
    "until bigint, beside text C",
}
_UNIQUE: Final = {
    ("stored_events", "originator_id, originator_version"),
    ("stored_events", "notification_id"),
    ("stored_snapshots", "originator_id, originator_version"),
    ("recorded_once", "originator_id, once"),
    ("destroyed", "originator_id"),
    ("casebook", "name"),
    ("tiles", "level, tile"),
    ("loose_leaves", "leaf"),
    ("notification_tracking", "application_name"),
    ("in_trouble", "follower"),
    ("held_by_followers", "follower, stream"),
    ("kept_views", "view"),
    ("kept_rows", "view, stream"),
}
_ASKED_TABLES: Final = """
SELECT c.relname, string_agg(
    a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN o.collname = 'C' THEN ' C' ELSE '' END || CASE WHEN a.attnotnull THEN ' !' ELSE '' END,
    ', ' ORDER BY a.attnum
)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE c.relnamespace = 'svh'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.relname
"""
_ASKED_UNIQUE: Final = """
SELECT c.relname, (
    SELECT string_agg(a.attname, ', ' ORDER BY place)
    FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = 'svh'::regnamespace AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
"""
_ASKED_OTHERS: Final = """
WITH ours AS (SELECT oid, relkind, relrowsecurity FROM pg_class WHERE relnamespace = 'svh'::regnamespace)
SELECT (SELECT count(*) FROM ours WHERE relkind NOT IN ('r', 'i', 'S', 't') OR relrowsecurity)
    + (SELECT count(*) FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM ours) AND NOT tgisinternal)
    + (SELECT count(*) FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM ours))
    + (SELECT count(*) FROM pg_inherits WHERE inhparent IN (SELECT oid FROM ours) OR inhrelid IN (SELECT oid FROM ours))
    + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'svh'::regnamespace)
"""


def is_as_it_was_made(datastore: Datastore) -> bool:
    """Whether the tables are those, with what makes their rows unique, and nothing of somebody else is on them."""
    tables: dict[str, Any] = dict(datastore.asked(_ASKED_TABLES))
    unique = {(table, columns) for table, columns in datastore.asked(_ASKED_UNIQUE)}
    return tables == _TABLES and unique >= _UNIQUE and datastore.asked(_ASKED_OTHERS)[0][0] == 0
