"""The state of a case, for people and for programs: who is around, what is wanted, what was agreed."""

from __future__ import annotations

import functools
import typing
from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final

import attrs

from svh_core.domain.case import Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.records import Goal, Group
from svh_core.errors import LogBroken
from svh_core.log.script import in_json
from svh_core.vault.tokens import parts_of
from svh_core.views.telling import Reveal, Teller, one_line

_WITHIN: Final = frozenset(
    {"things", "written", "requests", "edition", "adopted", "book_of", "erasures", "last_forgetting", "remembers"}
)
"""What the rules need and nobody looks at."""


def state_in_json(case: Case, reveal: Reveal) -> dict[str, Any]:
    """Every fact of a case, words revealed, keys as in the records of `svh_core.domain`."""
    told = {name: value for name, value in _record(case, reveal).items() if name not in _WITHIN}
    return told | {"of_plugin": _kept(case.of_plugin, reveal)}


def _kept(value: Any, reveal: Reveal) -> Any:
    """What a plugin keeps, as plain data; a text that is sealed words is revealed as far as the reader may see them."""
    if isinstance(value, Mapping):
        return {name: _kept(one, reveal) for name, one in value.items()}
    if isinstance(value, list):
        return [_kept(one, reveal) for one in value]
    if not isinstance(value, str) or parts_of(value) is None:
        return value
    try:
        return reveal(value, None, None)
    except LogBroken:  # it only looks like sealed words
        return value


def _record(record: Any, reveal: Reveal) -> dict[str, Any]:
    hints = _hints(type(record))  # type: ignore[arg-type]  # mypy doubts that classes are hashable
    names = (field.name for field in attrs.fields(type(record)))
    return {name.rstrip("_"): _value(getattr(record, name), hints[name], reveal) for name in names}


@functools.cache
def _hints(cls: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(cls, include_extras=True)


def _value(value: Any, hint: Any, reveal: Reveal) -> Any:
    if value is None:
        return None
    if _is_sealed(hint):
        return reveal(str(value), None, None)
    if attrs.has(type(value)):
        return _record(value, reveal)
    if isinstance(value, Mapping):
        return {str(key): _value(one, None, reveal) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_value(one, None, reveal) for one in value]
    return in_json(value) if isinstance(value, date | datetime) else value


def _is_sealed(hint: Any) -> bool:
    return any(typing.get_origin(part) is Annotated for part in (hint, *typing.get_args(hint)))


def state_in_words(case: Case, teller: Teller) -> Iterator[str]:
    """The state of a case for people, a heading and its lines at a time."""
    for heading, lines in state_in_chapters(case, teller):
        yield heading
        yield from (f"  {line}" for line in lines)
        yield ""


def state_in_chapters(case: Case, teller: Teller) -> Iterator[tuple[str, list[str]]]:
    """The state of a case for people: each heading under which there is something, with its lines."""
    for heading, lines in _chapters(case, teller):
        if lines:
            yield teller.language.says[heading], [f"{line[:1].upper()}{line[1:]}" for line in lines]


def _chapters(case: Case, teller: Teller) -> Iterator[tuple[str, list[str]]]:
    yield "network", [_in_network(person, teller) for person, known in case.network.items() if known.here]
    yield "involved", list(_involved(case, teller))
    for group in case.groups.values():
        if group.ended is None:
            yield "members", [teller.alone(member) for member in group.members]
            chair = group.chair
            yield "chair", [teller.alone(chair)] if chair is not None else []
            asked = [p for p, nomination in group.nominations.items() if nomination.stands]
            yield "nominations", [teller.alone(person) for person in asked]
            yield "how_it_works", list(_how_it_works(group, teller))
    yield "goals", [_goal(goal, teller) for goal in case.goals.values()]
    yield "agreements", list(_agreements(case, teller))
    yield "meetings", list(_meetings(case, teller))
    yield "needs", list(_needs(case, teller))
    yield "durations", list(_durations(case, teller))
    yield "care", list(_care(case, teller))
    yield "stays", list(_stays(case, teller))
    yield "measures", list(_measures(case, teller))
    yield "checkpoints", list(_checkpoints(case, teller))
    yield "measuring", list(_measuring(case, teller))
    yield "consents", list(_consents(case, teller))
    yield "representatives", [teller.alone(p) for p, held in case.representations.items() if held]
    yield "takings_over", list(_takings_over(case, teller))
    yield "of_plugin", [one_line(f"{', '.join(kept)} ({plugin})") for plugin, kept in case.of_plugin.items() if kept]


def _how_it_works(group: Group, teller: Teller) -> Iterator[str]:
    """The rhythm of a group, how people reach each other, and how they agreed to treat each other."""
    if group.every_weeks is not None:
        yield teller.language.says["every_weeks"].format(weeks=group.every_weeks)
    for words in (group.channel, group.ground_rules):
        if words is not None:
            yield teller.quoted(words)


def _checkpoints(case: Case, teller: Teller) -> Iterator[str]:
    for checkpoint, gap in case.checkpoints.items():
        missing = teller.language.says["is_missing"].format(gap=teller.language.value("gap", gap))
        yield f"{teller.language.value('checkpoint', checkpoint)}: {missing}"


def _measuring(case: Case, teller: Teller) -> Iterator[str]:
    """Whether the resident wants questionnaires, and in which studies they take part."""
    if case.monitoring is not None:
        which = [teller.language.listed(list(case.monitoring.instruments))] if case.monitoring.instruments else []
        wanted = teller.language.value("wanted", case.monitoring.wanted)
        yield ", ".join([teller.language.says["questionnaires"].format(wanted=wanted), *which])
    yield from (teller.language.says["in_a_study"].format(study=cohort) for cohort in case.cohorts)


def _in_network(person: str, teller: Teller) -> str:
    known = teller.case.network[person]
    relation = teller.quoted(known.relation) if known.relation is not None else None
    told = [teller.alone(person), teller.language.value("network", known.network), relation]
    return ", ".join(part for part in told if part)


def _involved(case: Case, teller: Teller) -> Iterator[str]:
    for person, held in case.involvements.items():
        for one in held:
            if one.on is None:
                yield f"{teller.alone(person)}, {teller.language.value('role', one.role)}"


def _goal(goal: Goal, teller: Teller) -> str:
    value = teller.language.value
    return f"{teller.quoted(goal.words)}, {value('horizon', goal.horizon)}, {value('status', goal.status)}"


def _agreements(case: Case, teller: Teller) -> Iterator[str]:
    for made in case.agreements.values():
        if made.ended is None:
            looked = [teller.language.value("went", made.went)] if made.went is not None else []
            yield ", ".join([f"{teller.alone(made.giver)}: {teller.quoted(made.does)}", *looked])


def _meetings(case: Case, teller: Teller) -> Iterator[str]:
    for held in case.meetings.values():
        if held.cancelled:
            state = "cancelled"
        else:
            state = "closed" if held.closed_at else "opened" if held.opened_at else "planned"
        kind, told = teller.language.value("kind", held.kind), teller.language.value("meeting", state)
        yield f"{teller.language.moment(held.at)}, {kind}, {told}"


def _needs(case: Case, teller: Teller) -> Iterator[str]:
    for need in case.needs.values():
        if need.met not in {"yes", "partly"}:
            yield f"{teller.person(need.person).subject}: {teller.quoted(need.words)}"


def _durations(case: Case, teller: Teller) -> Iterator[str]:
    for thing, until in case.durations.items():
        yield f"{teller.language.value('of', thing.partition(':')[0])}, {_on('until', until, teller)}"


def _care(case: Case, teller: Teller) -> Iterator[str]:
    for care in case.care.values():
        if care.ended is None:
            until = [_on("until", care.until, teller)] if care.until is not None else []
            provider = teller.recipients(care.provider).object
            yield ", ".join([teller.language.value("kind", care.kind), provider, *until])


def _stays(case: Case, teller: Teller) -> Iterator[str]:
    for stay in case.stays.values():
        if stay.ended_at is None:
            yield f"{teller.language.value('kind', stay.kind)}, {_on('since', civil_date(stay.begun_at), teller)}"


def _measures(case: Case, teller: Teller) -> Iterator[str]:
    for measure in case.measures.values():
        if measure.on is None:
            kind, limits = teller.language.value("kind", measure.kind), teller.language.value("limits", measure.limits)
            yield f"{kind}: {limits}, {_on('until', measure.until, teller)}"


def _on(text: str, day: date, teller: Teller) -> str:
    return teller.language.says[text].format(day=teller.language.date(day))


def _consents(case: Case, teller: Teller) -> Iterator[str]:
    for given in case.consents.values():
        if given.ended is None:
            recipient = teller.recipients(given.recipient).object
            purpose = teller.language.value("purpose", given.purpose)
            yield f"{recipient}, {purpose}: {teller.language.value('categories', given.categories)}"


def _takings_over(case: Case, teller: Teller) -> Iterator[str]:
    for taken in case.takings_over.values():
        if taken.ended_at is None:
            domains = teller.language.value("domains", taken.domains)
            yield f"{teller.alone(taken.by)}: {domains}, {teller.language.moment(taken.until)}"
