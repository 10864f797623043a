"""What the marks of a picture mean: a sample of each with a few words, in rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import attrs

from svh_core.views.pictures.lettering import width_of, wrapped
from svh_core.views.pictures.rings import Size, in_rows
from svh_core.views.pictures.style import WORDS
from svh_core.views.pictures.svg import Svg, group, text

_NARROW: Final = 32.0
_WIDE: Final = 56.0
_ROW: Final = 26.0
_APART: Final = 18.0


@attrs.frozen
class Sample:
    """A mark as it is drawn around a point, and what it means.

    Attributes:
        drawn: draws it.
        means: in a few words.
        wide: whether it is a line.
    """

    drawn: Callable[[float, float], Svg]
    means: str
    wide: bool = False

    @property
    def room(self) -> float:
        """How wide the mark is."""
        return _WIDE if self.wide else _NARROW


def nothing(_: float, __: float) -> Svg:
    """What is drawn beside a text that explains no mark."""
    return group()


def legend(samples: Iterable[Sample], *, x: float, y: float, room: float) -> tuple[list[Svg], float]:
    """Samples in rows from a point on, and where they end.

    Args:
        samples: what is explained.
        x: where rows begin.
        y: where the first begins.
        room: how wide they may be.
    """
    told = [(sample, "".join(wrapped(sample.means, room - sample.room, WORDS, lines=1))) for sample in samples]
    sizes = [Size(sample.room + width_of(words, WORDS) + _APART, _ROW) for sample, words in told]
    points, height = in_rows(sizes, room)
    drawn: list[Svg] = []
    for (sample, words), size, (middle, row) in zip(told, sizes, points, strict=True):
        left = x + middle - size.width / 2
        mark = sample.drawn(left + sample.room / 2 - 4, y + row)
        drawn.append(group(mark, text(left + sample.room, y + row + WORDS / 3, words, WORDS)))
    return drawn, y + height
