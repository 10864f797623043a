"""Calling plugins: each by itself, with an outcome of its own, against pluggy's call of the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Final

import pluggy

from svh_core.plugins.calling import Outcome
from svh_core.plugins.hookspecs import PROJECT, Hooks, hookimpl
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import Description
from tests.bench.ground import Ground, complete
from tests.bench.timing import Contest, Side

HOW_MANY: Final = 5
_CALLS_A_RECORD: Final = 50
"""A call takes microseconds; a round makes so many that the clock can tell."""


class Telling(ModuleType):
    """A plugin that answers with what it is told, as quickly as can be."""

    def __init__(self, name: str) -> None:
        super().__init__(name)

        @hookimpl
        def svh_describe() -> Description:
            return Description(id=name, organisation="Oost", purposes=["care"], categories=["meetings"])

        @hookimpl
        def svh_phrases(language: str) -> Mapping[str, str]:
            return {f"{name}.told": language}

        self.svh_describe = svh_describe
        self.svh_phrases = svh_phrases


def dispatch(ground: Ground) -> Contest:
    """A hook of five plugins, of which each could fail without taking another's answer along."""
    given = [Telling(f"svh-{name}") for name in "abcde"]
    ours = Plugins(given=given, found=list)
    theirs = pluggy.PluginManager(PROJECT)
    theirs.add_hookspecs(Hooks)
    for plugin in given:
        theirs.register(plugin)
    calls = ground.sizes.records * _CALLS_A_RECORD

    def called() -> None:
        outcomes: list[Outcome] = []
        for _ in range(calls):
            outcomes = ours.call("svh_phrases", language="nl")
        complete(sum(one.value is not None and one.status == "ok" for one in outcomes), HOW_MANY)

    def called_by_pluggy() -> None:
        answers: list[object] = []
        for _ in range(calls):
            answers = theirs.hook.svh_phrases(language="nl")
        complete(len(answers), HOW_MANY)

    return Contest(Side(called, calls), Side(called_by_pluggy, calls))
