"""What is only yours: a book that nobody else sees, in a stream of its own that no case leads to."""

from __future__ import annotations

from typing import Any, Literal

from svh_core.domain.fields import live, new, private
from svh_core.domain.identifiers import NoteId, PersonId
from svh_core.domain.rulebook import C, Concept, Entry, Event, StreamKind, Whose
from svh_core.domain.words import Words

private_book = Concept("private_book", category="deepening", stream=StreamKind.PRIVATE)


@private_book.event("private_book.opened", whose=Whose.CONCERNED, category="identity")
class PrivateBookOpened(Event):
    """Somebody opens a book of their own; nobody else sees that it exists.

    nl: Iemand opent een eigen boek. Niemand anders ziet dat het er is.
    """

    person: PersonId
    capacity: Literal["resident", "relative", "professional"]

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case if case.book_of is not None else case.set(book_of=self.person)


@private_book.event("note.written", whose=Whose.CONCERNED)
class NoteWritten(Event):
    """Somebody writes something for themselves: a draft, a need, a goal, a boundary, a reflection, their story.

    nl: Iemand schrijft iets voor zichzelf: een begin, een behoefte, een doel, een grens, een gedachte, het eigen verhaal.
    """

    person: PersonId
    note: NoteId = new()
    kind: Literal["draft", "need", "goal", "boundary", "support", "reflection", "story", "other"]
    words: Words = private(of="person")


@private_book.event("note.put_away", whose=Whose.CONCERNED)
class NotePutAway(Event):
    """Somebody is done with a note.

    nl: Iemand is klaar met een aantekening.
    """

    person: PersonId
    note: NoteId = live()
    why: Literal["done", "changed", "other"] | None = None

    def applied_to(self, case: C, entry: Entry[Any]) -> C:
        return case.end("Note", self.note)
