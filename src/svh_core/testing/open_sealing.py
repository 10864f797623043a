"""The open seal: tokens that anybody can read, for tests of what never looks inside them.

It binds words to their place just as a real seal does. It hides nothing, and no casebook accepts its tokens.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final

from svh_core.domain.deciding import Place
from svh_core.domain.words import Plain, Token
from svh_core.errors import LogBroken

NAME: Final = "open"
_PREFIX: Final = f"{NAME}:"
_PARTS: Final = 4
"""Subject, number, field, words."""


def seal(words: Plain[Any], place: Place) -> Token:
    """Words as a token: ``open:subject|number|field|base64`` of the JSON of the value."""
    told = json.dumps(words.value, ensure_ascii=False, separators=(",", ":")).encode()
    return Token(f"{_PREFIX}{place.subject}|{place.number}|{place.path}|{base64.urlsafe_b64encode(told).decode()}")


def reveal(token: str, *, number: int | None = None, path: str | None = None) -> Any:
    """The words of a token.

    Args:
        token: as `seal` made it.
        number: where it stands, if the reader knows: the entry.
        path: and the field.

    Raises:
        LogBroken: it is no token of this seal, or it was moved from another entry or field.
    """
    parts = token.removeprefix(_PREFIX).rsplit("|", 3)
    if not token.startswith(_PREFIX) or len(parts) != _PARTS:
        raise LogBroken("sealed words are not in the form this casebook seals them in", next="Run `svh check`.")
    if (number is not None and parts[1] != str(number)) or (path is not None and parts[2] != path):
        raise LogBroken("sealed words stand in another place than they were written in", next="Run `svh check`.")
    try:
        return json.loads(base64.urlsafe_b64decode(parts[3]))
    except (binascii.Error, ValueError):
        raise LogBroken("sealed words cannot be opened", next="Run `svh check`.") from None
