"""Signals of organisations' own: found by their plugins, told beside those of the core.

They are for who works there. None speaks of the resident's regie, and none is in the way of another: one that fails is
left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svh_core.errors import PluginFailed
from svh_core.views.extensions import AddedSignal, Spotted
from svh_core.views.history import History
from svh_core.views.languages.language import Language
from svh_core.views.signals.hits import Found
from svh_core.views.signals.kinds import Kind
from svh_core.views.telling import one_line


def found_by_plugins(
    signals: Iterable[AddedSignal], history: History, language: Language, failed: list[PluginFailed]
) -> Iterator[Found]:
    """The signals of organisations' own that hold on the day that is looked at.

    Args:
        signals: those that are asked for.
        history: the case, as of one moment and known on another.
        language: in which they are told.
        failed: what went wrong is added to it.
    """
    for signal, one in spotted_by_plugins(signals, history, failed):
        yield told_of_plugin(signal, one, language)


def spotted_by_plugins(
    signals: Iterable[AddedSignal], history: History, failed: list[PluginFailed]
) -> Iterator[tuple[AddedSignal, Spotted]]:
    """The same, before it is told in a language; see `found_by_plugins`."""
    numbers = {entry.number for entry in history.entries}
    for signal in signals:
        try:
            spotted = signal.spots(history.case.draft().freeze(), history.day)  # whatever it does to it, it does alone
        except PluginFailed as failure:
            failed.append(failure)
            continue
        for one in spotted:
            if one.since <= history.day and numbers.issuperset(one.entries):
                yield signal, one


def told_of_plugin(signal: AddedSignal, spotted: Spotted, language: Language) -> Found:
    """What a signal of an organisation's own spotted, told in a language."""
    places = {name: language.value(f"{signal.id}.{name}", value) for name, value in spotted.places.items()}
    text = language.addressed(signal.sentences[language.code])
    return Found(
        signal.id,
        Kind.ORG,
        one_line(language.tell(text, places)),
        spotted.subject,
        spotted.entries,
        spotted.since,
        signal.source,
        None,
    )
