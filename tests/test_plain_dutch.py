"""Every Dutch text towards a resident is plain (B1), and says none of the words that were agreed never to be said.

The texts are looked up in the code, so that one that is added is measured by itself. How is told in `plain_dutch`.
"""

from __future__ import annotations

import ast
import re
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.fields import Field
from svh_core.domain.rulebook import EventKind
from svh_core.views.languages.dutch import DUTCH
from svh_core.views.languages.phrase import Forms
from svh_core.views.signals import SIGNALS

from .plain_dutch import (
    ALONE,
    FEW,
    NEVER,
    TOGETHER,
    measured,
    never_said,
    sentences,
    syllables,
    words,
)

ROOT: Final = Path(__file__).parents[1]
MADE_UP: Final = ROOT / "src/svh_core/testing/histories"
"""What people say in cases that nobody lived: their words, and no texts of the library."""

SOURCES: Final = [
    *(file for file in sorted((ROOT / "src").rglob("*.py")) if MADE_UP not in file.parents),
    *sorted((ROOT / "plugins").glob("*/src/**/*.py")),
]

Texts = Mapping[str, str]
"""Texts by where they stand."""


# The texts


def _told(kind: EventKind) -> str:
    """The phrase of an event as it is told with everything filled in; what people say themselves is left out of it."""
    places: dict[str, Forms | str | None] = {field.name: _filled(field) for field in kind.fields}
    people = dict.fromkeys(("by", "entered_by", "resident"), DUTCH.named("Sanne"))
    return DUTCH.tell(DUTCH.phrases[kind.name], people | places)


def _filled(field: Field) -> Forms | str:
    if field.of is not None and field.notation.startswith("words"):
        return "“…”"
    if field.kind == "Person":
        return DUTCH.named("Mark")
    if field.kind is not None:
        return "regel 4" if field.kind == "Entry" else "“…”"
    choices = [DUTCH.value(field.name, choice) for choice in _choices(field.type)]
    return max(choices, key=lambda told: sum(map(syllables, words(told))), default="4")


def _choices(annotation: Any) -> Iterator[str]:
    if typing.get_origin(annotation) is Literal:
        yield from (choice for choice in typing.get_args(annotation) if isinstance(choice, str))
    else:
        for inner in typing.get_args(annotation):
            yield from _choices(inner)


def _said() -> Texts:
    """The short texts of the views: a line under an entry, a heading, the name of a thing."""
    mark = DUTCH.named("Mark")
    places = {place: mark for text in DUTCH.says.values() for place in re.findall(r"\{(\w+)", text)} | {"words": "“…”"}
    return {f"says.{name}": DUTCH.tell(text, places) for name, text in DUTCH.says.items() if text}


def _under_nl(path: Path) -> Texts:
    """Every text that a file has under the key ``"nl"``, also by the name of something that stands in the same file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and node.value is not None
    }
    told: dict[str, str] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "nl":
                within = named.get(value.id, value) if isinstance(value, ast.Name) else value
                told |= {f"{path.stem}:{where}": text for where, text in _strings(within)}
    return told


_PLACE: Final = re.compile(r"\{[^{}]*\}")
"""What is filled in later is no word of the text."""


def _strings(node: ast.AST) -> Iterator[tuple[str, str]]:
    """The strings in an expression, with line and column of each; keys of dictionaries are names and no texts."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield f"{node.lineno}:{node.col_offset}", _PLACE.sub("…", node.value)
    children = node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
    for child in children:
        yield from _strings(child)


def _paragraphs(page: str) -> Iterator[str]:
    """The texts of a page: its headings, paragraphs and points, without the marks of Markdown."""
    for block in re.split(r"\n\s*\n|\n(?=- )", page):
        text = re.sub(r"^\s*(?:#+|-|>)\s+|[*_`]", "", " ".join(block.split()))
        yield re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)


_OFTEN_SAID: Final = re.compile(r"\b(?:de|het|een|niet|van|wat|wie|jij|jouw|iemand|wordt|zijn)\b", re.IGNORECASE)


def is_dutch(text: str) -> bool:
    """Whether a text of some length is in Dutch."""
    return len(_OFTEN_SAID.findall(text)) > max(1, 0.1 * len(words(text)))


DUTCH_PAGES: Final = [
    page
    for page in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    if is_dutch(page.read_text(encoding="utf-8"))
]


def _in_folders() -> Mapping[str, Texts]:
    """The texts under ``"nl"`` of all files of a folder; what has no space in it is a name."""
    folders: dict[str, dict[str, str]] = {}
    for path in SOURCES:
        told = {where: text for where, text in _under_nl(path).items() if " " in text.strip()}
        if told:
            folders.setdefault(str(path.parent.relative_to(ROOT)), {}).update(told)
    return folders


def _dutch_in(folder: Path) -> Texts:
    """The Dutch texts in the files of a folder where they stand as the second of two, behind the English one."""
    return {
        f"{path.stem}:{where}:{number}": text  # parts of one text may stand in one place
        for path in sorted(folder.rglob("*.py"))
        for number, (where, text) in enumerate(_strings(ast.parse(path.read_text(encoding="utf-8"))))
        if is_dutch(text) and "\n" not in text
    }


COLLECTIONS: Final[Mapping[str, Texts]] = {
    "events": {kind.name: kind.sentences["nl"] for kind in CORE_RULEBOOK.kinds.values()},
    "rules": {rule.id: rule.sentence_in("nl") for rule in CORE_RULEBOOK.rules},
    "signals": {
        f"{one.id} {note}".strip(): told["nl"] for one in SIGNALS.values() for note, told in one.sentences.items()
    },
    "phrases": {kind.name: _told(kind) for kind in CORE_RULEBOOK.kinds.values()},
    "words for values": DUTCH.values,
    "texts of the views": _said(),
    **_in_folders(),
    **{
        f"{name}, beside its English": _dutch_in(ROOT / "plugins" / name / "src")
        for name in ("svh-datasette", "svh-funders")
    },
}
PAGES: Final[Mapping[str, Texts]] = {
    str(page.relative_to(ROOT)): {text[:40]: text for text in _paragraphs(page.read_text(encoding="utf-8"))}
    for page in DUTCH_PAGES
}
EVERYWHERE: Final[Mapping[str, Texts]] = {**COLLECTIONS, **PAGES}

HARD_BUT_KEPT: Final = {
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag": "the days of the week, said one at a time",
    "de methode van resourcegroepen (Tjaden en anderen, 2019)": "a source, under the name it has",
    "De kopie is geopend met de hoofdsleutel: … regels nagekeken, … passages gelezen.": (
        "said to whoever keeps the system, who has to know what a master key is"
    ),
}
"""Texts that may be harder than `ALONE` allows, each with the reason."""


@pytest.mark.parametrize("name", EVERYWHERE)
def test_no_text_says_a_word_that_is_never_said(name: str) -> None:
    said = {where: found for where, text in EVERYWHERE[name].items() if (found := never_said(text))}
    assert not said, f"{name}: never said to a resident; what to say instead stands in plain_dutch.NEVER: {said}"


@pytest.mark.parametrize("name", EVERYWHERE)
def test_the_texts_of_a_kind_are_plain_together(name: str) -> None:
    hard = measured(EVERYWHERE[name].values()).too_hard(TOGETHER)
    assert not hard, f"{name}, all together: {'; '.join(hard)}"


@pytest.mark.parametrize("name", EVERYWHERE)
def test_each_text_is_plain_by_itself(name: str) -> None:
    hard = {
        where: wrong
        for where, text in EVERYWHERE[name].items()
        if len(words(text)) > FEW and text not in HARD_BUT_KEPT and (wrong := measured([text]).too_hard(ALONE))
    }
    assert not hard, "\n".join(f"{where}: {'; '.join(wrong)}" for where, wrong in hard.items())


def test_no_allowance_outlives_its_text() -> None:
    assert set(HARD_BUT_KEPT) <= {text for texts in EVERYWHERE.values() for text in texts.values()}


def test_no_dutch_text_stands_where_it_is_not_looked_for() -> None:
    """Every string of the library that is a Dutch sentence is one of those that are measured."""
    known = " ".join(text for texts in COLLECTIONS.values() for text in texts.values())
    known += _PLACE.sub("…", " ".join([*DUTCH.phrases.values(), *DUTCH.says.values()]))
    elsewhere = {
        f"{path.relative_to(ROOT)}:{where}": text
        for path in SOURCES
        for where, text in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if is_dutch(text) and "nl:" not in text and text not in known
    }
    assert elsewhere == {}, "put these under a key 'nl', or in a collection of this test"


def test_the_texts_are_found() -> None:
    assert "docs/voor-bewoners.md" in PAGES
    folders = {"src/svh_core/cli", "src/svh_core/domain", "src/svh_core/views", "src/svh_core/views/page"}
    assert folders <= set(COLLECTIONS)
    assert "geen plek in deze steungroep" in EVERYWHERE["src/svh_core/views/page"].values()
    assert "de inwoner vindt het goed (regel …)" in EVERYWHERE["src/svh_core/cli"].values()
    assert len(EVERYWHERE["events"]) == len(EVERYWHERE["phrases"]) == len(CORE_RULEBOOK.kinds)
    assert "Liesbeth" not in _told(CORE_RULEBOOK.kinds["goal.set"])
    assert _told(CORE_RULEBOOK.kinds["goal.let_go"]) == "Sanne liet een doel los: “…” Daarbij gezegd: “…”"


# The measure itself


@pytest.mark.parametrize(
    ("word", "counted"),
    [
        ("ja", 1), ("zei", 1), ("eeuw", 1), ("app", 1), ("iemand", 2), ("nieuwe", 2), ("opnieuw", 2), ("mooie", 2),
        ("buurvrouw", 2), ("steungroep", 2), ("online", 2), ("hoelang", 2), ("bijeenkomst", 3), ("beoordeeld", 3),
        ("video", 3), ("ideeën", 3), ("frequentie", 3), ("beëindigd", 3), ("psychiater", 4), ("januari", 4),
        ("geïnformeerd", 4), ("hulpverlener", 4), ("geëvalueerd", 5), ("organisatie", 5), ("vertegenwoordiger", 6),
        ("verantwoordelijkheid", 6),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_by_hand(word: str, counted: int) -> None:
    assert syllables(word) == counted


def test_sentences_end_where_a_thought_ends() -> None:
    assert sentences("Ja. “Nee.” Wie weet? Dit is zo: het kan. Om 9:30, of later; dan wel.") == [
        "Ja.", "“Nee.", "Wie weet?", "Dit is zo:", "het kan.", "Om 9:30, of later;", "dan wel.",
    ]  # fmt: skip
    assert words("Sanne's groep, 14 dagen (twee weken)") == ["Sanne's", "groep", "dagen", "twee", "weken"]


def test_the_formula_is_that_of_douma() -> None:
    counted = measured(["De kat zit op de mat."])  # six words of one syllable
    assert round(counted.ease, 2) == round(206.84 - 0.93 * 6 - 77 * 1, 2)
    assert measured(["Wij praten over wonen."]).ease == pytest.approx(206.84 - 0.93 * 4 - 77 * 7 / 4)


def test_a_known_word_weighs_as_a_common_one() -> None:
    assert measured(["De ervaringsdeskundigen zijn er."]).ease == measured(["De kamer is er."]).ease
    assert measured(["De ervaringsdeskundigen zijn er."]).long_words == []


PLAIN: Final = [
    (
        "Je hoeft dit niet alleen te doen. Vraag mensen die je vertrouwt om mee te denken. Jij bepaalt wie er "
        "komt. Wil je liever stoppen? Dat mag altijd, en je hoeft niet te zeggen waarom."
    ),
    (
        "Morgen is er een bijeenkomst in het buurthuis. We beginnen om half acht. Er is koffie en thee. Kun "
        "je niet komen? Bel dan even met Sanne. Zij vertelt je later wat er is besproken."
    ),
    (
        "Iemand heeft iets voor je opgeschreven. Lees het rustig door. Klopt het, dan hoef je niets te doen. "
        "Klopt het niet, dan kun je dat zeggen. De tekst blijft staan, en jouw woorden komen erbij."
    ),
    (
        "De huisarts heeft een brief gestuurd. Daarin staat wanneer je mag komen. Neem je pas mee, en een "
        "lijst van je medicijnen. Na het gesprek krijg je een kopie van de afspraken."
    ),
]
TOO_HARD: Final = [
    (
        "Ingevolge het bepaalde in artikel 15 van de verordening kan betrokkene binnen zes weken na "
        "bekendmaking van het onderhavige besluit een gemotiveerd verzoek tot heroverweging indienen bij het "
        "dagelijks bestuur."
    ),
    (
        "De vertegenwoordigingsbevoegdheid strekt zich uit tot alle rechtshandelingen die redelijkerwijs "
        "voortvloeien uit de zorgovereenkomst, met dien verstande dat voorafgaande instemming van betrokkene "
        "noodzakelijk blijft."
    ),
    (
        "Gelet op de vigerende privacywetgeving worden persoonsgegevens uitsluitend verwerkt voor "
        "welbepaalde, uitdrukkelijk omschreven doeleinden, waarbij de verwerkingsverantwoordelijke passende "
        "beveiligingsmaatregelen treft."
    ),
    (
        "Multidisciplinaire samenwerkingsverbanden faciliteren een geïntegreerde benadering van "
        "herstelondersteunende zorg, waarin ervaringsdeskundigheid en professionele expertise elkaar "
        "wederzijds complementeren."
    ),
    (
        "De evaluatie van de gerealiseerde doelstellingen vindt periodiek plaats. Tussentijdse bijstelling "
        "van de interventies behoort tot de verantwoordelijkheid van de regiebehandelaar."
    ),
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_was_written_plain_by_hand_is_called_plain(text: str) -> None:
    assert measured([text]).too_hard(TOGETHER) == []
    assert measured([text]).too_hard(ALONE) == []


@pytest.mark.parametrize("text", TOO_HARD)
def test_what_was_written_hard_by_hand_is_called_too_hard(text: str) -> None:
    assert len(measured([text]).too_hard(TOGETHER)) >= 2
    assert measured([text]).too_hard(ALONE) != []


def test_each_side_of_the_measure_can_be_the_only_one_that_fails() -> None:
    long = "Ik ga met jou en met mijn zus naar de bus en dan naar de stad en dan weer op weg naar huis."
    assert [wrong.split(":")[0] for wrong in measured([long]).too_hard(ALONE)] == [
        "a sentence of 23 words, at most 18",
        "23.0 words in a sentence on average, at most 17",
    ]
    assert measured(["Het maatwerkoverleg is er om drie uur in de hal."] * 2).too_hard(TOGETHER) == [
        "10 long words in a hundred, at most 3: say otherwise maatwerkoverleg"
    ]
    heavy = measured(["Geleidelijk veranderen gewoonten."]).too_hard(ALONE)
    assert len(heavy) == 1
    assert heavy[0].startswith("reading ease ")
    assert heavy[0].endswith("other words than Geleidelijk, veranderen, gewoonten")


# The words that are never said


@pytest.mark.parametrize(
    "text",
    [
        "Maak bezwaar.", "Er zijn bezwaren.", "Een klacht.",
        "Twee klachten", "Het is overgenomen.", "Wie overneemt, zegt het.",
        "De genomineerden komen.", "Zij nomineren hem.",
        "casussen", "het casusoverleg", "een dossier", "Dossiers liggen hier.",
        "De zaak loopt.", "Zaken zijn zaken.",
        "Dat is verwijderd.", "We verwijderen het.", "Je bent te laat.", "Te\nlaat!",
        "De tijd is overschreden.", "Je overschrijdt de tijd.", "de patiënten", "een client", "Het is geen zaak.",
    ],
)  # fmt: skip
def test_a_word_that_is_never_said_is_found_in_all_its_forms(text: str) -> None:
    assert len(never_said(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "De oorzaak van de noodzaak.", "Overal waar je kijkt.", "Laat het weten.", "Je schrijft te veel over.",
        "Een cliëntondersteuner helpt.", "Dit is geen klacht en geen bezwaar bij de gemeente.",
    ],
)  # fmt: skip
def test_what_only_looks_like_such_a_word_or_is_denied_may_be_said(text: str) -> None:
    assert never_said(text) == []


def test_every_word_that_is_never_said_is_itself_found() -> None:
    assert {word for word in NEVER if never_said(f"Dit is {word}.")} == set(NEVER)
