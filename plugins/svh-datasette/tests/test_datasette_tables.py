"""The database: strict, whole, the same each time, and with nothing in it but what was handed over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing

import pytest
from hypothesis import given, settings

import svh_core
from an_audit import EVERYTHING, case, disclosed, entry, opened, rows, table
from svh_core import Disclosed, DisclosedCase
from svh_core.testing.hostile import HOSTILE
from svh_core.testing.strategies import disclosures
from svh_datasette import judging
from svh_datasette.database import APPLICATION_ID, SHAPE, database
from svh_datasette.events import domain_of, words_of
from svh_datasette.folder import folder
from svh_datasette.queries import QUERIES
from svh_datasette.tables import TABLES

GONE = {"forgotten": True}


def a_case(name: str = "dossier-een") -> DisclosedCase:
    return case(
        entry(1, "case.opened", category="care", data={"resident": "mila", "name": "Mila", "method": "support_group"}),
        entry(
            3, "goal.set", category="goals", standing="own", data={"goal": "rust", "words": "Slapen", "horizon": "long"}
        ),
        entry(4, "meeting.planned", data={"meeting": "m", "at": "2026-02-01T23:30:00Z", "minutes": 60}, standing="own"),
        entry(
            5, "meeting.moved", data={"meeting": "m", "at": "2026-02-02T23:30:00Z"}, standing="taken_over", by="noor"
        ),
        entry(6, "agreement.made", data={"agreement": "a", "giver": "zus", "goal": "rust", "does": "bellen"}),
        entry(7, "agreement.changed", data={"agreement": "a", "giver": "zus", "does": "elke dag bellen"}),
        entry(8, "goal.achieved", data={"goal": "rust"}),
        entry(9, "time.logged", data={"person": "noor", "minutes": 30, "on": "2026-01-02", "with_resident": "no"}),
        entry(10, "time.logged", data={"person": "noor", "minutes": 90, "on": "2026-01-02"}, corrected=True),
        entry(11, "entry.corrected", data={"entry": 10, "wrong": "amount", "replaced_by": 9}),
        entry(12, "meeting.opened", data={"meeting": "m", "present": ["mila", "noor"]}),
        entry(13, "attendance.changed", data={"meeting": "m", "person": "zus", "now": "here"}),
        entry(14, "member.joined", data={"person": "zus"}),
        entry(15, "member.left", data={"person": "zus"}),
        people={"mila": "Mila", "zus": "Samira"},
        name=name,
    )


@pytest.fixture(scope="module")
def made() -> bytes:
    return database(disclosed(a_case()))


def test_every_table_is_strict_and_whole(made: bytes) -> None:
    with closing(opened(made)) as connection:
        strict = {row["name"]: row["strict"] for row in connection.execute("PRAGMA table_list")}
        assert {table.name: strict[table.name] for table in TABLES} == {table.name: 1 for table in TABLES}
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert [tuple(row) for row in connection.execute("PRAGMA integrity_check")] == [("ok",)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_has_its_keys_and_what_is_looked_up_has_an_index(made: bytes, table: object) -> None:
    one = next(kept for kept in TABLES if kept is table)
    with closing(opened(made)) as connection:
        columns = connection.execute(f"PRAGMA table_info('{one.name}')").fetchall()
        assert [row["name"] for row in columns] == [column.name for column in one.columns]
        assert [row["name"] for row in columns if row["pk"]] == [one.columns[0].name]
        keys = {row["from"]: row["table"] for row in connection.execute(f"PRAGMA foreign_key_list('{one.name}')")}
        assert keys == {column.name: column.refers for column in one.columns if column.refers}
        indexes = [row["name"] for row in connection.execute(f"PRAGMA index_list('{one.name}')")]
        first = {connection.execute(f"PRAGMA index_info('{name}')").fetchone()["name"] for name in indexes}
        assert first >= {column.name for column in one.columns if column.indexed}


def test_every_table_and_column_is_told_in_one_sentence_in_each_language() -> None:
    told = [table.says for table in TABLES] + [column.says for table in TABLES for column in table.columns]
    told += [judging.SAYS, *judging.COLUMNS.values()]
    for says in told:
        assert set(says) == {"nl", "en"}
        assert all(sentence.endswith(".") and sentence.count(". ") <= 1 for sentence in says.values())


def test_the_view_is_told_column_by_column(made: bytes) -> None:
    with closing(opened(made)) as connection:
        columns = [row["name"] for row in connection.execute(f"PRAGMA table_info('{judging.NAME}')")]
    assert columns == list(judging.COLUMNS)


def test_its_kind_can_be_known(made: bytes) -> None:
    with closing(opened(made)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SHAPE
    assert made[68:72] == b"SVH1"


# What stands in it


def test_a_goal_has_its_last_words_and_how_it_ended(made: bytes) -> None:
    (goal,) = rows(made, "SELECT * FROM goals")
    assert (goal["words"], goal["status"], goal["ended_on"], goal["label"]) == (
        "Slapen",
        "achieved",
        "2026-01-31",
        "Slapen",
    )


def test_an_agreement_has_its_last_words_and_names_its_goal(made: bytes) -> None:
    (one,) = rows(made, "SELECT a.does, g.label AS goal, p.label AS giver FROM agreements AS a "
                        "JOIN goals AS g ON g.id = a.goal_id JOIN people AS p ON p.id = a.giver_id")  # fmt: skip
    assert one == {"does": "elke dag bellen", "goal": "Slapen", "giver": "Samira"}


def test_a_meeting_is_as_it_was_planned_last(made: bytes) -> None:
    (one,) = rows(made, "SELECT label, planned_for, minutes, moved, status FROM meetings")
    assert one == {
        "label": "2026-02-03 m",  # half past eleven at night in UTC is the next day in Amsterdam
        "planned_for": "2026-02-02T23:30:00Z",
        "minutes": 60,
        "moved": 1,
        "status": "open",
    }
    there = rows(made, "SELECT p.person FROM attendance AS a JOIN people AS p ON p.id = a.person_id ORDER BY p.person")
    assert [row["person"] for row in there] == ["mila", "noor", "zus"]


def test_hours_that_were_wrong_are_not_counted(made: bytes) -> None:
    assert rows(made, "SELECT minutes, with_resident FROM hours") == [{"minutes": 30, "with_resident": 0}]
    (wrong,) = rows(made, "SELECT number, wrong, replaced_by_id FROM corrections")
    assert wrong == {"number": 10, "wrong": "amount", "replaced_by_id": "dossier-een/9"}


def test_a_member_who_left_says_how(made: bytes) -> None:
    assert rows(made, "SELECT left_how, group_name FROM members") == [{"left_how": "left", "group_name": None}]


def test_decisions_have_domain_and_standing_where_regie_is_open(made: bytes) -> None:
    assert rows(made, "SELECT domain, standing FROM decisions ORDER BY id") == [
        {"domain": "WHAT", "standing": "own"},
        {"domain": "HOW", "standing": "own"},
        {"domain": "HOW", "standing": "taken_over"},
    ]
    closed = case(*a_case().entries, categories=[one for one in EVERYTHING if one != "regie"])
    assert table("decisions", closed) == []


def test_numbers_that_are_closed_are_not_there(made: bytes) -> None:
    assert 2 not in {row["number"] for row in rows(made, "SELECT number FROM entries")}


def test_whoever_is_named_has_a_row_and_a_label(made: bytes) -> None:
    assert {row["person"]: row["label"] for row in rows(made, "SELECT * FROM people")} == {
        "mila": "Mila",
        "noor": "noor",
        "zus": "Samira",
    }


def test_a_case_whose_identity_is_closed_goes_by_its_pseudonym() -> None:
    pseudonym = "0123456789abcdef0123456789abcdef"
    (one,) = table("cases", case(name=pseudonym, categories=["goals"]))
    assert (one["id"], one["label"], one["is_pseudonym"], one["resident"]) == (pseudonym, "01234567", 1, None)


def test_looks_say_nothing_of_whose_case_it_is() -> None:
    look = {"stream": "liesbeth", "number": 3, "kind": "disclosed", "recorded_at": "2026-01-01T00:00:00Z"}
    made = database(disclosed(case(looks=[look], name="0123456789abcdef", categories=["access"])))
    assert b"liesbeth" not in made
    assert rows(made, "SELECT place, day FROM disclosures") == [{"place": "case", "day": "2026-01-01"}]


# Words


def test_forgotten_words_are_empty_and_said_to_be_forgotten() -> None:
    told = case(
        entry(1, "goal.set", data={"goal": "rust", "words": GONE, "life_area": GONE}),
        entry(2, "goal.set", data={"goal": "werk"}),
    )
    assert [(row["words"], row["words_forgotten"], row["label"]) for row in table("goals", told)] == [
        (None, 1, "rust"),
        (None, 0, "werk"),
    ]
    assert [(row["words"], row["forgotten"]) for row in table("words", told)] == [(None, 1)]
    assert json.loads(table("entries", told)[0]["data"])["words"] == GONE


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_as_they_are(words: str) -> None:
    told = case(entry(1, "goal.set", data={"goal": "g", "words": words}), people={"mila": words or "Mila"})
    made = database(disclosed(told))
    whole = words.encode("utf-8", "replace").decode()
    assert [row["words"] for row in rows(made, "SELECT words FROM words")] == [whole]
    assert [json.loads(row["data"])["words"] for row in rows(made, "SELECT data FROM entries")] == [whole]


def test_words_are_found_whatever_their_accents() -> None:
    made = database(disclosed(case(entry(1, "goal.set", data={"goal": "g", "words": "Één crèche"}))))
    found = "SELECT words.words FROM words_fts JOIN words ON words.rowid = words_fts.rowid WHERE words_fts MATCH :asked"
    assert len(rows(made, found, asked="creche")) == 1
    assert rows(made, found, asked="school") == []


# The same each time


def test_the_same_is_the_same_bytes_whatever_comes_first(made: bytes) -> None:
    assert database(disclosed(a_case())) == made
    one, other = a_case("een"), a_case("twee")
    assert folder(disclosed(one, other)) == folder(disclosed(other, one))


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import sys, hashlib; from test_datasette_tables import *;"
        "sys.stdout.write(hashlib.sha256(database(disclosed(a_case()))).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            cwd=os.path.dirname(__file__),  # noqa: PTH120 - as it is
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


def test_nothing_is_written_beside_it_while_it_is_made() -> None:
    program = (
        "import resource, signal; from test_datasette_tables import *;"
        "told = disclosed(*(a_case(f'{number}') for number in range(1000)));"
        "folder(disclosed());"  # what is imported then may be compiled
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "assert len(database(told)) > 5_000_000"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=os.path.dirname(__file__))  # noqa: PTH120 - as it is


def test_of_no_case_there_is_a_database_too() -> None:
    made = database(disclosed())
    assert rows(made, "SELECT cases FROM about") == [{"cases": 0}]
    for query in QUERIES:
        assert rows(made, query.sql, **dict.fromkeys(query.params, "")) == []


@given(disclosures())
@settings(max_examples=25, deadline=None)
def test_whatever_is_handed_over_fits(told: Disclosed) -> None:
    made = database(told)
    assert made == database(told)
    with closing(opened(made)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for query in QUERIES:
            connection.execute(query.sql, dict.fromkeys(query.params, "")).fetchall()


def test_every_event_of_svh_core_is_known_by_its_name() -> None:
    kinds = [getattr(svh_core, name) for name in svh_core.__all__ if _is_an_event(getattr(svh_core, name))]
    assert len(kinds) > 130
    for kind in kinds:
        domain = kind.spec.domain.value
        assert domain_of(kind.spec.name) == (None if domain == "none" else domain)
    assert words_of("plan.drafted") == (
        "strengths", "stressors", "gives_hope", "helped_before", "what_happened", "needs",
    )  # fmt: skip
    for unknown in ("something.unheard_of", "event", "own.event", "disclosed", ""):
        assert (words_of(unknown), domain_of(unknown)) == ((), None)


def _is_an_event(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, svh_core.Event) and hasattr(one, "spec")
