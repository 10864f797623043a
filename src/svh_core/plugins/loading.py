"""Loading plugins: each by itself, so that one that fails at the start does not stop the house.

What is not allowed is not imported. What is allowed is looked at before any of it is used; what is wrong is said with a
status, a reason and the next step.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any, Final, Literal, Self, TypeAlias

import attrs
import pluggy

from svh_core.domain.rulebook import Concept, Rulebook
from svh_core.plugins import of_the_core
from svh_core.plugins.allowing import Allowed
from svh_core.plugins.calling import LATE_SECONDS, SAYS_TO, Implementation, Outcome, call_each, what_went_wrong
from svh_core.plugins.discovering import Installed, installed, normal
from svh_core.plugins.extending import extensions_of
from svh_core.plugins.hookspecs import HOOKS, PROJECT, Hooks
from svh_core.plugins.importing import ReachedOutError, imported
from svh_core.plugins.manifest import Manifest, ManifestError
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
from svh_core.views.extensions import Extensions

StatusName: TypeAlias = Literal["ok", "not_allowed", "load_error", "rejected", "quarantined", "disabled"]

LOOK_AT_IT: Final = "Look at it, and allow it with `svh plugins allow {name}`."
_TELL_ITS_AUTHORS: Final = "Tell its authors; `svh plugins verify {name}` shows more."


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
    """

    name: str
    status: StatusName
    version: str | None = None
    hooks: tuple[str, ...] = ()
    reason: str | None = None
    next: str | None = None


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


class _WrongError(Exception):
    """A plugin cannot be used: with its status, why, and what can be done."""

    def __init__(self, status: StatusName, reason: str, further: str = _TELL_ITS_AUTHORS) -> None:
        super().__init__(reason)
        self.status: StatusName = status
        self.reason = reason
        self.further = further


class Plugins:
    """The plugins of one casebook.

    Args:
        allowed: those that may be used, in the order in which they were allowed.
        given: plugins that the app hands over itself, as modules or objects with hooks.
        found: finds those that are installed.
    """

    def __init__(
        self,
        allowed: Sequence[Allowed] = (),
        given: Sequence[object] = (),
        *,
        found: Callable[[], Iterable[Installed]] = installed,
    ) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Hooks)
        self._statuses: dict[str, Status] = {}
        self._loaded: dict[str, Loaded] = {}
        self._quarantined: set[str] = set()
        for plugin in given:
            self._take_given(plugin)
        there = list(found())
        ranked = {one.name: rank for rank, one in enumerate(allowed)}
        policies = {one.name: one for one in allowed}
        taken: dict[str, str] = {}
        for one in sorted(there, key=lambda one: (ranked.get(one.name, len(ranked)), one.name)):
            self._take_installed(one, policies.get(one.name), taken)
        for policy in allowed:
            if policy.name not in self._statuses:
                self._say(policy.name, "load_error", None, "it is not installed", "Install it, or disable it.")
        self._implementations = {hook: self._implementations_of(hook) for hook in HOOKS}

    @classmethod
    def asked(cls, plugins: Sequence[object], *, found: Callable[[], Iterable[Installed]] = installed) -> Self:
        """The plugins that an app asks for, and those of the core.

        Args:
            plugins: names of distributions, `Allowed` with what each may see, or modules with hooks.
            found: finds those that are installed.
        """
        there = list(found())
        allowed = [
            one if isinstance(one, Allowed) else _as_it_asks(normal(one), there)
            for one in plugins
            if isinstance(one, Allowed | str)
        ]
        given = [one for one in plugins if not isinstance(one, Allowed | str)]
        return cls(allowed, [of_the_core, *given], found=lambda: there)

    # What there is

    @property
    def statuses(self) -> list[Status]:
        """How it is with each plugin, by name."""
        return [self._now(self._statuses[name]) for name in sorted(self._statuses)]

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """Those that can be used, by id."""
        return tuple(self._loaded[name] for name in sorted(self._loaded) if name not in self._quarantined)

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The events and rules of organisations' own."""
        return tuple(self._loaded[name].concept for name in sorted(self._loaded))

    def rulebook(self, core: Rulebook) -> Rulebook:
        """The rules of the core, with those of organisations' own behind them."""
        concepts = [concept for concept in self.concepts if concept.kinds]
        if not concepts:
            return core
        made_with = " ".join(self._loaded[concept.name].tag for concept in concepts)
        return core.extended(concepts, made_with=made_with)

    @functools.cached_property
    def extensions(self) -> Extensions:
        """What they add to what a case says."""
        return extensions_of((self._loaded[name] for name in sorted(self._loaded)), self.call_one)

    def quarantine(self, plugin: str) -> None:
        """Sees to it that a plugin is not called again."""
        self._quarantined.add(plugin)

    # Calling

    def call(self, hook: str, *, only: str | None = None, **arguments: Any) -> list[Outcome]:
        """Calls a hook of each plugin that answers it, by id, each by itself.

        Args:
            hook: its name.
            only: the plugin that is called, where not all are.
            arguments: what they receive.
        """
        implementations = self._implementations[hook]
        if only is not None:
            implementations = [one for one in implementations if one.plugin == only]
        return call_each(implementations, self._quarantined, arguments, hook=hook)

    def call_one(self, plugin: str, function: Callable[..., Any], *arguments: Any, what: str) -> Outcome:
        """Calls a function that a plugin offered, in the same way.

        Args:
            plugin: its id.
            function: what it offered.
            arguments: what it receives.
            what: what is called, for the log.
        """
        names = tuple(str(index) for index in range(len(arguments)))
        told = dict(zip(names, arguments, strict=True))
        return call_each([Implementation(plugin, function, names)], self._quarantined, told, hook=what)[0]

    def _implementations_of(self, hook: str) -> list[Implementation]:
        return [self._loaded[name].hooks[hook] for name in sorted(self._loaded) if hook in self._loaded[name].hooks]

    # Taking them in

    def _take_given(self, plugin: object) -> None:
        name = getattr(plugin, "__name__", type(plugin).__name__)
        try:
            described = self._described(plugin)
            version = str(getattr(plugin, "__version__", "0"))
            manifest = Manifest.of(described, version=version, hooks=tuple(_hooks_in(plugin)))
            name = manifest.id
            policy = Allowed(name=name, version=version, purposes=manifest.purposes, categories=manifest.categories)
            self._take(plugin, manifest, policy)
        except ManifestError as error:
            self._say(name, "rejected", None, str(error), _TELL_ITS_AUTHORS)
        except _WrongError as wrong:
            self._say(name, wrong.status, None, wrong.reason, wrong.further)

    def _take_installed(self, one: Installed, policy: Allowed | None, taken: dict[str, str]) -> None:
        try:
            manifest = _usable(one, policy, taken)
            taken[one.entry_point.name] = one.name
            plugin = _imported(one)
            _check_agrees(manifest, self._described(plugin))
            if policy is not None:
                self._take(plugin, manifest, policy)
        except _WrongError as wrong:
            if self._statuses.get(one.name, Status(name="", status="not_allowed")).status == "ok":
                return  # a second entry point of a distribution whose first is a plugin
            self._say(one.name, wrong.status, one, wrong.reason, wrong.further)

    def _described(self, plugin: object) -> Description:
        function = _hooks_in(plugin).get("svh_describe")
        if function is None:
            raise _WrongError("rejected", "it has no svh_describe that is marked with hookimpl")
        described = _answered(Implementation("", function, ()), "svh_describe", {})
        if not isinstance(described, Description):
            raise _WrongError("rejected", "its svh_describe gives no Description")
        return described

    def _take(self, plugin: object, manifest: Manifest, policy: Allowed) -> None:
        if manifest.id in self._loaded:
            raise _WrongError("rejected", f"there is another plugin {manifest.id}")
        hooks = self._registered(plugin, manifest)
        self._loaded[manifest.id] = loaded = _with_its_offers(manifest, policy, hooks)
        self._statuses[manifest.id] = Status(
            name=manifest.id, status="ok", version=manifest.version, hooks=tuple(loaded.hooks)
        )

    def _registered(self, plugin: object, manifest: Manifest) -> dict[str, Implementation]:
        """The hooks of a plugin, as pluggy knows them; it is tried by itself first, so that it spoils no other's."""
        trial = pluggy.PluginManager(PROJECT)
        trial.add_hookspecs(Hooks)
        try:
            trial.register(plugin, name=manifest.id)
            trial.check_pending()
        except pluggy.PluginValidationError as error:
            raise _WrongError("rejected", _said_by_pluggy(error, plugin)) from None
        found = {}
        for caller in trial.get_hookcallers(plugin) or ():
            implementation = caller.get_hookimpls()[0]
            if implementation.hookwrapper or implementation.wrapper:
                raise _WrongError("rejected", f"its {caller.name} wraps what others do")
            found[caller.name] = Implementation(manifest.id, implementation.function, tuple(implementation.argnames))
        _check_hooks(set(found), manifest, plugin)
        self._manager.register(plugin, name=manifest.id)
        return {hook: found[hook] for hook in HOOKS if hook in found}

    def _say(self, name: str, status: StatusName, one: Installed | None, reason: str, further: str) -> None:
        hooks = one.manifest.hooks if one is not None and one.manifest is not None else ()
        version = one.version if one is not None else None
        self._statuses[name] = Status(
            name=name,
            status=status,
            version=version,
            hooks=hooks,
            reason=reason,
            next=further.format(name=name),
        )

    def _now(self, status: Status) -> Status:
        if status.name not in self._quarantined:
            return status
        return attrs.evolve(
            status,
            status="quarantined",
            reason=f"it took longer than {LATE_SECONDS:.0f} seconds",
            next=f"It is called again by the next process. {_TELL_ITS_AUTHORS.format(name=status.name)}",
        )


def _as_it_asks(name: str, there: Iterable[Installed]) -> Allowed:
    """The policy for a plugin that an app names: what is installed, with all that it asks for."""
    one = next((one for one in there if one.name == name and one.manifest is not None), None)
    manifest = one.manifest if one is not None else None
    if manifest is None:
        return Allowed(name=name, version=one.version if one is not None else "", purposes=(), categories=())
    return Allowed(name=name, version=manifest.version, purposes=manifest.purposes, categories=manifest.categories)


def _usable(one: Installed, policy: Allowed | None, taken: Mapping[str, str]) -> Manifest:
    """The manifest of a plugin that may be imported.

    Raises:
        _WrongError: it may not.
    """
    if policy is None:
        raise _WrongError("not_allowed", "nobody allowed it; it is not imported", LOOK_AT_IT)
    if policy.disabled:
        raise _WrongError("disabled", "it was disabled", "Allow it again with `svh plugins allow {name}`.")
    if one.manifest is None:
        raise _WrongError("rejected", str(one.wrong))
    if policy.version != one.version:
        reason = f"version {policy.version} was allowed, and {one.version} is installed; it is not imported"
        raise _WrongError("not_allowed", reason, LOOK_AT_IT)
    if one.manifest.api != API:
        raise _WrongError(
            "rejected",
            f"it was written for version {one.manifest.api} of the hooks, and this is version {API}",
            "Install a version of it, or of svh-core, that fits.",
        )
    if one.entry_point.name in taken:
        raise _WrongError(
            "rejected",
            f"it calls itself {one.entry_point.name}, as {taken[one.entry_point.name]} does already",
            "Disable one of the two.",
        )
    return one.manifest


def _imported(one: Installed) -> object:
    try:
        with redirect_stdout(SAYS_TO.get() or sys.stdout):
            plugin: object = imported(one.entry_point)
    except KeyboardInterrupt:
        raise
    except ReachedOutError as error:
        raise _WrongError("rejected", str(error)) from None
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's alone
        raise _WrongError("load_error", f"it cannot be imported: {what_went_wrong(error)}") from None
    return plugin


def _check_agrees(manifest: Manifest, described: Description) -> None:
    if (differs := manifest.differs_from(described)) is not None:
        raise _WrongError("rejected", f"its svh_describe says another {differs} than its svh-plugin.toml")


def _hooks_in(plugin: object) -> dict[str, Callable[..., Any]]:
    """The functions of a plugin that are marked as hooks."""
    return {
        name: getattr(plugin, name)
        for name in dir(plugin)
        if name.startswith("svh_") and getattr(getattr(plugin, name), f"{PROJECT}_impl", None) is not None
    }


def _check_hooks(found: set[str], manifest: Manifest, plugin: object) -> None:
    unmarked = {name for name in HOOKS if callable(getattr(plugin, name, None))} - found
    if unmarked:
        raise _WrongError("rejected", f"its {min(unmarked)} is not marked with hookimpl")
    untold = found ^ set(manifest.hooks) ^ ({"svh_describe"} - set(manifest.hooks))
    if untold:
        raise _WrongError("rejected", f"its svh-plugin.toml and its code do not agree on {min(untold)}")


def _said_by_pluggy(error: pluggy.PluginValidationError, plugin: object) -> str:
    unknown = sorted(set(_hooks_in(plugin)) - set(HOOKS))
    if unknown:
        return f"there is no hook {unknown[0][:40]}"
    return f"a hook of it takes what is not given: {type(error).__name__}"


def _with_its_offers(manifest: Manifest, policy: Allowed, hooks: Mapping[str, Implementation]) -> Loaded:
    """Asks a plugin once for all it offers, and looks at it.

    Raises:
        _WrongError: it failed, or offers what is none.
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
        raise _WrongError("rejected", str(error)) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - what it offers may raise when it is looked at
        raise _WrongError("load_error", f"what it offers cannot be looked at: {what_went_wrong(error)}") from None


def _answered(implementation: Implementation, hook: str, arguments: dict[str, Any]) -> Any:
    """What a plugin answers when it is loaded.

    Raises:
        _WrongError: it fails, or takes too long.
    """
    outcome = call_each([implementation], set(), arguments, hook=hook)[0]
    if outcome.status != "ok":
        raise _WrongError("load_error", f"it failed in {hook}: {outcome.error}")
    return outcome.value
