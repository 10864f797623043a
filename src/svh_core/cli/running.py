"""Running a command: finding it, and saying in one sentence what went wrong."""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from typing import Final

import click

from svh_core.cli.options import default_language
from svh_core.errors import LogBroken, SvhError

_COMMANDS: Final = {
    "demo": "demo",
    "init": "recording",
    "record": "recording",
    "cases": "reading",
    "trail": "reading",
    "show": "reading",
    "signals": "reading",
    "regie": "reading",
    "rules": "reference",
    "events": "reference",
    "schema": "reference",
    "check": "auditing",
}
"""Each command with the module that holds it, loaded when it is called for."""


class _Commands(click.Group):
    """Finds a command when it is asked for, so that none pays for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"svh_core.cli.{_COMMANDS[name]}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="svh-core", prog_name="svh")
def svh() -> None:
    """Record and read back the decisions of a support group. With --debug, an error shows its traceback."""


def run(arguments: list[str]) -> int:  # noqa: PLR0911 - one way out for each way it can end
    """Runs a command and gives its exit status."""
    try:
        status = svh.main([one for one in arguments if one != "--debug"], prog_name="svh", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except SvhError as error:
        sentence = error.in_language(_language(arguments))
        return _failed(arguments, error.code, sentence, error.next, error.exit_status)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _failed(arguments, "usage", error.format_message(), "`svh --help` and `svh COMMAND --help` tell.", 2)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # who read our output has gone; Python would complain at exit
        return 0
    except Exception as error:  # noqa: BLE001 - the last resort: one sentence, and the traceback only where asked for
        return _unexpected(arguments, error)


def _unexpected(arguments: list[str], error: Exception) -> int:
    broken = type(error).__module__.startswith(("sqlite3", "eventsourcing"))
    sentence = (
        "the casebook file cannot be read" if broken else f"something unexpected happened ({type(error).__name__})"
    )
    status = LogBroken.exit_status if broken else 1
    return _failed(arguments, "log_broken" if broken else "unexpected", sentence, "Run it again with --debug.", status)


def _failed(arguments: list[str], code: str, sentence: str, further: str, status: int) -> int:
    if "--debug" in arguments:
        traceback.print_exc()
    if "--json" in arguments:
        told = {"schema": "svh.error/1", "error": {"code": code, "sentence": sentence, "next": further}}
        click.echo(json.dumps(told, ensure_ascii=False))
    click.echo(f"svh: {sentence} ({code})", err=True)
    if further:
        click.echo(further, err=True)
    return status


def _language(arguments: list[str]) -> str:
    for index, argument in enumerate(arguments):
        if argument in {"--lang=nl", "--lang=en"}:
            return argument.removeprefix("--lang=")
        if argument == "--lang" and arguments[index + 1 : index + 2] in (["nl"], ["en"]):
            return arguments[index + 1]
    return default_language()
