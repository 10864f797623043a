"""The casebook: the one way in for apps, and the one place where the floors are put together."""

from __future__ import annotations

import functools
import os
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from svh_core.disclosing import (
    Action,
    disclose_a_list,
)
from svh_core.domain.access import EmergencyOpened
from svh_core.domain.civil_days import in_utc
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import replay
from svh_core.domain.editions import RulebookAdopted
from svh_core.domain.identifiers import Tag, new_id
from svh_core.domain.meetings import MeetingPlanned
from svh_core.domain.proposal import Proposal, check_person, check_stream, considerations
from svh_core.domain.rulebook import Consideration, Event, Rulebook, StreamKind, stream_kind
from svh_core.domain.values import filler
from svh_core.domain.words import to_plain
from svh_core.errors import KeysMissing, NotAllowed, NotFound, SvhError
from svh_core.one_meeting import Decision, OneMeeting, request_id
from svh_core.recording.desk import Desk
from svh_core.recording.receipt import Receipt
from svh_core.recording.writing import Clock, Progress, Refusals, refusal, write
from svh_core.sharing.controllers import controllers_of
from svh_core.sharing.grounds import CATEGORIES, Ground
from svh_core.sharing.organisations import works_for
from svh_core.sharing.roles import OPERATOR, ORGANISATION, Viewer, capacity_in
from svh_core.sharing.shares import Share

if TYPE_CHECKING:
    from svh_core.keeping import Kept
    from svh_core.log.log import Log
    from svh_core.overview.overview import Overview
    from svh_core.plugins.at_work import PluginsAtWork
    from svh_core.plugins.loading import Plugins
    from svh_core.privacy import Privacy
    from svh_core.vault.master import KeyWrap
    from svh_core.views.extensions import Extensions
    from svh_core.views.look import Look
    from svh_core.views.settings import Settings


_PROPOSAL: Final = filler(Proposal)
"""A proposal as its class makes it, in a third of the time."""


def _now() -> datetime:
    return datetime.now(UTC)


class Casebook:
    """A casebook that is open. Thread-safe; several processes may hold one.

    Made by `create`, `open` or `in_memory`, not directly.
    """

    def __init__(
        self,
        opens: Callable[[], Kept],
        *,
        clock: Clock | None,
        rulebook: Rulebook,
        settings: Settings | None = None,
        plugins: Sequence[object] = (),
    ) -> None:
        self._opens = opens
        self._settings = settings
        self._clock = clock or _now
        self._asked_plugins = tuple(plugins)
        self._rulebook = self._loaded_plugins.rulebook(rulebook) if plugins else rulebook
        self._opening = threading.RLock()
        self._held: tuple[int, Desk] | None = None

    # Opening

    @classmethod
    def create(
        cls,
        url: str | Path,
        *,
        origin: str | None = None,
        clock: Clock | None = None,
        key_wrap: KeyWrap | None = None,
    ) -> Self:
        """Makes a casebook, its vault, its master key and its signing key beside it; never touches one that is there.

        Args:
            url: a path, ``sqlite:///path``, or ``postgresql://...`` (docs/how-to/postgresql.md).
            origin: a name for this log; a random one where nothing is said.
            clock: what tells the time, timezone-aware; the system's where nothing is said.
            key_wrap: keeps the master key elsewhere; where nothing is said it is the one in the environment variable
                ``SVH_MASTER_KEY``, or a new one in a file that only its owner can read.

        Raises:
            SvhError: one of the files is there already, or cannot be made.
        """
        from svh_core.keeping import make, place_of  # noqa: PLC0415 - store and keys are loaded when they are used

        make(place_of(url), origin=_origin(origin), key_wrap=key_wrap)
        return cls.open(url, clock=clock, key_wrap=key_wrap)

    @classmethod
    def open(
        cls,
        url: str | Path,
        *,
        sealed: bool = False,
        clock: Clock | None = None,
        key_wrap: KeyWrap | None = None,
        settings: Settings | None = None,
        plugins: Sequence[object] = (),
    ) -> Self:
        """Opens a casebook that is there, and holds its log and its vault against each other; never makes one.

        Args:
            url: a path, ``sqlite:///path``, or ``postgresql://...`` (docs/how-to/postgresql.md).
            sealed: whether words stay sealed: it needs no keys, reveals nothing and records nothing, as for an auditor.
            clock: what tells the time, timezone-aware.
            key_wrap: keeps the master key elsewhere than in the environment or a file beside the casebook.
            settings: what the organisation that looks set for itself; the usual numbers where nothing is said.
            plugins: which plugins may be used: names of distributions, `Allowed` with what each may see, or modules
                with hooks. No other is imported.

        Raises:
            NotFound: there is none.
            LogBroken: it is none that this version can read.
            KeysMissing: its vault or its master key is missing, unreadable or the wrong one.
        """
        from svh_core.keeping import open_both, open_sealed, place_of  # noqa: PLC0415

        place = place_of(url)
        opens = (lambda: open_sealed(place)) if sealed else (lambda: open_both(place, key_wrap))
        book = cls(opens, clock=clock, rulebook=CORE_RULEBOOK, settings=settings, plugins=plugins)
        desk = book._desk  # opens now, so that what is wrong is said now
        if not sealed and desk.edition == 0:  # whoever made it did not live to adopt its rules
            with suppress(NotAllowed):  # somebody else did at the same time
                book.adopt(CORE_RULEBOOK.edition, by=OPERATOR)
        return book

    @classmethod
    def in_memory(
        cls,
        *,
        origin: str | None = None,
        clock: Clock | None = None,
        rulebook: Rulebook = CORE_RULEBOOK,
        edition: int | None = None,
        settings: Settings | None = None,
        plugins: Sequence[object] = (),
    ) -> Self:
        """A casebook in memory, for tests: gone when it is let go.

        Args:
            origin: a name for this log.
            clock: what tells the time, timezone-aware.
            rulebook: other rules than those of the library.
            edition: the edition it adopts; the newest of the rulebook where nothing is said.
            settings: what the organisation that looks set for itself.
            plugins: which plugins may be used, as for `open`.
        """
        from svh_core.keeping import in_memory  # noqa: PLC0415

        kept = in_memory(_origin(origin))
        book = cls(lambda: kept, clock=clock, rulebook=rulebook, settings=settings, plugins=plugins)
        book.adopt(edition or rulebook.edition, by=OPERATOR)
        return book

    def close(self) -> None:
        """Gives back what is held open. Using the casebook again opens it again."""
        with self._opening:
            held, self._held = self._held, None
            if held is not None and held[0] == os.getpid():
                held[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with suppress(SvhError) if kind is not None else nullcontext():  # what went wrong first is what is told
            self.close()

    @property
    def _desk(self) -> Desk:
        """Where this process writes; opened when first used, and anew after a fork: no connection survives one."""
        held = self._held
        if held is None or held[0] != os.getpid():
            from svh_core.keeping import opened  # noqa: PLC0415

            with self._opening:
                held = self._held
                if held is None or held[0] != os.getpid():
                    held = self._held = (os.getpid(), opened(*self._opens(), self._rulebook))
                    _close_before_a_fork(self)
        return held[1]

    @property
    def log(self) -> Log:
        """The log beneath, for auditors: entries as they are stored, words sealed."""
        return self._desk.log

    @property
    def origin(self) -> str:
        """The name of this log."""
        return self._desk.origin

    @property
    def rulebook(self) -> Rulebook:
        """The rules this casebook knows; `edition` says up to which they are adopted."""
        return self._rulebook

    @property
    def edition(self) -> int:
        """The newest edition of the rulebook that this casebook has adopted."""
        return self._desk.edition

    @property
    def settings(self) -> Settings:
        """What the organisation that looks set for itself."""
        if self._settings is None:
            from svh_core.views.settings import DEFAULTS  # noqa: PLC0415 - views are loaded when they are used

            self._settings = DEFAULTS
        return self._settings

    def adopt(self, edition: int, *, by: str) -> Receipt:
        """Adopts a newer edition of the rules: from here on it holds.

        Args:
            edition: one that this version of the library knows.
            by: who decides that.

        Raises:
            Malformed: this version does not know that edition.
            NotAllowed: it is not newer.
        """
        adopted = RulebookAdopted(edition=edition, sha256=Tag(self._rulebook.digest(edition)))
        return self.record(self._desk.own_stream, adopted, by=by)

    # Recording

    def record(
        self,
        case: str,
        event: Event,
        *,
        by: str,
        entered_by: str | None = None,
        at: datetime | None = None,
        because: Iterable[Consideration | tuple[str, str]] = (),
        reason: str | None = None,
        meeting: str | None = None,
        on_behalf_of: str | None = None,
        source: str | None = None,
        expected: int | None = None,
        once: str | None = None,
    ) -> Receipt:
        """Records one decision. When it returns, the decision is on disk.

        Args:
            case: the case, or another stream.
            event: what was decided, such as ``GoalSet(...)``.
            by: who decided.
            entered_by: whose pen; `by` where nothing is said.
            at: the moment it was decided, timezone-aware; now where nothing is said.
            because: what was weighed: considerations, or pairs of (holder, words).
            reason: why somebody decided in the resident's place.
            meeting: the meeting in which it was decided.
            on_behalf_of: the responsible person (NEN 7513); never makes standing.
            source: where an imported decision comes from.
            expected: the number the user was looking at; anything newer is a conflict.
            once: the app's request id; a second call with it returns the first receipt.

        Raises:
            NotAllowed: a rule refuses it.
            Malformed: it does not have the promised form.
            Conflict: somebody else recorded first, and kept doing so.
        """
        proposal: Proposal = _PROPOSAL(
            case=case,
            event=event,
            by=by,
            entered_by=entered_by,
            at=at,
            because=considerations(because),
            reason=to_plain(reason),
            meeting=meeting,
            on_behalf_of=on_behalf_of,
            source=source,
            expected=expected,
            once=once,
            edition=None,
        )
        return self.record_all([proposal])[0]

    def record_all(
        self, proposals: Sequence[Proposal], *, dry_run: bool = False, progress: Progress | None = None
    ) -> list[Receipt]:
        """Records decisions of one or more cases in one transaction: all of them or none.

        Args:
            proposals: in order; each is judged with those before it in place.
            dry_run: whether to judge only and record nothing.
            progress: called with how many were judged and how many there are.

        Raises:
            NotAllowed: a rule refuses one; its ``index`` says which.
            Malformed: one does not have the promised form.
            Conflict: somebody else recorded first, and kept doing so.
        """
        return write(self._desk, proposals, self._utc, dry_run=dry_run, progress=progress)

    def record_allowed(
        self, proposals: Sequence[Proposal], *, dry_run: bool = False, progress: Progress | None = None
    ) -> tuple[list[Receipt], Refusals]:
        """Records those decisions that the rules allow, in one transaction, and leaves out the others.

        Args:
            proposals: in order; each is judged with the allowed ones before it in place.
            dry_run: whether to judge only and record nothing.
            progress: called with how many were judged and how many there are.

        Returns:
            The receipts, and the refusals with their ``index``.

        Raises:
            Malformed: one does not have the promised form.
            Conflict: somebody else recorded first, and kept doing so.
        """
        refused: Refusals = []
        return write(self._desk, proposals, self._utc, dry_run=dry_run, progress=progress, refused=refused), refused

    def meeting(
        self,
        case: str,
        planned: MeetingPlanned,
        *,
        ended: datetime,
        present: Sequence[str],
        by: str,
        entered_by: str | None = None,
        decisions: Sequence[Decision] = (),
        next: MeetingPlanned | None = None,  # noqa: A002 - as the field of `meeting.closed` is called
        reason: str | None = None,
        expected: int | None = None,
        once: str | None = None,
    ) -> list[Receipt]:
        """Records one meeting in one transaction: planned if it was not yet, opened, what was decided, closed.

        Args:
            case: the case.
            planned: the meeting; its ``at`` is when it began.
            ended: when it ended.
            present: who was there when it began.
            by: who planned it, and the next: the resident, or somebody present with them.
            entered_by: whose pen; `by` where nothing is said.
            decisions: what was decided in it, in order.
            next: the next meeting, where it was planned in this one.
            reason: why, where a professional planned it without the resident.
            expected: the number the user was looking at.
            once: the app's request id; a second call with it records nothing and returns the first receipts.

        Returns:
            The receipts: of the planning if it was needed, the opening, the decisions, the next meeting, the closing.

        Raises:
            NotAllowed: a rule refuses one of them, and none is recorded.
            Malformed: one does not have the promised form.
            Conflict: somebody else recorded first, and kept doing so.
        """
        planned_now = request_id(once, "planned")
        planned_by_this = planned_now is not None and self.log.store.recorded_once(case, planned_now) is not None
        held = OneMeeting(
            planned=planned,
            is_planned=planned.meeting in self.log.load(case).meetings and not planned_by_this,
            present=present,
            by=by,
            entered_by=entered_by or by,
            ended=ended,
            decisions=decisions,
            next=next,
            reason=reason,
        )
        return self.record_all(held.proposals(case, expected=expected, once=once))

    @property
    def privacy(self) -> Privacy:
        """Forgetting, destroying, private books, references and keys."""
        from svh_core.privacy import Privacy  # noqa: PLC0415 - ciphers are loaded when they are used

        return Privacy(self._desk, self._utc)

    @property
    def plugins(self) -> PluginsAtWork:
        """What organisations added: how it is with each plugin, and what they write, count and follow."""
        from svh_core.plugins.at_work import PluginsAtWork  # noqa: PLC0415 - nobody waits for what is not used

        return PluginsAtWork(self._loaded_plugins, lambda: self._desk, self._utc, self.settings)

    @property
    def overview(self) -> Overview:
        """All cases at once: what is kept of each beside the log, so that a list need not load every case."""
        from svh_core.overview.overview import Overview  # noqa: PLC0415 - views are loaded when they are used

        plugins = self._loaded_plugins.that_notice if self._asked_plugins else []
        return Overview(lambda: self._desk, self._utc, self.settings, self.extensions, plugins)

    @property
    def extensions(self) -> Extensions:
        """What plugins add to what a case says: phrases, signals and words of organisations' own."""
        if self._asked_plugins:
            return self._loaded_plugins.extensions
        from svh_core.views.extensions import NO_EXTENSIONS  # noqa: PLC0415 - views are loaded when they are used

        return NO_EXTENSIONS

    @functools.cached_property
    def _loaded_plugins(self) -> Plugins:
        from svh_core.plugins.loading import Plugins  # noqa: PLC0415

        return Plugins.asked(self._asked_plugins)

    @property
    def vault_behind(self) -> list[tuple[str, int]]:
        """The entries, by stream and number, whose keys the vault never had: an older copy of it was put back."""
        return sorted({(use.stream, use.number) for use in self._desk.behind})

    def may(self, case: str, event: Event, *, by: str, **others: Any) -> NotAllowed | None:
        """Whether a decision would be accepted; records nothing. An app shows its buttons by it.

        Args:
            case: the case, or another stream.
            event: what would be decided.
            by: who would decide.
            others: as for `record`.

        Returns:
            The refusal, or None.
        """
        return refusal(self._desk, Proposal(case=case, event=event, by=by, **others), self._utc)

    def _utc(self) -> datetime:
        return in_utc(self._clock())

    # Reading

    @contextmanager
    def looking(self, case: str, *, viewer: Viewer, purpose: str, action: Action = "view") -> Iterator[Look]:
        """Opens a case for one viewer and one purpose.

        Args:
            case: the case.
            viewer: who looks, as the app knows from its own login.
            purpose: what for.
            action: whether what is shown is only read, or taken along.

        Raises:
            NotFound: there is no such case.
            NotPermitted: this viewer may not see it.
        """
        from svh_core.looking import look_at  # noqa: PLC0415 - views are loaded when they are used

        look = look_at(
            self._desk,
            self._clock,
            case,
            viewer=viewer,
            purpose=purpose,
            action=action,
            settings=self.settings,
            extensions=self.extensions,
        )
        with look as view:
            yield view

    def explain(self, case: str, *, viewer: Viewer, purpose: str, as_of: datetime | None = None) -> tuple[Ground, ...]:
        """What decides, for each category, whether somebody may read it; without a word of what is in it.

        After the categories follow the resident's own documents that are open to them, each with what opens it.

        Args:
            case: the case.
            viewer: who would look.
            purpose: what for.
            as_of: the moment, for the question what somebody could see then; now where nothing is said.
        """
        check_stream(case)
        check_person(viewer.person, "viewer")
        moment = in_utc(as_of) if as_of is not None else self._utc()
        known = [entry for entry in self._desk.entries(case) if entry.recorded_at <= moment]
        share = Share(viewer, known, replay(known), moment=moment, purpose=purpose)
        return (*(share.grounds[category] for category in CATEGORIES), *share.documents.values())

    def may_look(self, case: str, *, viewer: Viewer, purpose: str) -> bool:
        """Whether somebody would be shown anything of a case; writes nothing down and shows nothing.

        Args:
            case: the case.
            viewer: who would look.
            purpose: what for.
        """
        check_stream(case)
        check_person(viewer.person, "viewer")
        known = self._desk.entries(case)
        return Share(viewer, known, replay(known), moment=self._utc(), purpose=purpose).opens_anything

    def break_the_glass(
        self,
        case: str,
        *,
        recipient: str,
        categories: Sequence[str],
        reason: str,
        review_on: date,
        by: str | None = None,
        documents: Sequence[str] = (),
    ) -> Receipt:
        """Opens categories to somebody in an emergency; the resident is told by the trail, and it is reviewed.

        Args:
            case: the case.
            recipient: who needs to read.
            categories: what they need.
            reason: why.
            review_on: when somebody looks at whether it was right, within 30 days.
            by: who decides it; the recipient where nothing is said.
            documents: documents they need.

        Raises:
            NotAllowed: there is no reason, or no review within 30 days.
        """
        opened = EmergencyOpened(
            recipient=recipient,
            categories=tuple(categories),
            documents=tuple(documents) or None,
            review_on=review_on,
        )
        return self.record(case, opened, by=by or recipient, reason=reason)

    def viewer(self, case: str, person: str) -> Viewer:
        """Somebody as a viewer of a case, in the widest capacity that its trail says they have.

        An app knows from its own login in what capacity somebody looks, and says so itself; this is for who has no
        such login, as on the command line.
        """
        check_stream(case)
        check_person(person, "viewer")
        if stream_kind(case) is StreamKind.PRIVATE:
            return Viewer(person)
        entries = self._desk.entries(case)
        if stream_kind(case) is StreamKind.ORGANISATION:
            own = case.partition("/")[2] if works_for(person, entries) else None
            return Viewer(person, capacity=ORGANISATION, organisation=own)
        return Viewer(person, capacity=capacity_in(person, entries, replay(entries), self._utc()))

    def rollout(
        self, organisation: str, *, viewer: Viewer, purpose: str, as_of: datetime | None = None
    ) -> dict[str, Any]:
        """How far an organisation is with working this way, as data; `Look.rollout` knows the other clocks too.

        Args:
            organisation: its id.
            viewer: who looks: the operator, or somebody who looks for this organisation.
            purpose: what for.
            as_of: what had happened by this moment; now where nothing is said.

        Raises:
            NotFound: nothing was recorded of it.
            NotPermitted: this viewer may not see it.
        """
        with self.looking(f"organisation/{organisation}", viewer=viewer, purpose=purpose) as view:
            return view.rollout(as_of=as_of)

    def controllers(self, case: str, number: int) -> tuple[str, ...]:
        """Which organisations answer for an entry of a case (the controller, in privacy law): no words, and no look.

        Args:
            case: the case.
            number: which entry.

        Returns:
            Those its writer worked for at its moment; ``operator``, who keeps the app, where that is none.

        Raises:
            NotFound: there is no such entry.
        """
        check_stream(case)
        entries = self._desk.entries(case)
        if not 1 <= number <= len(entries):
            raise NotFound(f"there is no entry {number} in this case", next="`svh trail` shows them.")
        return controllers_of(number, entries, replay(entries))

    def receipt(self, case: str, number: int) -> bytes:
        """What shows that the log holds an entry, against the log as it is now (C2SP tlog-proof, as text).

        Words in it are sealed. `svh receipt check` says, without us, what it shows.

        Args:
            case: the case, or another stream.
            number: which entry.

        Raises:
            NotFound: there is no such entry, or it was destroyed.
            KeysMissing: there is no key to sign with.
            LogBroken: the entry is not what was sealed when it was recorded.
        """
        check_stream(case)
        return self._desk.proof_of(case, number)

    @property
    def verifier_key(self) -> str:
        """The public half of the key that the log signs with: what others check its receipts and bundles by.

        Raises:
            KeysMissing: there is no key to sign with.
        """
        return self._desk.notary.key.export()

    def checkpoint(self) -> bytes:
        """Signs what the log holds now (C2SP tlog-checkpoint), for somebody else to keep.

        An entry in the casebook's own stream says where each case ends, so that a bundle can be shown to be whole.

        Raises:
            KeysMissing: there is no key to sign with.
        """
        from svh_core.publishing import publish  # noqa: PLC0415 - ciphers are loaded when they are used

        return publish(self._desk, self._utc).note

    def succeed_key(self, *, lost: bool = False) -> tuple[bytes, str]:
        """Has the log sign with a new key from here on, as when the old one may have been seen, or was lost.

        Args:
            lost: whether nobody has the old key any more. Then nothing signs for the new one but the new one itself,
                and whoever relies on the log has to be told it in some other way. The log says for good that it was so.

        Returns:
            A checkpoint that names the new key, signed by the old one (where it is there) and the new one, for whoever
            knows the old one; and the new verifier key.

        Raises:
            KeysMissing: the old key is not there, and is not said to be lost; or this casebook is in memory, or was
                opened sealed.
            Malformed: the old key is said to be lost, and is there.
        """
        from svh_core.publishing import succeed  # noqa: PLC0415

        vault = self._desk.vault
        if vault is None or vault.path is None:
            raise KeysMissing("there is no file with a signing key here", next="Open the casebook with its keys.")
        note, key = succeed(self._desk, self._utc, vault.path, lost=lost)
        return note, key.export()

    def bundle(self, cases: Sequence[str] = ()) -> Iterator[str]:
        """What an auditor gets: every entry of these cases, words sealed, with proof that they are whole; no keys.

        Args:
            cases: which; all where none is named.

        Yields:
            Lines of JSON. `svh check` reads them, without a casebook.

        Raises:
            NotFound: one of the cases is not there, or was destroyed.
            KeysMissing: there is no key to sign with.
            LogBroken: an entry is not what was sealed.
        """
        from svh_core.publishing import bundle  # noqa: PLC0415

        return bundle(self._desk, self._utc, cases)

    def listing(self, viewer: Viewer) -> list[tuple[str, int]]:
        """Every case with the number of its last entry, for somebody who looks for one; written down once a day.

        Args:
            viewer: who looks.
        """
        check_person(viewer.person, "viewer")
        disclose_a_list(self._desk, self._utc, viewer)
        return self.cases()

    def cases(self) -> list[tuple[str, int]]:
        """Every case with the number of its last entry, by name."""
        return self.overview.cases()


_OPEN: Final[weakref.WeakSet[Casebook]] = weakref.WeakSet()


def _close_before_a_fork(book: Casebook) -> None:
    """Sees to it that a casebook is closed when this process forks; parent and child open it again when they use it.

    SQLite must not be carried over a fork: a child that inherits an open file holds none of its locks.
    """
    global _forks_are_watched  # noqa: PLW0603 - one hook for this process, set when the first casebook opens
    _OPEN.add(book)
    if not _forks_are_watched and hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_close_all)
        _forks_are_watched = True


_forks_are_watched = False


def _close_all() -> None:
    for book in tuple(_OPEN):
        book.close()


def _origin(origin: str | None) -> str:
    """The name of a new log: the one that was asked for, or a random one."""
    origin = origin or new_id()
    check_stream(f"log/{origin}")
    return origin
