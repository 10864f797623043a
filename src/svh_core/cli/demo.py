"""The bundled examples, played in a new folder: three people and their groups, and an organisation that begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any, Final

import attrs
import click

from svh_core.casebook import Casebook
from svh_core.checking import check
from svh_core.cli.auditing import say_checked
from svh_core.cli.options import DEFAULT_CASEBOOK, output_options, progress, say_json
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Rulebook
from svh_core.errors import SvhError
from svh_core.log.script import ScriptReader
from svh_core.sharing.roles import THE_OPERATOR, Viewer
from svh_core.views.look import Look
from svh_core.views.report import report

EXAMPLE: Final = "liesbeth"
"""The example that is played where no other is named."""

STREAMS: Final = {
    EXAMPLE: EXAMPLE,
    "ruben": "ruben",
    "fenna": "fenna",
    "noorderzorg": "organisation/noorderzorg",
}
"""What each example plays in: a case, in which the resident has the name of the example, or an organisation."""

ALL: Final = "all"
_IMPORTED: Final = "import"


def example_script(name: str = EXAMPLE) -> bytes:
    """The bundled script of an example, as a casebook writes one: with its looks, and without what was forgotten."""
    return (resources.files("svh_core.cli") / "examples" / f"{name}.jsonl").read_bytes()


def example_proposals(rulebook: Rulebook, name: str = EXAMPLE) -> list[Proposal]:
    """The decisions of an example.

    They are read as those of another casebook, for only such a script tells of looks, emergencies and words that were
    forgotten. But they do not count as imported: the example is told as if it happened here.
    """
    reader = ScriptReader(rulebook, importing=True)
    return [_as_if_here(reader.read(line)) for line in example_script(name).splitlines()]


def _as_if_here(proposal: Proposal) -> Proposal:
    return attrs.evolve(proposal, source=None) if proposal.source == _IMPORTED else proposal


@click.command()
@click.argument("folder", default="svh-demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--example", type=click.Choice([*STREAMS, ALL]), default=EXAMPLE, help="Which example; `all` for each.")
@output_options
def demo(folder: Path, example: str, lang: str, *, as_json: bool, no_color: bool) -> int:  # noqa: ARG001
    """Play an example in a new FOLDER, show its trail and check the log."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise SvhError(f"{folder} is there already and stays as it is", next="Name another folder.") from None
    names = tuple(STREAMS) if example == ALL else (example,)
    with Casebook.create(folder / DEFAULT_CASEBOOK) as book, progress("demo") as shown:
        played = {name: example_proposals(book.rulebook, name) for name in names}
        book.record_all([one for proposals in played.values() for one in proposals], progress=shown)
        result = check(book.log, book.rulebook)
        told = [_told(book, name, played[name], lang, as_json=as_json, briefly=example == ALL) for name in names]
    if as_json:
        entries: Any = told[0] if example != ALL else dict(zip(names, told, strict=True))
        say_json("demo", casebook=str(folder / DEFAULT_CASEBOOK), entries=entries, clean=result.is_clean)
        return result.exit_status
    for line in (line for lines in told for line in lines):
        click.echo(line)
    click.echo("")
    say_checked(result, lang)
    click.echo(f"casebook  {folder / DEFAULT_CASEBOOK}")
    return result.exit_status


def _told(book: Casebook, name: str, played: list[Proposal], lang: str, *, as_json: bool, briefly: bool) -> list[Any]:
    """What is shown of an example: its trail and figures as its resident reads them; of many, one line each."""
    stream = STREAMS[name]
    is_case = stream == name
    with book.looking(stream, viewer=Viewer(name) if is_case else THE_OPERATOR, purpose="reading") as look:
        if as_json:
            return look.trail(lang)
        if briefly:
            return [f"{stream}  {look.number}"]
        return [*look.trail_in_words(lang), *(_figures(look, played, lang) if is_case else ())]


def _figures(look: Look, played: list[Proposal], lang: str) -> list[str]:
    """The figures of the time the example tells of, its last day included."""
    ends = max(one.at for one in played if isinstance(one.at, datetime)) + timedelta(days=1)
    return ["", *report(look.figures(as_of=ends), lang)]
