"""What residents let others know, from when until when; and what was shared on another ground than consent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core import DisclosedEntry
from svh_datasette.columns import CASE, ENTRY, ID, Row, Table, link, moment, number, says, text
from svh_datasette.told import Told, day, text_in, texts_in
from svh_datasette.told import moment as written_moment

_ENDS_WITH_THE_CASE: Final = frozenset({"care", "support_group", "deliberation_without_me"})
"""The purposes of consents that end when the case does."""


def given_in(told: Told) -> dict[str, DisclosedEntry]:
    """The consents of a case, by their ids."""
    found: dict[str, DisclosedEntry] = {}
    for entry in told.of("consent.given", corrected=True):
        if name := text_in(entry.data.get("consent")):
            found.setdefault(name, entry)
    return found


def _ended(told: Told, name: str, given: DisclosedEntry) -> DisclosedEntry | None:
    """The entry with which a consent ended before its last day: its withdrawal, or the end of the case."""
    for entry in told.of("consent.withdrawn", "case.closed", "participation.decided", corrected=True):
        if entry.number < given.number:
            continue
        if entry.event == "consent.withdrawn":
            ends = text_in(entry.data.get("consent")) == name
        else:
            of_the_case = entry.event == "case.closed" or entry.data.get("answer") == "stop"
            ends = of_the_case and given.data.get("purpose") in _ENDS_WITH_THE_CASE
        if ends:
            return entry
    return None


def _consents(told: Told) -> Iterator[Row]:
    for name, given in given_in(told).items():
        data, ended = given.data, _ended(told, name, given)
        recipient, purpose = text_in(data.get("recipient")), text_in(data.get("purpose"))
        yield {
            "id": told.key(name),
            "case_id": told.id,
            "entry_id": told.key(given.number),
            "consent": name,
            "number": given.number,
            "label": f"{name}: {recipient} ({purpose})",
            "purpose": purpose,
            "recipient_kind": text_in(data.get("recipient_kind")),
            "recipient": recipient,
            "begins": text_in(data.get("from")),
            "until": text_in(data.get("until")),
            "given_at": written_moment(given.at),
            "given_on": day(given.at),
            "ended_at": written_moment(ended.at) if ended else None,
            "ended_on": day(ended.at) if ended else None,
            "ended_number": ended.number if ended else None,
            "ended_why": ("withdrawn" if ended.event == "consent.withdrawn" else "case_ended") if ended else None,
            "channel": text_in(data.get("channel")),
            "text_version": text_in(data.get("text_version")),
            "language": text_in(data.get("language")),
            "documents": len(texts_in(data.get("documents"))),
        }


CONSENTS: Final = Table(
    name="consents",
    says=says(
        "What residents let somebody know, what for, and from when until when.",
        "Wie van de inwoner wat mag weten, waarvoor, en van wanneer tot wanneer.",
    ),
    columns=(
        ID,
        CASE,
        ENTRY,
        text("consent", "Its id in the case.", "De sleutel van de toestemming in de steungroep.", empty=False),
        number(
            "number",
            "The number of the entry with which it was given.",
            "Het nummer van de regel waarin die gegeven is.",
            empty=False,
        ),
        text("label", "Its id, for whom and what for.", "De sleutel, voor wie en waarvoor.", empty=False),
        text("purpose", "What for.", "Waarvoor.", facet=True),
        text(
            "recipient_kind",
            "A person, a role or an organisation.",
            "Een persoon (person), een rol (role) of een organisatie (organisation).",
            facet=True,
        ),
        text("recipient", "For whom.", "Voor wie.", facet=True),
        text("begins", "Its first day.", "De eerste dag.", indexed=True),
        text(
            "until",
            "Its last day; empty where none was said.",
            "De laatste dag; leeg als die er niet is.",
            indexed=True,
        ),
        moment("given_at", "When it was given", "Wanneer die gegeven is", empty=False),
        text(
            "given_on",
            "The day it was given, in Amsterdam.",
            "De dag waarop die gegeven is, in Amsterdam.",
            empty=False,
        ),
        moment("ended_at", "When it ended before its last day", "Wanneer die eerder stopte"),
        text(
            "ended_on",
            "The day it ended before its last day, in Amsterdam.",
            "De dag waarop die eerder stopte, in Amsterdam.",
        ),
        number(
            "ended_number",
            "The number of the entry with which it ended.",
            "Het nummer van de regel waarmee die stopte.",
        ),
        text(
            "ended_why",
            "withdrawn, or case_ended.",
            "withdrawn (de inwoner stopte de toestemming) of case_ended (de steungroep stopte).",
            facet=True,
        ),
        text("channel", "How it was given.", "Hoe die gegeven is.", facet=True),
        text("text_version", "The version of the text that was agreed to.", "De versie van de tekst."),
        text("language", "The language of that text.", "De taal van die tekst."),
        number(
            "documents",
            "How many documents it opens by name.",
            "Hoeveel eigen stukken die bij naam opent.",
            empty=False,
        ),
    ),
    rows=_consents,
    label="label",
    sort="given_at",
    newest_first=True,
    index=("case_id", "number"),
)


def _categories(told: Told) -> Iterator[Row]:
    for name, given in given_in(told).items():
        for category in texts_in(given.data.get("categories")):
            yield {
                "id": told.key(name, category),
                "case_id": told.id,
                "consent_id": told.key(name),
                "category": category,
            }


CONSENT_CATEGORIES: Final = Table(
    name="consent_categories",
    says=says("What each consent opens.", "Wat elke toestemming opent."),
    columns=(
        ID,
        CASE,
        link("consent_id", "consents", "Which consent.", "Welke toestemming.", empty=False),
        text("category", "What it opens.", "Wat die opent.", empty=False, facet=True),
    ),
    rows=_categories,
)


def _leaves_out(told: Told) -> Iterator[Row]:
    for name, given in given_in(told).items():
        for recipient in texts_in(given.data.get("but_not")):
            yield {
                "id": told.key(name, recipient),
                "case_id": told.id,
                "consent_id": told.key(name),
                "recipient": recipient,
            }


CONSENT_LEAVES_OUT: Final = Table(
    name="consent_leaves_out",
    says=says("Whom a consent leaves out.", "Voor wie een toestemming niet geldt."),
    columns=(
        ID,
        CASE,
        link("consent_id", "consents", "Which consent.", "Welke toestemming.", empty=False),
        text("recipient", "Who is left out.", "Voor wie die niet geldt.", empty=False),
    ),
    rows=_leaves_out,
)


def _other_grounds(told: Told) -> Iterator[Row]:
    for entry in told.of("other_ground.invoked", corrected=True):
        yield {
            "id": told.key(entry.number),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "number": entry.number,
            "ground": text_in(entry.data.get("ground")),
            "recipient": text_in(entry.data.get("recipient")),
            "categories": ", ".join(texts_in(entry.data.get("categories"))),
            "review_on": text_in(entry.data.get("review_on")),
            "recorded_at": written_moment(entry.recorded_at),
        }


OTHER_GROUNDS: Final = Table(
    name="other_grounds",
    says=says(
        "What was shared on a ground of the law, without consent.",
        "Wat er zonder toestemming gedeeld is, omdat het van de wet mag of moet.",
    ),
    columns=(
        ID,
        CASE,
        ENTRY,
        number("number", "The number of its entry.", "Het nummer van de regel.", empty=False),
        text("ground", "Which ground.", "Op welke grond.", facet=True),
        text("recipient", "With whom.", "Met wie.", facet=True),
        text("categories", "What was opened.", "Wat er open ging."),
        text(
            "review_on",
            "When it is looked at again; it opens nothing after that day.",
            "Wanneer iemand er weer naar kijkt; na die dag opent het niets meer.",
            indexed=True,
        ),
        moment("recorded_at", "When it was written down", "Wanneer het opgeschreven is", empty=False),
    ),
    rows=_other_grounds,
    sort="recorded_at",
    newest_first=True,
    index=("case_id", "number"),
)
