"""What each measurement has to reach, and what it is held against. Promises of the project, not of a machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs


@attrs.frozen
class Target:
    """What has to be reached.

    Attributes:
        ratio: the number; None where none was set, and the row is there so that the table hides nothing.
        what: what is measured, and against what.
        at_most: whether the ratio is how much longer ours may take, rather than how much faster it has to be.
        of_memory: whether megabytes are measured, and not seconds.
        more: whether it is no ratio but how many milliseconds longer ours may take.
    """

    ratio: float | None
    what: str
    at_most: bool = False
    of_memory: bool = False
    more: bool = False

    def met(self, ratio: float) -> bool | None:
        """Whether this ratio is good enough; None where no number was set."""
        if self.ratio is None:
            return None
        return ratio <= self.ratio if self.at_most else ratio >= self.ratio

    def __str__(self) -> str:
        if self.ratio is None:
            return "none"
        return f"{'<=' if self.at_most else '>='} {self.ratio:g}{' ms' if self.more else ''}"


THE_WORST_OF: Final[Mapping[str, Sequence[str]]] = {"grow": ("grow-one", "grow-load")}
"""What is told in one row more: the one that misses its target, or comes nearest to that."""

TARGETS: Final[Mapping[str, Target]] = {
    "record-one": Target(1.0, "one decision recorded : the default's save of one"),
    "record-one-bare": Target(0.5, "one decision recorded : the same row by bare sqlite3"),
    "record-bulk": Target(1.0, "100 decisions in one transaction : the default's save of 100"),
    "load-200": Target(4.0, "a case of 200 from its entries : the default's repository.get"),
    "load-2000": Target(4.0, "a case of 2,000 from its entries : the default's repository.get"),
    "load-snapshot": Target(30.0, "a case of 2,000 from its snapshot and 5 more : the default's from its events"),
    "load-snapshot-own": Target(1.0, "a case of 2,000 from its snapshot and 5 more : the default's from its own"),
    "trail": Target(1.0, "a trail of 200, words revealed, in Dutch : the default's repository.get of 200"),
    "check": Target(1.5, "an entry decoded, replayed, judged : the default's repository.get of every case"),
    "check-read": Target(0.7, "an entry decoded, replayed, judged : the default's log, only read and decoded"),
    "check-two": Target(1.8, "a whole log checked by two processes : by one"),
    "check-memory": Target(
        1.05, "the most memory that a check holds : of a log with a tenth of its entries", at_most=True, of_memory=True
    ),
    "grow-one": Target(
        1.2, "one decision in a store that grew : the same in one of 10,000, how much longer", at_most=True
    ),
    "grow-load": Target(
        1.2, "a case of 200 in a store that grew : the same in one of 10,000, how much longer", at_most=True
    ),
    "grow-scattered": Target(
        None, "the same where no two entries of a case lie together, which no life writes", at_most=True
    ),
    "follow": Target(0.4, "an entry decoded into a stored view, position kept : bare select + executemany"),
    "follow-plugin": Target(None, "an entry handed to a plugin that keeps the view : bare select + executemany"),
    "overview": Target(None, "what is kept of all cases, from nothing, an entry : bare select + executemany"),
    "dispatch": Target(1.2, "a hook of 5 plugins, an outcome each : pluggy's own call, how much longer", at_most=True),
    "apart": Target(
        35.0,
        "an exporter in a fresh process of its own : the same in this process, how many ms more",
        at_most=True,
        more=True,
    ),
    "apart-first": Target(
        None,
        "the same with loading the plugin, the first time in a host : that in this process",
        at_most=True,
        more=True,
    ),
    "start-import": Target(6.0, "import svh_core, no name used yet : python -c pass, how much longer", at_most=True),
    "start-use": Target(
        None, "from svh_core import Casebook, which loads all : python -c pass, how much longer", at_most=True
    ),
    "start-svh": Target(8.0, "svh --version : python -c pass, how much longer", at_most=True),
    "pg-one": Target(1.2, "one decision recorded in PostgreSQL : the default's save of one there"),
    "pg-bulk": Target(1.5, "100 decisions in one transaction in PostgreSQL : the default's save of 100 there"),
    "grow": Target(1.2, "the worse of grow-one and grow-load", at_most=True),
}
