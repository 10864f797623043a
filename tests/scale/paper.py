"""Reckoning on: what a city and a country would take, from what one casebook took.

Everything that grows with entries is taken to go on growing as it did. Nothing here is measured.
"""

from __future__ import annotations

from typing import Final

import attrs

from svh_core.log.snapshots import is_due
from tests.scale.measured import Engine

ILL_IN_THE_COUNTRY: Final = 281_000
"""People with a severe mental illness in the Netherlands."""

ENTRIES_A_YEAR: Final = 200
"""For each of them: decisions and looks together."""

IN_THE_COUNTRY: Final = 17_800_000
IN_THE_CITY: Final = 240_000
"""Inhabitants of the Netherlands and of the municipality of Groningen, about."""

WORKING_DAYS: Final = 250
HOURS_A_DAY: Final = 8
BUSIEST: Final = 3
"""Everything is written down on working days, in so many hours, and in the busiest hour so many times as much as in
another. Chosen for this page."""

YEARS: Final = 10

_A_YEAR: Final = 365 * 24 * 3600


@attrs.frozen(kw_only=True)
class Place:
    """Where people live of whom a casebook is kept."""

    name: str
    people: int
    entries_a_year: int = ENTRIES_A_YEAR

    @property
    def entries(self) -> int:
        """In a year, of all of them together."""
        return self.people * self.entries_a_year

    @property
    def a_second(self) -> float:
        """How many entries are written in a second, over a whole year."""
        return self.entries / _A_YEAR

    @property
    def a_second_at_the_peak(self) -> float:
        """In the busiest hour of a working day."""
        return BUSIEST * self.entries / (WORKING_DAYS * HOURS_A_DAY * 3600)

    def room(self, engine: Engine, years: int) -> float:
        """Bytes after so many years: entries, keys, tree, and what is kept of all cases; no snapshots."""
        grows = sum(engine.bytes_an_entry(part) for part in ("log", "vault", "proof"))
        return self.entries * years * grows + self.people * engine.bytes["kept"] / engine.cases

    def room_of_snapshots(self, engine: Engine, years: int) -> float:
        """Bytes of snapshots after so many years, where each case is loaded so often that none is left out."""
        made = [0]
        for number in range(1, self.entries_a_year * years + 1):
            if is_due(number, made[-1]):
                made.append(number)
        return self.people * sum(made) * engine.bytes_remembered()

    def share_at_the_peak(self, engine: Engine) -> float:
        """Which part of its time a writer is busy in that hour, each decision being recorded by itself."""
        return self.a_second_at_the_peak * engine.each("record")

    def seconds(self, engine: Engine, operation: str, years: int) -> float:
        """How long something takes that goes through every entry, after so many years."""
        return self.entries * years * engine.alone(operation) / engine.entries

    def seconds_of_backup(self, engine: Engine, years: int) -> float:
        """How long a backup takes after so many years, without snapshots."""
        return self.room(engine, years) * engine.each("backup")


COUNTRY: Final = Place(name="the country", people=ILL_IN_THE_COUNTRY)
CITY: Final = Place(name="a city", people=100 * round(ILL_IN_THE_COUNTRY * IN_THE_CITY / IN_THE_COUNTRY / 100))
