"""Writing iCalendar (RFC 5545, 3.1 and 3.3.11): one thing a line, long lines folded, every line ended alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

_LONGEST: Final = 75
"""How many octets a line has at most, its end not counted."""


def written(lines: Iterable[str]) -> str:
    """Lines of iCalendar as a file."""
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def text(told: str) -> str:
    """A text as it stands behind a name. What would end the line, or is no text, is not in it any more."""
    in_one = "\n".join(told.splitlines())
    plain = "".join(letter for letter in in_one if letter == "\n" or not _is_control(letter))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _is_control(letter: str) -> bool:
    return letter < " " or "\x7f" <= letter <= "\x9f" or "\ud800" <= letter <= "\udfff"


def _folded(line: str) -> Iterator[str]:
    """A line in parts of 75 octets or less, never through the middle of a letter."""
    part, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _LONGEST:
            yield part
            part, octets = " ", 1
        part, octets = part + letter, octets + size
    yield part
