"""Reporting: each disclosure stands first, and what one recipient is given cannot be taken from what they had."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from svh_core import Casebook, ConsentGiven, ConsentWithdrawn, NotFound, NotPermitted, TimeLogged
from svh_core.errors import Conflict, Malformed, PluginFailed, SvhError
from svh_core.plugins.disclosed import DisclosedCase
from svh_core.plugins.offers import Reported, Row

from .handmade import Counting, disclosures, policy
from .test_following import Clock, opened

LAWS = ("Zvw", "Wmo", "Jeugdwet")
SPRING = datetime(2026, 2, 10, 9, tzinfo=UTC)


def by_law(case: DisclosedCase) -> Iterator[Row]:
    for entry in case.of("time.logged"):
        yield {"law": entry.data["law"]}, entry.data["minutes"]


def counting(rows: Callable[[DisclosedCase], Iterable[Row]] = by_law, **others: Any) -> Counting:
    return Counting(rows, {"law": LAWS}, **{"of": "sum", "unit": "minutes"} | others)


def casebook(clock: Clock, *plugins: Counting, laws: dict[str, int] | None = None) -> Casebook:
    """A casebook in which so many residents were helped for an hour by each law in February, open to org-1."""
    clock.now = datetime(2027, 1, 10, tzinfo=UTC)
    book = Casebook.in_memory(clock=clock, plugins=plugins)
    for law, count in (laws or {"Zvw": 12, "Wmo": 12}).items():
        for number in range(count):
            helped(book, f"{law}-{number}", law)
    return book


def helped(book: Casebook, case: str, law: str, minutes: int = 60, at: datetime = SPRING) -> None:
    opened(book, case)
    logged(book, case, law, minutes, at)
    consents(book, case)


def logged(book: Casebook, case: str, law: Any, minutes: int, at: datetime) -> None:
    event = TimeLogged(activity="meeting", person="zus", minutes=minutes, on=at.date(), with_resident="yes", law=law)
    book.record(case, event, by=case, at=at)


def consents(
    book: Casebook,
    case: str,
    purpose: Any = "funding",
    *,
    to: str = "org-1",
    consent: str = "c-1",
    categories: tuple[str, ...] = ("time",),
) -> None:
    event = ConsentGiven(
        consent=consent,
        purpose=purpose,
        categories=categories,
        recipient_kind="organisation",
        recipient=to,
        from_=date(2026, 1, 1),
        channel="app",
        text_version="1",
        language="nl",
    )
    book.record(case, event, by=case)


def report(book: Casebook, **asked: Any) -> Reported:
    return book.plugins.report("hours", **{"recipient": "org-1", "purpose": "funding", "period": "2026"} | asked)


def shown(made: Reported) -> dict[str, tuple[int | None, int | None]]:
    return {row.values["law"]: (row.cases, row.amount) for row in made.tables[0].rows}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock) -> Iterator[Casebook]:
    with casebook(clock, counting()) as made:
        yield made


# By hand


def test_a_report_equals_what_is_counted_by_hand(clock: Clock) -> None:
    with casebook(clock, counting(), laws={"Zvw": 13, "Wmo": 12, "Jeugdwet": 9}) as book:
        made = report(book)
    assert shown(made) == {"Zvw": (15, 780), "Wmo": (10, 720), "Jeugdwet": (None, None)}
    assert (made.report, made.recipient, made.purpose, made.period, made.at_least, made.language) == (
        "svh-count:hours",
        "org-1",
        "funding",
        "2026",
        10,
        "nl",
    )


def test_only_what_was_claimed_for_the_period_is_counted(book: Casebook) -> None:
    for number in range(12):
        logged(book, f"Zvw-{number}", "Jeugdwet", 30, datetime(2025, 12, 31, 22, 59, tzinfo=UTC))
        logged(book, f"Zvw-{number}", "Jeugdwet", 20, datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    assert shown(report(book))["Jeugdwet"] == (10, 240)


def test_only_cases_that_are_open_for_the_purpose_are_counted(book: Casebook) -> None:
    for number in range(5):
        book.record(f"Zvw-{number}", ConsentWithdrawn(consent="c-1"), by=f"Zvw-{number}")
    assert shown(report(book)) == {"Zvw": (None, None), "Wmo": (10, 720), "Jeugdwet": (None, None)}


def test_nothing_open_gives_the_same_rows_and_no_number(book: Casebook) -> None:
    assert set(shown(report(book, recipient="org-9")).values()) == {(None, None)}


# What is written down


def test_each_disclosure_and_that_of_the_organisation_stand_when_the_report_is_given(book: Casebook) -> None:
    opened(book, "closed")
    report(book, responsible="directeur")
    for case, _ in book._desk.cases():
        told = disclosures(book, case)
        assert len(told) == (0 if case == "closed" else 1)
        for one in told:
            assert (one.action, one.suppressed, one.plugin) == ("report", True, "svh-count:0")
            assert (one.recipient, one.purpose, one.categories) == ("org-1", "funding", ("time",))
            assert one.responsible == "directeur"
            assert one.basis.startswith("entry:")
    [given] = disclosures(book, "organisation/org-1")
    assert (given.action, given.suppressed, given.basis, given.plugin) == ("report", True, "operator", "svh-count:0")


def test_each_disclosure_stands_before_the_plugin_counts_the_case(clock: Clock) -> None:
    stood: list[bool] = []

    def rows(case: DisclosedCase) -> Iterator[Row]:
        stood.append(sum(bool(disclosures(made, one)) for one, _ in made._desk.cases()) == len(stood) + 1)
        return by_law(case)

    with casebook(clock, counting(rows)) as made:
        report(made)
    assert stood == [True] * 24


def test_where_that_of_the_organisation_cannot_be_written_nothing_is_given(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise SvhError("the disk is full")

    monkeypatch.setattr("svh_core.plugins.reporting.write", full)
    with pytest.raises(SvhError, match="the disk is full"):
        report(book)


def test_what_would_be_reported_writes_nothing_down(book: Casebook) -> None:
    last = book.log.store.recorder.max_notification_id()
    would = book.plugins.would_report("hours", recipient="org-1", purpose="funding")
    assert len(would) == 24
    assert {one.categories for one in would} == {("time",)}
    assert book.log.store.recorder.max_notification_id() == last


def test_a_report_is_never_of_cases_that_somebody_picks(book: Casebook) -> None:
    with pytest.raises(TypeError):
        book.plugins.report("hours", recipient="org-1", purpose="funding", period="2026", cases=["Zvw-1"])  # type: ignore[call-arg]


# What is refused


@pytest.mark.parametrize("period", ["2027", "2027-01", "2027-Q1", "2199"])
def test_a_period_that_is_not_over_is_refused_before_anything_is_disclosed(book: Casebook, period: str) -> None:
    with pytest.raises(Malformed, match="not over yet"):
        report(book, period=period)
    assert disclosures(book, "Zvw-1") == []


def test_a_period_is_over_with_its_last_moment_in_amsterdam(book: Casebook, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    with pytest.raises(Malformed):
        report(book)
    clock.now += timedelta(seconds=1)
    assert report(book).period == "2026"


@pytest.mark.parametrize("at_least", [2, 0, -1, True])
def test_rows_of_one_or_two_cases_are_refused_whoever_asks(book: Casebook, at_least: int) -> None:
    with pytest.raises(Malformed):
        report(book, at_least=at_least)


def test_a_purpose_that_the_plugin_is_not_there_for_is_refused(book: Casebook) -> None:
    with pytest.raises(NotPermitted):
        report(book, purpose="research")
    policy(book, "svh-count", purposes=("quality",))
    with pytest.raises(NotPermitted):
        report(book)
    assert disclosures(book, "Zvw-1") == []


def test_an_unknown_report_is_not_found(book: Casebook) -> None:
    with pytest.raises(NotFound, match="there is no report years"):
        book.plugins.report("years", recipient="org-1", purpose="funding", period="2026")


# Taking one report from another


def test_equal_numbers_of_the_same_period_are_given_again_and_that_is_written_down_again(book: Casebook) -> None:
    first = report(book)
    assert report(book, language="en").tables == first.tables
    assert len(disclosures(book, "organisation/org-1")) == len(disclosures(book, "Zvw-1")) == 2


def test_another_wording_of_the_same_numbers_is_no_other_report(clock: Clock) -> None:
    plugin = counting()
    with casebook(clock, plugin) as book:
        before = report(book)
        [(_, told)] = [one for one in book.plugins.reports if one[0] == "svh-count"]
        object.__setattr__(told, "says", {"en": "Otherwise.", "nl": "Anders."})
        assert report(book).tables == before.tables


def test_who_comes_later_is_not_counted_with_those_whose_numbers_were_given_out(book: Casebook) -> None:
    first = report(book)
    for number in range(4):
        helped(book, f"later-{number}", "Zvw")
    assert report(book).tables == first.tables
    assert disclosures(book, "later-0") == []


def test_other_numbers_of_the_same_cases_and_period_are_refused(book: Casebook) -> None:
    report(book)
    logged(book, "Zvw-0", "Zvw", 500, SPRING)
    with pytest.raises(NotPermitted, match="other numbers of 2026 were given out before"):
        report(book)


def test_who_takes_a_consent_back_in_between_cannot_be_found_by_asking_again(book: Casebook) -> None:
    first = report(book)
    book.record("Zvw-0", ConsentWithdrawn(consent="c-1"), by="Zvw-0")
    with pytest.raises(NotPermitted):
        report(book)
    consents(book, "Zvw-0", consent="c-2")
    assert report(book).tables == first.tables


@pytest.mark.parametrize(("had", "asked"), [("2026", "2026-Q1"), ("2026-Q1", "2026"), ("2026-02", "2026-Q1")])
def test_a_period_that_shares_time_with_one_that_was_given_is_refused(book: Casebook, had: str, asked: str) -> None:
    report(book, period=had)
    with pytest.raises(NotPermitted, match="shares time"):
        report(book, period=asked)
    report(book, period="2025")
    report(book, period=had)


def test_the_same_time_is_not_counted_of_some_of_the_cases_for_another_purpose(book: Casebook) -> None:
    for number in range(11):
        consents(book, f"Zvw-{number}", "quality", consent="c-2")
    report(book)
    for period in ("2026", "2026-Q1"):
        with pytest.raises(NotPermitted, match="shares time and cases with this one of 2026"):
            report(book, purpose="quality", period=period)
    report(book, purpose="quality", period="2025")


def test_a_lower_threshold_afterwards_is_refused(clock: Clock) -> None:
    with casebook(clock, counting(), laws={"Zvw": 12, "Wmo": 5}) as book:
        report(book)
        with pytest.raises(NotPermitted):
            report(book, at_least=3)
        with pytest.raises(NotPermitted):
            report(book, at_least=11)


def test_what_was_refused_gives_nothing_out_and_leaves_what_was_given_as_it_was(book: Casebook) -> None:
    first = report(book)
    with pytest.raises(NotPermitted):
        report(book, at_least=3)
    given, refused = disclosures(book, "organisation/org-1")
    assert (type(given).__name__, type(refused).__name__) == ("DisclosureMade", "DisclosureRefused")
    assert refused.why == "given_otherwise"
    assert report(book).tables == first.tables


def test_another_recipient_gets_another_time_and_of_the_same_time_the_same(book: Casebook) -> None:
    first = report(book)
    for case, _ in book._desk.cases():
        consents(book, case, to="org-2", consent="c-2")
    assert report(book, recipient="org-2").tables == first.tables
    with pytest.raises(NotPermitted):
        report(book, recipient="org-2", period="2026-Q1")
    assert set(shown(report(book, recipient="org-2", period="2025")).values()) == {(None, None)}


def test_while_one_report_is_made_another_waits_its_turn(clock: Clock) -> None:
    came: list[Exception] = []

    def other() -> None:
        try:
            report(made, recipient="org-2", period="2026-Q1")
        except SvhError as error:
            came.append(error)

    def rows(case: DisclosedCase) -> Iterator[Row]:
        if not came:
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
        return by_law(case)

    with casebook(clock, counting(rows)) as made:
        report(made)
    assert [type(one) for one in came] == [Conflict]


def test_two_recipients_together_do_not_find_who_consented_to_one_of_them(clock: Clock) -> None:
    with casebook(clock, counting(), laws={"Zvw": 13, "Wmo": 12}) as book:
        for number in range(12):
            consents(book, f"Zvw-{number}", to="org-2", consent="c-2")
            consents(book, f"Wmo-{number}", to="org-2", consent="c-2")
        first = report(book, together_with=["org-2"])
        assert report(book, recipient="org-2").tables == report(book).tables == first.tables
        assert disclosures(book, "Zvw-12") == []


def test_two_recipients_who_were_not_named_together_do_not_get_what_differs(clock: Clock) -> None:
    with casebook(clock, counting(), laws={"Zvw": 13, "Wmo": 12}) as book:
        for number in range(12):
            consents(book, f"Zvw-{number}", to="org-2", consent="c-2")
            consents(book, f"Wmo-{number}", to="org-2", consent="c-2")
        assert shown(report(book))["Zvw"] == (15, 780)
        with pytest.raises(NotPermitted, match="could be taken from each other"):
            report(book, recipient="org-2")


def test_a_second_report_that_counts_the_same_does_not_show_who_left_in_between(clock: Clock) -> None:
    with casebook(clock, counting(), counting(name="svh-again"), laws={"Zvw": 13, "Wmo": 12}) as book:
        asked = {"recipient": "org-1", "purpose": "funding", "period": "2026"}
        first = book.plugins.report("svh-count:hours", **asked)
        assert book.plugins.report("svh-again:hours", **asked).tables == first.tables
        book.record("Zvw-0", ConsentWithdrawn(consent="c-1"), by="Zvw-0")
        with pytest.raises(NotPermitted, match="could be taken from each other"):
            book.plugins.report("svh-again:hours", **asked)


# A plugin that does otherwise


class Rude(dict[str, str]):
    """What is told as the values of a row, and raises when it is touched."""

    def items(self) -> Any:
        raise SystemExit(0)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (lambda _: [({"law": "Wlz"}, 1)], "laws has a row that it does not announce"),
        (lambda _: [({"kind": "Zvw"}, 1)], "laws has a row that it does not announce"),
        (lambda _: [({"law": "Zvw"}, -1)], "laws has a row that it does not announce"),
        (lambda _: [({"law": "Zvw"}, 1.5)], "laws has a row that it does not announce"),
        (lambda _: [({"law": ["Zvw"]}, 1)], "laws has a row that it does not announce"),
        (lambda _: [7], "laws has a row that it does not announce"),
        (lambda _: 7, "TypeError"),
        (lambda _: None, "TypeError"),
        (lambda case: case.nothing, "AttributeError"),
        (lambda _: [(Rude(law="Zvw"), 1)], "SystemExit"),
        (lambda case: (_ for _ in ()).throw(ValueError(case.case)), "ValueError"),
    ],
)
def test_a_plugin_that_counts_what_is_none_fails_by_its_name_and_nothing_is_given(
    clock: Clock, rows: Any, why: str
) -> None:
    with casebook(clock, counting(rows)) as book:
        with pytest.raises(PluginFailed) as failed:
            report(book)
        assert f"svh-count failed in hours: {why}" in str(failed.value)
        assert disclosures(book, "organisation/org-1") == []
        made = [name for name, _ in book.cases() if disclosures(book, name)]
        assert made
        for name in made:
            assert [one.spec.name for one in disclosures(book, name)] == ["disclosure.made", "disclosure.refused"]
            assert disclosures(book, name)[1].why == "failed"


def test_what_a_plugin_does_to_its_rows_afterwards_changes_nothing(clock: Clock) -> None:
    values = {"law": "Zvw"}

    def rows(case: DisclosedCase) -> list[Row]:
        values["law"] = case.of("time.logged")[0].data["law"]
        return [(values, 60)]

    with casebook(clock, counting(rows)) as book:
        assert shown(report(book)) == {"Zvw": (10, 720), "Wmo": (10, 720), "Jeugdwet": (None, None)}


# Files


def test_a_file_of_commas_has_every_row_and_says_nothing_of_what_is_left_out(book: Casebook) -> None:
    told = book.plugins.file_of(report(book), ".csv").decode()
    assert told.splitlines() == ["table,law,cases,minutes", "laws,Zvw,10,720", "laws,Wmo,10,720", "laws,Jeugdwet,,"]


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", 'a"b', "a,b", "a\nb", '=HYPERLINK("x")')


def test_no_cell_is_taken_for_a_formula(clock: Clock) -> None:
    plugin = Counting(lambda _: [], {"=kind": FORMULAS}, of="sum", unit="@minutes")
    with casebook(clock, plugin, laws={"Zvw": 1}) as book:
        told = book.plugins.file_of(report(book), ".csv").decode()
    cells = [cell for line in csv.reader(io.StringIO(told, newline="")) for cell in line]
    assert not [cell for cell in cells if cell[:1] in {*"=+-@\t\r\n\uff1d"} and cell]
    assert [cell.removeprefix("'") for cell in cells][5::4] == list(FORMULAS)


def test_a_file_of_data_has_a_schema_and_both_languages(book: Casebook) -> None:
    told = json.loads(book.plugins.file_of(report(book), ".json"))
    assert told["schema"] == "svh.report/1"
    assert set(told["says"]) == {"en", "nl"}
    assert told["tables"][0]["rows"][0] == {"values": {"law": "Zvw"}, "cases": 10, "amount": 720}


@pytest.mark.parametrize("suffix", ["", ".xlsx", ".CSV", "csv"])
def test_a_file_that_nobody_makes_is_malformed(book: Casebook, suffix: str) -> None:
    with pytest.raises(Malformed, match="this report is no"):
        book.plugins.file_of(report(book), suffix)


def test_a_plugin_makes_files_of_what_may_be_given_out_only(clock: Clock) -> None:
    given: list[Reported] = []

    def write(made: Reported) -> bytes:
        given.append(made)
        return b"xlsx"

    with casebook(clock, counting(write={".xlsx": write}), laws={"Zvw": 12, "Wmo": 3}) as book:
        made = report(book)
        assert book.plugins.file_of(made, ".xlsx") == b"xlsx"
    assert given == [made]
    assert shown(given[0])["Wmo"] == (None, None)


def test_a_plugin_that_makes_no_file_fails_by_its_name(clock: Clock) -> None:
    with casebook(clock, counting(write={".xlsx": lambda _: 7}), laws={"Zvw": 1}) as book:
        made = report(book)
        with pytest.raises(PluginFailed, match="svh-count failed in hours: TypeError"):
            book.plugins.file_of(made, ".xlsx")


def test_progress_is_told_of_every_case(book: Casebook) -> None:
    told: list[int] = []
    report(book, progress=lambda done, _: told.append(done))
    assert told == list(range(1, 25))
