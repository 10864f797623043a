"""The public names are there, for programs, for people and for mypy; and nobody loads them before one is used."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from importlib.metadata import version

import pytest

import svh_core
from svh_core.version import __version__


def loaded_by(program: str) -> set[str]:
    """Which modules of the library a program has loaded when it ends."""
    told = f"{program}\nimport sys\nprint(*(name for name in sys.modules if name.startswith('svh_core')))"
    return set(subprocess.check_output([sys.executable, "-c", told], text=True).split())


def test_importing_the_library_loads_nothing_of_it_yet() -> None:
    assert loaded_by("import svh_core") == {"svh_core"}
    assert loaded_by("import svh_core; hasattr(svh_core, '__wrapped__')") == {"svh_core"}


@pytest.mark.parametrize(
    "program",
    [
        "from svh_core import Casebook",
        "import svh_core; svh_core.Casebook",
        "import svh_core; svh_core.casebook.Casebook",
        "import svh_core; assert 'Casebook' in dir(svh_core)",
        "from svh_core import *; Casebook",
        "from svh_core import public, testing; public.Casebook",
        "import svh_core.errors; from svh_core import Casebook",
    ],
)
def test_the_first_name_loads_them_all(program: str) -> None:
    assert {"svh_core.public", "svh_core.casebook"} <= loaded_by(program)


def test_a_name_that_is_not_there_is_refused_as_of_any_module_and_mypy_refuses_it_too() -> None:
    # mypy warns of an `ignore` that ignores nothing: so these two lines fail there when it takes the names for granted.
    with pytest.raises(AttributeError, match="module 'svh_core' has no attribute 'Casebok'"):
        svh_core.Casebok  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Casebok' from 'svh_core'"):
        from svh_core import Casebok  # type: ignore[attr-defined]  # noqa: F401, PLC0415


def test_every_public_name_is_listed_shown_pickled_and_copied() -> None:
    assert set(svh_core.__all__) <= set(dir(svh_core))
    assert set(svh_core.__all__) <= dict(inspect.getmembers(svh_core)).keys()
    for name in set(svh_core.__all__) - {"Words", "hookimpl"}:  # an annotation and a marker, both of other libraries
        shown = getattr(svh_core, name)
        assert pickle.loads(pickle.dumps(shown)) is copy.copy(shown) is shown  # noqa: S301 - our own


def test_the_version_is_that_of_the_distribution() -> None:
    assert version("svh-core") == __version__
