"""A key that follows another, by the word of both; and whom it convinces."""

from __future__ import annotations

import itertools
import json
from typing import Final

import pytest

from svh_core.proof.checkpoint import Checkpoint, sign_checkpoint
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import SignerKey
from svh_core.proof.notes import add_signatures, sign_note
from svh_core.proof.succession import (
    Succession,
    key_that_signed,
    keys_known_by,
    may_be_a_key_of,
    notes_in,
    sign_succession,
)

from .naive import with_one_bit_changed

FIRST, SECOND, THIRD, STRANGE = (SignerKey("log.example/home", bytes([number] * 32)) for number in range(1, 5))
THEN: Final = Checkpoint("log.example/home", 7, bytes(32))
ONE, TWO = sign_succession(THEN, SECOND, FIRST), sign_succession(THEN, THIRD, SECOND)


def test_it_names_both_keys_and_both_sign() -> None:
    read = Succession.parse(ONE)
    assert (read.note, read.old, read.new) == (ONE, FIRST.verifier, SECOND.verifier)
    assert read.checkpoint.extensions == (
        f"svh-key/v1 {SECOND.verifier.export()}",
        f"svh-key-before/v1 {FIRST.verifier.export()}",
    )


def test_a_witness_may_have_cosigned_it() -> None:
    assert Succession.parse(add_signatures(ONE, STRANGE)).note == ONE


def test_where_the_old_key_was_lost_the_new_one_stands_alone() -> None:
    read = Succession.parse(sign_succession(THEN, SECOND, None))
    assert (read.old, read.new) == (None, SECOND.verifier)


def test_no_bit_of_it_can_be_changed() -> None:
    for bit in range(len(ONE) * 8):
        with pytest.raises(ProofRefused):
            Succession.parse(with_one_bit_changed(ONE, bit))


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"log.example/home",
        sign_checkpoint(THEN, FIRST, SECOND),
        sign_note(Succession.parse(ONE).checkpoint.text, SECOND),
        sign_note(Succession.parse(ONE).checkpoint.text, FIRST),
        sign_note(Succession.parse(ONE).checkpoint.text + "another line\n", FIRST, SECOND),
        sign_note(f"{THEN.text}svh-key-before/v1 {FIRST.verifier.export()}\n", FIRST, SECOND),
        sign_succession(THEN, FIRST, FIRST),
        sign_succession(Checkpoint("log.example/away", 7, bytes(32)), SECOND, FIRST),
    ],
)
def test_what_does_not_say_so_is_none(note: bytes) -> None:
    with pytest.raises(ProofRefused):
        Succession.parse(note)


def test_who_knows_one_key_knows_those_before_and_behind_it() -> None:
    for notes in itertools.permutations([ONE, TWO]):
        for key in (FIRST, SECOND, THIRD):
            known = keys_known_by(key.verifier, notes)
            assert known[0] == key.verifier
            assert set(known) == {FIRST.verifier, SECOND.verifier, THIRD.verifier}
    assert keys_known_by(FIRST.verifier, [TWO]) == [FIRST.verifier]
    assert keys_known_by(STRANGE.verifier, [ONE, TWO]) == [STRANGE.verifier]


def test_who_stole_a_key_cannot_name_another_for_those_who_know_the_next() -> None:
    stolen = sign_succession(THEN, STRANGE, FIRST)
    assert STRANGE.verifier not in keys_known_by(SECOND.verifier, [ONE, stolen])
    assert STRANGE.verifier not in keys_known_by(THIRD.verifier, [ONE, TWO, stolen])


def test_a_key_that_was_lost_is_no_word_for_the_next() -> None:
    assert keys_known_by(FIRST.verifier, [sign_succession(THEN, SECOND, None)]) == [FIRST.verifier]
    pretended = add_signatures(sign_succession(THEN, SECOND, None), STRANGE)
    assert keys_known_by(SECOND.verifier, [pretended]) == [SECOND.verifier], "whoever signs beside it is not believed"


LOST = sign_succession(THEN, SECOND, None)


@pytest.mark.parametrize(
    ("notes", "keys"),
    [
        ([], [FIRST, SECOND, THIRD, STRANGE]),
        ([ONE], [FIRST, SECOND]),
        ([ONE, TWO], [FIRST, SECOND, THIRD]),
        ([ONE, sign_succession(THEN, THIRD, FIRST)], [FIRST, THIRD]),
        ([LOST], [FIRST, SECOND, THIRD, STRANGE]),
        ([LOST, TWO], [FIRST, SECOND, THIRD, STRANGE]),
        ([sign_succession(THEN, FIRST, STRANGE), LOST, TWO], [STRANGE, FIRST, SECOND, THIRD]),
        ([sign_succession(THEN, FIRST, STRANGE), sign_succession(THEN, THIRD, None)], [STRANGE, FIRST, THIRD]),
    ],
)
def test_who_knows_a_key_believes_no_log_that_goes_on_without_it(notes: list[bytes], keys: list[SignerKey]) -> None:
    believing = {key for key in (FIRST, SECOND, THIRD, STRANGE) if may_be_a_key_of(key.verifier, notes)}
    assert believing == set(keys)


def test_which_key_signed() -> None:
    keys = [FIRST.verifier, SECOND.verifier]
    assert key_that_signed(sign_checkpoint(THEN, SECOND), keys) == SECOND.verifier
    assert key_that_signed(sign_checkpoint(THEN, STRANGE), keys) == FIRST.verifier
    assert key_that_signed(b"", keys) == FIRST.verifier


def test_the_notes_of_a_log_are_those_of_its_entries_and_what_is_none_is_passed_over() -> None:
    told = [json.dumps({"event": {"note": note.decode()}}).encode() for note in (ONE, TWO)]
    strange = [
        b"",
        b"[]",
        b"{}",
        b'{"event": 1}',
        b'{"event": {"note": 1}}',
        b'{"event": {"note": "x"}}',
        b"[" * 100_000,
    ]
    assert notes_in([told[0], *strange, told[1]]) == [ONE, TWO]
