"""What the resident wants: goals, first steps, a plan, and the risks they choose to take.

No rules of its own: the rules for every event suffice.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import GOALS, PLANS
from svh_core.domain.fields import live, new, other, private
from svh_core.domain.identifiers import GoalId, PersonId, PlanId
from svh_core.domain.records import Goal, Plan
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.words import Sealed, Words

goals = Concept("goals", category="goals")

Horizon = Literal["short", "long"]
LifeArea = Literal[
    "home", "work", "learning", "social", "intimacy", "money", "meaning", "health", "daily_life", "other"
]
Recovery = Literal["symptomatic", "personal", "societal", "functional"]
Chime = Literal["connectedness", "hope", "identity", "meaning", "empowerment"]
HealthDomain = Literal["body", "mind", "meaning", "quality_of_life", "participation", "daily_functioning"]


@goals.event("goal.set", whose=Whose.RESIDENT, domain=Domain.WHAT)
class GoalSet(Event):
    """The resident sets a goal in their own words.

    nl: De inwoner kiest een doel, in eigen woorden.
    """

    goal: GoalId = new()
    horizon: Horizon
    words: Words = private(of="resident")
    life_area: Sealed[LifeArea] | None = private(of="resident", default=None)
    recovery: Sealed[tuple[Recovery, ...]] | None = private(of="resident", default=None)
    chime: Sealed[tuple[Chime, ...]] | None = private(of="resident", default=None)
    health_domain: Sealed[HealthDomain] | None = private(of="resident", default=None)
    participation_level: Sealed[int] | None = private(of="resident", default=None)
    first_step: Words | None = private(of="resident", default=None)
    supporters: tuple[PersonId, ...] | None = other(category="network", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        goal = Goal(
            horizon=self.horizon,
            words=self.words,
            life_area=self.life_area,
            recovery=self.recovery,
            chime=self.chime,
            health_domain=self.health_domain,
            participation_level=self.participation_level,
            first_step=self.first_step,
            supporters=tuple(self.supporters or ()),
        )
        return case.put(GOALS, self.goal, goal)


@goals.event("goal.rephrased", whose=Whose.RESIDENT, domain=Domain.WHAT)
class GoalRephrased(Event):
    """The resident says the goal differently, or wants it sooner, later or smaller.

    nl: De inwoner zegt het doel anders, of wil het eerder, later of kleiner.
    """

    goal: GoalId = live()
    words: Words | None = private(of="resident", default=None)
    horizon: Horizon | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        said = {"words": self.words, "horizon": self.horizon}
        return case.change(GOALS, self.goal, **{name: value for name, value in said.items() if value is not None})


@goals.event("goal.first_step_chosen", whose=Whose.RESIDENT, domain=Domain.WHAT)
class GoalFirstStepChosen(Event):
    """The resident chooses a first step, and who or what could help with it.

    nl: De inwoner kiest een eerste stap, en wie of wat daarbij kan helpen.
    """

    goal: GoalId = live()
    words: Words = private(of="resident")
    supporters: tuple[PersonId, ...] | None = other(category="network", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        supported = {} if self.supporters is None else {"supporters": tuple(self.supporters)}
        return case.change(GOALS, self.goal, first_step=self.words, **supported)


@goals.event("goal.progress_reviewed", whose=Whose.ANYONE)
class GoalProgressReviewed(Event):
    """The resident and those around the table looked at how a goal is going.

    nl: De inwoner en de groep keken hoe het met een doel gaat.
    """

    goal: GoalId = live()
    going: Sealed[Literal["nearer", "same", "further", "cannot_say"]] = private(of="resident")
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(GOALS, self.goal, going=self.going)


@goals.event("goal.achieved", whose=Whose.RESIDENT, domain=Domain.WHAT, yields=Yields.NOBODY)
class GoalAchieved(Event):
    """The resident says a goal is reached.

    nl: De inwoner zegt dat een doel is bereikt.
    """

    goal: GoalId = live()
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(GOALS, self.goal, status="achieved").end("Goal", self.goal)


@goals.event("goal.let_go", whose=Whose.RESIDENT, domain=Domain.WHAT)
class GoalLetGo(Event):
    """The resident lets a goal go, and that is allowed.

    nl: De inwoner laat een doel los, en dat mag.
    """

    goal: GoalId = live()
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(GOALS, self.goal, status="let_go").end("Goal", self.goal)


@goals.event("plan.drafted", whose=Whose.ANYONE)
class PlanDrafted(Event):
    """A recovery plan is drafted, for the resident to take or leave.

    nl: Er ligt een voorstel voor een herstelplan. De inwoner kiest of dat het plan wordt.
    """

    plan: PlanId = new()
    goals: tuple[GoalId, ...] | None = None
    strengths: Words | None = private(of="resident", default=None)
    stressors: Words | None = private(of="resident", default=None)
    gives_hope: Words | None = private(of="resident", default=None)
    helped_before: Words | None = private(of="resident", default=None)
    what_happened: Words | None = private(of="resident", default=None)
    needs: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        drafted = Plan(
            number=entry.number,
            goals=tuple(self.goals or ()),
            strengths=self.strengths,
            stressors=self.stressors,
            gives_hope=self.gives_hope,
            helped_before=self.helped_before,
            what_happened=self.what_happened,
            needs=self.needs,
        )
        return case.put(PLANS, self.plan, drafted)


@goals.event("plan.adopted", whose=Whose.RESIDENT, domain=Domain.WHAT, yields=Yields.REPRESENTATION)
class PlanAdopted(Event):
    """The resident makes a drafted plan their recovery plan.

    nl: De inwoner maakt van een voorstel het eigen herstelplan.
    """

    plan: PlanId

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(PLANS, self.plan, adopted=True, adopted_in=entry.number)


@goals.event("risk.chosen", whose=Whose.RESIDENT, domain=Domain.WHAT, yields=Yields.NOBODY)
class RiskChosen(Event):
    """The resident chooses something others find risky; views stand beside it and the choice stands.

    nl: De inwoner kiest iets waar anderen een risico in zien. Wat zij vinden, staat erbij. De keuze blijft staan.
    """

    choice: Words = private(of="resident")
    look_again_on: date | None = None
