"""Fixtures for pytest, for the tests of a plugin.

    pytest_plugins = ["svh_core.testing.fixtures"]

in the ``conftest.py`` at the top. It is no entry point of pytest, so that nothing of this library is loaded in the
tests of everybody who happens to have it installed; and nothing heavy is loaded before a test asks for a fixture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from svh_core.casebook import Casebook
    from svh_core.domain.access import DisclosureMade
    from svh_core.testing.running_plugins import Ran


@pytest.fixture
def casebook() -> Iterator[Casebook]:
    """A casebook in memory, of which the clock stands still at noon on 1 February 2018."""
    from svh_core.casebook import Casebook  # noqa: PLC0415 - nothing heavy before it is asked for
    from svh_core.testing.playing import StandingClock  # noqa: PLC0415

    with Casebook.in_memory(origin="test", clock=StandingClock()) as book:
        yield book


@pytest.fixture
def make_case(casebook: Casebook) -> Callable[..., str]:
    """Makes a case in the casebook: ``make_case("mila")``.

    It is played from the lines that are handed over (see `svh_core.testing.says`), or else it is a small case with
    something of everything, and a canary in every sentence.
    """
    from svh_core.testing.canaries import lines  # noqa: PLC0415
    from svh_core.testing.playing import play  # noqa: PLC0415

    def made(case: str = "mila", told: Iterable[Mapping[str, Any]] | None = None) -> str:
        play(casebook, lines(case) if told is None else ({**line, "case": case} for line in told))
        return case

    return made


@pytest.fixture
def consent(casebook: Casebook) -> Callable[..., str]:
    """Has a resident open categories: ``consent("mila", ["meetings"], purpose="care")``; gives the consent's id."""
    from svh_core.testing.playing import give_consent  # noqa: PLC0415

    def given(case: str, categories: Iterable[str], **others: Any) -> str:
        return give_consent(casebook, case, tuple(categories), **others)

    return given


@pytest.fixture
def disclosures(casebook: Casebook) -> Callable[[str], list[DisclosureMade]]:
    """What of a case was shown to somebody: ``disclosures("mila")``."""
    from svh_core.testing.playing import disclosures_of  # noqa: PLC0415

    def told(case: str) -> list[DisclosureMade]:
        return disclosures_of(casebook, case)

    return told


@pytest.fixture
def run_plugin(casebook: Casebook) -> Callable[..., Ran]:
    """Runs a plugin on what a recipient may see: ``run_plugin(svh_voorbeeld, purpose="care").text``."""
    from svh_core.testing.running_plugins import run_plugin  # noqa: PLC0415

    def ran(plugin: Any, what: str | None = None, **others: Any) -> Ran:
        return run_plugin(casebook, plugin, what, **others)

    return ran
