"""How pictures look. What differs, differs in shape, line or words; colour only helps, and grey tells as much."""

from __future__ import annotations

from typing import Final

INK: Final = "#1b1b1f"
QUIET: Final = "#3b3d44"
LINE: Final = "#6b7280"
PAPER: Final = "#ffffff"
PANEL: Final = "#f1f3f7"
"""These five are the colours of the page of a copy."""

WARM: Final = "#fbe6c4"
"""The people of one's own; pale, as every other fill, so that dark words stand on it."""

COOL: Final = "#d7e6f8"
"""Who helps as their work."""

GREEN: Final = "#d5ecd9"
"""Who helps because they went through it."""

DEEP: Final = "#123a78"
"""The resident, and what the resident decided: white words stand on it."""

TEXT_ON: Final = (
    (INK, PAPER),
    (INK, PANEL),
    (QUIET, PAPER),
    (QUIET, PANEL),
    (INK, WARM),
    (INK, COOL),
    (PAPER, DEEP),
    (PAPER, INK),
)
"""Each colour of words, with what it may stand on."""

LINES_ON: Final = (
    (INK, PAPER),
    (LINE, PAPER),
    (LINE, PANEL),
    (DEEP, PAPER),
    (DEEP, PANEL),
    (INK, WARM),
    (INK, COOL),
    (INK, GREEN),
)
"""Each colour of lines and outlines, with what it stands on."""

TITLE: Final = 22.0
NAME: Final = 15.0
WORDS: Final = 13.0
SMALL: Final = 12.0
"""Sizes of letters, in pixels at the picture's own size. Nothing is smaller."""

EDGE: Final = 24.0
"""What stays free around a picture."""

LEADING: Final = 1.25
"""The height of a line, in sizes of its letters."""
