"""What can be found of the ground of a look: one row for each answer of the view `looks_judged`.

`no_ground` is that nothing in this file opened it to this recipient that day, or that more was shown than all of it
opened. `ask` is what svh-core itself never writes, or what cannot be told from what is open in this file: what the
recipient says they were is never taken on its word. `valid` is the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from svh_core import Disclosed
from svh_datasette.columns import ID, InBoth, Row, Table, says, text

VALID: Final = "valid"
NO_GROUND: Final = "no_ground"
ASK: Final = "ask"

_FOUND: Final[dict[str, tuple[str, InBoth]]] = {
    "consent": (
        VALID,
        says(
            "A consent that was in force, for this recipient and purpose.",
            "Een toestemming die gold, voor deze ontvanger en dit doel.",
        ),
    ),
    "other_ground": (VALID, says("A ground that the law knows.", "Een grond in de wet.")),
    "emergency": (VALID, says("An emergency.", "Een noodgeval.")),
    "part_of_it": (
        VALID,
        says("The recipient takes part in the case.", "De ontvanger doet zelf mee in de steungroep."),
    ),
    "own_words": (VALID, says("Somebody read their own words.", "Iemand las eigen woorden.")),
    "operator": (
        VALID,
        says("Who keeps the system looked.", "Wie het systeem beheert, keek."),
    ),
    "basis_unknown": (NO_GROUND, says("It names no ground that there is.", "Er staat geen grond bij die bestaat.")),
    "not_there": (
        NO_GROUND,
        says("The entry it names is not there, or came later.", "De regel die erbij staat, is er niet of kwam later."),
    ),
    "not_a_ground": (
        NO_GROUND,
        says("The entry it names opens nothing to anybody.", "De regel die erbij staat, opent niets."),
    ),
    "about_another": (
        NO_GROUND,
        says("The entry it names is about somebody else.", "De regel die erbij staat, gaat over iemand anders."),
    ),
    "not_the_resident": (
        NO_GROUND,
        says(
            "It names the resident, and somebody else looked.",
            "Er staat dat de inwoner keek, maar het was iemand anders.",
        ),
    ),
    "consent_not_yet": (NO_GROUND, says("The consent had not begun.", "De toestemming gold nog niet.")),
    "consent_over": (
        NO_GROUND,
        says("The last day of the consent had passed.", "De laatste dag van de toestemming was voorbij."),
    ),
    "consent_withdrawn": (
        NO_GROUND,
        says("The resident had taken the consent back.", "De inwoner had de toestemming gestopt."),
    ),
    "consent_case_ended": (
        NO_GROUND,
        says("The consent had ended with the case.", "De toestemming stopte samen met de steungroep."),
    ),
    "consent_other_purpose": (
        NO_GROUND,
        says("The consent is for something else.", "De toestemming is voor een ander doel."),
    ),
    "consent_other_recipient": (
        NO_GROUND,
        says("The consent is for somebody else.", "De toestemming is voor iemand anders."),
    ),
    "consent_leaves_out": (
        NO_GROUND,
        says("The consent leaves this recipient out.", "De toestemming geldt niet voor deze ontvanger."),
    ),
    "ground_of_another": (
        NO_GROUND,
        says("The ground or the emergency is for somebody else.", "De grond of het noodgeval is voor iemand anders."),
    ),
    "ground_over": (
        NO_GROUND,
        says(
            "The ground should have been looked at again before that day, and opens nothing after it.",
            "Naar de grond had iemand vóór die dag opnieuw moeten kijken; daarna opent die niets meer.",
        ),
    ),
    "not_part_of_it_then": (
        NO_GROUND,
        says(
            "The recipient did not take part that day, or not any more.",
            "De ontvanger deed die dag niet mee, of niet meer.",
        ),
    ),
    "more_than_opened": (
        NO_GROUND,
        says(
            "More was shown than was open to this recipient that day.",
            "De ontvanger zag meer dan er die dag voor deze ontvanger open stond.",
        ),
    ),
    "more_unseen": (
        ASK,
        says(
            "More was shown than what is open in this file explains.",
            "De ontvanger zag meer dan dit bestand kan verklaren.",
        ),
    ),
    "part_of_it_otherwise": (
        ASK,
        says(
            "The recipient took part, as something else than they looked as.",
            "De ontvanger deed mee, maar als iets anders dan er bij het kijken staat.",
        ),
    ),
    "emergency_reviewed": (
        ASK,
        says(
            "An emergency was reviewed before; it may have been this one.",
            "Iemand had al naar een noodgeval gekeken, misschien naar dit; daarna opent het niets meer.",
        ),
    ),
    "own_words_unseen": (
        ASK,
        says(
            "That the recipient has words in this case stands nowhere here.",
            "Dat de ontvanger in deze steungroep iets zei of schreef, staat hier nergens.",
        ),
    ),
    "resident": (
        ASK,
        says(
            "The resident looked; svh-core does not write that down itself.",
            "De inwoner keek zelf; zo'n regel maakt het systeem niet vanzelf.",
        ),
    ),
    "auditor": (
        ASK,
        says(
            "An auditor looked at all of it; who is one stands in no case.",
            "Iemand controleerde alles; wie dat mag, staat in geen enkele steungroep.",
        ),
    ),
    "operator_in_the_case": (
        ASK,
        says(
            "Who keeps the system looked, and svh-core never writes that in a case.",
            "Wie het systeem beheert keek, maar zo'n regel hoort niet bij een steungroep te staan.",
        ),
    ),
    "elsewhere": (
        ASK,
        says(
            "It stands in the stream of who keeps the system, and is not theirs.",
            "Het staat bij wie het systeem beheert, maar iemand anders keek.",
        ),
    ),
    "capacity_unknown": (
        ASK,
        says(
            "It says the recipient was something that svh-core does not know.",
            "Als wat de ontvanger keek, bestaat niet.",
        ),
    ),
    "cannot_be_seen": (
        ASK,
        says("What it rests on is closed in this file.", "Waar het op rust, is dicht in dit bestand."),
    ),
    "of_another_case": (
        ASK,
        says(
            "What it rests on was said to belong in another case since.",
            "Waar het op rust, hoort in een andere steungroep. Dat is later gezegd.",
        ),
    ),
    "works_there_unseen": (
        ASK,
        says(
            "It is for an organisation or a role; that the recipient belongs to it stands nowhere here.",
            "Het is voor een organisatie of een rol. Dat de ontvanger daarbij hoort, staat hier nergens.",
        ),
    ),
    "operator_in_another_capacity": (
        ASK,
        says(
            "Its ground and the capacity do not fit: only who keeps or audits the system looks as that, and on that.",
            "Reden en rol passen niet bij elkaar: zo kijkt alleen wie het systeem beheert of controleert.",
        ),
    ),
    "own_words_of_an_organisation": (
        ASK,
        says(
            "An organisation has no words of its own in a case.",
            "Een organisatie heeft geen eigen woorden in een steungroep.",
        ),
    ),
}


def _findings(disclosed: Disclosed) -> Iterator[Row]:
    for name, (verdict, told) in _FOUND.items():
        yield {"id": name, "verdict": verdict, "says": told[disclosed.language]}


FINDINGS: Final = Table(
    name="findings",
    says=says(
        "What can be found of the ground of a look.",
        "Wat er uit kan komen als je kijkt of iemand iets mocht zien.",
    ),
    columns=(
        ID,
        text(
            "verdict",
            "valid, no_ground, or ask: to be asked about, for this file cannot tell.",
            "valid (het mocht), no_ground (er is geen reden) of ask (vraag het na: dit bestand kan het niet zeggen).",
            empty=False,
            facet=True,
        ),
        text("says", "What it means.", "Wat het betekent.", empty=False),
    ),
    of_the_file=_findings,
    label="says",
)
