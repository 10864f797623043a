"""A new file or folder with what a plugin made: where it comes is looked at before anything is disclosed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs
import click

from svh_core.errors import SvhError

_ANOTHER: Final = "Name another with -o."


@attrs.frozen
class NewFile:
    """A file or folder that is to be made, only for who makes it.

    Attributes:
        named: as it was named.
        place: where that is, settled at once: a plugin may go to another folder.
    """

    named: Path
    place: Path = attrs.field(init=False, default=attrs.Factory(lambda self: self.named.absolute(), takes_self=True))

    @property
    def suffix(self) -> str:
        """What kind of file it is."""
        return self.named.suffix

    def check(self) -> None:
        """Refuses one that is there already, before anything is disclosed.

        Raises:
            SvhError: it is, or there is no folder for it.
        """
        if os.path.lexists(self.place):
            raise self._there_already()
        if not self.place.parent.is_dir():
            sentence = f"there is no folder {self.named.parent}"
            raise SvhError(sentence, next="Make the folder, or name another with -o.")

    def write(self, file: bytes) -> None:
        """Writes it whole or not at all.

        Raises:
            SvhError: it cannot be made.
        """
        try:
            handle, making = tempfile.mkstemp(prefix=".", suffix=".new", dir=self.place.parent)
            try:
                with os.fdopen(handle, "wb") as opened:
                    opened.write(file)
                os.link(making, self.place)
            finally:
                Path(making).unlink()
        except FileExistsError:
            raise self._there_already() from None
        except OSError as error:
            raise SvhError(f"{self.named} cannot be made: {error.strerror}", next=_ANOTHER) from None

    def write_folder(self, files: Mapping[str, bytes]) -> None:
        """Writes a folder with these files, whole or not at all.

        Raises:
            SvhError: it cannot be made.
        """
        try:
            making = Path(tempfile.mkdtemp(prefix=".", suffix=".new", dir=self.place.parent))
            try:
                for name, file in files.items():
                    with os.fdopen(os.open(making / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
                        opened.write(file)
                self.check()  # to rename would take an empty folder's place
                making.rename(self.place)
            finally:
                shutil.rmtree(making, ignore_errors=True)
        except OSError as error:
            raise SvhError(f"{self.named} cannot be made: {error.strerror}", next=_ANOTHER) from None

    def _there_already(self) -> SvhError:
        return SvhError(f"{self.named} is there already and stays as it is", next=_ANOTHER)


def new_file(_: click.Context, __: click.Parameter, named: Path | None) -> NewFile | None:
    """What an option names, as a file that is to be made."""
    return NewFile(named) if named is not None else None
