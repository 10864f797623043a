"""The regie figures count what the catalogue says they count, each as a number of another number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given as for_all
from hypothesis import settings

from svh_core.cli import main
from svh_core.domain.rulebook import Entry
from svh_core.testing.scenarios import Scenario, says
from svh_core.testing.strategies import any_history
from svh_core.views.look import Look

from ..domain.openings import (
    HALFWAY,
    Line,
    accepts,
    adds,
    agrees,
    agrees_rules,
    answers,
    appoints,
    begins,
    comes,
    confirms,
    consents,
    forms,
    goes,
    hands_back,
    is_involved,
    nominates,
    objects,
    opened,
    plans,
    removes,
    sets_goal,
    takes_back,
    takes_over,
    withdraws,
)

Figures = dict[str, Any]

NOW: Final = "2017-08-01T12:00:00+02:00"
WHY: Final = "Mila is opgenomen"
TABLE: Final[dict[str, Any]] = {"during": "m1", "on": HALFWAY}
STANDINGS: Final = ("own", "together", "represented", "taken_over", "contested")


# The example case, counted by hand. -----------------------------------------------------------------------------------


class Read(NamedTuple):
    """What somebody read, line by line, in the script of the example: the numbers of the entries of one domain.

    What was open when it was written stands under `confirmed`, `objected` or `still_open`; with the first two, after
    how many days Liesbeth said so.
    """

    own: Sequence[int] = ()
    together: Sequence[int] = ()
    represented: Sequence[int] = ()
    taken_over: Sequence[int] = ()
    own_pen: Sequence[int] = ()
    confirmed: Mapping[int, int] = {}
    objected: Mapping[int, int] = {}
    still_open: Sequence[int] = ()
    both_weighed: Sequence[int] = ()  # of `together`
    absent: Sequence[int] = ()  # decided by another while she was not there; each was told to her within two days

    @property
    def decided(self) -> set[int]:
        return {*self.own, *self.together, *self.represented, *self.taken_over}


EXAMPLE: Final = {
    "WHAT": Read(
        own=[27, 28, 29, 30, 31, 102, 223, 244],  # five goals, the plan, a risk, a goal said anew
        together=[87, 122, 203, 230],  # a first step in b1, a goal said anew in b3, one let go in b6, one reached in b7
        own_pen=[30, 102, 203, 223, 230, 244],
        confirmed={27: 44, 28: 44, 29: 44, 31: 44, 122: 5},  # 13 March by 101 on 26 April; 15 June by 130 on 20 June
        still_open=[87],
        both_weighed=[87, 122, 203, 230],
    ),
    "WHO": Read(
        # Nominations of 14 March and who may approach them; a chair; a representative; a guest, not that guest, and a
        # boundary; her brother again and his approach; her boss as guest; herself as chair; a neighbour.
        own=[*range(32, 37), *range(37, 42), 77, 131, 134, 135, 136, 151, 152, 197, 215, 216],
        together=[143, 234],  # the composition, in b4 and in b7
        taken_over=[171],  # Sanne invites the GP
        own_pen=[131, 134, 135, 136, 151, 152, 197, 215, 216, 234],
        confirmed=dict.fromkeys([32, 33, 34, 35], 43)  # by 101 on 26 April
        | dict.fromkeys([36, 37, 38, 39, 40, 41], 27)  # by 81 on 10 April
        | {77: 19, 143: 5, 171: 11},  # by 101, by 150 on 12 September, by 175 on 8 December
        both_weighed=[143, 234],
        absent=[171],  # told in 172, a day later
    ),
    "HOW": Read(
        own=[6, 7, 78, 79, 110, 111, 137, 177, 200, 228],  # later, yes; meetings and places outside a meeting
        # Ground rules, the rhythm twice, her own agreements 92 and 238, one released in 186; the next meetings.
        together=[85, 86, 92, 94, 123, 144, 186, 187, 207, 235, 238, 239],
        represented=[168],  # Mark moves b5, within his scope and period
        taken_over=[105],  # Sanne cancels b2, resting on 103
        own_pen=[177, 186, 187, 200, 228, 235, 238, 239],
        # By 81 on 10 April, 100 on 25 April, 113 on 30 May, 130 on 20 June, 150 on 12 September, 174 and 211.
        confirmed={7: 49, 85: 5, 92: 5, 94: 5, 110: 8, 111: 8, 123: 5, 137: 14, 144: 5, 168: 18, 207: 2},
        objected={105: 4},  # 17 May, by 108 on 21 May
        still_open=[6, 78, 79, 86],
        both_weighed=[85, 86, 92, 186, 235, 238],
        absent=[105, 168],  # told in 106 the same day, and in 169 a day later
    ),
    "HOW_LONG": Read(together=[93, 236], own_pen=[236], still_open=[93], both_weighed=[93, 236]),
}
CONSULTED: Final = [162]  # Sanne and the psychiatrist on the phone; the consent for that, 166, came after it
CASE_AT_THE_END: Final = {
    "taking_over": {  # 103 begins on 15 May, 107 takes it back on 21 May; 6 February 2017 to 1 July 2018
        "periods": 1,
        "days": 7,
        "ended_by_taker": 0,
        "ended_by_resident": 1,
        "ended_by_itself": 0,
        "days_of_period": 511,
    },
    "consents": {"of": len([74, 75, 76, 166, 245]), "is": len([74, 75, 76, 166])},  # 198 is withdrawn by 226
    "objections_answered": {
        "of": len([108, 164]),
        "is": len([109, 165]),
    },  # concern 147 is not hers nor a representative's
    "choice_of_company": {"of": len([59, 66, 73, 159, 222]), "is": len([32, 36, 35, 151, 216])},  # 63 left in 213
    "triad": {"of": len([83, 114, 138, 179, 201, 229]), "is": len([83, 114, 138, 179, 201, 229])},
}
SPAN: Final = range(103, 200)
"""The entries from 15 May 2017 up to 1 February 2018."""

CASE_OF_THE_SPAN: Final = {
    "taking_over": CASE_AT_THE_END["taking_over"] | {"days_of_period": 262},
    "consents": {"of": len([74, 75, 76, 166, 198]), "is": len([74, 75, 76, 166, 198])},  # 198 stood, 245 was to come
    "objections_answered": {"of": len([108, 164]), "is": len([109, 165])},
    "choice_of_company": {"of": len([59, 63, 66, 73, 159]), "is": len([32, 33, 36, 35, 151])},
    "triad": {"of": len([114, 138, 179]), "is": len([114, 138, 179])},
}


def counted(read: Read, span: range) -> Figures:
    """The figures of a domain that follow from what was read, by counting."""

    def of(numbers: Iterable[int]) -> int:
        return len([number for number in numbers if number in span])

    consulted = of(CONSULTED)
    days = [days for number, days in {**read.confirmed, **read.objected}.items() if number in span]
    return {
        "N": of(read.decided),
        "own": of(read.own),
        "together": of(read.together),
        "represented": of(read.represented),
        "taken_over": of(read.taken_over),
        "contested": 0,  # her only objection to a decision is against 105, which was taken over
        "own_pen": of(read.own_pen),
        "answered": {
            "confirmed": of(read.confirmed),
            "objected": of(read.objected),
            "open": of(read.still_open),
            "median_days": median(days) if days else None,
        },
        "others_offers": {"of": 0, "is": 0},  # whoever offered something did so with her at the table
        "with_reasons": {"of": of(read.together), "is": of(read.both_weighed)},
        "without_me": {
            "of": of(read.decided) + consulted,
            "is": of(read.absent) + consulted,
            "with_permission": 0,
        },
        "told_in_a_week": {"of": of(read.absent), "is": of(read.absent)},
    }


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The casebook of the example case."""
    folder = tmp_path_factory.mktemp("example") / "played"
    assert main(["demo", str(folder), "--json"]) == 0
    return folder / "casebook.db"


def asked(capsys: pytest.CaptureFixture[str], casebook: Path, *clocks: str) -> Figures:
    capsys.readouterr()
    assert main(["regie", "liesbeth", "--db", str(casebook), "--json", *clocks]) == 0
    told: Figures = json.loads(capsys.readouterr().out)
    return told


@pytest.mark.parametrize("domain", EXAMPLE)
def test_what_was_read_is_each_entry_once_and_open_where_another_held_the_pen(domain: str) -> None:
    read = EXAMPLE[domain]
    standings = [*read.own, *read.together, *read.represented, *read.taken_over]
    assert len(standings) == len(read.decided)
    assert sorted([*read.own_pen, *read.confirmed, *read.objected, *read.still_open]) == sorted(read.decided)


def test_the_example_is_counted_as_by_hand(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(capsys, example, "--as-of", "2018-07-01", "--until", "246")
    assert told["domains"] == {domain: counted(read, range(1, 247)) for domain, read in EXAMPLE.items()}
    assert told["case"] == CASE_AT_THE_END


def test_a_part_of_the_example_is_counted_as_by_hand(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(capsys, example, "--from", "2017-05-15", "--to", "2018-02-01")
    assert told["domains"] == {domain: counted(read, SPAN) for domain, read in EXAMPLE.items()}
    assert told["case"] == CASE_OF_THE_SPAN


def test_nothing_of_the_example_is_imported_or_under_a_measure(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = asked(capsys, example, "--as-of", "2018-07-01")
    for line in ("imported", "under_measure"):
        assert set(told[line]["domains"]) == set(EXAMPLE)
        assert all(of_domain["N"] == 0 for of_domain in told[line]["domains"].values())
        assert set(told[line]["case"]) == set(CASE_AT_THE_END)


# Small cases. ---------------------------------------------------------------------------------------------------------


def day(number: int) -> str:
    """Noon on a day of March 2017."""
    return f"2017-03-{number:02}T12:00:00+01:00"


def regie(scenario: Scenario, **clocks: str) -> Figures:
    """The figures of a scenario, asked in August."""
    look = Look(
        "mila", scenario.entries, reader="mila", reveal=lambda *_: None, now=lambda: datetime.fromisoformat(NOW)
    )
    moments: Any = {name: datetime.fromisoformat(moment) for name, moment in clocks.items()}
    return look.figures(**moments)


def told_of(scenario: Scenario, domain: str, **clocks: str) -> Figures:
    told: Figures = regie(scenario, **clocks)["domains"][domain]
    return told


def case_of(scenario: Scenario, **clocks: str) -> Figures:
    told: Figures = regie(scenario, **clocks)["case"]
    return told


def part(of: int, is_: int) -> dict[str, int]:
    return {"of": of, "is": is_}


def standings_of(told: Figures) -> dict[str, int]:
    return {name: told[name] for name in STANDINGS if told[name]}


def chooses_rhythm(by: str = "mila", **more: Any) -> Line:
    return says("rhythm.chosen", by, every_weeks=4, **more)


def informs(*entries: int, on: str) -> Line:
    return says("resident.informed", "noor", on=on, entries=list(entries), how="told")


def corrects(entry: int, wrong: str, **more: Any) -> Line:
    return says("entry.corrected", "mila", entry=entry, wrong=wrong, **more)


def consults(*people: str, by: str = "noor", identified: str = "yes", **more: Any) -> Line:
    told = {"on": day(10)} | more
    return says("consultation.held", by, with_=list(people), kind="phone", identified=identified, **told)


def closes_case(by: str = "mila", why: str = "done", **more: Any) -> Line:
    return says("case.closed", by, why=why, **more)


def allows_deliberation(recipient: str = "arts", kind: str = "person", consent: str = "c1", **more: Any) -> Line:
    told = {"purpose": "deliberation_without_me", "recipient_kind": kind, "recipient": recipient} | more
    return consents(consent=consent, **told)


# Standing, pen and answers


REPRESENTED: Final = (appoints("zus", "WHAT", "HOW"), answers("zus", 4))  # entries 4 and 5 of an opened case


@pytest.mark.parametrize(
    ("line", "counted_as"),
    [
        (sets_goal(), "own"),
        (sets_goal(**TABLE), "together"),
        (sets_goal("zus"), "represented"),
        (sets_goal("noor", reason=WHY), "taken_over"),
    ],
)
def test_a_decision_is_counted_by_its_standing_and_contested_only_where_it_was_said_to_be_the_residents(
    line: Line, counted_as: str
) -> None:
    scenario = opened(*REPRESENTED, plans(), begins("mila", "zus", "noor"), line)
    told = told_of(scenario, "WHAT")
    assert (told["N"], standings_of(told)) == (1, {counted_as: 1})
    told = told_of(scenario.given(objects(8)), "WHAT")
    contested = counted_as if counted_as in {"represented", "taken_over"} else "contested"
    assert (told["N"], standings_of(told)) == (1, {contested: 1})
    told = told_of(scenario.given(confirms(8) if line["by"] != "mila" else sets_goal(goal="werk")), "WHAT")
    assert sum(standings_of(told).values()) == told["N"]


def test_what_another_gives_is_not_the_residents_decision() -> None:
    told = told_of(opened(agrees("zus"), agrees("mila", agreement="a2")), "HOW")
    assert (told["N"], standings_of(told)) == (1, {"own": 1})


def test_own_pen_is_what_the_resident_wrote_whoever_decided() -> None:
    scenario = opened(
        sets_goal(),
        sets_goal(goal="werk", entered_by="noor"),
        sets_goal("noor", "slapen", entered_by="mila", reason=WHY),
    )
    told = told_of(scenario, "WHAT")
    assert (told["N"], told["own_pen"]) == (3, 2)


def test_answered_is_of_what_was_open_when_it_was_written_with_the_median_of_the_days() -> None:
    scenario = opened(
        *(sets_goal(goal=f"g{n}", entered_by="noor", on=day(1)) for n in range(3)),
        sets_goal(goal="own", on=day(1)),
        objects(7, on=day(2)),  # hers and settled: contested, but she had nothing to answer
    )
    nobody = {"confirmed": 0, "objected": 0, "open": 3, "median_days": None}
    assert told_of(scenario, "WHAT")["answered"] == nobody
    scenario.given(confirms(4, on=day(3)), objects(5, on=day(6)))
    assert told_of(scenario, "WHAT")["answered"] == {"confirmed": 1, "objected": 1, "open": 1, "median_days": 3.5}


def test_the_last_word_counts_and_the_days_are_those_until_it() -> None:
    scenario = opened(sets_goal(entered_by="noor", on=day(1)), confirms(4, on=day(2)), objects(4, on=day(9)))
    assert told_of(scenario, "WHAT")["answered"] == {"confirmed": 0, "objected": 1, "open": 0, "median_days": 8}
    assert told_of(scenario, "WHAT", known_on=day(8))["answered"]["confirmed"] == 1


def test_the_days_are_not_those_until_somebody_else_objected_too() -> None:
    scenario = opened(sets_goal("noor", reason=WHY, on=day(1)), objects(4, on=day(3)), objects(4, "zus", on=day(20)))
    assert told_of(scenario, "WHAT")["answered"]["median_days"] == 2


# Offers, reasons


@pytest.mark.parametrize(
    ("lines", "of", "is_"),
    [
        ([agrees("zus")], 1, 0),
        ([agrees("zus"), confirms(4)], 1, 1),
        ([agrees("zus"), objects(4)], 1, 0),
        ([agrees("zus"), says("agreement.released", "mila", agreement="a1")], 1, 1),
        ([agrees("zus"), says("agreement.released", "noor", agreement="a1", reason=WHY)], 1, 0),
        ([plans(), begins("mila", "zus"), agrees("zus", **TABLE), confirms(6)], 0, 0),
        ([agrees("mila")], 0, 0),
    ],
    ids=["open", "confirmed", "objected", "released", "released_in_her_place", "with_her_there", "her_own"],
)
def test_others_offers_are_those_made_without_her_that_she_confirmed_or_released(
    lines: list[Line], of: int, is_: int
) -> None:
    assert told_of(opened(*lines), "HOW")["others_offers"] == part(of, is_)


@pytest.mark.parametrize(
    ("holders", "is_"), [((), 0), (("mila",), 0), (("zus",), 0), (("mila", "zus"), 1), (("zus", "noor"), 0)]
)
def test_decided_with_reasons_has_a_consideration_of_the_resident_and_one_of_another(
    holders: tuple[str, ...], is_: int
) -> None:
    because = dict.fromkeys(holders, "het hoort erbij")
    scenario = opened(sets_goal(goal="alleen", because={"mila": "a", "zus": "b"}), plans(), begins("mila", "zus"))
    scenario.given(sets_goal(because=because, **TABLE))
    assert told_of(scenario, "WHAT")["with_reasons"] == part(1, is_)


# Without me


MET: Final = (plans(), begins("mila", "noor", "zus"))


@pytest.mark.parametrize(
    ("lines", "of", "is_"),
    [
        ([chooses_rhythm()], 1, 0),
        ([chooses_rhythm(entered_by="noor")], 1, 0),
        ([chooses_rhythm("noor", reason=WHY)], 1, 1),
        ([*REPRESENTED, chooses_rhythm("zus")], 1, 1),
        ([*REPRESENTED, *MET, chooses_rhythm("zus", **TABLE)], 2, 0),
        ([*MET, chooses_rhythm("noor", reason=WHY, **TABLE)], 2, 0),
        ([*MET, agrees_rules("zus", **TABLE)], 2, 0),
        ([*MET, goes("mila", on=HALFWAY), agrees_rules("noor", reason=WHY, **TABLE)], 2, 1),
        ([agrees("zus")], 1, 1),
        ([*MET, agrees("zus", **TABLE)], 1, 0),
        ([consults("arts")], 1, 1),
        ([consults("arts", identified="anonymous")], 1, 0),
        ([*MET, consults("zus", during="m1", on=HALFWAY)], 2, 0),
        ([consults("arts"), objects(4), corrects(4, "entered_twice")], 0, 0),
    ],
    ids=[
        "hers",
        "hers_in_anothers_pen",
        "taken_over",
        "represented",
        "represented_beside_her",
        "taken_over_beside_her",
        "the_groups_with_her",
        "she_had_left",
        "an_offer",
        "an_offer_to_her_face",
        "a_consultation",
        "an_anonymous_consultation",
        "a_consultation_with_her_there",
        "a_consultation_that_was_none",
    ],
)
def test_without_me_is_what_was_decided_or_discussed_while_she_was_not_there(
    lines: list[Line], of: int, is_: int
) -> None:
    assert told_of(opened(*lines), "HOW")["without_me"] == part(of, is_) | {"with_permission": 0}


ARTS: Final = is_involved("arts", "lead_clinician")
ORGANISED: Final = says(
    "involvement.recorded", "mila", person="arts", role="lead_clinician", organisation="org-1", from_="2017-01-01"
)
TALK: Final = consults("noor", "arts")


@pytest.mark.parametrize(
    ("lines", "permitted"),
    [
        ([ARTS, TALK], 0),
        ([ARTS, allows_deliberation(), TALK], 1),
        ([ARTS, allows_deliberation("lead_clinician", "role"), TALK], 1),
        ([ORGANISED, allows_deliberation("org-1", "organisation"), TALK], 1),
        ([adds("zus"), nominates("zus"), accepts("zus"), allows_deliberation("member", "role"), consults("zus")], 1),
        ([ARTS, allows_deliberation(), consults("arts", "buur")], 0),
        ([ARTS, allows_deliberation(purpose="care"), TALK], 0),
        ([ARTS, allows_deliberation("lead_clinician", "role", but_not=["arts"]), TALK], 0),
        (
            [
                ARTS,
                allows_deliberation("lead_clinician", "role", but_not=["arts"]),
                allows_deliberation(consent="c2"),
                TALK,
            ],
            1,
        ),
        (
            [
                ORGANISED,
                allows_deliberation("lead_clinician", "role"),
                allows_deliberation("org-1", "organisation", "c2", but_not=["arts"]),
                TALK,
            ],
            0,
        ),
        ([ARTS, allows_deliberation(), withdraws(on=day(9)), TALK], 0),
        ([ARTS, allows_deliberation(), TALK, withdraws(on=day(11))], 1),
        ([ARTS, TALK, allows_deliberation(on=day(11))], 0),
        ([ARTS, allows_deliberation(from_="2017-03-11"), TALK], 0),
        ([ARTS, allows_deliberation(until="2017-03-10"), TALK], 1),
        ([ARTS, allows_deliberation(until="2017-03-09"), TALK], 0),
        ([ARTS, allows_deliberation(), closes_case(on=day(9)), TALK], 0),
        ([ARTS, allows_deliberation(), says("participation.decided", "mila", answer="stop", on=day(9)), TALK], 0),
    ],
    ids=[
        "nobody",
        "the_person",
        "the_role",
        "the_organisation",
        "the_members",
        "one_of_two",
        "for_something_else",
        "but_not_them",
        "but_not_them_yet_by_name",
        "a_no_goes_before_a_wider_yes",
        "withdrawn",
        "withdrawn_afterwards",
        "afterwards",
        "not_yet",
        "on_its_last_day",
        "no_longer",
        "closed",
        "stopped",
    ],
)
def test_a_consultation_is_with_permission_where_a_consent_for_it_covered_everybody(
    lines: list[Line], permitted: int
) -> None:
    for domain in EXAMPLE:
        told = told_of(opened(*lines), domain)["without_me"]
        assert (told["is"], told["with_permission"]) == (1, permitted)


# Told


@pytest.mark.parametrize(
    ("answer", "is_"),
    [
        (informs(4, on=day(8)), 1),
        (informs(4, on="2017-03-08T23:59:59+01:00"), 1),
        (informs(4, on="2017-03-09T00:00:00+01:00"), 0),
        (confirms(4, on=day(8)), 1),
        (objects(4, on=day(9)), 0),
        (informs(3, on=day(2)), 0),
        (objects(4, "zus", on=day(2)), 0),
    ],
    ids=["day_7", "end_of_day_7", "day_8", "confirmed_day_7", "objected_day_8", "of_another", "another_objected"],
)
def test_told_in_a_week_is_within_seven_days_the_seventh_included(answer: Line, is_: int) -> None:
    scenario = opened(sets_goal("noor", reason=WHY, on=day(1)), answer)
    assert told_of(scenario, "WHAT")["told_in_a_week"] == part(1, is_)


def test_told_in_a_week_is_of_what_was_decided_in_her_absence_only() -> None:
    lines = [
        chooses_rhythm(entered_by="noor"),
        *MET,
        chooses_rhythm("noor", reason=WHY, **TABLE),
        agrees("zus", **TABLE),
    ]
    assert told_of(opened(*lines), "HOW")["told_in_a_week"] == part(0, 0)
    assert told_of(opened(*lines, agrees("zus", agreement="a2")), "HOW")["told_in_a_week"] == part(1, 0)


# Taking over


@pytest.mark.parametrize(
    ("lines", "clocks", "expected"),
    [
        ([], {}, (1, 10, None, None, 1)),
        ([], {"as_of": day(5)}, (1, 5, None, None, None)),
        ([], {"as_of": "2017-03-10T11:59:59+01:00"}, (1, 10, None, None, None)),
        ([hands_back(on=day(4))], {}, (1, 4, 1, None, None)),
        ([takes_back(on=day(4))], {}, (1, 4, None, 1, None)),
        ([takes_back(on=day(4))], {"as_of": day(3)}, (1, 3, None, None, None)),
        ([takes_back(on=day(20))], {}, (1, 10, None, None, 1)),
        ([], {"since": "2017-03-05T00:00:00+01:00"}, (None, 6, None, None, None)),
        ([], {"until": "2017-03-05T00:00:00+01:00"}, (1, 4, None, None, None)),
        ([], {"until": "2017-03-01T00:00:00+01:00"}, (None, None, None, None, None)),
        ([takes_over("WHO", taking_over="t2", on=day(9), until=day(12))], {}, (2, 12, None, None, 2)),
        ([corrects(4, "entered_twice")], {}, (None, None, None, None, None)),
    ],
    ids=[
        "by_itself",
        "half_way",
        "on_its_last_day",
        "handed_back",
        "taken_back",
        "not_yet_taken_back",
        "taken_back_when_it_was_over",
        "begun_before",
        "goes_on",
        "still_to_come",
        "two_that_overlap",
        "was_none",
    ],
)
def test_taking_over_is_told_in_periods_days_and_who_ended_it(
    lines: list[Line], clocks: dict[str, str], expected: tuple[int | None, ...]
) -> None:
    told = case_of(opened(takes_over("HOW", on=day(1), until=day(10)), *lines), **clocks)["taking_over"]
    names = ("periods", "days", "ended_by_taker", "ended_by_resident", "ended_by_itself")
    assert tuple(told[name] or None for name in names) == expected


def test_a_taking_over_until_midnight_does_not_hold_on_the_day_that_begins_then() -> None:
    scenario = opened(takes_over("HOW", on=day(1), until="2017-03-10T00:00:00+01:00"))
    assert case_of(scenario)["taking_over"]["days"] == 9


def test_the_days_of_the_period_are_civil_days() -> None:
    clocks = {"since": "2017-03-25T00:00:00+01:00", "until": "2017-03-28T00:00:00+02:00"}
    assert case_of(opened(), **clocks)["taking_over"]["days_of_period"] == 3


# Consents


@pytest.mark.parametrize(
    ("lines", "of", "is_"),
    [
        ([consents()], 1, 1),
        ([consents(entered_by="noor")], 1, 0),
        ([consents(entered_by="noor"), confirms(4)], 1, 1),
        ([consents(entered_by="noor"), objects(4)], 0, 0),
        ([consents(), withdraws()], 0, 0),
        ([consents(), withdraws(on="2017-09-01T12:00:00+02:00")], 1, 1),
        ([consents(until="2017-08-01")], 1, 1),
        ([consents(until="2017-07-31")], 0, 0),
        ([consents(from_="2017-08-02")], 0, 0),
        ([appoints("zus", "consent"), answers("zus", 4), consents("zus")], 1, 0),
        ([appoints("zus", "consent"), answers("zus", 4), consents("zus", entered_by="mila")], 1, 1),
        ([consents(), corrects(4, "entered_twice")], 0, 0),
        ([consents(), closes_case()], 0, 0),
        ([consents(purpose="care"), says("participation.decided", "mila", answer="stop")], 0, 0),
        ([consents(purpose="care"), says("participation.decided", "mila", answer="pause")], 1, 1),
        ([consents(purpose="care"), closes_case("noor", "died", reason=WHY)], 0, 0),
        ([consents(purpose="research"), closes_case()], 1, 1),
        ([consents(purpose="success_story"), closes_case("noor", "died", reason=WHY)], 1, 1),
    ],
    ids=[
        "own_pen",
        "open",
        "confirmed",
        "objected",
        "withdrawn",
        "withdrawn_later",
        "on_its_last_day",
        "over",
        "not_begun",
        "represented",
        "represented_in_her_pen",
        "entered_twice",
        "closed",
        "stopped",
        "paused",
        "died",
        "research_goes_on",
        "a_success_story_goes_on",
    ],
)
def test_consents_are_those_in_force_at_the_end_and_of_them_the_residents_own_word(
    lines: list[Line], of: int, is_: int
) -> None:
    assert case_of(opened(*lines))["consents"] == part(of, is_)


# Objections


def answers_objection(entry: int, on: str) -> Line:
    return says("objection.answered", "noor", on=on, entry=entry, outcome="kept")


TAKEN: Final = sets_goal("noor", reason=WHY, on=day(1))  # entry 4
OBJECTED: Final = (TAKEN, objects(4, on=day(1)))  # entry 5
CONCERN: Final = {"words": "dit gaat niet meer over haar", "on": day(2)}


@pytest.mark.parametrize(
    ("lines", "of", "is_"),
    [
        ([*OBJECTED], 1, 0),
        ([*OBJECTED, answers_objection(5, day(15))], 1, 1),
        ([*OBJECTED, answers_objection(5, day(16))], 1, 0),
        ([*OBJECTED, answers_objection(4, day(2))], 1, 0),
        ([TAKEN, objects(4, "zus", on=day(1))], 0, 0),
        ([*REPRESENTED, sets_goal("noor", reason=WHY), objects(6, "zus")], 1, 0),
        ([*REPRESENTED, says("chair.chosen", "noor", person="buur", reason=WHY), objects(6, "zus")], 0, 0),
        ([says("concern.raised", "mila", **CONCERN)], 1, 0),
        ([says("concern.raised", "mila", **CONCERN), answers_objection(4, day(3))], 1, 1),
        ([says("concern.raised", "zus", **CONCERN)], 0, 0),
        ([*OBJECTED, corrects(5, "entered_twice")], 0, 0),
    ],
    ids=[
        "unanswered",
        "day_14",
        "day_15",
        "not_the_objection",
        "anothers",
        "for_her",
        "not_in_scope",
        "concern",
        "concern_answered",
        "anothers_concern",
        "entered_twice",
    ],
)
def test_objections_answered_is_within_fourteen_days_and_of_those_by_or_for_the_resident(
    lines: list[Line], of: int, is_: int
) -> None:
    assert case_of(opened(*lines))["objections_answered"] == part(of, is_)


@pytest.mark.parametrize(("clock", "of"), [(day(14), 0), (day(15), 1)])
def test_an_objection_is_counted_from_the_day_it_is_fourteen_days_old(clock: str, of: int) -> None:
    scenario = opened(*OBJECTED, answers_objection(5, day(2)))
    assert case_of(scenario, as_of=clock)["objections_answered"] == part(of, of)


def test_an_objection_at_the_end_of_a_period_is_counted_there_once_it_is_old_enough() -> None:
    scenario = opened(*OBJECTED, answers_objection(5, day(6)))
    clocks = {"since": "2017-03-01T00:00:00+01:00", "until": "2017-03-05T00:00:00+01:00"}
    assert case_of(scenario, **clocks)["objections_answered"] == part(1, 1)


# Company and triad


NOMINATED: Final = (adds("zus"), nominates("zus"))


@pytest.mark.parametrize(
    ("lines", "of", "is_"),
    [
        ([*NOMINATED], 0, 0),
        ([*NOMINATED, accepts("zus")], 1, 1),
        ([*NOMINATED, accepts("zus"), removes("zus")], 0, 0),
        ([*NOMINATED, accepts("zus"), says("member.left", "zus", person="zus")], 0, 0),
        ([adds("zus"), nominates("zus", "noor", reason=WHY), accepts("zus")], 1, 0),
        ([adds("zus"), *MET, nominates("zus", **TABLE), accepts("zus")], 1, 1),
        ([*NOMINATED, accepts("zus"), nominates("zus", "noor", reason=WHY)], 1, 1),
        ([*NOMINATED, accepts("zus"), forms("koor"), nominates("zus", "noor", group="koor", reason=WHY)], 1, 1),
        ([*NOMINATED, accepts("zus", on="2017-09-01T12:00:00+02:00")], 0, 0),
    ],
    ids=[
        "not_yet_a_member",
        "own",
        "removed",
        "left",
        "taken_over",
        "together",
        "asked_once_more_in_her_place",
        "asked_for_another_group",
        "joined_later",
    ],
)
def test_choice_of_company_is_of_the_members_at_the_end_those_she_asked_herself(
    lines: list[Line], of: int, is_: int
) -> None:
    assert case_of(opened(*lines))["choice_of_company"] == part(of, is_)


@pytest.mark.parametrize(
    ("lines", "of", "is_"),
    [
        ([plans(), begins("mila", "noor", "zus")], 1, 1),
        ([plans(), begins("noor", "zus")], 1, 0),
        ([plans(), begins("mila", "noor")], 1, 0),
        ([plans(), begins("mila", "zus")], 1, 0),
        ([plans(), begins("mila", "zus", "gijs")], 1, 0),
        ([plans(), begins("noor", "zus"), comes("mila", on=HALFWAY)], 1, 1),
        ([adds("noor"), plans(), begins("mila", "noor", "zus")], 1, 0),
        ([plans(kind="care_alignment"), begins("mila", "noor", "zus")], 0, 0),
        ([plans()], 0, 0),
        ([plans(), begins("mila", "noor", "zus"), corrects(6, "entered_twice")], 0, 0),
        ([plans(), begins("mila", "noor", "zus"), corrects(6, "attendance")], 0, 0),
    ],
    ids=[
        "whole",
        "without_her",
        "no_informal",
        "no_formal",
        "a_peer_is_no_formal",
        "came_later",
        "the_network_goes_before_the_role",
        "another_kind",
        "not_opened",
        "entered_twice",
        "attendance_was_wrong",
    ],
)
def test_a_triad_is_whole_with_the_resident_somebody_formal_and_somebody_informal(
    lines: list[Line], of: int, is_: int
) -> None:
    assert case_of(opened(adds("zus"), *lines))["triad"] == part(of, is_)


# What is left out, and what stands apart


@pytest.mark.parametrize(
    ("wrong", "count"), [("case", 0), ("entered_twice", 0), ("words", 1), ("person", 1), ("moment", 1), ("amount", 1)]
)
def test_what_was_corrected_away_is_left_out_and_other_corrections_leave_it_in(wrong: str, count: int) -> None:
    assert told_of(opened(sets_goal(), corrects(4, wrong)), "WHAT")["N"] == count


def test_a_correction_counts_once_it_is_known_also_for_a_period_that_was_over() -> None:
    scenario = opened(sets_goal(on=day(1)), corrects(4, "entered_twice", on=day(20)))
    february = {"until": "2017-03-02T00:00:00+01:00"}
    assert told_of(scenario, "WHAT", known_on=day(19), **february)["N"] == 1
    assert told_of(scenario, "WHAT", **february)["N"] == 0


DIED: Final = closes_case("noor", "died", reason=WHY, on=day(10))


def test_a_death_is_never_counted() -> None:
    assert regie(opened(DIED))["domains"] == regie(opened())["domains"]


@pytest.mark.parametrize(("on", "is_"), [(day(9), 1), (day(10), 1), (day(11), 0)])
def test_nothing_is_without_her_after_her_death(on: str, is_: int) -> None:
    told = told_of(opened(DIED, chooses_rhythm("noor", reason=WHY, on=on)), "HOW")
    assert (told["N"], told["without_me"]["is"]) == (1, is_)


def test_a_death_that_was_somebody_elses_ends_nothing() -> None:
    scenario = opened(DIED, chooses_rhythm("noor", reason=WHY, on=day(12)), corrects(4, "case", on=day(14)))
    assert told_of(scenario, "HOW")["without_me"]["is"] == 1


def test_another_closing_is_counted() -> None:
    assert told_of(opened(closes_case("noor", "moves", reason=WHY)), "HOW_LONG")["taken_over"] == 1


def test_imported_entries_stand_on_a_line_of_their_own() -> None:
    imported = {"source": "dossier"}
    lines: Sequence[Line] = (
        chooses_rhythm("noor", reason=WHY, on=day(1), **imported),
        says("consultation.held", "noor", with_=["arts"], kind="phone", identified="yes", on=day(1), **imported),
        takes_over("HOW", on=day(1), until=day(4), **imported),
        objects(4, on=day(1), **imported),
        consents(**imported),
        adds("zus", **imported),
        nominates("zus", **imported),
        accepts("zus", **imported),
    )
    told = regie(opened(*lines))
    assert (told["domains"], told["case"]) == (regie(opened())["domains"], regie(opened())["case"])
    how, case = told["imported"]["domains"]["HOW"], told["imported"]["case"]
    assert (how["N"], how["taken_over"], how["without_me"]["is"]) == (1, 1, 2)
    assert (case["taking_over"]["periods"], case["taking_over"]["days"]) == (1, 4)
    assert (case["objections_answered"], case["consents"], case["choice_of_company"]) == (
        part(1, 0),
        part(1, 1),
        part(1, 1),
    )


def limited(*limits: str, from_: str = "2017-03-02", until: str = "2017-03-04") -> Line:
    """A court limits what Mila decides, for a while."""
    told = {"measure": "zm", "kind": "care_authorisation", "decided_by": "de rechtbank"}
    return says("legal_measure.recorded", "arts", limits=list(limits), from_=from_, until=until, on=day(1), **told)


def test_entries_under_a_measure_stand_on_a_line_of_their_own_and_only_those_of_its_domains() -> None:
    told = regie(
        opened(
            limited("HOW"),
            chooses_rhythm("noor", reason=WHY, on=day(2)),
            sets_goal(on=day(3)),
            chooses_rhythm("mila", on=day(4)),
            chooses_rhythm("mila", on=day(5)),
        )
    )
    apart, beside = told["under_measure"]["domains"], told["domains"]
    assert (apart["HOW"]["N"], apart["HOW"]["taken_over"], apart["HOW"]["own"]) == (2, 1, 1)
    assert (beside["HOW"]["N"], beside["HOW"]["own"]) == (1, 1)
    assert (apart["WHAT"]["N"], beside["WHAT"]["N"]) == (0, 1)


def test_a_measure_that_ended_before_its_time_sets_nothing_apart_after_that() -> None:
    ended = says("legal_measure.ended", "arts", measure="zm", on_="2017-03-03", on=day(3))
    told = regie(opened(limited("HOW"), ended, *(chooses_rhythm("mila", on=day(n)) for n in (2, 3))))
    assert (told["under_measure"]["domains"]["HOW"]["N"], told["domains"]["HOW"]["N"]) == (1, 1)


def test_what_was_imported_stays_on_the_line_of_imports_under_a_measure_too() -> None:
    told = regie(opened(limited("HOW"), chooses_rhythm("mila", on=day(2), source="dossier")))
    lines = (told["imported"], told["under_measure"], told)
    assert [line["domains"]["HOW"]["N"] for line in lines] == [1, 0, 0]


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    scenario = opened(*(sets_goal(goal=f"g{n}", on=day(n)) for n in (1, 2, 3)))
    assert told_of(scenario, "WHAT", since=day(1), until=day(3))["N"] == 2
    assert told_of(scenario, "WHAT", since=day(1), until=day(3), as_of=day(10))["N"] == 2
    assert told_of(scenario, "WHAT", since=day(2), until=day(2))["N"] == 0
    assert told_of(scenario, "WHAT", since=day(3), until=day(4))["N"] == 1


def test_what_is_said_after_the_period_is_known_all_the_same() -> None:
    scenario = opened(sets_goal("noor", reason=WHY, on=day(1)), confirms(4, on=day(5)))
    clocks = {"since": day(1), "until": day(2)}
    assert told_of(scenario, "WHAT", **clocks)["answered"]["confirmed"] == 1
    assert told_of(scenario, "WHAT", **clocks)["told_in_a_week"] == part(1, 1)
    assert told_of(scenario, "WHAT", known_on=day(4), **clocks)["answered"]["open"] == 1
    assert told_of(scenario, "WHAT", known_on=day(5), **clocks)["answered"]["open"] == 0


@settings(max_examples=60, deadline=None)
@for_all(any_history())
def test_whatever_history_there_is_has_figures_and_they_add_up(history: list[Entry[Any]]) -> None:
    look = Look("mila", history, reader="mila", reveal=lambda *_: None)
    told = look.figures()
    for line in (told, told["imported"], told["under_measure"]):
        for of_domain in line["domains"].values():
            assert sum(of_domain[name] for name in STANDINGS) == of_domain["N"]
            assert sum(of_domain["answered"][name] for name in ("confirmed", "objected", "open")) <= of_domain["N"]
