"""The views that hold each look against what it says it rests on. They are SQL, so that an auditor can read them."""

# ruff: noqa: S608 - nothing in these questions comes from outside

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from svh_datasette.columns import InBoth, says


@dataclass(frozen=True, kw_only=True)
class View:
    """A view of the database.

    Attributes:
        name: what it is called.
        says: in one sentence, what its rows are, in each language.
        columns: what stands in each, in each language.
        sql: the question it is.
    """

    name: str
    says: InBoth
    columns: dict[str, InBoth]
    sql: str


# Who the recipient was

_TAKING_PART: Final = """
SELECT looked.id AS disclosure_id, part.capacity, part.role, part.organisation, part.group_name, part.entry_id
FROM disclosures AS looked
JOIN takes_part AS part ON part.case_id = looked.case_id AND part.person = looked.recipient
WHERE looked.kind = 'disclosed' AND looked.place = 'case' AND part.counts_from < looked.number
  AND (part.begins IS NULL OR part.begins <= looked.day) AND (part.until IS NULL OR part.until >= looked.day)
  AND (part.ended_number IS NULL OR part.ended_number > looked.number
    OR (part.capacity = 'professional' AND part.ended_on > looked.day)) -- said before the day it ends
""".strip()

_LOOKED: Final = """
  SELECT d.*,
    -- In these stands every entry that can be a ground, but for emergencies: those stand with the looks.
    (SELECT count(*) FROM open_categories AS o WHERE o.case_id = d.case_id
       AND o.category IN ('consent', 'nomination', 'care', 'regie')) = 4 AS shows_grounds,
    -- With these it can be seen who takes part, as what.
    (SELECT count(*) FROM open_categories AS o WHERE o.case_id = d.case_id
       AND o.category IN ('consent', 'nomination', 'care', 'regie', 'identity')) = 5 AS shows_who,
    (SELECT count(*) FROM open_categories AS o WHERE o.case_id = d.case_id
       AND o.category IN ('consent', 'regie')) = 2
      AND NOT EXISTS (SELECT 1 FROM corrections AS c WHERE c.case_id = d.case_id AND c.wrong = 'case'
                      AND c.corrected_id IS NULL) AS shows_consents,
    -- What a plugin hands over goes to the organisation itself; else somebody may come for one that is not named.
    d.plugin IS NOT NULL
      OR EXISTS (SELECT 1 FROM consents AS g WHERE g.recipient = d.recipient AND g.recipient_kind = 'organisation')
      OR EXISTS (SELECT 1 FROM involvements AS i WHERE i.organisation = d.recipient) AS is_an_organisation,
    EXISTS (SELECT 1 FROM looks_taking_part AS part
            WHERE part.disclosure_id = d.id AND part.capacity = d.capacity) AS is_what_they_say
  FROM disclosures AS d WHERE d.kind = 'disclosed'
""".strip("\n")


def _part(condition: str) -> str:
    """Whether what the recipient is, in the capacity in which they look, meets a condition."""
    return (
        "EXISTS (SELECT 1 FROM looks_taking_part AS part WHERE part.disclosure_id = looked.id\n"
        f"        AND part.capacity = looked.capacity AND {condition})"
    )


def _names_them(ground: str) -> str:
    """Whether a consent names the recipient: 1 is yes, 0 is no, nothing is that this file cannot tell."""
    return f"""CASE
      WHEN {ground}.recipient = looked.recipient AND {ground}.recipient_kind <> 'role' THEN 1
      WHEN {ground}.recipient_kind = 'person' THEN 0
      WHEN {ground}.recipient_kind = 'organisation' AND {_part(f"part.organisation = {ground}.recipient")} THEN 1
      WHEN {ground}.recipient_kind = 'organisation' THEN CASE WHEN looked.is_an_organisation THEN 0 END
      WHEN {_part(f"{ground}.recipient IN (part.capacity, part.role)")} THEN 1
      WHEN {ground}.recipient = looked.capacity
        AND looked.capacity IN ('organisation', 'auditor', 'researcher', 'operator') THEN NULL
      WHEN looked.shows_who THEN 0 END"""


def _is_invoked_for_them(ground: str) -> str:
    """The same, of another ground, which does not say whether it names a person, a role or an organisation."""
    return f"""CASE
      WHEN {ground}.recipient = looked.recipient THEN 1
      WHEN {_part(f"{ground}.recipient IN (part.capacity, part.role, part.organisation)")} THEN 1
      WHEN looked.is_an_organisation THEN 0 END"""


def _leaves_out(ground: str) -> str:
    """Whether a consent leaves the recipient out, by whatever name."""
    return f"""EXISTS (SELECT 1 FROM consent_leaves_out AS out WHERE out.consent_id = {ground}.id
      AND (out.recipient IN (looked.recipient, looked.capacity) OR EXISTS (
        SELECT 1 FROM looks_taking_part AS part WHERE part.disclosure_id = looked.id
        AND out.recipient IN (part.capacity, part.role, part.organisation))))"""


# What was open to them

_OPENED: Final = f"""
WITH looked AS (
{_LOOKED} AND d.place = 'case'
),
-- The consents that were in force at the look, for its purpose
in_force AS (
  SELECT looked.id AS disclosure_id, given.id, given.number, given.recipient, given.recipient_kind, given.documents,
    {_names_them("given")} AS names_them,
    {_leaves_out("given")} AS leaves_out
  FROM looked JOIN consents AS given ON given.case_id = looked.case_id AND given.purpose = looked.purpose
  WHERE given.number < looked.number AND (given.ended_number IS NULL OR given.ended_number > looked.number)
    AND given.begins <= looked.day AND (given.until IS NULL OR given.until >= looked.day)
),
of_consents AS (
  SELECT in_force.*, c.category FROM in_force JOIN consent_categories AS c ON c.consent_id = in_force.id
  UNION
  SELECT in_force.*, 'crisis' FROM in_force WHERE in_force.documents > 0
)
SELECT given.disclosure_id, given.category, 'consent' AS opened_by, given.number, given.names_them IS 1 AS certain
FROM of_consents AS given
-- A no of the resident gives way only to a consent that names whom it left out.
WHERE given.names_them IS NOT 0 AND NOT given.leaves_out AND (given.recipient_kind = 'person' OR NOT EXISTS (
  SELECT 1 FROM of_consents AS no
  WHERE no.disclosure_id = given.disclosure_id AND no.category = given.category AND no.leaves_out
    AND NOT EXISTS (SELECT 1 FROM consent_leaves_out AS out
                    WHERE out.consent_id = no.id AND out.recipient = given.recipient)))
UNION ALL
SELECT looked.id, c.category, 'other_ground', law.number, {_is_invoked_for_them("law")} IS 1
FROM looked JOIN other_grounds AS law ON law.case_id = looked.case_id
JOIN other_ground_categories AS c ON c.ground_id = law.id
WHERE law.number < looked.number AND law.review_on >= looked.day AND {_is_invoked_for_them("law")} IS NOT 0
UNION ALL
-- The day of its review is not in this file: it is within thirty days, and whoever reviews it may do so earlier.
SELECT looked.id, c.category, 'emergency', broken.number, NOT EXISTS (
  SELECT 1 FROM disclosures AS reviewed WHERE reviewed.case_id = looked.case_id AND reviewed.kind = 'reviewed'
  AND reviewed.number BETWEEN broken.number AND looked.number)
FROM looked JOIN disclosures AS broken ON broken.case_id = looked.case_id AND broken.kind = 'emergency'
JOIN disclosure_categories AS c ON c.disclosure_id = broken.id
WHERE broken.recipient = looked.recipient AND broken.number < looked.number
  AND date(broken.day, '+30 days') >= looked.day
UNION ALL
-- Which documents it opens is not in this file either.
SELECT looked.id, 'crisis', 'emergency', broken.number, 0
FROM looked JOIN disclosures AS broken ON broken.case_id = looked.case_id AND broken.kind = 'emergency'
WHERE broken.recipient = looked.recipient AND broken.number < looked.number
  AND date(broken.day, '+30 days') >= looked.day
UNION ALL
-- What taking part opens before any consent, until the case ends
SELECT looked.id, opens.category, 'capacity', NULL, 1
FROM looked JOIN (
  SELECT 'member' AS capacity, 'goals' AS category UNION ALL SELECT 'member', 'agreements'
  UNION ALL SELECT 'member', 'meetings'
  UNION ALL SELECT 'professional', 'regie' UNION ALL SELECT 'professional', 'care'
  UNION ALL SELECT 'professional', 'meetings'
  UNION ALL SELECT 'guest', 'goals' UNION ALL SELECT 'guest', 'agreements' UNION ALL SELECT 'guest', 'meetings'
  UNION ALL SELECT 'guest', 'regie'
  UNION ALL SELECT 'nominee', 'nomination'
  UNION ALL SELECT 'representative', column1 FROM (VALUES ('identity'), ('nomination'), ('goals'), ('agreements'),
    ('meetings'), ('deepening'), ('crisis'), ('measures'), ('time'), ('care'), ('regie'), ('consent'), ('access'))
) AS opens ON opens.capacity = looked.capacity
WHERE looked.is_what_they_say AND looked.plugin IS NULL
  AND (SELECT e.event FROM entries AS e WHERE e.case_id = looked.case_id AND e.number < looked.number
       AND e.event IN ('case.closed', 'case.reopened') ORDER BY e.number DESC LIMIT 1) IS NOT 'case.closed'
  AND (SELECT json_extract(e.data, '$.answer') FROM entries AS e WHERE e.case_id = looked.case_id
       AND e.number < looked.number AND e.event = 'participation.decided' ORDER BY e.number DESC LIMIT 1) IS NOT 'stop'
  AND NOT EXISTS (SELECT 1 FROM of_consents AS no WHERE no.disclosure_id = looked.id
                  AND no.category = opens.category AND no.leaves_out)
UNION ALL
-- Own words that somebody opened to them; where these stand in an entry that is closed here, it can be anything.
SELECT looked.id, shared.category, 'passage', shared.number, shared.category IS NOT NULL
FROM looked JOIN passages AS shared ON shared.case_id = looked.case_id
WHERE looked.plugin IS NULL AND shared.number < looked.number
  AND (shared.closed_number IS NULL OR shared.closed_number > looked.number)
  AND (shared.until IS NULL OR shared.until >= looked.day)
  AND CASE shared.recipient_kind WHEN 'person' THEN shared.recipient = looked.recipient
    WHEN 'group' THEN {_part("part.capacity = 'member' AND part.group_name = shared.recipient")}
    ELSE {_part("shared.recipient IN (part.capacity, part.role)")} END
""".strip()


# What is found

_JUDGED: Final = f"""
WITH looked AS (
{_LOOKED}
),
-- What was shown and nothing is known to have opened; whether something may have, that cannot be seen here
beyond AS (
  SELECT disclosure_id, category FROM disclosure_categories
  EXCEPT SELECT disclosure_id, category FROM looks_opened WHERE certain
),
perhaps AS (SELECT DISTINCT disclosure_id, category FROM looks_opened WHERE NOT certain),
more AS (
  SELECT beyond.disclosure_id, max(perhaps.disclosure_id IS NULL) AS surely
  FROM beyond LEFT JOIN perhaps ON perhaps.disclosure_id = beyond.disclosure_id
    AND (perhaps.category IS NULL OR perhaps.category = beyond.category)
  GROUP BY beyond.disclosure_id
),
based AS (
SELECT looked.*, CASE
    -- In the stream of who keeps the system
    WHEN looked.place <> 'case' THEN
      CASE WHEN looked.basis = 'operator' AND looked.capacity = 'operator' THEN 'operator' ELSE 'elsewhere' END
    -- What rests on no entry
    WHEN looked.basis = 'operator' THEN
      CASE looked.capacity WHEN 'operator' THEN 'operator_in_the_case' WHEN 'auditor' THEN 'auditor'
        ELSE 'operator_in_another_capacity' END
    WHEN looked.basis = 'own_words' THEN
      CASE WHEN looked.capacity = 'organisation' THEN 'own_words_of_an_organisation'
           WHEN EXISTS (SELECT 1 FROM entries AS e WHERE e.case_id = looked.case_id AND e.number < looked.number
             AND (e.about = looked.recipient
               OR looked.case_id || '/' || looked.recipient IN (e.by_id, e.entered_by_id)))
           OR EXISTS (SELECT 1 FROM agreements AS a JOIN entries AS e ON e.id = a.entry_id
             WHERE a.giver_id = looked.case_id || '/' || looked.recipient AND e.number < looked.number)
           THEN 'own_words' ELSE 'own_words_unseen' END
    WHEN looked.basis = 'resident' THEN
      CASE WHEN cases.resident IS NULL THEN 'cannot_be_seen'
           WHEN cases.resident = looked.recipient THEN 'resident' ELSE 'not_the_resident' END
    WHEN looked.basis IS NULL OR looked.basis <> 'entry' THEN 'basis_unknown'
    WHEN looked.basis_number >= looked.number THEN 'not_there'
    -- A consent
    WHEN given.id IS NOT NULL THEN CASE
      WHEN given.ended_number < looked.number THEN 'consent_' || given.ended_why
      WHEN looked.day IS NULL OR given.begins IS NULL OR looked.day < given.begins THEN 'consent_not_yet'
      WHEN given.until < looked.day THEN 'consent_over'
      WHEN given.purpose IS NOT looked.purpose THEN 'consent_other_purpose'
      WHEN {_leaves_out("given")} THEN 'consent_leaves_out'
      ELSE CASE {_names_them("given")}
        WHEN 1 THEN 'consent' WHEN 0 THEN 'consent_other_recipient' ELSE 'works_there_unseen' END END
    -- An emergency, or another ground
    WHEN emergency.id IS NOT NULL THEN CASE
      WHEN emergency.recipient IS NOT looked.recipient THEN 'ground_of_another'
      WHEN looked.day IS NULL OR date(emergency.day, '+30 days') < looked.day THEN 'ground_over'
      WHEN EXISTS (SELECT 1 FROM disclosures AS reviewed WHERE reviewed.case_id = looked.case_id
                   AND reviewed.kind = 'reviewed' AND reviewed.number BETWEEN emergency.number AND looked.number)
      THEN 'emergency_reviewed' ELSE 'emergency' END
    WHEN law.id IS NOT NULL THEN CASE
      WHEN looked.day IS NULL OR coalesce(law.review_on, '') < looked.day THEN 'ground_over'
      ELSE CASE {_is_invoked_for_them("law")}
        WHEN 1 THEN 'other_ground' WHEN 0 THEN 'ground_of_another' ELSE 'works_there_unseen' END END
    -- Something the recipient takes part in
    WHEN said.event IN ('representative.appointed', 'legal_representation.recorded', 'member.joined', 'guest.invited',
                        'nomination.made', 'involvement.recorded') THEN CASE
      WHEN said.about IS NULL THEN 'cannot_be_seen'
      WHEN said.about <> looked.recipient THEN 'about_another'
      WHEN looked.is_what_they_say AND EXISTS (SELECT 1 FROM takes_part AS part
        WHERE part.entry_id = said.id AND part.capacity = looked.capacity) THEN 'part_of_it'
      WHEN EXISTS (SELECT 1 FROM looks_taking_part AS part WHERE part.disclosure_id = looked.id
        AND part.entry_id = said.id) THEN 'part_of_it_otherwise'
      WHEN NOT looked.shows_grounds THEN 'cannot_be_seen'
      ELSE 'not_part_of_it_then' END
    WHEN said.id IS NOT NULL THEN 'not_a_ground'
    -- Nothing that is there
    WHEN EXISTS (SELECT 1 FROM corrections WHERE corrections.case_id = looked.case_id
                 AND corrections.number = looked.basis_number AND corrections.wrong = 'case') THEN 'of_another_case'
    WHEN looked.shows_grounds THEN 'not_there'
    ELSE 'cannot_be_seen'
  END AS base
FROM looked
JOIN cases ON cases.id = looked.case_id
LEFT JOIN consents AS given ON given.id = looked.basis_consent_id
LEFT JOIN entries AS said ON said.id = looked.basis_entry_id
LEFT JOIN other_grounds AS law ON law.entry_id = looked.basis_entry_id
LEFT JOIN disclosures AS emergency ON emergency.case_id = looked.case_id AND emergency.place = 'case'
  AND emergency.number = looked.basis_number AND emergency.kind = 'emergency'
)
SELECT
  based.id AS disclosure_id, based.case_id, based.day, based.recipient, based.capacity, based.purpose,
  based.basis, based.basis_number,
  CASE
    WHEN findings.verdict = 'no_ground' OR based.place <> 'case' OR based.basis IN ('operator', 'resident')
      THEN based.base
    -- More was shown than everything opens that was in force that day
    WHEN more.surely AND based.shows_consents AND (based.shows_who OR based.capacity = 'organisation')
      THEN 'more_than_opened'
    WHEN findings.verdict = 'ask' THEN based.base
    WHEN based.capacity IN ('operator', 'auditor') THEN 'operator_in_another_capacity'
    WHEN coalesce(based.capacity, '') NOT IN ('resident', 'representative', 'member', 'guest', 'nominee',
      'professional', 'organisation', 'researcher') THEN 'capacity_unknown'
    WHEN more.disclosure_id IS NOT NULL THEN 'more_unseen'
    ELSE based.base
  END AS finding
FROM based JOIN findings ON findings.id = based.base LEFT JOIN more ON more.disclosure_id = based.id
""".strip()

_LOOK: Final = says("Which look.", "Welke keer.")

VIEWS: Final = (
    View(
        name="looks_taking_part",
        says=says(
            "What each recipient was in the case on the day they looked, whatever they said they were.",
            "Wat iemand in de steungroep was op de dag van het kijken, wat er ook bij staat.",
        ),
        columns={
            "disclosure_id": _LOOK,
            "capacity": says("What they were.", "Wat diegene was."),
            "role": says("In which role, of a professional.", "In welke rol, van een hulpverlener."),
            "organisation": says("For which organisation.", "Voor welke organisatie."),
            "group_name": says("Of which group.", "Van welke groep."),
            "entry_id": says("The entry that made them so.", "De regel waarin dat staat."),
        },
        sql=_TAKING_PART,
    ),
    View(
        name="looks_opened",
        says=says(
            "All that was open to the recipient of each look that day, and what opened it.",
            "Alles wat er op de dag van het kijken open stond voor wie keek, en waardoor.",
        ),
        columns={
            "disclosure_id": _LOOK,
            "category": says("What was open; empty is anything.", "Wat er open stond; leeg kan alles zijn."),
            "opened_by": says(
                "consent, other_ground, emergency, capacity (taking part) or passage (own words).",
                "consent (toestemming), other_ground (wet), emergency (nood), capacity (doet mee) of passage (tekst).",
            ),
            "number": says("The number of that entry.", "Het nummer van die regel."),
            "certain": says(
                "Whether this file can tell that it opened it to them (1 is yes, 0 is no).",
                "Of dit bestand dat zeker kan zeggen (1 is ja, 0 is nee).",
            ),
        },
        sql=_OPENED,
    ),
    View(
        name="looks_judged",
        says=says(
            "Each look, with what was found of its ground: see the table `findings`.",
            "Elke keer dat iemand keek, met de uitkomst of dat mocht: zie de tabel `findings`.",
        ),
        columns={
            "disclosure_id": _LOOK,
            "case_id": says("Of which case.", "Van welke steungroep."),
            "day": says("On which day.", "Op welke dag."),
            "recipient": says("Who looked.", "Wie keek."),
            "capacity": says("In what capacity, as they said.", "Als wat, volgens diegene."),
            "purpose": says("What for.", "Waarvoor."),
            "basis": says("What it says it rests on.", "Waar het volgens de regel op rust."),
            "basis_number": says(
                "The number of that entry, where it is one.", "Het nummer van die regel, als het er een is."
            ),
            "finding": says("What was found.", "De uitkomst."),
        },
        sql=_JUDGED,
    ),
)
"""Each after those it asks."""
