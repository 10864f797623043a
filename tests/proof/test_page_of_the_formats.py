"""The page about the formats says what the code does, to the byte, so that somebody can write a verifier from it.

The Python in the page is run by Sybil; what it holds as examples is given here to the verifier of the docs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from svh_core.log import leaves
from svh_core.proof import bundles, forks, heads, lines, note_keys, notes, succession, tlog_proof
from svh_core.proof.checkpoint import Checkpoint, WitnessKey, _cosigned

from .alone import RIGHT, VERIFIER, WRONG, Alone

PAGE: Final = (Path(__file__).parents[2] / "docs" / "reference" / "proof-formats.md").read_text(encoding="utf-8")
WITNESSES: Final = (Path(__file__).parents[2] / "docs" / "how-to" / "be-a-witness.md").read_text(encoding="utf-8")
KEY: Final = re.findall(r'"(here\+\w{8}\+[\w+/=]+)"', PAGE)[0]


def example(begin: str) -> str:
    """A text that stands in the page, from its first line up to the quotes that end it."""
    return begin + PAGE.partition(begin)[2].partition('"""')[0]


RECEIPT: Final = example("c2sp.org/tlog-proof@v1\nextra c3Zo")
BUNDLE: Final = example('{"schema":"svh.bundle/1"')


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    with Alone(tmp_path_factory.mktemp("alone")) as alone:
        yield alone


def test_the_receipt_on_the_page_is_one(alone: Alone) -> None:
    assert "witness.example/w1" in RECEIPT
    status, said = alone.says("receipt", RECEIPT.encode(), KEY)
    assert status == RIGHT
    assert said.startswith("c-71f0, entry 1: case.opened. Decided by p-4a1c,")
    assert alone.refuses("receipt", RECEIPT.replace("index 1", "index 0").encode(), KEY)


def test_the_bundle_on_the_page_is_one(alone: Alone) -> None:
    status, said = alone.says("bundle", BUNDLE.encode(), KEY)
    assert status == RIGHT
    assert "c-71f0 is whole: from entry 1 up to the last, entry 1." in said
    for begin in ('{"entry":{"stream":"log/here","number":1', '{"entry":{"stream":"c-71f0"', '{"head"'):
        less = "".join(line for line in BUNDLE.splitlines(keepends=True) if not line.startswith(begin))
        assert less != BUNDLE
        assert alone.says("bundle", less.encode(), KEY)[0] == WRONG


def test_a_bundle_has_the_lines_and_keys_that_the_page_names() -> None:
    for line in BUNDLE.splitlines():
        for name in re.findall(r'"(\w+)":', line.replace("\\", "")):
            assert f"`{name}`" in PAGE or f"    {name} " in PAGE, name


@pytest.mark.parametrize(
    "said",
    [
        f"`{leaves._PREFIX.decode().strip()}` and a newline",
        f"| {len(leaves._PREFIX)} | `svh-leaf/v1`",
        f"`{heads._PREFIX.decode().strip()}` and a newline",
        f"| {len(heads._PREFIX)} | `svh-head/v1`",
        f"`{heads.NAME}`",
        f"`{heads.SUCCEEDED}`",
        f"`{leaves.DESTROYED}`",
        f"`{bundles.SCHEMA}`",
        f"    {tlog_proof._FIRST}\n",
        f"more\nthan {tlog_proof._MOST_HASHES} hashes",
        f"more than {tlog_proof._MOST_BYTES:,} bytes",
        f"more than {notes.MOST_BYTES:,} bytes",
        f"more than\n  {notes.MOST_SIGNATURES} of these lines",
        f"`{note_keys._PRIVATE}name+id+base64(0x01 ‖ seed)`",
        f"a log's key is the byte `{note_keys.VerifierKey.kind:#04x}`",
        f"a witness's key `{WitnessKey.kind:#04x}`",
        "in a note as they are, and here\nas eight",
        "no more than 2⁶³ - 1",
        "    " + _cosigned("the text of the checkpoint", 1_700_000_000).replace("\n", "\n    "),
        f"    {succession._NEW}name+id+base64(0x01 ‖ public key)\n",
        f"    {succession._OLD}name+id+base64(0x01 ‖ public key)\n",
    ],
)
def test_the_page_says_what_the_code_does(said: str) -> None:
    assert lines.LARGEST == 2**63 - 1
    assert note_keys.ID_BYTES == 4
    assert said in PAGE


def test_what_a_witness_reads_and_shows_stands_on_its_page() -> None:
    assert "(../how-to/be-a-witness.md#the-formats)" in PAGE
    formats = WITNESSES.partition("## The formats")[2]
    for said in (
        "    old 3\n",
        f"    {forks._FIRST}\n",
        f"    {forks._BEGINS}",
        f"more than {forks._MOST_HASHES} hashes",
    ):
        assert said in formats, said


def test_the_lines_of_a_checkpoint_are_in_the_order_of_the_page() -> None:
    told = [line.split()[0] for line in PAGE.partition("## The checkpoint")[2].split("\n\n")[2].splitlines()]
    assert told == ["origin", "size", "root"]
    assert Checkpoint("here", 3, bytes(32)).text == f"here\n3\n{lines.base64_of(bytes(32))}\n"


def test_the_page_counts_the_lines_of_the_verifier_rightly() -> None:
    count = len(VERIFIER.read_text(encoding="utf-8").splitlines())
    assert f"one in {count} lines of Python" in PAGE
    how_to = VERIFIER.with_name("check-without-this-library.md").read_text(encoding="utf-8")
    assert f"one file of {count} lines" in how_to
