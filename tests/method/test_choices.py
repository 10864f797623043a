"""Where the sources conflict or are silent: each of the forty choices, as it works out. The table is choices.md."""

from __future__ import annotations

import json

import pytest

from svh_core import Settings
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.testing import says
from svh_core.views.settings import FIRST_YEARS

from ..domain.openings import (
    ALL_DOMAINS,
    HALFWAY,
    accepts,
    achieves,
    adds,
    answers,
    appoints,
    begins,
    by_law,
    closes,
    confirms,
    consents,
    contacts,
    deepens,
    is_involved,
    nominates,
    objects,
    opens,
    permits,
    plans,
    sets_goal,
    takes_back,
    takes_over,
)
from .story import (
    AT_ORG_1,
    MILA,
    NOOR,
    ORGANISATION,
    ZUS,
    Line,
    Story,
    around,
    cannot_find,
    in_organisation,
    lets_know,
    with_a_member,
    writes,
)

TAKEN = {"by": "noor", "reason": "Mila is opgenomen"}


def with_a_representative(*lines: Line, scope: tuple[str, ...] = ALL_DOMAINS) -> Story:
    """The sister represents Mila."""
    story = around(appoints("zus", *scope))
    return story.then(answers("zus", story.last), *lines)


def events_with(word: str) -> list[str]:
    return [name for name in CORE_RULEBOOK.kinds if word in name]


def test_choice_01_neither_goals_nor_network_comes_first() -> None:
    network_first = Story(opens(), adds("zus"), nominates("zus"), sets_goal())
    goals_first = Story(opens(), sets_goal(), adds("zus"), nominates("zus", goals=["rust"]))
    for story in (network_first, goals_first):
        assert [line["standing"] for line in story.asks("trail") if line["domain"] in {"WHAT", "WHO"}] == ["own", "own"]


def test_choice_02_who_is_asked_has_a_name_here_and_a_professional_has_it_by_being_involved() -> None:
    story = around()
    assert story.refusal(nominates("buur")) == "only_someone_in_the_network_is_nominated"
    assert story.line(story.number(nominates("noor")))["standing"] == "own"


def test_choice_03_one_decision_is_taken_over_with_a_reason_and_a_period_with_an_end() -> None:
    once = around(nominates("zus", **TAKEN))
    assert once.line(once.last)["standing"] == "taken_over"
    assert once.refusal(says("rhythm.chosen", "noor", every_weeks=4)) == "a_decision_taken_over_says_why"
    period = around(takes_over("WHO"), nominates("zus", by="noor"))
    assert period.line(period.last)["standing"] == "taken_over"
    period.wait_until("2017-03-02")
    assert period.refusal(says("member.removed", "noor", person="zus")) == "a_decision_taken_over_says_why"


@pytest.mark.parametrize("role", ["peer_supporter", "recovery_guardian", "client_advocate"])
def test_choice_04_who_stands_beside_the_resident_takes_nothing_over(role: str) -> None:
    story = around(is_involved("els", role))
    assert story.refusal(nominates("zus", by="els", reason="Mila kan nu niet")) == "the_resident_decides"
    assert story.refusal(takes_over("WHO", by="els")) == "only_a_professional_takes_over"


def test_choice_05_a_confirmation_is_an_opinion_and_the_standing_stays() -> None:
    story = around(nominates("zus", **TAKEN))
    number = story.last
    story.then(confirms(number))
    line = story.line(number)
    assert (line["standing"], line["position"]) == ("taken_over", "confirmed")


def test_choice_06_an_objection_undoes_nothing_but_a_consent() -> None:
    story = around(nominates("zus", **TAKEN))
    taken = story.last
    given = story.number(consents(entered_by="noor"))
    story.then(objects(taken), objects(given))
    state = story.state()
    assert state["groups"]["support_group"]["nominations"]["zus"]["status"] == "made"
    assert state["consents"]["c1"]["ended"] == "withdrawn"


def test_choice_07_together_is_who_was_there_and_what_was_weighed_is_a_signal() -> None:
    story = around(plans(), begins("mila", "noor"), sets_goal(on=HALFWAY, during="m1"))
    number = story.last
    assert story.line(number)["standing"] == "together"
    assert story.signals("2017-02-21")["no_considerations"] == [str(number)]
    alone = around(plans(), begins("mila"), sets_goal(on=HALFWAY, during="m1"))
    assert alone.line(alone.last)["standing"] == "own"


def test_choice_08_anothers_decision_about_her_is_never_together_though_she_sits_there() -> None:
    story = with_a_member(plans(), begins("mila", "noor", "zus"))
    by_zus = sets_goal("zus", on=HALFWAY, during="m1")
    assert story.refusal(by_zus) == "the_resident_decides"
    assert story.refusal(by_zus | {"by": "noor"}) == "a_decision_taken_over_says_why"
    assert story.line(story.number(by_zus | TAKEN))["standing"] == "taken_over"


def test_choice_09_the_day_of_a_meeting_is_the_groups_and_its_place_and_chair_the_residents() -> None:
    next_one = plans("m2", by="zus", at="2017-05-15T14:00:00Z", on=HALFWAY, during="m1")
    story = with_a_member(plans(entered_by="noor"), begins("mila", "zus", "noor"))
    assert story.line(story.last - 1)["standing"] == "own"
    assert story.line(story.number(next_one))["standing"] == "together"
    assert story.refusal(plans("m3", by="noor")) == "a_decision_taken_over_says_why"
    place = says("place.chosen", "zus", on=HALFWAY, during="m1", meeting="m2", place="Bij mij", feels_right="yes")
    assert story.refusal(place) == "the_resident_decides"
    assert story.refusal(says("chair.chosen", "zus", on=HALFWAY, during="m1", person="zus")) == "the_resident_decides"


def test_choice_10_who_is_there_is_known_before_something_is_decided() -> None:
    decides = sets_goal(on=HALFWAY, during="m1")
    story = around(plans())
    assert story.refusal(decides) == "who_decides_in_a_meeting_was_there"
    story.then(begins("mila", "noor"))
    assert story.line(story.number(decides))["standing"] == "together"
    assert not events_with("meeting.held")


def test_choice_11_the_resident_withdraws_and_who_was_asked_declines_or_leaves() -> None:
    story = around(nominates("zus"))
    assert story.refusal(says("nomination.withdrawn", "zus", person="zus")) == "the_resident_decides"
    story.then(says("nomination.declined", "zus", person="zus"), nominates("zus"), accepts("zus"))
    assert story.refusal(says("nomination.declined", "zus", person="zus")) == "only_a_standing_nomination_is_answered"
    story.then(says("member.left", "zus", person="zus"))
    assert story.state()["groups"]["support_group"]["members"] == {}


def test_choice_12_contact_without_her_word_is_refused_and_the_way_past_it_is_visible() -> None:
    story = around(nominates("zus"))
    assert story.refusal(contacts()) == "nobody_is_approached_without_the_residents_word"
    permitted = story.number(permits("noor") | TAKEN)
    story.then(contacts())
    assert story.line(permitted)["standing"] == "taken_over"
    assert str(permitted) in story.signals("2017-02-07")["taken_over_open"]


def test_choice_13_a_no_to_measuring_is_a_rule_and_silence_a_signal() -> None:
    fills_in = says(
        "measurement.recorded",
        "noor",
        instrument="NEL",
        moment="baseline",
        filled_in_by="resident",
        scores='{"total": 3}',
    )
    silent = around(fills_in)
    assert "measured_without_asking" in silent.signals("2017-02-07")
    story = around(says("monitoring.chosen", "mila", wanted="no"))
    assert story.refusal(fills_in) == "nothing_is_measured_against_the_residents_wish"


def test_choice_14_who_sits_in_a_deepening_talk_reads_it_and_who_does_not_knows_only_of_it() -> None:
    story = with_a_member(permits("noor"))
    without = story.number(deepens(said="k-zonder"))
    beside = story.number(
        deepens(said="k-met") | {"data": {"person": "zus", "present": ["noor", "zus", "mila"], "said": "k-met"}}
    )
    told = json.dumps(story.asks("trail"))
    assert "k-met" in told
    assert "k-zonder" not in told
    assert {line["number"] for line in story.asks("trail") if line["event"] == "deepening.held"} == {without, beside}


def test_choice_15_the_words_of_a_report_are_the_residents() -> None:
    words = next(field for field in CORE_RULEBOOK.kinds["report.written"].fields if field.name == "words")
    assert words.of == "resident"
    story = around(plans(), begins("mila", "noor"), closes())
    report = story.number(says("report.written", "noor", meeting="m1", words="Wij dronken koffie."))
    story.then(says("statement.added", "noor", kind="view", entry=report, words="Het was ook stil."), objects(report))
    line = story.line(report)
    assert (line["position"], line["statements"][0]["by"]) == ("objected", "noor")


@pytest.mark.parametrize(("met", "overdue"), [("2017-11-30", "2018-03-01"), ("2017-05-31", "2017-09-01")])
def test_choice_16_three_months_are_calendar_months(met: str, overdue: str) -> None:
    at = f"{met}T14:00:00+01:00"
    story = with_a_member(plans(at=at, on="2017-05-01T10:00:00Z"), begins("mila", "zus", on=at))
    assert story.since("rhythm_overdue", overdue) == [overdue]


def test_choice_16_a_rarer_rhythm_of_her_own_goes_before_it() -> None:
    story = with_a_member(says("rhythm.chosen", "mila", every_weeks=26))
    assert "rhythm_overdue" not in story.signals("2017-06-01")
    assert "rhythm_overdue" in story.signals("2017-09-01")


def test_choice_17_of_the_eighteen_hours_five_are_without_the_resident() -> None:
    story = around(says("participation.decided", "mila", answer="yes"))
    first = FIRST_YEARS[0].minutes
    for activity, minutes in first.items():
        there = "no" if activity in {"contacting", "planning"} else "yes"
        spent = {
            "activity": activity,
            "person": "noor",
            "minutes": minutes,
            "on_": "2017-02-07",
            "with_resident": there,
            "law": "Wmo",
        }
        story.then(says("time.logged", "noor", **spent))
    year = story.asks("hours", on="2017-02-08")["years"][0]
    assert (year["minutes"], year["with_resident"], year["without_resident"]) == (18 * 60, 13 * 60, 5 * 60)
    assert year["budget"] == year["minutes"]


def test_choice_18_the_eight_hours_of_the_second_year_are_a_total() -> None:
    assert dict(FIRST_YEARS[1].minutes) == {"meeting": 480}


def test_choice_19_both_starts_are_kept_and_the_sixth_training_has_no_film() -> None:
    story = around(consents(purpose="research"))
    for start in ("start_s0", "start_s2"):
        story.then(says("cohort.joined", "mila", cohort=start, consent="c1"))
    assert set(story.state()["cohorts"]) == {"start_s0", "start_s2"}
    story.then(in_organisation("training.completed", "lot", person="lot", number=6, on_="2017-02-06"))
    sixth = story.asks("rollout", AT_ORG_1, of=ORGANISATION)["trainings"][5]
    assert (sixth["film"], list(sixth["assignments"])) == (False, ["reflection"])


def test_choice_20_numbers_of_specific_houses_are_an_organisations_own_and_say_their_source() -> None:
    begun = says("admission.begun", "noor", stay="s1", voluntary="yes")
    assert "admission_long" in around(begun).signals("2017-02-25")
    story = around(begun, settings=Settings(numbers={"admission_days": 30}))
    assert "admission_long" not in story.signals("2017-02-25")
    assert "admission_long" in story.signals("2017-03-09")


def test_choice_21_nobody_is_sent_to_a_respite_house_and_an_admission_says_whether_it_was_wanted() -> None:
    story = around()
    stays = says("respite.begun", "noor", stay="s1", house_rules_signed="yes", reason="Zij moet rusten")
    assert story.refusal(stays) == "some_things_are_only_the_residents_own"
    story.then(says("admission.begun", "noor", stay="s2", voluntary="no"))
    assert story.state()["stays"]["s2"]["voluntary"] is False


def test_choice_22_a_risk_assessment_is_not_here_but_that_relatives_were_spoken_with_is() -> None:
    assert not events_with("assessment") + events_with("treatment") + events_with("diagnosis")
    story = around(plans("zorg", kind="care_alignment"), begins("zus", "noor", "mila", meeting="zorg"))
    assert story.state()["meetings"]["zorg"]["kind"] == "care_alignment"


def test_choice_23_a_daily_board_is_a_consultation_that_she_may_permit() -> None:
    board = says("consultation.held", "noor", with_=["arts"], kind="board", identified="yes")
    story = around(board)
    assert "about_me_without_me" in story.signals("2017-02-07")
    allowed = around(lets_know("arts", "regie", purpose="deliberation_without_me"), board)
    with allowed.look() as look:
        told = [one.sentence for one in look.signals("en") if one.id == "about_me_without_me"]
    assert ["with your permission" in sentence for sentence in told] == [True]


def test_choice_24_what_she_decides_is_hers_though_somebody_represents_her() -> None:
    story = with_a_representative(sets_goal())
    assert story.line(story.last)["standing"] == "own"
    by_law_too = around(by_law("mentor", *ALL_DOMAINS, by="noor"), sets_goal())
    assert by_law_too.line(by_law_too.last)["standing"] == "own"


def test_choice_25_who_helps_professionally_does_not_represent() -> None:
    story = around()
    assert story.refusal(appoints("noor", "HOW")) == "who_helps_professionally_does_not_represent"
    story.then(by_law("noor", "HOW", by="gijs"))
    assert "noor" in story.state()["representations"]
    assert story.refusal(says("rhythm.chosen", "noor", every_weeks=4)) == "a_decision_taken_over_says_why"


def test_choice_26_a_representative_objects_for_her_and_does_not_confirm() -> None:
    story = with_a_representative(says("rhythm.chosen", "noor", every_weeks=4, reason="Opname"))
    number = story.last
    assert story.refusal(confirms(number, by="zus", person="mila")) == "you_answer_for_yourself"
    story.then(objects(number, by="zus"))
    assert story.line(number)["position"] == "objected"


def test_choice_27_who_neither_took_nor_entered_it_may_write_down_her_answer() -> None:
    story = around(nominates("zus", **TAKEN))
    number = story.last
    assert story.refusal(confirms(number, entered_by="noor")) == "nobody_confirms_their_own_pen"
    story.then(confirms(number, entered_by="gijs", how="spoken"))
    assert story.line(number)["position"] == "confirmed"
    assert story.asks("figures")["domains"]["WHO"]["own_pen"] == 0


def test_choice_28_after_a_death_what_was_open_stays_open_and_is_not_counted() -> None:
    story = around(nominates("zus", **TAKEN))
    number = story.last
    story.then(says("case.closed", "noor", why="died", reason="Mila is overleden"))
    assert story.line(number)["position"] == "open"
    assert story.state()["closed"] == "died"
    domains = story.asks("figures")["domains"]
    assert domains["HOW_LONG"]["N"] == 0
    assert domains["HOW_LONG"]["answered"]["open"] == 0


def test_choice_29_views_stand_beside_each_other_and_nobody_records_that_all_agree() -> None:
    story = with_a_member(sets_goal())
    goal = story.last
    story.then(says("statement.added", "zus", kind="view", entry=goal, words="Mooi."))
    story.then(says("statement.added", "noor", kind="dissent", entry=goal, words="Te snel."))
    assert [one["words"] for one in story.line(goal)["statements"]] == ["Mooi.", "Te snel."]
    assert not events_with("consensus")


def test_choice_30_no_event_gives_the_case_to_another_owner() -> None:
    assert not events_with("owner") + events_with("transfer")
    told = [field.name for kind in CORE_RULEBOOK.kinds.values() for field in kind.fields if field.name == "resident"]
    assert told == ["resident"]


def test_choice_31_whether_contact_helps_is_her_word_and_no_taking_over_reaches_it() -> None:
    described = says("network.person_described", "noor", person="zus", helpful="unhelpful", reason="Ik zie het")
    story = with_a_member(takes_over(*ALL_DOMAINS), lets_know("zus", "network"))
    assert story.refusal(described) == "some_things_are_only_the_residents_own"
    story.then(described | {"by": "mila"})
    assert "unhelpful" not in json.dumps([story.state(ZUS), story.asks("trail", ZUS)])


def test_choice_32_who_is_chosen_as_chair_may_say_no() -> None:
    story = with_a_member(plans(), says("chair.chosen", "mila", person="zus"))
    asked = story.last
    assert "no_chair" not in story.signals("2017-02-18")
    story.then(answers("zus", asked, "no"))
    assert story.signals("2017-02-18")["no_chair"] == ["m1"]


def test_choice_33_drawing_the_network_is_no_decision_that_counts() -> None:
    story = around(adds("buur"), says("network.bond_drawn", "mila", one="zus", other="buur", kind="warm"))
    assert {told["N"] for told in story.asks("figures")["domains"].values()} == {0}


def test_choice_34_deciding_to_take_part_is_how() -> None:
    story = around(says("participation.decided", "mila", answer="stop"))
    assert story.asks("figures")["domains"]["HOW"]["N"] == 1


def test_choice_35_a_representatives_consent_holds_and_waits_for_her_answer() -> None:
    story = with_a_representative(consents(by="zus"), scope=("consent",))
    line = story.line(story.last)
    assert (line["standing"], line["position"]) == ("represented", "open")
    assert "consent_unconfirmed" in story.signals("2017-02-07")
    elsewhere = with_a_representative(scope=("HOW",))
    assert elsewhere.refusal(consents(by="zus")) == "some_things_are_only_the_residents_own"


def test_choice_36_a_standing_is_of_the_moment_that_is_claimed_and_claiming_back_shows() -> None:
    story = around(takes_over("WHO", on="2017-02-07T10:00:00Z"), takes_back(on="2017-02-09T10:00:00Z"))
    late = story.number(nominates("zus", by="noor", on="2017-02-08T10:00:00Z"))
    assert story.line(late)["standing"] == "taken_over"
    assert story.signals("2017-02-10")["dated_into_a_taking_over"] == [str(late)]


@pytest.mark.parametrize(("event", "field"), [("crisis.noticed", "seen"), ("need.met", "how")])
def test_choice_37_what_somebody_noticed_is_in_their_own_words(event: str, field: str) -> None:
    assert next(one for one in CORE_RULEBOOK.kinds[event].fields if one.name == field).of == "author"
    story = around(says("crisis.noticed", "noor", seen="Zij slaapt niet."))
    assert "Zij slaapt niet" in story.told(story.last)
    story.book.privacy.forget("mila", "noor", by="noor")
    assert "Zij slaapt niet" not in json.dumps(story.asks("trail"))


def test_choice_38_she_confirms_a_report_as_she_confirms_a_decision() -> None:
    story = around(plans(), begins("mila", "noor"), closes())
    report = story.number(says("report.written", "noor", meeting="m1", words="Wij dronken koffie."))
    story.then(confirms(report))
    assert story.line(report)["position"] == "confirmed"
    assert not events_with("report.c")


@pytest.mark.parametrize(
    "never",
    [
        achieves("noor", reason="Het is zo."),
        says("risk.chosen", "noor", choice="Zij mag.", reason="Het kan."),
        says("distance.chosen", "noor", person="zus", kind="distance", reason="Beter zo."),
        writes("wrap", "w1") | {"by": "noor", "reason": "Beter zo."},
    ],
    ids=lambda line: line["event"],
)
def test_choice_39_a_goal_may_be_taken_over_with_a_reason_and_some_things_never(never: Line) -> None:
    story = around(sets_goal("noor", reason="Mila is opgenomen"))
    assert story.line(story.last)["standing"] == "taken_over"
    assert story.refusal(never) == "some_things_are_only_the_residents_own"


def test_choice_40_nobody_is_told_that_a_private_book_is_there() -> None:
    story = with_a_member()
    before = [story.asks("trail"), story.state(), story.book.cases()]
    stream = story.note("zus", "relative", "draft", "Alleen voor mij.")
    assert [story.asks("trail"), story.state(), story.book.cases()] == before
    assert cannot_find(story, stream, MILA, NOOR)
