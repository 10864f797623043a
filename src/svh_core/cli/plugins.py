"""The plugins of a casebook: which there are, and which may be used."""

from __future__ import annotations

import sys
from typing import Final

import attrs
import click

from svh_core.cli.options import casebook_option, output_options, plugins_file, say_json
from svh_core.cli.plugins_for_authors import new, the_installed, verify
from svh_core.errors import Malformed, NotFound, PluginFailed
from svh_core.plugins.allowing import Allowed, changed, read, write
from svh_core.plugins.at_the_door import Status
from svh_core.plugins.calling import SAYS_TO
from svh_core.plugins.discovering import normal
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
) -> None:
    """Let the installed version of plugin NAME be used, after somebody looked at it.

    Where nothing is said of purposes, of categories or for whom, that stays as it was allowed before; the first time it
    is all that the plugin asks, for nobody. What follows is followed for each purpose by itself.
    """
    if recipient is not None:
        check_recipient(recipient, "--for")
    one = the_installed(name)
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
    before = read(plugins_file(db))
    was = next((told for told in before if told.name == one.name), None)
    policy = Allowed(
        name=one.name,
        version=one.version,
        purposes=purposes or _still(was.purposes if was is not None else None, manifest.purposes),
        categories=categories or _still(was.categories if was is not None else None, manifest.categories),
        recipient=recipient or (was.recipient if was is not None else None),
        language=speaks or (was.language if was is not None else "nl"),
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
    if policy.recipient is not None:
        click.echo(f"    {_SAYS['recipient'][lang]}: {policy.recipient}")


_SAYS: Final = {
    "ok": {"nl": "mag gebruikt worden", "en": "may be used"},
    "not_allowed": {"nl": "niet toegestaan", "en": "not allowed"},
    "load_error": {"nl": "kan niet worden geladen", "en": "cannot be loaded"},
    "rejected": {"nl": "geweigerd", "en": "rejected"},
    "quarantined": {"nl": "tijdelijk stilgezet", "en": "quarantined"},
    "disabled": {"nl": "uitgezet", "en": "disabled"},
    "exporters": {"nl": "bestanden, met `svh export`", "en": "files, by `svh export`"},
    "reports": {"nl": "overzichten, met `svh report`", "en": "reports, by `svh report`"},
    "purposes": {"nl": "waarvoor", "en": "what for"},
    "categories": {"nl": "welke gegevens", "en": "which data"},
    "recipient": {"nl": "volgt voor", "en": "follows for"},
    "none": {"nl": "niets", "en": "nothing"},
}
