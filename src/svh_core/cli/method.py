"""The method, read off a case: the recovery plan, the phases, the triad, the network, the resident's documents."""

from __future__ import annotations

from typing import Any

import click

from svh_core.cli.viewing import InJson, InWords, say_view, view_options
from svh_core.views.deidentified import deidentified as deidentified_in_json
from svh_core.views.deidentified import deidentified_in_words
from svh_core.views.documents import documents as documents_in_json
from svh_core.views.documents_in_words import documents_in_words
from svh_core.views.network_size import network_size, network_size_in_words
from svh_core.views.phases import phases as phases_in_json
from svh_core.views.phases import phases_in_words
from svh_core.views.plan import plan as plan_in_json
from svh_core.views.plan_in_words import plan_in_words
from svh_core.views.triad import triad as triad_in_json
from svh_core.views.triad import triad_in_words


def _say(case: str, thing: str, in_json: InJson, in_words: InWords, options: dict[str, Any]) -> None:
    say_view(case, thing, in_json, in_words, about={"case": case}, options=options)


@click.command()
@click.argument("case")
@view_options
def plan(case: str, **options: Any) -> None:
    """The recovery plan of CASE: the plan, goals, agreements and the next meeting."""
    _say(case, "plan", plan_in_json, plan_in_words, options)


@click.command()
@click.argument("case")
@view_options
def phases(case: str, **options: Any) -> None:
    """What of the phases of the method has happened in CASE, and since when."""
    _say(case, "phases", phases_in_json, phases_in_words, options)


@click.command()
@click.argument("case")
@view_options
def triad(case: str, **options: Any) -> None:
    """Who was at each meeting of CASE, by the three sides."""
    _say(case, "triad", triad_in_json, triad_in_words, options)


@click.command()
@click.argument("case")
@view_options
def network(case: str, **options: Any) -> None:
    """How many people are around the resident of CASE; there is no right number."""
    _say(case, "network", network_size, network_size_in_words, options)


@click.command()
@click.argument("case")
@view_options
def documents(case: str, **options: Any) -> None:
    """The own documents of the resident of CASE, with who may read each."""
    _say(case, "documents", documents_in_json, documents_in_words, options)


@click.command()
@click.argument("case")
@view_options
def deidentified(case: str, **options: Any) -> None:
    """What was decided in CASE, without names, words and days, for who thinks along without knowing about whom."""
    say_view(case, "deidentified", deidentified_in_json, deidentified_in_words, about={}, options=options)
