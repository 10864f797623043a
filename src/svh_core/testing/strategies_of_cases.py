"""Strategies for what a plugin is given: cases as far as somebody may see them, with all that people write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st

from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.log.script import plain_data
from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing.hostile import HOSTILE
from svh_core.testing.scenarios import FIRST_MOMENT
from svh_core.testing.strategies import PEOPLE, event_logs

_FORGOTTEN: Final = {"forgotten": True}
_NEVER: Final = "access"


def hostile_text() -> st.SearchStrategy[str]:
    """Words as somebody could write them, by accident or on purpose: formulas, markup, right to left, NUL, emoji."""
    return st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@st.composite
def cases(draw: st.DrawFn, *, categories: Sequence[str] = CATEGORIES) -> DisclosedCase:
    """A case as a plugin may be given it: some categories open, some words hostile, some forgotten.

    Args:
        draw: hypothesis' own.
        categories: what a plugin asks for at most.
    """
    opened = draw(st.lists(st.sampled_from(tuple(categories)), unique=True, min_size=1))
    log = [one for one in draw(event_logs()) if one.event.spec.concept != _NEVER]
    entries = tuple(draw(_disclosed(one, frozenset(opened))) for one in log if _is_open(one, opened))
    names = {person: draw(hostile_text()) for person in PEOPLE} if "identity" in opened else {}
    return DisclosedCase(
        case=f"case-{draw(st.integers(1, 99))}",
        categories=tuple(one for one in CATEGORIES if one in opened),
        entries=entries,
        people=names,
    )


@st.composite
def disclosures(draw: st.DrawFn) -> Disclosed:
    """What is handed over at once: no case, or a few, each with a name of its own."""
    return Disclosed(
        recipient="org-ontvanger",
        purpose="care",
        made_at=FIRST_MOMENT + timedelta(days=365),
        language=draw(st.sampled_from(("nl", "en"))),
        cases=tuple(draw(st.lists(cases(), max_size=3, unique_by=lambda one: one.case))),
        key=b"contract",
    )


def _is_open(entry: Entry[Any], opened: Sequence[str]) -> bool:
    return not isinstance(entry.event, UnknownEvent) and any(one.category in opened for one in entry.event.spec.fields)


@st.composite
def _disclosed(draw: st.DrawFn, entry: Entry[Any], opened: frozenset[str]) -> DisclosedEntry:
    kind = entry.event.spec
    shown = {field.name for field in kind.fields if field.category in opened}
    told = plain_data(entry, lambda *_: draw(hostile_text() | st.just(_FORGOTTEN)))
    regie = "regie" in opened
    return DisclosedEntry(
        number=entry.number,
        event=kind.name,
        category=kind.category,
        at=entry.at,
        recorded_at=entry.recorded_at,
        data={name: value for name, value in told.items() if name in shown},
        meeting=entry.meeting if "meetings" in opened else None,
        by=entry.by if regie else None,
        entered_by=entry.entered_by if regie else None,
        corrected=draw(st.booleans()),
    )
