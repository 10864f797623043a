"""Checks of the files that a plugin makes: whatever it is given, they can be made, read, and made again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

import attrs

from svh_core.plugins import calling
from svh_core.plugins.calling import what_went_wrong
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.offers import Exporter
from svh_core.plugins.written import written_as
from svh_core.testing.contract.changing import (
    KANARIE,
    forgetting,
    in_each_case,
    saying,
    with_unknown_events,
    without_fields,
    without_views,
)
from svh_core.testing.contract.checking import broken, check, not_looked_at
from svh_core.testing.contract.files import in_one, parts, text_of
from svh_core.testing.contract.process import differences, shared
from svh_core.testing.contract.stage import Stage, empty
from svh_core.testing.contract.tables import what_is_wrong_with
from svh_core.testing.contract.under_test import UnderTest
from svh_core.testing.hostile import HOSTILE
from svh_core.testing.playing import AFTERWARDS

CASE: Final = "dossier-een"
SECOND: Final = "dossier-twee"


@check("loading", needs=["a_casebook_takes_it_in"])
def its_files_can_be_made(plugin: UnderTest) -> None:
    """Each exporter makes its file of ordinary cases.

    nl: Elke exporteur maakt zijn bestand van gewone steungroepen.

    Why: all other checks of files start from one that can be made.

    Next: call its `write` with `run_plugin` in a test of your own, and read what is raised.
    """
    stage = _stage_with_consent(plugin, CASE, SECOND)
    before = shared()
    for name, exporter in _exporters(plugin).items():
        written(name, exporter, stage.given(CASE, SECOND, views=exporter.views))
        stage.export(name)
    plugin.changed = differences(before, shared())  # a change that is made once is made now


@check("files", needs=["its_files_can_be_made"])
def no_cases_make_a_file_too(plugin: UnderTest) -> None:
    """Each exporter makes its file where there is no case in it.

    nl: Elke exporteur maakt zijn bestand ook als er geen steungroep in zit.

    Why: on most days most recipients may see nothing; that is an answer too.

    Next: let `write` give a file with its heading only.
    """
    stage = _stage_with_consent(plugin, CASE)
    for name, exporter in _exporters(plugin).items():
        written(name, exporter, empty(stage.given(CASE)))


@check("files", needs=["its_files_can_be_made"])
def the_same_is_made_of_the_same(plugin: UnderTest) -> None:
    """Each exporter makes the same file of the same disclosure, byte for byte, and asks no clock.

    nl: Elke exporteur maakt van hetzelfde steeds hetzelfde bestand, en kijkt niet op de klok.

    Why: who gets a file can hold it against an earlier one only if nothing changes by itself.

    Next: use `disclosed.made_at` for the time and `disclosed.pseudonym` for ids; sort what comes out of a set.
    """
    stage = _stage_with_consent(plugin, CASE, SECOND)
    for name, exporter in _exporters(plugin).items():
        given = stage.given(CASE, SECOND, views=exporter.views)
        first, second = written(name, exporter, given), written(name, exporter, given)
        if first != second:
            broken(f"{name} makes another file of the same")
        today = datetime.now(UTC).date()
        for told in (today.isoformat(), today.strftime("%Y%m%d"), today.strftime("%d-%m-%Y")):
            if any(told.encode() in part for part in parts(first).values()):
                broken(f"{name} has the day of today in it; it was made on {AFTERWARDS.date()}")


@check("files", needs=["its_files_can_be_made"])
def events_it_does_not_know_are_passed_over(plugin: UnderTest) -> None:
    """Each exporter makes its file where there are events that it does not know, and fields that are not there.

    nl: Elke exporteur maakt zijn bestand ook als er onbekende gebeurtenissen in zitten, of als er velden ontbreken.

    Why: a later version of the method has other events, an older one has fewer fields, and a field that may not be seen
    is not there at all.

    Next: ask for events with `case.of(...)`, and for fields with `entry.data.get(...)`.
    """
    stage = _stage_with_consent(plugin, CASE, SECOND)
    for name, exporter in _exporters(plugin).items():
        given = stage.given(CASE, SECOND, views=exporter.views)
        written(name, exporter, in_each_case(given, with_unknown_events), "events that nobody knows")
        written(name, exporter, in_each_case(given, without_fields), "entries of which no field may be seen")
        written(name, exporter, in_each_case(given, without_views), "none of the views it asks for")


@check("files", needs=["its_files_can_be_made"])
def the_order_of_cases_is_no_matter(plugin: UnderTest) -> None:
    """Each exporter says the same of each case, whichever comes first.

    nl: Elke exporteur zegt van elke steungroep hetzelfde, in welke volgorde ze ook komen.

    Why: the order of cases is that of their names, and changes when one is added.

    Next: keep nothing from one case to the next, and give rows ids by `disclosed.pseudonym` and not by counting.
    """
    stage = _stage_with_consent(plugin, CASE, SECOND)
    looked = False
    for name, exporter in _exporters(plugin).items():
        given = stage.given(CASE, SECOND, views=exporter.views)
        turned = attrs.evolve(given, cases=given.cases[::-1])
        one, other = (text_of(written(name, exporter, told)) for told in (given, turned))
        if one is None or other is None:
            continue
        looked = True
        if sorted(one.splitlines()) != sorted(other.splitlines()):
            broken(f"{name} says something else of a case when another comes before it")
    if not looked:
        not_looked_at("none of its files is text")


@check("files", needs=["its_files_can_be_made"])
def hostile_text_stays_text(plugin: UnderTest) -> None:
    """Each exporter makes a file that can be read, and in which no words become a formula, a tag or another column.

    nl: Elke exporteur maakt een leesbaar bestand, en woorden worden nooit een formule, een tag of een kolom.

    Why: people write what they like: names with apostrophes, emoji, and sometimes =HYPERLINK("...").

    Next: use the csv and json modules; put an apostrophe before cells that begin with = + - @ or a tab; escape markup.
    """
    stage = _stage_with_consent(plugin, CASE, SECOND)
    for name, exporter in _exporters(plugin).items():
        given = stage.given(CASE, SECOND, views=exporter.views)
        for hostile in HOSTILE:
            file = written(name, exporter, in_each_case(given, saying(hostile)), f"words such as {hostile!a}")
            if (wrong := what_is_wrong_with(file, exporter.suffix, hostile)) is not None:
                broken(f"{name}: {wrong}")


@check("files", needs=["its_files_can_be_made"])
def forgotten_words_are_told_as_such(plugin: UnderTest) -> None:
    """Each exporter makes its file where words were forgotten, and shows no None, no empty text and no Python instead.

    nl: Elke exporteur kan tegen vergeten woorden, en toont dan geen None, lege tekst of Python.

    Why: words that were forgotten are {"forgotten": True}; somebody once said something there, and that may be known.

    Next: write "forgotten" or "vergeten" where `entry.data[...]` is {"forgotten": True}.
    """
    stage = _stage_with_consent(plugin, CASE)
    for name, exporter in _exporters(plugin).items():
        given = stage.given(CASE, views=exporter.views)
        before = text_of(written(name, exporter, given))
        after = text_of(written(name, exporter, in_each_case(given, forgetting), "words that were forgotten"))
        for told in _told_instead(before, after):
            if told.strip().strip("\"'") in {"", "None", "null", "nan"} or re.search(r"\{.?'forgotten.?'", told):
                broken(f"{name} shows {told.strip() or 'nothing'} where words were forgotten")


@check("files", needs=["its_files_can_be_made"])
def it_takes_no_longer_than_it_may(plugin: UnderTest) -> None:
    """Each exporter makes a file of fifty cases within a tenth of the time after which it is not called again.

    nl: Elke exporteur maakt een bestand van vijftig steungroepen ruim binnen de tijd.

    Why: a plugin runs in the process of its host, which waits for it; one that is late is put aside.

    Next: look at each entry once.
    """
    stage = _stage_with_consent(plugin, CASE)
    for name, exporter in _exporters(plugin).items():
        given = stage.given(CASE, views=exporter.views)
        fifty = tuple(attrs.evolve(given.cases[0], case=f"dossier-{number}") for number in range(50))
        began = perf_counter()
        written(name, exporter, attrs.evolve(given, cases=fifty))
        if (seconds := perf_counter() - began) > calling.LATE_SECONDS / 10:
            broken(f"{name} takes {seconds:.1f} seconds for fifty cases")


# What they have in common


def written(name: str, exporter: Exporter, given: Disclosed, of: str = "it") -> bytes:
    """The file that an exporter makes.

    Raises:
        BrokenError: it fails.
    """
    try:
        return in_one(written_as(exporter.suffix, exporter.write(given)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found
        broken(f"{name} fails on {of}: {what_went_wrong(error)}")


def _exporters(plugin: UnderTest) -> dict[str, Exporter]:
    return plugin.exporters or not_looked_at("it has no exporter")


def _stage_with_consent(plugin: UnderTest, *cases: str) -> Stage:
    _exporters(plugin)
    stage = Stage(plugin, *cases)
    for case in cases:
        stage.consent(case)
    return stage


def _told_instead(before: str | None, after: str | None) -> Iterator[str]:
    """What stands in a text where there were canaries before, line by line where the rest of the line is the same."""
    if before is None or after is None:
        return
    for line, other in zip(before.splitlines(), after.splitlines(), strict=False):
        if KANARIE in line:
            pattern = re.sub(rf"{KANARIE}[a-z0-9\\-]+", "(.*?)", re.escape(line))
            if found := re.fullmatch(pattern, other):
                yield from found.groups()
