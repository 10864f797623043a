"""What ours is held against: eventsourcing as it comes, and bare sqlite3.

The first is written as its documentation teaches: an `Aggregate` with `@event` methods, the JSON transcoder, and its
SQLite factory with its own settings, which are a journal in WAL mode and synchronous FULL, as ours. It is told the same
decisions and keeps the same facts, in plain words: no rules, no sealing, no standing.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent

from tests.bench.story import decision

Said = dict[str, Any]
"""Who decided, whose pen, when and why."""


class SupportGroup(Aggregate):
    """A case, with what later decisions and views need to know of it."""

    @event("CaseOpened")
    def __init__(self, *, said: Said, resident: str, name: str, method: str) -> None:
        self.resident = resident
        self.name = name
        self.method = method
        self.participation: str | None = None
        self.network: dict[str, dict[str, Any]] = {}
        self.involvements: dict[str, dict[str, Any]] = {}
        self.goals: dict[str, dict[str, Any]] = {}
        self.agreements: dict[str, dict[str, Any]] = {}
        self.meetings: dict[str, dict[str, Any]] = {}
        self.lines: list[dict[str, Any]] = []
        self._wrote("case.opened", said, position="settled")

    def _wrote(self, name: str, said: Said, *, position: str | None = None) -> None:
        """Keeps of an entry what its confirmation, correction or objection needs to know."""
        if position is not None and said["entered_by"] != self.resident:
            position = "open"
        self.lines.append({"event": name, "by": said["by"], "entered_by": said["entered_by"], "position": position})

    @event("NetworkPersonAdded")
    def network_person_added(
        self, *, said: Said, person: str, name: str, network: str, relation: str, relation_kind: str
    ) -> None:
        self.network[person] = {
            "name": name,
            "network": network,
            "relation": relation,
            "relation_kind": relation_kind,
        }
        self._wrote("network.person_added", said, position="settled")

    @event("NetworkPersonDescribed")
    def network_person_described(
        self, *, said: Said, person: str, closeness: str, helpful: str, contact_per_month: int, words: str
    ) -> None:
        self.network[person] |= {
            "closeness": closeness,
            "helpful": helpful,
            "contact_per_month": contact_per_month,
            "words": words,
        }
        self._wrote("network.person_described", said, position="settled")

    @event("InvolvementRecorded")
    def involvement_recorded(self, *, said: Said, person: str, name: str, role: str, from_: str) -> None:
        self.involvements[person] = {"name": name, "role": role, "from": from_}
        self._wrote("involvement.recorded", said)

    @event("ParticipationDecided")
    def participation_decided(self, *, said: Said, answer: str, words: str) -> None:  # noqa: ARG002 - words are kept, not used
        self.participation = answer
        self._wrote("participation.decided", said, position="settled")

    @event("GoalSet")
    def goal_set(
        self, *, said: Said, goal: str, horizon: str, words: str, life_area: str, first_step: str, supporters: list[str]
    ) -> None:
        self.goals[goal] = {
            "horizon": horizon,
            "words": words,
            "life_area": life_area,
            "first_step": first_step,
            "supporters": supporters,
        }
        self._wrote("goal.set", said, position="settled")

    @event("GoalRephrased")
    def goal_rephrased(self, *, said: Said, goal: str, words: str) -> None:
        self.goals[goal]["words"] = words
        self._wrote("goal.rephrased", said, position="settled")

    @event("GoalProgressReviewed")
    def goal_progress_reviewed(self, *, said: Said, goal: str, going: str, words: str) -> None:  # noqa: ARG002
        self.goals[goal]["going"] = going
        self._wrote("goal.progress_reviewed", said)

    @event("AgreementMade")
    def agreement_made(self, *, said: Said, agreement: str, giver: str, goal: str, does: str, how_often: str) -> None:
        self.agreements[agreement] = {"giver": giver, "goal": goal, "does": does, "how_often": how_often}
        self._wrote("agreement.made", said, position="settled")

    @event("AgreementLookedBackOn")
    def agreement_looked_back_on(self, *, said: Said, agreement: str, went: str, words: str) -> None:  # noqa: ARG002
        self.agreements[agreement]["went"] = went
        self._wrote("agreement.looked_back_on", said)

    @event("MeetingPlanned")
    def meeting_planned(
        self, *, said: Said, meeting: str, kind: str, at: Any, minutes: int, mode: str, topics: str
    ) -> None:
        self.meetings[meeting] = {"kind": kind, "at": at, "minutes": minutes, "mode": mode, "topics": topics}
        self._wrote("meeting.planned", said, position="settled")

    @event("MeetingOpened")
    def meeting_opened(self, *, said: Said, meeting: str, present: list[str]) -> None:
        self.meetings[meeting] |= {"opened_at": said["at"], "present": present}
        self._wrote("meeting.opened", said)

    @event("MeetingClosed")
    def meeting_closed(self, *, said: Said, meeting: str, minutes: int) -> None:  # noqa: ARG002
        self.meetings[meeting]["closed_at"] = said["at"]
        self._wrote("meeting.closed", said)

    @event("ReportWritten")
    def report_written(self, *, said: Said, meeting: str, words: str) -> None:
        self.meetings[meeting]["report"] = words
        self._wrote("report.written", said)

    @event("DecisionConfirmed")
    def decision_confirmed(self, *, said: Said, entries: list[int], person: str, how: str) -> None:  # noqa: ARG002
        for number in entries:
            self.lines[number - 1]["position"] = "confirmed"
        self._wrote("decision.confirmed", said)

    @event("StatementAdded")
    def statement_added(self, *, said: Said, kind: str, entry: int, words: str) -> None:  # noqa: ARG002
        self._wrote("statement.added", said)


def opened() -> SupportGroup:
    """A case with its first entry."""
    return SupportGroup(**decision(1).told)


def decide(group: SupportGroup, number: int) -> None:
    """Takes the decision of the story that makes entry `number`."""
    told = decision(number)
    getattr(group, told.name)(**told.told)


class SupportGroups(Application[UUID]):
    """The application around it, which adds nothing to what the library does by itself."""

    READ_AT_ONCE: Final = 500
    """How many notifications are selected at a time: as many as ours."""

    @classmethod
    def at(cls, path: Path, *, snapshots: bool = False) -> SupportGroups:
        """The application on a file."""
        own = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
        return cls(env=own | ({"IS_SNAPSHOTTING_ENABLED": "y"} if snapshots else {}))

    def group(self, case: str) -> SupportGroup:
        """A case, from its events."""
        found: SupportGroup = self.repository.get(UUID(case))
        return found

    def rows_of_a_case(self, length: int) -> list[StoredEvent]:
        """The rows of one case of the story; every case's are the same but for its id."""
        group = opened()
        for number in range(2, length + 1):
            decide(group, number)
        return [self.mapper.to_stored_event(told) for told in group.collect_events()]

    def read_log(self) -> Iterator[Any]:
        """The whole log in order, read and decoded; nothing is made of it."""
        position = 0
        while found := self.recorder.select_notifications(
            position, self.READ_AT_ONCE, inclusive_of_start=position == 0
        ):
            yield from map(self.mapper.to_domain_event, found)
            position = found[-1].id


class BareSQLite:
    """One connection to one file, with the table, the bytes and the durability of ours, and nothing else.

    Args:
        path: where the file is made.
    """

    _TABLE: Final = """
    CREATE TABLE stored_events (
        rowid INTEGER PRIMARY KEY AUTOINCREMENT,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)
    )
    """
    _INSERT: Final = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"
    _SELECT: Final = """
    SELECT rowid, originator_id, originator_version, topic, state FROM stored_events
    WHERE rowid > ? ORDER BY rowid LIMIT ?
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(self._TABLE)

    def insert(self, rows: Iterator[tuple[str, int, str, bytes]]) -> None:
        """Writes rows, each in a transaction of its own."""
        execute = self._connection.execute
        for row in rows:
            execute("BEGIN IMMEDIATE")
            execute(self._INSERT, row)
            execute("COMMIT")

    def select(self, after: int, limit: int) -> list[tuple[int, str, int, str, bytes]]:
        """The next rows in the order in which they were written, with their places."""
        return self._connection.execute(self._SELECT, (after, limit)).fetchall()

    def fill(self, rows: Iterator[tuple[str, int, str, bytes]]) -> None:
        """Writes rows, many in a transaction."""
        while batch := tuple(itertools.islice(rows, 5_000)):
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(self._INSERT, batch)
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()
