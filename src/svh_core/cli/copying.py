"""Making somebody's own copy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from svh_core.cli.options import casebook_option, opened, output_options, say_json
from svh_core.copying import copy_of

_KEEP_IT: Final = {
    "nl": "De woorden in deze bestanden zijn voor iedereen leesbaar. Bewaar ze goed.",
    "en": "The words in these files can be read by everybody. Keep them safe.",
}


@click.command()
@click.argument("case")
@casebook_option
@output_options
@click.option("--as", "person", envvar="SVH_ACTOR", required=True, help="Whose copy it is.")
@click.option("--purpose", envvar="SVH_PURPOSE", default="reading", show_default=True, help="What for.")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write it to.",
)
def copy(
    case: str,
    db: str,
    lang: str,
    person: str,
    purpose: str,
    folder: Path,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
) -> None:
    """Write all that somebody may read of CASE to a folder, as pages and as JSON. Never overwrites."""
    with opened(db) as book:
        copied = copy_of(book, case, person=person, purpose=purpose, folder=folder)
    files = [str(file) for file in copied.files]
    if as_json:
        say_json("copy", case=case, person=person, capacity=copied.made.capacity, purpose=purpose, files=files)
        return
    for file in files:
        click.echo(file)
    click.echo(_KEEP_IT[lang], err=True)
