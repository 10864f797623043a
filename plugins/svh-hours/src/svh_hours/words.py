"""What activities, laws and columns are called, in Dutch and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ACTIVITIES: Final = (
    "explaining",
    "sociogram_and_nomination",
    "contacting",
    "planning",
    "meeting",
    "reporting",
    "other",
)
"""Kinds of work, in the order of the method."""

LAWS: Final = ("Zvw", "Wmo", "Wlz", "Jeugdwet", "none")
"""Which law pays."""

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "explaining": "uitleg",
        "sociogram_and_nomination": "netwerk tekenen en mensen vragen",
        "contacting": "contact leggen",
        "planning": "plannen",
        "meeting": "bijeenkomst",
        "reporting": "verslag",
        "other": "anders",
        "none": "geen wet",
        "title": "Uren",
        "case": "steungroep",
        "year": "jaar",
        "from": "van",
        "until": "tot en met",
        "activity": "soort werk",
        "law": "wet",
        "minutes": "minuten",
        "with_resident": "met inwoner",
        "without_resident": "zonder inwoner",
        "budget": "geschat",
        "estimate": "Dit is een schatting. Meer of minder uren is niet goed of fout.",
        "recipient": "voor",
        "purpose": "doel",
        "period": "periode",
        "small": "Een lege cel: dat getal geven we niet. Het gaat dan om minder dan {at_least} steungroepen, of om "
        "allemaal. Aantallen zijn afgerond.",
        "cases": "steungroepen",
        "yes": "ja",
        "no": "nee",
        "within": "niet meer dan geschat",
        "over": "meer dan geschat",
        "later": "later",
        "about": "Over dit bestand",
    },
    "en": {
        "explaining": "explaining",
        "sociogram_and_nomination": "sociogram and nomination",
        "contacting": "contacting",
        "planning": "planning",
        "meeting": "meeting",
        "reporting": "reporting",
        "other": "other",
        "none": "no law",
        "title": "Hours",
        "case": "case",
        "year": "year",
        "from": "from",
        "until": "until",
        "activity": "activity",
        "law": "law",
        "minutes": "minutes",
        "with_resident": "with resident",
        "without_resident": "without resident",
        "budget": "estimated",
        "estimate": "This is an estimate. More or fewer hours is neither right nor wrong.",
        "recipient": "for",
        "purpose": "purpose",
        "period": "period",
        "small": "An empty cell is a number that is not given: it is of fewer than {at_least} cases, or of all. Counts "
        "are rounded.",
        "cases": "cases",
        "yes": "yes",
        "no": "no",
        "within": "no more than estimated",
        "over": "more than estimated",
        "later": "later",
        "about": "About this file",
    },
}


def said(word: str, language: str) -> str:
    """What something is called; as it is, where it is called nothing here."""
    return WORDS[language].get(word, word)
