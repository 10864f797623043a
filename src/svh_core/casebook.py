"""The casebook: the one way in for apps, and the one place where the floors are put together."""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import attrs

from svh_core.domain.case import FrozenCase
from svh_core.domain.civil_days import in_utc
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import decide
from svh_core.domain.editions import RulebookAdopted
from svh_core.domain.identifiers import Tag, new_id
from svh_core.domain.proposal import Proposal, check_stream
from svh_core.domain.rulebook import Consideration, Entry, Event, Rulebook, StreamKind, stream_kind
from svh_core.errors import Conflict, KeysMissing, Malformed, NotAllowed, NotFound, NotPermitted
from svh_core.log import NumberTaken
from svh_core.sharing.viewers import OPERATOR, Viewer, permit, withheld
from svh_core.vault import open_sealing

if TYPE_CHECKING:
    from svh_core.log.log import Log
    from svh_core.log.store import Store
    from svh_core.views.look import Look

Clock = Callable[[], datetime]
Progress = Callable[[int, int | None], None]

ATTEMPTS: Final = 20
"""How often a decision is decided again because somebody else wrote first."""

DEEPENING_WORDS: Final = frozenset({"topics", "said"})
"""The fields of a deepening talk that are for who was in it."""

KEPT_CASES: Final = 256
"""How many cases are kept at hand between decisions."""


def _now() -> datetime:
    return datetime.now(UTC)


@attrs.frozen(kw_only=True)
class Receipt:
    """What a writer gets for a decision that was recorded.

    Attributes:
        case: the case or other stream.
        number: the entry's number.
        last: the number of its last consequence, or its own.
        standing: with what standing it was decided; None for a fact.
        recorded_at: when it was written, by our clock, in UTC.
    """

    case: str
    number: int
    last: int
    standing: str | None
    recorded_at: datetime


class Casebook:
    """A casebook that is open. Thread-safe; several processes may hold one.

    Made by `create`, `open` or `in_memory`, not directly.
    """

    def __init__(
        self, open_store: Callable[[], Store], *, clock: Clock | None, rulebook: Rulebook, sealed: bool
    ) -> None:
        self._open_store = open_store
        self._clock = clock or _now
        self._rulebook = rulebook
        self._sealed = sealed
        self._writing = threading.RLock()
        self._held: tuple[int, Log] | None = None
        self._cases: OrderedDict[str, FrozenCase] = OrderedDict()

    # Opening

    @classmethod
    def create(cls, url: str | Path, *, origin: str | None = None, clock: Clock | None = None) -> Self:
        """Makes a casebook; never touches one that is there.

        Args:
            url: a path, or ``sqlite:///path``.
            origin: a name for this log; a random one where nothing is said.
            clock: what tells the time, timezone-aware; the system's where nothing is said.

        Raises:
            SvhError: there is a file already, or it cannot be made.
        """
        from svh_core.log.sqlite import SQLiteStore  # noqa: PLC0415 - the store is loaded when it is used

        SQLiteStore.create(_path(url), _facts(origin)).close()
        book = cls.open(url, clock=clock)
        book.adopt(CORE_RULEBOOK.edition, by=OPERATOR)
        return book

    @classmethod
    def open(cls, url: str | Path, *, sealed: bool = False, clock: Clock | None = None) -> Self:
        """Opens a casebook that is there; never makes one.

        Args:
            url: a path, or ``sqlite:///path``.
            sealed: whether words stay sealed: nothing is revealed, as for an auditor.
            clock: what tells the time, timezone-aware.

        Raises:
            NotFound: there is none.
            LogBroken: it is none that this version can read.
        """
        from svh_core.log.sqlite import SQLiteStore  # noqa: PLC0415

        path = _path(url)
        book = cls(lambda: SQLiteStore.open(path), clock=clock, rulebook=CORE_RULEBOOK, sealed=sealed)
        book._log  # noqa: B018 - opens now, so that what is wrong is said now
        return book

    @classmethod
    def in_memory(
        cls,
        *,
        origin: str | None = None,
        clock: Clock | None = None,
        rulebook: Rulebook = CORE_RULEBOOK,
        edition: int | None = None,
    ) -> Self:
        """A casebook in memory, for tests: gone when it is let go.

        Args:
            origin: a name for this log.
            clock: what tells the time, timezone-aware.
            rulebook: other rules than those of the library.
            edition: the edition it adopts; the newest of the rulebook where nothing is said.
        """
        from svh_core.log.memory import MemoryStore  # noqa: PLC0415

        store = MemoryStore(_facts(origin))
        book = cls(lambda: store, clock=clock, rulebook=rulebook, sealed=False)
        book.adopt(edition or rulebook.edition, by=OPERATOR)
        return book

    def close(self) -> None:
        """Gives back what is held open. Using the casebook again opens it again."""
        with self._writing:
            if self._held is not None and self._held[0] == os.getpid():
                self._held[1].store.close()
            self._held = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _log(self) -> Log:
        """The log, opened when it is first used, and anew after a fork: connections do not survive one."""
        if self._held is None or self._held[0] != os.getpid():
            from svh_core.log.codec import Codec  # noqa: PLC0415
            from svh_core.log.log import Log  # noqa: PLC0415

            with self._writing:
                self._cases.clear()
                self._held = (os.getpid(), Log(_of_known_seal(self._open_store()), Codec(self._rulebook)))
        return self._held[1]

    @property
    def origin(self) -> str:
        """The name of this log."""
        return str(self._log.store.fact("origin"))

    @property
    def rulebook(self) -> Rulebook:
        """The rules this casebook knows; `edition` says up to which they are adopted."""
        return self._rulebook

    @property
    def edition(self) -> int:
        """The newest edition of the rulebook that this casebook has adopted."""
        return self.last_seen(f"log/{self.origin}").adopted

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
        return self.record(f"log/{self.origin}", adopted, by=by)

    def check_adoption(self, stream: str, adopted: RulebookAdopted) -> None:
        """Refuses to adopt rules that this version does not know, or in another log than this one.

        Raises:
            Malformed: with the path of what is wrong.
        """
        if stream != f"log/{self.origin}":
            raise Malformed(f"the rules are adopted in this casebook's own stream, log/{self.origin}", path="stream")
        if not 1 <= adopted.edition <= self._rulebook.edition:
            raise Malformed(f"this version knows the rules up to edition {self._rulebook.edition}", path="data.edition")
        if adopted.sha256 != self._rulebook.digest(adopted.edition):
            raise Malformed("this is not the digest of that edition of the rules", path="data.sha256")

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
        proposal = Proposal(
            case=case,
            event=event,
            by=by,
            entered_by=entered_by,
            at=at,
            because=tuple(because),
            reason=reason,
            meeting=meeting,
            on_behalf_of=on_behalf_of,
            source=source,
            expected=expected,
            once=once,
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
        return self._recorded(proposals, dry_run=dry_run, progress=progress, refused=None)

    def record_allowed(
        self, proposals: Sequence[Proposal], *, dry_run: bool = False, progress: Progress | None = None
    ) -> tuple[list[Receipt], list[NotAllowed | Malformed]]:
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
        refused: list[NotAllowed | Malformed] = []
        return self._recorded(proposals, dry_run=dry_run, progress=progress, refused=refused), refused

    def _recorded(
        self,
        proposals: Sequence[Proposal],
        *,
        dry_run: bool,
        progress: Progress | None,
        refused: list[NotAllowed | Malformed] | None,
    ) -> list[Receipt]:
        for proposal in proposals:
            proposal.check()
        with self._writing:
            for attempt in range(ATTEMPTS):
                batch = self.batch(fresh=attempt > 0 or refused is not None)
                try:
                    _judge(batch, proposals, refused, progress)
                    return batch.receipts if dry_run else batch.commit()
                except (NotAllowed, Conflict):
                    if attempt:  # judged on the log itself, not on what this process remembers
                        raise
                except NumberTaken:
                    time.sleep(random.uniform(0, 0.002 * attempt))  # noqa: S311 - only to let others go first
        raise Conflict("others keep recording in this case", next="Read it again and try once more.")

    def batch(self, *, fresh: bool = False) -> Batch:
        """Decisions that are judged one by one and recorded together; see `Batch`.

        Args:
            fresh: whether cases are read from the log, rather than as this process last saw them.
        """
        if fresh:
            with self._writing:
                self._cases.clear()
        return Batch(self, recorded_at=in_utc(self._clock()))

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
        proposal = Proposal(case=case, event=event, by=by, **others)
        proposal.check()
        refusal = None
        for fresh in (False, True):
            try:
                self.batch(fresh=fresh).add(proposal)
            except NotAllowed as refused:
                refusal = refused
            else:
                return None
        return refusal

    # Reading

    @contextmanager
    def looking(self, case: str, *, viewer: Viewer, purpose: str) -> Iterator[Look]:
        """Opens a case for one viewer and one purpose.

        Args:
            case: the case.
            viewer: who looks, as the app knows from its own login.
            purpose: what for.

        Raises:
            NotFound: there is no such case.
            NotPermitted: this viewer may not see it.
        """
        from svh_core.views.look import Look  # noqa: PLC0415

        if not purpose:
            raise Malformed("a look has a purpose", path="purpose")
        check_stream(case)
        entries = tuple(self._log.entries(case))
        if not entries:
            raise NotFound(f"there is no case {case} here", next="`svh cases` lists them.")
        reveal = _Revealing(open_sealing.reveal, withheld(viewer, entries), sealed=self._sealed)
        look = Look(case, entries, reader=viewer.person, reveal=reveal, now=self._clock)
        permit(viewer, look.case)
        try:
            yield look
        finally:
            reveal.is_over = True

    def cases(self) -> list[tuple[str, int]]:
        """Every case with the number of its last entry, by name."""
        return [(name, last) for name, last in self._log.store.streams() if stream_kind(name) is StreamKind.CASE]

    @property
    def log(self) -> Log:
        """The log beneath, for auditors: entries as they are stored, words sealed."""
        return self._log

    # Within

    def last_seen(self, stream: str) -> FrozenCase:
        """The case as this process last saw it; the log knows better, and says so when it is written to."""
        log = self._log
        case = self._cases.get(stream)
        if case is None:
            case = log.load(stream)
            self.remember(stream, case)
        return case

    def remember(self, stream: str, case: FrozenCase) -> None:
        """Keeps a case at hand for the next decision."""
        self._cases[stream] = case
        self._cases.move_to_end(stream)
        while len(self._cases) > KEPT_CASES:
            self._cases.popitem(last=False)


class _Revealing:
    """Opens words for one look, and for as long as it lasts."""

    def __init__(self, opens: Callable[..., Any], withheld: frozenset[int], *, sealed: bool) -> None:
        self._opens = opens
        self._withheld = withheld
        self._sealed = sealed
        self.is_over = False

    def __call__(self, token: str, number: int | None, path: str | None) -> Any:
        """The words, or an object that says why they are not there."""
        if self.is_over:
            raise NotPermitted("this look is over", next="Open the case again with `looking`.")
        if self._sealed:
            return {"sealed": True}
        if number in self._withheld and path in DEEPENING_WORDS:
            return {"withheld": True}
        return self._opens(token, number=number, path=path)


class Batch:
    """Decisions judged one by one, each with those before it in place, and recorded in one transaction.

    Made by `Casebook.batch`.
    """

    def __init__(self, book: Casebook, *, recorded_at: datetime) -> None:
        self._book = book
        self._recorded_at = recorded_at
        self._entries: list[tuple[str, Entry[Any]]] = []
        self._once: list[tuple[str, str, int]] = []
        self._cases: dict[str, FrozenCase] = {}
        self._began: dict[str, int] = {}
        self.receipts: list[Receipt] = []

    def add(self, proposal: Proposal) -> Receipt:
        """Judges a decision after those before it; nothing is recorded yet.

        Args:
            proposal: one that was checked.

        Raises:
            NotAllowed: a rule refuses it; the batch stays as it was.
            Conflict: something newer than it expected was recorded.
        """
        stream = proposal.case
        receipt = self._recorded_before(proposal)
        if receipt is None:
            case = self._case(stream, proposal.expected)
            decided = decide(self._entry(proposal, case), case, rulebook=self._book.rulebook, seal=open_sealing.seal)
            self._cases[stream] = decided.case
            self._entries += [(stream, entry) for entry in decided.entries]
            receipt = _receipt(stream, decided.entries, decided.case)
            if proposal.once is not None:
                self._once.append((stream, proposal.once, receipt.number))
        self.receipts.append(receipt)
        return receipt

    def commit(self) -> list[Receipt]:
        """Records what was judged: all of it or nothing, and on disk when this returns.

        Raises:
            NumberTaken: somebody else recorded first.
        """
        if self._entries:
            self._book.log.append(self._entries, once=self._once)
            for stream, case in self._cases.items():
                self._book.remember(stream, case)
        return self.receipts

    def _case(self, stream: str, expected: int | None) -> FrozenCase:
        case = self._cases.get(stream) or self._book.last_seen(stream)
        began = self._began.setdefault(stream, case.number)
        if expected is not None and began != expected:
            raise Conflict(
                f"{stream} is at entry {began}, and {expected} was expected", next="Read it again and decide anew."
            )
        return case

    def _entry(self, proposal: Proposal, case: FrozenCase) -> Entry[Any]:
        edition = max(self._book.edition, 1)
        if isinstance(proposal.event, RulebookAdopted):
            self._book.check_adoption(proposal.case, proposal.event)
        if proposal.edition is not None and not case.edition <= proposal.edition <= edition:
            raise Malformed("an edition never goes down, and was adopted before", path="edition")
        return proposal.entry(recorded_at=self._recorded_at, edition=edition)

    def _recorded_before(self, proposal: Proposal) -> Receipt | None:
        """The receipt of an earlier call with the same request id, in this batch or before it."""
        if proposal.once is None:
            return None
        for stream, once, number in self._once:
            if (stream, once) == (proposal.case, proposal.once):
                return next(r for r in self.receipts if (r.case, r.number) == (stream, number))
        log = self._book.log
        recorded = log.store.recorded_once(proposal.case, proposal.once)
        if recorded is None:
            return None
        entries = [next(log.entries(proposal.case, after=recorded - 1))]
        entries += itertools.takewhile(lambda e: e.caused_by is not None, log.entries(proposal.case, after=recorded))
        return _receipt(proposal.case, entries, log.load(proposal.case))


def _judge(
    batch: Batch, proposals: Sequence[Proposal], refused: list[NotAllowed | Malformed] | None, progress: Progress | None
) -> None:
    """Adds the proposals to the batch; a refusal is kept in `refused`, or raised where there is no such list."""
    if refused is not None:
        refused.clear()
    for index, proposal in enumerate(proposals):
        try:
            batch.add(proposal)
        except (NotAllowed, Malformed, Conflict) as refusal:
            refusal.index = index
            if refused is None or isinstance(refusal, Conflict):
                raise
            refused.append(refusal)
        if progress is not None:
            progress(index + 1, len(proposals))


def _receipt(stream: str, entries: Sequence[Entry[Any]], case: FrozenCase) -> Receipt:
    first = entries[0]
    standing = case.written[first.number].standing
    return Receipt(
        case=stream, number=first.number, last=entries[-1].number, standing=standing, recorded_at=first.recorded_at
    )


def _of_known_seal(store: Store) -> Store:
    """The store, if its words are sealed in a way this version knows."""
    if store.fact("sealing") != open_sealing.NAME:
        store.close()
        raise KeysMissing("this casebook is sealed with keys this version cannot use", next="Use a newer version.")
    return store


def _facts(origin: str | None) -> dict[str, str]:
    origin = origin or new_id()
    check_stream(f"log/{origin}")
    return {"origin": origin, "sealing": open_sealing.NAME}


def _path(url: str | Path) -> Path:
    text = str(url)
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    if "://" in text:
        raise Malformed("this release keeps casebooks in SQLite files", next="Name a path, such as casebook.db.")
    return Path(text)
