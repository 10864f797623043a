"""How decisions were taken, and what residents said of those that others took or wrote down.

They are the figures of svh-core, of the period, summed over cases. No score comes of them, and no order of cases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from svh_core import DisclosedCase, Table
from svh_funders.read import Added, count, part

DOMAINS: Final = ("WHAT", "WHO", "HOW", "HOW_LONG")
STANDINGS: Final = ("own", "together", "represented", "taken_over", "contested")
ANSWERS: Final = ("confirmed", "objected", "open")


def _decisions(*line: str) -> Callable[[DisclosedCase], Added]:
    def rows(case: DisclosedCase) -> Added:
        for domain in DOMAINS:
            told = part(case.views, "figures", *line, "domains", domain)
            for standing in STANDINGS:
                yield {"domain": domain, "standing": standing}, count(told.get(standing))

    return rows


def _answers(case: DisclosedCase) -> Added:
    for domain in DOMAINS:
        told = part(case.views, "figures", "domains", domain, "answered")
        for answer in ANSWERS:
            yield {"domain": domain, "answer": answer}, count(told.get(answer))


_HOW_TO_READ: Final = {
    "en": " The five rows of a domain are of all its decisions together; domains are not added up. Taking over can be "
    "right, and a number says nothing of how good a decision was.",
    "nl": " De vijf regels van een onderwerp zijn samen alle beslissingen daarover. Tel de onderwerpen niet bij elkaar "
    "op. Een getal zegt niet hoe goed een beslissing was.",
}


def _table(name: str, *line: str, en: str, nl: str) -> Table:
    return Table(
        name=name,
        says={"en": en + _HOW_TO_READ["en"], "nl": nl + _HOW_TO_READ["nl"]},
        columns={"domain": DOMAINS, "standing": STANDINGS},
        of="sum",
        unit="decisions",
        rows=_decisions(*line),
    )


TABLES: Final = (
    _table(
        "decisions",
        en="Decisions of residents and their groups in the period, by what they are about and how they were taken. "
        "Those under a legal measure, and those from another system, stand apart.",
        nl="Beslissingen van inwoners en hun groepen in de periode: waarover ze gaan, en hoe ze zijn genomen. Wat "
        "onder een maatregel van de wet viel, staat apart. Wat uit een ander systeem komt ook.",
    ),
    _table(
        "decisions_under_measure",
        "under_measure",
        en="The same, of decisions that were taken while a legal measure limited them.",
        nl="Hetzelfde, van beslissingen die onder een maatregel van de wet vielen.",
    ),
    _table(
        "decisions_imported",
        "imported",
        en="The same, of decisions that were read in from another system.",
        nl="Hetzelfde, van beslissingen die uit een ander systeem komen.",
    ),
    Table(
        name="answers",
        says={
            "en": "Decisions of the first of these tables that another took or wrote down, by what the resident said "
            "of them since. The three rows of a domain are of all of these together. To object is a right and "
            "no fault; who says nothing need not agree.",
            "nl": "Beslissingen uit de eerste van deze tabellen die een ander nam of opschreef: wat de inwoner ervan "
            "zei. De drie regels van een onderwerp zijn samen al deze beslissingen. Het er niet mee eens zijn mag. Wie "
            "niets zegt, hoeft het er niet mee eens te zijn.",
        },
        columns={"domain": DOMAINS, "answer": ANSWERS},
        of="sum",
        unit="decisions",
        rows=_answers,
    ),
)
