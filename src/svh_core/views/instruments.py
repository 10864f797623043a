"""The questionnaires that are known, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from svh_core.domain.instruments import INSTRUMENTS, Instrument, Range

_MEASURES: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "NEL": "eigen kracht",
        "MANSA": "hoe fijn het leven is",
        "I.ROC": "het eigen herstel",
        "WHODAS-2.0": "wat lastig is in het leven van elke dag",
        "BSI-18": "waar iemand last van heeft",
        "TiC-P": "welke hulp er was, en hoeveel werk er niet kon",
    },
    "en": {
        "NEL": "empowerment",
        "MANSA": "quality of life",
        "I.ROC": "personal recovery",
        "WHODAS-2.0": "difficulty in daily functioning",
        "BSI-18": "burden of symptoms",
        "TiC-P": "use of care, and work that was lost",
    },
}


def measures_in(instrument: str, code: str) -> str | None:
    """What a questionnaire measures, in words; None where it is not known."""
    return _MEASURES[code].get(instrument)


def instruments_in_json() -> list[dict[str, Any]]:
    """Every questionnaire that is known, as data."""
    return [_instrument(one) for one in INSTRUMENTS.values()]


def _instrument(one: Instrument) -> dict[str, Any]:
    return {
        "instrument": one.name,
        "measures": {code: _MEASURES[code][one.name] for code in ("nl", "en")},
        "priority": one.priority,
        "items": one.items,
        "scales": [
            {"scale": scale.name, "direction": scale.direction, "ranges": [_range(told) for told in scale.ranges]}
            for scale in one.scales
        ],
        "versions": one.versions,
        "source": one.source,
    }


def _range(told: Range) -> dict[str, Any]:
    return {"low": told.low, "high": told.high, "how": told.how}


_SAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "crucial": "gaat over wat iemand zelf vindt en voelt; staat vooraan",
        "important": "gaat over wat er gebeurt; staat daarna",
        "higher_is_better": "hoger is beter",
        "lower_is_better": "lager is beter",
        "neither": "hoger of lager is niet beter of slechter",
        "or": "of",
        "to": "{low} tot en met {high}",
        "from": "{low} of meer",
    },
    "en": {
        "crucial": "is about what somebody finds and feels; comes first",
        "important": "is about what happens; comes after it",
        "higher_is_better": "higher is better",
        "lower_is_better": "lower is better",
        "neither": "higher or lower is neither better nor worse",
        "or": "or",
        "to": "{low} to {high}",
        "from": "{low} or more",
    },
}


def instruments_in_words(code: str) -> Iterator[str]:
    """Every questionnaire that is known, for people, line by line."""
    says = _SAYS[code]
    for one in INSTRUMENTS.values():
        yield f"{one.name}: {_MEASURES[code][one.name]}"
        yield f"  {says[one.priority]}"
        for scale in one.scales:
            ranges = f" {says['or']} ".join(_range_said(told, says) for told in scale.ranges)
            yield f"  {scale.name}: {ranges}; {says[scale.direction]}"
        yield f"  {one.source}"
        yield ""


def _range_said(told: Range, says: Mapping[str, str]) -> str:
    if told.high is None:
        return says["from"].format(low=f"{told.low:g}")
    return says["to"].format(low=f"{told.low:g}", high=f"{told.high:g}")
