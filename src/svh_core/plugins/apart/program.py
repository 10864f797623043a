"""What is run in a process of its own: which plugin, what of this system it may read, and how much it may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from svh_core.plugins.apart.limits import Limits
from svh_core.plugins.apart.started import KIT


@attrs.frozen(kw_only=True)
class Program:
    """What is run in a process of its own.

    Attributes:
        plugin: its id.
        module: the module that is the plugin.
        attribute: what in it; empty where it is the module itself.
        packages: folders of packages, by name: its own, where that does not stand on the path.
        path: where it finds other packages.
        limits: how much it may take.
        walls: whether walls are put up.
    """

    plugin: str
    module: str
    attribute: str
    packages: Mapping[str, str]
    path: tuple[str, ...]
    limits: Limits
    walls: bool

    def asked(self, folder: str, *, stays: bool) -> dict[str, Any]:
        """What its process is told before anything else."""
        told = attrs.asdict(self)
        return {
            **told,
            "folder": folder,
            "stays": stays,
            "readable": self.readable,
        }

    @property
    def readable(self) -> list[str]:
        """The folders and files that it may read, beside those of Python itself."""
        return [*_SYSTEM, *KIT.values(), *self.path, *self.packages.values()]


_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
"""What Python and its libraries read of a system, beside what stands in their own folders."""
