"""What an organisation sets for itself: the numbers of the guideline, signals for its teams, and "je" or "u".

Every number has a default with its source. They are estimates and good habits of others: at most they make a signal
speak earlier or later, and they never refuse anything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import attrs

from svh_core.domain.time_spent import TimeBudgetSet
from svh_core.errors import Malformed, NotFound

Address = Literal["je", "u"]


class Number(NamedTuple):
    """A number of the guideline.

    Attributes:
        value: what holds where an organisation says nothing.
        unit: of what.
        source: who says so.
    """

    value: int
    unit: str
    source: str


_HANDBOOK: Final = "handbook Samen voor Herstel, 2021"
_PRACTICES: Final = "good practices of recovery support"

NUMBERS: Final[Mapping[str, Number]] = {
    "help_hours": Number(24, "hours", f"{_PRACTICES}: help within 24 hours, in open dialogue and before an admission"),
    "admission_days": Number(18, "days", f"{_PRACTICES}: an admission in high and intensive care ends before that"),
    "respite_days": Number(14, "days", f"{_PRACTICES}: a stay in a respite house lasts two weeks at the most"),
    "admission_contact_days": Number(7, "days", f"{_PRACTICES}: who helps at home stays in touch; the days are ours"),
    "care_alignment_days": Number(
        7, "days", f"{_PRACTICES}: relatives are spoken with at an admission; the days are ours"
    ),
    "change_request_days": Number(28, "days", "generic module: somebody may change professionals; the days are ours"),
    "workers_in_open_dialogue": Number(
        2, "people", f"{_PRACTICES}: always two workers in peer-supported open dialogue"
    ),
    "ambassadors": Number(2, "people", f"{_HANDBOOK}: two ambassadors are needed"),
    "case_meeting_days": Number(42, "days", f"{_HANDBOOK}: once in six weeks"),
}
"""The numbers that an organisation may set, each with what holds otherwise."""


@attrs.frozen(kw_only=True)
class Budget:
    """How much time a year of a support group is reckoned to take, from a day on.

    Attributes:
        year: 1 for the first twelve months since the resident said yes, and so on.
        minutes: by activity.
        from_: the first day on which it holds; None where it always did.
    """

    year: int
    minutes: Mapping[str, int]
    from_: date | None = None

    @property
    def total(self) -> int:
        """All of it, in minutes."""
        return sum(self.minutes.values())


ACTIVITIES: Final = ("explaining", "sociogram_and_nomination", "contacting", "planning", "meeting", "other")
"""What time is reckoned for."""

FIRST_YEARS: Final = (
    Budget(
        year=1,
        minutes={
            "explaining": 60,
            "sociogram_and_nomination": 120,
            "contacting": 270,
            "planning": 30,
            "meeting": 600,
        },
    ),
    Budget(year=2, minutes={"meeting": 480}),
)
"""What the handbook reckons (2021, table of hours): 18 hours in the first year, 5 of them without the resident; 8 in
the second, of which it gives only the total."""


def budget_of(event: TimeBudgetSet) -> Budget:
    """What an organisation reckons, as it recorded it."""
    told = ((activity, getattr(event, activity)) for activity in ACTIVITIES)
    minutes = {activity: minutes for activity, minutes in told if minutes is not None}
    return Budget(year=event.year, minutes=minutes, from_=event.from_)


@attrs.frozen(kw_only=True)
class Settings:
    """What an organisation set for itself.

    Attributes:
        numbers: by name, those of `NUMBERS` that it sets otherwise.
        signals: the ids of guide signals that are on for its teams.
        address: how Dutch addresses the reader.
        budgets: the hours that are reckoned, oldest first; a later one for the same year goes before an earlier.
    """

    numbers: Mapping[str, int] = attrs.field(factory=dict)
    signals: tuple[str, ...] = ()
    address: Address = "je"
    budgets: tuple[Budget, ...] = FIRST_YEARS

    def number(self, name: str) -> int:
        """A number of the guideline, as the organisation set it or as it is otherwise."""
        return self.numbers.get(name, NUMBERS[name].value)

    def budget(self, year: int, day: date) -> Budget | None:
        """What was reckoned for a year of a support group, as it held on a day; None for a year nobody reckoned."""
        held = [one for one in self.budgets if one.year == year and (one.from_ is None or one.from_ <= day)]
        return max(held, key=lambda one: one.from_ or date.min) if held else None


DEFAULTS: Final = Settings()
"""Of an organisation that set nothing."""


def read_settings(path: Path) -> Settings:
    """Reads the settings of an organisation from a TOML file.

    Args:
        path: the file, with the tables ``numbers``, ``signals`` (``on``) and ``language`` (``address``), each optional.

    Raises:
        NotFound: there is no such file.
        Malformed: it says something that is no setting; with its place, never with its value.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound("there are no settings here", next="Name another file in SVH_SETTINGS, or none.") from None
    except (OSError, ValueError):
        raise Malformed("the settings cannot be read as TOML", path=path.name) from None
    tables = {name: _table(told.pop(name, {}), name) for name in ("numbers", "signals", "language")}
    _nothing_else(told, "")
    settings = Settings(
        numbers={name: _number(tables["numbers"], name) for name in list(tables["numbers"])},
        signals=_signals(tables["signals"].pop("on", [])),
        address=_address(tables["language"].pop("address", "je")),
    )
    _nothing_else(tables["signals"], "signals.")
    _nothing_else(tables["language"], "language.")
    return settings


def _table(told: Any, path: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise Malformed("expected a table", path=path)
    return dict(told)


def _nothing_else(left: Mapping[str, Any], path: str) -> None:
    for name in left:
        raise Malformed("there is no such setting", path=f"{path}{name}")


def _number(told: Mapping[str, Any], name: str) -> int:
    value = told[name]
    if name not in NUMBERS:
        raise Malformed(f"there is no such number; there are {', '.join(NUMBERS)}", path=f"numbers.{name}")
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise Malformed(f"expected a whole number of {NUMBERS[name].unit}, from 1", path=f"numbers.{name}")
    return value


def _signals(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise Malformed(
            "expected a list of ids of signals; `svh signals --help` says where they stand", path="signals.on"
        )
    return tuple(told)


def _address(told: Any) -> Address:
    if told == "je":
        return "je"
    if told == "u":
        return "u"
    raise Malformed("expected je or u", path="language.address")
