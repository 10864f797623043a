"""What commands have in common: their options, their language, their output."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from svh_core.casebook import Casebook
from svh_core.cli.language import default_language
from svh_core.domain.civil_days import AMSTERDAM, in_utc
from svh_core.errors import Malformed
from svh_core.sharing.roles import THE_OPERATOR, Viewer
from svh_core.views.settings import read_settings

if TYPE_CHECKING:
    from svh_core.plugins.loading import Plugins
    from svh_core.proof.note_keys import VerifierKey

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_CASEBOOK: Final = "casebook.db"
_QUIET: Final = 1.0
_BETWEEN: Final = 0.1
"""Seconds before a progress line is shown, and between two of them."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def casebook_option(command: Command) -> Command:
    """Where the casebook is."""
    return click.option(
        "--db",
        envvar="SVH_DB",
        default=DEFAULT_CASEBOOK,
        show_default=True,
        help="The casebook: a path, or postgresql://...",
    )(command)


def allowed_beside(command: Command) -> Command:
    """Beside which casebook it stands which plugins may be used; it need not be there."""
    says = "Where the casebook is, or would be: what the plugins bring that may be used with it is there too."
    return click.option("--db", envvar="SVH_DB", default=DEFAULT_CASEBOOK, show_default=True, help=says)(command)


def output_options(command: Command) -> Command:
    """How it is said: language, or JSON."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="As one JSON object."),
        click.option("--lang", type=click.Choice(["nl", "en"]), default=default_language, help="Dutch or English."),
        click.option("--no-color", is_flag=True, help="No colours (there are none yet)."),
    ):
        command = option(command)
    return command


def viewer_options(command: Command) -> Command:
    """Who looks, and what for."""
    for option in (
        click.option("--as", "actor", envvar="SVH_ACTOR", help="Who looks; the operator where nothing is said."),
        click.option("--purpose", envvar="SVH_PURPOSE", default="reading", help="What for."),
    ):
        command = option(command)
    return command


def clock_options(command: Command) -> Command:
    """Up to where, as of when, and known on which moment."""
    for option in (
        click.option("--until", type=click.IntRange(min=1), help="Up to this entry."),
        click.option("--as-of", type=Moment(), help="What was so by this moment or day, as it was claimed."),
        click.option("--known-on", type=Moment(), help="What was recorded by this moment or day."),
    ):
        command = option(command)
    return command


class Moment(click.ParamType[datetime]):
    """A moment with an offset, or a day: then its last moment in Amsterdam, or its first where it begins a period."""

    name = "moment"

    def __init__(self, *, begins: bool = False) -> None:
        self._begins = begins

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
            if _DAY.fullmatch(value):
                day = datetime.combine(moment.date(), time(), AMSTERDAM)
                return in_utc(day if self._begins else _next(day) - timedelta(microseconds=1))
            return in_utc(moment)
        except (ValueError, OverflowError):
            self.fail("expected a day, such as 2017-02-06, or a moment with an offset", param, ctx)


def _next(day: datetime) -> datetime:
    """The first moment of the next day; a day is 23 or 25 hours long when the clocks change."""
    return datetime.combine(day.date() + timedelta(days=1), time(), AMSTERDAM)


def say_json(thing: str, **told: Any) -> None:
    """One JSON object on stdout, with its schema's name."""
    click.echo(json.dumps({"schema": f"svh.{thing}/1", **told}, ensure_ascii=False, indent=2))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress line on stderr, after one second, on a terminal only: how many, which share, and the time left."""
    began, last, width = monotonic(), 0.0, 0
    before: int | None = None

    def show(done: int, total: int | None) -> None:
        nonlocal before, last, width
        now = monotonic()
        before = done if before is None else before  # what goes on where it was begins with what was done then
        if not sys.stderr.isatty() or now - began < _QUIET or (now - last < _BETWEEN and done != total):
            return
        told = f"{label} {done}" + (f"/{total}  {_share(done, before, total, now - began)}" if total else "")
        click.echo(f"\r{told:<{width}}", err=True, nl=False)
        last, width = now, len(told)

    yield show
    if width:
        click.echo("", err=True)


def _share(done: int, before: int, total: int, seconds: float) -> str:
    share = f"{100 * done // total} %"
    if done <= before:
        return share
    minutes, left = divmod(round(seconds * (total - done) / (done - before)), 60)
    return f"{share}  {minutes}:{left:02}"


@contextmanager
def opened(db: str) -> Iterator[Casebook]:
    """The casebook, with the organisation's settings; says on stderr where its vault has less than its log."""
    named = os.environ.get("SVH_SETTINGS")
    settings = read_settings(Path(named)) if named else None
    with Casebook.open(db, settings=settings, plugins=allowed_plugins(db)) as book:
        if book.vault_behind:
            from svh_core.keeping import in_short  # noqa: PLC0415 - nobody waits for what is not used

            keys = in_short(book.vault_behind)
            click.echo(f"The vault is older than the log: the keys of {keys} are not in it (vault_behind).", err=True)
        yield book


def allowed_plugins(db: str) -> tuple[object, ...]:
    """The plugins that may be used with a casebook. What they print goes to stderr: stdout is for data."""
    file = plugins_file(db)
    if not file.exists():
        return ()
    from svh_core.plugins.allowing import read  # noqa: PLC0415 - nobody waits for what is not used
    from svh_core.plugins.calling import SAYS_TO  # noqa: PLC0415

    SAYS_TO.set(sys.stderr)
    return read(file)


def plugins_beside(db: str) -> Plugins | None:
    """The plugins that may be used with a casebook, without opening it; None where nobody allowed any."""
    allowed = allowed_plugins(db)
    if not allowed:
        return None
    from svh_core.plugins.loading import Plugins  # noqa: PLC0415

    return Plugins.asked(allowed)


def plugins_file(db: str) -> Path:
    """Where it stands which plugins may be used: what ``SVH_PLUGINS`` names, else beside the casebook."""
    named = os.environ.get("SVH_PLUGINS")
    if named:
        return Path(named)
    from svh_core.keeping import beside_of, place_of  # noqa: PLC0415 - nobody waits for what is not used

    casebook = beside_of(place_of(db))
    return casebook.with_name(f"{casebook.stem}.plugins")


def viewer_of(book: Casebook, case: str, actor: str | None) -> Viewer:
    """Who looks: somebody in the capacity that the trail says they have, or the operator.

    Raises:
        Malformed: an actor was named, and has no name.
    """
    if actor is None:
        return THE_OPERATOR
    if not actor:
        raise Malformed("expected who looks", path="--as", next="Leave it out to look as the operator.")
    return book.viewer(case, actor)


def must_be_a_case(stream: str) -> None:
    """Refuses an organisation where a case is asked for.

    Raises:
        Malformed: it is the stream of an organisation.
    """
    if stream.startswith("organisation/"):
        raise Malformed("this is an organisation and no case", path="CASE", next="`svh rollout` tells of it.")


def verifier_key(told: str | None) -> VerifierKey | None:
    """The public half of a log's key: as it is written, or from a file.

    Raises:
        Malformed: it is none.
    """
    from svh_core.proof.lines import ProofRefused  # noqa: PLC0415 - ciphers are loaded when they are used
    from svh_core.proof.note_keys import VerifierKey  # noqa: PLC0415

    if told is None:
        return None
    try:
        return VerifierKey.parse((told if "+" in told else Path(told).read_text("utf-8")).strip())
    except (OSError, ValueError, ProofRefused):
        raise Malformed(
            "this is no verifier key", path="--key", next="`svh init` and `svh keys show` print it."
        ) from None


def script_lines(script: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a script that say something, with their numbers from 1; ``-`` is stdin."""
    with sys.stdin.buffer if script == "-" else Path(script).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line
