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

A whole plugin stands under [Events of your own](#events-of-your-own).
"""

GIVEN: Final = """\
## What a plugin is given

Copies, frozen and plain: texts, numbers, lists, dictionaries, days and moments. There is no casebook, no log, no key
and no connection in them. What the recipient may not see is not there at all.
"""

OWN_EVENTS: Final = """\
## Events of your own

A whole plugin with one event, a rule and its phrases. It is tried as it stands here; of `svh-plugin.toml` it needs the
same id, organisation, purposes and categories, and the names of its four hooks.

```python
from typing import Literal

from svh_core import Case, Concept, Description, Entry, OwnEvent, PersonId, Tag, Whose, Words, hookimpl, private

visits = Concept("svh-visits", category="care")


@visits.event("svh-visits.made", whose=Whose.ANYONE)
class VisitMade(OwnEvent):
    \"""A volunteer came to see the resident.

    nl: Een vrijwilliger kwam langs bij de inwoner.
    \"""

    volunteer: PersonId
    went: Literal["well", "not_well"]
    where: Tag | None = None
    words: Words | None = private(of="author", default=None)

    def changes(self, own, entry):
        return {**own, "visits": own.get("visits", 0) + 1, "last": entry.number}


@visits.rule()
def who_came_tells_of_it(entry: Entry[VisitMade], case: Case) -> bool:
    \"""A visit is told by whoever came.

    nl: Wie langskwam, vertelt dat zelf.
    \"""
    return entry.by == entry.event.volunteer


PHRASES = {
    "en": {
        "svh-visits.made": "{volunteer} came to see {resident!o}[ ({where})]. It went {went}.[ They said: {words}]",
        "svh-visits.made.went.not_well": "not so well",
    },
    "nl": {
        "svh-visits.made": "{volunteer} kwam langs bij {resident!o}[ ({where})]. Het ging {went}.[ Die zei: {words}]",
        "svh-visits.made.went.well": "goed",
        "svh-visits.made.went.not_well": "niet zo goed",
    },
}


@hookimpl
def svh_describe():
    return Description(id="svh-visits", organisation="Buurtteam Oost", purposes=["support_group"], categories=["care"])


@hookimpl
def svh_events():
    return [VisitMade]


@hookimpl
def svh_rulebook():
    return visits


@hookimpl
def svh_phrases(language):
    return PHRASES[language]
```

- **The concept** has the id of the plugin for a name. Its `category` is what a consent has to open for others to see
  these events; a field can have one of its own.
- **The name** of an event begins with that id and a dot. Names and fields are for ever: they stand in logs.
- **It is a fact**: `whose=Whose.ANYONE`, and no domain. No organisation's event is a decision of the resident.
- **The docstrings** are its sentence in English and, behind `nl:`, in Dutch; those of a rule are what somebody reads
  who is refused. Both languages have to be there.
- **The fields** are annotations: ids of the case (`PersonId`, `MeetingId`, `GoalId` and so on), `Literal` for a closed
  list, `Tag` for a word that is never prose, `int`, `bool`, `date`, `datetime`, and tuples of those. What may be left
  out is `... | None = None`.
- **Words** that somebody says or writes are `Words`, always with `private(of=...)`: whose they are, so that they can
  be forgotten. `author` is who decided the entry, `person` is who stands in a field `person` or `giver`, and `resident`
  the resident. They are stored sealed, and neither `changes` nor a rule ever sees them.
- **`changes(own, entry)`** gives what the plugin keeps of the case from then on: `own` is what it kept before. Plain
  data only. It stands in `case.of_plugin["svh-visits"]` for its rules and signals, and in `case.own` of what is handed
  over.
- **A rule** is about the event that `Entry[...]` names; these types have to be there. It is given the entry and the
  case as it was before. What comes back false refuses the entry. Its id has that of the plugin in front:
  `svh-visits.who_came_tells_of_it`.
- **In a phrase**, `{name}` is a field, or `by`, `entered_by` or `resident`; `{name!o}` is a person to whom something is
  done, and `{name!p}` whose something is. What stands between `[` and `]` is left out where a place in it has nothing.

An app records it as any other event, `book.record(case, VisitMade(...), by=...)`, and a script by its name.
"""

VIEWS_TOLD: Final = """\
### Views

What an exporter or a report can ask in `views` beside the entries, and finds in `case.views["plan"]`. It holds
what the command tells with `--json`, without what the recipient may not see; a view that is closed is not there.

| View | Is what is told by |
|---|---|
"""

TOLD_BY: Final = {
    "plan": "svh plan",
    "phases": "svh phases",
    "triad": "svh triad",
    "network": "svh network",
    "hours": "svh hours",
    "care": "svh care",
    "measurements": "svh measurements",
    "figures": "svh regie",
    "state": "svh show",
    "disclosures": "svh disclosures",
}

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
    yield VIEWS_TOLD + "\n".join(
        f"| `{view}` | [`{TOLD_BY[view]}`](command.md#{TOLD_BY[view].replace(' ', '-')}) |" for view in offers.VIEWS
    )
    yield OWN_EVENTS


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
