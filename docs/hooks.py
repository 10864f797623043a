"""The page of the hooks, made from `svh_core.plugins`: what each says, who uses it, and what tries it."""  # noqa: INP001 - beside a script

from __future__ import annotations

import inspect
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from svh_core.plugins import disclosed, hookspecs, offers

ROOT: Final = Path(__file__).parent.parent

INTRODUCTION: Final = """\
# Hooks

What a plugin can answer. Begin with [your first plugin](../tutorial/first-plugin.md); what keeps plugins apart from
each other and from the casebook, and what does not, stands in [What isolation does not
give](../explanation/isolation.md).

A plugin is a package that is installed beside svh-core, has an entry point in the group `svh`, and says who it is in a
file `svh-plugin.toml`. It marks its hooks with `hookimpl` (`from svh_core import hookimpl`). Every hook is called by
itself for each plugin, by the ids of the plugins; one that fails takes nothing of another's along, nor a decision.
What failed is in the log of the process with the names of plugin and hook, in `svh plugins list` where it lasts, and
in the exit status of the command. The text of an error is never told, for it may hold a person's words: only its kind
and the line of the plugin's code are.
"""

GIVEN: Final = """\
## What a plugin is given

Copies, frozen and plain: texts, numbers, lists, dictionaries, days and moments. There is no casebook, no log, no key
and no connection in them. What the recipient may not see is not there at all.
"""

OFFERED: Final = """\
## What a plugin offers

Made by the plugin, looked at by the host before it is used.
"""

SECTIONS: Final = ("When", "Receives", "Never receives", "Returns", "When it raises")

GIVEN_CLASSES: Final = (disclosed.Disclosed, disclosed.DisclosedCase, disclosed.DisclosedEntry, offers.Reported)
OFFERED_CLASSES: Final = (
    offers.Description,
    offers.Exporter,
    offers.Report,
    offers.Table,
    offers.OwnSignal,
    offers.Noticed,
    offers.OwnWords,
)


def parts() -> Iterator[str]:
    """The page, piece by piece."""
    yield INTRODUCTION
    yield "## Each hook"
    for name in hookspecs.HOOKS:
        yield from _hook(name)
    for text, classes in ((GIVEN, GIVEN_CLASSES), (OFFERED, OFFERED_CLASSES)):
        yield text
        for cls in classes:
            yield from _class(cls)


def _hook(name: str) -> Iterator[str]:
    function = getattr(hookspecs.Hooks, name)
    summary, told, example = _read(inspect.getdoc(function) or "")
    yield f"### {name}"
    yield f"`{_signature(function)}`"
    yield summary
    yield "\n".join(["| | |", "|---|---|", *(f"| {section} | {_cell(told[section])} |" for section in SECTIONS)])
    yield f"```text\n{example}\n```"
    tried = ", ".join(f"`{path}`" for path in _tried_in(name))
    yield f"Used by: {', '.join(sorted(_used_by(name)))}. Tried in: {tried}."


def _signature(function: Any) -> str:
    parameters = [one for one in inspect.signature(function).parameters.values() if one.name != "self"]
    told = ", ".join(f"{one.name}: {one.annotation}" for one in parameters)
    return f"{function.__name__}({told}) -> {inspect.signature(function).return_annotation}"


def _read(doc: str) -> tuple[str, Mapping[str, str], str]:
    """The first sentence of a docstring, its sections by name, and the example."""
    before, _, example = doc.partition("\nExample:\n")
    summary, _, rest = before.partition("\n\n")
    told = dict.fromkeys(SECTIONS, "")
    for part in re.split(rf"^(?=(?:{'|'.join(SECTIONS)}):)", rest, flags=re.MULTILINE):
        section, mark, text = part.partition(":")
        if mark:
            told[section] = " ".join(text.split())
    return " ".join(summary.split()), told, textwrap.dedent(example).strip()


def _cell(text: str) -> str:
    return (text[:1].upper() + text[1:]).replace("``", "`").replace("|", "\\|")


def _used_by(name: str) -> Iterator[str]:
    """The plugins of this repository that answer a hook, and the core where it does."""
    for manifest in sorted(ROOT.glob("plugins/*/src/*/svh-plugin.toml")):
        told = tomllib.loads(manifest.read_text("utf-8"))
        if name in {*told["hooks"], "svh_describe"}:
            yield f"[{told['id']}](../../plugins/{told['id']}/README.md)"


def _tried_in(name: str) -> list[str]:
    """The tests in which a plugin answers a hook."""
    found = (path for path in sorted(ROOT.glob("tests/plugins/*.py")) if f"def {name}(" in path.read_text("utf-8"))
    return [str(path.relative_to(ROOT)) for path in found]


def _class(cls: type[Any]) -> Iterator[str]:
    summary, _, rest = (inspect.getdoc(cls) or "").partition("\n\nAttributes:\n")
    yield f"### {cls.__name__}"
    yield " ".join(summary.split()).replace("``", "`")
    yield "\n".join(["| Attribute | Is |", "|---|---|", *_attributes(rest)])


def _attributes(told: str) -> Iterator[str]:
    for part in re.split(r"^ {4}(?=\S)", told, flags=re.MULTILINE):
        name, mark, text = part.partition(":")
        if mark:
            yield f"| `{name.strip()}` | {_cell(' '.join(text.split()))} |"
