"""Forgetting: whose words go, whose stay, who comes back, and what an import brings along."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from svh_core import (
    Casebook,
    CaseOpened,
    GoalSet,
    Malformed,
    NetworkPersonAdded,
    NotAllowed,
    NotFound,
    Proposal,
    Viewer,
)
from svh_core.checking import check
from svh_core.cli import main
from svh_core.domain.access import DisclosureMade, ForgettingAsked, ForgettingDone, ForgettingRefused, PersonReadmitted
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.network import NetworkPersonRemoved
from svh_core.domain.positions import EntryCorrected, StatementAdded
from svh_core.domain.words import FORGOTTEN

from .cases import (
    CASE,
    GOAL_WORDS,
    MILA,
    RELATION,
    ZUS,
    ZUS_NAME,
    ZUS_WHY,
    copied,
    goal,
    opened_case,
    put_back,
    revealed,
    tokens,
    trail,
)

Says = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SVH_MASTER_KEY", "SVH_DB", "SVH_ACTOR", "SVH_PURPOSE", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.create(tmp_path / "casebook.db", origin="stad") as opened:
        opened_case(opened)
        yield opened


@pytest.fixture
def says(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Says:
    def type_in(*words: str, typed: str | None = None) -> tuple[int, str, str]:
        if typed is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        status = main(words)
        said = capfd.readouterr()
        return status, said.out, said.err

    return type_in


# Whose words go


def test_a_forgotten_person_has_no_name_and_no_words_and_others_have_theirs(book: Casebook) -> None:
    before = revealed(book)
    book.privacy.forget(CASE, ZUS)
    after = revealed(book)
    assert after[2, "name"] is after[3, "because.0"] is FORGOTTEN
    stays = {where: words for where, words in before.items() if where not in {(2, "name"), (3, "because.0")}}
    assert {where: after[where] for where in stays} == stays
    assert stays[2, "relation"] == RELATION
    read = trail(book)
    assert ZUS_NAME not in read
    assert ZUS_WHY not in read
    assert GOAL_WORDS in read


def test_one_key_opens_a_name_wherever_it_stands_in_a_case_and_not_in_another(book: Casebook) -> None:
    book.record(CASE, NetworkPersonRemoved(person=ZUS), by=MILA)
    again = NetworkPersonAdded(person=ZUS, name="Zus Tweede", network="informal", relation_kind="family")
    number = book.record(CASE, again, by=MILA).number
    assert tokens(book)[2, "name"].key == tokens(book)[number, "name"].key
    opened_other(book)
    assert tokens(book, "zaak-2")[2, "name"].key != tokens(book)[2, "name"].key
    book.privacy.forget(CASE, ZUS)
    assert revealed(book)[2, "name"] is revealed(book)[number, "name"] is FORGOTTEN
    assert revealed(book, "zaak-2")[2, "name"] == "Zus elders"


def opened_other(book: Casebook) -> None:
    book.record("zaak-2", CaseOpened(resident="an", method="support_group"), by="an")
    added = NetworkPersonAdded(person=ZUS, name="Zus elders", network="informal", relation_kind="family")
    book.record("zaak-2", added, by="an")


def test_each_passage_of_each_person_has_a_key_of_its_own(book: Casebook) -> None:
    keys = {where: parts.key for where, parts in tokens(book).items()}
    assert keys[3, "words"] != keys[4, "words"]
    assert keys[3, "words"] != keys[3, "because.0"]
    assert keys[2, "relation"] == keys[2, "relation_kind"], "one person's words in one entry"
    assert keys[1, "name"] != keys[2, "name"]


def test_one_passage_goes_and_its_neighbour_stays(book: Casebook) -> None:
    told = book.privacy.forget(CASE, MILA, passages=[3])
    assert (told.passages, told.keys) == ((3,), 1)
    after = revealed(book)
    assert after[3, "words"] is FORGOTTEN
    assert after[3, "because.0"] == ZUS_WHY
    assert after[4, "words"] == "kanarie van het werk"
    assert after[1, "name"] == "Kanarie Mila"
    book.record(CASE, goal("nog", "ik schrijf gewoon door"), by=MILA)
    assert "ik schrijf gewoon door" in trail(book)


def test_a_name_that_other_entries_hold_too_stays_with_a_passage_and_goes_with_the_person(book: Casebook) -> None:
    book.record(CASE, NetworkPersonRemoved(person=ZUS), by=MILA)
    again = NetworkPersonAdded(person=ZUS, name="Zus Tweede", network="informal", relation_kind="family")
    number = book.record(CASE, again, by=MILA).number
    with pytest.raises(NotFound):
        book.privacy.forget(CASE, ZUS, passages=[2])
    assert revealed(book)[2, "name"] == ZUS_NAME
    book.privacy.forget(CASE, ZUS, passages=[2, number])
    assert revealed(book)[2, "name"] is FORGOTTEN


def test_what_is_not_there_cannot_be_forgotten(book: Casebook) -> None:
    before = book.log.load(CASE).number
    for person, passages in (("buur", []), (ZUS, [4]), (MILA, [99])):
        with pytest.raises((NotFound, NotAllowed)):
            book.privacy.forget(CASE, person, passages=passages)
    with pytest.raises(NotFound):
        book.privacy.forget("zaak-9", MILA)
    assert book.log.load(CASE).number == before


def test_what_was_forgotten_before_is_not_counted_again(book: Casebook) -> None:
    assert book.privacy.forget(CASE, ZUS, passages=[3]).keys == 1
    told = book.privacy.forget(CASE, ZUS)
    assert (told.passages, told.keys) == ((2,), 1)
    with pytest.raises(NotFound):
        book.privacy.forget(CASE, ZUS)


def test_who_asks_when_all_of_it_is_gone_already_is_still_forgotten_as_a_person(book: Casebook) -> None:
    """By a request that somebody decides on: there is nothing left to shred, and nothing new is written."""
    book.privacy.forget(CASE, ZUS, passages=[2, 3])
    asked = book.record(CASE, ForgettingAsked(person=ZUS, ground="own_wish"), by=ZUS).number
    assert book.privacy.forget_as_asked(CASE, asked, by=MILA).keys == 0
    with pytest.raises(Malformed):
        book.record(CASE, goal("x"), by=MILA, because=[(ZUS, "toch")])


def test_forgetting_tells_who_was_shown_the_words_after_they_were_written(book: Casebook) -> None:
    def shown(to: str, *categories: str) -> int:
        made = DisclosureMade(
            recipient=to, capacity="operator", purpose="care", action="view", categories=categories, basis="operator"
        )
        return book.record(CASE, made, by=MILA).number

    shown("noor", "goals")
    shown("arts", "crisis")
    number = book.record(CASE, goal("laat"), by=MILA).number
    late = shown("gijs", "goals", "network")
    told = book.privacy.forget(CASE, MILA, passages=[number])
    assert [(one.recipient, one.number) for one in told.shown_to] == [("gijs", late)]
    told = book.privacy.forget(CASE, MILA, passages=[3])
    assert [one.recipient for one in told.shown_to] == ["noor", "gijs"]
    assert all(one.at.tzinfo is not None for one in told.shown_to)


def test_caches_views_and_snapshots_forget_too(book: Casebook) -> None:
    book.record_all([Proposal(case=CASE, event=goal(f"g{n}"), by=MILA) for n in range(450)])
    book.log.load(CASE)
    assert book.log.store.snapshots.select_events(CASE)
    state = _state(book)
    assert ZUS_NAME in state
    book.privacy.forget(CASE, ZUS)
    for _ in range(2):
        assert ZUS_NAME not in _state(book)
        assert '{"forgotten": true}' in _state(book)
        book.close()


def _state(book: Casebook) -> str:
    with book.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
        return json.dumps(look.state())


def test_forgotten_words_are_a_value_of_their_own_in_every_view(book: Casebook) -> None:
    book.privacy.forget(CASE, MILA)
    book.privacy.forget(CASE, ZUS)
    with book.looking(CASE, viewer=Viewer(MILA), purpose="reading") as look:
        goal_line = look.trail()[2]
        assert goal_line["data"]["words"] == {"forgotten": True}
        assert goal_line["because"][0]["words"] == {"forgotten": True}
        told = look.state()
        for language in ("nl", "en"):
            text = "\n".join([*look.trail_in_words(language), *look.state_in_words(language)])
            assert "forgotten': True" not in text
            assert "None" not in text
            assert "“”" not in text
        assert '{"forgotten": true}' in json.dumps(told)
        look.signals("nl", also=["all"])
        look.figures()


# Who was forgotten, and who comes back


WRITES_ABOUT_ZUS: dict[str, dict[str, Any]] = {
    "her name": {
        "event": NetworkPersonAdded(person=ZUS, name="Zus", network="informal", relation_kind="family"),
        "by": MILA,
    },
    "what she weighed": {"event": goal("g"), "by": MILA, "because": [(ZUS, "omdat")]},
    "what she says": {"event": StatementAdded(kind="view", entry=1, words="mijn kant"), "by": ZUS},
}


@pytest.mark.parametrize("what", list(WRITES_ABOUT_ZUS))
def test_no_words_of_who_was_forgotten_are_recorded_until_they_come_back(book: Casebook, what: str) -> None:
    book.record(CASE, NetworkPersonRemoved(person=ZUS), by=MILA)
    book.privacy.forget(CASE, ZUS)
    before, keys = book.log.load(CASE).number, book.privacy.counted_keys()
    with pytest.raises(Malformed, match="zus was forgotten here") as error:
        book.record(CASE, **WRITES_ABOUT_ZUS[what])
    assert "person.readmitted" in error.value.next
    assert book.log.load(CASE).number == before
    assert book.privacy.counted_keys()["live"] == keys["live"]
    book.record(CASE, PersonReadmitted(person=ZUS, name="Zus is terug"), by=ZUS)
    number = book.record(CASE, **WRITES_ABOUT_ZUS[what]).number
    told = revealed(book)
    assert told[number - 1, "name"] == "Zus is terug"
    assert all(words is not FORGOTTEN for (n, _), words in told.items() if n >= number - 1)
    assert told[2, "name"] is FORGOTTEN
    assert "Zus is terug" in trail(book)
    assert ZUS_NAME not in trail(book)
    assert check(book.log, book.rulebook).findings == ()


def test_one_may_still_write_about_who_was_forgotten_without_their_words(book: Casebook) -> None:
    book.privacy.forget(CASE, ZUS)
    book.record(CASE, NetworkPersonRemoved(person=ZUS), by=MILA)
    book.record(CASE, NetworkPersonAdded(person=ZUS, network="informal", relation_kind="family"), by=MILA)


def test_nobody_readmits_somebody_else(book: Casebook) -> None:
    book.privacy.forget(CASE, ZUS)
    with pytest.raises(NotAllowed):
        book.record(CASE, PersonReadmitted(person=ZUS, name="Zus"), by=MILA)


def test_who_came_back_can_be_forgotten_again(book: Casebook) -> None:
    book.privacy.forget(CASE, ZUS)
    book.record(CASE, PersonReadmitted(person=ZUS, name="Zus is terug"), by=ZUS)
    number = book.record(CASE, goal("g"), by=MILA, because=[(ZUS, "opnieuw")]).number
    book.privacy.forget(CASE, ZUS)
    assert revealed(book)[number, "because.0"] is FORGOTTEN
    with pytest.raises(Malformed):
        book.record(CASE, goal("h"), by=MILA, because=[(ZUS, "nog eens")])


def test_a_batch_that_forgets_and_then_writes_their_words_is_refused_whole(book: Casebook) -> None:
    before = book.log.load(CASE).number
    asked = Proposal(case=CASE, event=ForgettingAsked(person=ZUS, ground="own_wish"), by=ZUS)
    done = Proposal(case=CASE, event=ForgettingDone(request=before + 1), by=MILA)
    words = Proposal(case=CASE, event=goal("g"), by=MILA, because=[(ZUS, "toch")])
    with pytest.raises(Malformed):
        book.record_all([asked, done, words])
    assert book.log.load(CASE).number == before
    assert revealed(book)[3, "because.0"] == ZUS_WHY


# In the wrong case


def test_what_stands_in_the_wrong_case_is_shredded_at_once(book: Casebook) -> None:
    receipt = book.record(CASE, EntryCorrected(entry=3, wrong="case", words="hoort hier niet"), by=MILA)
    entries = list(book.log.entries(CASE, after=receipt.number - 1))
    assert [(e.event.spec.name, e.caused_by) for e in entries] == [
        ("entry.corrected", None),
        ("forgetting.done", receipt.number),
    ]
    after = revealed(book)
    assert after[3, "words"] is after[3, "because.0"] is FORGOTTEN
    assert after[4, "words"] == "kanarie van het werk"
    assert after[receipt.number, "words"] == "hoort hier niet"
    book.record(CASE, goal("g"), by=MILA, because=[(ZUS, "zus is niet vergeten")])
    assert check(book.log, book.rulebook).findings == ()


def test_another_correction_shreds_nothing(book: Casebook) -> None:
    before = revealed(book)
    book.record(CASE, EntryCorrected(entry=3, wrong="words"), by=MILA)
    assert {where: words for where, words in revealed(book).items() if where in before} == before


def test_a_refused_correction_shreds_nothing(book: Casebook) -> None:
    with pytest.raises(NotAllowed):
        book.record(CASE, EntryCorrected(entry=3, wrong="case"), by="buur")
    assert revealed(book)[3, "words"] == GOAL_WORDS


@pytest.mark.parametrize("more", [[], [Proposal(case=CASE, event=goal("x"), by="buur")]], ids=["rehearsed", "refused"])
def test_a_batch_that_is_not_recorded_shreds_nothing(book: Casebook, more: list[Proposal]) -> None:
    before, keys = revealed(book), book.privacy.counted_keys()
    correction = Proposal(case=CASE, event=EntryCorrected(entry=3, wrong="case"), by=MILA)
    with suppress(NotAllowed):
        book.record_all([correction, *more], dry_run=not more)
    assert revealed(book) == before
    assert book.privacy.counted_keys()["shredded"] == keys["shredded"] == 0


# What was asked, and what is done


def test_done_takes_away_no_more_than_was_asked(book: Casebook) -> None:
    asked = book.record(CASE, ForgettingAsked(person=MILA, passages=(3,), ground="own_wish"), by=MILA).number
    with suppress(NotAllowed, Malformed):
        book.record(CASE, ForgettingDone(request=asked, passages=(4,)), by="buur")
    assert revealed(book)[4, "words"] == "kanarie van het werk", "a passage went that nobody asked about"


def test_a_request_that_was_refused_takes_nothing_away(book: Casebook) -> None:
    asked = book.record(CASE, ForgettingAsked(person=ZUS, ground="objection"), by=ZUS).number
    book.record(CASE, ForgettingRefused(request=asked, ground="legal_claim", words="er loopt een klacht"), by=MILA)
    assert revealed(book)[3, "because.0"] == ZUS_WHY
    assert revealed(book)[asked + 1, "words"] == "er loopt een klacht"


def test_asking_alone_takes_nothing_away(book: Casebook) -> None:
    book.record(CASE, ForgettingAsked(person=ZUS, ground="objection"), by=ZUS)
    book.close()
    assert revealed(book)[3, "because.0"] == ZUS_WHY


def test_forget_as_asked_wants_a_request(book: Casebook) -> None:
    with pytest.raises(NotFound, match="entry 3 asks for nothing"):
        book.privacy.forget_as_asked(CASE, 3, by=MILA)


# Scripts


def forgotten_script(book: Casebook, says: Says) -> str:
    """A case with a forgotten person who came back, a forgotten passage and a wrong entry, as a script."""
    book.privacy.forget(CASE, ZUS)
    book.record(CASE, PersonReadmitted(person=ZUS, name="Zus is terug"), by=ZUS)
    book.record(CASE, goal("terug"), by=MILA, because=[(ZUS, "ik ben er weer")])
    book.privacy.forget(CASE, MILA, passages=[3])
    book.record(CASE, EntryCorrected(entry=4, wrong="case"), by=MILA)
    book.close()
    status, out, _ = says("trail", CASE, "--as-script", "--as", MILA)
    assert status == 0
    assert out.count('{"forgotten": true}') == 4
    return out


def test_an_import_of_forgotten_words_makes_the_same_case(book: Casebook, says: Says) -> None:
    typed = forgotten_script(book, says)
    before = says("trail", CASE, "--json", "--as", MILA)[1]
    assert says("init", "--db", "other.db")[0] == 0
    status, out, err = says("record", "--import", "-", "--db", "other.db", typed=typed)
    assert (status, out) == (0, f"{len(json.loads(before)['entries'])}\n"), err
    after = says("trail", CASE, "--json", "--as", MILA, "--db", "other.db")[1]

    def entries(told: str) -> list[dict[str, Any]]:
        skipped = {"recorded_at", "source", "sentence"}
        return [{k: v for k, v in e.items() if k not in skipped} for e in json.loads(told)["entries"]]

    assert entries(after) == entries(before)
    assert says("show", CASE, "--json", "--db", "other.db")[1] == says("show", CASE, "--json")[1]
    assert says("check", "--db", "other.db")[0] == 0
    assert says("trail", CASE, "--as-script", "--db", "other.db", "--as", MILA)[1].replace(
        '"source": "import", ', ""
    ) == typed.replace('"source": "import", ', "")
    with Casebook.open("other.db") as other:
        keys = [parts.key for where, parts in tokens(other).items() if revealed(other)[where] is FORGOTTEN]
        assert len(keys) == len(set(keys)) == 4
        other.privacy.forget(CASE, ZUS)
        with pytest.raises(Malformed):
            other.record(CASE, goal("x"), by=MILA, because=[(ZUS, "y")])


def test_a_rehearsed_import_records_nothing(book: Casebook, says: Says) -> None:
    typed = forgotten_script(book, says)
    says("init", "--db", "other.db")
    assert says("record", "--import", "--dry-run", "-", "--db", "other.db", typed=typed)[:2] == (0, "0\n")
    assert says("cases", "--db", "other.db")[1] == ""


def line(event: str, **data: Any) -> str:
    return json.dumps({"case": CASE, "event": event, "by": MILA, "at": "2026-01-01T10:00:00+01:00", "data": data})


def access_events() -> list[str]:
    return [kind.name for kind in CORE_RULEBOOK.kinds.values() if kind.concept == "access"]


def test_there_are_events_that_only_a_casebook_writes() -> None:
    assert {"disclosure.made", "emergency.opened", "forgetting.done", "case.destroyed"} <= set(access_events())


@pytest.mark.parametrize("event", access_events())
def test_a_script_holds_nothing_that_the_casebook_writes_itself(book: Casebook, says: Says, event: str) -> None:
    book.close()
    status, out, err = says("record", "-", typed=line(event, request=1, person=MILA))
    assert (status, out) == (2, "0\n")
    assert "line 1: event: the casebook writes this itself" in err


def test_a_script_that_is_no_import_holds_no_forgotten_words(book: Casebook, says: Says) -> None:
    book.close()
    typed = line("goal.set", goal="g", horizon="short", words={"forgotten": True})
    status, _, err = says("record", "-", typed=typed)
    assert status == 2
    assert "line 1: data.words: expected a text" in err
    assert says("record", "--import", "-", typed=typed)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        {"forgotten": False},
        {"forgotten": 1},
        {"missing": True},
        {"sealed": True},
        {},
    ],
)
def test_an_import_takes_only_forgotten_words_for_forgotten(book: Casebook, says: Says, words: Any) -> None:
    book.close()
    typed = line("goal.set", goal="g", horizon="short", words=words)
    status, out, err = says("record", "--import", "-", typed=typed)
    assert (status, out) == (2, "0\n"), err


# As commands


def test_forget_typed_in(book: Casebook, says: Says) -> None:
    book.close()
    status, out, err = says("forget", CASE, ZUS, "--dry-run")
    assert (status, err) == (0, "")
    assert "Zou vergeten in zaak-1: regels 2, 3" in out
    assert ZUS_NAME in says("trail", CASE)[1]
    status, out, err = says("forget", CASE, ZUS, "--told", "noor", "--ground", "objection")
    assert (status, err) == (0, "")
    assert "Vergeten in zaak-1: regels 2, 3" in out
    read = says("trail", CASE)[1]
    assert ZUS_NAME not in read
    assert ZUS_WHY not in read
    assert says("check")[0] == 0
    status, out, _ = says("forget", CASE, MILA, "--passage", "4", "--lang", "en")
    assert "Forgotten in zaak-1: entries 4" in out
    assert "kanarie van het werk" not in says("trail", CASE)[1]


def test_forget_typed_in_as_json(book: Casebook, says: Says) -> None:
    book.close()
    told = json.loads(says("forget", CASE, MILA, "--passage", "3", "--dry-run", "--json")[1])
    assert told == {
        "schema": "svh.forget/1",
        "case": CASE,
        "number": None,
        "passages": [3],
        "keys": 1,
        "shown_to": [],
    }
    told = json.loads(says("forget", CASE, MILA, "--passage", "3", "--json")[1])
    assert (told["number"], told["passages"]) == (6, [3])


def test_a_request_typed_in_and_settled_both_ways(book: Casebook, says: Says) -> None:
    book.close()
    status, out, _ = says("forget", CASE, ZUS, "--ask", "--json")
    assert (status, json.loads(out)["number"], json.loads(out)["what"]) == (0, 5, "asked")
    assert ZUS_NAME in says("trail", CASE)[1]
    status, out, _ = says("forget", CASE, "--request", "5", "--refuse", "legal_claim", "--by", MILA, "--json")
    assert (status, json.loads(out)["number"], json.loads(out)["what"]) == (0, 6, "refused")
    assert ZUS_NAME in says("trail", CASE)[1]
    assert says("forget", CASE, "--request", "5", "--by", MILA, "--dry-run")[0] == 0
    assert ZUS_NAME in says("trail", CASE)[1]
    status, out, _ = says("forget", CASE, "--request", "5", "--by", MILA)
    assert status == 0
    assert ZUS_NAME not in says("trail", CASE)[1]
    assert says("check")[0] == 0


WRONGLY_TYPED: dict[str, tuple[list[str], int, str]] = {
    "no such case": (["zaak-9", MILA], 4, "there is no case zaak-9"),
    "no words": ([CASE, "buur"], 4, "holds no words of buur"),
    "nobody": ([CASE], 2, "PERSON: say whose words"),
    "no request": ([CASE, "--request", "3", "--by", MILA], 4, "asks for nothing"),
    "no decider": ([CASE, "--request", "3"], 2, "--by: say who decides"),
    "refused without request": ([CASE, ZUS, "--refuse", "other"], 2, "--request"),
    "refused what was not asked": ([CASE, "--request", "3", "--by", MILA, "--refuse", "other"], 1, "only_a_request"),
    "a wrong ground": ([CASE, ZUS, "--ground", "zomaar"], 2, "zomaar"),
    "a wrong passage": ([CASE, ZUS, "--passage", "0"], 2, "passage"),
    "a citizen number": ([CASE, "123456782"], 2, "citizen service number"),
}


@pytest.mark.parametrize("what", list(WRONGLY_TYPED))
def test_forget_typed_in_wrongly_says_what_and_changes_nothing(book: Casebook, says: Says, what: str) -> None:
    book.close()
    words, expected, sentence = WRONGLY_TYPED[what]
    before = says("trail", CASE, "--json")[1]
    status, _, err = says("forget", *words)
    assert status == expected
    assert sentence in err
    assert "Traceback" not in err
    assert says("trail", CASE, "--json")[1] == before


def test_destroy_typed_in(book: Casebook, says: Says) -> None:
    opened_other(book)
    book.close()
    status, out, _ = says("destroy", CASE, "--dry-run", "--json")
    assert status == 0
    (one,) = json.loads(out)["destroyed"]
    assert (one["case"], one["number"], one["entries"]) == (CASE, None, 4)
    assert says("trail", CASE)[0] == 0
    status, out, _ = says("destroy", CASE, "--by", "beheer", "--lang", "en")
    assert (status, out) == (0, "Destroyed: zaak-1, 4 entries. Entry 2 of access/stad says so.\n")
    assert says("trail", CASE)[0] == 4
    assert says("destroy", CASE)[0] == 4
    assert says("cases")[1] == "zaak-2  2\n"
    status, out, _ = says("check", "--json")
    assert (status, json.loads(out)["clean"], [f["id"] for f in json.loads(out)["findings"]]) == (
        0,
        True,
        ["destroyed"],
    )


@pytest.mark.parametrize("words", [[], [CASE, "--due"], ["--due", "--after-years", "0"], [CASE, "--ground", "zomaar"]])
def test_destroy_typed_in_wrongly_destroys_nothing(book: Casebook, says: Says, words: list[str]) -> None:
    book.close()
    assert says("destroy", *words)[0] == 2
    assert says("trail", CASE)[0] == 0


def test_what_is_due_is_what_was_last_written_in_long_ago(tmp_path: Path, says: Says) -> None:
    now = datetime.now(UTC)
    moments = {"oud": now - timedelta(days=366 * 20), "jong": now - timedelta(days=365 * 19)}
    clock = [moments["oud"]]
    with Casebook.create(tmp_path / "casebook.db", clock=lambda: clock[0]) as book:
        for name, moment in moments.items():
            clock[0] = moment
            book.record(f"zaak-{name}", CaseOpened(resident=MILA, method="support_group"), by=MILA)
    status, out, _ = says("destroy", "--due", "--dry-run", "--json")
    assert (status, [one["case"] for one in json.loads(out)["destroyed"]]) == (0, ["zaak-oud"])
    assert len(says("cases")[1].splitlines()) == 2
    status, out, _ = says("destroy", "--due", "--dry-run", "--after-years", "18", "--json")
    assert [one["case"] for one in json.loads(out)["destroyed"]] == ["zaak-jong", "zaak-oud"]
    status, out, _ = says("destroy", "--due", "--json")
    assert [one["case"] for one in json.loads(out)["destroyed"]] == ["zaak-oud"]
    assert says("cases")[1] == "zaak-jong  1\n"
    assert says("destroy", "--due")[1] == "Niets hoeft al weg.\n"
    assert says("check")[0] == 0


def test_an_entry_of_today_keeps_an_old_case(tmp_path: Path, says: Says) -> None:
    old = datetime.now(UTC) - timedelta(days=366 * 30)
    with Casebook.create(tmp_path / "casebook.db", clock=lambda: old) as book:
        opened_case(book)
    with Casebook.open(tmp_path / "casebook.db") as book:
        book.record(CASE, GoalSet(goal="nu", horizon="short", words="nu"), by=MILA)
    assert json.loads(says("destroy", "--due", "--dry-run", "--json")[1])["destroyed"] == []


def test_backup_typed_in_and_rehearsed(book: Casebook, says: Says, tmp_path: Path) -> None:
    book.privacy.forget(CASE, ZUS)
    words = sum(1 for _ in tokens(book))
    status, out, err = says("backup", "kopie", "--rehearse", "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["rehearsed"] == {"entries": 7, "words": words}
    assert {file.name for file in (tmp_path / "kopie").iterdir()} >= {"casebook.db", "casebook.vault"}
    assert not list((tmp_path / "kopie").glob("*.key*"))
    assert says("backup", "kopie")[0] == 1
    status, out, _ = says("backup", "kopie-2", "--lang", "en")
    assert status == 0
    assert "The master key was not copied" in out


def test_a_rehearsal_of_a_backup_that_cannot_be_read_fails(book: Casebook, says: Says, tmp_path: Path) -> None:
    book.close()
    with closing(sqlite3.connect(tmp_path / "casebook.vault")) as vault, vault:
        vault.execute("DELETE FROM keys WHERE number = 3")
    status, _, err = says("backup", "kopie", "--rehearse")
    assert status == 6
    assert "log_broken" in err


def test_a_rehearsal_finds_a_vault_that_was_behind_when_it_was_opened_before(
    book: Casebook, says: Says, tmp_path: Path
) -> None:
    book.close()
    old = copied(tmp_path)
    book.record(CASE, goal("nieuw"), by=MILA)
    book.close()
    put_back(tmp_path, old)
    assert says("trail", CASE)[0] == 0
    assert says("backup", "kopie", "--rehearse")[0] == 6


def test_keys_rotate_typed_in(book: Casebook, says: Says, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book.close()
    key = (tmp_path / "casebook.key").read_bytes()
    status, out, _ = says("keys", "rotate", "--json")
    assert (status, json.loads(out)["schema"]) == (0, "svh.keys/1")
    assert json.loads(out)["rotated"] >= 6
    assert (tmp_path / "casebook.key").read_bytes() != key
    assert not (tmp_path / "casebook.key.new").exists()
    assert ZUS_NAME in says("trail", CASE)[1]
    monkeypatch.setenv("SVH_MASTER_KEY", (tmp_path / "casebook.key").read_text())
    status, _, err = says("keys", "rotate")
    assert status == 2
    assert "keys_missing" in err
    assert ZUS_NAME in says("trail", CASE)[1]


def test_help_tells_of_every_command_of_this(says: Says) -> None:
    out = says("--help")[1]
    for command in ("forget", "destroy", "keys", "backup"):
        assert f"\n  {command} " in out
        assert says(command, "--help")[0] == 0
