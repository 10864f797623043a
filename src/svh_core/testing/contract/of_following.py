"""Checks of a plugin that follows along: it makes each entry once, and lets go of what is closed or forgotten.

What a follower makes stands outside this library. Its author says how to look at it, with `made`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

from svh_core.plugins.calling import what_went_wrong
from svh_core.plugins.disclosed import Disclosed, DisclosedCase
from svh_core.testing.canaries import canaries
from svh_core.testing.contract.changing import (
    forgetting,
    in_each_case,
    saying,
    with_unknown_events,
    without_fields,
)
from svh_core.testing.contract.checking import broken, check, not_looked_at
from svh_core.testing.contract.hearing import hearing
from svh_core.testing.contract.reaching import nothing_to_watch, watching
from svh_core.testing.contract.stage import Stage
from svh_core.testing.contract.under_test import UnderTest
from svh_core.testing.hostile import HOSTILE

CASE: Final = "dossier-gevolgd"
_FAR_AWAY: Final = (
    "it reaches for {what}; give it somewhere else to write to in a test, and say what it made with `made`"
)


@check("following", needs=["a_casebook_takes_it_in"])
def it_follows_whatever_comes(plugin: UnderTest) -> None:
    """svh_follow takes every entry: ordinary and unknown ones, without fields, forgotten, and with hostile words.

    nl: svh_follow kan tegen alles wat komt: gewoon, onbekend, zonder velden, vergeten en met vreemde tekst.

    Why: where it raises it is called again with the same, and in the end it is put aside until somebody looks at it.

    Next: ask for events with `case.of(...)`, and for fields with `entry.data.get(...)`. Where it needs a place to write
    to, give it one for the test.
    """
    given = _stage(plugin).given(CASE)
    for what, changed in _WHATEVER.items():
        deliver(plugin, in_each_case(given, changed), what)


@check("following", needs=["it_follows_whatever_comes"], here_only=True)
def the_same_entry_is_made_once(plugin: UnderTest) -> None:
    """What svh_follow is given a second time, with the same numbers, changes nothing.

    nl: Wat svh_follow nog een keer krijgt, verandert niets.

    Why: an entry is delivered at least once: after a failure it comes again.

    Next: keep the case and the number of each entry with what is made of it, and look there first.
    """
    made = _made(plugin)
    given = _stage(plugin).given(CASE)
    deliver(plugin, given)
    before = repr(made())
    deliver(plugin, given)
    if repr(made()) != before:
        broken("it makes an entry twice that is delivered twice")


@check("privacy", needs=["it_follows_whatever_comes"], here_only=True)
def what_was_closed_is_let_go(plugin: UnderTest) -> None:
    """Once svh_follow is told that categories were closed, nothing of them is in what it made.

    nl: Als svh_follow hoort dat iets dicht is, laat de plugin los wat die daarvan had.

    Why: a withdrawal holds at once, also for copies.

    Next: remove what was made of `case.case` where `case.closed` names a category, and copies of `case.forgotten`.
    """
    made = _made(plugin)
    given = _stage(plugin).given(CASE)
    deliver(plugin, given)
    deliver(plugin, in_each_case(given, _closed))
    for category, words in canaries(CASE).items():
        if words in repr(made()):
            broken(f"it still has words of {category}, which was closed")


@check("privacy", needs=["it_follows_whatever_comes"])
def a_follower_logs_nobodys_words(plugin: UnderTest) -> None:
    """svh_follow says nobody's words in a log, on the screen or in a warning.

    nl: svh_follow zet niemands woorden in een logboek, op het scherm of in een waarschuwing.

    Why: logs are read by others than those the resident consented to, are copied, and are kept.

    Next: log the number and the name of an entry, and never its data.
    """
    given = _stage(plugin).given(CASE)
    with hearing() as heard:
        deliver(plugin, given)
    for category, words in canaries(CASE).items():
        if (where := heard.where(words)) is not None:
            broken(f"words of {category} are in {where}")


@check("following", needs=["it_follows_whatever_comes"])
def its_own_disclosures_never_come_back(plugin: UnderTest) -> None:
    """A delivery is written down in the case, and that is not delivered in its turn.

    nl: Dat er iets is doorgegeven, staat in het trail, en wordt niet opnieuw doorgegeven.

    Why: else each delivery would have to be delivered, for ever.

    Next: this is for the host to see to; tell the authors of svh-core.
    """
    stage = _stage(plugin)
    with watching() if plugin.is_here else nothing_to_watch() as reached:
        first = stage.book.plugins.follow(plugin.name)
        second = stage.book.plugins.follow(plugin.name)
    if reached.what is not None:
        not_looked_at(_FAR_AWAY.format(what=reached.what))
    if not all(one.is_well for one in (*first, *second)):
        broken(f"following ends in {next(one.error for one in (*first, *second) if not one.is_well)}")
    if any(one.entries for one in second):
        broken("a second delivery has entries in it, and nothing was decided since the first")


def deliver(plugin: UnderTest, given: Disclosed, what: str = "ordinary entries") -> None:
    """Calls svh_follow, a case at a time, as the host does.

    Raises:
        BrokenError: it fails.
        NotLookedAtError: it would reach for something outside.
    """
    hook = plugin.loaded.hooks["svh_follow"]
    for case in given.cases:
        told = {"disclosed": attrs.evolve(given, cases=(case,))}
        failed: BaseException | None = None
        with watching() if plugin.is_here else nothing_to_watch() as reached:
            try:
                hook.function(*[told[name] for name in hook.takes])
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
                failed = error
        if reached.what is not None:
            not_looked_at(_FAR_AWAY.format(what=reached.what))
        if failed is not None:
            broken(f"svh_follow fails on {what}: {what_went_wrong(failed)}")


def _stage(plugin: UnderTest) -> Stage:
    if "svh_follow" not in plugin.loaded.hooks:
        not_looked_at("it does not follow")
    stage = Stage(plugin, CASE)
    stage.consent(CASE)
    return stage


def _made(plugin: UnderTest) -> Callable[[], object]:
    if "svh_follow" not in plugin.loaded.hooks:
        not_looked_at("it does not follow")
    return plugin.made or not_looked_at("nobody says what it made; use plugin_contract(..., made=...)")


def _closed(case: DisclosedCase) -> DisclosedCase:
    return attrs.evolve(case, entries=(), people={}, categories=(), closed=case.categories)


def _as_it_is(case: DisclosedCase) -> DisclosedCase:
    return case


_WHATEVER: Final[dict[str, Callable[[DisclosedCase], DisclosedCase]]] = {
    "ordinary entries": _as_it_is,
    "events that nobody knows": with_unknown_events,
    "entries of which no field may be seen": without_fields,
    "words that were forgotten": forgetting,
    "categories that were closed": _closed,
    **{f"words such as {hostile[:20]!a}": saying(hostile) for hostile in HOSTILE},
}
