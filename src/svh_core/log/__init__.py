"""Entries as bytes, entries as script lines, and the log that keeps them."""


class NumberTaken(Exception):  # noqa: N818 - it is no failure: the casebook decides again
    """Somebody else wrote that number, or used that request id, first."""
