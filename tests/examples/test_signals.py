"""The signals of the examples, worked out by hand from the sentences of the catalogue.

A row says which signal speaks, about what, shown by which entries, from which day, and on which day it is silent again.
How the days were counted stands beside it: "after N days" begins the day after the last of them, months are calendar
months, and what the resident says ends a signal on the day it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from svh_core import Casebook
from svh_core.cli.demo import STREAMS
from svh_core.cli.options import Moment
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.views.signals import Found

from .conftest import Asks


class Row(NamedTuple):
    """One signal of one example.

    Attributes:
        example: which.
        signal: its id.
        subject: what it is about.
        entries: the entries behind it.
        first: the first day on which it speaks.
        gone: the first day on which it no longer does; None where nothing ended it.
    """

    example: str
    signal: str
    subject: str
    entries: tuple[int, ...]
    first: str
    gone: str | None


LIESBETH: Final = (
    # 103: Sanne takes over on 15 May, Liesbeth not there; she confirms it on the 30th (113)
    Row("liesbeth", "about_me_without_me", "103", (103,), "2017-05-15", "2017-05-30"),
    # 105: under it Sanne calls off a meeting on 17 May; Liesbeth objects on the 21st (108)
    Row("liesbeth", "taken_over_open", "105", (105,), "2017-05-17", "2017-05-21"),
    # 162: two professionals talk on 10 October; she objects the day after (164)
    Row("liesbeth", "about_me_without_me", "162", (162,), "2017-10-10", "2017-10-11"),
    # 168: Mark decides on her behalf on 20 November; she confirms on 8 December (174)
    Row("liesbeth", "taken_over_open", "168", (168,), "2017-11-20", "2017-12-08"),
    # 138: met on 7 September; three months are over on 7 December; explained on the 11th (178)
    Row("liesbeth", "rhythm_overdue", "support_group", (138,), "2017-12-08", "2017-12-11"),
    # 223: she wants to look again on 14 May; a new choice on 15 April (360)
    Row("liesbeth", "risk_to_look_at_again", "223", (223,), "2018-05-14", "2019-04-15"),
    # 245: Sanne wrote this consent down on 11 June; confirmed on 25 August (294)
    Row("liesbeth", "consent_unconfirmed", "voor-de-huisarts", (245,), "2018-06-11", "2018-08-25"),
    # 258-268: 1255 minutes of the 1080 of the first year, from her yes on; 260 is put right to 255 on 5 July (272)
    Row(
        "liesbeth",
        "hours_over",
        "1",
        (258, 259, 260, 261, 262, 263, 264, 265, 266, 267, 268),
        "2018-07-03",
        "2018-07-05",
    ),
    # 110 + 100 + 90 + 20 + 120 + 30 + 25 = 495 minutes of the 480 of the second year; explained on 14 January (342)
    Row("liesbeth", "hours_over", "2", (269, 270, 292, 309, 333, 336, 337), "2018-12-11", "2019-01-14"),
    # 287, 288: agreed on 23 August, no copy after seven days, the 30th; a copy on 10 September (297)
    Row("liesbeth", "no_copy", "b8", (287, 288), "2018-08-31", "2018-09-10"),
    # 300: something is missing; no longer on 8 April (359)
    Row("liesbeth", "checkpoint_gap", "access", (300,), "2018-09-17", "2019-04-08"),
    # 29: not looked at in the meeting that 332 closed; looked at in the next (346)
    Row("liesbeth", "goal_not_looked_at", "slapen", (29, 332), "2018-11-22", "2019-02-21"),
    # 345: at this table sat the resident, her own people and a peer supporter, and no professional
    Row("liesbeth", "triad_incomplete", "b10", (345,), "2019-02-21", None),
    # 357: drafted on 4 March; 28 days are over on 1 April; adopted on 23 May (367)
    Row("liesbeth", "plan_on_paper_only", "herstelplan-2019", (357,), "2019-04-02", "2019-05-23"),
    # 372: closed with no next one; planned on 11 June (376)
    Row("liesbeth", "next_not_planned", "support_group", (372,), "2019-05-23", "2019-06-11"),
    # 236: the group was to last until 30 June; longer since 8 July (379)
    Row("liesbeth", "past_its_end", "support_group", (236,), "2019-07-01", "2019-07-08"),
    # 363: met on 23 May; her own thirteen weeks are over on 22 August, three months on the 23rd;
    # met on 12 September (382)
    Row("liesbeth", "rhythm_overdue", "support_group", (363,), "2019-08-24", "2019-09-12"),
)

RUBEN: Final = (
    # 3: Dirk wrote down himself that he is involved; Ruben confirms it on 20 May (87)
    Row("ruben", "role_given_oneself", "3", (3,), "2021-01-12", "2021-05-20"),
    # 41: held without Ruben, who chose "with me"; he objects on 14 February (43)
    Row("ruben", "deepening_not_as_chosen", "41", (41,), "2021-02-11", "2021-02-14"),
    # 42: held without Ruben, as he chose; still listed, "with your permission", until he confirms it (56)
    Row("ruben", "about_me_without_me", "42", (42,), "2021-02-12", "2021-02-20"),
    # 39: Lotte was called before she was told what a group is (54)
    Row("ruben", "no_information", "lotte", (39,), "2021-02-09", "2021-02-20"),
    # 25, 48: asked for four times a month, Bas can twice
    Row("ruben", "asked_more_than_offered", "bas", (25, 48), "2021-02-16", None),
    # 52: planned for 4 March, so within a week from 25 February; Bas says no on the 26th (57);
    # Ruben himself on 1 March (58)
    Row("ruben", "no_chair", "s1", (52,), "2021-02-26", "2021-03-01"),
    # 67: the first meeting ends without rules; agreed in the second (91)
    Row("ruben", "no_ground_rules", "support_group", (67,), "2021-03-04", "2021-06-03"),
    # 71: measured on 9 March; he says on the 16th whether he wants that (72)
    Row("ruben", "measured_without_asking", "71", (71,), "2021-03-09", "2021-03-16"),
    # 24: asked on 2 February; 42 days are over on 16 March; answered on the 25th (74)
    Row("ruben", "unanswered_nomination", "lotte", (24,), "2021-03-17", "2021-03-25"),
    # 45: said on 16 February; 28 days are over on 16 March; arranged on 6 April (76)
    Row("ruben", "open_need", "een-nacht", (45,), "2021-03-17", "2021-04-06"),
    # 79: one worker, for Dirk was ill
    Row("ruben", "two_workers", "od2", (79,), "2021-04-15", None),
    # 88: Dirk wrote this consent down; Ruben objects, which withdraws it (194, 195)
    Row("ruben", "consent_unconfirmed", "voor-de-school", (88,), "2021-05-25", "2021-11-20"),
    # 103: his father sat at the table; Ruben objects the day after (107)
    Row("ruben", "unexpected_guest", "karel", (103,), "2021-07-08", "2021-07-09"),
    # 90: met on 3 June; the next was called off; three months are over on 3 September; met on the 16th (134)
    Row("ruben", "rhythm_overdue", "support_group", (90,), "2021-09-04", "2021-09-16"),
    # 112: asked on 10 September at 20:00; 24 hours later nobody had come; it goes on as "came after 39 hours" (113)
    Row("ruben", "help_late", "bel-mij", (112,), "2021-09-11", None),
    # 115: taken over on 13 September; he objects on the 19th (139)
    Row("ruben", "about_me_without_me", "115", (115,), "2021-09-13", "2021-09-19"),
    # 123, 133: three days, then until it was ended on 1 October (150)
    Row("ruben", "measure_in_force", "crisismaatregel", (123,), "2021-09-13", "2021-09-17"),
    Row("ruben", "measure_in_force", "machtiging", (133,), "2021-09-16", "2021-10-01"),
    # 117, 124: decided in his place, and the glass broken, on 13 September; seven days are over on the 20th;
    # told on 7 October (155)
    Row("ruben", "not_told", "117", (117,), "2021-09-21", "2021-10-07"),
    Row("ruben", "not_told", "124", (124,), "2021-09-21", "2021-10-07"),
    # 127: he leaves it open, and says so
    Row("ruben", "taken_over_open", "127", (127,), "2021-09-14", None),
    # 134: his group met without him; he objects on 18 October (167)
    Row("ruben", "resident_not_at_own_meeting", "s4", (134,), "2021-09-16", "2021-10-18"),
    Row("ruben", "triad_incomplete", "s4", (134,), "2021-09-16", None),
    # 138: closed with no next one; planned on 11 October (159)
    Row("ruben", "next_not_planned", "support_group", (138,), "2021-09-16", "2021-10-11"),
    # 122: admitted on 13 September; seven days are over on the 20th;
    # Hanneke came on the 22nd (140), a talk on the 24th (141)
    Row("ruben", "no_contact_in_admission", "kliniek", (122,), "2021-09-21", "2021-09-22"),
    Row("ruben", "no_care_alignment", "kliniek", (122,), "2021-09-21", "2021-09-24"),
    # 122: eighteen days are over on 1 October; home on the 6th, from when on it says how long it lasted (153)
    Row("ruben", "admission_long", "kliniek", (122,), "2021-10-02", None),
    # 151: five days after he ended the other one (145); handed back on 8 October (156)
    Row("ruben", "taking_over_lasts", "oktober-2021", (151,), "2021-10-02", "2021-10-08"),
    # 139: objected on 19 September; fourteen days are over on 3 October; answered on the 14th (163)
    Row("ruben", "objection_unanswered", "139", (139,), "2021-10-04", "2021-10-14"),
    # 124: to be looked at by 4 October; looked at on the 12th (162)
    Row("ruben", "emergency_review_due", "124", (124,), "2021-10-05", "2021-10-12"),
    # 172: from 1 November; he objects on the 4th (177)
    Row("ruben", "legal_representation_recorded", "172", (172,), "2021-11-01", "2021-11-04"),
    # 197: Lotte decides while that objection stands; he confirms it on 5 December (199)
    Row("ruben", "represented_against_my_word", "197", (197,), "2021-12-02", "2021-12-05"),
    # 176: asked on 2 November; 28 days are over on the 30th; Dirk is gone on 13 December (201)
    Row("ruben", "change_requested_open", "dirk", (176,), "2021-12-01", "2021-12-13"),
    # 62: until 31 December; ended on 20 January (205)
    Row("ruben", "past_its_end", "dinsdag-sleutelen", (62,), "2022-01-01", "2022-01-20"),
    # 2: Hanneke is gone (216); a new first contact on 14 March (217)
    Row("ruben", "first_contact_gone", "hanneke", (2,), "2022-02-28", "2022-03-14"),
)

FENNA: Final = (
    # 28: asked on 4 April; 42 days are over on 16 May; taken back on the 20th (75)
    Row("fenna", "unanswered_nomination", "henk", (28,), "2019-05-17", "2019-05-20"),
    # 46: said on 20 April; 28 days are over on 18 May; arranged, partly, on 3 June (81)
    Row("fenna", "open_need", "oppas", (46,), "2019-05-19", "2019-06-03"),
    # 98: Pieter and her daughter talk about her house; she objects on the 26th (99)
    Row("fenna", "about_me_without_me", "98", (98,), "2019-08-20", "2019-08-26"),
    # 104: Aisha writes down what she sees, without Fenna; confirmed on 20 October (110)
    Row("fenna", "about_me_without_me", "104", (104,), "2019-09-25", "2019-10-20"),
    # 107: decided on her behalf on 3 October; seven days are over on the 10th;
    # told on the 18th (109), confirmed on the 20th (110)
    Row("fenna", "not_told", "107", (107,), "2019-10-11", "2019-10-18"),
    Row("fenna", "taken_over_open", "107", (107,), "2019-10-03", "2019-10-20"),
    # 106: from 1 October; fourteen days are over on the 15th; home on the 18th (108)
    Row("fenna", "respite_long", "respijt", (106,), "2019-10-16", "2019-10-18"),
    # 66: her daughter is no longer a member (112) and promised something; released on 7 November (122)
    Row("fenna", "agreement_of_who_left", "verhuizing-regelen", (66,), "2019-10-22", "2019-11-07"),
    # 64: the first meeting was on 16 May 2019; a year is over on 16 May 2020; looked at on 16 July (157)
    Row("fenna", "composition_not_looked_at", "support_group", (64,), "2020-05-17", "2020-07-16"),
    # 167: at this table sat the resident, her own people and a peer supporter
    Row("fenna", "triad_incomplete", "m7", (167,), "2020-10-15", None),
    # 176: closed with no next one; planned on 8 February (189)
    Row("fenna", "next_not_planned", "support_group", (176,), "2020-10-15", "2021-02-08"),
    # 174: asked again on 15 October 2020; 42 days are over on 26 November; answered on 5 December (183)
    Row("fenna", "unanswered_nomination", "henk", (174,), "2020-11-27", "2020-12-05"),
    # 48, 54, 56: with Pieter the last professional who came is gone (185), and three of her own are left;
    # explained on 10 January (186)
    Row("fenna", "one_sided_network", "support_group", (48, 54, 56), "2020-12-31", "2021-01-10"),
    # 167: met on 15 October; three months are over on 15 January; met on 18 February (191)
    Row("fenna", "rhythm_overdue", "support_group", (167,), "2021-01-16", "2021-02-18"),
    # 165, 185, 196: the third within a year; then the case is closed (202), and the guideline is silent
    Row("fenna", "team_changes", "support_group", (165, 185, 196), "2021-02-28", "2021-03-31"),
)

NOORDERZORG: Final = (
    # 1: none when it joins, one since 18 January, two since 1 February (9)
    Row("noorderzorg", "few_ambassadors", "noorderzorg", (1,), "2022-01-10", "2022-02-01"),
    # 65: Willem steps down; Roos follows on 3 October (71)
    Row("noorderzorg", "few_ambassadors", "noorderzorg", (2, 9, 65), "2022-08-31", "2022-10-03"),
    # 63: no meeting of the ambassadors in the month of August; the next on 13 September (66)
    Row("noorderzorg", "ambassadors_overdue", "noorderzorg", (63,), "2022-09-01", "2022-09-13"),
    # 64: 9 August; 42 days are over on 20 September; the next on 4 October (72)
    Row("noorderzorg", "case_meeting_overdue", "noorderzorg", (64,), "2022-09-21", "2022-10-04"),
)

ROWS: Final = (*LIESBETH, *RUBEN, *FENNA, *NOORDERZORG)

A_DAY: Final = timedelta(days=1)

Spoken = Callable[[Row, date], list[Found]]


@pytest.fixture(scope="module")
def spoken(played: Path) -> Iterator[Spoken]:
    """What this signal says of this subject on a day: each example is opened once, for a command opens it each time."""
    with Casebook.open(played) as book, ExitStack() as open_looks:
        looks = {
            name: open_looks.enter_context(book.looking(stream, viewer=THE_OPERATOR, purpose="reading"))
            for name, stream in STREAMS.items()
        }

        def on(row: Row, day: date) -> list[Found]:
            told = looks[row.example].signals(also=["all"], as_of=at_the_end_of(day))
            return [one for one in told if (one.id, one.subject) == (row.signal, row.subject)]

        yield on


def at_the_end_of(day: date) -> datetime:
    """The last moment of a day, as the command line means a day."""
    return Moment().convert(day.isoformat(), None, None)


@pytest.mark.uncounted
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.example}-{row.signal}-{row.subject}-{row.first}")
def test_a_signal_speaks_from_the_first_day_to_the_last(spoken: Spoken, row: Row) -> None:
    first = date.fromisoformat(row.first)
    last = date.fromisoformat(row.gone) - A_DAY if row.gone is not None else first + A_DAY
    assert spoken(row, first - A_DAY) == []
    for day in sorted({first, last}):
        (told,) = spoken(row, day)
        assert (told.since, set(row.entries) - set(told.entries)) == (first, set())
    if row.gone is not None:
        assert spoken(row, last + A_DAY) == []


def test_there_are_more_than_thirty_and_every_example_has_some() -> None:
    assert len({row[:3] for row in ROWS}) > 30
    assert {row.example for row in ROWS} == set(STREAMS)


@pytest.mark.parametrize("row", [LIESBETH[0], RUBEN[-1], FENNA[0], NOORDERZORG[0]], ids=lambda row: row.example)
def test_the_command_says_the_same(asks: Asks, spoken: Spoken, row: Row) -> None:
    day = date.fromisoformat(row.first)
    told = asks("signals", STREAMS[row.example], "--on", "all", "--as-of", row.first)["signals"]
    (there,) = (one for one in told if (one["id"], one["subject"]) == (row.signal, row.subject))
    (here,) = spoken(row, day)
    assert (there["sentence"], there["entries"], there["since"]) == (here.sentence, [*here.entries], row.first)
