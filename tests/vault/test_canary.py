"""A canary in every private field of every event: nowhere but in what the resident reads."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import traceback
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from svh_core import Casebook, CaseOpened, GoalSet, MeetingPlanned, Proposal, SvhError, Viewer
from svh_core.cli import main
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import words_of
from svh_core.domain.fields import Field
from svh_core.domain.identifiers import EntryNumber, Tag
from svh_core.domain.rulebook import EventKind, Rulebook, StreamKind
from svh_core.domain.words import Plain
from svh_core.one_meeting import Decision

from ..log.hands import goal as a_goal
from .cases import CASE, MILA, ZUS, bytes_in

SAYS = "kanarie-7f3a"
"""In every canary, whatever field it stands in."""

A_DAY = date(2017, 2, 6)
A_MOMENT = datetime(2017, 2, 6, 10, tzinfo=UTC)
FIRST_NUMBER: Final = 918_273_000
"""Sealed numbers begin here, so that they can be told from others."""

OF_PEOPLE = {StreamKind.CASE, StreamKind.PRIVATE}
PRIVATE_KINDS = [
    kind for kind in CORE_RULEBOOK.kinds.values() if any(field.of for field in kind.fields) and kind.stream in OF_PEOPLE
]


def canary(kind: EventKind, field: Field) -> Any:
    """What nobody else writes in this field: words with its name, the last of a closed list, a number of its own."""
    if field.name == "scores":
        return json.dumps({f"{SAYS} {kind.name} {field.name} é🙂": 3}, ensure_ascii=False)
    if field.type is str:
        return f"{SAYS} {kind.name} {field.name} é🙂"
    if field.type is int:
        return FIRST_NUMBER + sum(map(ord, kind.name + field.name))
    if field.many:
        return tuple(reversed(typing.get_args(typing.get_args(field.type)[0])))
    return typing.get_args(field.type)[-1]


SIMPLE: Final[dict[Any, Any]] = {
    int: 5,
    bool: True,
    date: A_DAY,
    datetime: A_MOMENT,
    EntryNumber: 1,
    Tag: "merk",
}


def clear(field: Field, number: int) -> Any:
    """A value for what stands in clear."""
    one = typing.get_args(field.type)[0] if field.many else field.type
    if typing.get_origin(one) is Literal:
        told: Any = typing.get_args(one)[0]
    elif one in SIMPLE:
        told = SIMPLE[one]
    else:
        kind = one.__name__.removesuffix("Id")
        told = ZUS if kind == "Person" else f"{kind.lower()}-{number if field.use == 'new' else 1}"
    return (told, MILA) if field.many and told == ZUS else (told,) if field.many else told


def made(kind: EventKind, number: int) -> Any:
    """An event of this kind with every field filled in, and a canary in each that is private."""
    told = {f.attribute: canary(kind, f) if f.of is not None else clear(f, number) for f in kind.fields}
    if kind.name == "case.opened":
        told["resident"] = MILA
    return kind.cls(**told)


def reason_of(kind: EventKind) -> str:
    return f"{SAYS} reden {kind.name}"


def because_of(kind: EventKind) -> list[tuple[str, str]]:
    return [(holder, f"{SAYS} omdat {kind.name} {holder}") for holder in (MILA, ZUS, "buur")]


@pytest.fixture
def every_rule_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that each event can be recorded as it stands in the catalogue, without the story it needs."""
    monkeypatch.setattr(Rulebook, "first_broken", lambda *_: None)


def in_a_case(kind: EventKind) -> bool:
    return kind.stream is StreamKind.CASE


@pytest.fixture
def everything(tmp_path: Path, every_rule_is_silent: None) -> Iterator[tuple[Casebook, str, Path]]:  # noqa: ARG001
    """A casebook with every private event, more than 400 entries, so that there are snapshots; and a private book."""
    folder = tmp_path / "book"
    folder.mkdir()
    with Casebook.create(folder / "casebook.db") as book:
        kinds = sorted(PRIVATE_KINDS, key=lambda kind: kind.name != "case.opened")
        for number, kind in enumerate([kind for kind in kinds if in_a_case(kind)], start=1):
            book.record(CASE, made(kind, number), by=MILA, because=because_of(kind), reason=reason_of(kind))
        goals = [GoalSet(goal=f"g{n}", horizon="short", words=f"{SAYS} doel {n}") for n in range(420)]
        book.record_all([Proposal(case=CASE, event=goal, by=MILA) for goal in goals])
        private = book.privacy.open_book(CASE, MILA, "resident")
        for number, kind in enumerate([kind for kind in PRIVATE_KINDS if not in_a_case(kind)], start=1):
            book.record(private, made(kind, number), by=MILA, reason=reason_of(kind))
        book.log.load(CASE)
        book.log.load(private)
        yield book, private, folder


def canaries() -> list[str]:
    """Every canary that is words, in a case."""
    told = []
    for kind in PRIVATE_KINDS:
        if in_a_case(kind):
            words = (canary(kind, field) for field in kind.fields if field.of is not None and field.type is str)
            told += [_within(one) for one in words]
            told += [reason_of(kind), *(words for _, words in because_of(kind))]
    return told


def _within(words: str) -> str:
    """The canary itself, where it is the name of a scale: JSON shows JSON with other marks around it."""
    return next(iter(json.loads(words))) if words.startswith("{") else words


def test_there_are_private_fields_to_speak_of() -> None:
    assert len(PRIVATE_KINDS) > 50
    assert len(canaries()) > 300


def in_clear(told: bytes) -> list[bytes]:
    """What stands of canaries in some bytes, however it was written."""
    marks = [SAYS.encode(), SAYS.encode("utf-16-le"), SAYS[::-1].encode(), SAYS.encode().hex().encode()]
    found = [mark for mark in marks if mark in told]
    return found + re.findall(rb"918273\d{3}", told)


def test_no_canary_is_in_any_file(everything: tuple[Casebook, str, Path]) -> None:
    book, _, folder = everything
    while_open = bytes_in(folder)
    assert {"casebook.db", "casebook.db-wal", "casebook.vault", "casebook.vault-wal", "casebook.key"} <= set(while_open)
    assert len(book.log.store.snapshots.select_events(CASE)) > 0, "there is no snapshot to look in"
    book.close()
    for told in (while_open, bytes_in(folder)):
        assert {name: in_clear(content) for name, content in told.items() if in_clear(content)} == {}
        assert CASE.encode() in b"".join(told.values()), "this looks in the wrong files"


def test_every_private_value_is_stored_as_a_token_of_its_own_place(everything: tuple[Casebook, str, Path]) -> None:
    book, private, _ = everything
    seen = set()
    for stream in (CASE, private):
        for row in book.log.rows(stream):
            told, kind = json.loads(row.state), CORE_RULEBOOK.kinds[row.topic]
            for field in kind.fields:
                if field.of is None or field.name not in told["event"]:
                    continue
                value = told["event"][field.name]
                assert isinstance(value, str)
                assert re.fullmatch(
                    rf"[\w.:-]+\|[\w-]{{32}}\|{row.originator_version}\|{field.name}\|[\w-]+=*", value
                ), f"{row.topic} {field.name} stands in clear"
                seen.add((row.topic, field.name))
            for index, weighed in enumerate(told.get("because", ())):
                assert f"|{row.originator_version}|because.{index}|" in weighed["words"]
            assert "reason" not in told or f"|{row.originator_version}|reason|" in told["reason"]
    assert seen == {(kind.name, field.name) for kind in PRIVATE_KINDS for field in kind.fields if field.of is not None}


def test_no_value_of_a_closed_list_stands_next_to_its_name(everything: tuple[Casebook, str, Path]) -> None:
    book, _, folder = everything
    book.close()
    whole = b"".join(bytes_in(folder).values())
    for kind in PRIVATE_KINDS:
        for field in kind.fields:
            if field.of is not None and field.type is not str:
                plain = json.dumps({field.name: canary(kind, field)}, separators=(",", ":"))[1:-1].encode()
                assert plain not in whole, f"{kind.name} {field.name}"


def test_the_resident_reads_every_canary(everything: tuple[Casebook, str, Path]) -> None:
    book, private, _ = everything
    with book.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
        as_data = json.dumps(look.trail(), ensure_ascii=False)
        script = "\n".join(look.script())
        state = json.dumps(look.state(), ensure_ascii=False)
        in_words = "\n".join(look.trail_in_words("nl"))
    for words in canaries():
        assert words in as_data, words
        assert words in script, words
    assert in_words.count(SAYS) > 300
    assert state.count(SAYS) > 50
    entries = [json.loads(line) for line in script.splitlines()]
    for kind in PRIVATE_KINDS:
        if in_a_case(kind):
            (told, *_) = [entry["data"] for entry in entries if entry["event"] == kind.name]
            for field in kind.fields:
                if field.of is not None:
                    expected = canary(kind, field)
                    assert told[field.name] == (list(expected) if isinstance(expected, tuple) else expected)
    with book.looking(private, viewer=Viewer(MILA), purpose="reading") as look:
        assert f"{SAYS} note.written words" in json.dumps(look.trail(), ensure_ascii=False)


def test_the_commands_show_every_canary_and_a_sealed_casebook_none(
    everything: tuple[Casebook, str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    book, _, folder = everything
    book.close()
    for more in (["--json"], ["--as-script"]):
        assert main(["trail", CASE, "--db", str(folder / "casebook.db"), "--as", MILA, *more]) == 0
        said = capsys.readouterr().out
        assert [words for words in canaries() if words not in said] == []
    for command in (["trail", CASE], ["show", CASE], ["show", CASE, "--json"]):
        assert main([*command, "--db", str(folder / "casebook.db"), "--as", MILA]) == 0
        assert SAYS in capsys.readouterr().out
    with Casebook.open(folder / "casebook.db", sealed=True) as sealed:
        with sealed.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
            told = [*look.trail_in_words("nl"), json.dumps(look.trail()), json.dumps(look.state()), *look.script()]
        assert in_clear("\n".join(told).encode()) == []
        assert '"sealed": true' in "\n".join(told)


def test_check_and_cases_show_no_canary(
    everything: tuple[Casebook, str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    book, _, folder = everything
    book.close()
    for command in (["check"], ["check", "--json"], ["cases"], ["cases", "--json"]):
        main([*command, "--db", str(folder / "casebook.db")])
        said = capsys.readouterr()
        assert in_clear((said.out + said.err).encode()) == []


# What shows itself to programmers


def shown(value: Any) -> bytes:
    """Everything that a debugger, a log line or a traceback shows of a value."""
    return f"{value!r} {value} {value!s} {[value]!r} { ({'x': value})!r}".encode()


@pytest.mark.parametrize("kind", PRIVATE_KINDS, ids=lambda kind: kind.name)
def test_no_event_proposal_or_decision_shows_its_words(kind: EventKind) -> None:
    event = made(kind, 1)
    proposal = Proposal(case=CASE, event=event, by=MILA, because=because_of(kind), reason=reason_of(kind))
    for value in (event, proposal, proposal.because, proposal.reason, attrs_repr(event)):
        assert in_clear(shown(value)) == []
    assert in_clear(shown(proposal.entry(recorded_at=A_MOMENT, edition=1))) == []


def attrs_repr(event: Any) -> list[str]:
    return [f"{getattr(event, field.attribute)!r}" for field in event.spec.fields]


def test_a_decision_of_a_meeting_shows_no_consideration() -> None:
    decision = Decision(event=a_goal("rust"), by=MILA, because=[(ZUS, f"{SAYS} omdat")])
    assert in_clear(shown(decision)) == []


def test_no_entry_case_receipt_look_or_casebook_shows_words(everything: tuple[Casebook, str, Path]) -> None:
    book, private, _ = everything
    for stream in (CASE, private):
        case = book.log.load(stream)
        assert in_clear(shown(case)) == []
        for entry in book.log.entries(stream):
            assert in_clear(shown(entry)) == []
            assert in_clear(shown([token for _, token in words_of(entry, MILA)])) == []
    receipt = book.record(CASE, GoalSet(goal="nieuw", horizon="short", words=SAYS), by=MILA, because=[(ZUS, SAYS)])
    with book.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
        for value in (receipt, look, look.case, book, book.privacy, book.log, book._desk, book._desk.vault):
            assert in_clear(shown(value)) == []
    assert in_clear(shown(Plain(SAYS))) == []


# Where something goes wrong


@pytest.fixture
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "SVH_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    with Casebook.create(tmp_path / "casebook.db") as book:
        book.record(CASE, CaseOpened(resident=MILA, method="support_group"), by=MILA)
    return tmp_path / "casebook.db"


def line(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "case": CASE,
        "event": "goal.set",
        "by": MILA,
        "at": "2017-02-06T10:00:00+01:00",
        "data": {"goal": "rust", "horizon": "short", "words": f"{SAYS} doel"},
        "because": [{"by": ZUS, "words": f"{SAYS} omdat"}],
        "reason": f"{SAYS} reden",
    }
    return told | changes


def data(**changes: Any) -> dict[str, Any]:
    return line(data={"goal": "rust", "horizon": "short", "words": f"{SAYS} doel"} | changes)


WRONG: Final[dict[str, Any]] = {
    "refused": line(by="buur"),
    "not opened": line(case="zaak-9"),
    "twice": [line(), line()],
    "a wrong list": data(horizon=f"{SAYS} ooit"),
    "a wrong id": data(goal=f"{SAYS} met een spatie"),
    "a wrong sealed value": data(life_area=f"{SAYS} thuis"),
    "a wrong sealed list": data(chime=["hope", f"{SAYS}"]),
    "a wrong sealed number": data(participation_level=f"{SAYS} 3"),
    "a list for words": data(words=[f"{SAYS}", f"{SAYS} nog iets"]),
    "an object for words": data(words={"words": f"{SAYS}"}),
    "half forgotten": data(words={"forgotten": f"{SAYS}"}),
    "words for a list": data(supporters=f"{SAYS} zus"),
    "words for a day": data(until=f"{SAYS} morgen"),
    "words for data": line(data=f"{SAYS} alles"),
    "words for a moment": line(at=f"{SAYS} gisteren"),
    "words for a person": line(by=f"{SAYS} mila zelf"),
    "words for a pen": line(entered_by=f"{SAYS} noor"),
    "words for a meeting": line(meeting=f"{SAYS} aan tafel"),
    "words for an event": line(event=f"{SAYS} wens"),
    "words for a case": line(case=f"{SAYS} zaak"),
    "words for a stream": line(stream=f"{SAYS} boek"),
    "words for a source": line(source=f"{SAYS} van vroeger"),
    "words for a reason of another type": line(reason=[f"{SAYS}"]),
    "because is words": line(because=f"{SAYS}"),
    "because without holder": line(because=[{"words": f"{SAYS}"}]),
    "because with a wrong holder": line(because=[{"by": f"{SAYS} zus", "words": "x"}]),
    "because with a list": line(because=[{"by": ZUS, "words": [f"{SAYS}"]}]),
    "half a character": json.dumps(data(words=f"{SAYS} \ud800")),
    "nul": data(words=f"{SAYS} \0"),
    "too long": data(words=f"{SAYS} " * 20_000),
    "too much together": line(because=[{"by": ZUS, "words": f"{SAYS} " * 7_000}] * 20),
    "no JSON": f'{{"case": "{CASE}", "event": "goal.set", "data": {{"words": "{SAYS} afgebroken',
    "a word alone": f"{SAYS}",
    "a text": f'"{SAYS} tekst"',
    "a key twice": '{"case": "x", "data": {"words": "%s", "words": "%s"}}' % (SAYS, SAYS),  # noqa: UP031
    "no UTF-8": f'{{"case": "{CASE} {SAYS} '.encode() + b'\xff"}',
    "a key with spaces": data(**{f"{SAYS} als sleutel met spaties": 1}),
    "an edition": line(edition=f"{SAYS} 1"),
    "what only a casebook writes": line(event="forgetting.done", data={"request": 1}),
}


def written(told: Any) -> bytes:
    lines = told if isinstance(told, list) else [told]
    return b"\n".join(one if isinstance(one, bytes) else _text(one) for one in lines)


def _text(one: Any) -> bytes:
    return (one if isinstance(one, str) else json.dumps(one)).encode()


@pytest.mark.promise("no-error-shows-words")
@pytest.mark.parametrize("more", [[], ["--debug"], ["--json"], ["--keep-going"], ["--import", "--debug"]], ids=str)
@pytest.mark.parametrize("what", list(WRONG))
def test_no_error_of_the_command_shows_a_canary(
    casebook: Path,
    what: str,
    more: list[str],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A warning would be an error here, and show in the traceback."""
    caplog.set_level(logging.DEBUG)
    Path("script.jsonl").write_bytes(written(WRONG[what]))
    status = main(["record", "script.jsonl", "--db", str(casebook), *more])
    said = capfd.readouterr()
    assert status in {1, 2}
    assert in_clear((said.out + said.err + caplog.text).encode()) == []


SILENT_FAULTS: dict[str, Callable[[], Any]] = {
    "a key of another kind": lambda: {"words": {f"{SAYS}": 1}},
    "bytes": lambda: {"words": f"{SAYS}".encode()},
    "a number in words": lambda: {"words": 5, "first_step": f"{SAYS} stap"},
    "a wrong choice": lambda: {"words": "x", "life_area": f"{SAYS}"},
    "a wrong list": lambda: {"words": "x", "chime": (f"{SAYS}",)},
    "a wrong number": lambda: {"words": "x", "participation_level": f"{SAYS}"},
}


@pytest.mark.parametrize("what", list(SILENT_FAULTS))
def test_no_exception_in_an_app_shows_a_canary_even_in_its_whole_traceback(what: str, casebook: Path) -> None:
    with Casebook.open(casebook) as book, pytest.raises(Exception) as error:  # noqa: PT011 - whatever it is
        book.record(CASE, GoalSet(goal="rust", horizon="short", **SILENT_FAULTS[what]()), by=MILA)
    assert in_clear(everything_told(error.value)) == []


def everything_told(error: BaseException) -> bytes:
    """An error with its whole chain, its arguments and its attributes, but for the source lines of this file."""
    told = []
    seen: BaseException | None = error
    while seen is not None:
        told += [repr(seen), str(seen), repr(seen.args), repr(getattr(seen, "__notes__", None)), repr(vars(seen))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(told).encode()


@pytest.mark.parametrize("because", [[(f"{SAYS} zus", "x")], [(f"{SAYS}",)], [f"{SAYS}"], [(ZUS, 5, f"{SAYS}")]])
def test_no_exception_about_a_consideration_shows_a_canary(casebook: Path, because: Any) -> None:
    with Casebook.open(casebook) as book, pytest.raises(SvhError) as error:
        book.record(CASE, a_goal("rust"), by=MILA, because=because)
    assert in_clear(everything_told(error.value)) == []


def test_a_refusal_carries_the_entry_and_shows_no_word_of_it(casebook: Path) -> None:
    event = GoalSet(goal="rust", horizon="short", words=f"{SAYS} doel", first_step=f"{SAYS} stap")
    with Casebook.open(casebook) as book, pytest.raises(SvhError) as error:
        book.record(CASE, event, by="buur", because=[(ZUS, f"{SAYS} omdat")], reason=f"{SAYS} reden")
    assert in_clear(everything_told(error.value)) == []
    assert in_clear("".join(traceback.format_exception(error.value)).encode()) == []


@pytest.mark.promise("no-error-shows-words")
def test_the_store_or_the_vault_failing_shows_no_canary(casebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from svh_core.log.sqlite import SQLiteStore  # noqa: PLC0415

    with Casebook.open(casebook) as book:
        store = book.log.store
        assert isinstance(store, SQLiteStore)
        for place in ("execute", "seal"):
            with monkeypatch.context() as broken:
                if place == "execute":
                    broken.setattr(type(store.recorder), "insert_events", _fails)
                else:
                    broken.setattr("svh_core.vault.sealer.seal", _fails)
                with pytest.raises(Exception) as error:  # noqa: PT011
                    book.record(CASE, a_goal(f"{place}"), by=MILA, because=[(ZUS, f"{SAYS} omdat")], reason=f"{SAYS}")
            assert in_clear(everything_told(error.value)) == []


def _fails(*_: Any, **__: Any) -> Any:
    msg = "disk on fire"
    raise OSError(msg)


def test_stdin_with_a_canary_is_read_and_shows_nothing(
    casebook: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written(WRONG["no JSON"]))))
    assert main(["record", "-", "--db", str(casebook), "--debug"]) == 2
    said = capfd.readouterr()
    assert in_clear((said.out + said.err).encode()) == []


def test_a_planned_meeting_with_a_canary_shows_nothing(casebook: Path) -> None:
    planned = MeetingPlanned(
        meeting="m1", kind="support_group", at=A_MOMENT, minutes=60, mode="onsite", topics=f"{SAYS} agenda"
    )
    with Casebook.open(casebook) as book, pytest.raises(SvhError) as error:
        book.meeting(CASE, planned, ended=A_MOMENT, present=[MILA], by="buur", reason=f"{SAYS} reden")
    assert in_clear(everything_told(error.value)) == []
    assert in_clear(shown(planned)) == []
