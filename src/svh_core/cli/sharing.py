"""Who saw what, and why somebody may or may not see something."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import click

from svh_core.cli.options import Moment, casebook_option, opened, output_options, say_json, viewer_of, viewer_options
from svh_core.sharing.grounds import Ground
from svh_core.sharing.roles import CAPACITIES, Viewer
from svh_core.views.look import LANGUAGES

_WHY: Final = {
    "capacity": {"nl": "dat hoort bij wie iemand hier is", "en": "that belongs to who somebody is here"},
    "consent": {"nl": "de inwoner vindt het goed (regel {entry})", "en": "the resident consents (entry {entry})"},
    "but_not": {"nl": "de inwoner wil het niet (regel {entry})", "en": "the resident does not want it (entry {entry})"},
    "other_ground": {
        "nl": "een andere grond uit de wet (regel {entry})",
        "en": "another ground of the law (entry {entry})",
    },
    "emergency": {"nl": "de noodknop (regel {entry})", "en": "an emergency (entry {entry})"},
    "closed": {"nl": "de steungroep is afgesloten", "en": "the support group has ended"},
    "not_in_the_trail": {
        "nl": "volgens deze steungroep is iemand dat hier niet",
        "en": "by this support group's trail they are not that here",
    },
    "nothing": {"nl": "daar is geen toestemming voor", "en": "there is no consent for it"},
}


@click.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@click.option("--nen7513", is_flag=True, help="As records in the terms of NEN 7513, as JSON.")
@click.option("--consent", "of_consent", metavar="CONSENT", help="Only the looks that this consent made possible.")
def disclosures(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001 - promised; there are no colours to leave out
    nen7513: bool,
    of_consent: str | None,
) -> None:
    """Who saw what of CASE, when, and why; and who was shown nothing."""
    with opened(db) as book, book.looking(case, viewer=viewer_of(book, case, actor), purpose=purpose) as look:
        if nen7513:
            say_json("nen7513", records=look.disclosures_in_nen7513(book.origin))
        elif as_json:
            say_json("disclosures", case=case, entries=look.disclosures(lang, consent=of_consent))
        else:
            for line in look.disclosures_in_words(lang, consent=of_consent):
                click.echo(line)


@click.group()
def consent() -> None:
    """What consent opens."""


@consent.command()
@click.argument("case")
@casebook_option
@output_options
@viewer_options
@click.option("--capacity", type=click.Choice(CAPACITIES), help="In what capacity; as the trail says where left out.")
@click.option("--organisation", help="For which organisation.")
@click.option("--as-of", type=Moment(), help="What they could see at this moment or day.")
def explain(
    case: str,
    db: str,
    lang: str,
    actor: str | None,
    purpose: str,
    capacity: str | None,
    organisation: str | None,
    as_of: datetime | None,
    *,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
) -> None:
    """Why somebody may or may not read each part of CASE; shows nothing of what is in it."""
    with opened(db) as book:
        known = viewer_of(book, case, actor)
        viewer = Viewer(known.person, capacity=capacity or known.capacity, organisation=organisation)
        grounds = book.explain(case, viewer=viewer, purpose=purpose, as_of=as_of)
    if as_json:
        said = [
            {"category": g.category, "open": g.opens, "entry": g.entry, "why": g.why}
            | ({"document": g.document} if g.document is not None else {})
            for g in grounds
        ]
        told: dict[str, list[Any]] = {
            "categories": [one for one in said if "document" not in one],
            "documents": [one for one in said if "document" in one],
        }
        say_json("explain", case=case, viewer=viewer.person, capacity=viewer.capacity, purpose=purpose, **told)
        return
    for ground in grounds:
        click.echo(_line(ground, lang))


def _line(ground: Ground, lang: str) -> str:
    opens = {"nl": ("ja ", "nee"), "en": ("yes", "no ")}[lang][0 if ground.opens else 1]
    called: Any = LANGUAGES[lang].value("categories", ground.category)
    if ground.document is not None:
        called = f"{called} ({ground.document})"
    return f"{opens}  {called}: {_WHY[ground.why][lang].format(entry=ground.entry)}"
