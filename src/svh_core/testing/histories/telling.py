"""One decision of a history: as a proposal for a casebook, or as a line of a script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.proposal import Proposal
from svh_core.log.script import in_json

ACCESS: Final = "access"
"""The stream of a look by who holds the files, until the casebook that it is written down in puts its own name behind
it; the case stands in ``source``, and a digest takes its place."""


@attrs.define(slots=True, eq=False)
class Told:
    """A decision, and when it is written down.

    Attributes:
        stream: the case, or another stream such as ``organisation/...``; see also `ACCESS`.
        event: the name of its event.
        by: who decides.
        at: when it was decided, in UTC.
        recorded_at: when it is written down: then, or hours or days later; never before what was told earlier.
        data: the fields of the event by their names in Python.
        envelope: what else a proposal says: ``entered_by``, ``meeting``, ``because``, ``reason``, ``source``.
        entries: how many entries come of it: one, and one for each consequence.
    """

    stream: str
    event: str
    by: str
    at: datetime
    recorded_at: datetime
    data: Mapping[str, Any]
    envelope: Mapping[str, Any]
    entries: int

    def proposal(self) -> Proposal:
        """It, as an app hands it to a casebook."""
        event = CORE_RULEBOOK.kinds[self.event].cls(**self.data)
        return Proposal(case=self.stream, event=event, by=self.by, at=self.at, **self.envelope)

    def line(self) -> str:
        """It, as a line of a script, without the end of the line."""
        said = dict(self.envelope)
        if "because" in said:
            said["because"] = [{"by": holder, "words": words} for holder, words in said["because"]]
        told = {
            "stream" if "/" in self.stream else "case": self.stream,
            "event": self.event,
            "by": self.by,
            "at": self.at,
            **said,
            "data": {name.rstrip("_"): value for name, value in self.data.items()},
        }
        return json.dumps(told, ensure_ascii=False, default=in_json)
