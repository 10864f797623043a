"""What each command says of a casebook after an attack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .ground import GONE, Answer, Ground, svh
from .table import Command

IS_WELL: Final = frozenset({f"{GONE}#1 destroyed", "of bo#100"})
"""What the commands tell of this casebook where nothing is wrong."""


def asked(ground: Ground, command: Command) -> Answer:
    """The answer of a command."""
    return _ASKED[command](ground)


def _check(ground: Ground, *kept: str) -> Answer:
    against = [word for name in kept for word in ("--against", ground.elsewhere / name)]
    key = ("--key", ground.key) if kept else ()
    return svh("check", "--db", ground.casebook, *against, *key)


def _against_receipts(ground: Ground) -> Answer:
    receipts = sorted(file.name for file in ground.elsewhere.iterdir() if "-" in file.name)
    return _check(ground, *receipts)


def _receipt_check(ground: Ground) -> Answer:
    """Of the receipt that the log gives now, or the one that somebody handed over."""
    told = ground.folder / "receipt"
    if not told.exists():
        given = svh("receipt", "bo", "100", "--db", ground.casebook)
        if given.status != 0:
            return given
        told.write_text(given.data["receipt"])
    return svh("receipt", "check", told, "--key", ground.key)


def _bundle(ground: Ground) -> Answer:
    return svh("check", ground.elsewhere / "bundle", "--key", ground.key)


def _cosign(ground: Ground) -> Answer:
    return svh("witness", "cosign", ground.request(), "--state", ground.witness)


def _fork(ground: Ground) -> Answer:
    """Shows the file that a witness who refused left behind to somebody who has the key of the log."""
    if not any(ground.witness.glob("fork-*.txt")):
        _cosign(ground)
    fork = next(ground.witness.glob("fork-*.txt"))
    shown = svh("witness", "fork", fork, "--log", ground.key)
    return Answer(shown.status, {"error": {"code": "proven"}} if shown.data["proven"] else shown.data)


_ASKED: Final[Mapping[Command, Callable[[Ground], Answer]]] = {
    Command.CHECK: _check,
    Command.AGAINST_CHECKPOINT: lambda ground: _check(ground, "first", "second"),
    Command.AGAINST_RECEIPT: _against_receipts,
    Command.CHECK_BUNDLE: _bundle,
    Command.RECEIPT: lambda ground: svh("receipt", "aya", "5", "--db", ground.casebook),
    Command.RECEIPT_CHECK: _receipt_check,
    Command.CHECKPOINT: lambda ground: svh("checkpoint", "--db", ground.casebook),
    Command.TRAIL: lambda ground: svh("trail", "aya", "--db", ground.casebook),
    Command.COSIGN: _cosign,
    Command.FORK: _fork,
}
