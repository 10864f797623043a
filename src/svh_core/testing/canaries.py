"""Cases with a canary in every sentence: words that say of which case and which category they are.

Whoever finds a canary where it should not be knows what leaked. Everything in a case happened in the spring of 2017.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, TypeAlias

from svh_core.testing.scenarios import FIRST_MOMENT, says

Say: TypeAlias = Callable[[str, str], str]
"""Words of a case and a category."""

MILA: Final = "mila"
ZUS: Final = "zus"
NOOR: Final = "noor"
"""The resident of each case, her sister, and a professional."""

STORIES: Final = {
    "identity": "its people",
    "network": "a sister and a neighbour",
    "goals": "a goal",
    "nomination": "who was asked to join",
    "meetings": "a meeting",
    "deepening": "a deepening talk",
    "agreements": "an agreement",
    "care": "care, and a request for help",
    "crisis": "a crisis card",
    "measures": "an outcome",
    "time": "hours that were spent",
    "regie": "an answer of the resident",
}
"""The categories that something is told of in each case."""


def canary(case: str, category: str) -> str:
    """The words that stand in every sentence of a category of a case."""
    return f"kanarie-{category}-{zlib.crc32(case.encode()):08x}"


def canaries(case: str) -> dict[str, str]:
    """Every canary of a case, by its category."""
    return {category: canary(case, category) for category in STORIES}


def lines(case: str, *, say: Say = canary) -> Iterator[dict[str, Any]]:
    """The decisions of a case, an hour apart, as lines of a script.

    Args:
        case: its name.
        say: what stands where people's words stand; canaries where nothing is said.
    """
    mila, zus, noor = MILA, ZUS, NOOR

    def words(category: str) -> str:
        return say(case, category)

    told = [
        says(
            "case.opened", mila, resident=mila, name=words("identity"), asks_for=words("goals"), method="support_group"
        ),
        says("involvement.recorded", noor, person=noor, name=words("identity"), role="care_worker", from_="2017-02-06"),
        says("participation.decided", mila, answer="yes", words=words("regie")),
        says(
            "network.person_added",
            mila,
            person=zus,
            name=words("identity"),
            network="informal",
            relation=words("network"),
            relation_kind="family",
        ),
        says("network.person_described", mila, person=zus, closeness="near", words=words("network")),
        says("goal.set", mila, goal="doel", horizon="long", words=words("goals"), first_step=words("goals")),
        says("nomination.made", mila, person=zus, hoped_for=words("nomination"), goals=["doel"]),
        says("approach.permitted", mila, person=zus, approached_by=noor, deepening="either"),
        says("deepening.held", noor, person=zus, present=[zus, noor], minutes=50, said=words("deepening")),
        says("nomination.accepted", zus, person=zus, words=words("nomination")),
        says("rhythm.chosen", mila, every_weeks=4, channel=words("meetings")),
        *_meetings(words),
        says("agreement.made", zus, agreement="afspraak", giver=zus, goal="doel", does=words("agreements")),
        says("help.asked", mila, help="hulp", kind="contact", asked_of=zus, words=words("care")),
        says("care.arranged", mila, care="zorg", kind="guidance", provider=noor, level=2, words=words("care")),
        says("document.written", mila, document="kaart", kind="crisis_card", version=1, words=words("crisis")),
        says("outcome.recorded", mila, area="home", change=words("measures"), kind="study"),
        says(
            "time.logged",
            noor,
            activity="meeting",
            person=noor,
            minutes=90,
            on_="2017-02-08",
            with_resident="yes",
            law="Wmo",
        ),
        says("duration.agreed", mila, of="group", id="support_group", until="2018-12-31", words=words("time")),
    ]
    for hours, line in enumerate(told):
        yield line | {"case": case, "at": (FIRST_MOMENT + timedelta(hours=hours)).isoformat()}


def _meetings(words: Callable[[str], str]) -> list[dict[str, Any]]:
    def planned(meeting: str, at: str) -> dict[str, Any]:
        told: dict[str, Any] = {"kind": "support_group", "minutes": 90, "mode": "onsite", "topics": words("meetings")}
        return says("meeting.planned", MILA, meeting=meeting, at=at, **told)

    return [
        planned("eerste", "2017-02-08T19:30:00+01:00"),
        says("place.chosen", MILA, meeting="eerste", place=words("meetings"), feels_right="yes"),
        planned("tweede", "2017-03-25T19:30:00+01:00"),
        says("meeting.moved", MILA, meeting="tweede", at="2017-03-29T19:30:00+02:00", minutes=60),
        planned("derde", "2017-04-26T19:30:00+02:00"),
        says("meeting.cancelled", MILA, meeting="derde", words=words("meetings")),
        says("meeting.opened", NOOR, meeting="eerste", present=[MILA, ZUS, NOOR]),
        says("report.written", NOOR, meeting="eerste", words=words("meetings")),
        says("meeting.closed", NOOR, meeting="eerste", minutes=90),
    ]


def more_of(case: str, *, say: Say = canary) -> dict[str, dict[str, Any]]:
    """One more decision of each category, in which nothing of another category is told."""

    def words(category: str) -> str:
        return say(case, category)

    told = {
        "network": says("network.person_described", MILA, person=ZUS, closeness="far", words=words("network")),
        "goals": says("goal.set", MILA, goal="ander-doel", horizon="short", words=words("goals")),
        "nomination": says("need.stated", ZUS, person=ZUS, need="rust", words=words("nomination")),
        "meetings": says("rhythm.chosen", MILA, every_weeks=2, channel=words("meetings")),
        "agreements": says("agreement.made", ZUS, agreement="andere", giver=ZUS, does=words("agreements")),
        "care": says("help.asked", MILA, help="nog-eens", kind="contact", asked_of=ZUS, words=words("care")),
        "crisis": says("document.written", MILA, document="plan", kind="signal_plan", version=1, words=words("crisis")),
        "measures": says("outcome.recorded", MILA, area="social", change=words("measures"), kind="other"),
        "time": says(
            "time.logged",
            NOOR,
            activity="other",
            person=NOOR,
            minutes=45,
            on_="2017-02-09",
            with_resident="no",
            law="Wmo",
        ),
        "regie": says("reading.chosen", MILA, how="important"),
    }
    at = (FIRST_MOMENT + timedelta(days=90)).isoformat()
    return {category: line | {"case": case, "at": at} for category, line in told.items()}
