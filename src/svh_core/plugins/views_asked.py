"""The views that a plugin asks of a case beside its entries, as one recipient may see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from svh_core.errors import NotPermitted
from svh_core.plugins.offers import View

if TYPE_CHECKING:
    from svh_core.views.look import Look
    from svh_core.views.seen import Seen


def views_asked(
    look: Look, seen: Seen, views: Sequence[View], language: str, *, since: datetime | None, as_of: datetime | None
) -> dict[View, Mapping[str, Any]]:
    """The views that are asked, by their names; what may not be seen is not there.

    Args:
        look: of the recipient.
        seen: what that look shows.
        views: which.
        language: in which sentences are told.
        since: the first moment of the figures; the opening of the case where nothing is said.
        as_of: the moment of the views; now where nothing is said.
    """
    asked: dict[View, Callable[[], dict[str, Any]]] = {
        "plan": lambda: look.plan(as_of=as_of),
        "phases": lambda: look.phases(as_of=as_of),
        "triad": lambda: look.triad(as_of=as_of),
        "network": lambda: look.network(as_of=as_of),
        "hours": lambda: look.hours(as_of=as_of),
        "care": lambda: look.care_over_time(as_of=as_of),
        "measurements": lambda: look.measurements(as_of=as_of),
        "figures": lambda: look.figures(since=since, as_of=as_of),
        "state": lambda: look.state(as_of=as_of) | {"number": None},  # how long a case is, is told by what is closed
        "disclosures": lambda: _looks(look, language),
    }
    hidden = _never_told(seen)
    return {view: _without(told, hidden) for view in views if (told := _if_open(asked[view])) is not None}


def _if_open(view: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    try:
        return view()
    except NotPermitted:
        return None


def _looks(look: Look, language: str) -> dict[str, Any]:
    """Every look at the case, and every one that was refused, where all of that may be seen.

    Raises:
        NotPermitted: it may not.
    """
    if not look.opens("access"):
        raise NotPermitted("who saw what is not open")
    return {"disclosures": look.disclosures(language)}


def _never_told(seen: Seen) -> frozenset[str]:
    """What views for people tell, and a recipient is not told: whose case it is, and who decided."""
    hidden = {"of_plugin"}
    if not seen.share.opens("identity"):
        hidden |= {"resident", "stream"}
    if not seen.share.opens("regie"):
        hidden |= {"by", "entered_by", "on_behalf_of", "standing", "position"}
    return frozenset(hidden)


def _without(told: Any, hidden: frozenset[str]) -> Any:
    """The same data, with nothing in the place of what is hidden."""
    if isinstance(told, Mapping):
        return {name: None if name in hidden else _without(value, hidden) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_without(value, hidden) for value in told]
    return told
