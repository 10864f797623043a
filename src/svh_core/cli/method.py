"""The method, read off a case: the recovery plan, the phases, the triad, the network, the resident's documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from svh_core.cli.options import (
    Command,
    casebook_option,
    clock_options,
    opened,
    output_options,
    say_json,
    viewer_of,
    viewer_options,
)
from svh_core.views.documents import documents as documents_in_json
from svh_core.views.documents_in_words import documents_in_words
from svh_core.views.network_size import network_size, network_size_in_words
from svh_core.views.phases import phases as phases_in_json
from svh_core.views.phases import phases_in_words
from svh_core.views.plan import plan as plan_in_json
from svh_core.views.plan_in_words import plan_in_words
from svh_core.views.seen import Seen
from svh_core.views.triad import triad as triad_in_json
from svh_core.views.triad import triad_in_words


def _options(command: Command) -> Command:
    """What all these commands have in common."""
    for option in (clock_options, viewer_options, output_options, casebook_option, click.argument("case")):
        command = option(command)
    return command


def _say(
    thing: str,
    in_json: Callable[[Seen], dict[str, Any]],
    in_words: Callable[[Seen, str], Iterator[str]],
    options: dict[str, Any],
) -> None:
    """Opens the case, and says a view of it as it was asked."""
    case, lang, actor = options["case"], options["lang"], options["actor"]
    clocks = {name: options[name] for name in ("until", "as_of", "known_on")}
    with (
        opened(options["db"]) as book,
        book.looking(case, viewer=viewer_of(book, case, actor), purpose=options["purpose"]) as look,
    ):
        seen = look.seen(**clocks)  # type: ignore[arg-type]  # click knows these by their names alone
        if options["as_json"]:
            say_json(thing, case=case, **in_json(seen))
        else:
            for line in in_words(seen, lang):
                click.echo(line)


@click.command()
@_options
def plan(**options: Any) -> None:
    """The recovery plan of CASE: the plan, goals, agreements and the next meeting."""
    _say("plan", plan_in_json, plan_in_words, options)


@click.command()
@_options
def phases(**options: Any) -> None:
    """What of the phases of the method has happened in CASE, and since when."""
    _say("phases", phases_in_json, phases_in_words, options)


@click.command()
@_options
def triad(**options: Any) -> None:
    """Who was at each meeting of CASE, by the three sides."""
    _say("triad", triad_in_json, triad_in_words, options)


@click.command()
@_options
def network(**options: Any) -> None:
    """How many people are around the resident of CASE; there is no right number."""
    _say("network", network_size, network_size_in_words, options)


@click.command()
@_options
def documents(**options: Any) -> None:
    """The own documents of the resident of CASE, with who may read each."""
    _say("documents", documents_in_json, documents_in_words, options)
