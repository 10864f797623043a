"""A store in PostgreSQL keeps the contract, does what others do, and knows what it wrote when a connection broke."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from svh_core.errors import OutcomeUnknown, ServerAway
from svh_core.log.memory import MemoryStore
from svh_core.log.store import Leaves, Store, Trouble
from svh_core.testing import store_contract
from svh_core.testing.stores import numbers, positions, row

from ..postgres import needs_postgres, new_name, url_of

needs_postgres()

import psycopg  # noqa: E402 - what these need may not be there

from svh_core.log import postgres_writing  # noqa: E402
from svh_core.log.postgres import PostgresStore  # noqa: E402
from svh_core.log.postgres_writing import Writer  # noqa: E402
from svh_core.postgres.address import Address, Database  # noqa: E402
from svh_core.postgres.connecting import connect  # noqa: E402

ORIGIN = {"origin": "contract"}


def made(_: Path | None = None) -> PostgresStore:
    return PostgresStore.create(Database.parse(url_of(new_name())), ORIGIN)


TestPostgresStore = store_contract(made)


@pytest.fixture
def store() -> Iterator[PostgresStore]:
    store = made()
    yield store
    store.close()


class SideBySide(RuleBasedStateMachine):
    """Writes the same to a store in memory and to one on a server."""

    served: PostgresStore

    def __init__(self) -> None:
        super().__init__()
        self.memory = MemoryStore(ORIGIN)
        self.served = made()

    @rule(
        rows=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 6)), max_size=4),
        once=st.none() | st.sampled_from("pq"),
    )
    def writes(self, rows: list[tuple[str, int]], once: str | None) -> None:
        requests = [(rows[0][0], once, rows[0][1])] if rows and once else []
        outcomes = [self.outcome(store, rows, requests) for store in (self.memory, self.served)]
        assert outcomes[0] == outcomes[1]

    @staticmethod
    def outcome(store: Store, rows: list[tuple[str, int]], once: list[tuple[str, str, int]]) -> str:
        try:
            store.recorder.insert_events([row(stream, number) for stream, number in rows], once=once)
        except IntegrityError:
            return "taken"
        return "kept"

    @invariant()
    def both_hold_the_same(self) -> None:
        assert self.memory.streams() == self.served.streams()
        for stream in "abc":
            assert sorted(numbers(self.memory, stream)) == numbers(self.served, stream)
            for once in "pq":
                assert self.memory.recorded_once(stream, once) == self.served.recorded_once(stream, once)
        order = [
            [(told.originator_id, told.originator_version) for told in store.recorder.select_notifications(None, 99)]
            for store in (self.memory, self.served)
        ]
        assert order[0] == order[1]

    def teardown(self) -> None:
        self.served.close()


test_a_store_on_a_server_does_what_one_in_memory_does = SideBySide.TestCase
test_a_store_on_a_server_does_what_one_in_memory_does.settings = settings(
    max_examples=10, stateful_step_count=10, deadline=None
)


# A connection that breaks


def break_off(store: PostgresStore) -> None:
    """Ends every connection to a store, as a server does that is stopped."""
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connect(store.database) as other:
        for (pid,) in other.execute(asked + " AND backend_type = 'client backend'").fetchall():
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def states(store: PostgresStore) -> list[bytes]:
    return [told.state for told in store.recorder.select_events("a")]


@pytest.mark.promise("a-server-that-is-away-is-said")
def test_a_connection_that_was_broken_off_is_made_again(store: PostgresStore) -> None:
    store.recorder.insert_events([row("a", 1)])
    assert numbers(store, "a") == [1]
    break_off(store)
    assert store.recorded_once("a", "q") is None
    break_off(store)
    assert numbers(store, "a") == [1]
    break_off(store)
    store.recorder.insert_events([row("a", 2)])
    store.followers.moved("one", 1)
    break_off(store)
    assert store.followers.position("one") == 1
    assert positions(store) == [1, 2]


@pytest.mark.promise("nothing-is-there-twice")
def test_what_broke_off_before_the_commit_is_written_again_and_once(store: PostgresStore) -> None:
    sealed: list[int] = []

    def breaks_off_at_first(leaves: Leaves) -> None:
        sealed.append(len(list(leaves.rows())))
        if len(sealed) == 1:
            break_off(store)

    store.recorder.insert_events([row("a", 1, b"mine")], sealing=breaks_off_at_first)
    assert sealed == [1, 1]
    assert states(store) == [b"mine"]


def committing(monkeypatch: pytest.MonkeyPatch, does: Callable[[], object] | None) -> None:
    """Has something happen when the commit was asked for, and the answer never came."""
    transact, happened = Writer._transact, [False]

    def without_an_answer(writer: Writer, connection: Any, *others: Any) -> None:
        if happened[0]:
            transact(writer, connection, *others)
            return
        happened[0] = True
        if does is None:
            transact(writer, connection, *others)
        else:
            does()
        writer._asked_to_commit = True
        connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Writer, "_transact", without_an_answer)


@pytest.mark.promise("nothing-is-there-twice")
def test_a_commit_without_an_answer_that_was_done_is_not_done_again(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing(monkeypatch, None)
    store.recorder.insert_events([row("a", 1, b"mine"), row("b", 1)], once=[("a", "q", 1)])
    assert states(store) == [b"mine"]
    assert store.recorded_once("a", "q") == 1


@pytest.mark.promise("nothing-is-there-twice")
def test_a_commit_without_an_answer_that_was_not_done_is_done(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing(monkeypatch, lambda: None)
    store.recorder.insert_events([row("a", 1, b"mine")])
    assert states(store) == [b"mine"]


def test_somebody_elses_entry_is_not_taken_for_ones_own(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    other = PostgresStore(store.database)
    committing(monkeypatch, lambda: other.recorder.insert_events([row("a", 1, b"theirs")]))
    with pytest.raises(IntegrityError):
        store.recorder.insert_events([row("a", 1, b"mine")])
    other.close()
    assert states(store) == [b"theirs"]


@pytest.mark.promise("an-unknown-outcome-is-said")
def test_where_nobody_can_be_asked_it_is_said_that_nobody_knows(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing(monkeypatch, None)

    def away(*_: object, **__: object) -> None:
        raise ServerAway("there is no server that answers")

    with monkeypatch.context() as gone:
        store.recorder.writer._connected()
        gone.setattr(postgres_writing, "connect", away)
        with pytest.raises(OutcomeUnknown):
            store.recorder.insert_events([row("a", 1)])
    assert numbers(store, "a") == [1]


@pytest.mark.promise("a-writer-waits-so-long")
def test_a_writer_waits_for_another_only_so_long(store: PostgresStore) -> None:
    url = f"{store.database.url}&options=-c%20lock_timeout%3D100ms"
    hurried = PostgresStore(Database.parse(url))
    with connect(store.database) as other:
        other.autocommit = False
        other.execute("LOCK TABLE svh.writing IN EXCLUSIVE MODE")
        with pytest.raises(OperationalError):
            hurried.recorder.insert_events([row("a", 1)])
        assert numbers(hurried, "a") == [], "a reader waits for nobody"
        other.rollback()
    hurried.recorder.insert_events([row("a", 1)])
    hurried.close()


# What a server is asked


def test_followers_are_told_as_they_were_left(store: PostgresStore) -> None:
    followers = store.followers
    assert (followers.position("one"), followers.trouble("one"), followers.held("one")) == (0, None, {})
    followers.failed("one", Trouble(tries=2, again_at=None, error="broke\0n"))
    assert followers.trouble("one") == Trouble(tries=2, again_at=None, error="broken")
    followers.moved("one", 5)
    assert (followers.position("one"), followers.trouble("one")) == (5, None)
    with pytest.raises(IntegrityError):
        followers.moved("one", 5)
    followers.holds("one", "a", ("goals", "care"))
    followers.holds("one", "b", ())
    assert followers.held("one") == {"a": ("goals", "care"), "b": ()}
    assert followers.holding("on") == ["one"]


@pytest.mark.promise("of-two-followers-one-waits")
def test_of_two_that_follow_under_one_name_one_is_alone_until_it_dies(store: PostgresStore) -> None:
    with store.followers.alone("one") as first:
        with store.followers.alone("one") as second, store.followers.alone("two") as another:
            assert (first, second, another) == (True, False, True)
        break_off(store)
        with store.followers.alone("one") as next_one:
            assert next_one


@pytest.mark.parametrize(
    "done",
    [
        "ALTER TABLE svh.stored_events ADD COLUMN more text",
        "ALTER TABLE svh.stored_events ALTER COLUMN topic DROP NOT NULL",
        "DROP INDEX svh.stored_events_notification_id_idx",
        "CREATE TABLE svh.more (a text)",
        "CREATE VIEW svh.more AS SELECT 1 AS one",
        "CREATE FUNCTION svh.more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER more AFTER INSERT ON svh.tiles EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE more AS ON UPDATE TO svh.stored_events DO INSTEAD NOTHING",
        "ALTER TABLE svh.stored_events ENABLE ROW LEVEL SECURITY",
        "CREATE TABLE public.more () INHERITS (svh.stored_events)",
    ],
)
def test_what_somebody_else_added_is_seen(store: PostgresStore, done: str) -> None:
    assert store.is_as_it_was_made()
    with connect(store.database) as other:
        other.execute(done.encode())
    assert not store.is_as_it_was_made()


def test_a_long_log_is_walked_page_by_page(store: PostgresStore) -> None:
    store.recorder.insert_events([row(f"s{number % 7}", number // 7 + 1) for number in range(1200)])
    with store.leaves() as leaves:
        assert [told.position for told in leaves.rows(10, until=1150)] == list(range(11, 1151))
        assert [told.stream for told in leaves.heads(1200)] == [f"s{number}" for number in range(7)]
        assert leaves.counted(200) == 1000
    assert store.recorder.streams("s3", 2) == [("s4", 171), ("s5", 171)]


# Addresses


def test_an_address_says_where_log_vault_and_keys_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVH_KEYS", "/keys")
    told = Address.parse("postgres://noor:g3%40heim@h1:1,h2/stad?sslmode=verify-full")
    assert told.log.url == "postgresql://noor:g3%40heim@h1:1,h2/stad?sslmode=verify-full"
    assert (told.log.name, told.vault.name) == ("stad", "stad_vault")
    assert told.vault.url == "postgresql://noor:g3%40heim@h1:1,h2/stad_vault?sslmode=verify-full"
    assert told.shown == "postgresql://noor@h1:1,h2/stad?sslmode=verify-full"
    assert told.beside == Path("/keys/stad.db")
    assert "g3" not in repr(told)
    assert told.log.without_secrets("g3@heim g3%40heim") == "*** ***"


def test_the_vault_may_be_on_another_server_and_the_keys_elsewhere() -> None:
    told = Address.parse("postgresql://h/stad?vault=postgresql%3A%2F%2Fu%3Ag3heim%40h2%2Fkluis&keys=/k")
    assert told.vault.url == "postgresql://u:g3heim@h2/kluis"
    assert told.beside == Path("/k/stad.db")
    assert "g3heim" not in told.shown
    assert Address.parse(told.shown).vault.shown == "postgresql://u@h2/kluis"
