"""Where people stand: in rings around the middle, so that nobody stands on anybody. The same people, the same places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

GAP: Final = 6.0
"""What stays free between two people, and between people and a line."""

_TURNS: Final = 24
"""In how many ways a circle is turned, to find the one in which fewest lines run through somebody's name."""

_FREE_RING: Final = 40.0
"""How wide a ring is in which nobody stands: its name fits in it."""

Point = tuple[float, float]


class Size(NamedTuple):
    """How much room somebody takes, name included."""

    width: float
    height: float


class Box(NamedTuple):
    """A place on the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two places have anything in common, or nearly."""
        apart_across = self.right + GAP <= other.left or other.right + GAP <= self.left
        return not (apart_across or self.bottom + GAP <= other.top or other.bottom + GAP <= self.top)

    @property
    def farthest(self) -> float:
        """How far its farthest corner is from the middle."""
        return math.hypot(max(abs(self.left), abs(self.right)), max(abs(self.top), abs(self.bottom)))

    @property
    def nearest(self) -> float:
        """How far its nearest point is from the middle."""
        across = max(self.left, -self.right, 0.0)
        return math.hypot(across, max(self.top, -self.bottom, 0.0))


def around(point: Point, size: Size) -> Box:
    """The place of somebody who stands at a point."""
    (x, y), (width, height) = point, size
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


class Rings:
    """People in rings around the middle, put there ring by ring from the inside.

    Args:
        middle: how far the middle itself reaches.
        lines: who is joined to whom by a line; the empty name is the middle.

    Attributes:
        at: where everybody stands, counted from the middle.
        edges: how far each ring reaches.
    """

    def __init__(self, middle: float, lines: Iterable[tuple[str, str]]) -> None:
        self.at: dict[str, Point] = {"": (0.0, 0.0)}
        self.edges: list[float] = []
        self.boxes: dict[str, Box] = {}
        self._lines = tuple(lines)
        self._edge = middle

    def add(self, people: Mapping[str, Size], *, label: Size) -> None:
        """Puts people in the next ring, one circle of them after another until all have a place.

        Args:
            people: how much room each takes, in the order in which they stand, with the clock.
            label: how much room the name of the ring takes, at the top of its edge.
        """
        left, inside = dict(people), self._edge + GAP
        reach = max([math.hypot(*size) / 2 for size in people.values()], default=0.0)
        radius = inside + min([min(size) / 2 for size in people.values()], default=0.0)
        while left:
            placed = self._circle(left, radius, inside)
            for name in placed:
                self.at[name], self.boxes[name] = placed[name], around(placed[name], left.pop(name))
            radius += reach if placed else 2 * GAP
        outside = max([self.boxes[name].farthest for name in people], default=self._edge + _FREE_RING)
        self._edge = outside + GAP + label.height / 2
        self.edges.append(self._edge)
        self.boxes[f" {len(self.edges)}"] = around((0.0, -self._edge), label)  # no person's name begins with a space
        self._edge += label.height / 2

    def _circle(self, people: Mapping[str, Size], radius: float, inside: float) -> dict[str, Point]:
        """As many of these people as fit on one circle, from the first on; the fuller, and the clearer, the better."""
        narrowest = min(min(size) for size in people.values()) + GAP
        most = min(len(people), max(1, int(2 * math.pi * radius / narrowest)))
        for count in range(most, 0, -1):
            some = {name: people[name] for name in [*people][:count]}
            ways = [way for way in self._ways(some, radius) if self._is_free(way, some, inside)]
            if ways:
                return min(ways, key=lambda way: (self._crossings(way, some), ways.index(way)))
        return {}

    def _ways(self, people: Mapping[str, Size], radius: float) -> Iterator[dict[str, Point]]:
        step = 2 * math.pi / len(people)
        for turn in range(_TURNS):
            first = step * turn / _TURNS
            angles = [first + step * index for index in range(len(people))]
            yield {
                name: (radius * math.sin(angle), -radius * math.cos(angle))
                for name, angle in zip(people, angles, strict=True)
            }

    def _is_free(self, way: Mapping[str, Point], people: Mapping[str, Size], inside: float) -> bool:
        taken = [*self.boxes.values()]
        for name, point in way.items():
            box = around(point, people[name])
            if box.nearest < inside or any(box.meets(other) for other in taken):
                return False
            taken.append(box)
        return True

    def _crossings(self, way: Mapping[str, Point], people: Mapping[str, Size]) -> int:
        """How often a line that can be drawn by now would run through somebody else."""
        at = self.at | dict(way)
        boxes = self.boxes | {name: around(point, people[name]) for name, point in way.items()}
        drawn = [(one, other) for one, other in self._lines if one in at and other in at]
        return sum(
            crosses(at[one], at[other], box)
            for one, other in drawn
            for name, box in boxes.items()
            if name not in {one, other}
        )


def crosses(begin: Point, end: Point, box: Box) -> bool:
    """Whether a straight line runs through a place."""
    enters, leaves = 0.0, 1.0
    for from_, to, low, high in ((begin[0], end[0], box.left, box.right), (begin[1], end[1], box.top, box.bottom)):
        if from_ == to:
            if not low <= from_ <= high:
                return False
            continue
        first, second = sorted(((low - from_) / (to - from_), (high - from_) / (to - from_)))
        enters, leaves = max(enters, first), min(leaves, second)
    return enters <= leaves


def in_rows(sizes: Sequence[Size], room: float) -> tuple[list[Point], float]:
    """Where people stand in rows from the left, each as high as its highest, and how high the rows are together."""
    points: list[Point] = []
    x, y, highest = 0.0, 0.0, 0.0
    for size in sizes:
        if x and x + size.width > room:
            x, y, highest = 0.0, y + highest + 2 * GAP, 0.0
        points.append((x + size.width / 2, y + size.height / 2))
        x, highest = x + size.width + 2 * GAP, max(highest, size.height)
    return points, y + highest
