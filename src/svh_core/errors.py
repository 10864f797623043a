"""Everything that can go wrong, as one tree.

    SvhError
    ├── NotAllowed      a rule refuses the decision                         exit 1
    ├── Malformed       what came in is not what was asked for              exit 2
    ├── NotPermitted    this viewer may not see or do this                  exit 3
    ├── NotFound        there is no such casebook, case or entry            exit 4
    │   └── Moved       the casebook is somewhere else now                  exit 4
    ├── Conflict        somebody else recorded first                        exit 1
    ├── NotWritable     its disk is full, or fails, or may only be read     exit 1
    ├── KeysMissing     the keys that open the words are not there          exit 2
    ├── ServerAway      the server does not answer; nothing was recorded    exit 1
    ├── OutcomeUnknown  it broke off as it committed: recorded, or not      exit 1
    ├── PluginFailed    a plugin failed; the decision stands                exit 5
    └── LogBroken       what is stored is not what was stored               exit 6

Each says in one sentence what happened and, in ``next``, what to do about it. None ever shows a person's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    from svh_core.domain.rulebook import Entry, Rule


class SvhError(Exception):
    """The base of all errors of this library.

    Attributes:
        code: stable name of the kind of error, for programs.
        sentence: one sentence for people; never holds a person's words.
        next: what to do about it, or an empty string.
        exit_status: what the command ``svh`` ends with.
        index: which of the proposals that were handed over together it is about, from 0.
    """

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1
    index: int = 0

    def __init__(self, sentence: str, *, next: str = "") -> None:  # noqa: A002 - the name is a promise of the interface
        super().__init__(sentence)
        self.sentence = sentence
        self.next = next

    def in_language(self, language: str) -> str:  # noqa: ARG002 - errors about input are said in English only
        """The sentence in ``nl`` or ``en``, where there is a translation."""
        return self.sentence


class NotAllowed(SvhError):
    """A rule refuses the decision; nothing was recorded.

    Attributes:
        rule: the rule, with its id and its sentence in both languages.
        entry: the entry as it was proposed.
    """

    code = "not_allowed"
    exit_status = 1

    def __init__(self, rule: Rule, entry: Entry[Any]) -> None:
        self.rule = rule
        self.entry = entry
        super().__init__(self._said("en"), next="Read the rule: `svh rules` lists them all, with their ids.")

    def _said(self, language: str) -> str:
        refused = {"en": "refused", "nl": "geweigerd"}[language]
        return f"{self.entry.event.spec.name} {refused}: {self.rule.sentence_in(language)} [{self.rule.id}]"

    def in_language(self, language: str) -> str:
        """The refusal in ``nl`` or ``en``; the rule's id is the same in both."""
        return self._said(language)


class Malformed(SvhError):
    """What came in does not have the promised form.

    Attributes:
        path: where, such as ``data.horizon``.
        expected: the sentence without the path.
    """

    code = "malformed"
    exit_status = 2

    def __init__(self, sentence: str, *, path: str = "", next: str = "") -> None:  # noqa: A002
        super().__init__(f"{path}: {sentence}" if path else sentence, next=next)
        self.path = path
        self.expected = sentence

    def inside(self, path: str) -> Malformed:
        """The same error, seen from around: `path` in front of its own."""
        return Malformed(self.expected, path=".".join(part for part in (path, self.path) if part), next=self.next)


class NotPermitted(SvhError):
    """This viewer may not see or do this.

    Attributes:
        explanation: which consent, ground or capacity is missing.
    """

    code = "not_permitted"
    exit_status = 3

    def __init__(self, explanation: str, *, next: str = "") -> None:  # noqa: A002
        super().__init__(explanation, next=next)
        self.explanation = explanation


class NotFound(SvhError):
    """There is no such casebook, case or entry."""

    code = "not_found"
    exit_status = 4


class Moved(NotFound):
    """The casebook was moved, and the error says where to; nothing is recorded here any more."""

    code = "moved"


class Conflict(SvhError):
    """Somebody else recorded something newer first; nothing was recorded."""

    code = "conflict"
    exit_status = 1


class NotWritable(SvhError):
    """The disk of a casebook is full, or fails, or may only be read: trying again does not help, somebody has to look.

    What was being recorded was not recorded; where a disk fails, nobody can promise that.
    """

    code = "not_writable"
    exit_status = 1


class KeysMissing(SvhError):
    """The keys that open the words are missing or are not the right ones."""

    code = "keys_missing"
    exit_status = 2


class ServerAway(SvhError):
    """The server of a casebook cannot be reached. What was being recorded was not recorded."""

    code = "server_away"
    exit_status = 1


class OutcomeUnknown(SvhError):
    """The connection to a server broke while it committed, and nobody can be asked whether it did.

    With a request id (``once``) the same can be recorded again; without one, look at the trail first.
    """

    code = "outcome_unknown"
    exit_status = 1


class PluginFailed(SvhError):
    """A plugin failed; what was recorded stands."""

    code = "plugin_failed"
    exit_status = 5


class LogBroken(SvhError):
    """What is stored cannot be what was stored."""

    code = "log_broken"
    exit_status = 6


def moved_to(shown: str, target: str) -> Moved:
    """The error where a casebook, or its vault, was closed because it moved.

    Args:
        shown: where it was.
        target: where it is now.
    """
    return Moved(
        f"the casebook of {shown} was moved to {target}; nothing is recorded here any more",
        next=f"Say --db '{target}'",
    )


def not_written(what: str, why: object) -> SvhError:
    """The error where a store could not be written to; nothing was recorded.

    Args:
        what: the casebook or its vault.
        why: what the store says of it.

    Returns:
        ``ServerAway`` where its server broke off, ``NotWritable`` where somebody has to see to its disk or to who may
        write there, ``Conflict`` where somebody else was at it.
    """
    return _not_now(f"the {what} cannot be written to now", why)


def not_used(what: str, why: object) -> SvhError:
    """The error where a store could not even be asked; see `not_written`."""
    return _not_now(f"the {what} cannot be used now", why)


def server_broke_off(error: object) -> bool:
    """Whether an error of an engine is that its server went away; told by names, as psycopg need not be there."""
    cause = getattr(error, "__cause__", None)
    if type(error).__name__ not in {"OperationalError", "InterfaceError"} or not type(cause).__module__.startswith(
        "psycopg"
    ):
        return False
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(_BROKE_OFF)


def _not_now(sentence: str, why: object) -> SvhError:
    if server_broke_off(why):
        return ServerAway("the server of the casebook broke off", next="Try again.")
    said = str(why)
    refused = getattr(why, "__cause__", None)
    further = refused.next if isinstance(refused, NotPermitted) else _what_to_do(said)
    if further is None:
        return Conflict(f"{sentence}: {said}", next="Try again.")
    return NotWritable(f"{sentence}: {said}", next=further)


def _what_to_do(said: str) -> str | None:
    return next((told for sign, told in _WHAT_TO_DO.items() if sign in said.lower()), None)


_BROKE_OFF: Final = ("08", "57P")
"""How PostgreSQL's codes begin for a connection that failed, and for a server that stops or starts."""

_WHAT_TO_DO: Final = {
    "is full": "Make room on its disk, and try again.",
    "no space left": "Make room on its disk, and try again.",
    "readonly": "See to it that this user may write to it and to its folder.",
    "i/o error": "Look at its disk: it may be full, or fail. Then try again.",
}
"""What helps, by what SQLite or PostgreSQL says; without any of it somebody else was at it."""
