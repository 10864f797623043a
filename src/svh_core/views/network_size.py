"""How many people are around somebody on a day. There is no right number, and none is compared with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from svh_core.domain.identifiers import PersonId
from svh_core.log.script import moment_in_json
from svh_core.views.around import side_on
from svh_core.views.seen import CLOSED, Seen

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "{resident!p} netwerk op {day}",
        "informal": "Eigen mensen: {people}",
        "formal": "Hulpverleners: {people}",
        "peer": "Ervaringsdeskundigen: {people}",
        "members": "{told}, van wie er {members} meedoen in een groep",
        "one_member": "{told}, van wie er één meedoet in een groep",
        "note": "Hoeveel mensen goed is, is aan {resident!o}. Minder mensen kan precies zijn wat iemand wil.",
    },
    "en": {
        "title": "{resident!p} network on {day}",
        "informal": "People of their own: {people}",
        "formal": "Professionals: {people}",
        "peer": "Peer supporters: {people}",
        "members": "{told}, of whom {members} are in a group",
        "one_member": "{told}, of whom one is in a group",
        "note": "How many people is good is for {resident!o} to say. Fewer people can be just what somebody wants.",
    },
}
SIDES: Final = ("informal", "formal", "peer")


def network_size(seen: Seen) -> dict[str, Any]:
    """How many people are around the resident, as data.

    Args:
        seen: what a look hands over.

    Returns:
        ``informal``, ``formal`` and ``peer``: how many ``people``, and how many of them are ``members`` of a group.
        Who helps without standing in the network is counted where the care is open, and peer supporters stand apart
        there; members are counted where the meetings are open.

    Raises:
        NotPermitted: not all of the network is open to the viewer.
    """
    return {"as_of": moment_in_json(seen.moment), **_counted(seen)}


def network_size_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `network_size`."""
    texts, teller = _TEXTS[language], seen.told(language)
    counted, places = _counted(seen), {"resident": teller.resident()}
    yield teller.language.tell(texts["title"], {**places, "day": teller.language.date(seen.day)}).rstrip(".")
    for side, of in counted.items():
        told, members = texts[side].format(people=of["people"]), of["members"]
        if members != CLOSED and members:
            text = texts["one_member" if members == 1 else "members"]
            told = text.format(told=told, members=members)
        yield f"  {told}"
    yield teller.language.tell(texts["note"], places)


def _counted(seen: Seen) -> dict[str, dict[str, Any]]:
    seen.need("network", "how large the network is, is")
    side_of = _sides(seen)
    members = _members(seen)
    return {
        side: {
            "people": sum(its == side for its in side_of.values()),
            "members": CLOSED if members is None else sum(side_of[one] == side for one in members & side_of.keys()),
        }
        for side in SIDES
    }


def _sides(seen: Seen) -> dict[PersonId, str | None]:
    """On which side everybody stands who is around, the resident apart."""
    known = {person: kept.network for person, kept in seen.case.network.items() if kept.here}
    if not seen.share.opens_wholly("care"):
        return dict(known)
    helping = {
        person for person, all_held in seen.case.involvements.items() if any(one.in_force(seen.day) for one in all_held)
    }
    around = (known.keys() | helping) - {seen.history.resident}
    return {person: side_on(seen.history, person, seen.day) for person in around}


def _members(seen: Seen) -> frozenset[PersonId] | None:
    """Who is a member of a group that goes on; None where that is not for this viewer."""
    if not seen.share.opens_wholly("meetings"):
        return None
    going_on = [group for group in seen.case.groups.values() if group.ended is None]
    return frozenset(person for group in going_on for person in group.members)
