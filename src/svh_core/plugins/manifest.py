"""What a plugin says of itself before any of its code runs: the file ``svh-plugin.toml`` in its package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final, Self

import attrs

from svh_core.domain.identifiers import what_is_wrong_with_tag
from svh_core.plugins.hookspecs import HOOKS
from svh_core.plugins.offers import Description
from svh_core.sharing.grounds import CATEGORIES

FILE: Final = "svh-plugin.toml"

_ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", re.ASCII)
_LONGEST_ID: Final = 40
_KEYS: Final = {
    "id": str,
    "version": str,
    "api": int,
    "organisation": str,
    "hooks": list,
    "purposes": list,
    "categories": list,
}


class ManifestError(Exception):
    """What is wrong with a manifest, in one sentence."""


@attrs.frozen(kw_only=True)
class Manifest:
    """What a plugin says of itself.

    Attributes:
        id: the name of its distribution.
        version: of its distribution.
        api: the version of the hooks that it was written for.
        organisation: whose it is.
        hooks: those it answers.
        purposes: what it is for.
        categories: what it asks for.
    """

    id: str
    version: str
    api: int
    organisation: str
    hooks: tuple[str, ...]
    purposes: tuple[str, ...]
    categories: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads a manifest.

        Raises:
            ManifestError: it is none.
        """
        try:
            told = tomllib.loads(text)
        except (ValueError, RecursionError):  # a number of too many digits is no TOMLDecodeError
            raise ManifestError(f"its {FILE} is no TOML") from None
        _check(told)
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
        }
        return cls(**fields)

    @classmethod
    def of(cls, description: Description, *, version: str, hooks: tuple[str, ...]) -> Self:
        """The manifest of a plugin that was handed over as it is, and has no file of its own.

        Raises:
            ManifestError: what it says of itself is not as it should be.
        """
        told = attrs.asdict(description) | {"version": version, "hooks": hooks}
        _check({name: list(value) if isinstance(value, tuple) else value for name, value in told.items()})
        return cls(**told)

    def differs_from(self, description: Description) -> str | None:
        """The first thing that a description says otherwise; None where they agree."""
        for name, value in attrs.asdict(description).items():
            own = getattr(self, name)
            if (set(own), len(own)) != (set(value), len(value)) if isinstance(own, tuple) else own != value:
                return name
        return None


def _check(told: Mapping[str, Any]) -> None:
    for name, kind in _KEYS.items():
        if name not in told:
            raise ManifestError(f"it does not say its {name}")
        if not isinstance(told[name], kind) or isinstance(told[name], bool):
            raise ManifestError(f"its {name} is not as it should be")
        if kind is list and not all(isinstance(one, str) for one in told[name]):
            raise ManifestError(f"its {name} are not texts")
    if extra := sorted(set(told) - set(_KEYS)):
        raise ManifestError(f"it says {extra[0][:40]}, which is not asked")
    if _ID.fullmatch(told["id"]) is None or len(told["id"]) > _LONGEST_ID:
        raise ManifestError("its id is not the name of a distribution with a hyphen in it, such as svh-agenda")
    for name, known in (("hooks", HOOKS), ("categories", CATEGORIES)):
        if unknown := [one for one in told[name] if one not in known]:
            raise ManifestError(f"there are no {name} {unknown[0][:40]}")
    if any(what_is_wrong_with_tag(one) is not None for one in (*told["purposes"], told["version"])):
        raise ManifestError("its purposes and version are 1 to 64 letters, digits, '.', '_', ':', '/' or '-'")
