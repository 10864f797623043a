"""What comes out of a process of its own is a stranger's: it is read as data, with a measure, or not at all."""

from __future__ import annotations

import contextlib
import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.plugins.apart.answers import UNREADABLE
from svh_core.plugins.apart.offering import offered
from svh_core.plugins.apart.talking import (
    LENGTH,
    UnreadableError,
    disclosed_from_json,
    disclosed_in_json,
    message,
    read,
)
from svh_core.plugins.manifest import Manifest
from svh_core.plugins.offers_checked import RubbishError, checked_exporters, checked_reports

from .apart import CANARY, apart, disclosed, exported, needs_walls, writes

needs_walls()

AROUND_US = """
told = bytes.fromhex({told!r})
for one in range(3, 64):
    try: os.write(one, told)
    except OSError: pass
time.sleep(60)
"""
"""What answers the host itself, around the part of the library that should."""


def framed(body: bytes, files: bytes = b"") -> str:
    return (struct.pack(">Q", len(body)) + body + files).hex()


FILE = {"to": 1, "files": [""], "lengths": [1], "folder": False}

RUBBISH: dict[str, bytes] = {
    "is no JSON": b"Mira de Wit",
    "is a pickle": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x07builtins\x94.",
    "is nothing": b"",
    "is no text": b"\xff\xfe{}",
    "is a list": b"[]",
    "is nested without end": b'{"to":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "is not a number": b'{"to":1,"lengths":[NaN]}',
    "is endless": b'{"to":1,"lengths":[Infinity]}',
    "has a number that takes hours to read": b'{"to":' + b"9" * 1_000_000 + b"}",
    "has half a character": b'{"to":1,"raised":"\\ud800"}',
    "answers another question": json.dumps(FILE | {"to": 2}).encode(),
    "answers with what is no number": json.dumps(FILE | {"to": True}).encode(),
    "answers with half a number": json.dumps(FILE | {"to": 1.0}).encode(),
    "has more than can be counted": b'{"to":1,"lengths":[],"files":1e999}',
    "answers no question": b"{}",
    "has a length below nothing": json.dumps(FILE | {"lengths": [-1]}).encode(),
    "has a length that is none": json.dumps(FILE | {"lengths": [True]}).encode(),
    "has lengths that are none": json.dumps(FILE | {"lengths": "1"}).encode(),
    "has more files than names": json.dumps(FILE | {"files": []}).encode(),
    "has a name for its file": json.dumps(FILE | {"files": ["/etc/passwd"]}).encode(),
    "has names that are none": json.dumps(FILE | {"files": [1]}).encode(),
    "has two files of one name": json.dumps(FILE | {"files": ["", ""], "lengths": [0, 1], "folder": True}).encode(),
    "is no folder and no file": json.dumps(FILE | {"folder": None}).encode(),
    "says more than it should": json.dumps(FILE | {"and": 1}).encode(),
    "raises what is none": b'{"to":1,"raised":"ValueError"}',
    "raises a person": json.dumps({"to": 1, "raised": {"kind": CANARY}}).encode(),
    "raises what is no error": json.dumps({"to": 1, "raised": {"kind": "print"}}).encode(),
    "raises what is hidden": json.dumps({"to": 1, "raised": {"kind": ["ValueError"], "limit": [1]}}).encode(),
}


@pytest.mark.parametrize("what", RUBBISH)
def test_rubbish_is_rejected(what: str, site: Path, caplog: pytest.LogCaptureFixture) -> None:
    code = writes(AROUND_US.format(told=framed(RUBBISH[what], b"x")))
    outcome = exported(apart(site, code))
    assert (outcome.status, outcome.value, outcome.error) == ("stopped", None, UNREADABLE)
    assert "Mira" not in caplog.text


@pytest.mark.parametrize(
    "place",
    [
        {"file": CANARY, "line": 3},
        {"file": "../__init__.py", "line": 3},
        {"file": "__init__.py", "line": CANARY},
        {"file": "__init__.py", "line": 10**9},
        {"file": "__init__.py", "line": 500},
        {"file": "Mira de Wit.py", "line": 1},
        {"file": f"{'x' * 41}.py", "line": 1},
        {"file": ["__init__.py"], "line": 3},
    ],
)
def test_a_place_that_is_not_the_plugins_is_not_told(
    place: dict[str, Any], site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps({"to": 1, "raised": {"kind": "ValueError", **place}}).encode()
    plugins = apart(site, writes(AROUND_US.format(told=framed(body))))
    for name in ("Mira de Wit", "x" * 41):
        (site / "svh_bad" / f"{name}.py").write_text("x = 1\n")
    assert exported(plugins).error == "ValueError"
    assert "Mira" not in caplog.text


def test_what_comes_after_an_answer_is_none(site: Path) -> None:
    told = framed(json.dumps(FILE).encode(), b"xy")
    assert exported(apart(site, writes(AROUND_US.format(told=told)))).error == UNREADABLE


OFFER: dict[str, Any] = {
    "to": 1,
    "description": {"id": "svh-bad", "organisation": "O", "purposes": ["care"], "categories": [], "api": 1},
    "hooks": {"svh_describe": []},
    "unmarked": [],
    "wraps": [],
    "exporters": [
        {"name": "bad", "says": {"en": "E", "nl": "N"}, "suffix": ".txt", "categories": None, "views": []},
    ],
    "reports": [
        {
            "name": "r",
            "says": {"en": "E", "nl": "N"},
            "categories": ["time"],
            "views": ["hours"],
            "write": [".xlsx"],
            "tables": [
                {"name": "t", "says": {"en": "E", "nl": "N"}, "columns": {"c": ["a"]}, "of": "sum", "unit": "minutes"},
            ],
        },
    ],
}

MANIFEST = Manifest(
    id="svh-bad", version="1.0", api=1, organisation="O", hooks=(), purposes=("care",), categories=("time",)
)


def looked_at(told: Any) -> None:
    """What the host does with offers of a stranger."""
    found = offered(told, lambda *_, **__: None)
    checked_exporters(found.exporters, MANIFEST)
    checked_reports(found.reports, MANIFEST)


def test_offers_are_made_of_what_is_as_it_should_be() -> None:
    looked_at(OFFER)


def places(told: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to each value."""
    inside = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    return [*([path] if path else []), *(place for key, one in inside for place in places(one, (*path, key)))]


def put(told: Any, path: tuple[Any, ...], value: Any) -> Any:
    copied = json.loads(json.dumps(told))
    inside = copied
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return copied


@given(
    st.sampled_from(places(OFFER)),
    st.sampled_from([None, 7, 1.5, True, [], {}, [[]], {"x": 1}, "x" * 2_000, ["x"] * 300]),
)
def test_offers_that_are_none_are_refused_and_nothing_else_happens(path: tuple[Any, ...], value: Any) -> None:
    with contextlib.suppress(RubbishError):
        looked_at(put(OFFER, path, value))


@pytest.mark.parametrize("told", [b'{"x":1e999}', b'{"x":-1e999}', b'{"x":NaN}', b'{"x":"\\ud800"}'])
def test_what_cannot_be_counted_with_is_refused(told: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(told)


@given(st.binary(max_size=200))
def test_whatever_comes_is_a_dictionary_or_is_refused(body: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        assert isinstance(read(body), dict)


def test_what_is_handed_over_comes_out_the_same() -> None:
    told = disclosed()
    body = message({"disclosed": disclosed_in_json(told)})
    assert LENGTH.unpack(body[:8])[0] == len(body) - 8
    found = disclosed_from_json(read(body[8:])["disclosed"])
    assert found == told
    assert found.pseudonym("meeting", "m-1") == told.pseudonym("meeting", "m-1")
    assert found.cases[0].entries[0].at.tzinfo is told.cases[0].entries[0].at.tzinfo
