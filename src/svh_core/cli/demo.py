"""The example case, played in a new folder: Liesbeth and her support group."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import click

from svh_core.casebook import Casebook
from svh_core.checking import check
from svh_core.cli.auditing import say_checked
from svh_core.cli.options import DEFAULT_CASEBOOK, output_options, progress, say_json
from svh_core.errors import SvhError
from svh_core.log.script import ScriptReader
from svh_core.sharing.roles import Viewer
from svh_core.views.report import report

EXAMPLE = "liesbeth"
_END = datetime(2018, 7, 1, tzinfo=UTC)
"""When the example ends: its figures are of the time it tells of."""


def example_script() -> bytes:
    """The bundled decision script of the example case."""
    return (resources.files("svh_core.cli") / f"{EXAMPLE}.jsonl").read_bytes()


@click.command()
@click.argument("folder", default="svh-demo", type=click.Path(file_okay=False, path_type=Path))
@output_options
def demo(folder: Path, lang: str, *, as_json: bool, no_color: bool) -> int:  # noqa: ARG001
    """Play the example case in a new FOLDER, show its trail and check the log."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise SvhError(f"{folder} is there already and stays as it is", next="Name another folder.") from None
    with Casebook.create(folder / DEFAULT_CASEBOOK) as book, progress("demo") as shown:
        reader = ScriptReader(book.rulebook)
        book.record_all([reader.read(line) for line in example_script().splitlines()], progress=shown)
        result = check(book.log, book.rulebook)
        with book.looking(EXAMPLE, viewer=Viewer(EXAMPLE), purpose="reading") as look:
            if as_json:
                say_json(
                    "demo", casebook=str(folder / DEFAULT_CASEBOOK), entries=look.trail(lang), clean=result.is_clean
                )
            else:
                for line in (*look.trail_in_words(lang), "", *report(look.figures(as_of=_END), lang)):
                    click.echo(line)
    if not as_json:
        click.echo("")
        say_checked(result, lang)
        click.echo(f"casebook  {folder / DEFAULT_CASEBOOK}")
    return result.exit_status
