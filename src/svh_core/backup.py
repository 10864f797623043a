"""Copying a casebook that is in use: the log first, then the vault, so that every key the log names is in the copy.

A file is copied as it is. What is on a server is copied into files, row by row, and verified.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import attrs

from svh_core.checking import Checked
from svh_core.errors import KeysMissing, NotFound, SvhError
from svh_core.keeping import Place, settle
from svh_core.log.moved import why_closed
from svh_core.log.sqlite import SQLiteStore, facts_of
from svh_core.moving.copying_files import copy_to_files
from svh_core.moving.steps import Progress
from svh_core.vault.beside import vault_of
from svh_core.vault.keys import KeyStore

_LOCK_SECONDS: Final = 30


@attrs.frozen(kw_only=True)
class BackedUp:
    """What was copied.

    Attributes:
        casebook: the copy of the log.
        vault: the copy of the keys, wrapped. The master key is copied by nobody but you.
        checked: what an auditor finds in the copy of what is on a server; a file is not read for it.
    """

    casebook: Path
    vault: Path
    checked: Checked | None = None


def back_up(place: Place, folder: Path, *, progress: Progress | None = None) -> BackedUp:
    """Copies a casebook and its vault to a folder; never overwrites.

    Args:
        place: where the casebook is, which may be in use.
        folder: where the copies go; made if it is not there.
        progress: called with how many entries are done and how many there are, of what is on a server.

    Raises:
        NotFound: there is no such casebook.
        Moved: it was moved.
        KeysMissing: its vault is not there.
        LogBroken: the copy is not what is on the server.
        SvhError: a copy is there already, or cannot be made.
    """
    if isinstance(place, Path):
        return _copy_files(place, folder)
    made = copy_to_files(place, folder, progress=progress)
    return BackedUp(casebook=made.casebook, vault=made.vault, checked=made.checked)


def _copy_files(casebook: Path, folder: Path) -> BackedUp:
    vault = vault_of(casebook)
    copies = BackedUp(casebook=folder / casebook.name, vault=folder / vault.name)
    if not casebook.is_file():
        raise NotFound(f"there is no casebook at {casebook}", next="Name another with --db.")
    if not vault.is_file():
        raise KeysMissing(f"there is no vault at {vault}", next="Put it back from its backup.")
    _must_be_open_still(casebook)
    for copy in (copies.casebook, copies.vault):
        if copy.exists():
            raise SvhError(f"{copy} is there already and stays as it is", next="Name another folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(casebook, copies.casebook)
        _copy(vault, copies.vault)
        _must_be_open_still(casebook, copies)
        with closing(SQLiteStore.open(copies.casebook)) as store, closing(KeyStore.open(copies.vault)) as keys:
            settle(store, keys)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SvhError(f"the copy in {folder} cannot be made: {reason}", next="Name another folder.") from None
    return copies


def _must_be_open_still(casebook: Path, copies: BackedUp | None = None) -> None:
    """Asserts that a casebook is not moved away; a copy of which half was made before that goes.

    Raises:
        Moved: it was.
    """
    closed = why_closed(str(casebook), facts_of(casebook))
    if closed is None:
        return
    if copies is not None:
        copies.casebook.unlink()
        copies.vault.unlink()
    raise closed


def _copy(file: Path, copy: Path) -> None:
    """Copies a database as it is at one moment; half a copy never has the name of a whole one."""
    making = copy.with_name(f".{copy.name}.new")
    making.unlink(missing_ok=True)
    making.touch(mode=0o600)
    with closing(sqlite3.connect(file, timeout=_LOCK_SECONDS)) as source, closing(sqlite3.connect(making)) as target:
        source.backup(target)
    making.replace(copy)
