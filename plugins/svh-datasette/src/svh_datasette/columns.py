"""What a table is: its columns, each with one sentence in Dutch and in English, and how its rows are made of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from svh_core import Disclosed
from svh_datasette.told import Told

Cell: TypeAlias = str | int | None
Row: TypeAlias = dict[str, Cell]
InBoth: TypeAlias = Mapping[str, str]


def says(en: str, nl: str) -> InBoth:
    """A text in each language."""
    return {"en": en, "nl": nl}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: what it is called.
        says: in one sentence, what stands in it, in each language.
        type: ``str`` or ``int``; the tables are STRICT, so nothing else can stand in it.
        empty: whether there may be nothing in it.
        refers: the table whose row it names.
        indexed: whether rows are looked up by it.
        facet: whether Datasette counts its values beside the table.
        unit: of what it counts.
    """

    name: str
    says: InBoth
    type: type[str] | type[int] = str
    empty: bool = True
    refers: str | None = None
    indexed: bool = False
    facet: bool = False
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the database.

    Attributes:
        name: what it is called.
        says: in one sentence, what its rows are, in each language.
        columns: in order; the first is its key.
        rows: those that one case adds, in order.
        of_the_file: those that are there whatever cases are in it.
        label: the column that says what a row is where another table names it.
        sort: the column by which it is shown; the highest first where `newest_first`.
        searched: the columns whose words can be searched.
        index: columns by which rows are looked up together.
    """

    name: str
    says: InBoth
    columns: tuple[Column, ...]
    rows: Callable[[Told], Iterator[Row]] = lambda _: iter(())
    of_the_file: Callable[[Disclosed], Iterator[Row]] = lambda _: iter(())
    label: str | None = None
    sort: str | None = None
    newest_first: bool = False
    searched: tuple[str, ...] = ()
    index: tuple[str, ...] = ()

    @property
    def indexes(self) -> tuple[tuple[str, ...], ...]:
        """What rows are looked up by. Columns that begin another index need none of their own."""
        columns = {column.name for column in self.columns if column.indexed} | {self.sort} - {None}
        alone = [column.name for column in self.columns if column.name in columns and column.name not in self.index[:1]]
        return (*((name,) for name in alone), *([self.index] if self.index else []))


def text(name: str, en: str, nl: str, *, empty: bool = True, indexed: bool = False, facet: bool = False) -> Column:
    """A column with text in it."""
    return Column(name=name, says=says(en, nl), empty=empty, indexed=indexed or facet, facet=facet)


def number(name: str, en: str, nl: str, *, empty: bool = True, unit: str | None = None) -> Column:
    """A column with whole numbers in it."""
    return Column(name=name, says=says(en, nl), type=int, empty=empty, unit=unit)


def yes_or_no(name: str, en: str, nl: str, *, facet: bool = False) -> Column:
    """A column with 1 for yes and 0 for no in it."""
    return Column(
        name=name, says=says(f"{en} (1 is yes, 0 is no).", f"{nl} (1 is ja, 0 is nee)."), type=int, facet=facet
    )


def link(name: str, refers: str, en: str, nl: str, *, empty: bool = True) -> Column:
    """A column that names a row of another table."""
    return Column(name=name, says=says(en, nl), refers=refers, empty=empty, indexed=True)


ID: Final = text(
    "id", "What stands for this row; other tables name it by this.", "De sleutel van deze rij.", empty=False
)
CASE: Final = link("case_id", "cases", "The case this belongs to.", "Van welke steungroep dit is.", empty=False)
ENTRY: Final = link(
    "entry_id",
    "entries",
    "The entry of the trail that says so.",
    "De regel in het trail waarin dit staat.",
    empty=False,
)


def person(name: str, en: str, nl: str) -> Column:
    """A column that names somebody."""
    return link(name, "people", en, nl)


def moment(name: str, en: str, nl: str, *, empty: bool = True) -> Column:
    """A column with moments, in UTC."""
    return text(name, f"{en}, in UTC.", f"{nl}, in UTC.", empty=empty)


def words(name: str, en: str, nl: str) -> tuple[Column, Column]:
    """A column with people's own words, and one that says whether they were forgotten."""
    return (
        text(
            name,
            f"{en}; empty where nothing was said, or it was forgotten.",
            f"{nl}; leeg als het er niet is of vergeten is.",
        ),
        yes_or_no(
            f"{name}_forgotten",
            f"Whether there were words in `{name}` that were forgotten",
            f"Of er in `{name}` woorden stonden die vergeten zijn",
        ),
    )
