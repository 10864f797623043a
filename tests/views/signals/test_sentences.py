"""Every signal has a sentence in both languages, kindly said."""

from __future__ import annotations

import re

import pytest

from svh_core.views.signals import SIGNALS

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
