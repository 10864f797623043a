"""Making the tables of a log or a vault: once, all in one transaction, and the database too where there is none yet."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg import sql

from svh_core.errors import LogBroken, NotFound, NotPermitted, SvhError
from svh_core.postgres.address import Database
from svh_core.postgres.connecting import OLDEST, SCHEMA, connect, reason

_TO_MAKE_FROM: Final = "postgres"
"""The database that every server has, from which others are made."""

_THERE: Final = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
_ENCODING: Final = "SELECT current_setting('server_encoding')"


def make_schema(database: Database, tables: str, facts_in: str, facts: Mapping[str, str | bytes]) -> None:
    """Makes tables in a database, and writes down the first facts: all of it or nothing.

    Args:
        database: where; it is made too where there is none, and this user may.
        tables: the statements that make them.
        facts_in: the table of the facts.
        facts: what is written down in it.

    Raises:
        SvhError: there are such tables already, or they cannot be made.
    """
    make_database(database)
    with connect(database) as connection:
        _check(connection, database)
        connection.autocommit = False
        try:
            # of two that make it at the same time, the second finds the name of the schema taken
            connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
            connection.execute(tables.encode())
            kept = f"INSERT INTO {SCHEMA}.{facts_in} VALUES (%s, %s)"  # noqa: S608 - our own table
            connection.cursor().executemany(kept.encode(), list(facts.items()))
            connection.commit()
        except (psycopg.errors.DuplicateSchema, psycopg.errors.UniqueViolation):
            raise is_there_already(database) from None
        except psycopg.errors.InsufficientPrivilege as error:
            raise NotPermitted(
                f"this user may make no schema in {database.shown}: {reason(error, database)}",
                next=f"Say so as its owner: GRANT CREATE ON DATABASE {database.name} TO ...",
            ) from None
        except psycopg.Error as error:
            raise SvhError(
                f"the tables in {database.shown} cannot be made: {reason(error, database)}", next="Try again."
            ) from None


def make_database(database: Database) -> None:
    """Makes a database where there is none yet, for text in UTF-8.

    Raises:
        NotPermitted: this user may not make any.
        SvhError: the server is away, or something else is in the way.
    """
    with suppress(NotFound):
        connect(database).close()
        return
    name = sql.Identifier(database.name)
    told = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name)
    try:
        with connect(database.named(_TO_MAKE_FROM)) as connection:
            connection.execute(told)
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return
    except (psycopg.errors.InsufficientPrivilege, NotFound):
        raise NotPermitted(
            f"there is no database {database.shown}, and this user may make none",
            next=f"Have somebody make it who may: {told.as_string(None)}",
        ) from None
    except psycopg.Error as error:
        raise SvhError(
            f"the database {database.shown} cannot be made: {reason(error, database)}", next="Name another."
        ) from None


def check_is_free(database: Database) -> None:
    """Goes on only where nothing of ours is in a database, or there is no such database.

    Raises:
        SvhError: there is something already.
    """
    with suppress(NotFound), connect(database) as connection:
        _check(connection, database)


def _check(connection: psycopg.Connection[Any], database: Database) -> None:
    if connection.execute(_THERE, (SCHEMA,)).fetchone() is not None:
        raise is_there_already(database)
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise LogBroken(f"{database.shown} is on PostgreSQL {version}", next=f"It takes {OLDEST} or a newer one.")
    told = connection.execute(_ENCODING).fetchone()
    if told is None or told[0] != "UTF8":
        raise SvhError(f"{database.shown} is not for text in UTF-8", next="Make a database with ENCODING 'UTF8'.")


def is_there_already(database: Database) -> SvhError:
    """The error where something of ours is in a database already."""
    return SvhError(
        f"there is something of svh in {database.shown} already, and it stays as it is", next="Name another."
    )


def drop_schema(database: Database) -> None:
    """Takes away what `make_schema` made a moment ago, because the rest of a casebook could not be made."""
    with suppress(psycopg.Error, SvhError), connect(database) as connection:
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE".encode())
