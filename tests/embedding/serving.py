"""A host that runs: a server of two processes on a free port of this machine, its casebook and its own database."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

import attrs
import httpx

from svh_core import Casebook, CaseOpened, InvolvementRecorded, new_id

ROOT: Final = Path(__file__).parents[2]
HOW_TO: Final = ROOT / "docs" / "how-to"
EXAMPLES: Final = HOW_TO / "examples"
SECONDS: Final = 60
NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For requests that need no certificates, and should not read them each time."""


@attrs.frozen
class Group:
    """A case in the casebook, and who is in it."""

    case: str
    mila: str
    noor: str


@attrs.frozen
class LoggedIn:
    """A user's browser: what it has to send to be known, and in what form it sends what was filled in."""

    url: str
    headers: Mapping[str, str] = attrs.field(factory=dict)
    cookies: Mapping[str, str] = attrs.field(factory=dict)
    fields: Mapping[str, str] | None = None

    def get(self, path: str, *, language: str = "en") -> httpx.Response:
        """What a page answers."""
        with self._client(language) as client:
            return client.get(path)

    def set_goal(
        self, case: str, words: str, *, once: str, expected: int | None = None, language: str = "en"
    ) -> httpx.Response:
        """What the button answers."""
        asked: dict[str, object] = {"words": words, "horizon": "short", "request": once}
        if expected is not None:
            asked["expected"] = expected
        with self._client(language) as client:
            path = f"/cases/{case}/goals"
            if self.fields is None:
                return client.post(path, json=asked)
            return client.post(path, data={**asked, **self.fields})

    def _client(self, language: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.url,
            headers={**self.headers, "Accept-Language": language},
            cookies=dict(self.cookies),
            timeout=SECONDS,
            trust_env=False,  # no proxy: it goes to this machine and nowhere else
            verify=NO_TLS,
        )


class Host(ABC):
    """A host in a folder of its own.

    Args:
        folder: an empty folder.
        env: what its processes find in their environment, besides what every host needs.
    """

    seats: ClassVar[str]
    """The host's table of who is in which case."""
    case_column: ClassVar[str]

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        self.casebook = folder / "casebook.db"
        self.database = folder / "host.db"
        self.log = folder / "server.log"
        self.url = ""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SVH_", "PYTHON", "LC_"))}
        found = os.pathsep.join([str(EXAMPLES), str(ROOT)])
        own = {
            "SVH_DB": str(self.casebook),
            "HOST_DB": str(self.database),
            "PYTHONPATH": found,
            "PYTHONUTF8": "1",
            "PYTHONWARNINGS": "error",
            "PYTHONFAULTHANDLER": "1",
        }
        self.env = kept | own | env

    @abstractmethod
    def prepare(self) -> None:
        """Makes the host's own database."""

    @abstractmethod
    def command(self, socket_number: int) -> list[str]:
        """What starts two processes that serve what comes in at this socket."""

    @abstractmethod
    def login(self, case: str, person: str, *, capacity: str) -> LoggedIn:
        """Gives somebody a seat in a case, and logs them in."""

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server runs, each of its processes has answered, and at the end it is stopped."""
        Casebook.create(self.casebook).close()
        self.prepare()
        process = self._started()
        try:
            self._wait_for_both()
            yield
        except httpx.TransportError:
            raise AssertionError(f"a process of the server is gone:\n{self.log.read_text()}") from None
        finally:
            _stop(process)

    def _started(self) -> subprocess.Popen[bytes]:
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listening, self.log.open("wb") as log:
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            return subprocess.Popen(
                self.command(listening.fileno()),
                cwd=self.folder,
                env=self.env,
                pass_fds=[listening.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for_both(self) -> None:
        answered = set[str]()
        until = time.monotonic() + SECONDS
        while len(answered) < 2:
            answered.add(LoggedIn(self.url).get("/").headers["X-Process"])
            assert time.monotonic() < until, f"one process never answered:\n{self.log.read_text()}"

    def group(self) -> Group:
        """A new case of Mila, in which Noor is a care worker."""
        group = Group(case=new_id(), mila=new_id(), noor=new_id())
        with Casebook.open(self.casebook) as book:
            opened = CaseOpened(resident=group.mila, method="support_group")
            book.record(group.case, opened, by=group.mila)
            involved = InvolvementRecorded(person=group.noor, role="care_worker", from_=date(2025, 1, 1))
            book.record(group.case, involved, by=group.mila)
        return group

    def asks_again(self, case: str) -> bool:
        """What the host keeps for itself: whether it will ask somebody in this case how it is going."""
        asked = f'SELECT COUNT(ask_again_on) FROM {self.seats} WHERE "{self.case_column}" = ?'  # noqa: S608 - our names
        with closing(sqlite3.connect(self.database, timeout=SECONDS)) as connection:
            return bool(connection.execute(asked, (case,)).fetchone()[0])

    @contextmanager
    def failing(self) -> Iterator[None]:
        """The host's own database refuses what the host writes, so that its transaction is rolled back."""
        refuse = f"CREATE TRIGGER refuse BEFORE UPDATE ON {self.seats} BEGIN SELECT RAISE(ABORT, 'no'); END"
        self._execute(refuse)
        try:
            yield
        finally:
            self._execute("DROP TRIGGER refuse")

    def _execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database, timeout=SECONDS)) as connection, connection:
            connection.execute(statement)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Asks the server to stop, as whoever runs it would; one that does not is killed with its workers, and reported."""
    process.terminate()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own, see start_new_session
        process.wait(SECONDS)
        raise
