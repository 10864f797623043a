"""Moving a casebook to another engine."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path

import click

from svh_core.cli.auditing import findings_as_data, say_findings
from svh_core.cli.options import output_options, plugins_beside, progress, say_json
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.errors import LogBroken, Malformed
from svh_core.keeping import Place, beside_of, place_of, shown
from svh_core.moving.migrated import Migrated
from svh_core.moving.migrating import migrate as moved
from svh_core.moving.taking_back import take_back
from svh_core.vault.beside import key_file_of, signing_key_of
from svh_core.vault.master import VARIABLE

_SAYS = {
    "moved": {
        "nl": "Verhuisd naar {to}: {entries} regels en {live} sleutels. Voor altijd vernietigd: {shredded} sleutels.",
        "en": "Moved to {to}: {entries} entries, {live} keys, {shredded} destroyed keys.",
    },
    "already": {
        "nl": "De verhuizing naar {to} was al klaar. Nu is er niets meer gedaan.",
        "en": "The move to {to} was done already. Nothing was done now.",
    },
    "verified": {
        "nl": "Dit klopt: alles is nog gelijk ({root}), ook de kluis. Er is naar {checked} regels gekeken.",
        "en": "Verified: the same root {root}, the same vault, and {checked} entries checked.",
    },
    "meanwhile": {
        "nl": "{n} regels kwamen er onderweg bij. Ook die zijn vergeleken.",
        "en": "{n} entries came in on the way. Of those the bytes were compared.",
    },
    "findings": {
        "nl": "Er klopt iets niet, op {n} plekken. Dat was al zo voor de verhuizing. `svh check` laat het zien.",
        "en": "Something is wrong ({n} findings). So it was before the move. `svh check` shows it.",
    },
    "behind": {
        "nl": "In de oude plek {place} klopt er iets niet aan de opslag zelf. Dit ging niet mee:",
        "en": "Something is wrong with the old place {place} itself. This did not go along:",
    },
    "closed": {
        "nl": "In {place} wordt niets meer vastgelegd. Bewaar of vernietig dit als een oude back-up.",
        "en": "Nothing is recorded in {place} any more. Keep it, or destroy it, as you do with an old backup.",
    },
    "files": {
        "nl": "Breng deze bestanden zelf naar de nieuwe plek:",
        "en": "Take these files to the new place yourself:",
    },
    "no_key": {
        "nl": "De sleutel {there} is er niet. Alleen daarmee gaat de nieuwe plek open. Zet hem hier neer: {here}",
        "en": "The master key {there} is not there. The new place opens only with it. Put it in {here}",
    },
    "no_sign": {
        "nl": "De sleutel {there} is er niet. Zonder die sleutel ondertekent de nieuwe plek niets. Zet hem hier neer:"
        " {here}",
        "en": "The signing key {there} is not there. Nothing is signed in the new place without it. Put it in {here}",
    },
    "back": {
        "nl": "Weer open: {place}. Wat daarna in {to} is vastgelegd, staat er niet in.\n"
        "Is dat er toch nog, waar of onder welke naam ook? Leg daar niets meer vast.",
        "en": "Open again: {place}. What was recorded in {to} since is not in it.\n"
        "Is that still there, wherever and under whatever name? Record nothing in it any more.",
    },
}


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO", required=False)
@output_options
@click.option("--keys-lost", is_flag=True, help="The vault is older than its log, and there is no newer copy of it.")
@click.option("--take-back", "back", is_flag=True, help="TO is lost for good: open FROM again, as it was.")
@click.option("--gone", is_flag=True, help="With --take-back: nobody can be asked there, and it is gone all the same.")
def migrate(
    source: str,
    target: str | None,
    lang: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    keys_lost: bool,
    back: bool,
    gone: bool,
) -> int:
    """Move a casebook from FROM to TO, while it is in use. FROM is closed then; cut short, it goes on."""
    place = _place(source, "FROM")
    if back:
        if target is not None:
            raise Malformed("FROM alone is opened again; it knows where it went to", path="TO")
        return _back(place, lang, as_json=as_json, gone=gone)
    if target is None:
        raise Malformed("say where it goes to: a path, or postgresql://...", path="TO")
    new = _place(target, "TO")
    plugins = plugins_beside(source)
    rulebook = plugins.rulebook(CORE_RULEBOOK) if plugins is not None else CORE_RULEBOOK
    with progress("moved") as how_far:
        told = moved(place, new, rulebook=rulebook, progress=how_far, keys_lost=keys_lost)
    _say_moved(told, place, new, lang, as_json=as_json)
    return LogBroken.exit_status if told.findings or told.behind else 0


def _place(told: str, argument: str) -> Place:
    """The place that was typed.

    Raises:
        Malformed: nothing was, or the name of a file that stands beside a casebook.
    """
    place = place_of(told) if told else None
    if place is None or (isinstance(place, Path) and place.suffix in _BESIDE):
        raise Malformed("say where the log of a casebook is, such as casebook.db or postgresql://...", path=argument)
    return place


_BESIDE = {".vault", ".key", ".sign", ".plugins"}
"""How the files end that stand beside a casebook; one of that name would be in their place."""


def _back(place: Place, lang: str, *, as_json: bool, gone: bool) -> int:
    to = take_back(place, gone=gone)
    if as_json:
        say_json("migrate", taken_back=shown(place), target=to)
    else:
        click.echo(_SAYS["back"][lang].format(place=shown(place), to=to))
    return 0


def _say_moved(told: Migrated, place: Place, new: Place, lang: str, *, as_json: bool) -> None:
    files, missing = _files(place, new), _missing(place, new)
    if as_json:
        say_json(
            "migrate",
            source=shown(place),
            target=shown(new),
            already=told.already,
            origin=told.origin,
            entries=told.entries,
            root=told.root.hex(),
            checked=told.checked,
            findings=told.findings,
            stayed_behind=findings_as_data(told.behind, lang),
            keys={"live": told.live, "shredded": told.shredded},
            files=[{"source": str(there), "target": str(here)} for there, here in files],
            missing=[{"source": str(there), "target": str(here)} for there, here in missing.values()],
        )
        return

    def say(what: str, **parts: object) -> None:
        click.echo(_SAYS[what][lang].format(**parts))

    if told.already:
        say("already", to=shown(new))
    else:
        say("moved", to=shown(new), entries=told.entries, live=told.live, shredded=told.shredded)
        say("verified", root=told.root.hex(), checked=told.checked)
        if told.entries > told.checked:
            say("meanwhile", n=told.entries - told.checked)
        if told.findings:
            say("findings", n=told.findings)
    if told.behind:
        say("behind", place=shown(place))
        say_findings(told.behind, lang)
    say("closed", place=shown(place))
    _say_files(files, missing, lang)


def _say_files(files: list[tuple[Path, Path]], missing: dict[str, tuple[Path, Path]], lang: str) -> None:
    """What is left to do, for nobody moves a key but who has it."""
    if files:
        click.echo(_SAYS["files"][lang])
    for folder in sorted({here.parent for _, here in files if not here.parent.is_dir()}):
        click.echo(f"  mkdir -p -m 700 {shlex.quote(str(folder))}")
    for there, here in files:
        click.echo(f"  mv {shlex.quote(str(there))} {shlex.quote(str(here))}")
    for what, (there, here) in missing.items():
        click.echo(_SAYS[what][lang].format(there=there, here=here))


def _files(place: Place, new: Place) -> list[tuple[Path, Path]]:
    """The files of the keys and of the plugins that may be used, which go with nobody but who has them."""
    named = [_of_both(file, place, new) for file in (key_file_of, signing_key_of, _plugins_of)]
    return [(one, other) for one, other in named if one.exists() and not other.exists()]


def _missing(place: Place, new: Place) -> dict[str, tuple[Path, Path]]:
    """The files of the keys that are in neither place, by what is said of them."""
    needed = {"no_sign": signing_key_of} if os.environ.get(VARIABLE) else _KEYS
    named = {what: _of_both(file, place, new) for what, file in needed.items()}
    return {what: both for what, both in named.items() if not any(one.exists() for one in both)}


_KEYS = {"no_key": key_file_of, "no_sign": signing_key_of}


def _of_both(file: Callable[[Path], Path], place: Place, new: Place) -> tuple[Path, Path]:
    """Where a file that stands beside a casebook is, and where it goes."""
    there, here = (one.resolve() if one.is_symlink() else one for one in (beside_of(place), beside_of(new)))
    return file(there), file(here)


def _plugins_of(casebook: Path) -> Path:
    return casebook.with_name(f"{casebook.stem}.plugins")
