"""The words that apps offer their users, and the questionnaires that are known. No casebook is needed.

Where plugins are allowed beside a casebook, or where it would be, their words are there too.
"""

from __future__ import annotations

import click

from svh_core.cli.options import allowed_beside, output_options, plugins_beside, say_json
from svh_core.views.instruments import instruments_in_json, instruments_in_words
from svh_core.views.vocabulary import vocabularies_in_json, vocabularies_in_words


@click.command()
@output_options
def instruments(lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """The questionnaires that are known, with what a score can be."""
    if as_json:
        say_json("instruments", instruments=instruments_in_json())
        return
    for line in instruments_in_words(lang):
        click.echo(line)


@click.command()
@allowed_beside
@output_options
def vocabulary(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """The words of closed lists and tags, with what each means."""
    plugins = plugins_beside(db)
    added = plugins.extensions.words if plugins is not None else ()
    if as_json:
        say_json("vocabulary", vocabularies=vocabularies_in_json(added))
        return
    for line in vocabularies_in_words(lang, added):
        click.echo(line)
