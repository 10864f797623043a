"""Help, and letting it go: care arranged, less of it, handed over to somebody of one's own; contacts; what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core.testing.histories.at_the_table import agreed
from svh_core.testing.histories.chance import Odds
from svh_core.testing.histories.life import Life
from svh_core.testing.histories.telling import Told

CARE: Final = Odds(
    {"guidance": 34, "treatment": 28, "peer_support": 14, "home_support": 12, "supported_work": 6, "peer_course": 6}
)
CHANNEL: Final = Odds({"phone": 42, "visit": 34, "message": 18, "video": 6})
AREA: Final = Odds({"home": 24, "work": 26, "learning": 14, "social": 20, "money": 10, "other": 6})
INSTRUMENTS: Final[dict[str, tuple[int, int]]] = {"NEL": (1, 4), "MANSA": (1, 6), "I.ROC": (1, 5)}
"""Questionnaires of the trial that ask what somebody feels, and the whole numbers between which a mean begins."""

MOMENTS: Final = (("baseline", 0), ("months_9", 270), ("months_18", 545))
"""When the trial measured: at the start, after nine and after eighteen months."""

WANTED: Final = Odds({"yes": 45, "some": 25, "no": 30})
"""Whether residents want to be measured; chosen for this library."""


def arranging_care(life: Life) -> Iterator[Told]:
    """A form of help starts."""
    chance, care = life.chance, life.chance.identifier()
    if len(life.care) > 2:  # noqa: PLR2004 - three forms of help beside each other are enough
        return
    life.care[care] = chance.number(2, 5)
    provider = chance.one(life.helpers).id if chance.happens(0.6) else chance.one(life.organisations).id
    words = {"words": life.words("less")} if chance.happens(0.5) else {}
    yield life.says(
        "care.arranged",
        life.me.id,
        care=care,
        kind=chance.of(CARE),
        provider=provider,
        level=life.care[care],
        **words,
        **life.pen(0.6),
    )


def less_care(life: Life) -> Iterator[Told]:
    """There is less of a form of help, until there is none."""
    if not life.care:
        yield from arranging_care(life)
        return
    care = life.chance.one(tuple(life.care))
    life.care[care] -= 1
    if life.care[care] > 0:
        level = life.care[care]
        yield life.says(
            "care.scaled_down", life.me.id, care=care, level=level, words=life.words("less"), **life.pen(0.5)
        )
    else:
        del life.care[care]
        yield life.says("care.ended", life.me.id, care=care, why="done", words=life.words("less"), **life.pen(0.5))


def handing_over(life: Life) -> Iterator[Told]:
    """The resident wants somebody in the group to do what a professional did, and that person answers."""
    own = [one for one in life.members if one in life.informal]
    free = [care for care in life.care if care not in life.proposed]
    if not free or not own:
        return
    chance = life.chance
    care, to = chance.one(free), chance.one(own)
    life.proposed.append(care)
    yield life.says("handover.proposed", life.me.id, care=care, from_=life.worker.id, to=to.id, task=life.words("does"))
    life.later(answering_a_handover, 1, 10, life.number, care, to.id)


def answering_a_handover(life: Life, proposal: int, care: str, to: str) -> Iterator[Told]:
    """Three of four say yes; then what is handed over is theirs."""
    life.proposed.remove(care)
    if care not in life.care:
        return
    if life.chance.happens(0.08):
        yield life.says("handover.withdrawn", life.me.id, proposal=proposal)
        return
    if not life.chance.happens(0.75):
        yield life.says("request.answered", to, request=proposal, person=to, answer="no", words=life.words("no"))
        return
    yield life.says(
        "request.answered", to, request=proposal, person=to, answer="yes", words=life.words("yes"), follows=1
    )
    if life.chance.happens(0.4):
        del life.care[care]
        life.later(ending_handed_over, 14, 90, care)


def ending_handed_over(life: Life, care: str) -> Iterator[Told]:
    """The form of help ends of which the last piece was handed over."""
    yield life.says("care.ended", life.me.id, care=care, why="handed_over", **life.pen(0.5))


def contact(life: Life) -> Iterator[Told]:
    """The worker or a peer is in touch."""
    chance = life.chance
    helper = life.peer if life.peer is not None and chance.happens(0.35) else life.worker
    out_of_hours = "yes" if chance.happens(0.08) else "no"
    yield life.says(
        "contact.made",
        helper.id,
        person=helper.id,
        channel=chance.of(CHANNEL),
        out_of_hours=out_of_hours,
        minutes=5 * chance.number(1, 12),
    )


def agreeing_in_between(life: Life) -> Iterator[Told]:
    """Somebody in the group says between meetings what they will do."""
    if life.members:
        yield agreed(life, life.chance.one(life.members))


def choosing_to_be_measured(life: Life) -> Iterator[Told]:
    """The resident says whether and how they want to be followed; who wants it is measured three times."""
    chance = life.chance
    if life.measured is not None:
        return
    wanted = chance.of(WANTED)
    some = tuple(chance.some(tuple(INSTRUMENTS), 1 if wanted == "some" else 3))
    life.measured = () if wanted == "no" else some
    named = {"instruments": some, "every_months": 9} if wanted == "some" else {}
    yield life.says("monitoring.chosen", life.me.id, wanted=wanted, how=life.words("says"), **named, **life.pen(0.3))
    for moment, days in MOMENTS if life.measured else ():
        life.later(measuring, days + 3, days + 25, moment)


def measuring(life: Life, moment: str) -> Iterator[Told]:
    """What the resident wants to be asked, is asked."""
    chance = life.chance
    for instrument in life.measured or ():
        low, high = INSTRUMENTS[instrument]
        scores = f'{{"total": {chance.number(low, high)}.{chance.number(0, 9)}}}'
        yield life.says(
            "measurement.recorded",
            life.worker.id,
            instrument=instrument,
            moment=moment,
            filled_in_by="resident",
            scores=scores,
        )


def something_changed(life: Life) -> Iterator[Told]:
    """Something in the resident's life changed."""
    yield life.says(
        "outcome.recorded", life.me.id, area=life.chance.of(AREA), change=life.words("changed"), **life.pen(0.4)
    )


def checkpoint(life: Life) -> Iterator[Told]:
    """One of the four checkpoints is looked at."""
    chance = life.chance
    which = chance.one(("own_lead", "experience", "access", "society"))
    gap = chance.one(("yes", "no", "no", "unknown"))
    yield life.says(
        "checkpoint.reviewed", (life.peer or life.worker).id, checkpoint=which, gap=gap, words=life.words("says")
    )
