"""A command loads what it needs: telling the version or listing the commands needs neither store nor rules."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import click
import pytest

from svh_core.cli.running import _COMMANDS, svh

RUN = "import sys; from svh_core.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_version_and_help_load_no_domain_and_nothing_to_look_up_distributions(asked: str) -> None:
    ran = subprocess.run([sys.executable, "-c", RUN, asked], capture_output=True, text=True, check=True)
    loaded = set(ran.stderr.split())
    assert not loaded & {"attrs", "importlib.metadata", "svh_core.public", "svh_core.casebook", "svh_core.domain"}
    assert version("svh-core") in ran.stdout or all(f"  {name} " in ran.stdout for name in _COMMANDS)


@pytest.mark.parametrize("name", _COMMANDS)
def test_the_list_of_commands_says_of_each_what_it_says_itself(name: str) -> None:
    command = svh.get_command(click.Context(svh), name)
    assert command is not None
    assert command.name == name
    assert command.help is not None
    assert _COMMANDS[name].says == " ".join(command.help.split("\n\n", maxsplit=1)[0].split())


def test_the_list_of_commands_is_the_one_that_click_would_make() -> None:
    context = click.Context(svh, info_name="svh", terminal_width=80)
    ours, clicks = context.make_formatter(), context.make_formatter()
    svh.format_commands(context, ours)
    click.Group.format_commands(svh, context, clicks)
    assert ours.getvalue() == clicks.getvalue()
