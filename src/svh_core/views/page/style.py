"""How the page looks: dark text on light, one column, on a telephone, at twice the size and on paper."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

COLOURS: Final = {
    "text": "#1b1b1f",
    "quiet": "#3b3d44",
    "link": "#0a3a8a",
    "line": "#6b7280",
    "page": "#ffffff",
    "panel": "#f1f3f7",
}
"""Every colour that is used. `line` is for lines alone; `page` and `panel` are what text stands on."""

TEXT: Final = ("text", "quiet", "link")
GROUND: Final = ("page", "panel")

_RULES: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; background: {page}; color: {text};
  font-family: Verdana, "DejaVu Sans", "Noto Sans", sans-serif; line-height: 1.6;
  overflow-wrap: anywhere; font-variant-ligatures: no-common-ligatures; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 0.5rem; }
h1 { font-size: 1.8rem; margin-top: 1rem; }
h2 { font-size: 1.4rem; border-top: 2px solid {line}; padding-top: 1.25rem; }
h3 { font-size: 1.1rem; }
p, ul, ol, dl, table { margin: 0.5rem 0 1rem; }
ul, ol { padding-left: 1.4rem; }
a { color: {link}; text-decoration: underline; }
a:focus-visible, main:focus-visible { outline: 3px solid {link}; outline-offset: 2px; }
.skip { position: absolute; left: 0; top: 0; padding: 0.75rem 1rem; background: {page}; color: {link}; }
.skip:not(:focus) { width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
dt { font-weight: bold; }
dd { margin: 0 0 0.5rem; }
header dl { padding: 0.75rem 1rem; background: {panel}; }
nav h2 { border-top: 0; padding-top: 0; }
nav li, nav a { min-height: 1.5rem; }
.trail { list-style: none; padding: 0; }
.trail > li { padding: 0.5rem 0 0.5rem 0.75rem; margin-bottom: 1rem; border-left: 4px solid {line}; }
.trail > li:target { background: {panel}; }
.trail p { margin: 0; }
.when { color: {quiet}; font-weight: bold; }
.trail ul { margin: 0.25rem 0 0; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.5rem 0.4rem 0; border-bottom: 1px solid {line}; }
tbody th { font-weight: normal; }
.counts th:not(:first-child), .counts td { width: 22%; text-align: right; padding-right: 0; }
.days th:first-child { width: 7rem; }
footer { margin-top: 2rem; border-top: 2px solid {line}; color: {quiet}; }
@media (min-width: 40em), print {
  .days th:first-child { width: 30%; }
  .days a { white-space: nowrap; }
}
@media print {
  @page { size: A4; margin: 2cm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
  html { font-size: 11pt; }
  body { max-width: none; padding: 0; line-height: 1.4; }
  h3 { margin-top: 1.25rem; }
  .trail > li { padding: 0 0 0 0.75rem; margin-bottom: 0.6rem; }
  th, td { padding: 0.15rem 0.5rem 0.15rem 0; }
  .counts th:not(:first-child), .counts td { width: 14%; padding-right: 0; }
  nav, .skip { display: none; }
  a { color: inherit; text-decoration: none; }
  header dl { border: 1px solid {line}; background: none; }
  .trail > li:target { background: none; }
  h2, h3, dt, .when, ul:has(+ .counts) { break-after: avoid; }
  section > ul > li:first-child, section > ul > li:nth-last-child(2) { break-after: avoid; }
  tbody, tbody tr:first-child { break-before: avoid; }
  li, tr, dt, dd, .counts { break-inside: avoid; }
  thead { display: table-header-group; }
  p { orphans: 3; widows: 3; }
}
"""


def _filled() -> str:
    filled = _RULES
    for name, colour in COLOURS.items():
        filled = filled.replace(f"{{{name}}}", colour)
    return filled


STYLE: Final = _filled()
"""The style sheet."""

_DIGEST: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

ALLOWED: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
"""What a browser may do for this page: use this style sheet, and nothing else. Whatever was said in it runs nothing."""
