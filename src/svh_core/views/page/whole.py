"""The page as a whole: one HTML document that needs nothing else, in the order in which somebody reads it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import attrs

from svh_core.domain.civil_days import AMSTERDAM, civil_date
from svh_core.log.script import moment_in_json
from svh_core.version import __version__
from svh_core.views.languages.language import Language
from svh_core.views.look import Look
from svh_core.views.page.copied import Made, figures_of
from svh_core.views.page.elements import Html, block, element, link, listed, paragraph, section, table, text
from svh_core.views.page.style import ALLOWED, STYLE
from svh_core.views.page.texts import TEXTS, Texts
from svh_core.views.report import ReportChapter, report_chapters, report_note
from svh_core.views.trail import ToldLine

_PARTS: Final = ("state", "trail", "signals", "figures", "disclosures", "can", "limits")
"""The parts of the page, in order; each is found by this name in every language."""


def page(look: Look, made: Made, language: str) -> str:
    """A copy as one page.

    Args:
        look: what may be read.
        made: whose copy it is, and why.
        language: ``nl`` or ``en``.
    """
    spoken = look.language(language)
    return _Page(look, made, spoken, TEXTS[spoken.code].addressed(spoken.addressed)).whole()


@attrs.frozen
class _Page:
    look: Look
    made: Made
    language: Language
    texts: Texts

    def whole(self) -> str:
        title = self._title()
        head = block(
            "head",
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{ALLOWED}">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="robots" content="noindex">'),
            element("title", Html(f"{text(title)}: {text(self._subtitle())}")),
            element("style", Html(STYLE)),
        )
        parts = [section(name, self._says(name), *getattr(self, f"_{name}")()) for name in _PARTS]
        body = block(
            "body",
            element("a", text(self._says("skip")), class_="skip", href="#text"),
            self._header(title),
            self._contents(),
            block("main", *parts, id="text", tabindex="-1"),
            element("footer", paragraph(self._says("made", version=__version__))),
        )
        return f"<!doctype html>\n{block('html', head, body, lang=self.language.code, dir='ltr')}\n"

    def _says(self, name: str, **places: str) -> str:
        return self.texts.says[name].format(**places)

    def _to_reader(self, name: str, **places: str) -> str:
        """A text that differs for the owner and for others."""
        return self._says(f"{name}_{'owner' if self.made.is_for_the_owner else 'other'}", **places)

    def _linked(self, number: int) -> Html:
        return link(f"entry-{number}", self._says("entry", number=str(number)))

    # Whose copy it is

    def _title(self) -> str:
        resident = self.look.name_of(self.look.case.resident or "", self.language.code)
        return self._to_reader("title", owner=resident.owner)

    def _subtitle(self) -> str:
        return self._says("subtitle", day=self.language.date(civil_date(self.made.at)))

    def _header(self, title: str) -> Html:
        made, code = self.made, self.language.code
        resident = self.look.name_of(self.look.case.resident or "", code).subject
        reader = f"{self.look.name_of(made.person, code).subject}, {self.texts.capacities[made.capacity]}"
        told = {
            "of": text(resident),
            "for": text(reader),
            "day": _time(made.at, self.language.moment(made.at)),
            "purpose": text(self.language.value("purpose", made.purpose)),
        }
        pairs = [part for name, value in told.items() for part in (self._term(name), element("dd", value))]
        meant = [self._to_reader("meant", resident=resident), self._says("meant_quotes"), self._says("meant_withheld")]
        return block("header", element("h1", text(title)), block("dl", *pairs), *map(paragraph, meant))

    def _term(self, name: str) -> Html:
        return element("dt", text(self._says(name)))

    def _contents(self) -> Html:
        heading = element("h2", text(self._says("contents")), id="contents")
        links = (element("li", link(name, self._says(name))) for name in _PARTS)
        return block("nav", heading, block("ol", *links), aria_labelledby="contents")

    # How things stand, and what was decided

    def _state(self) -> list[Html]:
        chapters = self.look.state_in_chapters(self.language.code)
        told = [part for heading, lines in chapters for part in (element("h3", text(heading)), listed(lines))]
        return told or [paragraph(self._says("nothing"))]

    def _trail(self) -> list[Html]:
        told = [paragraph(self._says("trail_intro"))]
        for month, lines in itertools.groupby(self.look.trail_told(self.language.code), self._month):
            told += [element("h3", text(month)), block("ol", *map(self._entry, lines), class_="trail", role="list")]
        return told

    def _month(self, line: ToldLine) -> str:
        there = line.at.astimezone(AMSTERDAM)
        return f"{self.language.months[there.month - 1]} {there.year}"

    def _entry(self, line: ToldLine) -> Html:
        number = text(self._says("entry", number=str(line.number)))
        when = element("p", number, Html(", "), _time(line.at, self.language.moment(line.at)), class_="when")
        under = listed((*line.decided, *line.weighed, *line.beside))
        return block("li", when, paragraph(line.sentence), under, id=f"entry-{line.number}")

    # What may deserve attention, and the figures

    def _signals(self) -> list[Html]:
        if not self.look.opens("regie"):
            return [paragraph(self._says("signals_closed"))]
        found = self.look.signals(self.language.code, as_of=self.made.at)
        if not found:
            return [paragraph(self._says("signals_none"))]
        rows = [
            (
                element("time", text(self.language.date(one.since)), datetime=one.since.isoformat()),
                Html(f"{text(one.sentence)} ({Html(', ').join(map(self._linked, one.entries))})"),
            )
            for one in found
        ]
        return [paragraph(self._to_reader("signals")), self._days("signals", ("since", "question"), rows)]

    def _figures(self) -> list[Html]:
        figures = figures_of(self.look, self.made)
        if figures is None:
            return [paragraph(self._says("figures_closed"))]
        chapters = map(self._chapter, report_chapters(figures, self.language.code))
        return [paragraph(report_note(self.language.code)), *itertools.chain.from_iterable(chapters)]

    def _chapter(self, chapter: ReportChapter) -> list[Html]:
        counts = [line for line in chapter.lines if not isinstance(line, str)]
        others = [line for line in chapter.lines if isinstance(line, str)]
        columns = tuple(self._says(name) for name in ("what", "is", "of_how_many"))
        rows = [(text(_capital(one.what)), text(str(one.is_)), text(str(one.of))) for one in counts]
        return [
            element("h3", text(chapter.heading)),
            listed([_capital(line) for line in others]),
            table(chapter.heading, columns, rows, class_="counts"),
        ]

    # Who has looked

    def _disclosures(self) -> list[Html]:
        looks = self.look.disclosures(self.language.code)
        intro = paragraph(self._to_reader("disclosures"))
        if not looks:
            return [intro, paragraph(self._says("disclosures_none"))]
        rows = [(self._looked_at(one), text(one["sentence"])) for one in looks]
        return [intro, self._days("disclosures", ("when", "looked"), rows)]

    def _looked_at(self, look: dict[str, Any]) -> Html:
        at = datetime.fromisoformat(look["recorded_at"])
        told = _time(at, self.language.moment(at))
        if look["stream"] != self.look.name:
            return told
        return Html(f"{told} ({self._linked(look['number'])})")

    def _days(self, name: str, columns: tuple[str, str], rows: Iterable[tuple[Html, ...]]) -> Html:
        return table(self._says(name), tuple(map(self._says, columns)), rows, class_="days")

    # What to do with it, and what it cannot tell

    def _can(self) -> list[Html]:
        acts = self.texts.owner_can if self.made.is_for_the_owner else self.texts.others_can
        told = [part for what, does in acts for part in (element("dt", text(what)), element("dd", text(does)))]
        return [paragraph(self._says("can_intro")), block("dl", *told)]

    def _limits(self) -> list[Html]:
        return [listed(self.texts.limits)]


def _time(moment: datetime, told: str) -> Html:
    return element("time", text(told), datetime=moment_in_json(moment))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
