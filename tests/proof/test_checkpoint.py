from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.proof.checkpoint import (
    Checkpoint,
    CheckpointSigner,
    Witness,
    WitnessKey,
    cosign_checkpoint,
    open_checkpoint,
    sign_checkpoint,
    time_of,
)
from svh_core.proof.lines import LARGEST, ProofRefused
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.notes import sign_note

from .naive import with_one_bit_changed

# A checkpoint of the log of Go's modules, and the key of that log.
GO_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_ORIGIN = "go.sum database tree"
GO = """go.sum database tree
15368405
/g9am3I6YWNKaZX/jkne1fqd9zEyjss+JXyPXG0WfkY=

— sum.golang.org Az3grqJGUaSGukG9p8nI2vKgiFn7qGHxn0W+mrwyI6Gz3F0t1J3LzmWk/p96Ybf295EjwdSwlzgijq5WA9d1Ded7owM=
"""

# A checkpoint of a log of Certificate Transparency with the cosignatures of its witnesses. The first signature is of
# another kind, by the same log.
CT_KEY = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
CT_WITNESSES = [
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
]
CT = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501 - it is as it was signed
CT_TIME = 1779573024

LOG = SignerKey("log.example/home", bytes(range(32)))
WITNESS = Witness(SignerKey("witness.example/w1", bytes(range(32, 64))), clock=lambda: 1_700_000_000)
CHECKPOINT = Checkpoint("log.example/home", 8, bytes.fromhex("5d" * 32))
NOTE = sign_checkpoint(CHECKPOINT, LOG)
COSIGNED = cosign_checkpoint(NOTE, WITNESS)


def test_a_checkpoint_of_gos_modules_is_read() -> None:
    opened = open_checkpoint(GO.encode(), VerifierKey.parse(GO_KEY), origin=GO_ORIGIN)
    assert opened.checkpoint.size == 15_368_405
    assert opened.checkpoint.text == GO.partition("\n\n")[0] + "\n"


def test_a_checkpoint_of_certificate_transparency_is_read_with_its_witnesses() -> None:
    witnesses = [WitnessKey.parse(key) for key in CT_WITNESSES]
    opened = open_checkpoint(CT.encode(), VerifierKey.parse(CT_KEY), witnesses=witnesses)
    assert opened.checkpoint.size == 1_432_088_532
    assert opened.witnesses == {key.name: CT_TIME for key in witnesses}
    assert [key.export() for key in witnesses] == CT_WITNESSES


def test_a_cosignature_of_a_known_witness_that_is_not_right_refuses_the_checkpoint() -> None:
    later = CT.replace("AAAABqEiEgPlfF", "AAAABqEiEhPlfF")
    assert later != CT
    assert open_checkpoint(later.encode(), VerifierKey.parse(CT_KEY)).witnesses == {}
    with pytest.raises(ProofRefused):
        open_checkpoint(later.encode(), VerifierKey.parse(CT_KEY), witnesses=[WitnessKey.parse(CT_WITNESSES[1])])


def test_what_a_witness_signs_is_written_out_in_the_specification() -> None:
    message = f"cosignature/v1\ntime 1700000000\n{CHECKPOINT.text}"
    made = WITNESS.sign(CHECKPOINT.text)
    assert made == struct.pack(">Q", 1_700_000_000) + WITNESS.key.sign(message)
    assert WITNESS.verifier.accepts(CHECKPOINT.text, made)
    assert open_checkpoint(COSIGNED, LOG.verifier, witnesses=[WITNESS.verifier]).witnesses == {
        "witness.example/w1": 1_700_000_000
    }


def test_a_witness_signs_nothing_but_checkpoints() -> None:
    with pytest.raises(ProofRefused):
        sign_note("a text\n", WITNESS)


def test_a_key_of_a_log_is_no_key_of_a_witness() -> None:
    assert WITNESS.verifier.id != WITNESS.key.id
    with pytest.raises(ProofRefused):
        VerifierKey.parse(WITNESS.verifier.export())
    with pytest.raises(ProofRefused):
        WitnessKey.parse(WITNESS.key.verifier.export())
    as_a_log = sign_checkpoint(CHECKPOINT, WITNESS.key)
    with pytest.raises(ProofRefused, match="no key that is known"):
        open_checkpoint(as_a_log, LOG.verifier, witnesses=[WITNESS.verifier])


def test_witnesses_without_the_log_are_not_enough() -> None:
    alone = sign_note(CHECKPOINT.text, WITNESS)
    with pytest.raises(ProofRefused, match="the log did not sign"):
        open_checkpoint(alone, LOG.verifier, witnesses=[WITNESS.verifier])


def test_a_checkpoint_of_another_log_is_refused() -> None:
    elsewhere = sign_checkpoint(Checkpoint("log.example/elsewhere", 8, bytes(32)), LOG)
    assert open_checkpoint(elsewhere, LOG.verifier, origin="log.example/elsewhere").checkpoint.size == 8
    for note, origin in ((elsewhere, None), (NOTE, "log.example/elsewhere")):
        with pytest.raises(ProofRefused, match="of another log"):
            open_checkpoint(note, LOG.verifier, origin=origin)


def test_a_log_that_goes_on_under_a_new_key_signs_with_both() -> None:
    new = SignerKey("log.example/home", bytes(32))
    both = sign_checkpoint(CHECKPOINT, LOG, new)
    for key in (LOG.verifier, new.verifier):
        assert open_checkpoint(both, key).checkpoint == CHECKPOINT


def test_every_single_bit_of_a_checkpoint_counts() -> None:
    """One in the line of the witness makes it a witness that is not known, or refuses it all; never another time."""
    for bit in range(8 * len(COSIGNED)):
        try:
            opened = open_checkpoint(with_one_bit_changed(COSIGNED, bit), LOG.verifier, witnesses=[WITNESS.verifier])
        except ProofRefused:
            continue
        assert (opened.checkpoint, opened.witnesses) == (CHECKPOINT, {})
        assert bit >= 8 * len(NOTE)


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1),
    st.integers(0, LARGEST),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), max_size=3),
)
def test_a_checkpoint_comes_back(origin: str, size: int, root: bytes, more: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(more))
    assert Checkpoint.parse(checkpoint.text) == checkpoint


ROOT = "XV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV1dXV0="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n",
        "log\n8\n",
        f"log\n8\n{ROOT}",
        f"\n8\n{ROOT}\n",
        f"log\n\n{ROOT}\n",
        f"log\n08\n{ROOT}\n",
        f"log\n-8\n{ROOT}\n",
        f"log\n8\n{ROOT}\n\n",
        f"log\n8\n{ROOT}\n\nmore\n",
        f"log\n8\n{ROOT[:-4]}\n",
        f"log\n8\n{ROOT[:-2]}0=\n".replace("V0=", "V1="),
        f"log\n9223372036854775808\n{ROOT}\n",
    ],
)
def test_what_is_not_quite_a_checkpoint_is_refused(text: str) -> None:
    assert Checkpoint.parse(f"log\n8\n{ROOT}\n").size == 8
    with pytest.raises(ProofRefused):
        Checkpoint.parse(text)


def test_a_time_beyond_all_times_is_none() -> None:
    assert time_of(struct.pack(">Q", LARGEST) + b"x") == LARGEST
    assert time_of(struct.pack(">Q", LARGEST + 1) + b"x") is None
    assert time_of(struct.pack(">Q", 5)) is None
    assert not WITNESS.verifier.accepts(CHECKPOINT.text, b"")


@given(size=st.integers(0, LARGEST), root=st.binary(min_size=32, max_size=32))
def test_who_signs_for_one_log_signs_as_everybody_does(size: int, root: bytes) -> None:
    assert CheckpointSigner(CHECKPOINT.origin, LOG)(size, root) == sign_checkpoint(
        Checkpoint(CHECKPOINT.origin, size, root), LOG
    )


@pytest.mark.parametrize("origin", ["", "example.com/\x07log", "example.com/\x00"])
def test_nobody_signs_for_a_log_whose_name_is_in_no_note(origin: str) -> None:
    with pytest.raises(ProofRefused):
        CheckpointSigner(origin, LOG)
