"""Loading plugins: each by itself, so that one that fails at the start does not stop the house.

What is not allowed is not imported. What is allowed is looked at before any of it is used; what is wrong is said with a
status, a reason and the next step.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import attrs
import pluggy

from svh_core.domain.rulebook import Concept, Rulebook
from svh_core.plugins import of_the_core
from svh_core.plugins.allowing import Allowed
from svh_core.plugins.at_the_door import (
    TELL_ITS_AUTHORS,
    Loaded,
    NotTakenError,
    Status,
    StatusName,
    as_it_asks,
    check_agrees,
    described,
    hooks_in,
    imported_plugin,
    registered,
    usable,
    with_its_offers,
)
from svh_core.plugins.calling import LATE_SECONDS, Implementation, Outcome, call_each
from svh_core.plugins.discovering import Installed, installed, normal
from svh_core.plugins.extending import extensions_of
from svh_core.plugins.hookspecs import HOOKS, PROJECT, Hooks
from svh_core.plugins.manifest import Manifest, ManifestError
from svh_core.views.extensions import Extensions


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
        self._allowed = tuple(allowed)
        self._statuses: dict[str, Status] = {}
        self._loaded: dict[str, Loaded] = {}
        self._quarantined: set[str] = set()
        self._those_apart = frozenset(one.name for one in allowed if one.apart)
        self._later: list[tuple[Installed, Manifest, Allowed]] = []
        self._apart: Any = None
        self._taking = threading.Lock()
        for plugin in given:
            self._take_given(plugin)
        there = self._with_those_elsewhere(list(found()))
        ranked = {one.name: rank for rank, one in enumerate(allowed)}
        policies = {one.name: one for one in allowed}
        taken: dict[str, str] = {}
        for one in sorted(there, key=lambda one: (ranked.get(one.name, len(ranked)), one.name)):
            self._take_installed(one, policies.get(one.name), taken)
        for policy in allowed:
            if policy.name not in {*self._statuses, *(one.name for one, _, _ in self._later)}:
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
            one if isinstance(one, Allowed) else as_it_asks(normal(one), there)
            for one in plugins
            if isinstance(one, Allowed | str)
        ]
        given = [one for one in plugins if not isinstance(one, Allowed | str)]
        return cls(allowed, [of_the_core, *given], found=lambda: there)

    # What there is

    @property
    def allowed(self) -> tuple[Allowed, ...]:
        """What the host lets each plugin do, in the order in which they were allowed."""
        return self._allowed

    @property
    def statuses(self) -> list[Status]:
        """How it is with each plugin, by name."""
        self._take_those_apart()
        return [self._now(self._statuses[name]) for name in sorted(self._statuses)]

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """Those that can be used, by id."""
        self._take_those_apart()
        return tuple(self._loaded[name] for name in sorted(self._loaded) if name not in self._quarantined)

    def those_with(self, offer: str) -> tuple[Loaded, ...]:
        """Those that can be used and may offer something of this name; no other that runs apart is started to find out.

        Args:
            offer: what is asked for by its name, which may name its plugin, as ``svh-agenda:agenda``.
        """
        plugin, names_one, _ = offer.partition(":")
        if not names_one:
            return self.loaded
        self._take_those_apart(only=plugin)
        return (self._loaded[plugin],) if plugin in self._loaded and plugin not in self._quarantined else ()

    @property
    def that_notice(self) -> list[str]:
        """Those that tell signals of their own, by id, with their versions; none runs in a process of its own."""
        return [self._loaded[name].tag for name in sorted(self._loaded) if self._loaded[name].signals]

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
        if self._later:
            self._take_those_apart()
        implementations = self._implementations[hook]
        if only is not None:
            implementations = [one for one in implementations if one.plugin == only]
        return call_each(implementations, self._quarantined, arguments, hook=hook, apart=self._those_apart)

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
        one = Implementation(plugin, function, names)
        return call_each([one], self._quarantined, told, hook=what, apart=self._those_apart)[0]

    def _implementations_of(self, hook: str) -> list[Implementation]:
        return [self._loaded[name].hooks[hook] for name in sorted(self._loaded) if hook in self._loaded[name].hooks]

    # Taking them in

    def _with_those_elsewhere(self, there: list[Installed]) -> list[Installed]:
        """What is installed here, with what has an environment for itself from there, and from nowhere else."""
        for policy in self._allowed:
            if policy.python is not None:
                from svh_core.plugins.apart.environments import installed_in  # noqa: PLC0415 - as below

                there = [one for one in there if one.name != policy.name]
                try:
                    there += [one for one in installed_in(policy.python) if one.name == policy.name]
                except NotTakenError as wrong:
                    self._say(policy.name, wrong.status, None, wrong.reason, wrong.further)
        return there

    def _take_given(self, plugin: object) -> None:
        name = getattr(plugin, "__name__", type(plugin).__name__)
        try:
            told = described(plugin)
            version = str(getattr(plugin, "__version__", "0"))
            manifest = Manifest.of(told, version=version, hooks=tuple(hooks_in(plugin)))
            name = manifest.id
            policy = Allowed(name=name, version=version, purposes=manifest.purposes, categories=manifest.categories)
            self._take(plugin, manifest, policy)
        except ManifestError as error:
            self._say(name, "rejected", None, str(error), TELL_ITS_AUTHORS)
        except NotTakenError as wrong:
            self._say(name, wrong.status, None, wrong.reason, wrong.further)

    def _take_installed(self, one: Installed, policy: Allowed | None, taken: dict[str, str]) -> None:
        try:
            manifest = usable(one, policy, taken)
            taken[one.entry_point.name] = one.name
            if policy is not None and policy.apart:
                self._check_is_another(manifest)
                self._later.append((one, manifest, policy))
                return
            plugin = imported_plugin(one)
            check_agrees(manifest, described(plugin))
            if policy is not None:
                self._take(plugin, manifest, policy)
        except NotTakenError as wrong:
            self._say_not_taken(one, wrong)

    def _say_not_taken(self, one: Installed, wrong: NotTakenError) -> None:
        if self._statuses.get(one.name, Status(name="", status="not_allowed")).status != "ok":
            self._say(one.name, wrong.status, one, wrong.reason, wrong.further)
        # else it is a second entry point of a distribution whose first is a plugin

    def _take_those_apart(self, *, only: str | None = None) -> None:
        """Starts those that run in processes of their own, when somebody first asks what they do: all, or one.

        They have no events and no rules: nobody who records or reads waits for them.
        """
        with self._taking:
            later = [told for told in self._later if only in {None, told[1].id}]
            if not later:
                return
            self._later = [told for told in self._later if told not in later]
            if self._apart is None:
                from svh_core.plugins.apart.stand_in import Apart  # noqa: PLC0415 - nobody waits for what is not used

                self._apart = Apart()
            for one, manifest, policy in later:
                try:
                    self._check_is_another(manifest)
                    self._hold(self._apart.loaded(one, manifest, policy))
                except NotTakenError as wrong:
                    self._say_not_taken(one, wrong)
            self._implementations = {hook: self._implementations_of(hook) for hook in HOOKS}

    def _take(self, plugin: object, manifest: Manifest, policy: Allowed) -> None:
        self._check_is_another(manifest)
        hooks = registered(plugin, manifest)
        self._manager.register(plugin, name=manifest.id)
        self._hold(with_its_offers(manifest, policy, hooks))

    def _check_is_another(self, manifest: Manifest) -> None:
        if manifest.id in self._loaded:
            raise NotTakenError("rejected", f"there is another plugin {manifest.id}")

    def _hold(self, loaded: Loaded) -> None:
        self._loaded[loaded.id] = loaded
        self._statuses[loaded.id] = Status(
            name=loaded.id,
            status="ok",
            version=loaded.manifest.version,
            hooks=tuple(loaded.hooks),
            runs=loaded.policy.runs,
        )

    def _say(self, name: str, status: StatusName, one: Installed | None, reason: str, further: str) -> None:
        hooks = one.manifest.hooks if one is not None and one.manifest is not None else ()
        version = one.version if one is not None else None
        runs = next((policy.runs for policy in self._allowed if policy.name == name), None)
        self._statuses[name] = Status(
            name=name,
            status=status,
            version=version,
            hooks=hooks,
            reason=reason,
            next=further.format(name=name),
            runs=runs,
        )

    def _now(self, status: Status) -> Status:
        if status.name not in self._quarantined:
            return status
        return attrs.evolve(
            status,
            status="quarantined",
            reason=f"it took longer than {LATE_SECONDS:.0f} seconds",
            next=f"It is called again by the next process. {TELL_ITS_AUTHORS.format(name=status.name)}",
        )
