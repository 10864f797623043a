"""Running a command: finding it, and saying in one sentence what went wrong."""

from __future__ import annotations

import contextvars
import importlib
import sys
from typing import Final, NamedTuple

import click

from svh_core.cli.language import language_of
from svh_core.errors import LogBroken, ServerAway, SvhError, server_broke_off
from svh_core.version import __version__


class _Known(NamedTuple):
    """What is known of a command before it is loaded.

    Attributes:
        module: where it stands.
        says: what it says of itself, so that `svh --help` need not load them all.
    """

    module: str
    says: str


_COMMANDS: Final = {
    "demo": _Known("demo", "Play an example in a new FOLDER, show its trail and check the log."),
    "init": _Known("recording", "Make a new casebook. Never overwrites one."),
    "record": _Known("recording", "Record a decision SCRIPT (- is stdin): all of it, or nothing."),
    "cases": _Known("reading", "List the cases."),
    "trail": _Known("reading", "The regie trail of CASE, a sentence an entry."),
    "show": _Known("reading", "The state of CASE: network, group, goals, agreements, meetings, consents."),
    "signals": _Known("reading", "What deserves attention in CASE, in every case, or in organisation/ORG."),
    "regie": _Known("reading", "The regie figures of CASE, with what each number is of."),
    "plan": _Known("method", "The recovery plan of CASE: the plan, goals, agreements and the next meeting."),
    "phases": _Known("method", "What of the phases of the method has happened in CASE, and since when."),
    "triad": _Known("method", "Who was at each meeting of CASE, by the three sides."),
    "network": _Known("method", "How many people are around the resident of CASE; there is no right number."),
    "deidentified": _Known(
        "method",
        "What was decided in CASE, without names, words and days, for who thinks along without knowing about whom.",
    ),
    "documents": _Known("method", "The own documents of the resident of CASE, with who may read each."),
    "hours": _Known("care", "The hours that CASE took, beside what was reckoned: an estimate."),
    "care": _Known("care", "How help changed in CASE: less, more, handed over, ended."),
    "measurements": _Known("care", "What was measured in CASE, and what else changed."),
    "rollout": _Known("organisation", "How far ORGANISATION is with working this way."),
    "instruments": _Known("vocabulary", "The questionnaires that are known, with what a score can be."),
    "vocabulary": _Known("vocabulary", "The words of closed lists and tags, with what each means."),
    "sociogram": _Known("pictures", "The network of CASE as a picture; without -o in words."),
    "timeline": _Known(
        "pictures", "How CASE went, as a picture: decisions, meetings and what lasted; without -o in words."
    ),
    "rules": _Known("reference", "Every rule, with its id and its sentence."),
    "events": _Known("reference", "Every event, with its fields and whose it is to decide."),
    "schema": _Known("reference", "JSON Schema of decision scripts and of entries."),
    "disclosures": _Known("sharing", "Who saw what of CASE, when, and why; and who was shown nothing."),
    "consent": _Known("sharing", "What consent opens."),
    "copy": _Known(
        "copying", "Write all that somebody may read of CASE to a folder, as pages and as JSON. Never overwrites."
    ),
    "forget": _Known(
        "privacy", "Forget the words of PERSON in CASE, or what an entry asks to have forgotten. There is no way back."
    ),
    "destroy": _Known(
        "privacy", "Destroy CASE, or every case that is due: keys and rows go, leaf hashes stay. There is no way back."
    ),
    "keys": _Known("privacy", "The keys in the vault, and the key that the log signs with."),
    "backup": _Known(
        "privacy", "Copy the casebook, then its vault, to FOLDER, while they are in use. Never overwrites."
    ),
    "migrate": _Known(
        "moving", "Move a casebook from FROM to TO, while it is in use. FROM is closed then; cut short, it goes on."
    ),
    "roles": _Known("served", "Print the SQL that makes the roles of a casebook in PostgreSQL."),
    "receipt": _Known(
        "proving", "The receipt of an entry: CASE NUMBER. Or what a receipt shows, without a casebook: check FILE."
    ),
    "checkpoint": _Known("proving", "Sign what the log holds now, so that others can hold it against it later."),
    "bundle": _Known(
        "proving",
        "Write cases for an auditor, words sealed, with the proof that they are whole; every case where none is named.",
    ),
    "witness": _Known(
        "witness",
        "Be a witness: cosign the checkpoints of somebody else's log, or refuse, and keep what shows a fork.",
    ),
    "plugins": _Known(
        "plugins",
        "Which plugins there are, and which may be used with a casebook. What is not allowed is never imported.",
    ),
    "export": _Known(
        "handing",
        "Have EXPORTER of a plugin make a file of what a recipient may see. Each disclosure is written down first.",
    ),
    "report": _Known(
        "handing",
        "Have REPORT of a plugin count over every case that is open to a recipient. Small numbers are left out.",
    ),
    "follow": _Known("handing", "Hand over what was recorded since, to PLUGIN or to each that follows."),
    "check": _Known("auditing", "Hash every entry again, and judge it by the rules of its day; list what is found."),
}


class _Commands(click.Group):
    """Finds a command when it is asked for, so that none pays for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"svh_core.cli.{_COMMANDS[name].module}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        room = formatter.width - 6 - max(map(len, _COMMANDS))  # as click has it: two spaces on each side of a name
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=known.says).get_short_help_str(room))
                    for name, known in _COMMANDS.items()
                ]
            )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="svh")
def svh() -> None:
    """Record and read back the decisions of a support group. With --debug, an error shows its traceback."""


def run(arguments: list[str]) -> int:
    """Runs a command and gives its exit status. What it sets for itself is gone afterwards."""
    return contextvars.copy_context().run(_run, arguments)


def _run(arguments: list[str]) -> int:  # noqa: PLR0911 - one way out for each way it can end
    try:
        status = svh.main([one for one in arguments if one != "--debug"], prog_name="svh", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except SvhError as error:
        sentence = error.in_language(language_of(arguments))
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
    if server_broke_off(error):
        sentence = "the server of the casebook broke off"
        return _failed(arguments, ServerAway.code, sentence, "Try again.", ServerAway.exit_status)
    broken = type(error).__module__.startswith(("sqlite3", "eventsourcing", "psycopg"))
    sentence = "the casebook cannot be read" if broken else f"something unexpected happened ({type(error).__name__})"
    status = LogBroken.exit_status if broken else 1
    return _failed(arguments, "log_broken" if broken else "unexpected", sentence, "Run it again with --debug.", status)


def _failed(arguments: list[str], code: str, sentence: str, further: str, status: int) -> int:
    import json  # noqa: PLC0415 - nobody waits for these where nothing went wrong
    import traceback  # noqa: PLC0415

    if "--debug" in arguments:
        traceback.print_exc()
    if "--json" in arguments:
        told = {"schema": "svh.error/1", "error": {"code": code, "sentence": sentence, "next": further}}
        click.echo(json.dumps(told, ensure_ascii=False))
    click.echo(f"svh: {sentence} ({code})", err=True)
    if further:
        click.echo(further, err=True)
    return status
