"""A plugin in a process of its own as the rest of the host knows it: with offers and hooks like any other."""

from __future__ import annotations

import functools
import re
import site
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from svh_core.domain.rulebook import Concept
from svh_core.plugins.allowing import Allowed
from svh_core.plugins.apart.answers import UNREADABLE
from svh_core.plugins.apart.environments import python_of, site_folders
from svh_core.plugins.apart.limits import Limits
from svh_core.plugins.apart.offering import APART, Offered, offered, rows_told
from svh_core.plugins.apart.process import Process
from svh_core.plugins.apart.program import Program
from svh_core.plugins.apart.runs import process_of
from svh_core.plugins.apart.started import Starter
from svh_core.plugins.apart.talking import disclosed_in_json
from svh_core.plugins.apart.walls import NoWallsError, check_walls
from svh_core.plugins.at_the_door import Loaded, NotTakenError, check_agrees
from svh_core.plugins.calling import Implementation, NotDoneError
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.discovering import Installed
from svh_core.plugins.hookspecs import HOOKS
from svh_core.plugins.manifest import Manifest
from svh_core.plugins.offers_checked import RubbishError, checked_exporters, checked_reports

_WINDOWS: Final = "Windows runs no plugin in a process of its own"
_HOOK: Final = re.compile(r"[a-z_]{1,40}", re.ASCII)
_WITHOUT: Final = (
    "Use Linux 5.13 or later with Landlock on. `svh plugins allow {name} --apart --without-walls` runs it all the same;"
    " the page on isolation says what is not kept then."
)


class Apart:
    """Loads plugins in processes of their own; one for each casebook, with what starts them."""

    def __init__(self) -> None:
        self._starters: dict[str, Starter] = {}

    def loaded(self, one: Installed, manifest: Manifest, policy: Allowed) -> Loaded:
        """A plugin, looked at, with stand-ins for all that it does. Nothing of it was imported here.

        Raises:
            NotTakenError: it cannot be used.
        """
        _check_fits(manifest, policy)
        program = _program(one, policy)
        _check_nobody_else_reads(policy, program)
        start = functools.partial(Process, self._starter(policy), program)
        stand_in = StandIn(manifest.id, start, keeps_in=policy.keeps_in)
        try:
            told = offered(_asked_once(start, "offers", program.limits.to_begin), stand_in)
            _check_hooks(told, manifest)
            check_agrees(manifest, told.description)
            exporters, reports = checked_exporters(told.exporters, manifest), checked_reports(told.reports, manifest)
        except NotDoneError as error:
            raise NotTakenError("load_error", f"when asked what it offers, it {_said(error)}") from None
        except RubbishError as error:
            raise NotTakenError("rejected", str(error)) from None
        hooks = {hook: Implementation(manifest.id, _not_here, ()) for hook in HOOKS if hook in told.hooks}
        if "svh_follow" in hooks:
            hooks["svh_follow"] = Implementation(manifest.id, stand_in.follow, ("disclosed",))
        return Loaded(
            manifest=manifest,
            policy=policy,
            concept=Concept(manifest.id, category="access"),
            exporters=exporters,
            reports=reports,
            phrases={"en": {}, "nl": {}},
            signals=(),
            words=(),
            hooks=hooks,
        )

    def _starter(self, policy: Allowed) -> Starter:
        python = python_of(policy.python) if policy.python is not None else sys.executable
        return self._starters.setdefault(python, Starter(python))


class StandIn:
    """Asks the process of a plugin, and gives what comes of it as the plugin itself would.

    Args:
        plugin: its id.
        start: starts a process for it.
        keeps_in: the folder in which what it makes stays while it follows.
    """

    def __init__(self, plugin: str, start: Callable[..., Process], *, keeps_in: str | None = None) -> None:
        self._plugin = plugin
        self._start = start
        self._keeps_in = keeps_in

    def __call__(self, asks: str, /, *, of: tuple[str, str] | None = None, **told: Any) -> Any:
        """Asks for a file, or for the rows of a case."""
        with process_of(self._plugin, of, self._start) as process:
            if asks == "rows":
                told["case"] = process.case_to_send(told["case"])
            answer, files = process.ask(asks, **told)
            try:
                return rows_told(answer) if asks == "rows" else _written(answer, files)
            except RubbishError:
                raise NotDoneError("stopped", UNREADABLE) from None

    def follow(self, disclosed: Disclosed) -> None:
        """Has it follow."""
        whom = (disclosed.recipient, disclosed.purpose)
        start = functools.partial(self._start, keeps=self._kept_for(*whom))
        with process_of(self._plugin, (*whom, "follows"), start) as process:
            answer, files = process.ask("follow", disclosed=disclosed_in_json(disclosed))
            if files or set(answer) != {"to", "followed"}:
                raise NotDoneError("stopped", UNREADABLE)

    def _kept_for(self, recipient: str, purpose: str) -> Path | None:
        """The folder of this plugin for one recipient and purpose: what is there of another is not for this one."""
        if self._keeps_in is None:
            return None
        return Path(self._keeps_in, self._plugin, f"{quote(recipient, safe='')} {quote(purpose, safe='')}")


def _asked_once(start: Callable[[], Process], asks: str, seconds: float) -> Mapping[str, Any]:
    """What a process says that is there for this one thing."""
    process = start()
    try:
        answer, _ = process.ask(asks, seconds=seconds)
    finally:
        process.end()
    return answer


def _written(answer: Mapping[str, Any], files: list[bytes]) -> Any:
    """A file, or those of a folder by their names, which are looked at where those of all plugins are."""
    names, is_folder = answer.get("files"), answer.get("folder")
    if set(answer) != {"to", "files", "lengths", "folder"} or type(is_folder) is not bool:
        raise RubbishError
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise RubbishError
    if len(names) != len(files) or len(set(names)) != len(names) or (not is_folder and names != [""]):
        raise RubbishError
    return dict(zip(names, files, strict=True)) if is_folder else files[0]


def _program(one: Installed, policy: Allowed) -> Program:
    package = one.entry_point.module.partition(".")[0]
    path = site_folders(policy.python) if policy.python is not None else tuple(site.getsitepackages())
    chosen = {name: told for name in ("seconds", "memory_mb") if (told := getattr(policy, name)) is not None}
    return Program(
        plugin=one.name,
        module=one.entry_point.module,
        attribute=one.entry_point.attr or "",
        packages={package: str(Path(one.place or "").resolve())},
        path=tuple(str(Path(folder).resolve()) for folder in path),
        limits=Limits(**chosen),
        walls=not policy.without_walls,
    )


def _check_fits(manifest: Manifest, policy: Allowed) -> None:
    others = [hook for hook in manifest.hooks if hook not in APART]
    if others:
        raise NotTakenError(
            "rejected",
            f"it has {others[0]}, which there is not in a process of its own",
            "Read all of it and allow it without `--apart`, or ask its authors for one with "
            f"{', '.join(APART[1:-1])} and {APART[-1]} alone.",
        )
    if sys.platform == "win32":
        raise NotTakenError("rejected", _WINDOWS, "Run it on Linux.")
    if policy.without_walls:
        return
    try:
        check_walls()
    except NoWallsError as error:
        raise NotTakenError("rejected", f"{error}; it is not run", _WITHOUT) from None


def _check_nobody_else_reads(policy: Allowed, program: Program) -> None:
    """Refuses a folder for what is kept in which plugins may read: each could read what another made there."""
    if policy.keeps_in is None:
        return
    kept = Path(policy.keeps_in).resolve()
    python = Path(policy.python or sys.executable).resolve()
    readable = [*program.readable, sys.base_prefix, *sys.path, str(python.parents[1] / "lib")]
    if any(kept.is_relative_to(Path(folder).resolve()) for folder in readable if folder):
        raise NotTakenError(
            "rejected",
            "the folder in which it keeps what it makes stands among packages or libraries, where every plugin reads",
            "Name another with `svh plugins allow {name} --apart --keep-in`.",
        )


def _check_hooks(told: Offered, manifest: Manifest) -> None:
    unknown = sorted(set(told.hooks) - set(HOOKS))
    if unknown:
        named = unknown[0] if _HOOK.fullmatch(unknown[0]) else "of one of its names"
        raise NotTakenError("rejected", f"there is no hook {named}")
    if told.unmarked:
        raise NotTakenError("rejected", f"its {min(told.unmarked)} is not marked with hookimpl")
    if told.wraps:
        raise NotTakenError("rejected", "a hook of it wraps what others do")
    if "svh_describe" not in told.hooks:
        raise NotTakenError("rejected", "it has no svh_describe that is marked with hookimpl")
    untold = set(told.hooks) ^ set(manifest.hooks) ^ ({"svh_describe"} - set(manifest.hooks))
    if untold:
        raise NotTakenError("rejected", f"its svh-plugin.toml and its code do not agree on {min(untold)}")
    if told.hooks.get("svh_follow", []) not in ([], ["disclosed"]):
        raise NotTakenError("rejected", "a hook of it takes what is not given: svh_follow")


def _said(error: NotDoneError) -> str:
    return error.told if error.status == "stopped" else f"raised {error.told}"


def _not_here(*_: Any) -> None:
    """Stands for a hook that was asked already, in a process of its own."""
