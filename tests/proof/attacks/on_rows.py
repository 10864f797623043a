# ruff: noqa: S608 - the statements are our own
"""Who can write to the casebook file, and knows nothing of leaves: rows are changed, taken, added and moved."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from .ground import GONE, LAST, ORIGIN, WITHDRAWN
from .hands import Hands
from .table import Command, Who, attack

CHECK, AGAINST, RECEIPT = Command.CHECK, Command.AGAINST_CHECKPOINT, Command.RECEIPT
FILE = Who.FILE
CHANGED, NO_LEAF, NO_ENTRY = "an_entry_is_what_was_sealed", "an_entry_has_its_leaf", "a_leaf_has_its_entry"
ADDS_UP = "what_was_destroyed_adds_up"
GAP, ORDER = "numbers_have_no_gaps", "entries_stand_in_the_order_of_the_log"
OWN, ACCESS = f"log/{ORIGIN}", f"access/{ORIGIN}"
NEWEST = LAST + 2


# What an entry says


@attack(FILE, {CHECK: [f"aya#5 {CHANGED}"], RECEIPT: ["log_broken"]})
def an_entry_says_something_else(hands: Hands) -> None:
    """Changes what a decision says."""
    hands.edit(("aya", 5), '"short"', '"long"')


@attack(FILE, {CHECK: [f"aya#5 {CHANGED}"]})
def sealed_words_are_those_of_another_entry(hands: Hands) -> None:
    """Puts the sealed words of one decision in the place of another's."""
    with hands.file() as file:
        mine, other = (hands.state(file, ("aya", number)).split('"words":')[1] for number in (5, 6))
    hands.edit(("aya", 5), mine, other.replace("|6|", "|5|"))


@attack(FILE, {CHECK: [f"bo#100 {CHANGED}"]})
def somebody_else_decided(hands: Hands) -> None:
    """Changes who decided."""
    hands.edit(("bo", 100), '"by":"bo"', '"by":"noor"')


@attack(FILE, {CHECK: [f"bo#100 {CHANGED}"]})
def it_was_recorded_at_another_time(hands: Hands) -> None:
    """Back-dates an entry: it says that it was recorded earlier."""
    hands.edit(("bo", 100), '"recorded_at":"2021-03-01', '"recorded_at":"2020-03-01')


@attack(FILE, {CHECK: [f"bo#100 {CHANGED}", "cas#100 the_clock_went_back"]})
def it_was_recorded_in_a_year_to_come(hands: Hands) -> None:
    """Has an entry say that it was recorded later than it was."""
    hands.edit(("bo", 100), '"recorded_at":"2021', '"recorded_at":"2091')


@attack(FILE, {CHECK: [f"bo#100 {CHANGED}"]})
def it_was_decided_at_another_time(hands: Hands) -> None:
    """Changes the moment at which something was decided."""
    hands.edit(("bo", 100), '"at":"2021-03-01', '"at":"2020-03-01')


@attack(FILE, {CHECK: [f"aya#{NEWEST} {CHANGED}", f"aya#{NEWEST} an_edition_never_goes_down"]})
def it_was_judged_by_another_edition(hands: Hands) -> None:
    """Changes by which edition of the rules an entry was judged."""
    hands.edit(("aya", NEWEST), '"edition":1', '"edition":2')


@attack(FILE, {CHECK: [f"aya#{WITHDRAWN} {CHANGED}"]})
def it_was_another_kind_of_decision(hands: Hands) -> None:
    """Makes a consent that was taken back into an event of a plugin that nobody has: it has no effect any more."""
    hands.sets(("aya", WITHDRAWN), "topic", "plugin.something")


@attack(FILE, {CHECK: [f"aya#{NEWEST} {CHANGED}"]})
def the_newest_entry_says_something_else(hands: Hands) -> None:
    """Changes the decision that was recorded last."""
    hands.edit(("aya", NEWEST), '"short"', '"long"')


@attack(FILE, {CHECK: [f"aya#5 {CHANGED}", "aya#5 an_entry_has_only_its_own_fields"]})
def an_entry_has_a_field_more(hands: Hands) -> None:
    """Adds something to a decision."""
    hands.edit(("aya", 5), '"horizon"', '"done":true,"horizon"')


@attack(FILE, {CHECK: [f"aya#5 {CHANGED}", "aya#5 an_entry_can_be_read"], RECEIPT: ["log_broken"]})
def an_entry_is_rubbish(hands: Hands) -> None:
    """Writes bytes over an entry that are no entry."""
    hands.sets(("aya", 5), "state", b"\x00\xff")


@attack(FILE, {CHECK: [f"{ACCESS}#2 {CHANGED}"]})
def a_look_was_somebody_elses(hands: Hands) -> None:
    """Changes who looked in a case."""
    hands.edit((ACCESS, 2), '"by":"operator"', '"by":"noor"')


@attack(FILE, {CHECK: [f"{OWN}#1 {CHANGED}"]})
def other_rules_were_adopted(hands: Hands) -> None:
    """Changes by which rules the casebook says it judges."""
    with hands.file() as file:
        digest = hands.state(file, (OWN, 1)).split('"sha256":"')[1][:64]
    hands.edit((OWN, 1), digest, "0" * 64)


@attack(FILE, {CHECK: [f"{OWN}#4 {CHANGED}", f"{OWN}#4 heads_are_those_of_the_log"]})
def a_case_ends_elsewhere(hands: Hands) -> None:
    """Changes what the log says of where its cases end."""
    hands.edit((OWN, 4), '"streams":6', '"streams":5')


@attack(FILE, {CHECK: [f"aya#900 {CHANGED}", f"aya#900 {GAP}"]})
def an_entry_has_another_number(hands: Hands) -> None:
    """Gives an entry another number."""
    hands.sets(("aya", 5), "originator_version", 900)


@attack(FILE, {CHECK: [f"bo#{NEWEST + 1} {CHANGED}"]})
def an_entry_is_in_another_case(hands: Hands) -> None:
    """Moves the last decision of one case to the end of another."""
    hands.sql(
        f"UPDATE stored_events SET originator_id = 'bo', originator_version = {NEWEST + 1} "
        f"WHERE originator_id = 'aya' AND originator_version = {NEWEST}"
    )


# Which entries there are


@attack(FILE, {CHECK: [f"cas#4 {NO_ENTRY}", f"aya#6 {GAP}"], RECEIPT: ["not_found"]})
def an_entry_is_gone(hands: Hands) -> None:
    """Takes a decision out of the middle."""
    hands.delete(("aya", 5))


@attack(FILE, {CHECK: [f"cas#9 {NO_ENTRY}", f"cas#19 {NO_ENTRY}", f"aya#11 {GAP}", f"aya#21 {GAP}"]})
def several_entries_are_gone(hands: Hands) -> None:
    """Takes several decisions."""
    hands.delete(("aya", 10))
    hands.delete(("aya", 20))


@attack(FILE, {CHECK: [f"aya#{WITHDRAWN} {CHANGED}", f"aya#{NEWEST - 1} {CHANGED}"]})
def a_consent_was_never_taken_back(hands: Hands) -> None:
    """Takes out the entry that takes back a consent, and gives all that follows the number before."""
    hands.delete(("aya", WITHDRAWN))
    earlier = "originator_id = 'aya' AND originator_version > 142"
    hands.sql(
        f"UPDATE stored_events SET originator_version = -originator_version WHERE {earlier}",
        "UPDATE stored_events SET originator_version = -originator_version - 1 WHERE originator_version < 0",
    )


@attack(FILE, {CHECK: [f"bo#{LAST + 1} {NO_ENTRY}"]})
def the_tail_is_gone(hands: Hands) -> None:
    """Takes the newest entries."""
    hands.delete(("aya", NEWEST))
    hands.delete(("bo", NEWEST))


@attack(
    FILE,
    {
        CHECK: [
            f"{OWN}#1 {NO_ENTRY}",
            f"{GONE}#3 {NO_ENTRY}",
            f"cas#4 {NO_ENTRY}",
            f"aya#{LAST} a_snapshot_is_what_its_entries_make",
        ]
    },
)
def a_whole_case_is_gone(hands: Hands) -> None:
    """Takes every entry of a case."""
    hands.sql("DELETE FROM stored_events WHERE originator_id = 'aya'")


@attack(FILE, {CHECK: [f"aya#142 {NO_ENTRY}", f"{ACCESS}#3 {GAP}"]})
def a_look_is_gone(hands: Hands) -> None:
    """Takes the entry that says who looked."""
    hands.delete((ACCESS, 2))


@attack(FILE, {CHECK: [f"{OWN}#1 the_rules_were_adopted", f"{OWN}#1 {NO_ENTRY}"]})
def the_own_stream_is_gone(hands: Hands) -> None:
    """Takes all that the casebook says about itself."""
    hands.sql(f"DELETE FROM stored_events WHERE originator_id = '{OWN}'")


@attack(FILE, {CHECK: [f"bo#{NEWEST + 1} {NO_LEAF}"]})
def a_decision_is_added_at_the_end(hands: Hands) -> None:
    """Adds a decision that nobody took, as the newest of all."""
    hands.copy(("bo", NEWEST), ("bo", NEWEST + 1))


@attack(FILE, {CHECK: [f"aya#{NEWEST + 1} {CHANGED}", f"aya#5 {NO_LEAF}"]})
def a_decision_is_added_in_between(hands: Hands) -> None:
    """Adds a decision where an old one stood, and moves that one to the end."""
    place = hands.position(("aya", 5))
    hands.sql(f"UPDATE stored_events SET rowid = rowid + 1000 WHERE rowid = {place}")
    hands.copy(("aya", 5), ("aya", NEWEST + 1), position=place)


@attack(FILE, {CHECK: [f"cas#{LAST + 1} {NO_LEAF}"]})
def an_entry_is_copied_to_another_case(hands: Hands) -> None:
    """Copies a decision of one resident to the case of another."""
    hands.copy(("aya", 5), ("cas", LAST + 1))


@attack(FILE, {CHECK: [f"aya#10 {CHANGED}", f"aya#11 {CHANGED}"]})
def two_decisions_changed_places(hands: Hands) -> None:
    """Has two decisions of a case change numbers."""
    with hands.file() as file:
        told = {number: hands.state(file, ("aya", number)).encode() for number in (10, 11)}
    for number, other in ((10, 11), (11, 10)):
        hands.sets(("aya", number), "state", told[other])


@attack(FILE, {CHECK: [f"bo#4 {ORDER}"]})
def two_entries_changed_places_in_the_log(hands: Hands) -> None:
    """Has the decisions of two cases change places in the order of the log."""
    hands.swap_places(("aya", 4), ("bo", 4))


@attack(FILE, {CHECK: [f"aya#1 {CHANGED}", f"bo#1 {CHANGED}", f"aya#{NEWEST} {CHANGED}"]})
def two_cases_changed_names(hands: Hands) -> None:
    """Has two cases change names throughout."""
    renamed = "UPDATE stored_events SET originator_id = '{}' WHERE originator_id = '{}'"
    hands.sql(renamed.format("x", "aya"), renamed.format("aya", "bo"), renamed.format("bo", "x"))


# What was destroyed


@attack(FILE, {CHECK: [f"aya#1 {ADDS_UP}"], AGAINST: [f"aya#1 {ADDS_UP}"]})
def a_case_looks_destroyed(hands: Hands) -> None:
    """Empties every row of a case, as if it had been destroyed, with the right hashes; no entry says so."""
    hands.empty("aya")


@attack(FILE, {CHECK: [f"aya#{WITHDRAWN} {ADDS_UP}", f"aya#{WITHDRAWN + 1} {GAP}"]})
def one_entry_looks_destroyed(hands: Hands) -> None:
    """Empties one row, as if its case had been destroyed."""
    hands.empty("aya", WITHDRAWN)


@attack(FILE, {CHECK: [f"aya#1 {CHANGED}"]})
def a_case_looks_destroyed_with_other_hashes(hands: Hands) -> None:
    """Empties every row of a case, and puts hashes there that are no one's."""
    told = '{"leaf":"' + "00" * 32 + '","destroyed_by":1}'
    hands.sql(f"UPDATE stored_events SET topic = 'destroyed', state = '{told}' WHERE originator_id = 'aya'")


@attack(FILE, {CHECK: [f"{ACCESS}#1 {ADDS_UP}"]})
def a_destroyed_case_is_put_back(hands: Hands) -> None:
    """Puts back the rows of a case that was destroyed, from an older copy."""
    hands.sql(f"DELETE FROM stored_events WHERE originator_id = '{GONE}'", "DELETE FROM destroyed")
    columns = "rowid, originator_id, originator_version, topic, state"
    older = sqlite3.connect(hands.ground.yesterday / "casebook.db")
    with closing(older), hands.file() as file:
        rows = older.execute(f"SELECT {columns} FROM stored_events WHERE originator_id = ?", (GONE,))
        file.executemany(f"INSERT INTO stored_events ({columns}) VALUES (?, ?, ?, ?, ?)", rows.fetchall())


@attack(FILE, {CHECK: [f"{ACCESS}#1 {ADDS_UP}", f"cas#3 {NO_ENTRY}"]})
def what_is_left_of_a_destroyed_case_is_gone(hands: Hands) -> None:
    """Takes what is left of a case that was destroyed."""
    hands.sql(f"DELETE FROM stored_events WHERE originator_id = '{GONE}'")


@attack(FILE, {CHECK: [f"aya#{NEWEST + 1} {ADDS_UP}", f"{ACCESS}#1 {ADDS_UP}"]})
def what_is_left_of_a_destroyed_case_is_moved_behind_a_live_one(hands: Hands) -> None:
    """Moves what is left of a destroyed case behind the last entry of a live one, to make that look destroyed."""
    hands.sql(
        f"UPDATE stored_events SET originator_id = 'aya', originator_version = originator_version + {NEWEST} "
        f"WHERE originator_id = '{GONE}'",
        "UPDATE destroyed SET originator_id = 'aya'",
    )


@attack(FILE, {CHECK: [f"mallory#1 {ADDS_UP}", f"{ACCESS}#1 {ADDS_UP}"]})
def what_is_left_of_a_destroyed_case_has_another_name(hands: Hands) -> None:
    """Says of what is left of a case that was destroyed that it was another case."""
    hands.sql(
        f"UPDATE stored_events SET originator_id = 'mallory' WHERE originator_id = '{GONE}'",
        "UPDATE destroyed SET originator_id = 'mallory'",
    )


@attack(FILE, {CHECK: [f"{GONE}#1 {ADDS_UP}", f"aya#1 {ADDS_UP}"]}, unseen=[Command.RECEIPT])
def another_case_is_listed_as_destroyed(hands: Hands) -> None:
    """Puts a live case on the list of those that were destroyed, in the place of the one that was."""
    hands.sql(f"UPDATE destroyed SET originator_id = 'aya' WHERE originator_id = '{GONE}'")


@attack(FILE, {CHECK: [f"{GONE}#2 {ADDS_UP}"]})
def what_is_left_of_a_destroyed_case_begins_later(hands: Hands) -> None:
    """Gives what is left of a case that was destroyed other numbers."""
    hands.sql(
        f"UPDATE stored_events SET originator_version = -1 - originator_version WHERE originator_id = '{GONE}'",
        f"UPDATE stored_events SET originator_version = -originator_version WHERE originator_id = '{GONE}'",
    )


# Who can make the leaves anew too


@attack(Who.LEAVES, {AGAINST: [f"{OWN}#1 the_log_begins_with_what_it_was"]}, unseen=[CHECK])
def an_entry_has_a_field_twice(hands: Hands) -> None:
    """Writes a field of a decision twice, for readers that take the first of the two, and makes the tree anew."""
    hands.edit(("aya", 5), '"horizon"', '"horizon":"long","horizon"')
    hands.new_tree()
