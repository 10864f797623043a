"""Forgetting, destroying, keys and backups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from svh_core.backup import back_up
from svh_core.casebook import Casebook
from svh_core.checking import check
from svh_core.cli.options import casebook_option, opened, output_options, progress, say_json
from svh_core.domain.access import ForgettingAsked, ForgettingRefused, PersonReadmitted
from svh_core.domain.proposal import Proposal
from svh_core.domain.rulebook import Event
from svh_core.erasing import Destruction, Forgetting
from svh_core.errors import LogBroken, Malformed
from svh_core.keeping import Place, beside_of, place_of
from svh_core.log.script import moment_in_json
from svh_core.privacy import KEPT_YEARS, WhyDestroyed
from svh_core.sharing.roles import THE_OPERATOR
from svh_core.vault.beside import master_of

_SAYS = {
    "forgotten": {
        "nl": "Vergeten in {case}: regels {passages}. De woorden kan niemand ooit nog lezen.",
        "en": "Forgotten in {case}: entries {passages}. Nobody can ever read these words again.",
    },
    "would_forget": {
        "nl": "Zou vergeten in {case}: regels {passages}. Er is niets gedaan.",
        "en": "Would forget in {case}: entries {passages}. Nothing was done.",
    },
    "shown_to": {
        "nl": "  {recipient} kreeg ze te zien in regel {number}: laat dat weten (AVG, artikel 19).",
        "en": "  {recipient} was shown them in entry {number}: let them know (GDPR, article 19).",
    },
    "refused": {"nl": "Geweigerd, in regel {number}.", "en": "Refused, in entry {number}."},
    "asked": {"nl": "Gevraagd, in regel {number}.", "en": "Asked, in entry {number}."},
    "back": {"nl": "Terug, in regel {number}.", "en": "Back, in entry {number}."},
    "would_be_refused": {
        "nl": "Dit kan geweigerd worden. Er is niets gedaan.",
        "en": "It can be refused. Nothing was done.",
    },
    "would_be_asked": {
        "nl": "Dit kan gevraagd worden. Er is niets gedaan.",
        "en": "It can be asked. Nothing was done.",
    },
    "would_be_back": {"nl": "Terugkomen kan. Er is niets gedaan.", "en": "They can come back. Nothing was done."},
    "destroyed": {
        "nl": "Vernietigd: {case}, {entries} regels. Dat staat in regel {number} van {stream}.",
        "en": "Destroyed: {case}, {entries} entries. Entry {number} of {stream} says so.",
    },
    "would_destroy": {
        "nl": "Zou vernietigen: {case}, {entries} regels, de laatste van {day}. Er is niets gedaan.",
        "en": "Would destroy: {case}, {entries} entries, the last of {day}. Nothing was done.",
    },
    "none_due": {"nl": "Niets hoeft al weg.", "en": "Nothing is due."},
    "rotated": {
        "nl": "{keys} sleutels opnieuw verpakt, onder een nieuwe hoofdsleutel.",
        "en": "{keys} keys were wrapped anew, under a new master key.",
    },
    "succeeded": {
        "nl": "Het logboek tekent nu met {key}. Geef het controlepunt aan wie de oude sleutel kent.",
        "en": "The log signs with {key} now. Give the checkpoint to whoever knows the old key.",
    },
    "lost": {
        "nl": "Het logboek tekent nu met {key}. Niets tekent daarvoor: vertel het zelf aan wie de oude sleutel kent.",
        "en": "The log signs with {key} now. Nothing vouches for it: tell those who know the old key yourself.",
    },
    "rehearsed": {
        "nl": "De kopie is geopend met de hoofdsleutel: {entries} regels nagekeken, {words} passages gelezen.",
        "en": "The copy was opened with the master key: {entries} entries checked, {words} passages read.",
    },
    "key": {
        "nl": "De hoofdsleutel is niet gekopieerd. Bewaar die ergens anders.",
        "en": "The master key was not copied. Keep it somewhere else.",
    },
}


def _say(what: str, lang: str, **places: Any) -> None:
    click.echo(_SAYS[what][lang].format(**places))


@click.command()
@click.argument("case")
@click.argument("person", required=False)
@casebook_option
@output_options
@click.option("--passage", "passages", type=click.IntRange(min=1), multiple=True, help="Only the words in this entry.")
@click.option(
    "--ground",
    type=click.Choice(["consent_withdrawn", "no_longer_needed", "objection", "unlawful", "own_wish"]),
    default="own_wish",
    show_default=True,
    help="Why they ask.",
)
@click.option("--ask", is_flag=True, help="Record only that they ask; somebody else decides.")
@click.option("--request", type=click.IntRange(min=1), help="Settle what this entry asks, in place of asking anew.")
@click.option(
    "--refuse",
    type=click.Choice(["legal_duty_to_keep", "interest_of_another", "public_health", "legal_claim", "other"]),
    help="Refuse that request, on this ground.",
)
@click.option("--back", is_flag=True, help="Record that PERSON comes back, by their own word.")
@click.option("--name", help="With --back: what they are called.")
@click.option("--by", help="Who decides; the person where nothing is said.")
@click.option("--entered-by", help="Whose pen; who decides where nothing is said.")
@click.option("--told", multiple=True, help="Who was told already.")
@click.option("--dry-run", is_flag=True, help="Say only what would be forgotten.")
def forget(
    case: str,
    person: str | None,
    db: str,
    lang: str,
    passages: tuple[int, ...],
    ground: Any,
    request: int | None,
    refuse: Any,
    name: str | None,
    by: str | None,
    entered_by: str | None,
    told: tuple[str, ...],
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
    ask: bool,
    back: bool,
    dry_run: bool,
) -> None:
    """Forget the words of PERSON in CASE, or what an entry asks to have forgotten. There is no way back."""
    event: Event
    with opened(db) as book:
        if request is not None:
            decided_by = _needed(by, "say who decides about the request", "--by")
            if refuse is None:
                found = book.privacy.forget_as_asked(
                    case, request, by=decided_by, entered_by=entered_by, told=told, dry_run=dry_run
                )
                _told_forgetting(found, lang, as_json=as_json)
                return
            what, event = "refused", ForgettingRefused(request=request, ground=refuse)
        else:
            decided_by = _needed(person, "say whose words, or which request", "PERSON")
            if refuse is not None:
                raise Malformed("a request is refused that was recorded before: name it", path="--request")
            if not (ask or back):
                found = book.privacy.forget(
                    case,
                    decided_by,
                    passages=passages,
                    ground=ground,
                    by=by,
                    entered_by=entered_by,
                    told=told,
                    dry_run=dry_run,
                )
                _told_forgetting(found, lang, as_json=as_json)
                return
            what, event = "back", PersonReadmitted(person=decided_by, name=name)
            if ask:
                what, event = "asked", ForgettingAsked(person=decided_by, passages=passages or None, ground=ground)
        said = Proposal(case=case, event=event, by=decided_by, entered_by=entered_by)
        receipt = book.record_all([said], dry_run=dry_run)[0]
    _told_entry(what, receipt.number, lang, as_json=as_json, dry_run=dry_run)


def _needed(value: str | None, sentence: str, path: str) -> str:
    if value is None:
        raise Malformed(sentence, path=path)
    return value


def _told_entry(what: str, number: int, lang: str, *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        say_json("forget", number=None if dry_run else number, what=what)
    else:
        _say("allowed" if dry_run else what, lang, number=number)


def _told_forgetting(found: Forgetting, lang: str, *, as_json: bool) -> None:
    if as_json:
        shown_to = [{"number": s.number, "recipient": s.recipient, "at": moment_in_json(s.at)} for s in found.shown_to]
        say_json(
            "forget",
            case=found.case,
            number=found.number,
            passages=list(found.passages),
            keys=found.keys,
            shown_to=shown_to,
        )
        return
    numbers = ", ".join(str(number) for number in found.passages) or "-"
    _say("forgotten" if found.number is not None else "would_forget", lang, case=found.case, passages=numbers)
    for shown in found.shown_to:
        _say("shown_to", lang, recipient=shown.recipient, number=shown.number)


@click.command()
@click.argument("case", required=False)
@casebook_option
@output_options
@click.option("--due", is_flag=True, help="Every case whose last entry is older than it has to be kept.")
@click.option(
    "--after-years", type=click.IntRange(min=1), default=KEPT_YEARS, show_default=True, help="How long that is."
)
@click.option(
    "--ground",
    type=click.Choice(["asked", "kept_long_enough", "wrong_case", "other"]),
    help="Why; kept_long_enough for what is due, else asked.",
)
@click.option("--by", default=THE_OPERATOR.person, show_default=True, help="Who decides.")
@click.option("--dry-run", is_flag=True, help="Say only what would be destroyed.")
def destroy(
    case: str | None,
    db: str,
    lang: str,
    after_years: int,
    ground: Any,
    by: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    due: bool,
    dry_run: bool,
) -> None:
    """Destroy CASE, or every case that is due: keys and rows go, leaf hashes stay. There is no way back."""
    if (case is None) != due:
        raise Malformed("say which case, or --due", path="CASE")
    with opened(db) as book, progress("destroyed") as shown:
        names = [one.stream for one in book.privacy.due(years=after_years)] if case is None else [case]
        why: WhyDestroyed = ground or ("kept_long_enough" if due else "asked")
        found = []
        for done, name in enumerate(names, start=1):
            found.append(book.privacy.destroy(name, by=by, ground=why, dry_run=dry_run))
            shown(done, len(names))
        told_in = f"access/{book.origin}"
    if as_json:
        say_json("destroy", destroyed=[_destroyed_in_json(one) for one in found])
        return
    for one in found:
        day = one.last_recorded_at.date().isoformat()
        what = "would_destroy" if one.number is None else "destroyed"
        _say(what, lang, case=one.stream, entries=one.entries, number=one.number, stream=told_in, day=day)
    if not found:
        _say("none_due", lang)


def _destroyed_in_json(one: Destruction) -> dict[str, Any]:
    last = moment_in_json(one.last_recorded_at)
    return {"case": one.stream, "number": one.number, "entries": one.entries, "last_recorded_at": last}


@click.group()
def keys() -> None:
    """The keys in the vault, and the key that the log signs with."""


@keys.command()
@casebook_option
@output_options
def rotate(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Make a new master key, and wrap every key anew. Older backups of the vault open only with the old one."""
    with opened(db) as book:
        again = book.privacy.rotate_keys()
    if as_json:
        say_json("keys", rotated=again)
    else:
        _say("rotated", lang, keys=again)


@keys.command()
@casebook_option
@output_options
@click.option("--lost", is_flag=True, help="Nobody has the old key any more: the new one vouches for itself alone.")
def succeed(db: str, lang: str, *, as_json: bool, no_color: bool, lost: bool) -> None:  # noqa: ARG001
    """Have the log sign with a new key from here on; the old one says so, in a checkpoint that both sign."""
    with opened(db) as book:
        note, key = book.succeed_key(lost=lost)
    if as_json:
        say_json("succession", checkpoint=note.decode(), key=key)
    else:
        click.echo(note.decode(), nl=False)
        click.echo(_SAYS["lost" if lost else "succeeded"][lang].format(key=key), err=True)


@keys.command()
@casebook_option
@output_options
def show(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001 - a key has no language
    """Print the verifier key of the log, by which others check its receipts and bundles; it is no secret."""
    with opened(db) as book:
        key, origin = book.verifier_key, book.origin
    if as_json:
        say_json("verifier", origin=origin, key=key)
    else:
        click.echo(key)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@casebook_option
@output_options
@click.option("--rehearse", is_flag=True, help="Open the copy with the master key, check it, and read every word once.")
def backup(folder: Path, db: str, lang: str, *, as_json: bool, no_color: bool, rehearse: bool) -> None:  # noqa: ARG001
    """Copy the casebook, then its vault, to FOLDER, while they are in use. Never overwrites."""
    place = place_of(db)
    with progress("copied") as how_far:
        copies = back_up(place, folder, progress=how_far)
    if copies.checked is not None and not copies.checked.is_clean:
        raise LogBroken(
            f"the copy is as the casebook is, and something is wrong with both: {copies.casebook}",
            next=f"Say: svh check --db {copies.casebook}",
        )
    rehearsed = _rehearsed(place, copies.casebook) if rehearse else None
    if as_json:
        told = {"entries": rehearsed[0], "words": rehearsed[1]} if rehearsed is not None else None
        say_json("backup", casebook=str(copies.casebook), vault=str(copies.vault), rehearsed=told)
        return
    click.echo(f"casebook  {copies.casebook}")
    click.echo(f"vault     {copies.vault}")
    if rehearsed is not None:
        _say("rehearsed", lang, entries=rehearsed[0], words=rehearsed[1])
    _say("key", lang)


def _rehearsed(place: Place, copy: Path) -> tuple[int, int]:
    """Opens a copy as one would after a disaster; how many entries were checked and passages read.

    Raises:
        LogBroken: something is wrong with it, or its vault is behind.
    """
    with Casebook.open(copy, key_wrap=master_of(beside_of(place))) as book:
        result = check(book.log, book.rulebook)
        if not result.is_clean or book.vault_behind:
            raise LogBroken(f"the copy {copy} is not sound", next=f"Say: svh check --db {copy}")
        return result.entries, book.privacy.read_every_word()
