"""A casebook in which everything happened that a move must not lose, and all that can be told of one."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from svh_core import Casebook, CaseOpened, GoalSet, Proposal, Viewer
from svh_core.checking import check
from svh_core.cli.demo import example_proposals
from svh_core.keeping import Place, beside_of, place_of
from svh_core.log import tables as of_log
from svh_core.log.leaves import leaf_of
from svh_core.log.store import Trouble
from svh_core.moving.sides import Tables, side_at
from svh_core.moving.taking_over import followed
from svh_core.proof.frontier import Frontier
from svh_core.sharing.roles import OPERATOR
from svh_core.vault import tables as of_vault
from svh_core.vault.beside import key_file_of, signing_key_of
from svh_core.vault.keys import MOVED_TO

EXAMPLES: Final = ("liesbeth", "ruben", "fenna", "noorderzorg")
LONG: Final = "long"
"""A case that is long enough for a snapshot, and in which people were forgotten."""

GONE: Final = "ruben"
"""A case that was destroyed."""

FOLLOWER: Final = "agenda/follows"


def goal(name: str) -> GoalSet:
    return GoalSet(goal=name, horizon="short", words=f"ik wil {name}")


def opened(case: str, resident: str = "mila") -> Proposal:
    return Proposal(case=case, event=CaseOpened(resident=resident, name="Mila", method="support_group"), by=resident)


def lived(url: str | Path) -> None:
    """Makes a casebook in which much happened."""
    with Casebook.create(url) as book:
        for name in EXAMPLES:
            book.record_all(example_proposals(book.rulebook, name))
        book.record_all([opened(LONG)])
        book.record_all([Proposal(case=LONG, event=goal(f"g-{n}"), by="mila") for n in range(300)])
        book.record(LONG, goal("een-keer"), by="mila", once="verzoek é\x00 1")
        book.log.load(LONG)
        assert book.log.store.snapshots.select_events(LONG)
        book.privacy.forget(LONG, "mila", passages=[2, 3])
        book.privacy.forget("fenna", "fenna")
        book.privacy.open_book(LONG, "mila", "resident")
        book.privacy.refer(LONG, "dossier van Mila")
        book.privacy.destroy(GONE, by=OPERATOR)
        book.succeed_key()
        book.checkpoint()
        book.succeed_key()
        book.privacy.rotate_keys()
        followers = book.log.store.followers
        followers.moved(FOLLOWER, 17)
        followers.holds(FOLLOWER, LONG, ("goals", "care"))
        followers.failed("hours/follows", Trouble(tries=3, again_at=datetime(2026, 1, 1, tzinfo=UTC), error="nee"))
        book.overview.rebuild()
        book.record(LONG, goal("na-alles"), by="mila")


def take_keys(source: Place, target: Place) -> None:
    """Brings the files of the keys to another place, as their controller does."""
    here = beside_of(target)
    here.parent.mkdir(parents=True, exist_ok=True)
    for file in (key_file_of, signing_key_of):
        with suppress(FileNotFoundError):
            shutil.copy(file(beside_of(source)), file(here))


def stored(place: Place) -> dict[str, Any]:
    """Every row of log and vault that goes along, as it is stored."""
    with Tables(side_at(place)) as tables:
        told: dict[str, Any] = {
            table.name: [*tables.log.rows(table)]
            for table in (of_log.ENTRIES, of_log.TILES, of_log.LOOSE, of_log.DESTROYED, *of_log.BESIDE)
        }
        told["followed"] = followed(tables.log)
        told["facts"] = sorted(tables.log.rows(of_log.FACTS))
        told |= {f"vault {table.name}": [*tables.vault.rows(table)] for table in of_vault.ALL}
        told["vault facts"] = [row for row in told["vault facts"] if row[0] != MOVED_TO]
    return told


def root_of(place: Place) -> bytes:
    """The root over the entries, made of their bytes here and now."""
    with closing(side_at(place).store()) as store, store.leaves() as leaves:
        return Frontier().after(leaf_of(row) for row in leaves.rows()).root


def told_by(url: str | Path) -> dict[str, Any]:
    """What everybody is told of a casebook: trails, states, figures, references, receipts, and what a check finds."""
    with Casebook.open(url) as book:
        told: dict[str, Any] = {"cases": book.cases(), "behind": book.vault_behind}
        receipt = book.receipt(LONG, 5)
        told["receipt says"] = receipt.partition(b"\n\n")[0].splitlines()[:2]
        told["key"] = book.verifier_key
        told["reference"] = book.privacy.case_of("dossier van Mila")
        told["books"] = book.privacy.books(LONG, "mila")
        told["once"] = book.log.store.recorded_once(LONG, "verzoek é\x00 1")
        followers = book.log.store.followers
        told["follower"] = followers.position(FOLLOWER), followers.held(FOLLOWER), followers.trouble("hours/follows")
        told["words"] = book.privacy.read_every_word()
        told["found"] = [one.id for one in check(book.log, book.rulebook).findings]
        for case, _ in book.cases():
            with book.looking(case, viewer=Viewer(_resident(book, case)), purpose="reading") as look:
                told[case] = [look.trail("nl"), look.state(), look.figures(), look.signals()]
        return told


def _resident(book: Casebook, case: str) -> str:
    return str(next(iter(book.log.entries(case))).by)


def place(url: str | Path) -> Place:
    return place_of(url)
