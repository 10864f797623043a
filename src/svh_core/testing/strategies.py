"""Hypothesis strategies: events, entries and histories, for the tests of this library and of those built on it.

Needs ``pip install svh-core[testing]``. Names are drawn from small sets, so that events speak of each other.
"""

from __future__ import annotations

import itertools
import typing
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from hypothesis import strategies as st

from svh_core.domain.access import ForgettingAsked, ForgettingDone
from svh_core.domain.case import EMPTY_CASE, Case
from svh_core.domain.consent import ConsentGiven, ConsentWithdrawn
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import decide
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import ConsentId, EntryNumber, MeetingId, PersonId, Tag
from svh_core.domain.meetings import MeetingOpened, MeetingPlanned
from svh_core.domain.network import InvolvementRecorded, NetworkPersonAdded
from svh_core.domain.opening import CaseOpened
from svh_core.domain.positions import ObjectionRaised
from svh_core.domain.rulebook import Entry, Event, Rulebook, StreamKind
from svh_core.domain.values import changed
from svh_core.domain.words import Plain, Token
from svh_core.errors import NotAllowed
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing import open_sealing
from svh_core.testing.scenarios import FIRST_MOMENT

PEOPLE: Final = ("mila", "zus", "broer", "buur", "noor", "arts", "gijs", "mentor")
"""Who is around in generated cases. Mila is the resident; Noor and the doctor may take over, Gijs may not."""

_DAYS: Final = 40
_NAMES: Final = {"Group": ("support_group", "verhuizen")}


def events(rulebook: Rulebook = CORE_RULEBOOK, *, tokens: bool = False) -> st.SearchStrategy[Event]:
    """Any event of a case, whether it makes sense or not.

    Args:
        rulebook: whose events.
        tokens: whether words are sealed already, as in a log, or still plain, as from a writer.
    """
    kinds = [kind for kind in rulebook.kinds.values() if kind.stream is StreamKind.CASE]
    return _event_of(tuple(kind.name for kind in kinds), rulebook, tokens)


@st.composite
def _event_of(draw: st.DrawFn, names: tuple[str, ...], rulebook: Rulebook, tokens: bool) -> Event:  # noqa: FBT001
    kind = rulebook.kinds[draw(st.sampled_from(names))]
    return kind.cls(**{field.attribute: draw(_value(field, tokens=tokens)) for field in kind.fields})


def _value(field: Field, *, tokens: bool) -> st.SearchStrategy[Any]:
    strategy = _of_type(field.type) if field.name != "scores" else st.just('{"total": 3}')  # as the door asks
    if field.of is not None:
        strategy = st.just(Token("open:mila|1|words|IngiCg==")) if tokens else strategy.map(Plain)
    return st.none() | strategy if field.optional else strategy


def _of_type(expected: Any) -> st.SearchStrategy[Any]:
    if typing.get_origin(expected) is tuple:
        return st.lists(_of_type(typing.get_args(expected)[0]), max_size=3, unique=True).map(tuple)
    if typing.get_origin(expected) is Literal:
        return st.sampled_from(typing.get_args(expected))
    if expected in _SIMPLE:
        return _SIMPLE[expected]
    return st.sampled_from(_named(expected))


def _named(expected: Any) -> Sequence[str]:
    kind = expected.__name__.removesuffix("Id")
    return PEOPLE if kind.startswith("Person") else _NAMES.get(kind, (f"{kind.lower()}-a", f"{kind.lower()}-b"))


def moments() -> st.SearchStrategy[datetime]:
    """A moment within forty days from the first moment of a scenario, on the hour."""
    return st.integers(0, _DAYS * 24).map(lambda hours: FIRST_MOMENT + timedelta(hours=hours))


_SIMPLE: Final[dict[Any, st.SearchStrategy[Any]]] = {
    str: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip),
    int: st.integers(0, 100),
    bool: st.booleans(),
    date: moments().map(datetime.date),
    datetime: moments(),
    EntryNumber: st.integers(1, 30),
    Tag: st.sampled_from(("zus", "goals", "care_worker", "goal-a", "v1")),
}


def entries(*, tokens: bool = False) -> st.SearchStrategy[Entry[Any]]:
    """Any entry, numbered 0: whatever stands in it, it may never have been allowed.

    Args:
        tokens: whether words are sealed already.
    """
    return _entry(tokens=tokens)


@st.composite
def _entry(draw: st.DrawFn, *, tokens: bool) -> Entry[Any]:
    at = draw(moments())
    reason = Token("open:mila|1|reason|IngiCg==") if tokens else "omdat het moest"
    return Entry(
        event=draw(events(tokens=tokens)),
        by=PersonId(draw(st.sampled_from(PEOPLE))),
        entered_by=PersonId(draw(st.sampled_from(PEOPLE))),
        at=at,
        recorded_at=at,
        edition=1,
        reason=draw(st.none() | st.just(reason)),
        meeting=draw(st.none() | st.sampled_from(("meeting-a", "meeting-b"))),
    )


def any_history() -> st.SearchStrategy[list[Entry[Any]]]:
    """Entries one after another as no rule would allow them, words sealed: a log that somebody else wrote."""
    return st.lists(entries(tokens=True), max_size=25).map(
        lambda told: [changed(entry, {"number": number}) for number, entry in enumerate(told, start=1)]
    )


@st.composite
def event_logs(draw: st.DrawFn, *, rulebook: Rulebook = CORE_RULEBOOK, most: int = 40) -> list[Entry[Any]]:
    """A history that the rules allow: opened, with people around, and then whatever was accepted.

    Among it consent that is given, taken back and given again, objections, and words that are forgotten.

    Args:
        draw: hypothesis' own.
        rulebook: the rules.
        most: how many decisions are proposed at the most, beyond the opening.
    """
    case = EMPTY_CASE
    log: list[Entry[Any]] = []
    chapters = draw(st.lists(entries().map(lambda one: [one]) | _chapter(), max_size=most))
    for proposed in itertools.chain(around_the_table(), *chapters):
        try:
            told = _about_what_was_asked(proposed, case)
            decided = decide(told, case, rulebook=rulebook, seal=open_sealing.seal)
        except NotAllowed:
            continue
        case = decided.case
        log += decided.entries
    return log


@st.composite
def _chapter(draw: st.DrawFn) -> list[Entry[Any]]:
    """Some of what the resident decides about who may know what, in the order in which it makes sense."""
    number = draw(st.integers(1, 9))
    chapters: tuple[tuple[Event, ...], ...] = (
        (draw(_consent(f"consent-{number}")), ConsentWithdrawn(consent=ConsentId(f"consent-{number}"))),
        (draw(_consent(f"again-{number}")),),
        (ObjectionRaised(entry=EntryNumber(number), words=Plain("Dit wil ik niet.")),),
        (
            ForgettingAsked(person=PersonId("mila"), passages=(EntryNumber(number),), ground="own_wish"),
            ForgettingDone(request=EntryNumber(0), passages=(EntryNumber(number),)),
        ),
    )
    told = draw(st.lists(st.sampled_from(chapters), min_size=1, max_size=3))
    return [_by_mila(event, draw(moments())) for chapter in told for event in chapter]


def _consent(consent: str) -> st.SearchStrategy[ConsentGiven]:
    return st.builds(
        ConsentGiven,
        consent=st.just(consent),
        purpose=st.sampled_from(("care", "quality", "funding")),
        categories=st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=4, unique=True).map(tuple),
        recipient_kind=st.just("organisation"),
        recipient=st.sampled_from(("org-a", "org-b")),
        from_=st.just(FIRST_MOMENT.date()),
        channel=st.just("app"),
        text_version=st.just("v1"),
        language=st.just("nl"),
    )


def _by_mila(event: Event, at: datetime) -> Entry[Any]:
    mila = PersonId("mila")
    return Entry(event=event, by=mila, entered_by=mila, at=at, recorded_at=at, edition=1)


def _about_what_was_asked(proposed: Entry[Any], case: Case) -> Entry[Any]:
    """A forgetting that is done is about the request that stands last."""
    if not isinstance(proposed.event, ForgettingDone) or not case.erasures:
        return proposed
    return changed(proposed, {"event": changed(proposed.event, {"request": EntryNumber(max(case.erasures))})})


def around_the_table() -> tuple[Entry[Any], ...]:
    """The first entries of a generated case: open, with a sister, a brother and a neighbour around, three who help."""
    informal = [NetworkPersonAdded(person=p, network="informal", relation_kind="family") for p in _INFORMAL]
    involved = [
        InvolvementRecorded(person=p, role=role, from_=FIRST_MOMENT.date())  # type: ignore[arg-type]
        for p, role in _INVOLVED.items()
    ]
    meetings = [
        MeetingPlanned(
            meeting=MeetingId("meeting-a"), kind="support_group", at=FIRST_MOMENT, minutes=60, mode="onsite"
        ),
        MeetingOpened(meeting=MeetingId("meeting-a"), present=(PersonId("mila"), PersonId("noor"), PersonId("zus"))),
    ]
    opened = CaseOpened(resident=PersonId("mila"), method="support_group")
    return tuple(
        Entry(
            event=event,
            by=PersonId("mila"),
            entered_by=PersonId("mila"),
            at=FIRST_MOMENT,
            recorded_at=FIRST_MOMENT,
            edition=1,
        )
        for event in (opened, *informal, *involved, *meetings)
    )


_INFORMAL: Final = (PersonId("zus"), PersonId("broer"), PersonId("buur"))
_INVOLVED: Final = {
    PersonId("noor"): "care_worker",
    PersonId("arts"): "lead_clinician",
    PersonId("gijs"): "peer_supporter",
}


def __getattr__(name: str) -> Any:
    """The strategies for what a plugin is given, which need plugins."""
    if name in {"cases", "disclosures", "hostile_text"}:
        from svh_core.testing import strategies_of_cases  # noqa: PLC0415

        return getattr(strategies_of_cases, name)
    raise AttributeError(name)
