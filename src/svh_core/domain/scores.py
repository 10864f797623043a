"""The scores of a questionnaire, as they come in: what they have to be is asked at the door, and never again."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from svh_core.domain.instruments import instrument_of
from svh_core.errors import Malformed

_SEE: Final = "`svh instruments` tells what a score can be."


def check_scores(instrument: str, scores: str, path: str) -> None:
    """Refuses scores that are none, or that the questionnaire cannot give.

    Args:
        instrument: its name.
        scores: a JSON object with a number for each scale.
        path: where they stand.

    Raises:
        Malformed: with the path, and never with what stands in them.
    """
    told = scores_in(scores)
    if told is None:
        raise Malformed('expected a JSON object with a number for each scale, such as {"total": 3.2}', path=path)
    known = instrument_of(instrument)
    if known is None:
        return
    for name, score in told.items():
        scale = known.scale(name)
        if scale is not None and not scale.holds(score):
            ranges = ", or ".join(str(one) for one in scale.ranges)
            raise Malformed(f"expected for {scale.name} of {known.name}: {ranges}", path=path, next=_SEE)
        if scale is None and not known.widest.holds(score):
            raise Malformed(f"expected for a scale of {known.name}: {known.widest}", path=path, next=_SEE)


def scores_in(scores: str) -> dict[str, float] | None:
    """The score on each scale; None where it is no JSON object with a finite number for each scale."""
    try:
        told = json.loads(scores, object_pairs_hook=_once_each, parse_constant=_not_finite)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not told:
        return None
    return told if all(name and _is_a_number(score) for name, score in told.items()) else None


def _is_a_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError
    return told


def _not_finite(_: str) -> float:
    raise ValueError
