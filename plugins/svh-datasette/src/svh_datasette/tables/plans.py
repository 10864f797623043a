"""What the resident wants, and what people do for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core import DisclosedEntry
from svh_datasette.columns import CASE, ENTRY, ID, Row, Table, link, person, says, text, words
from svh_datasette.told import Told, day, text_in, words_in

_SHORT: Final = 60


def _last(told: Told, kind: str, name: str, *events: str) -> DisclosedEntry | None:
    found = [one for one in told.of(*events) if text_in(one.data.get(kind)) == name]
    return found[-1] if found else None


def _made(told: Told, kind: str, event: str) -> Iterator[tuple[str, DisclosedEntry]]:
    """What an event began, each name once."""
    once: dict[str, DisclosedEntry] = {}
    for entry in told.of(event):
        if name := text_in(entry.data.get(kind)):
            once.setdefault(name, entry)
    yield from once.items()


def _goals(told: Told) -> Iterator[Row]:
    for name, entry in _made(told, "goal", "goal.set"):
        ended = _last(told, "goal", name, "goal.achieved", "goal.let_go")
        said = words_in(entry.data, "words")
        for later in told.of("goal.rephrased"):
            if text_in(later.data.get("goal")) == name and "words" in later.data:
                said = words_in(later.data, "words")
        yield {
            "id": told.key(name),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "goal": name,
            "label": (said["words"] or name)[:_SHORT] if isinstance(said["words"], str) else name,
            **said,
            "horizon": text_in(entry.data.get("horizon")),
            "life_area": text_in(entry.data.get("life_area")),
            "status": {"goal.achieved": "achieved", "goal.let_go": "let_go"}[ended.event] if ended else "open",
            "set_on": day(entry.at),
            "ended_on": day(ended.at) if ended else None,
        }


GOALS: Final = Table(
    name="goals",
    says=says("What residents want, in their own words.", "Wat inwoners willen, in eigen woorden."),
    columns=(
        ID,
        CASE,
        ENTRY,
        text("goal", "Its id in the case.", "De sleutel van het doel in de steungroep.", empty=False),
        text(
            "label",
            "The beginning of its words, else its id.",
            "Het begin van de woorden, en anders de sleutel.",
            empty=False,
        ),
        *words(
            "words", "What the resident wants, as it was said last", "Wat de inwoner wil, zoals het laatst gezegd is"
        ),
        text("horizon", "Whether it is for soon or for later.", "Of het voor nu is of voor later.", facet=True),
        text(
            "life_area",
            "What it is about; empty where nothing was said, or it was forgotten.",
            "Waar het over gaat; leeg als het er niet is of vergeten is.",
            facet=True,
        ),
        text(
            "status",
            "open, achieved or let_go.",
            "open, achieved (bereikt) of let_go (losgelaten).",
            empty=False,
            facet=True,
        ),
        text("set_on", "The day it was set.", "De dag waarop het gekozen is.", empty=False),
        text("ended_on", "The day it was reached or let go.", "De dag waarop het bereikt of losgelaten is."),
    ),
    rows=_goals,
    label="label",
    sort="set_on",
    newest_first=True,
)


def _agreements(told: Told) -> Iterator[Row]:
    goals = {name for name, _ in _made(told, "goal", "goal.set")}
    for name, entry in _made(told, "agreement", "agreement.made"):
        goal = text_in(entry.data.get("goal"))
        ended = _last(told, "agreement", name, "agreement.ended", "agreement.released")
        looked = _last(told, "agreement", name, "agreement.looked_back_on")
        said, until = words_in(entry.data, "does"), text_in(entry.data.get("until"))
        for later in told.of("agreement.changed"):
            if text_in(later.data.get("agreement")) == name:
                said = words_in(later.data, "does") if "does" in later.data else said
                until = text_in(later.data.get("until")) or until
        yield {
            "id": told.key(name),
            "case_id": told.id,
            "entry_id": told.key(entry.number),
            "agreement": name,
            "label": said["does"][:_SHORT] if isinstance(said["does"], str) and said["does"] else name,
            "giver_id": told.person(entry.data.get("giver")),
            "goal_id": told.key(goal) if goal in goals and goal is not None else None,
            **said,
            "until": until,
            "went": text_in(looked.data.get("went")) if looked else None,
            "status": {"agreement.ended": "ended", "agreement.released": "released"}[ended.event] if ended else "open",
            "made_on": day(entry.at),
            "ended_on": day(ended.at) if ended else None,
            "ended_why": text_in(ended.data.get("why")) if ended else None,
        }


AGREEMENTS: Final = Table(
    name="agreements",
    says=says("What people said they would do.", "Wat mensen zeiden te gaan doen."),
    columns=(
        ID,
        CASE,
        ENTRY,
        text("agreement", "Its id in the case.", "De sleutel van de afspraak in de steungroep.", empty=False),
        text(
            "label",
            "The beginning of its words, else its id.",
            "Het begin van de woorden, en anders de sleutel.",
            empty=False,
        ),
        person("giver_id", "Who does it.", "Wie het doet."),
        link("goal_id", "goals", "For which goal, where goals are open.", "Voor welk doel, als die open zijn."),
        *words("does", "What they do, as it was said last", "Wat diegene doet, zoals het laatst gezegd is"),
        text("until", "The last day, where one was said.", "De laatste dag, als die gezegd is."),
        text(
            "went",
            "How it went when it was last looked back on.",
            "Hoe het ging, de laatste keer dat erop is teruggekeken.",
            facet=True,
        ),
        text(
            "status",
            "open, ended or released.",
            "open, ended (klaar) of released (niet meer nodig).",
            empty=False,
            facet=True,
        ),
        text("made_on", "The day it was made.", "De dag waarop die gemaakt is.", empty=False),
        text("ended_on", "The day it ended.", "De dag waarop die stopte."),
        text("ended_why", "Why it ended.", "Waarom die stopte.", facet=True),
    ),
    rows=_agreements,
    label="label",
    sort="made_on",
    newest_first=True,
)
