"""How the page looks: dark on light, one column, on a telephone, at twice the size, in grey and on paper."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: #ffffff; color: #1b1b1f;
  font-family: Verdana, "DejaVu Sans", "Noto Sans", sans-serif; line-height: 1.6; overflow-wrap: anywhere;
  font-variant-ligatures: no-common-ligatures; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 0.5rem; }
h1 { font-size: 1.8rem; margin-top: 1rem; }
h2 { font-size: 1.3rem; border-top: 2px solid #6b7280; padding-top: 1.25rem; }
h3 { font-size: 1.1rem; }
nav h2 { border-top: 0; padding-top: 0; margin-top: 1rem; }
p, ul, dl, table, figure { margin: 0.5rem 0 1rem; }
figure { padding: 0.75rem; border: 1px solid #6b7280; }
ul { padding-left: 1.4rem; }
nav li, nav a { min-height: 1.5rem; }
a { color: #0a3a8a; }
a:focus-visible, main:focus-visible { outline: 3px solid #0a3a8a; outline-offset: 2px; }
.skip { position: absolute; left: 0; top: 0; padding: 0.75rem 1rem; background: #ffffff; }
.skip:not(:focus) { width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
dl { padding: 0.75rem 1rem; background: #f1f3f7; display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; }
dt { font-weight: bold; }
dd { margin: 0; }
.notes li { margin-bottom: 0.5rem; }
figcaption { color: #3b3d44; font-size: 0.9rem; margin-bottom: 0.25rem; }
svg { display: block; font-size: 0.8rem; }
svg text { fill: #1b1b1f; }
svg .group { font-weight: bold; }
svg .track { fill: #f1f3f7; stroke: #6b7280; stroke-width: 1px; }
svg .bar { fill: #123a78; stroke: #1b1b1f; stroke-width: 1px; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.5rem 0.35rem 0; border-bottom: 1px solid #6b7280; }
tbody th { font-weight: normal; }
tbody .group th { font-weight: bold; padding-top: 0.9rem; }
.number { text-align: right; padding-right: 0; padding-left: 0.5rem; width: 28%; }
.left-out { color: #3b3d44; font-style: italic; }
footer { margin-top: 2rem; border-top: 2px solid #6b7280; color: #3b3d44; }
@media (max-width: 30em) {
  table { font-size: 0.85rem; }
  thead { font-size: 0.75rem; overflow-wrap: break-word; }
  figure { padding: 0.5rem; }
}
@media print {
  @page { size: A4; margin: 2cm; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; line-height: 1.4; }
  nav, .skip { display: none; }
  dl { border: 1px solid #6b7280; background: none; }
  h2, h3, caption, .says, figcaption { break-after: avoid; break-inside: avoid; }
  tbody .group, tbody .group + tr { break-after: avoid; }
  tr, li, dt, dd, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  svg .bar { fill: #123a78; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  p { orphans: 3; widows: 3; }
}
"""
"""The style sheet. Words stand on white or nearly white, at seven to one or more."""

_DIGEST: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

ALLOWED: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
"""What a browser may do for this page: use this style sheet, and nothing else."""
