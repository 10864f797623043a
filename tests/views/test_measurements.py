"""What was measured, subjective first, over the moments; which way is better is said, and a correction leaves out."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from svh_core import NotPermitted, Viewer
from svh_core.testing import says
from svh_core.views.measurements import measurements_in_words

from .courses import ARTS, AUDITOR, MILA, Course, Line, lets_know, on


def measures(instrument: str, moment: str, by: str = "resident", **scores: float) -> Line:
    """A questionnaire was filled in."""
    told = {"instrument": instrument, "moment": moment, "filled_in_by": by, "scores": json.dumps(scores)}
    return says("measurement.recorded", "noor", **told)


COURSE: Final = (
    *on(
        "02-06",
        says("case.opened", "mila", resident="mila", name="Mila", method="support_group"),  # 1
        says("monitoring.chosen", "mila", wanted="no"),  # 2
        says("monitoring.chosen", "mila", wanted="yes", every_months=9, how="op papier"),  # 3
        measures("BSI-18", "baseline", global_severity=30, somatization=8),  # 4
        measures("own-list", "baseline", sleep=4),  # 5
        measures("NEL", "baseline", total=2.9, connectedness=3.5),  # 6
        measures("NEL", "baseline", total=1.1),  # 7: the wrong paper
        says("entry.corrected", "noor", entry=7, wrong="person"),  # 8
        measures("MANSA", "baseline", total=4),  # 9
    ),
    *on(
        "05-06",
        measures("nel", "months_18", total=3.4, connectedness=3.5),  # 10
        measures("NEL", "months_9", total=3.1),  # 11
        measures("BSI-18", "months_9", by="professional", global_severity=24),  # 12
        measures("MANSA", "months_9", total=60),  # 13: a sum, where it was a mean
        measures("own-list", "other", sleep=6.5),  # 14
        says("outcome.recorded", "mila", area="home", change="ik woon op mezelf", kind="independent_living"),  # 15
        says("outcome.recorded", "mila", area="social", change="een vriend erbij"),  # 16
    ),
)


@pytest.fixture(scope="module")
def course() -> Course:
    return Course(*COURSE)


def told(course: Course, viewer: Viewer = MILA, **clocks: Any) -> dict[str, Any]:
    with course.seen_by(viewer) as look:
        return look.measurements(**clocks)


def read(course: Course, language: str = "nl", viewer: Viewer = MILA, **clocks: Any) -> list[str]:
    with course.seen_by(viewer) as look:
        return list(measurements_in_words(look.seen(**clocks), language))


def test_item_090_subjective_first_then_what_others_count_then_what_is_not_known(course: Course) -> None:
    measured = told(course)["instruments"]
    assert [(one["instrument"], one["known"], one["priority"]) for one in measured] == [
        ("NEL", True, "crucial"),
        ("MANSA", True, "crucial"),
        ("BSI-18", True, "important"),
        ("own-list", False, None),
    ]


def test_item_055_each_over_its_moments_without_what_was_put_right(course: Course) -> None:
    nel = told(course)["instruments"][0]
    assert [(one["entry"], one["moment"], one["scores"]) for one in nel["measurements"]] == [
        (6, "baseline", {"total": 2.9, "connectedness": 3.5}),
        (11, "months_9", {"total": 3.1}),
        (10, "months_18", {"total": 3.4, "connectedness": 3.5}),
    ]
    total, connectedness = nel["scales"]
    assert (total["scale"], total["direction"], total["change"]) == ("total", "higher_is_better", "up")
    assert [one["score"] for one in total["values"]] == [2.9, 3.1, 3.4]
    assert connectedness["change"] == "same"


def test_lower_is_better_for_symptoms_and_one_score_is_no_change(course: Course) -> None:
    bsi = told(course)["instruments"][2]
    assert [(one["scale"], one["direction"], one["change"]) for one in bsi["scales"]] == [
        ("global_severity", "lower_is_better", "down"),
        ("somatization", "lower_is_better", None),
    ]


def test_a_mean_and_a_sum_are_not_held_against_each_other(course: Course) -> None:
    mansa = told(course)["instruments"][1]
    assert mansa["scales"][0]["change"] == "otherwise"


def test_of_a_questionnaire_that_is_not_known_nothing_is_better(course: Course) -> None:
    own = told(course)["instruments"][3]
    assert [(one["direction"], one["change"]) for one in own["scales"]] == [(None, "up")]


def test_item_085_item_090_monitoring_on_top_and_outcomes_after(course: Course) -> None:
    measured = told(course)
    assert measured["monitoring"] == {
        "entry": 3,
        "at": "2017-02-06T11:00:00Z",
        "wanted": "yes",
        "instruments": None,
        "every_months": 9,
        "how": "op papier",
    }
    assert [(one["entry"], one["area"], one["change"], one["kind"]) for one in measured["outcomes"]] == [
        (15, "home", "ik woon op mezelf", "independent_living"),
        (16, "social", "een vriend erbij", None),
    ]


def test_in_words_with_numbers_as_the_language_writes_them(course: Course) -> None:
    assert read(course) == [
        "Vragenlijsten",
        "Vragenlijsten: ja",
        "Elke 9 maanden",
        "Hoe: “op papier”",
        "",
        "NEL: eigen kracht",
        "  6 februari 2017, aan het begin, ingevuld door de eigenaar: total 2,9, connectedness 3,5",
        "  6 mei 2017, na negen maanden, ingevuld door de eigenaar: total 3,1",
        "  6 mei 2017, na achttien maanden, ingevuld door de eigenaar: total 3,4, connectedness 3,5",
        "  total: van 2,9 naar 3,4. Het werd hoger.",
        "  connectedness: van 3,5 naar 3,5. Het bleef gelijk.",
        "  Hoger is beter.",
        "",
        "MANSA: hoe fijn het leven is",
        "  6 februari 2017, aan het begin, ingevuld door de eigenaar: total 4",
        "  6 mei 2017, na negen maanden, ingevuld door de eigenaar: total 60",
        "  total: van 4 naar 60. Er is anders geteld. Daarom zegt dit niets.",
        "  Hoger is beter.",
        "",
        "BSI-18: waar iemand last van heeft",
        "  6 februari 2017, aan het begin, ingevuld door de eigenaar: global_severity 30, somatization 8",
        "  6 mei 2017, na negen maanden, ingevuld door een hulpverlener: global_severity 24",
        "  global_severity: van 30 naar 24. Het werd lager.",
        "  Lager is beter.",
        "",
        "own-list",
        "  6 februari 2017, aan het begin, ingevuld door de eigenaar: sleep 4",
        "  6 mei 2017, op een ander moment, ingevuld door de eigenaar: sleep 6,5",
        "  sleep: van 4 naar 6,5. Het werd hoger.",
        "  Wat hoger of lager betekent, is hier niet bekend.",
        "",
        "Wat er in het leven veranderde",
        "  6 mei 2017, wonen: “ik woon op mezelf” Het gaat over zelfstandig wonen.",
        "  6 mei 2017, contact met anderen: “een vriend erbij”",
    ]
    assert "  total: from 2.9 to 3.4. It went up." in read(course, "en")


def test_before_anything_was_chosen_or_measured_that_is_said(course: Course) -> None:
    assert read(course, until=1) == [
        "Vragenlijsten",
        "Nog niet gekozen of er vragenlijsten komen.",
        "Er is nog niets gemeten.",
    ]


def test_some_questionnaires_are_named() -> None:
    course = Course(
        COURSE[0],
        says("monitoring.chosen", "mila", on="2017-02-07T10:00:00Z", wanted="some", instruments=["NEL", "MANSA"]),
    )
    assert "Welke: NEL en MANSA" in read(course)


def test_only_to_whom_the_measurements_are_wholly_open() -> None:
    with pytest.raises(NotPermitted, match=r"^the measurements are not for this viewer$"):
        told(Course(*COURSE, *on("06-05", lets_know("arts", "care"))), ARTS)
    opened = Course(*COURSE, *on("06-05", lets_know("arts", "measures")))
    assert told(opened, ARTS)["outcomes"][0]["change"] == "ik woon op mezelf"


def test_an_auditor_sees_that_it_was_measured_and_no_score(course: Course) -> None:
    measured = told(course, AUDITOR)
    assert [one["scores"] for one in measured["instruments"][1]["measurements"]] == [{"withheld": True}] * 2
    assert measured["instruments"][1]["scales"] == []
    assert measured["outcomes"][0]["area"] == {"withheld": True}
    assert "ingevuld door de eigenaar: (niet met jou gedeeld)" in "\n".join(read(course, viewer=AUDITOR))


def test_what_was_forgotten_stands_as_forgotten() -> None:
    forgetful = Course(*COURSE[:6])
    forgetful.book.privacy.forget("mila", "mila")
    with forgetful.seen_by() as look:
        [bsi, own, nel] = (one for one in sorted(look.measurements()["instruments"], key=lambda o: o["instrument"]))
    assert {json.dumps(one["scores"]) for kept in (bsi, own, nel) for one in kept["measurements"]} == {
        '{"forgotten": true}'
    }


def test_scores_that_an_import_brought_unread_are_shown_as_they_were() -> None:
    course = Course(COURSE[0], measures("NEL", "baseline", total=3) | {"at": "2017-02-07T10:00:00Z"})
    told_elsewhere = says("measurement.recorded", "noor", on="2017-02-08T10:00:00Z", source="paper", instrument="NEL")
    told_elsewhere["data"] |= {"moment": "months_9", "filled_in_by": "resident", "scores": "niet te lezen"}
    imported = Course(COURSE[0], told_elsewhere)
    assert told(imported)["instruments"][0]["measurements"][0]["scores"] == "niet te lezen"
    assert "ingevuld door de eigenaar: “niet te lezen”" in "\n".join(read(imported))
    assert told(course)["instruments"][0]["scales"][0]["change"] is None
