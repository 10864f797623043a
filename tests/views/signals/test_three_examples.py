"""Every signal has an example that fires, one that does not, and one that stops: found in the tests beside this one.

They are read off the code: `fires(story, ID, day)` is the first kind, with `ended=` it is the third as well, and
`never(story, ID)` is the second. The id stands there as it is, or as a name given to it at the top of its file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from svh_core.views.signals import SIGNALS

HERE = Path(__file__).parent
FIRES, SILENT, STOPS = "one that fires", "one that does not", "one that stops firing"


def examples(path: Path) -> Iterator[tuple[str, str]]:
    """Each example in a file: the id of its signal, and what it is an example of."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: told.value.value
        for told in tree.body
        if isinstance(told, ast.Assign) and isinstance(told.value, ast.Constant)
        for target in told.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"fires", "never"}:
            about = call.args[1]
            signal = named.get(about.id) if isinstance(about, ast.Name) else getattr(about, "value", None)
            narrowed = any(word.arg == "subject" for word in call.keywords)
            if isinstance(signal, str) and call.func.id == "fires":
                yield signal, FIRES
                if any(word.arg == "ended" for word in call.keywords):
                    yield signal, STOPS
            elif isinstance(signal, str) and not narrowed:
                yield signal, SILENT


THERE_ARE = {example for path in sorted(HERE.glob("test_*.py")) for example in examples(path)}


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_has_three_examples(signal: str) -> None:
    missing = [kind for kind in (FIRES, SILENT, STOPS) if (signal, kind) not in THERE_ARE]
    assert missing == [], f"{signal} has no example of {missing}"


def test_every_example_is_of_a_signal_that_there_is() -> None:
    assert {signal for signal, _ in THERE_ARE} <= set(SIGNALS)


def test_there_are_the_fifty_five_signals_of_the_method() -> None:
    assert len(SIGNALS) == 55
