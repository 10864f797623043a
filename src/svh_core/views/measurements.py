"""What was measured, questionnaire by questionnaire over its moments, and what else changed in the resident's life.

What somebody says of their own life comes first, what others can count after it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from svh_core.domain.instruments import INSTRUMENTS, Instrument, Scale, instrument_of
from svh_core.domain.measures import MeasurementRecorded, MonitoringChosen, OutcomeRecorded
from svh_core.domain.rulebook import Entry
from svh_core.domain.scores import scores_in
from svh_core.log.script import moment_in_json
from svh_core.views.as_told import Told, day_said, said, telling, value_said
from svh_core.views.history import History
from svh_core.views.instruments import measures_in
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller

MOMENTS: Final = ("baseline", "months_9", "months_18", "other")
"""The moments of measuring, in their order."""

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Vragenlijsten",
        "nothing": "Er is nog niets gemeten.",
        "not_chosen": "Nog niet gekozen of er vragenlijsten komen.",
        "chosen": "Vragenlijsten: {wanted}",
        "instruments": "Welke: {instruments}",
        "every": "Elke {months} maanden",
        "how": "Hoe: {how}",
        "measurement": "{day}, {moment}, ingevuld door {filled_in_by}: {scores}",
        "scale": "{scale}: van {first} naar {last}. {change}",
        "higher_is_better": "Hoger is beter.",
        "lower_is_better": "Lager is beter.",
        "neither": "Hoger of lager is niet beter of slechter.",
        "unknown": "Wat hoger of lager betekent, is hier niet bekend.",
        "up": "Het werd hoger.",
        "down": "Het werd lager.",
        "same": "Het bleef gelijk.",
        "otherwise": "Er is anders geteld. Daarom zegt dit niets.",
        "outcomes": "Wat er in het leven veranderde",
        "outcome": "{day}, {area}: {change}",
        "kind": "Het gaat over {kind}.",
    },
    "en": {
        "title": "Questionnaires",
        "nothing": "Nothing was measured yet.",
        "not_chosen": "It was not chosen yet whether there will be questionnaires.",
        "chosen": "Questionnaires: {wanted}",
        "instruments": "Which: {instruments}",
        "every": "Every {months} months",
        "how": "How: {how}",
        "measurement": "{day}, {moment}, filled in by {filled_in_by}: {scores}",
        "scale": "{scale}: from {first} to {last}. {change}",
        "higher_is_better": "Higher is better.",
        "lower_is_better": "Lower is better.",
        "neither": "Higher or lower is neither better nor worse.",
        "unknown": "What higher or lower means is not known here.",
        "up": "It went up.",
        "down": "It went down.",
        "same": "It stayed the same.",
        "otherwise": "It was counted in another way, so this says nothing.",
        "outcomes": "What changed in life",
        "outcome": "{day}, {area}: {change}",
        "kind": "It is about {kind}.",
    },
}


def measurements(seen: Seen) -> dict[str, Any]:
    """What was measured and what else changed, as data.

    Args:
        seen: what a look hands over.

    Returns:
        ``monitoring``: what the resident chose last; ``instruments``: each questionnaire, subjective first, with its
        measurements by moment and each scale over time; ``outcomes``: what else changed.

    Raises:
        NotPermitted: not all of the measurements are open to the viewer.
    """
    seen.need("measures", "the measurements are")
    history, told = seen.history, telling(seen)
    by_name: dict[str, list[Entry[Any]]] = defaultdict(list)
    for entry in _standing(history, MeasurementRecorded):
        known = instrument_of(entry.event.instrument)
        by_name[known.name if known is not None else entry.event.instrument].append(entry)
    order = list(INSTRUMENTS)
    names = sorted(by_name, key=lambda name: order.index(name) if name in order else len(order))
    chosen = [_chosen(entry, told(entry)) for entry in _standing(history, MonitoringChosen)]
    return {
        "as_of": moment_in_json(seen.moment),
        "monitoring": chosen[-1] if chosen else None,
        "instruments": [_instrument(name, by_name[name], told) for name in names],
        "outcomes": [_outcome(entry, told(entry)) for entry in _standing(history, OutcomeRecorded)],
    }


def _standing(history: History, kind: type[Any]) -> Iterator[Entry[Any]]:
    """What was recorded and not put right since."""
    return (entry for entry in history.of(kind) if entry.number not in history.corrections)


def _chosen(entry: Entry[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    fields = ("wanted", "instruments", "every_months", "how")
    return {"entry": entry.number, "at": moment_in_json(entry.at)} | {name: data.get(name) for name in fields}


def _instrument(name: str, entries: Sequence[Entry[Any]], told: Told) -> dict[str, Any]:
    known = INSTRUMENTS.get(name)
    in_order = sorted(entries, key=lambda entry: (MOMENTS.index(entry.event.moment), entry.at, entry.number))
    measured = [_measurement(entry, told(entry)) for entry in in_order]
    scales = dict.fromkeys(name for one in measured if one["read"] for name in one["scores"])
    return {
        "instrument": name,
        "known": known is not None,
        "priority": known.priority if known is not None else None,
        "measurements": [{key: value for key, value in one.items() if key != "read"} for one in measured],
        "scales": [_scale(scale, known, measured) for scale in scales],
    }


def _measurement(entry: Entry[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    scores = data["scores"]
    read = scores_in(scores) if isinstance(scores, str) else None
    return {
        "entry": entry.number,
        "at": moment_in_json(entry.at),
        "moment": data["moment"],
        "filled_in_by": data["filled_in_by"],
        "scores": read if read is not None else scores,
        "read": read is not None,
    }


def _scale(name: str, known: Instrument | None, measured: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scale = known.scale(name) if known is not None else None
    values = [
        {"entry": one["entry"], "moment": one["moment"], "score": one["scores"][name]}
        for one in measured
        if one["read"] and name in one["scores"]
    ]
    return {
        "scale": name,
        "direction": scale.direction if scale is not None else _direction_of(known),
        "values": values,
        "change": _change([one["score"] for one in values], scale),
    }


def _direction_of(known: Instrument | None) -> str | None:
    """Which way is better on a scale that is not known, where all scales of its questionnaire agree."""
    ways = {scale.direction for scale in known.scales} if known is not None else set()
    return next(iter(ways)) if len(ways) == 1 else None


def _change(scores: Sequence[float], scale: Scale | None) -> str | None:
    """Whether the last score is higher than the first; None where there is one score."""
    if len(scores) < 2:  # noqa: PLR2004 - one score is no change
        return None
    first, last = scores[0], scores[-1]
    if scale is not None and not any(one.holds(first) and one.holds(last) for one in scale.ranges):
        return "otherwise"
    return "up" if last > first else "down" if last < first else "same"


def _outcome(entry: Entry[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    fields = ("area", "change", "kind")
    return {"entry": entry.number, "at": moment_in_json(entry.at)} | {name: data.get(name) for name in fields}


def measurements_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The same for people, line by line; see `measurements`."""
    told, texts, teller = measurements(seen), _TEXTS[language], seen.told(language)
    yield texts["title"]
    yield from _monitoring(told["monitoring"], texts, teller)
    if not told["instruments"]:
        yield texts["nothing"]
    for one in told["instruments"]:
        yield ""
        about = measures_in(one["instrument"], teller.language.code)
        yield f"{one['instrument']}: {about}" if about else one["instrument"]
        yield from (f"  {line}" for line in _over_time(one, texts, teller))
    if told["outcomes"]:
        yield ""
        yield texts["outcomes"]
    for one in told["outcomes"]:
        area = value_said("area", one["area"], teller)
        line = texts["outcome"].format(day=day_said(one, teller), area=area, change=said(one["change"], teller))
        kind = texts["kind"].format(kind=value_said("kind", one["kind"], teller)) if one["kind"] is not None else ""
        yield f"  {line} {kind}".rstrip()


def _monitoring(chosen: Mapping[str, Any] | None, texts: Mapping[str, str], teller: Teller) -> Iterator[str]:
    if chosen is None:
        yield texts["not_chosen"]
        return
    yield texts["chosen"].format(wanted=value_said("wanted", chosen["wanted"], teller))
    if chosen["instruments"]:
        yield texts["instruments"].format(instruments=value_said("instruments", chosen["instruments"], teller))
    if chosen["every_months"] is not None:
        yield texts["every"].format(months=chosen["every_months"])
    if chosen["how"] is not None:
        yield texts["how"].format(how=said(chosen["how"], teller))


def _over_time(one: Mapping[str, Any], texts: Mapping[str, str], teller: Teller) -> Iterator[str]:
    language = teller.language
    for measured in one["measurements"]:
        yield texts["measurement"].format(
            day=day_said(measured, teller),
            moment=value_said("moment", measured["moment"], teller),
            filled_in_by=value_said("filled_in_by", measured["filled_in_by"], teller),
            scores=_scores_said(measured["scores"], teller),
        )
    for direction, scales in itertools.groupby(one["scales"], key=lambda scale: scale["direction"]):
        for scale in scales:
            if scale["change"] is not None:
                first, last = (language.number(scale["values"][index]["score"]) for index in (0, -1))
                change = texts[scale["change"]]
                yield texts["scale"].format(scale=scale["scale"], first=first, last=last, change=change)
        yield texts[direction or "unknown"]


def _scores_said(scores: Any, teller: Teller) -> str:
    if isinstance(scores, dict) and not any(isinstance(score, bool) for score in scores.values()):
        return ", ".join(f"{name} {teller.language.number(score)}" for name, score in scores.items())
    return said(scores, teller)
