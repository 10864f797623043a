"""Checks of an organisation's own events, rules and signals: they can be asked anything of any case."""

from __future__ import annotations

import inspect
import itertools
import json
import typing
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, Literal

from svh_core.domain.case import EMPTY_CASE, Case
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import PersonId
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Entry
from svh_core.domain.words import Token
from svh_core.plugins.calling import what_went_wrong
from svh_core.plugins.offers import Noticed
from svh_core.testing.canaries import MILA, NOOR
from svh_core.testing.contract.checking import broken, check, not_looked_at
from svh_core.testing.contract.stage import Stage
from svh_core.testing.contract.under_test import UnderTest
from svh_core.testing.playing import AFTERWARDS

CASE: Final = "dossier-eigen"
_KEPT: Final[tuple[dict[str, Any], ...]] = ({}, {"strange": [1, {"it": None}]}, {"": "", "n": -1, "yes": True})


@check("own_events", needs=["a_casebook_takes_it_in"], here_only=True)
def every_history_of_it_replays(plugin: UnderTest) -> None:
    """`changes` of each own event takes any event after any other, and gives plain data.

    nl: `changes` van elke eigen gebeurtenis kan tegen elke volgorde, en geeft gewone gegevens.

    Why: history cannot be refused; what goes wrong in `changes` changes nothing, and nobody would notice.

    Next: ask for what was kept with `own.get(...)`; give texts, whole numbers, booleans, None, lists and dictionaries.
    """
    for event in _own_events(plugin):
        for kept in _KEPT:
            _look_at_changes(event, kept)


@check("own_events", needs=["a_casebook_takes_it_in"], here_only=True)
def its_rules_can_be_asked_of_every_case(plugin: UnderTest) -> None:
    """Each own rule answers yes or no for any of its events, in an empty case and in a full one.

    nl: Elke eigen regel zegt ja of nee, bij elke steungroep, ook als er nog niets in staat.

    Why: a rule that raises refuses its event, and says nothing of why.

    Next: look whether something is there before you look at it: `case.of_plugin.get(...)`, `case.meetings.get(...)`.
    """
    events = list(_own_events(plugin))
    if not plugin.loaded.concept.rules:
        not_looked_at("it has no rule")
    for rule, event, case in itertools.product(plugin.loaded.concept.rules, events, _cases(plugin)):
        if event.spec.name not in rule.about:
            continue
        try:
            told = inspect.unwrap(rule.holds)(_entry(event), case)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
            broken(f"its rule {rule.id} fails on {event.spec.name}: {what_went_wrong(error)}")
        if not isinstance(told, bool):
            broken(f"its rule {rule.id} answers {type(told).__name__} and not yes or no")


@check("own_events", needs=["a_casebook_takes_it_in"], here_only=True)
def its_signals_can_be_asked_of_every_case(plugin: UnderTest) -> None:
    """Each own signal finds what it finds in an empty case and in a full one, and the same each time.

    nl: Elk eigen signaal werkt bij elke steungroep, ook als er nog niets in staat.

    Why: one that raises is left out, and nobody is told what it would have noticed.

    Next: look whether something is there before you look at it, and ask no clock: the day is given.
    """
    if not plugin.loaded.signals:
        not_looked_at("it has no signal")
    for signal, case in itertools.product(plugin.loaded.signals, _cases(plugin)):
        try:
            first, second = (list(signal.notices(case, AFTERWARDS.date())) for _ in range(2))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
            broken(f"its signal {signal.name} fails: {what_went_wrong(error)}")
        if not all(isinstance(one, Noticed) for one in first):
            broken(f"its signal {signal.name} gives something that is no Noticed")
        if first != second:
            broken(f"its signal {signal.name} finds something else in the same case on the same day")


def _look_at_changes(event: OwnEvent, kept: dict[str, Any]) -> None:
    name = event.spec.name
    try:
        told = event.changes(dict(kept), _entry(event))
        plain = json.loads(json.dumps(told, allow_nan=False))
    except (TypeError, ValueError) as error:
        broken(f"{name} keeps what is no plain data, or fails: {what_went_wrong(error)}")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
        broken(f"{name} fails where {sorted(kept)} was kept: {what_went_wrong(error)}")
    if not isinstance(plain, dict):
        broken(f"{name} keeps {type(told).__name__} and no dictionary")


def _own_events(plugin: UnderTest) -> Iterator[OwnEvent]:
    """An event of each kind, with all its fields and with those it must have."""
    kinds = plugin.loaded.concept.kinds or not_looked_at("it has no event")
    for kind in kinds:
        for bare in (False, True):
            fields = {one.attribute: None if bare and one.optional else _sample(one) for one in kind.fields}
            event: Any = kind.cls(**fields)
            yield event


def _sample(field: Field) -> Any:
    if field.of is not None:
        return Token("open:mila|1|words|IngiCg==")
    return _of_type(field.type)


def _of_type(expected: Any) -> Any:
    if typing.get_origin(expected) is tuple:
        return (_of_type(typing.get_args(expected)[0]),)
    if typing.get_origin(expected) is Literal:
        return typing.get_args(expected)[0]
    simple: dict[Any, Any] = {str: "een", int: 1, bool: True, date: AFTERWARDS.date(), type(AFTERWARDS): AFTERWARDS}
    if expected in simple:
        return simple[expected]
    name = getattr(expected, "__name__", "")
    return 1 if name == "EntryNumber" else MILA if name.startswith("Person") else "een"


def _entry(event: OwnEvent) -> Entry[Any]:
    return Entry(
        number=99,
        event=event,
        by=PersonId(NOOR),
        entered_by=PersonId(NOOR),
        at=AFTERWARDS,
        recorded_at=AFTERWARDS,
        edition=1,
    )


def _cases(plugin: UnderTest) -> tuple[Case, ...]:
    return EMPTY_CASE, Stage(plugin, CASE).book.log.load(CASE)
