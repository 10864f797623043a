"""Measuring, when the resident wants it: whether, how often and how; questionnaires; what changed; studies."""

from __future__ import annotations

from typing import Any, Literal

from svh_core.domain.case import COHORTS, Case
from svh_core.domain.civil_days import civil_date
from svh_core.domain.fields import private
from svh_core.domain.identifiers import ConsentId, Tag
from svh_core.domain.records import Monitoring
from svh_core.domain.rulebook import C, Concept, Domain, Entry, Event, Whose, Yields
from svh_core.domain.scores import check_scores
from svh_core.domain.words import Plain, Sealed, Words

measures = Concept("measures", category="measures")


@measures.event("monitoring.chosen", whose=Whose.RESIDENT, domain=Domain.HOW, yields=Yields.REPRESENTATION)
class MonitoringChosen(Event):
    """The resident says whether, how often and how they want to be followed.

    nl: De inwoner zegt of er vragenlijsten komen, welke, hoe vaak en hoe.
    """

    wanted: Literal["yes", "no", "some"]
    instruments: tuple[Tag, ...] | None = None
    every_months: int | None = None
    how: Words | None = private(of="resident", default=None)

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        chosen = Monitoring(
            wanted=self.wanted,
            instruments=tuple(self.instruments or ()),
            every_months=self.every_months,
            how=self.how,
        )
        return case.set(monitoring=chosen)


@measures.event("measurement.recorded", whose=Whose.ANYONE)
class MeasurementRecorded(Event):
    """A questionnaire or scale was filled in.

    nl: Een vragenlijst of schaal is ingevuld.
    """

    instrument: Tag
    moment: Literal["baseline", "months_9", "months_18", "other"]
    filled_in_by: Literal["resident", "relative", "professional"]
    scores: Words = private(of="resident")

    def check_at_the_door(self) -> None:
        if isinstance(self.scores, Plain) and isinstance(self.scores.value, str):
            check_scores(self.instrument, self.scores.value, "data.scores")


@measures.rule()
def nothing_is_measured_against_the_residents_wish(entry: Entry[MeasurementRecorded], case: Case) -> bool:
    """Nothing is measured that the resident said no to.

    nl: Er wordt niets gemeten waar de inwoner nee tegen zei.
    """
    return case.monitoring is None or case.monitoring.allows(entry.event.instrument)


@measures.event("outcome.recorded", whose=Whose.ANYONE)
class OutcomeRecorded(Event):
    """Something in the resident's life changed: home, work, learning, admissions, network.

    nl: Er veranderde iets in het leven van de inwoner: wonen, werken, leren, opnames, netwerk.
    """

    area: Sealed[Literal["home", "work", "learning", "money", "social", "admissions", "other"]] = private(of="resident")
    change: Words = private(of="resident")
    kind: Sealed[Literal["independent_living", "paid_work", "voluntary_work", "study", "other"]] | None = private(
        of="resident", default=None
    )


@measures.event("cohort.joined", whose=Whose.RESIDENT, yields=Yields.REPRESENTATION)
class CohortJoined(Event):
    """The resident takes part in a study or pilot.

    nl: De inwoner doet mee aan een onderzoek of een proef.
    """

    cohort: Tag
    consent: ConsentId

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.put(COHORTS, self.cohort, self.consent)


@measures.rule()
def a_study_has_its_own_consent(entry: Entry[CohortJoined], case: Case) -> bool:
    """Taking part in a study needs a consent for research that stands.

    nl: Meedoen aan een onderzoek kan alleen met een toestemming voor onderzoek die nu geldt.
    """
    given = case.consents.get(entry.event.consent)
    return given is not None and given.purpose == "research" and case.consent_stands(given, civil_date(entry.at))
