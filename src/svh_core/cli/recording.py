"""Making a casebook, and recording in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs
import click

from svh_core.casebook import Casebook
from svh_core.cli.options import (
    DEFAULT_CASEBOOK,
    casebook_option,
    opened,
    output_options,
    progress,
    say_json,
    script_lines,
)
from svh_core.domain.proposal import Proposal
from svh_core.errors import Malformed, NotAllowed, SvhError
from svh_core.keeping import beside_of, place_of, shown
from svh_core.log.script import ScriptReader
from svh_core.postgres.address import Address
from svh_core.vault.beside import key_file_of, signing_key_of, vault_of
from svh_core.vault.master import VARIABLE

KEEP_THE_KEY = "Without the master key nobody reads a word again. Keep a copy of it somewhere else than the casebook."


@click.command()
@casebook_option
@output_options
@click.option("--origin", help="A name for this log; a random one where nothing is said.")
def init(db: str, lang: str, origin: str | None, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Make a new casebook. Never overwrites one."""
    with Casebook.create(db, origin=origin) as book:
        at = place_of(db)
        beside, called = beside_of(at), shown(at)
        made = {
            "casebook": called if isinstance(at, Address) else at.resolve(),
            "vault": at.vault.shown if isinstance(at, Address) else vault_of(at).resolve(),
            "master key": _key_of(beside),
            "signing key": signing_key_of(beside).resolve(),
            "verifier key": book.verifier_key,
        }
        if as_json:
            where = {name.replace(" ", "_"): str(place) for name, place in made.items()}
            say_json("init", **where, origin=book.origin, edition=book.edition)
            return
        for name, place in made.items():
            click.echo(f"{name:<12}  {place}")
        click.echo(f"origin        {book.origin}")
        click.echo(f"rules         edition {book.edition}")
    click.echo(KEEP_THE_KEY, err=True)
    if db != DEFAULT_CASEBOOK:
        click.echo(f"Name it with --db {called}, or set SVH_DB.", err=True)


def _key_of(casebook: Path) -> Path | str:
    """Where the master key is."""
    key_file = key_file_of(casebook)
    return key_file.resolve() if key_file.exists() else VARIABLE


@attrs.frozen
class Wrong:
    """A line that was refused or could not be read."""

    line: int
    error: SvhError

    def rule(self) -> str | None:
        """The id of the rule that refused it, if one did."""
        return self.error.rule.id if isinstance(self.error, NotAllowed) else None


@click.command()
@click.argument("script", type=click.Path(allow_dash=True, dir_okay=False, exists=True))
@casebook_option
@output_options
@click.option("--keep-going", is_flag=True, help="Record what is allowed and leave out the rest.")
@click.option("--dry-run", is_flag=True, help="Judge only; record nothing.")
@click.option("--import", "importing", is_flag=True, help="Take the script of another casebook.")
def record(
    script: str,
    db: str,
    lang: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
    keep_going: bool,
    dry_run: bool,
    importing: bool,
) -> int:
    """Record a decision SCRIPT (- is stdin): all of it, or nothing."""
    with opened(db) as book:
        proposals, wrong = _read(script_lines(script), ScriptReader(book.rulebook, importing=importing), keep_going)
        recorded = 0
        with progress("recorded") as shown:
            if keep_going:
                receipts, refused = book.record_allowed(
                    [proposal for _, proposal in proposals], dry_run=dry_run, progress=shown
                )
                wrong += [Wrong(proposals[refusal.index][0], refusal) for refusal in refused]
                recorded = sum(receipt.last - receipt.number + 1 for receipt in receipts)
            else:
                try:
                    receipts = book.record_all(
                        [proposal for _, proposal in proposals], dry_run=dry_run or bool(wrong), progress=shown
                    )
                    recorded = 0 if wrong else sum(receipt.last - receipt.number + 1 for receipt in receipts)
                except (NotAllowed, Malformed) as refusal:
                    wrong = [Wrong(proposals[refusal.index][0], refusal)]
    return _told(sorted(wrong, key=lambda one: one.line), 0 if dry_run else recorded, lang, as_json=as_json)


def _read(
    lines: Iterable[tuple[int, bytes]],
    reader: ScriptReader,
    keep_going: bool,  # noqa: FBT001
) -> tuple[list[tuple[int, Proposal]], list[Wrong]]:
    """The proposals of a script, and the lines that are none; up to the first of those, unless it is to keep going."""
    proposals: list[tuple[int, Proposal]] = []
    wrong: list[Wrong] = []
    for number, line in lines:
        try:
            proposals.append((number, reader.read(line)))
        except Malformed as error:
            wrong.append(Wrong(number, error))
            if not keep_going:
                break
    return proposals, wrong


def _told(wrong: list[Wrong], recorded: int, lang: str, *, as_json: bool) -> int:
    """Says what was recorded and what was not, and gives the exit status."""
    refused = [{"line": w.line, "rule": w.rule(), "sentence": w.error.in_language(lang)} for w in wrong]
    if as_json:
        first = wrong[0].error if wrong else None
        error = (
            {"error": {"code": first.code, "sentence": first.in_language(lang), "next": first.next}} if first else {}
        )
        say_json("record", recorded=recorded, refused=refused, **error)
    else:
        click.echo(f"{recorded}")
    for one in refused:
        click.echo(f"line {one['line']}: {one['sentence']}", err=True)
    return max((one.error.exit_status for one in wrong), default=0)
