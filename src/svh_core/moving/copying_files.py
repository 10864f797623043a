"""A copy in files of a casebook on a server, which goes on: a backup.

The log is read as it was at one moment, however long that takes; then the vault, so that every key that the log names
is in the copy. Nobody waits for it, and it takes a user who may only read.
"""

from __future__ import annotations

import uuid
from contextlib import ExitStack, closing
from pathlib import Path

import attrs

from svh_core.checking import Checked
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.rulebook import Rulebook
from svh_core.errors import NotFound, SvhError
from svh_core.keeping import settle
from svh_core.log import tables as of_log
from svh_core.log.moved import FORMAT, MOVE, MOVING, Move, why_closed
from svh_core.log.sqlite import FORMAT as WHOLE
from svh_core.moving.breaking_off import saying_what_broke_off
from svh_core.moving.sides import InFiles, Side, Tables, side_at, unlink_database
from svh_core.moving.steps import Progress, Steps
from svh_core.moving.taking_over import edge_of, take_entries, take_tree, take_vault, take_what_is_beside
from svh_core.moving.verifying import (
    ReadBack,
    check_side,
    must_be_equal_beside,
    must_be_the_same_vault,
    must_have_the_root,
)
from svh_core.postgres.address import Address
from svh_core.vault import tables as of_vault
from svh_core.vault.beside import vault_of


@attrs.frozen(kw_only=True)
class Copied:
    """A casebook that was copied.

    Attributes:
        casebook: the copy of its log.
        vault: the copy of its vault.
        root: the root of the tree over its entries: 32 bytes, the same as on the server.
        checked: what an auditor finds in it.
    """

    casebook: Path
    vault: Path
    root: bytes
    checked: Checked


def copy_to_files(
    source: Address, folder: Path, *, rulebook: Rulebook = CORE_RULEBOOK, progress: Progress | None = None
) -> Copied:
    """Copies a casebook on a server, and verifies the copy; never overwrites.

    Args:
        source: where it is.
        folder: where the copy goes; made if it is not there.
        rulebook: the rules by which it is checked.
        progress: called with how many entries are done and how many there are.

    Raises:
        NotFound: there is no such casebook.
        Moved: it was moved.
        LogBroken: the copy is not what is there.
        SvhError: a copy is there already, or cannot be made.
    """
    old, casebook = side_at(source), folder / source.beside.name
    vault = vault_of(casebook)
    facts = old.log.facts()
    if facts.get(FORMAT) != WHOLE:
        raise why_closed(old.shown, facts) or NotFound(f"there is no casebook in {old.shown}", next="Name another.")
    for copy in (casebook, vault):
        if copy.exists():
            raise SvhError(f"{copy} is there already and stays as it is", next="Name another folder.")
    with ExitStack() as failing, saying_what_broke_off("the copy was not made", again="Say it again."):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SvhError(f"{folder} cannot be made: {error.strerror}", next="Name another folder.") from None
        making = [file.with_name(f".{file.name}.{uuid.uuid4().hex}.new") for file in (casebook, vault)]
        for file in making:
            failing.callback(unlink_database, file)
        new = InFiles(*making)
        move = Move(id=uuid.uuid4().hex, source=old.shown, target=str(casebook))
        new.make_log({**facts, FORMAT: MOVING, MOVE: move.told()})
        new.make_vault({MOVE: move.id.encode()})
        new.log.make_room()
        steps = Steps(progress)
        move, checked = _filled(old, new, move, rulebook, steps)
        making[1].replace(vault)
        making[0].replace(casebook)
        steps.end()
    return Copied(casebook=casebook, vault=vault, root=edge_of(move).root, checked=checked)


def _filled(old: Side, new: Side, move: Move, rulebook: Rulebook, steps: Steps) -> tuple[Move, Checked]:
    """Takes everything over; then holds it against where it came from, as it was at that moment."""
    with Tables(old) as theirs, Tables(new) as ours:
        with theirs.log.at_one_moment():
            steps.begin(theirs.log.counted(of_log.ENTRIES), 0)
            move = take_entries(theirs.log, ours.log, move, steps.one)
            take_tree(theirs.log, ours.log, move)
            take_what_is_beside(theirs.log, ours.log, move)
            must_be_equal_beside(theirs.log, ours.log)
        with theirs.vault.at_one_moment():
            take_vault(theirs.vault, ours.vault, move)
            must_be_the_same_vault(theirs.vault, ours.vault)
        must_have_the_root(ReadBack().further(ours.log, steps.one), move)
        checked = check_side(new, rulebook, progress=steps.checked)
        with ours.vault.alone():
            ours.vault.drop(of_vault.FACTS, (MOVE,))
        with ours.log.alone():
            ours.log.drop(of_log.FACTS, (MOVE,))
            ours.log.change(of_log.FACTS, (FORMAT, WHOLE))
    with closing(new.store()) as store, closing(new.keys()) as keys:
        settle(store, keys)
        keys.scrub()
    return move, checked
