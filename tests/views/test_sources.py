"""Where the method says it: each item stands in one of its documents, and is cited with its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from svh_core.views.signals import SIGNALS
from svh_core.views.sources import HANDBOOK, MODULE, PILOT, PRACTICES, cited, documents_of


@pytest.mark.parametrize(
    ("item", "documents"),
    [
        (1, [HANDBOOK]),
        (57, [HANDBOOK]),
        (58, [PILOT]),
        (66, [PILOT]),
        (67, [PRACTICES]),
        (71, [PRACTICES]),
        (75, [PRACTICES, MODULE]),
        (80, [MODULE]),
        (91, [MODULE]),
        (92, [PRACTICES]),
        (99, [PRACTICES]),
    ],
)
def test_an_item_stands_in_its_documents(item: int, documents: list[dict[str, str]]) -> None:
    assert documents_of(item) == documents


def test_items_are_cited_by_document_in_each_language() -> None:
    assert cited((41, 71), "en") == (
        "handbook Samen voor Herstel, 2021 (item 41); good practices of recovery support (item 71)"
    )
    assert cited((9, 41), "nl") == "handleiding Samen voor Herstel, 2021 (punten 9, 41)"


COVERAGE = Path(__file__).parents[2] / "docs" / "explanation" / "coverage.md"
NAMED_THERE = {"S0": PILOT, "S1": PILOT, "S2": HANDBOOK, "S3": PRACTICES, "S4": MODULE}


def test_what_a_signal_comes_from_is_what_the_page_about_every_item_says() -> None:
    rows = re.findall(r"^\| (\d+) \| [^|]* \| ([^|]*) \|", COVERAGE.read_text(encoding="utf-8"), re.MULTILINE)
    there = {int(item): {NAMED_THERE[name]["en"] for name in re.findall(r"S\d", source)} for item, source in rows}
    for item in {item for one in SIGNALS.values() for item in one.items}:
        assert {document["en"] for document in documents_of(item)} == there[item], item
