"""Checking a casebook as an auditor does."""

from __future__ import annotations

from pathlib import Path

import click

from svh_core.casebook import Casebook
from svh_core.checking import Checked, check_bundle
from svh_core.checking import check as checked
from svh_core.cli.options import allowed_plugins, casebook_option, output_options, progress, say_json, verifier_key
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.proof.older import Older


@click.command()
@click.argument("bundle", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@casebook_option
@output_options
@click.option(
    "--against",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An older checkpoint or receipt that somebody kept.",
)
@click.option("--key", help="The verifier key that has to have signed those, or the BUNDLE; a key, or a file with one.")
def check(
    bundle: Path | None,
    db: str,
    lang: str,
    against: tuple[Path, ...],
    key: str | None,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
) -> int:
    """Hash every entry again, and judge it by the rules of its day; list what is found."""
    known = verifier_key(key)
    if bundle is not None:
        with bundle.open("rb") as lines:
            result = check_bundle(lines, CORE_RULEBOOK, key=known)
    else:
        with Casebook.open(db, sealed=True, plugins=allowed_plugins(db)) as book, progress("checked") as shown:
            older = [Older.read(file.read_bytes(), origin=book.origin, key=known) for file in against]
            result = checked(book.log, book.rulebook, progress=shown, older=older)
    if as_json:
        say_json("check", findings=_findings(result, lang), clean=result.is_clean, **_unsealed(result))
    else:
        say_checked(result, lang)
    return result.exit_status


def _unsealed(result: Checked) -> dict[str, int]:
    return {"unsealed": result.unsealed} if result.unsealed else {}


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
