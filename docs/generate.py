"""Writes the pages of `reference/` that can be read from the code: events, rules, signals, and what stays readable.

`python docs/generate.py` writes them. With `--check` it writes nothing, and ends with 1 where a page is out of date.
"""  # noqa: INP001 - a script, and no part of a package

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import contract
import hooks

from svh_core.domain.auditing import NOTICES, SENTENCES
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.fields import Field
from svh_core.domain.rulebook import Concept, EventKind, Rule, StreamKind
from svh_core.views.settings import DEFAULTS
from svh_core.views.signals import SIGNALS, Kind, Signal
from svh_core.views.sources import cited

REFERENCE: Final = Path(__file__).parent / "reference"
MADE: Final = "<!-- Made by docs/generate.py from the code; do not edit by hand. -->"

EVENTS: Final = """\
# Events

What can be recorded. An event is a decision or a fact; its fields say only what was decided. Who, when and why stand
on the entry: see [scripts](scripts.md).

Each event says in which **domain** of the resident's regie it falls, **whose** it is to decide, and how far it can be
decided in the resident's place (*yields to*). What these words mean stands in [Regie](../explanation/regie.md).

How a field is written:

| Type | In a script | Is |
|---|---|---|
| `Person`, `Goal`, `Meeting`, ... | text | an identifier: 1 to 64 letters, digits, `-`, `_`, `.` or `:` |
| `new Goal`, ... | text | the same, not used before in this case |
| `Entry` | number | the number of an entry of this case |
| `a\\|b` | text | one of these |
| `words(of=resident)` | text | free words; stored sealed. `of` says whose they are |
| `sealed(a\\|b, of=resident)` | as without `sealed` | a choice or number that is stored like words |
| `tag` | text | 1 to 64 letters, digits, `.`, `_`, `:`, `/` or `-`; never prose |
| `int` | number | a whole number from 0 |
| `bool` | `true` or `false` | |
| `date` | text | `2017-02-06` |
| `moment` | text | `2017-02-06T10:00:00+01:00`; the offset is required |
| `...*` | list | any number of these |

`of=author` is who decided the entry; `of=person` is who stands in the field `person` or `giver`. The **category** is
what a consent speaks of. Some names mean something in Python; there a line stands behind the name, as in `from_`.
"""

RULES: Final = """\
# Rules

What must hold. The same rules are asked when a decision is recorded and when a log is checked, so a refusal and a
finding are the same sentence with the same id. They are asked in the order of this page, and the first broken one is
told.

An id never changes its meaning and is never used for another rule. Each entry is judged by the edition of the rules
that was adopted when it was recorded.
"""

FOLLOWS: Final = """\
## What follows by itself

Some entries bring another one along, in the same moment, entered by `core`. Nobody writes these by hand.
"""

FINDINGS: Final = """\
## What else a check can find

These are about the form of the log, not about a decision. `svh check` ends with 6 where it finds one, and with 1 where
it finds only broken rules. A *notice* is nothing wrong.
"""

SIGNALS_PAGE: Final = """\
# Signals

What may deserve attention. A signal refuses nothing and is never recorded: it is worked out from the entries, for the
day that is asked about. What signals are and are not stands in [Figures and
signals](../explanation/figures.md); `svh signals` and `Look.signals` tell those that hold.

An id never changes its meaning and is never used for another signal. Where several sentences stand under an id, the
case says which of them is told.

What is **on** is told by itself. What is off is told where somebody asks for it: `svh signals --on ID`, or
`--on all`; in Python `look.signals(also=["ID"])`. An organisation may switch some on for its teams.

Each says where it comes from: the document, and the [item of the method](../explanation/coverage.md) in it. Where it
goes by a number, that is told with who says so. Some numbers an organisation may [set for
itself](../how-to/set-the-numbers.md); the name of the setting stands with them. In a sentence, *N* stands for a number
that is told.
"""

OF_KIND: Final = {
    Kind.REGIE: """\
These are about the resident's regie, and speak to the resident. Most go on until the resident has said what they think
of the entry; [no explanation](rules.md#regie_is_answered_not_explained) ends them. They also go on after a pause, a
stop or a close.
""",
    Kind.GUIDE: """\
These are about the guideline of the method. Whoever departs from it on purpose says so once, with
[signal.explained](events.md#signalexplained); then the signal is silent for that subject, until the day that is named.
After a pause, a stop or a close they are silent until the resident goes on.
""",
    Kind.LAW: "These are about what the law asks. They also go on after a pause, a stop or a close.",
    Kind.SAFETY: "These are about safety. They also go on after a pause, a stop or a close.",
    Kind.ORG: """\
These are about an organisation, and not about a case: `svh signals organisation/ORG --on all` tells those that hold. A
case has only those of an organisation's own, which plugins bring; they are told to whom all of their category is open.
""",
}

WHERE: Final = {
    StreamKind.CASE: "",
    StreamKind.LOG: "These stand in the stream of the casebook itself, `log/` and its origin, not in a case.",
    StreamKind.PRIVATE: "These stand in a private book, `private/` and a random name, not in a case.",
    StreamKind.ORGANISATION: "These stand in the stream of an organisation, `organisation/` and its id, not in a case.",
}

READABLE: Final = """\
# What stays readable

Words are sealed: without their key nobody reads them. What rules, standing and figures need is not. This page lists,
field by field, what whoever has the file `casebook.db` can read **without any key**. It is personal data, so the disk
and the backups have to be encrypted too. It stays readable after somebody's words were forgotten, until the whole case
is destroyed. How sealing works stands in [Sealing and forgetting](../explanation/sealing.md).

## On every entry

| What | Readable | Says |
|---|---|---|
| the stream | yes | the identifier of the case, or the name of another stream |
| the number, the name of the event | yes | that something of this kind was decided, and in which order |
| `by`, `entered_by`, `on_behalf_of`, `because[].by` | yes | identifiers of people, never their names |
| `at`, `recorded_at` | yes | when it was decided, and when it was written down |
| `edition`, `caused_by`, `source`, `meeting` | yes | the rules, what it follows from, where it was imported from |
| `reason`, `because[].words` | no | |
| a sealed word | no | but whose it is, where it stands, the id of its key, and about how long it is |

"About how long" is in steps of 32 bytes. Nothing else of an entry is stored. Identifiers say nothing about anybody as
long as they are random, or the app's own.
"""

READABLE_BESIDE: Final = """\
## Beside the entries

| Where | Readable | Says |
|---|---|---|
| `stored_snapshots` | as the entries | the case after an entry, made of what is readable here and of sealed words |
| `recorded_once` | yes | the request ids that the app passed as `once` |
| `kept_rows` | yes | of each case its last number, its organisation, the signals that hold and what they are about |
| `casebook` | yes | the format, the random name of the log, how words are sealed |
| the vault: `keys` | as the entries | which key belongs to which stream, person and entry; the key itself is wrapped |
| the vault: `pools` | no | keys that were made and not used yet, wrapped |
| the vault: `links` | no | references of the app and owners of private books, under keyed digests |

## What is left when something goes

| After | Stays readable | Is gone for good |
|---|---|---|
| forgetting a passage | everything on this page | the words of that person in that entry |
| forgetting a person | everything on this page | all their words, and their name |
| destroying a case | its identifier, how many entries, a digest of each | everything else: who, when, and every word |
"""

STANDS_IN: Final = {
    StreamKind.CASE: "a case",
    StreamKind.ACCESS: "the stream of looks and destroyed cases, `access/` and the origin",
    StreamKind.PRIVATE: "a private book",
    StreamKind.ORGANISATION: "the stream of an organisation",
}


def events_page() -> str:
    """The page about every event, concept by concept."""
    concepts = [concept for concept in CORE_RULEBOOK.concepts if concept.kinds]
    parts = [EVENTS, *(part for concept in concepts for part in _events_of(concept))]
    return _page(parts)


def _events_of(concept: Concept) -> Iterator[str]:
    yield f"## {concept.name.capitalize()}"
    yield WHERE[concept.stream]
    for kind in concept.kinds:
        yield from _event(kind, concept)


def _event(kind: EventKind, concept: Concept) -> Iterator[str]:
    yield f"### {kind.name}"
    yield f"{kind.sentence_in('en')}  \n*{kind.sentence_in('nl')}*"
    yields = f" · yields to: {_words(kind.yields)}" if kind.yields is not None else ""
    yield f"In Python: `{kind.cls.__name__}` · domain: {kind.domain} · whose: {kind.whose}{yields}"
    if kind.also_in or kind.stream is not concept.stream:
        yield f"Stands in: {'; '.join(STANDS_IN[stream] for stream in (kind.stream, *kind.also_in))}."
    if kind.fields:
        yield "\n".join(["| Field | Type | Required | Category |", "|---|---|---|---|", *map(_field, kind.fields)])


def _field(field: Field) -> str:
    notation = field.notation.replace("|", "\\|")
    in_python = f", `{field.attribute}` in Python" if field.attribute != field.name else ""
    return f"| `{field.name}`{in_python} | `{notation}` | {'no' if field.optional else 'yes'} | {field.category} |"


def _words(value: str) -> str:
    return value.replace("_", " ")


def rules_page() -> str:
    """The page about every rule, in the order in which they are asked."""
    editions = range(1, CORE_RULEBOOK.edition + 1)
    digests = [f"| {edition} | `{CORE_RULEBOOK.digest(edition)}` |" for edition in editions]
    parts = [
        RULES,
        "\n".join(["| Edition | SHA-256, as `rulebook.adopted` records it |", "|---|---|", *digests]),
        *(part for concept in CORE_RULEBOOK.concepts if concept.rules for part in _rules_of(concept)),
        FOLLOWS,
        "\n".join(_following()),
        FINDINGS,
        "\n".join(_findings()),
    ]
    return _page(parts)


def _rules_of(concept: Concept) -> Iterator[str]:
    yield f"## {concept.name.capitalize()}"
    for rule in concept.rules:
        yield f"### {rule.id}"
        yield f"{rule.sentence_in('en')}  \n*{rule.sentence_in('nl')}*"
        yield f"About: {_about(rule)} · {_in_editions(rule)}"


def _about(rule: Rule) -> str:
    if not rule.about:
        return "every event" if rule.every_stream else "every event of a case"
    return ", ".join(_link(name) for name in rule.about)


def _in_editions(rule: Rule) -> str:
    return f"since edition {rule.since}" + (f", until edition {rule.until}" if rule.until is not None else "")


def _link(name: str) -> str:
    return f"[{name}](events.md#{name.replace('.', '')})"


def _following() -> Iterator[str]:
    for concept in CORE_RULEBOOK.concepts:
        for names, function in concept.consequences:
            told = " ".join((function.__doc__ or "").split())
            yield f"- {', '.join(_link(name) for name in names)}: {told}"


def _findings() -> Iterator[str]:
    yield "| Id | Says | Means |"
    yield "|---|---|---|"
    for finding, says in SENTENCES.items():
        yield f"| `{finding}` | {says['en']}<br>*{says['nl']}* | {'notice' if finding in NOTICES else 'broken'} |"


def signals_page() -> str:
    """The page about every signal, kind by kind, those that are on before the others."""
    kinds = [kind for kind in Kind if any(one.kind is kind for one in SIGNALS.values())]
    return _page([SIGNALS_PAGE, *(part for kind in kinds for part in _signals_of(kind))])


def _signals_of(kind: Kind) -> Iterator[str]:
    yield f"## {kind.value.capitalize()}"
    yield OF_KIND[kind]
    of_kind = [one for one in SIGNALS.values() if one.kind is kind]
    for one in sorted(of_kind, key=lambda one: not one.on_by_default):
        yield from _signal(one)


def _signal(one: Signal) -> Iterator[str]:
    yield f"### {one.id}"
    for sentence in one.sentences.values():
        yield _PLACE.sub("N", f"{sentence['en']}  \n*{sentence['nl']}*")
    yield f"Kind: {one.kind.value} · {'on' if one.on_by_default else 'off'} by default  \nFrom: {_from(one)}"


_PLACE: Final = re.compile(r"\{\w+\}")


def _from(one: Signal) -> str:
    """Where a signal comes from, and the number it goes by."""
    number = one.number_in(DEFAULTS)
    told = cited(one.items, "en")
    if number is None:
        return told
    setting = f"; set with `{one.number}`" if isinstance(one.number, str) else ""
    return f"{told}  \nNumber: {number.said('en')} ({number.source['en']}){setting}"


def readable_page() -> str:
    """The page about what stands in clear, event by event."""
    parts = [READABLE, "## Of each event", *(part for kind in CORE_RULEBOOK.kinds.values() for part in _readable(kind))]
    return _page([*parts, READABLE_BESIDE])


def _readable(kind: EventKind) -> Iterator[str]:
    yield f"### {kind.name}"
    clear = [f"`{field.name}` ({field.category})" for field in kind.fields if field.of is None]
    sealed = [f"`{field.name}` ({field.category}, of the {_whose(field)})" for field in kind.fields if field.of]
    yield f"Readable: {', '.join(clear) or 'nothing'}  \nSealed: {', '.join(sealed) or 'nothing'}"


def _whose(field: Field) -> str:
    return {"resident": "resident", "person": "person concerned", "author": "one who decided"}[str(field.of)]


def _page(parts: Iterable[str]) -> str:
    title, *rest = (part.strip("\n") for part in parts if part)
    heading, _, introduction = title.partition("\n")
    return "\n\n".join([heading, MADE, introduction.strip("\n"), *rest]) + "\n"


def hooks_page() -> str:
    """The page about every hook of plugins."""
    return _page(hooks.parts())


def contract_page() -> str:
    """The page about every promise of a plugin."""
    return _page(contract.parts())


PAGES: Final[dict[str, Callable[[], str]]] = {
    "hooks.md": hooks_page,
    "plugin-contract.md": contract_page,
    "events.md": events_page,
    "rules.md": rules_page,
    "signals.md": signals_page,
    "what-stays-readable.md": readable_page,
}


def main() -> int:
    """Writes the pages, or says which are not up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where a page is out of date")
    check = parser.parse_args().check
    stale = 0
    for name, page in PAGES.items():
        path, made = REFERENCE / name, page()
        if path.exists() and path.read_text(encoding="utf-8") == made:
            continue
        stale += 1
        sys.stderr.write(f"{path.relative_to(Path(__file__).parents[1])} {'is out of date' if check else 'written'}\n")
        if not check:
            path.write_text(made, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
