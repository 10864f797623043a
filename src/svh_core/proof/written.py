"""JSON that others handed over, read so that no two readers see two things in it.

A line of a bundle is written in one way, and read in no other: what stands beside the sealed parts of a line could pass
for one of them. The state of an entry is read as it was stored, by whichever release.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from svh_core.proof.lines import LARGEST

NOT_WRITTEN_SO: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading raises where something is written otherwise."""

_Value = TypeVar("_Value")


def line(told: Mapping[str, Any]) -> str:
    """A line, without its end: the shortest JSON there is of it, its keys in this order.

    Args:
        told: what stands in it.
    """
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def told_by(raw: bytes) -> dict[str, Any]:
    """What a line says, that `line` would write as it stands: nothing stands in it twice or in another form.

    Args:
        raw: the line, with or without its newline.

    Raises:
        ValueError: it is written otherwise.
        TypeError: it is no object.
        RecursionError: it is too deep.
    """
    text = raw.removesuffix(b"\n").decode()
    told = json.loads(text)
    if line(told).encode() != text.encode():  # also refuses half a character, which has no bytes
        raise ValueError("written otherwise")
    return of_kind(told, dict)


def assert_keys(told: Mapping[str, Any], *names: str) -> None:
    """Asserts that an object has these keys, in this order, and no others.

    Raises:
        KeyError: it has others.
    """
    if [*told] != [*names]:
        raise KeyError(*names)


def of_kind(value: Any, kind: type[_Value]) -> _Value:
    """A value of exactly this type: Python takes true and 1.0 for 1 too, and other languages do not.

    Raises:
        TypeError: it is of another.
    """
    if type(value) is not kind:
        raise TypeError
    return value


def whole(value: Any) -> int:
    """A whole number, as every language can hold it.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is below zero, or too large.
    """
    if not 0 <= of_kind(value, int) <= LARGEST:
        raise ValueError(value)
    return int(value)


def state_of(state: bytes) -> dict[str, Any]:
    """What an entry says, who decided it at least.

    Args:
        state: its bytes, as they were stored.

    Raises:
        ValueError: it is no JSON, a key stands in it twice, or half a character, or a number without an end.
        KeyError: it does not say who decided it.
        TypeError: it is no object, or says who in something else than a text.
        RecursionError: it is too deep.
    """
    told = json.loads(state.decode(), object_pairs_hook=_each_once)
    json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    of_kind(of_kind(told, dict)["by"], str)
    return of_kind(told, dict)


def _each_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = [*pairs]
    told = dict(listed)
    if len(told) != len(listed):
        raise ValueError("a key stands there twice")
    return told
