"""A virtual environment that a plugin has for itself: which Python it is, and what is installed in it.

Nothing in it is run to find out: its files are a stranger's. Even its Python is not the one in it, but the one that it
was made with.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import NoReturn

from svh_core.plugins.at_the_door import NotTakenError
from svh_core.plugins.discovering import Installed, installed

_NEXT = "Make one with `python -m venv`, install the plugin in it, and name its python."


def python_of(python: str) -> str:
    """The Python that an environment was made with.

    Raises:
        NotTakenError: it is not there, or could have been put there by what is installed.
    """
    folder = _environment(python)
    found = Path(python).resolve()
    if found.is_relative_to(folder):
        _no("the python of its environment stands in it, where what is installed can replace it")
    return str(found)


def site_folders(python: str) -> tuple[str, ...]:
    """Where packages stand in an environment."""
    return tuple(str(one) for one in sorted(_environment(python).glob("lib/python3.*/site-packages")))


def installed_in(python: str) -> list[Installed]:
    """The plugins that are installed in an environment.

    Raises:
        NotTakenError: it is none.
    """
    folders = list(site_folders(python))
    return installed(importlib.metadata.distributions(path=folders), folders)


def _environment(python: str) -> Path:
    folder = Path(python).parent.parent
    try:
        is_there = Path(python).exists() and (folder / "pyvenv.cfg").is_file()
    except OSError:
        _no("its virtual environment cannot be read by this user")
    if not is_there:
        _no(f"there is no virtual environment with {Path(python).name} where it was said to be")
    return folder.resolve()


def _no(sentence: str) -> NoReturn:
    raise NotTakenError("load_error", sentence, _NEXT)
