"""Reaching a server, and saying in one sentence why it cannot be reached or does not do what it is asked.

What stands here holds for every connection: who waits for a lock gives up, a session that is left in the middle of its
work is ended by the server, and a commit is on the disk of the server when it is answered.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from eventsourcing import persistence
from eventsourcing.postgres import PostgresDatastore
from eventsourcing.utils import retry
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from svh_core.errors import KeysMissing, LogBroken, NotFound, NotPermitted, ServerAway, SvhError
from svh_core.postgres.address import Database

SCHEMA: Final = "svh"
"""Where everything of ours is in a database; nobody else's names are in the way there."""

LOCK_SECONDS: Final = 30
"""How long a writer waits for another before it gives up."""

PATIENCE: Final = 30.0
"""Seconds in which a server that was there before may come back."""

OLDEST: Final = 14
"""The oldest PostgreSQL that its makers still repair."""

_USUAL: Final = {
    "lock_timeout": f"{LOCK_SECONDS}s",
    "statement_timeout": "120s",
    # whoever is in the middle of writing keeps others from it: a host that vanished does so no longer than this
    "idle_in_transaction_session_timeout": "15s",
}
_SETTINGS: Final = (
    "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS usual (name, value) "
    "WHERE current_setting(name) IN ('0', 'off')"
)
_KEPT: Final = 4
"""How many connections that nobody uses are kept open."""

_BETWEEN: Final = 0.2
_USUAL_CONNECTION: Final = {
    "connect_timeout": 10,
    "application_name": "svh",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


def connect(database: Database, *, patience: float = 0.0) -> psycopg.Connection[Any]:
    """A connection of one's own, which commits each statement by itself.

    Args:
        database: where to.
        patience: for how many seconds it is tried again while there is no server.

    Raises:
        ServerAway: there is none.
        NotFound: it has no such database.
        NotPermitted: it does not let us in.
    """
    connection = _reached(database, until=time.monotonic() + patience)
    try:
        _settle(connection)
    except psycopg.Error as error:
        connection.close()
        raise ServerAway(
            f"the server of {database.shown} broke off: {reason(error, database)}", next="Try again."
        ) from None
    return connection


def _reached(database: Database, *, until: float) -> psycopg.Connection[Any]:
    told = _told(database)
    while True:
        try:
            return psycopg.connect(**told)
        except psycopg.Error as error:
            why = _why_not(error, database)
            if not isinstance(why, ServerAway) or time.monotonic() > until:
                raise why from None
        time.sleep(_BETWEEN)


def _told(database: Database) -> dict[str, Any]:
    try:
        told: dict[str, Any] = dict(conninfo_to_dict(database.url))
    except psycopg.Error:  # it would repeat the address, with its password
        raise SvhError(
            f"libpq does not understand what {database.name}'s address says behind the question mark",
            next="It knows host, port, sslmode, sslrootcert, target_session_attrs and the like.",
        ) from None
    usual = {name: value for name, value in _USUAL_CONNECTION.items() if name not in told}
    if "PGCONNECT_TIMEOUT" in os.environ:
        usual.pop("connect_timeout", None)
    if "PGAPPNAME" in os.environ:
        usual.pop("application_name", None)
    return {**usual, **told, "client_encoding": "UTF8", "autocommit": True}


def _settle(connection: psycopg.Connection[Any]) -> None:
    """Sets what holds for each connection, where nobody set it for the role, the database or in the address."""
    usual = {**_USUAL, "synchronous_commit": "on"}
    connection.execute(f"SET search_path = {SCHEMA}")
    connection.execute(_SETTINGS, (list(usual), list(usual.values())))


def _why_not(error: psycopg.Error, database: Database) -> SvhError:
    """Why there is no connection: libpq tells it in words alone."""
    said, shown = str(error), database.shown
    if "does not exist" in said and "database" in said:
        return NotFound(f"there is no database {shown}", next="Make it with `svh init`, or name another with --db.")
    if "password" in said or "authentication" in said or "pg_hba" in said or "does not exist" in said:
        return NotPermitted(
            f"the server of {shown} does not let this user in: {reason(error, database)}",
            next="Set PGPASSWORD or a line in ~/.pgpass, or name another user.",
        )
    if "permission denied for database" in said:
        return NotPermitted(f"this user may not use the database {shown}", next="Name another user.")
    return ServerAway(
        f"there is no server that answers for {shown}: {reason(error, database)}",
        next="Start it, or look at the address and the network.",
    )


def reason(error: BaseException, database: Database) -> str:
    """What the server or libpq says, in one line: never a row, and no secret of ours."""
    told = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    said = told or str(error).removeprefix("connection failed: ").removeprefix("connection is bad: ")
    return database.without_secrets(" ".join(said.split()))


def translated(error: BaseException, database: Database) -> BaseException:
    """The error as eventsourcing's engines raise it, or one of ours where trying again does not help."""
    if not isinstance(error, psycopg.Error):
        return error
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return NotPermitted(
            f"this user may not do that in {database.shown}: {reason(error, database)}",
            next="Name a user with the role that may, such as the writer's.",
        )
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return NotPermitted(
            f"{database.shown} can only be read: it is a replica, or set so",
            next="Name the server that is written to (target_session_attrs=read-write finds it).",
        )
    kind = next(_KINDS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _KINDS)
    return kind(reason(error, database))


_KINDS: Final[Mapping[str, type[Exception]]] = {
    "InterfaceError": persistence.InterfaceError,
    "OperationalError": persistence.OperationalError,
    "DataError": persistence.DataError,
    "IntegrityError": persistence.IntegrityError,
    "InternalError": persistence.InternalError,
    "ProgrammingError": persistence.ProgrammingError,
    "NotSupportedError": persistence.NotSupportedError,
    "DatabaseError": persistence.DatabaseError,
    "Error": persistence.PersistenceError,
}


class Datastore(PostgresDatastore):
    """eventsourcing's, with connections of our own: without its pool's threads, which no fork survives.

    A connection is taken by whoever reads, and given back. One that broke takes those with it that wait, for the server
    went away from all of them; eventsourcing's readers ask once more, and are given a new one.

    Args:
        database: where it is.
    """

    def __init__(self, database: Database) -> None:
        super().__init__("", "", "", "", "", schema=SCHEMA, originator_id_type="text", lock_timeout=LOCK_SECONDS)
        self.database = database
        self._waiting: list[psycopg.Connection[Any]] = []
        self._taking = threading.Lock()
        self._was_there = False

    def register_type_adapters(self) -> None:
        """There are none: they are for functions in the database, which lose what followers are told."""

    @contextmanager
    def get_connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to read with, for as long as this lasts; its errors are eventsourcing's, or ours."""
        connection = self._taken()
        try:
            yield connection
        except psycopg.Error as error:
            raise translated(error, self.database) from error
        finally:
            self._given_back(connection)

    @retry((persistence.InterfaceError, persistence.OperationalError), max_attempts=3, wait=0.05)
    def asked(self, asked: str, *values: Any) -> list[Any]:
        """The rows that a statement gives; where a connection broke, it is asked once more over another."""
        with self.get_connection() as connection, connection.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(asked.encode(), values).fetchall()

    def _taken(self) -> psycopg.Connection[Any]:
        with self._taking:
            if self._waiting:
                return self._waiting.pop()
        connection: psycopg.Connection[Any] = connect(self.database, patience=PATIENCE if self._was_there else 0.0)
        connection.row_factory = dict_row
        self._was_there = True
        return connection

    def _given_back(self, connection: psycopg.Connection[Any]) -> None:
        with suppress(psycopg.Error):
            connection.rollback()
        with self._taking:
            if not connection.closed and len(self._waiting) < _KEPT:
                self._waiting.append(connection)
                return
            let_go, self._waiting = (
                ([connection, *self._waiting], []) if connection.broken else ([connection], self._waiting)
            )
        for one in let_go:
            one.close()

    def close(self) -> None:
        """Closes every connection that nobody uses."""
        waiting: list[psycopg.Connection[Any]] = getattr(self, "_waiting", [])
        while waiting:
            waiting.pop().close()


def facts_of(database: Database, *, table: str, what: str) -> dict[str, Any]:
    """The facts that a log or a vault remembers of itself.

    Args:
        database: where it is.
        table: that of the facts.
        what: what it is, for people.

    Raises:
        NotFound: there is none in this database.
        LogBroken: the server is older than we know.
    """
    with connect(database) as connection:
        if connection.info.server_version < OLDEST * 10_000:
            raise LogBroken(
                f"{database.shown} is on PostgreSQL {connection.info.server_version // 10_000}",
                next=f"It takes {OLDEST} or a newer one.",
            )
        try:
            asked = f"SELECT name, fact FROM {SCHEMA}.{table}"  # noqa: S608 - our own table
            return dict(connection.execute(asked.encode()).fetchall())
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            raise NotFound(
                f"there is no {what} in {database.shown}", next="Make one with `svh init`, or name another with --db."
            ) from None
        except psycopg.errors.InsufficientPrivilege:
            raise (NotPermitted if what == "casebook" else KeysMissing)(
                f"this user may not read the {what} in {database.shown}", next="Name a user whose role may."
            ) from None
        except psycopg.Error as error:
            raise ServerAway(
                f"the server of {database.shown} broke off: {reason(error, database)}", next="Try again."
            ) from None
