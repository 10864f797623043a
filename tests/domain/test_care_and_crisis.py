"""Help and letting it go, crisis, measuring, an organisation: what rules accept and refuse, and what then is so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from svh_core.domain.identifiers import CareId, DocumentId, GroupId, MeasureId, MeetingId, PersonId, StayId
from svh_core.domain.records import HandedOver
from svh_core.testing.scenarios import Scenario, given, says

from .openings import (
    Line,
    answers,
    consents,
    followed,
    forms,
    is_involved,
    joined,
    opened,
    plans,
    recorded,
    stops_helping,
)

ORGANISATION = "organisation/org-1"


def arranges(care: str = "thuis", level: int = 4, **more: Any) -> Line:
    """The resident arranges help at home, by Noor."""
    return says("care.arranged", "mila", care=care, kind="home_support", provider="noor", level=level, **more)


def proposes(to: str = "zus", care: str = "thuis", **more: Any) -> Line:
    """The resident wants somebody to take a piece of care over from Noor."""
    return says("handover.proposed", "mila", care=care, to=to, task="boodschappen doen", **({"from_": "noor"} | more))


def writes(version: int = 1, document: str = "kaart", by: str = "mila", **more: Any) -> Line:
    """The resident writes a crisis card."""
    told = {"kind": "crisis_card", "words": "Bel eerst mijn zus."} | more
    return says("document.written", by, document=document, version=version, **told)


def wants(wanted: str, *instruments: str) -> Line:
    """The resident says whether they want to be followed."""
    return says(
        "monitoring.chosen", "mila", wanted=wanted, **({"instruments": list(instruments)} if instruments else {})
    )


def measures(instrument: str = "NEL") -> Line:
    """A questionnaire was filled in."""
    told = {"moment": "baseline", "filled_in_by": "resident", "scores": '{"total": 4}'}
    return says("measurement.recorded", "noor", instrument=instrument, **told)


def joins_a_study(consent: str = "c1", **more: Any) -> Line:
    """The resident takes part in a study."""
    return says("cohort.joined", "mila", cohort="start_s2", consent=consent, **more)


def tells_a_success(**more: Any) -> Line:
    """Somebody of an organisation tells what went well."""
    return says("success.shared", "sanne", stream=ORGANISATION, words="Het lukte.", **more)


def with_zus_asked() -> tuple[Scenario, int]:
    """Zus, a member, is asked to take over a piece of care; and the number of that question."""
    scenario = joined(is_involved("noor"), arranges())
    return scenario, recorded(scenario, proposes())


# Care passes to who said yes. -----------------------------------------------------------------------------------------


@pytest.mark.rule("a_handover_is_to_a_member", "accepted")
def test_a_piece_of_care_is_offered_to_a_member() -> None:
    joined(arranges()).when(proposes("zus")).accepted(standing="own")


@pytest.mark.rule("a_handover_is_to_a_member", "accepted")
def test_a_piece_of_care_is_offered_to_somebody_involved() -> None:
    opened(is_involved("arts", "lead_clinician"), arranges()).when(proposes("arts")).accepted()


@pytest.mark.rule("a_handover_is_to_a_member", "refused")
def test_care_is_not_offered_to_somebody_unknown() -> None:
    joined(arranges()).when(proposes("buur")).refused_by("a_handover_is_to_a_member")


@pytest.mark.rule("a_handover_is_to_a_member", "refused")
def test_care_is_not_offered_to_a_member_of_a_group_that_ended() -> None:
    told = (forms("klussen"), says("network.person_added", "mila", person="buur", network="informal"))
    asked = says("nomination.made", "mila", person="buur", group="klussen")
    yes = says("nomination.accepted", "buur", person="buur", group="klussen")
    ends = says("group.ended", "mila", group="klussen", why="done")
    with_relation = told[1] | {"data": told[1]["data"] | {"relation_kind": "neighbour"}}
    scenario = opened(arranges(), told[0], with_relation, asked, yes)
    scenario.when(proposes("buur")).accepted()
    scenario.when(ends).accepted()
    scenario.when(proposes("buur")).refused_by("a_handover_is_to_a_member")


@pytest.mark.rule("a_handover_is_to_a_member", "refused")
def test_care_is_not_offered_to_who_is_no_longer_involved() -> None:
    told = (is_involved("arts", "lead_clinician"), stops_helping("arts", "lead_clinician", on="2017-02-01"), arranges())
    opened(*told).when(proposes("arts")).refused_by("a_handover_is_to_a_member")


@pytest.mark.rule("care_passes_only_to_who_said_yes", "accepted")
def test_who_says_yes_has_it_and_the_care_goes_on() -> None:
    scenario, question = with_zus_asked()
    outcome = scenario.when(answers("zus", question)).accepted()
    assert followed(outcome) == ["care.handed_over"]
    thuis = scenario.case.care[CareId("thuis")]
    assert thuis.handed_over == (HandedOver(from_=PersonId("noor"), to=PersonId("zus"), proposal=question),)
    assert thuis.ended is None
    scenario.when(says("care.scaled_down", "mila", care="thuis", level=3)).accepted(standing="own")


@pytest.mark.rule("care_passes_only_to_who_said_yes", "accepted")
def test_a_yes_after_a_later_hands_it_over_too() -> None:
    scenario, question = with_zus_asked()
    assert followed(scenario.when(answers("zus", question, "later")).accepted()) == []
    assert followed(scenario.when(answers("zus", question)).accepted()) == ["care.handed_over"]


@pytest.mark.rule("care_passes_only_to_who_said_yes", "refused")
def test_nobody_writes_by_hand_that_care_was_handed_over() -> None:
    scenario, question = with_zus_asked()
    by_hand = says("care.handed_over", "noor", care="thuis", from_="noor", to="zus", proposal=question)
    scenario.when(by_hand).refused_by("care_passes_only_to_who_said_yes")


@pytest.mark.rule("care_passes_only_to_who_said_yes", "refused")
def test_not_even_the_resident_writes_it_after_a_no() -> None:
    scenario, question = with_zus_asked()
    scenario.when(answers("zus", question, "no")).accepted()
    by_hand = says("care.handed_over", "mila", care="thuis", from_="noor", to="zus", proposal=question)
    scenario.when(by_hand).refused_by("care_passes_only_to_who_said_yes")


def test_the_question_no_longer_stands_once_it_is_taken_back_answered_or_the_care_ends() -> None:
    for ends in ("taken back", "answered", "care ended"):
        scenario, question = with_zus_asked()
        line = {
            "taken back": says("handover.withdrawn", "mila", proposal=question),
            "answered": answers("zus", question),
            "care ended": says("care.ended", "mila", care="thuis", why="done"),
        }[ends]
        scenario.when(line).accepted()
        scenario.when(answers("zus", question)).refused_by("only_what_was_asked_is_answered")


def test_taking_back_one_question_leaves_the_other() -> None:
    scenario = joined(is_involved("noor"), is_involved("arts", "lead_clinician"), arranges())
    one, other = recorded(scenario, proposes("zus")), recorded(scenario, proposes("arts"))
    scenario.when(says("handover.withdrawn", "mila", proposal=one)).accepted()
    scenario.when(answers("zus", one)).refused_by("only_what_was_asked_is_answered")
    assert followed(scenario.when(answers("arts", other)).accepted()) == ["care.handed_over"]


def test_what_was_handed_over_is_asked_of_nobody_else_any_more_but_another_piece_can_be() -> None:
    scenario = joined(is_involved("noor"), is_involved("arts", "lead_clinician"), arranges())
    one, other = recorded(scenario, proposes("zus")), recorded(scenario, proposes("arts"))
    scenario.when(answers("zus", one)).accepted()
    scenario.when(answers("arts", other)).refused_by("only_what_was_asked_is_answered")
    another = recorded(scenario, proposes("arts"))
    assert followed(scenario.when(answers("arts", another)).accepted()) == ["care.handed_over"]


def test_taking_back_something_that_is_no_question_changes_nothing() -> None:
    scenario, question = with_zus_asked()
    scenario.when(says("handover.withdrawn", "mila", proposal=1)).accepted()
    assert followed(scenario.when(answers("zus", question)).accepted()) == ["care.handed_over"]


def test_care_that_ended_is_neither_scaled_nor_handed_over_nor_ended_again() -> None:
    scenario = joined(arranges(), says("care.ended", "mila", care="thuis", why="not_helping"))
    for line in (
        says("care.scaled_down", "mila", care="thuis", level=1),
        says("care.scaled_up", "mila", care="thuis", level=9),
        proposes("zus"),
        says("care.ended", "mila", care="thuis", why="done"),
    ):
        scenario.when(line).refused_by("only_what_is_there_can_be_spoken_of")
    scenario.when(arranges()).refused_by("a_name_is_given_once")


def test_a_professional_takes_over_scaling_up_only_with_a_reason() -> None:
    scenario = opened(is_involved("noor"), arranges())
    line = says("care.scaled_up", "noor", care="thuis", level=7)
    scenario.when(line).refused_by("a_decision_taken_over_says_why")
    scenario.when(line | {"reason": "Mila is in de war"}).accepted(standing="taken_over")
    assert scenario.case.care[CareId("thuis")].level == 7


def test_nobody_asks_for_another_professional_in_the_residents_place() -> None:
    line = says("professional.change_requested", "noor", person="arts", reason="geen klik")
    opened(is_involved("noor")).when(line).refused_by("some_things_are_only_the_residents_own")


def test_contact_answers_help_that_was_asked() -> None:
    contact: dict[str, Any] = {"person": "noor", "channel": "visit", "out_of_hours": "no"}
    scenario = opened(is_involved("noor"), says("help.asked", "mila", help="h1", kind="contact", asked_of="noor"))
    scenario.when(says("contact.made", "noor", answers="h2", **contact)).refused_by(
        "only_what_is_there_can_be_spoken_of"
    )
    scenario.when(says("contact.made", "noor", answers="h1", **contact)).accepted(standing=None)


# Documents have versions. ---------------------------------------------------------------------------------------------


def test_a_document_is_only_the_residents_own() -> None:
    written = writes(by="noor", reason="Mila is opgenomen")
    opened(is_involved("noor")).when(written).refused_by("some_things_are_only_the_residents_own")


@pytest.mark.rule("a_name_is_given_once", "refused")
def test_a_first_version_of_a_document_that_is_there_is_a_name_given_twice() -> None:
    opened(writes()).when(writes()).refused_by("a_name_is_given_once")
    opened(writes(), writes(version=2)).when(writes()).refused_by("a_name_is_given_once")


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "refused")
def test_a_later_version_needs_a_document_and_comes_after_the_last() -> None:
    opened().when(writes(version=2)).refused_by("only_what_is_there_can_be_spoken_of")
    opened().when(writes(version=0)).refused_by("only_what_is_there_can_be_spoken_of")
    opened(writes(), writes(version=3)).when(writes(version=3)).refused_by("only_what_is_there_can_be_spoken_of")
    opened(writes(), writes(version=3)).when(writes(version=2)).refused_by("only_what_is_there_can_be_spoken_of")


@pytest.mark.rule("only_what_is_there_can_be_spoken_of", "accepted")
def test_a_later_version_takes_the_place_of_the_one_before() -> None:
    scenario = opened(writes(), writes(version=4, helped_by="gijs"))
    kaart = scenario.case.documents[DocumentId("kaart")]
    assert (kaart.version, kaart.helped_by, kaart.put_away) == (4, "gijs", False)
    assert kaart.number == scenario.case.number


def test_a_document_is_put_away_once_and_taken_up_again_by_a_new_version() -> None:
    puts_away = says("document.put_away", "mila", document="kaart")
    scenario = opened(writes(), puts_away)
    assert scenario.case.documents[DocumentId("kaart")].put_away
    scenario.when(puts_away).refused_by("only_what_is_there_can_be_spoken_of")
    scenario.when(writes(version=2)).accepted()
    assert not scenario.case.documents[DocumentId("kaart")].put_away
    scenario.when(puts_away).accepted()


def test_a_consent_names_only_documents_that_are_there() -> None:
    shares_card = consents(categories=[], documents=["kaart"], purpose="emergency_card")
    opened().when(shares_card).refused_by("only_what_is_there_can_be_spoken_of")
    opened(writes()).when(shares_card).accepted(standing="own")


# Crisis. --------------------------------------------------------------------------------------------------------------


def test_nobody_brings_a_resident_to_a_respite_house() -> None:
    line = says("respite.begun", "noor", stay="rust", house_rules_signed="yes", reason="het is nodig")
    opened(is_involved("noor")).when(line).refused_by("some_things_are_only_the_residents_own")


def test_a_stay_has_a_name_of_its_own_and_ends_once() -> None:
    begins = says("respite.begun", "mila", stay="s1", house_rules_signed="yes")
    scenario = opened(says("admission.begun", "noor", stay="s1", voluntary="no"))
    scenario.when(begins).refused_by("a_name_is_given_once")
    assert not scenario.case.stays[StayId("s1")].voluntary
    scenario.when(says("admission.ended", "noor", stay="s1", to="home")).accepted(standing=None)
    scenario.when(says("admission.ended", "noor", stay="s1")).refused_by("only_what_is_there_can_be_spoken_of")


def test_a_measure_holds_in_its_domains_from_its_first_day_through_its_last() -> None:
    limits = {"kind": "care_authorisation", "limits": ["HOW", "WHO"], "decided_by": "de rechtbank"}
    scenario = opened(
        says("legal_measure.recorded", "arts", measure="zm", from_="2017-03-01", until="2017-03-31", **limits)
    )
    case = scenario.case
    assert [case.under_measure("HOW", date(2017, month, day)) for month, day in ((2, 28), (3, 1), (3, 31), (4, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert not case.under_measure("WHAT", date(2017, 3, 15))
    scenario.when(says("legal_measure.ended", "arts", measure="zm", on_="2017-03-20")).accepted()
    assert scenario.case.under_measure("WHO", date(2017, 3, 19))
    assert not scenario.case.under_measure("WHO", date(2017, 3, 20))
    assert scenario.case.measures[MeasureId("zm")].until == date(2017, 3, 31)
    ended_again = says("legal_measure.ended", "arts", measure="zm", on_="2017-03-25")
    scenario.when(ended_again).refused_by("only_what_is_there_can_be_spoken_of")


def test_a_measure_changes_no_standing() -> None:
    limits = {"kind": "crisis_measure", "limits": ["HOW"], "decided_by": "de burgemeester"}
    scenario = opened(
        says("legal_measure.recorded", "arts", measure="cm", from_="2017-01-01", until="2017-12-31", **limits)
    )
    scenario.when(arranges()).accepted(standing="own")


# Measuring, when the resident wants it. -------------------------------------------------------------------------------


@pytest.mark.rule("nothing_is_measured_against_the_residents_wish", "accepted")
def test_what_the_resident_wants_is_measured() -> None:
    opened(wants("some", "NEL")).when(measures("NEL")).accepted(standing=None)
    opened(wants("yes", "NEL")).when(measures("MANSA")).accepted()  # a list binds only with "some"


@pytest.mark.rule("nothing_is_measured_against_the_residents_wish", "accepted")
def test_where_nothing_was_chosen_yet_measuring_is_no_breach() -> None:
    opened().when(measures()).accepted()


@pytest.mark.rule("nothing_is_measured_against_the_residents_wish", "accepted")
def test_the_last_choice_counts() -> None:
    opened(wants("no"), wants("yes")).when(measures()).accepted()


@pytest.mark.rule("nothing_is_measured_against_the_residents_wish", "refused")
def test_nothing_is_measured_after_a_no() -> None:
    rule = "nothing_is_measured_against_the_residents_wish"
    opened(wants("no")).when(measures()).refused_by(rule)
    opened(wants("yes"), wants("no", "NEL")).when(measures("NEL")).refused_by(rule)


@pytest.mark.rule("nothing_is_measured_against_the_residents_wish", "refused")
def test_of_some_only_those_are_measured() -> None:
    rule = "nothing_is_measured_against_the_residents_wish"
    opened(wants("some", "NEL")).when(measures("MANSA")).refused_by(rule)
    opened(wants("some")).when(measures("NEL")).refused_by(rule)


def test_what_changed_in_a_life_is_recorded_whatever_was_chosen_about_questionnaires() -> None:
    line = says("outcome.recorded", "noor", area="home", change="een eigen huis", kind="independent_living")
    opened(wants("no")).when(line).accepted(standing=None)


@pytest.mark.rule("a_study_has_its_own_consent", "accepted")
def test_who_consented_to_research_joins_a_study() -> None:
    opened(consents(purpose="research")).when(joins_a_study()).accepted(standing="own")


@pytest.mark.rule("a_study_has_its_own_consent", "accepted")
def test_consent_to_research_outlives_the_case() -> None:
    closes = says("case.closed", "mila", why="done")
    opened(consents(purpose="research"), closes).when(joins_a_study()).accepted()


@pytest.mark.rule("a_study_has_its_own_consent", "refused")
def test_a_consent_for_care_is_none_for_a_study() -> None:
    opened(consents(purpose="care")).when(joins_a_study()).refused_by("a_study_has_its_own_consent")


@pytest.mark.rule("a_study_has_its_own_consent", "refused")
def test_a_consent_that_no_longer_stands_is_none_for_a_study() -> None:
    rule = "a_study_has_its_own_consent"
    opened(consents(purpose="research", until="2017-01-31")).when(joins_a_study()).refused_by(rule)
    opened(consents(purpose="research", from_="2017-06-01")).when(joins_a_study()).refused_by(rule)
    withdrawn = says("consent.withdrawn", "mila", consent="c1")
    opened(consents(purpose="research"), withdrawn).when(joins_a_study()).refused_by(rule)


# An organisation. -----------------------------------------------------------------------------------------------------


@pytest.mark.rule("a_success_is_anonymous_or_consented", "accepted")
def test_a_success_without_a_person_in_it_is_shared() -> None:
    given().when(tells_a_success(basis="anonymous")).accepted()


@pytest.mark.rule("a_success_is_anonymous_or_consented", "accepted")
def test_a_story_of_a_person_quotes_what_it_rests_on() -> None:
    given().when(tells_a_success(basis="consent", quotes="9f86d081884c7d65")).accepted()


@pytest.mark.rule("a_success_is_anonymous_or_consented", "refused")
def test_a_story_of_a_person_that_quotes_nothing_is_not_shared() -> None:
    given().when(tells_a_success(basis="consent")).refused_by("a_success_is_anonymous_or_consented")


@pytest.mark.rule("a_success_is_anonymous_or_consented", "refused")
def test_not_after_another_story_either() -> None:
    scenario = given(tells_a_success(basis="consent", quotes="9f86d081884c7d65"))
    scenario.when(tells_a_success(basis="consent")).refused_by("a_success_is_anonymous_or_consented")


# A chair who said no. -------------------------------------------------------------------------------------------------


def chooses(person: str, **more: Any) -> Line:
    return says("chair.chosen", "mila", person=person, **more)


def test_who_says_no_is_no_chair_and_who_then_says_yes_is_one_again() -> None:
    scenario = joined()
    asked = recorded(scenario, chooses("zus"))
    assert scenario.case.groups[GroupId("support_group")].chair == "zus", "the choice holds at once"
    scenario.when(answers("zus", asked, "no")).accepted()
    assert scenario.case.groups[GroupId("support_group")].chair is None
    scenario.when(answers("zus", asked, "yes")).accepted()
    assert scenario.case.groups[GroupId("support_group")].chair == "zus"


def test_a_no_for_one_meeting_leaves_the_chair_of_the_group() -> None:
    scenario = joined(plans(), chooses("mila"))
    asked = recorded(scenario, chooses("zus", for_meeting="m1"))
    scenario.when(answers("zus", asked, "no")).accepted()
    assert scenario.case.meetings[MeetingId("m1")].chair is None
    assert scenario.case.groups[GroupId("support_group")].chair == "mila"


def test_the_no_of_who_was_chosen_before_changes_nothing_any_more() -> None:
    scenario = joined()
    asked = recorded(scenario, chooses("zus"))
    recorded(scenario, chooses("mila"))
    scenario.when(answers("zus", asked, "no")).refused_by("only_what_was_asked_is_answered")
    assert scenario.case.groups[GroupId("support_group")].chair == "mila"
