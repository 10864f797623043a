"""Where a casebook comes from and where it goes to: its log and its vault, in files or on a server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Protocol, Self

from svh_core.errors import SvhError
from svh_core.keeping import Place, in_postgres
from svh_core.log.moved import Movable
from svh_core.log.sqlite import SQLiteStore
from svh_core.log.sqlite_moving import SQLiteMoving
from svh_core.log.store import Store
from svh_core.vault.beside import vault_of
from svh_core.vault.keys import KeyStore


class Side(Protocol):
    """A place in a move."""

    @property
    def shown(self) -> str:
        """Where it is, without a password."""
        ...

    @property
    def log(self) -> Movable:
        """Its log."""
        ...

    @property
    def files(self) -> Sequence[Path]:
        """The files of its log and of its vault; none on a server."""
        ...

    def has_log(self) -> bool:
        """Whether there is a log, or something else in its place."""
        ...

    def make_log(self, facts: Mapping[str, str]) -> None:
        """Makes an empty log that says these facts of itself.

        Raises:
            SvhError: there is something already.
        """
        ...

    def has_vault(self) -> bool:
        """Whether there is a vault, or something else in its place."""
        ...

    def make_vault(self, facts: Mapping[str, bytes]) -> None:
        """Makes an empty vault that says these facts of itself.

        Raises:
            SvhError: there is something already.
        """
        ...

    def store(self) -> Store:
        """Its log, whether or not it may be opened yet."""
        ...

    def keys(self) -> KeyStore:
        """Its wrapped keys.

        Raises:
            KeysMissing: they are not there, or this user may not read them.
        """
        ...

    def take_away(self) -> None:
        """Takes away the vault and the log, whatever is in them, as far as this user may; the vault first."""
        ...


class InFiles:
    """A casebook in files, as it is moved from or to.

    Args:
        path: of its log.
        vault: of its vault; beside the log, under its name, where nothing is said.
    """

    def __init__(self, path: Path, vault: Path | None = None) -> None:
        self._path = path
        self._vault = vault or vault_of(path)
        self.shown = str(path)
        self.files = (path, self._vault)
        self.log = SQLiteMoving(path, self._open_vault)

    def has_log(self) -> bool:
        """Whether there is a file in its place."""
        return _is_taken(self._path)

    def make_log(self, facts: Mapping[str, str]) -> None:
        """Makes an empty log."""
        SQLiteStore.create(self._path, facts).close()

    def has_vault(self) -> bool:
        """Whether there is a file in its place."""
        return _is_taken(self._vault)

    def make_vault(self, facts: Mapping[str, bytes]) -> None:
        """Makes an empty vault, which gets its name when it is one: whoever is killed leaves no half of it."""
        making = self._vault.with_name(f".{self._vault.name}.{uuid.uuid4().hex}.new")
        KeyStore.create(making, facts)
        try:
            os.link(making, self._vault)
        except OSError as error:
            raise SvhError(f"{self._vault} cannot be made: {error.strerror}", next="Name another place.") from None
        finally:
            making.unlink()

    def store(self) -> SQLiteStore:
        """Its log."""
        return SQLiteStore(self._path)

    def keys(self) -> KeyStore:
        """Its wrapped keys."""
        return KeyStore.open(self._vault)

    def take_away(self) -> None:
        """Takes away both files."""
        with suppress(OSError):
            unlink_database(self._vault)
            unlink_database(self._path)

    def _open_vault(self) -> None:
        with closing(self.keys()) as keys:
            keys.open_for_all()


def _is_taken(path: Path) -> bool:
    """Whether there is something at a path, were it a link that leads nowhere."""
    return path.exists() or path.is_symlink()


def unlink_database(file: Path) -> None:
    """Takes a file of SQLite away, and its journals before it: they would be taken for those of the next one there."""
    for beside in ("-wal", "-shm", ""):
        file.with_name(file.name + beside).unlink(missing_ok=True)


def target_at(place: Place) -> Side:
    """The side that a place is, to which a casebook is moved.

    Raises:
        SvhError: it is a symbolic link: the vault would stand beside what that leads to, and nobody looks for it there.
    """
    if isinstance(place, Path) and place.is_symlink():
        raise SvhError(f"{place} is a symbolic link", next=f"Name what it leads to: {place.resolve()}")
    return side_at(place)


def side_at(place: Place) -> Side:
    """The side that a place is.

    Raises:
        SvhError: it is on a server, and what that takes is not installed.
    """
    if isinstance(place, Path):
        return InFiles(place.resolve())
    side: Side = in_postgres().OnServer(place)
    return side


class Tables(ExitStack):
    """The tables of the log and the vault of a side, for as long as this lasts.

    Attributes:
        log: those of its log.
        vault: those of its vault.
    """

    def __init__(self, side: Side) -> None:
        super().__init__()
        self._side = side

    def __enter__(self) -> Self:
        """Connects to both."""
        with ExitStack() as failing:
            self.log = failing.enter_context(closing(self._side.log.tables()))
            with closing(self._side.keys()) as keys:
                self.vault = failing.enter_context(closing(keys.tables()))
            self.push(failing.pop_all())
        return self
