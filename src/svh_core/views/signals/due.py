"""Until when what was found still holds, so that a case need not be looked at again on each day.

What a signal says changes when something is recorded, and by time alone: a term ends, a day comes, an entry that is
claimed for later is reached. All that a signal asks about time it asks its `History`, which notes the first day or
moment that has not come; until then it would be told the same, and it would find the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from svh_core.views.history import History
from svh_core.views.signals.finding import ALL, hits, is_asked
from svh_core.views.signals.hits import Hit

__all__ = ["Hit", "as_asked", "found_until"]


def found_until(history: History, *, with_plugins: bool = False) -> tuple[list[Hit], datetime | None]:
    """All signals that hold on the day that is looked at, and the moment at which that can next be otherwise.

    Those that are off by default are among them; see `as_asked`.

    Args:
        history: the case or organisation, as of one moment and known on another.
        with_plugins: whether signals of plugins are told of it too. They are any function of the day, so the case is to
            be looked at again when the next day begins.

    Returns:
        The hits, in the order in which they are told; and the moment, in UTC, from which on they may be others though
        nothing is recorded and no setting changes. It can be early and is never late; None where nothing changes any
        more.
    """
    told = hits(history, also=(ALL,))
    later = [history.changes_at, history.tomorrow if with_plugins else None]
    return told, min((moment for moment in later if moment is not None), default=None)


def as_asked(found: Iterable[Hit], also: Sequence[str]) -> list[Hit]:
    """Of all hits those that `found` tells: by signals that are on by default or were asked for.

    Args:
        found: the hits.
        also: ids of signals that are off by default; ``all`` for every one.
    """
    return [hit for hit in found if is_asked(hit.signal, also)]
