"""Copying a casebook that is in use: the log first, then the vault, so that every key the log names is in the copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import attrs

from svh_core.errors import KeysMissing, NotFound, SvhError
from svh_core.keeping import settle
from svh_core.vault.beside import vault_of

_LOCK_SECONDS: Final = 30


@attrs.frozen(kw_only=True)
class BackedUp:
    """What was copied.

    Attributes:
        casebook: the copy of the log.
        vault: the copy of the keys, wrapped. The master key is copied by nobody but you.
    """

    casebook: Path
    vault: Path


def back_up(casebook: Path, folder: Path) -> BackedUp:
    """Copies a casebook and its vault to a folder; never overwrites.

    Args:
        casebook: the file of the log, which may be in use.
        folder: where the copies go; made if it is not there.

    Raises:
        NotFound: there is no such casebook.
        KeysMissing: its vault is not there.
        SvhError: a copy is there already, or cannot be made.
    """
    vault = vault_of(casebook)
    copies = BackedUp(casebook=folder / casebook.name, vault=folder / vault.name)
    if not casebook.is_file():
        raise NotFound(f"there is no casebook at {casebook}", next="Name another with --db.")
    if not vault.is_file():
        raise KeysMissing(f"there is no vault at {vault}", next="Put it back from its backup.")
    for copy in (copies.casebook, copies.vault):
        if copy.exists():
            raise SvhError(f"{copy} is there already and stays as it is", next="Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(casebook, copies.casebook)
        _copy(vault, copies.vault)
        settle(copies.casebook, copies.vault)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SvhError(f"the copy in {folder} cannot be made: {reason}", next="Name another folder.") from None
    return copies


def _copy(file: Path, copy: Path) -> None:
    """Copies a database as it is at one moment; half a copy never has the name of a whole one."""
    making = copy.with_name(f".{copy.name}.new")
    making.unlink(missing_ok=True)
    making.touch(mode=0o600)
    with closing(sqlite3.connect(file, timeout=_LOCK_SECONDS)) as source, closing(sqlite3.connect(making)) as target:
        source.backup(target)
    making.replace(copy)
