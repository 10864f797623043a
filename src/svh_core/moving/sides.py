"""Where a casebook comes from and where it goes to: its log and its vault, in files or on a server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from contextlib import ExitStack, closing
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
        self.log = SQLiteMoving(path, self._open_vault)

    def make_log(self, facts: Mapping[str, str]) -> None:
        """Makes an empty log."""
        SQLiteStore.create(self._path, facts).close()

    def has_vault(self) -> bool:
        """Whether there is a file in its place."""
        return self._vault.exists()

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

    def _open_vault(self) -> None:
        with closing(self.keys()) as keys:
            keys.open_for_all()


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
