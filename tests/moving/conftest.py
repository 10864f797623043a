"""One casebook in which much happened, copied for each test; and places to move it to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from svh_core.keeping import Place, place_of

from ..postgres import needs_postgres, new_name, url_of
from .books import lived


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lived")
    lived(folder / "casebook.db")
    return folder


@pytest.fixture
def casebook(made_once: Path, tmp_path: Path) -> Path:
    """The file of a casebook in which much happened."""
    shutil.copytree(made_once, tmp_path / "book")
    return tmp_path / "book" / "casebook.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    (tmp_path / "new").mkdir()
    return tmp_path / "new" / "other.db"


@pytest.fixture
def server(tmp_path: Path) -> Place:
    """A place on a server where nothing is yet."""
    needs_postgres()
    return place_of(url_of(new_name(), keys=str(tmp_path / "keys")))


def another(tmp_path: Path) -> Place:
    """Another such place."""
    return place_of(url_of(new_name(), keys=str(tmp_path / "other-keys")))
