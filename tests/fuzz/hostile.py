"""Lines of decision scripts, spoilt in every way somebody thought of; the same ones for the same seed.

A line begins valid: from the example case, or made up for any event. Then parts of it are left out, added, copied to
other places or replaced by what nobody expects there, and of some the bytes are spoilt too.
"""

from __future__ import annotations

import copy
import json
import random
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, Literal

from svh_core.cli.demo import EXAMPLE, example_script
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.identifiers import EntryNumber, Tag
from svh_core.domain.rulebook import StreamKind

Line = dict[str, Any]

CANARY: Final = "kanarie-7f3a"
"""What every made up line has for words; no error may show it."""

ORIGIN: Final = "fuzz"
"""The origin of the casebook the lines are written for."""

NAMES: Final = (EXAMPLE, "sanne", "gijs", "partner", "broer", "psychiater", "b1", "slapen", "support_group", "energie")
MOMENTS: Final = ("2017-04-20T20:00:00+02:00", "2018-01-01T00:00:00Z", "2017-04-20T20:00:00.000001+02:00")
PLAUSIBLE: Final[dict[Any, tuple[Any, ...]]] = {
    str: (CANARY,),
    int: (0, 1, 60),
    bool: (True, False),
    date: ("2017-01-01", "2018-02-28"),
    datetime: MOMENTS,
    EntryNumber: (1, 2, 70, 10_000),
    Tag: ("member", "goals", "care_worker", "v1/a"),
}
UNEXPECTED: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 2.5, 1e308, 10**9, 10**30, float("nan"), float("inf")),
    *(
        "",
        " ",
        "\0",
        "\ud800",
        "\udfff\ud800",
        "é",
        "🙂",
        "\u202e",
        "\ufeff",
        "\x1b[2J",
        "a b",
        "x" * 65,
        "x" * 100_001,
    ),
    *("core", "Core", "123456782", "bsn:1234-56-782", "access/x", "log/fuzz", "private/partner", "../../x", "'; --"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
    *("2017-02-06T10:00:00", "2017-02-30T10:00:00Z", "2017-02-06T24:00:00Z", "2017-02-06T10:00:60Z", "2017-W06-1"),
    *("0001-01-01", "9999-12-31", "2017-02-30", "٢٠١٧-٠٢-٠٦", "open:liesbeth|1|words|IngiCg=="),
    *([], {}, [[]], [None], {"": 0}, {"forgotten": True}, ["partner"] * 1_000, [{}], {"by": {"by": "x"}}),
)
NEW_KEYS: Final = (
    *("", "edition", "number", "caused_by", "stream", "case", "because", "reason", "source", "meeting", "once", "from"),
    *("from_", "with", "__class__", "\0", "\ud800", "é", "a b", "x" * 100),
)
BYTES: Final = (
    b"\0",
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\x1b[2J",
    b"\r",
    b"\x85",
    b"\\",
    b'"',
    b"{",
)


def hostile_lines(seed: int, number: int) -> Iterator[bytes]:
    """So many spoilt lines; about one in ten is left as it was."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets: the same lines for the same seed
    example = [json.loads(line) for line in example_script().splitlines()]
    for _ in range(number):
        line = copy.deepcopy(chance.choice(example)) if chance.random() < 0.5 else _made_up(chance)
        for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
            chance.choice(CHANGES)(line, chance)
        raw = json.dumps(line, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        if chance.random() < 0.2:
            raw = chance.choice(SPOILS)(raw, chance)
        yield raw.replace(b"\n", b" ")


def _made_up(chance: random.Random) -> Line:
    """A line with an event of any kind, of the right form."""
    kind = chance.choice(tuple(CORE_RULEBOOK.kinds.values()))
    data = {f.name: _plausible(f.type, chance) for f in kind.fields if not f.optional or chance.random() < 0.5}
    data |= {f.name: f"nieuw-{chance.randrange(10**6)}" for f in kind.fields if f.use == "new"}
    by = chance.choice((EXAMPLE, data.get("person", data.get("giver", EXAMPLE)), chance.choice(NAMES)))
    where = {"case": EXAMPLE} if kind.stream is StreamKind.CASE else {"stream": f"log/{ORIGIN}"}
    line = where | {"event": kind.name, "by": by, "at": chance.choice(MOMENTS), "data": data}
    more = {"because": [{"by": by, "words": CANARY}], "reason": CANARY, "source": "v1/a", "entered_by": "sanne"}
    return line | {name: told for name, told in more.items() if chance.random() < 0.3}


def _plausible(expected: Any, chance: random.Random) -> Any:
    if typing.get_origin(expected) is tuple:
        return [_plausible(typing.get_args(expected)[0], chance) for _ in range(chance.randrange(3))]
    if typing.get_origin(expected) is Literal:
        return chance.choice(typing.get_args(expected))
    return chance.choice(PLAUSIBLE.get(expected, NAMES))


# What is done to a line while it is still an object. ------------------------------------------------------------------


def _places(inside: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a line: the object or list it stands in, and its key or index."""
    for key in inside if isinstance(inside, dict) else range(len(inside)):
        yield inside, key
        if isinstance(inside[key], dict | list):
            yield from _places(inside[key])


def _any_place(line: Line, chance: random.Random) -> tuple[Any, Any]:
    return chance.choice(list(_places(line)))


def _replaced(line: Line, chance: random.Random) -> None:
    inside, key = _any_place(line, chance)
    alike = [one for one in UNEXPECTED if type(one) is type(inside[key])]
    inside[key] = copy.deepcopy(chance.choice(alike if alike and chance.random() < 0.7 else UNEXPECTED))


def _left_out(line: Line, chance: random.Random) -> None:
    inside, key = _any_place(line, chance)
    del inside[key]


def _added(line: Line, chance: random.Random) -> None:
    inside, _ = _any_place(line, chance)
    if isinstance(inside, dict):
        inside[chance.choice(NEW_KEYS)] = copy.deepcopy(chance.choice((*UNEXPECTED, *NAMES)))


def _copied(line: Line, chance: random.Random) -> None:
    from_, key = _any_place(line, chance)
    told = copy.deepcopy(from_[key])
    inside, key = _any_place(line, chance)
    inside[key] = told


def _wrapped(line: Line, chance: random.Random) -> None:
    inside, key = _any_place(line, chance)
    told = inside[key]
    inside[key] = chance.choice(([told], {"data": told}, json.dumps(told)))


def _imported(line: Line, chance: random.Random) -> None:
    line["edition"] = chance.choice((0, 1, 2, 10**9))


CHANGES: Final[tuple[Callable[[Line, random.Random], None], ...]] = (
    *(_replaced, _left_out, _added, _copied, _wrapped, _imported),
)


# What is done to its bytes. -------------------------------------------------------------------------------------------


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _put_in(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice(BYTES) + raw[at:]


def _key_twice(raw: bytes, chance: random.Random) -> bytes:
    return raw[:-1] + b", " + chance.choice((b'"by": "gijs"', b'"data": {}', b'"\\u0062y": 1')) + b"}"


def _deep(raw: bytes, chance: random.Random) -> bytes:
    opens, closes = chance.choice(((b"[", b"]"), (b'{"data":', b"}")))
    depth = chance.choice((3, 60, 900, 5_000))
    nested = opens * depth + b"1" + closes * depth
    return raw.replace(f'"{EXAMPLE}"'.encode(), nested, 1) if chance.random() < 0.5 else nested


def _long_number(raw: bytes, chance: random.Random) -> bytes:
    return raw.replace(chance.choice((b"1", b"2", b"0")), b"9" * chance.choice((20, 400, 5_000)), 1)


def _another_encoding(raw: bytes, chance: random.Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(chance.choice(("utf-16", "utf-32", "cp1252")), "replace")


def _twice(raw: bytes, _: random.Random) -> bytes:
    return raw + raw


SPOILS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (
    *(_cut, _put_in, _put_in, _key_twice, _deep, _long_number, _another_encoding, _twice),
)
