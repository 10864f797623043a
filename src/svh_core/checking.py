"""Checking a log, as an auditor does: no keys, no app, the same rules that guarded its writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from svh_core.domain.auditing import Finding, audit, found
from svh_core.domain.deciding import replay, words_of
from svh_core.domain.rulebook import Entry, Rulebook, StreamKind, stream_kind
from svh_core.errors import LogBroken
from svh_core.vault import open_sealing

if TYPE_CHECKING:
    from svh_core.log.log import Log

Progress = Callable[[int, int | None], None]


@attrs.frozen(kw_only=True)
class Checked:
    """What a check found.

    Attributes:
        entries: how many entries were read.
        streams: how many streams.
        findings: in the order of the streams and their entries.
    """

    entries: int
    streams: int
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong; a notice is nothing wrong."""
        return all(finding.is_notice for finding in self.findings)

    @property
    def exit_status(self) -> int:
        """0 clean, 1 where only rules were broken, 6 where the log itself is."""
        if self.is_clean:
            return 0
        return 1 if all(finding.by_rule or finding.is_notice for finding in self.findings) else LogBroken.exit_status


def check(log: Log, rulebook: Rulebook, *, progress: Progress | None = None) -> Checked:
    """Reads every entry of a log and judges it by the rules of its day.

    Args:
        log: the log; no word of it is opened.
        rulebook: every edition that is known.
        progress: called with how many entries were read and how many there are.
    """
    streams = log.store.streams()
    total = sum(last for _, last in streams)
    reading = _Reading(log, progress, total)
    adopted = max((_adopted(reading, name) for name, _ in streams if stream_kind(name) is StreamKind.LOG), default=1)
    reading.begin_again()
    if not _begins_with_its_rules(log, streams):
        reading.findings.append(found("the_rules_were_adopted", f"log/{log.store.fact('origin')}", 1))
    for name, _ in streams:
        for finding in audit(reading.entries(name), rulebook=rulebook, stream=name, adopted=adopted):
            reading.findings.append(finding)
    ordered = sorted(reading.findings, key=lambda finding: (finding.stream, finding.number))
    return Checked(entries=reading.count, streams=len(streams), findings=tuple(ordered))


def _begins_with_its_rules(log: Log, streams: Sequence[tuple[str, int]]) -> bool:
    own = f"log/{log.store.fact('origin')}"
    return any(name == own for name, _ in streams) and next(log.rows(own)).topic == "rulebook.adopted"


def _adopted(reading: _Reading, stream: str) -> int:
    return replay(reading.entries(stream)).adopted


class _Reading:
    """Entries as they come from the store, with what is wrong with their form noted on the way."""

    def __init__(self, log: Log, progress: Progress | None, total: int) -> None:
        self._log = log
        self._progress = progress
        self._total = total
        self.begin_again()

    def begin_again(self) -> None:
        """Forgets what was read and found so far."""
        self.count = 0
        self.findings: list[Finding] = []

    def entries(self, stream: str) -> Iterator[Entry[Any]]:
        """The entries of a stream that can be read."""
        codec = self._log.codec
        for row in self._log.rows(stream):
            self.count += 1
            if self._progress is not None and self.count % 100 == 0:
                self._progress(self.count, self._total)
            number = row.originator_version
            try:
                entry = codec.decode(row.topic, number, row.state)
                if codec.unknown_keys(row.topic, row.state):
                    self.findings.append(found("an_entry_has_only_its_own_fields", stream, number))
            except LogBroken:
                self.findings.append(found("an_entry_can_be_read", stream, number))
                continue
            if not _words_are_in_place(entry):
                self.findings.append(found("words_stand_where_they_were_sealed", stream, number))
            yield entry


def _words_are_in_place(entry: Entry[Any]) -> bool:
    """Whether every token says that it stands where it does; whose words they are needs the case, and is not asked."""
    places = ((place, open_sealing.place_of(token)) for place, token in words_of(entry, entry.by))
    return all(said is not None and (said.number, said.path) == (place.number, place.path) for place, said in places)
