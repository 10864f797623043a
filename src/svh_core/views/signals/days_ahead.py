"""What is so on the day that is looked at, told so that the history knows of the day on which it may no longer be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from svh_core.domain.identifiers import PersonId
from svh_core.domain.network import InvolvementEnded, InvolvementRecorded
from svh_core.views.around import roles_on
from svh_core.views.history import History
from svh_core.views.hours import budget_on
from svh_core.views.settings import Budget


def those_that_have_come(history: History, days: Iterable[date | None]) -> list[date]:
    """Of these days those that have come; None is no day."""
    return [day for day in days if day is not None and history.has_come(day)]


def roles_today(history: History, person: PersonId) -> set[str]:
    """The roles in which somebody is professionally involved."""
    for entry in history.of(InvolvementRecorded, InvolvementEnded):
        if entry.event.person == person:  # asked only so that the history knows of a day that has not come
            history.has_come(entry.event.from_ if isinstance(entry.event, InvolvementRecorded) else entry.event.on)
    return roles_on(history, person, history.day)


def budget_today(history: History, begin: date, year: int) -> Budget | None:
    """What is reckoned for a year of a support group."""
    for budget in history.settings.budgets:
        if budget.from_ is not None:  # asked only so that the history knows of a day that has not come
            history.has_come(budget.from_)
    return budget_on(history, begin, year, history.day)
