"""What is kept of a case: the signals that hold, before they are told in a language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Self

import attrs

from svh_core.views.extensions import AddedSignal, Spotted
from svh_core.views.languages.language import Language
from svh_core.views.signals import Found, Hit, as_asked, in_order
from svh_core.views.signals.of_plugins import told_of_plugin

_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "list": lambda told: [_value(one) for one in told],
    "plain": lambda told: told,
}
"""How the values are read that a plugin puts in the places of its sentences."""


@attrs.frozen
class Holding:
    """The signals that hold in a case.

    Attributes:
        hits: those of the core; also those that are off by default.
        spotted: those of organisations' own, each with the id of its signal.
    """

    hits: tuple[Hit, ...]
    spotted: tuple[tuple[str, Spotted], ...]

    def told(self, language: Language, also: Sequence[str], added: Mapping[str, AddedSignal]) -> list[Found]:
        """Tells them, as a look at the whole case tells them.

        Args:
            language: in which.
            also: ids of signals that are off by default; ``all`` for every one.
            added: the signals of organisations' own, by id.
        """
        core = (hit.told(language.code) for hit in as_asked(self.hits, also))
        told = [attrs.evolve(one, sentence=language.addressed(one.sentence)) for one in core]
        own = (told_of_plugin(added[name], spotted, language) for name, spotted in self.spotted if name in added)
        return sorted([*told, *own], key=in_order)

    def __bytes__(self) -> bytes:
        """As it is kept."""
        told = {
            "hits": [hit.in_json() for hit in self.hits],
            "spotted": [
                {
                    "signal": signal,
                    "subject": one.subject,
                    "entries": list(one.entries),
                    "since": one.since.isoformat(),
                    "places": {name: _in_json(value) for name, value in one.places.items()},
                }
                for signal, one in self.spotted
            ],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def read(cls, kept: bytes) -> Self | None:
        """Reads what was kept; None where somebody spoilt it, and it has to be made again."""
        try:
            told = json.loads(kept)
            return cls(tuple(map(Hit.from_json, told["hits"])), tuple(_spotted(one) for one in told["spotted"]))
        except (ValueError, KeyError, TypeError):
            return None


def _spotted(told: Mapping[str, Any]) -> tuple[str, Spotted]:
    return told["signal"], Spotted(
        subject=told["subject"],
        entries=tuple(told["entries"]),
        since=date.fromisoformat(told["since"]),
        places={name: _value(value) for name, value in told["places"].items()},
    )


def _in_json(value: Any) -> list[Any]:
    """A value of a plugin with what it is: views tell a day otherwise than a text."""
    if isinstance(value, list):
        return ["list", [_in_json(one) for one in value]]
    if isinstance(value, datetime):
        return ["moment", value.isoformat()]
    return ["day", value.isoformat()] if isinstance(value, date) else ["plain", value]


def _value(told: Sequence[Any]) -> Any:
    kind, value = told
    return _READ[kind](value)
