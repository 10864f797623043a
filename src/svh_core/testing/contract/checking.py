"""A check: a sentence that must hold of a plugin, why, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal, NoReturn, TypeAlias

import attrs

from svh_core.errors import SvhError
from svh_core.plugins.apart.runs import run_of_work

if TYPE_CHECKING:
    from svh_core.testing.contract.under_test import UnderTest

Group: TypeAlias = Literal["loading", "privacy", "files", "neighbours", "following", "reports", "own_events"]
"""What a check is about. Checks of privacy are never left out."""

Way: TypeAlias = Literal["in_process", "apart"]
"""Where a plugin runs: in this process, or in one of its own."""

ResultStatus: TypeAlias = Literal["holds", "broken", "not_looked_at", "left_out"]


class BrokenError(AssertionError):
    """A check does not hold; the message says what was found."""


class NotLookedAtError(Exception):
    """There is nothing to look at; the message says why."""


@attrs.frozen(kw_only=True)
class Check:
    """Something that every plugin promises.

    Attributes:
        name: its name, which is what it claims.
        group: what it is about.
        sentences: the claim in ``en`` and ``nl``.
        why: why it is asked.
        next: what to do where it does not hold.
        needs: the names of checks that have to hold before this one can be looked at.
        here_only: whether it is about the process in which the plugin is called, and says nothing of one of its own.
        looks: looks at a plugin.
    """

    name: str
    group: Group
    sentences: dict[str, str]
    why: str
    next: str
    needs: tuple[str, ...]
    here_only: bool
    looks: Callable[[UnderTest], None] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Result:
    """What came of looking at one thing.

    Attributes:
        check: what was looked at.
        status: ``holds``; ``broken``; ``not_looked_at``; ``left_out``.
        told: what was found, or why nothing was looked at.
    """

    check: Check
    status: ResultStatus
    told: str | None = None

    def __str__(self) -> str:
        if self.status != "broken":
            return self.told or ""
        return f"{self.told}\nPromise: {self.check.sentences['en']}\nWhy: {self.check.why}\nNext: {self.check.next}"


CHECKS: Final[dict[str, Check]] = {}
"""Every check by its name, in the order in which they are looked at."""


def check(
    group: Group, *, needs: Sequence[str] = (), here_only: bool = False
) -> Callable[[Callable[[UnderTest], None]], Check]:
    """Makes a check of a function. Its docstring is the claim, and has ``nl:``, ``Why:`` and ``Next:`` behind it."""

    def made(looks: Callable[[UnderTest], None]) -> Check:
        told = _told_in(looks.__doc__ or "")
        name = looks.__name__
        CHECKS[name] = Check(
            name=name,
            group=group,
            sentences={"en": told["en"], "nl": told["nl"]},
            why=told["Why"],
            next=told["Next"],
            needs=tuple(needs),
            here_only=here_only,
            looks=looks,
        )
        return CHECKS[name]

    return made


def broken(what: str) -> NoReturn:
    """Says that a check does not hold.

    Raises:
        BrokenError: always.
    """
    raise BrokenError(what)


def not_looked_at(why: str) -> NoReturn:
    """Says that there is nothing to look at.

    Raises:
        NotLookedAtError: always.
    """
    raise NotLookedAtError(why)


def result_of(one: Check, plugin: UnderTest) -> Result:
    """Looks at one thing, once what it needs was looked at; each thing is looked at once."""
    known = plugin.results.get(one.name)
    if known is None:
        known = plugin.results[one.name] = _looked(one, plugin)
    return known


def _looked(one: Check, plugin: UnderTest) -> Result:
    for name in one.needs:
        if CHECKS[name].here_only and plugin.way != "in_process":
            continue
        needed = result_of(CHECKS[name], plugin)
        if needed.status == "broken":
            return Result(check=one, status="not_looked_at", told=f"first {name} has to hold")
        if needed.status == "not_looked_at":
            return Result(check=one, status="not_looked_at", told=needed.told)
    try:
        with run_of_work():  # one process for all that it is asked here
            one.looks(plugin)
    except BrokenError as error:
        return Result(check=one, status="broken", told=str(error))
    except NotLookedAtError as error:
        return Result(check=one, status="not_looked_at", told=str(error))
    except SvhError as error:
        return Result(check=one, status="broken", told=error.sentence)
    return Result(check=one, status="holds")


def _told_in(docstring: str) -> dict[str, str]:
    """The parts of the docstring of a check, by what stands before them."""
    parts = [" ".join(part.split()) for part in docstring.split("\n\n")]
    told = {"en": parts[0]}
    for part in parts[1:]:
        name, _, text = part.partition(": ")
        told[name] = text
    return told
