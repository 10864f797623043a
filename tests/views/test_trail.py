"""The trail tells what happened, with whom it stood, and what was said beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from svh_core import Casebook, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import UnknownEvent
from svh_core.domain.values import changed
from svh_core.testing import given, open_sealing, says
from svh_core.testing.scenarios import Scenario
from svh_core.views.look import Look


def look(scenario: Scenario, *, reader: str = "mila") -> Look:
    return Look(
        "mila", scenario.entries, reader=reader, reveal=lambda t, n, p: open_sealing.reveal(t, number=n, path=p)
    )


def story() -> Scenario:
    return given(
        says("case.opened", "mila", resident="mila", name="Mila", method="support_group"),
        says("involvement.recorded", "mila", person="noor", name="Noor", role="care_worker", from_="2017-01-01"),
        says("network.person_added", "mila", person="zus", name="An", network="informal", relation_kind="family"),
        says("goal.set", "mila", goal="rust", horizon="short", words="Ik wil rust"),
        says("chair.chosen", "noor", person="zus", reason="Mila is opgenomen"),
        says("goal.rephrased", "mila", entered_by="noor", goal="rust", words="Ik wil slapen"),
    )


def test_the_resident_is_addressed_and_everybody_else_is_named() -> None:
    told = [line["sentence"] for line in look(story()).trail("nl")]
    assert told[3] == "Je koos een doel voor de korte termijn: “Ik wil rust”"
    assert told[4].startswith("Noor koos ervoor dat An voorzitter werd")
    other = [line["sentence"] for line in look(story(), reader="operator").trail("en")]
    assert other[3] == "Mila chose a goal for the short term: “Ik wil rust”"


def test_things_are_called_what_they_were_called_then() -> None:
    told = look(story()).trail("nl")[5]["sentence"]
    assert "“Ik wil rust”" in told
    assert "“Ik wil slapen”" in told


def test_standing_position_and_pen_are_told_beneath() -> None:
    scenario = story()
    scenario.given(says("decision.confirmed", "mila", entries=[5], person="mila"))
    text = "\n".join(look(scenario).trail_in_words("nl"))
    chair = text[text.index("   5  ") : text.index("   6  ")]
    assert "Noor besloot dit in jouw plaats" in chair
    assert "Waarom: “Mila is opgenomen”" in chair
    assert "Ja, dit klopt" in chair
    rephrased = text[text.index("   6  ") : text.index("   7  ")]
    assert "Opgeschreven door Noor" in rephrased
    assert "Je zei nog niet of dit klopt" in rephrased or "staat er nog niet" in rephrased


def test_an_objection_and_a_statement_travel_with_the_entry_they_are_about() -> None:
    scenario = story()
    scenario.given(
        says("objection.raised", "mila", entry=5, words="Ik wil zelf kiezen"),
        says("statement.added", "zus", kind="view", entry=5, words="Ik deed het graag"),
        says("objection.raised", "zus", entry=5),
    )
    chair = look(scenario).trail("nl")[4]
    assert (chair["standing"], chair["position"]) == ("taken_over", "objected")
    assert [(one["number"], one["by"], one["words"]) for one in chair["objections"]] == [
        (7, "mila", "Ik wil zelf kiezen"),
        (9, "zus", None),
    ]
    assert [(one["number"], one["words"]) for one in chair["statements"]] == [(8, "Ik deed het graag")]
    text = "\n".join(look(scenario).trail_in_words("nl"))
    assert text.count("“Ik wil zelf kiezen”") == 2
    assert "An zei erbij: “Ik deed het graag”" in text


def test_words_about_a_meeting_stand_beside_its_beginning() -> None:
    scenario = story()
    scenario.given(
        says(
            "meeting.planned",
            "mila",
            meeting="m1",
            kind="support_group",
            at="2017-03-01T10:00:00Z",
            minutes=60,
            mode="online",
        ),
        says("meeting.opened", "noor", on="2017-03-01T10:00:00Z", meeting="m1", present=["mila", "noor"]),
        says("statement.added", "zus", on="2017-03-01T10:30:00Z", kind="reflection", about_meeting="m1", words="Goed"),
        says("goal.let_go", "mila", on="2017-03-01T10:40:00Z", during="m1", goal="rust"),
    )
    lines = look(scenario).trail("nl")
    assert [one["words"] for one in lines[7]["statements"]] == ["Goed"]
    assert lines[9]["standing"] == "together"
    text = "\n".join(look(scenario).trail_in_words("nl"))
    assert "In de bijeenkomst van 1 maart 2017, 11:00" in text


def test_a_consequence_says_what_it_follows_from() -> None:
    scenario = story().given(
        says("nomination.made", "mila", person="zus"), says("nomination.accepted", "zus", person="zus")
    )
    text = "\n".join(look(scenario).trail_in_words("nl"))
    assert "Volgt uit regel 8" in text
    last = look(scenario).trail("nl")[-1]
    assert (last["event"], last["caused_by"], last["entered_by"], last["position"]) == (
        "member.joined",
        8,
        "core",
        None,
    )


def test_an_event_of_a_plugin_that_is_not_installed_is_shown_as_such() -> None:
    scenario = story()
    unknown = changed(scenario.entries[-1], {"number": 7, "event": UnknownEvent(name="org.done", data={"a": 1})})
    scenario.entries = (*scenario.entries, unknown)
    told = look(scenario).trail("en")[-1]
    assert (told["event"], told["data"]) == ("org.done", {"a": 1})
    assert "org.done" in told["sentence"]


def test_words_that_cannot_be_opened_are_said_to_be_so() -> None:
    closed = Look("mila", story().entries, reader="mila", reveal=lambda *_: {"forgotten": True})
    text = "\n".join([*closed.trail_in_words("nl"), *closed.state_in_words("nl")])
    assert "onleesbaar gemaakt" in text
    assert "rust" not in text.replace("goal", "")
    assert closed.trail("nl")[3]["data"]["words"] == {"forgotten": True}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_example_case_is_told_and_shown_whole(language: str) -> None:
    from svh_core.cli.demo import example_proposals  # noqa: PLC0415

    book = Casebook.in_memory()
    book.record_all(example_proposals(CORE_RULEBOOK))
    with book.looking("liesbeth", viewer=Viewer("liesbeth"), purpose="reading") as opened:
        lines: list[dict[str, Any]] = opened.trail(language)
        text = "\n".join([*opened.trail_in_words(language), *opened.state_in_words(language)])
        for until in (1, 40, opened.number):
            assert opened.state(until=until)["number"] == until
    assert len(lines) == opened.number
    assert "{" not in re.sub(r'\{"total": \d+\}', "", text)  # scores are told as they were recorded
    assert "open:" not in text
    standings = {line["standing"] for line in lines}
    assert standings == {None, "own", "together", "represented", "taken_over"}
    assert {line["position"] for line in lines} == {None, "settled", "open", "confirmed", "objected"}


def test_what_was_written_down_in_the_wrong_case_is_shown_to_nobody() -> None:
    scenario = story()
    scenario.given(says("objection.raised", "mila", entry=4, words="dit ben ik niet"))
    scenario.given(says("entry.corrected", "mila", entry=4, wrong="case"))
    for reader in ("mila", "operator"):
        told = look(scenario, reader=reader).trail("nl", until=5)[3]
        assert told["sentence"] == "Dit was op de verkeerde plek opgeschreven en is verborgen."
        assert (told["data"], told["because"], told["objections"]) == ({}, [], [])
        text = "\n".join(look(scenario, reader=reader).trail_in_words("nl"))
        assert "verkeerde plek" in text[text.index("   4  ") : text.index("   5  ")]
        assert "korte termijn" not in text[text.index("   4  ") : text.index("   5  ")]
