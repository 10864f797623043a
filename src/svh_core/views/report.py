# ruff: noqa: E501 - texts are read as whole sentences
"""The regie figures in words, each with its own definition under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "WHAT": "Wat de doelen zijn",
        "WHO": "Wie erbij is",
        "HOW": "Hoe eraan gewerkt wordt",
        "HOW_LONG": "Hoelang het duurt",
        "N": "besluiten",
        "own": "zelf besloten",
        "together": "samen besloten",
        "represented": "namens de eigenaar besloten",
        "taken_over": "in de plaats van de eigenaar besloten",
        "contested": "zelf of samen besloten, maar de eigenaar zegt: zo was het niet",
        "own_pen": "zelf opgeschreven",
        "answered": "door een ander opgeschreven of besloten: {confirmed} keer “Ja, dit klopt”, {objected} keer niet mee eens, {open} nog open",
        "others_offers": "aanbod van anderen, door de eigenaar bevestigd of niet meer nodig",
        "with_reasons": "samen besloten, en er staat bij wat voor beide kanten meetelde",
        "without_me": "besloten of besproken zonder de eigenaar erbij",
        "told_in_a_week": "zonder de eigenaar besloten, en binnen een week verteld",
        "of": "{is} van {of}",
        "under_measure": "{domain}, in de tijd van een maatregel",
        "imported": "{domain}, uit een eerder systeem",
        "case": "De steungroep als geheel",
        "taking_over": "{periods} keer ging iemand in de plaats van de eigenaar besluiten, samen {days} van {days_of_period} dagen; {ended_by_taker} keer teruggegeven, {ended_by_resident} keer teruggenomen, {ended_by_itself} keer vanzelf voorbij",
        "consents": "toestemmingen die gelden, door de eigenaar zelf gegeven of bevestigd",
        "objections_answered": "“Ik ben het hier niet mee eens”, binnen twee weken beantwoord",
        "choice_of_company": "wie meedoet, door de eigenaar zelf of samen gevraagd",
        "triad": "bijeenkomsten met de eigenaar, een hulpverlener en iemand van de eigenaar zelf erbij",
        "note": "Dit zijn aantallen, geen cijfer voor iemand. Hoe vaak iemand nee zegt of afstand neemt, telt nergens mee. Wat vanzelf volgt en wat als fout is verbeterd, telt niet mee.",
    },
    "en": {
        "WHAT": "What the goals are",
        "WHO": "Who is involved",
        "HOW": "How it is worked on",
        "HOW_LONG": "How long it lasts",
        "N": "decisions",
        "own": "decided by the owner",
        "together": "decided together",
        "represented": "decided on the owner's behalf",
        "taken_over": "decided in the owner's place",
        "contested": "decided by the owner or together, but the owner says it was not so",
        "own_pen": "in the owner's own hand",
        "answered": "written down or decided by another: {confirmed} times “Yes, this is right”, {objected} times not agreed, {open} still open",
        "others_offers": "offers of others, confirmed by the owner or no longer needed",
        "with_reasons": "decided together, with what both sides weighed",
        "without_me": "decided or discussed without the owner there",
        "told_in_a_week": "decided without the owner, and told within a week",
        "of": "{is} of {of}",
        "under_measure": "{domain}, while a measure held",
        "imported": "{domain}, from an earlier system",
        "case": "The support group as a whole",
        "taking_over": "{periods} times somebody took over, {days} of {days_of_period} days in all; {ended_by_taker} times handed back, {ended_by_resident} times taken back, {ended_by_itself} times over by itself",
        "consents": "consents that stand, given or confirmed by the owner themselves",
        "objections_answered": "“I do not agree with this”, answered within two weeks",
        "choice_of_company": "members, asked by the owner alone or together",
        "triad": "meetings with the owner, a professional and somebody of the owner's own there",
        "note": "These are counts, no mark for anybody. How often somebody says no or takes distance counts nowhere. What follows by itself and what was put right as a mistake is not counted.",
    },
}
_STANDINGS: Final = ("own", "together", "represented", "taken_over", "contested")
_PARTS: Final = ("others_offers", "with_reasons", "without_me", "told_in_a_week")
_OF_CASE: Final = ("consents", "objections_answered", "choice_of_company", "triad")


@attrs.frozen
class Count:
    """A number with what it is of.

    Attributes:
        is_: how many.
        of: of how many.
        what: what is counted.
        told: all of it in words.
    """

    is_: int
    of: int
    what: str
    told: str


@attrs.frozen
class ReportChapter:
    """The figures of a domain, or of the case as a whole.

    Attributes:
        heading: what they are about.
        lines: in order; a text where it is not one number of another.
    """

    heading: str
    lines: tuple[Count | str, ...]


def report(figures: Mapping[str, Any], language: str) -> Iterator[str]:
    """The figures for people, line by line; every number with what it is of."""
    for chapter in report_chapters(figures, language):
        yield chapter.heading
        yield from (f"  {line if isinstance(line, str) else line.told}" for line in chapter.lines)
        yield ""
    yield report_note(language)


def report_chapters(figures: Mapping[str, Any], language: str) -> Iterator[ReportChapter]:
    """The figures for people, a domain at a time, and those of the case as a whole."""
    texts = _TEXTS[language]
    for domain, told in figures["domains"].items():
        yield ReportChapter(texts[domain], tuple(_domain(told, texts)))
        for line in ("under_measure", "imported"):  # what stands apart is never left out
            apart = figures[line]["domains"][domain]
            if apart["N"] or apart["without_me"]["of"]:
                heading = texts[line].format(domain=texts[domain])
                yield ReportChapter(heading, tuple(_domain(apart, texts)))
    of_case = figures["case"]
    taking_over = texts["taking_over"].format(**of_case["taking_over"])
    counts = (_count(of_case[name], texts[name], texts) for name in _OF_CASE)
    yield ReportChapter(texts["case"], (taking_over, *counts))


def report_note(language: str) -> str:
    """What the figures are not."""
    return _TEXTS[language]["note"]


def _domain(told: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[Count | str]:
    count = told["N"]
    yield f"{count} {texts['N']}"
    for name in (*_STANDINGS, "own_pen"):
        yield _count({"is": told[name], "of": count}, texts[name], texts)
    yield texts["answered"].format(**told["answered"])
    for name in _PARTS:
        yield _count(told[name], texts[name], texts)


def _count(part: Mapping[str, Any], what: str, texts: Mapping[str, str]) -> Count:
    return Count(part["is"], part["of"], what, f"{texts['of'].format(**part)} {what}")
