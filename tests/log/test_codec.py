"""Entry to bytes and back, also where events were of another shape once."""

from __future__ import annotations

from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.opening import CaseOpened
from svh_core.domain.rulebook import Concept, Consideration, Entry, Event, Whose
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


def test_unknown_keys_are_seen_though_reading_passes_them_over() -> None:
    told = msgspec.json.decode(CODEC.encode(OPENED))
    told["event"]["secret"] = told["extra"] = 1
    state = msgspec.json.encode(told)
    assert CODEC.decode("case.opened", 1, state) == OPENED
    assert CODEC.examined("case.opened", 1, state) == (OPENED, frozenset({"secret", "extra"}))
    assert CODEC.examined("case.opened", 1, CODEC.encode(OPENED)) == (OPENED, frozenset())
    assert CODEC.examined("org.something_done", 1, state)[1] == {"extra"}
    assert CODEC.unknown_keys("case.opened", state) == {"secret", "extra"}
    assert CODEC.unknown_keys("case.opened", CODEC.encode(OPENED)) == frozenset()


def test_an_entry_has_no_key_for_its_number_and_not_always_one_for_its_shape() -> None:
    state = CODEC.encode(OPENED)
    assert CODEC.examined("case.opened", 1, state[:-1] + b',"number":0}') == (OPENED, frozenset({"number"}))
    assert CODEC.examined("case.opened", 1, state[:-1] + b',"shape":1}') == (OPENED, frozenset())


@pytest.mark.parametrize("value", [b'"\xff"', b"1" + b"0" * 5_000, b"[" * 100_000 + b"]" * 100_000])
def test_what_stands_under_an_unknown_key_stops_nobody_who_examines_an_entry(value: bytes) -> None:
    state = CODEC.encode(OPENED)[:-1] + b',"extra":' + value + b"}"
    for name in ("case.opened", "involvement.recorded", "org.something_done"):
        with pytest.raises(LogBroken):
            CODEC.examined(name, 1, state)


def test_what_is_read_is_of_the_same_types_as_what_was_written() -> None:
    weighed = says("case.opened", "mila", resident="mila", method="ract", because={"mila": "rust"})
    entry = given(weighed).entries[0]
    read = CODEC.decode("case.opened", 1, CODEC.encode(entry))
    assert read == entry
    assert [type(part) for part in (read, read.event, *read.because)] == [Entry, CaseOpened, Consideration]
    assert type(read.because[0].words) is str, (
        "a token as it stands, never wrapped as words that are still to be sealed"
    )
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        read.number = 2  # type: ignore[misc]


def test_what_an_event_of_a_plugin_checks_and_leaves_out_counts_in_reading_too() -> None:
    concept = Concept("walks", category="care")

    @concept.event("walk.taken", whose=Whose.ANYONE)
    class WalkTaken(Event):
        """Somebody took a walk.

        nl: Iemand liep een eind.
        """

        minutes: int = attrs.field(validator=attrs.validators.ge(1))
        along: tuple[str, ...] = attrs.field(factory=tuple)

    codec = Codec(CORE_RULEBOOK.extended([concept]))
    state = codec.encode(changed(OPENED, {"event": WalkTaken(minutes=20)})).replace(b',"along":[]', b"")
    assert codec.decode("walk.taken", 1, state).event == WalkTaken(minutes=20)
    with pytest.raises(LogBroken):
        codec.decode("walk.taken", 1, state.replace(b"20", b"0"))


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
    assert codec.examined("visit.paid", 2, first)[1] == frozenset()
    today = changed(OPENED, {"number": 2, "event": visit_paid(person="noor", how="by bike")})
    assert b'"shape":3' in codec.encode(today)
    assert codec.decode("visit.paid", 2, codec.encode(today)) == today
    assert codec.examined("visit.paid", 2, codec.encode(today)) == (today, frozenset())
