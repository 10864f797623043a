"""Where the method says it: each item stands in one of its documents, and is cited with its number."""

from __future__ import annotations

import pytest

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
