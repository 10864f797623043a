"""How wide letters are, before any browser draws them: reckoned by a wide font, so that nothing runs into anything."""

from __future__ import annotations

import unicodedata
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]/\\-\"“”` \u2019")
_WIDE: Final = frozenset("mwMW@%…—½")
_LAST_PLAIN: Final = "\u024f"
"""The last of the Latin letters, which every font draws about as wide."""

_PLAIN_BEYOND: Final = frozenset("“”…—\u2018\u2019\u2013")
_BOLD: Final = {"narrow": 0.47, "wide": 1.11, "capital": 0.86, "other": 0.72}
"""In parts of the size of the letter, as DejaVu Sans Bold has them: the widest of the usual fonts."""

_REGULAR: Final = 0.92
"""How much narrower letters are that are not bold."""

_BROAD: Final = 1.35
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})


def is_plain(words: str) -> bool:
    """Whether every font draws these letters about as wide."""
    return all(letter <= _LAST_PLAIN or letter in _PLAIN_BEYOND for letter in words)


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is at the most, in pixels."""
    return sum(map(_width, words)) * size * (1 if bold else _REGULAR)


def _width(letter: str) -> float:
    if letter in _NARROW:
        return _BOLD["narrow"]
    if letter in _WIDE:
        return _BOLD["wide"]
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"} or letter > "\U0000ffff":
        return _BROAD
    return _BOLD["capital"] if letter.isupper() or letter > _LAST_PLAIN else _BOLD["other"]


def wrapped(words: str, room: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """Words over at most so many lines that each fit; what does not fit is left off, with three dots in its place."""
    told: list[str] = []
    left = " ".join(words.split())
    while left and len(told) < lines:
        fits = _fitting(left, room, size, bold=bold)
        if fits < len(left) and len(told) == lines - 1:
            kept = _fitting(left, room - width_of("…", size, bold=bold), size, bold=bold)
            told.append(left[:kept].rstrip() + "…")
            break
        space = left.rfind(" ", 0, fits + 1) if fits < len(left) else -1
        cut = space if space > 0 else fits
        told.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return told


def _fitting(words: str, room: float, size: float, *, bold: bool) -> int:
    """How many letters fit, at least one."""
    used, step = 0.0, size * (1 if bold else _REGULAR)
    for index, letter in enumerate(words):
        used += _width(letter) * step
        if used > room and index:
            return index
    return len(words)
