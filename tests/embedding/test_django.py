"""The Django example, behind gunicorn: two processes, forked from a master that made the casebook."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import ClassVar, Final

from .promises import Promises, assert_nothing_lost_nothing_twice, assert_page_shows, load
from .serving import SECONDS, Host, LoggedIn

CSRF: Final = "c" * 32


class Django(Host):
    """The Django example."""

    seats = "django_app_seat"
    case_column = "case"

    def __init__(self, folder: Path, **env: str) -> None:
        own = {"DJANGO_SETTINGS_MODULE": "django_app.settings", "SECRET_KEY": "of a test"}
        super().__init__(folder, **own, **env)
        self._sessions: dict[str, tuple[int, str]] = {}

    def prepare(self) -> None:
        users = ["resident", "professional", "representative"]
        command = [sys.executable, "-m", "tests.embedding.django_users", *users]
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        assert done.returncode == 0, done.stderr
        self._sessions = json.loads(done.stdout)

    def command(self, socket_number: int) -> list[str]:
        asked = ["--preload", "--workers", "2", "--bind", f"fd://{socket_number}", "--access-logfile", "-"]
        return [
            *(sys.executable, "-m", "gunicorn", *asked),
            *("--no-control-socket", "tests.embedding.django_served:application"),
        ]

    def login(self, case: str, person: str, *, capacity: str) -> LoggedIn:
        user, session = self._sessions[capacity]
        asked = f'INSERT INTO {self.seats} (user_id, "case", person, capacity) VALUES (?, ?, ?, ?)'  # noqa: S608 - our names
        with closing(sqlite3.connect(self.database, timeout=SECONDS)) as connection, connection:
            connection.execute(asked, (user, case, person, capacity))
        cookies = {"sessionid": session, "csrftoken": CSRF}
        return LoggedIn(self.url, cookies=cookies, fields={"csrfmiddlewaretoken": CSRF})


class TestDjango(Promises):
    kind: ClassVar[type[Host]] = Django

    def test_the_casebook_is_made_in_the_master_and_lets_go_of_the_file_before_the_fork(self, host: Host) -> None:
        answers = [LoggedIn(host.url).get("/") for _ in range(20)]
        assert len({answer.headers["X-Made-In"] for answer in answers}) == 1
        assert all(answer.headers["X-Made-In"].isdecimal() for answer in answers)
        assert all(answer.headers["X-Made-In"] != answer.headers["X-Process"] for answer in answers)
        assert {answer.headers["X-Held-At-The-Fork"] for answer in answers} == {"False"}


def test_a_casebook_that_was_used_in_the_master_opens_itself_again_after_the_fork(tmp_path: Path) -> None:
    host = Django(tmp_path, USED_IN_MASTER="1")
    with host.running():
        assert LoggedIn(host.url).get("/").headers["X-Held-At-The-Fork"] == "True"
        group = host.group()
        answers = load(group, host.login(group.case, group.mila, capacity="resident"))
    assert_nothing_lost_nothing_twice(host, group, answers)


def test_the_page_shows_the_example_as_it_is_tested() -> None:
    files = ["settings", "apps", "models", "answers", "views", "urls", "wsgi"]
    assert_page_shows("django.md", [f"django_app/{name}.py" for name in files])
