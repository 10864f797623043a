"""The people around the resident, as the resident drew them: who is near, who takes part, how they stand to each other.

How many there are is no figure, and distance is as good as closeness. Whether contact with somebody helps is told to
the resident alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from svh_core.domain.identifiers import PersonId
from svh_core.views.around import PEERS
from svh_core.views.pictures.sight import Sight
from svh_core.views.telling import one_line

RINGS: Final = ("near", "middle", "far")


@attrs.frozen(kw_only=True)
class Around:
    """Somebody in the network.

    Attributes:
        person: who, by identifier.
        name: what they are called.
        shape: ``formal``, ``informal`` or ``peer``, for who helps because they went through it.
        member: whether they take part in a group.
        relation_kind: what they are to the resident, where it may be read.
        relation: the same in the resident's own words.
        closeness: ``near``, ``middle`` or ``far``; None where it was not said, or may not be read.
        distance: what the resident chose in the contact.
        helpful: whether the contact helps; for the resident alone.
    """

    person: str
    name: str
    shape: str
    network: str
    member: bool
    relation_kind: str | None
    relation: str | None
    closeness: str | None
    distance: str | None
    helpful: str | None


@attrs.frozen
class Between:
    """How two people stand to each other; `kind` is None where it may not be read."""

    one: str
    other: str
    kind: str | None


@attrs.frozen(kw_only=True)
class Network:
    """The network on a day.

    Attributes:
        resident: whose it is, by name.
        people: who is in it, in the order in which they were put there.
        bonds: how they stand to each other.
        beside: who helps and is not in it: identifier, name and roles.
    """

    resident: str
    people: tuple[Around, ...]
    bonds: tuple[Between, ...]
    beside: tuple[tuple[str, str, tuple[str, ...]], ...]

    def ring(self, closeness: str | None) -> list[Around]:
        """Who stands in a ring; None is for those of whom it was not said."""
        return [one for one in self.people if (one.closeness if one.closeness in RINGS else None) == closeness]


def network_of(seen: Sight, *, tells_help: bool) -> Network:
    """Who is in the network, of what the viewer may see.

    Args:
        seen: what that is.
        tells_help: whether it is told of whom the contact helps.
    """
    case = seen.case
    members = {member for group in case.groups.values() if group.ended is None for member in group.members}
    roles = {
        person: tuple(one.role for one in held if one.in_force(seen.day)) for person, held in case.involvements.items()
    }
    people = tuple(
        Around(
            person=person,
            name=seen.name_of(person).subject,
            shape="peer" if PEERS.intersection(roles.get(person, ())) else known.network,
            network=known.network,
            member=person in members,
            relation_kind=seen.opened(known.relation_kind),
            relation=seen.opened(known.relation),
            closeness=seen.opened(known.closeness),
            distance=known.distance,
            helpful=seen.opened(known.helpful) if tells_help else None,
        )
        for person, known in case.network.items()
        if known.here and person != case.resident
    )
    drawn_here = {one.person for one in people}
    return Network(
        resident=seen.teller.resident().subject,
        people=people,
        bonds=tuple(
            Between(bond.one, bond.other, seen.opened(bond.kind))
            for bond in case.bonds.values()
            if {bond.one, bond.other} <= drawn_here and bond.one != bond.other
        ),
        beside=tuple(
            (person, seen.name_of(person).subject, held)
            for person, held in roles.items()
            if held and PersonId(person) not in drawn_here and person != case.resident
        ),
    )


def in_words(of: Network, seen: Sight) -> Iterator[str]:
    """The network in sentences, everybody in it by name."""
    yield seen.says("centre")
    if not of.people:
        yield seen.says("nobody")
    for ring in (*RINGS, None):
        if people := of.ring(ring):
            told = [f"{one.name} ({', '.join(about(one, seen))})" for one in people]
            yield seen.says("ring", ring=seen.says(ring or "unsaid"), people="; ".join(told))
    for one in of.people:
        if one.relation is not None:
            yield seen.says("relation", person=seen.name_of(one.person), relation=f"“{one_line(one.relation)}”")
    for bond in of.bonds:
        yield told_bond(bond, seen)
    yield from notes(of, seen)


def about(one: Around, seen: Sight) -> Iterator[str]:
    """What is told of somebody beside their name."""
    if one.relation_kind not in {None, "professional"}:
        yield seen.value("relation_kind", one.relation_kind)
    yield seen.value("role", "peer_supporter") if one.shape == "peer" else seen.says(one.network)
    if one.member:
        yield seen.says("member")
    yield from chosen_in_words(one, seen)


def chosen_in_words(one: Around, seen: Sight) -> Iterator[str]:
    """What the resident chose in the contact, and what they say of it."""
    if one.distance is not None:
        yield seen.says("chosen", distance=seen.value("distance", one.distance))
    if one.helpful is not None:
        yield seen.says("contact", helpful=seen.value("helpful", one.helpful))


def told_bond(bond: Between, seen: Sight) -> str:
    """How two people stand to each other, in a sentence."""
    people = {"one": seen.name_of(bond.one), "other": seen.name_of(bond.other)}
    if bond.kind is None:
        return seen.says("bond_unknown", **people)
    return seen.says("bond", kind=seen.value("kind", bond.kind), **people)


def notes(of: Network, seen: Sight) -> Iterator[str]:
    """What stands under the picture."""
    if of.beside:
        told = [f"{name} ({seen.value('role', list(roles))})" for _, name, roles in of.beside]
        yield seen.says("beside", people="; ".join(told))
    if any(one.helpful is not None for one in of.people):
        yield seen.says("own_look")
    if not seen.is_whole:
        yield seen.says("partly")


def in_json(of: Network, seen: Sight) -> dict[str, Any]:
    """The network as data."""

    def told(one: Around) -> dict[str, Any]:
        kept = attrs.asdict(one)
        kept["peer_supporter"] = kept.pop("shape") == "peer"
        return kept if one.helpful is not None else {name: kept[name] for name in kept if name != "helpful"}

    return {
        "day": seen.day.isoformat(),
        "resident": {"person": seen.case.resident, "name": of.resident},
        "people": [told(one) for one in of.people],
        "bonds": [attrs.asdict(bond) for bond in of.bonds],
        "beside": [{"person": person, "name": name, "roles": list(roles)} for person, name, roles in of.beside],
        "words": list(in_words(of, seen)),
    }
