"""Words are told on one line and opened once; a phrase says its own text to the letter."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from svh_core import Casebook, CaseOpened, GoalRephrased, GoalSet, NotPermitted, Viewer
from svh_core.testing import given, says
from svh_core.views.languages.dutch import DUTCH
from svh_core.views.languages.phrase import Forms, phrase
from svh_core.views.look import Look
from svh_core.views.telling import one_line

TURN_TEXT = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_no_letter_of_words_drives_a_terminal_or_passes_for_another_line() -> None:
    for number in range(0x3100):
        letter = chr(number)
        drives = unicodedata.category(letter) == "Cc" or letter in TURN_TEXT
        shown = " " if drives or letter.isspace() else letter
        assert one_line(f"a{letter}b") == f"a{shown}b", hex(number)


@pytest.mark.parametrize("words", ["  a  b ", "a\n\nb", "a \u00a0\t b", "a\u2028b"])
def test_between_words_stands_one_space(words: str) -> None:
    assert one_line(words) == "a b"
    assert DUTCH.tell("zo: {words}", {"words": words}) == "Zo: a b."


def test_a_phrase_says_its_own_text_to_the_letter() -> None:
    mark = Forms("Mark", "Mark", "Marks")
    assert DUTCH.tell("100% van {by!p} %s[ en {more}%]", {"by": mark, "more": "5"}) == "100% van Marks %s en 5%."
    assert DUTCH.tell("{gone} zei iets", {}) == "{gone} zei iets."
    assert phrase("[a {by!o}] {by} {words}").places == ("by", "words")


def test_a_role_that_begins_a_sentence_begins_with_a_capital_and_an_identifier_stays_as_it_is() -> None:
    scenario = given(
        says("case.opened", "mila", resident="mila", method="support_group"),
        *(
            says(
                "disclosure.refused",
                who,
                recipient=who,
                capacity="organisation",
                purpose="care",
                categories=(),
                why="no_consent",
            )
            for who in ("operator", "vreemde")
        ),
    )
    look = Look("mila", scenario.entries, reader="mila", reveal=lambda *_: None)
    told = [line["sentence"] for line in look.trail("nl")[1:]]
    assert [sentence.partition(" vroeg")[0] for sentence in told] == ["Wie het systeem beheert", "vreemde"]


def test_in_one_trail_each_word_is_opened_once() -> None:
    scenario = given(
        says("case.opened", "mila", resident="mila", name="Mila", method="support_group"),
        says("goal.set", "mila", goal="rust", horizon="short", words="Ik wil rust"),
        says("goal.progress_reviewed", "mila", goal="rust", going="nearer"),
        says("goal.achieved", "mila", goal="rust"),
    )
    opened: list[tuple[Any, ...]] = []

    def reveal(token: str, number: int | None, path: str | None) -> Any:
        opened.append((token, number, path))
        return "Ik wil rust"

    told = Look("mila", scenario.entries, reader="mila", reveal=reveal).trail("nl")
    assert sum("“Ik wil rust”" in line["sentence"] for line in told) == 3
    assert len(opened) == len(set(opened))


def test_a_trail_that_is_read_on_after_the_look_opens_no_more_words() -> None:
    with Casebook.in_memory() as book:
        book.record("mila", CaseOpened(resident="mila", name="Mila", method="support_group"), by="mila")
        book.record("mila", GoalSet(goal="rust", horizon="short", words="Ik wil rust"), by="mila")
        book.record("mila", GoalRephrased(goal="rust", words="Ik wil slapen"), by="mila")
        with book.looking("mila", viewer=Viewer("mila"), purpose="reading") as look:
            lines = look.trail_in_words("nl")
            assert any("Ik wil rust" in line for line in lines)
        with pytest.raises(NotPermitted, match="this look is over"):
            list(lines)
