"""What svh-core says of an event: in which domain of regie it falls, and which of its fields are somebody's own words.

An event is asked for by its name, when it is there: loading all of them takes longer than making a small database.
"""

from __future__ import annotations

import functools

import svh_core


def domain_of(event: str) -> str | None:
    """The domain of regie of a decision; nothing for what is none, and for an event that svh-core does not know."""
    kind = _kind(event)
    return kind.spec.domain.value if kind is not None and kind.spec.domain.value != "none" else None


@functools.cache
def words_of(event: str) -> tuple[str, ...]:
    """The fields of an event that hold somebody's own words."""
    kind = _kind(event)
    fields = kind.spec.fields if kind is not None else ()
    return tuple(field.name for field in fields if field.notation.startswith("words("))


@functools.cache
def _kind(event: str) -> type[svh_core.Event] | None:
    """``goal.set`` is `svh_core.GoalSet`."""
    name = event.title().replace("_", "").replace(".", "")
    kind = getattr(svh_core, name) if name in svh_core.__all__ else None
    is_one = isinstance(kind, type) and issubclass(kind, svh_core.Event) and hasattr(kind, "spec")
    return kind if is_one else None
