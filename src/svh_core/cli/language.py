"""In which language a command speaks, also before it is known which command it is."""

from __future__ import annotations

import os
from collections.abc import Sequence


def default_language() -> str:
    """English where ``LANG`` says so, else Dutch."""
    return "en" if os.environ.get("LANG", "").lower().startswith("en") else "nl"


def language_of(arguments: Sequence[str]) -> str:
    """The language these arguments ask for."""
    for index, argument in enumerate(arguments):
        if argument in {"--lang=nl", "--lang=en"}:
            return argument.removeprefix("--lang=")
        if argument == "--lang" and arguments[index + 1 : index + 2] in (["nl"], ["en"]):
            return arguments[index + 1]
    return default_language()
