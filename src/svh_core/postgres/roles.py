"""Who may do what in the databases of a casebook: three roles, each with no more than it needs.

- *writer*: an app. It records and reads, and shreds keys. It cannot change or take away an entry but by destroying a
  whole case, which is an entry too; what it would do besides, the check finds.
- *reader*: whoever makes backups. It reads log and vault, and writes nothing.
- *auditor*: reads the log, in which words are sealed, and cannot even connect to the vault.
"""

from __future__ import annotations

from typing import Final

from svh_core.postgres.address import Address, Database

_ROLES: Final = ("writer", "reader", "auditor")

_WRITTEN: Final = {
    "stored_events": "INSERT, UPDATE (topic, state)",
    "stored_snapshots": "INSERT, DELETE",
    "recorded_once": "INSERT, DELETE",
    "destroyed": "INSERT",
    "tiles": "INSERT, UPDATE (last_position, hashes)",
    "loose_leaves": "INSERT, DELETE",
    "writing": "UPDATE",
    "notification_tracking": "INSERT, UPDATE, DELETE",
    "kept_views": "INSERT, UPDATE, DELETE",
    "kept_rows": "INSERT, UPDATE, DELETE",
    "in_trouble": "INSERT, UPDATE, DELETE",
    "held_by_followers": "INSERT, UPDATE, DELETE",
}
"""What the writer does to each table of a log; the facts of a casebook are never changed."""

_KEPT: Final = {
    "facts": "INSERT, UPDATE",
    "keys": "INSERT, UPDATE",
    "pools": "INSERT, UPDATE, DELETE",
    "links": "INSERT, UPDATE, DELETE",
    "changed": "UPDATE",
}
"""And to each of a vault: a key that was shredded keeps its row."""

_SCRUBBED: Final = ("stored_events", "stored_snapshots", "recorded_once"), ("keys", "pools", "links", "facts")
_MAINTAIN_SINCE: Final = 170_000
_WHERE_IT_CAN: Final = (
    "DO $svh$ BEGIN IF current_setting('server_version_num')::int >= {since} "
    "THEN EXECUTE $say${told}$say$; END IF; END $svh$;"
)


def statements(address: Address) -> list[tuple[Database, list[str]]]:
    """The SQL that makes the roles of a casebook: for each of its databases, to be said by its owner.

    It may be said again, as after a release that brings another table.
    """
    roles = {role: f"{address.log.name}_{role}" for role in _ROLES}
    in_log, in_vault = _SCRUBBED
    return [
        (address.log, _in(address.log, roles, _WRITTEN, in_log)),
        (address.vault, _in(address.vault, {r: roles[r] for r in ("writer", "reader")}, _KEPT, in_vault)),
    ]


def _in(database: Database, roles: dict[str, str], written: dict[str, str], scrubbed: tuple[str, ...]) -> list[str]:
    names, writer = ", ".join(map(quoted, roles.values())), quoted(roles["writer"])
    maintain = f"GRANT MAINTAIN ON {', '.join(f'svh.{table}' for table in scrubbed)} TO {writer}"
    return [
        *(
            f"DO $svh$ BEGIN CREATE ROLE {quoted(role)} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $svh$;"
            for role in roles.values()
        ),
        f"REVOKE ALL ON DATABASE {quoted(database.name)} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {quoted(database.name)} TO {names};",
        f"GRANT USAGE ON SCHEMA svh TO {names};",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA svh TO {names};",
        f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA svh TO {quoted(roles['reader'])};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA svh TO {writer};",
        *(f"GRANT {may} ON svh.{table} TO {writer};" for table, may in written.items()),
        # before PostgreSQL 17 only an owner may; there the server scrubs by itself, some minutes later
        _WHERE_IT_CAN.format(since=_MAINTAIN_SINCE, told=maintain),
    ]


def quoted(name: str) -> str:
    """A name, as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
