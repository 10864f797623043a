"""The tables of docs/explanation/scale.md: what was measured, and what follows from it for a city and a country."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.scale.measured import Engine, Measured
from tests.scale.paper import CITY, COUNTRY, YEARS, Place

PAGE: Final = Path(__file__).parents[2] / "docs" / "explanation" / "scale.md"

_KEPT: Final = re.compile(r"<!-- measured: (\{.*\}) -->")
_MADE: Final = "<!-- made by `python -m tests.scale`: {name} -->"
_ENDS: Final = "<!-- end: {name} -->"


def kept_in(page: str) -> Measured:
    """What was measured for a page, as it stands in it.

    Raises:
        ValueError: nothing does.
    """
    found = _KEPT.search(page)
    if found is None:
        raise ValueError("nothing that was measured stands in this page")
    return Measured.read(found[1])


def written(page: str, measured: Measured) -> str:
    """The page with the tables of what was measured; all else stays as it is."""
    page = _KEPT.sub(lambda _: f"<!-- measured: {measured.in_json()} -->", page)
    for name, lines in TABLES.items():
        begin, end = _MADE.format(name=name), _ENDS.format(name=name)
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"the page has no place for the table {name}")
        page = "\n".join([f"{before}{begin}\n", *lines(measured), f"\n{end}{after}"])
    return page


# Words for numbers


def room(count: float) -> str:
    """Bytes, in the unit that reads best."""
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{_three(count / size)} {unit}"
    return f"{_three(count)} bytes"


def time(seconds: float) -> str:
    """Seconds, in the unit that reads best."""
    longer = (("days", 86_400.0, 2 * 86_400.0), ("hours", 3_600.0, 7_200.0), ("minutes", 60.0, 120.0), ("s", 1.0, 1.0))
    for unit, size, from_ in (*longer, ("ms", 1e-3, 1e-3)):
        if seconds >= from_:
            return f"{_three(seconds / size)} {unit}"
    return f"{_three(seconds / 1e-6)} µs"


def _three(number: float) -> str:
    """A number in three digits at the most."""
    if number >= 100:
        return f"{float(f'{number:.3g}'):,.0f}"
    return f"{number:.2g}" if number < 10 else f"{number:.3g}"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 1 else f"{share:.2g} times too much"


# Tables


def _measured_lines(measured: Measured) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in measured.versions.items())
    looks = 100 * measured.looks / measured.sqlite.entries
    yield (
        f"Measured on {measured.on} with {versions}, on a machine with {measured.cores} cores and a load of "
        f"{measured.busy} before it began. {looks:.0f} % of the entries are looks."
    )
    yield ""
    yield from _table(
        ("What", "In files", "In PostgreSQL"), (_of_both(what, measured, tells) for what, tells in _MEASURED.items())
    )


def _of_both(what: str, measured: Measured, tells: Callable[[Engine], str]) -> tuple[str, ...]:
    return what, *(_told(engine, tells) for engine in (measured.sqlite, measured.postgres))


def _told(engine: Engine | None, tells: Callable[[Engine], str]) -> str:
    """What is told of an engine; nothing where that was not measured."""
    try:
        return tells(engine) if engine is not None else ""
    except KeyError:
        return ""


def _an_entry(part: str) -> Callable[[Engine], str]:
    return lambda engine: room(engine.bytes_an_entry(part))


def _each(operation: str) -> Callable[[Engine], str]:
    return lambda engine: f"{time(engine.each(operation))} ({time(engine.processor_each(operation))})"


def _whole(operation: str) -> Callable[[Engine], str]:
    return lambda engine: f"{time(engine.took[operation].seconds)} ({time(engine.took[operation].processor)})"


def _holds(operation: str) -> Callable[[Engine], str]:
    return lambda engine: f"{engine.took[operation].megabytes:.0f} MB"


_MEASURED: Final[dict[str, Callable[[Engine], str]]] = {
    "entries": lambda engine: f"{engine.entries:,}",
    "cases": lambda engine: f"{engine.cases:,}",
    "an entry in the log, with its index": _an_entry("log"),
    "its keys in the vault": _an_entry("vault"),
    "its part of the tree": _an_entry("proof"),
    "what is kept of a case for lists over all": lambda engine: room(engine.bytes["kept"] / engine.cases),
    "a snapshot, for each entry of its case": lambda engine: room(engine.bytes_remembered()),
    "one decision recorded, receipt included": _each("record"),
    "one of a hundred recorded together": _each("record-together"),
    "opening the casebook": _whole("open"),
    "loading a case of 200": _whole("load"),
    "its trail, for the resident": _whole("trail"),
    "checking an entry": _each("check"),
    "checking an entry with two processes": _each("check-two"),
    "what is kept of all cases, made anew: a case": _each("rebuild"),
    "the list of all cases": _whole("cases"),
    "all signals of all cases": _whole("signals"),
    "backing up a GB": lambda engine: time(1e9 * engine.each("backup")),
    "most memory held: recording": _holds("record"),
    "reading a trail": _holds("trail"),
    "checking": _holds("check"),
    "making anew what is kept of all cases": _holds("rebuild"),
}


def _reckoned_lines(measured: Measured) -> Iterator[str]:
    yield from _table(
        ("What", "A city", "The country"), ((what, tells(CITY), tells(COUNTRY)) for what, tells in _RECKONED.items())
    )
    for name, engine in (("In files", measured.sqlite), ("In PostgreSQL", measured.postgres)):
        if engine is not None:
            yield ""
            rows = ((what, tells(CITY, engine), tells(COUNTRY, engine)) for what, tells in _ON_AN_ENGINE.items())
            yield from _table((name, "A city", "The country"), (row for row in rows if any(row[1:])))


_RECKONED: Final[dict[str, Callable[[Place], str]]] = {
    "people": lambda place: f"{place.people:,}",
    "entries a year": lambda place: f"{place.entries:,}",
    "entries a second, over the year": lambda place: _three(place.a_second),
    "in the busiest hour": lambda place: _three(place.a_second_at_the_peak),
}

_ON_AN_ENGINE: Final[dict[str, Callable[[Place, Engine], str]]] = {
    "how much of the busiest hour one writer writes": lambda place, engine: _percent(place.share_at_the_peak(engine)),
    "disk, a year": lambda place, engine: room(place.room(engine, 1)),
    f"disk, {YEARS} years": lambda place, engine: room(place.room(engine, YEARS)),
    f"snapshots beside it, {YEARS} years, at the most": lambda place, engine: room(
        place.room_of_snapshots(engine, YEARS)
    ),
    "a check, of a year": lambda place, engine: time(place.seconds(engine, "check", 1)),
    f"a check, of {YEARS} years": lambda place, engine: time(place.seconds(engine, "check", YEARS)),
    "the same with two processes": lambda place, engine: time(place.seconds(engine, "check-two", YEARS)),
    f"what is kept of all cases, made anew, of {YEARS} years": lambda place, engine: time(
        place.seconds(engine, "rebuild", YEARS)
    ),
    f"a backup, of {YEARS} years": lambda place, engine: (
        time(place.seconds_of_backup(engine, YEARS)) if "backup" in engine.took else ""
    ),
}


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heading)} |"
    yield f"|{'---|' * len(heading)}"
    for row in rows:
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")


TABLES: Final[dict[str, Callable[[Measured], Iterator[str]]]] = {
    "measured": _measured_lines,
    "reckoned": _reckoned_lines,
}
