"""What it takes and what changed: the hours, how help changed over time, and what was measured."""

from __future__ import annotations

from typing import Any

import click

from svh_core.cli.viewing import say_view, view_options
from svh_core.views.care_over_time import care_in_words, care_over_time
from svh_core.views.hours import hours as hours_in_json
from svh_core.views.hours import hours_in_words
from svh_core.views.measurements import measurements as measurements_in_json
from svh_core.views.measurements import measurements_in_words


@click.command()
@click.argument("case")
@view_options
def hours(case: str, **options: Any) -> None:
    """The hours that CASE took, beside what was reckoned: an estimate."""
    say_view(case, "hours", hours_in_json, hours_in_words, about={"case": case}, options=options)


@click.command()
@click.argument("case")
@view_options
def care(case: str, **options: Any) -> None:
    """How help changed in CASE: less, more, handed over, ended."""
    say_view(case, "care", care_over_time, care_in_words, about={"case": case}, options=options)


@click.command()
@click.argument("case")
@view_options
def measurements(case: str, **options: Any) -> None:
    """What was measured in CASE, and what else changed."""
    say_view(case, "measurements", measurements_in_json, measurements_in_words, about={"case": case}, options=options)
