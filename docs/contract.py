"""The page of the promises that every plugin keeps, made from the contract that tries them."""  # noqa: INP001 - beside a script

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from svh_core.testing.contract.every_check import EVERY_CHECK

INTRODUCTION: Final = """\
# What a plugin promises

`svh plugins verify NAME` tries these on a plugin that is installed, and `plugin_contract` makes a test of each:

```text
import svh_voorbeeld
from svh_core.testing import plugin_contract

TestContract = plugin_contract(svh_voorbeeld)
```

A promise that is not about this plugin is passed over: one without reports promises nothing of reports. A promise may
be left out with a reason, `plugin_contract(svh_voorbeeld, leave_out={"it_is_imported_quickly": "..."})`; those of
privacy never, nor those that others start from.

A plugin that has nothing but exporters, reports and `svh_follow` can run in a process of its own, and is looked at
both ways: the tests whose names end in `_in_its_own_process` are the same ones there, but for those that are about the
process of the app. `svh plugins verify NAME --apart` tries only these, and runs nothing of the plugin elsewhere: that
is for a plugin that nobody read.

What a plugin that follows makes stands outside this library: in a folder, in a table, at a service. So its author says
how to look at it, with `made`: a function that gives what was made so far, as something that can be compared.

```text
TestContract = plugin_contract(svh_voorbeeld, made=lambda: [file.read_text() for file in sorted(OUTBOX.iterdir())])
```

Have the plugin write to a place of the test, and give all of what is in it. Two promises look there: for [what is made
twice](#the_same_entry_is_made_once), and for [words that were closed since](#what_was_closed_is_let_go). Without
`made`, as with `svh plugins verify`, what a follower keeps cannot be looked at: those two are passed over.

The contract finds what plugins do wrong by mistake. What it cannot find stands in [What isolation does not
give](../explanation/isolation.md).
"""

GROUPS: Final = {
    "loading": "How it is loaded",
    "privacy": "Privacy: never left out",
    "files": "The files it makes",
    "neighbours": "What is around it",
    "following": "Following",
    "reports": "Reports",
    "own_events": "Events of its own",
}


def parts() -> Iterator[str]:
    """The page, piece by piece."""
    yield INTRODUCTION
    for group, checks in itertools.groupby(EVERY_CHECK, key=lambda one: one.group):
        yield f"## {GROUPS[group]}"
        for one in checks:
            yield f"### {one.name}"
            yield f"{one.sentences['en']}  \n*{one.sentences['nl']}*"
            yield f"Why: {one.why}"
            yield f"Where it is broken: {one.next}"
