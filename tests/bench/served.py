"""The same on PostgreSQL: ours and eventsourcing's default on one server, in databases of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from svh_core import Casebook
from tests.bench import recording
from tests.bench.ground import Ground, in_stream, insert_in_batches, interleaved, sealed_rows
from tests.bench.references import SupportGroups
from tests.bench.timing import Contest
from tests.postgres import made_database, new_name, server_url, url_of

_AT_ONCE: Final = 500
"""More in one transaction, over a socket of the machine, and the default waits for ever."""


class ServedGround(Ground):
    """Databases of one server, filled with cases, of either side."""

    @classmethod
    def beside(cls, ground: Ground) -> ServedGround:
        """One with the folder, the sizes and the end of another."""
        return cls(ground.folder, ground.sizes, ground._stack)

    def casebook(self, cases: Sequence[str], length: int) -> Casebook:
        """Ours, with these cases of the story."""
        book = self._stack.enter_context(Casebook.create(url_of(new_name(), keys=str(self.folder))))
        insert_in_batches(book, sealed_rows(book, length, cases))
        book._desk.seal()
        return book

    def application(self, cases: Sequence[str], length: int, *, snapshots: bool = False) -> SupportGroups:
        """The library's default, with these cases of the story."""
        name, server = made_database(new_name()), urlsplit(server_url())
        told = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": name,
            "POSTGRES_HOST": server.hostname or parse_qs(server.query)["host"][0],
            "POSTGRES_PORT": str(server.port or 5432),
            "POSTGRES_USER": server.username or "postgres",
            "POSTGRES_PASSWORD": server.password or "",
        }
        app = self._stack.enter_context(
            SupportGroups(env=told | ({"IS_SNAPSHOTTING_ENABLED": "y"} if snapshots else {}))
        )
        rows = interleaved(app.rows_of_a_case(length), cases)
        as_uuids = (in_stream(row, UUID(str(row.originator_id))) for row in rows)
        while batch := list(islice(as_uuids, _AT_ONCE)):
            app.recorder.insert_events(batch)
        return app


def pg_one(ground: Ground) -> Contest:
    """One decision with its receipt, a transaction each."""
    return recording.record_one(ServedGround.beside(ground))


def pg_bulk(ground: Ground) -> Contest:
    """A hundred decisions of one case in one transaction."""
    return recording.record_bulk(ServedGround.beside(ground))


SERVED: Final[dict[str, Callable[[Ground], Contest]]] = {"pg-one": pg_one, "pg-bulk": pg_bulk}
"""What takes a server: measured where it is asked for by name, or with the full sizes."""
