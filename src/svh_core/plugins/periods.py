"""The periods of reports: a year, a quarter or a month, as the clocks in Amsterdam count them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, Self

import attrs

from svh_core.domain.civil_days import AMSTERDAM, in_utc
from svh_core.errors import Malformed

_WRITTEN: Final = re.compile(r"((?:19|20|21)\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
_MONTHS_A_QUARTER: Final = 3
_MONTHS_A_YEAR: Final = 12


@attrs.frozen
class ReportPeriod:
    """A period that is over.

    Attributes:
        name: as it is written: ``2026``, ``2026-Q3`` or ``2026-09``.
        begins: its first moment, in UTC.
        ends: the first moment after it, in UTC.
    """

    name: str
    begins: datetime
    ends: datetime

    @classmethod
    def read(cls, name: str) -> Self:
        """Reads a period.

        Raises:
            Malformed: it is none.
        """
        found = _WRITTEN.fullmatch(name)
        if found is None:
            raise Malformed("expected a year, a quarter or a month, such as 2026, 2026-Q3 or 2026-09", path="period")
        year, quarter, month = int(found[1]), found[2], found[3]
        first = int(month) if month else _MONTHS_A_QUARTER * (int(quarter) - 1) + 1 if quarter else 1
        months = 1 if month else _MONTHS_A_QUARTER if quarter else _MONTHS_A_YEAR
        return cls(name, _first_moment(year, first), _first_moment(year, first + months))

    @property
    def last(self) -> datetime:
        """Its last moment, in UTC."""
        return self.ends - timedelta(microseconds=1)

    def overlaps(self, other: ReportPeriod) -> bool:
        """Whether a moment is in both."""
        return self.begins < other.ends and other.begins < self.ends


def _first_moment(year: int, month: int) -> datetime:
    years, month = divmod(month - 1, _MONTHS_A_YEAR)
    return in_utc(datetime(year + years, month + 1, 1, tzinfo=AMSTERDAM))
