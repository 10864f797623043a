"""What is kept of a case between deliveries: what was read of its entries, and what was said of each meeting last.

A delivery holds what is new and nothing else. So when meetings are, who leads them and who answered has to be kept; no
word of anybody is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from svh_agenda.appointments import Happened


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was said of a meeting last.

    Attributes:
        digest: of what was said; empty where the meeting was taken away.
        sequence: of the message.
        stamp: the moment that it bears.
        ends: when the meeting is over.
        further: how much the sequence is ahead of how often the meeting changed: it was taken away, or put right.
        to: the addresses it went to; none where the meeting was taken away.
    """

    digest: str
    sequence: int
    stamp: datetime
    ends: datetime
    further: int = 0
    to: Sequence[str] = ()


@dataclass(kw_only=True)
class Kept:
    """What is kept of a case.

    Attributes:
        happened: what was read of its entries, by their numbers.
        said: what was said of each meeting last, by its UID.
    """

    happened: dict[int, Happened] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Kept:
        """What is kept in a file; nothing where there is none."""
        try:
            told = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return cls()
        return cls(
            happened={one["number"]: Happened(**_with_moments(one)) for one in told["happened"]},
            said={uid: Said(**_with_moments(one)) for uid, one in told["said"].items()},
        )

    def write(self, file: Path) -> None:
        """Keeps it in a file."""
        told = {
            "happened": [asdict(one) for one in self.happened.values()],
            "said": {uid: asdict(one) for uid, one in self.said.items()},
        }
        put(file, json.dumps(told, sort_keys=True, default=datetime.isoformat))


def put(file: Path, told: str) -> None:
    """Writes a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    making = file.with_name(f".{file.name}.new")
    making.write_bytes(told.encode())
    making.replace(file)


def _with_moments(told: Mapping[str, Any]) -> dict[str, Any]:
    moments = {"at", "recorded_at", "stamp", "ends"}
    return {name: datetime.fromisoformat(value) if name in moments else value for name, value in told.items()}
