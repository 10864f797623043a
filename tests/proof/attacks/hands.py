"""The hands of an administrator: SQL and bytes, on the files of a casebook that nobody has open."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count

from svh_core import Casebook, GoalSet, Proposal
from svh_core.log.leaves import leaf_hash
from svh_core.log.snapshots import _checksum
from svh_core.log.sqlite_leaves import SQLiteLeaves
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import Heads
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.sealer import LeafSealer
from svh_core.proof.signing import write_key
from svh_core.proof.stored_tree import StoredTree
from svh_core.vault.beside import signing_key_of

from .ground import ORIGIN, Ground

Where = tuple[str, int]
"""A stream, and the number of an entry in it."""

_AT = "originator_id = ? AND originator_version = ?"
_FAR = 1_000_000


def _believing(index: str) -> tuple[str, ...]:
    """The statements that put another index in the place of that by which SQLite finds an entry."""
    mine = f"SELECT rootpage FROM sqlite_master WHERE name = '{index}'"  # noqa: S608
    return (
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET rootpage = ({mine}) WHERE name = 'sqlite_autoindex_stored_events_1'",  # noqa: S608
        f"DELETE FROM sqlite_master WHERE name = '{index}'",  # noqa: S608
    )


@dataclass(frozen=True)
class Hands:
    """What somebody can do who has the files.

    Attributes:
        ground: the files.
    """

    ground: Ground

    @contextmanager
    def file(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.ground.casebook, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    def sql(self, *statements: str) -> None:
        with self.file() as file:
            for statement in statements:
                file.execute(statement)

    # Rows

    def edit(self, where: Where, old: str, new: str) -> None:
        """Replaces a piece of the stored text of an entry."""
        with self.file() as file:
            state = self.state(file, where)
            assert old in state, state
            asked = f"UPDATE stored_events SET state = ? WHERE {_AT}"  # noqa: S608 - our own words
            file.execute(asked, (state.replace(old, new).encode(), *where))

    def state(self, file: sqlite3.Connection, where: Where, *, by_index: bool = True) -> str:
        """The stored text of an entry."""
        table = "stored_events" if by_index else "stored_events NOT INDEXED"
        asked = f"SELECT CAST(state AS TEXT) FROM {table} WHERE {_AT}"  # noqa: S608
        return str(file.execute(asked, where).fetchone()[0])

    def sets(self, where: Where, column: str, value: object) -> None:
        """Sets a column of the row of an entry; SQLite keeps whatever somebody writes, of any type."""
        with self.file() as file:
            file.execute(f"UPDATE stored_events SET {column} = ? WHERE {_AT}", (value, *where))  # noqa: S608

    def delete(self, where: Where) -> None:
        with self.file() as file:
            file.execute(f"DELETE FROM stored_events WHERE {_AT}", where)  # noqa: S608

    def position(self, where: Where) -> int:
        """Where an entry stands in the order of the log."""
        with self.file() as file:
            asked = f"SELECT rowid FROM stored_events WHERE {_AT}"  # noqa: S608
            return int(file.execute(asked, where).fetchone()[0])

    def hide(self, where: Where) -> None:
        """Takes an entry out of the index by which a stream is read."""
        self.sql(
            "CREATE UNIQUE INDEX other ON stored_events (originator_id, originator_version) "
            f"WHERE NOT (originator_id = '{where[0]}' AND originator_version = {where[1]})",
            *_believing("other"),
        )

    def swap_in_index(self, one: Where, other: Where) -> None:
        """Has the index by which a stream is read lead to the row of the other."""
        places = [self.position(where) for where in (one, other)]
        led = f"CASE rowid WHEN {places[0]} THEN {places[1]} WHEN {places[1]} THEN {places[0]} ELSE rowid END"
        rows = f"SELECT {led}, originator_id, originator_version FROM stored_events"  # noqa: S608
        self.sql(
            "CREATE TABLE shadow AS SELECT originator_id, originator_version FROM stored_events WHERE 0",
            f"INSERT INTO shadow (rowid, originator_id, originator_version) {rows}",
            "CREATE UNIQUE INDEX other ON shadow (originator_id, originator_version)",
            *_believing("other"),
        )
        self.sql("DROP TABLE shadow")

    def copy(self, source: Where, target: Where, *, position: int | None = None, by_index: bool = True) -> None:
        """Copies an entry, its sealed words moved along with it; at the end, where no position is said."""
        with self.file() as file:
            state = self.state(file, source, by_index=by_index).replace(source[0], target[0])
            state = state.replace(f"|{source[1]}|", f"|{target[1]}|")
            told = state.replace(f'"g{source[1]}"', f'"h{target[1]}"').encode()
            columns = "rowid, originator_id, originator_version, topic, state"
            table = "stored_events" if by_index else "stored_events NOT INDEXED"
            read = f"SELECT ?, ?, ?, topic, ? FROM {table} WHERE {_AT}"  # noqa: S608
            file.execute(f"INSERT INTO stored_events ({columns}) {read}", (position, *target, told, *source))

    def swap_places(self, one: Where, other: Where) -> None:
        """Has two entries change places in the order of the log."""
        places = [self.position(where) for where in (one, other)]
        move = "UPDATE stored_events SET rowid = ? WHERE rowid = ?"
        with self.file() as file:
            file.executemany(move, [(_FAR, places[0]), (places[0], places[1]), (places[1], _FAR)])

    def empty(self, stream: str, *numbers: int, by: int = 1) -> list[bytes]:
        """Makes rows look as those of a destroyed case do, and gives the hashes of their leaves."""
        with self.file() as file:
            rows = file.execute(
                "SELECT originator_version, topic, CAST(state AS BLOB) FROM stored_events WHERE originator_id = ? "
                "ORDER BY originator_version",
                (stream,),
            ).fetchall()
            hashes = [leaf_hash(stream, *row) for row in rows]
            for (number, _, _), hashed in zip(rows, hashes, strict=True):
                if not numbers or number in numbers:
                    told = json.dumps({"leaf": hashed.hex(), "destroyed_by": by}).encode()
                    asked = f"UPDATE stored_events SET topic = 'destroyed', state = ? WHERE {_AT}"  # noqa: S608
                    file.execute(asked, (told, stream, number))
        return hashes

    # Leaves

    def seal_what_is_not(self) -> None:
        """Makes leaves for what has none yet."""
        with self.file() as file:
            LeafSealer().sealing(0)(SQLiteLeaves(file))

    def new_leaf(self, where: Where) -> None:
        """Makes the leaf of an entry anew where it stands, and nothing above it."""
        with self.file() as file:
            leaves = SQLiteLeaves(file)
            row = leaves.row(*where)
            assert row is not None
            index, hashed = StoredTree(leaves).index_of(row), leaf_hash(*row[1:])
            file.execute("UPDATE loose_leaves SET hash = ? WHERE leaf = ?", (hashed, index))
            place, tile = index % 256, bytearray(leaves.tile(0, index // 256))
            tile[place * 32 : place * 32 + 32] = hashed if tile else b""
            file.execute("UPDATE tiles SET hashes = ? WHERE level = 0 AND tile = ?", (bytes(tile), index // 256))

    def new_tree(self) -> None:
        """Makes every leaf and every tile anew, and what the log says of where its streams end; drops stored states."""
        with self.file() as file:
            file.execute("DELETE FROM stored_snapshots")
            self._new_leaves(file)
            mine = (f"log/{ORIGIN}", HEADS)
            asked = (
                "SELECT rowid, CAST(state AS TEXT) FROM stored_events WHERE originator_id = ? AND topic = ? ORDER BY 1"
            )
            for rowid, state in file.execute(asked, mine).fetchall():
                leaves = SQLiteLeaves(file)
                size = leaves.counted(0, until=rowid) - 1
                told = json.loads(state)
                told["event"] = Heads(leaves, size, StoredTree(leaves).position_of(size)).data
                changed = json.dumps(told, separators=(",", ":")).encode()
                file.execute("UPDATE stored_events SET state = ? WHERE rowid = ?", (changed, rowid))
                self._new_leaves(file)

    @staticmethod
    def _new_leaves(file: sqlite3.Connection) -> None:
        file.execute("DELETE FROM tiles")
        file.execute("DELETE FROM loose_leaves")
        LeafSealer().sealing(0)(SQLiteLeaves(file))

    # What stands beside the entries

    def edit_snapshot(self, stream: str, old: bytes, new: bytes) -> None:
        """Replaces a piece of a stored state, and makes its checksum right."""
        with self.file() as file:
            asked = "SELECT state FROM stored_snapshots WHERE originator_id = ?"
            _, *lines = bytes(file.execute(asked, (stream,)).fetchone()[0]).split(b"\n")
            assert any(old in line for line in lines)
            lines = [line.replace(old, new) for line in lines]
            told = b"\n".join([_checksum(lines), *lines])
            file.execute("UPDATE stored_snapshots SET state = ? WHERE originator_id = ?", (told, stream))

    def sql_in_vault(self, statement: str) -> None:
        with closing(sqlite3.connect(self.ground.folder / "casebook.vault")) as vault, vault:
            vault.execute(statement)

    def new_signing_key(self) -> None:
        """Puts another key in the place of that with which the log signs."""
        place = signing_key_of(self.ground.casebook)
        place.unlink()
        write_key(SignerKey.new(ORIGIN), place)

    # The whole of it

    def put_back_yesterday(self) -> None:
        """Puts the backup in the place of the casebook."""
        for name in ("casebook.db", "casebook.vault"):
            (self.ground.folder / name).write_bytes((self.ground.yesterday / name).read_bytes())
            for journal in self.ground.folder.glob(f"{name}-*"):
                journal.unlink()

    def records(self, *cases: str, goal: str = "nieuw") -> None:
        """Goes on, as the app does."""
        with Casebook.open(self.ground.casebook) as book:
            goals = (GoalSet(goal=f"{goal}{number}", horizon="short", words="Een nieuw doel") for number in count())
            book.record_all([Proposal(case=case, event=one, by=case) for case, one in zip(cases, goals, strict=False)])

    def records_once(self, case: str, once: str) -> None:
        """Goes on, as the app does, and hands the receipt to whoever decided."""
        with Casebook.open(self.ground.casebook) as book:
            receipt = book.record(case, GoalSet(goal="eens", horizon="short", words="Eens"), by=case, once=once)
            (self.ground.folder / "receipt").write_bytes(receipt.proof)

    def cut(self, size: int) -> None:
        """Cuts the file off after as many bytes."""
        with self.ground.casebook.open("r+b") as file:
            file.truncate(size)

    def new_bundle(self, *cases: str) -> None:
        """Hands over another bundle than before."""
        with Casebook.open(self.ground.casebook) as book:
            (self.ground.elsewhere / "bundle").write_text("".join(f"{line}\n" for line in book.bundle(cases)))
