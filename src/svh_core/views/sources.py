"""Where the method says it: the documents it stands in, and in which of them each of its items is.

An item is one of the 99 things of the method that can be recorded, seen or asked for; they have one number each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

InBoth = Mapping[str, str]
"""A text in each language, by its code."""

HANDBOOK: Final[InBoth] = {
    "en": "handbook Samen voor Herstel, 2021",
    "nl": "handleiding Samen voor Herstel, 2021",
}
PILOT: Final[InBoth] = {
    "en": "leaflet of the pilot in Groningen",
    "nl": "folder van de proef in Groningen",
}
PRACTICES: Final[InBoth] = {
    "en": "good practices of recovery support",
    "nl": "goede voorbeelden van herstelondersteuning",
}
MODULE: Final[InBoth] = {
    "en": "generic module on recovery support",
    "nl": "generieke module herstelondersteuning",
}

RESOURCE_GROUPS: Final[InBoth] = {
    "en": "the method of resource groups (Tjaden and others, 2019)",
    "nl": "de methode van resourcegroepen (Tjaden en anderen, 2019)",
}

_IN_THE_HANDBOOK: Final = range(1, 58)
_ALSO_IN_THE_PRACTICES: Final = frozenset({75, 98})
_IN_THE_MODULE: Final = frozenset({75, 76, 78, 79, 80, 81, 82, 96, 97, 98, *range(83, 92)})
_IN_THE_PILOT: Final = range(58, 67)


def documents_of(item: int) -> list[InBoth]:
    """The documents an item stands in."""
    if item in _IN_THE_HANDBOOK:
        return [HANDBOOK]
    if item in _IN_THE_PILOT:
        return [PILOT]
    if item not in _IN_THE_MODULE:
        return [PRACTICES]
    return [PRACTICES, MODULE] if item in _ALSO_IN_THE_PRACTICES else [MODULE]


def cited(items: Iterable[int], language: str) -> str:
    """Items with their documents, such as ``handbook Samen voor Herstel, 2021 (item 30)``.

    Args:
        items: their numbers.
        language: ``nl`` or ``en``.
    """
    told: dict[str, list[int]] = {}
    for item in items:
        for document in documents_of(item):
            told.setdefault(document[language], []).append(item)
    return "; ".join(f"{document} ({_numbers(of, language)})" for document, of in told.items())


def _numbers(items: list[int], language: str) -> str:
    word = {"en": ("item", "items"), "nl": ("punt", "punten")}[language][len(items) > 1]
    return f"{word} {', '.join(map(str, items))}"
