"""Following: handing over what was recorded since, to each plugin from where it was, and to none twice at once.

An entry is delivered after it is on disk, at least once, always with the same number. A plugin that fails is tried
again later and later, then parked; the others go on. What the casebook writes about looking is never delivered: else
each delivery would be delivered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias

import attrs
from eventsourcing.persistence import IntegrityError, Notification

from svh_core.domain.access import ForgettingDone
from svh_core.domain.deciding import replay
from svh_core.domain.positions import EntryCorrected
from svh_core.domain.rulebook import Entry, StreamKind, UnknownEvent, stream_kind
from svh_core.erasing import forgetting_of
from svh_core.errors import NotFound
from svh_core.log.leaves import DESTROYED
from svh_core.log.log import BATCH
from svh_core.log.store import Followers, Trouble
from svh_core.plugins.at_the_door import Loaded
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.handing_over import (
    NEVER_HANDED_OVER,
    Clock,
    Handing,
    disclosed,
    handed_over,
    pseudonym_of,
    share_of,
)
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import ANY
from svh_core.recording.desk import Desk
from svh_core.sharing.shares import Share
from svh_core.views.settings import Settings

TRIES: Final = 8
"""After how many failures in a row a follower is parked."""

FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)

HandedOver: TypeAlias = dict[str, dict[str, Entry[Any]]]
"""The last entry that was handed over, by the name of the follower and the case."""

FollowStatus: TypeAlias = Literal["ok", "busy", "waiting", "failed", "parked", "quarantined", "no_recipient"]

_LOOK_AT_IT: Final = "Look at it, and go on with `svh follow --again {plugin}`."
_NEXT: Final = {
    "busy": "Another process follows for it.",
    "no_recipient": "Say for whom with `svh plugins allow {plugin} --for RECIPIENT`.",
    "parked": _LOOK_AT_IT,
    "failed": "It is tried again by itself.",
    "waiting": "It is tried again by itself.",
    "quarantined": "It is called again by the next process.",
}


@attrs.frozen(kw_only=True)
class Followed:
    """How it went with one plugin and one purpose.

    Attributes:
        plugin: its id.
        purpose: what for.
        status: ``ok``; ``busy``, where another process is at it; ``waiting``, to be tried again; ``failed``, just now;
            ``parked``, until somebody looks at it; ``quarantined``; ``no_recipient``.
        position: up to where it is done.
        entries: how many entries it was given just now.
        error: what went wrong, without a person's words.
        next: what can be done.
    """

    plugin: str
    purpose: str
    status: FollowStatus
    position: int = 0
    entries: int = 0
    error: str | None = None
    next: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.status in {"ok", "busy", "no_recipient"}


def follow(
    desk: Desk,
    clock: Clock,
    plugins: Plugins,
    settings: Settings,
    *,
    only: str | None = None,
    again: bool = False,
    handed_over: HandedOver | None = None,
) -> list[Followed]:
    """Hands over what was recorded since, to each plugin that follows.

    Args:
        desk: where disclosures are written down.
        clock: what tells the time, in UTC.
        plugins: the plugins.
        settings: what the organisation that looks set for itself.
        only: the plugin that is called, where not all are.
        again: whether those that wait or are parked are tried now.
        handed_over: what a run before this one handed over, and could not keep that it did; left for the next one.

    Raises:
        NotFound: the plugin that is named does not follow.
    """
    following = [plugin for plugin in plugins.loaded if "svh_follow" in plugin.hooks and only in {None, plugin.id}]
    if only is not None and not following and not [*_that_cannot(plugins, only)]:
        raise NotFound(f"there is no plugin {only} that follows", next="`svh plugins list` shows what there is.")
    followers = desk.log.store.followers
    before: HandedOver = {} if handed_over is None else handed_over
    return [
        *_that_cannot(plugins, only),
        *(
            _Following(desk, clock, plugins, settings, handing, before).brought_up_to_date(again=again)
            for plugin in following
            for handing in (*_handings(plugin), *_former_handings(plugin, followers))
        ),
    ]


def _that_cannot(plugins: Plugins, only: str | None) -> Iterator[Followed]:
    """Those that are to follow and cannot be used: what they hold of others is not called back meanwhile."""
    recipients = {policy.name: policy.recipient for policy in plugins.allowed}
    for status in plugins.statuses:
        is_to = recipients.get(status.name) is not None and only in {None, status.name}
        if is_to and status.status in {"load_error", "rejected", "not_allowed"}:
            yield Followed(plugin=status.name, purpose="", status="failed", error=status.reason, next=status.next)


def _handings(plugin: Loaded) -> Iterator[Handing]:
    """For whom and what for a plugin follows."""
    policy = plugin.policy
    for purpose in policy.purposes:
        if purpose == ANY:
            continue
        yield Handing(plugin=plugin, recipient=policy.recipient or "", purpose=purpose, language=policy.language)


def _former_handings(plugin: Loaded, followers: Followers) -> Iterator[Handing]:
    """For whom and what for a plugin followed before, and does not any more: it has to let go of what it was given."""
    now = {_name_of(handing) for handing in _handings(plugin)}
    for name in followers.holding(f"{plugin.id}/"):
        if name not in now:
            recipient, _, purpose = name.removeprefix(f"{plugin.id}/").rpartition("/")
            yield Handing(plugin=plugin, recipient=recipient, purpose=purpose, categories=())


def _name_of(handing: Handing) -> str:
    return f"{handing.plugin.id}/{handing.recipient}/{handing.purpose}"


class _Following:
    """One plugin that follows, for one recipient and purpose."""

    def __init__(  # noqa: PLR0917 - what following is
        self,
        desk: Desk,
        clock: Clock,
        plugins: Plugins,
        settings: Settings,
        handing: Handing,
        handed_over: HandedOver,
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._plugins = plugins
        self._settings = settings
        self._handing = handing
        self._name = _name_of(handing)
        self._entries = 0
        self._done = handed_over.setdefault(self._name, {})
        """Up to which entry each case was handed over in this run, or in one before it that broke off."""
        self._held: dict[str, tuple[str, ...]] = {}
        """The categories of each case that the plugin may have copies of."""

    @property
    def _followers(self) -> Followers:
        return self._desk.log.store.followers

    def brought_up_to_date(self, *, again: bool) -> Followed:
        """Delivers until nothing is left, or something goes wrong."""
        if not self._handing.recipient:
            return self._told("no_recipient")
        with self._followers.alone(self._name) as is_alone:
            if not is_alone:
                return self._told("busy")
            trouble = None if again else self._followers.trouble(self._name)
            if trouble is not None and trouble.again_at is None:
                return self._told("parked", trouble.error)
            if trouble is not None and trouble.again_at is not None and trouble.again_at > self._clock():
                return self._told("waiting", trouble.error)
            told = self._delivered()
            self._done.clear()  # all of it is kept now; where the store broke off, the next run goes by it
            return told

    def _delivered(self) -> Followed:
        self._held = dict(self._followers.held(self._name))
        self._forget_what_is_there_no_more()
        position = self._followers.position(self._name)
        recorder = self._desk.log.store.recorder
        while rows := recorder.select_notifications(position, BATCH, inclusive_of_start=False):
            for case, numbers in _by_case(rows).items():
                new = [number for number in numbers if case not in self._done or number > self._done[case].number]
                error = self._delivered_of(case, new) if new else None
                if error is not None:
                    return self._failed(error)
            position = rows[-1].id
            if not self._moved(position):
                return self._told("busy")
        error = self._told_what_changed_by_itself()
        if error is not None:
            return self._failed(error)
        if self._followers.trouble(self._name) is not None:
            self._followers.failed(self._name, None)
        return self._told("ok")

    def _moved(self, position: int) -> bool:
        """Keeps how far it came; whether nobody else went on meanwhile, because the server ended our session."""
        try:
            self._followers.moved(self._name, position)
        except IntegrityError:  # also where a connection broke after it was kept, and it was kept again
            return self._followers.position(self._name) == position
        return True

    def _forget_what_is_there_no_more(self) -> None:
        """A backup may have been put back since, with other entries under the same numbers; or a case was destroyed."""
        for case, done in [*self._done.items()]:
            try:
                is_there = done in self._desk.entries(case)
            except NotFound:
                is_there = False
            if not is_there:
                del self._done[case]

    def _told_what_changed_by_itself(self) -> str | None:
        """Looks at each case of which something was given, or will be.

        A consent begins and ends by its day alone, the host can let the plugin see less, and a case can be destroyed.
        """
        destroyed = frozenset(self._desk.log.store.destroyed())
        for case in sorted(self._held):
            error = self._told_of_destruction(case) if case in destroyed else self._delivered_of(case, ())
            if error is not None:
                return error
        return None

    def _delivered_of(self, case: str, numbers: Sequence[int]) -> str | None:
        """Hands over what is new in a case, and says what has to go; what went wrong, if something did."""
        entries = self._desk.entries(case)
        if not entries:
            return None
        share = share_of(self._desk, self._clock, case, self._handing)
        held = self._held.get(case, ())
        opened = tuple(category for category in self._handing.asked_in_order if share.opens(category))
        closed = tuple(category for category in held if category not in opened)
        new, until = frozenset(numbers), numbers[-1] if numbers else 0
        if not set(opened) <= set(held):  # all of it, to the end: the entry that opened it may come much later
            new = frozenset(entry.number for entry in entries)
            numbers = [entry.number for entry in entries if numbers and entry.number >= numbers[0]]
            until = entries[-1].number
        since = _Since(case, entries, numbers, frozenset(held))
        told: DisclosedCase | None = None
        if any(_is_open(entry, share) for entry in entries if entry.number in new):
            self._keep(case, (*held, *(category for category in opened if category not in held)))
            told = handed_over(self._desk, self._clock, case, self._handing, self._settings, only=new)
        elif not closed and not since.is_anything:
            if case not in self._held and _is_promised(entries, self._handing):
                self._keep(case, ())
            self._is_done(case, entries, until)
            return None
        name = case if share.opens("identity") else pseudonym_of(self._desk, self._handing, ("case", case))
        error = self._called_with(
            attrs.evolve(
                told or DisclosedCase(case=name, categories=(), entries=()),
                closed=closed,
                forgotten=since.forgotten,
                corrected=since.corrected,
                misplaced=since.misplaced,
            )
        )
        if error is None:
            self._is_done(case, entries, until)
            self._keep(case, opened if told is not None else tuple(one for one in held if one not in closed))
        return error

    def _is_done(self, case: str, entries: Sequence[Entry[Any]], until: int) -> None:
        """Remembers up to which entry a case is done, so that a store that breaks off now has nothing given twice."""
        self._done.update((case, entry) for entry in entries if entry.number == until)

    def _keep(self, case: str, categories: Sequence[str]) -> None:
        """Remembers of what the plugin may have copies: before it is given any, so that no crash forgets it."""
        if self._held.get(case) != tuple(categories):
            self._held[case] = tuple(categories)
            self._followers.holds(self._name, case, tuple(categories))

    def _told_of_destruction(self, case: str) -> str | None:
        """Has the plugin let go of a case that was destroyed."""
        held = self._held.get(case, ())
        if not held:
            return None
        name = case if "identity" in held else pseudonym_of(self._desk, self._handing, ("case", case))
        error = self._called_with(DisclosedCase(case=name, categories=(), entries=(), closed=held))
        if error is None:
            self._keep(case, ())
        return error

    def _called_with(self, told: DisclosedCase) -> str | None:
        """Calls the plugin; what went wrong, if something did."""
        outcome = self._plugins.call(
            "svh_follow",
            only=self._handing.plugin.id,
            disclosed=disclosed(self._desk, self._clock, self._handing, [told]),
        )[0]
        if outcome.status not in {"ok", "late"}:
            return outcome.error or outcome.status
        self._entries += len(told.entries)
        return None

    def _failed(self, error: str) -> Followed:
        """Sees to it that it is tried again later, or looked at."""
        before = self._followers.trouble(self._name)
        tries = before.tries + 1 if before is not None else 1
        wait = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
        again_at = self._clock() + wait if tries < TRIES else None
        self._followers.failed(self._name, Trouble(tries=tries, again_at=again_at, error=error))
        return self._told("failed" if again_at is not None else "parked", error)

    def _told(self, status: FollowStatus, error: str | None = None) -> Followed:
        plugin = self._handing.plugin.id
        further = _NEXT.get(status)
        return Followed(
            plugin=plugin,
            purpose=self._handing.purpose,
            status=status,
            position=self._followers.position(self._name),
            entries=self._entries,
            error=error,
            next=further.format(plugin=plugin) if further is not None else None,
        )


def _by_case(rows: Sequence[Notification]) -> dict[str, list[int]]:
    """The numbers of new entries by their cases, in the order in which each case first comes."""
    found: dict[str, list[int]] = {}
    for row in rows:
        stream = str(row.originator_id)
        if stream_kind(stream) is StreamKind.CASE and row.topic != DESTROYED:
            found.setdefault(stream, []).append(row.originator_version)
    return found


def _is_open(entry: Entry[Any], share: Share) -> bool:
    is_handed_over = not isinstance(entry.event, UnknownEvent) and entry.event.spec.concept != NEVER_HANDED_OVER
    return is_handed_over and share.sees(entry)


def _is_promised(entries: Sequence[Entry[Any]], handing: Handing) -> bool:
    """Whether a consent of the case names the recipient, so that its day alone may open something."""
    consents = (given for given in replay(entries).consents.values() if given.ended is None)
    return any((given.recipient, given.purpose) == (handing.recipient, handing.purpose) for given in consents)


class _Since:
    """What is different, since, about entries of categories that were handed over before.

    Args:
        case: the case.
        entries: all its entries.
        numbers: those that are new.
        given: the categories that were handed over before.
    """

    def __init__(self, case: str, entries: Sequence[Entry[Any]], numbers: Sequence[int], given: frozenset[str]) -> None:
        self._case = case
        self._entries = {entry.number: entry for entry in entries}
        self._given = given
        new = [self._entries[number].event for number in numbers]
        corrections = [event for event in new if isinstance(event, EntryCorrected)]
        self.corrected = self._of_what_was_given(event.entry for event in corrections)
        self.misplaced = self._of_what_was_given(event.entry for event in corrections if event.wrong == "case")
        done = [number for number in numbers if isinstance(self._entries[number].event, ForgettingDone)]
        self.forgotten = self._of_what_was_given(passage for number in done for passage in self._passages(number))

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.forgotten or self.corrected)

    def _of_what_was_given(self, numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted({number for number in numbers if self._was_given(number)}))

    def _was_given(self, number: int) -> bool:
        entry = self._entries.get(number)
        if entry is None:
            return False
        if isinstance(entry.event, UnknownEvent):  # its plugin is not here; a number too many tells nothing
            return bool(self._given)
        kind = entry.event.spec
        return not self._given.isdisjoint({kind.category, *(field.category for field in kind.fields)})

    def _passages(self, number: int) -> tuple[int, ...]:
        """The entries whose words a forgetting took away."""
        event = self._entries[number].event
        if event.passages:
            return tuple(event.passages)
        before = [entry for entry in self._entries.values() if entry.number < number]
        erasure = replay(before).erasures.get(event.request)
        return forgetting_of(self._case, before, erasure).passages if erasure is not None else ()
