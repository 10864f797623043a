"""A look at one case, by one viewer: words are revealed here, for the length of the look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Unpack

import attrs

from svh_core.domain.access import DisclosureMade
from svh_core.domain.case import FrozenCase
from svh_core.domain.civil_days import civil_date
from svh_core.domain.deciding import replay
from svh_core.domain.identifiers import ConsentId, PersonId
from svh_core.domain.rulebook import Entry, StreamKind, stream_kind
from svh_core.errors import Malformed, NotFound, NotPermitted, PluginFailed
from svh_core.log.script import script_line
from svh_core.views.care_over_time import care_over_time
from svh_core.views.deidentified import deidentified
from svh_core.views.disclosures import Disclosed, disclosures, disclosures_in_json, disclosures_in_words
from svh_core.views.documents import documents
from svh_core.views.extensions import NO_EXTENSIONS, AddedSignal, Extensions
from svh_core.views.figures import Period, figures
from svh_core.views.history import History
from svh_core.views.hours import hours
from svh_core.views.languages.dutch import DUTCH, DUTCH_WITH_U
from svh_core.views.languages.english import ENGLISH
from svh_core.views.languages.language import Language
from svh_core.views.languages.phrase import Forms
from svh_core.views.measurements import measurements
from svh_core.views.nen7513 import in_nen7513
from svh_core.views.network_size import network_size
from svh_core.views.phases import phases
from svh_core.views.plan import plan
from svh_core.views.rollout import rollout
from svh_core.views.seen import EVERYTHING, Clocks, Seen, Share
from svh_core.views.seen_with import looks_with
from svh_core.views.settings import DEFAULTS, Settings
from svh_core.views.signals import Found, found, found_by_plugins, in_order
from svh_core.views.state import state_in_chapters, state_in_json, state_in_words
from svh_core.views.telling import Reveal, Teller
from svh_core.views.trail import (
    ToldLine,
    TrailLine,
    in_the_wrong_case,
    trail_in_json,
    trail_in_words,
    trail_lines,
    trail_told,
)
from svh_core.views.triad import triad

if TYPE_CHECKING:
    from svh_core.views.pictures import Picture, What

LANGUAGES: Final[dict[str, Language]] = {"nl": DUTCH, "en": ENGLISH}


_NAMED_BY: Final = {"Meeting": "meetings", "Consent": "consent"}
"""The category of what things are called that have no words for a name."""

_A_MOMENT: Final = timedelta(microseconds=1)
_END_OF_TIME: Final = datetime(9000, 1, 1, tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)


def spoken_as_set(code: str, settings: Settings, extensions: Extensions) -> Language:
    """A language, in which the reader is addressed as the organisation set it, and that tells its own events too.

    Raises:
        Malformed: there is no such language.
    """
    if code not in LANGUAGES:
        raise Malformed("expected nl or en", path="language")
    with_u = code == DUTCH.code and settings.address == "u"
    return extensions.spoken(DUTCH_WITH_U if with_u else LANGUAGES[code])


def _nothing_to_check() -> None:
    """For a look that has no end, such as in a test."""


class Look:
    """What a viewer may see of a case.

    Args:
        name: the case's id.
        entries: all its entries, in order.
        reader: the person who reads, so that the text can address them.
        reveal: opens sealed words.
        now: what tells the time.
        case: the case after them, where it was replayed already.
        share: what of it may be read.
        elsewhere: finds the looks at this case that stand in other streams.
        check: refuses to go on once the look is over.
        settings: what the organisation that looks set for itself.
        extensions: what plugins add to what is told.

    Attributes:
        failed: which signals of plugins could not be told in this look.
    """

    def __init__(
        self,
        name: str,
        entries: Sequence[Entry[Any]],
        *,
        reader: str,
        reveal: Reveal,
        now: Callable[[], datetime] = _now,
        case: FrozenCase | None = None,
        share: Share = EVERYTHING,
        elsewhere: Callable[[], Iterable[tuple[str, Entry[Any]]]] = tuple,
        check: Callable[[], None] = _nothing_to_check,
        settings: Settings = DEFAULTS,
        extensions: Extensions = NO_EXTENSIONS,
    ) -> None:
        self.name = name
        self.settings = settings
        self.failed: list[PluginFailed] = []
        self._extensions = extensions
        self._entries = tuple(entries)
        self._reader = PersonId(reader)
        self._reveal = reveal
        self._now = now
        self._share = share
        self._elsewhere = elsewhere
        self._check = check
        self._hidden = in_the_wrong_case(self._entries)
        self.case = case if case is not None else replay(self._entries)

    @property
    def moment(self) -> datetime:
        """Now, by the clock of the casebook."""
        return self._now()

    @property
    def number(self) -> int:
        """The number of the newest entry: what a later decision may name as `expected`."""
        return self.case.number

    def language(self, code: str) -> Language:
        """A language, in which the reader is addressed as the organisation set it.

        Raises:
            Malformed: there is no such language.
        """
        return spoken_as_set(code, self.settings, self._extensions)

    def trail(self, language: str = "nl", **clocks: Unpack[Clocks]) -> list[dict[str, Any]]:
        """The regie trail as data, a sentence an entry.

        Args:
            language: ``nl`` or ``en``, of the sentences.
            clocks: up to which entry, as of when and known on when; see `Clocks`.
        """
        lines, case = self._lines(clocks)
        return trail_in_json(lines, self._teller(language, case))

    def trail_in_words(self, language: str = "nl", **clocks: Unpack[Clocks]) -> Iterator[str]:
        """The regie trail for people, line by line; see `trail`."""
        lines, case = self._lines(clocks)
        return trail_in_words(lines, self._teller(language, case))

    def trail_told(self, language: str = "nl", **clocks: Unpack[Clocks]) -> Iterator[ToldLine]:
        """The regie trail for people, an entry at a time; see `trail`."""
        lines, case = self._lines(clocks)
        return trail_told(lines, self._teller(language, case))

    def state(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """The state of the case as data; see `Clocks`."""
        return state_in_json(self._share.case(self._case_at(clocks)), self._reveal)

    def state_in_words(self, language: str = "nl", **clocks: Unpack[Clocks]) -> Iterator[str]:
        """The state of the case for people; see `trail`."""
        case = self._case_at(clocks)
        return state_in_words(self._share.case(case), self._teller(language, case))

    def state_in_chapters(self, language: str = "nl", **clocks: Unpack[Clocks]) -> Iterator[tuple[str, list[str]]]:
        """The state of the case for people: each heading with its lines; see `trail`."""
        case = self._case_at(clocks)
        return state_in_chapters(self._share.case(case), self._teller(language, case))

    def opens(self, category: str) -> bool:
        """Whether a category of the case is open to the viewer."""
        return self._share.opens(category)

    def name_of(self, person: str, language: str = "nl") -> Forms:
        """How somebody is called by name, the reader too; by their id where this look shows no name."""
        return attrs.evolve(self._teller(language, self.case), reader=None).person(person)

    def signals(self, language: str = "nl", *, also: Sequence[str] = (), **clocks: Unpack[Clocks]) -> list[Found]:
        """What deserves attention on a day: that of ``as_of``, or today.

        Signals of plugins are on by default. One that fails is left out, and stands in `failed`.

        Args:
            language: ``nl`` or ``en``.
            also: ids of signals that are off by default, or ``all``.
            clocks: up to which entry, as of when and known on when; see `Clocks`.
        """
        added = [one for one in self._extensions.signals if self._may_be_told(one)]
        opens_regie = self._share.opens("regie")
        if not (opens_regie or added):
            return []
        history = self._history(clocks, clocks.get("as_of") or self._now())
        seen = {entry.number for entry in self._entries if self._share.shown(entry) is not None}
        spoken = self.language(language)
        told = found(history, spoken.code, also=(*also, *self.settings.signals)) if opens_regie else []
        rests_on_all = self._share.opens_wholly("regie")
        shown = (one for one in told if seen.issuperset(one.entries) and (one.entries or rests_on_all))
        core = [attrs.evolve(one, sentence=spoken.addressed(one.sentence)) for one in shown]
        if not added:
            return core
        own = [one for one in found_by_plugins(added, history, spoken, self.failed) if seen.issuperset(one.entries)]
        return sorted([*core, *own], key=in_order)

    def _may_be_told(self, signal: AddedSignal) -> bool:
        """Whether a signal of a plugin is for the viewer; it is about a case, and rests on all of its category."""
        return stream_kind(self.name) is StreamKind.CASE and self._share.opens_wholly(signal.category)

    def seen(self, **clocks: Unpack[Clocks]) -> Seen:
        """What the views of the method work with, for who reads; see `Clocks`.

        It is looked at as of ``as_of``; else as of the last of the entries up to ``until``; else as of now.
        """
        known = self._known(clocks)
        last = max((entry.at for entry in known), default=None) if clocks.get("until") is not None else None
        at = clocks.get("as_of") or last or min(self._now(), clocks.get("known_on") or _END_OF_TIME)
        looked_at: Clocks = {**clocks, "as_of": at}
        history = self._history(looked_at, at)
        return Seen(
            history=history,
            share=self._share,
            reveal=self._reveal,
            told=lambda language: self._teller(language, history.case),
            look_through=lambda: self._lines(looked_at)[0],
        )

    def plan(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """The recovery plan as data: the plan, the goals, the agreements and the next meeting; see `seen`."""
        return plan(self.seen(**clocks))

    def phases(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """What of the phases of the method has happened, as data; see `seen`."""
        return phases(self.seen(**clocks))

    def triad(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """Who was at each meeting of a support group, by the three sides, as data; see `seen`."""
        return triad(self.seen(**clocks))

    def deidentified(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """What was decided, without names, words and days; see `svh_core.views.deidentified`."""
        return deidentified(self.seen(**clocks))

    def network(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """How many people are around, as data; see `seen`."""
        return network_size(self.seen(**clocks))

    def documents(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """The resident's own documents, and who may read them, as data; see `seen`."""
        return documents(self.seen(**clocks))

    def sociogram(self, language: str = "nl", *, to_show: bool = False, **clocks: Unpack[Clocks]) -> str:
        """The network as a picture, in SVG; see `picture`.

        Args:
            language: ``nl`` or ``en``, of the texts.
            to_show: whether others will see it; then it does not tell whether contact helps, as it tells the resident.
            clocks: up to which entry, as of when and known on when.

        Raises:
            NotPermitted: not all of the network is open to the viewer.
        """
        return self.picture("sociogram_to_show" if to_show else "sociogram", language, **clocks).svg

    def timeline(self, language: str = "nl", *, goals: bool = False, **clocks: Unpack[Clocks]) -> str:
        """How it went, or how its goals went, as a picture in SVG; see `picture`."""
        return self.picture("goals" if goals else "timeline", language, **clocks).svg

    def picture(self, what: What, language: str = "nl", **clocks: Unpack[Clocks]) -> Picture:
        """A picture of what the viewer may see, with the same in words and as data; see `seen`."""
        from svh_core.views.pictures import picture_of  # noqa: PLC0415 - what draws is loaded when something is drawn

        as_of = clocks.get("as_of")
        until = civil_date(as_of) if as_of is not None else None
        return picture_of(what, self.seen(**clocks), language, until=until)

    def hours(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """The hours it took beside what was reckoned, which is an estimate, as data; see `seen`."""
        return hours(self.seen(**clocks))

    def care_over_time(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """How help changed: less, more, handed over, ended; as data; see `seen`."""
        return care_over_time(self.seen(**clocks))

    def measurements(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """What was measured, and what else changed, subjective first, as data; see `seen`."""
        return measurements(self.seen(**clocks))

    def rollout(self, **clocks: Unpack[Clocks]) -> dict[str, Any]:
        """How far an organisation is, in a look at its stream, as data; see `seen`."""
        return rollout(self.seen(**clocks))

    def disclosures(self, language: str = "nl", *, consent: str | None = None) -> list[dict[str, Any]]:
        """Who saw what, when, what for and on what ground, as data; see `Disclosed`.

        Args:
            language: ``nl`` or ``en``.
            consent: only the looks that this consent made possible.
        """
        return disclosures_in_json(self._disclosed(consent), self._teller(language, self.case))

    def disclosures_in_words(self, language: str = "nl", *, consent: str | None = None) -> Iterator[str]:
        """The same, for people."""
        return disclosures_in_words(self._disclosed(consent), self._teller(language, self.case))

    def disclosures_in_nen7513(self, origin: str) -> list[dict[str, Any]]:
        """The same, in the terms of NEN 7513.

        Args:
            origin: the name of the log.
        """
        return in_nen7513(self._disclosed(), resident=str(self.case.resident), case=self.name, origin=origin)

    def _disclosed(self, consent: str | None = None) -> list[Disclosed]:
        self._check()
        shown = [entry for entry in map(self._share.shown, self._entries) if entry is not None]
        if consent is not None:
            given = self.case.consents.get(ConsentId(consent))
            if given is None or not self._share.opens("consent"):
                raise NotFound(f"there is no consent {consent} here", next="`svh show` lists them.")
            return disclosures(self.name, list(looks_with(given, self.case, shown)), ())
        return disclosures(self.name, shown, self._elsewhere() if self._share.is_whole else ())

    def figures(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        last: int | None = None,
        as_of: datetime | None = None,
        known_on: datetime | None = None,
    ) -> dict[str, Any]:
        """The regie figures of a period.

        Args:
            since: its first moment; the opening where nothing is said.
            until: the first moment after it; just after the moment that is looked at where nothing is said.
            last: only entries up to this one.
            as_of: the moment that is looked at; the end of the period where nothing is said.
            known_on: only what was recorded by this moment.
        """
        if not self._share.opens_wholly("regie"):
            raise NotPermitted("the regie figures are not for this viewer", next="`svh consent explain` says why.")
        looked_at = as_of or (until - _A_MOMENT if until is not None else self._now())
        ends = min(until, looked_at + _A_MOMENT) if until is not None else looked_at + _A_MOMENT
        begins = since or (self._entries[0].at if self._entries else ends)
        history = self._history({"until": last, "known_on": known_on}, looked_at, corrected_as_known=True)
        today = civil_date(as_of or min(self._now(), known_on or _END_OF_TIME))
        return figures(history, Period(min(begins, ends), ends), today)

    def script(self, **clocks: Unpack[Clocks]) -> Iterator[str]:
        """The decision script of every entry but consequences; `svh record --import` makes the same case of it."""
        if not self._share.is_whole:
            raise NotPermitted("a script of the whole case is only for its resident", next="Read the trail.")
        lines, _ = self._lines(clocks)
        return (script_line(self.name, line.entry, self._reveal) for line in lines if line.entry.caused_by is None)

    def _known(self, clocks: Clocks) -> tuple[Entry[Any], ...]:
        self._check()
        until, known_on = clocks.get("until"), clocks.get("known_on")
        return tuple(
            entry
            for entry in self._entries
            if (until is None or entry.number <= until) and (known_on is None or entry.recorded_at <= known_on)
        )

    def _shown(self, clocks: Clocks) -> tuple[Entry[Any], ...]:
        as_of = clocks.get("as_of")
        return tuple(entry for entry in self._known(clocks) if as_of is None or entry.at <= as_of)

    def _lines(self, clocks: Clocks) -> tuple[list[TrailLine], FrozenCase]:
        """The lines shown, and the case after them. A standing is always what it was when its entry was written."""
        shown = self._shown(clocks)
        if not self._share.is_whole:
            return self._lines_of_a_share(shown)
        if len(shown) == len(self._entries):
            return trail_lines(shown, self.case.written, self._position_now, self._hidden), self.case
        numbers = {entry.number for entry in shown}
        whole = History(self.name, self._entries, as_of=_END_OF_TIME, known_on=_END_OF_TIME)
        lines = trail_lines(shown, whole.written, lambda entry: whole.position(entry, said_in=numbers), self._hidden)
        return lines, replay(shown)

    def _lines_of_a_share(self, told: Sequence[Entry[Any]]) -> tuple[list[TrailLine], FrozenCase]:
        """The lines of who may not see all of it: what is closed is withheld, or is not there."""
        visible = [(entry, shown) for entry in told if (shown := self._share.shown(entry)) is not None]
        whole, said_in = (
            History(self.name, self._entries, as_of=_END_OF_TIME, known_on=_END_OF_TIME),
            {e.number for e in told},
        )
        recorded = [entry for entry, _ in visible]
        lines = trail_lines(recorded, whole.written, lambda entry: whole.position(entry, said_in=said_in), self._hidden)
        shown_as = {shown.number: shown for _, shown in visible}
        evolved = [attrs.evolve(line, entry=shown_as[line.entry.number], recorded=line.entry) for line in lines]
        return evolved, replay(told)

    def _position_now(self, entry: Entry[Any]) -> str | None:
        return self.case.written[entry.number].position

    def _case_at(self, clocks: Clocks) -> FrozenCase:
        return replay(self._shown(clocks))

    def _history(self, clocks: Clocks, as_of: datetime, *, corrected_as_known: bool = False) -> History:
        self._check()
        return History(
            self.name,
            self._entries,
            as_of=as_of,
            known_on=clocks.get("known_on") or _END_OF_TIME,
            until=clocks.get("until"),
            corrected_as_known=corrected_as_known,
            settings=self.settings,
        )

    def _teller(self, language: str, case: FrozenCase) -> Teller:
        closed = {kind for kind, category in _NAMED_BY.items() if not self._share.opens(category)}
        looks = [entry for entry in self._entries if isinstance(entry.event, DisclosureMade)]
        seen = [entry for entry in looks if self._share.shown(entry) is not None]
        return Teller(self.language(language), case, case, self._reader, self._reveal, frozenset(closed), seen)
