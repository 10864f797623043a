"""The regie figures of the examples, counted by hand: each list holds the numbers of the entries that count.

So a reader can follow them with `svh trail` beside it. The standing of every listed entry is held against the trail as
well, and no decision of the trail is left out.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from .conftest import Asks


@attrs.frozen(kw_only=True)
class Counted:
    """What counts in one domain of one case.

    Attributes:
        own: decided by the resident, alone at the table or without one.
        together: decided by the resident with others at the table, or by the group with the resident there.
        represented: decided on their behalf.
        taken_over: decided in their place.
        confirmed: written down or decided by another, and confirmed since.
        objected: the same, and objected to.
        still_open: the same, and nothing said of it.
        median_days: the middle of the days until the last position.
        own_pen_for_another: decided by another of the group and written down by the resident.
        without_reasons: of those together, the ones that lack what the resident or what another weighed.
        offers: what others offered while the resident was not there, and whether the resident confirmed or released it.
        absent: decided without the resident there, and whether they were told or spoke within a week.
        without_me: of these and of the consultations, those that happened without the resident.
        with_permission: of those, the ones the resident had allowed.
    """

    own: tuple[int, ...] = ()
    together: tuple[int, ...] = ()
    represented: tuple[int, ...] = ()
    taken_over: tuple[int, ...] = ()
    confirmed: tuple[int, ...] = ()
    objected: tuple[int, ...] = ()
    still_open: tuple[int, ...] = ()
    median_days: float | None = None
    own_pen_for_another: tuple[int, ...] = ()
    without_reasons: tuple[int, ...] = ()
    offers: dict[int, bool] = attrs.field(factory=dict)
    absent: dict[int, bool] = attrs.field(factory=dict)
    without_me: tuple[int, ...] = ()
    with_permission: tuple[int, ...] = ()

    def standings(self) -> dict[int, str]:
        """Each entry with its standing."""
        names = ("own", "together", "represented", "taken_over")
        return {number: name for name in names for number in getattr(self, name)}

    def told(self, consultations: int) -> dict[str, Any]:
        """The figures that come of it, as `svh regie --json` has them."""
        decided = len(self.standings())
        by_another = len(self.confirmed) + len(self.objected) + len(self.still_open)
        return {
            "N": decided,
            "own": len(self.own),
            "together": len(self.together),
            "represented": len(self.represented),
            "taken_over": len(self.taken_over),
            "contested": 0,  # nobody in the examples objects to what stands as their own decision
            "own_pen": decided - by_another + len(self.own_pen_for_another),
            "answered": {
                "confirmed": len(self.confirmed),
                "objected": len(self.objected),
                "open": len(self.still_open),
                "median_days": self.median_days,
            },
            "others_offers": {"of": len(self.offers), "is": sum(self.offers.values())},
            "with_reasons": {"of": len(self.together), "is": len(self.together) - len(self.without_reasons)},
            "without_me": {
                "of": decided + len(self.offers) + consultations,
                "is": len(self.without_me),
                "with_permission": len(self.with_permission),
            },
            "told_in_a_week": {"of": len(self.absent), "is": sum(self.absent.values())},
        }


@attrs.frozen(kw_only=True)
class Case:
    """What counts in one case up to a day.

    Attributes:
        day: the day.
        domains: by domain.
        under_measure: of these, what was decided under a legal measure; it stands on a line of its own.
        consultations: talks about the resident without them.
        case: the figures of the case as a whole.
    """

    day: str
    domains: dict[str, Counted]
    under_measure: Counted = attrs.field(factory=Counted)
    consultations: tuple[int, ...]
    case: dict[str, Any]


LIESBETH: Final = Case(
    day="2019-09-30",
    domains={
        "WHAT": Counted(
            own=(27, 28, 29, 30, 31, 102, 223, 244, 274, 275, 296, 338, 339, 341, 360, 378, 392),
            together=(87, 122, 203, 230, 364, 367),
            confirmed=(27, 28, 29, 31, 122),  # 13 March to 26 April is 44 days, four times; 122 after 5
            median_days=44,
            still_open=(87,),
            without_me=(162,),
        ),
        "WHO": Counted(
            own=(32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 77, 131, 134, 135, 136, 151, 152, 197, 215, 216),
            together=(143, 234, 368),
            taken_over=(171,),  # Sanne invites the general practitioner
            # after 5 (143), 11 (171), 19 (77), six times 27 (36-41) and four times 43 days (32-35);
            # the seventh of these thirteen
            confirmed=(32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 77, 143, 171),
            median_days=27,
            absent={171: True},  # 27 November, told by letter on the 28th
            without_me=(162, 171),
        ),
        "HOW": Counted(
            own=(
                *(6, 7, 78, 79, 110, 111, 137, 177, 200, 228),
                *(247, 252, 253, 254, 255, 256, 273, 278, 315, 317, 335, 344, 362, 376, 381),
            ),
            together=(
                *(85, 86, 92, 94, 123, 144, 186, 187, 207, 235, 238, 239),
                *(286, 289, 326, 329, 330, 350, 352, 385, 387),
            ),
            represented=(168,),  # Mark moves a meeting
            taken_over=(105,),  # Sanne calls one off
            # 2 (207, 289), 4 (105), 5 (85, 92, 94, 123, 144), 8 (110, 111), 14, 16, 18 and 49 days: the middle is 5
            confirmed=(7, 85, 92, 94, 110, 111, 123, 137, 144, 168, 207, 289, 315),
            objected=(105,),
            still_open=(6, 78, 79, 86, 247, 252, 253, 254, 255, 256),
            median_days=5,
            own_pen_for_another=(289,),  # Joost plans the next meeting, and she writes it down
            without_reasons=(
                94,
                123,
                144,
                187,
                207,
                239,
                289,
                330,
                352,
                387,
            ),  # each the planning of a meeting, but 207
            absent={105: True, 168: True},  # told on the day itself, and on the next
            without_me=(105, 162, 168),
        ),
        "HOW_LONG": Counted(
            own=(379,),
            together=(93, 236, 351, 369, 370),
            still_open=(93,),
            without_me=(162,),
        ),
    },
    consultations=(162,),
    case={
        # 15 to 21 May 2017, ended by her; 6 February 2017 to 30 September 2019 is 967 days
        "taking_over": {
            "periods": 1,
            "days": 7,
            "ended_by_taker": 0,
            "ended_by_resident": 1,
            "ended_by_itself": 0,
            "days_of_period": 967,
        },
        "consents": {"of": 5, "is": 5},  # 74 (confirmed), 276, 277, 340, 377; the others are over or withdrawn
        "objections_answered": {"of": 2, "is": 2},  # 108 after a day, 164 after two
        "choice_of_company": {"of": 4, "is": 4},  # Mark (32), Sanne (36), Joost (151), Truus (216)
        "triad": {"of": 11, "is": 10},  # b1, b3 to b12; at b10 there was no professional
    },
)

RUBEN: Final = Case(
    day="2022-06-30",
    domains={
        "WHAT": Counted(
            own=(20, 21, 22, 83, 112, 173, 203), together=(186, 220), without_me=(86, 193), with_permission=(193,)
        ),
        "WHO": Counted(
            own=(23, 24, 25, 26, 27, 28, 55, 58, 176),
            together=(212,),
            taken_over=(129,),
            confirmed=(129,),  # 14 September to 18 October
            median_days=34,
            absent={129: False},  # told on 7 October
            without_me=(86, 129, 193),
            with_permission=(193,),
        ),
        "HOW": Counted(
            own=(7, 29, 30, 52, 53, 72, 77, 78, 89, 101, 102, 110, 175, 180, 206, 218),
            together=(60, 61, 64, 65, 91, 97, 159, 187, 188, 189, 213, 224),
            represented=(197,),
            taken_over=(152,),
            # 2 (52, 53), 3 (197), 4 (60, 61), 18 (29, 30) and 37 (7) days: between 4 and 4
            confirmed=(7, 29, 30, 52, 53, 60, 61, 197),
            still_open=(152,),
            median_days=4,
            without_reasons=(65, 97, 159, 189, 213, 224),
            absent={152: False, 197: True},  # of 152 he was never told; of 197 the day after
            without_me=(86, 152, 193, 197),
            with_permission=(193,),
        ),
        "HOW_LONG": Counted(without_me=(86, 193), with_permission=(193,)),
    },
    # from 13 September to 1 October 2021 a measure limited the HOW
    under_measure=Counted(
        own=(148, 149),
        taken_over=(117, 127, 128, 132, 146),
        confirmed=(117, 128),  # after 35 and 34 days, and 132 after 33
        objected=(132,),
        still_open=(127, 146),
        median_days=34,
        offers={136: True},  # Bas comes every day; released in November (188)
        absent=dict.fromkeys((117, 127, 128, 132, 136, 146), False),
        without_me=(117, 127, 128, 132, 136, 146),
    ),
    consultations=(86, 193),
    case={
        # 13 to 27 September, ended by him, and 2 to 8 October, by her; 12 January 2021 to 30 June 2022 is 535 days
        "taking_over": {
            "periods": 2,
            "days": 22,
            "ended_by_taker": 1,
            "ended_by_resident": 1,
            "ended_by_itself": 0,
            "days_of_period": 535,
        },
        "consents": {"of": 4, "is": 4},  # 84, 85 (confirmed), 174, 181; 88 ended by his objection
        "objections_answered": {"of": 7, "is": 6},  # 43, 107, 166, 167, 177, 194; 139 only after 25 days
        "choice_of_company": {"of": 3, "is": 3},  # Marijke (23), Lotte (24), Bas (25)
        "triad": {"of": 6, "is": 5},  # s1, s2, s4 to s7; at s4 he was not there himself
    },
)

FENNA: Final = Case(
    day="2021-12-31",
    domains={
        "WHAT": Counted(own=(20, 21, 22, 105, 126, 128, 204), together=(168, 192), without_me=(98,)),
        "WHO": Counted(
            own=(
                *(24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 62, 75, 76, 83, 101, 111, 112, 143),
                *(171, 172, 173, 174),  # after m7, without its table
                207,
            ),
            together=(157,),
            without_me=(98,),
        ),
        "HOW": Counted(
            own=(6, 7, 23, 60, 61, 85, 87, 102, 106, 113, 122, 130, 132, 133, 144, 153, 166, 189, 190, 197, 198),
            together=(65, 68, 69, 95, 119, 139, 148, 159, 170),
            represented=(107,),
            confirmed=(65, 95, 107),  # after 2, 66 and 17 days
            median_days=17,
            without_reasons=(69, 95, 119, 139, 148, 159),
            offers={103: False},  # Tineke offers her dry hen-house
            absent={103: False, 107: False},  # of 107 she was told after fifteen days
            without_me=(98, 103, 107),
        ),
        "HOW_LONG": Counted(own=(108, 125, 129, 202, 203, 208), together=(158, 193), without_me=(98,)),
    },
    consultations=(98,),
    case={
        "taking_over": {
            "periods": 0,
            "days": 0,
            "ended_by_taker": 0,
            "ended_by_resident": 0,
            "ended_by_itself": 0,
            "days_of_period": 1033,  # 5 March 2019 to 31 December 2021
        },
        "consents": {"of": 1, "is": 1},  # 205; 77 and 78 ended with the case
        "objections_answered": {"of": 1, "is": 1},  # 99 after a week
        # of the support group Jelle (24), Gerrit (26), Sjoukje (27); Tineke (29); of the coffee club 171 to 174
        "choice_of_company": {"of": 8, "is": 8},
        "triad": {"of": 8, "is": 6},  # m1 to m8; at m7 and m8 there was no professional any more
    },
)

CASES: Final = {"liesbeth": LIESBETH, "ruben": RUBEN, "fenna": FENNA}


@pytest.mark.parametrize("name", CASES)
def test_the_figures_are_those_counted_by_hand(asks: Asks, name: str) -> None:
    counted = CASES[name]
    told = asks("regie", name, "--as-of", counted.day)
    for domain, expected in counted.domains.items():
        assert expected.told(len(counted.consultations)) == told["domains"][domain], domain
    assert counted.case == told["case"]


@pytest.mark.parametrize("name", CASES)
def test_what_was_decided_under_a_measure_stands_apart(asks: Asks, name: str) -> None:
    told = asks("regie", name, "--as-of", CASES[name].day)["under_measure"]["domains"]
    assert CASES[name].under_measure.told(consultations=0) == told["HOW"]
    for domain in ("WHAT", "WHO", "HOW_LONG"):
        assert told[domain]["N"] == 0


@pytest.mark.parametrize("name", CASES)
def test_every_decision_of_the_trail_is_in_the_lists_with_its_standing(asks: Asks, name: str) -> None:
    counted = CASES[name]
    listed: dict[tuple[str, int], str] = {}
    for domain, one in counted.domains.items():
        listed |= {(domain, number): standing for number, standing in one.standings().items()}
    listed |= {("HOW", number): standing for number, standing in counted.under_measure.standings().items()}
    offers = {*counted.under_measure.offers, *(number for one in counted.domains.values() for number in one.offers)}
    told = {
        (line["domain"], line["number"]): line["standing"]
        for line in asks("trail", name, "--as", name)["entries"]
        if line["domain"] != "none" and line["number"] not in offers and _is_the_residents(line, name)
    }
    assert listed == told


def _is_the_residents(line: dict[str, Any], name: str) -> bool:
    """Whether a decision is the resident's or the group's, or one in which the resident gives."""
    return bool(line["whose"] != "giver" or line["data"]["giver"] == name)


@pytest.mark.parametrize("name", CASES)
def test_the_position_of_every_listed_entry_is_as_listed(asks: Asks, name: str) -> None:
    counted = CASES[name]
    positions = {line["number"]: line["position"] for line in asks("trail", name, "--as", name)["entries"]}
    for one in (*counted.domains.values(), counted.under_measure):
        assert {positions[number] for number in one.confirmed} <= {"confirmed"}
        assert {positions[number] for number in one.objected} <= {"objected"}
        assert {positions[number] for number in one.still_open} <= {"open"}
        others = set(one.standings()) - {*one.confirmed, *one.objected, *one.still_open}
        assert {positions[number] for number in others} <= {"settled"}
