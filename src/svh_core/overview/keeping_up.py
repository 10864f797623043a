"""Keeping what is kept of each case up to date: following the log, and making again what is not right any more.

A batch of entries and the position after it are kept in one transaction: a row that they change is to be made again
from then on. Making it is another transaction, and is let go where the case went on meanwhile. So a process may stop
or be killed anywhere, and several may do this at once: at most something is made twice.
"""

from __future__ import annotations

import functools
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Any, Final

import attrs
from eventsourcing.persistence import IntegrityError, Notification

from svh_core.domain.opening import CaseOpened
from svh_core.domain.rulebook import Entry, StreamKind, stream_kind
from svh_core.domain.time_spent import TimeBudgetSet
from svh_core.errors import Conflict, NotFound, PluginFailed
from svh_core.log.kept import KeptRow, Mark
from svh_core.log.leaves import DESTROYED
from svh_core.log.log import BATCH
from svh_core.looking import with_budgets
from svh_core.overview.holding import Holding
from svh_core.recording.desk import Desk
from svh_core.recording.writing import ATTEMPTS, Progress
from svh_core.version import __version__
from svh_core.views.extensions import Extensions
from svh_core.views.history import History
from svh_core.views.settings import Settings
from svh_core.views.signals import found_until
from svh_core.views.signals.of_plugins import spotted_by_plugins

VIEW: Final = "overview"
"""The name of the view, and of who follows the log for it. Those of plugins have a slash in them."""

FORM: Final = "1"
"""Changed whenever a row says the same in another way."""

MADE_AT_ONCE: Final = 100
"""How many cases are made between two commits: what a kill loses, and what a progress bar waits for."""

_BUDGET_SET: Final = TimeBudgetSet.spec.name
_ALL_THAT_IS_RECORDED: Final = datetime(9000, 1, 1, tzinfo=UTC)
_CODE: Final = ("svh_core.domain", "svh_core.views", "svh_core.views.signals")


@attrs.frozen
class Made:
    """What holds in a case at a moment.

    Attributes:
        case: its name.
        number: the number of its last entry.
        holding: the signals that hold.
        failed: which signals of plugins could not be told.
    """

    case: str
    number: int
    holding: Holding
    failed: tuple[PluginFailed, ...] = ()


class KeepingUp:
    """What is kept of every case, for one set of settings and plugins.

    Args:
        desk: where the log is.
        settings: what the organisation that looks set for itself.
        extensions: what plugins add to what is told.
        plugins: the plugins that are there, each with its version.
    """

    def __init__(self, desk: Desk, settings: Settings, extensions: Extensions, plugins: Sequence[str]) -> None:
        self._desk = desk
        self._kept = desk.log.store.kept
        self._settings = settings
        self._extensions = extensions
        self._plugins = plugins

    @functools.cached_property
    def made_with(self) -> str:
        """All that a row is made with but for entries: where anything of it is different, no row is right."""
        told = (sorted(self._settings.numbers.items()), self._settings.budgets, sorted(self._plugins))
        rules = self._desk.rulebook.made_with
        digest = hashlib.sha256(repr((__version__, _digest_of_code(), rules, *told)).encode())
        return f"{FORM} {digest.hexdigest()[:32]}"

    def follow(self, *, anew: bool = False, whatever_made_with: bool = False) -> Mark:
        """Reckons with everything that was recorded; what it changes is to be made again from then on.

        Args:
            anew: whether to begin from nothing.
            whatever_made_with: whether rows are only asked which cases there are: that no setting changes.

        Raises:
            Conflict: others keep beginning it anew.
        """
        for attempt in range(ATTEMPTS):
            try:
                mark = self._kept.mark(VIEW)
                if anew or mark is None or not self._goes_on_from(mark, whatever_made_with=whatever_made_with):
                    mark = self._begun(mark)
                anew = False
                return self._followed(mark)
            except IntegrityError:  # somebody else was first
                time.sleep(random.uniform(0, 0.002 * attempt))  # noqa: S311 - only to let others go first
        raise Conflict("others keep making the overview anew", next="Try again in a moment.")

    def numbers(self) -> Iterator[tuple[str, int]]:
        """Every case with the number of its last entry, by name."""
        mark = self.follow(whatever_made_with=True)
        after = ""
        while rows := self._kept.rows(VIEW, mark.made_with, after=after, limit=BATCH):
            yield from ((row.stream, row.number) for row in rows)
            after = rows[-1].stream

    def told(
        self, moment: datetime, *, only_what_is_wrong: bool = False, progress: Progress | None = None
    ) -> Iterator[Made]:
        """What holds in every case at a moment, by name: as it is kept, or made now and kept.

        Args:
            moment: the moment, in UTC.
            only_what_is_wrong: whether those are left out of which it is kept already.
            progress: called with how many cases were looked at and how many there are.

        Raises:
            IntegrityError: somebody made it anew meanwhile, with other settings.
        """
        mark, after, done = self.follow(), "", 0
        wrong_at = moment if only_what_is_wrong else None
        total = self._kept.counted(VIEW, wrong_at=wrong_at)
        while rows := self._kept.rows(VIEW, mark.made_with, after=after, limit=MADE_AT_ONCE, wrong_at=wrong_at):
            yield from self._made_of_all(rows, moment, mark)
            after, done = rows[-1].stream, done + len(rows)
            if progress is not None:
                progress(done, max(done, total))

    def told_without_keeping(self, moment: datetime) -> Iterator[Made]:
        """The same, made of the entries alone."""
        for case, number in self._desk.cases():
            told = self._made(KeptRow(stream=case, number=number, changed=0), moment)
            if told is not None:
                yield told[1]

    def _goes_on_from(self, mark: Mark, *, whatever_made_with: bool) -> bool:
        """Whether a view can be gone on with: it was made with the same, and the log was not cut off behind it."""
        is_of_ours = mark.made_with == self.made_with or (
            whatever_made_with and mark.made_with.partition(" ")[0] == FORM
        )
        return is_of_ours and mark.position <= self._newest()

    def _newest(self) -> int:
        return self._desk.log.store.recorder.max_notification_id() or 0

    def _begun(self, before: Mark | None) -> Mark:
        mark = Mark(self.made_with, self._newest())  # before the cases are read: what comes later is told again
        self._kept.begin(VIEW, mark, self._desk.cases(), instead_of=before)
        return mark

    def _followed(self, mark: Mark) -> Mark:
        recorder = self._desk.log.store.recorder
        while rows := recorder.select_notifications(mark.position, BATCH, inclusive_of_start=False):
            further = Mark(mark.made_with, rows[-1].id)
            self._kept.move(VIEW, further, _moved(rows), _budgets(rows), instead_of=mark)
            mark = further
        return mark

    def _made_of_all(self, rows: Sequence[KeptRow], moment: datetime, mark: Mark) -> list[Made]:
        """What holds in these cases; what had to be made is kept, but where a plugin failed, which may be better."""
        told: list[Made] = []
        new: list[KeptRow] = []
        for row in rows:
            holding = Holding.read(row.told) if row.told is not None and row.is_right_at(moment) else None
            if holding is not None:
                told.append(Made(row.stream, row.number, holding))
            elif (made := self._made(row, moment)) is not None:
                told.append(made[1])
                new += [made[0]] if not made[1].failed else []
        if new:
            self._kept.keep(VIEW, mark.made_with, new)
        return told

    def _made(self, row: KeptRow, moment: datetime) -> tuple[KeptRow, Made] | None:
        """What holds in a case, as it is kept and as it is told; None where it was destroyed meanwhile."""
        try:
            entries = list(self._desk.log.entries(row.stream, until=row.number))
        except NotFound:
            return None
        organisation = _organisation(entries)
        settings = with_budgets(self._desk, organisation, self._settings)
        history = History(row.stream, entries, as_of=moment, known_on=_ALL_THAT_IS_RECORDED, settings=settings)
        added = self._extensions.signals
        hits, until = found_until(history, with_plugins=bool(added))
        failed: list[PluginFailed] = []
        spotted = tuple((signal.id, one) for signal, one in spotted_by_plugins(added, history, failed))
        holding = Holding(tuple(hits), spotted)
        beside = f"organisation/{organisation}" if organisation is not None else None
        kept = attrs.evolve(row, told=bytes(holding), since=moment, until=until, beside=beside)
        return kept, Made(row.stream, row.number, holding, tuple(failed))


def _organisation(entries: Sequence[Entry[Any]]) -> str | None:
    """The organisation of a case, which only its opening says; to replay it for that alone takes a tenth more time."""
    openings = (entry.event for entry in reversed(entries) if isinstance(entry.event, CaseOpened))
    return next((opened.organisation for opened in openings), None)


def _moved(rows: Sequence[Notification]) -> list[tuple[str, int, int]]:
    """The cases that went on, with their last number and its position."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        stream = str(row.originator_id)
        if row.topic != DESTROYED and stream_kind(stream) is StreamKind.CASE:
            found[stream] = row.originator_version, row.id
    return [(stream, *last) for stream, last in found.items()]


def _budgets(rows: Sequence[Notification]) -> list[tuple[str, int]]:
    """The organisations that set the hours they reckon, on which signals of their cases rest."""
    return [*{str(row.originator_id): row.id for row in rows if row.topic == _BUDGET_SET}.items()]


@functools.cache
def _digest_of_code() -> str:
    """A digest of the code that makes a row: what was repaired makes every row anew."""
    files = (file for package in _CODE for file in resources.files(package).iterdir() if file.name.endswith(".py"))
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files, key=str)]
    return hashlib.sha256(repr(digests).encode()).hexdigest()
