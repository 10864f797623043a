"""The resident's own documents: their versions, who helped, and who may read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import attrs

from svh_core.domain.access import FOR_AN_EMERGENCY, EmergencyOpened
from svh_core.domain.case import FrozenCase
from svh_core.domain.consent import ConsentGiven, PassageClosed, PassageShared
from svh_core.domain.crisis import DocumentPutAway, DocumentWritten
from svh_core.domain.identifiers import DocumentId
from svh_core.domain.records import Document
from svh_core.domain.rulebook import Entry
from svh_core.log.script import in_json, moment_in_json
from svh_core.views.seen import CLOSED, Seen
from svh_core.views.state import state_in_json
from svh_core.views.trail import TrailLine


@attrs.frozen
class KeptDocument:
    """A document, and the entries about it that may be read.

    Attributes:
        name: its id.
        latest: its latest version.
        versions: the entries that hold a version.
        put_away: the entry in which it was put away last, where it is no longer in use.
        consents: those that name it, each with what the resident says of it; None where they are not for this viewer.
        passages: the entries in which words of it were opened, and not closed since; None as for consents.
        emergencies: those that opened it; None where they are not for this viewer.
    """

    name: DocumentId
    latest: Document
    versions: tuple[Entry[DocumentWritten], ...]
    put_away: Entry[DocumentPutAway] | None
    consents: tuple[TrailLine, ...] | None
    passages: tuple[Entry[PassageShared], ...] | None
    emergencies: tuple[Entry[EmergencyOpened], ...] | None


def documents(seen: Seen) -> dict[str, Any]:
    """The resident's own documents, as data; only those that may be read.

    Args:
        seen: what a look hands over.

    Returns:
        ``documents``, each with its ``kind``, latest words and ``versions``; who may read it: the ``consents`` that
        name it, the ``passages`` of it that were opened, and the ``emergencies`` that opened it.
    """
    return {"as_of": moment_in_json(seen.moment), "documents": [_in_json(seen, kept) for kept in kept_documents(seen)]}


# What is kept


def kept_documents(seen: Seen) -> list[KeptDocument]:
    """The documents that may be read, in the order in which they were first written."""
    away = seen.history.corrected_away
    return [_kept(seen, name, latest) for name, latest in seen.case.documents.items() if latest.number not in away]


def _kept(seen: Seen, name: DocumentId, latest: Document) -> KeptDocument:
    entries = [line.entry for line in seen.lines if not line.hidden]
    about = [e for e in entries if isinstance(e.event, DocumentWritten | DocumentPutAway) and e.event.document == name]
    versions = tuple(entry for entry in about if isinstance(entry.event, DocumentWritten))
    put_away = [entry for entry in about if isinstance(entry.event, DocumentPutAway)]
    naming = tuple(
        line
        for line in seen.lines
        if isinstance(line.entry.event, ConsentGiven) and name in (line.entry.event.documents or ())
    )
    emergencies = tuple(
        entry for entry in entries if isinstance(entry.event, EmergencyOpened) and _was_opened_in(entry, latest, about)
    )
    consents_are_open = seen.share.opens_wholly("consent")
    return KeptDocument(
        name,
        latest,
        versions,
        put_away[-1] if put_away and latest.put_away else None,
        naming if consents_are_open else None,
        tuple(_passages(entries, {entry.number for entry in versions})) if consents_are_open else None,
        emergencies if seen.share.opens_wholly("access") else None,
    )


def _was_opened_in(emergency: Entry[EmergencyOpened], latest: Document, about: Sequence[Entry[Any]]) -> bool:
    """Whether an emergency opened a document that was in use at that time."""
    before = [entry.event for entry in about if entry.number < emergency.number]
    if not before or isinstance(before[-1], DocumentPutAway):
        return False
    event = emergency.event
    if event.documents:
        return before[-1].document in event.documents
    return "crisis" in event.categories and latest.kind in FOR_AN_EMERGENCY


def _passages(entries: Sequence[Entry[Any]], versions: AbstractSet[int]) -> Iterator[Entry[PassageShared]]:
    """The entries in which words of these versions were opened, and not closed again."""
    opened: dict[tuple[int, str, str], Entry[PassageShared]] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, PassageShared) and event.entry in versions:
            opened[event.entry, event.person, event.recipient] = entry
        elif isinstance(event, PassageClosed):
            opened.pop((event.entry, event.person, event.recipient), None)
    yield from opened.values()


def consent_stands(seen: Seen, given: ConsentGiven) -> bool:
    """Whether a consent holds on the day that is looked at."""
    case = seen.history.case
    return given.consent in case.consents and case.consent_stands(case.consents[given.consent], seen.day)


# As data


def _in_json(seen: Seen, kept: KeptDocument) -> dict[str, Any]:
    told = state_in_json(FrozenCase(documents={kept.name: kept.latest}), seen.reveal)["documents"][kept.name]
    return {
        "document": kept.name,
        **told,
        "put_away_at": moment_in_json(kept.put_away.at) if kept.put_away is not None else None,
        "versions": [_version(entry) for entry in kept.versions],
        "consents": CLOSED if kept.consents is None else [_consent(seen, line) for line in kept.consents],
        "passages": CLOSED if kept.passages is None else [_passage(entry) for entry in kept.passages],
        "emergencies": CLOSED if kept.emergencies is None else [_emergency(entry) for entry in kept.emergencies],
    }


def _version(entry: Entry[DocumentWritten]) -> dict[str, Any]:
    return {
        "version": entry.event.version,
        "at": moment_in_json(entry.at),
        "entry": entry.number,
        "entered_by": entry.entered_by,
        "helped_by": entry.event.helped_by,
    }


def _consent(seen: Seen, line: TrailLine) -> dict[str, Any]:
    event: ConsentGiven = line.entry.event
    return {
        "consent": event.consent,
        "entry": line.entry.number,
        "by": line.entry.by,
        "entered_by": line.entry.entered_by,
        "position": line.position,
        "purpose": event.purpose,
        "recipient_kind": event.recipient_kind,
        "recipient": event.recipient,
        "but_not": list(event.but_not or ()),
        "from": in_json(event.from_),
        "until": in_json(event.until) if event.until is not None else None,
        "stands": consent_stands(seen, event),
    }


def _passage(entry: Entry[PassageShared]) -> dict[str, Any]:
    event = entry.event
    return {
        "entry": entry.number,
        "by": entry.by,
        "of_entry": event.entry,
        "recipient_kind": event.recipient_kind,
        "recipient": event.recipient,
        "until": in_json(event.until) if event.until is not None else None,
    }


def _emergency(entry: Entry[EmergencyOpened]) -> dict[str, Any]:
    return {
        "entry": entry.number,
        "by": entry.by,
        "recipient": entry.event.recipient,
        "at": moment_in_json(entry.at),
        "review_on": in_json(entry.event.review_on),
    }
