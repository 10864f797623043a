"""Changing what a plugin is given, by hand: other words, fewer fields, strange events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.testing.canaries import canary

KANARIE: Final = canary("", "").partition("-")[0]
"""What every canary begins with."""


def in_each_case(given: Disclosed, changed: Callable[[DisclosedCase], DisclosedCase]) -> Disclosed:
    """The same, with each case changed."""
    return attrs.evolve(given, cases=tuple(changed(case) for case in given.cases))


def with_unknown_events(case: DisclosedCase) -> DisclosedCase:
    """A case with events that nobody knows, before and behind those it has."""
    strange = [
        attrs.evolve(one, event="something.unheard_of", data={"what": ["ever", {"it": 1}]}) for one in case.entries[:3]
    ]
    return attrs.evolve(case, entries=(*strange, *case.entries, *strange))


def without_fields(case: DisclosedCase) -> DisclosedCase:
    """A case of whose entries no field may be seen."""
    bare = tuple(attrs.evolve(one, data={}, meeting=None) for one in case.entries)
    return attrs.evolve(case, entries=bare, people={})


def without_views(case: DisclosedCase) -> DisclosedCase:
    """A case of which no view may be seen."""
    return attrs.evolve(case, views={})


def saying(words: Any) -> Callable[[DisclosedCase], DisclosedCase]:
    """Puts other words in the place of every canary of a case."""
    return lambda case: _with_words(case, lambda _: words)


def forgetting(case: DisclosedCase) -> DisclosedCase:
    """A case in which everybody's words were forgotten."""
    return _with_words(case, lambda _: {"forgotten": True})


def tangled(case: DisclosedCase) -> DisclosedCase:
    """A case with its words where nobody expects them, so that what reads them may fail."""
    return _with_words(case, lambda words: [words, {"it": words}])


def _with_words(case: DisclosedCase, words: Callable[[str], Any]) -> DisclosedCase:
    def changed(told: Any) -> Any:
        if isinstance(told, Mapping):
            return {key: changed(value) for key, value in told.items()}
        if isinstance(told, list | tuple):
            return [changed(value) for value in told]
        return words(told) if isinstance(told, str) and told.startswith(KANARIE) else told

    def entry(one: DisclosedEntry) -> DisclosedEntry:
        return attrs.evolve(one, data=changed(one.data))

    people = {person: told if isinstance(told := changed(name), str) else name for person, name in case.people.items()}
    return attrs.evolve(case, entries=tuple(map(entry, case.entries)), views=changed(case.views), people=people)
