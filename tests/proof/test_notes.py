from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svh_core.proof.lines import LARGEST, ProofRefused, base64_of, bytes_of, number_of
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.notes import MOST_BYTES, MOST_SIGNATURES, add_signatures, open_note, sign_note

from .naive import with_one_bit_changed

# From the documentation of Go's golang.org/x/mod/sumdb/note.
NEUMANN = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
NEUMANNS = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PROBLEM = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
MADE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{PROBLEM}\n— PeterNeumann {MADE}\n"
STRANGE = "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ="

# From C2SP signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

signer = SignerKey.parse(NEUMANN)
verifier = VerifierKey.parse(NEUMANNS)
other = SignerKey("other.example", bytes(32))


def refused(note: bytes | str, *verifiers: VerifierKey) -> bool:
    try:
        open_note(note.encode() if isinstance(note, str) else note, verifiers or [verifier])
    except ProofRefused:
        return True
    return False


def test_a_note_is_written_as_go_writes_it() -> None:
    assert sign_note(PROBLEM, signer).decode() == NOTE
    assert open_note(NOTE.encode(), [verifier]).text == PROBLEM


def test_the_note_of_the_specification_is_read() -> None:
    (signature,) = open_note(EXAMPLE.encode(), [VerifierKey.parse(EXAMPLE_KEY)]).signatures
    assert (signature.name, signature.id.hex()) == ("example.com/foo", "530d903a")


def test_keys_are_written_as_they_are_read() -> None:
    assert signer.verifier == verifier
    assert (signer.export(), verifier.export()) == (NEUMANN, NEUMANNS)
    made = SignerKey.new("example.com/log")
    assert SignerKey.parse(made.export()) == made
    assert VerifierKey.parse(made.verifier.export()) == made.verifier
    assert made != SignerKey.new("example.com/log")


def test_a_private_key_is_not_shown() -> None:
    assert repr(signer) == "SignerKey(name='PeterNeumann')"


def test_every_single_bit_of_a_note_counts() -> None:
    note = NOTE.encode()
    assert [bit for bit in range(8 * len(note)) if not refused(with_one_bit_changed(note, bit))] == []


def test_every_single_bit_of_a_key_counts() -> None:
    for text, read in ((NEUMANNS, VerifierKey.parse), (NEUMANN, SignerKey.parse)):
        for bit in range(8 * len(text)):
            changed = with_one_bit_changed(text.encode(), bit).decode("latin-1")
            with pytest.raises(ProofRefused):
                read(changed)


def test_a_signature_of_a_key_that_is_not_known_is_passed_over() -> None:
    note = f"{NOTE}— EnochRoot {STRANGE}\n".encode()
    assert [one.name for one in open_note(note, [verifier]).signatures] == ["PeterNeumann"]
    assert refused(note, other.verifier)
    assert refused(note, VerifierKey("EnochRoot", verifier.public)), "the same name, another key"


def test_of_two_keys_with_one_name_the_one_that_is_meant_is_asked() -> None:
    second = SignerKey("PeterNeumann", bytes(32))
    both = sign_note(PROBLEM, signer, second)
    assert [one.id for one in open_note(both, [second.verifier]).signatures] == [second.id]
    assert len(open_note(both, [verifier, second.verifier]).signatures) == 2


def test_one_bad_signature_of_a_known_key_refuses_the_note() -> None:
    bad = sign_note("another text\n", signer).decode().splitlines()[-1]
    good = sign_note(PROBLEM, other).decode()
    assert not refused(good, other.verifier)
    assert refused(f"{good}{bad}\n", other.verifier, verifier)
    assert refused(f"{NOTE}{bad}\n"), "behind a good one of the same key too"


def test_a_signature_that_stands_there_twice_is_one() -> None:
    line = NOTE.splitlines()[-1]
    assert len(open_note(f"{NOTE}{line}\n".encode(), [verifier]).signatures) == 1


def test_signatures_are_added_behind_those_that_are_there() -> None:
    note = add_signatures(NOTE.encode(), other)
    assert note == sign_note(PROBLEM, signer, other)
    assert add_signatures(note, signer) == sign_note(PROBLEM, other, signer), "and take the place of one's own"


LINE = NOTE.splitlines()[-1]


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        PROBLEM,
        f"{PROBLEM}\n",
        f"{PROBLEM}{LINE}\n",
        NOTE[:-1],
        f"{NOTE}\n",
        f"{NOTE}something\n",
        f"{NOTE}— \n",
        f"{NOTE}— name\n",
        f"{NOTE}— name \n",
        f"{NOTE}—  {STRANGE}\n",
        f"{NOTE}— a+b {STRANGE}\n",
        f"{NOTE}— a\u2028b {STRANGE}\n",
        f"{NOTE}- name {STRANGE}\n",
        f"{NOTE}— name {STRANGE} \n",
        f"{NOTE}— name {STRANGE[:-1]}\n",
        f"{NOTE}— name x08goA==\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("problem", "pro\tblem"),
        NOTE.replace("problem", "pro\0blem"),
        NOTE.replace("JnAM=", "JnAN="),
        NOTE.replace("— Peter", "—  Peter"),
        f"{PROBLEM} \n{LINE}\n",
        f"x\n{NOTE}",
        "\ufeff" + NOTE,
    ],
)
def test_what_is_not_quite_a_note_is_refused(note: str) -> None:
    assert refused(note)


def test_what_is_not_text_is_refused() -> None:
    assert refused(NOTE.encode().replace(b"problem", b"probl\xff", 1))
    assert refused(NOTE.encode("utf-16"))


def test_the_text_ends_at_the_last_empty_line() -> None:
    text = f"one\n\n{LINE}\n\nthree\n\n"
    assert open_note(sign_note(text, signer), [verifier]).text == text


@pytest.mark.parametrize("text", ["", "no newline", "a tab\t\n", "a return\r\n", LINE, f"smuggled\n\n{LINE}"])
def test_what_cannot_be_a_text_is_not_signed(text: str) -> None:
    with pytest.raises(ProofRefused):
        sign_note(text, signer)


def test_a_note_has_room_for_many_signatures_but_not_for_any_number() -> None:
    stranger = f"— stranger {STRANGE}\n"
    assert MOST_SIGNATURES >= 16
    assert not refused(NOTE + stranger * (MOST_SIGNATURES - 1))
    assert refused(NOTE + stranger * MOST_SIGNATURES)


def test_a_note_has_no_end_of_text() -> None:
    text = "x" * (MOST_BYTES - 1 - len(LINE.encode()) - 1 - 1) + "\n"
    assert not refused(sign_note(text, signer))
    with pytest.raises(ProofRefused):
        sign_note("x" + text, signer)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x7f b", "a\x01b"])
def test_a_name_has_no_spaces_and_no_plus_signs(name: str) -> None:
    with pytest.raises(ProofRefused):
        VerifierKey(name, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        f"PRIVATE+KEY+{NEUMANNS}",
        NEUMANNS.replace("c74f20a3", "c74f20a4"),
        NEUMANNS.replace("c74f20a3", "C74F20A3"),
        NEUMANNS.replace("+AR", "+BR"),
        NEUMANNS[:-4],
    ],
)
def test_what_is_not_quite_a_key_is_refused(text: str) -> None:
    with pytest.raises(ProofRefused):
        VerifierKey.parse(text)
    with pytest.raises(ProofRefused):
        SignerKey.parse(text)


def test_a_key_does_not_accept_what_is_no_signature() -> None:
    assert not verifier.accepts(PROBLEM, b"")
    assert not verifier.accepts(PROBLEM, bytes(64))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")).map(lambda text: text + "\n"))
def test_whatever_is_signed_can_be_read(text: str) -> None:
    assert open_note(sign_note(text, other), [other.verifier]).text == text


# --- lines ------------------------------------------------------------------------------------------------------------


@given(st.binary(min_size=1))
def test_bytes_come_back(raw: bytes) -> None:
    assert bytes_of(base64_of(raw)) == raw


@given(st.text(st.sampled_from("ABab01+/=-_ \n\u00e9"), max_size=9))
def test_there_is_one_text_for_bytes(text: str) -> None:
    try:
        raw = bytes_of(text)
    except ProofRefused:
        return
    assert base64_of(raw) == text


@pytest.mark.parametrize("text", ["", "QUI", "QUJ=", "QUI=\n", "QU I=", "QUI==", "Q-_=", "QUI=QUI="])
def test_bytes_are_written_one_way(text: str) -> None:
    with pytest.raises(ProofRefused):
        bytes_of(text)


@given(st.integers(0, LARGEST))
def test_a_number_comes_back(number: int) -> None:
    assert number_of(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "01", "00", " 1", "1 ", "1_0", "1e3", "0x1", "\u0661", str(LARGEST + 1), "9" * 5000]
)
def test_a_number_is_written_one_way(text: str) -> None:
    with pytest.raises(ProofRefused):
        number_of(text)
