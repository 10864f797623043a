"""Questionnaires: what a score can be, and that it is asked at the door only; never a score in an error."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from svh_core import Casebook, Malformed, MeasurementRecorded, Plain, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.instruments import INSTRUMENTS, instrument_of
from svh_core.domain.scores import check_scores, scores_in
from svh_core.domain.words import FORGOTTEN
from svh_core.log.script import ScriptReader
from svh_core.testing import says
from svh_core.testing.scenarios import given

AT: Final = "2017-02-06T12:00:00+01:00"


def measured(scores: str, instrument: str = "NEL") -> MeasurementRecorded:
    """A questionnaire was filled in."""
    return MeasurementRecorded(instrument=instrument, moment="baseline", filled_in_by="resident", scores=scores)


def line(scores: Any, instrument: str = "NEL", **more: Any) -> dict[str, Any]:
    """The same as a line of a script."""
    told = {"instrument": instrument, "moment": "baseline", "filled_in_by": "resident", "scores": scores}
    return says("measurement.recorded", "noor", **({"on": AT} | more | told))


def wrong(instrument: str, scores: str) -> Malformed | None:
    try:
        check_scores(instrument, scores, "data.scores")
    except Malformed as error:
        return error
    return None


@pytest.fixture
def book() -> Casebook:
    book = Casebook.in_memory(clock=lambda: datetime(2017, 2, 7, tzinfo=UTC))
    opens = says("case.opened", "mila", on="2017-02-06T10:00:00+01:00", resident="mila", method="ract")
    book.record_all([ScriptReader(CORE_RULEBOOK).read(json.dumps(opens).encode())])
    return book


# What the sources say a score can be (the questions times the lowest and the highest answer), written out by hand.


@pytest.mark.parametrize(
    ("instrument", "scale", "fits", "not_so"),
    [
        ("NEL", "total", [1, 3.4, 5, 40, 200], [0, 0.9, 5.1, 6, 39, 201]),
        ("NEL", "social_support", [1, 5, 7, 35], [0, 5.5, 36]),
        ("NEL", "confidence_and_purpose", [1, 5, 12, 60], [0.5, 6, 61]),
        ("MANSA", "total", [1, 7, 12, 84], [0, 8, 85]),
        ("MANSA", "life_as_a_whole", [1, 7], [0, 8, 12]),
        ("I.ROC", "total", [1, 6, 12, 72], [0, 7, 73]),
        ("I.ROC", "home", [1, 6, 18], [0, 19]),
        ("WHODAS-2.0", "total", [0, 100, 180], [-1, 181]),
        ("WHODAS-2.0", "mobility", [0, 100], [-0.1, 101]),
        ("BSI-18", "global_severity", [0, 72], [-1, 73]),
        ("BSI-18", "anxiety", [0, 24], [-1, 25]),
        ("TiC-P", "days", [0, 365], [-1]),
    ],
)
def test_item_055_item_090_a_score_fits_its_scale(
    instrument: str, scale: str, fits: list[float], not_so: list[float]
) -> None:
    assert [score for score in fits if wrong(instrument, json.dumps({scale: score}))] == []
    assert [score for score in not_so if not wrong(instrument, json.dumps({scale: score}))] == []


def test_item_090_what_is_subjective_is_crucial_and_comes_first() -> None:
    assert [(one.name, one.priority) for one in INSTRUMENTS.values()] == [
        ("NEL", "crucial"),
        ("MANSA", "crucial"),
        ("I.ROC", "crucial"),
        ("WHODAS-2.0", "important"),
        ("BSI-18", "important"),
        ("TiC-P", "important"),
    ]


def test_the_six_scales_of_the_nel_have_its_forty_questions() -> None:
    sums = [scale.ranges[1].high for scale in INSTRUMENTS["NEL"].scales if scale.name != "total"]
    assert len(sums) == 6
    assert sum(high for high in sums if high is not None) == 40 * 5


@pytest.mark.parametrize("spelled", ["I.ROC", "iroc", "I-ROC", "i.roc"])
def test_a_questionnaire_is_known_however_it_is_spelled(spelled: str) -> None:
    known = instrument_of(spelled)
    assert known is not None
    assert known.name == "I.ROC"


def test_whodas_is_known_with_and_without_its_version() -> None:
    assert instrument_of("WHODAS") is instrument_of("WHODAS-2.0") is INSTRUMENTS["WHODAS-2.0"]


def test_a_scale_that_is_not_known_stays_within_the_widest_of_its_questionnaire() -> None:
    assert wrong("NEL", '{"item-7": 200}') is None
    assert wrong("NEL", '{"item-7": 201}') is not None
    assert wrong("TiC-P", '{"nights": 4000}') is None


def test_of_a_questionnaire_that_is_not_known_only_numbers_are_asked() -> None:
    assert wrong("own-list", '{"sleep": -3e8}') is None
    assert wrong("own-list", '{"sleep": "good"}') is not None


@pytest.mark.parametrize(
    "scores",
    [
        "it went well",
        "3.4",
        "[3.4]",
        "null",
        "{}",
        '{"": 3}',
        '{"total": true}',
        '{"total": null}',
        '{"total": "3"}',
        '{"total": {"a": 3}}',
        '{"total": NaN}',
        '{"total": Infinity}',
        '{"total": 1e999}',
        '{"total": 3, "total": 4}',
        '{"total": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"total": 3',
    ],
)
def test_what_is_no_object_of_finite_numbers_is_none(scores: str) -> None:
    assert scores_in(scores) is None
    assert wrong("own-list", scores) is not None


# The door.


@pytest.mark.parametrize("scores", ['{"total": 77}', '{"k-canary": 99999}', "k-canary", '{"total": "k-canary"}'])
@pytest.mark.parametrize("instrument", ["MANSA", "BSI-18"])
def test_at_the_door_a_wrong_score_is_refused_without_being_shown(book: Casebook, instrument: str, scores: str) -> None:
    if (instrument, scores) == ("MANSA", '{"total": 77}'):
        scores = '{"total": 85}'
    event = measured(scores, "BSI-18" if instrument == "BSI-18" and "77" in scores else instrument)
    for call in (
        lambda: book.record("mila", event, by="noor"),
        lambda: book.may("mila", event, by="noor"),
        lambda: ScriptReader(CORE_RULEBOOK).read(json.dumps(line(scores, instrument)).encode()),
    ):
        with pytest.raises(Malformed) as refused:
            call()
        assert refused.value.path == "data.scores"
        told = f"{refused.value} {refused.value.sentence} {refused.value.next}"
        assert not {"canary", "99999", "77", "85"} & set(told.replace('"', " ").split())
        assert "canary" not in told
    assert book.log.load("mila").number == 1


def test_a_right_score_is_recorded_and_read_back_as_it_was_written(book: Casebook) -> None:
    book.record("mila", measured('{"total": 3.40}'), by="noor")
    with book.looking("mila", viewer=Viewer("mila"), purpose="reading") as look:
        assert look.trail()[-1]["data"]["scores"] == '{"total": 3.40}'


def test_an_import_takes_what_was_written_down_elsewhere(book: Casebook) -> None:
    importer = ScriptReader(CORE_RULEBOOK, importing=True)
    for scores in ('{"total": 6}', "unreadable on the paper", {"forgotten": True}):
        book.record_all([importer.read(json.dumps(line(scores)).encode())])
    assert book.log.load("mila").number == 4


def test_words_that_were_forgotten_are_not_looked_at() -> None:
    gone = MeasurementRecorded(instrument="NEL", moment="baseline", filled_in_by="resident", scores=Plain(FORGOTTEN))
    gone.check_at_the_door()


def test_what_an_app_says_comes_from_elsewhere_is_an_import_too(book: Casebook) -> None:
    book.record("mila", measured('{"total": 6}'), by="noor", source="paper-2016")
    assert book.log.load("mila").number == 2


def test_a_log_that_holds_a_wrong_score_replays_and_is_found_clean() -> None:
    scenario = given(says("case.opened", "mila", resident="mila", method="ract"))
    scenario.when(line("no score", source="paper")).accepted()
