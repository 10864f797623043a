"""What plugins add to what a case says, in the form in which the views know it.

Phrases and words were looked at when they were loaded. A signal is worked out each time, one by one: what its plugin
does wrong is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from svh_core.domain.identifiers import what_is_wrong_with_tag
from svh_core.errors import PluginFailed
from svh_core.plugins.offers import Noticed, OwnSignal
from svh_core.plugins.offers_checked import RubbishError
from svh_core.views.extensions import AddedSignal, AddedWords, Extensions, Spotted

if TYPE_CHECKING:
    from svh_core.domain.case import Case
    from svh_core.plugins.at_the_door import Loaded
    from svh_core.plugins.calling import Outcome

CallOne = Callable[..., "Outcome"]
"""Calls something that a plugin offers, as `Plugins.call_one` does."""

_TELLABLE: Final = frozenset({str, int, bool, date, datetime})
"""What the views can tell in a place of a sentence; of anything else they tell what it says of itself."""


def extensions_of(plugins: Iterable[Loaded], call_one: CallOne) -> Extensions:
    """What some plugins add.

    Args:
        plugins: those that can be used.
        call_one: calls what they offer.
    """
    plugins = tuple(plugins)
    return Extensions(
        phrases={
            code: {name: text for one in plugins for name, text in one.phrases[code].items()} for code in ("en", "nl")
        },
        signals=tuple(_signal(one.id, signal, call_one) for one in plugins for signal in one.signals),
        words=tuple(
            AddedWords(plugin=one.id, name=told.name, fields=told.fields, source=told.source, values=told.values)
            for one in plugins
            for told in one.words
        ),
    )


def _signal(plugin: str, told: OwnSignal, call_one: CallOne) -> AddedSignal:
    def looked_at(case: Case, day: date) -> tuple[Spotted, ...]:
        return tuple(_spotted(one) for one in told.notices(case, day))

    def spots(case: Case, day: date) -> tuple[Spotted, ...]:
        outcome = call_one(plugin, looked_at, case, day, what=f"svh_signals, {told.name}")
        if outcome.status not in {"ok", "late"}:
            why = outcome.error or "it is not called any more"
            raise PluginFailed(
                f"{plugin} failed in its signal {told.name}: {why}",
                next=f"All other signals are told. `svh plugins verify {plugin}` shows more.",
            )
        spotted: tuple[Spotted, ...] = outcome.value
        return spotted

    return AddedSignal(
        id=f"{plugin}.{told.name}", sentences=told.says, source=told.source, category=told.category, spots=spots
    )


def _spotted(told: Any) -> Spotted:
    """What a plugin noticed, as plain data.

    Raises:
        RubbishError: it is something else.
    """
    if not isinstance(told, Noticed):
        raise RubbishError("a signal gives something that is no Noticed")
    if what_is_wrong_with_tag(told.subject) is not None:
        raise RubbishError("the subject of a signal is no id")
    if any(type(number) is not int for number in told.entries):
        raise RubbishError("the entries of a signal are no numbers")
    if type(told.since) is not date:
        raise RubbishError("a signal does not say since which day it holds")
    if not isinstance(told.places, Mapping):
        raise RubbishError("the places of a signal have no names")
    places = {str(name): _tellable(value) for name, value in told.places.items()}
    return Spotted(told.subject, told.entries, told.since, places)


def _tellable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_tellable(one) for one in value]
    return value if type(value) in _TELLABLE else str(value)
