"""The recovery plan in words: a document to take along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.goals import GoalAchieved, GoalLetGo
from svh_core.domain.identifiers import GoalId
from svh_core.domain.records import Goal
from svh_core.views.languages.phrase import Forms
from svh_core.views.plan import PlanDocument, plan_document
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller
from svh_core.views.trail import told_line

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "{resident!p} herstelplan",
        "as_of": "Zo stond het op {day}",
        "in_use": "{resident} koos dit plan op {day}",
        "in_use_represented": "{by} koos dit plan op {day}, namens {resident!o}",
        "in_use_taken_over": "{by} koos dit plan op {day}, in {resident!p} plaats",
        "no_plan": "Er is geen plan gekozen, en dat hoeft ook niet",
        "draft": "Voorstel van {day}, dat {resident} nog niet koos",
        "what_happened": "Wat er gebeurd is",
        "strengths": "Wat kracht geeft",
        "stressors": "Wat zwaar is",
        "gives_hope": "Wat hoop geeft",
        "helped_before": "Wat eerder hielp",
        "needs": "Wat nodig is",
        "short": "Doelen voor de korte termijn",
        "long": "Doelen voor de lange termijn",
        "achieved": "Bereikt",
        "let_go": "Losgelaten, en dat mag",
        "first_step": "Eerste stap",
        "supporters": "Met hulp van",
        "going": "Hoe het gaat",
        "life_area": "Gaat over",
        "recovery": "Soort herstel",
        "chime": "Wat erbij hoort",
        "health_domain": "Gezondheid",
        "participation_level": "Trede van meedoen",
        "agreements": "Andere afspraken",
        "until": "tot en met {day}",
        "look_back_on": "terugkijken op {day}",
        "next_meeting": "De volgende bijeenkomst",
    },
    "en": {
        "title": "{resident!p} recovery plan",
        "as_of": "This is how it stood on {day}",
        "in_use": "{resident} chose this plan on {day}",
        "in_use_represented": "{by} chose this plan on {day}, on behalf of {resident!o}",
        "in_use_taken_over": "{by} chose this plan on {day}, in {resident!p} place",
        "no_plan": "No plan was chosen, and none needs to be",
        "draft": "Draft of {day}, which {resident} did not choose yet",
        "what_happened": "What happened",
        "strengths": "What gives strength",
        "stressors": "What weighs heavily",
        "gives_hope": "What gives hope",
        "helped_before": "What helped before",
        "needs": "What is needed",
        "short": "Goals for the short term",
        "long": "Goals for the long term",
        "achieved": "Reached",
        "let_go": "Let go, and that is allowed",
        "first_step": "First step",
        "supporters": "With help from",
        "going": "How it is going",
        "life_area": "Is about",
        "recovery": "Kind of recovery",
        "chime": "What belongs to it",
        "health_domain": "Health",
        "participation_level": "Step of taking part",
        "agreements": "Other agreements",
        "until": "until and including {day}",
        "look_back_on": "look back on {day}",
        "next_meeting": "The next meeting",
    },
}
_SECTIONS: Final = ("what_happened", "strengths", "stressors", "gives_hope", "helped_before", "needs")
_CHOSEN: Final = ("life_area", "recovery", "chime", "health_domain", "participation_level", "going")


def plan_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The recovery plan for people, line by line.

    Args:
        seen: what a look hands over.
        language: ``nl`` or ``en``.

    Raises:
        NotPermitted: neither the goals nor the agreements are open to the viewer.
    """
    return _InWords(plan_document(seen), seen.told(language), _TEXTS[language]).told()


@attrs.frozen
class _InWords:
    """The document for people."""

    document: PlanDocument
    teller: Teller
    texts: Mapping[str, str]

    def told(self) -> Iterator[str]:
        document = self.document
        yield self._says("title").rstrip(".")
        yield self._says("as_of", day=self._day(document.seen.moment))
        yield ""
        yield from self._plan_in_use()
        for horizon in ("long", "short"):
            yield from self._goals(horizon, document.goals_that("live", horizon))
        yield from self._chapter("agreements", self._agreements(None))
        for status in ("achieved", "let_go"):
            yield from self._goals(status, document.goals_that(status))
        yield from self._chapter("next_meeting", self._next_meeting())
        for name in document.drafts:
            drafted = document.seen.history.case.written[document.plans[name].number]
            yield self._says("draft", day=self._day(drafted.at)).rstrip(".")
            yield from self._sections(name)
            yield ""

    def _says(self, text: str, **places: Forms | str) -> str:
        return self.teller.language.tell(self.texts[text], {"resident": self.teller.resident(), **places})

    def _day(self, moment: datetime) -> str:
        return self.teller.language.date(civil_date(moment))

    def _plan_in_use(self) -> Iterator[str]:
        name = self.document.in_use
        adopted_in = self.document.plans[name].adopted_in if name is not None else None
        if name is None or adopted_in is None:
            if self.document.seen.share.opens_wholly("goals"):  # else there may be one that is not shown
                yield self._says("no_plan")
        else:
            adopted = self.document.seen.history.case.written[adopted_in]
            text = f"in_use_{adopted.standing}"
            by = self.teller.person(adopted.by)
            yield self._says(text if text in self.texts else "in_use", by=by, day=self._day(adopted.at))
            yield from self._sections(name)
        yield ""

    def _sections(self, name: str) -> Iterator[str]:
        plan_ = self.document.plans[name]
        for section in _SECTIONS:
            words = getattr(plan_, section)
            if words is not None:
                yield f"  {self.texts[section]}: {self.teller.quoted(words)}"
        yield from (f"  {line}" for line in self._beside("plan", name))

    def _goals(self, heading: str, goals: Mapping[GoalId, Goal]) -> Iterator[str]:
        yield from self._chapter(heading, (line for name, goal in goals.items() for line in self._goal(name, goal)))

    def _goal(self, name: GoalId, goal: Goal) -> Iterator[str]:
        yield self.teller.quoted(goal.words) + self._when_it_ended(name, goal)
        if goal.status == "live":
            if goal.first_step is not None:
                yield f"  {self.texts['first_step']}: {self.teller.quoted(goal.first_step)}"
            if goal.supporters:
                yield f"  {self.texts['supporters']}: {self.teller.people(goal.supporters).object}"
            for field in _CHOSEN:
                if (token := getattr(goal, field)) is not None:
                    yield f"  {self.texts[field]}: {self._chosen(field, token)}"
            yield from (f"  {line}" for line in self._agreements(name))
        yield from (f"  {line}" for line in self._beside("goal", name))

    def _chosen(self, field: str, token: object) -> str:
        told = self.teller.reveal(str(token), None, None)
        return self.teller.not_told(told) if isinstance(told, dict) else self.teller.language.value(field, told)

    def _when_it_ended(self, name: GoalId, goal: Goal) -> str:
        """The day on which a goal was reached or let go, where that entry may be read."""
        if goal.status == "live":
            return ""
        ended = [
            line.entry.at
            for line in self.document.lines_about("goal", name)
            if isinstance(line.entry.event, GoalAchieved | GoalLetGo)
        ]
        return f" ({self._day(ended[-1])})" if ended else ""

    def _agreements(self, goal: GoalId | None) -> Iterator[str]:
        for name, made in self.document.agreements_for(goal).items():
            often = [self.teller.quoted(made.how_often)] if made.how_often is not None else []
            days = [
                self.texts[text].format(day=self.teller.language.date(day))
                for text, day in (("until", made.until), ("look_back_on", made.look_back_on))
                if day is not None
            ]
            went = [self.teller.language.value("went", made.went)] if made.went is not None else []
            giver = self.teller.alone(made.giver)
            called = giver.capitalize() if giver == self.teller.language.you.subject else giver
            yield ", ".join([f"{called}: {self.teller.quoted(made.does)}", *often, *days, *went])
            yield from (f"  {line}" for line in self._beside("agreement", name))

    def _next_meeting(self) -> Iterator[str]:
        upcoming = self.document.next_meeting
        if upcoming is not None:
            held, value = upcoming[1], self.teller.language.value
            place = [self.teller.quoted(held.place)] if held.place is not None else []
            told = [self.teller.language.moment(held.at), value("kind", held.kind), value("mode", held.mode)]
            yield ", ".join([*told, *place])
            if held.topics is not None:
                yield f"  {self.teller.quoted(held.topics)}"

    def _beside(self, kind: str, name: str) -> Iterator[str]:
        """How it was decided where the resident did not, and what was objected and said beside it."""
        for line in self.document.lines_about(kind, name):
            if kind != "plan" and line.standing in {"represented", "taken_over"}:
                by = self.teller.person(line.entry.by)
                yield self.teller.says(f"standing_{line.standing}", by=by, resident=self.teller.resident())
            if line.position == "objected" and not line.objections:
                yield self.teller.says("position_objected", resident=self.teller.resident())
            yield from told_line(line, self.teller).beside

    def _chapter(self, heading: str, lines: Iterable[str]) -> Iterator[str]:
        """A heading with its lines, where there are any."""
        told = list(lines)
        if told:
            yield self.texts[heading]
            yield from (f"  {line}" for line in told)
            yield ""
