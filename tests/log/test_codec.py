"""Entry to bytes and back, also where events were of another shape once."""

from __future__ import annotations

from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import Concept, Entry, Event, Whose
from svh_core.domain.values import changed
from svh_core.errors import LogBroken
from svh_core.log.codec import Codec
from svh_core.testing import given, says
from svh_core.testing.strategies import any_history

CODEC = Codec(CORE_RULEBOOK)
OPENED = given(says("case.opened", "mila", resident="mila", method="support_group")).entries[0]


@for_all(any_history())
def test_whatever_is_written_reads_back_the_same(history: list[Entry[Any]]) -> None:
    for entry in history:
        assert CODEC.decode(entry.event.spec.name, entry.number, CODEC.encode(entry)) == entry


def test_the_bytes_of_an_entry_are_what_they_were() -> None:
    assert CODEC.encode(OPENED) == (
        b'{"by":"mila","entered_by":"mila","at":"2017-02-06T11:00:00Z","recorded_at":"2017-02-06T11:00:00Z",'
        b'"edition":1,"event":{"resident":"mila","method":"support_group"}}'
    )


def test_names_that_python_reserves_stand_in_the_log_as_the_catalogue_has_them() -> None:
    lines = (
        says("case.opened", "mila", resident="mila", method="ract"),
        says("involvement.recorded", "mila", person="noor", role="nurse", from_="2017-01-01"),
    )
    entry = given(*lines).entries[-1]
    told = msgspec.json.decode(CODEC.encode(entry))["event"]
    assert told["from"] == "2017-01-01"
    assert CODEC.decode("involvement.recorded", 2, CODEC.encode(entry)) == entry


@pytest.mark.parametrize("state", [b"", b"{}", b"[]", b"null", b'{"event": {}}', b"\xff", CODEC.encode(OPENED)[:-1]])
def test_what_is_no_entry_is_said_to_be_broken(state: bytes) -> None:
    for name in ("case.opened", "involvement.recorded", "org.something_done"):
        with pytest.raises(LogBroken):
            CODEC.decode(name, 1, state)


@for_all(st.binary(max_size=60))
def test_any_bytes_are_an_entry_or_broken(state: bytes) -> None:
    with pytest.raises(LogBroken):
        CODEC.decode("goal.set", 1, state)


def test_unknown_keys_are_seen_though_the_fast_road_passes_them_over() -> None:
    told = msgspec.json.decode(CODEC.encode(OPENED))
    told["event"]["secret"] = told["extra"] = 1
    state = msgspec.json.encode(told)
    assert CODEC.decode("case.opened", 1, state) == OPENED
    assert CODEC.unknown_keys("case.opened", state) == {"secret", "extra"}
    assert CODEC.unknown_keys("case.opened", CODEC.encode(OPENED)) == frozenset()
    assert CODEC.unknown_keys("org.something_done", state) == {"extra"}


def reshaped() -> tuple[Codec, Any]:
    """A codec for an event whose field `who` became `person` in shape 2, and got a `how` in shape 3."""
    concept = Concept("visits", category="care")

    @concept.event("visit.paid", whose=Whose.ANYONE)
    class VisitPaid(Event):
        """Somebody came by.

        nl: Iemand kwam langs.
        """

        person: str
        how: str

    kind = attrs.evolve(VisitPaid.spec, shape=3)
    VisitPaid.spec = kind
    concept.kinds[:] = [kind]
    lifts = {
        ("visit.paid", 1): lambda told: {"person": told["who"]},
        ("visit.paid", 2): lambda told: told | {"how": "unknown"},
    }
    return Codec(CORE_RULEBOOK.extended([concept]), lifts), VisitPaid


def test_an_old_shape_is_lifted_to_todays() -> None:
    codec, visit_paid = reshaped()
    envelope = {name: getattr(OPENED, name) for name in ("by", "entered_by", "at", "recorded_at", "edition")}
    first = msgspec.json.encode(envelope | {"event": {"who": "noor"}})
    second = msgspec.json.encode(envelope | {"shape": 2, "event": {"person": "noor"}})
    assert codec.decode("visit.paid", 2, first).event == visit_paid(person="noor", how="unknown")
    assert codec.decode("visit.paid", 2, second).event == visit_paid(person="noor", how="unknown")
    today = changed(OPENED, {"number": 2, "event": visit_paid(person="noor", how="by bike")})
    assert b'"shape":3' in codec.encode(today)
    assert codec.decode("visit.paid", 2, codec.encode(today)) == today
