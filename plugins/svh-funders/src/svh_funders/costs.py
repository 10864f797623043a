"""What goes into a weighing of costs and benefits: how often help changed, and days of stays. Prices are the reader's.

The hours by law and the changes of housing stand in their own tables. Less help is no success and more is no failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from svh_core import DisclosedCase, Table
from svh_funders.read import Added, day_of, numbers_in, part, parts

KINDS: Final = {
    "treatment": ("treatment",),
    "guidance": ("guidance", "home_support", "reachable_24_7"),
    "peer": ("peer_support", "peer_course", "wrap_course"),
    "other": ("supported_work", "rehabilitation", "other"),
}
"""Kinds of help that are priced alike."""

COURSES: Final = ("arranged", "down", "up", "handed_over", "ended")
GUIDE: Final = {"admission": 18, "respite": 14}
"""In days: how long an admission at most lasts in intensive care nearby (HIC), and a stay in a respite house."""

_KIND_OF: Final = {kind: group for group, kinds in KINDS.items() for kind in kinds}
_CARE: Final = ("care.arranged", "care.scaled_down", "care.scaled_up", "care.handed_over", "care.ended")


def _help(case: DisclosedCase) -> Added:
    happened = numbers_in(case, *_CARE)
    for care in parts(case.views.get("care"), "care"):
        kind = _KIND_OF.get(str(care.get("kind")), "other")
        for number, course in _course_of(care):
            if number in happened:
                yield {"kind": kind, "course": course}, 1


def _course_of(care: Mapping[str, Any]) -> Iterator[tuple[object, str]]:
    for level in parts(care, "levels"):
        if level.get("change") in COURSES:
            yield level.get("entry"), str(level["change"])
    for piece in parts(care, "handed_over"):
        yield piece.get("entry"), "handed_over"
    yield part(care, "ended").get("entry"), "ended"


def _days_of(kind: str) -> Callable[[DisclosedCase], Added]:
    """The days of stays that ended in the period: so each day is counted in one period, whenever the stay began."""

    def rows(case: DisclosedCase) -> Added:
        for entry in case.of(f"{kind}.ended"):
            stay = part(case.views, "state", "stays", str(entry.data.get("stay")))
            begun, ended = day_of(stay.get("begun_at")), day_of(stay.get("ended_at"))
            if begun is not None and ended is not None and ended >= begun:
                length = "longer" if (ended - begun).days > GUIDE[kind] else "within_guide"
                yield {"length": length}, (ended - begun).days + 1

    return rows


def _of_stays(kind: str, *, en: str, nl: str) -> Table:
    return Table(
        name=f"{kind}_days",
        says={
            "en": f"{en} that ended in the period, by how long they lasted; the first and the last day counted, also "
            f"those of before it. The guideline is {GUIDE[kind]} days. A longer stay is nobody's fault.",
            "nl": f"{nl} die in de periode eindigden, naar hoe lang het duurde. De eerste en de laatste dag tellen "
            f"mee, ook als het eerder begon. De richtlijn is {GUIDE[kind]} dagen. Langer is niemands fout.",
        },
        columns={"length": ("within_guide", "longer")},
        of="sum",
        unit="days",
        rows=_days_of(kind),
    )


TABLES: Final = (
    Table(
        name="help",
        says={
            "en": "How often help began, became less or more, passed to somebody of the group or ended in the period, "
            "by kind of help. Of support groups whose resident opened the care. Less is no success and more is no "
            "failure.",
            "nl": "Hoe vaak hulp in de periode begon of stopte, en hoe vaak die minder of meer werd. En hoe vaak een "
            "stukje hulp naar iemand uit de groep ging. Van steungroepen waarvan de inwoner de hulp laat zien. Minder "
            "is geen succes, en meer is geen mislukking.",
        },
        columns={"kind": tuple(KINDS), "course": COURSES},
        of="sum",
        unit="times",
        rows=_help,
    ),
    _of_stays("admission", en="Days of admissions", nl="Dagen van opnames"),
    _of_stays("respite", en="Days of stays in a respite house", nl="Dagen in een respijthuis"),
)
