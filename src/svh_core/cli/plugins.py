"""The plugins of a casebook: which there are, and which may be used."""

from __future__ import annotations

import sys
from typing import Final

import attrs
import click

from svh_core.cli.options import casebook_option, output_options, plugins_file, say_json
from svh_core.errors import Malformed, NotFound, PluginFailed
from svh_core.plugins.allowing import Allowed, changed, read, write
from svh_core.plugins.at_the_door import Status
from svh_core.plugins.calling import SAYS_TO
from svh_core.plugins.discovering import Installed, installed, normal
from svh_core.plugins.loading import Plugins


@click.group()
def plugins() -> None:
    """Which plugins there are, and which may be used with a casebook. What is not allowed is never imported."""
    SAYS_TO.set(sys.stderr)


@plugins.command(name="list")
@casebook_option
@output_options
def _list(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """How it is with each plugin that is installed."""
    statuses = Plugins.asked(read(plugins_file(db))).statuses
    if as_json:
        say_json("plugins", plugins=[attrs.asdict(one) for one in statuses])
        return
    for one in statuses:
        click.echo(f"{one.name} {one.version or ''}: {_SAYS[one.status][lang]}".replace(" :", ":"))
        if one.hooks:
            click.echo(f"    {', '.join(one.hooks)}")
        for told in (one.reason, one.next):
            if told is not None:
                click.echo(f"    {told}")


@plugins.command()
@click.argument("name")
@click.option("--purpose", "purposes", multiple=True, help="What it may be used for; all it asks where none is said.")
@click.option("--category", "categories", multiple=True, help="What it may see; all that it asks where none is said.")
@click.option("--for", "recipient", help="For whom it follows along; nobody where nothing is said.")
@casebook_option
@output_options
def allow(
    name: str,
    purposes: tuple[str, ...],
    categories: tuple[str, ...],
    recipient: str | None,
    db: str,
    lang: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
) -> None:
    """Let the installed version of plugin NAME be used, after somebody looked at it."""
    one = _installed(name)
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
        purposes=purposes or manifest.purposes,
        categories=categories or manifest.categories,
        recipient=recipient,
    )
    before = read(plugins_file(db))
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


def _installed(name: str) -> Installed:
    found = next((one for one in installed() if one.name == normal(name)), None)
    if found is None:
        raise NotFound(f"{normal(name)} is not installed", next="Install it with pip, beside svh-core.")
    return found


def _say(status: Status, policy: Allowed, lang: str, *, as_json: bool) -> None:
    if as_json:
        say_json("plugin", **attrs.asdict(status), purposes=policy.purposes, categories=policy.categories)
        return
    said = {
        "nl": "{name} {version}: {status}. Doelen: {purposes}. Soorten gegevens: {categories}.",
        "en": "{name} {version}: {status}. Purposes: {purposes}. Categories: {categories}.",
    }[lang]
    click.echo(
        said.format(
            name=status.name,
            version=status.version,
            status=_SAYS[status.status][lang],
            purposes=", ".join(policy.purposes),
            categories=", ".join(policy.categories),
        )
    )


_SAYS: Final = {
    "ok": {"nl": "mag gebruikt worden", "en": "may be used"},
    "not_allowed": {"nl": "niet toegestaan", "en": "not allowed"},
    "load_error": {"nl": "kan niet worden geladen", "en": "cannot be loaded"},
    "rejected": {"nl": "geweigerd", "en": "rejected"},
    "quarantined": {"nl": "apart gezet", "en": "quarantined"},
    "disabled": {"nl": "uitgezet", "en": "disabled"},
}
