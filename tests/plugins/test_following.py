"""Following: each entry is delivered from where a plugin was, to none twice at once, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
from eventsourcing.persistence import IntegrityError, OperationalError

from svh_core import (
    Casebook,
    Conflict,
    ConsentGiven,
    ConsentWithdrawn,
    EntryCorrected,
    GoalSet,
    MeetingPlanned,
    ParticipationDecided,
    SvhError,
)
from svh_core.domain.opening import CaseOpened
from svh_core.plugins.at_work import PluginsAtWork
from svh_core.plugins.disclosed import Disclosed
from svh_core.plugins.following import FIRST_WAIT, TRIES, Followed
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Follower(ModuleType):
    """A plugin that keeps what it is given, and fails where it is told to."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.given: list[Disclosed] = []
        self.fails = False

        @hookimpl
        def svh_describe() -> Description:
            return Description(id=name, organisation="Oost", purposes=["care"], categories=["meetings", "time"])

        @hookimpl
        def svh_follow(disclosed: Disclosed) -> None:
            self.given.append(disclosed)
            if self.fails:
                raise ValueError("Mira de Wit")

        self.svh_describe = svh_describe
        self.svh_follow = svh_follow

    @property
    def numbers(self) -> list[list[int]]:
        """The numbers of the entries of each delivery."""
        return [[entry.number for entry in case.entries] for told in self.given for case in told.cases]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def follower() -> Follower:
    return Follower("svh-one")


@pytest.fixture(params=["memory", "sqlite"])
def book(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, follower: Follower) -> Iterator[Casebook]:
    """A casebook in which the resident has planned a meeting, with a plugin that follows for org-1."""
    plugins = [follower, Follower("svh-two")]
    if request.param == "memory":
        made = Casebook.in_memory(clock=clock, plugins=plugins)
    else:
        Casebook.create(tmp_path / "casebook.db", clock=clock).close()
        made = Casebook.open(tmp_path / "casebook.db", clock=clock, plugins=plugins)
    follows_for(made, "svh-one", "org-1")
    follows_for(made, "svh-two", "org-2")
    opened(made, "mira")
    with made:
        yield made


def follows_for(book: Casebook, plugin: str, recipient: str) -> None:
    """As `svh plugins allow PLUGIN --for RECIPIENT` lets it."""
    loaded = book._loaded_plugins._loaded
    loaded[plugin] = attrs.evolve(loaded[plugin], policy=attrs.evolve(loaded[plugin].policy, recipient=recipient))


def opened(book: Casebook, case: str) -> None:
    book.record(case, CaseOpened(resident=case, name="Mira", asks_for="rust", method="support_group"), by=case)
    book.record(case, ParticipationDecided(answer="yes"), by=case)
    planned(book, case, "m-1")


def planned(book: Casebook, case: str, meeting: str) -> int:
    moment = datetime(2026, 4, 1, 9, tzinfo=UTC)
    event = MeetingPlanned(meeting=meeting, at=moment, minutes=60, kind="support_group", mode="onsite")
    return book.record(case, event, by=case).number


def consents(book: Casebook, case: str, consent: str = "c-1", *, to: str = "org-1", **others: Any) -> int:
    event = ConsentGiven(
        consent=consent,
        purpose="care",
        categories=others.pop("categories", ("meetings",)),
        recipient_kind="organisation",
        recipient=to,
        from_=date(2026, 1, 1),
        channel="spoken",
        text_version="1",
        language="nl",
        **others,
    )
    return book.record(case, event, by=case).number


def of(told: list[Followed], plugin: str = "svh-one") -> Followed:
    [found] = [one for one in told if one.plugin == plugin]
    return found


def disclosures(book: Casebook, case: str) -> list[Any]:
    return [one.event for one in book.log.entries(case) if one.event.spec.name == "disclosure.made"]


def test_nothing_is_delivered_without_consent(book: Casebook, follower: Follower) -> None:
    assert of(book.plugins.follow()).status == "ok"
    assert (follower.given, disclosures(book, "mira")) == ([], [])


def test_what_a_consent_opens_is_delivered_with_what_was_there_before(book: Casebook, follower: Follower) -> None:
    book.plugins.follow()
    consents(book, "mira")
    assert of(book.plugins.follow()).entries == 1
    [case] = follower.given[0].cases
    assert [(one.number, one.event, one.data["meeting"]) for one in case.entries] == [(3, "meeting.planned", "m-1")]
    assert (case.categories, case.closed, case.forgotten) == (("meetings",), (), ())
    [made] = disclosures(book, "mira")
    assert (made.recipient, made.plugin, made.action, made.basis) == ("org-1", "svh-one:0", "export", "entry:4")


def test_its_own_disclosures_are_never_delivered(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    for _ in range(5):
        book.plugins.follow()
    assert follower.numbers == [[3]]
    assert len(disclosures(book, "mira")) == 1
    assert of(book.plugins.follow()).position == book.log.store.recorder.max_notification_id()


def test_only_what_is_new_is_delivered_next(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    number = planned(book, "mira", "m-2")
    book.record("mira", GoalSet(goal="rust", words="weer slapen", horizon="short"), by="mira")
    book.plugins.follow()
    assert follower.numbers == [[3], [number]]


def test_an_entry_of_the_batch_is_seen_by_the_consent_of_now(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    planned(book, "mira", "m-2")
    book.record("mira", ConsentWithdrawn(consent="c-1"), by="mira")
    book.plugins.follow()
    assert follower.given == []


def test_who_takes_a_consent_back_has_what_was_kept_told_to_go_once(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    book.record("mira", ConsentWithdrawn(consent="c-1"), by="mira")
    book.plugins.follow()
    [case] = follower.given[1].cases
    assert (case.closed, case.entries, case.people) == (("meetings",), (), {})
    assert case.case == follower.given[0].cases[0].case
    planned(book, "mira", "m-2")
    book.plugins.follow()
    assert len(follower.given) == 2
    assert len(disclosures(book, "mira")) == 1


def test_a_consent_given_again_delivers_all_again(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    book.record("mira", ConsentWithdrawn(consent="c-1"), by="mira")
    book.plugins.follow()
    second = planned(book, "mira", "m-2")
    consents(book, "mira", "c-2")
    book.plugins.follow()
    assert follower.numbers == [[3], [], [3, second]]


def test_a_consent_that_ended_by_its_day_alone_is_told(book: Casebook, follower: Follower, clock: Clock) -> None:
    consents(book, "mira", until=date(2026, 3, 31))
    book.plugins.follow()
    clock.now += timedelta(days=60)
    book.plugins.follow()
    book.plugins.follow()
    assert [case.closed for told in follower.given for case in told.cases] == [(), ("meetings",)]


def test_a_consent_that_begins_by_its_day_alone_delivers_all(book: Casebook, follower: Follower, clock: Clock) -> None:
    event = ConsentGiven(
        consent="c-1",
        purpose="care",
        categories=("meetings",),
        recipient_kind="organisation",
        recipient="org-1",
        from_=date(2026, 4, 1),
        channel="spoken",
        text_version="1",
        language="nl",
    )
    book.record("mira", event, by="mira")
    book.plugins.follow()
    assert follower.given == []
    clock.now += timedelta(days=60)
    book.plugins.follow()
    assert follower.numbers == [[3]]


def test_a_withdrawal_between_a_delivery_and_the_end_of_a_run_is_told(book: Casebook, follower: Follower) -> None:
    """The plugin stored what it was given, and the run ended before anybody noted how far it was."""
    consents(book, "mira")
    follower.fails = True
    assert of(book.plugins.follow()).status == "failed"
    follower.fails = False
    book.record("mira", ConsentWithdrawn(consent="c-1"), by="mira")
    assert of(book.plugins.follow(again=True)).status == "ok"
    assert [case.closed for told in follower.given for case in told.cases] == [(), ("meetings",)]


def narrowed(book: Casebook, **changes: Any) -> None:
    loaded = book._loaded_plugins._loaded
    loaded["svh-one"] = attrs.evolve(loaded["svh-one"], policy=attrs.evolve(loaded["svh-one"].policy, **changes))


def test_what_the_host_does_not_let_it_see_any_more_has_to_go(book: Casebook, follower: Follower) -> None:
    consents(book, "mira", categories=("meetings", "time"))
    book.plugins.follow()
    narrowed(book, categories=("time",))
    book.plugins.follow()
    assert [case.closed for told in follower.given for case in told.cases] == [(), ("meetings",)]
    book.record("mira", ConsentWithdrawn(consent="c-1"), by="mira")
    book.plugins.follow()
    assert [case.closed for told in follower.given for case in told.cases] == [(), ("meetings",), ("time",)]


def test_what_was_for_another_recipient_has_to_go(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    narrowed(book, recipient="org-7")
    book.plugins.follow()
    book.plugins.follow()
    told = [(given.recipient, case.closed) for given in follower.given for case in given.cases]
    assert told == [("org-1", ()), ("org-1", ("meetings",))]


def test_what_was_forgotten_is_told_to_go(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    event = MeetingPlanned(
        meeting="m-2", at=NOW + timedelta(days=9), minutes=60, kind="support_group", mode="onsite", topics="geld"
    )
    number = book.record("mira", event, by="mira").number
    book.plugins.follow()
    assert follower.given[0].cases[0].entries[-1].data["topics"] == "geld"
    book.privacy.forget("mira", "mira")
    book.plugins.follow()
    [case] = follower.given[1].cases
    assert (case.forgotten, case.entries, case.closed) == ((number,), (), ())


def test_of_a_case_that_was_destroyed_all_has_to_go(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    book.privacy.destroy("mira", by="beheer")
    book.plugins.follow()
    [case] = follower.given[1].cases
    assert (case.case, case.closed, case.entries) == (follower.given[0].cases[0].case, ("meetings",), ())
    book.plugins.follow()
    assert len(follower.given) == 2


def test_what_was_recorded_in_the_wrong_case_is_told_to_go(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    book.record("mira", EntryCorrected(entry=3, wrong="case"), by="mira")
    book.plugins.follow()
    assert [case.misplaced for told in follower.given for case in told.cases] == [(), (3,)]


def test_what_turned_out_to_be_wrong_is_told(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    book.plugins.follow()
    book.record("mira", EntryCorrected(entry=3, wrong="entered_twice"), by="mira")
    book.plugins.follow()
    told = [(case.corrected, case.misplaced, case.forgotten) for given in follower.given for case in given.cases]
    assert told == [((), (), ()), ((3,), (), ())]


@pytest.mark.promise("a-follower-that-fails-is-tried-again")
def test_one_that_fails_is_tried_again_later_and_later_and_then_parked(
    book: Casebook, follower: Follower, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    consents(book, "mira")
    consents(book, "mira", "c-2", to="org-2")
    follower.fails = True
    told = book.plugins.follow()
    assert (of(told).status, of(told, "svh-two").status) == ("failed", "ok")
    assert "ValueError" in str(of(told).error)
    assert "Mira" not in caplog.text + str(told)
    assert of(book.plugins.follow()).status == "waiting"
    for tries in range(1, TRIES):
        clock.now += FIRST_WAIT * 2**tries
        status = of(book.plugins.follow()).status
        assert status == ("failed" if tries < TRIES - 1 else "parked")
    clock.now += timedelta(days=1)
    parked = of(book.plugins.follow())
    assert (parked.status, parked.next) == ("parked", "Look at it, and go on with `svh follow --again svh-one`.")
    follower.fails = False
    assert of(book.plugins.follow("svh-one", again=True)).status == "ok"
    assert follower.numbers == [[3]] * (TRIES + 1)
    assert of(book.plugins.follow()).status == "ok"


@pytest.mark.promise("of-two-followers-one-waits")
def test_while_one_process_follows_another_is_told_so(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    with book.log.store.followers.alone("svh-one/org-1/care") as taken:
        assert taken
        told = book.plugins.follow()
    assert (of(told).status, of(told, "svh-two").status) == ("busy", "ok")
    assert follower.given == []
    assert of(book.plugins.follow()).status == "ok"
    assert follower.numbers == [[3]]


def test_without_a_recipient_nothing_follows(book: Casebook, follower: Follower) -> None:
    follows_for(book, "svh-one", "")
    told = of(book.plugins.follow())
    assert (told.status, told.next) == (
        "no_recipient",
        "Say for whom with `svh plugins allow svh-one --for RECIPIENT`.",
    )
    assert follower.given == []


def test_a_plugin_that_does_not_follow_is_not_found(book: Casebook) -> None:
    with pytest.raises(SvhError, match="there is no plugin svh-core that follows"):
        book.plugins.follow("svh-core")


@pytest.mark.promise("followers-get-each-entry")
def test_a_long_log_is_delivered_in_order_and_once(book: Casebook, follower: Follower) -> None:
    consents(book, "mira")
    for number in range(30):
        opened(book, f"case-{number}")
        consents(book, f"case-{number}")
    for number in range(620):
        planned(book, f"case-{number % 30}", f"m-{number + 10}")
    book.plugins.follow()
    by_case: dict[str, list[int]] = {}
    for told in follower.given:
        for case in told.cases:
            by_case.setdefault(case.case, []).extend(entry.number for entry in case.entries)
    assert len(by_case) == 31
    for numbers in by_case.values():
        assert numbers == sorted(set(numbers))
    assert sum(map(len, by_case.values())) == 31 + 620


TWO = textwrap.dedent("""
    import sys
    from pathlib import Path
    import attrs
    from svh_core import Casebook
    from tests.plugins.test_following import Follower, follows_for

    class Writing(Follower):
        pass

    follower = Follower("svh-one")
    out = Path(sys.argv[2])
    follow = follower.svh_follow
    from svh_core.plugins.hookspecs import hookimpl

    @hookimpl
    def svh_follow(disclosed):
        for case in disclosed.cases:
            for entry in case.entries:
                with out.open("a") as file:
                    file.write(f"{case.case} {entry.number}\\n")

    follower.svh_follow = svh_follow
    with Casebook.open(sys.argv[1], plugins=[follower]) as book:
        follows_for(book, "svh-one", "org-1")
        statuses = set()
        for _ in range(60):
            statuses |= {one.status for one in book.plugins.follow()}
        print(" ".join(sorted(statuses)))
""")


@pytest.mark.promise("followers-get-each-entry")
def test_two_processes_deliver_nothing_twice(tmp_path: Path) -> None:
    db, out = tmp_path / "casebook.db", tmp_path / "given"
    with Casebook.create(db) as book:
        for number in range(8):
            opened(book, f"case-{number}")
            consents(book, f"case-{number}")
        run = [sys.executable, "-c", TWO, str(db), str(out)]
        processes = [subprocess.Popen(run, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for number in range(40):
            planned(book, f"case-{number % 8}", f"m-{number + 10}")
        for process in processes:
            told, _ = process.communicate(timeout=120)
            assert set(told.split()) <= {"ok", "busy"}
            assert process.returncode == 0
    rest = subprocess.run(run, capture_output=True, text=True, check=True, timeout=120)
    assert rest.stdout.split() == ["ok"]
    given = out.read_text().splitlines()
    assert len(given) == len(set(given)) == 8 + 40


# A store that breaks off ----------------------------------------------------------------------------------------------


def breaking_off(book: Casebook, monkeypatch: pytest.MonkeyPatch, at: str, error: Exception) -> None:
    """Has the store break off once, where a follower keeps something."""
    followers = book.log.store.followers
    working = getattr(followers, at)

    def breaks(*_: Any) -> None:
        monkeypatch.setattr(followers, at, working)
        raise error

    monkeypatch.setattr(followers, at, breaks)


def that_broke_off(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> PluginsAtWork:
    """The plugins of a casebook that handed over a case, and could not keep that they did."""
    consents(book, "mira")
    plugins = book.plugins
    breaking_off(book, monkeypatch, "moved", OperationalError("database is locked"))
    with pytest.raises(Conflict):
        plugins.follow("svh-one")
    return plugins


def test_what_was_handed_over_before_the_store_broke_off_is_not_handed_over_again(
    book: Casebook, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins = that_broke_off(book, monkeypatch)
    assert len(follower.given) == 1
    assert plugins.follow("svh-one")[0].status == "ok"
    assert len(follower.given) == 1
    number = planned(book, "mira", "m-2")
    assert plugins.follow("svh-one")[0].status == "ok"
    assert follower.numbers[1:] == [[number]]


def test_an_entry_that_is_another_by_then_is_handed_over(
    book: Casebook, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the server lost its disk, and a backup was put back in which others recorded since."""
    plugins = that_broke_off(book, monkeypatch)
    done = plugins._handed_over["svh-one/org-1/care"]
    entry: Any = done["mira"]
    done["mira"] = attrs.evolve(entry, recorded_at=NOW - timedelta(days=9))
    assert plugins.follow("svh-one")[0].status == "ok"
    assert len(follower.given) == 2


def test_a_case_that_was_destroyed_before_the_store_was_back_stops_nobody(
    book: Casebook, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins = that_broke_off(book, monkeypatch)
    book.privacy.destroy("mira", by="beheer")
    assert plugins.follow("svh-one")[0].status == "ok"
    assert len(follower.given) == 2
    assert plugins._handed_over["svh-one/org-1/care"] == {}
    assert not any(book.log.store.followers.held("svh-one/org-1/care").values())


def test_who_comes_too_late_to_keep_a_position_leaves_it_to_the_other(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents(book, "mira")
    breaking_off(book, monkeypatch, "moved", IntegrityError("another went on"))
    assert book.plugins.follow("svh-one")[0].status == "busy"
    assert book.plugins.follow("svh-one")[0].status == "ok"
