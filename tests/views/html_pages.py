"""Reads a page as strictly as a validator would, with nothing but the standard library."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"meta", "br", "hr", "img", "input", "link"})
PHRASING: Final = frozenset({"a", "bdi", "time"})
CHILDREN: Final = {
    "html": {"head", "body"},
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "title": set[str](),
    "style": set[str](),
} | dict.fromkeys(("p", "h1", "h2", "h3", "dt", "caption", "a", "bdi", "time"), PHRASING)
"""What may stand directly in what; in the elements that are not named here, whatever the page is made of."""


class Read(HTMLParser):
    """A page that was read.

    Attributes:
        elements: every element in order, with its attributes.
        headings: the level and words of each heading.
        words: all that is shown, as it would be read.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    @property
    def words(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.texts))

    @property
    def ids(self) -> list[str | None]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    def of(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every element of this name."""
        return [attributes for element, attributes in self.elements if element == name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._open:
            parent = self._open[-1]
            assert tag in CHILDREN.get(parent, {tag}), f"{tag} stands in {parent}"
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice"
        self.elements.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self._open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"{tag} is closed and was never opened"
        assert self._open.pop() == tag, f"{tag} is closed where another is open"
        if tag not in PHRASING:
            self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside in CHILDREN and CHILDREN[inside] <= {"li", "dt", "dd", "tr", "th", "td", "caption", "thead", "tbody"}:
            assert inside in {"style", "title"} or not data.strip(), f"text stands straight in {inside}"
        if inside == "style":
            return
        self.texts.append(data)
        if self.headings and inside == f"h{self.headings[-1][0]}":
            level, told = self.headings[-1]
            self.headings[-1] = (level, told + data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")
