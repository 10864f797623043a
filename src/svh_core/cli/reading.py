"""Reading what was recorded: the cases, a trail, a state."""

from __future__ import annotations

import click

from svh_core.casebook import Casebook
from svh_core.cli.options import casebook_option, output_options, say_json, viewer_options
from svh_core.sharing.viewers import THE_OPERATOR, Viewer


def _viewer(actor: str | None) -> Viewer:
    return Viewer(actor) if actor else THE_OPERATOR


@click.command()
@casebook_option
@output_options
def cases(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """List the cases."""
    with Casebook.open(db) as book:
        found = book.cases()
    if as_json:
        say_json("cases", cases=[{"case": name, "entries": last} for name, last in found])
        return
    for name, last in found:
        click.echo(f"{name}  {last}")


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@click.option("--as-script", is_flag=True, help="As a script that `svh record --import` takes.")
def trail(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    until: int | None,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    as_script: bool,
) -> None:
    """The regie trail of CASE, a sentence an entry."""
    with Casebook.open(db) as book, book.looking(case, viewer=_viewer(actor), purpose=purpose) as look:
        if as_script:
            for line in look.script():
                click.echo(line)
        elif as_json:
            say_json("trail", case=case, entries=look.trail(lang, until=until))
        else:
            for line in look.trail_in_words(lang, until=until):
                click.echo(line)


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
def show(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    until: int | None,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
) -> None:
    """The state of CASE: network, group, goals, agreements, meetings, consents."""
    with Casebook.open(db) as book, book.looking(case, viewer=_viewer(actor), purpose=purpose) as look:
        if as_json:
            say_json("show", case=case, state=look.state(until=until))
        else:
            for line in look.state_in_words(lang, until=until):
                click.echo(line)
