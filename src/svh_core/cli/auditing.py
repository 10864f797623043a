"""Checking a casebook as an auditor does."""

from __future__ import annotations

import click

from svh_core.casebook import Casebook
from svh_core.checking import Checked
from svh_core.checking import check as checked
from svh_core.cli.options import casebook_option, output_options, progress, say_json


@click.command()
@casebook_option
@output_options
def check(db: str, lang: str, *, as_json: bool, no_color: bool) -> int:  # noqa: ARG001
    """Judge every entry by the rules of its day; list what is found."""
    with Casebook.open(db, sealed=True) as book, progress("checked") as shown:
        result = checked(book.log, book.rulebook, progress=shown)
    if as_json:
        say_json("check", findings=_findings(result, lang), clean=result.is_clean)
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
    says = {
        "nl": ("Nagekeken: {e} regels in {s} reeksen. {f}", "Alles klopt.", "Er klopt iets niet."),
        "en": ("Checked: {e} entries in {s} streams. {f}", "All is well.", "Something is wrong."),
    }[lang]
    click.echo(says[0].format(e=result.entries, s=result.streams, f=says[1] if result.is_clean else says[2]))
