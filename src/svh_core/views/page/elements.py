"""The elements of a page. Every text is escaped here and only here: `Html` is safe, and a plain `str` is not yet."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final

from svh_core.views.telling import one_line

_SAID: Final = re.compile("(“[^“”]*”)")


class Html(str):
    """A piece of a page."""

    __slots__ = ()


def text(words: str) -> Html:
    """A text on one line. What somebody said stands apart, so that its direction of writing turns nothing around it."""
    parts = _SAID.split(one_line(words))
    return Html("".join(f"<bdi>{html.escape(part)}</bdi>" if part[:1] == "“" else html.escape(part) for part in parts))


def element(name: str, *inside: Html, **attributes: str) -> Html:
    """An element; an underscore at the end of an attribute's name is left out, any other is a hyphen."""
    return Html(f"<{name}{_told(attributes)}>{''.join(inside)}</{name}>")


def block(name: str, *inside: Html, **attributes: str) -> Html:
    """An element whose parts stand on lines of their own; those that are empty are left out."""
    return Html(f"<{name}{_told(attributes)}>\n" + "".join(f"{part}\n" for part in inside if part) + f"</{name}>")


def _told(attributes: dict[str, str]) -> str:
    named = ((name.rstrip("_").replace("_", "-"), html.escape(value)) for name, value in attributes.items())
    return "".join(f' {name}="{value}"' for name, value in named)


def paragraph(words: str, **attributes: str) -> Html:
    """A paragraph."""
    return element("p", text(words), **attributes)


def listed(lines: Sequence[str]) -> Html:
    """A list of texts; nothing where there are none."""
    return block("ul", *(element("li", text(line)) for line in lines)) if lines else Html("")


def link(to: str, words: str) -> Html:
    """A link to a place in this page; there are no others."""
    return element("a", text(words), href=f"#{to}")


def section(name: str, heading: str, *inside: Html) -> Html:
    """A part of the page that is found by its heading."""
    title = element("h2", text(heading), id=f"{name}-heading")
    return block("section", title, *inside, id=name, aria_labelledby=f"{name}-heading")


def table(heading: str, columns: tuple[str, ...], rows: Iterable[tuple[Html, ...]], **attributes: str) -> Html:
    """A table, with a header above each column, and the first cell of each row as its header.

    Its caption is for who hears the page; who sees it has the heading just above.
    """
    above = element("tr", *(element("th", text(column), scope="col") for column in columns))
    below = [
        element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in others))
        for first, *others in rows
    ]
    caption = element("caption", text(heading))
    return block("table", caption, block("thead", above), block("tbody", *below), **attributes)
