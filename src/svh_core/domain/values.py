"""What events, entries and records have in common: they are values, compared by their fields, that never change.

attrs makes the classes; comparing, hashing and showing stand here once, because generating them for each of more than a
hundred classes would take half of the time that ``import svh_core`` takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, dataclass_transform

import attrs

V = TypeVar("V")


class Value:
    """Compared by type and fields. Its `repr` shows sealed words as the tokens they are, and plain words not at all."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in names_of(type(self)))

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, name) for name in names_of(type(self)))))

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in names_of(type(self)))
        return f"{type(self).__name__}({', '.join(told)})"


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
def value(cls: type[V]) -> type[V]:
    """Makes a class a frozen attrs class with slots, whose fields are named where it is made."""
    return attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)(cls)


def changed(before: V, changes: Mapping[str, Any]) -> V:
    """A copy of a frozen value with these changes; half the time of `attrs.evolve`, which converts again."""
    cls = type(before)
    copy: V = object.__new__(cls)
    for name in names_of(cls):
        object.__setattr__(copy, name, changes[name] if name in changes else getattr(before, name))
    return copy


_NAMES: dict[type, tuple[str, ...]] = {}


def names_of(cls: type) -> tuple[str, ...]:
    """The names of the fields of an attrs class."""
    names = _NAMES.get(cls)
    if names is None:
        names = _NAMES[cls] = tuple(field.name for field in attrs.fields(cls))
    return names
