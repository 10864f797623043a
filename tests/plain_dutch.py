"""How plain a Dutch text is, and the words that are never said to a resident.

No formula gives a level of the Common European Framework, so B1 is measured here from three sides, each of which a text
has to pass:

1. Reading ease, Flesch's formula as W.H. Douma fitted it to Dutch (*De leesbaarheid van landbouwbladen*, Wageningen
   1960): ``206.84 - 0.93 * words per sentence - 77 * syllables per word``. His table calls 60-70 standard (the last
   years of primary school and the first after it, in his day), 70-80 fairly easy, 80-90 easy, and under 45 difficult.
   As in Flesch's own count, a colon or semicolon ends a sentence where a whole thought ends.
2. How long sentences are. Guides for writing at B1 ask for ten words on average and fifteen at the most, now and then.
3. How many long words there are, of thirteen letters or more: they are what stops somebody who reads slowly, and Dutch
   makes them by writing words together.

A number does not make a text good: somebody who reads along decides, this only warns. A short text swings: one long
word in a sentence of six costs more than ten points. So the bound of one text is looser than that of many together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

KNOWN: Final = {
    "steungroep": "what it is all about; explained on the first page for residents",
    "bijeenkomst": "what the group does; the method has no other word",
    "inwoner": "who it is all about, in the method's own word",
    "eigenaar": "what the resident is of the group",
    "regie": "cannot be translated, and is explained on the first page for residents",
    "toestemming": "the word that stands on every form",
    "hulpverlener": "what people call them",
    "vertegenwoordiger": "the law's word; who has one was told it",
    "ervaringsdeskundige": "what they are called, and call themselves",
    "hersteldeskundige": "what they are called, and call themselves",
    "cliëntondersteuner": "what they are called, and call themselves",
    "regiebehandelaar": "what they are called; the resident knows who it is",
    "verdiepingsgesprek": "a step of the method; explained when it is permitted",
    "herstelplan": "what the resident's own plan is called",
    "voorzitter": "who leads a meeting",
    "organisatie": "an institution by its usual name",
    "netwerk": "the people around somebody, as everybody in the field says",
    "vertrouwenspersoon": "what they are called; the law's word too",
    "crisiskaart": "what the card is called that the resident carries",
    "signaleringsplan": "what the plan is called that the resident made",
    "vragenlijst": "what it is",
}
"""Words that have to be said and that the reader knows, each with why. They count as two syllables and are not long."""

_ENDINGS: Final = ("", "s", "en", "e", "n", "ken")
_EASY: Final = frozenset(f"{word}{ending}" for word in KNOWN for ending in _ENDINGS)
_SYLLABLES_OF_A_KNOWN_WORD: Final = 2
_LONG: Final = 13

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_END: Final = re.compile(r"(?<=[.?!:;])[”\")*]*\s+|\n{2,}")
_NUCLEUS: Final = re.compile(
    "ëi|aai|ooi|oei|eeu|ieu|aa|ee|ie|oo|uu|oe|eu|ui|ij|ei|au|ou|ai|oi|[aeiouyàáâäèéêëìíîïòóôöùúûü]"
)
_SAID_OTHERWISE: Final = {"online": 2, "team": 1, "teams": 1, "app": 1, "museum": 3}


def words(text: str) -> list[str]:
    """The words of a text; figures are none."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text that have a word in them."""
    return [sentence for sentence in _END.split(text) if words(sentence)]


def syllables(word: str) -> int:
    """How many syllables a word has, by its vowels: letters that sound as one count once."""
    lower = word.lower().replace("qu", "kw")
    return _SAID_OTHERWISE.get(lower) or max(1, len(_NUCLEUS.findall(lower)))


def _is_known(word: str) -> bool:
    return word.lower() in _EASY


def _weight(word: str) -> int:
    return min(syllables(word), _SYLLABLES_OF_A_KNOWN_WORD) if _is_known(word) else syllables(word)


@attrs.frozen(kw_only=True)
class Bound:
    """What is still plain.

    Attributes:
        ease: the least reading ease.
        average: the most words in a sentence, on average.
        longest: the most words in one sentence.
        long_words: the most long words in a hundred.
    """

    ease: float
    average: float
    longest: int
    long_words: float


TOGETHER: Final = Bound(ease=70, average=12, longest=18, long_words=3)
"""For a page, or for many texts of a kind together: fairly easy by Douma's table, so on the safe side of B1."""

ALONE: Final = Bound(ease=45, average=17, longest=18, long_words=25)
"""For one text of a sentence or two: one long word may stand in it, a second one shows, and so does a long sentence."""

FEW: Final = 4
"""A text of so few words is a label, and no formula says anything of it."""


@attrs.frozen
class Measured:
    """What was counted in texts.

    Attributes:
        sentences: every sentence.
        words: every word, in order.
    """

    sentences: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def average(self) -> float:
        """Words in a sentence, on average."""
        return len(self.words) / max(1, len(self.sentences))

    @property
    def longest(self) -> str:
        """The sentence with the most words."""
        return max(self.sentences, key=lambda sentence: len(words(sentence)), default="")

    @property
    def long_words(self) -> list[str]:
        """The long words that are not known."""
        return [word for word in self.words if len(word) >= _LONG and not _is_known(word)]

    @property
    def ease(self) -> float:
        """The reading ease of Flesch and Douma."""
        per_word = sum(map(_weight, self.words)) / max(1, len(self.words))
        return 206.84 - 0.93 * self.average - 77 * per_word

    def too_hard(self, bound: Bound) -> list[str]:
        """What is not plain, each with its number and what would help."""
        return list(self._too_hard(bound))

    def _too_hard(self, bound: Bound) -> Iterator[str]:
        length = len(words(self.longest))
        if length > bound.longest:
            yield f"a sentence of {length} words, at most {bound.longest}: make two of “{self.longest}”"
        if self.average > bound.average:
            yield f"{self.average:.1f} words in a sentence on average, at most {bound.average}: make shorter sentences"
        share = 100 * len(self.long_words) / max(1, len(self.words))
        if share > bound.long_words:
            said = ", ".join(sorted(set(self.long_words)))
            yield f"{share:.0f} long words in a hundred, at most {bound.long_words}: say otherwise {said}"
        if self.ease < bound.ease:
            heavy = sorted(set(self.words), key=lambda word: (-_weight(word), word.lower()))
            said = ", ".join(heavy[:3])
            yield f"reading ease {self.ease:.0f}, at least {bound.ease}: shorter sentences, or other words than {said}"


def measured(texts: Iterable[str]) -> Measured:
    """What is counted in texts together."""
    said = [sentence for text in texts for sentence in sentences(text)]
    return Measured(tuple(said), tuple(word for sentence in said for word in words(sentence)))


NEVER: Final = {
    "bezwaar": r"bezwa(?:ar|ren)\w*",
    "klacht": r"klacht\w*",
    "overgenomen": r"overgenomen|over(?:nemen|neemt|neem|nam|namen|name)",
    "genomineerde": r"(?:ge)?nomine\w*|nominatie\w*",
    "casus": r"casus\w*|casuïst\w*",
    "dossier": r"dossier\w*",
    "zaak": r"zaak|zaken",
    "verwijderd": r"verwijder\w*",
    "te laat": r"te\s+laat|te\s+late",
    "overschreden": r"overschr(?:ijd|ed|eed)\w*",
    "patiënt": r"pati[eë]nt(?:en|e|s)?",
    "cliënt": r"cli[eë]nt(?:en|e|s)?",
}
"""What a resident is never told, each with the forms it can have. What to say instead:

A *bezwaar* and a *klacht* are something at a municipality or an institution; here somebody does not agree. Nobody's
decision is *overgenomen*: somebody decided it in another's place, and that is said in so many words. A person is not a
*genomineerde*, a *patiënt* or a *cliënt*, and a support group no *casus*, *dossier* or *zaak*. Nothing is *verwijderd*:
it is made unreadable, and that something stood there remains. And nobody is *te laat* and no term *overschreden*: it
may be good to look at it.
"""

_SAID_NOT_TO_BE: Final = r"(?<!\bgeen )"
"""What a text says that something is *not*, it may name: “Dit is geen klacht en geen bezwaar.”"""

_MAY_BE_DENIED: Final = frozenset({"bezwaar", "klacht"})

_NEVER_SAID: Final = {
    word: re.compile(rf"{_SAID_NOT_TO_BE if word in _MAY_BE_DENIED else ''}\b(?:{forms})\b", re.IGNORECASE)
    for word, forms in NEVER.items()
}


def never_said(text: str) -> list[str]:
    """The words of the text that are never said to a resident, as they stand there."""
    return [found[0] for pattern in _NEVER_SAID.values() for found in pattern.finditer(text)]
