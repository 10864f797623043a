"""Writing decisions: judging them on the cases as last seen, and again where somebody else was first."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from svh_core.domain.proposal import Proposal
from svh_core.errors import Conflict, Malformed, NotAllowed
from svh_core.log import NumberTaken
from svh_core.recording.batch import Batch, Destroys
from svh_core.recording.desk import Desk
from svh_core.recording.receipt import Receipt

Clock = Callable[[], datetime]
Progress = Callable[[int, int | None], None]
Refusals = list[NotAllowed | Malformed]

ATTEMPTS: Final = 20
"""How often a decision is decided again because somebody else wrote first."""


def write(
    desk: Desk,
    proposals: Sequence[Proposal],
    clock: Clock,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    refused: Refusals | None = None,
    destroys: Destroys | None = None,
) -> list[Receipt]:
    """Judges decisions and records them in one transaction; where somebody else was first, it does so again.

    Args:
        desk: where they are written.
        proposals: in order.
        clock: what tells when they are recorded.
        dry_run: whether to judge only.
        progress: called with how many were judged and how many there are.
        refused: takes the refusals, so that the others are recorded; where it is None the first is raised.
        destroys: a stream that is destroyed by the first of them, and the hashes of its leaves.

    Raises:
        NotAllowed: a rule refuses one; its ``index`` says which.
        Malformed: one does not have the promised form.
        Conflict: somebody else recorded first, and kept doing so.
    """
    for index, proposal in enumerate(proposals):
        _checked(index, proposal)
    with desk.writing:
        for attempt in range(ATTEMPTS):
            if attempt or refused is not None:
                desk.forget_all()
            batch = Batch(desk, recorded_at=clock(), rehearsing=dry_run)
            try:
                _judge(batch, proposals, refused, progress)
                if not dry_run:
                    batch.commit(destroys)
                break
            except (NotAllowed, Conflict):
                if attempt:  # judged on the log itself, not on what this process remembers
                    raise
            except NumberTaken:
                time.sleep(random.uniform(0, 0.002 * attempt))  # noqa: S311 - only to let others go first
            finally:
                batch.give_back()
        else:
            raise Conflict("others keep recording in this case", next="Read it again and try once more.")
        batch.erase()
        return batch.receipts


def _checked(index: int, proposal: Proposal) -> None:
    try:
        proposal.check()
    except Malformed as error:
        error.index = index
        raise


def refusal(desk: Desk, proposal: Proposal, clock: Clock) -> NotAllowed | None:
    """The rule that would refuse a decision now, judged on the log itself; None where it would be accepted."""
    proposal.check()
    with desk.writing:
        for stream in (proposal.case, desk.own_stream):
            desk.catch_up(stream)
        try:
            Batch(desk, recorded_at=clock(), rehearsing=True).add(proposal)
        except NotAllowed as refused:
            return refused
        return None


def _judge(batch: Batch, proposals: Sequence[Proposal], refused: Refusals | None, progress: Progress | None) -> None:
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
