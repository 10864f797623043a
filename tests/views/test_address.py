"""An organisation that says "u" reads no "je": in what the library says, and never in what a person said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import pytest

from svh_core import Casebook, Settings, Viewer
from svh_core.cli import main
from svh_core.domain.goals import GoalSet
from svh_core.domain.opening import CaseOpened
from svh_core.views.languages.address import _WITH_U, in_u
from svh_core.views.languages.dutch import DUTCH, DUTCH_WITH_U
from svh_core.views.page.texts import TEXTS
from svh_core.views.signals import SIGNALS

SAYS_JE: Final = re.compile(r"\b(je|jij|jou|jouw|jezelf|jijzelf)\b", re.IGNORECASE)
_SAME: Final = "aan als besluit dan dat die en kunt liet maar met nadat of over terwijl van voor voordat wat waaraan"
NO_VERBS: Final = frozenset([*_SAME.split(), "wanneer", "wie"])
"""Words before "je" that stay as they are before "u": no verbs, or verbs that end the same."""


def texts() -> list[str]:
    signals = [text["nl"] for signal in SIGNALS.values() for text in signal.sentences.values()]
    page = TEXTS["nl"]
    told = [*page.says.values(), *page.capacities.values(), *page.limits]
    told += [text for pair in (*page.owner_can, *page.others_can) for text in pair]
    return [*signals, *told, *DUTCH.phrases.values(), *DUTCH.says.values()]


@pytest.mark.parametrize(
    ("je", "u"),
    [
        ("Je hebt nog geen kopie.", "U hebt nog geen kopie."),
        ("Heb je dat gezegd?", "Hebt u dat gezegd?"),
        ("Dan kun je zeggen dat jij het wilt.", "Dan kunt u zeggen dat u het wilt."),
        ("De eigenaar, dat ben jij.", "De eigenaar, dat bent u."),
        ("Jouw groep kwam samen zonder jou.", "Uw groep kwam samen zonder u."),
        ("Jijzelf en de mensen van jezelf.", "Uzelf en de mensen van uzelf."),
        ("Kijk je zelf? Liet je iets lezen?", "Kijkt u zelf? Liet u iets lezen?"),
        ("Een jeugdwet is geen jewel.", "Een jeugdwet is geen jewel."),
    ],
)
def test_a_text_is_turned(je: str, u: str) -> None:
    assert in_u(je) == u


def test_no_text_says_je_once_it_is_turned() -> None:
    assert [text for text in texts() if SAYS_JE.search(in_u(text))] == []
    assert any(SAYS_JE.search(text) for text in texts())


def test_every_word_before_je_is_known_to_be_a_verb_or_none() -> None:
    before = {found[1].lower() for text in texts() for found in re.finditer(r"(\w+) (?:je|jij)\b", text)}
    assert before <= NO_VERBS | set(_WITH_U)


def test_the_language_with_u_differs_in_nothing_else() -> None:
    assert DUTCH_WITH_U.code == DUTCH.code
    assert DUTCH_WITH_U.values == DUTCH.values
    assert set(DUTCH_WITH_U.phrases) == set(DUTCH.phrases)


def test_the_trail_and_the_signals_say_u_and_leave_a_persons_words_alone() -> None:
    with Casebook.in_memory(settings=Settings(address="u")) as book:
        book.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila", entered_by="noor")
        book.record("mila", GoalSet(goal="rust", horizon="short", words="Ik wil dat je luistert."), by="mila")
        with book.looking("mila", viewer=Viewer("mila"), purpose="reading") as look:
            told = [line["sentence"] for line in look.trail()]
            english = [line["sentence"] for line in look.trail("en")]
    assert told[0] == "U begon een steungroep (Samen voor Herstel) en werd er eigenaar van."
    assert "“Ik wil dat je luistert.”" in told[1]
    assert english[0].startswith("You began")


def test_the_commands_take_it_from_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.toml").write_text('[language]\naddress = "u"\n', encoding="utf-8")
    monkeypatch.setenv("SVH_DB", str(tmp_path / "casebook.db"))
    with Casebook.create(tmp_path / "casebook.db") as book:
        book.record("mila", CaseOpened(resident="mila", method="support_group"), by="mila")
    ask = ["trail", "mila", "--as", "mila", "--lang", "nl", "--json"]
    assert main(ask) == 0
    assert json.loads(capsys.readouterr().out)["entries"][0]["sentence"].startswith("Je begon")
    monkeypatch.setenv("SVH_SETTINGS", str(tmp_path / "settings.toml"))
    assert main(ask) == 0
    assert json.loads(capsys.readouterr().out)["entries"][0]["sentence"].startswith("U begon")
    assert main(["copy", "mila", "--as", "mila", "-o", str(tmp_path / "copy")]) == 0
    page = next((tmp_path / "copy").glob("*nl*.html")).read_text(encoding="utf-8")
    assert "De eigenaar, dat bent u." in page
    assert not SAYS_JE.search(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
