"""Dutch and English tell every event, every value, and never the words that do not belong here."""

from __future__ import annotations

import re
import typing
from typing import Any, Literal

import pytest

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import EventKind
from svh_core.views.languages.dutch import DUTCH
from svh_core.views.languages.english import ENGLISH
from svh_core.views.languages.language import Language
from svh_core.views.languages.phrase import Forms

LANGUAGES = pytest.mark.parametrize("language", [DUTCH, ENGLISH], ids=lambda language: language.code)
EVENTS = pytest.mark.parametrize("kind", CORE_RULEBOOK.kinds.values(), ids=lambda kind: kind.name)
PLACE = re.compile(r"\{(\w+)(?:!\w)?\}")


@LANGUAGES
@EVENTS
def test_a_phrase_names_only_people_and_fields_and_what_may_be_left_out_it_can_leave_out(
    language: Language, kind: EventKind
) -> None:
    phrase = language.phrases[kind.name]
    always = re.sub(r"\[[^\]]*\]", "", phrase)
    required = {"by", "entered_by", "resident"} | {field.name for field in kind.fields if not field.optional}
    named = {field.name for field in kind.fields}
    told_beside = {"seen"} if kind.name == "consent.withdrawn" else set()  # who had looked with that consent
    assert set(PLACE.findall(phrase)) <= named | required | told_beside
    assert set(PLACE.findall(always)) <= required
    assert "[" not in always
    assert "]" not in always


@LANGUAGES
@EVENTS
def test_a_phrase_reads_as_a_sentence_with_much_and_with_little(language: Language, kind: EventKind) -> None:
    for fields in (kind.fields, [field for field in kind.fields if not field.optional]):
        places: dict[str, Any] = {field.name: Forms("Mark", "Mark", "Marks") for field in fields}
        people = dict.fromkeys(("by", "entered_by", "resident"), language.you)
        told = language.tell(language.phrases[kind.name], people | places)
        assert not set("{}[]") & set(told), told
        assert told[0].isupper() or told[0] == "“", told
        assert "  " not in told
        assert not re.search(r" [.,:;]|\.\.|, *\.", told), told


@LANGUAGES
@EVENTS
def test_every_choice_of_every_field_has_a_word(language: Language, kind: EventKind) -> None:
    for field in kind.fields:
        choices = field.type if typing.get_origin(field.type) is Literal else typing.get_args(field.type)[:1]
        for choice in typing.get_args(choices[0] if isinstance(choices, tuple) and choices else choices):
            if isinstance(choice, str):
                assert f"{field.name}.{choice}" in language.values or choice in language.values, (field.name, choice)


def test_nobody_is_a_patient_or_a_client_in_english() -> None:
    rules = [rule.sentence_in("en") for rule in CORE_RULEBOOK.rules]
    said = " ".join([*ENGLISH.phrases.values(), *ENGLISH.values.values(), *ENGLISH.says.values(), *rules])
    assert re.findall(r"\b(?:patient|client)s?\b", said, re.IGNORECASE) == []


def test_what_stands_between_brackets_in_a_phrase_loses_its_own() -> None:
    text = "{by} zei iets ({kind}, {how})[ ({where})]: {words} {other}"
    withheld = "(niet met jou gedeeld)"
    told = {
        "by": "Mark",
        "kind": withheld,
        "how": "met de naam",
        "where": withheld,
        "words": "“(zo)”",
        "other": withheld,
    }
    assert DUTCH.tell(text, told) == (
        "Mark zei iets (niet met jou gedeeld, met de naam) (niet met jou gedeeld): “(zo)” (niet met jou gedeeld)."
    )


@LANGUAGES
def test_every_bracket_of_a_phrase_is_closed_in_the_part_that_opens_it(language: Language) -> None:
    for text in (*language.phrases.values(), *language.says.values()):
        assert re.sub(r"\[[^\]]*\]", "", text).count("(") == re.sub(r"\[[^\]]*\]", "", text).count(")"), text
        for part in re.findall(r"\[([^\]]*)\]", text):
            assert part.count("(") == part.count(")"), text


def test_both_languages_have_the_same_texts() -> None:
    assert set(DUTCH.phrases) == set(ENGLISH.phrases) == set(CORE_RULEBOOK.kinds)
    assert set(DUTCH.says) == set(ENGLISH.says)
    assert set(DUTCH.values) == set(ENGLISH.values)


@pytest.mark.parametrize(
    ("name", "owned"),
    [("Mark", "Marks"), ("Anna", "Anna's"), ("Joris", "Joris'"), ("Marie", "Maries"), ("Max", "Max'")],
)
def test_what_somebody_has_in_dutch(name: str, owned: str) -> None:
    assert DUTCH.named(name).owner == owned


def test_words_that_look_like_places_are_left_as_they_are() -> None:
    told = DUTCH.tell("{by} zei: {words}[ en {more}]", {"by": "Mark", "words": "“{by} [x] {more}”", "more": None})
    assert told == "Mark zei: “{by} [x] {more}”"


def test_a_moment_is_told_by_the_clocks_in_amsterdam_winter_and_summer() -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    assert DUTCH.moment(datetime(2017, 1, 31, 23, 30, tzinfo=UTC)) == "1 februari 2017, 00:30"
    assert ENGLISH.moment(datetime(2017, 7, 31, 22, 30, tzinfo=UTC)) == "1 August 2017, 00:30"
