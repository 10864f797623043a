"""A casebook on a server: who may do what in its databases."""

from __future__ import annotations

import click

from svh_core.cli.options import casebook_option, output_options, say_json
from svh_core.errors import Malformed
from svh_core.postgres.address import Address, is_address
from svh_core.postgres.roles import quoted, statements


@click.command()
@casebook_option
@output_options
def roles(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001 - SQL has one language
    """Print the SQL that makes the roles of a casebook in PostgreSQL."""
    if not is_address(db):
        raise Malformed("a file has no roles", path="--db", next="Name a casebook such as postgresql://HOST/NAME.")
    told = statements(Address.parse(db))
    if as_json:
        say_json("roles", databases=[{"database": database.shown, "sql": said} for database, said in told])
        return
    for database, said in told:
        click.echo(f"-- {database.shown}")
        click.echo(f"\\connect {quoted(database.name)}")
        for one in said:
            click.echo(one)
