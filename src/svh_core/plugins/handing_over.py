"""Handing over: what one recipient may see of a case, as a copy for a plugin, once the disclosure stands in the case.

What is handed over = what consents and other grounds open ∩ what the host lets the plugin see ∩ what was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from svh_core.disclosing import Action, ByPlugin
from svh_core.domain.deciding import replay
from svh_core.domain.identifiers import looks_like_a_citizen_number, what_is_wrong_with_tag
from svh_core.domain.rulebook import Entry, UnknownEvent
from svh_core.domain.words import WITHHELD
from svh_core.errors import KeysMissing, Malformed, NotPermitted
from svh_core.log.script import plain_data
from svh_core.looking import look_at
from svh_core.plugins.at_the_door import Loaded
from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.plugins.offers import ANY, View
from svh_core.plugins.views_asked import views_asked
from svh_core.sharing.grounds import CATEGORIES
from svh_core.sharing.roles import ORGANISATION, Viewer
from svh_core.sharing.shares import Share

if TYPE_CHECKING:
    from svh_core.recording.desk import Desk
    from svh_core.views.look import Look
    from svh_core.views.seen import Seen
    from svh_core.views.settings import Settings
    from svh_core.views.trail import TrailLine

Clock = Callable[[], datetime]

NEVER_HANDED_OVER: Final = "access"
"""The concept whose events no plugin is given: else each delivery would have to be delivered."""

_PEOPLE: Final = frozenset({"Person", "Person|Organisation"})


@attrs.frozen(kw_only=True)
class Handing:
    """What is asked, by which plugin, for whom and what for.

    Attributes:
        plugin: the plugin in between.
        recipient: an organisation, a role or a person, as consents name it.
        purpose: what for.
        categories: what was asked for; None for all that the plugin may have.
        views: what is asked beside the entries.
        action: whether it is counted or taken along.
        language: in which people are called what they are called.
        responsible: who answers for it, if somebody was named.
        source: what stands for the cases that are counted together; None where they are not counted.
    """

    plugin: Loaded
    recipient: str
    purpose: str
    categories: tuple[str, ...] | None = None
    views: tuple[View, ...] = ()
    action: Action = "export"
    language: str = "nl"
    responsible: str | None = None
    source: str | None = None

    @property
    def asked(self) -> frozenset[str]:
        """What the plugin may have at most, whatever a consent opens."""
        asked = frozenset(self.plugin.manifest.categories) & frozenset(self.plugin.policy.categories)
        return asked if self.categories is None else asked & frozenset(self.categories)

    @property
    def asked_in_order(self) -> tuple[str, ...]:
        """The same, in the order in which categories are always named."""
        return tuple(category for category in CATEGORIES if category in self.asked)

    @property
    def viewer(self) -> Viewer:
        """The recipient, as somebody who looks."""
        return Viewer(self.recipient, capacity=ORGANISATION, organisation=self.recipient)

    @property
    def by_plugin(self) -> ByPlugin:
        """What the disclosure says of it."""
        return ByPlugin(
            plugin=self.plugin.tag,
            asked=self.asked,
            responsible=self.responsible,
            suppressed=True if self.action == "report" else None,
            source=self.source,
        )

    def check(self) -> None:
        """Refuses what the host does not let the plugin be used for.

        Raises:
            Malformed: this is no recipient.
            NotPermitted: another purpose.
        """
        check_recipient(self.recipient, "recipient")
        for purposes in (self.plugin.policy.purposes, self.plugin.manifest.purposes):
            if ANY not in purposes and self.purpose not in purposes:
                raise NotPermitted(
                    f"{self.plugin.id} is not there for the purpose {self.purpose}",
                    next=f"It is there for: {', '.join(purposes) or 'nothing'}.",
                )


def check_recipient(recipient: str, path: str) -> None:
    """Refuses what no consent can name as its recipient, and never repeats it.

    Raises:
        Malformed: it is none.
    """
    wrong = what_is_wrong_with_tag(recipient)
    if wrong is None and looks_like_a_citizen_number(recipient):
        wrong = "a recipient may not be a citizen service number (BSN) or look like one"
    if wrong is not None:
        raise Malformed(wrong, path=path, next="Name an organisation or a person as consents do.")


def share_of(desk: Desk, clock: Clock, case: str, handing: Handing) -> Share:
    """What would be handed over of a case; writes nothing down and shows nothing."""
    return share_from(desk.entries(case), clock(), handing)


def share_from(entries: Sequence[Entry[Any]], moment: datetime, handing: Handing) -> Share:
    """The same, of a case whose entries were read already."""
    return Share(
        handing.viewer,
        entries,
        replay(entries),
        moment=moment,
        purpose=handing.purpose,
        asked=handing.asked,
    )


def handed_over(
    desk: Desk,
    clock: Clock,
    case: str,
    handing: Handing,
    settings: Settings,
    *,
    only: Collection[int] | None = None,
    since: datetime | None = None,
    as_of: datetime | None = None,
) -> DisclosedCase:
    """What is handed over of a case. The disclosure is on disk when this returns, and was before a word was opened.

    Args:
        desk: where it is written down.
        clock: what tells the time, in UTC.
        case: the case.
        handing: what is asked.
        settings: what the organisation that looks set for itself.
        only: the numbers of the entries that are asked for, where not all are.
        since: the first moment of the figures; the opening of the case where nothing is said.
        as_of: the moment of the views; now where nothing is said.

    Raises:
        NotPermitted: nothing of it is open; that too is written down.
    """
    with look_at(
        desk,
        clock,
        case,
        viewer=handing.viewer,
        purpose=handing.purpose,
        action=handing.action,
        settings=settings,
        by_plugin=handing.by_plugin,
    ) as look:
        pseudonym = pseudonym_of(desk, handing, ("case", case))
        return _copied(look, pseudonym, handing, only=only, since=since, as_of=as_of)


def handed_over_if_open(
    desk: Desk, clock: Clock, case: str, handing: Handing, settings: Settings
) -> DisclosedCase | None:
    """What is handed over of a case that nobody named; None, and no trace, where nothing of it is open."""
    if not share_of(desk, clock, case, handing).opens_anything:
        return None
    try:
        return handed_over(desk, clock, case, handing, settings)
    except NotPermitted:  # it was taken back in between; that it was asked is written down
        return None


def disclosed(desk: Desk, clock: Clock, handing: Handing, cases: Iterable[DisclosedCase]) -> Disclosed:
    """Cases that were handed over, as a plugin receives them."""
    return Disclosed(
        recipient=handing.recipient,
        purpose=handing.purpose,
        made_at=clock(),
        language=handing.language,
        cases=tuple(cases),
        key=_key(desk, handing),
    )


def pseudonym_of(desk: Desk, handing: Handing, parts: tuple[str, ...]) -> str:
    """What stands for an id towards this recipient; see `Disclosed.pseudonym`."""
    nobody = Disclosed(
        recipient=handing.recipient,
        purpose=handing.purpose,
        made_at=datetime.min,  # noqa: DTZ901 - nobody sees it
        language=handing.language,
        cases=(),
        key=_key(desk, handing),
    )
    return nobody.pseudonym(*parts)


def _key(desk: Desk, handing: Handing) -> bytes:
    """The key of the pseudonyms of one recipient and purpose, which only this vault can work out."""
    if desk.vault is None:
        raise KeysMissing("this casebook was opened sealed", next="Open it with its keys.")
    told = f"{handing.plugin.id}|{handing.recipient}|{handing.purpose}"
    return bytes.fromhex(desk.vault.links.claim("key of a plugin", told))


def _copied(
    look: Look,
    pseudonym: str,
    handing: Handing,
    *,
    only: Collection[int] | None,
    since: datetime | None,
    as_of: datetime | None,
) -> DisclosedCase:
    seen = look.seen(as_of=as_of)
    lines = [line for line in seen.look_through() if _is_handed_over(line, only)]
    people = {person for line in lines for person in _people_in(line.entry)}
    return DisclosedCase(
        case=look.name if seen.share.opens("identity") else pseudonym,
        categories=tuple(category for category in handing.asked_in_order if seen.share.opens(category)),
        entries=tuple(_entry(line, seen) for line in lines),
        people=dict(_names(look, sorted(people), handing.language)),
        views=views_asked(look, seen, handing.views, handing.language, since=since, as_of=as_of),
        own=_own(handing.plugin, seen),
    )


def _is_handed_over(line: TrailLine, only: Collection[int] | None) -> bool:
    if line.hidden or isinstance(line.entry.event, UnknownEvent):
        return False
    if line.entry.event.spec.concept == NEVER_HANDED_OVER:
        return False
    return only is None or line.entry.number in only


def _entry(line: TrailLine, seen: Seen) -> DisclosedEntry:
    entry = line.recorded or line.entry
    shows_regie = seen.share.opens("regie")
    data = plain_data(line.entry, seen.reveal)
    return DisclosedEntry(
        number=entry.number,
        event=entry.event.spec.name,
        category=entry.event.spec.category,
        at=entry.at,
        recorded_at=entry.recorded_at,
        data={name: value for name, value in data.items() if value != WITHHELD},
        meeting=entry.meeting if seen.share.opens("meetings") else None,
        by=entry.by if shows_regie else None,
        entered_by=entry.entered_by if shows_regie else None,
        standing=line.standing if shows_regie else None,
        corrected=bool(line.corrections) or entry.number in seen.history.corrections,
    )


def _people_in(entry: Entry[Any]) -> Iterator[str]:
    for field in entry.event.spec.fields:
        if field.kind in _PEOPLE:
            value = getattr(entry.event, field.attribute)  # a list, one, none, or what says that it is withheld
            yield from value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def _names(look: Look, people: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Those of some people whose names may be seen, with their names."""
    for person in people:
        name = look.name_of(person, language).subject
        if name != person:
            yield person, name


def _own(plugin: Loaded, seen: Seen) -> dict[str, Any]:
    """What the plugin keeps of the case, where all is open that its events speak of."""
    spoken_of = {field.category for kind in plugin.concept.kinds for field in kind.fields}
    if not all(seen.share.opens_wholly(category) for category in spoken_of):
        return {}
    return dict(seen.history.case.of_plugin.get(plugin.id, {}))
