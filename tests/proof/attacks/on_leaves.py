"""Who knows how the leaves are made: leaves and tiles are taken or made anew, with or without the signing key."""

from __future__ import annotations

from .ground import CASES, LAST, ORIGIN, WITHDRAWN
from .hands import Hands
from .on_rows import NO_LEAF
from .table import Command, Who, attack

CHECK, CHECKPOINT, RECEIPT = Command.CHECK, Command.AGAINST_CHECKPOINT, Command.AGAINST_RECEIPT
GIVEN, COSIGN, FORK = Command.RECEIPT_CHECK, Command.COSIGN, Command.FORK
LEAVES, KEY = Who.LEAVES, Who.KEY
TREE, HEADS = "the_tree_is_that_of_its_leaves", "heads_are_those_of_the_log"
BEGINS, SHORTER, HOLDS = (
    "the_log_begins_with_what_it_was",
    "the_log_is_not_shorter_than_it_was",
    "the_log_holds_what_a_receipt_shows",
)
OWN = f"log/{ORIGIN}"
NEWEST = LAST + 2


# Leaves alone


@attack(LEAVES, {CHECK: [f"bo#{NEWEST} {NO_LEAF}"]})
def the_newest_leaf_is_gone(hands: Hands) -> None:
    """Takes the newest leaf."""
    hands.sql("DELETE FROM loose_leaves WHERE leaf = (SELECT MAX(leaf) FROM loose_leaves)")


@attack(LEAVES, {CHECK: [f"{OWN}#1 {TREE}"]})
def a_tile_of_leaves_is_gone(hands: Hands) -> None:
    """Takes 256 leaves at once."""
    hands.sql("DELETE FROM tiles WHERE level = 0 AND tile = 0")


@attack(LEAVES, {CHECK: [f"{OWN}#1 {TREE}"]})
def a_tile_of_the_tree_above_is_another(hands: Hands) -> None:
    """Changes the tree above the leaves."""
    hands.sql("UPDATE tiles SET hashes = zeroblob(64) WHERE level = 1")


@attack(LEAVES, {CHECK: [f"{OWN}#1 {NO_LEAF}"]})
def every_leaf_is_gone(hands: Hands) -> None:
    """Takes all leaves and tiles, as if this were the casebook of a release that made none."""
    hands.sql("DROP TABLE tiles", "DROP TABLE loose_leaves")


@attack(LEAVES, {CHECK: [f"{OWN}#4 {HEADS}"]})
def every_leaf_and_the_fact_are_gone(hands: Hands) -> None:
    """Takes all leaves, and the fact that there were any."""
    hands.sql("DROP TABLE tiles", "DROP TABLE loose_leaves", "DELETE FROM casebook WHERE name = 'leaves'")


@attack(LEAVES, {CHECK: [f"bo#168 {TREE}"]})
def a_leaf_stands_elsewhere(hands: Hands) -> None:
    """Gives leaves another place."""
    hands.sql("UPDATE loose_leaves SET leaf = leaf + 1000")


@attack(LEAVES, {CHECK: [f"bo#{LAST + 1} {TREE}"]})
def a_leaf_says_another_entry(hands: Hands) -> None:
    """Has a leaf say that it is of the entry at another position."""
    hands.sql("UPDATE loose_leaves SET position = 1 WHERE leaf = (SELECT MAX(leaf) - 2 FROM loose_leaves)")


# An entry with its leaf


@attack(LEAVES, {CHECK: [f"{OWN}#1 {TREE}"], RECEIPT: [f"aya#5 {HOLDS}"], CHECKPOINT: [f"{OWN}#1 {BEGINS}"]})
def an_entry_and_its_leaf_say_something_else(hands: Hands) -> None:
    """Changes an old decision, and its leaf, and nothing above it."""
    hands.edit(("aya", 5), '"short"', '"long"')
    hands.new_leaf(("aya", 5))


@attack(LEAVES, {RECEIPT: [f"aya#{LAST + 1} {HOLDS}"]}, unseen=[CHECK, CHECKPOINT])
def a_new_entry_and_its_leaf_say_something_else(hands: Hands) -> None:
    """Changes a decision from after the last checkpoint, and its leaf; who decided has a receipt."""
    hands.edit(("aya", LAST + 1), '"short"', '"long"')
    hands.new_leaf(("aya", LAST + 1))


@attack(
    LEAVES,
    {CHECK: [f"aya#{NEWEST} the_clock_went_back"], CHECKPOINT: [f"aya#{NEWEST} an_entry_was_recorded_when_it_says"]},
)
def a_new_entry_is_back_dated(hands: Hands) -> None:
    """Back-dates the newest decision to before the last checkpoint, and makes its leaf anew."""
    hands.edit(("aya", NEWEST), '"recorded_at":"2024-02-29', '"recorded_at":"2021-03-01')
    hands.new_leaf(("aya", NEWEST))


@attack(LEAVES, {}, unseen=[CHECK, CHECKPOINT, RECEIPT, COSIGN])
def a_new_entry_of_which_nobody_has_anything_says_something_else(hands: Hands) -> None:
    """Changes a decision from after the last checkpoint, and its leaf; nobody kept a receipt."""
    hands.edit(("aya", NEWEST), '"short"', '"long"')
    hands.new_leaf(("aya", NEWEST))


@attack(LEAVES, {CHECK: [f"bo#{NEWEST + 1} {NO_LEAF}"]})
def a_decision_waits_for_its_leaf(hands: Hands) -> None:
    """Adds a decision that nobody took, without a leaf; the app has not recorded anything since."""
    hands.copy(("bo", NEWEST), ("bo", NEWEST + 1))


@attack(LEAVES, {}, unseen=[CHECK, CHECKPOINT, RECEIPT, COSIGN])
def a_decision_got_its_leaf(hands: Hands) -> None:
    """Adds a decision that nobody took, as the newest; the app makes its leaf when it goes on."""
    hands.copy(("bo", NEWEST), ("bo", NEWEST + 1))
    hands.records("aya")


@attack(LEAVES, {CHECK: ["aya#1 what_was_destroyed_adds_up"], CHECKPOINT: ["aya#1 what_was_destroyed_adds_up"]})
def a_case_looks_destroyed_and_the_tree_is_made_anew(hands: Hands) -> None:
    """Empties every row of a case without an entry that says so, and makes the tree anew."""
    hands.empty("aya")
    hands.new_tree()


# The whole tree anew


@attack(LEAVES, {CHECKPOINT: [f"{OWN}#1 {BEGINS}"], RECEIPT: [f"aya#5 {HOLDS}"]}, unseen=[CHECK])
def an_entry_says_something_else_and_the_tree_is_made_anew(hands: Hands) -> None:
    """Changes an old decision, and makes all leaves and tiles anew."""
    hands.edit(("aya", 5), '"short"', '"long"')
    hands.new_tree()


@attack(LEAVES, {CHECKPOINT: [f"{OWN}#1 {BEGINS}"], RECEIPT: [f"aya#{WITHDRAWN} {HOLDS}"]}, unseen=[CHECK])
def a_consent_was_never_taken_back_and_the_tree_is_made_anew(hands: Hands) -> None:
    """Turns the withdrawal of a consent into an ordinary decision, and makes all leaves and tiles anew."""
    with hands.file() as file:
        other = hands.state(file, ("aya", WITHDRAWN - 1)).replace("|141|", "|142|").replace('"g141"', '"g142b"')
    hands.sets(("aya", WITHDRAWN), "topic", "goal.set")
    hands.sets(("aya", WITHDRAWN), "state", other.encode())
    hands.new_tree()


@attack(
    LEAVES,
    {CHECKPOINT: [f"bo#{LAST - 1} {SHORTER}"], RECEIPT: [f"bo#{LAST} {HOLDS}"], COSIGN: ["conflict"]},
    unseen=[CHECK],
)
def the_tail_is_gone_and_the_tree_is_made_anew(hands: Hands) -> None:
    """Takes the newest entries, and makes all leaves and tiles anew."""
    hands.sql("DELETE FROM stored_events WHERE rowid > (SELECT MAX(rowid) - 10 FROM stored_events)")
    hands.new_tree()


@attack(
    LEAVES,
    {CHECKPOINT: [f"{OWN}#2 {SHORTER}"], RECEIPT: [f"aya#{WITHDRAWN} {HOLDS}"], COSIGN: ["conflict"]},
    unseen=[CHECK],
)
def yesterday_is_put_back(hands: Hands) -> None:
    """Puts back yesterday's backup."""
    hands.put_back_yesterday()


@attack(
    LEAVES,
    {
        CHECKPOINT: [f"{OWN}#1 {BEGINS}"],
        RECEIPT: [f"aya#{WITHDRAWN} {HOLDS}"],
        COSIGN: ["log_broken"],
        FORK: ["proven"],
    },
    unseen=[CHECK],
)
def yesterday_is_put_back_and_filled_up(hands: Hands) -> None:
    """Puts back yesterday's backup, and records other decisions until the log is as long as it was."""
    hands.put_back_yesterday()
    hands.records(*CASES * 70)


@attack(
    LEAVES,
    {CHECKPOINT: [f"{OWN}#1 {BEGINS}"], RECEIPT: [f"aya#5 {HOLDS}", f"bo#100 {HOLDS}"], COSIGN: ["log_broken"]},
    unseen=[CHECK],
)
def the_order_is_another_and_the_tree_is_made_anew(hands: Hands) -> None:
    """Has a decision change places with one of another case, and makes all leaves and tiles anew."""
    hands.swap_places(("aya", 5), ("bo", 100))
    hands.new_tree()


# And the signing key


@attack(
    KEY,
    {CHECKPOINT: [f"{OWN}#1 {BEGINS}"], RECEIPT: [f"aya#5 {HOLDS}"], COSIGN: ["log_broken"], FORK: ["proven"]},
    unseen=[CHECK, GIVEN, Command.CHECK_BUNDLE],
)
def everything_is_made_anew_and_signed(hands: Hands) -> None:
    """Changes an old decision, makes everything anew, signs, and hands over new receipts and bundles."""
    hands.edit(("aya", 5), '"short"', '"long"')
    hands.new_tree()
    hands.new_bundle("aya")


@attack(
    KEY,
    {CHECKPOINT: [f"{OWN}#1 {BEGINS}"], RECEIPT: [f"cas#120 {HOLDS}"], COSIGN: ["log_broken"], FORK: ["proven"]},
    unseen=[CHECK, GIVEN],
)
def a_case_never_was(hands: Hands) -> None:
    """Takes a whole case out, fills the log up, makes everything anew and signs."""
    hands.sql("DELETE FROM stored_events WHERE originator_id = 'cas'")
    hands.new_tree()
    hands.records(*("aya", "bo") * 120)


@attack(KEY, {RECEIPT: [f"aya#{LAST + 1} {HOLDS}"]}, unseen=[CHECK, CHECKPOINT, COSIGN, GIVEN])
def what_came_after_the_last_checkpoint_is_made_anew(hands: Hands) -> None:
    """Changes a decision from after the last checkpoint, makes everything anew and signs; who decided has a receipt."""
    hands.edit(("aya", LAST + 1), '"short"', '"long"')
    hands.new_tree()


@attack(KEY, {}, unseen=[CHECK, CHECKPOINT, RECEIPT, COSIGN, GIVEN])
def what_left_the_house_stays_and_the_rest_is_made_anew(hands: Hands) -> None:
    """Takes what was recorded since the last checkpoint and the last receipt, and records something else."""
    hands.delete(("aya", NEWEST))
    hands.delete(("bo", NEWEST))
    hands.new_tree()
    hands.records("aya", "bo")
