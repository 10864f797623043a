"""Being a witness of somebody else's log."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

import click

from svh_core.cli.options import output_options, say_json, verifier_key
from svh_core.errors import Malformed
from svh_core.proof.forks import Fork, hashes_of, plain
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import VerifierKey
from svh_core.proof.witness import Request, cosign, follow_key
from svh_core.proof.witness_state import WitnessState

_DEFAULT: Final = "witness"

_state_option = click.option(
    "--state",
    "folder",
    type=click.Path(path_type=Path),
    default=_DEFAULT,
    show_default=True,
    help="The folder of the witness.",
)
_log_option = click.option(
    "--log", "logs", multiple=True, required=True, help="The verifier key of a log, or a file with one."
)


@click.group()
def witness() -> None:
    """Be a witness: cosign the checkpoints of somebody else's log, or refuse, and keep what shows a fork.

    A witness that was shown a fork refuses, ends with 6 and writes a file with both checkpoints. Whoever has the key of
    the log can check that file: `svh witness fork FILE --log KEY`.
    """


@witness.command()
@click.option("--name", help="The name of the witness, such as its web address; one made up where nothing is said.")
@_log_option
@click.option(
    "-o",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=_DEFAULT,
    show_default=True,
    help="Its folder: new, or empty.",
)
@output_options
def init(name: str | None, logs: tuple[str, ...], folder: Path, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Make a witness, with a key of its own, and print its verifier key. Of each log it believes what it sees first."""
    made = WitnessState.create(folder, name=name or f"witness-{secrets.token_hex(4)}", logs=_keys(logs))
    if as_json:
        origins = list(dict.fromkeys(log.name for log in made.logs))
        say_json("witness", name=made.verifier.name, key=made.verifier.export(), logs=origins, folder=str(folder))
    else:
        click.echo(made.verifier.export())
        click.echo(_SAYS["made"][lang].format(folder=folder), err=True)


@witness.command(name="cosign")
@click.argument("checkpoint", type=click.File("rb"))
@click.option("--old", type=click.IntRange(min=0), help="How many entries the log had when it was cosigned last.")
@click.option(
    "--proof", type=click.File("rb"), help="The consistency proof from there: a line of base64 for each hash."
)
@_state_option
@output_options
def _cosign(
    checkpoint: IO[bytes],
    old: int | None,
    proof: IO[bytes] | None,
    folder: Path,
    lang: str,  # noqa: ARG001 - a checkpoint has no language
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
) -> None:
    """Cosign CHECKPOINT (- is stdin), and print it with the cosignature.

    Without --old, CHECKPOINT is a request that has old size, proof and checkpoint in it (C2SP tlog-witness).
    """
    if old is None and proof is not None:
        raise click.UsageError("--proof goes with --old")
    asked = _asked(checkpoint.read(), old, proof.read() if proof is not None else b"")
    answer = cosign(asked.old, asked.proof, asked.note, WitnessState(folder))
    if as_json:
        say_json("cosigned", note=answer.note.decode(), cosignature=answer.cosignature.decode())
    else:
        click.echo(answer.note, nl=False)


def _asked(told: bytes, old: int | None, proof: bytes) -> Request:
    if old is None:
        return Request.parse(told)
    try:
        return Request(old, hashes_of(plain(proof).splitlines()), told)
    except ProofRefused as refused:
        raise Malformed(f"this is no proof: {refused}", path="--proof", next="Ask the log for another.") from None


@witness.command()
@click.argument("note", type=click.File("rb"))
@click.option("--log", help="Where the old key was lost: the new one, as whoever runs the log told you in another way.")
@_state_option
@output_options
def follow(note: IO[bytes], log: str | None, folder: Path, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Follow a log to its new key, of which NOTE says that it follows the old one (`svh keys succeed` makes it)."""
    key = follow_key(note.read(), WitnessState(folder), key=_keys([log])[0] if log is not None else None)
    if as_json:
        say_json("followed", log=key.name, key=key.export())
    else:
        click.echo(_SAYS["followed"][lang].format(key=key.export()))


@witness.command()
@click.argument("file", type=click.File("rb"))
@_log_option
@output_options
def fork(file: IO[bytes], logs: tuple[str, ...], lang: str, *, as_json: bool, no_color: bool) -> int:  # noqa: ARG001
    """Check FILE, which a witness wrote: 6 where the log is shown to be forked, 1 where it has to explain itself."""
    try:
        is_proven = Fork.parse(file.read()).is_proven(_keys(logs))
    except ProofRefused as refused:
        raise Malformed(f"this shows nothing: {refused}", next="Ask the witness for the file again.") from None
    if as_json:
        say_json("fork", proven=is_proven)
    else:
        click.echo(_SAYS["proven" if is_proven else "open"][lang])
    return 6 if is_proven else 1


def _keys(told: Iterable[str]) -> list[VerifierKey]:
    try:
        return [key for one in told if (key := verifier_key(one)) is not None]
    except Malformed as error:
        raise Malformed(error.expected, path="--log", next="Whoever runs the log has its verifier key.") from None


_SAYS: Final = {
    "made": {
        "nl": "Deze getuige staat in {folder}. Zet er nooit een oudere kopie van terug.",
        "en": "This witness is in {folder}. Never put back an older copy of it.",
    },
    "followed": {
        "nl": "Deze getuige neemt van dit logboek nu alleen {key} aan.",
        "en": "Of this log, this witness takes {key} from now on, and no other key.",
    },
    "proven": {
        "nl": "Dit logboek heeft twee standen ondertekend die niet allebei waar kunnen zijn.",
        "en": "This log signed two checkpoints that cannot both be true.",
    },
    "open": {
        "nl": "Dit logboek heeft twee standen ondertekend. Niets laat zien dat ze samengaan: vraag om het bewijs.",
        "en": "This log signed two checkpoints. Nothing shows that they go together: ask it for the proof.",
    },
}
