"""Handing over to a recipient, by way of a plugin: what would be disclosed, and the file with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import attrs
import click

from svh_core.cli.options import Command, casebook_option, opened, output_options, progress, say_json
from svh_core.errors import SvhError
from svh_core.plugins.exporting import WouldDisclose


def handing_options(command: Command) -> Command:
    """For whom, what for, of which cases, and where to."""
    for option in (
        click.option("--for", "recipient", required=True, help="For whom: an organisation, a role or a person."),
        click.option("--purpose", required=True, help="What for, as consents say it."),
        click.option("--case", "cases", multiple=True, help="Only this case; every case where none is named."),
        click.option("--responsible", help="Who answers for it."),
        click.option("--dry-run", is_flag=True, help="Only say what would be disclosed."),
        click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="A new file."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("exporter")
@handing_options
@casebook_option
@output_options
def export(exporter: str, db: str, lang: str, *, as_json: bool, no_color: bool, **asked: Any) -> None:  # noqa: ARG001
    """Have EXPORTER of a plugin make a file of what a recipient may see. Each disclosure is written down first."""
    cases, output = asked["cases"] or None, asked["output"]
    told: dict[str, Any] = {"recipient": asked["recipient"], "purpose": asked["purpose"], "cases": cases}
    with opened(db) as book, progress("handed over") as shown:
        if asked["dry_run"]:
            say_what_would_be_disclosed(book.plugins.would_export(exporter, **told), lang, as_json=as_json)
            return
        must_be_new(output)
        made = book.plugins.export(exporter, **told, language=lang, responsible=asked["responsible"], progress=shown)
    put_down(output, made.file)
    if as_json and output is not None:
        say_json("export", exporter=made.exporter, file=str(output), cases=list(made.cases))
    elif output is not None:
        click.echo(_SAYS["made"][lang].format(file=output, cases=len(made.cases)), err=True)


def say_what_would_be_disclosed(told: list[WouldDisclose], lang: str, *, as_json: bool) -> None:
    """What would be disclosed of each case, on what ground."""
    if as_json:
        say_json("would_disclose", cases=[attrs.asdict(one) for one in told])
        return
    for one in told:
        click.echo(f"{one.case}: {', '.join(one.categories)} ({one.basis})")
    click.echo(_SAYS["would"][lang].format(cases=len(told)), err=True)


def must_be_new(output: Path | None) -> None:
    """Refuses a file that is there already, before anything is disclosed.

    Raises:
        SvhError: it is.
    """
    if output is not None and output.exists():
        raise SvhError(f"{output} is there already and stays as it is", next="Name another file with -o.")
    if output is not None and not output.parent.is_dir():
        raise SvhError(f"there is no folder {output.parent}", next="Make the folder, or name another file with -o.")


def put_down(output: Path | None, file: bytes) -> None:
    """Writes a file whole or not at all; to stdout where none is named.

    Raises:
        SvhError: it cannot be made.
    """
    if output is None:
        sys.stdout.buffer.write(file)
        return
    making = output.with_name(f".{output.name}.{os.getpid()}.new")
    try:
        making.write_bytes(file)
        os.link(making, output)
    except FileExistsError:
        raise SvhError(f"{output} is there already and stays as it is", next="Name another file with -o.") from None
    except OSError as error:
        raise SvhError(f"{output} cannot be made: {error.strerror}", next="Name another file with -o.") from None
    finally:
        making.unlink(missing_ok=True)


_SAYS: Final = {
    "made": {
        "nl": "{file} is gemaakt, met iets uit {cases} steungroepen.",
        "en": "{file} is made, with something of {cases} cases.",
    },
    "would": {
        "nl": "Dat zou uit {cases} steungroepen zijn. Er is niets opgeschreven en niets gegeven.",
        "en": "That would be of {cases} cases. Nothing was written down and nothing was handed over.",
    },
}
