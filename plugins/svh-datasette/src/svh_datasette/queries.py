"""The questions that stand ready: what an auditor asks first. Each works as it is, and can be asked of another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from svh_datasette.columns import InBoth, says


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question that stands ready.

    Attributes:
        name: what it is called in an address; a promise.
        title: what it is called, in each language.
        says: what it tells, in each language, and what its parameters take.
        sql: the question. A parameter that is left empty stands for all, or for the day the file was made.
    """

    name: str
    title: InBoth
    says: InBoth
    sql: str
    params: Mapping[str, str] = field(default_factory=dict)


QUERIES: Final[tuple[Query, ...]] = (
    Query(
        name="who_saw_what",
        title=says("Who saw what", "Wie zag wat"),
        says=says(
            "Every look, the newest first, with what was open. `recipient`: of one recipient only; empty is everybody.",
            "Elke keer dat iemand keek, de nieuwste eerst, met wat er open was. `recipient`: van één ontvanger; leeg "
            "is iedereen.",
        ),
        sql="""
SELECT d.day, cases.label AS "case", d.recipient, d.capacity, d.purpose, d.action, d.plugin,
  (SELECT group_concat(category, ', ') FROM disclosure_categories AS c WHERE c.disclosure_id = d.id) AS categories,
  CASE d.basis WHEN 'entry' THEN 'entry:' || d.basis_number ELSE d.basis END AS basis, d.sentence
FROM disclosures AS d JOIN cases ON cases.id = d.case_id
WHERE d.kind = 'disclosed' AND (:recipient = '' OR :recipient IS NULL OR d.recipient = :recipient)
ORDER BY d.recorded_at DESC, d.id
""",
        params={"recipient": ""},
    ),
    Query(
        name="looks_without_valid_consent",
        title=says("Disclosures without valid consent", "Gezien zonder geldige toestemming"),
        says=says(
            "Expect no rows. Each row is a look whose ground was not one: no consent in force that day for that "
            "recipient and purpose, and nothing else that svh-core accepts. Only cases where access is open can be "
            "asked.",
            "Hier horen geen rijen te staan. Elke rij is een keer dat iemand keek terwijl er geen reden voor was: geen "
            "toestemming die gold op die dag, voor die ontvanger en dat doel, en ook niets anders dat mag. Alleen van "
            "steungroepen waarvan je mag zien wie keek.",
        ),
        sql="""
SELECT j.day, cases.label AS "case", j.recipient, j.capacity, j.purpose, j.basis, j.basis_number,
  findings.says AS found, d.sentence, j.disclosure_id
FROM looks_judged AS j
JOIN findings ON findings.id = j.finding AND findings.verdict = 'no_ground'
JOIN disclosures AS d ON d.id = j.disclosure_id
JOIN cases ON cases.id = j.case_id
ORDER BY j.day, j.disclosure_id
""",
    ),
    Query(
        name="looks_to_ask_about",
        title=says("Looks to ask about", "Gezien: vraag dit na"),
        says=says(
            "Looks of which this file cannot tell whether they rest on something, each with why.",
            "Keren dat iemand keek, waarvan dit bestand niet kan zeggen of het mocht. Er staat bij waarom niet.",
        ),
        sql="""
SELECT j.day, cases.label AS "case", j.recipient, j.capacity, j.purpose, j.basis, j.basis_number,
  findings.says AS found, d.sentence, j.disclosure_id
FROM looks_judged AS j
JOIN findings ON findings.id = j.finding AND findings.verdict = 'ask'
JOIN disclosures AS d ON d.id = j.disclosure_id
JOIN cases ON cases.id = j.case_id
ORDER BY j.day, j.disclosure_id
""",
    ),
    Query(
        name="grounds_counted",
        title=says("What looks rest on", "Waarom mensen mochten kijken"),
        says=says(
            "How many looks rest on what, over all cases.",
            "Hoe vaak er gekeken is, en waarom dat mocht, van alle steungroepen samen.",
        ),
        sql="""
SELECT findings.verdict, findings.says AS found, count(*) AS looks, count(DISTINCT j.case_id) AS cases
FROM looks_judged AS j JOIN findings ON findings.id = j.finding
GROUP BY findings.id ORDER BY findings.verdict, looks DESC, findings.id
""",
    ),
    Query(
        name="consents_on_a_day",
        title=says("Consents on a day", "Toestemmingen op een dag"),
        says=says(
            "The consents in force on a day. `day`: as 2026-01-31; empty is the day the file was made.",
            "De toestemmingen die golden op een dag. `day`: zoals 2026-01-31; leeg is de dag waarop het bestand "
            "gemaakt is.",
        ),
        sql="""
WITH asked(day) AS (SELECT coalesce(nullif(:day, ''), made_on) FROM about)
SELECT cases.label AS "case", c.consent, c.recipient_kind, c.recipient, c.purpose,
  (SELECT group_concat(category, ', ') FROM consent_categories AS k WHERE k.consent_id = c.id) AS categories,
  c.begins, c.until, c.given_on, c.ended_on
FROM asked, consents AS c JOIN cases ON cases.id = c.case_id
WHERE c.begins <= asked.day AND c.given_on <= asked.day
  AND (c.until IS NULL OR c.until >= asked.day) AND (c.ended_on IS NULL OR c.ended_on > asked.day)
ORDER BY cases.label, c.number
""",
        params={"day": ""},
    ),
    Query(
        name="consents_ending_soon",
        title=says("Consents that end soon", "Toestemmingen die bijna stoppen"),
        says=says(
            "The consents in force whose last day is near. `days`: within how many days; empty is 30. `day`: counted "
            "from which day; empty is the day the file was made.",
            "De toestemmingen die nu gelden en bijna stoppen. `days`: binnen hoeveel dagen; leeg is 30. `day`: "
            "gerekend vanaf welke dag; leeg is de dag waarop het bestand gemaakt is.",
        ),
        sql="""
WITH asked(day, days) AS (
  SELECT coalesce(nullif(:day, ''), made_on), coalesce(nullif(:days, ''), 30) FROM about
)
SELECT c.until, cases.label AS "case", c.consent, c.recipient, c.purpose
FROM asked, consents AS c JOIN cases ON cases.id = c.case_id
WHERE c.ended_on IS NULL AND c.begins <= asked.day
  AND c.until BETWEEN asked.day AND date(asked.day, '+' || asked.days || ' days')
ORDER BY c.until, cases.label, c.number
""",
        params={"day": "", "days": "30"},
    ),
    Query(
        name="decisions_by_standing",
        title=says("Decisions by standing", "Besluiten: wie besloot"),
        says=says(
            "How many decisions the resident took, alone or together, and how many somebody else did, by domain.",
            "Hoeveel besluiten de inwoner nam, alleen of samen, en hoeveel iemand anders, per domein van regie.",
        ),
        sql="""
SELECT domain, standing, count(*) AS decisions, count(DISTINCT case_id) AS cases, min(at) AS first, max(at) AS last
FROM decisions WHERE corrected = 0 GROUP BY domain, standing ORDER BY domain, standing
""",
    ),
    Query(
        name="decisions_of_others",
        title=says("Decisions in the resident's place", "Besluiten in de plaats van de inwoner"),
        says=says(
            "Every decision that was represented or taken over, the newest first.",
            "Elk besluit dat iemand namens de inwoner nam, of in de plaats van de inwoner. De nieuwste eerst.",
        ),
        sql="""
SELECT d.at, cases.label AS "case", d.event, d.domain, d.standing, people.label AS by, entries.number
FROM decisions AS d JOIN cases ON cases.id = d.case_id JOIN entries ON entries.id = d.entry_id
LEFT JOIN people ON people.id = d.by_id
WHERE d.standing IN ('represented', 'taken_over') ORDER BY d.at DESC, d.id
""",
    ),
    Query(
        name="failed_exports",
        title=says("Failed exports", "Mislukte bestanden"),
        says=says(
            "What was to be handed over and could not be made; what was disclosed just before stands beside it.",
            "Wat iemand zou krijgen, maar niet gemaakt kon worden.",
        ),
        sql="""
SELECT d.day, cases.label AS "case", d.recipient, d.purpose, d.sentence, d.id AS disclosure_id
FROM disclosures AS d JOIN cases ON cases.id = d.case_id
WHERE d.kind = 'refused' AND d.why = 'failed' ORDER BY d.recorded_at DESC, d.id
""",
    ),
    Query(
        name="refused_looks",
        title=says("Refused looks", "Gevraagd en niet gekregen"),
        says=says(
            "Who asked to see something and was shown nothing, and why.",
            "Wie iets wilde zien en het niet kreeg, en waarom.",
        ),
        sql="""
SELECT d.day, cases.label AS "case", d.recipient, d.capacity, d.purpose, d.why, d.sentence
FROM disclosures AS d JOIN cases ON cases.id = d.case_id
WHERE d.kind = 'refused' AND coalesce(d.why, '') <> 'failed' ORDER BY d.recorded_at DESC, d.id
""",
    ),
    Query(
        name="looks_of_the_operator",
        title=says("Looks by who keeps the system", "Gezien door wie het systeem beheert"),
        says=says(
            "Every look that rests on keeping or auditing the system, and on nothing the resident said.",
            "Elke keer dat iemand keek omdat die het systeem beheert of controleert.",
        ),
        sql="""
SELECT d.day, cases.label AS "case", d.recipient, d.capacity, d.purpose, d.place, d.sentence
FROM disclosures AS d JOIN cases ON cases.id = d.case_id
WHERE d.kind = 'disclosed' AND d.basis = 'operator' ORDER BY d.recorded_at DESC, d.id
""",
    ),
    Query(
        name="emergencies",
        title=says("Emergencies", "Noodknop gebruikt"),
        says=says(
            "Every time somebody broke the glass, and every review of that.",
            "Elke keer dat iemand de noodknop gebruikte, en elke keer dat iemand bekeek of dat goed was.",
        ),
        sql="""
SELECT d.day, cases.label AS "case", d.kind, d.recipient, d.sentence
FROM disclosures AS d JOIN cases ON cases.id = d.case_id
WHERE d.kind IN ('emergency', 'reviewed') ORDER BY d.recorded_at DESC, d.id
""",
    ),
    Query(
        name="other_grounds_to_review",
        title=says("Other grounds to look at again", "Gedeeld zonder toestemming: opnieuw bekijken"),
        says=says(
            "What was shared on a ground of the law and should have been looked at again by a day. `day`: as "
            "2026-01-31; empty is the day the file was made.",
            "Wat er zonder toestemming gedeeld is, en waar iemand opnieuw naar moest kijken vóór een dag. `day`: zoals "
            "2026-01-31; leeg is de dag waarop het bestand gemaakt is.",
        ),
        sql="""
WITH asked(day) AS (SELECT coalesce(nullif(:day, ''), made_on) FROM about)
SELECT o.review_on, cases.label AS "case", o.ground, o.recipient, o.categories, o.number
FROM asked, other_grounds AS o JOIN cases ON cases.id = o.case_id
WHERE o.review_on <= asked.day ORDER BY o.review_on, o.id
""",
        params={"day": ""},
    ),
    Query(
        name="corrected_entries",
        title=says("What was put right", "Wat niet klopte"),
        says=says(
            "Every entry that was said to be wrong, with what was wrong.",
            "Elke regel die niet klopte, en wat er niet klopte.",
        ),
        sql="""
SELECT c.at, cases.label AS "case", c.number, entries.event, c.wrong, later.label AS replaced_by
FROM corrections AS c JOIN cases ON cases.id = c.case_id
LEFT JOIN entries ON entries.id = c.corrected_id LEFT JOIN entries AS later ON later.id = c.replaced_by_id
ORDER BY c.at DESC, c.id
""",
    ),
    Query(
        name="cases_not_shown_whole",
        title=says("Cases that the questions cannot see whole", "Steungroepen die niet helemaal open zijn"),
        says=says(
            "What these questions need, and is closed in a case: there, no rows say nothing.",
            "Wat deze vragen nodig hebben en in een steungroep dicht is. Geen rijen betekent daar niets.",
        ),
        sql="""
WITH needed(category) AS (VALUES ('access'), ('care'), ('consent'), ('identity'), ('nomination'), ('regie'))
SELECT cases.label AS "case", group_concat(needed.category, ', ') AS closed
FROM cases JOIN needed
WHERE NOT EXISTS (SELECT 1 FROM open_categories AS o WHERE o.case_id = cases.id AND o.category = needed.category)
GROUP BY cases.id ORDER BY cases.label, cases.id
""",
    ),
)
