"""The network as a picture: the resident in the middle, people in rings, lines between them, and what it all means."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

import attrs

from svh_core.views.pictures.legend import Sample, legend
from svh_core.views.pictures.lettering import width_of, wrapped
from svh_core.views.pictures.marks import BONDS, PEOPLE, PERSON, bond, chosen, person, shortened
from svh_core.views.pictures.network import (
    RINGS,
    Around,
    Network,
    about,
    chosen_in_words,
    in_json,
    in_words,
    network_of,
    notes,
    told_bond,
)
from svh_core.views.pictures.rings import GAP, Point, Rings, Size, around, in_rows, is_above, mark_in
from svh_core.views.pictures.sight import Picture, Sight
from svh_core.views.pictures.style import DEEP, EDGE, LEADING, LINE, NAME, PAPER, QUIET, SMALL, TITLE, WORDS
from svh_core.views.pictures.svg import Svg, circle, group, picture, rectangle, text

_MIDDLE: Final = 52.0
"""How far the resident's own mark reaches."""

_LABEL: Final = 118.0
"""How wide the words under somebody's mark are at the most."""

_NARROWEST: Final = 640.0
_BELOW: Final = 450.0
"""About how far below the middle those stand who are in no ring, while it is looked for where the others stand."""

_AT_A_DISTANCE: Final = frozenset({"distance", "boundary", "no_contact"})


def sociogram(seen: Sight, *, to_show: bool = False) -> Picture:
    """The network as a picture, in words and as data.

    Args:
        seen: what its viewer may see.
        to_show: whether others will see it too; then it does not tell whether contact helps, not even to the resident.

    Raises:
        NotPermitted: not all of the network is open to the viewer.
    """
    seen.need("network", "the picture of the network is")
    of = network_of(seen, tells_help=seen.is_the_residents and not to_show)
    words = tuple(in_words(of, seen))
    return Picture(svg=_Drawing(of, seen).svg(words), words=words, data=in_json(of, seen))


@attrs.frozen
class Label:
    """The words under somebody's mark: their name, and what is told of them."""

    name: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def size(self) -> Size:
        """How much room the mark and the words take together."""
        widths = [width_of(one, NAME, bold=True) for one in self.name] + [width_of(one, SMALL) for one in self.told]
        height = 2 * PERSON + 8 + LEADING * (NAME * len(self.name) + SMALL * len(self.told))
        return Size(max(2.4 * PERSON, *widths) + 4, height, 2 * PERSON + 4)


class _Drawing:
    """One picture, while it is made."""

    def __init__(self, of: Network, seen: Sight) -> None:
        self.of, self.seen = of, seen
        self.labels = {one.person: _label(one, seen) for one in of.people}
        self.distant = [one for one in of.people if one.distance in _AT_A_DISTANCE]
        lines = [(bond.one, bond.other) for bond in of.bonds] + [("", one.person) for one in self.distant]
        unsaid = in_order(of.ring(None))
        below = {one.person: (_LABEL * (index % 5 - 2), _BELOW) for index, one in enumerate(unsaid)}
        self.rings = Rings(_MIDDLE, lines, below)
        for ring in RINGS:
            name = Size(width_of(seen.says(ring), WORDS) + 12, WORDS * LEADING + 2)
            self.rings.add(self._sizes(in_order(of.ring(ring))), label=name)

    def _sizes(self, people: list[Around]) -> dict[str, Size]:
        return {one.person: self.labels[one.person].size for one in people}

    def svg(self, words: tuple[str, ...]) -> str:
        seen, edge = self.seen, self.rings.edges[-1]
        width = max(_NARROWEST, 2 * edge + 2 * EDGE)
        room = width - 2 * EDGE
        title = seen.says("sociogram", day=seen.day_in_words(seen.day))
        told = wrapped(title, room, TITLE, lines=2, bold=True)
        top = EDGE + TITLE * LEADING * len(told)
        middle = (width / 2, top + GAP + edge + WORDS)
        below = middle[1] + edge + 2 * GAP
        beside, below = self._unsaid(below, room)
        at = {name: (middle[0] + x, middle[1] + y) for name, (x, y) in self.rings.at.items()} | beside
        heading = [
            text(EDGE, EDGE + TITLE * LEADING * row + TITLE, one, TITLE, bold=True) for row, one in enumerate(told)
        ]
        explained, below = legend(self._samples(), x=EDGE, y=below + 2 * GAP, room=room)
        under, below = _paragraphs(notes(self.of, seen) if self.of.people else self._empty(), below, room)
        drawn = [*self._circles(middle), *self._lines(at), *self._middle(middle), *self._people(at)]
        if beside:
            drawn += self._unsaid_title(middle[1] + edge + 2 * GAP)
        return picture(
            "sociogram",
            width=width,
            height=below + EDGE,
            title=title,
            told=words,
            language=seen.teller.language.code,
            inside=[*heading, *drawn, *explained, *under],
        )

    def _empty(self) -> Iterator[str]:
        yield self.seen.says("nobody")
        yield from notes(self.of, self.seen)

    # Who stands where

    def _unsaid(self, top: float, room: float) -> tuple[dict[str, Point], float]:
        """Where those stand of whom it is not said how near they are, in rows under the rings; and where that ends."""
        people = in_order(self.of.ring(None))
        if not people:
            return {}, top
        sizes = [self.labels[one.person].size for one in people]
        points, height = in_rows(sizes, room)
        top += WORDS * LEADING + 2 * GAP
        at = {
            one.person: mark_in(around((EDGE + x, top + y), size), size)
            for one, size, (x, y) in zip(people, sizes, points, strict=True)
        }
        return at, top + height

    def _unsaid_title(self, top: float) -> Iterator[Svg]:
        words = self.seen.says("unsaid")
        yield rectangle(EDGE, top - 2, width_of(words, WORDS, bold=True), WORDS + 8, fill=PAPER)
        yield text(EDGE, top + WORDS, words, WORDS, bold=True, colour=QUIET)

    def _circles(self, middle: Point) -> Iterator[Svg]:
        for ring, edge in reversed([*zip(RINGS, self.rings.edges, strict=True)]):
            name = self.seen.says(ring)
            width = width_of(name, WORDS) + 12
            yield circle(*middle, edge, fill="none", stroke=LINE)
            yield rectangle(middle[0] - width / 2, middle[1] - edge - WORDS, width, 2 * WORDS, fill=PAPER)
            yield text(middle[0], middle[1] - edge + WORDS / 3, name, WORDS, anchor="middle", colour=QUIET)

    def _middle(self, middle: Point) -> Iterator[Svg]:
        name = wrapped(self.of.resident, 2 * _MIDDLE - 14, NAME, lines=2, bold=True)
        first = middle[1] + NAME / 3 - (len(name) - 1) * NAME * LEADING / 2
        lines = [
            text(middle[0], first + row * NAME * LEADING, one, NAME, bold=True, anchor="middle", colour=PAPER)
            for row, one in enumerate(name)
        ]
        yield group(circle(*middle, _MIDDLE, fill=DEEP, stroke=DEEP), *lines, told=self.of.resident)

    def _people(self, at: Mapping[str, Point]) -> Iterator[Svg]:
        for one in self.of.people:
            x, y = at[one.person]
            words = ", ".join([one.name, *about(one, self.seen)])
            above = one.person in self.rings.boxes and is_above(self.rings.boxes[one.person])
            yield group(*self._label(x, y, one, above=above), person(x, y, one.shape, member=one.member), told=words)

    def _label(self, x: float, y: float, one: Around, *, above: bool) -> Iterator[Svg]:
        label = self.labels[one.person]
        width, height = label.size.width, label.size.height - label.size.mark
        under = y - PERSON - 4 - height if above else y + PERSON + 4
        yield rectangle(x - width / 2, under, width, height, fill=PAPER)
        for name in label.name:
            under += NAME * LEADING
            yield text(x, under - 4, name, NAME, bold=True, anchor="middle")
        for words in label.told:
            under += SMALL * LEADING
            yield text(x, under - 4, words, SMALL, anchor="middle", colour=QUIET)

    # What is between them

    def _lines(self, at: Mapping[str, Point]) -> Iterator[Svg]:
        for one in self.distant:
            words = f"{one.name}: {', '.join(chosen_in_words(one, self.seen))}"
            yield group(chosen(*shortened(at[""], at[one.person], before=_MIDDLE, after=PERSON + 4)), told=words)
        for between in self.of.bonds:
            ends = shortened(at[between.one], at[between.other], before=PERSON + 4, after=PERSON + 4)
            yield group(bond(*ends, between.kind), told=told_bond(between, self.seen))

    def _samples(self) -> Iterator[Sample]:
        """What is explained: each mark that is drawn, and no other."""
        seen, says = self.seen, self.seen.says
        yield Sample(partial(circle, radius=11, fill=DEEP, stroke=DEEP), says("legend_resident"))
        words = {
            "informal": ("network", "informal"),
            "formal": ("network", "formal"),
            "peer": ("role", "peer_supporter"),
        }
        for shape in PEOPLE:
            if any(one.shape == shape for one in self.of.people):
                yield Sample(partial(person, kind=shape, member=False, size=11), seen.value(*words[shape]))
        if any(one.member for one in self.of.people):
            yield Sample(partial(person, kind="informal", member=True, size=11), says("member"))
        kinds = {between.kind for between in self.of.bonds}
        for kind in (kind for kind in (*BONDS, None) if kind in kinds):
            told = says("legend_bond", kind=seen.value("kind", kind)) if kind else says("legend_bond_unsaid")
            yield Sample(partial(_bond, kind=kind), told, wide=True)
        if self.distant:
            yield Sample(_chosen, says("legend_distance"), wide=True)


def _bond(x: float, y: float, kind: str | None) -> Svg:
    return bond((x - 22, y), (x + 22, y), kind)


def _chosen(x: float, y: float) -> Svg:
    return chosen((x - 22, y), (x + 22, y))


def in_order(people: list[Around]) -> list[Around]:
    """Who stands beside whom in a ring: people of one's own, then who went through it, then who helps as work."""
    return sorted(people, key=lambda one: [*PEOPLE].index(one.shape))


def _label(one: Around, seen: Sight) -> Label:
    told = [seen.value("relation_kind", one.relation_kind)] if one.relation_kind is not None else []
    lines = [line for words in (*told, *chosen_in_words(one, seen)) for line in wrapped(words, _LABEL, SMALL, lines=2)]
    return Label(tuple(wrapped(one.name, _LABEL, NAME, lines=2, bold=True)), tuple(lines))


def _paragraphs(told: Iterator[str], y: float, room: float) -> tuple[list[Svg], float]:
    lines = [line for words in told for line in wrapped(words, room, WORDS, lines=math.ceil(len(words) / 20) + 1)]
    drawn = [text(EDGE, y + (row + 1) * WORDS * LEADING, words, WORDS, colour=QUIET) for row, words in enumerate(lines)]
    return drawn, y + len(lines) * WORDS * LEADING + (GAP if lines else 0)
