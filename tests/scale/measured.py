"""What was measured of one casebook, as it stands in the page: the tables are reckoned from it and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Self

import attrs

PARTS: Final = ("log", "vault", "proof", "kept", "snapshots", "other")
"""What takes room: the entries with their index, the keys, the tree, what is kept of all cases, snapshots, the rest."""


PROCESSES: Final = {"check-two": 2}
"""By how many processes something is done, where that is not one."""


@attrs.frozen(kw_only=True)
class Took:
    """What one thing took.

    Attributes:
        count: how many of it: entries, cases, bytes or lines.
        seconds: by the clock on the wall.
        processor: seconds of the processor, of all processes together.
        megabytes: the most memory that the process held.
    """

    count: int
    seconds: float
    processor: float
    megabytes: float


@attrs.frozen(kw_only=True)
class Engine:
    """What was measured on one engine.

    Attributes:
        entries: in the casebook.
        cases: in it.
        keys: in its vault.
        remembered: of how many entries its snapshots remember something, all snapshots together.
        bytes: of each of `PARTS`.
        took: what each operation took; see `alone`.
        served: whether a server has part in it.
    """

    entries: int
    cases: int
    keys: int
    remembered: int
    bytes: Mapping[str, int]
    took: Mapping[str, Took]
    served: bool

    def bytes_an_entry(self, part: str) -> float:
        """What an entry takes in one of the parts that grow with entries."""
        return self.bytes[part] / self.entries

    def bytes_remembered(self) -> float:
        """What a snapshot takes for each entry of its case."""
        return self.bytes["snapshots"] / max(self.remembered, 1)

    def alone(self, operation: str) -> float:
        """Seconds that an operation takes with nobody else on the machine.

        What only reads files waits for nothing, so the processor tells it on a busy machine too. What a server does is
        not in our seconds of the processor, so there it is the clock.
        """
        took = self.took[operation]
        return took.seconds if self.served else took.processor / PROCESSES.get(operation, 1)

    def each(self, operation: str) -> float:
        """Seconds of the clock that one of what an operation counts takes."""
        return self.took[operation].seconds / self.took[operation].count

    def processor_each(self, operation: str) -> float:
        """Seconds of the processor that one of what an operation counts takes."""
        return self.took[operation].processor / self.took[operation].count


@attrs.frozen(kw_only=True)
class Measured:
    """Everything that was measured.

    Attributes:
        on: the day.
        versions: of the library, of Python, and of the engines.
        cores: of the machine.
        busy: how busy the machine was when it began, on average of a minute: from 0, in cores.
        looks: how many of the entries say that somebody looked.
        sqlite: a casebook in files.
        postgres: one in PostgreSQL; None where there was no server.
    """

    on: str
    versions: Mapping[str, str]
    cores: int
    busy: float
    looks: int
    sqlite: Engine
    postgres: Engine | None

    def in_json(self) -> str:
        """As it is kept."""
        return json.dumps(attrs.asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, told: str) -> Self:
        """Reads what was kept."""
        found = json.loads(told)
        engines = {name: found.pop(name) for name in ("sqlite", "postgres")}
        return cls(**found, **{name: _engine(one) for name, one in engines.items()})


def _engine(told: dict[str, Any] | None) -> Any:
    if told is None:
        return None
    took = {name: Took(**one) for name, one in told.pop("took").items()}
    return Engine(**told, took=took)
