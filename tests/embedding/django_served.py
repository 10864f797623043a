"""The Django example as the server loads it in its master, saying of each answer by which process it was given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Final

from svh_core import Casebook

_django_app: Final = import_module("django_app.wsgi").application
_casebook: Final[Casebook] = import_module("django.apps").apps.get_app_config("django_app").casebook
_master: Final = os.getpid()

if "USED_IN_MASTER" in os.environ:
    _casebook.cases()
_held: Final = _casebook._held is not None


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The example, with three headers more."""
    in_use = import_module("django.apps").apps.get_app_config("django_app").casebook
    said = {
        "X-Process": str(os.getpid()),
        "X-Made-In": str(_master) if in_use is _casebook else "this process",
        "X-Held-At-The-Fork": str(_held),
    }

    def start(status: str, headers: list[tuple[str, str]], *others: Any) -> Any:
        return start_response(status, [*headers, *said.items()], *others)

    return _django_app(environ, start)  # type: ignore[no-any-return]
