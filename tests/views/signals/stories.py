"""The stories that the tests beside this one tell of the signals, gathered so that more can be asked of each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import pytest

from svh_core.domain.rulebook import Entry, StreamKind
from svh_core.testing.scenarios import Scenario
from svh_core.views.settings import DEFAULTS, Settings
from svh_core.views.signals import SIGNALS

from . import days

MODULES: Final = tuple(sorted(path.stem for path in Path(__file__).parent.glob("test_*.py")))


class Story(NamedTuple):
    """What happened in a case or an organisation.

    Attributes:
        of: the test that tells it.
        name: of its stream.
        entries: what happened.
        settings: of who looks at it.
        signal: what is looked for in it; None where it is not told of one.
    """

    of: str
    name: str
    entries: tuple[Entry[Any], ...]
    settings: Settings
    signal: str | None = None


class _LookedAt(Exception):  # noqa: N818 - nothing went wrong
    """Ends a test at its first look."""

    def __init__(self, scenario: Scenario, settings: Settings, signal: str | None) -> None:
        self.scenario, self.settings, self.signal = scenario, settings, signal


class _Look:
    """Stands in for a look, and shows nothing."""

    def __init__(self, scenario: Scenario, settings: Settings = DEFAULTS) -> None:
        self._of = scenario, settings

    def signals(self, *_: Any, also: Sequence[str] = (), **__: Any) -> NoReturn:
        raise _LookedAt(*self._of, next((one for one in also if one in SIGNALS), None))

    def __getattr__(self, _: str) -> NoReturn:
        raise _LookedAt(*self._of, None)


def stories(module: str, *, at_most: int | None = None) -> Iterator[Story]:
    """The first story of each test of a module, told until it is looked at.

    Args:
        module: the name of the module.
        at_most: with how many of its parameters, the first ones; with each where nothing is said.
    """
    tests = import_module(f"{__package__}.{module}")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(days, "look", _Look)
        for name, test in vars(tests).items():
            if name.startswith("test_") and not hasattr(test, "hypothesis"):
                for number, told_with in enumerate(islice(_parameters(test), at_most)):
                    yield from _told(f"{name}[{number}]", test, told_with)


def _told(of: str, test: Callable[..., Any], told_with: dict[str, Any]) -> Iterator[Story]:
    if set(told_with) != set(inspect.signature(test).parameters):
        return  # it asks for what a run of the tests alone can give
    try:
        test(**told_with)
    except _LookedAt as looked:
        entries = tuple(looked.scenario.entries)
        of_a_case = entries[0].event.spec.stream is StreamKind.CASE
        yield Story(of, "mila" if of_a_case else days.ORGANISATION, entries, looked.settings, looked.signal)


def _parameters(test: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """With what a test is run: every combination of what its marks give."""
    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    for values in product(*(_values(*mark.args) for mark in marks)):
        yield {name: value for one in values for name, value in one.items()}


def _values(names: str | list[str], values: Any) -> list[dict[str, Any]]:
    of = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    return [dict(zip(of, (value,) if len(of) == 1 else value, strict=True)) for value in map(_plain, values)]


def _plain(value: Any) -> Any:
    """The values of a set of parameters that has an id or marks."""
    if not isinstance(value, type(pytest.param())):
        return value
    return value.values[0] if len(value.values) == 1 else value.values
