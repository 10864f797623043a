"""How an attack stands in the table: who does what, what shows it, and what does not.

    @attack({CHECK: ["aya#5 an_entry_is_what_was_sealed"]}, unseen=[...])
    def the_words_of_an_entry_are_changed(hands):
        '''Puts other words in a decision.'''

The name is that of its test, and of its row in docs/explanation/attacks.md; the docstring is what the row says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .hands import Hands


class Command(StrEnum):
    """What is asked after an attack."""

    CHECK = "svh check"
    AGAINST_CHECKPOINT = "svh check --against CHECKPOINT"
    AGAINST_RECEIPT = "svh check --against RECEIPT"
    CHECK_BUNDLE = "svh check BUNDLE"
    RECEIPT = "svh receipt CASE NUMBER"
    RECEIPT_CHECK = "svh receipt check RECEIPT"
    CHECKPOINT = "svh checkpoint"
    TRAIL = "svh trail CASE"
    COSIGN = "svh witness cosign"
    FORK = "svh witness fork"


class Who(StrEnum):
    """What somebody has, and knows."""

    FILE = "Who can write to the casebook file"
    LEAVES = "Who also knows how the leaves are made"
    KEY = "Who has the signing key too, and rewrites everything"
    SQLITE = "Who knows how SQLite keeps a file"
    OTHER_FILES = "Who reaches the other files"


Does = Callable[[Hands], None]
Says = Mapping[Command, Sequence[str]]


@dataclass(frozen=True)
class Attack:
    """One row of the table.

    Attributes:
        who: does it.
        does: it, to the files.
        shown: which commands show it, each with what it says: findings, or the code of an error.
        unseen: the commands that show nothing of it, and say that all is well.
    """

    who: Who
    does: Does
    shown: Says
    unseen: Sequence[Command]

    @property
    def name(self) -> str:
        return self.does.__name__

    @property
    def told(self) -> str:
        return (self.does.__doc__ or "").strip()


ATTACKS: Final[dict[str, Attack]] = {}
"""Every attack, in the order in which they are told."""


def attack(who: Who, shown: Says, *, unseen: Sequence[Command] = ()) -> Callable[[Does], Does]:
    """Puts an attack in the table."""

    def kept(does: Does) -> Does:
        one = Attack(who, does, shown, unseen)
        assert one.name not in ATTACKS, one.name
        assert one.told, one.name
        ATTACKS[one.name] = one
        return does

    return kept
