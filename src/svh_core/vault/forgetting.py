"""What a log says of forgetting: which keys are to be gone.

The log decides. Whatever the vault was told, or an older copy of it still has, is held against this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from svh_core.domain.access import ForgettingAsked, ForgettingDone
from svh_core.domain.deciding import words_of
from svh_core.domain.positions import EntryCorrected
from svh_core.domain.records import Erasure
from svh_core.domain.rulebook import Entry
from svh_core.vault.keys import Use
from svh_core.vault.sealer import uses_in


@attrs.frozen
class Passage:
    """Words of one person in one entry, and the key that opens them.

    Attributes:
        number: the entry.
        use: what its key is used for; that of a name opens it in other entries too.
    """

    number: int
    use: Use


def passages_in(stream: str, entry: Entry[Any]) -> list[Passage]:
    """The sealed words of an entry, one for each key."""
    tokens = (str(token) for _, token in words_of(entry, entry.by))
    return [Passage(entry.number, use) for use in dict.fromkeys(uses_in(stream, tokens))]


def forgotten(stream: str, entries: Iterable[Entry[Any]]) -> Iterator[tuple[Entry[ForgettingDone], list[Passage]]]:
    """Every forgetting of a stream, and the words it takes away.

    Args:
        stream: the case or private book.
        entries: all its entries, in order.
    """
    asked: dict[int, Erasure] = {}
    written: list[Passage] = []
    for entry in entries:
        event = entry.event
        if isinstance(event, ForgettingAsked):
            asked[entry.number] = Erasure(person=event.person, passages=event.passages or ())
        elif isinstance(event, EntryCorrected) and event.wrong == "case":
            asked[entry.number] = Erasure(person=None, passages=(event.entry,))
        elif isinstance(event, ForgettingDone) and event.request in asked:
            erasure = asked[event.request]
            if event.passages:  # some of what was asked, and never more
                within = [one for one in event.passages if not erasure.passages or one in erasure.passages]
                if not within:
                    yield entry, []
                    continue
                erasure = Erasure(person=erasure.person, passages=tuple(within))
            yield entry, meant(erasure, written)
        written += passages_in(stream, entry)


def meant(erasure: Erasure, written: Iterable[Passage]) -> list[Passage]:
    """Which of these words a request is about.

    A person's name goes with a single passage only where no other entry holds it: its key opens it everywhere.
    """
    passages = list(written)
    theirs = [p for p in passages if erasure.person in {None, p.use.subject}]
    if not erasure.passages:
        return theirs
    inside = [p for p in theirs if p.number in erasure.passages]
    holding = Counter(p.use.key for p in passages if p.number not in erasure.passages)
    return [p for p in inside if not holding[p.use.key]]
