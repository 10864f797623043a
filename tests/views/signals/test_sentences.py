"""Every signal has a sentence in both languages, kindly said."""

from __future__ import annotations

import re

import pytest

from svh_core.views.settings import DEFAULTS, NUMBERS, UNITS
from svh_core.views.signals import SIGNALS
from svh_core.views.sources import cited

from .days import end_of, look, meets, told

NEVER = ("casus", "dossier", "te laat", "overschreden", "overtreding", "verzuimd", "case file", "too late", "exceeded")
SENTENCES = [
    pytest.param(language, sentence, id=f"{name}-{note or 'first'}-{language}")
    for name, one in SIGNALS.items()
    for note, told_in in one.sentences.items()
    for language, sentence in told_in.items()
]


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_has_a_sentence_of_its_own_in_both_languages(name: str) -> None:
    for told_in in SIGNALS[name].sentences.values():
        assert set(told_in) == {"nl", "en"}
        assert told_in["nl"] != told_in["en"]
    assert "" in SIGNALS[name].sentences


ORDERS = {
    "nl": r"\b(moet(en)?|dient|dien(en)?|verplicht|hoort te|horen te|graag)\b",
    "en": r"\b(must|should|shall|ought|has to|have to|you need to|please|required)\b",
}
VERBS = {  # an order begins with one of these; no sentence of a signal does
    "nl": "bedenk bekijk bel bespreek beslis bevestig denk doe ga geef kies kijk laat lees maak meet neem nodig plan "
    "praat regel schrijf spreek stel stop vertel vraag wacht zeg zoek zorg",
    "en": "add ask answer arrange call check choose confirm decide do explain find get give go hold look make meet "
    "plan review say see set stop talk tell write",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_is_no_order(language: str, sentence: str) -> None:
    assert not re.search(ORDERS[language], sentence.lower())
    begins = {part.split()[0].lower() for part in re.split(r"(?<=[.?;])\s+", sentence)}
    assert not begins & set(VERBS[language].split())


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_says_where_it_comes_from(name: str) -> None:
    one = SIGNALS[name]
    assert one.items
    assert set(one.items) <= set(range(1, 100))
    for language in ("nl", "en"):
        assert re.search(r"\((items?|punt|punten) [0-9, ]+\)$", cited(one.items, language))
    number = one.number_in(DEFAULTS)
    if number is not None:
        assert number.value > 0
        assert number.unit in UNITS
        assert all(number.source[language] for language in ("nl", "en"))


def test_a_number_that_an_organisation_may_set_is_used_by_a_signal_and_said_in_its_sentence() -> None:
    assert {one.number for one in SIGNALS.values() if isinstance(one.number, str)} == set(NUMBERS)
    for one in SIGNALS.values():
        says_a_number = re.search(r"\b(two|\d+|six-weekly)\b", one.sentences[""]["en"])
        if isinstance(one.number, str) and says_a_number:
            assert all("{number}" in told for told in one.sentences["set"].values()), one.id


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_is_whole_and_blames_nobody(language: str, sentence: str) -> None:
    assert re.fullmatch(r"[A-ZÉ].*[.?]", sentence), (language, sentence)
    assert not re.search(r"\bnl:|\bwith \w+:|  ", sentence)
    for never in NEVER:
        assert never not in sentence.lower()


def test_no_two_signals_say_the_same() -> None:
    said = [param.values for param in SENTENCES]
    assert len(set(said)) == len(said)


def test_a_look_speaks_the_language_it_is_asked_in() -> None:
    story = told(meets("2017-03-01", "noor"))
    for language in ("nl", "en"):
        hits = look(story).signals(language, as_of=end_of("2017-03-01"), also=["all"])
        assert hits
        for hit in hits:
            assert hit.sentence in {told_in[language] for told_in in SIGNALS[hit.id].sentences.values()}
