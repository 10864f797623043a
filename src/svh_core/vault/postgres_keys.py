"""Wrapped keys in a database of PostgreSQL: of their own, so that whoever may read the log cannot read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, Self

import psycopg

from svh_core.errors import KeysMissing, LogBroken, NotFound, SvhError, not_used, not_written
from svh_core.postgres.address import Database
from svh_core.postgres.connecting import PATIENCE, connect, facts_of, reason, translated
from svh_core.postgres.making import make_schema
from svh_core.postgres.tables import PostgresTables
from svh_core.tables import Tables
from svh_core.vault.keys import FORMAT, Changes, KeyStore, Use

_TABLES: Final = """
CREATE TABLE svh.facts (
    name text COLLATE "C" PRIMARY KEY,
    fact bytea NOT NULL
);
CREATE TABLE svh.keys (
    id text COLLATE "C" PRIMARY KEY,
    wrapped bytea,
    stream text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    number bigint NOT NULL
) WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX keys_of_names ON svh.keys (stream, subject) WHERE number <= 0;
CREATE INDEX keys_of_streams ON svh.keys (stream) WHERE wrapped IS NOT NULL;
CREATE TABLE svh.pools (
    pool bigserial PRIMARY KEY,
    minted_at double precision NOT NULL,
    keys bytea NOT NULL
) WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
CREATE TABLE svh.links (
    name bytea PRIMARY KEY,
    sealed bytea NOT NULL
) WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0);
CREATE TABLE svh.changed (times bigint NOT NULL);
INSERT INTO svh.changed VALUES (0);
"""
"""As in SQLite (vault/keys.py), and how often something was changed: whoever changes it has its row to itself."""

_ALONE: Final = "LOCK TABLE changed IN SHARE ROW EXCLUSIVE MODE"
"""Who changes anything waits for it; who reads does not."""

_CLOSES: Final = "ALTER TABLE changed ADD CONSTRAINT moved CHECK (times < 0) NOT VALID"
"""Everybody of every release who changes anything begins with that table; who reads it goes on."""

_OPENS: Final = "ALTER TABLE changed DROP CONSTRAINT IF EXISTS moved"

_OWNED: Final = """
SELECT bool_and(pg_has_role(relowner, 'USAGE')) AND current_setting('transaction_read_only') = 'off' FROM pg_class
WHERE relnamespace = 'svh'::regnamespace AND relname IN ('changed', 'facts')
"""
_FACTS: Final = "facts"
_AT_ONCE: Final = 500
_ASSIGNED_AT_ONCE: Final = 2_000
_ASSIGN: Final = """
INSERT INTO keys SELECT * FROM unnest(%b::text[], %b::bytea[], %b::text[], %b::text[], %b::bigint[])
AS used (id, wrapped, stream, subject, number) ON CONFLICT (id) DO NOTHING
"""


class PostgresKeyStore(KeyStore):
    """The keys of one casebook, wrapped, on a server.

    Args:
        database: with the tables of a vault.
        path: where its file would be; the files of its keys have their names by it.
    """

    path: Path

    def __init__(self, database: Database, path: Path) -> None:
        super().__init__(None, path)
        self._database = database
        self._session: psycopg.Connection[Any] | None = None
        self._was_there = False
        self._ours = 0

    @classmethod
    def create_in(cls, database: Database, facts: Mapping[str, bytes]) -> None:
        """Makes the tables in a database; never touches those that are there.

        Raises:
            SvhError: there is a vault already, or it cannot be made.
        """
        make_schema(database, _TABLES, _FACTS, {"format": FORMAT, **facts})

    @classmethod
    def open_in(cls, database: Database, path: Path) -> Self:
        """Opens a vault that is there; never makes one.

        Raises:
            KeysMissing: there is none, it is none that this version can read, or this user may not read it.
            SvhError: the server is away.
        """
        try:
            known = facts_of(database, table=_FACTS, what="vault").get("format") == FORMAT
        except NotFound:
            raise KeysMissing(f"there is no vault in {database.shown}", next="Put it back from its backup.") from None
        except LogBroken:
            known = False
        if not known:
            raise KeysMissing(
                f"{database.shown} holds no vault that this version can read", next="Put it back from its backup."
            )
        return cls(database, path)

    def waits_no_more(self) -> None:
        """Whoever ends does not wait for a server that is away: what keys are used for, the log says as well."""
        self._was_there = False

    def close(self) -> None:
        """Closes the connection."""
        with self._lock:
            session, self._session = self._session, None
            if session is not None:
                session.close()

    def version(self) -> int:
        """A number that is another one once somebody else changed the vault."""
        return int(self._rows("SELECT times FROM changed")[0][0]) - self._ours

    @contextmanager
    def changing(self) -> Iterator[Changes]:
        """One transaction: all of it or nothing, and on disk when the block ends.

        Raises:
            Moved: the casebook was moved to another place.
        """
        with self._lock:
            session = self._taken()
            try:
                yield _Changes(_Portable(session))
                session.execute("COMMIT")
                self._ours += 1
            except psycopg.OperationalError as error:
                raise not_written("vault", reason(error, self._database)) from None
            except psycopg.Error as error:
                raise translated(error, self._database) from None
            finally:
                self._undo()

    def _taken(self) -> psycopg.Connection[Any]:
        """The connection, with everybody else kept from changing anything; another one where it broke."""
        for is_last in (False, True):
            try:
                session = self._connected()
                session.execute("BEGIN")
                session.execute("UPDATE changed SET times = times + 1")
            except psycopg.Error as error:
                self._undo()
                if isinstance(error, psycopg.errors.CheckViolation):
                    raise self._why_closed() or self._said(error) from None
                if is_last or self._session is not None:
                    raise self._said(error) from None
            else:
                return session
        raise AssertionError  # pragma: no cover - the last time either gives or raises

    def tables(self) -> Tables:
        """Its tables, over a connection of its own."""
        return PostgresTables(self._database, keeping_others_out=_ALONE)

    def can_be_closed(self) -> bool:
        """Whether this user owns the tables, or is a superuser, and the server is one that is written to."""
        return bool(self._rows(_OWNED)[0][0])

    def _closing(self) -> Iterable[str]:
        return (_CLOSES,)

    def _opening(self) -> Iterable[str]:
        return (_OPENS,)

    def scrub(self) -> None:
        """Lets the server use the room of what was shredded again: nobody who asks it gets those bytes.

        In its files they are until something is written over them; in its journal, replicas and backups for as long
        as those are kept. Where this user may not have it done now, the server does so by itself, within minutes.
        """
        with self._lock, suppress(psycopg.Error):
            self._connected().execute("VACUUM keys, pools, links, facts")

    def _rows(self, asked: str, values: tuple[Any, ...] = ()) -> list[Any]:
        told = asked.replace("?", "%s").encode()
        with self._lock:
            try:
                return self._connected().execute(told, values, prepare=True).fetchall()
            except psycopg.Error as error:
                self._undo()
                if self._session is not None:
                    raise self._said(error) from None
            try:
                return self._connected().execute(told, values).fetchall()
            except psycopg.Error as error:
                raise self._said(error) from None

    def _said(self, error: psycopg.Error) -> BaseException:
        told = translated(error, self._database)
        if isinstance(told, SvhError):
            return told
        return not_used("vault", reason(error, self._database))

    def _connected(self) -> psycopg.Connection[Any]:
        if self._session is None:
            self._session = connect(self._database, patience=PATIENCE if self._was_there else 0.0)
            self._was_there = True
            self._ours = 0
        return self._session

    def _undo(self) -> None:
        """Takes back what was not committed; a connection that broke is let go of."""
        if self._session is None:
            return
        with suppress(psycopg.Error):
            self._session.rollback()
        if self._session.closed:
            self._session = None


class _Portable:
    """A connection that is asked as one of SQLite is."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, asked: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        return self._connection.execute(asked.replace("?", "%s").encode(), values)

    def executemany(self, told: str, rows: Iterable[Sequence[Any]]) -> None:
        remaining = iter(rows)
        while batch := list(islice(remaining, _AT_ONCE)):
            self._connection.cursor().executemany(told.replace("?", "%s").encode(), batch)


class _Changes(Changes):
    """What can be changed in one transaction; what takes a question a key in SQLite takes one for all here."""

    def keep_pool(self, keys: Iterable[tuple[str, bytes]], minted_at: float) -> int:
        told = b"".join(key.encode() + wrapped for key, wrapped in keys)
        asked = "INSERT INTO pools (minted_at, keys) VALUES (?, ?) RETURNING pool"
        return int(self._connection.execute(asked, (minted_at, told)).fetchone()[0])

    def assign(self, uses: Iterable[tuple[Use, bytes]]) -> None:
        rows = [(use.key, wrapped, use.stream, use.subject, use.number) for use, wrapped in uses]
        for begin in range(0, len(rows), _ASSIGNED_AT_ONCE):
            columns = zip(*rows[begin : begin + _ASSIGNED_AT_ONCE], strict=True)
            self._connection.execute(_ASSIGN, [list(column) for column in columns])

    def _unknown(self, uses: Iterable[Use]) -> list[Use]:
        asked = list(uses)
        found = self._connection.execute("SELECT id FROM keys WHERE id = ANY(?)", ([use.key for use in asked],))
        known = {row[0] for row in found}
        return [use for use in asked if use.key not in known]
