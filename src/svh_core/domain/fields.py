"""What a field of an event is: its type in the catalogue's notation, its category, what it names and whose words it holds.

An event class is an ordinary attrs class. Its annotations say the type; the functions here say the rest, as metadata:

    goal: GoalId = new()                                    mints an id
    goal: GoalId = live()                                   names a goal that is there and has not ended
    meeting: MeetingId                                      names a meeting that is there
    hoped_for: Words | None = private(of="resident", default=None)
    closeness: Sealed[Closeness] | None = private(of="resident", default=None)
    minutes: int | None = other(category="meetings", default=None)
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, Union

import attrs

from svh_core.domain.identifiers import (
    EntryNumber,
    Tag,
    good_identifier,
    what_is_wrong_with_identifier,
    what_is_wrong_with_tag,
)
from svh_core.domain.words import LONGEST_WORDS, Forgotten, Plain, SealedOf, Token, to_plain
from svh_core.errors import Malformed

Subject = Literal["resident", "person", "author"]

Check = Callable[[Any, str], None]
"""Refuses a value that is not as it should be, with the path where it stands."""

Surely = Callable[[Any], object]
"""Says of nearly every good value, in one call, that it is good; where it does not, or raises `TypeError`, `Check` is asked."""

NEVER_CHECKED: Final = frozenset({"Person", "Organisation", "Person|Organisation"})
"""Kinds of id that exist outside the case, so that naming one needs no entry before it."""

YEARS: Final = range(1900, 2200)
"""The years a moment or a day can be in; a typing error is likelier than a support group in another century."""

_OTHER_CENTURIES: Final = f"expected a year from {YEARS[0]} to {YEARS[-1]}"

LARGEST_NUMBER: Final = 1_000_000_000

_EITHER: Final = re.compile("(?<=[a-z])Or(?=[A-Z])")


def new(*, category: str | None = None, again: bool = False) -> Any:
    """A field that mints an id: the name must not have been given before.

    Args:
        category: the category, where it is another than most of its event.
        again: whether later versions of the same thing are written under the same name; the event's own file then says
            when the name must be new and when it must be there.
    """
    return attrs.field(metadata={"category": category, "use": "new", "again": again})


def live(*, category: str | None = None, default: Any = attrs.NOTHING) -> Any:
    """A field that names something that is there and has not ended."""
    return attrs.field(default=default, metadata={"category": category, "use": "live"})


def other(*, category: str, default: Any = attrs.NOTHING) -> Any:
    """A field of another category than most of its event."""
    return attrs.field(default=default, metadata={"category": category})


def private(*, of: Subject, category: str | None = None, default: Any = attrs.NOTHING) -> Any:
    """A field of free words or a person's name, or one whose closed-list value or number is stored like words.

    Args:
        of: whose it is: the resident's, the person's in the field ``person`` or ``giver``, or who decided the entry.
        category: the category, where it is another than most of its event.
        default: None where it may be left out.
    """
    return attrs.field(default=default, converter=to_plain, metadata={"category": category, "of": of})


@attrs.frozen
class Field:
    """One field of an event.

    Attributes:
        name: as in scripts and in the catalogue, such as ``from``.
        attribute: as in Python, such as ``from_``.
        notation: the type in the catalogue's notation, such as ``(WHAT|WHO)*``.
        optional: whether it may be left out.
        category: one of the categories that consent speaks of.
        kind: what its id names (``Goal``, ``Entry``, ...), or None.
        use: ``new`` where it mints the id, ``live`` where what it names may not have ended.
        again: whether an id that is minted is also given to later versions.
        of: whose words it holds, or None where it stands in clear.
        many: whether it is a list.
        type: the Python type of the value, before sealing.
        path: where it stands in a script.
        is_good: says so quickly; `check` says why where it is not.
    """

    name: str
    attribute: str
    notation: str
    optional: bool
    category: str
    kind: str | None
    use: str | None
    again: bool
    of: Subject | None
    many: bool
    type: Any
    path: str = attrs.field(init=False, eq=False, repr=False)
    is_good: Surely = attrs.field(init=False, eq=False, repr=False)
    _refuse: Check = attrs.field(init=False, eq=False, repr=False)

    @path.default
    def _in_a_script(self) -> str:
        return f"data.{self.name}"

    @is_good.default
    def _said_by_its_type(self) -> Surely:
        if self.of is None:
            return _surely_of(self.type)
        return are_good_words if self.type is str else _surely_sealed(_surely_of(self.type))

    @_refuse.default
    def _made_for_its_type(self) -> Check:
        return _check_of(self.type)

    @property
    def refers(self) -> bool:
        """Whether what it names must exist in the case."""
        return self.kind is not None and self.use != "new" and self.kind not in NEVER_CHECKED

    def check(self, value: Any, path: str) -> None:
        """Refuses a value that the catalogue does not allow here.

        Raises:
            Malformed: with `path`, and never with the value.
        """
        if value is None:
            if not self.optional:
                raise Malformed("this field is required", path=path)
            return
        if self.of is not None:
            if isinstance(value, Token):
                raise Malformed("expected words; the casebook seals them itself", path=path)
            value = value.value if isinstance(value, Plain) else value
            if isinstance(value, Forgotten):
                return
        self._refuse(value, path)


def fields_of(cls: type, default_category: str) -> tuple[Field, ...]:
    """Reads the fields of an event class, in the order in which it declares them."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return tuple(_field(a, hints[a.name], default_category) for a in attrs.fields(cls))


def _field(attribute: attrs.Attribute[Any], hint: Any, default_category: str) -> Field:
    optional = attribute.default is None
    value_type = _without_none(hint)
    of = attribute.metadata.get("of")
    notation, value_type = _told(value_type, of)
    use = attribute.metadata.get("use")
    single = value_type if typing.get_origin(value_type) is not tuple else typing.get_args(value_type)[0]
    return Field(
        name=attribute.name.rstrip("_"),
        attribute=attribute.name,
        notation=f"new {notation}" if use == "new" else notation,
        optional=optional,
        category=attribute.metadata.get("category") or default_category,
        kind=_kind(single),
        use=use,
        again=attribute.metadata.get("again", False),
        of=of,
        many=typing.get_origin(value_type) is tuple,
        type=value_type,
    )


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in {Union, types.UnionType}:
        return next(part for part in typing.get_args(hint) if part is not type(None))
    return hint


def _told(hint: Any, of: Subject | None) -> tuple[str, Any]:
    """The notation of a type, and the type of the value before it is sealed."""
    if typing.get_origin(hint) is Annotated:
        mark = typing.get_args(hint)[1]
        if isinstance(mark, SealedOf):
            return f"sealed({_notation(mark.of)}, of={of})", mark.of
        return f"words(of={of})", str
    return _notation(hint), hint


_NOTATIONS: Final[Mapping[Any, str]] = {
    int: "int",
    bool: "bool",
    date: "date",
    datetime: "moment",
    str: "text",
    Tag: "tag",
}


def _notation(hint: Any) -> str:
    if typing.get_origin(hint) is tuple:
        inside = _notation(typing.get_args(hint)[0])
        return f"({inside})*" if "|" in inside else f"{inside}*"
    if typing.get_origin(hint) is Literal:
        return "|".join(typing.get_args(hint))
    return _NOTATIONS.get(hint) or str(_kind(hint))


def _kind(hint: Any) -> str | None:
    if hint is EntryNumber:
        return "Entry"
    name = getattr(hint, "__name__", "")
    return _EITHER.sub("|", name.removesuffix("Id")) if name.endswith("Id") else None


def _surely_of(expected: Any) -> Surely:
    """What says that a value of this type is good."""
    if typing.get_origin(expected) is tuple:
        return _surely_of_a_list(_surely_of(typing.get_args(expected)[0]))
    if typing.get_origin(expected) is Literal:
        return _surely_of_a_choice(frozenset(typing.get_args(expected)))
    what_is_wrong = _WRONG.get(expected)
    return good_identifier if what_is_wrong is None else lambda value: what_is_wrong(value) is None


def _surely_of_a_list(is_good: Surely) -> Surely:
    def good(value: Any) -> bool:
        if type(value) is not tuple:
            return False
        for one in value:  # noqa: SIM110 - a generator takes longer than the few that stand in it
            if not is_good(one):
                return False
        return True

    return good


def _surely_of_a_choice(allowed: frozenset[str]) -> Surely:
    return lambda value: type(value) is str and value in allowed


def _surely_sealed(is_good: Surely) -> Surely:
    return lambda value: type(value) is Plain and is_good(value.value)


def _check_of(expected: Any) -> Check:
    """The check of a type; made once for each field, for taking a type apart costs more than checking by it."""
    if typing.get_origin(expected) is tuple:
        return _check_of_a_list(_check_of(typing.get_args(expected)[0]))
    if typing.get_origin(expected) is Literal:
        return _check_of_a_choice(typing.get_args(expected))
    return _check_of_one(_WRONG.get(expected, what_is_wrong_with_identifier))


def _check_of_a_list(check_one: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, (tuple, list)):
            raise Malformed("expected a list", path=path)
        for index, one in enumerate(value):
            check_one(one, f"{path}.{index}")

    return check


def _check_of_a_choice(allowed: tuple[str, ...]) -> Check:
    def check(value: Any, path: str) -> None:
        if value not in allowed or not isinstance(value, str):
            raise Malformed(f"expected one of {', '.join(allowed)}", path=path)

    return check


def _check_of_one(what_is_wrong: Callable[[object], str | None]) -> Check:
    def check(value: Any, path: str) -> None:
        wrong = what_is_wrong(value)
        if wrong is not None:
            raise Malformed(wrong, path=path)

    return check


def wrong_text(value: object) -> str | None:
    """The sentence that says why `value` cannot be stored as words, or None where it can."""
    if not isinstance(value, str):
        return "expected a text"
    if not value.strip():
        return "expected words; leave the field out where there are none"
    if len(value) > LONGEST_WORDS:
        return f"expected at most {LONGEST_WORDS} characters"
    if "\0" in value or not (value.isascii() or _is_whole(value)):
        return "expected text without NUL or half characters"
    return None


def are_good_words(value: object) -> bool:
    """Says of nearly all words that `wrong_text` finds nothing in them, in half of its time."""
    return (
        type(value) is Plain
        and type(text := value.value) is str
        and 0 < len(text) <= LONGEST_WORDS
        and not text.isspace()
        and "\0" not in text
        and (text.isascii() or _is_whole(text))
    )


def _is_whole(text: str) -> bool:
    """Whether a text has no half characters, which have no encoding."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _wrong_number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        return f"expected a whole number from 0 to {LARGEST_NUMBER}"
    return None


def _wrong_entry(value: object) -> str | None:
    return "expected the number of an entry, from 1" if _wrong_number(value) or value == 0 else None


def _wrong_bool(value: object) -> str | None:
    return None if isinstance(value, bool) else "expected true or false"


def _wrong_date(value: object) -> str | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return None if value.year in YEARS else _OTHER_CENTURIES
    return "expected a date, such as 2017-02-06"


def wrong_moment(value: object) -> str | None:
    """The sentence that says why `value` is no moment, or None where it is one."""
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return None if value.year in YEARS else _OTHER_CENTURIES
    return "expected a moment with an offset, such as 2017-02-06T10:00:00+01:00"


_WRONG: Final[Mapping[Any, Callable[[object], str | None]]] = {
    str: wrong_text,
    int: _wrong_number,
    bool: _wrong_bool,
    date: _wrong_date,
    datetime: wrong_moment,
    EntryNumber: _wrong_entry,
    Tag: what_is_wrong_with_tag,
}
