"""Entries as bytes, entries as script lines, and the log that keeps them."""

from svh_core.errors import SvhError


class NumberTaken(Exception):  # noqa: N818 - it is no failure: the casebook decides again
    """Somebody else wrote that number, or used that request id, first."""


class OutcomeUnknown(SvhError):  # noqa: N818 - named as the errors of the library are
    """The connection to a server broke while it committed, and nobody can be asked whether it did.

    Args:
        why: what is in the way of asking.
    """

    code = "outcome_unknown"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the connection broke while this was recorded, and nobody knows whether it was: {why}",
            next="Look at the trail when the server is there again; with a request id (once) it can be sent again.",
        )
