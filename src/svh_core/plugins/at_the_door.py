"""A plugin at the door: what is looked at before any of it is used, and what is said of one that does not get in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from typing import Any, Final, Literal, TypeAlias

import attrs
import pluggy

from svh_core.domain.rulebook import Concept
from svh_core.plugins.allowing import Allowed
from svh_core.plugins.calling import SAYS_TO, Implementation, call_each, what_went_wrong
from svh_core.plugins.discovering import Installed
from svh_core.plugins.hookspecs import HOOKS, PROJECT, Hooks
from svh_core.plugins.importing import ReachedOutError, imported
from svh_core.plugins.manifest import Manifest
from svh_core.plugins.offers import API, Description, Exporter, OwnSignal, OwnWords, Report
from svh_core.plugins.offers_checked import (
    RubbishError,
    checked_exporters,
    checked_phrases,
    checked_reports,
    checked_signals,
    checked_words,
)
from svh_core.plugins.own_rules import NotItsOwnError, own_concept

Runs: TypeAlias = Literal["in_process", "apart", "apart_without_walls"]

StatusName: TypeAlias = Literal["ok", "not_allowed", "load_error", "rejected", "quarantined", "disabled"]

LOOK_AT_IT: Final = "Look at it, and allow it with `svh plugins allow {name}`."
TELL_ITS_AUTHORS: Final = "Tell its authors; `svh plugins verify {name}` shows more."


@attrs.frozen(kw_only=True)
class Status:
    """How it is with one plugin.

    Attributes:
        name: of its distribution.
        status: ``ok``; ``not_allowed``, and so not imported; ``load_error``, where it failed; ``rejected``, where it is
            not as a plugin should be; ``quarantined``, where it is not called any more; ``disabled``.
        version: that is installed, if one is.
        hooks: those it answers.
        reason: why it is not ok, in one sentence.
        next: what can be done.
        runs: where it runs: ``in_process``, in this process; ``apart``, in one of its own between walls;
            ``apart_without_walls``; None where nobody allowed it.
    """

    name: str
    status: StatusName
    version: str | None = None
    hooks: tuple[str, ...] = ()
    reason: str | None = None
    next: str | None = None
    runs: Runs | None = None


@attrs.frozen(kw_only=True, eq=False)
class Loaded:
    """A plugin that can be used.

    Attributes:
        manifest: what it says of itself.
        policy: what the host lets it see.
        concept: its own events and rules.
        exporters: what it writes, by name.
        reports: what it counts, by name.
        phrases: by language: how its events are told.
        signals: what it notices.
        words: what it writes the same way everywhere.
        hooks: those it answers, with the function for each.
    """

    manifest: Manifest
    policy: Allowed
    concept: Concept
    exporters: Mapping[str, Exporter]
    reports: Mapping[str, Report]
    phrases: Mapping[str, Mapping[str, str]]
    signals: tuple[OwnSignal, ...]
    words: tuple[OwnWords, ...]
    hooks: Mapping[str, Implementation]

    @property
    def id(self) -> str:
        """Its id, which is the name of its distribution."""
        return self.manifest.id

    @property
    def tag(self) -> str:
        """How a disclosure names it: with its version."""
        return f"{self.id}:{self.manifest.version}"


class NotTakenError(Exception):
    """A plugin cannot be used: with its status, why, and what can be done."""

    def __init__(self, status: StatusName, reason: str, further: str = TELL_ITS_AUTHORS) -> None:
        super().__init__(reason)
        self.status: StatusName = status
        self.reason = reason
        self.further = further


def as_it_asks(name: str, there: Iterable[Installed]) -> Allowed:
    """The policy for a plugin that an app names: what is installed, with all that it asks for."""
    one = next((one for one in there if one.name == name and one.manifest is not None), None)
    manifest = one.manifest if one is not None else None
    if manifest is None:
        return Allowed(name=name, version=one.version if one is not None else "", purposes=(), categories=())
    return Allowed(name=name, version=manifest.version, purposes=manifest.purposes, categories=manifest.categories)


def described(plugin: object) -> Description:
    """Who a plugin says it is.

    Raises:
        NotTakenError: it does not say it.
    """
    function = hooks_in(plugin).get("svh_describe")
    if function is None:
        raise NotTakenError("rejected", "it has no svh_describe that is marked with hookimpl")
    answer = _answered(Implementation("", function, ()), "svh_describe", {})
    if not isinstance(answer, Description):
        raise NotTakenError("rejected", "its svh_describe gives no Description")
    return answer


def registered(plugin: object, manifest: Manifest) -> dict[str, Implementation]:
    """The hooks of a plugin, as pluggy knows them; it is tried by itself first, so that it spoils no other's."""
    trial = pluggy.PluginManager(PROJECT)
    trial.add_hookspecs(Hooks)
    try:
        trial.register(plugin, name=manifest.id)
        trial.check_pending()
    except pluggy.PluginValidationError as error:
        raise NotTakenError("rejected", _said_by_pluggy(error, plugin)) from None
    found = {}
    for caller in trial.get_hookcallers(plugin) or ():
        implementation = caller.get_hookimpls()[0]
        if implementation.hookwrapper or implementation.wrapper:
            raise NotTakenError("rejected", f"its {caller.name} wraps what others do")
        found[caller.name] = Implementation(manifest.id, implementation.function, tuple(implementation.argnames))
    _check_hooks(set(found), manifest, plugin)
    return {hook: found[hook] for hook in HOOKS if hook in found}


def usable(one: Installed, policy: Allowed | None, taken: Mapping[str, str]) -> Manifest:
    """The manifest of a plugin that may be imported.

    Raises:
        NotTakenError: it may not.
    """
    if policy is None:
        raise NotTakenError("not_allowed", "nobody allowed it; it is not imported", LOOK_AT_IT)
    if policy.disabled:
        raise NotTakenError("disabled", "it was disabled", "Allow it again with `svh plugins allow {name}`.")
    if one.manifest is None:
        raise NotTakenError("rejected", str(one.wrong))
    if policy.version != one.version:
        reason = f"version {policy.version} was allowed, and {one.version} is installed; it is not imported"
        raise NotTakenError("not_allowed", reason, LOOK_AT_IT)
    if one.manifest.api != API:
        raise NotTakenError(
            "rejected",
            f"it was written for version {one.manifest.api} of the hooks, and this is version {API}",
            "Install a version of it, or of svh-core, that fits.",
        )
    if one.entry_point.name in taken:
        raise NotTakenError(
            "rejected",
            f"it calls itself {one.entry_point.name}, as {taken[one.entry_point.name]} does already",
            "Disable one of the two.",
        )
    return one.manifest


def imported_plugin(one: Installed) -> object:
    """Imports a plugin, under watch.

    Raises:
        NotTakenError: it fails, or does more than define things.
    """
    try:
        with redirect_stdout(SAYS_TO.get() or sys.stdout):
            plugin: object = imported(one.entry_point)
    except KeyboardInterrupt:
        raise
    except ReachedOutError as error:
        raise NotTakenError("rejected", str(error)) from None
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's alone
        raise NotTakenError("load_error", f"it cannot be imported: {what_went_wrong(error)}") from None
    return plugin


def check_agrees(manifest: Manifest, described: Description) -> None:
    """Holds what a plugin says in its code against what it says in its manifest.

    Raises:
        NotTakenError: it says something else.
    """
    if (differs := manifest.differs_from(described)) is not None:
        raise NotTakenError("rejected", f"its svh_describe says another {differs} than its svh-plugin.toml")


def hooks_in(plugin: object) -> dict[str, Callable[..., Any]]:
    """The functions of a plugin that are marked as hooks."""
    return {
        name: getattr(plugin, name)
        for name in dir(plugin)
        if name.startswith("svh_") and getattr(getattr(plugin, name), f"{PROJECT}_impl", None) is not None
    }


def _check_hooks(found: set[str], manifest: Manifest, plugin: object) -> None:
    unmarked = {name for name in HOOKS if callable(getattr(plugin, name, None))} - found
    if unmarked:
        raise NotTakenError("rejected", f"its {min(unmarked)} is not marked with hookimpl")
    untold = found ^ set(manifest.hooks) ^ ({"svh_describe"} - set(manifest.hooks))
    if untold:
        raise NotTakenError("rejected", f"its svh-plugin.toml and its code do not agree on {min(untold)}")


def _said_by_pluggy(error: pluggy.PluginValidationError, plugin: object) -> str:
    unknown = sorted(set(hooks_in(plugin)) - set(HOOKS))
    if unknown:
        return f"there is no hook {unknown[0][:40]}"
    return f"a hook of it takes what is not given: {type(error).__name__}"


def with_its_offers(manifest: Manifest, policy: Allowed, hooks: Mapping[str, Implementation]) -> Loaded:
    """Asks a plugin once for all it offers, and looks at it.

    Raises:
        NotTakenError: it failed, or offers what is none.
    """

    def asked(hook: str, *, empty: Any = (), **arguments: Any) -> Any:
        return _answered(hooks[hook], hook, arguments) if hook in hooks else empty

    try:
        return Loaded(
            manifest=manifest,
            policy=policy,
            concept=own_concept(manifest.id, asked("svh_events"), asked("svh_rulebook", empty=None)),
            exporters=checked_exporters(asked("svh_exporters"), manifest),
            reports=checked_reports(asked("svh_reports"), manifest),
            phrases={
                code: checked_phrases(asked("svh_phrases", empty={}, language=code), manifest) for code in ("en", "nl")
            },
            signals=checked_signals(asked("svh_signals"), manifest),
            words=checked_words(asked("svh_vocabulary"), manifest),
            hooks=hooks,
        )
    except (RubbishError, NotItsOwnError) as error:
        raise NotTakenError("rejected", str(error)) from None
    except (KeyboardInterrupt, NotTakenError):
        raise
    except BaseException as error:  # noqa: BLE001 - what it offers may raise when it is looked at
        raise NotTakenError("load_error", f"what it offers cannot be looked at: {what_went_wrong(error)}") from None


def _answered(implementation: Implementation, hook: str, arguments: dict[str, Any]) -> Any:
    """What a plugin answers when it is loaded.

    Raises:
        NotTakenError: it fails, or takes too long.
    """
    outcome = call_each([implementation], set(), arguments, hook=hook)[0]
    if outcome.status != "ok":
        raise NotTakenError("load_error", f"it failed in {hook}: {outcome.error}")
    return outcome.value
