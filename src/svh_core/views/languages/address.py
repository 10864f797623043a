"""Saying "u" instead of "je", for an organisation that addresses people so.

The texts of this library are written with "je", "jij", "jou" and "jouw". In Dutch a verb after "je" or before it may
have another ending than with "u": "heb je" is "hebt u". Only texts of our own go through here, never a person's words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_WITH_U: Final[Mapping[str, str]] = {
    "ben": "bent",
    "denk": "denkt",
    "heb": "hebt",
    "hoef": "hoeft",
    "hoor": "hoort",
    "kies": "kiest",
    "kijk": "kijkt",
    "krijg": "krijgt",
    "kun": "kunt",
    "laat": "laat",
    "lees": "leest",
    "mag": "mag",
    "merk": "merkt",
    "neem": "neemt",
    "noem": "noemt",
    "schrijf": "schrijft",
    "stop": "stopt",
    "vertrouw": "vertrouwt",
    "vind": "vindt",
    "vraag": "vraagt",
    "vul": "vult",
    "wil": "wilt",
    "word": "wordt",
    "zeg": "zegt",
    "zet": "zet",
    "zie": "ziet",
}
"""Verbs that lose their ending before "je", and keep it before "u"."""

_PRONOUNS: Final[Mapping[str, str]] = {
    "je": "u",
    "jij": "u",
    "jou": "u",
    "jouw": "uw",
    "jezelf": "uzelf",
    "jijzelf": "uzelf",
    "jouzelf": "uzelf",
}

_INVERTED: Final = re.compile(rf"\b({'|'.join(_WITH_U)})( je| jij)\b", re.IGNORECASE)
_PRONOUN: Final = re.compile(rf"\b({'|'.join(sorted(_PRONOUNS, key=len, reverse=True))})\b", re.IGNORECASE)


def in_u(text: str) -> str:
    """A text of our own, addressing the reader with "u"."""
    turned = _INVERTED.sub(lambda found: _as_written(found[1], _WITH_U[found[1].lower()]) + " u", text)
    return _PRONOUN.sub(lambda found: _as_written(found[1], _PRONOUNS[found[1].lower()]), turned)


def _as_written(was: str, becomes: str) -> str:
    """With a capital where there was one."""
    return becomes[:1].upper() + becomes[1:] if was[:1].isupper() else becomes
