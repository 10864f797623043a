"""Writing YAML that people can read: mappings, lists and texts, and nothing that a reader could take otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def yaml(told: Mapping[str, Any]) -> str:
    """Data as YAML; every text in quotes, as JSON has it, and one of several lines as a block."""
    return "\n".join(_lines(told, 0)) + "\n"


def _lines(told: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    pairs = told.items() if isinstance(told, Mapping) else ((None, one) for one in told)
    for name, value in pairs:
        begin = f"{indent}- " if name is None else f"{indent}{name}: "
        if isinstance(value, Mapping | list | tuple) and value:
            yield begin.rstrip()
            yield from _lines(value, depth + 1)
        elif isinstance(value, str) and "\n" in value:
            yield f"{begin}|-"
            yield from (f"{indent}  {line}" for line in value.splitlines())
        else:
            yield begin + json.dumps(value, ensure_ascii=False)
