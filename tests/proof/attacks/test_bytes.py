"""Whatever bit of the file is another, a check says so, or everybody reads what they read before."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from svh_core import Casebook

from .asking import asked
from .ground import WITHDRAWN, Ground
from .hands import Hands
from .table import Command

Bit = tuple[int, int]
"""A place in the file, and which bit there."""

Rows = dict[str, list[tuple[object, ...]]]


@dataclass
class Spoilt:
    """The file of a casebook, in which one bit after another is changed."""

    ground: Ground
    whole: bytes
    rows: Rows

    @classmethod
    def of(cls, ground: Ground) -> Spoilt:
        with Casebook.open(ground.casebook) as book:
            book.log.store.scrub()  # so that nothing waits in the journal
        return cls(ground, ground.casebook.read_bytes(), _read(ground))

    def unnoticed(self, bits: Iterable[Bit]) -> Iterator[tuple[Bit, str]]:
        """The bits of which a check says nothing, or nothing that helps, and what is read differs."""
        for place, bit in bits:
            for journal in self.ground.folder.glob("casebook.db-*"):
                journal.unlink()
            changed = bytearray(self.whole)
            changed[place] ^= 1 << bit
            self.ground.casebook.write_bytes(changed)
            answer = asked(self.ground, Command.CHECK)
            if "unexpected" in answer.findings:
                yield (place, bit), "unexpected"
            elif answer.status == 0 and _read(self.ground) != self.rows:
                yield (place, bit), "not said"


def _read(ground: Ground) -> Rows:
    """What an app reads: the rows of every stream. Text or bytes is the same to it in a state, and nowhere else."""
    with Casebook.open(ground.casebook, sealed=True) as book:
        return {
            stream: [(row.originator_version, row.topic, _bytes(row.state)) for row in book.log.rows(stream)]
            for stream, _ in book.log.store.streams()
        }


def _bytes(state: object) -> bytes:
    return state if isinstance(state, bytes) else str(state).encode()


@pytest.fixture
def spoilt(ground: Ground, tmp_path: Path) -> Spoilt:
    return Spoilt.of(ground.copied(tmp_path / "spoilt"))


def anywhere(spoilt: Spoilt, *, seed: int, times: int) -> list[Bit]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [(chance.randrange(len(spoilt.whole)), chance.randrange(8)) for _ in range(times)]


def around(spoilt: Spoilt, what: bytes, before: int, after: int) -> list[Bit]:
    place = spoilt.whole.index(what)
    return [(one, bit) for one in range(place - before, place + after) for bit in range(8)]


def test_a_bit_anywhere(spoilt: Spoilt) -> None:
    assert list(spoilt.unnoticed(anywhere(spoilt, seed=1, times=40))) == []


@pytest.mark.long
@pytest.mark.uncounted
def test_a_bit_anywhere_a_thousand_times(spoilt: Spoilt) -> None:
    assert list(spoilt.unnoticed(anywhere(spoilt, seed=2, times=1000))) == []


@pytest.mark.slow
@pytest.mark.uncounted
def test_every_bit_of_the_head_of_a_row(spoilt: Spoilt) -> None:
    """The lengths and types that SQLite keeps before the columns of a row, and the columns but for the state."""
    assert list(spoilt.unnoticed(around(spoilt, b"aya\x00\x8econsent.withdrawn", 12, 5))) == []


@pytest.mark.slow
@pytest.mark.uncounted
def test_every_bit_of_a_row_in_the_index(spoilt: Spoilt) -> None:
    position = Hands(spoilt.ground).position(("aya", WITHDRAWN)).to_bytes(2, "big")
    assert list(spoilt.unnoticed(around(spoilt, b"aya\x00\x8e" + position, 6, 7))) == []
