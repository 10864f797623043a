# ruff: noqa: E501 - texts are read as whole sentences
"""The resident's own documents in words: what stands in them, their versions, and who may read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import civil_date
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.rulebook import Entry
from svh_core.views.documents import KeptDocument, consent_stands, kept_documents
from svh_core.views.languages.phrase import Forms
from svh_core.views.seen import Seen
from svh_core.views.telling import Teller
from svh_core.views.trail import TrailLine

_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "{resident!p} eigen stukken op {day}",
        "none": "Hier staan geen eigen stukken",
        "version": "Versie {version}, {day}",
        "helped": "Versie {version}, {day}, met hulp van {helped_by}",
        "put_away": "Weggelegd op {day}",
        "phases": "Fasen",
        "signs": "Waaraan je het merkt",
        "actions": "Wat te doen",
        "consent": "{recipient} mag dit lezen vanaf {from}[ tot en met {until}], voor {purpose}. Dat is besloten door {by!o} (regel {number})",
        "consent_over": "{recipient} mocht dit lezen vanaf {from}[ tot en met {until}], voor {purpose}. Dat geldt nu niet. Dat is besloten door {by!o} (regel {number})",
        "but_not": "Dat geldt niet voor {people}",
        "passage": "{recipient} mag hieruit lezen[ tot en met {until}]. Dat is besloten door {by!o} (regel {number})",
        "emergency": "{recipient} kon dit lezen in een noodgeval, op {day} (regel {number})",
        "no_consent": "Geen toestemming noemt dit stuk",
    },
    "en": {
        "title": "{resident!p} own documents on {day}",
        "none": "There are no documents of their own here",
        "version": "Version {version}, {day}",
        "helped": "Version {version}, {day}, with help from {helped_by}",
        "put_away": "Put away on {day}",
        "phases": "Phases",
        "signs": "How you notice",
        "actions": "What to do",
        "consent": "{recipient} may read this from {from}[ until and including {until}], for {purpose}. That was decided by {by!o} (entry {number})",
        "consent_over": "{recipient} could read this from {from}[ until and including {until}], for {purpose}. That does not hold now. That was decided by {by!o} (entry {number})",
        "but_not": "That does not hold for {people}",
        "passage": "{recipient} may read out of this[ until and including {until}]. That was decided by {by!o} (entry {number})",
        "emergency": "{recipient} could read this in an emergency, on {day} (entry {number})",
        "no_consent": "No consent names this document",
    },
}
_PARTS: Final = ("words", "phases", "signs", "actions")


def documents_in_words(seen: Seen, language: str) -> Iterator[str]:
    """The resident's own documents for people, line by line.

    Args:
        seen: what a look hands over.
        language: ``nl`` or ``en``.
    """
    return _InWords(seen, seen.told(language), _TEXTS[language]).told()


@attrs.frozen
class _InWords:
    """The documents for people."""

    seen: Seen
    teller: Teller
    texts: Mapping[str, str]

    def told(self) -> Iterator[str]:
        yield self._says("title", resident=self.teller.resident(), day=self._day(self.seen.moment)).rstrip(".")
        all_kept = kept_documents(self.seen)
        if not all_kept:
            yield self._says("none")
        for kept in all_kept:
            yield ""
            yield _capital(self.teller.language.value("kind", kept.latest.kind))
            yield from (f"  {line}" for line in self._document(kept))

    def _document(self, kept: KeptDocument) -> Iterator[str]:
        for part in _PARTS:
            if (words := getattr(kept.latest, part)) is not None:
                heading = f"{self.teller.language.addressed(self.texts[part])}: " if part in self.texts else ""
                yield f"{heading}{self.teller.quoted(words)}"
        for entry in kept.versions:
            helper = entry.event.helped_by
            helped = {} if helper is None else {"helped_by": self.teller.person(helper).object}
            text = "helped" if helped else "version"
            yield self._says(text, version=str(entry.event.version), day=self._day(entry.at), **helped)
        if kept.put_away is not None:
            yield self._says("put_away", day=self._day(kept.put_away.at))
        yield from self._consents(kept.consents)
        for passage in kept.passages or ():
            yield self._says("passage", **self._who(passage), until=self._until(passage.event.until))
        for emergency in kept.emergencies or ():
            yield self._says("emergency", **self._who(emergency), day=self._day(emergency.at))

    def _consents(self, consents: Sequence[TrailLine] | None) -> Iterator[str]:
        if consents is not None and not consents:
            yield self._says("no_consent")
        for line in consents or ():
            event: ConsentGiven = line.entry.event
            yield self._says(
                "consent" if consent_stands(self.seen, event) else "consent_over",
                **self._who(line.entry),
                **{"from": self.teller.language.date(event.from_)},
                until=self._until(event.until),
                purpose=self.teller.language.value("purpose", event.purpose),
            )
            if event.but_not:
                yield f"  {self._says('but_not', people=self.teller.recipients(event.but_not).object)}"
            if line.position in {"open", "objected"}:
                yield f"  {self.teller.says(f'position_{line.position}', resident=self.teller.resident())}"

    def _who(self, entry: Entry[Any]) -> dict[str, Forms | str]:
        recipient = self.teller.recipients(entry.event.recipient)
        by = self.teller.person(entry.by)
        return {"recipient": recipient, "by": by, "number": str(entry.number)}

    def _until(self, day: date | None) -> str | None:
        return self.teller.language.date(day) if day is not None else None

    def _day(self, moment: datetime) -> str:
        return self.teller.language.date(civil_date(moment))

    def _says(self, text: str, **places: Forms | str | None) -> str:
        return self.teller.language.tell(self.texts[text], places)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
