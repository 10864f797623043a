"""Text that breaks what was written for nice text."""

from __future__ import annotations

from typing import Final

HOSTILE: Final = (
    "",
    " ",
    '=HYPERLINK("http://example.org","x")',
    "+31 6 12345678",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "a,b;c|d\te",
    "one line\nand another\r\nand more",
    '\'"\'"quoted""',
    "</td></tr></cell><script>alert(1)</script>&amp;<!--",
    "]]>{{ x }}%s{0}\\n\\",
    "\u202eabc\u202c\u2066RTL\u2069 שלום العربية",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🙂",
    "nul\x00bel\x07esc\x1b[31m",
    "Özgür van 't Hooft-d'Été, IJsbrand ĳ Ŵ",
    "e\u0301 é ﬃ ½ \u00a0\u200b\ufeff",
    "\ud7ff\ue000\uffff",
    "None",
    "BEGIN:VCALENDAR\r\nEND:VCALENDAR",
    "x" * 5000,
)
"""Words as somebody could have written them, by accident or on purpose."""
