"""The words that apps offer: closed lists as their events have them, tags, and questionnaires; in both languages."""

from __future__ import annotations

import json
import typing
from typing import Any

import pytest

from svh_core.cli import main
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.identifiers import what_is_wrong_with_tag
from svh_core.views.instruments import measures_in
from svh_core.views.vocabulary import VOCABULARIES, called, vocabularies_in_json


def listed(name: str) -> list[str]:
    [found] = [one for one in vocabularies_in_json() if one["name"] == name]
    return [one["value"] for one in found["values"]]


def test_item_079_methods_have_tags_that_everybody_writes_the_same() -> None:
    assert {
        "eigen_kracht_conferentie",
        "netwerkcirkel",
        "netwerkcoach",
        "triadekaart",
        "irb",
        "ips",
        "resource_group",
    } <= set(listed("method_tag"))
    assert [value for value in listed("method_tag") if what_is_wrong_with_tag(value)] == []


def test_item_088_chime_has_five_parts() -> None:
    assert listed("chime") == ["connectedness", "hope", "identity", "meaning", "empowerment"]


def test_item_089_life_areas_recovery_and_health_domains() -> None:
    assert listed("recovery") == ["symptomatic", "personal", "societal", "functional"]
    assert len(listed("health_domain")) == 6
    assert {"home", "work", "learning", "social", "intimacy", "money", "meaning"} <= set(listed("life_area"))


def test_item_092_the_ladder_has_six_steps() -> None:
    assert listed("participation_level") == ["1", "2", "3", "4", "5", "6"]


def test_item_067_there_are_four_checkpoints() -> None:
    assert listed("checkpoint") == ["own_lead", "experience", "access", "society"]


def test_a_closed_list_is_that_of_its_event() -> None:
    for one in VOCABULARIES:
        for name in one.fields:
            field = {field.name: field for field in CORE_RULEBOOK.kinds[name].fields}.get(one.name)
            if one.closed:
                assert field is not None
                kept = typing.get_args(field.type)[0] if field.many else field.type
                assert typing.get_args(kept) == one.values


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.name)
def test_every_word_is_told_in_both_languages(vocabulary: Any) -> None:
    for value in vocabulary.values:
        told = called(vocabulary.name, value)
        assert set(told) == {"nl", "en"}
        assert [words for words in told.values() if not words or "_" in words or words.isdecimal()] == []


def test_a_questionnaire_that_is_not_known_measures_nothing_that_is_known() -> None:
    assert measures_in("own-list", "nl") is None


@pytest.mark.parametrize("command", ["vocabulary", "instruments"])
def test_the_commands_need_no_casebook(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == f"svh.{command}/1"
    for language, expected in (
        ("nl", {"vocabulary": "  hope: hoop", "instruments": "NEL: eigen kracht"}),
        ("en", {"vocabulary": "  hope: hope", "instruments": "NEL: empowerment"}),
    ):
        assert main([command, "--lang", language]) == 0
        assert expected[command] in capsys.readouterr().out


def test_item_055_instruments_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instruments", "--json"]) == 0
    told = {one["instrument"]: one for one in json.loads(capsys.readouterr().out)["instruments"]}
    assert list(told) == ["NEL", "MANSA", "I.ROC", "WHODAS-2.0", "BSI-18", "TiC-P"]
    assert told["NEL"]["scales"][0] == {
        "scale": "total",
        "direction": "higher_is_better",
        "ranges": [{"low": 1, "high": 5, "how": "mean"}, {"low": 40, "high": 200, "how": "sum"}],
    }
    assert told["TiC-P"]["scales"][0]["ranges"] == [{"low": 0, "high": None, "how": "amount"}]
    assert told["BSI-18"]["measures"] == {"nl": "waar iemand last van heeft", "en": "burden of symptoms"}
