"""What an organisation does to work this way."""

from __future__ import annotations

from typing import Any

import click

from svh_core.cli.viewing import say_view, view_options
from svh_core.views.rollout import rollout as rollout_in_json
from svh_core.views.rollout_in_words import rollout_in_words

_STREAM = "organisation/"


@click.command()
@click.argument("organisation")
@view_options
def rollout(organisation: str, **options: Any) -> None:
    """How far ORGANISATION is with working this way."""
    name = organisation.removeprefix(_STREAM)
    about = {"organisation": name}
    say_view(f"{_STREAM}{name}", "rollout", rollout_in_json, rollout_in_words, about=about, options=options)
