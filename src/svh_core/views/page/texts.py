# ruff: noqa: E501 - texts are read as whole sentences
"""What stands on every copy, in Dutch (B1) and English. What is said to the owner and to others differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs


@attrs.frozen(kw_only=True)
class Texts:
    """The fixed texts of a page in one language.

    Attributes:
        says: single texts, by name.
        capacities: what somebody is here, by capacity.
        owner_can: what the owner can do with what they read: what to say, and what that does.
        others_can: the same, for everybody else.
        limits: what no log can tell.
    """

    says: dict[str, str]
    capacities: dict[str, str]
    owner_can: tuple[tuple[str, str], ...]
    others_can: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]

    def addressed(self, put: Callable[[str], str]) -> Texts:
        """The same texts, each put in the form in which the reader is addressed."""
        return Texts(
            says={name: put(text) for name, text in self.says.items()},
            capacities={name: put(text) for name, text in self.capacities.items()},
            owner_can=tuple((put(say), put(does)) for say, does in self.owner_can),
            others_can=tuple((put(say), put(does)) for say, does in self.others_can),
            limits=tuple(put(text) for text in self.limits),
        )


_DUTCH: Final = Texts(
    says={
        "title_owner": "Jouw steungroep",
        "title_other": "{owner} steungroep",
        "subtitle": "Een kopie van {day}",
        "skip": "Ga meteen naar de tekst",
        "of": "Van wie",
        "for": "Voor wie",
        "day": "Van welke dag",
        "purpose": "Waarvoor",
        "meant_owner": "Hier staat alles wat jij mag lezen van jouw steungroep. De eigenaar, dat ben jij.",
        "meant_other": "Hier staat alles wat jij mag lezen, voor dit doel. Voor een ander doel kan dat meer of minder zijn. De eigenaar is {resident}.",
        "meant_quotes": "Tussen “ en ” staat wat iemand zelf zei of schreef.",
        "meant_withheld": "Staat er “niet met jou gedeeld”? Dan staat daar iets wat niet voor jou is.",
        "contents": "Wat waar staat",
        "state": "Hoe het nu is",
        "trail": "Wat er is besloten",
        "trail_intro": "Elke regel heeft een nummer. Noem dat nummer als je er iets over wilt zeggen.",
        "entry": "Regel {number}",
        "signals": "Misschien goed om naar te kijken",
        "signals_owner": "Dit zijn vragen. Je hoeft er niets mee te doen.",
        "signals_other": "Dit zijn vragen aan de eigenaar. Staat er “jij” of “jouw”, dan is dat de eigenaar.",
        "signals_none": "Er is nu niets.",
        "signals_closed": "Deze vragen zijn niet met jou gedeeld.",
        "since": "Sinds",
        "question": "Waar het om gaat",
        "figures": "Hoe er is besloten, in aantallen",
        "figures_closed": "Deze aantallen zijn niet met jou gedeeld.",
        "what": "Wat is geteld",
        "is": "Hoe vaak",
        "of_how_many": "Van de",
        "disclosures": "Wie er heeft gekeken",
        "disclosures_owner": "Kijkt iemand anders in jouw steungroep? Dan staat het hier. Ook wie wilde kijken en niets zag, staat hier. Als je zelf kijkt, wordt dat niet opgeschreven.",
        "disclosures_other": "Je ziet hier alleen wat met jou is gedeeld, en wanneer jij keek. De eigenaar ziet alles.",
        "disclosures_none": "Er is hier niets over opgeschreven.",
        "when": "Wanneer",
        "looked": "Wie, en waarvoor",
        "can": "Wat jij kunt doen",
        "can_intro": "Zeg het tegen iemand die je helpt, of doe het zelf in het programma.",
        "limits": "Wat hier niet in kan staan",
        "nothing": "Hier staat nog niets.",
        "made": "Gemaakt met svh_core {version}. Bewaar deze kopie goed: wie hem heeft, kan alles lezen.",
    },
    capacities={
        "resident": "eigenaar van de steungroep",
        "representative": "besluit namens de eigenaar",
        "member": "doet mee in de groep",
        "guest": "gast bij een bijeenkomst",
        "nominee": "gevraagd om mee te doen",
        "professional": "helpt vanuit werk of ervaring",
        "organisation": "geen plek in deze steungroep",
    },
    owner_can=(
        (
            "“Ja, dit klopt.”",
            "Heeft iemand anders iets voor jou besloten of opgeschreven? Dan kun je zeggen dat het klopt. Niemand mag dat voor je invullen.",
        ),
        (
            "“Ik ben het hier niet mee eens.”",
            "Dat kun je bij elke regel zeggen, ook later. Je hoeft niet te zeggen waarom. Het blijft erbij staan, voor iedereen die de regel leest. Dit gaat alleen over jouw steungroep. Wil je ermee naar de gemeente of naar een instelling? Vraag iemand die je vertrouwt hoe dat gaat.",
        ),
        (
            "Iets erbij zeggen",
            "Je kunt jouw eigen woorden bij een regel zetten. Niemand hoeft het ermee eens te zijn.",
        ),
        (
            "Zeggen dat er een fout in staat",
            "Wat wel klopt, komt in een nieuwe regel. De oude regel blijft staan.",
        ),
        (
            "Een toestemming stoppen",
            "Dat geldt meteen. Je hoeft niet te zeggen waarom. Wat iemand al heeft gelezen, kan niemand terugnemen.",
        ),
        (
            "Jouw woorden onleesbaar laten maken",
            "Daarna kan niemand ze nog lezen, jij ook niet. Dat er iets stond, blijft. Je kunt dit niet terugdraaien. Op deze kopie staan ze nog wel.",
        ),
        ("Niets doen", "Dat mag ook."),
    ),
    others_can=(
        (
            "“Ja, dit klopt.”",
            "Heeft iemand anders iets opgeschreven wat jij besloot? Dan kun je zeggen dat het klopt.",
        ),
        (
            "“Ik ben het hier niet mee eens.”",
            "Dat kun je zeggen bij een regel die je leest, ook later. Het blijft erbij staan. Het besluit blijft van wie het nam.",
        ),
        (
            "Iets erbij zeggen",
            "Je kunt jouw eigen woorden bij een regel zetten. Denk eraan: de eigenaar leest mee.",
        ),
        (
            "Zeggen dat er een fout in staat",
            "Wat wel klopt, komt in een nieuwe regel. De oude regel blijft staan.",
        ),
        (
            "Stoppen met delen",
            "Liet je iemand iets lezen wat jij zei in een gesprek? Dat kun je weer stoppen. Een toestemming van de eigenaar kan alleen de eigenaar stoppen, of wie namens de eigenaar besluit.",
        ),
        (
            "Jouw woorden onleesbaar laten maken",
            "Daarna kan niemand ze nog lezen, jij ook niet. Dat er iets stond, blijft. Je kunt dit niet terugdraaien. Op deze kopie staan ze nog wel.",
        ),
        ("Niets doen", "Dat mag ook."),
    ),
    limits=(
        "Wat nooit is opgeschreven, staat er niet in.",
        "Zei iemand ja omdat die het wilde, of omdat een ander aandrong? Dat kan niemand hier zien.",
        "Wat iemand na het lezen doorvertelt, staat er niet in. Een foto van het scherm ook niet.",
        "Soms kijkt iemand mee op het scherm van een ander. Dan staat hier alleen de naam van die ander.",
        "Wie het bestand en de sleutel heeft, kan lezen zonder dat het hier staat.",
        "Na deze dag kan er iets zijn veranderd. Vraag dan om een nieuwe kopie.",
    ),
)

_ENGLISH: Final = Texts(
    says={
        "title_owner": "Your support group",
        "title_other": "{owner} support group",
        "subtitle": "A copy of {day}",
        "skip": "Go straight to the text",
        "of": "Whose",
        "for": "For whom",
        "day": "Of which day",
        "purpose": "What for",
        "meant_owner": "This is all that you may read of your support group. The owner, that is you.",
        "meant_other": "This is all that you may read, for this purpose. For another purpose it may be more or less. The owner is {resident}.",
        "meant_quotes": "Between “ and ” stands what somebody said or wrote themselves, often in Dutch.",
        "meant_withheld": "Does it say “not shared with you”? Then something stands there that is not for you.",
        "contents": "What is where",
        "state": "How things stand",
        "trail": "What was decided",
        "trail_intro": "Each entry has a number. Name that number if you want to say something about it.",
        "entry": "Entry {number}",
        "signals": "Maybe good to look at",
        "signals_owner": "These are questions. You need not do anything with them.",
        "signals_other": "These are questions to the owner. Where it says “you” or “your”, that is the owner.",
        "signals_none": "There is nothing now.",
        "signals_closed": "These questions are not shared with you.",
        "since": "Since",
        "question": "What it is about",
        "figures": "How decisions were taken, in numbers",
        "figures_closed": "These numbers are not shared with you.",
        "what": "What is counted",
        "is": "How many",
        "of_how_many": "Of the",
        "disclosures": "Who has looked",
        "disclosures_owner": "When somebody else looks into your support group, it stands here. Who wanted to look and saw nothing stands here too. When you look yourself, that is not written down.",
        "disclosures_other": "You see here only what is shared with you, and when you looked yourself. The owner sees all of it.",
        "disclosures_none": "Nothing was written down about this.",
        "when": "When",
        "looked": "Who, and what for",
        "can": "What you can do",
        "can_intro": "Tell somebody who helps you, or do it yourself in the program.",
        "limits": "What cannot stand here",
        "nothing": "Nothing stands here yet.",
        "made": "Made with svh_core {version}. Keep this copy safe: who has it can read all of it.",
    },
    capacities={
        "resident": "owner of the support group",
        "representative": "decides on the owner's behalf",
        "member": "takes part in the group",
        "guest": "guest at a meeting",
        "nominee": "asked to take part",
        "professional": "helps from work or experience",
        "organisation": "no place in this support group",
    },
    owner_can=(
        (
            "“Yes, this is right.”",
            "Did somebody else decide something for you, or write it down? Then you can say that it is right. Nobody may fill that in for you.",
        ),
        (
            "“I do not agree with this.”",
            "You can say that of every entry, later too. You need not say why. It stays with the entry, for everybody who reads it. This is about your support group alone. Do you want to take it to the municipality or to an organisation? Ask somebody you trust how that goes.",
        ),
        (
            "Saying something beside it",
            "You can put your own words beside an entry. Nobody has to agree with them.",
        ),
        (
            "Saying that there is a mistake",
            "What is right comes in a new entry. The old entry stays.",
        ),
        (
            "Taking back a consent",
            "It holds at once. You need not say why. What somebody has read already, nobody can take back.",
        ),
        (
            "Having your words made unreadable",
            "After that nobody can read them, nor can you. That something stood there stays. You cannot undo this. On this copy they still stand.",
        ),
        ("Doing nothing", "That is fine too."),
    ),
    others_can=(
        (
            "“Yes, this is right.”",
            "Did somebody else write down what you decided? Then you can say that it is right.",
        ),
        (
            "“I do not agree with this.”",
            "You can say that of an entry that you read, later too. It stays with the entry. The decision stays with whoever took it.",
        ),
        (
            "Saying something beside it",
            "You can put your own words beside an entry. Mind that the owner reads them.",
        ),
        (
            "Saying that there is a mistake",
            "What is right comes in a new entry. The old entry stays.",
        ),
        (
            "Stopping to share",
            "Did you let somebody read what you said in a talk? You can stop that again. A consent of the owner can only be stopped by the owner, or by who decides on the owner's behalf.",
        ),
        (
            "Having your words made unreadable",
            "After that nobody can read them, nor can you. That something stood there stays. You cannot undo this. On this copy they still stand.",
        ),
        ("Doing nothing", "That is fine too."),
    ),
    limits=(
        "What was never written down does not stand in it.",
        "Did somebody say yes because they wanted to, or because another pressed them? Nobody can see that here.",
        "What somebody tells on after reading does not stand in it. Nor does a photograph of the screen.",
        "Sometimes somebody looks at another's screen with them. Then only that other's name stands here.",
        "Who has the file and the key can read without it standing here.",
        "After this day something may have changed. Then ask for a new copy.",
    ),
)

TEXTS: Final = {"nl": _DUTCH, "en": _ENGLISH}
