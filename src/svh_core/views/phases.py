"""The phases of the method, read off as "has happened": what there is to see of each, and since when.

Deviating is part of the method: there is no order, several phases at once are normal, and none has to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from svh_core.domain.agreements import (
    AgreementChanged,
    AgreementEnded,
    AgreementLookedBackOn,
    AgreementReleased,
)
from svh_core.domain.care import CareEnded, CareHandedOver, CareScaledDown, CareScaledUp, HandoverProposed
from svh_core.domain.civil_days import civil_date
from svh_core.domain.crisis import DocumentWritten
from svh_core.domain.goals import (
    GoalAchieved,
    GoalLetGo,
    GoalProgressReviewed,
    GoalRephrased,
    GoalSet,
    PlanAdopted,
    PlanDrafted,
)
from svh_core.domain.groups import (
    ChairChosen,
    CompositionEvaluated,
    GroupEnded,
    GuestInvited,
    MemberLeft,
    MemberRemoved,
    RhythmChosen,
)
from svh_core.domain.meetings import (
    AttendanceChanged,
    MeetingClosed,
    MeetingEvaluated,
    MeetingMoved,
    MeetingOpened,
    MeetingPlanned,
    PlaceChosen,
    ReportWritten,
)
from svh_core.domain.network import (
    NetworkBondDrawn,
    NetworkPersonAdded,
    NetworkPersonDescribed,
    SociogramSessionHeld,
)
from svh_core.domain.nomination import (
    ApproachPermitted,
    DeepeningHeld,
    InformationGiven,
    NeedMet,
    NeedStated,
    NominationAccepted,
    NominationDeclined,
    NominationMade,
    NomineeContacted,
    PositionStated,
)
from svh_core.domain.opening import HookFound, IntroductionHeld, ParticipationDecided
from svh_core.domain.rulebook import Entry
from svh_core.log.script import in_json, moment_in_json
from svh_core.views.seen import Seen
from svh_core.views.triad import opened_meetings

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Wat er is gebeurd, tot en met {day}",
        "preparation": "Voorbereiden",
        "deepening": "Verdiepen",
        "planning": "Plannen",
        "first_meeting": "De eerste bijeenkomst",
        "follow_up": "Verder gaan",
        "evaluation": "Terugkijken",
        "since": "{phase}: vanaf {day} (regel {numbers})",
        "nothing": "{phase}: hiervan staat hier niets",
        "note": "Er is geen vaste volgorde. Alles kan door elkaar lopen, en niets hoeft.",
        "in_part": "Dit gaat alleen over wat met jou gedeeld is.",
    },
    "en": {
        "title": "What has happened, up to {day}",
        "preparation": "Preparation",
        "deepening": "Deepening",
        "planning": "Planning",
        "first_meeting": "The first meeting",
        "follow_up": "Follow-up",
        "evaluation": "Evaluation",
        "since": "{phase}: since {day} (entry {numbers})",
        "nothing": "{phase}: there is nothing of it here",
        "note": "There is no fixed order. All of it can go on at once, and none of it has to.",
        "in_part": "This is only about what is shared with you.",
    },
}

_SHOWN_BY: Final[Mapping[str, tuple[type[Any], ...]]] = {
    "preparation": (
        IntroductionHeld,
        ParticipationDecided,
        HookFound,
        NetworkPersonAdded,
        NetworkPersonDescribed,
        NetworkBondDrawn,
        SociogramSessionHeld,
        GoalSet,
        PlanDrafted,
        PlanAdopted,
        DocumentWritten,
        NominationMade,
        InformationGiven,
    ),
    "deepening": (
        ApproachPermitted,
        NomineeContacted,
        DeepeningHeld,
        PositionStated,
        NeedStated,
        NeedMet,
        NominationAccepted,
        NominationDeclined,
    ),
    "planning": (PlaceChosen, ChairChosen, RhythmChosen, GuestInvited),
    "first_meeting": (),
    "follow_up": (
        GoalProgressReviewed,
        GoalRephrased,
        GoalAchieved,
        GoalLetGo,
        AgreementLookedBackOn,
        AgreementChanged,
        AgreementEnded,
        AgreementReleased,
    ),
    "evaluation": (
        CompositionEvaluated,
        MemberLeft,
        MemberRemoved,
        GroupEnded,
        CareScaledDown,
        CareScaledUp,
        HandoverProposed,
        CareHandedOver,
        CareEnded,
    ),
}
"""Which events show a phase, whenever they come; the events of meetings show it by the meeting they are about."""

PHASES: Final = tuple(_SHOWN_BY)

_OF_A_PLAN: Final = (MeetingPlanned, MeetingMoved)
_OF_A_MEETING: Final = (MeetingOpened, AttendanceChanged, MeetingEvaluated, MeetingClosed, ReportWritten)


def phases(seen: Seen) -> dict[str, Any]:
    """What of each phase has happened, as data.

    Args:
        seen: what a look hands over.

    Returns:
        ``phases``, each with the day ``since`` when something of it has happened (None where nothing is to be seen) and
        the ``entries`` that show it; ``whole``, whether nothing was left out because it is not for this viewer.

    Raises:
        NotPermitted: not all meetings are open to the viewer.
    """
    return {
        "as_of": moment_in_json(seen.moment),
        "whole": seen.share.is_whole,
        "phases": [
            {
                "phase": phase,
                "since": in_json(min(civil_date(entry.at) for entry in entries)) if entries else None,
                "entries": [entry.number for entry in entries],
            }
            for phase, entries in _happened(seen).items()
        ],
    }


def phases_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `phases`."""
    texts, date, happened = _TEXTS[language], seen.told(language).language.date, _happened(seen)
    yield texts["title"].format(day=date(seen.day))
    for phase, entries in happened.items():
        if entries:
            since = date(min(civil_date(entry.at) for entry in entries))
            numbers = _runs([entry.number for entry in entries])
            yield f"  {texts['since'].format(phase=texts[phase], day=since, numbers=numbers)}"
        else:
            yield f"  {texts['nothing'].format(phase=texts[phase])}"
    yield texts["note"]
    if not seen.share.is_whole:
        yield seen.told(language).language.addressed(texts["in_part"])


def _happened(seen: Seen) -> dict[str, list[Entry[Any]]]:
    """The entries that show each phase and may be read, in the order in which they were written."""
    seen.need("meetings", "what has happened of the phases is")
    showing = _showing(seen)
    entries = [line.recorded or line.entry for line in seen.lines if not line.hidden]
    return {phase: [entry for entry in entries if phase in showing(entry)] for phase in PHASES}


def _showing(seen: Seen) -> Callable[[Entry[Any]], set[str]]:
    """What tells of an entry which phases it shows."""
    groups_met = [entry.event.meeting for entry, _ in opened_meetings(seen.history)]
    first, later = set(groups_met[:1]), set(groups_met[1:])
    meetings = seen.history.case.meetings

    def of_a_meeting(entry: Entry[Any]) -> Iterator[str]:
        about = entry.event.meeting
        kind = meetings[about].kind if about in meetings else None
        if isinstance(entry.event, _OF_A_PLAN):
            if kind == "support_group":
                yield "planning"
        elif kind == "evaluation":
            yield "evaluation"
        elif about in later:
            yield "follow_up"

    def showing(entry: Entry[Any]) -> set[str]:
        shown = {phase for phase, kinds in _SHOWN_BY.items() if isinstance(entry.event, kinds)}
        if isinstance(entry.event, _OF_A_PLAN + _OF_A_MEETING):
            shown.update(of_a_meeting(entry))
        about = entry.event.meeting if isinstance(entry.event, _OF_A_MEETING) else entry.meeting
        if about in first:
            shown.add("first_meeting")
        return shown

    return showing


def _runs(numbers: list[int]) -> str:
    """Numbers in a row as their first and last: ``3, 5-8``."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda one: one[1] - one[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
