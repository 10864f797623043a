"""What events, entries and records have in common: they are values, compared by their fields, that never change.

attrs makes the classes; comparing, hashing and showing stand here once, because generating them for each of more than a
hundred classes would take half of the time that ``import svh_core`` takes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
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
    """A copy of a frozen value with these changes; a fifth of the time of `attrs.evolve`, which converts again."""
    cls: type = type(before)
    copy: V = (_COPIERS.get(cls) or _copier_of(cls))(before, changes)
    return copy


_COPIERS: dict[type, Callable[[Any, Mapping[str, Any]], Any]] = {}
"""Of each class that was ever copied: a third faster to ask than `copier`."""


def _copier_of(cls: type) -> Callable[[Any, Mapping[str, Any]], Any]:
    made = _COPIERS[cls] = copier(cls)
    return made


# Frozen values, quickly. Past a frozen class's own `__setattr__` each field costs 40 ns, as much by a slot's descriptor as
# by `object.__setattr__`; on a class that is not frozen it costs 5. So a new value is filled while it still is of a loose
# class with the same slots, and then told to be of its own: 0.35 us for a goal of seven fields where attrs takes 1.7, and
# 0.55 us for a case of 28 where it takes 6. The functions that do it are written out field by field, as attrs writes its
# own, and only for the classes that are copied.


@functools.cache
def copier(cls: type, *, collections: tuple[str, ...] = ()) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Makes values of this class from one with the same fields, and what is to be different.

    Args:
        cls: the class.
        collections: the fields that hold a dictionary of which the new value gets a copy of its own.
    """
    own = {name: f"before.{name}.copy()" for name in collections}
    filled = [f"made.{name} = {own.get(name, f'before.{name}')}" for name in names_of(cls)]
    return _written_out(
        cls, "before, changes", [*filled, "for name, value in changes.items(): setattr(made, name, value)"]
    )


@functools.cache
def completer(cls: type, *given: str) -> Callable[..., Any]:
    """Makes values of this class from these fields, in this order, behind one that has the others."""
    filled = [f"made.{name} = {name if name in given else f'before.{name}'}" for name in names_of(cls)]
    return _written_out(cls, ", ".join(("before", *given)), filled)


@functools.cache
def filler(cls: type) -> Callable[..., Any]:
    """Makes values of this class from all of their fields, in their order; nothing is converted."""
    return _written_out(cls, ", ".join(names_of(cls)), [f"made.{name} = {name}" for name in names_of(cls)])


def _written_out(cls: type, parameters: str, filled: Iterable[str]) -> Callable[..., Any]:
    loose = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    known: dict[str, Any] = {"_new": object.__new__, "_loose": type(cls.__name__, (cls,), loose), "_own": cls}
    lines = ("made = _new(_loose)", *filled, "made.__class__ = _own", "return made")
    exec(f"def made_of({parameters}):\n" + "\n".join(f"    {line}" for line in lines), known)  # noqa: S102 - our own names
    made_of: Callable[..., Any] = known["made_of"]
    return made_of


_NAMES: dict[type, tuple[str, ...]] = {}


def names_of(cls: type) -> tuple[str, ...]:
    """The names of the fields of an attrs class."""
    names = _NAMES.get(cls)
    if names is None:
        names = _NAMES[cls] = tuple(field.name for field in attrs.fields(cls))
    return names
