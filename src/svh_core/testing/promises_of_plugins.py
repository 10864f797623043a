"""What every plugin has to promise, as tests that a new plugin inherits.

import svh_voorbeeld
from svh_core.testing import plugin_contract

TestContract = plugin_contract(svh_voorbeeld)

A plugin that can run in a process of its own is looked at both ways: in this process and in its own.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from svh_core.plugins.apart.offering import APART
from svh_core.plugins.apart.walls import NoWallsError, check_walls
from svh_core.testing.contract.checking import Check, Result, Way, result_of
from svh_core.testing.contract.every_check import EVERY_CHECK
from svh_core.testing.contract.under_test import UnderTest, plugin_installed

IN_ITS_OWN: Final = "_in_its_own_process"
"""What stands behind the name of a test that looks at a plugin in a process of its own."""


def plugin_contract(
    plugin: ModuleType | str,
    *,
    leave_out: Mapping[str, str] | None = None,
    made: Callable[[], object] | None = None,
) -> type:
    """The contract as a class of tests.

    Args:
        plugin: its package, or the name of its distribution. It has to be installed, as ``pip install -e .`` does.
        leave_out: checks that are left out, each with the reason; never those of privacy, nor what others need.
        made: what a plugin that follows made so far, as something that can be compared, such as a list of rows. Without
            it nothing can be said of what it makes.

    Returns:
        A class to bind to a name that begins with ``Test``.

    Raises:
        NotFound: it is not installed as a plugin.
        ValueError: a check that is left out is not there, may not be left out, or has no reason.
    """
    reasons = checked_reasons(leave_out or {})
    here = UnderTest(plugin_installed(plugin), made=made)
    tests = {f"test_{one.name}": _as_test(one, here, reasons.get(one.name)) for one in EVERY_CHECK}
    if can_be_apart(here):
        apart = UnderTest(here.installed, way="apart")
        also = [one for one in EVERY_CHECK if not one.here_only]
        tests |= {f"test_{one.name}{IN_ITS_OWN}": _as_test(one, apart, reasons.get(one.name)) for one in also}
    return type("PluginContract", (), {"__doc__": f"What {here.name} promises.", **tests})


def can_be_apart(plugin: UnderTest) -> bool:
    """Whether a plugin has only what there is in a process of its own."""
    manifest = plugin.installed.manifest
    return manifest is not None and set(manifest.hooks) <= set(APART)


def looked_at(
    plugin: ModuleType | str,
    *,
    leave_out: Mapping[str, str] | None = None,
    made: Callable[[], object] | None = None,
    way: Way = "in_process",
) -> Iterator[Result]:
    """The same, without pytest: what came of each check, one after another.

    Args:
        plugin: as for `plugin_contract`.
        leave_out: as for `plugin_contract`.
        made: as for `plugin_contract`.
        way: ``in_process``, or ``apart``: in a process of its own, and nothing of it is imported in this one.
    """
    reasons = checked_reasons(leave_out or {})
    under_test = UnderTest(plugin_installed(plugin), made=made, way=way)
    for one in EVERY_CHECK:
        if one.here_only and way != "in_process":
            continue
        reason = reasons.get(one.name)
        yield result_of(one, under_test) if reason is None else Result(check=one, status="left_out", told=reason)


def checked_reasons(leave_out: Mapping[str, str]) -> dict[str, str]:
    """The reasons for leaving out checks.

    Raises:
        ValueError: a check is not there, may not be left out, or has no reason.
    """
    known = {one.name: one for one in EVERY_CHECK}
    needed = {name for one in EVERY_CHECK for name in one.needs}
    for name, reason in leave_out.items():
        if name not in known:
            msg = f"there is no check {name}; there are: {', '.join(known)}"
            raise ValueError(msg)
        if known[name].group == "privacy":
            msg = f"{name} is a check of privacy, and those are never left out"
            raise ValueError(msg)
        if name in needed:
            msg = f"{name} is never left out: other checks start from it"
            raise ValueError(msg)
        if not str(reason or "").strip():
            msg = f"say why {name} is left out: whoever reads the test wants to know"
            raise ValueError(msg)
    return dict(leave_out)


def _as_test(one: Check, plugin: UnderTest, reason: str | None) -> Callable[[Any], None]:
    def test(self: Any) -> None:  # noqa: ARG001 - a method, as pytest finds them
        if reason is not None:
            raise unittest.SkipTest(f"left out: {reason}")  # which pytest knows, and so needs not be there
        if not plugin.is_here and (why := _no_walls()) is not None:
            raise unittest.SkipTest(why)
        result = result_of(one, plugin)
        if result.status == "not_looked_at":
            raise unittest.SkipTest(str(result.told))
        assert result.status == "holds", str(result)

    test.__name__ = f"test_{one.name}" if plugin.is_here else f"test_{one.name}{IN_ITS_OWN}"
    test.__doc__ = one.sentences["en"]
    return test


def _no_walls() -> str | None:
    """Why no plugin runs in a process of its own on this system; None where it does."""
    try:
        check_walls()
    except NoWallsError as error:
        return str(error)
    return None
