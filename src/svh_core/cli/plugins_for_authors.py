"""For who makes a plugin: a new one from a template, and looking at one that is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from svh_core.cli.new_plugin import new_plugin
from svh_core.cli.options import output_options, say_json
from svh_core.errors import NotFound, PluginFailed
from svh_core.plugins.discovering import Installed, installed, normal

_THE_LIBRARY: Final = "svh-core"
_MARKS: Final = {"holds": "ok", "broken": "!!", "not_looked_at": "--"}


@click.command()
@click.argument("name")
@click.option(
    "-o",
    "folder",
    default=".",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Where its folder is made; here where nothing is said.",
)
@click.option("--organisation", default="Mijn organisatie", show_default=True, help="Whose plugin it is.")
@output_options
def new(name: str, folder: Path, organisation: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Make a new plugin NAME from a template: a folder svh-NAME that can be installed and tested. Never overwrites."""
    place, *files = new_plugin(name, folder, organisation=organisation)
    if as_json:
        say_json("new_plugin", plugin=place.name, folder=str(place), files=[str(file) for file in files])
        return
    for file in files:
        click.echo(str(file))
    click.echo(_SAYS["next"][lang].format(place=place, plugin=place.name), err=True)


@click.command()
@click.argument("name")
@click.option("--apart", is_flag=True, help="In a process of its own, between walls: for one that nobody read.")
@output_options
def verify(name: str, lang: str, *, apart: bool, as_json: bool, no_color: bool) -> int:  # noqa: ARG001
    """Look at an installed plugin NAME: does it do what every plugin promises?

    It runs in another process, and need not be allowed: whoever asks for this lets its code run. It is given made-up
    cases, and no casebook.
    """
    one = the_installed(name)
    results = []
    for told in _looked_at(one.name, apart=apart):
        results.append(told)
        if not as_json:
            _say(told, lang)
    count = {status: sum(told["status"] == status for told in results) for status in _MARKS}
    if as_json:
        say_json("verified", plugin=one.name, version=one.version, ok=not count["broken"], checks=results)
    else:
        said = _SAYS["broken" if count["broken"] else "holds"][lang]
        click.echo(said.format(plugin=one.name, version=one.version, **count))
    return PluginFailed.exit_status if count["broken"] else 0


def the_installed(name: str) -> Installed:
    """The plugin that is installed under a name.

    Raises:
        NotFound: there is none; the library's own is no other package.
    """
    if normal(name) == _THE_LIBRARY:
        sentence = f"{_THE_LIBRARY} is the library itself, which has its own tests and needs no permission"
        raise NotFound(sentence, next="Name a plugin; `svh plugins list` shows which there are.")
    found = next((one for one in installed() if one.name == normal(name)), None)
    if found is None:
        raise NotFound(f"{normal(name)} is not installed", next="Install it with pip, beside svh-core.")
    return found


def _looked_at(name: str, *, apart: bool) -> Iterator[dict[str, Any]]:
    """What came of each check, as it comes; from a process of its own, so that the plugin runs in none that matters.

    Raises:
        PluginFailed: that process ended before it was done.
    """
    command = [sys.executable, "-P", "-m", "svh_core.testing.verifying", name, *(["apart"] if apart else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:  # noqa: S603 - ourselves
        last = None
        for line in process.stdout or ():
            last = json.loads(line)
            if "check" in last:
                yield last
    if process.returncode != 0 or last != {"done": True}:
        raise PluginFailed(
            f"{name} ended the process in which it was looked at", next="What it says of itself stands above."
        )


def _say(told: dict[str, Any], lang: str) -> None:
    click.echo(f"{_MARKS[told['status']]}  {told['says'][lang]} [{told['check']}]")
    for line in (told["found"], told["next"]):
        if line is not None:
            click.echo(f"      {line}")


_SAYS: Final = {
    "next": {
        "nl": "Verder: pip install -e {place}[test], en dan: svh plugins verify {plugin}",
        "en": "Next: pip install -e {place}[test], and then: svh plugins verify {plugin}",
    },
    "holds": {
        "nl": "{plugin} {version}: alles klopt. {holds} keer goed, {not_looked_at} keer niet nodig.",
        "en": "{plugin} {version}: {holds} promises hold, {not_looked_at} do not apply.",
    },
    "broken": {
        "nl": "{plugin} {version}: {broken} keer fout, {holds} keer goed, {not_looked_at} keer niet bekeken.",
        "en": "{plugin} {version}: {broken} promises are broken, {holds} hold, {not_looked_at} were not looked at.",
    },
}
