"""What organisations add to what a case says: phrases for their own events, signals of their own, words of their own.

The views know nothing of plugins; whoever knows them puts this together, and a look carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from svh_core.views.sources import InBoth

if TYPE_CHECKING:
    from svh_core.domain.case import Case
    from svh_core.views.languages.language import Language


class Spotted(NamedTuple):
    """That a signal of an organisation's own holds on a day.

    Attributes:
        subject: the id of what it is about.
        entries: the numbers of the entries that show it.
        since: the first day it held.
        places: what stands in the places of its sentence: texts, numbers, days, or lists of them.
    """

    subject: str
    entries: tuple[int, ...]
    since: date
    places: Mapping[str, Any]


@attrs.frozen(kw_only=True)
class AddedSignal:
    """A signal of an organisation's own.

    Attributes:
        id: that of its plugin, a dot, and its own name.
        sentences: by language, with places.
        source: where it comes from.
        category: it is shown to whom all of this category is open.
        spots: finds it in a case on a day; raises `svh_core.errors.PluginFailed` and nothing else.
    """

    id: str
    sentences: InBoth
    source: str
    category: str
    spots: Callable[[Case, date], tuple[Spotted, ...]]


@attrs.frozen(kw_only=True)
class AddedWords:
    """Words that an organisation writes the same way everywhere.

    Attributes:
        plugin: the id of the plugin that brings them.
        name: what the list is called; beside the lists of the core it has the id of its plugin in front.
        fields: the fields, each as ``event.field``.
        source: where they come from.
        values: each word with what it means, in each language.
    """

    plugin: str
    name: str
    fields: tuple[str, ...]
    source: str
    values: Mapping[str, InBoth]


@attrs.frozen(kw_only=True)
class Extensions:
    """All that the plugins of a casebook add to its views.

    Attributes:
        phrases: by language: the phrase of an own event by its name, and what is said for a value of one of its
            fields by ``event.field.value``.
        signals: the signals.
        words: the words.
    """

    phrases: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    signals: tuple[AddedSignal, ...] = ()
    words: tuple[AddedWords, ...] = ()

    def spoken(self, language: Language) -> Language:
        """A language that also tells the organisations' own events."""
        own = self.phrases.get(language.code)
        if not own:
            return language
        told = {name: language.addressed(text) for name, text in own.items()}
        return attrs.evolve(language, phrases={**language.phrases, **told}, values={**language.values, **told})


NO_EXTENSIONS: Final = Extensions()
"""Of a casebook without plugins."""
