"""Checks that nothing comes out of a plugin but what consent opened, for as long as it did. None is left out, ever."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from svh_core.errors import NotPermitted
from svh_core.testing.canaries import MILA, NOOR, ZUS, canaries, canary, lines, more_of
from svh_core.testing.contract.changing import in_each_case, tangled, without_fields
from svh_core.testing.contract.checking import broken, check, not_looked_at
from svh_core.testing.contract.files import ids_in, stands_in
from svh_core.testing.contract.hearing import hearing
from svh_core.testing.contract.reaching import nothing_is_reached_for
from svh_core.testing.contract.stage import ANOTHER, Stage
from svh_core.testing.contract.under_test import UnderTest
from svh_core.testing.playing import RECIPIENT, disclosures_of, play

_NEEDS: Final = ["its_files_can_be_made"]


@check("privacy", needs=_NEEDS)
def what_is_not_consented_never_comes_out(plugin: UnderTest) -> None:
    """No file holds words of a category that no consent opened, nor the name of a case whose identity is closed.

    nl: In geen bestand staan woorden die niet gezien mogen worden, of de naam van een steungroep die dicht is.

    Why: a plugin is handed nothing but what consent opens; where more comes out, it went and looked for it.

    Next: use nothing but the `Disclosed` that is handed over: no casebook, no garbage collector, no frames.
    """
    _exporters(plugin)
    for number, closed in enumerate(_one_closed_each(plugin.manifest.categories)):
        case = f"dossier-{number}-dicht"
        stage = Stage(plugin, case)
        opened = tuple(one for one in stage.asked if one != closed)
        stage.consent(case, opened)
        for name, file in stage.exports().items():
            secret = {category: told for category, told in canaries(case).items() if category not in opened}
            _nothing_of(secret, file, f"{name}, with consent for {', '.join(opened)},")
            if "identity" not in opened and stands_in(case, file):
                broken(f"{name} has the name of a case in it, and identity is closed")


@check("privacy", needs=_NEEDS)
def no_consent_is_an_empty_file(plugin: UnderTest) -> None:
    """Where no resident consented, each exporter makes the file that it makes of no case at all.

    nl: Als geen inwoner het goed vindt, is het bestand hetzelfde als zonder steungroepen.

    Why: also that there is a case, and how many there are, is for a resident to tell.

    Next: make the file of `disclosed.cases` and of nothing else.
    """
    nobody = Stage(plugin).exports() if _exporters(plugin) else {}
    stage = Stage(plugin, "dossier-stil", "dossier-ook-stil")
    for name, file in stage.exports().items():
        if file != nobody[name]:
            broken(f"{name} makes another file when there are cases than when there are none, and nobody consented")
        try:
            stage.export(name, cases=["dossier-stil"])
        except NotPermitted:
            continue
        broken(f"{name} makes a file of a case that was named and is closed")


@check("privacy", needs=_NEEDS)
def withdrawing_takes_everything_away(plugin: UnderTest) -> None:
    """After a resident withdrew, each exporter makes the file that it makes of no case at all.

    nl: Als een inwoner de toestemming stopt, staat er niets meer van diegene in het bestand.

    Why: a withdrawal holds at once; what a plugin kept from an earlier call is not its to keep.

    Next: keep nothing between calls: no module global, no cache, no attribute.
    """
    nobody = Stage(plugin).exports() if _exporters(plugin) else {}
    case = "dossier-ingetrokken"
    stage = Stage(plugin, case)
    consent = stage.consent(case)
    stage.exports()
    stage.withdraw(case, consent)
    for name, file in stage.exports().items():
        _nothing_of(canaries(case), file, f"{name}, after the consent was withdrawn,")
        if file != nobody[name]:
            broken(f"{name} makes another file after a withdrawal than of no case at all")


@check("privacy", needs=_NEEDS)
def forgotten_words_stay_forgotten(plugin: UnderTest) -> None:
    """After somebody's words were forgotten, they come out of no exporter any more.

    nl: Woorden die vergeten zijn, komen er nergens meer uit.

    Why: the keys are gone; whoever still has the words kept a copy.

    Next: keep nothing between calls: no module global, no cache, no attribute.
    """
    _exporters(plugin)
    case = "dossier-vergeten"
    told: list[str] = []

    def each_its_own(of: str, category: str) -> str:
        told.append(f"{canary(of, category)}-{len(told)}x")
        return told[-1]

    stage = Stage(plugin, case, say=each_its_own)
    stage.consent(case)
    stage.exports()
    for person in (MILA, ZUS, NOOR):
        stage.book.privacy.forget(case, person)
    left = repr(stage.given(case))
    gone = {"what was forgotten": [words for words in told if words not in left]}
    for name, file in stage.exports().items():
        _nothing_of(gone, file, f"{name}, after they were forgotten,")


@check("privacy", needs=_NEEDS)
def what_is_closed_changes_nothing(plugin: UnderTest) -> None:
    """Each exporter makes the same file, byte for byte, whatever happens in what is closed.

    nl: Wat er ook gebeurt in wat dicht is: het bestand blijft precies hetzelfde.

    Why: a count, an order or a number that changes with what is closed tells of it.

    Next: count and number only what is handed over.
    """
    _exporters(plugin)
    for number, closed in enumerate(_one_closed_each(plugin.manifest.categories)):
        case = f"dossier-{number}-anders"
        stage = Stage(plugin, case)
        opened = tuple(one for one in stage.asked if one not in {closed, "access"})  # each export adds to who saw what
        stage.consent(case, opened or stage.asked)
        before = stage.exports()
        play(stage.book, (line for category, line in more_of(case).items() if category not in opened))
        play(stage.book, lines("case-of-another"))
        for name, file in stage.exports().items():
            if file != before[name]:
                broken(f"{name} changes with what happens in closed categories (open: {', '.join(opened)})")


@check("privacy", needs=_NEEDS)
def every_disclosure_has_its_entry(plugin: UnderTest) -> None:
    """Nothing of a case is in a file unless an entry in that case says that it went to this recipient this time.

    nl: Er staat alleen iets van een steungroep in een bestand als dat ook in het trail van die steungroep staat.

    Why: a resident reads in their trail who saw what. What a plugin gives out from memory is in nobody's trail.

    Next: make the file of the `disclosed` of this call.
    """
    _exporters(plugin)
    asked, other = "dossier-gevraagd", "dossier-niet-gevraagd"
    stage = Stage(plugin, asked, other)
    for case in (asked, other):
        stage.consent(case)
    tag = stage.loaded.tag
    for name in plugin.exporters:
        stage.export(name)
        before = {case: len(disclosures_of(stage.book, case)) for case in (asked, other)}
        file = stage.export(name, cases=[asked])
        told = disclosures_of(stage.book, asked)[before[asked] :]
        if [(one.recipient, one.plugin) for one in told] != [(RECIPIENT, tag)]:
            broken(f"{name} made a file and no entry in the case says so")
        if len(disclosures_of(stage.book, other)) == before[other]:
            _nothing_of(canaries(other), file, f"{name}, of another case and without an entry in it,")


@check("privacy", needs=_NEEDS)
def recipients_are_kept_apart(plugin: UnderTest) -> None:
    """What was made for one recipient is never in a file for another, and nothing stands for a case in both.

    nl: Wat voor de een gemaakt is, staat nooit in een bestand voor een ander.

    Why: a resident consents to each recipient by itself; two of them must not be able to put their files together.

    Next: keep nothing between calls, and use `disclosed.pseudonym(...)` where something stands for an id.
    """
    _exporters(plugin)
    both, one = "dossier-voor-twee", "dossier-voor-een"
    stage = Stage(plugin, both, one)
    stage.consent(both)
    stage.consent(one)
    stage.consent(both, recipient=ANOTHER)
    for name in plugin.exporters:
        theirs, others = stage.export(name), stage.export(name, recipient=ANOTHER)
        _nothing_of(canaries(one), others, f"{name}, of a case that is open to somebody else only,")
        if same := ids_in(theirs) & ids_in(others):
            broken(f"{name} has an id in it that is the same for two recipients: {min(same)}")


@check("privacy", needs=_NEEDS)
def nobodys_words_are_in_logs_or_errors(plugin: UnderTest) -> None:
    """The plugin says nobody's words in a log, on the screen, in a warning or in an error.

    nl: De plugin zet niemands woorden in een logboek, op het scherm, in een waarschuwing of in een fout.

    Why: logs are read by others than those the resident consented to, are copied, and are kept.

    Next: log the number and the name of an entry, and never its data.
    """
    _exporters(plugin)
    case = "dossier-in-het-logboek"
    stage = Stage(plugin, case)
    stage.consent(case)
    with hearing() as heard:
        stage.exports()
        given = stage.given(case)
        for exporter in plugin.exporters.values():
            for told in (given, in_each_case(given, tangled), in_each_case(given, without_fields)):
                heard.errors_of(functools.partial(exporter.write, told))
    for category, words in canaries(case).items():
        if (where := heard.where(words)) is not None:
            broken(f"words of {category} are in {where}")


@check("privacy", needs=_NEEDS, here_only=True)
def it_uses_only_what_it_is_given(plugin: UnderTest) -> None:
    """Making a file uses no network, starts no program and leaves no other file behind.

    nl: Bij het maken van een bestand gebruikt de plugin geen netwerk, start geen programma en laat niets achter.

    Why: what leaves by another way than the file leaves without the host, and nobody can take it back.

    Next: give back all that is made; the host writes it where it was asked to.
    """
    _exporters(plugin)
    case = "dossier-binnen"
    stage = Stage(plugin, case)
    stage.consent(case)
    for name in plugin.exporters:
        with nothing_is_reached_for(name):
            stage.export(name)


# What they have in common


def _exporters(plugin: UnderTest) -> Mapping[str, Any]:
    return plugin.exporters or not_looked_at("it has no exporter")


def _one_closed_each(categories: Sequence[str]) -> Iterator[str | None]:
    """Each category in turn, to be closed; nothing where there is only one."""
    yield from categories if len(categories) > 1 else [None]


def _nothing_of(secret: Mapping[str, str | Iterable[str]], file: bytes, where: str) -> None:
    for category, told in secret.items():
        for words in [told] if isinstance(told, str) else told:
            if stands_in(words, file):
                broken(f"{where} has words of {category} in it")
