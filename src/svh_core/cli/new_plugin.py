"""A new plugin from a template: a folder that can be installed, with tests that hold."""

from __future__ import annotations

import re
import string
import uuid
from importlib import resources
from pathlib import Path
from shutil import rmtree
from typing import Final

from svh_core.errors import Malformed, SvhError
from svh_core.plugins.offers import API
from svh_core.version import __version__

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_LONGEST: Final = 36
"""Of a name: with ``svh-`` in front it is that of a distribution."""

_FILES: Final = {
    "pyproject.toml": "pyproject.toml",
    "plugin.py": "src/{package}/__init__.py",
    "svh-plugin.toml": "src/{package}/svh-plugin.toml",
    "README.md": "README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "test_contract.py": "tests/test_contract.py",
    "test_meetings.py": "tests/test_meetings.py",
    "conftest.py": "conftest.py",
    "gitignore": ".gitignore",
}
"""Each template, and where it comes to stand."""


def new_plugin(name: str, folder: Path, *, organisation: str) -> list[Path]:
    """Makes the folder of a new plugin, whole or not at all.

    Args:
        name: such as ``voorbeeld`` or ``svh-voorbeeld``, for the distribution ``svh-voorbeeld``.
        folder: where its folder is made.
        organisation: whose plugin it is.

    Returns:
        The folder, and the files in it.

    Raises:
        Malformed: it is no name for a plugin.
        SvhError: there is such a folder already, or it cannot be made.
    """
    short = _checked(name.removeprefix("svh-"))
    distribution = f"svh-{short}"
    package = distribution.replace("-", "_")
    place = folder / distribution
    if place.exists() or place.is_symlink():
        raise SvhError(f"{place} is there already and stays as it is", next="Choose another name, or another folder.")
    told = {
        "name": short,
        "distribution": distribution,
        "package": package,
        "organisation": _one_line(organisation),
        "api": str(API),
        "core": __version__,
    }
    making = folder / f".{distribution}.{uuid.uuid4().hex}.new"
    try:
        for template, goes_to in _FILES.items():
            file = making / goes_to.format(package=package)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_template(template).substitute(told), "utf-8")
        making.rename(place)
    except OSError as error:
        raise SvhError(f"{place} cannot be made: {error.strerror}", next="Name another folder with -o.") from None
    finally:
        rmtree(making, ignore_errors=True)
    return [place, *(place / goes_to.format(package=package) for goes_to in _FILES.values())]


def _checked(short: str) -> str:
    further = "Choose a name such as voorbeeld."
    if _NAME.fullmatch(short) is None or len(short) > _LONGEST:
        raise Malformed(
            f"a plugin has a name of at most {_LONGEST} lower-case letters and digits, with hyphens between them",
            path="NAME",
            next=further,
        )
    if short == "core" or short.startswith("core-"):
        raise Malformed("svh-core is the library itself", path="NAME", next=further)
    return short


def _one_line(organisation: str) -> str:
    if not organisation.strip() or not organisation.isprintable() or set(organisation) & set('"\\'):
        raise Malformed("expected the name of an organisation on one line, without quotes", path="--organisation")
    return organisation.strip()


def _template(name: str) -> string.Template:
    file = resources.files("svh_core.cli") / "plugin_template" / f"{name}.template"
    return string.Template(file.read_text("utf-8"))
