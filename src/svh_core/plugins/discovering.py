"""Finding the plugins that are installed, without running a line of them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from typing import Final

import attrs

from svh_core.plugins.manifest import FILE, Manifest, ManifestError

GROUP: Final = "svh"
"""The entry points of a distribution that are plugins."""


@attrs.frozen(kw_only=True)
class Installed:
    """A plugin that is installed.

    Attributes:
        name: the name of its distribution, in its normal form.
        version: of its distribution.
        entry_point: what it calls itself, and where it stands.
        manifest: what it says of itself; None where that cannot be read.
        wrong: what is wrong with that, in one sentence.
        place: the folder of its package, where its manifest stands.
    """

    name: str
    version: str
    entry_point: EntryPoint
    manifest: Manifest | None = None
    wrong: str | None = None
    place: Path | None = None


def installed(
    distributions: Iterable[Distribution] | None = None, folders: Sequence[str] | None = None
) -> list[Installed]:
    """The plugins that are installed, by the names of their distributions.

    Args:
        distributions: those to look at; all that Python sees here where none are named.
        folders: where their packages stand; on the path of this Python where nothing is said.
    """
    found: dict[tuple[str, str], Installed] = {}
    for distribution in importlib.metadata.distributions() if distributions is None else distributions:
        for one in _plugins_of(distribution, folders):
            found.setdefault((one.name, one.entry_point.name), one)  # the first on the path is the one that is imported
    return [found[key] for key in sorted(found)]


def normal(name: str) -> str:
    """The name of a distribution as it is compared: ``Svh_Agenda`` is ``svh-agenda``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _plugins_of(distribution: Distribution, folders: Sequence[str] | None) -> list[Installed]:
    try:
        return list(_read(distribution, folders))
    except Exception:  # noqa: BLE001 - whatever the files of a stranger have Python raise, it disturbs nobody
        return []


def _read(distribution: Distribution, folders: Sequence[str] | None) -> Iterator[Installed]:
    for entry_point in distribution.entry_points:
        if entry_point.group != GROUP:
            continue
        if "Name" not in distribution.metadata:  # what is left of an installation that broke off
            return
        name, version = normal(distribution.metadata["Name"]), distribution.version
        try:
            manifest, place = _manifest(entry_point, folders)
            _check_is_of(manifest, name, version)
        except ManifestError as error:
            yield Installed(name=name, version=version, entry_point=entry_point, wrong=str(error))
        else:
            yield Installed(name=name, version=version, entry_point=entry_point, manifest=manifest, place=place)


def _check_is_of(manifest: Manifest, name: str, version: str) -> None:
    """Holds a manifest against its distribution.

    Raises:
        ManifestError: it is another's.
    """
    if manifest.id != name:
        raise ManifestError(f"its {FILE} says it is {manifest.id[:40]}")
    if manifest.version != version:
        raise ManifestError(f"its {FILE} says it is version {manifest.version[:40]}")


def _manifest(entry_point: EntryPoint, folders: Sequence[str] | None) -> tuple[Manifest, Path]:
    """Reads the manifest in the package of an entry point, and says where that stands."""
    if entry_point.pattern.match(entry_point.value) is None:
        raise ManifestError("its entry point names no package")
    package = entry_point.module.partition(".")[0]
    places = _places(package) if folders is None else [Path(folder) / package for folder in folders]
    if not any(place.is_dir() for place in places):
        raise ManifestError(f"there is no package {package}")
    for place in places:
        file = place / FILE
        if file.is_file():
            try:
                return Manifest.read(file.read_text("utf-8")), place
            except (OSError, UnicodeDecodeError):
                raise ManifestError(f"its {FILE} cannot be read") from None
    raise ManifestError(f"there is no {FILE} in its package {package}")


def _places(package: str) -> list[Path]:
    """Where a package stands. Looking for one at the top runs nothing of it."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        spec = None
    return [Path(place) for place in (spec.submodule_search_locations if spec is not None else None) or ()]
