"""Names for people and things: opaque, short, and never a citizen service number."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Final, NewType, TypeAlias

if TYPE_CHECKING:  # for an app they are its own strings and numbers
    PersonId: TypeAlias = str
    OrganisationId: TypeAlias = str
    GoalId: TypeAlias = str
    PlanId: TypeAlias = str
    GroupId: TypeAlias = str
    MeetingId: TypeAlias = str
    AgreementId: TypeAlias = str
    TakingOverId: TypeAlias = str
    NeedId: TypeAlias = str
    ConsentId: TypeAlias = str
    DocumentId: TypeAlias = str
    NoteId: TypeAlias = str
    HelpId: TypeAlias = str
    CareId: TypeAlias = str
    StayId: TypeAlias = str
    MeasureId: TypeAlias = str
    PersonOrOrganisationId: TypeAlias = str
    EntryNumber: TypeAlias = int
    Tag: TypeAlias = str
else:  # and here each says, in an annotation, what it names
    PersonId = NewType("PersonId", str)
    OrganisationId = NewType("OrganisationId", str)
    GoalId = NewType("GoalId", str)
    PlanId = NewType("PlanId", str)
    GroupId = NewType("GroupId", str)
    MeetingId = NewType("MeetingId", str)
    AgreementId = NewType("AgreementId", str)
    TakingOverId = NewType("TakingOverId", str)
    NeedId = NewType("NeedId", str)
    ConsentId = NewType("ConsentId", str)
    DocumentId = NewType("DocumentId", str)
    NoteId = NewType("NoteId", str)
    HelpId = NewType("HelpId", str)
    CareId = NewType("CareId", str)
    StayId = NewType("StayId", str)
    MeasureId = NewType("MeasureId", str)
    PersonOrOrganisationId = NewType("PersonOrOrganisationId", str)
    EntryNumber = NewType("EntryNumber", int)
    Tag = NewType("Tag", str)

SUPPORT_GROUP: Final = GroupId("support_group")
"""The first support group, which every case has from its opening."""

CORE: Final = PersonId("core")
"""The pen of a consequence. Reserved: no app may write as it."""

_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
_A_CITIZEN_NUMBER: Final = "~*(?:[bB]~*[sS]~*[nN]~*)?(?:[0-9]~*){8,9}".replace("~", "[._:-]")
_CITIZEN_NUMBER: Final = re.compile(_A_CITIZEN_NUMBER)
good_identifier: Final = re.compile(rf"(?!{_A_CITIZEN_NUMBER}\Z)[A-Za-z0-9._:-]{{1,64}}").fullmatch
"""Both in one, for nearly every identifier is good, and an entry has six; of what is no text it raises `TypeError`."""
_TAG: Final = re.compile(r"[A-Za-z0-9._:/-]{1,64}", re.ASCII)


def new_id() -> str:
    """A fresh random identifier that says nothing about anybody.

    Returns:
        A UUID version 4 as 36 characters of lower-case hexadecimal digits and hyphens.
    """
    return str(uuid.uuid4())


def looks_like_a_citizen_number(text: str) -> bool:
    """Whether `text`, separators and a `bsn` prefix removed, is nothing but eight or nine digits (a Dutch BSN)."""
    return _CITIZEN_NUMBER.fullmatch(text) is not None


def what_is_wrong_with_identifier(text: object) -> str | None:
    """The sentence that says why `text` cannot be an identifier, or None where it can."""
    if isinstance(text, str) and good_identifier(text):
        return None
    if not isinstance(text, str) or _IDENTIFIER.fullmatch(text) is None:
        return "expected an identifier of 1 to 64 letters, digits, '-', '_', '.' or ':'"
    return "an identifier may not be a citizen service number (BSN) or look like one; use a random identifier"


def what_is_wrong_with_tag(text: object) -> str | None:
    """The sentence that says why `text` cannot be a tag, or None where it can."""
    if not isinstance(text, str) or _TAG.fullmatch(text) is None:
        return "expected a tag of 1 to 64 letters, digits, '.', '_', ':', '/' or '-', not prose"
    return None
