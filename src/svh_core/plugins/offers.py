"""What a plugin offers: who it is, what it writes, what it counts, and what it notices.

Everything here is plain and frozen. A plugin makes these things; the host looks at them before it uses any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

if TYPE_CHECKING:
    from svh_core.domain.case import Case
    from svh_core.plugins.disclosed import Disclosed, DisclosedCase

API: Final = 1
"""The version of what stands here. A plugin says for which one it was written."""

ANY: Final = "any"
"""In the place of purposes: for whatever purpose a consent names. Only the core asks so; a host can allow it."""

InBoth: TypeAlias = Mapping[str, str]
"""A text in each language: ``{"en": ..., "nl": ...}``."""

View: TypeAlias = Literal[
    "plan", "phases", "triad", "network", "hours", "care", "measurements", "figures", "state", "disclosures"
]
"""What can be asked of a case beside its entries: what `svh show`, `svh plan`, `svh hours` and so on give as data.

In a report `figures` are those of its period. `disclosures` is there where all looks may be seen.
"""

VIEWS: Final[tuple[View, ...]] = (
    "plan",
    "phases",
    "triad",
    "network",
    "hours",
    "care",
    "measurements",
    "figures",
    "state",
    "disclosures",
)


def _texts(told: Iterable[str]) -> tuple[str, ...]:
    return tuple(told)


def _numbers(told: Iterable[int]) -> tuple[int, ...]:
    return tuple(told)


def _tables(told: Iterable[Table]) -> tuple[Table, ...]:
    return tuple(told)


@attrs.frozen(kw_only=True)
class Description:
    """Who a plugin is, and what it asks for; asking gives nothing by itself.

    Attributes:
        id: the name of its distribution, such as ``svh-agenda``.
        organisation: whose plugin it is, in words.
        purposes: what it is for, as consents say it.
        categories: the categories it asks for; see `svh_core.sharing.grounds.CATEGORIES`.
        api: the version of these hooks that it was written for.
    """

    id: str
    organisation: str
    purposes: tuple[str, ...] = attrs.field(converter=_texts)
    categories: tuple[str, ...] = attrs.field(converter=_texts)
    api: int = API


Written: TypeAlias = str | bytes | Iterable[str] | Iterable[bytes]
"""What an exporter gives: the file, whole or in parts. Text is written as UTF-8."""

WrittenFiles: TypeAlias = Mapping[str, Written]
"""What an exporter of a folder gives: its files, by their names."""


@attrs.frozen(kw_only=True)
class Exporter:
    """Something that makes a file of what residents let a recipient see.

    Attributes:
        name: what it is called on the command line; 1 to 40 lower-case letters, digits, hyphens and underscores,
            with a letter first.
        says: in one sentence, what the file holds, in each language.
        suffix: of the file, such as ``.csv``; ``/`` where a folder of files is made. The host adds to a folder the file
            ``MANIFEST.json``, with what is in it and the checkpoint of the log.
        categories: those it needs, of the ones the plugin asks for; all of them where nothing is said.
        views: what it asks beside the entries; see `View`.
        write: makes the file, or the files of the folder by their names. It is called once, with every case that it may
            see.
    """

    name: str
    says: InBoth
    suffix: str
    write: Callable[[Disclosed], Written | WrittenFiles]
    categories: tuple[str, ...] | None = None
    views: tuple[View, ...] = ()


Row: TypeAlias = tuple[Mapping[str, str], int]
"""What one case adds to a table: the value in each column, and the amount."""


@attrs.frozen(kw_only=True)
class Table:
    """A table of counts over cases. Which rows it has is fixed beforehand: also one that stays empty says nothing.

    Attributes:
        name: what it is called; as that of an exporter.
        says: in one sentence, what it counts, in each language.
        columns: each column with the values it can have.
        of: what is told of each combination: how many cases it holds for, or also the sum of an amount.
        unit: of the amount, such as ``minutes``.
        rows: what a case adds. The same combination may come more than once; a value that is not in `columns` is an
            error.
    """

    name: str
    says: InBoth
    columns: Mapping[str, Sequence[str]]
    rows: Callable[[DisclosedCase], Iterable[Row]]
    of: Literal["cases", "sum"] = "cases"
    unit: str | None = None


@attrs.frozen(kw_only=True)
class Report:
    """Tables over many cases, for who may know of numbers only. The host counts, rounds and leaves out what is small.

    Attributes:
        name: what it is called on the command line; as that of an exporter.
        says: in one sentence, what it tells, in each language.
        tables: always the same ones.
        categories: those it needs, of the ones the plugin asks for; all of them where nothing is said.
        views: what it asks beside the entries; see `View`.
        write: by the suffix of a file, such as ``.xlsx``: makes it of the tables as they may be given out. ``.csv`` and
            ``.json`` the host makes itself.
    """

    name: str
    says: InBoth
    tables: tuple[Table, ...] = attrs.field(converter=_tables)
    categories: tuple[str, ...] | None = None
    views: tuple[View, ...] = ()
    write: Mapping[str, Callable[[Reported], Written]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class ReportedRow:
    """One row of a table as it may be given out.

    Attributes:
        values: the value in each column.
        cases: for how many cases it holds, rounded to 5; None where that is left out, because they are few, or all.
        amount: the sum, in two digits; None where it is left out, and where only cases are counted.
    """

    values: Mapping[str, str]
    cases: int | None
    amount: int | None = None


@attrs.frozen(kw_only=True)
class ReportedTable:
    """A table as it may be given out; each combination of values has its row, whatever it comes to.

    Attributes:
        name: what it is called.
        says: what it counts, in each language.
        columns: the names of its columns.
        unit: of the amounts; None where only cases are counted.
        rows: always the same ones, in the same order.
    """

    name: str
    says: InBoth
    columns: tuple[str, ...]
    unit: str | None
    rows: tuple[ReportedRow, ...]


@attrs.frozen(kw_only=True)
class Reported:
    """A report as it may be given out.

    Attributes:
        report: what made it, as ``svh-hours:hours``.
        says: what it tells, in each language.
        recipient: for whom.
        purpose: what for.
        period: of which time, such as ``2026`` or ``2026-Q3``.
        at_least: of how many cases a row has to be.
        language: ``nl`` or ``en``.
        tables: in the order of the report.
    """

    report: str
    says: InBoth
    recipient: str
    purpose: str
    period: str
    at_least: int
    language: str
    tables: tuple[ReportedTable, ...]


@attrs.frozen(kw_only=True)
class Noticed:
    """That a signal of an organisation's own holds today.

    Attributes:
        subject: the id of what it is about.
        entries: the numbers of the entries that show it.
        since: the first day it held.
        places: what stands in the places of its sentence.
    """

    subject: str
    entries: tuple[int, ...] = attrs.field(converter=_numbers)
    since: date
    places: Mapping[str, Any] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class OwnSignal:
    """Something that deserves attention in an organisation's own work. It refuses nothing.

    Attributes:
        name: its id behind that of the plugin, as in ``svh-agenda.nobody_said_yes``; as that of an exporter.
        says: its sentence in each language, with places between braces.
        source: where it comes from: a document of the organisation.
        category: whoever may see all of this category may see the signal.
        notices: finds it in a case, on a day. Words in the case are sealed.
    """

    name: str
    says: InBoth
    source: str
    category: str
    notices: Callable[[Case, date], Iterable[Noticed]]


@attrs.frozen(kw_only=True)
class OwnWords:
    """Words that an organisation writes the same way everywhere, for a field that takes any.

    Attributes:
        name: what the list is called; as the name of an exporter.
        fields: the fields, each as ``event.field``, such as ``group.formed.method``.
        source: where they come from.
        values: each word with what it means, in each language.
    """

    name: str
    fields: tuple[str, ...] = attrs.field(converter=_texts)
    source: str
    values: Mapping[str, InBoth]
