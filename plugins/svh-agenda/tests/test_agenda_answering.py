"""Answering: who may, to what, how the trail tells it, and the signal where nobody did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from a_group import AUNT, CASE, RESIDENT, WORKER, AGroup, at
from svh_agenda import Answered
from svh_core import NotAllowed, Viewer


@pytest.fixture
def group() -> AGroup:
    group = AGroup()
    group.plans("een", at("2026-02-10"))
    return group


def refused(group: AGroup, meeting: str, person: str, *, by: str | None = None) -> str:
    with pytest.raises(NotAllowed) as refusal:
        group.answers(meeting, person, "accepted", by=by)
    return str(refusal.value.rule.id)


@pytest.mark.parametrize("person", [RESIDENT, WORKER])
def test_who_is_in_the_case_answers_and_may_answer_again(group: AGroup, person: str) -> None:
    group.answers("een", person, "accepted")
    last = group.answers("een", person, "declined").number
    kept = group.book.log.load(CASE).of_plugin["svh-agenda"]["een"]
    assert kept == {person: {"answer": "declined", "number": last}}


def test_a_guest_answers_for_the_meeting_they_are_asked_for(group: AGroup) -> None:
    assert refused(group, "een", AUNT) == "svh-agenda.who_comes_answers_for_themselves"
    group.plans("twee", at("2026-03-10"))
    group.invites(AUNT, "een")
    group.answers("een", AUNT, "tentative")
    assert refused(group, "twee", AUNT) == "svh-agenda.who_comes_answers_for_themselves"


def test_nobody_answers_for_somebody_else(group: AGroup) -> None:
    assert refused(group, "een", RESIDENT, by=WORKER) == "svh-agenda.who_comes_answers_for_themselves"


def test_only_a_meeting_ahead_is_answered(group: AGroup) -> None:
    group.plans("twee", at("2026-03-10"))
    group.cancels("een")
    assert refused(group, "een", RESIDENT) == "svh-agenda.only_a_meeting_ahead_is_answered"
    group.begins("twee")
    assert refused(group, "twee", RESIDENT) == "svh-agenda.only_a_meeting_ahead_is_answered"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "Mila zei misschien tegen de bijeenkomst"), ("en", "Mila said maybe to the meeting")],
)
def test_the_trail_tells_it(group: AGroup, language: str, sentence: str) -> None:
    group.answers("een", RESIDENT, "tentative")
    with group.book.looking(CASE, viewer=Viewer(WORKER, capacity="operator"), purpose="reading") as look:
        assert any(sentence in line for line in look.trail_in_words(language))


def test_the_way_an_answer_came_is_told_in_words(group: AGroup) -> None:
    group.book.record(CASE, Answered(meeting="een", person=RESIDENT, answer="declined", via="phone"), by=RESIDENT)
    with group.book.looking(CASE, viewer=Viewer(RESIDENT), purpose="lezen") as look:
        assert any("aan de telefoon" in line for line in look.trail_in_words("nl"))


def signals(group: AGroup, day: str) -> list[str]:
    group.clock.now = at(day)
    with group.book.looking(CASE, viewer=Viewer(RESIDENT), purpose="reading") as look:
        return [one.sentence for one in look.signals("nl") if one.id == "svh-agenda.nobody_said_yes"]


def test_nobody_said_yes_is_told_in_the_week_before(group: AGroup) -> None:
    assert signals(group, "2026-02-02") == []
    assert signals(group, "2026-02-03") == ["Nog niemand zei ja tegen de bijeenkomst van 10 februari 2026."]
    assert len(signals(group, "2026-02-10")) == 1
    assert signals(group, "2026-02-11") == []


def test_a_no_is_no_yes_and_one_yes_is_enough(group: AGroup) -> None:
    group.answers("een", RESIDENT, "declined")
    assert len(signals(group, "2026-02-04")) == 1
    group.clock.now += timedelta(hours=1)
    group.answers("een", WORKER, "accepted")
    assert signals(group, "2026-02-05") == []


def test_only_the_next_meeting_is_looked_at(group: AGroup) -> None:
    group.plans("twee", at("2026-02-11"))
    group.answers("een", RESIDENT, "accepted")
    assert signals(group, "2026-02-09") == []


def test_what_is_called_off_waits_for_nobody(group: AGroup) -> None:
    group.cancels("een")
    assert signals(group, "2026-02-09") == []
