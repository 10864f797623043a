"""The decisions of a resident's support group, recorded so that they can be read, replayed and checked.

The public names, and nothing else. Start with `Casebook`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svh_core.public import *  # noqa: F403 - all of them, for mypy and for editors
    from svh_core.public import __all__ as __all__
else:  # unseen by mypy: for a module that answers to every name, no name is misspelt
    _FOR_PLUGINS = {
        "svh_core.plugins.disclosed": ("Disclosed", "DisclosedCase", "DisclosedEntry"),
        "svh_core.plugins.hookspecs": ("hookimpl",),
        "svh_core.plugins.offers": (
            "Description",
            "Exporter",
            "Noticed",
            "OwnSignal",
            "OwnWords",
            "Report",
            "Reported",
            "ReportedRow",
            "ReportedTable",
            "Table",
        ),
    }
    """The public names that are all an exporter or a report needs: their own modules are light, and load nothing else.
    A plugin in a process of its own is loaded by each, and saves 200 milliseconds with it."""

    def __getattr__(name: str) -> object:
        """Loads the public names when the first is asked for, so that `svh --version` need not wait for them."""
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import importlib  # noqa: PLC0415 - nobody waits for it on import

        for module, names in _FOR_PLUGINS.items():
            if name in names:
                return getattr(importlib.import_module(module), name)
        public = importlib.import_module("svh_core.public")
        globals().update({shown: getattr(public, shown) for shown in ("__all__", *public.__all__)})
        if name not in globals():
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *__getattr__("__all__")})
