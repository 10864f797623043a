"""Checking a casebook as an auditor does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from svh_core.casebook import Casebook
from svh_core.checking import Checked, check_bundle
from svh_core.checking import check as checked
from svh_core.cli.options import allowed_plugins, casebook_option, output_options, progress, say_json, verifier_key
from svh_core.domain.auditing import Finding
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.errors import Malformed
from svh_core.log.log import Log
from svh_core.proof.checkpoint import WitnessKey
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.older import Older
from svh_core.publishing import must_have_signed_with, successions_of
from svh_core.views.telling import one_line


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
@click.option("--witness", "witnesses", multiple=True, help="The key of a witness that cosigned those; needs --key.")
@click.option("--processes", type=click.IntRange(min=1), default=1, help="How many processes work at it.")
def check(
    bundle: Path | None,
    db: str,
    lang: str,
    against: tuple[Path, ...],
    key: str | None,
    witnesses: tuple[str, ...],
    processes: int,
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
            older = _older(against, book.log, known, witnesses)
            if known is not None:
                must_have_signed_with(book.log, known)
            result = checked(book.log, book.rulebook, progress=shown, older=older, processes=processes)
    if as_json:
        say_json("check", findings=findings_as_data(result.findings, lang), clean=result.is_clean, **_unsealed(result))
    else:
        say_checked(result, lang)
    return result.exit_status


def _older(files: Iterable[Path], log: Log, key: VerifierKey | None, told: Iterable[str]) -> Sequence[Older]:
    """What somebody kept of this log.

    Raises:
        Malformed: a file is none of that; a witness was named whose cosignature cannot be held against anything.
    """
    witnesses = [_witness(one) for one in told]
    if witnesses and key is None:
        raise Malformed("expected the key of the log too", path="--key", next="`svh keys show` prints it.")
    origin, notes = str(log.store.fact("origin")), successions_of(log)
    older = [
        Older.read(_note_in(file.read_bytes()), origin=origin, key=key, witnesses=witnesses, successions=notes)
        for file in files
    ]
    if witnesses and all(one.seen is None for one in older):
        raise Malformed("this witness cosigned nothing that --against names", path="--witness")
    return older


def _note_in(told: bytes) -> bytes:
    """A checkpoint or receipt; of the manifest of an exported folder the checkpoint in it."""
    try:
        manifest = json.loads(told) if told.startswith(b"{") else None
    except ValueError:
        return told
    note = manifest.get("checkpoint") if isinstance(manifest, dict) else None
    return note.encode() if isinstance(note, str) else told


def _witness(told: str) -> WitnessKey:
    """The verifier key of a witness: as it is written, or from a file.

    Raises:
        Malformed: it is none.
    """
    try:
        return WitnessKey.parse((told if "+" in told else Path(told).read_text("utf-8")).strip())
    except (OSError, ValueError, ProofRefused):
        raise Malformed("this is no key of a witness", path="--witness", next="`svh witness init` prints it.") from None


def _unsealed(result: Checked) -> dict[str, int]:
    return {"unsealed": result.unsealed} if result.unsealed else {}


def findings_as_data(findings: Iterable[Finding], lang: str) -> list[dict[str, object]]:
    """Findings, as they are given to programs."""
    return [
        {"id": found.id, "sentence": found.sentences[lang], "stream": found.stream, "number": found.number}
        for found in findings
    ]


def say_findings(findings: Iterable[Finding], lang: str) -> None:
    """Each finding in a line, for people."""
    for found in findings:
        click.echo(f"{one_line(str(found.stream))}#{found.number}  {found.sentences[lang]} [{found.id}]")


def say_checked(result: Checked, lang: str) -> None:
    """What a check found, for people."""
    say_findings(result.findings, lang)
    if result.unsealed:
        unsealed = {
            "nl": "{n} regels staan in geen boom. Zo is het bij een oude versie, of als iemand de boom weghaalde. "
            "Leg een bewijs of controlepunt naast het logboek (--against).",
            "en": "{n} entries are in no tree. So it is where an older release wrote them, or where somebody took the "
            "tree away. Hold the log against a receipt or a checkpoint (--against).",
        }[lang]
        click.echo(unsealed.format(n=result.unsealed))
    says = {
        "nl": (
            "Nagekeken: {e} regels in {s} reeksen. {f}",
            "Alles klopt.",
            "Er klopt iets niet.",
            "Verder klopt alles.",
        ),
        "en": ("Checked: {e} entries in {s} streams. {f}", "All is well.", "Something is wrong.", "All else is well."),
    }[lang]
    ends = says[3] if result.is_clean and result.unsealed else says[1] if result.is_clean else says[2]
    click.echo(says[0].format(e=result.entries, s=result.streams, f=ends))
