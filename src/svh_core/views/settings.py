"""What an organisation sets for itself: the numbers of the guideline, signals for its teams, and "je" or "u".

Every number has a default with its source. They are estimates and good habits of others: at most they make a signal
speak earlier or later, and they never refuse anything.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import attrs

from svh_core.domain.time_spent import TimeBudgetSet
from svh_core.errors import Malformed, NotFound
from svh_core.views.sources import HANDBOOK, MODULE, PRACTICES, InBoth

Address = Literal["je", "u"]


UNITS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "hours": {"en": ("hour", "hours"), "nl": ("uur", "uur")},
    "minutes": {"en": ("minute", "minutes"), "nl": ("minuut", "minuten")},
    "days": {"en": ("day", "days"), "nl": ("dag", "dagen")},
    "months": {"en": ("month", "months"), "nl": ("maand", "maanden")},
    "people": {"en": ("person", "people"), "nl": ("mens", "mensen")},
}
"""What a number is of, in each language: one of them, and several."""


class Number(NamedTuple):
    """A number of the guideline.

    Attributes:
        value: what holds where an organisation says nothing.
        unit: of what; one of `UNITS`.
        source: who says so, in each language.
    """

    value: int
    unit: str
    source: InBoth

    def said(self, language: str) -> str:
        """The number with its unit, such as ``24 hours``."""
        return f"{self.value} {UNITS[self.unit][language][self.value != 1]}"


OURS: Final[InBoth] = {"en": "chosen for this library", "nl": "gekozen voor deze bibliotheek"}
"""The source of a number that no document gives."""

THE_ORGANISATION: Final[InBoth] = {"en": "set by the organisation", "nl": "gekozen door de organisatie"}
"""The source of a number that an organisation set otherwise."""


_OUR_DAYS: Final[InBoth] = {
    "en": "the days are chosen for this library",
    "nl": "de dagen zijn gekozen voor deze bibliotheek",
}


def _says(document: InBoth, what: InBoth) -> InBoth:
    return {language: f"{document[language]}: {what[language]}" for language in document}


def _without_days(document: InBoth, what: InBoth) -> InBoth:
    """What a document says without a number of days; that is ours."""
    return {language: f"{said}; {_OUR_DAYS[language]}" for language, said in _says(document, what).items()}


NUMBERS: Final[Mapping[str, Number]] = {
    "help_hours": Number(
        24,
        "hours",
        _says(
            PRACTICES,
            {"en": "help, and an admission, within 24 hours", "nl": "hulp, en een opname, binnen 24 uur"},
        ),
    ),
    "admission_days": Number(
        18,
        "days",
        _says(PRACTICES, {"en": "an admission never lasts longer", "nl": "een opname duurt nooit langer"}),
    ),
    "respite_days": Number(
        14,
        "days",
        _says(PRACTICES, {"en": "two weeks at most", "nl": "hoogstens twee weken"}),
    ),
    "admission_contact_days": Number(
        7,
        "days",
        _without_days(
            PRACTICES,
            {"en": "who helps at home stays in touch", "nl": "wie thuis helpt, houdt contact"},
        ),
    ),
    "care_alignment_days": Number(
        7,
        "days",
        _without_days(
            PRACTICES,
            {"en": "a talk with relatives at an admission", "nl": "een gesprek met naasten bij een opname"},
        ),
    ),
    "change_request_days": Number(
        28,
        "days",
        _without_days(
            MODULE,
            {"en": "somebody may ask for another professional", "nl": "iemand mag een andere hulpverlener vragen"},
        ),
    ),
    "workers_in_open_dialogue": Number(
        2,
        "people",
        _says(PRACTICES, {"en": "always two workers", "nl": "altijd twee hulpverleners"}),
    ),
    "ambassadors": Number(
        2,
        "people",
        _says(HANDBOOK, {"en": "two are needed", "nl": "er zijn er twee nodig"}),
    ),
    "case_meeting_days": Number(
        42,
        "days",
        _says(HANDBOOK, {"en": "once in six weeks", "nl": "een keer in zes weken"}),
    ),
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
        signals: the ids of the signals that it switched on for its teams; ``all`` for every one.
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

    def sets(self, name: str) -> bool:
        """Whether the organisation set a number otherwise than it is for who says nothing."""
        return self.number(name) != NUMBERS[name].value

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


_OF_A_PLUGIN: Final = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9_-]*", re.ASCII)
"""The id of a signal of a plugin; settings outlive plugins, so that none has to be installed."""


def _signals(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise Malformed("expected a list of ids of signals", path="signals.on")
    from svh_core.views.signals import SIGNALS  # noqa: PLC0415 - they ask for settings themselves

    if not {one for one in told if not _OF_A_PLUGIN.fullmatch(one)} <= {*SIGNALS, "all"}:
        raise Malformed(
            "there is no such signal", path="signals.on", next="The page about signals in the documentation lists them."
        )
    return tuple(told)


def _address(told: Any) -> Address:
    if told == "je":
        return "je"
    if told == "u":
        return "u"
    raise Malformed("expected je or u", path="language.address")
