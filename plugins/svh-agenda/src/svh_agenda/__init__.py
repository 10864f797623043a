"""Meetings of support groups as iCalendar: a calendar to look in, and messages for who sends invitations.

Nothing of care is in it: when it is, how long it takes, and that somebody comes. See README.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from svh_agenda.addresses import addresses
from svh_agenda.answering import SIGNALS, WORDS, Answered, answering, phrases
from svh_agenda.calendars import calendar
from svh_agenda.outbox import Outbox
from svh_core import Concept, Description, Disclosed, Event, Exporter, OwnSignal, OwnWords, hookimpl

__version__: Final = "0.1.0"

__all__ = [
    "Answered",
    "svh_describe",
    "svh_events",
    "svh_exporters",
    "svh_follow",
    "svh_phrases",
    "svh_rulebook",
    "svh_signals",
    "svh_vocabulary",
]


@hookimpl
def svh_describe() -> Description:
    """Who we are, and what we ask: when meetings are, for the group itself and for those who help."""
    return Description(
        id="svh-agenda",
        organisation="The svh_core developers",
        purposes=["support_group", "care"],
        categories=["meetings"],
    )


@hookimpl
def svh_exporters() -> Sequence[Exporter]:
    """A calendar, and whom the addresses in it stand for."""
    return [
        Exporter(
            name="agenda",
            says={"en": "When meetings are, as a calendar.", "nl": "Wanneer er bijeenkomsten zijn, als agenda."},
            suffix=".ics",
            write=calendar,
        ),
        Exporter(
            name="addresses",
            says={
                "en": "Whom the addresses in invitations stand for, for who sends them.",
                "nl": "Wie er bij de adressen in de berichten hoort, voor wie ze verstuurt.",
            },
            suffix=".csv",
            write=addresses,
        ),
    ]


@hookimpl
def svh_follow(disclosed: Disclosed) -> None:
    """Puts an invitation or a cancellation in the outbox for each meeting that is new, moved or called off."""
    outbox = Outbox(disclosed)
    for case in disclosed.cases:
        outbox.bring_up_to_date(case)


@hookimpl
def svh_events() -> Sequence[type[Event]]:
    """Somebody answers an invitation."""
    return [Answered]


@hookimpl
def svh_rulebook() -> Concept:
    """What an answer has to be."""
    return answering


@hookimpl
def svh_phrases(language: str) -> Mapping[str, str]:
    """How the trail tells an answer."""
    return phrases(language)


@hookimpl
def svh_signals() -> Sequence[OwnSignal]:
    """That nobody said yes to the next meeting."""
    return SIGNALS


@hookimpl
def svh_vocabulary() -> Sequence[OwnWords]:
    """The ways in which an answer comes in."""
    return WORDS
