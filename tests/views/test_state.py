"""The state for people tells what goes on now: what is needed, how long it lasts, help, a stay, a measure."""

from __future__ import annotations

from typing import Final

import pytest

from svh_core.testing import says

from ..method.story import Story, with_a_member

GOES_ON: Final = (
    says("need.stated", "zus", person="zus", need="n1", words="een lift"),
    says("duration.agreed", "mila", of="group", until="2018-01-01"),
    says("care.arranged", "mila", care="thuis", kind="home_support", provider="noor", level=2, until="2017-12-31"),
    says("admission.begun", "noor", stay="s1", voluntary="yes"),
    says(
        "legal_measure.recorded",
        "noor",
        measure="z1",
        kind="crisis_measure",
        limits=["WHO"],
        from_="2017-02-01",
        until="2017-05-01",
        decided_by="De burgemeester",
    ),
    says("rhythm.chosen", "mila", every_weeks=6, channel="met een appje"),
    says("checkpoint.reviewed", "mila", checkpoint="access", gap="yes"),
    says("monitoring.chosen", "mila", wanted="some", instruments=["NEL", "MANSA"]),
)
OVER: Final = (
    says("need.met", "noor", need="n1", arranged_by="noor", enough="yes"),
    says("care.ended", "mila", care="thuis", why="done"),
    says("admission.ended", "noor", stay="s1", to="home"),
    says("legal_measure.ended", "noor", measure="z1", on_="2017-02-06"),
)
TOLD: Final = {
    "nl": {
        "Wat mensen nodig hebben om mee te doen": ["Zus: “een lift”"],
        "Hoelang het duurt": ["De groep, tot en met 1 januari 2018"],
        "Hulp": ["Hulp thuis, noor, tot en met 31 december 2017"],
        "Opname of respijthuis, op dit moment": ["Een opname, sinds 6 februari 2017"],
        "Maatregelen van een rechter of de overheid": ["Crisismaatregel: wie erbij is, tot en met 1 mei 2017"],
        "Hoe de groep werkt": ["Eens in de 6 weken", "“met een appje”"],
        "De vier ijkpunten": ["Toegang tot goede hulp: er mist iets: ja"],
        "Vragenlijsten en onderzoek": ["Vragenlijsten: alleen sommige, NEL en MANSA"],
    },
    "en": {
        "What people need to take part": ["Zus: “een lift”"],
        "How long it lasts": ["The group, up to and including 1 January 2018"],
        "Help": ["Help at home, noor, up to and including 31 December 2017"],
        "Admission or respite house, now": ["An admission, since 6 February 2017"],
        "Measures of a court or authority": ["Crisis measure: who takes part, up to and including 1 May 2017"],
        "How the group works": ["Once every 6 weeks", "“met een appje”"],
        "The four checkpoints": ["Access to good help: something is missing: yes"],
        "Questionnaires and research": ["Questionnaires: only some, NEL and MANSA"],
    },
}


def chapters(story: Story, language: str) -> dict[str, list[str]]:
    """The chapters of the state that are these tests' own."""
    told = dict(story.asks("state_in_chapters", language=language))
    return {heading: lines for heading, lines in told.items() if heading in TOLD[language]}


@pytest.mark.parametrize("language", TOLD)
def test_what_goes_on_is_told_under_headings_of_its_own(language: str) -> None:
    assert chapters(with_a_member(*GOES_ON), language) == TOLD[language]


def test_what_is_over_is_not_told() -> None:
    assert list(chapters(with_a_member(*GOES_ON, *OVER), "nl")) == [
        "Hoe de groep werkt",
        "Hoelang het duurt",
        "De vier ijkpunten",
        "Vragenlijsten en onderzoek",
    ]
