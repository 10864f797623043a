"""The parts that sentences are put together from: made up, in plain Dutch. Nobody said any of them.

Each kind of sentence has places, and each place has parts that fit. The places do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

Parts = Sequence[Sequence[str]]

_WHAT_I_DO: Final = (
    "weer zelf koken",
    "twee keer per week naar buiten",
    "mijn post op tijd openmaken",
    "een eigen plek met een voordeur",
    "slapen zonder het licht aan",
    "op zaterdag helpen in café De Lege Kan",
    "één avond per week tekenen",
    "de moestuin achter het Verzonnen Pad bijhouden",
    "een reünie met mijn oude klas",
    "mijn schulden op een rij zetten",
    "leren zwemmen, ook al ben ik veertig",
    "vrijwilligerswerk bij de dierenweide",
    "weer fietsen over de dijk van Nergenshuizen",
    "mijn knieën laten nakijken",
    "piano spelen bij het open podium",
    "met de trein naar mijn tante in Zomaar",
    "een dag in de week werken in de kaasmakerij",
    "mijn kind elke maand zien",
)

PARTS: Final[Mapping[str, Parts]] = {
    "asks_for": (
        ("Ik wil weer", "Het liefst wil ik", "Ik hoop op", "Als ik mag kiezen:", "Stap voor stap:"),
        _WHAT_I_DO,
        ("en niet alleen.", "in mijn eigen tempo.", "met mensen die ik ken.", "en dan zien we verder."),
    ),
    "goal": (
        ("Ik wil", "Ik wil graag", "Voor de zomer wil ik", "Als het kan wil ik", "Ooit wil ik", "Het liefst wil ik"),
        _WHAT_I_DO,
        (
            "en niet alleen.",
            "ook als het regent.",
            "met iemand die ik vertrouw.",
            "zonder dat iemand mij haast.",
            "en daarna kijken we verder.",
            "zodat de dag een vorm heeft.",
        ),
    ),
    "step": (
        ("Maandag", "Morgen na de koffie", "Eerst", "Deze week", "Op een rustige dag", "Na het weekend"),
        ("bel ik", "loop ik langs", "schrijf ik op", "oefen ik", "kijk ik samen met iemand", "vraag ik"),
        ("één keer.", "hoe dat gaat.", "wat erbij hoort.", "bij het buurthuis.", "vóór het eten.", "tot aan de brug."),
    ),
    "heard": (
        ("Je zei dat", "Je vertelde dat", "Je dacht hardop dat", "Je schreef op dat"),
        (
            "je zelf wilt kiezen",
            "het vroeger anders ging",
            "je moe wordt van uitleggen",
            "je nieuwsgierig bent geworden",
        ),
        ("en dat dat tijd mag kosten.", "en we lachten erom.", "en dat hebben we laten staan.", "zonder haast."),
    ),
    "relation": (
        ("We kennen elkaar van", "We zien elkaar bij", "Wij delen", "We spreken elkaar over"),
        (
            "vroeger",
            "de flat aan het Bedachte Plein",
            "de koorrepetitie",
            "het werk",
            "de hond",
            "de reünie",
            "de tuin",
        ),
        ("en dat is nooit gestopt.", "en soms is dat veel.", "en dat houdt het licht.", "al jaren."),
    ),
    "described": (
        ("Hier", "Bij deze persoon", "In dit contact", "Samen"),
        ("kan ik stil zijn", "voel ik me gezien", "moet ik uitkijken", "lach ik het meest", "ben ik snel geïrriteerd"),
        (
            "en dat is genoeg.",
            "op goede dagen.",
            "als we buiten zijn.",
            "en daar praten we over.",
            "vaker dan vroeger.",
        ),
    ),
    "hoped": (
        ("Ik hoop dat je", "Het zou fijn zijn als je", "Wil je", "Misschien kun je"),
        ("af en toe belt", "meegaat naar een afspraak", "eerlijk zegt wat je ziet", "erbij zit als het spannend is"),
        ("zonder te zeggen wat moet.", "als het jou uitkomt.", "ook als ik niet opneem.", "en taart meeneemt."),
    ),
    "able": (
        ("Ik kan", "Ik wil best", "Het lukt mij om", "Je mag op mij rekenen:"),
        ("één keer per maand langskomen", "'s avonds bellen", "mee naar het loket", "de tuin doen", "koken op dinsdag"),
        ("als ik het op tijd weet.", "zolang mijn rug het houdt.", "buiten de vakantie.", "met plezier."),
    ),
    "unable": (
        ("Ik kan niet", "Het gaat niet lukken om", "Vraag mij liever niet om", "Ik wil niet"),
        ("elke dag te bellen", "'s nachts op te nemen", "over geld te praten", "in een ziekenhuis te komen"),
        ("want dan slaap ik slecht.", "dat heb ik eerder gedaan.", "dat is mijn grens.", "en dat zeg ik nu maar."),
    ),
    "need": (
        ("Ik heb", "Voor mij is het nodig:", "Het helpt mij:", "Zonder dit kom ik niet:"),
        ("iemand die op de kinderen past", "een lift naar huis", "een uur dat niet na zes is", "vooraf een briefje"),
        ("nodig.", "en verder niets.", "dat is alles.", "elke keer weer."),
    ),
    "deepening": (
        ("Ik maak me zorgen over", "Ik ben nog boos over", "Ik mis", "Ik schrok van", "Ik ben trots op"),
        ("die winter", "wat er niet gezegd is", "hoe het vroeger was", "de stilte na het bellen", "wat nu al lukt"),
        ("en dat heb ik nog nooit verteld.", "en ik wil er toch bij zijn.", "en dat mag hier blijven."),
    ),
    "yes": (
        ("Ja,", "Natuurlijk,", "Goed,", "Ik doe mee,"),
        ("ik kom", "ik was er al bijna", "zeg maar waar", "ik neem de stoelen mee", "ik leer het wel"),
        ("als het jou helpt.", "en ik ben een beetje zenuwachtig.", "graag zelfs.", "voorlopig."),
    ),
    "no": (
        ("Nee,", "Liever niet,", "Nu niet,", "Ik denk van niet,"),
        ("ik heb mijn handen vol", "het is te dichtbij", "ik woon te ver", "ik weet niet wat ik moet zeggen"),
        ("maar bellen mag altijd.", "en dat vind ik lastig.", "vraag het later nog eens.", "sorry."),
    ),
    "topics": (
        ("Hoe het gaat met", "Wie er helpt bij", "Wat er nodig is voor", "Of er iets verandert aan"),
        ("de dagen thuis", "het werk", "de post", "het slapen", "de moestuin", "de zomer", "de afspraken"),
        ("en wat daarna komt.", "en wie wat doet.", "en of het zo goed is."),
    ),
    "place": (
        ("Bij mij thuis,", "In buurthuis Bijvoorbeeld,", "In de tuin van mijn tante,", "In het café om de hoek,"),
        ("aan de grote tafel", "bij het raam", "met de deur open", "in de achterkamer", "waar geen klok hangt"),
        ("en niet te lang.", "met koffie.", "want daar is het stil.", "daar ken ik de weg."),
    ),
    "rules": (
        (
            "We praten met elkaar en niet over elkaar,",
            "Iedereen komt aan het woord,",
            "Wie even weg wil, gaat even weg,",
        ),
        ("niemand hoeft iets uit te leggen", "lachen mag", "we bellen niet tijdens het praten", "stilte is goed"),
        ("en wat hier gezegd wordt, blijft hier.", "en de koffie staat klaar.", "en we stoppen op tijd."),
    ),
    "expected": (
        ("Houd de tijd in de gaten", "Zorg dat iedereen iets zegt", "Vraag door", "Let op mij"),
        ("en zeg het", "en tik op tafel", "en wacht even", "en maak een grap"),
        ("als het te veel wordt.", "als we afdwalen.", "als ik stil word.", "vóór de koffie koud is."),
    ),
    "does": (
        ("Ik bel", "Ik ga mee", "Ik help", "Ik kom langs", "Ik kook", "Ik zoek het uit", "Ik breng je"),
        ("op maandag", "om de week", "naar de eerste keer", "met de papieren", "bij het opruimen", "naar de markt"),
        ("en daarna drinken we thee.", "zolang het nodig is.", "tot de zomer.", "ook als het sneeuwt.", "rustig aan."),
    ),
    "how_often": (
        ("Elke week", "Om de week", "Eén keer per maand", "Twee keer per week", "Als het kan"),
        ("op een vaste dag", "na het eten", "in de ochtend", "tussen twee en vier"),
        (".", ", ook in de vakantie.", ", behalve als ik werk."),
    ),
    "went": (
        ("Het ging", "Achteraf was het", "Tot nu toe gaat het", "We vonden het"),
        ("beter dan gedacht", "stroever dan we hoopten", "gewoon goed", "een keer mis en daarna weer goed", "rustig"),
        ("en dat mag gezegd worden.", "en we gaan door.", "en we doen het iets anders.", "zonder ruzie."),
    ),
    "weighed": (
        ("Zo", "Op deze manier", "Nu", "Met iemand erbij", "Als we klein beginnen"),
        ("houd ik het vol", "weten we waar we aan toe zijn", "slaap ik beter", "blijft het mijn keuze", "is er rust"),
        ("en dat telt voor mij.", ".", ", denk ik.", "en dat zag ik ook de vorige keer."),
    ),
    "reported": (
        (
            "Eerst keken we terug.",
            "We begonnen met koffie en een rondje.",
            "Iedereen zei hoe het nu gaat.",
            "We namen de tijd.",
            "Er was iemand voor het eerst bij.",
        ),
        (
            "Daarna ging het over de dagen thuis en over wie er belt.",
            "Het doel van de zomer kwam aan bod, en het is dichterbij dan vorige keer.",
            "Twee ideeën bleven over, en één daarvan proberen we.",
            "Er was ook een moment waarop niemand iets zei, en dat was goed.",
            "De coördinatie van het vervoer is geregeld.",
        ),
        (
            "We spraken af wie wat doet.",
            "De afspraken blijven zoals ze zijn.",
            "Eén afspraak is klaar.",
            "De volgende keer staat in de agenda.",
            "Wie er niet was, krijgt een berichtje.",
        ),
    ),
    "says": (
        ("Ik vind", "Voor mij was het belangrijk", "Ik wil erbij zeggen", "Zoals ik het zie, is het goed"),
        ("dat het rustig bleef", "dat iedereen luisterde", "dat we één ding tegelijk doen", "dat ik nee mocht zeggen"),
        ("en dat wil ik zo houden.", "ook al was het kort.", "en dat stond er nog niet."),
    ),
    "disagrees": (
        ("Ik ben het hier niet mee eens:", "Zo wil ik het niet:", "Dit klopt niet voor mij:"),
        ("ik was er niet bij", "ik zei iets anders", "er is te snel gekozen", "ik wil hier eerst over praten"),
        (".", ", en dat heb ik ook gezegd.", ", en ik wil dat het erbij staat."),
    ),
    "answers": (
        ("We hebben erover gepraat", "Ik heb geluisterd", "Dit had anders gekund", "Je hebt gelijk"),
        ("en het blijft staan", "en we doen het nu anders", "en ik vraag het je de volgende keer eerst"),
        (".", ", zoals je voorstelde.", "; dank dat je het zei."),
    ),
    "concern": (
        ("Het gaat steeds over", "We praten veel over", "Ik hoor vooral"),
        ("de planning", "wat anderen willen", "risico's", "het rooster van ons", "hoe het snel kan"),
        ("en weinig over wat jij wilt.", "en dat wil ik hier zeggen."),
    ),
    "why": (
        (
            "Zij kon het zelf niet zeggen",
            "Er moest die avond iets geregeld zijn",
            "Bellen lukte niet",
            "Het was niet veilig",
        ),
        ("na de opname", "toen de stroom was afgesloten", "omdat niemand thuis was", "na drie nachten wakker"),
        ("en ik heb het kleiner gehouden dan kon.", "en ik leg het morgen uit.", "tot we elkaar spreken."),
    ),
    "seen": (
        ("Ik zie dat", "Ik merk dat", "Sinds een paar dagen is het zo dat"),
        ("de gordijnen dicht blijven", "het eten blijft staan", "het praten sneller gaat", "er 's nachts gebeld wordt"),
        ("en dat was eerder ook zo.", "en wij maken ons zorgen.", "net als vóór de winter."),
    ),
    "document": (
        ("Als het slecht gaat,", "Wie dit leest:", "Op een slechte dag", "Vóór alles:"),
        ("zet de radio zacht", "vraag wat ik wil", "bel mijn zus en niet mijn werk", "blijf op een stoel zitten"),
        ("en wacht tot ik knik.", "en ga niet in de deur staan.", "en kom later terug.", "en zeg wie je bent."),
    ),
    "less": (
        ("Het kan met minder", "Ik wil dit anders", "Dit mag kleiner worden", "Ik heb nu iets anders nodig"),
        ("want de groep vangt veel op", "want het lukt zelf", "want de avonden zijn rustig", "want ik oefen al"),
        ("en bellen blijft altijd goed.", "en we kijken in het voorjaar opnieuw.", "."),
    ),
    "changed": (
        ("Er is iets nieuws:", "Sinds kort", "Vanaf deze maand", "Het is zover:"),
        ("ik woon op mezelf", "ik werk twee ochtenden", "ik volg een cursus", "ik zie mijn broer weer"),
        (".", ", en het bevalt.", ", en dat is wennen.", ", na lang wachten."),
    ),
    "ends": (
        ("We zijn klaar", "Het is goed zo", "Ik ga verder zonder", "Ik stop ermee"),
        ("met dank aan iedereen", "en de groep blijft bellen", "omdat ik ga verhuizen", "omdat het genoeg is"),
        (".", ", en terugkomen mag.", "; het was een mooie tijd."),
    ),
    "note": (
        ("Vandaag", "Voor mezelf:", "Niet vergeten:", "Wat ik niet hardop zeg:"),
        ("ik mag ook moe zijn", "één ding tegelijk", "ik hoef het niet op te lossen", "dit is mijn grens"),
        (".", ", ook als het stil blijft.", ", en dat is geen falen.", ", schreef ik al eerder."),
    ),
}
"""The kinds of sentences; chosen for this library."""
