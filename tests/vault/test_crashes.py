"""A power cut at each point: what was acknowledged can be read, and no key is used twice."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from svh_core import Casebook, CaseOpened, NotAllowed, SvhError
from svh_core.checking import check
from svh_core.domain.words import FORGOTTEN
from svh_core.log.log import Log
from svh_core.vault.minting import Mint, Minted

from .cases import CASE, MILA, ZUS, bytes_in, goal, no_key_is_used_twice, opened_case, revealed, tokens, wrapped_in
from .lives import ENDED, life


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Casebook.create(tmp_path / "casebook.db") as book:
        opened_case(book)
        book.record("zaak-2", _opened(), by=MILA)
    return tmp_path / "casebook.db"


def _opened() -> CaseOpened:
    return CaseOpened(resident=MILA, name="Kanarie Mila 2", method="support_group")


def sound(path: Path, said: list[tuple[int, str, str | None]], *, forgotten: tuple[tuple[int, str], ...] = ()) -> None:
    """Opened again, everything that was acknowledged is there and can be read, and one can go on."""
    for again in range(2):
        with Casebook.open(path) as book:
            assert book.vault_behind == []
            told = revealed(book)
            for number, words, why in said:
                assert told[number, "words"] == words
                assert why is None or told[number, "because.0"] == why
            assert {where for where, words in told.items() if words is FORGOTTEN} == set(forgotten)
            assert all(isinstance(words, str) for words in told.values() if words is not FORGOTTEN)
            assert check(book.log, book.rulebook).is_clean
            receipt = book.record(CASE, goal(f"verder-{again}"), by=MILA, because=[(MILA, "omdat")])
            assert revealed(book)[receipt.number, "words"] == f"kanarie verder-{again}"
            no_key_is_used_twice(book)


def holds_one_of(folder: Path, keys: dict[str, bytes]) -> bool:
    """Whether the wrapped bytes of any of these keys are in a file of the folder."""
    whole = b"".join(bytes_in(folder).values())
    return any(wrapped in whole for wrapped in keys.values())


@pytest.mark.promise("nothing-acknowledged-is-lost")
@pytest.mark.parametrize(
    "point",
    [
        "before a pool",
        "after a pool",
        "before a second pool",
        "in a second pool",
        "after a second pool",
        "before append",
        "after append",
        "before a late append",
        "after a late append",
        "after remembering",
        "before the uses are written down",
    ],
)
def test_a_power_cut_while_recording_loses_no_word(path: Path, point: str) -> None:
    status, said = life(path, "records", point)
    assert status == ENDED
    sound(path, said)


def test_a_power_cut_again_and_again_uses_no_key_twice(path: Path) -> None:
    said = []
    for point in ("after a pool", "after append", "before append", "after a second pool"):
        status, told = life(path, "records", point)
        assert status == ENDED
        said += told
    assert len(said) > 10
    sound(path, said)


def test_no_key_is_handed_out_twice_not_even_where_nothing_was_recorded(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, rehearsed, undone by another writer, or failed: what sealed a word once seals nothing else."""
    taken: list[str] = []
    take = Mint.take

    def noted(self: Mint) -> Minted:
        minted = take(self)
        taken.append(minted.id)
        return minted

    monkeypatch.setattr(Mint, "take", noted)
    with Casebook.open(path) as here, Casebook.open(path) as there:
        for number in range(40):
            for book in (here, there):  # each is behind the other, and decides again
                book.record(CASE, goal(f"{id(book)}-{number}"), by=MILA, because=[(ZUS, "omdat")])
                with pytest.raises(NotAllowed):
                    book.record(CASE, goal(f"nee-{number}"), by="buur", because=[(ZUS, "omdat")])
            with monkeypatch.context() as failing:
                failing.setattr(Log, "append", _fails)
                with pytest.raises(OSError, match="disk on fire"):
                    here.record(CASE, goal(f"mislukt-{number}"), by=MILA)
    assert len(taken) > 250
    assert len(taken) == len(set(taken))
    with Casebook.open(path) as book:
        no_key_is_used_twice(book)


def _fails(*_: object, **__: object) -> None:
    msg = "disk on fire"
    raise OSError(msg)


FORGETTING = [
    "after append",
    "before shredding",
    "in shredding, before the commit",
    "between shredding and scrubbing",
    "in scrubbing",
    "between the two scrubs",
    "after shredding",
]


@pytest.mark.promise("what-was-erased-stays-gone")
@pytest.mark.parametrize("point", FORGETTING[1:])
@pytest.mark.parametrize("doing", ["forgets", "corrects"])
def test_a_power_cut_while_forgetting_leaves_it_forgotten(path: Path, doing: str, point: str) -> None:
    with Casebook.open(path) as book:
        gone = {"forgets": ((2, "name"), (3, "because.0")), "corrects": ((3, "words"), (3, "because.0"))}[doing]
        keys = {tokens(book)[where].key for where in gone}
    old = wrapped_in(path.parent / "casebook.vault")
    assert keys <= set(old)
    status, said = life(path, doing, point)
    assert status == ENDED
    assert said == [(5, "kanarie nieuw", None)]
    Casebook.open(path).close()
    assert not holds_one_of(path.parent, {key: old[key] for key in keys}), "a shredded key is still in a file"
    sound(path, said, forgotten=gone)


@pytest.mark.parametrize("point", ["after taking over", "before it is compared", "before old pools are dropped"])
def test_a_power_cut_while_opening_after_a_power_cut_changes_nothing(path: Path, point: str) -> None:
    assert life(path, "forgets", "before shredding")[0] == ENDED
    assert life(path, None, point)[0] == ENDED
    sound(path, [(5, "kanarie nieuw", None)], forgotten=((2, "name"), (3, "because.0")))


DESTROYING = [point for point in FORGETTING[1:] if point != "in shredding, before the commit"]


def keys_of_zaak_2(path: Path) -> dict[str, bytes]:
    with Casebook.open(path) as book:
        keys = {parts.key for parts in tokens(book, "zaak-2").values()}
    return {key: wrapped for key, wrapped in wrapped_in(path.parent / "casebook.vault").items() if key in keys}


@pytest.mark.parametrize("point", [*DESTROYING, "before forgetting references"])
def test_a_power_cut_while_destroying_leaves_it_destroyed(path: Path, point: str) -> None:
    old = keys_of_zaak_2(path)
    assert old
    with Casebook.open(path) as book:
        book.privacy.refer("zaak-2", "klant 7")
    status, said = life(path, "destroys", point)
    assert status == ENDED
    Casebook.open(path).close()
    assert not holds_one_of(path.parent, old)
    with Casebook.open(path) as book:
        assert [f.id for f in check(book.log, book.rulebook).findings] == ["destroyed"]
        assert [name for name, _ in book.cases()] == [CASE]
        assert book._desk.vault is not None
        assert book._desk.vault.uses_of("zaak-2") == []
    sound(path, said)


def test_a_power_cut_while_destroying_leaves_no_key_that_was_not_yet_written_down(path: Path) -> None:
    """The words of an entry recorded by the same process: their keys are in a pool, and only the rows name them."""
    status, said = life(path, "destroys what it wrote", "before shredding")
    assert status == ENDED
    ((_, key, _),) = said
    Casebook.open(path).close()
    assert key not in wrapped_in(path.parent / "casebook.vault")


def test_a_power_cut_while_destroying_forgets_the_references_too(path: Path) -> None:
    with Casebook.open(path) as book:
        book.privacy.refer("zaak-2", "klant 7")
    status, _ = life(path, "destroys", "before forgetting references")
    assert status == ENDED
    with Casebook.open(path) as book:
        assert book.privacy.case_of("klant 7") is None


@pytest.mark.promise("a-new-key-is-there-whole")
@pytest.mark.parametrize(
    "point",
    [
        "after the new master key is written",
        "in rotating",
        "between shredding and scrubbing",
        "in scrubbing",
        "before the new master key takes its place",
        "after the new master key took its place",
    ],
)
def test_a_power_cut_while_rotating_leaves_the_old_master_key_or_the_new(path: Path, point: str) -> None:
    old = wrapped_in(path.parent / "casebook.vault")
    status, said = life(path, "rotates", point)
    assert status == ENDED
    if point in {"between shredding and scrubbing", "in scrubbing"}:
        assert holds_one_of(path.parent, old), "there is nothing to scrub, so that this shows nothing"
        with Casebook.open(path):
            assert not holds_one_of(path.parent, old)
    sound(path, said)
    with Casebook.open(path) as book:
        book.privacy.rotate_keys()
    assert not (path.parent / "casebook.key.new").exists()
    assert not holds_one_of(path.parent, old)
    with Casebook.open(path) as book:
        assert revealed(book)[5, "words"] == "kanarie nieuw"


def test_a_power_cut_while_rotating_leaves_the_key_that_waits_to_whoever_has_it_open(path: Path) -> None:
    """Another process has the casebook open and rotates too: it may fail, and loses nothing."""
    with Casebook.open(path) as book:
        assert life(path, "rotates", "before the new master key takes its place")[0] == ENDED
        with suppress(SvhError):
            book.privacy.rotate_keys()
    sound(path, [(5, "kanarie nieuw", None)])


CREATING = [
    "after the new master key is written",
    "before the vault",
    "after the vault",
    "before the casebook is put in place",
    "after the casebook",
    "before the vault is put in place",
    "before the master key is put in place",
    "before the rules are adopted",
    "while the rules are adopted",
]


@pytest.mark.promise("a-casebook-is-made-whole")
@pytest.mark.parametrize("point", CREATING)
def test_a_power_cut_while_making_leaves_no_casebook_or_a_whole_one(tmp_path: Path, point: str) -> None:
    path = tmp_path / "casebook.db"
    assert life(path, None, point)[0] == ENDED
    with Casebook.open(path) if path.exists() else Casebook.create(path) as book:
        opened_case(book)
        assert check(book.log, book.rulebook).findings == ()
    sound(path, [])
    assert {"casebook.db", "casebook.vault", "casebook.key"} <= {file.name for file in tmp_path.iterdir()}
