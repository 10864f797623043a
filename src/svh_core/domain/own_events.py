"""An organisation's own events: what happened in its own work, beside the decisions of the resident.

They come with a plugin. Their rules judge them and nothing else, they are facts that nobody's regie is counted by, and
they change one place of a case only: that of their plugin. Where the plugin is not installed they are kept, shown as
such, and change nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final, final

from svh_core.domain.case import OF_PLUGIN
from svh_core.domain.rulebook import C, Entry, Event

_DEEPEST: Final = 20


def plugin_of(name: str) -> str:
    """The id of the plugin that an event belongs to: what stands before the dot, as in ``svh-agenda.answered``."""
    return name.partition(".")[0]


class OwnEvent(Event):
    """An event of an organisation's own. It says in `changes` what its plugin keeps of the case from then on."""

    __slots__ = ()

    def changes(self, own: dict[str, Any], entry: Entry[Any]) -> Mapping[str, Any]:
        """What the plugin keeps of the case after this event.

        Args:
            own: what it kept before; a copy of its own.
            entry: the entry of this event.

        Returns:
            Plain data: texts, whole numbers, booleans, None, lists and dictionaries with texts as keys. Anything else is as
            if nothing was changed.
        """
        return own

    @final
    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        """The case with what the plugin keeps of it changed. What goes wrong in `changes` changes nothing."""
        plugin = plugin_of(self.spec.name)
        own = copy.deepcopy(case.of_plugin.get(plugin, {}))
        try:
            kept = _plain(self.changes(dict(own), entry))
        except (Exception, SystemExit):  # noqa: BLE001 - history cannot be refused, and least of all by a plugin
            return case
        return case.put(OF_PLUGIN, plugin, kept) if isinstance(kept, dict) else case


def _plain(told: Any, depth: int = 0) -> Any:
    """Plain data as a copy that nobody else holds.

    Raises:
        TypeError: it is something else.
    """
    if depth > _DEEPEST:
        msg = "nested too deeply"
        raise TypeError(msg)
    if isinstance(told, Mapping):
        return {_text(key): _plain(value, depth + 1) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_plain(value, depth + 1) for value in told]
    if told is None or type(told) in {str, int, bool}:
        return told
    if isinstance(told, str):
        return str(told)
    msg = f"{type(told).__name__} is not kept"
    raise TypeError(msg)


def _text(key: Any) -> str:
    if not isinstance(key, str):
        msg = "keys are texts"
        raise TypeError(msg)
    return str(key)
