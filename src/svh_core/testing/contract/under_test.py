"""The plugin that is looked at: where it is installed, what it says of itself, and what it offers once it is loaded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

from svh_core.domain.consent import ConsentGiven
from svh_core.errors import NotFound
from svh_core.plugins.allowing import Allowed
from svh_core.plugins.at_the_door import Loaded, Status
from svh_core.plugins.discovering import Installed, installed, normal
from svh_core.plugins.loading import Plugins
from svh_core.plugins.manifest import FILE, Manifest
from svh_core.plugins.offers import ANY, Exporter
from svh_core.testing.contract.checking import Result, Way, broken
from svh_core.testing.contract.importing_alone import ImportedAlone, imported_alone
from svh_core.testing.playing import RECIPIENT

PURPOSES: Final[tuple[str, ...]] = next(
    field.type.__args__ for field in ConsentGiven.spec.fields if field.name == "purpose"
)
"""What a consent can be for."""


class UnderTest:
    """A plugin that is looked at.

    Args:
        installed: the plugin as it is installed.
        made: what its follower made so far, as something that can be compared, where its author says so.
        way: where it runs.

    Attributes:
        results: what came of each check, by its name.
        changed: what it changed of what the process shares, when it was first called.
    """

    def __init__(
        self, installed: Installed, *, made: Callable[[], object] | None = None, way: Way = "in_process"
    ) -> None:
        self.installed = installed
        self.way: Way = way
        self.made = made
        self.results: dict[str, Result] = {}
        self.changed: list[str] = []

    @property
    def name(self) -> str:
        """The name of its distribution."""
        return self.installed.name

    @property
    def manifest(self) -> Manifest:
        """What it says of itself in its ``svh-plugin.toml``."""
        return self.installed.manifest or broken(f"{FILE}: {self.installed.wrong}")

    @functools.cached_property
    def alone(self) -> ImportedAlone:
        """What happened when it was imported in a process of its own."""
        return imported_alone(self.installed.entry_point)

    @functools.cached_property
    def module(self) -> Any:
        """What its entry point names."""
        return self.installed.entry_point.load()

    @property
    def is_here(self) -> bool:
        """Whether it runs in this process."""
        return self.way == "in_process"

    @property
    def allowed(self) -> Allowed:
        """What lets it do all that it asks for."""
        return Allowed(
            name=self.name,
            version=self.installed.version,
            purposes=self.manifest.purposes,
            categories=self.manifest.categories,
            recipient=RECIPIENT,
            apart=not self.is_here,
        )

    @functools.cached_property
    def _plugins(self) -> Plugins:
        return Plugins.asked([self.allowed])

    @property
    def status(self) -> Status:
        """How it is with it in a casebook that allows it all that it asks for."""
        return next(one for one in self._plugins.statuses if one.name == self.name)

    @property
    def loaded(self) -> Loaded:
        """What it offers."""
        return next(one for one in self._plugins.loaded if one.id == self.name)

    @property
    def exporters(self) -> dict[str, Exporter]:
        """What it writes, each by its name with that of the plugin."""
        return {f"{self.name}:{name}": one for name, one in self.loaded.exporters.items()}

    @property
    def purpose(self) -> str:
        """A purpose that it is for and that a consent can name."""
        asked = self.manifest.purposes
        return next((one for one in PURPOSES if one in asked or ANY in asked), "")


def plugin_installed(told: ModuleType | str) -> Installed:
    """A plugin by its module, or by the name of its distribution.

    Raises:
        NotFound: it is not installed as a plugin.
    """
    for one in installed():
        names = {one.entry_point.module, one.entry_point.module.partition(".")[0]}
        if one.name == normal(told) if isinstance(told, str) else told.__name__ in names:
            return one
    name = told if isinstance(told, str) else told.__name__
    raise NotFound(
        f"{name} is not installed as a plugin",
        next='Give it an entry point of the group "svh" in its pyproject.toml, and run `pip install -e .` there.',
    )
