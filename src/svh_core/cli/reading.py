"""Reading what was recorded: the cases, a trail, a state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from svh_core.casebook import Casebook
from svh_core.cli.options import (
    Moment,
    casebook_option,
    clock_options,
    must_be_a_case,
    opened,
    output_options,
    progress,
    say_json,
    viewer_of,
    viewer_options,
)
from svh_core.errors import Malformed, PluginFailed
from svh_core.sharing.roles import ORGANISATION, THE_OPERATOR, Viewer
from svh_core.views.report import report
from svh_core.views.signals import SIGNALS, Found


def _cases_of(book: Casebook, actor: str | None, purpose: str) -> list[tuple[str, int]]:
    """The cases of which somebody may be shown anything; that they asked is written down once a day, and in no case."""
    found = book.listing(Viewer(actor, capacity=ORGANISATION) if actor else THE_OPERATOR)
    if actor is None:
        return found
    return [one for one in found if book.may_look(one[0], viewer=viewer_of(book, one[0], actor), purpose=purpose)]


@click.command()
@casebook_option
@output_options
@viewer_options
def cases(db: str, lang: str, actor: str | None, purpose: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """List the cases."""
    with opened(db) as book:
        found = _cases_of(book, actor, purpose)
    if as_json:
        say_json("cases", cases=[{"case": name, "entries": last} for name, last in found])
        return
    for name, last in found:
        click.echo(f"{name}  {last}")


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@clock_options
@click.option("--as-script", is_flag=True, help="As a script that `svh record --import` takes.")
def trail(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    as_script: bool,
    **clocks: Any,
) -> None:
    """The regie trail of CASE, a sentence an entry."""
    with opened(db) as book, book.looking(case, viewer=viewer_of(book, case, actor), purpose=purpose) as look:
        if as_script:
            for line in look.script(**clocks):
                click.echo(line)
        elif as_json:
            say_json("trail", case=case, entries=look.trail(lang, **clocks))
        else:
            for line in look.trail_in_words(lang, **clocks):
                click.echo(line)


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@clock_options
def show(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    **clocks: Any,
) -> None:
    """The state of CASE: network, group, goals, agreements, meetings, consents."""
    with opened(db) as book, book.looking(case, viewer=viewer_of(book, case, actor), purpose=purpose) as look:
        if as_json:
            say_json("show", case=case, state=look.state(**clocks))
        else:
            for line in look.state_in_words(lang, **clocks):
                click.echo(line)


@click.command()
@click.argument("case", required=False)
@casebook_option
@output_options
@viewer_options
@clock_options
@click.option("--on", "also", multiple=True, help="Also this signal, which is off by default; `all` for every one.")
def signals(
    case: str | None,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
    also: tuple[str, ...],
    **clocks: Any,
) -> int:
    """What deserves attention in CASE, in every case, or in organisation/ORG."""
    others = [one for one in also if one not in {"all", *SIGNALS}]
    _must_be_signals([one for one in others if "." not in one])  # a plugin's has a dot
    told: list[tuple[str, Found]] = []
    failed: dict[str, PluginFailed] = {}
    with opened(db) as book:
        own = {one.id for one in book.extensions.signals}
        _must_be_signals([one for one in others if one not in own])
        if case is None and actor is None and all(clock is None for clock in clocks.values()):
            with progress("looked at") as shown:
                of_all = book.overview.signals(lang, purpose=purpose, also=also, progress=shown)
            told += of_all.told
            failed |= {failure.sentence: failure for failure in of_all.failed}
        else:
            names = [case] if case is not None else [name for name, _ in _cases_of(book, actor, purpose)]
            for name in names:
                with book.looking(name, viewer=viewer_of(book, name, actor), purpose=purpose) as look:
                    hits = look.signals(lang, also=also, **clocks)
                    if not (hits or look.opens("regie")):
                        click.echo(f"The signals of {name} are not for {actor}.", err=True)
                    told += [(name, hit) for hit in hits]
                    failed |= {failure.sentence: failure for failure in look.failed}
    if as_json:
        say_json("signals", signals=[{"case": name, **_signal(hit)} for name, hit in told])
    else:
        for name, hit in told:
            entries = ", ".join(str(number) for number in hit.entries)
            click.echo(f"{name}  {hit.since}  {hit.sentence}  {hit.subject} ({entries}) [{hit.id}]  {hit.source}")
    for failure in failed.values():
        click.echo(f"svh: {failure.sentence} ({failure.code})\n{failure.next}", err=True)
    return PluginFailed.exit_status if failed else 0


def _must_be_signals(others: Sequence[str]) -> None:
    """Refuses what is no signal, where anything is.

    Raises:
        Malformed: there is something.
    """
    if others:
        further = "`svh signals --on all` shows every one."
        raise Malformed(f"there is no signal {min(others)}", path="--on", next=further)


def _signal(hit: Found) -> dict[str, object]:
    return {
        "id": hit.id,
        "kind": hit.kind.value,
        "sentence": hit.sentence,
        "subject": hit.subject,
        "entries": list(hit.entries),
        "since": hit.since.isoformat(),
        "source": hit.source,
        "number": {"value": hit.number.value, "unit": hit.number.unit} if hit.number is not None else None,
    }


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@clock_options
@click.option("--from", "since", type=Moment(begins=True), help="From this day or moment on; from the opening else.")
@click.option("--to", "to", type=Moment(begins=True), help="Up to this day or moment, itself not included.")
def regie(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    until: int | None,
    as_of: datetime | None,
    known_on: datetime | None,
    since: datetime | None,
    to: datetime | None,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
) -> None:
    """The regie figures of CASE, with what each number is of."""
    must_be_a_case(case)
    with opened(db) as book, book.looking(case, viewer=viewer_of(book, case, actor), purpose=purpose) as look:
        told = look.figures(since=since, until=to, last=until, as_of=as_of, known_on=known_on)
    if as_json:
        say_json("regie", of=case, **told)
        return
    for line in report(told, lang):
        click.echo(line)
