"""Writing down that somebody looks, before they see the first word; and that somebody was shown nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

from svh_core.domain.access import DisclosureMade, DisclosureRefused
from svh_core.domain.civil_days import civil_date
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Entry
from svh_core.recording.desk import Desk
from svh_core.recording.writing import write
from svh_core.sharing.grounds import CATEGORIES
from svh_core.sharing.roles import OPERATOR, Viewer
from svh_core.sharing.shares import Share

if TYPE_CHECKING:
    from svh_core.vault.vault import Vault

Clock = Callable[[], datetime]
Action: TypeAlias = Literal["view", "report", "export"]
"""What is done with what is shown: it is read, counted, or taken along."""

_LOOKS_AT_ONCE: Final = 500
"""How many looks are written down in one transaction: others wait no longer for it than a moment."""

LISTING: Final = "listing"
"""The purpose of a list over cases, which shows their names and no more."""


@attrs.frozen(kw_only=True)
class ByPlugin:
    """What a disclosure says where a plugin is in between.

    Attributes:
        plugin: its id and version.
        asked: the categories that are asked for.
        responsible: who answers for it, if somebody was named.
        suppressed: whether only counts leave the house, of which the small ones are left out.
        source: what stands for the cases that are counted together, if they are.
    """

    plugin: str
    asked: frozenset[str]
    responsible: str | None = None
    suppressed: bool | None = None
    source: str | None = None


def disclose(  # noqa: PLR0917 - what a look is
    desk: Desk, clock: Clock, case: str, share: Share, action: Action = "view", by_plugin: ByPlugin | None = None
) -> None:
    """Writes down in the case that somebody is shown what their share opens.

    Raises:
        Conflict: something was decided since the share was worked out.
    """
    viewer = share.viewer
    made = DisclosureMade(
        recipient=viewer.person,
        capacity=viewer.capacity,
        purpose=share.purpose,
        action=action,
        categories=share.categories,
        basis=share.basis(),
        plugin=by_plugin.plugin if by_plugin is not None else None,
        responsible=by_plugin.responsible if by_plugin is not None else None,
        suppressed=by_plugin.suppressed if by_plugin is not None else None,
    )
    by = OPERATOR if by_plugin is not None else viewer.person
    source = by_plugin.source if by_plugin is not None else None
    write(desk, [Proposal(case=case, event=made, by=by, expected=share.number, source=source)], clock)


def refuse(desk: Desk, clock: Clock, case: str, share: Share) -> None:
    """Writes down in the case that somebody asked to see it and was shown nothing."""
    viewer = share.viewer
    why = {ground.why for ground in share.grounds.values()}
    refused = DisclosureRefused(
        recipient=viewer.person,
        capacity=viewer.capacity,
        purpose=share.purpose,
        categories=(),
        why="closed" if "closed" in why else "not_in_the_trail" if "not_in_the_trail" in why else "no_consent",
    )
    write(desk, [Proposal(case=case, event=refused, by=viewer.person)], clock)


def not_made(desk: Desk, clock: Clock, viewer: Viewer, purpose: str, categories: Mapping[str, tuple[str, ...]]) -> None:
    """Writes down in each case that nothing came of what was to be handed over: the plugin in between failed.

    Args:
        desk: where it is written down.
        clock: what tells the time.
        viewer: for whom it was to be.
        purpose: what for.
        categories: what of each case had been disclosed for it.
    """
    refused = {
        case: DisclosureRefused(
            recipient=viewer.person, capacity=viewer.capacity, purpose=purpose, categories=of_case, why="failed"
        )
        for case, of_case in categories.items()
    }
    write(desk, [Proposal(case=case, event=event, by=OPERATOR) for case, event in refused.items()], clock)


def refuse_an_organisation(desk: Desk, clock: Clock, stream: str, viewer: Viewer, purpose: str) -> None:
    """Writes down in the access stream that somebody asked to see what an organisation does, and was shown nothing."""
    if desk.vault is None:
        return
    refused = DisclosureRefused(
        recipient=viewer.person,
        capacity=viewer.capacity,
        purpose=purpose,
        categories=(),
        why="not_in_the_trail",
    )
    elsewhere = claim(desk.vault, stream)
    write(desk, [Proposal(case=access_stream(desk), event=refused, by=viewer.person, source=elsewhere)], clock)


def disclose_to_the_operator(  # noqa: PLR0917 - what a look is
    desk: Desk,
    clock: Clock,
    case: str,
    viewer: Viewer,
    purpose: str,
    categories: tuple[str, ...] = CATEGORIES,
) -> None:
    """Writes down in the access stream that who holds the files looks; which case it was, only the vault can tell."""
    if desk.vault is None:
        return
    made = _seen_by(viewer, purpose, categories)
    write(
        desk, [Proposal(case=access_stream(desk), event=made, by=viewer.person, source=claim(desk.vault, case))], clock
    )


def disclose_cases_to_the_operator(
    desk: Desk, clock: Clock, cases: Sequence[str], viewer: Viewer, purpose: str
) -> None:
    """Writes down a look of who holds the files at each of these cases: as many together as are written quickly."""
    vault = desk.vault
    if vault is None:
        return
    made, stream = _seen_by(viewer, purpose, CATEGORIES), access_stream(desk)
    for begin in range(0, len(cases), _LOOKS_AT_ONCE):
        looks = [
            Proposal(case=stream, event=made, by=viewer.person, source=claim(vault, case))
            for case in cases[begin : begin + _LOOKS_AT_ONCE]
        ]
        write(desk, looks, clock)


def disclose_a_list(desk: Desk, clock: Clock, viewer: Viewer) -> None:
    """Writes down that somebody saw which cases there are: once a viewer and day."""
    if desk.vault is None:
        return
    once = f"{LISTING}|{viewer.person}|{civil_date(clock()).isoformat()}"
    listed = _seen_by(viewer, LISTING, ())
    write(desk, [Proposal(case=access_stream(desk), event=listed, by=viewer.person, once=once)], clock)


def _seen_by(viewer: Viewer, purpose: str, categories: tuple[str, ...]) -> DisclosureMade:
    return DisclosureMade(
        recipient=viewer.person,
        capacity=viewer.capacity,
        purpose=purpose,
        action="view",
        categories=categories,
        basis=OPERATOR,
    )


def access_stream(desk: Desk) -> str:
    """The stream of looks that belong to no case."""
    return f"access/{desk.origin}"


def claim(vault: Vault, case: str) -> str:
    """What stands for a case in another stream: a digest that only this vault can compute."""
    return vault.links.claim("case", case)


def looks_of_the_operator(desk: Desk, case: str) -> list[tuple[str, Entry[Any]]]:
    """The looks at a case by who holds the files, each with the stream it stands in."""
    if desk.vault is None:
        return []
    stream, ours = access_stream(desk), claim(desk.vault, case)
    return [(stream, entry) for entry in desk.log.entries(stream) if entry.source == ours]
