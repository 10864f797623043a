"""Where people stand: in rings around the middle, nobody on anybody. The same people, the same places."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

GAP: Final = 6.0
"""What stays free between two people, and between people and a line."""

_TURNS: Final = 12
"""In how many ways a circle is turned, to find the one in which fewest lines run through somebody's name."""

_ROOM_FOR_A_LINE: Final = 20.0
"""What stays free around the middle, so that a line can be seen that runs from there."""

_FREE_RING: Final = 40.0
"""How wide a ring is in which nobody stands: its name fits in it."""

_STEP: Final = 16.0
"""By how much a circle grows until everybody fits on it."""

_ON_ONE_CIRCLE: Final = 1.6
"""How far a circle may grow before people stand on two, in the room that the largest of them takes."""

_FEW: Final = 6
_ROUGHLY: Final = 40.0
_MOST_LINES: Final = 60
"""Past this many lines it is not looked for which way they cross least: they do, and looking takes long."""

Point = tuple[float, float]


class Size(NamedTuple):
    """How much room somebody takes, name included.

    Attributes:
        width: across.
        height: down.
        mark: how much of the height their mark takes; lines run to its middle.
    """

    width: float
    height: float
    mark: float = 0.0


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
    """The place of somebody who stands around a point."""
    (x, y), across, down = point, size.width / 2, size.height / 2
    return Box(x - across, y - down, x + across, y + down)


def is_above(box: Box) -> bool:
    """Whether somebody's words stand above their mark: so they do in the upper half, out of the way of lines."""
    return box.top + box.bottom < -1


def mark_in(box: Box, size: Size) -> Point:
    """The middle of somebody's mark."""
    across = (box.left + box.right) / 2
    return (across, box.bottom - size.mark / 2) if is_above(box) else (across, box.top + size.mark / 2)


def words_in(box: Box, size: Size) -> Box:
    """The place of somebody's words."""
    return box._replace(bottom=box.bottom - size.mark) if is_above(box) else box._replace(top=box.top + size.mark)


class Rings:
    """People in rings around the middle, put there ring by ring from the inside.

    Args:
        middle: how far the middle itself reaches.
        lines: who is joined to whom by a line; the empty name is the middle.
        outside: about where those stand who are in no ring.

    Attributes:
        boxes: the place of everybody, counted from the middle.
        at: where everybody's mark is.
        edges: how far each ring reaches.
    """

    def __init__(self, middle: float, lines: Iterable[tuple[str, str]], outside: Mapping[str, Point]) -> None:
        self.at: dict[str, Point] = {"": (0.0, 0.0), **outside}
        self.edges: list[float] = []
        self.boxes: dict[str, Box] = {}
        self._words = {"": Box(-middle, -middle, middle, middle)}
        self._lines = tuple(lines)[:_MOST_LINES]
        self._edge = middle

    def add(self, people: Mapping[str, Size], *, label: Size) -> None:
        """Puts people in the next ring, one circle of them after another until all have a place.

        Args:
            people: how much room each takes, in the order in which they stand, with the clock.
            label: how much room the name of the ring takes, at the top of its edge.
        """
        left, inside = dict(people), self._edge + GAP
        largest = max([math.hypot(size.width, size.height) for size in people.values()], default=0.0)
        highest = max([size.height for size in people.values()], default=0.0)
        radius = inside + highest / 2 + (0.0 if self.edges else _ROOM_FOR_A_LINE)
        while left:
            way, radius = self._circle(left, radius, largest, inside)
            for name, point in way.items():
                self._put(name, point, left.pop(name))
            radius += largest / 2
        outside = max([self.boxes[name].farthest for name in people], default=self._edge + _FREE_RING)
        self._edge = outside + GAP + label.height / 2
        self.edges.append(self._edge)
        self._put(f" {len(self.edges)}", (0.0, -self._edge), label)  # no person's name begins with a space
        self._edge += label.height / 2

    def _put(self, name: str, point: Point, size: Size) -> None:
        box = around(point, size)
        self.boxes[name], self.at[name] = box, mark_in(box, size)
        self._words[name] = words_in(box, size)

    def _circle(
        self, people: Mapping[str, Size], radius: float, largest: float, inside: float
    ) -> tuple[dict[str, Point], float]:
        """Where these people stand on one circle, and how large it is; as many as fit where they do not all fit."""
        radii = [radius + step * _STEP for step in range(int(_ON_ONE_CIRCLE * largest / _STEP) + 1)]
        found: list[tuple[int, int, dict[str, Point], float]] = []
        for order in _orders([*people]):
            some = {name: people[name] for name in order}
            for wide in radii:
                if way := self._best(some, wide, inside):
                    found.append((self._crossings(way, some), len(found), way, wide))
                    if not found[-1][0]:
                        return way, wide
        if found:
            _, _, way, wide = min(found)
            return way, wide
        while True:
            for count in range(len(people) - 1, 0, -1):
                if way := self._best({name: people[name] for name in [*people][:count]}, radius, inside):
                    return way, radius
            radius += _STEP

    def _best(self, people: Mapping[str, Size], radius: float, inside: float) -> dict[str, Point]:
        """The clearest and smallest way to stand on a circle; nobody where they do not fit."""
        narrowest = min(min(size.width, size.height) for size in people.values())
        if len(people) * narrowest > 2 * math.pi * radius:
            return {}
        ways = [way for way in self._ways(people, radius) if self._is_free(way, people, inside)]
        return min(ways, key=lambda way: (self._crossings(way, people), *self._reach(way, people)), default={})

    def _ways(self, people: Mapping[str, Size], radius: float) -> Iterator[dict[str, Point]]:
        step = 2 * math.pi / len(people)
        for turn in range(_TURNS):
            first = step * turn / _TURNS
            angles = [first + step * index for index in range(len(people))]
            yield {
                name: (round(radius * math.sin(angle), 3), round(-radius * math.cos(angle), 3))
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
        """How often a line that can be drawn by now would run through words."""
        boxes = {name: around(point, people[name]) for name, point in way.items()}
        at = self.at | {name: mark_in(box, people[name]) for name, box in boxes.items()}
        words = self._words | {name: words_in(box, people[name]) for name, box in boxes.items()}
        drawn = [(one, other) for one, other in self._lines if one in at and other in at]
        return sum(
            crosses(at[one], at[other], box)
            for one, other in drawn
            for name, box in words.items()
            if name or "" not in {one, other}  # a line from the middle has to leave it
        )

    def _reach(self, way: Mapping[str, Point], people: Mapping[str, Size]) -> tuple[float, float]:
        """How far people reach, roughly, and then how near they come to those who stand already."""
        reach = max(around(point, people[name]).farthest for name, point in way.items())
        others = [self.at[name] for name in self.boxes if name.strip(" 123")]
        near = min([math.dist(point, other) for point in way.values() for other in others], default=0.0)
        return reach // _ROUGHLY, -round(near, 1)


def _orders(names: Sequence[str]) -> Iterator[list[str]]:
    """In which order people can stand: as they are, or, where they are few, with two of them changed about."""
    yield [*names]
    if len(names) <= _FEW:
        for one, other in itertools.combinations(range(len(names)), 2):
            changed = [*names]
            changed[one], changed[other] = names[other], names[one]
            yield changed


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
