"""A look: opened for one viewer and one purpose, written down before its first word, and over after a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from svh_core.disclosing import (
    Action,
    ByPlugin,
    disclose,
    disclose_to_the_operator,
    looks_of_the_operator,
    refuse,
    refuse_an_organisation,
)
from svh_core.domain.case import FrozenCase
from svh_core.domain.civil_days import in_utc
from svh_core.domain.deciding import replay
from svh_core.domain.identifiers import what_is_wrong_with_tag
from svh_core.domain.proposal import check_person, check_stream
from svh_core.domain.rulebook import Entry, StreamKind, stream_kind
from svh_core.domain.time_spent import TimeBudgetSet
from svh_core.domain.words import SEALED, WITHHELD
from svh_core.errors import Conflict, Malformed, NotFound, NotPermitted
from svh_core.recording.desk import Desk
from svh_core.sharing.organisations import OF_AN_ORGANISATION, OrganisationShare
from svh_core.sharing.roles import OPERATOR, RESIDENT, Viewer
from svh_core.sharing.shares import Share
from svh_core.views.extensions import NO_EXTENSIONS, Extensions
from svh_core.views.look import Look
from svh_core.views.seen import EVERYTHING
from svh_core.views.settings import DEFAULTS, Settings, budget_of

if TYPE_CHECKING:
    from svh_core.vault.vault import Vault

Clock = Callable[[], datetime]

LOOKED_AGAIN: Final = 20
"""How often it is worked out again what somebody may see, because something was decided meanwhile."""

LOOK_SECONDS: Final = 15 * 60
"""How long a look lasts at most."""


def check_look(viewer: Viewer, purpose: str) -> None:
    """Refuses a look that cannot be written down.

    Raises:
        Malformed: it has no purpose, or one that is more than a tag; or who looks is no identifier.
    """
    if not purpose:
        raise Malformed("a look has a purpose", path="purpose")
    check_person(viewer.person, "viewer")
    if viewer.capacity != RESIDENT and (wrong := what_is_wrong_with_tag(purpose)) is not None:
        raise Malformed(wrong, path="purpose")


@contextmanager
def look_at(
    desk: Desk,
    clock: Clock,
    case: str,
    *,
    viewer: Viewer,
    purpose: str,
    action: Action = "view",
    settings: Settings = DEFAULTS,
    by_plugin: ByPlugin | None = None,
    extensions: Extensions = NO_EXTENSIONS,
) -> Iterator[Look]:
    """Opens a case or a private book for one viewer and one purpose.

    Args:
        desk: where the look is written down.
        clock: what tells the time, timezone-aware.
        case: the case or private book.
        viewer: who looks.
        purpose: what for.
        action: whether what is shown is only read, or taken along.
        settings: what the organisation that looks set for itself.
        by_plugin: the plugin that is in between, if one is.
        extensions: what plugins add to what is told.

    Raises:
        NotFound: there is no such case.
        NotPermitted: this viewer may not see it.
    """
    check_look(viewer, purpose)
    check_stream(case)
    utc: Clock = lambda: in_utc(clock())  # noqa: E731 - a clock is a function
    share: Share | None = None
    shown: Share | OrganisationShare | None = None
    vault = desk.vault
    if stream_kind(case) is StreamKind.PRIVATE:
        entries = desk.entries(case)
        reader, now = _owner_of_book(desk, case, viewer), replay(entries)
        if viewer.capacity == OPERATOR:
            disclose_to_the_operator(desk, utc, case, viewer, purpose)
    elif stream_kind(case) is StreamKind.ORGANISATION:
        entries, shown = _of_an_organisation(desk, utc, case, viewer, purpose)
        reader, now, vault = viewer.person, replay(entries), desk.vault if shown.is_whole else None
    else:
        entries, now, share = _disclosed(desk, utc, case, viewer, purpose, action, by_plugin)
        reader, shown = viewer.person, share
    reveal = Revealing(vault, case, share, clock)
    look = Look(
        case,
        entries,
        reader=reader,
        reveal=reveal,
        now=clock,
        case=now,
        share=shown or EVERYTHING,
        elsewhere=lambda: looks_of_the_operator(desk, case),
        check=reveal.check,
        settings=with_budgets(desk, now.organisation, settings),
        extensions=extensions,
    )
    try:
        yield look
    finally:
        reveal.end()


def _disclosed(  # noqa: PLR0917 - what a look is
    desk: Desk,
    clock: Clock,
    case: str,
    viewer: Viewer,
    purpose: str,
    action: Action,
    by_plugin: ByPlugin | None,
) -> tuple[list[Entry[Any]], FrozenCase, Share]:
    """The entries of a case, the case, and what a viewer may read of it, once it is written down that they look."""
    for _ in range(LOOKED_AGAIN):
        entries = desk.entries(case)
        now = replay(entries)
        asked = by_plugin.asked if by_plugin is not None else None
        share = Share(viewer, entries, now, moment=clock(), purpose=purpose, asked=asked)
        if desk.vault is None or share.is_the_residents:
            return entries, now, share
        if share.is_the_operators:
            disclose_to_the_operator(desk, clock, case, viewer, purpose)
            return entries, now, share
        if not share.opens_anything:
            refuse(desk, clock, case, share)
            raise NotPermitted(
                f"{viewer.called} may not see this case: {share.why_not}",
                next="`svh consent explain` says why.",
            )
        with suppress(Conflict):  # something was decided meanwhile, perhaps that this viewer sees less
            disclose(desk, clock, case, share, action, by_plugin)
            since = list(desk.log.entries(case, after=entries[-1].number))
            return [*entries, *since], replay(since, now), share
    raise Conflict("others keep recording in this case", next="Look again in a moment.")


def _of_an_organisation(
    desk: Desk, clock: Clock, stream: str, viewer: Viewer, purpose: str
) -> tuple[list[Entry[Any]], OrganisationShare]:
    """The entries of an organisation's own stream, and who it is that looks at them.

    The operator's look is written down, as each of theirs is. That of the organisation's own people is not: it is their
    own work, and no resident stands in it who would want to know.
    """
    entries = desk.entries(stream)
    share = OrganisationShare(viewer, stream.partition("/")[2])
    if not share.opens_anything:
        refuse_an_organisation(desk, clock, stream, viewer, purpose)
        raise NotPermitted(
            f"{viewer.called} may not see what this organisation does",
            next="Only its own people may, and who holds the files.",
        )
    if viewer.capacity == OPERATOR:
        disclose_to_the_operator(desk, clock, stream, viewer, purpose, OF_AN_ORGANISATION)
    return entries, share


def with_budgets(desk: Desk, organisation: str | None, settings: Settings) -> Settings:
    """The settings, with the hours that the organisation of a case reckons in a stream of its own."""
    if organisation is None:
        return settings
    told = (entry.event for entry in desk.log.entries(f"organisation/{organisation}"))
    own = tuple(budget_of(event) for event in told if isinstance(event, TimeBudgetSet))
    return attrs.evolve(settings, budgets=(*settings.budgets, *own)) if own else settings


def _owner_of_book(desk: Desk, book: str, viewer: Viewer) -> str:
    """What the owner of a private book is called in it; to everybody else it is not there.

    Raises:
        NotFound: it is not this viewer's.
    """
    from svh_core.vault.books import OWNER, owner_of  # noqa: PLC0415 - ciphers are loaded when they are used

    vault = desk.vault
    if viewer.capacity == OPERATOR or (vault is not None and owner_of(vault, book) == viewer.person):
        return OWNER
    raise NotFound(f"there is no case {book} here", next="`svh cases` lists them.")


class Revealing:
    """Opens words for one look, as long as it lasts: by the casebook's clock and by the machine's."""

    def __init__(self, vault: Vault | None, case: str, share: Share | None, clock: Clock) -> None:
        self._vault = vault
        self._case = case
        self._share = share
        self._until = time.monotonic() + LOOK_SECONDS
        self._clock = clock
        self._over_at = clock() + timedelta(seconds=LOOK_SECONDS)
        if vault is not None:
            vault.notice_changes()

    def end(self) -> None:
        """The look is over: nothing more is opened."""
        self._until = 0.0

    def check(self) -> None:
        """Refuses to go on once the look is over.

        Raises:
            NotPermitted: it is.
        """
        if time.monotonic() > self._until or self._clock() > self._over_at:
            raise NotPermitted("this look is over", next="Open the case again with `looking`.")

    def __call__(self, token: str, number: int | None, path: str | None) -> Any:
        """The words, or an object that says why they are not there."""
        self.check()
        if self._vault is None:
            return SEALED
        if self._share is not None and not self._share.sees_token(token):
            return WITHHELD
        return self._vault.reveal(self._case, token, number=number, path=path)
