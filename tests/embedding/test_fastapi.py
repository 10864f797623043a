"""The FastAPI example, behind uvicorn: two processes, each with a casebook of its own on the same file."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from typing import ClassVar

from svh_core import new_id

from .promises import Promises, assert_page_shows
from .serving import SECONDS, Host, LoggedIn


class FastAPI(Host):
    """The FastAPI example."""

    seats = "seats"
    case_column = "case_id"

    def prepare(self) -> None:
        """Nothing: the app makes its table when it starts."""

    def command(self, socket_number: int) -> list[str]:
        asked = ["--workers", "2", "--fd", str(socket_number)]
        return [sys.executable, "-m", "uvicorn", *asked, "tests.embedding.fastapi_served:app"]

    def login(self, case: str, person: str, *, capacity: str) -> LoggedIn:
        token = new_id()
        with closing(sqlite3.connect(self.database, timeout=SECONDS)) as connection, connection:
            connection.execute("INSERT INTO seats VALUES (?, ?, ?, ?, NULL)", (token, case, person, capacity))
        return LoggedIn(self.url, headers={"Authorization": f"Bearer {token}"})


class TestFastAPI(Promises):
    kind: ClassVar[type[Host]] = FastAPI


def test_the_page_shows_the_example_as_it_is_tested() -> None:
    assert_page_shows("fastapi.md", ["fastapi_app.py"])
