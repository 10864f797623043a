"""Who knows how SQLite keeps a file: types, tables, indexes and bytes, and the tables beside the entries."""

from __future__ import annotations

from .ground import GONE, LAST, ORIGIN, WITHDRAWN
from .hands import Hands
from .on_rows import NO_LEAF
from .table import Command, Who, attack

CHECK, AGAINST, RECEIPT = Command.CHECK, Command.AGAINST_CHECKPOINT, Command.AGAINST_RECEIPT
FILE = Who.SQLITE
OWN, ACCESS = f"log/{ORIGIN}", f"access/{ORIGIN}"
NEWEST = LAST + 2
READ, MADE = "an_entry_can_be_read", "the_file_is_as_it_was_made"


# Rows that one statement sees and another does not


@attack(FILE, {CHECK: [f"aya#{NEWEST + 1} {NO_LEAF}"]})
def a_decision_is_added_before_the_first(hands: Hands) -> None:
    """Adds a decision that nobody took at a position below the first of the log."""
    hands.copy(("aya", NEWEST), ("aya", NEWEST + 1), position=-1)


@attack(FILE, {CHECK: [f"aya#{WITHDRAWN} an_entry_can_be_read", f"aya#{WITHDRAWN + 1} numbers_have_no_gaps"]})
def the_name_of_an_event_is_kept_as_bytes(hands: Hands) -> None:
    """Keeps the name of an event, letter for letter, as bytes and no longer as text."""
    hands.sets(("aya", WITHDRAWN), "topic", b"consent.withdrawn")


@attack(FILE, {CHECK: [f"aya#{NEWEST} {READ}"]})
def the_case_of_an_entry_is_kept_as_bytes(hands: Hands) -> None:
    """Keeps the case of its last entry as bytes, so that nobody who asks for the case finds it."""
    hands.sets(("aya", NEWEST), "originator_id", b"aya")


@attack(FILE, {CHECK: [f"aya#{NEWEST} {READ}"]})
def the_number_of_an_entry_is_no_number(hands: Hands) -> None:
    """Keeps the number of an entry as bytes."""
    hands.sets(("aya", NEWEST), "originator_version", b"205")


@attack(FILE, {CHECK: ["aya#0 an_entry_can_be_read"]})
def the_number_of_an_entry_is_a_word(hands: Hands) -> None:
    """Keeps a word where the number of an entry was."""
    hands.sets(("aya", NEWEST), "originator_version", "last")


@attack(FILE, {CHECK: [f"aya#5 {READ}", "aya#5 an_entry_is_what_was_sealed", f"{OWN}#1 {MADE}"]})
def an_entry_has_no_name(hands: Hands) -> None:
    """Takes the name of an event away, and leaves nothing in its place."""
    hands.sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'topic TEXT NOT NULL', 'topic TEXT') WHERE name = 'stored_events'",
    )
    hands.sets(("aya", 5), "topic", None)


@attack(FILE, {CHECK: [f"strange/aya#{NEWEST} {READ}", f"strange/aya#{NEWEST} an_entry_is_what_was_sealed"]})
def a_stream_is_of_no_kind(hands: Hands) -> None:
    """Moves an entry to a stream of a kind that there is not."""
    hands.sets(("aya", NEWEST), "originator_id", "strange/aya")


@attack(FILE, {CHECK: [f"aya#{NEWEST} {READ}"]})
def an_entry_is_not_in_the_index(hands: Hands) -> None:
    """Takes the last entry of a case out of the index by which a case is read, and leaves its row."""
    hands.hide(("aya", NEWEST))


@attack(FILE, {CHECK: [f"{OWN}#1 {MADE}"]})
def a_trigger_changes_what_is_recorded(hands: Hands) -> None:
    """Puts a trigger in the file that changes each decision while it is being recorded; then the app records one."""
    hands.sql(
        "CREATE TRIGGER changing AFTER INSERT ON stored_events WHEN NEW.topic = 'goal.set' BEGIN "
        "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), '\"short\"', '\"long\"') AS BLOB) "
        "WHERE rowid = NEW.rowid; END"
    )
    hands.records("aya")


@attack(FILE, {}, unseen=[CHECK, AGAINST, RECEIPT])
def a_trigger_was_in_the_file_for_a_while(hands: Hands) -> None:
    """Does so, and takes the trigger out again. The receipt says what it made of the decision, to who reads it."""
    a_trigger_changes_what_is_recorded(hands)
    hands.sql("DROP TRIGGER changing")


@attack(FILE, {CHECK: [f"bo#{NEWEST + 1} {NO_LEAF}", f"aya#{NEWEST} {READ}"]})
def one_is_added_and_another_is_not_in_the_index(hands: Hands) -> None:
    """Adds a decision below the first position, and takes another out of the index."""
    hands.copy(("bo", NEWEST), ("bo", NEWEST + 1), position=-1)
    an_entry_is_not_in_the_index(hands)


@attack(FILE, {CHECK: [f"aya#5 {READ}", f"aya#5 {NO_LEAF}"]})
def another_stands_in_the_place_of_an_entry(hands: Hands) -> None:
    """Takes an old decision out of the index, and puts one there that says something else, below the first position."""
    hands.hide(("aya", 5))
    hands.copy(("aya", 5), ("aya", 5), position=-1, by_index=False)
    hands.edit(("aya", 5), '"short"', '"long"')
    hands.sql("DELETE FROM stored_snapshots")


@attack(FILE, {CHECK: [f"{ACCESS}#2 {READ}", f"{ACCESS}#3 {READ}"]})
def the_index_leads_to_another_entry(hands: Hands) -> None:
    """Has the index lead to another row: who reads the looks in a case reads them in another order."""
    hands.swap_in_index((ACCESS, 2), (ACCESS, 3))


@attack(FILE, {CHECK: [f"{OWN}#1 {MADE}"]})
def a_space_is_no_space_to_sqlite(hands: Hands) -> None:
    """Puts no-break spaces in the statement that made the table, so that a decision can have a position behind all."""
    rowid = "INTEGER PRIMARY KEY AUTOINCREMENT"
    hands.sql(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{rowid}', '{rowid.replace(' ', chr(0xA0))}')",  # noqa: S608
    )
    hands.sql(
        "UPDATE stored_events SET rowid = _rowid_",
        f"INSERT INTO stored_events SELECT 1e19, originator_id, {NEWEST + 1}, topic, "  # noqa: S608
        f"CAST(replace(CAST(state AS TEXT), '|{NEWEST}|', '|{NEWEST + 1}|') AS BLOB) "
        f"FROM stored_events WHERE originator_id = 'aya' AND originator_version = {NEWEST}",
    )


@attack(FILE, {CHECK: [f"aya#5 {READ}", "aya#5 an_entry_is_what_was_sealed"]})
def the_name_of_an_event_is_no_text(hands: Hands) -> None:
    """Changes one byte of the name of an event, so that it is no text any more."""
    hands.sql(
        "UPDATE stored_events SET topic = CAST(x'676f616cff' AS TEXT) "
        "WHERE originator_id = 'aya' AND originator_version = 5"
    )


@attack(FILE, {CHECK: [f"aya#{NEWEST} {READ}", f"aya#{NEWEST} an_entry_is_what_was_sealed"]})
def half_a_character_is_in_an_entry(hands: Hands) -> None:
    """Keeps an entry as text, with half a character in it."""
    hands.sql(
        "UPDATE stored_events SET state = CAST(x'7b22eda080' AS TEXT) "  # noqa: S608
        f"WHERE originator_id = 'aya' AND originator_version = {NEWEST}"
    )


@attack(FILE, {CHECK: [f"a\\xff#{NEWEST} {READ}"]})
def the_case_of_an_entry_is_no_text(hands: Hands) -> None:
    """Changes one byte of the case of its last entry, so that it is no text any more."""
    hands.sql(
        "UPDATE stored_events SET originator_id = CAST(x'61ff' AS TEXT) "  # noqa: S608
        f"WHERE originator_id = 'aya' AND originator_version = {NEWEST}"
    )


# What the file says of itself


@attack(FILE, {CHECK: [f"{OWN}#1 {MADE}"]})
def the_last_position_of_all_was_given(hands: Hands) -> None:
    """Says that the last position was given, so that nothing is ever recorded again."""
    hands.sql("UPDATE sqlite_sequence SET seq = 9223372036854775807 WHERE name = 'stored_events'")


@attack(FILE, {CHECK: ["log/elders#1 the_rules_were_adopted"], AGAINST: ["malformed"]})
def it_is_another_log(hands: Hands) -> None:
    """Changes the name of the log."""
    hands.sql("UPDATE casebook SET fact = 'elders' WHERE name = 'origin'")


@attack(FILE, {CHECK: ["keys_missing"]})
def words_are_sealed_in_another_way(hands: Hands) -> None:
    """Says that words are sealed in a way that this version does not know."""
    hands.sql("UPDATE casebook SET fact = 'open' WHERE name = 'sealing'")


@attack(FILE, {CHECK: ["log_broken"]})
def it_has_another_format(hands: Hands) -> None:
    """Says that the file is of another format."""
    hands.sql("UPDATE casebook SET fact = '2' WHERE name = 'format'")


@attack(FILE, {}, unseen=[CHECK, AGAINST, RECEIPT])
def it_was_never_said_that_there_are_leaves(hands: Hands) -> None:
    """Takes the fact that the log has leaves, and leaves those; by itself it changes nothing."""
    hands.sql("DELETE FROM casebook WHERE name = 'leaves'")


@attack(FILE, {CHECK: ["aya#1 what_was_destroyed_adds_up"]})
def a_case_is_listed_as_destroyed(hands: Hands) -> None:
    """Puts a case on the list of those that were destroyed, and leaves its entries."""
    hands.sql("INSERT INTO destroyed VALUES ('aya')")


@attack(FILE, {CHECK: [f"{GONE}#4 a_case_begins_with_its_opening", f"{GONE}#4 {NO_LEAF}", f"{OWN}#1 {MADE}"]})
def something_is_added_to_what_was_destroyed(hands: Hands) -> None:
    """Takes away what guards a destroyed case, and adds an entry to it."""
    hands.sql("DELETE FROM destroyed", "DROP TRIGGER nothing_is_added_to_what_was_destroyed")
    hands.copy(("aya", 5), (GONE, 4))


@attack(FILE, {}, unseen=[CHECK, AGAINST, RECEIPT])
def requests_were_never_made(hands: Hands) -> None:
    """Empties the list of requests: an app that asks again records its decision twice, for all to see."""
    hands.sql("DELETE FROM recorded_once")


@attack(FILE, {Command.RECEIPT_CHECK: ["of aya#5"]}, unseen=[CHECK, AGAINST, RECEIPT])
def a_request_was_made_before(hands: Hands) -> None:
    """Says that a request was done already: the app gets the receipt of an old decision, the new one is lost."""
    hands.sql("INSERT INTO recorded_once VALUES ('aya', 'to-come', 5)")
    hands.records_once("aya", "to-come")


# Snapshots


@attack(FILE, {CHECK: [f"aya#{LAST} a_snapshot_is_what_its_entries_make"]})
def a_snapshot_is_of_another_case(hands: Hands) -> None:
    """Puts the stored state of one case in the place of another's."""
    hands.sql(
        "UPDATE stored_snapshots SET state = (SELECT state FROM stored_snapshots WHERE originator_id = 'bo') "
        "WHERE originator_id = 'aya'"
    )


@attack(FILE, {CHECK: [f"aya#{LAST} a_snapshot_is_what_its_entries_make"]})
def a_snapshot_says_something_else(hands: Hands) -> None:
    """Changes what the stored state of a case says of a consent, with the right checksum."""
    hands.edit_snapshot("aya", b'"withdrawn"', b'"corrected"')


@attack(FILE, {CHECK: [f"{OWN}#1 {MADE}"]})
def a_snapshot_is_found_from_behind_only(hands: Hands) -> None:
    """Adds a stored state that is of no such entry, and swaps two rows in their page: a walk passes it over."""
    hands.sql(
        "INSERT INTO stored_snapshots SELECT originator_id, 100, topic, state FROM stored_snapshots "
        "WHERE originator_id = 'bo'"
    )
    with hands.file() as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'stored_snapshots'").fetchone()
        (size,) = file.execute("PRAGMA page_size").fetchone()
        rows = file.execute("SELECT originator_id, originator_version FROM stored_snapshots ORDER BY 1, 2").fetchall()
    told = bytearray(hands.ground.casebook.read_bytes())
    first = (page - 1) * size + 8 + 2 * rows.index(("bo", 100))  # where the page says at which byte that row begins
    told[first : first + 4] = told[first + 2 : first + 4] + told[first : first + 2]
    hands.ground.casebook.write_bytes(told)


# Bytes


@attack(FILE, {CHECK: ["log_broken"], Command.TRAIL: ["log_broken"]})
def the_file_is_cut_in_half(hands: Hands) -> None:
    """Cuts the file off in the middle."""
    hands.cut(hands.ground.casebook.stat().st_size // 2)


@attack(FILE, {CHECK: ["log_broken"]})
def the_last_page_is_gone(hands: Hands) -> None:
    """Cuts the last page off the file."""
    hands.cut(hands.ground.casebook.stat().st_size - 4096)


@attack(FILE, {CHECK: ["log_broken"]})
def the_file_is_empty(hands: Hands) -> None:
    """Cuts everything off the file."""
    hands.cut(0)


@attack(FILE, {CHECK: ["cas#5 an_entry_is_what_was_sealed"]})
def a_byte_is_another(hands: Hands) -> None:
    """Changes one letter in the bytes of the file, without SQLite."""
    told = hands.ground.casebook.read_bytes()
    place = told.index(b'"goal":"g5"')
    hands.ground.casebook.write_bytes(told[:place] + b'"goal":"g0"' + told[place + 11 :])
