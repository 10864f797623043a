"""What others can check: receipts, checkpoints and bundles."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import click

from svh_core.casebook import Casebook
from svh_core.cli.options import casebook_option, opened, output_options, say_json, verifier_key
from svh_core.errors import KeysMissing, LogBroken, Malformed, SvhError
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.receipts import Shown, read_receipt
from svh_core.publishing import must_have_had, successions_of, witness_request
from svh_core.views.telling import one_line

Command = TypeVar("Command", bound=Callable[..., Any])

_SAYS: Final = {
    "nl": (
        "{stream}, regel {number}: {event}.\n"
        "Besloten door {by}, opgeschreven door {entered_by}, op {at}. Vastgelegd op {recorded_at}.\n"
        "Dit staat in het logboek {origin}, als nummer {place} van {size}. De woorden zijn verzegeld."
    ),
    "en": (
        "{stream}, entry {number}: {event}.\n"
        "Decided by {by}, written down by {entered_by}, at {at}. Recorded at {recorded_at}.\n"
        "The log {origin} holds this, as number {place} of {size}. The words are sealed."
    ),
}
_WRITTEN: Final = {"nl": "Geschreven: {file}.", "en": "Written: {file}."}


def _output_option(command: Command) -> Command:
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The file to write it to; stdout where nothing is said. Never overwrites.",
    )(command)


@click.command()
@click.argument("what", metavar="CASE")
@click.argument("which", metavar="NUMBER")
@casebook_option
@output_options
@_output_option
@click.option("--key", help="With check: a verifier key of the log; a key, or a file with one.")
@click.option(
    "--succession",
    "successions",
    type=click.File("rb"),
    multiple=True,
    help="With check: a note by which the log went on under another key (`svh keys succeed`).",
)
def receipt(
    what: str,
    which: str,
    db: str,
    lang: str,
    output: Path | None,
    key: str | None,
    successions: tuple[IO[bytes], ...],
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
) -> None:
    """The receipt of an entry: CASE NUMBER. Or what a receipt shows, without a casebook: check FILE."""
    if what == "check" and not which.isdigit():
        known, notes = verifier_key(key), [one.read() for one in successions]
        says = _told(_shown_by(Path(which), *((known, notes) if known is not None else _known_to(db))))
        if as_json:
            say_json("receipt", **says)
        else:
            click.echo(_SAYS[lang].format(**{name: one_line(str(told)) for name, told in says.items()}))
        return
    if not which.isdigit():
        raise Malformed("the number of an entry is a whole number", path="NUMBER")
    with opened(db) as book:
        told = book.receipt(what, int(which))
    if as_json:
        say_json("receipt", case=what, number=int(which), receipt=told.decode())
    else:
        _write(output, told.decode().splitlines(), lang)


def _shown_by(file: Path, key: VerifierKey, successions: Iterable[bytes]) -> Shown:
    try:
        told = file.read_bytes()
    except OSError as error:
        raise Malformed(f"{file} cannot be read: {error.strerror}", path="FILE") from None
    return read_receipt(told, key, successions=successions)


def _known_to(db: str) -> tuple[VerifierKey, list[bytes]]:
    """The key of a casebook that is at hand, where nobody named one, and what says which keys came before it.

    Raises:
        KeysMissing: there is none.
    """
    try:
        with Casebook.open(db) as book:
            return VerifierKey.parse(book.verifier_key), successions_of(book.log)
    except SvhError:
        raise KeysMissing(
            "nobody said which key has to have signed it", next="Name the verifier key of the log with --key."
        ) from None


def _told(shown: Shown) -> dict[str, Any]:
    """What a receipt shows.

    Raises:
        LogBroken: what the log holds there is no entry.
    """
    try:
        state: Any = json.loads(shown.state)
    except (ValueError, RecursionError):
        state = None
    if not isinstance(state, dict):
        raise LogBroken("what this receipt shows is no entry", next="Ask for the receipt again.")
    return {
        "origin": shown.checkpoint.origin,
        "size": shown.checkpoint.size,
        "place": shown.index + 1,
        "stream": shown.stream,
        "number": shown.number,
        "event": shown.name,
        **{name: state.get(name) for name in ("by", "entered_by", "at", "recorded_at")},
    }


def _write(output: Path | None, lines: Iterable[str], lang: str) -> None:
    """Writes lines to stdout, or to a new file.

    Raises:
        SvhError: there is a file already, or it cannot be made.
    """
    if output is None:
        for line in lines:
            click.echo(line)
        return
    making = output.with_name(f".{output.name}.{os.getpid()}.new")  # half a bundle never has the name of a whole one
    try:
        with making.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        os.link(making, output)
    except FileExistsError:
        raise SvhError(f"{output} is there already and stays as it is", next="Name another file.") from None
    except OSError as error:
        raise SvhError(f"{output} cannot be made: {error.strerror}", next="Name another file.") from None
    finally:
        making.unlink(missing_ok=True)
    click.echo(_WRITTEN[lang].format(file=output), err=True)


@click.command()
@casebook_option
@output_options
@_output_option
@click.option(
    "--old",
    type=click.IntRange(min=0),
    help="For a witness: how many entries the log had when it cosigned last, 0 the first time. Writes the request.",
)
def checkpoint(db: str, lang: str, output: Path | None, old: int | None, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Sign what the log holds now, so that others can hold it against it later."""
    with opened(db) as book:
        must_have_had(book.log, old or 0)
        note = book.checkpoint()
        request = witness_request(book.log, note, old=old).export() if old is not None else None
        if as_json:
            asked = {"request": request.decode()} if request is not None else {}
            say_json("checkpoint", checkpoint=note.decode(), key=book.verifier_key, **asked)
        else:
            _write(output, (request or note).decode().splitlines(), lang)


@click.command()
@click.argument("cases", metavar="[CASE]...", nargs=-1)
@casebook_option
@output_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write it to. Never overwrites.",
)
def bundle(cases: tuple[str, ...], db: str, lang: str, output: Path, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Write cases for an auditor, words sealed, with the proof that they are whole; every case where none is named."""
    with opened(db) as book:
        _write(output, book.bundle(cases), lang)
        if as_json:
            say_json("bundle-made", file=str(output), key=book.verifier_key)
