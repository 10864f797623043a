"""Pictures of a case: the network, and how it went."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import click

from svh_core.cli.options import (
    Command,
    casebook_option,
    clock_options,
    must_be_a_case,
    opened,
    output_options,
    say_json,
    viewer_of,
    viewer_options,
)
from svh_core.disclosing import Action
from svh_core.errors import Malformed, SvhError
from svh_core.views.pictures import Picture, What

_STDOUT: Final = "-"
_ELSEWHERE: Final = "Name another file."


def _output_option(command: Command) -> Command:
    """Where the picture goes."""
    return click.option(
        "-o", "--output", "file", metavar="FILE", help="The file to write it to, as SVG; - is stdout. Never overwrites."
    )(command)


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@clock_options
@_output_option
@click.option("--to-show", is_flag=True, help="Leave out whether contact helps, which only the resident sees.")
def sociogram(case: str, *, to_show: bool, **asked: Any) -> None:
    """The network of CASE as a picture; without -o in words."""
    _tell(case, "sociogram_to_show" if to_show else "sociogram", "sociogram", **asked)


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@clock_options
@_output_option
@click.option("--goals", is_flag=True, help="How the goals went, in place of the decisions.")
def timeline(case: str, *, goals: bool, **asked: Any) -> None:
    """How CASE went, as a picture: decisions, meetings and what lasted; without -o in words."""
    _tell(case, "goals" if goals else "timeline", "timeline", **asked)


def _tell(
    case: str,
    what: What,
    thing: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    file: str | None,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
    **clocks: Any,
) -> None:
    must_be_a_case(case)
    if file == _STDOUT and as_json:
        raise Malformed("a picture and JSON cannot both go to stdout", path="-o", next="Name a file, or leave one out.")
    path = Path(file) if file not in {None, _STDOUT} else None
    if path is not None and path.exists():
        raise SvhError(f"{path} is there already and stays as it is", next=_ELSEWHERE)
    taken_along: Action = "view" if file is None else "export"
    with opened(db) as book:
        viewer = viewer_of(book, case, actor)
        with book.looking(case, viewer=viewer, purpose=purpose, action=taken_along) as look:
            made = look.picture(what, lang, **clocks)
    if path is not None:
        _write(path, made)
    if as_json:
        say_json(thing, case=case, **made.data)
    elif file == _STDOUT:
        click.echo(made.svg, nl=False)
    else:
        click.echo(str(path) if path is not None else "\n".join(made.words))


def _write(path: Path, made: Picture) -> None:
    """Writes a picture for its owner alone.

    Raises:
        SvhError: it cannot be written, or something is there by now.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
            written.write(made.svg.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise SvhError(f"{path} cannot be made: {error.strerror}", next=_ELSEWHERE) from None
