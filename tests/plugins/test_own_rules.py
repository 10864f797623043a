"""Own events and rules: they stand beside those of the core, judge themselves, and write to their own place only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import ModuleType
from typing import Any, Literal

import pytest

from svh_core import Casebook, GoalSet, NotAllowed
from svh_core.domain.fields import private
from svh_core.domain.identifiers import MeetingId
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Concept, Domain, Entry, Event, StreamKind, Whose
from svh_core.domain.words import Words
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description
from svh_core.plugins.own_rules import NotItsOwnError, own_concept

from .test_following import opened

NAME = "svh-own"


own = Concept("own", category="meetings")


def yes(entry: Entry[Any], case: Any) -> Any:  # noqa: ARG001 - what a rule is asked
    """It may be brought."""
    return True


ANSWERS: list[Callable[[Any, Any], Any]] = [yes]
"""What the rule says; a test puts its own here."""


@own.event(f"{NAME}.brought", whose=Whose.ANYONE)
class Brought(OwnEvent):
    """Somebody brought something to a meeting.

    nl: Iemand nam iets mee naar een bijeenkomst.
    """

    meeting: MeetingId
    what: Words = private(of="resident")
    how: Literal["well", "raises", "leaves", "strange", "deep", "spoils"] = "well"

    def changes(self, own: dict[str, Any], entry: Entry[Any]) -> Mapping[str, Any]:
        changed: Mapping[str, Any] = _changes(self.how, own, entry, str(self.what))
        return changed


@own.rule()
def it_may_be_brought(entry: Entry[Brought], case: Any) -> bool:
    """It may be brought.

    nl: Het mag mee.
    """
    return ANSWERS[-1](entry, case)  # type: ignore[no-any-return]


theirs = Concept("theirs", category="meetings")


@theirs.rule()
def nobody_sets_a_goal(entry: Entry[GoalSet], case: Any) -> bool:  # noqa: ARG001 - what a rule is asked
    """Nobody sets a goal.

    nl: Niemand stelt een doel.
    """
    return False


def _changes(how: str, own: dict[str, Any], entry: Entry[Any], what: str) -> Any:
    if how == "raises":
        raise ValueError("Mira")
    if how == "leaves":
        raise SystemExit(0)
    if how == "strange":
        return {"entry": entry}
    if how == "deep":
        nested: dict[str, Any] = {}
        nested["again"] = nested
        return nested
    if how == "spoils":
        own.get("numbers", []).append(-1)
        raise ValueError("Mira")
    return {**own, "numbers": [*own.get("numbers", []), entry.number], "what": what}


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any, Any], Any]], None]:
    """Puts another answer in the rule."""

    def answered_by(answer: Callable[[Any, Any], Any]) -> None:
        monkeypatch.setattr("tests.plugins.test_own_rules.ANSWERS", [answer])

    return answered_by


@pytest.fixture
def book() -> Iterator[Casebook]:
    """A casebook with one case and the plugin."""
    plugin = ModuleType(NAME)

    @hookimpl
    def svh_describe() -> Description:
        return Description(id=NAME, organisation="Oost", purposes=["care"], categories=["meetings"])

    @hookimpl
    def svh_events() -> list[type[Event]]:
        return [Brought]

    @hookimpl
    def svh_rulebook() -> Concept:
        return own

    vars(plugin).update(svh_describe=svh_describe, svh_events=svh_events, svh_rulebook=svh_rulebook)
    with Casebook.in_memory(plugins=[plugin]) as made:
        opened(made, "mira")
        yield made


def bring(book: Casebook, what: str = "taart", **others: Any) -> int:
    return book.record("mira", Brought(meeting="m-1", what=what, **others), by="mira").number


def goal_is_set(book: Casebook) -> bool:
    return book.record("mira", GoalSet(goal="rust", words="slapen", horizon="short"), by="mira").number > 0


def kept(book: Casebook) -> Mapping[str, Any]:
    return book.log.load("mira").of_plugin.get(NAME, {})


# What an organisation keeps


def test_its_events_change_its_own_place_and_nothing_else(book: Casebook) -> None:
    before = book.log.load("mira")
    number = bring(book)
    after = book.log.load("mira")
    assert kept(book)["numbers"] == [number]
    assert after.number == before.number + 1
    for name in ("goals", "meetings", "network", "consents", "groups", "resident", "participation"):
        assert getattr(after, name) == getattr(before, name)


def test_words_are_sealed_for_what_it_keeps(book: Casebook) -> None:
    bring(book, "kanarie-van-oma")
    assert "kanarie-van-oma" not in repr(kept(book))
    assert kept(book)["what"].startswith("mira|")


def test_words_are_sealed_for_its_rules(book: Casebook, says: Any) -> None:
    seen: list[Any] = []

    def looks(entry: Any, _: Any) -> bool:
        seen.append(getattr(entry.event.what, "value", None))
        return True

    says(looks)
    bring(book, "kanarie-van-oma")
    assert seen == [None]


@pytest.mark.parametrize("how", ["raises", "leaves", "strange", "deep", "spoils"])
def test_what_goes_wrong_in_it_changes_nothing_and_refuses_nothing(how: str, book: Casebook) -> None:
    bring(book)
    before = {**kept(book), "numbers": list(kept(book)["numbers"])}
    number = bring(book, "soep", how=how)
    assert kept(book) == before
    assert book.log.load("mira").number == number
    assert goal_is_set(book)


# What its rules judge


def test_its_rule_refuses_its_own_event_with_its_own_name(book: Casebook, says: Any) -> None:
    says(lambda *_: False)
    with pytest.raises(NotAllowed) as refused:
        bring(book)
    assert f"[{NAME}.it_may_be_brought]" in str(refused.value)
    assert kept(book) == {}
    assert goal_is_set(book)


@pytest.mark.parametrize("error", [ValueError("Mira"), SystemExit(0), BaseException("Mira")])
def test_a_rule_that_raises_does_not_hold_and_is_named(
    error: BaseException, book: Casebook, says: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any) -> bool:
        raise error

    says(fails)
    with caplog.at_level(logging.ERROR, logger="svh_core.plugins"), pytest.raises(NotAllowed):
        bring(book)
    assert f"{NAME} failed in svh_rulebook: {type(error).__name__}" in caplog.text
    assert "Mira" not in caplog.text
    assert goal_is_set(book)


@pytest.mark.parametrize("answer", [None, 0, "", []])
def test_an_answer_that_is_nothing_is_no(answer: Any, book: Casebook, says: Any) -> None:
    says(lambda *_: answer)
    with pytest.raises(NotAllowed):
        bring(book)


def test_a_rule_cannot_change_the_case(book: Casebook, says: Any) -> None:
    bring(book)
    before = repr(book.log.load("mira"))

    def spoils(_: Any, case: Any) -> bool:
        case.of_plugin.clear()
        case.meetings.clear()
        return True

    says(spoils)
    with suppress(NotAllowed):
        bring(book)
    book.record("mira", GoalSet(goal="rust", words="slapen", horizon="short"), by="mira")
    assert book.log.load("mira").meetings["m-1"].minutes == 60
    assert kept(book)["numbers"][0] == 4
    assert "m-1" in before
    assert "m-1" in book.log.load("mira").meetings


def test_its_rules_have_its_name(book: Casebook) -> None:
    made = own_concept(NAME, [Brought], own)
    assert [rule.id for rule in made.rules] == [f"{NAME}.it_may_be_brought"]
    assert [kind.name for kind in made.kinds] == [f"{NAME}.brought"]
    assert made.rules[0].id in {rule.id for rule in book.rulebook.rules}


# What is not its own


def made(**others: Any) -> Iterator[type[Event]]:
    """An event that is nearly as it should be."""
    told = {"name": f"{NAME}.made", "whose": Whose.ANYONE} | others
    own = Concept("other", category=told.pop("category", "meetings"))
    body = told.pop("body", {})
    base = told.pop("base", OwnEvent)
    name = told.pop("name")
    cls = type("Made", (base,), {"__doc__": "Made.\n\n    nl: Gemaakt.\n    ", "__annotations__": {}, **body})
    yield own.event(name, **told)(cls)


@pytest.mark.parametrize(
    ("others", "why"),
    [
        ({"name": "svh-other.made"}, "does not begin with svh-own"),
        ({"name": "svh-ownish.made"}, "does not begin with svh-own"),
        ({"name": "goal.made"}, "does not begin with svh-own"),
        ({"whose": Whose.RESIDENT, "domain": Domain.WHAT}, "is no fact"),
        ({"stream": StreamKind.ORGANISATION}, "stands in another stream than a case"),
        ({"category": "nothing"}, "has a category that no consent speaks of"),
        ({"base": Event}, "one of its events is no OwnEvent"),
        ({"body": {"applied_to": lambda *told: told[1]}}, "writes to the state of the core"),
    ],
)
def test_an_event_that_is_not_its_own_is_refused(others: dict[str, Any], why: str) -> None:
    with pytest.raises(NotItsOwnError, match=why):
        own_concept(NAME, list(made(**others)), None)


def test_two_events_of_one_name_are_refused() -> None:
    with pytest.raises(NotItsOwnError, match="two of its events have one name"):
        own_concept(NAME, [*made(), *made()], None)


@pytest.mark.parametrize("told", ["a text", 7, GoalSet, object()])
def test_what_is_no_event_is_refused(told: Any) -> None:
    with pytest.raises(NotItsOwnError, match="is no OwnEvent"):
        own_concept(NAME, [told], None)


def test_rules_for_the_events_of_another_are_refused() -> None:
    with pytest.raises(NotItsOwnError, match="nobody_sets_a_goal judges events that are not its own"):
        own_concept(NAME, [Brought], theirs)
    with pytest.raises(NotItsOwnError, match="has events that svh_events does not give"):
        own_concept(NAME, [], own)
    with pytest.raises(NotItsOwnError, match="its rulebook is no Concept"):
        own_concept(NAME, [], "rules")
