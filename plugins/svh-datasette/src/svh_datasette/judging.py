"""The view that holds each look against what it says it rests on. It is SQL, so that an auditor can read it."""

from __future__ import annotations

from typing import Final

from svh_datasette.columns import InBoth, says

NAME: Final = "looks_judged"

SAYS: Final[InBoth] = says(
    "Each look, with what was found of its ground: see the table `findings`.",
    "Elke keer dat iemand keek, met de uitkomst of dat mocht: zie de tabel `findings`.",
)

COLUMNS: Final[dict[str, InBoth]] = {
    "disclosure_id": says("Which look.", "Welke keer."),
    "case_id": says("Of which case.", "Van welke steungroep."),
    "day": says("On which day.", "Op welke dag."),
    "recipient": says("Who looked.", "Wie keek."),
    "capacity": says("In what capacity.", "Als wat."),
    "purpose": says("What for.", "Waarvoor."),
    "basis": says("What it says it rests on.", "Waar het volgens de regel op rust."),
    "basis_number": says("The number of that entry, where it is one.", "Het nummer van die regel, als het er een is."),
    "finding": says("What was found.", "De uitkomst."),
}

SQL: Final = """
WITH looked AS (
  SELECT d.*,
    -- In these four stands every entry that can be a ground, but for emergencies: those stand with the looks.
    (SELECT count(*) FROM open_categories AS o WHERE o.case_id = d.case_id
       AND o.category IN ('consent', 'nomination', 'care', 'regie')) = 4 AS shows_grounds,
    (SELECT count(*) FROM open_categories AS o WHERE o.case_id = d.case_id
       AND o.category IN ('care', 'identity')) = 2 AS shows_who_works_where
  FROM disclosures AS d WHERE d.kind = 'disclosed'
)
SELECT
  looked.id AS disclosure_id, looked.case_id, looked.day, looked.recipient, looked.capacity, looked.purpose,
  looked.basis, looked.basis_number,
  CASE
    -- What rests on no entry
    WHEN looked.basis = 'operator' THEN
      CASE WHEN looked.capacity IN ('operator', 'auditor') THEN 'operator' ELSE 'operator_in_another_capacity' END
    WHEN looked.basis = 'own_words' THEN
      CASE WHEN looked.capacity = 'organisation' THEN 'own_words_of_an_organisation' ELSE 'own_words' END
    WHEN looked.basis = 'resident' THEN
      CASE WHEN cases.resident IS NULL THEN 'cannot_be_seen'
           WHEN cases.resident = looked.recipient THEN 'resident' ELSE 'not_the_resident' END
    WHEN looked.basis IS NULL OR looked.basis <> 'entry' THEN 'basis_unknown'
    WHEN looked.place = 'case' AND looked.basis_number >= looked.number THEN 'not_there'
    -- A consent
    WHEN given.id IS NOT NULL THEN CASE
      WHEN looked.place = 'case' AND given.ended_number < looked.number THEN 'consent_' || given.ended_why
      WHEN looked.place <> 'case' AND given.ended_on <= looked.day THEN 'consent_' || given.ended_why
      WHEN looked.day IS NULL OR given.begins IS NULL OR looked.day < given.begins THEN 'consent_not_yet'
      WHEN given.until < looked.day THEN 'consent_over'
      WHEN given.purpose IS NOT looked.purpose THEN 'consent_other_purpose'
      WHEN EXISTS (SELECT 1 FROM consent_leaves_out AS out WHERE out.consent_id = given.id
                   AND out.recipient IN (looked.recipient, looked.capacity)) THEN 'consent_leaves_out'
      WHEN given.recipient = looked.recipient AND given.recipient_kind <> 'role' THEN 'consent'
      WHEN given.recipient = looked.capacity AND given.recipient_kind = 'role' THEN 'consent'
      WHEN EXISTS (SELECT 1 FROM involvements AS works JOIN people ON people.id = works.person_id
                   WHERE works.case_id = looked.case_id AND people.person = looked.recipient AND CASE
                     given.recipient_kind WHEN 'role' THEN works.role WHEN 'organisation' THEN works.organisation END
                     = given.recipient) THEN 'consent'
      WHEN given.recipient_kind = 'person' OR looked.capacity = 'organisation' THEN 'consent_other_recipient'
      WHEN given.recipient_kind = 'role' AND looked.shows_who_works_where THEN 'consent_other_recipient'
      ELSE 'works_there_unseen' END
    -- An emergency, or another ground
    WHEN emergency.id IS NOT NULL THEN
      CASE WHEN emergency.recipient = looked.recipient THEN 'emergency' ELSE 'ground_of_another' END
    WHEN law.id IS NOT NULL THEN CASE
      WHEN looked.day IS NULL OR coalesce(law.review_on, '') < looked.day THEN 'ground_over'
      WHEN law.recipient = looked.recipient OR looked.capacity <> 'organisation' THEN 'other_ground'
      ELSE 'ground_of_another' END
    -- Something the recipient takes part in
    WHEN said.event IN ('representative.appointed', 'legal_representation.recorded', 'member.joined', 'guest.invited',
                        'nomination.made', 'involvement.recorded') THEN
      CASE WHEN said.about IS NULL THEN 'cannot_be_seen'
           WHEN said.about = looked.recipient THEN 'part_of_it' ELSE 'about_another' END
    WHEN said.id IS NOT NULL THEN 'not_a_ground'
    -- Nothing that is there
    WHEN EXISTS (SELECT 1 FROM corrections WHERE corrections.case_id = looked.case_id
                 AND corrections.number = looked.basis_number AND corrections.wrong = 'case') THEN 'of_another_case'
    WHEN looked.shows_grounds THEN 'not_there'
    ELSE 'cannot_be_seen'
  END AS finding
FROM looked
JOIN cases ON cases.id = looked.case_id
LEFT JOIN consents AS given ON given.id = looked.basis_consent_id
LEFT JOIN entries AS said ON said.id = looked.basis_entry_id
LEFT JOIN other_grounds AS law ON law.entry_id = looked.basis_entry_id
LEFT JOIN disclosures AS emergency ON emergency.case_id = looked.case_id AND emergency.place = 'case'
  AND emergency.number = looked.basis_number AND emergency.kind = 'emergency'
""".strip()
