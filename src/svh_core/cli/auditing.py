"""Checking a casebook as an auditor does."""

from __future__ import annotations

from pathlib import Path

import click

from svh_core.casebook import Casebook
from svh_core.checking import Checked
from svh_core.checking import check as checked
from svh_core.cli.options import casebook_option, output_options, progress, say_json, verifier_key
from svh_core.proof.older import Older


@click.command()
@casebook_option
@output_options
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An older checkpoint or receipt that somebody kept.",
)
@click.option("--key", help="The verifier key of the log, which has to have signed those; a key, or a file with one.")
def check(db: str, lang: str, against: tuple[Path, ...], key: str | None, *, as_json: bool, no_color: bool) -> int:  # noqa: ARG001
    """Hash every entry again, and judge it by the rules of its day; list what is found."""
    with Casebook.open(db, sealed=True) as book, progress("checked") as shown:
        known = verifier_key(key)
        older = [Older.read(file.read_bytes(), origin=book.origin, key=known) for file in against]
        result = checked(book.log, book.rulebook, progress=shown, older=older)
    if as_json:
        say_json("check", findings=_findings(result, lang), clean=result.is_clean, unsealed=result.unsealed)
    else:
        say_checked(result, lang)
    return result.exit_status


def _findings(result: Checked, lang: str) -> list[dict[str, object]]:
    return [
        {"id": found.id, "sentence": found.sentences[lang], "stream": found.stream, "number": found.number}
        for found in result.findings
    ]


def say_checked(result: Checked, lang: str) -> None:
    """What a check found, for people."""
    for found in result.findings:
        click.echo(f"{found.stream}#{found.number}  {found.sentences[lang]} [{found.id}]")
    if result.unsealed:
        unsealed = {
            "nl": "{n} regels zijn nog niet verzegeld in de boom; dat gebeurt zodra er weer iets wordt vastgelegd.",
            "en": "{n} entries are in no tree yet; they are when something is recorded again.",
        }[lang]
        click.echo(unsealed.format(n=result.unsealed))
    says = {
        "nl": ("Nagekeken: {e} regels in {s} reeksen. {f}", "Alles klopt.", "Er klopt iets niet."),
        "en": ("Checked: {e} entries in {s} streams. {f}", "All is well.", "Something is wrong."),
    }[lang]
    click.echo(says[0].format(e=result.entries, s=result.streams, f=says[1] if result.is_clean else says[2]))
