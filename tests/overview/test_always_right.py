"""What is kept is what the entries make: whatever was recorded, undone, put back or broken off, at whatever time."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from svh_core import Casebook, SvhError
from svh_core.checking import check
from svh_core.testing import says
from svh_core.testing.scenarios import FIRST_MOMENT
from svh_core.views.settings import DEFAULTS, Settings

from .lives import ORGANISATION, WHAT_HAPPENS, breaking_off, happens, looked_at_one_by_one, meanwhile

CASES: Final = ("an", "bo", "cor")
SETTINGS: Final = (DEFAULTS, Settings(numbers={"help_hours": 300, "ambassadors": 5}), Settings(address="u"))

A_LIFE: Final = 100
"""How many entries there are before a case is destroyed: else most lives end before anything happens in them."""

cases = st.sampled_from(CASES)
books = st.integers(0, 1)
steps = st.integers(0, len(WHAT_HAPPENS) - 1)


class AnyLife(RuleBasedStateMachine):
    """Two openings of one casebook, as of two processes, in which anything happens in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = FIRST_MOMENT
        self.happened = 0
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "now" / "book.db"
        self.path.parent.mkdir()
        self.settings = [DEFAULTS, DEFAULTS]
        self.books = [Casebook.create(self.path, clock=lambda: self.now)]
        self.books.append(self.opened(1))

    def opened(self, which: int) -> Casebook:
        return Casebook.open(self.path, clock=lambda: self.now, settings=self.settings[which])

    def teardown(self) -> None:
        for book in self.books:
            book.close()
        shutil.rmtree(self.folder)

    @initialize(lives=st.lists(st.lists(steps, min_size=8, max_size=20), min_size=1, max_size=3))
    def begins(self, lives: list[list[int]]) -> None:
        for case, told in zip(CASES, lives, strict=False):
            for step in (0, *told):
                self.now += timedelta(hours=30)
                happens(self.books[0], case, WHAT_HAPPENS[step], self.now)

    # What happens

    @rule(which=books, case=cases, told=st.lists(steps, min_size=1, max_size=12), hours=st.integers(1, 300))
    def records(self, which: int, case: str, told: list[int], hours: int) -> None:
        for step in told:
            self.now += timedelta(hours=hours)
            happens(self.books[which], case, WHAT_HAPPENS[step], self.now)

    @rule(which=books, case=cases, step=steps, days=st.integers(1, 200))
    def imports(self, which: int, case: str, step: int, days: int) -> None:
        at = self.now - timedelta(days=days)
        happens(self.books[which], case, WHAT_HAPPENS[step], at, source="oud")

    @rule(which=books, minutes=st.integers(1, 3000), year=st.integers(1, 2))
    def an_organisation_sets_its_hours(self, which: int, minutes: int, year: int) -> None:
        self.hours_are_set(self.books[which], minutes, year)

    def hours_are_set(self, book: Casebook, minutes: int, year: int = 1) -> None:
        others = dict.fromkeys(("explaining", "sociogram_and_nomination", "contacting", "planning"), 1)
        told = says("time_budget.set", "baas", year=year, meeting=minutes, from_="2017-01-01", **others)
        happens(book, f"organisation/{ORGANISATION}", [told], self.now)

    @rule(which=books, case=cases, person=st.sampled_from(("zus", "mila", "noor")))
    def forgets(self, which: int, case: str, person: str) -> None:
        with suppress(SvhError):
            self.books[which].privacy.forget(case, person, by="mila")

    @precondition(lambda self: self.books[0]._desk.log.store.recorder.max_notification_id() > A_LIFE)
    @rule(which=books, case=cases)
    def destroys(self, which: int, case: str) -> None:
        with suppress(SvhError):
            self.books[which].privacy.destroy(case, by="beheer")

    @rule(hours=st.integers(-2000, 9000) | st.sampled_from((1, 24, -1)))
    def the_clock_goes_on_or_is_put_back(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(which=books, told=st.sampled_from(SETTINGS))
    def is_opened_again_with_other_settings(self, which: int, told: Settings) -> None:
        self.books[which].close()
        self.settings[which] = told
        self.books[which] = self.opened(which)

    @rule()
    def a_backup_is_made(self) -> None:
        self.copied(self.path.parent, self.folder / "kept")

    @precondition(lambda self: (self.folder / "kept").exists())
    @rule()
    def the_backup_is_put_back(self) -> None:
        self.copied(self.folder / "kept", self.path.parent)

    def copied(self, there: Path, here: Path) -> None:
        for book in self.books:
            book.close()
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(there, here)
        self.books = [self.opened(0), self.opened(1)]

    # What is kept

    @rule(which=books)
    def is_brought_up_to_date(self, which: int) -> None:
        self.books[which].overview.bring_up_to_date()
        assert self.books[which].overview.bring_up_to_date() == 0

    @rule(which=books, at=st.integers(0, 40), anew=st.booleans())
    def breaks_off(self, which: int, at: int, anew: bool) -> None:  # noqa: FBT001
        overview = self.books[which].overview
        with breaking_off(self.books[which], at):
            overview.rebuild() if anew else overview.bring_up_to_date()

    @rule(which=books, at=st.integers(0, 9), case=cases, step=steps, follows=st.booleans())
    def somebody_else_goes_on_meanwhile(self, which: int, at: int, case: str, step: int, follows: bool) -> None:  # noqa: FBT001
        other = self.books[1 - which]
        is_destroyed = step == 0

        def goes_on() -> None:
            happens(other, case, WHAT_HAPPENS[step], self.now)
            self.hours_are_set(other, 60 * at)
            if is_destroyed:
                self.destroys(1 - which, case)
            if follows:
                other.overview.bring_up_to_date()

        with meanwhile(self.books[which], at, goes_on):
            self.books[which].overview.bring_up_to_date()

    @invariant()
    def is_right_whenever_it_is_read(self) -> None:
        """Not after each thing that happens, so that several come together; by one and then by the other."""
        self.happened += 1
        if self.happened % 3 == 0:
            book, also = self.books[self.happened % 2], (("all",), ())[self.happened % 4 // 2]
            told = book.overview.signals("nl", purpose="reading", also=also)
            assert list(told.told) == looked_at_one_by_one(book, also=also)
            assert told.failed == ()
            assert book.cases() == book._desk.cases()

    @precondition(lambda self: self.books[0].cases())
    @rule()
    def is_checked(self) -> None:
        found = check(self.books[0].log, self.books[0].rulebook).findings
        assert all(one.is_notice for one in found)


test_what_is_kept_is_what_the_entries_make: Any = pytest.mark.uncounted(AnyLife.TestCase)
test_what_is_kept_is_what_the_entries_make.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.long
def test_what_is_kept_is_what_the_entries_make_in_many_long_lives() -> None:
    run_state_machine_as_test(
        AnyLife,
        settings=settings(
            max_examples=400, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
