"""Who is around in a made-up history: organisations and those who work there, and the people of one resident."""

from __future__ import annotations

from typing import Final

import attrs

from svh_core.testing.histories.chance import Chance, Odds

NAMES: Final = (
    "Jikke Bedacht",
    "Oebele Zomaar",
    "Zoë Voorbeeld",
    "Renée Zegma",
    "Tjabbo Verzin",
    "Noëmi Schijn",
    "André Wellicht",
    "Anaïs Kwansuis",
    "Jürgen Misschien",
    "Wietske Denkbeeld",
    "Björn Alsof",
    "Şule Bijvoorbeeld",
    "Łucja Verhaal",
    "Ødger Droom",
    "Hülya Stel",
    "Fardau Gesteld",
    "Sietske Mogelijk",
    "Ímke Veronderstel",
    "Daniël Ooit",
    "Chloé Nergens",
    "Kornelis Zogenaamd",
    "Maïté Fictie",
    "Bouke Bedenksel",
    "Çetin Aangenomen",
    "Ruurd Ergens",
    "Geeske Vast",
    "Naïm Louter",
    "Ytsje Niemand",
    "Stijn Eventueel",
    "Loïs Schets",
)
"""What people are called, clearly made up."""

CASES_A_WORKER: Final = 8
"""How many cases somebody who works there has, one after another; chosen for this library."""


@attrs.define(slots=True, eq=False)
class Person:
    """Somebody around a resident.

    Attributes:
        id: their identifier in this case; who works for an organisation has one identifier there.
        kin: what they are to the resident, for ``relation_kind``; a role, for who helps professionally.
        organisation: for whom they work, if for anybody.
        law: under which law their hours fall.
        offers: how often a month they can do something.
    """

    id: str
    name: str
    kin: str
    organisation: str | None = None
    law: str = "none"
    offers: int = 2


_KIN: Final = Odds({"family": 40, "friend": 24, "neighbour": 14, "colleague": 8, "volunteer": 6, "other": 8})

_LAW: Final = Odds({"Wmo": 50, "Zvw": 38, "Wlz": 10, "none": 2})
"""Under which law hours fall: the generic module, 4.5, sets the Zvw, the Wmo and the Wlz beside each other; the shares
were chosen for this library."""


@attrs.frozen
class Organisation:
    """Where professionals work.

    Attributes:
        seed: what its people are derived from.
        index: which of the organisations.
    """

    seed: int
    index: int

    @property
    def id(self) -> str:
        """Its identifier, clearly made up."""
        return f"org-verzonnen-{self.index + 1}"

    def works_here(self, role: str, number: int) -> Person:
        """The person with this number among those in a role; the same person, whoever asks."""
        chance = Chance(self.seed, self.id, role, number)
        return Person(chance.identifier(), chance.one(NAMES), role, self.id, chance.of(_LAW))


def informal_network(chance: Chance) -> list[Person]:
    """The people of one resident, from three to eleven: a partner in four of ten cases, mostly family and friends.

    The example of the sources has a partner, a brother and a friend in it; the sizes were chosen for this library.
    """
    names = chance.some(NAMES, chance.number(3, 11))
    kin = [chance.of(_KIN) for _ in names]
    if chance.happens(0.4):
        kin[0] = "partner"
    return [
        Person(chance.identifier(), name, relation, offers=chance.number(1, 8))
        for name, relation in zip(names, kin, strict=True)
    ]
