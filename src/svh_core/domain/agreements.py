"""Who will do what: made by the giver, changed by the giver, released by the resident."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from svh_core.domain.case import AGREEMENTS, Case
from svh_core.domain.fields import live, new, private
from svh_core.domain.identifiers import AgreementId, GoalId, PersonId, Tag
from svh_core.domain.records import Agreement
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose
from svh_core.domain.words import Words

agreements = Concept("agreements", category="agreements")


@agreements.event("agreement.made", whose=Whose.GIVER, domain=Domain.HOW)
class AgreementMade(Event):
    """Somebody says what they will do for the resident or for themselves, and for which goal.

    nl: Iemand spreekt af om iets te doen, en zegt voor welk doel.
    """

    agreement: AgreementId = new()
    giver: PersonId
    goal: GoalId | None = None
    does: Words = private(of="person")
    how_often: Words | None = private(of="person", default=None)
    until: date | None = None
    look_back_on: date | None = None
    method: Tag | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        made = Agreement(
            giver=self.giver,
            does=self.does,
            goal=self.goal,
            how_often=self.how_often,
            until=self.until,
            look_back_on=self.look_back_on,
        )
        return case.put(AGREEMENTS, self.agreement, made)


@agreements.event("agreement.changed", whose=Whose.GIVER, domain=Domain.HOW)
class AgreementChanged(Event):
    """Somebody changes what they said they would do.

    nl: Iemand verandert een eigen afspraak.
    """

    agreement: AgreementId = live()
    giver: PersonId
    does: Words | None = private(of="person", default=None)
    how_often: Words | None = private(of="person", default=None)
    until: date | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        said = {"does": self.does, "how_often": self.how_often, "until": self.until}
        return case.change(
            AGREEMENTS, self.agreement, **{name: value for name, value in said.items() if value is not None}
        )


@agreements.event("agreement.looked_back_on", whose=Whose.ANYONE)
class AgreementLookedBackOn(Event):
    """Those concerned looked at how an agreement went.

    nl: Er is teruggekeken op een afspraak.
    """

    agreement: AgreementId
    went: Literal["kept", "partly", "not_kept", "overtaken"]
    words: Words | None = private(of="author", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(AGREEMENTS, self.agreement, went=self.went)


@agreements.event("agreement.ended", whose=Whose.CONCERNED)
class AgreementEnded(Event):
    """Who made an agreement ends it: done, or no longer possible.

    nl: Wie een afspraak maakte, stopt ermee: klaar, of het kan niet meer.
    """

    agreement: AgreementId = live()
    person: PersonId
    why: Literal["done", "cannot", "expired", "other"]
    words: Words | None = private(of="person", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(AGREEMENTS, self.agreement, ended=self.why).end("Agreement", self.agreement)


@agreements.event("agreement.released", whose=Whose.RESIDENT, domain=Domain.HOW)
class AgreementReleased(Event):
    """The resident no longer needs an agreement.

    nl: De inwoner heeft een afspraak niet meer nodig.
    """

    agreement: AgreementId = live()
    words: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.change(AGREEMENTS, self.agreement, ended="released").end("Agreement", self.agreement)


@agreements.rule()
def you_change_only_your_own_agreement(entry: Entry[AgreementChanged | AgreementEnded], case: Case) -> bool:
    """Only the giver of an agreement changes or ends it; the resident can release somebody from it.

    nl: Alleen wie een afspraak maakte, verandert of stopt die. De inwoner mag zeggen dat die niet meer hoeft.
    """
    made = case.agreements.get(entry.event.agreement)
    says = entry.event.giver if isinstance(entry.event, AgreementChanged) else entry.event.person
    return made is not None and made.giver == says
