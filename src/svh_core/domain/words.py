"""A person's words, and the values stored like words.

Outside a look, words exist only sealed: as one string token. `Plain` holds them on the short way from the writer's pen to
the seal. Its `repr` shows nothing, the encoder cannot write it, and no rule or state transition may look inside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, TypeAlias, TypeVar, Union

T = TypeVar("T")

LONGEST_WORDS: Final = 100_000
"""The most characters one field of words may hold: a long recovery story fits many times."""


class Plain(Generic[T]):
    """Words or a private value that are not sealed yet.

    Args:
        value: a text, or for a sealed value what its closed list or number allows.
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Plain(...)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plain) and self.value == other.value

    def __hash__(self) -> int:
        return hash((Plain, self.value))


class Token(str):
    """Sealed words as they are stored: opaque text that names whose they are and where they stand."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Token(...)"


class Untold(dict[str, bool]):
    """What stands in the place of words that are not told; as JSON it says why, such as ``{"forgotten": true}``."""

    __slots__ = ()


class Forgotten(Untold):
    """Words that were forgotten: the key that opened them is gone for good. Never None, empty or an error."""

    __slots__ = ()


FORGOTTEN: Final = Forgotten(forgotten=True)
"""In the place of words that were forgotten."""

MISSING: Final = Untold(missing=True)
"""In the place of words whose key is not in this vault; a newer copy of the vault may have it."""

SEALED: Final = Untold(sealed=True)
"""In the place of words in a casebook that was opened sealed."""

WITHHELD: Final = Untold(withheld=True)
"""In the place of words that are not for this reader."""


class SealedOf:
    """Marks, in an annotation, what a sealed value is before it is sealed."""

    __slots__ = ("of",)

    def __init__(self, of: Any) -> None:
        self.of = of


if TYPE_CHECKING:
    Words: TypeAlias = str | Plain[str]
    Sealed: TypeAlias = Union[T, Plain[T], Token]  # noqa: UP007 - a generic alias has no other spelling in 3.11
else:
    # At rest both are one string. The codec reads straight into the events and must see just that.
    Words = Annotated[str, "words"]

    class Sealed:
        """`Sealed[T]`: a closed list or a number, stored like words."""

        def __class_getitem__(cls, of: Any) -> Any:
            return Annotated[str, SealedOf(of)]


def to_plain(value: Any) -> Any:
    """Wraps what a writer hands over; leaves tokens, absence and what is wrapped already as they are."""
    if value is None or isinstance(value, Token | Plain):
        return value
    return Plain(tuple(value) if isinstance(value, list) else value)
