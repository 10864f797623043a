"""The plugins of a casebook: which there are, and which may be used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import attrs
import click

from svh_core.cli.options import casebook_option, output_options, plugins_file, say_json
from svh_core.cli.plugins_for_authors import new, the_installed, verify
from svh_core.errors import Malformed, NotFound, PluginFailed
from svh_core.plugins.allowing import Allowed, changed, read, write
from svh_core.plugins.apart.environments import installed_in
from svh_core.plugins.at_the_door import NotTakenError, Status
from svh_core.plugins.calling import SAYS_TO
from svh_core.plugins.discovering import Installed, normal
from svh_core.plugins.handing_over import check_recipient
from svh_core.plugins.loading import Plugins


@click.group()
def plugins() -> None:
    """Which plugins there are, and which may be used with a casebook. What is not allowed is never imported."""
    SAYS_TO.set(sys.stderr)


plugins.add_command(new)
plugins.add_command(verify)


@plugins.command(name="list")
@casebook_option
@output_options
def _list(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """How it is with each plugin that is installed."""
    there = Plugins.asked(read(plugins_file(db)))
    offers = {one.id: {"exporters": list(one.exporters), "reports": list(one.reports)} for one in there.loaded}
    none: dict[str, list[str]] = {"exporters": [], "reports": []}
    if as_json:
        say_json("plugins", plugins=[attrs.asdict(one) | offers.get(one.name, none) for one in there.statuses])
        return
    for one in there.statuses:
        click.echo(f"{one.name} {one.version or ''}: {_SAYS[one.status][lang]}".replace(" :", ":"))
        if one.runs in _SAYS:
            click.echo(f"    {_SAYS[one.runs][lang]}")
        if one.hooks:
            click.echo(f"    {', '.join(one.hooks)}")
        for what, names in offers.get(one.name, none).items():
            if names:
                click.echo(f"    {_SAYS[what][lang]}: {', '.join(f'{one.name}:{name}' for name in names)}")
        for told in (one.reason, one.next):
            if told is not None:
                click.echo(f"    {told}")


@plugins.command()
@click.argument("name")
@click.option("--purpose", "purposes", multiple=True, help="What it may be used for.")
@click.option("--category", "categories", multiple=True, help="What it may see.")
@click.option("--for", "recipient", help="For whom it follows along.")
@click.option("--speaks", type=click.Choice(["nl", "en"]), help="The language of what it makes while it follows.")
@click.option(
    "--apart/--in-process",
    default=None,
    help="Where it runs: nobody reviewed it, so in a process of its own, between walls; or in that of the casebook.",
)
@click.option(
    "--python",
    type=click.Path(exists=True, dir_okay=False),
    help="With --apart: the python of a virtual environment that the plugin has for itself.",
)
@click.option("--seconds", type=click.IntRange(min=1), help="With --apart: how long one call may take; 30.")
@click.option("--memory", type=click.IntRange(min=64), help="With --apart: how many megabytes it may use; 512.")
@click.option(
    "--keep-in",
    "keeps_in",
    type=click.Path(file_okay=False),
    help="With --apart: the folder in which what it makes while it follows stays.",
)
@click.option("--without-walls", is_flag=True, help="With --apart: also where this system cannot keep it to its place.")
@casebook_option
@output_options
def allow(
    name: str,
    purposes: tuple[str, ...],
    categories: tuple[str, ...],
    recipient: str | None,
    speaks: str | None,
    db: str,
    lang: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    **where: Any,
) -> None:
    """Let the installed version of plugin NAME be used, after somebody looked at it or, with --apart, unseen.

    Where nothing is said of purposes, of categories or for whom, that stays as it was allowed before; the first time it
    is all that the plugin asks, for nobody. What follows is followed for each purpose by itself. Where it runs stays as
    it was too, with all that was said of that; the first time it is in the process of the casebook.
    """
    if recipient is not None:
        check_recipient(recipient, "--for")
    before = read(plugins_file(db))
    was = next((told for told in before if told.name == normal(name)), None)
    runs = _where_it_runs(was, **where)
    one = the_installed(name) if runs.get("python") is None else _installed_elsewhere(name, runs["python"])
    manifest = one.manifest
    if manifest is None:
        raise PluginFailed(f"{one.name} cannot be used: {one.wrong}", next="Tell its authors.")
    for asked, given, path in (
        (manifest.purposes, purposes, "--purpose"),
        (manifest.categories, categories, "--category"),
    ):
        if strange := sorted(set(given) - set(asked)):
            further = f"It asks: {', '.join(asked)}."
            raise Malformed(f"{one.name} does not ask for {strange[0]}", path=path, next=further)
    policy = Allowed(
        name=one.name,
        version=one.version,
        purposes=purposes or _still(was.purposes if was is not None else None, manifest.purposes),
        categories=categories or _still(was.categories if was is not None else None, manifest.categories),
        recipient=recipient or (was.recipient if was is not None else None),
        language=speaks or (was.language if was is not None else "nl"),
        **runs,
    )
    allowed = changed(before, policy)
    status = next(told for told in Plugins.asked(allowed).statuses if told.name == one.name)
    if status.status != "ok":
        raise PluginFailed(f"{one.name} cannot be used: {status.reason}", next=status.next or "")
    write(plugins_file(db), allowed)
    _say(status, policy, lang, as_json=as_json)


@plugins.command()
@click.argument("name")
@casebook_option
@output_options
def disable(name: str, db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """No longer use plugin NAME. What it recorded stays; what it follows waits until it is allowed again."""
    before = read(plugins_file(db))
    one = next((one for one in before if one.name == normal(name)), None)
    if one is None:
        raise NotFound(f"{normal(name)} was not allowed", next="`svh plugins list` shows what is.")
    disabled = attrs.evolve(one, disabled=True)
    write(plugins_file(db), changed(before, disabled))
    _say(Status(name=one.name, status="disabled", version=one.version), disabled, lang, as_json=as_json)


def _where_it_runs(was: Allowed | None, *, apart: bool | None, **told: Any) -> dict[str, Any]:
    """Where a plugin runs, and how: as it was, unless somebody says where.

    Raises:
        Malformed: something was said that is about a process of its own alone.
    """
    if not apart:
        if said := next((name for name, value in told.items() if value), None):
            path = f"--{said.replace('_', '-')}".replace("--keeps-in", "--keep-in")
            raise Malformed(f"{path} is about a process of its own", path=path, next="Say `--apart` with it.")
        kept = was if apart is None else None
        return {name: getattr(kept, name) for name in _OF_WHERE} if kept is not None else {}
    return {
        "apart": True,
        "python": str(Path(told["python"]).absolute()) if told["python"] else None,  # the link, not what it leads to
        "seconds": told["seconds"],
        "memory_mb": told["memory"],
        "without_walls": told["without_walls"],
        "keeps_in": str(Path(told["keeps_in"]).absolute()) if told["keeps_in"] else None,
    }


def _installed_elsewhere(name: str, python: str) -> Installed:
    """The plugin that is installed under a name in an environment of its own.

    Raises:
        NotFound: there is none.
    """
    try:
        there = installed_in(python)
    except NotTakenError as wrong:
        raise NotFound(wrong.reason, next=wrong.further) from None
    found = next((one for one in there if one.name == normal(name)), None)
    if found is None:
        raise NotFound(f"{normal(name)} is not installed in that environment", next=f"{python} -m pip install {name}")
    return found


def _still(before: tuple[str, ...] | None, asks: tuple[str, ...]) -> tuple[str, ...]:
    """What was allowed before, of what it asks now; all of that where nothing was allowed yet."""
    return asks if before is None else tuple(one for one in asks if one in before)


def _say(status: Status, policy: Allowed, lang: str, *, as_json: bool) -> None:
    if as_json:
        told = attrs.asdict(policy, filter=attrs.filters.include("purposes", "categories", "recipient", "language"))
        say_json("plugin", **attrs.asdict(status), **told)
        return
    click.echo(f"{status.name} {status.version}: {_SAYS[status.status][lang]}")
    if status.status != "ok":
        return
    for what, named in (("purposes", policy.purposes), ("categories", policy.categories)):
        click.echo(f"    {_SAYS[what][lang]}: {', '.join(named) or _SAYS['none'][lang]}")
    if policy.runs in _SAYS:
        click.echo(f"    {_SAYS[policy.runs][lang]}")
    if policy.recipient is not None:
        click.echo(f"    {_SAYS['recipient'][lang]}: {policy.recipient}")


_OF_WHERE: Final = ("apart", "python", "seconds", "memory_mb", "without_walls", "keeps_in")

_SAYS: Final = {
    "ok": {"nl": "mag gebruikt worden", "en": "may be used"},
    "not_allowed": {"nl": "niet toegestaan", "en": "not allowed"},
    "load_error": {"nl": "kan niet worden geladen", "en": "cannot be loaded"},
    "rejected": {"nl": "geweigerd", "en": "rejected"},
    "quarantined": {"nl": "tijdelijk stilgezet", "en": "quarantined"},
    "disabled": {"nl": "uitgezet", "en": "disabled"},
    "apart": {"nl": "draait in een eigen proces, tussen muren", "en": "runs in a process of its own, between walls"},
    "apart_without_walls": {
        "nl": "draait in een eigen proces, ZONDER muren: het kan bij alles waar jij bij kunt",
        "en": "runs in a process of its own, WITHOUT walls: it can reach all that you can",
    },
    "exporters": {"nl": "bestanden, met `svh export`", "en": "files, by `svh export`"},
    "reports": {"nl": "overzichten, met `svh report`", "en": "reports, by `svh report`"},
    "purposes": {"nl": "waarvoor", "en": "what for"},
    "categories": {"nl": "welke gegevens", "en": "which data"},
    "recipient": {"nl": "volgt voor", "en": "follows for"},
    "none": {"nl": "niets", "en": "nothing"},
}
