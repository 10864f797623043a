"""A phrase: a text with places in it, read once and told many times.

    {by}          a person or a value, where it is the subject: "Je", "Mark"
    {person!o}    a person where something is done to them: "jou", "Mark"
    {resident!p}  a person's: "jouw", "Marks"
    [ ... ]       left out where any place inside it has no value
    ( ... )       around a place; what stands there and has brackets of its own, as “(not shared)” has, loses them

What stands in a place is never read as a phrase itself, whatever it looks like.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

import attrs

_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_PLACE: Final = re.compile(r"\{(\w+)(?:!(\w))?\}")


class Forms(NamedTuple):
    """How somebody is called: as subject, as object, and as owner of something."""

    subject: str
    object: str
    owner: str


Filled: TypeAlias = Mapping[str, Forms | str | None]
"""What stands in each place; None, or nothing at all, where there is nothing to tell."""

_FORMS: Final = {"o": "object", "p": "owner"}


def single_spaced(text: str) -> str:
    """The text on one line, with one space between words; most is so already, and asking takes a third of splitting."""
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


@attrs.frozen
class Part:
    """A piece of a phrase that is told whole or, where it is optional, left out.

    Attributes:
        text: as it was written.
        frame: the text with ``%s`` for each place.
        places: each place in order: its name, and the form in which a person stands there.
        optional: whether it is left out where a place has no value.
        bracketed: which of the places stand between brackets.
    """

    text: str
    frame: str
    places: tuple[tuple[str, str], ...]
    optional: bool
    bracketed: tuple[int, ...]

    def told(self, filled: Filled) -> str:
        """The part with its places filled; the text as it was written where it cannot be filled nor left out."""
        if not self.places:
            return self.text
        values: list[str] = []
        for place, form in self.places:
            value = filled.get(place)
            if value is None:
                return "" if self.optional else self.text
            values.append(value if isinstance(value, str) else getattr(value, form))
        for index in self.bracketed:
            values[index] = _without_brackets(values[index])
        return self.frame % tuple(values) or ("" if self.optional else self.text)


@attrs.frozen
class Phrase:
    """A phrase that was read.

    Attributes:
        parts: in order; filled apart, so that no word is taken for a place.
        places: the names of its places.
        begins_with: the place it begins with, if it does.
    """

    parts: tuple[Part, ...]
    places: tuple[str, ...]
    begins_with: str | None

    def told(self, filled: Filled) -> str:
        """The text with its places filled, and one space between words."""
        return single_spaced("".join([part.told(filled) for part in self.parts]))


@functools.cache
def phrase(text: str) -> Phrase:
    """Reads a phrase; each is read once, when it is first told: reading takes four times as long as telling."""
    parts = tuple(_part(part, optional=index % 2 == 1) for index, part in enumerate(_OPTIONAL.split(text)) if part)
    begins = _PLACE.match(text)
    return Phrase(
        parts=parts,
        places=tuple(dict.fromkeys(place for part in parts for place, _ in part.places)),
        begins_with=begins[1] if begins is not None else None,
    )


def _part(text: str, *, optional: bool) -> Part:
    found = [*_PLACE.finditer(text)]
    places = tuple((place[1], _FORMS.get(place[2], "subject")) for place in found)
    bracketed = tuple(index for index, place in enumerate(found) if _is_open(text[: place.start()]))
    return Part(text, _PLACE.sub("%s", text.replace("%", "%%")), places, optional, bracketed)


def _is_open(before: str) -> bool:
    return before.count("(") > before.count(")")


def _without_brackets(value: str) -> str:
    return value[1:-1] if value.startswith("(") and value.endswith(")") else value
