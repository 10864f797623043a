"""Given these decisions, when this one is proposed, then it is accepted or refused by a rule.

    given(
        says("case.opened", "mila", resident="mila", method="support_group"),
        says("network.person_added", "mila", person="zus", network="informal", relation_kind="family"),
    ).when(says("nomination.made", "mila", person="buur")).refused_by("only_someone_in_the_network_is_nominated")

Whatever the writer says of the last decision, the auditor is asked too, and has to say the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

import attrs

from svh_core.domain.auditing import Finding, audit
from svh_core.domain.case import EMPTY_CASE, FrozenCase
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import begun, decide, sealed_entry
from svh_core.domain.records import Written
from svh_core.domain.rulebook import Entry, Rulebook, stream_kind
from svh_core.domain.values import changed
from svh_core.errors import NotAllowed
from svh_core.log.script import ScriptReader
from svh_core.testing import open_sealing

FIRST_MOMENT: Final = datetime(2017, 2, 6, 10, tzinfo=UTC)
"""The moment of the first decision of a scenario that says none; each next one is an hour later."""


def says(
    event: str,
    by: str,
    *,
    on: str | None = None,
    entered_by: str | None = None,
    during: str | None = None,
    reason: str | None = None,
    because: Mapping[str, str] | None = None,
    on_behalf_of: str | None = None,
    source: str | None = None,
    stream: str | None = None,
    **data: Any,
) -> dict[str, Any]:
    """One line of a decision script.

    Args:
        event: the event's name.
        by: who decides.
        on: the moment, with an offset; without it the scenario counts on by the hour.
        entered_by: whose pen.
        during: the meeting in which it was decided.
        reason: why, where it is said.
        because: what each holder weighed.
        on_behalf_of: the responsible person.
        source: where an imported entry comes from.
        stream: another stream than a case, such as ``private/book``.
        data: the fields of the event; ``from_`` stands for ``from``.
    """
    line = {
        "case": "mila" if stream is None else None,
        "stream": stream,
        "event": event,
        "by": by,
        "at": on,
        "entered_by": entered_by,
        "meeting": during,
        "reason": reason,
        "because": [{"by": holder, "words": words} for holder, words in because.items()] if because else None,
        "on_behalf_of": on_behalf_of,
        "source": source,
    }
    told = {name: value for name, value in line.items() if value is not None}
    return told | {"data": {name.rstrip("_"): value for name, value in data.items()}}


@attrs.frozen
class Outcome:
    """What came of the last decision.

    Attributes:
        rule: the id of the rule that refused it, or None.
        entry: the entry as it was accepted, or as it would have been.
        case: the case after it; where it was refused, the case before.
        findings: what an auditor says of the log with the entry in it, accepted or not.
    """

    rule: str | None
    entry: Entry[Any]
    case: FrozenCase
    findings: tuple[Finding, ...]

    @property
    def written(self) -> Written:
        """What the case knows of the entry: its standing and position above all."""
        return self.case.written[self.entry.number]

    def accepted(self, *, standing: str | type[Any] | None = Any) -> Self:
        """Asserts that writer and auditor accept it, with this standing where one is named.

        Raises:
            AssertionError: they do not.
        """
        assert self.rule is None, f"refused by {self.rule}"
        assert self.findings == (), f"the auditor finds {[finding.id for finding in self.findings]}"
        if standing is not Any:
            assert self.written.standing == standing, f"standing is {self.written.standing}"
        return self

    def refused_by(self, rule: str) -> Self:
        """Asserts that the writer refuses it with this rule, and that the auditor finds the same at that entry.

        Raises:
            AssertionError: it was accepted, refused by another rule, or not found.
        """
        assert self.rule == rule, f"refused by {self.rule}" if self.rule else "accepted"
        found = [finding.id for finding in self.findings if finding.number == self.entry.number]
        assert rule in found, f"the auditor finds {found}"
        return self


class Scenario:
    """A case made of decisions that are accepted.

    Args:
        rulebook: the rules.
        edition: the edition they are judged by; the newest where nothing is said.
    """

    def __init__(self, rulebook: Rulebook = CORE_RULEBOOK, *, edition: int | None = None) -> None:
        self._rulebook = rulebook
        self._edition = edition or rulebook.edition
        self._reader = ScriptReader(rulebook, of_the_casebook=True)
        self._moment = FIRST_MOMENT
        self._stream = "mila"
        self.case = EMPTY_CASE
        self.entries: tuple[Entry[Any], ...] = ()

    def given(self, *lines: Mapping[str, Any]) -> Self:
        """Plays decisions that have to be accepted.

        Raises:
            AssertionError: one is refused.
        """
        for line in lines:
            outcome = self._outcome(line)
            assert outcome.rule is None, f"given {line['event']} is refused by {outcome.rule}"
        return self

    def when(self, line: Mapping[str, Any]) -> Outcome:
        """Proposes one more decision; where it is accepted, it is part of the case from here on."""
        return self._outcome(line)

    def _outcome(self, line: Mapping[str, Any]) -> Outcome:
        proposed = self._proposed(line)
        try:
            kind = stream_kind(self._stream)
            decided = decide(proposed, self.case, rulebook=self._rulebook, seal=open_sealing.seal, stream=kind)
        except NotAllowed as refusal:
            forced = sealed_entry(changed(proposed, {"number": self.case.number + 1}), self.case, open_sealing.seal)
            return Outcome(refusal.rule.id, forced, self.case, self._audited((*self.entries, forced)))
        self.case, self.entries = decided.case, (*self.entries, *decided.entries)
        return Outcome(None, decided.entries[0], decided.case, self._audited(self.entries))

    def _proposed(self, line: Mapping[str, Any]) -> Entry[Any]:
        self._moment += timedelta(hours=1)
        told = {"at": self._moment.isoformat()} | dict(line)
        proposal = self._reader.read(json.dumps(told).encode())
        self._stream = proposal.case
        if not self.entries:
            self.case = begun(stream_kind(self._stream))
        recorded_at = max(self._moment, proposal.at or self._moment)
        return proposal.entry(recorded_at=recorded_at, edition=self._edition)

    def _audited(self, entries: Iterable[Entry[Any]]) -> tuple[Finding, ...]:
        return tuple(audit(entries, rulebook=self._rulebook, stream=self._stream, adopted=self._edition))


def given(*lines: Mapping[str, Any], rulebook: Rulebook = CORE_RULEBOOK, edition: int | None = None) -> Scenario:
    """A case in which these decisions were taken; see `says`."""
    return Scenario(rulebook, edition=edition).given(*lines)
