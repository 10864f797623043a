"""What was measured, as a table for people and as JSON for scripts."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, Final

import attrs

from tests.bench.ground import BEFORE_GROWTH, Sizes
from tests.bench.targets import TARGETS, THE_WORST_OF
from tests.bench.timing import Measured


@attrs.frozen(kw_only=True)
class Line:
    """One line of the table.

    Attributes:
        id: which measurement.
        ours: the median of our rounds, in seconds; for ``check-memory`` in megabytes.
        reference: that of the reference.
        ratio: the median of the rounds' ratios: how many times as fast ours is or, for ``start-...``, ``dispatch``,
            ``grow...`` and ``check-memory``, how many times as long it takes or as much; for ``apart...``, how many ms
            longer.
        min: the smallest of those ratios.
        max: the largest.
        target: the number that `ratio` has to reach, or for those may reach at most; None where none was set.
        met: whether it does; None where no number was set.
    """

    id: str
    ours: float
    reference: float
    ratio: float
    min: float
    max: float
    target: float | None
    met: bool | None


def line(name: str, measured: Measured) -> Line:
    """What a measurement says."""
    target = TARGETS[name]
    ratios = measured.milliseconds_more() if target.more else measured.ratios(of_time=target.at_most)
    ours, reference = measured.medians
    ratio = statistics.median(ratios)
    return Line(
        id=name,
        ours=ours,
        reference=reference,
        ratio=ratio,
        min=min(ratios),
        max=max(ratios),
        target=target.ratio,
        met=target.met(ratio),
    )


def worst_of(lines: Sequence[Line]) -> Iterator[Line]:
    """One row for what was measured in several: their worst, where all of them were measured."""
    measured = {one.id: one for one in lines}
    for name, parts in THE_WORST_OF.items():
        if measured.keys() >= set(parts):
            yield attrs.evolve(max((measured[part] for part in parts), key=lambda one: one.ratio), id=name)


def in_json(lines: list[Line]) -> dict[str, Any]:
    """The table as data."""
    return {"rows": [attrs.asdict(one) for one in lines]}


SLOW_COMMIT: Final = 1.5e-3
"""Seconds above which one decision is nearly all waiting for the disk, on both sides."""

_COLUMNS: Final = "{:<18} {:>9} {:>9} {:>8} {:>7} {:>7}  {:<7} {}"


def heading(sizes: Sizes) -> Iterator[str]:
    """What has to be known to read the table."""
    yield (
        f"svh_core {version('svh-core')}, Python {platform.python_version()}, "
        f"eventsourcing {version('eventsourcing')}, SQLite {sqlite3.sqlite_version}"
    )
    busy = f"{os.getloadavg()[0]:.1f} busy on {os.cpu_count()} cores"
    yield f"{sizes.entries:,} entries in a store, {busy}; {sizes.rounds} rounds in turns: the median and its bounds"
    yield "ratio: how many times as fast as the reference; for start-..., dispatch and grow...: how many times as long"
    yield "for check-memory: how many times as much; for apart...: how many milliseconds longer"
    yield f"check-two has {sizes.of_two:,} entries, check-memory {sizes.of_memory:,} and a tenth of that"
    yield f"grow... has {sizes.of_growth:,} entries, against {BEFORE_GROWTH:,}; its loads in time of the processor"
    yield "Ours does all that this release does: form, rules, sealing, codec, log, synchronous FULL."
    yield "record-one has its signed receipt with it; check hashes every entry again and makes the tree anew."
    yield ""
    yield _COLUMNS.format("id", "ours", "reference", "ratio", "min", "max", "target", "met")


def in_words(one: Line) -> str:
    """A line for people."""
    return _COLUMNS.format(
        one.id,
        _amount(one.id, one.ours),
        _amount(one.id, one.reference),
        f"{one.ratio:.2f} {'ms' if TARGETS[one.id].more else 'x'}",
        f"{one.min:.2f}",
        f"{one.max:.2f}",
        str(TARGETS[one.id]),
        {True: "yes", False: "MISSED", None: ""}[one.met],
    )


def _amount(name: str, measured: float) -> str:
    return f"{measured:.1f} MB" if TARGETS[name].of_memory else _time(measured)


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def legend(lines: list[Line]) -> Iterator[str]:
    """What each measurement is, and which of them say little on this machine at this moment."""
    yield ""
    for one in lines:
        yield f"{one.id:<18} {TARGETS[one.id].what}"
    for one in lines:
        if one.id.startswith("record-one") and one.reference > SLOW_COMMIT:
            yield f"\n{one.id}: a commit took {_time(one.reference)}; the disk was busy, and hides what the code takes."
