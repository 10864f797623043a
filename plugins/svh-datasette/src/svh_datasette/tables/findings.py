"""What can be found of the ground of a look: one row for each answer of the view `looks_judged`.

`valid` and `no_ground` follow the rule of svh-core that a disclosure rests on something, and ask what that rule leaves
to who writes it: that a consent was for this recipient and this purpose. `ask` is what that rule accepts and svh-core
itself never writes, or what cannot be told from what is open in this file.
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
    "resident": (VALID, says("The resident looked.", "De inwoner keek zelf.")),
    "own_words": (VALID, says("Somebody read their own words.", "Iemand las eigen woorden.")),
    "operator": (
        VALID,
        says("Who keeps the system, or audits it, looked.", "Wie het systeem beheert of controleert, keek."),
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
            "The consent is for an organisation or a role; that the recipient belongs to it stands nowhere here.",
            "De toestemming is voor een organisatie of een rol. Dat de ontvanger daarbij hoort, staat hier nergens.",
        ),
    ),
    "operator_in_another_capacity": (
        ASK,
        says(
            "It says that who keeps the system looked, and somebody in another capacity did.",
            "Er staat dat wie het systeem beheert keek, maar diegene keek als iets anders.",
        ),
    ),
    "own_words_of_an_organisation": (
        ASK,
        says(
            "An organisation has no words of its own in a case.",
            "Een organisatie heeft geen eigen woorden in een steungroep.",
        ),
    ),
    "ground_of_another": (
        ASK,
        says("The ground or the emergency is for somebody else.", "De grond of het noodgeval is voor iemand anders."),
    ),
    "ground_over": (
        ASK,
        says(
            "The ground should have been looked at again before that day.",
            "Naar de grond had iemand vóór die dag opnieuw moeten kijken.",
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
