"""Decision scripts: what is read, and what is refused with its path."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as for_all
from hypothesis import strategies as st

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import UnknownEvent
from svh_core.domain.values import changed
from svh_core.domain.words import Plain
from svh_core.errors import Malformed
from svh_core.log.script import LONGEST_LINE, ScriptReader, plain_data, script_line
from svh_core.testing import given, open_sealing, says

READER = ScriptReader(CORE_RULEBOOK)
CANARY = "kanarie-7f3a"
GOAL: dict[str, Any] = {
    "case": "mila",
    "event": "goal.set",
    "by": "mila",
    "at": "2017-02-06T10:00:00+01:00",
    "data": {"goal": "rust", "horizon": "short", "words": CANARY},
}


def read(line: Any) -> Proposal:
    return READER.read(line if isinstance(line, bytes) else json.dumps(line).encode())


def test_a_line_is_read_into_a_proposal() -> None:
    told = read(GOAL | {"because": [{"by": "mila", "words": "zo"}], "entered_by": "noor", "source": "oud"})
    assert (told.case, told.by, told.entered_by, told.source) == ("mila", "mila", "noor", "oud")
    assert told.because[0].words == Plain("zo")
    assert told.event.words == Plain(CANARY)  # type: ignore[attr-defined]


def test_sealed_values_are_read_as_what_they_are() -> None:
    data = GOAL["data"] | {"chime": ["hope", "meaning"], "participation_level": 4, "life_area": "home"}
    event: Any = read(GOAL | {"data": data}).event
    assert event.chime == Plain(("hope", "meaning"))
    assert event.participation_level == Plain(4)
    assert event.life_area == Plain("home")


WITH_DATA = [
    ({}, "data.goal"),
    ({"horizon": "soon"}, "data.horizon"),
    ({"horizon": ["short"]}, "data.horizon"),
    ({"goal": 5}, "data.goal"),
    ({"goal": "een doel"}, "data.goal"),
    ({"goal": "bsn:1234.56.782"}, "data.goal"),
    ({"words": 5}, "data.words"),
    ({"words": ""}, "data.words"),
    ({"words": "\0"}, "data.words"),
    ({"words": {"forgotten": True}}, "data.words"),
    ({"supporters": "zus"}, "data.supporters"),
    ({"supporters": ["zus", 5]}, "data.supporters.1"),
    ({"chime": ["hope", "money"]}, "data.chime.1"),
    ({"participation_level": "4"}, "data.participation_level"),
    ({"participation_level": True}, "data.participation_level"),
    ({"participation_level": -1}, "data.participation_level"),
    ({"participation_level": 10**12}, "data.participation_level"),
    ({"mood": "x"}, "data.mood"),
    ({f"{CANARY} with blanks": "x"}, "data...."),
]
WITH_LINE: list[tuple[dict[str, Any], str]] = [
    ({"event": "goal.dreamt"}, "event"),
    ({"event": 5}, "event"),
    ({"by": None}, "by"),
    ({"by": "123456782"}, "by"),
    ({"by": "123.456.782"}, "by"),
    ({"by": "BSN12345678"}, "by"),
    ({"by": "bsn-1234-56782"}, "by"),
    ({"by": "core"}, "by"),
    ({"case": "12345678"}, "case"),
    ({"case": "a/b"}, "case"),
    ({"stream": "log/stad"}, "case"),
    ({"at": "2017-02-06T10:00:00"}, "at"),
    ({"at": "2017-02-06"}, "at"),
    ({"at": "2017-02-30T10:00:00Z"}, "at"),
    ({"at": 1486372800}, "at"),
    ({"at": "20170206T100000Z"}, "at"),
    ({"data": []}, "data"),
    ({"because": {}}, "because"),
    ({"because": [{"by": "mila"}]}, "because.0.words"),
    ({"because": [{"by": "mila", "words": "x", "at": "y"}]}, "because.0.at"),
    ({"because": [{"by": "mila", "words": "x"}, {"by": "é", "words": "x"}]}, "because.1.by"),
    ({"edition": 1}, "edition"),
    ({"number": 1}, "number"),
    ({"caused_by": 1}, "caused_by"),
]


@pytest.mark.parametrize(
    ("changes", "path"), WITH_LINE + [({"data": d if not d else GOAL["data"] | d}, p) for d, p in WITH_DATA]
)
def test_what_is_wrong_is_refused_with_its_path_and_without_a_word(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as error:
        read(GOAL | changes)
    assert error.value.path == path
    assert CANARY not in str(error.value)


@pytest.mark.parametrize("missing", ["case", "event", "by", "at", "data"])
def test_what_is_required_is_named_where_it_is_missing(missing: str) -> None:
    with pytest.raises(Malformed) as error:
        read({name: value for name, value in GOAL.items() if name != missing})
    assert error.value.path == missing
    assert "required" in str(error.value) or missing == "case"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"{", "JSON"),
        (b"NaN", "JSON"),
        (b'{"at": NaN}', "JSON"),
        (b"[" * 100_000, "deep"),
        (b'{"a": ' * 100_000, "deep"),
        (b"x" * (LONGEST_LINE + 1), "at most"),
        (b'{"case": "a", "case": "b"}', "twice"),
        (b"5", "object"),
        (b'"text"', "object"),
        (b"[]", "object"),
        (b"null", "object"),
    ],
)
def test_what_is_no_line_is_refused_in_one_sentence(line: bytes, sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        read(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)


@for_all(st.sampled_from([*GOAL, "because", "reason", "meeting", "stream", "source", "on_behalf_of"]), JSON)
@example("data", {"goal": "rust", "horizon": "short", "words": "\ud800"})
def test_anything_in_any_place_is_read_or_refused_and_never_anything_else(name: str, value: Any) -> None:
    with suppress(Malformed):
        assert read(GOAL | {name: value}).by


def test_a_line_of_another_stream_names_its_stream() -> None:
    line = {"stream": "log/stad", "event": "rulebook.adopted", "by": "beheer", "at": "2020-01-01T00:00:00Z"}
    told = read(line | {"data": {"edition": 2, "sha256": "ab"}})
    assert told.case == "log/stad"
    with pytest.raises(Malformed) as error:
        read(line | {"stream": "log/123456782", "data": {"edition": 2, "sha256": "ab"}})
    assert error.value.path == "stream"
    with pytest.raises(Malformed, match="does not belong"):
        read(GOAL | {"case": None} | {"stream": "log/stad"})


def test_an_entry_written_as_a_line_is_read_as_the_same_decision() -> None:
    lines = (
        says("case.opened", "mila", resident="mila", method="ract", name="Mila", entered_by="noor"),
        says("goal.set", "mila", goal="rust", horizon="short", words=CANARY, chime=["hope"], because={"mila": "zo"}),
        says("involvement.recorded", "mila", person="noor", role="nurse", from_="2017-01-01", on_behalf_of="arts"),
        says("distance.chosen", "mila", person="buur", kind="closer"),
    )
    importing = ScriptReader(CORE_RULEBOOK, importing=True)

    def reveal(token: str, number: int, path: str) -> Any:
        return open_sealing.reveal(token, number=number, path=path)

    for entry in given(*lines).entries:
        told = importing.read(script_line("mila", entry, reveal).encode())
        assert (told.by, told.at, told.edition, told.source) == (entry.by, entry.at, 1, "import")
        again = told.entry(recorded_at=entry.recorded_at, edition=1)
        assert plain_data(entry, reveal) == json.loads(script_line("mila", entry, reveal))["data"]
        assert (again.entered_by, again.on_behalf_of, len(again.because)) == (
            entry.entered_by,
            entry.on_behalf_of,
            len(entry.because),
        )


def test_an_unknown_event_is_written_as_it_was() -> None:
    entry = given(says("case.opened", "mila", resident="mila", method="ract")).entries[0]
    unknown = changed(entry, {"event": UnknownEvent(name="org.something_done", data={"a": [1]})})
    assert plain_data(unknown, lambda *_: None) == {"a": [1]}
