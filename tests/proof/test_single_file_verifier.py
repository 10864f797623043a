"""The one file for a resident says the same as we do, in a Python that has nothing of ours."""

from __future__ import annotations

import ast
import io
import json
import re
import runpy
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svh_core import Casebook, CaseOpened, Conflict, GoalSet, Proposal
from svh_core.checking import check_bundle
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.errors import LogBroken
from svh_core.log.leaves import leaf, leaf_hash
from svh_core.proof.bundles import bundle_lines
from svh_core.proof.checkpoint import Checkpoint, Witness, WitnessKey, cosign_checkpoint, sign_checkpoint
from svh_core.proof.frontier import Frontier
from svh_core.proof.heads import NAME as HEADS
from svh_core.proof.heads import Head, Heads
from svh_core.proof.lines import base64_of
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.receipts import read_receipt
from svh_core.proof.tlog_proof import TlogProof
from svh_core.proof.tree import hash_of_leaf, hash_of_pair, inclusion_proof
from svh_core.proof.written import line
from svh_core.publishing import _append, publish
from tests.plain_dutch import ALONE, measured, never_said

from .alone import ASKED_WRONGLY, RIGHT, VERIFIER, WRONG, Alone

MOST_LINES: Final = 199
MANY: Final = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with Alone(tmp_path_factory.mktemp("alone")) as alone:
        yield alone


@attrs.frozen
class Given:
    """What somebody was given of a log.

    Attributes:
        key: the verifier key of the log.
        receipt: of an entry.
        bundle: of a case.
    """

    key: str
    receipt: bytes
    bundle: bytes


def a_log() -> Casebook:
    book = Casebook.in_memory(origin="stad")
    for number in range(9):
        opened = Proposal(case=f"c{number}", event=CaseOpened(resident="mila", method="support_group"), by="mila")
        goals = [GoalSet(goal=f"g{goal}", horizon="short", words=f"geheim {goal}") for goal in range(3)]
        book.record_all([opened, *(Proposal(case=f"c{number}", event=goal, by="mila") for goal in goals)])
    return book


def written(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.fixture(scope="module")
def was() -> Given:
    with a_log() as book:
        return Given(book.verifier_key, book.receipt("c7", 2), written(book.bundle(["c7"])))


def we_refuse_the_receipt(told: bytes, key: str) -> bool:
    try:
        read_receipt(told, VerifierKey.parse(key))
    except LogBroken:
        return True
    return False


def we_refuse_the_bundle(told: bytes, key: str) -> bool:
    try:
        checked = check_bundle(io.BytesIO(told), CORE_RULEBOOK, key=VerifierKey.parse(key))
    except LogBroken:
        return True
    return checked.exit_status == LogBroken.exit_status


def refused_by_both(alone: Alone, what: str, told: bytes, key: str) -> bool:
    """Whether both refuse; they always agree."""
    ours = {"receipt": we_refuse_the_receipt, "bundle": we_refuse_the_bundle}[what](told, key)
    theirs = alone.refuses(what, told, key)
    assert ours == theirs, f"we {'refuse' if ours else 'accept'}, and the single file does not: {told!r}"
    return ours


# What it is


def test_it_is_one_short_file_that_needs_the_standard_library_and_one_package() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    parts = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {one.module if isinstance(one, ast.ImportFrom) else one.names[0].name for one in parts}
    assert {str(name).partition(".")[0] for name in named} - sys.stdlib_module_names == {"nacl"}


def test_where_it_runs_there_is_nothing_of_ours(alone: Alone) -> None:
    assert alone.can_import("nacl.signing")
    for module in ("svh_core", "cryptography", "attrs", "eventsourcing", "tests"):
        assert not alone.can_import(module), module


def texts() -> dict[str, dict[str, str]]:
    return runpy.run_path(str(VERIFIER))["TEXTS"]  # type: ignore[no-any-return]


def test_what_it_says_in_dutch_is_plain_and_says_the_same_in_english() -> None:
    dutch, english = texts()["nl"], texts()["en"]
    assert dutch.keys() == english.keys()
    for name, text in dutch.items():
        said = re.sub(r"\{\w+\}", "…", text)
        assert measured([said]).too_hard(ALONE) == [], name
        assert not never_said(said)
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[name]))


# What it says


def test_a_receipt_tells_who_decided_what_and_when(alone: Alone, was: Given) -> None:
    status, said = alone.says("receipt", was.receipt, was.key)
    assert status == RIGHT
    assert re.fullmatch(
        r"c7, entry 2: goal\.set\. Decided by mila, written down by mila, at \S+Z\.\n"
        r"This is right\. It stands in the log stad of 37 entries\. The words are sealed\.\n",
        said,
    )


def test_a_bundle_tells_every_entry_and_that_the_case_is_whole(alone: Alone, was: Given) -> None:
    status, said = alone.says("bundle", was.bundle, was.key, lang="nl")
    assert status == RIGHT
    assert [line.split(".")[0] for line in said.splitlines()] == [
        "c7, regel 1: case",
        "c7, regel 2: goal",
        "c7, regel 3: goal",
        "c7, regel 4: goal",
        "c7 is heel: van regel 1 tot en met de laatste, regel 4",
        "Dit klopt",
    ]
    assert "geheim" not in said


def test_it_ends_as_its_first_lines_say(alone: Alone, was: Given, tmp_path: Path) -> None:
    receipt, bundle, key = tmp_path / "receipt", tmp_path / "bundle", tmp_path / "key"
    receipt.write_bytes(was.receipt)
    bundle.write_bytes(was.bundle)
    key.write_text(was.key + "\n", encoding="utf-8")
    for done, status in (
        (alone.typed("receipt", receipt, "--key", key), RIGHT),
        (alone.typed("bundle", bundle, "--key", was.key, "--lang", "en"), RIGHT),
        (alone.typed("receipt", bundle, "--key", key), WRONG),
        (alone.typed("bundle", receipt, "--key", key), WRONG),
        (alone.typed("receipt", tmp_path / "nowhere", "--key", key), ASKED_WRONGLY),
        (alone.typed("receipt", receipt, "--key", receipt), ASKED_WRONGLY),
        (alone.typed("receipt", receipt), ASKED_WRONGLY),
    ):
        assert done.returncode == status, done
        assert "Traceback" not in done.stderr
    assert "Dit klopt niet." in alone.typed("receipt", bundle, "--key", key).stdout


def test_another_key_of_the_same_name_is_refused(alone: Alone, was: Given) -> None:
    other = SignerKey.new("stad").verifier.export()
    assert refused_by_both(alone, "receipt", was.receipt, other)
    assert refused_by_both(alone, "bundle", was.bundle, other)


@pytest.mark.parametrize("changed", ["", "stad", "stad+1+a", "kind", "id"])
def test_what_is_no_key_is_asked_wrongly(alone: Alone, was: Given, changed: str) -> None:
    witness = WitnessKey("stad", VerifierKey.parse(was.key).public).export()
    key = {"kind": witness, "id": re.sub(r"\+\w{8}\+", "+00000000+", was.key)}.get(changed, changed)
    assert alone.says("receipt", was.receipt, key)[0] == ASKED_WRONGLY


def test_cosignatures_of_witnesses_and_two_keys_of_one_log_do_no_harm(alone: Alone, was: Given) -> None:
    proof = TlogProof.parse(was.receipt)
    witness = Witness(SignerKey.new("witness.example/w1"), clock=lambda: 1_700_000_000)
    cosigned = TlogProof(proof.index, proof.hashes, cosign_checkpoint(proof.checkpoint, witness), proof.extra)
    assert not refused_by_both(alone, "receipt", cosigned.export(), was.key)
    old, new = SignerKey.new("here"), SignerKey.new("here")
    receipt = of_a_log_of_one_entry(proof.extra, old, new, extension=f"svh-key/v1 {new.verifier.export()}")
    for key in (old, new):
        assert not refused_by_both(alone, "receipt", receipt, key.verifier.export())


def of_a_log_of_one_entry(told: bytes, *keys: SignerKey, extension: str) -> bytes:
    """The receipt of an entry of a log that does as it likes."""
    checkpoint = Checkpoint(keys[0].name, 1, hash_of_leaf(told), (extension,))
    return TlogProof(0, (), sign_checkpoint(checkpoint, *keys), told).export()


def noted(text: str, key: SignerKey) -> bytes:
    """A note of any text, also of one that can be no note."""
    signature = base64_of(key.id + key.sign(text))
    return f"{text}\n\u2014 {key.name} {signature}\n".encode()


TOLD: Final = leaf("c1", 1, "case.opened", b'{"by":"mila"}')
OWN: Final = SignerKey("here", bytes(32))


def shown_by_a_log_that_lies(
    *,
    told: bytes = TOLD,
    index: int = 0,
    origin: str = "here",
    size: str = "1",
    more: str = "",
    hashes: tuple[bytes, ...] = (),
    root: bytes = b"",
) -> bytes:
    note = noted(f"{origin}\n{size}\n{base64_of(root or hash_of_leaf(told))}\n{more}", OWN)
    return TlogProof(index, hashes, note, told).export()


def up_to_a_root(hashes: tuple[bytes, ...]) -> bytes:
    node = hash_of_leaf(TOLD)
    for one in hashes:
        node = hash_of_pair(node, one)
    return node


ZERO: Final = (bytes(32),)
LIES: Final[dict[str, dict[str, Any]]] = {
    "another origin": {"origin": "elsewhere"},
    "a place that is not there": {"index": 1},
    "too long a checkpoint": {"more": "x" * 1_000_000 + "\n"},
    "an empty line": {"more": "\nx\n"},
    "a control character": {"more": "x\x07\n"},
    "a byte behind the leaf": {"told": TOLD + b"x"},
    "a byte less of the leaf": {"told": TOLD[:-1]},
    "another kind of leaf": {"told": TOLD.replace(b"v1", b"v2", 1)},
    "a neighbour too many": {"hashes": ZERO},
    "a short neighbour": {"hashes": (b"x",), "size": "2", "root": up_to_a_root((b"x",))},
    "a long root": {"root": hash_of_leaf(TOLD) + b"x"},
    "too large a size": {"hashes": ZERO * 63, "size": str(1 << 63), "root": up_to_a_root(ZERO * 63)},
    "too long a proof": {"told": leaf("c1", 1, "case.opened", b'{"by":"' + b"x" * 15_000_000 + b'"}')},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_a_log_signs_itself_is_refused_where_it_is_not_written_as_it_has_to_be(alone: Alone, lie: str) -> None:
    key = OWN.verifier.export()
    assert not refused_by_both(alone, "receipt", shown_by_a_log_that_lies(), key)
    assert not refused_by_both(alone, "receipt", shown_by_a_log_that_lies(more="x\n"), key)
    assert refused_by_both(alone, "receipt", shown_by_a_log_that_lies(**LIES[lie]), key)


def bundle_of_a_log_that_lies(*entries: tuple[int, str], edition: str = "1", adopted: str = "1") -> bytes:
    """A bundle of case c1 with these entries, in this order in the log; with its first number first."""
    state = f'{{"by":"mila","edition":{edition},"event":{{}}}}'
    own = ("log/here", 1, "rulebook.adopted", f'{{"by":"us","edition":1,"event":{{"edition":{adopted}}}}}')
    of_case = [("c1", number, name, state) for number, name in entries]
    last = max(of_case, key=lambda one: one[1])
    ends = [Head(*one[:2], leaf_hash(*one[:3], one[3].encode())) for one in (last, own)]
    root = hash_of_pair(*(hash_of_leaf(end.leaf) for end in reversed(ends)))  # the hash of c1 begins with a 1
    heads = {"size": 1 + len(entries), "streams": 2, "root": base64_of(root)}
    log = [own, *of_case, ("log/here", 2, HEADS, json.dumps({"by": "us", "edition": 1, "event": heads}))]
    nodes: dict[tuple[int, int], bytes] = {}
    tree = Frontier().after([leaf_hash(*one[:3], one[3].encode()) for one in log], nodes)

    def of_entry(one: tuple[str, int, str, str]) -> dict[str, Any]:
        proof = inclusion_proof(log.index(one), tree.size, lambda level, place: nodes[level, place])
        told = dict(zip(("stream", "number", "name", "state"), one, strict=True))
        return {"entry": told, "index": log.index(one), "proof": [base64_of(node) for node in proof]}

    note = sign_checkpoint(Checkpoint("here", tree.size, tree.root), OWN).decode()
    first = {"schema": "svh.bundle/1", "origin": "here", "key": OWN.verifier.export(), "checkpoint": note}
    head = {"stream": "c1", "number": last[1], "leaf_hash": base64_of(ends[0].hashed)}
    end = {"head": head, "proof": [base64_of(hash_of_leaf(ends[1].leaf))]}
    told = [first, of_entry(own), of_entry(log[-1]), *map(of_entry, sorted(of_case)), end]
    return written(map(line, told))


def test_a_case_that_a_log_signs_in_another_order_or_destroyed_is_refused(alone: Alone) -> None:
    key = OWN.verifier.export()
    assert not alone.refuses("bundle", bundle_of_a_log_that_lies((1, "case.opened"), (2, "goal.set")), key)
    for told in (
        bundle_of_a_log_that_lies((2, "goal.set"), (1, "case.opened")),
        bundle_of_a_log_that_lies((1, "case.opened"), (2, "destroyed")),
        bundle_of_a_log_that_lies((1, "case.opened"), (3, "goal.set")),
        bundle_of_a_log_that_lies((2, "case.opened")),
        bundle_of_a_log_that_lies((1, "case.opened"), edition="2"),
    ):
        assert refused_by_both(alone, "bundle", told, key)


@pytest.mark.parametrize(("name", "value"), [("number", 3), ("leaf_hash", base64_of(bytes(32))), ("stream", "c8")])
def test_an_end_is_that_of_its_case(alone: Alone, was: Given, name: str, value: Any) -> None:
    lines = [json.loads(one) for one in was.bundle.splitlines()]
    lines[-1]["head"][name] = value
    assert refused_by_both(alone, "bundle", written(map(line, lines)), was.key)


def test_what_others_wrote_says_nothing_to_the_terminal(alone: Alone) -> None:
    log, told = SignerKey.new("here"), leaf("c1", 1, "case.opened", b'{"by":"mi\\u001b[2Jla"}')
    receipt = of_a_log_of_one_entry(told, log, extension="x")
    status, said = alone.says("receipt", receipt, log.verifier.export())
    assert (status, said.partition("\n")[0]) == (
        RIGHT,
        "c1, entry 1: case.opened. Decided by mi?[2Jla, written down by ?, at ?.",
    )


# What it refuses


@pytest.mark.parametrize(
    ("more", "is_refused"),
    [
        ("\u2014 other AAAAAAA=\n", False),
        ("\u2014 other AAAAAA==\n", True),
        ("\u2014 other AAAAAAB=\n", True),
        ("\u2014 other  AAAAAAA=\n", True),
        ("\u2014 oth+er AAAAAAA=\n", True),
        ("\u2014 oth\u2003er AAAAAAA=\n", True),
        ("\u2014 \u00e9\u00e9n AAAAAAA=\n", False),
        ("\u2014 other AAAAAAA=", True),
        ("- other AAAAAAA=\n", True),
        ("\n", True),
        ("\n\u2014 other AAAAAAA=\n", True),
        ("\u2014 oth\ter AAAAAAA=\n", True),
        ("\u2014 other AAAAAAA=\r\n", True),
        ("\u2014 other AAAAAAA=\n" * 99, False),
        ("\u2014 other AAAAAAA=\n" * 100, True),
    ],
)
def test_lines_of_others_under_a_checkpoint(alone: Alone, was: Given, more: str, *, is_refused: bool) -> None:
    assert refused_by_both(alone, "receipt", was.receipt + more.encode(), was.key) is is_refused


@pytest.mark.parametrize(
    ("pattern", "otherwise"),
    [
        (r"index (\d+)", r"index 0\1"), (r"index (\d+)", r"index +\1"), (r"index (\d+)", r"index \1 "),
        (r"index (\d+)\n", ""), (r"(extra .*)\n(index .*)", r"\2\n\1"), ("extra ", "Extra "), ("proof@v1", "proof@v2"),
        (r"\nstad\n37", r"\nstad\n037"), (r"\n\nstad", r"\n\n\nstad"), (r"\n", r"\r\n"), (r"\A", "\ufeff"),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_refused(alone: Alone, was: Given, pattern: str, otherwise: str) -> None:
    changed, count = re.subn(pattern, otherwise, was.receipt.decode())
    assert count
    assert refused_by_both(alone, "receipt", changed.encode(), was.key)


def flipped(told: bytes, bit: int) -> bytes:
    place = bit // 8 % len(told)
    return told[:place] + bytes([told[place] ^ 1 << bit % 8]) + told[place + 1 :]


@MANY
@given(bit=st.integers(min_value=0, max_value=1 << 24))
def test_no_bit_of_a_receipt_can_be_another(alone: Alone, was: Given, bit: int) -> None:
    assert refused_by_both(alone, "receipt", flipped(was.receipt, bit), was.key)


@MANY
@given(bit=st.integers(min_value=0, max_value=1 << 24))
def test_no_bit_of_a_bundle_can_be_another(alone: Alone, was: Given, bit: int) -> None:
    assert refused_by_both(alone, "bundle", flipped(was.bundle, bit), was.key)


@MANY
@given(bit=st.integers(min_value=0, max_value=1 << 12))
def test_no_bit_of_a_key_can_be_another(alone: Alone, was: Given, bit: int) -> None:
    key = flipped(was.key.encode(), bit).decode("latin-1")
    if "\0" not in key and key.strip() != was.key:
        status, said = alone.says("receipt", was.receipt, key)
        assert status in {WRONG, ASKED_WRONGLY}, said


VALUES: Final[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=2)
)


@st.composite
def changed_lines(draw: st.DrawFn, bundle: bytes) -> bytes:
    """A bundle in which somebody who knows its form changed something."""
    lines = [json.loads(one) for one in bundle.splitlines()]
    place = draw(st.integers(min_value=0, max_value=len(lines) - 1))
    how = draw(st.sampled_from(["leave out", "twice", "swap", "cut", "value", "field"]))
    if how == "leave out":
        del lines[place]
    elif how == "twice":
        lines.insert(draw(st.integers(min_value=0, max_value=len(lines))), lines[place])
    elif how == "swap":
        other = draw(st.integers(min_value=0, max_value=len(lines) - 1))
        lines[place], lines[other] = lines[other], lines[place]
    elif how == "cut":
        del lines[place:]
    else:
        told = lines[place]
        inner = draw(st.sampled_from([told, *(part for part in told.values() if isinstance(part, dict))]))
        name = draw(st.sampled_from(sorted(inner)))
        inner[name] = draw(VALUES)
        if how == "field":
            del inner[name]
    return written(map(line, lines))


@MANY
@given(data=st.data())
def test_of_what_was_changed_by_hand_both_say_the_same(alone: Alone, was: Given, data: st.DataObject) -> None:
    refused_by_both(alone, "bundle", data.draw(changed_lines(was.bundle)), was.key)


ODD: Final[dict[str, Callable[[Any], Any]]] = {
    "minus one": lambda _: -1,
    "true for one": lambda number: True if number == 1 else number,
    "a fraction": float,
    "text": str,
    "too large": lambda _: 1 << 64,
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("kind", "name"), [("entry", "index"), ("entry", "number"), ("head", "number")])
def test_a_number_is_a_number(alone: Alone, was: Given, odd: str, name: str, kind: str) -> None:
    lines = [json.loads(one) for one in was.bundle.splitlines()]
    for one in lines:
        if kind in one:
            inner = one if name == "index" else one[kind]
            inner[name] = ODD[odd](inner[name])
    told = written(map(line, lines))
    if told != was.bundle:
        assert refused_by_both(alone, "bundle", told, was.key)


def twice(told: bytes, begin: bytes) -> bytes:
    """The bundle with one of its lines twice, the second time directly behind the first."""
    one = next(one for one in told.splitlines(keepends=True) if one.startswith(begin))
    return told.replace(one, one + one)


def moved_to_the_end(told: bytes, begin: bytes) -> bytes:
    lines = told.splitlines(keepends=True)
    one = next(one for one in lines if one.startswith(begin))
    return b"".join([*(other for other in lines if other != one), one])


ENTRY, CASE, OF_LOG = b'{"entry":', b'{"entry":{"stream":"c7",', b'{"entry":{"stream":"log/stad",'
HEAD, INDEX = b'{"head":{"stream":"c7",', b'"index":0,'
WRITTEN_OTHERWISE: Final[dict[str, Callable[[bytes], bytes]]] = {
    "who, beside what is sealed": lambda told: told.replace(CASE, CASE + b'"by":"liesbeth",', 1),
    "who, behind what is sealed": lambda told: told.replace(b'},"index"', b',"by":"liesbeth"},"index"', 1),
    "a key more in a line": lambda told: told.replace(ENTRY, b'{"note":1,"entry":', 1),
    "a key more at its end": lambda told: told.replace(b"]}\n", b'],"note":1}\n', 1),
    "a key more in a head": lambda told: told.replace(HEAD, HEAD + b'"name":"x",', 1),
    "a key more in the first line": lambda told: told.replace(b'{"schema"', b'{"x":1,"schema"', 1),
    "a key more behind the first line": lambda told: told.replace(b"}\n", b',"x":1}\n', 1),
    "a key twice": lambda told: told.replace(CASE, b'{"entry":{"stream":"c7","stream":"c7",', 1),
    "a key twice, otherwise": lambda told: told.replace(b'"entry":{', b'"entry":{"name":"z",', 1),
    "keys in another order": lambda told: re.sub(rb'("schema":[^,]*),("origin":[^,]*)', rb"\2,\1", told),
    "entry and head": lambda told: told.replace(b'{"head":', b'{"entry":{},"head":', 1),
    "head and entry": lambda told: told.replace(ENTRY, b'{"head":{},"entry":', 1),
    "white space": lambda told: told.replace(ENTRY, b'{"entry": ', 1),
    "white space at the end": lambda told: told.replace(b"}\n", b"} \n", 1),
    "lines of two bytes an end": lambda told: told.replace(b"\n", b"\r\n"),
    "one carriage return": lambda told: told.replace(b"}\n", b"}\r\n", 1),
    "an empty line": lambda told: told.replace(b"}\n", b"}\n\n", 1),
    "an empty line at the end": lambda told: told + b"\n",
    "an empty line at the beginning": lambda told: b"\n" + told,
    "a byte-order mark": lambda told: b"\xef\xbb\xbf" + told,
    "UTF-16": lambda told: told.decode().encode("utf-16"),
    "UTF-16 in each line": lambda told: b"".join(one.decode().encode("utf-16") + b"\n" for one in told.splitlines()),
    "an escaped letter": lambda told: told.replace(b'"stream":"c7"', b'"stream":"\\u00637"'),
    "an escaped slash": lambda told: told.replace(b"log/stad", b"log\\/stad"),
    "an escape in capitals": lambda told: told.replace("\u2014".encode(), b"\\u2014"),
    "half a character": lambda told: told.replace(b'"stream":"c7"', b'"stream":"c7\\ud800"'),
    "minus nothing": lambda told: told.replace(INDEX, b'"index":-0,'),
    "a fraction": lambda told: told.replace(INDEX, b'"index":0.0,'),
    "a power": lambda told: told.replace(INDEX, b'"index":0e0,'),
    "no number": lambda told: told.replace(INDEX, b'"index":NaN,'),
    "nothing": lambda _: b"",
    "an object with nothing in it": lambda told: told + b"{}\n",
    "a list": lambda told: told + b"[]\n",
    "a head twice": lambda told: twice(told, HEAD),
    "an entry of a case twice": lambda told: twice(told, CASE),
    "an entry of the log twice": lambda told: twice(told, OF_LOG),
    "an entry behind its end": lambda told: moved_to_the_end(told, CASE),
    "the log's own entry behind a case": lambda told: moved_to_the_end(told, OF_LOG),
    "an end before its case": lambda told: moved_to_the_end(told, HEAD).replace(CASE, one_of(told, HEAD) + CASE, 1),
    "an end of the log itself": lambda told: told.replace(HEAD, b'{"head":{"stream":"log/stad",'),
    "an end of another log": lambda told: told + one_of(told, HEAD).replace(b'"c7"', b'"log/elsewhere"'),
    "an end of who looked": lambda told: told + one_of(told, HEAD).replace(b'"c7"', b'"access/stad"'),
    "no rules": lambda told: told.replace(one_of(told, OF_LOG), b""),
    "a proof that is no list": lambda told: re.sub(rb'"proof":\["([^"]*)"[^]]*\]', rb'"proof":{"\1":1}', told, count=1),
}  # fmt: skip


def one_of(told: bytes, begin: bytes) -> bytes:
    return next(one for one in told.splitlines(keepends=True) if one.startswith(begin))


@pytest.mark.parametrize("how", WRITTEN_OTHERWISE)
def test_a_bundle_is_written_in_one_way(alone: Alone, was: Given, how: str) -> None:
    changed = WRITTEN_OTHERWISE[how](was.bundle)
    assert changed != was.bundle
    assert refused_by_both(alone, "bundle", changed, was.key)
    assert "liesbeth" not in alone.says("bundle", changed, was.key)[1]


def test_behind_the_last_line_the_newline_may_be_left_out(alone: Alone, was: Given) -> None:
    assert not refused_by_both(alone, "bundle", was.bundle.removesuffix(b"\n"), was.key)


def test_the_lines_of_two_cases_stand_together(alone: Alone) -> None:
    with a_log() as book:
        told, key = written(book.bundle(["c7", "c2"])), book.verifier_key
    assert not refused_by_both(alone, "bundle", told, key)
    first, rest = told.splitlines(keepends=True)[0], told.splitlines(keepends=True)[1:]
    own = [one for one in rest if b'"stream":"log/stad"' in one]
    seven, two = ([one for one in rest if b'"stream":"c%d"' % case in one] for case in (7, 2))
    for lines, is_refused in (
        ([*own, *seven, *two], False),
        ([*own, *two, *seven], False),
        ([*seven, *own, *two], True),
        ([*own, *seven[:2], *two, *seven[2:]], True),
        ([*own, *seven[:-1], *two, seven[-1]], True),
        ([*own, *seven, *two[:-1], *own[-1:], two[-1]], True),
        ([*reversed(own), *seven, *two], True),
    ):
        assert refused_by_both(alone, "bundle", b"".join([first, *lines]), key) is is_refused


STATES: Final[dict[str, tuple[str, bool]]] = {
    "as it is": ('{"by":"mila"}', False),
    "with white space": ('{ "by": "mila" }', False),
    "a number for when": ('{"by":"mila","at":1}', False),
    "no object": ('"by"', True),
    "a list": ('["by"]', True),
    "no JSON": ("", True),
    "nobody": ("{}", True),
    "no text": ('{"by":1}', True),
    "twice": ('{"by":"mila","by":"liesbeth"}', True),
    "twice within": ('{"by":"mila","event":{"a":1,"a":2}}', True),
    "half a character": ('{"by":"mila\\ud800"}', True),
    "half a character within": ('{"by":"mila","event":{"a":"\\udfff"}}', True),
    "no number": ('{"by":"mila","x":NaN}', True),
    "no end": ('{"by":"mila","x":1e999}', True),
}


@pytest.mark.parametrize("what", STATES)
def test_what_a_receipt_shows_is_an_entry(alone: Alone, what: str) -> None:
    state, is_refused = STATES[what]
    told = shown_by_a_log_that_lies(told=leaf("c1", 1, "case.opened", state.encode()))
    assert refused_by_both(alone, "receipt", told, OWN.verifier.export()) is is_refused


@pytest.mark.parametrize(
    ("number", "name", "is_refused"),
    [
        (1, "case.opened", False),
        ((1 << 63) - 1, "case.opened", False),
        (0, "case.opened", True),
        (1 << 63, "case.opened", True),
        (1, "destroyed", True),
    ],
)
def test_what_a_receipt_shows_has_a_number_and_is_there(
    alone: Alone, number: int, name: str, *, is_refused: bool
) -> None:
    told = shown_by_a_log_that_lies(told=leaf("c1", number, name, b'{"by":"mila"}'))
    assert refused_by_both(alone, "receipt", told, OWN.verifier.export()) is is_refused


@pytest.mark.parametrize("edition", ['"1"', "1.0", "true", "-1", "null", "9223372036854775808"])
def test_an_edition_is_a_number(alone: Alone, edition: str) -> None:
    assert refused_by_both(
        alone, "bundle", bundle_of_a_log_that_lies((1, "case.opened"), edition=edition), OWN.verifier.export()
    )
    for adopted in (edition, "{}"):
        told = bundle_of_a_log_that_lies((1, "case.opened"), adopted=adopted)
        assert refused_by_both(alone, "bundle", told, OWN.verifier.export())


def test_a_key_is_read_from_a_file_with_a_plus_in_its_name(alone: Alone, was: Given, tmp_path: Path) -> None:
    receipt, key = tmp_path / "receipt", tmp_path / "a+b+c"
    receipt.write_bytes(was.receipt)
    key.write_text(f"{was.key}\n", encoding="utf-8")
    assert alone.typed("receipt", receipt, "--key", key).returncode == RIGHT


def test_a_case_that_is_cut_short_by_its_older_end_is_refused(alone: Alone) -> None:
    """An older entry with the ends of the cases is in the log too. It shows a case as it ended then."""
    with a_log() as book:
        desk, clock = book._desk, book._utc
        then = publish(desk, clock)
        book.record("c7", GoalSet(goal="later", horizon="short", words="wat verborgen wordt"), by="mila")
        now = publish(desk, clock)
        assert not refused_by_both(alone, "bundle", written(book.bundle(["c7"])), book.verifier_key)
        forged = _append(desk, clock, HEADS, then.heads.data)
        for sealed, note in ((now.sealed, now.note), (forged, desk.notary.checkpoint(forged.after))):
            for heads in {then.sealed.rows[-1].number, sealed.rows[-1].number}:
                with desk.log.store.leaves() as leaves:
                    told = bundle_lines(
                        leaves,
                        desk.notary.key,
                        note,
                        size=sealed.after.size,
                        own=[(desk.own_stream, 1), (desk.own_stream, heads)],
                        heads=then.heads,
                        streams=["c7"],
                    )
                    assert refused_by_both(alone, "bundle", written(told), book.verifier_key)


def test_what_is_recorded_while_a_bundle_is_made_leaves_it_whole(alone: Alone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may record between the moment at which the ends are read and the moment they are sealed."""
    with a_log() as book:
        read, left = Heads.now, [1, 1]

        def meanwhile(leaves: Any) -> Heads:
            heads = read(leaves)
            if left:
                left.pop()
                book.record("c7", GoalSet(goal=f"later{len(left)}", horizon="short", words="wat"), by="mila")
            return heads

        monkeypatch.setattr(Heads, "now", meanwhile)
        told = written(book.bundle(["c7"]))
        assert not refused_by_both(alone, "bundle", told, book.verifier_key)
        assert "whole: from entry 1 up to the last, entry 6." in alone.says("bundle", told, book.verifier_key)[1]
        left.extend([1] * 99)
        with pytest.raises(Conflict, match="others keep recording"):
            book.checkpoint()


def test_a_bundle_of_no_case_shows_nothing(alone: Alone, was: Given) -> None:
    own = [line for line in was.bundle.splitlines(keepends=True) if b'"stream":"c7"' not in line]
    assert refused_by_both(alone, "bundle", b"".join(own), was.key)


def test_heads_that_a_log_wrote_oddly_are_refused_and_no_crash(alone: Alone) -> None:
    for data in ({}, {"size": 2}, {"size": 2, "streams": "x", "root": "AA=="}, {"size": 2, "streams": 2, "root": 1}):
        with Casebook.in_memory(origin="stad") as book:
            book.record("c1", CaseOpened(resident="mila", method="support_group"), by="mila")
            desk, clock = book._desk, book._utc
            then = publish(desk, clock)
            forged = _append(desk, clock, HEADS, {**data, "size": then.sealed.after.size} if data else data)
            with desk.log.store.leaves() as leaves:
                told = written(
                    bundle_lines(
                        leaves,
                        desk.notary.key,
                        desk.notary.checkpoint(forged.after),
                        size=forged.after.size,
                        own=[(desk.own_stream, 1), (desk.own_stream, forged.rows[-1].number)],
                        heads=then.heads,
                        streams=["c1"],
                    )
                )
            assert refused_by_both(alone, "bundle", told, book.verifier_key)
