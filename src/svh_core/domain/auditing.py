"""Auditing: the same rules that guard the pen, read over an old log.

What the writer accepts, the auditor finds nothing in; what the writer refuses, the auditor finds. It needs no keys: no rule
looks inside sealed words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from svh_core.domain.case import DraftCase
from svh_core.domain.deciding import advance, begun, consequence
from svh_core.domain.identifiers import CORE
from svh_core.domain.rulebook import Entry, Rulebook, UnknownEvent, stream_kind
from svh_core.domain.values import changed

SENTENCES: Final[dict[str, dict[str, str]]] = {
    "numbers_have_no_gaps": {
        "en": "The entries of a stream are numbered 1, 2, 3 without a gap.",
        "nl": "De regels zijn genummerd 1, 2, 3, zonder gat.",
    },
    "an_edition_never_goes_down": {
        "en": "An entry is judged by an edition of the rules not older than the one before it, and adopted by then.",
        "nl": "Een regel is beoordeeld met regels die niet ouder zijn dan die ervoor, en die toen golden.",
    },
    "what_follows_is_written_with_it": {
        "en": "What follows from an entry stands right behind it.",
        "nl": "Wat uit een regel volgt, staat er direct achter.",
    },
    "nothing_follows_without_a_cause": {
        "en": "An entry in our own hand follows from the entry before it, exactly.",
        "nl": "Een regel van de bibliotheek zelf volgt precies uit de regel ervoor.",
    },
    "an_entry_can_be_read": {
        "en": "What is stored can be read as an entry.",
        "nl": "Wat is opgeslagen, kan als regel gelezen worden.",
    },
    "an_entry_has_only_its_own_fields": {
        "en": "An entry has no fields beside its own.",
        "nl": "Een regel heeft geen andere velden dan de eigen.",
    },
    "the_rules_were_adopted": {
        "en": "The casebook's own stream says, in its first entry, by which rules it judges.",
        "nl": "In de eerste regel van de eigen reeks staat volgens welke regels er wordt beoordeeld.",
    },
    "words_stand_where_they_were_sealed": {
        "en": "Sealed words stand in the entry and the field for which they were sealed.",
        "nl": "Verzegelde woorden staan in de regel en het veld waarvoor ze zijn verzegeld.",
    },
    "a_snapshot_is_what_its_entries_make": {
        "en": "A snapshot of a case, from which it is loaded faster, is exactly what its entries make of it.",
        "nl": "Een momentopname, waarmee een steungroep sneller wordt geladen, is precies wat de regels ervan maken.",
    },
    "a_snapshot_was_not_judged": {
        "en": "What plugins made of this case at this entry is not known here, so its snapshot was not judged.",
        "nl": "Wat plug-ins hier van de steungroep maakten is niet bekend; de momentopname is niet beoordeeld.",
    },
    "what_was_destroyed_adds_up": {
        "en": "What is left of a destroyed case is what the entry that destroyed it says.",
        "nl": "Wat er van een vernietigde steungroep over is, klopt met de regel die dat vastlegt.",
    },
    "an_entry_is_what_was_sealed": {
        "en": "An entry is, byte for byte, what it was when it was recorded.",
        "nl": "Een regel is nog precies wat er is vastgelegd.",
    },
    "an_entry_has_its_leaf": {
        "en": "Every entry has its leaf in the tree of the log.",
        "nl": "Elke regel heeft een blad in de boom van het logboek.",
    },
    "a_leaf_has_its_entry": {
        "en": "Every leaf in the tree of the log has its entry; behind this one an entry is gone.",
        "nl": "Bij elk blad in de boom van het logboek hoort een regel; na deze is er een weg.",
    },
    "entries_stand_in_the_order_of_the_log": {
        "en": "Entries stand in the log in the order in which they were recorded.",
        "nl": "De regels staan in het logboek in de volgorde waarin ze zijn vastgelegd.",
    },
    "the_tree_is_that_of_its_leaves": {
        "en": "The tree of the log is made of its leaves, and of nothing else.",
        "nl": "De boom van het logboek is gemaakt van de bladeren, en van niets anders.",
    },
    "the_file_is_as_it_was_made": {
        "en": "The file has the tables and triggers that this library makes, and no others.",
        "nl": "Het bestand heeft de tabellen en triggers die deze bibliotheek maakt, en geen andere.",
    },
    "the_log_begins_with_what_it_was": {
        "en": "The log begins with all that was in it at the older checkpoint.",
        "nl": "Het logboek begint met alles wat er bij het oudere controlepunt in stond.",
    },
    "the_log_is_not_shorter_than_it_was": {
        "en": "The log holds no fewer entries than at the older checkpoint.",
        "nl": "Er staan niet minder regels in het logboek dan bij het oudere controlepunt.",
    },
    "the_log_holds_what_a_receipt_shows": {
        "en": "The log holds the entry of the receipt, in its place.",
        "nl": "De regel van het bewijs staat in het logboek, op de eigen plaats.",
    },
    "an_entry_was_recorded_when_it_says": {
        "en": "What a witness saw was recorded before that, and what came after a kept checkpoint was recorded after it.",
        "nl": "Wat een getuige zag, is daarvoor vastgelegd. Wat na een bewaard controlepunt kwam, is daarna vastgelegd.",
    },
    "heads_are_those_of_the_log": {
        "en": "What the log says of where each case ends is so.",
        "nl": "Wat het logboek zegt over waar elke steungroep ophoudt, klopt.",
    },
    "a_bundle_shows_what_it_holds": {
        "en": "A bundle shows of each entry that the log holds it.",
        "nl": "Een bundel laat van elke regel zien dat die in het logboek staat.",
    },
    "a_bundle_is_whole": {
        "en": "A bundle holds a case from its first entry to its last, as the log says where it ends.",
        "nl": "In een bundel staat een steungroep van de eerste tot de laatste regel, zoals het logboek zegt.",
    },
    "its_own_key": {
        "en": "No key was named, so the key that the bundle names was believed; compare it with one you know.",
        "nl": "Er is geen sleutel genoemd; daarom is die van de bundel geloofd. Vergelijk die met een die u kent.",
    },
    "destroyed": {
        "en": "This was destroyed; an entry says so, and what is left adds up.",
        "nl": "Dit is vernietigd; dat staat in een regel, en wat over is klopt.",
    },
    "a_key_was_lost": {
        "en": "From here the log signs with a key for which the one before did not sign; was that one lost?",
        "nl": "Vanaf hier tekent het logboek met een sleutel waar de vorige niet voor tekende; was die kwijt?",
    },
    "the_clock_went_back": {
        "en": "This says it was recorded more than an hour before what stands before it; was the clock put back?",
        "nl": "Volgens de regel is die meer dan een uur eerder vastgelegd dan wat ervoor staat; ging de klok terug?",
    },
    "not_judged": {
        "en": "This is of a plugin that is not installed here, and was not judged.",
        "nl": "Dit is van een plug-in die hier niet is, en is niet beoordeeld.",
    },
}
"""What an audit can find beside a broken rule, by id."""

NOTICES: Final = frozenset(
    {
        "not_judged",
        "a_snapshot_was_not_judged",
        "destroyed",
        "its_own_key",
        "a_key_was_lost",
        "the_clock_went_back",
    }
)


@attrs.frozen(slots=True)
class Finding:
    """Something an auditor should look at.

    Attributes:
        id: a rule's id, or one of `SENTENCES`.
        sentences: by language.
        stream: where.
        number: which entry.
        by_rule: whether a rule of the method was broken, rather than the form of the log.
    """

    id: str
    sentences: dict[str, str]
    stream: str
    number: int
    by_rule: bool

    @property
    def is_notice(self) -> bool:
        """Whether it only tells something, and nothing is wrong."""
        return self.id in NOTICES


def found(finding: str, stream: str, number: int) -> Finding:
    """A finding about the form of the log."""
    return Finding(finding, SENTENCES[finding], stream, number, by_rule=False)


def audit(
    entries: Iterable[Entry[Any]], *, rulebook: Rulebook, stream: str, adopted: int, case: DraftCase | None = None
) -> Iterator[Finding]:
    """Replays a stream and judges every entry by the rules of its day.

    Args:
        entries: all entries of one stream, in order.
        rulebook: every edition of the rules that is known.
        stream: its id, for the findings.
        adopted: the newest edition the casebook has adopted.
        case: what they are replayed into, for whoever wants to see it between two entries.

    Yields:
        Findings in the order of the entries; none for a stream that was written by these rules.
    """
    kind = stream_kind(stream)
    case = begun(kind).draft() if case is None else case
    due: deque[Entry[Any]] = deque()
    first_broken, consequences_of = rulebook.first_broken, rulebook.consequences_of
    for entry in entries:
        if entry.number != case.number + 1:
            yield found("numbers_have_no_gaps", stream, entry.number)
        if entry.edition < 1 or not case.edition <= entry.edition <= adopted:
            yield found("an_edition_never_goes_down", stream, entry.number)
        follows_something = entry.caused_by is not None
        if due and not follows_something:
            yield found("what_follows_is_written_with_it", stream, due[0].caused_by or entry.number)
            due.clear()
        if type(entry.event) is UnknownEvent:
            yield found("not_judged", stream, entry.number)
        if (follows_something or entry.entered_by == CORE) and not _is_due(entry, due):
            yield found("nothing_follows_without_a_cause", stream, entry.number)
        broken = first_broken(entry, case, kind)
        if broken is not None:
            yield Finding(broken.id, dict(broken.sentences), stream, entry.number, by_rule=True)
        case = advance(case, entry)
        follows = consequences_of(entry, case)
        if follows:
            due.extendleft(consequence(event, entry) for event in reversed(follows))
    if due:
        yield found("what_follows_is_written_with_it", stream, due[0].caused_by or case.number)


def _is_due(entry: Entry[Any], due: deque[Entry[Any]]) -> bool:
    return bool(due) and changed(due.popleft(), {"number": entry.number}) == entry
