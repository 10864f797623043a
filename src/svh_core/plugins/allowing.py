"""Which plugins may be used with a casebook, and what the host lets each of them see: a file beside the casebook.

Nobody may be on it by being installed. It names one version: another has to be looked at and allowed again.
"""

from __future__ import annotations

import json
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from svh_core.domain.identifiers import what_is_wrong_with_tag
from svh_core.errors import Malformed, SvhError
from svh_core.plugins.discovering import normal
from svh_core.sharing.grounds import CATEGORIES

_HEADING: Final = (
    "# The plugins that may be used with this casebook, and what each may see.\n"
    "# `svh plugins allow` and `svh plugins disable` write this file.\n"
)
_KINDS: Final = {
    "version": str,
    "purposes": list,
    "categories": list,
    "recipient": str,
    "language": str,
    "disabled": bool,
    "apart": bool,
    "python": str,
    "without_walls": bool,
    "seconds": int,
    "memory_mb": int,
    "keeps_in": str,
}
_ASKED: Final = {"version", "purposes", "categories"}
_ONLY_APART: Final = ("python", "without_walls", "seconds", "memory_mb", "keeps_in")


@attrs.frozen(kw_only=True)
class Allowed:
    """A plugin that may be used, and the host's policy for it.

    Attributes:
        name: of its distribution.
        version: the version that was looked at.
        purposes: what it may be used for.
        categories: what it may see, where a consent opens it.
        recipient: for whom it follows along; None where it does not.
        language: in which what it makes while it follows speaks to people: ``nl`` or ``en``.
        disabled: whether it is not used for now.
        apart: whether it runs in a process of its own, because nobody reviewed it.
        python: the python of a virtual environment that it has for itself; None where it is installed beside the
            library.
        without_walls: whether it runs in a process of its own also where this system cannot keep it to its place.
        seconds: how long one call may take; None for as long as `Limits` says.
        memory_mb: how much memory it may use; None for as much as `Limits` says.
        keeps_in: the folder in which what it makes stays while it follows in a process of its own; in it is a folder
            for each plugin, and in that for each recipient and purpose. None where nothing stays.
    """

    name: str
    version: str
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    recipient: str | None = None
    language: str = "nl"
    disabled: bool = False
    apart: bool = False
    python: str | None = None
    without_walls: bool = False
    seconds: int | None = None
    memory_mb: int | None = None
    keeps_in: str | None = None

    @property
    def runs(self) -> Literal["in_process", "apart", "apart_without_walls"]:
        """Where it runs."""
        return "in_process" if not self.apart else "apart_without_walls" if self.without_walls else "apart"


def read(file: Path) -> tuple[Allowed, ...]:
    """The plugins that may be used, in the order in which they were allowed; none where there is no file.

    Raises:
        Malformed: the file is not as it should be.
    """
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        further = "`svh plugins allow` writes it; repair or remove it."
        raise Malformed(f"{file.name} cannot be read", next=further) from None
    return tuple(_allowed(file, name, one) for name, one in told.items())


def _allowed(file: Path, name: str, told: Any) -> Allowed:
    is_told = (
        isinstance(told, Mapping)
        and set(told) >= _ASKED
        and set(told) <= set(_KINDS)
        and all(type(value) is _KINDS[key] for key, value in told.items())
        and all(one in CATEGORIES for one in told["categories"])
        and told.get("language", "nl") in {"nl", "en"}
        and (told.get("apart", False) or not any(key in told for key in _ONLY_APART))
        and all(Path(told.get(key, "/")).is_absolute() for key in ("python", "keeps_in"))
        and all(told.get(key, 1) > 0 for key in ("seconds", "memory_mb"))
        and all(what_is_wrong_with_tag(tag) is None for tag in (*told["purposes"], told.get("recipient", "none")))
    )
    if not is_told or name != normal(name):
        raise Malformed(
            f"what {file.name} says of a plugin is not as it should be", path=normal(name)[:40], next="Allow it again."
        )
    fields: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in told.items()}
    return Allowed(name=name, **fields)


def write(file: Path, allowed: Sequence[Allowed]) -> None:
    """Writes the file, whole or not at all."""
    making = file.with_name(f".{file.name}.{uuid.uuid4().hex}.new")
    try:
        making.write_text(_HEADING + "".join(_section(one) for one in allowed), "utf-8")
        making.replace(file)
    except OSError as error:
        raise SvhError(f"{file.name} cannot be written: {error.strerror}", next="Look at its folder.") from None
    finally:
        making.unlink(missing_ok=True)


def changed(allowed: Sequence[Allowed], one: Allowed) -> tuple[Allowed, ...]:
    """The same plugins with one more, or one changed in its place."""
    if any(other.name == one.name for other in allowed):
        return tuple(one if other.name == one.name else other for other in allowed)
    return (*allowed, one)


def _section(one: Allowed) -> str:
    told = attrs.asdict(one, filter=lambda field, value: field.name != "name" and value not in {None, False})
    lines = (f"{key} = {json.dumps(value)}\n" for key, value in told.items())
    return f'\n["{one.name}"]\n' + "".join(lines)
