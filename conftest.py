"""Runs the Python in README.md and docs/, a page as one story, in an empty folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


@pytest.fixture(scope="module")
def empty_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where an example may write."""
    with contextlib.chdir(tmp_path_factory.mktemp("docs")):
        yield


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    fixtures=["empty_folder"],
).pytest()
