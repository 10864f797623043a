"""An organisation's own events and rules, as they may stand beside those of the core.

A plugin's rules judge its own events only: no organisation can refuse a resident's decision. Its events are facts: no
figure of regie counts them, and they change nothing but the place of their plugin.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any, Final, NoReturn

from svh_core.domain.case import SHELVES, Case, FrozenCase
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Concept, Domain, Entry, Event, Rule, StreamKind, Whose
from svh_core.domain.values import changed, copier
from svh_core.domain.words import Token
from svh_core.plugins.calling import LOG, SAYS_TO, what_went_wrong
from svh_core.sharing.grounds import CATEGORIES

_NAME: Final = re.compile(r"[a-z0-9-]+(\.[a-z][a-z0-9_]{0,30}){1,2}", re.ASCII)
_NOT_ITS_OWN: Final = ("applied_to", "scopes", "check_at_the_door")

WORDS: Final = Token("words")
"""What a rule of a plugin sees in the place of words, sealed or not."""


class NotItsOwnError(Exception):
    """A plugin reaches for what is not its own; the message says what, in one sentence."""


def own_concept(plugin: str, events: Sequence[type[Event]], rules: Concept | None) -> Concept:
    """The events and rules of a plugin, looked at and put together.

    Args:
        plugin: its id.
        events: its events.
        rules: the concept with its rules, if it has any.

    Raises:
        NotItsOwnError: they would touch what is not the plugin's own.
    """
    concept = Concept(plugin, category="access")
    for cls in events:
        _check_event(plugin, cls)
        _say_aside(cls)
        concept.kinds.append(cls.spec)
    names = {kind.name for kind in concept.kinds}
    if len(names) != len(concept.kinds):
        _refuse("two of its events have one name")
    if rules is not None:
        if not isinstance(rules, Concept):
            _refuse("its rulebook is no Concept")
        if rules.additions or rules.consequences:
            _refuse("it adds to rules or consequences of the core")
        if not {kind.name for kind in rules.kinds} <= names:
            _refuse("its rulebook has events that svh_events does not give")
        concept.rules += [_guarded(plugin, _its_own(rule, names)) for rule in rules.rules]
    return concept


def _check_event(plugin: str, cls: Any) -> None:
    if not (isinstance(cls, type) and issubclass(cls, OwnEvent)):
        _refuse("one of its events is no OwnEvent")
    kind = cls.spec
    if not kind.name.startswith(f"{plugin}."):
        _refuse(f"the name of its event {kind.name[:64]} does not begin with {plugin}")
    if _NAME.fullmatch(kind.name) is None:
        _refuse("the name of an event is its plugin's id and, behind a dot, words in lower case")
    if any(getattr(cls, name) is not getattr(OwnEvent, name) for name in _NOT_ITS_OWN if name != "applied_to"):
        _refuse(f"{kind.name} decides what is the library's to decide; it can only say what `changes` in its own place")
    if "applied_to" in vars(cls) or cls.applied_to is not OwnEvent.applied_to:
        _refuse(f"{kind.name} writes to the state of the core; it can only say what `changes` in its own place")
    if kind.concept in {concept.name for concept in CORE_RULEBOOK.concepts}:
        _refuse(f"the concept of {kind.name} has a name of the core, {kind.concept}")
    if kind.whose is not Whose.ANYONE or kind.domain is not Domain.NONE:
        _refuse(f"{kind.name} is no fact: only the resident's own decisions are counted as theirs")
    if kind.stream is not StreamKind.CASE or kind.also_in:
        _refuse(f"{kind.name} stands in another stream than a case")
    strange = {field.category for field in kind.fields} | {kind.category}
    if not strange <= set(CATEGORIES):
        _refuse(f"{kind.name} has a category that no consent speaks of")


def _say_aside(cls: Any) -> None:
    """Has what `changes` prints go where what plugins print goes."""
    changes = cls.changes
    if getattr(changes, "says_aside", False):
        return

    @functools.wraps(changes)
    def aside(self: Any, own: dict[str, Any], entry: Entry[Any]) -> Mapping[str, Any]:
        with redirect_stdout(SAYS_TO.get() or sys.stdout):
            return changes(self, own, entry)  # type: ignore[no-any-return]

    aside.says_aside = True  # type: ignore[attr-defined]
    cls.changes = aside


def _its_own(rule: Rule, names: set[str]) -> Rule:
    if not rule.about or not set(rule.about) <= names:
        _refuse(f"its rule {rule.id[:64]} judges events that are not its own")
    return rule


def _guarded(plugin: str, rule: Rule) -> Rule:
    """The rule with the plugin in its id; where it raises, it does not hold."""
    return rule._replace(id=f"{plugin}.{rule.id}", holds=_closed_where_it_fails(plugin, rule.holds), surely=None)


def _closed_where_it_fails(
    plugin: str, holds: Callable[[Entry[Any], Case], bool]
) -> Callable[[Entry[Any], Case], bool]:
    @functools.wraps(holds)
    def judged(entry: Entry[Any], case: Case) -> bool:
        copied: FrozenCase = copier(FrozenCase, collections=SHELVES)(case, {})  # what is judged may be a draft
        try:
            with redirect_stdout(SAYS_TO.get() or sys.stdout):
                return holds(_without_words(entry), copied) is True
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's alone
            LOG.error("%s failed in svh_rulebook: %s", plugin, what_went_wrong(error))
            return False

    return judged


def _without_words(entry: Entry[Any]) -> Entry[Any]:
    """The entry as its writer and an auditor judge it alike: for the one, words are not sealed yet."""
    event, hidden = entry.event, {}
    for field in event.spec.outline.sealed:
        if getattr(event, field.attribute) is not None:
            hidden[field.attribute] = WORDS
    return changed(
        entry,
        {
            "event": changed(event, hidden),
            "because": tuple(changed(one, {"words": WORDS}) for one in entry.because),
            "reason": WORDS if entry.reason is not None else None,
        },
    )


def _refuse(sentence: str) -> NoReturn:
    raise NotItsOwnError(sentence)
