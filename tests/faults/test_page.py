"""The page of promises and the tests that keep them: each promise has a test, and each name in a test is a promise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "explanation" / "promises.md"
_ROW: Final = re.compile(r"^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", re.MULTILINE)


def promises() -> list[tuple[str, str, str]]:
    """The promises of the page: name, where, and what."""
    return _ROW.findall(PAGE.read_text("utf-8"))


def kept_in(test: Path) -> Iterator[str]:
    """The promises that tests in a file say they keep."""
    for node in ast.walk(ast.parse(test.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.promise":
            for name in node.args:
                assert isinstance(name, ast.Constant), f"{test}: a name is written out, so that it can be found"
                yield str(name.value)


def test_each_promise_is_kept_by_a_test_and_each_test_keeps_one_that_is_made() -> None:
    made = [name for name, _, _ in promises()]
    kept = {name for test in (ROOT / "tests").rglob("test_*.py") for name in kept_in(test)}
    assert set(made) == kept
    assert len(made) == len(set(made)) > 30


def test_each_promise_says_where_it_holds_and_stands_in_a_table() -> None:
    assert {where for _, where, _ in promises()} == {"both", "file", "server"}
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) == len(promises())


def test_a_promise_that_is_spoken_of_elsewhere_on_the_page_is_made() -> None:
    spoken = set(re.findall(r"`([a-z]+(?:-[a-z]+){2,})`", PAGE.read_text("utf-8")))
    assert spoken == {name for name, _, _ in promises()}
