"""Decision scripts: one decision a line, as JSON, the way apps and people hand them over.

Reading is a door: cattrs structures what comes in, refuses what it does not know and says where.
"""

from __future__ import annotations

import codecs
import json
import re
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from svh_core.domain.deciding import sealed_in
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Consideration, Entry, Rulebook, UnknownEvent
from svh_core.domain.words import FORGOTTEN, SEALED, Plain, SealedOf, Words
from svh_core.errors import Malformed

LONGEST_LINE: Final = 10_000_000
"""Bytes of the longest line that is read: more than the words of one entry can take."""

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_TELLABLE: Final = re.compile(r"\w{1,40}", re.ASCII)

Reveal = Callable[[str, int, str], Any]
"""Opens a token that stands in this entry and this field."""


@attrs.frozen(kw_only=True)
class _Line:
    """The envelope of a line, before its event is known."""

    event: str
    by: str
    at: datetime
    data: dict[str, Any]
    case: str | None = None
    stream: str | None = None
    entered_by: str | None = None
    on_behalf_of: str | None = None
    meeting: str | None = None
    because: tuple[Consideration, ...] | None = None
    reason: Words | None = None
    source: str | None = None
    edition: int | None = None


class ScriptReader:
    """Reads the lines of a decision script.

    Args:
        rulebook: which events are known.
        importing: whether the script comes from another casebook; then a line may carry the edition it was judged by,
            and words that were forgotten.
        of_the_casebook: whether a line may hold what a casebook writes itself: looks, emergencies and forgetting.
    """

    def __init__(self, rulebook: Rulebook, *, importing: bool = False, of_the_casebook: bool = False) -> None:
        self._of_the_casebook = importing or of_the_casebook
        self._rulebook = rulebook
        self._importing = importing
        self._converter = _strict_converter(forgotten=importing)

    def read(self, line: bytes) -> Proposal:
        """The proposal of one line.

        Raises:
            Malformed: with the path of what is wrong, and never a person's words.
        """
        told = _parsed(line)
        envelope = self._structured(told, _Line, "")
        kind = self._rulebook.kinds.get(envelope.event)
        if kind is None:
            raise Malformed("there is no such event", path="event", next="`svh events` lists them all.")
        if (envelope.case is None) == (envelope.stream is None):
            raise Malformed("expected either 'case' or 'stream'", path="case")
        if "/" in (envelope.case or ""):
            raise Malformed("a case has no '/' in its name; another stream stands under 'stream'", path="case")
        if "/" not in (envelope.stream or "/"):
            raise Malformed("expected a stream, such as log/stad; a case stands under 'case'", path="stream")
        if kind.concept == "access" and not self._of_the_casebook:
            raise Malformed("the casebook writes this itself; only an import brings it along", path="event")
        if envelope.edition is not None and not self._importing:
            raise Malformed("only an import says by which edition an entry was judged", path="edition")
        proposal = Proposal(
            case=envelope.case if envelope.case is not None else str(envelope.stream),
            event=self._structured(envelope.data, kind.cls, "data"),
            by=envelope.by,
            entered_by=envelope.entered_by,
            at=envelope.at,
            because=envelope.because or (),
            reason=envelope.reason,
            meeting=envelope.meeting,
            on_behalf_of=envelope.on_behalf_of,
            source=envelope.source or ("import" if self._importing else None),
            edition=envelope.edition,
        )
        proposal.check()
        return proposal

    def _structured(self, told: Any, cls: type[Any], path: str) -> Any:
        try:
            return self._converter.structure(told, cls)
        except (cattrs.BaseValidationError, Malformed) as error:
            raise _first_wrong(error).inside(path) from None


def _parsed(line: bytes) -> Any:
    if len(line) > LONGEST_LINE:
        raise Malformed(f"expected a line of at most {LONGEST_LINE} bytes")
    try:
        return json.loads(
            line.removeprefix(codecs.BOM_UTF8).decode(), object_pairs_hook=_no_key_twice, parse_constant=_no_constant
        )
    except UnicodeDecodeError:
        raise Malformed("expected UTF-8") from None
    except RecursionError:
        raise Malformed("nested too deeply") from None
    except ValueError:
        raise Malformed("expected one JSON object on the line") from None


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise Malformed("a key stands twice in one object")
    return told


def _no_constant(_: str) -> Any:
    raise ValueError


def _strict_converter(*, forgotten: bool) -> cattrs.Converter:
    """A converter that takes nothing for something else: no number from text, no list from a string.

    Args:
        forgotten: whether it takes ``{"forgotten": true}`` for words that were forgotten.
    """
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, _expecting(str, "a text"))
    converter.register_structure_hook(bool, _expecting(bool, "true or false"))
    converter.register_structure_hook(int, _whole_number)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook(datetime, _moment)
    converter.register_structure_hook_func(lambda t: t == dict[str, Any], _object)
    converter.register_structure_hook_func(_is(tuple), _list_of(converter))
    converter.register_structure_hook_func(_is(typing.Literal), _one_of)
    converter.register_structure_hook_func(_is_sealed, _sealed_value(converter, forgotten=forgotten))
    converter.register_structure_hook_factory(_has_fields, lambda cls: _with_wire_names(cls, converter))
    return converter


def _is(origin: Any) -> Callable[[Any], bool]:
    return lambda expected: typing.get_origin(expected) is origin


def _expecting(cls: type, called: str) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, cls):
            raise Malformed(f"expected {called}")
        return value

    return structure


def _whole_number(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Malformed("expected a whole number")
    return value


def _date(value: Any, _: Any) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) and _DATE.fullmatch(value) else "")
    except ValueError:
        raise Malformed("expected a date, such as 2017-02-06") from None


def _moment(value: Any, _: Any) -> datetime:
    try:
        return datetime.fromisoformat(value if isinstance(value, str) and _MOMENT.fullmatch(value) else "").astimezone(
            UTC
        )
    except (ValueError, OverflowError):
        raise Malformed("expected a moment with an offset, such as 2017-02-06T10:00:00+01:00") from None


def _object(value: Any, _: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed("expected an object")
    return value


def _list_of(converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    def structure(value: Any, expected: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Malformed("expected a list")
        return tuple(one_of_list(index, one, typing.get_args(expected)[0]) for index, one in enumerate(value))

    def one_of_list(index: int, value: Any, expected: Any) -> Any:
        try:
            return converter.structure(value, expected)
        except (cattrs.BaseValidationError, Malformed) as error:
            raise _first_wrong(error).inside(str(index)) from None

    return structure


def _one_of(value: Any, expected: Any) -> Any:
    allowed = typing.get_args(expected)
    if not isinstance(value, str) or value not in allowed:
        raise Malformed(f"expected one of {', '.join(allowed)}")
    return value


def _is_sealed(expected: Any) -> bool:
    """Whether it is words, or a value stored like words: both are marked so in the annotation."""
    return typing.get_origin(expected) is Annotated


def _sealed_value(converter: cattrs.Converter, *, forgotten: bool) -> Callable[[Any, Any], Any]:
    def structure(value: Any, expected: Any) -> Plain[Any]:
        if forgotten and value == FORGOTTEN and value["forgotten"] is True:
            return Plain(FORGOTTEN)
        mark = typing.get_args(expected)[1]
        return Plain(converter.structure(value, mark.of if isinstance(mark, SealedOf) else str))

    return structure


def _has_fields(expected: Any) -> bool:
    return isinstance(expected, type) and attrs.has(expected)


def _with_wire_names(cls: type[Any], converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    """How a class is read: wire names for names Python reserves, and only from a JSON object."""
    renamed = {a.name: override(rename=a.name.rstrip("_")) for a in attrs.fields(cls) if a.name.endswith("_")}
    from_object = make_dict_structure_fn(cls, converter, **renamed)  # type: ignore[arg-type]

    def structure(value: Any, expected: Any) -> Any:
        return from_object(_object(value, expected), expected)

    return structure


def _first_wrong(error: BaseException) -> Malformed:
    """The first thing cattrs found wrong, as our own error with its path."""
    if isinstance(error, Malformed):
        return error
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        extra = min(str(field) for field in error.extra_fields)
        return Malformed("this field is not known here", path=extra if _TELLABLE.fullmatch(extra) else "...")
    if isinstance(error, cattrs.ClassValidationError):
        with_fields, without = error.group_exceptions()
        if with_fields:
            inside, note = with_fields[0]
            return _first_wrong(inside).inside(note.name.rstrip("_"))
        return _first_wrong(without[0])
    if isinstance(error, KeyError):
        return Malformed("this field is required")
    return Malformed("this is not what was expected here")


def plain_data(entry: Entry[Any], reveal: Reveal) -> dict[str, Any]:
    """The fields of an entry's event as scripts write them, words revealed; those of an unknown event stay sealed."""
    if isinstance(entry.event, UnknownEvent):
        return sealed_in(entry.event.data, entry.number, SEALED).around
    told: dict[str, Any] = {}
    for field in entry.event.spec.fields:
        value = getattr(entry.event, field.attribute)
        if value is None:
            continue
        told[field.name] = reveal(value, entry.number, field.name) if field.of is not None else in_json(value)
    return told


def in_json(value: Any) -> Any:
    """A value in clear, as JSON writes it."""
    if isinstance(value, datetime):
        return moment_in_json(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [in_json(one) for one in value]
    return value


def moment_in_json(moment: datetime) -> str:
    """A moment in UTC, ending in ``Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def because_in_json(entry: Entry[Any], reveal: Reveal) -> list[dict[str, Any]]:
    """The considerations of an entry, each with its holder, words revealed."""
    return [
        {"by": one.by, "words": reveal(str(one.words), entry.number, f"because.{index}")}
        for index, one in enumerate(entry.because)
    ]


def script_line(stream: str, entry: Entry[Any], reveal: Reveal) -> str:
    """An entry as a line that `svh record --import` takes. Consequences have none: they follow by themselves."""
    line: dict[str, Any] = {
        "case" if "/" not in stream else "stream": stream,
        "event": entry.event.spec.name,
        "by": entry.by,
        "entered_by": entry.entered_by,
        "at": moment_in_json(entry.at),
        "edition": entry.edition,
    }
    optional: Mapping[str, Any] = {
        "on_behalf_of": entry.on_behalf_of,
        "meeting": entry.meeting,
        "because": because_in_json(entry, reveal) or None,
        "reason": reveal(str(entry.reason), entry.number, "reason") if entry.reason is not None else None,
        "source": entry.source,
    }
    line |= {name: value for name, value in optional.items() if value is not None}
    line["data"] = plain_data(entry, reveal)
    return json.dumps(line, ensure_ascii=False)
