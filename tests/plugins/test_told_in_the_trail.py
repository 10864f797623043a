"""What went by way of a plugin is told so, in plain words, where the resident and the organisation read."""

from __future__ import annotations

import pytest

from svh_core import Casebook, DisclosureMade
from svh_core.domain.proposal import Proposal
from svh_core.sharing.roles import THE_OPERATOR

from .test_following import Clock
from .test_reporting import casebook, counting

BY_WAY_OF = {"en": "By way of svh-count:0.", "nl": "Via svh-count:0."}
IMPORTED = {"en": "From an earlier administration.", "nl": "Uit een eerdere administratie."}


@pytest.fixture
def book() -> Casebook:
    """A casebook of which a report was made for org-1."""
    book = casebook(Clock(), counting())
    book.plugins.report("hours", recipient="org-1", purpose="funding", period="2026")
    return book


def trail(book: Casebook, case: str, language: str) -> str:
    """The trail as the operator reads it."""
    with book.looking(case, viewer=THE_OPERATOR, purpose="reading") as look:
        return "\n".join(look.trail_in_words(language))


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_disclosure_names_the_plugin_it_went_by(book: Casebook, language: str) -> None:
    with book.looking("Zvw-1", viewer=THE_OPERATOR, purpose="reading") as look:
        told = "\n".join(look.disclosures_in_words(language))
    for said in (told, trail(book, "Zvw-1", language), trail(book, "organisation/org-1", language)):
        assert f". {BY_WAY_OF[language]}\n" in f"{said}\n"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_mark_of_a_report_is_no_import(book: Casebook, language: str) -> None:
    [given] = [one for one in book.log.entries("organisation/org-1") if isinstance(one.event, DisclosureMade)]
    assert given.source is not None
    assert IMPORTED[language] not in trail(book, "organisation/org-1", language)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_look_that_was_imported_is_told_as_such_and_names_no_plugin(book: Casebook, language: str) -> None:
    look = DisclosureMade(
        recipient="zus", capacity="member", purpose="care", action="view", categories=("meetings",), basis="own_words"
    )
    book.record_all([Proposal(case="Zvw-1", event=look, by="zus", source="old-register")])
    told = trail(book, "Zvw-1", language)
    assert IMPORTED[language] in told
    assert told.count(BY_WAY_OF[language]) == 1, "that of the report alone"
