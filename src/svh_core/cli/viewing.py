"""Commands that say one view of a case, or of an organisation: what they ask, and how they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

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
from svh_core.views.seen import Seen

InJson = Callable[[Seen], dict[str, Any]]
InWords = Callable[[Seen, str], Iterator[str]]


def view_options(command: Command) -> Command:
    """How, for whom, and as of when a view is said."""
    for option in (clock_options, viewer_options, output_options, casebook_option):
        command = option(command)
    return command


def say_view(
    stream: str, thing: str, in_json: InJson, in_words: InWords, *, about: Mapping[str, str], options: Mapping[str, Any]
) -> None:
    """Opens a stream, and says a view of it as it was asked.

    Args:
        stream: the case, or another stream.
        thing: what it is called in the name of its schema.
        in_json: the view as data.
        in_words: the view for people, in a language.
        about: what the data says first, such as the name of the case.
        options: the command's, as `view_options` gives them.
    """
    if thing != "rollout":
        must_be_a_case(stream)
    clocks = {name: options[name] for name in ("until", "as_of", "known_on")}
    with (
        opened(options["db"]) as book,
        book.looking(stream, viewer=viewer_of(book, stream, options["actor"]), purpose=options["purpose"]) as look,
    ):
        seen = look.seen(**clocks)
        if options["as_json"]:
            say_json(thing, **about, **in_json(seen))
        else:
            for line in in_words(seen, options["lang"]):
                click.echo(line)
