"""The outbox: a folder with a message for each meeting that is new, moved or called off, for who sends them.

What is closed or was wrong goes from it. The last thing that is made of it is a message that takes the meeting out of
calendars, and says nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from svh_agenda.amsterdam import in_utc
from svh_agenda.appointments import Appointment, appointments
from svh_agenda.calendars import happened, message, taken_away, told_to, uid_of
from svh_agenda.kept import Kept, Said, put
from svh_core import Disclosed, DisclosedCase

FOLDER: Final = "SVH_AGENDA_OUTBOX"
"""The environment variable that names the folder."""


class OutboxNotSetError(Exception):
    """Nobody said in which folder messages have to be put; see `FOLDER`."""


class Outbox:
    """The outbox at one delivery. Each purpose has a folder of its own.

    Args:
        disclosed: what is delivered.

    Raises:
        OutboxNotSetError: nobody said where.
    """

    def __init__(self, disclosed: Disclosed) -> None:
        folder = os.environ.get(FOLDER)
        if not folder:
            raise OutboxNotSetError
        self._folder = Path(folder) / disclosed.purpose
        self._disclosed = disclosed

    def bring_up_to_date(self, case: DisclosedCase) -> None:
        """Makes the messages that a delivery asks for. The same delivery a second time makes nothing new."""
        file = self._folder / "kept" / f"{self._disclosed.pseudonym('case', case.case)}.json"
        kept = Kept.read(file)
        _let_go(kept, case)
        kept.happened |= {one.number: one for one in happened(case)}
        there = {self._uid(case, one): one for one in appointments(kept.happened.values())}
        for uid, said in sorted(kept.said.items()):
            if uid not in there and said.digest:
                kept.said[uid] = self._take_away(uid, said)
        for uid, one in there.items():
            before = kept.said.get(uid)
            if self._is_news(one, before):
                kept.said[uid] = self._say(case, uid, one, before)
        kept.write(file)

    def _uid(self, case: DisclosedCase, one: Appointment) -> str:
        return uid_of(self._disclosed.pseudonym, case.case, one.meeting)

    def _is_news(self, one: Appointment, before: Said | None) -> bool:
        """Whether there is something to say: of a meeting ahead, or of one of which something else was said."""
        if before is None or not before.digest:
            return not one.cancelled and one.ends > self._disclosed.made_at
        return before.digest != _digest(one)

    def _say(self, case: DisclosedCase, uid: str, one: Appointment, before: Said | None) -> Said:
        """Puts a message about a meeting in the outbox."""
        sequence = _sequence(one, before)
        if before is not None and (not before.digest or one.changed_at < before.stamp):
            one = replace(one, changed_at=self._disclosed.made_at)
        told = message(self._disclosed, case.case, one, sequence=sequence)
        put(self._file(one.changed_at, uid, sequence, "cancel" if one.cancelled else "request"), told)
        return Said(
            digest=_digest(one),
            sequence=sequence,
            stamp=one.changed_at,
            ends=one.ends,
            further=sequence - one.sequence,
            to=told_to(self._disclosed.pseudonym, case.case, one),
        )

    def _take_away(self, uid: str, said: Said) -> Said:
        """Removes the messages of a meeting, and has calendars that may have it let go of it, where it is ahead."""
        for file in self._folder.glob(f"*-{uid}-*.ics"):
            file.unlink(missing_ok=True)
        now, sequence = self._disclosed.made_at, said.sequence + 1
        if said.ends > now:
            told = taken_away(self._disclosed, uid, sequence=sequence, told_to=said.to)
            put(self._file(now, uid, sequence, "cancel"), told)
        return replace(said, digest="", sequence=sequence, stamp=now, ends=now, to=())

    def _file(self, changed_at: datetime, uid: str, sequence: int, what: str) -> Path:
        """Where a message goes: by their names, messages are in the order in which they have to be sent."""
        return self._folder / f"{in_utc(changed_at)}-{uid}-{sequence}-{what}.ics"


def _let_go(kept: Kept, case: DisclosedCase) -> None:
    """Takes away what may not be kept any more: what was closed, and what was wrong. Of words, nothing is kept."""
    if "meetings" in case.closed:
        kept.happened.clear()
    for number in (*case.corrected, *(entry.number for entry in case.entries if entry.corrected)):
        kept.happened.pop(number, None)


def _sequence(one: Appointment, before: Said | None) -> int:
    """The number of the next message: calendars pass over one that is lower than what they have (RFC 5546, 2.1.4)."""
    if before is None:
        return one.sequence
    sequence = one.sequence + before.further
    return before.sequence + 1 if sequence < before.sequence or not before.digest else sequence


def _digest(one: Appointment) -> str:
    """What a message says of a meeting, so that the same is not said twice."""
    told = [one.begins.isoformat(), one.minutes, one.cancelled, one.chair, sorted(one.answers.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
