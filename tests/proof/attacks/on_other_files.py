"""Who reaches the files beside the casebook, and what was handed over."""

from __future__ import annotations

import json

from svh_core import Casebook

from .ground import LAST, ORIGIN
from .hands import Hands
from .table import Command, Who, attack

CHECK, BUNDLE, GIVEN = Command.CHECK, Command.CHECK_BUNDLE, Command.RECEIPT_CHECK
CHECKPOINT, COSIGN, TRAIL = Command.CHECKPOINT, Command.COSIGN, Command.TRAIL
OTHER = Who.OTHER_FILES


@attack(OTHER, {TRAIL: ["keys_missing"], CHECKPOINT: ["keys_missing"]}, unseen=[CHECK])
def the_master_key_is_cut_short(hands: Hands) -> None:
    """Cuts the master key short. No word can be read; the log can be checked without it."""
    key = hands.ground.folder / "casebook.key"
    key.write_bytes(key.read_bytes()[:10])


@attack(OTHER, {CHECKPOINT: ["keys_missing"], GIVEN: ["keys_missing"]}, unseen=[CHECK, TRAIL])
def the_signing_key_is_gone(hands: Hands) -> None:
    """Takes the key that the log signs with. Everything is kept as before; nothing is signed."""
    (hands.ground.folder / "casebook.sign").unlink()


@attack(OTHER, {GIVEN: ["log_broken"], COSIGN: ["malformed"]}, unseen=[CHECK])
def the_log_signs_with_another_key(hands: Hands) -> None:
    """Puts another key in the place of the one that the log signs with."""
    hands.new_signing_key()


@attack(OTHER, {CHECK: [f"log/{ORIGIN}#5 a_key_was_lost"], GIVEN: ["log_broken"], COSIGN: ["malformed"]})
def the_key_is_said_to_be_lost(hands: Hands) -> None:
    """Takes the key that the log signs with, and has the log go on with another, as if nobody had the old one."""
    (hands.ground.folder / "casebook.sign").unlink()
    with Casebook.open(hands.ground.casebook) as book:
        book.succeed_key(lost=True)


@attack(
    OTHER,
    {Command.AGAINST_CHECKPOINT: ["log_broken"], GIVEN: ["log_broken"], COSIGN: ["malformed"]},
    unseen=[CHECK],
)
def a_key_that_was_never_the_logs_names_the_one_that_follows(hands: Hands) -> None:
    """Has the log go on with another key, for which one signs that was never its own. Who knows its own key sees it."""
    hands.new_signing_key()
    with Casebook.open(hands.ground.casebook) as book:
        book.succeed_key()


@attack(OTHER, {CHECK: [f"log/{ORIGIN}#6 a_key_was_lost"], GIVEN: ["log_broken"], COSIGN: ["malformed"]})
def another_key_comes_between_two(hands: Hands) -> None:
    """As the log has gone on with another key once, has a key that was never its own sign for the next."""
    with Casebook.open(hands.ground.casebook) as book:
        book.succeed_key()
    hands.new_signing_key()
    with Casebook.open(hands.ground.casebook) as book:
        book.succeed_key()


@attack(OTHER, {TRAIL: ["keys_missing"]}, unseen=[CHECK])
def the_vault_is_of_another_casebook(hands: Hands) -> None:
    """Puts the vault of another casebook beside this one."""
    hands.sql_in_vault("UPDATE facts SET fact = CAST('elders' AS BLOB) WHERE name = 'origin'")


@attack(OTHER, {}, unseen=[CHECK, Command.AGAINST_CHECKPOINT, Command.AGAINST_RECEIPT, TRAIL])
def the_keys_of_a_case_are_gone(hands: Hands) -> None:
    """Empties the vault of the keys of a case. Its words are gone for good; who decided what and when is not."""
    hands.sql_in_vault("UPDATE keys SET wrapped = NULL WHERE stream = 'bo'")


@attack(OTHER, {GIVEN: ["log_broken"]})
def a_receipt_says_something_else(hands: Hands) -> None:
    """Changes a receipt before it is handed over."""
    told = (hands.ground.elsewhere / "early-aya").read_text()
    (hands.ground.folder / "receipt").write_text(told.replace("index ", "index 1"))


@attack(OTHER, {BUNDLE: [f"aya#{LAST - 1} a_bundle_is_whole"]})
def a_bundle_leaves_out_the_last_entry(hands: Hands) -> None:
    """Leaves out the last decision of a case from what an auditor gets."""
    lines = (hands.ground.elsewhere / "bundle").read_text().splitlines(keepends=True)
    last = max(place for place, line in enumerate(lines) if "entry" in json.loads(line))
    (hands.ground.elsewhere / "bundle").write_text("".join(lines[:last] + lines[last + 1 :]))


@attack(OTHER, {BUNDLE: ["aya#5 a_bundle_shows_what_it_holds"]})
def a_bundle_says_something_else(hands: Hands) -> None:
    """Changes a decision in what an auditor gets."""
    lines = (hands.ground.elsewhere / "bundle").read_text().splitlines(keepends=True)
    mine = next(place for place, line in enumerate(lines) if '"g5"' in line.replace("\\", ""))
    lines[mine] = lines[mine].replace("short", "long")
    (hands.ground.elsewhere / "bundle").write_text("".join(lines))
