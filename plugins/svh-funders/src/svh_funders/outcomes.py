"""What changed in the lives of residents, only where they want that to be followed; what they say themselves is first.

Nothing here tells why something changed. Distance, stopping and doing without help are never counted as going worse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from svh_core import DisclosedCase, Table
from svh_funders.read import Added, numbers_in, part, parts

SCALES: Final = {"NEL": "total", "MANSA": "total", "I.ROC": "total", "WHODAS-2.0": "total", "BSI-18": "global_severity"}
"""Each questionnaire with its one scale over all questions. The first three ask what somebody finds themselves."""

ASKS: Final = {
    "NEL": ("empowerment", "eigen kracht"),
    "MANSA": ("quality of life", "hoe fijn het leven is"),
    "I.ROC": ("personal recovery", "het eigen herstel"),
    "WHODAS-2.0": ("difficulty in daily functioning", "wat lastig is in het leven van elke dag"),
    "BSI-18": ("burden of symptoms", "waar iemand last van heeft"),
}

CHANGES: Final = ("better", "same", "worse", "counted_otherwise", "first_time")
WHAT: Final = (
    "independent_living",
    "home",
    "paid_work",
    "voluntary_work",
    "work",
    "learning",
    "money",
    "social",
    "admissions",
    "other",
)
AREAS: Final = ("home", "work", "learning", "money", "social", "admissions", "other")
_KINDS: Final = {("home", "independent_living"), ("work", "paid_work"), ("work", "voluntary_work")}
_BETTER: Final = {"higher_is_better": "up", "lower_is_better": "down"}
_NOT_OF_A_NAME: Final = re.compile("[^a-z0-9]")


def _measured(name: str) -> Callable[[DisclosedCase], Added]:
    def rows(case: DisclosedCase) -> Added:
        for told in parts(case.views.get("measurements"), "instruments"):
            if told.get("instrument") == name and _wants(case, name):
                change = _change(case, told, SCALES[name])
                if change is not None:
                    yield {"change": change}, 1

    return rows


def _change(case: DisclosedCase, told: Mapping[str, Any], scale: str) -> str | None:
    """From the first time to the last, where that was in the period and the resident filled in both."""
    own = {one.get("entry") for one in parts(told, "measurements") if one.get("filled_in_by") == "resident"}
    scales = [one for one in parts(told, "scales") if one.get("scale") == scale]
    values = parts(scales[0], "values") if scales else ()
    if not values or {values[0].get("entry"), values[-1].get("entry")} - own:
        return None
    if values[-1].get("entry") not in numbers_in(case, "measurement.recorded"):
        return None
    return _change_said(scales[0].get("change"), scales[0].get("direction"))


def _change_said(change: object, direction: object) -> str:
    if change is None:
        return "first_time"
    if change not in {"up", "down"}:
        return "same" if change == "same" else "counted_otherwise"
    return "better" if _BETTER.get(str(direction)) == change else "worse"


def _outcomes(case: DisclosedCase) -> Added:
    happened = numbers_in(case, "outcome.recorded")
    for told in parts(case.views.get("measurements"), "outcomes") if _chosen(case).get("wanted") == "yes" else ():
        area, kind = told.get("area"), told.get("kind")
        if told.get("entry") in happened and isinstance(area, str) and area in AREAS:
            yield {"what": str(kind) if (area, kind) in _KINDS else area}, 1


def _wants(case: DisclosedCase, instrument: str) -> bool:
    """Whether the resident said yes to being followed, or to this questionnaire."""
    chosen = _chosen(case)
    some = chosen.get("instruments")
    named = {_plain(one) for one in some} if isinstance(some, list | tuple) else set()
    return chosen.get("wanted") == "yes" or (chosen.get("wanted") == "some" and _plain(instrument) in named)


def _chosen(case: DisclosedCase) -> Mapping[str, Any]:
    """What the resident chose last."""
    return part(case.views, "measurements", "monitoring")


def _plain(name: object) -> str:
    """The name of a questionnaire, however it is spelled."""
    return _NOT_OF_A_NAME.sub("", str(name).lower())


def _of_questionnaire(name: str) -> Table:
    return Table(
        name=f"measured_{_plain(name)}",
        says={
            "en": f"Residents who want to be followed with the {name} ({ASKS[name][0]}), filled it in themselves and "
            "did so in the period: their last answers beside their first. It tells nothing of why.",
            "nl": f"Inwoners die deze vragenlijst willen, en hem in de periode zelf invulden. Hij gaat over "
            f"{ASKS[name][1]}. De laatste keer staat naast de eerste keer. Het zegt niet waardoor het komt.",
        },
        columns={"change": CHANGES},
        rows=_measured(name),
    )


TABLES: Final = (
    *map(_of_questionnaire, SCALES),
    Table(
        name="outcomes",
        says={
            "en": "Support groups in which something changed in the resident's life in the period, of residents who "
            "said yes to being followed. It tells that something changed, and not whether it was for the better or "
            "why.",
            "nl": "Steungroepen waarin in de periode iets veranderde in het leven van de inwoner. Alleen van inwoners "
            "die ja zeiden tegen vragen over hoe het gaat. Het zegt dát er iets veranderde, en niet of het beter is "
            "of waardoor.",
        },
        columns={"what": WHAT},
        rows=_outcomes,
    ),
)
