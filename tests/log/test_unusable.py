"""What an engine says of a store that cannot be used now, as an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from eventsourcing.persistence import InterfaceError, OperationalError

from svh_core import Casebook, Conflict
from svh_core.errors import ServerAway, SvhError
from svh_core.log.unusable import told_as_ours

from ..postgres import needs_postgres


@pytest.mark.promise("a-server-that-is-away-is-said")
@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_server_that_broke_off_is_away(kind: Callable[[str], Exception]) -> None:
    needs_postgres()
    import psycopg  # noqa: PLC0415 - it may not be there

    broken = kind("the connection is closed")
    broken.__cause__ = psycopg.OperationalError("the connection is closed")
    with pytest.raises(ServerAway), told_as_ours():
        raise broken


def test_a_store_that_others_keep_to_themselves_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="database is locked"), told_as_ours():
        raise OperationalError("database is locked")


def test_a_fault_of_ours_stays_what_it_is() -> None:
    with pytest.raises(InterfaceError), told_as_ours():
        raise InterfaceError("a number was expected")


def test_what_went_wrong_first_is_told_and_not_that_closing_went_wrong_too(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Casebook.in_memory()

    def closes(_: Casebook) -> None:
        raise ServerAway("there is no server that answers")

    monkeypatch.setattr(Casebook, "close", closes)
    with pytest.raises(KeyboardInterrupt), book:
        raise KeyboardInterrupt
    with pytest.raises(SvhError, match="no server"), book:
        pass
