"""Exporting: what a plugin is handed, that the disclosure stood first, and all that it is never handed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svh_core import (
    Casebook,
    ConsentGiven,
    ConsentWithdrawn,
    EntryCorrected,
    GoalSet,
    MeetingPlanned,
    NetworkPersonAdded,
    NotFound,
    NotPermitted,
    SvhError,
)
from svh_core.domain.consent import OtherGroundInvoked
from svh_core.domain.opening import CaseOpened
from svh_core.errors import Conflict, Malformed, PluginFailed
from svh_core.plugins import handing_over
from svh_core.plugins.disclosed import Disclosed, DisclosedCase, DisclosedEntry
from svh_core.plugins.exporting import Exported
from svh_core.plugins.offers import VIEWS
from svh_core.plugins.written import written_bytes
from svh_core.sharing.grounds import CATEGORIES
from svh_core.testing.canaries import MILA, canaries, lines
from svh_core.testing.playing import play

from .handmade import Exporting, disclosures, policy
from .test_following import Clock, opened, planned

FORGOTTEN = {"forgotten": True}
PLAIN = (str, int, float, bool, bytes, datetime, type(None))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def plugin() -> Exporting:
    return Exporting(views=VIEWS)


@pytest.fixture
def book(clock: Clock, plugin: Exporting) -> Iterator[Casebook]:
    """A casebook with one case, in which nothing is open to anybody."""
    with Casebook.in_memory(clock=clock, plugins=[plugin, Exporting("svh-two")]) as made:
        opened(made, "mira")
        sister = NetworkPersonAdded(
            person="zus", name="Samira", network="informal", relation="mijn zus", relation_kind="family"
        )
        made.record("mira", sister, by="mira")
        made.record("mira", GoalSet(goal="rust", words="weer slapen", horizon="short"), by="mira")
        yield made


def export(book: Casebook, exporter: str = "svh-one:one", **asked: Any) -> Exported:
    return book.plugins.export(exporter, **{"recipient": "org-1", "purpose": "care"} | asked)


def consents(book: Casebook, case: str, consent: str = "c-1", *, to: str = "org-1", **others: Any) -> int:
    """A resident lets an organisation see some categories."""
    told = {"purpose": "care", "categories": ("meetings",), "recipient_kind": "organisation", "recipient": to}
    by = others.pop("by", case)
    event = ConsentGiven(
        consent=consent,
        **{**told, **others},
        from_=date(2026, 1, 1),
        channel="app",
        text_version="1",
        language="nl",
    )
    return book.record(case, event, by=by).number


def events(plugin: Exporting) -> list[str]:
    return [entry.event for case in plugin.cases for entry in case.entries]


def reachable(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Everything that can be reached from something without knowing Python's back doors."""
    if id(thing) in seen:
        return
    seen.add(id(thing))
    yield thing
    if isinstance(thing, dict):
        for pair in thing.items():
            yield from itertools.chain.from_iterable(reachable(one, seen) for one in pair)
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from reachable(one, seen)
    elif attrs.has(type(thing)):
        for field in attrs.fields(type(thing)):
            yield from reachable(getattr(thing, field.name), seen)


# The disclosure comes first


def test_the_disclosure_stands_before_the_plugin_is_called(book: Casebook) -> None:
    stood: list[int] = []

    def write(_: Disclosed) -> str:
        stood.append(len(disclosures(book, "mira")))
        return ""

    with Casebook.in_memory(plugins=[Exporting(write=write)]) as other:
        opened(other, "mira")
        consents(other, "mira")
        book = other
        export(other)
    assert stood == [1]


def test_where_the_disclosure_cannot_be_written_the_plugin_is_not_called(
    book: Casebook, plugin: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents(book, "mira")

    def full(*_: Any, **__: Any) -> None:
        raise SvhError("the disk is full")

    monkeypatch.setattr(book.log.store.recorder, "insert_events", full)
    with pytest.raises(SvhError, match="the disk is full"):
        export(book)
    assert plugin.given == []


def test_where_others_keep_deciding_the_plugin_is_not_called(
    book: Casebook, plugin: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents(book, "mira")

    def first(*_: Any, **__: Any) -> None:
        raise Conflict("somebody else was first")

    monkeypatch.setattr("svh_core.looking.disclose", first)
    with pytest.raises(Conflict):
        export(book)
    assert plugin.given == []


def test_a_disclosure_says_for_whom_by_which_plugin_on_what_ground_and_who_answers_for_it(book: Casebook) -> None:
    number = consents(book, "mira", categories=("meetings", "goals"))
    made = export(book, responsible="directeur", language="en")
    [told] = disclosures(book, "mira")
    assert (told.recipient, told.capacity, told.purpose, told.action) == ("org-1", "organisation", "care", "export")
    assert (told.plugin, told.responsible, told.basis) == ("svh-one:0", "directeur", f"entry:{number}")
    assert (set(told.categories), told.suppressed) == ({"meetings", "goals"}, None)
    assert (made.exporter, made.suffix, made.file, made.cases) == ("svh-one:one", ".txt", b"a file", ("mira",))


# Which cases


def test_a_case_that_is_named_and_not_open_is_refused_and_that_stands_in_it(book: Casebook, plugin: Exporting) -> None:
    with pytest.raises(NotPermitted):
        export(book, cases=["mira"])
    [refused] = disclosures(book, "mira")
    assert (refused.spec.name, refused.recipient, refused.purpose) == ("disclosure.refused", "org-1", "care")
    assert plugin.given == []


def test_cases_that_are_not_named_and_not_open_are_passed_over_without_a_trace(
    book: Casebook, plugin: Exporting
) -> None:
    opened(book, "noor")
    consents(book, "noor")
    before = book.log.load("mira").number
    assert export(book).cases == ("noor",)
    assert len(plugin.cases) == 1
    assert book.log.load("mira").number == before


@pytest.mark.parametrize(("cases", "error"), [(["mira", "nobody"], NotFound), (["mira", "mira"], Malformed)])
def test_cases_that_are_not_there_or_named_twice_are_an_error_before_anything_is_disclosed(
    book: Casebook, plugin: Exporting, cases: list[str], error: type[SvhError]
) -> None:
    consents(book, "mira")
    with pytest.raises(error):
        export(book, cases=cases)
    assert (plugin.given, disclosures(book, "mira")) == ([], [])


def test_what_would_be_exported_writes_nothing_down_and_calls_nobody(book: Casebook, plugin: Exporting) -> None:
    number = consents(book, "mira")
    opened(book, "noor")
    last = book.log.store.recorder.max_notification_id()
    for cases in (None, ["mira"], ["mira", "noor"]):
        [would] = book.plugins.would_export("svh-one:one", recipient="org-1", purpose="care", cases=cases)
        assert (would.case, would.categories, would.basis) == ("mira", ("meetings",), f"entry:{number}")
    assert book.log.store.recorder.max_notification_id() == last
    assert plugin.given == []


def test_nothing_open_at_all_is_still_a_file_of_nothing(book: Casebook, plugin: Exporting) -> None:
    assert export(book).cases == ()
    assert plugin.given[-1].cases == ()


# What is open = consent, policy and what is asked


def test_the_policy_of_the_host_narrows_what_a_consent_opens(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=("meetings", "goals"))
    policy(book, "svh-one", categories=("goals",))
    export(book)
    assert (plugin.cases[0].categories, events(plugin)) == (("goals",), ["case.opened", "goal.set"])
    [made] = disclosures(book, "mira")
    assert made.categories == ("goals",)


def test_the_policy_of_the_host_narrows_what_a_plugin_is_used_for(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira")
    policy(book, "svh-one", purposes=("support_group",))
    with pytest.raises(NotPermitted, match="svh-one is not there for the purpose care"):
        export(book)
    with pytest.raises(NotPermitted):
        book.plugins.would_export("svh-one:one", recipient="org-1", purpose="care")
    assert (plugin.given, disclosures(book, "mira")) == ([], [])


def test_a_policy_that_is_wider_than_the_plugin_asks_opens_no_more(clock: Clock) -> None:
    plugin = Exporting(categories=["meetings"], purposes=["care"])
    with Casebook.in_memory(clock=clock, plugins=[plugin]) as book:
        opened(book, "mira")
        consents(book, "mira", categories=("meetings", "goals"))
        policy(book, "svh-one", categories=CATEGORIES, purposes=("care", "research"))
        export(book)
        assert plugin.cases[0].categories == ("meetings",)
        with pytest.raises(NotPermitted):
            export(book, purpose="research")


def test_an_exporter_asks_no_more_than_it_says_it_needs(clock: Clock) -> None:
    plugin = Exporting(of_the_exporter=["goals"])
    with Casebook.in_memory(clock=clock, plugins=[plugin]) as book:
        opened(book, "mira")
        consents(book, "mira", categories=("meetings",))
        assert export(book).cases == ()
        consents(book, "mira", "c-2", categories=("goals",))
        assert export(book).cases == ("mira",)
        assert plugin.cases[0].categories == ("goals",)


def test_a_consent_for_another_purpose_opens_nothing(book: Casebook) -> None:
    consents(book, "mira")
    assert export(book, purpose="support_group").cases == ()


@pytest.mark.parametrize("to", ["org-2", "Org-1", "mira"])
def test_a_consent_to_another_opens_nothing(book: Casebook, to: str) -> None:
    consents(book, "mira", to=to)
    assert export(book).cases == ()


def test_a_consent_opens_on_its_days_only(book: Casebook, clock: Clock) -> None:
    consents(book, "mira", until=date(2026, 3, 31))
    assert export(book).cases == ("mira",)
    clock.now = datetime(2026, 3, 31, 21, 59, tzinfo=UTC)  # in Amsterdam its last minute
    assert export(book).cases == ("mira",)
    clock.now += timedelta(minutes=1)
    assert export(book).cases == ()


def test_a_consent_that_is_taken_back_opens_nothing(book: Casebook) -> None:
    consents(book, "mira")
    book.record("mira", ConsentWithdrawn(consent="c-1"), by="mira")
    assert export(book).cases == ()


def test_a_consent_to_a_person_opens_to_that_person(book: Casebook) -> None:
    consents(book, "mira", recipient_kind="person")
    assert export(book).cases == ("mira",)


def test_a_consent_to_a_role_opens_nothing_to_an_organisation_of_that_name(book: Casebook) -> None:
    consents(book, "mira", recipient_kind="role", to="care_worker")
    assert export(book, recipient="care_worker").cases == ()


def test_a_residents_no_wins_over_their_own_yes(book: Casebook) -> None:
    consents(book, "mira", but_not=("org-1",))
    assert export(book).cases == ()


def other_ground(book: Casebook, *, to: str = "org-1", review_on: date = date(2026, 3, 20)) -> int:
    event = OtherGroundInvoked(
        ground="legal_duty", categories=("meetings",), recipient=to, review_on=review_on, assessment="omdat het moet"
    )
    return book.record("mira", event, by="arts").number


def test_another_ground_opens_what_it_names_until_its_review(book: Casebook, plugin: Exporting, clock: Clock) -> None:
    number = other_ground(book)
    export(book)
    assert events(plugin) == ["meeting.planned"]
    assert disclosures(book, "mira")[0].basis == f"entry:{number}"
    clock.now += timedelta(days=30)
    assert export(book).cases == ()


def test_an_emergency_opens_to_the_one_it_names(book: Casebook, plugin: Exporting) -> None:
    book.break_the_glass(
        "mira", recipient="org-1", categories=["goals"], reason="niet aanspreekbaar", review_on=date(2026, 3, 20)
    )
    export(book)
    assert events(plugin) == ["case.opened", "goal.set"]
    assert export(book, recipient="org-2").cases == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    consented=st.sets(st.sampled_from(CATEGORIES), min_size=1),
    allowed=st.sets(st.sampled_from(CATEGORIES)),
    asked=st.sets(st.sampled_from(CATEGORIES)),
    needed=st.none() | st.sets(st.sampled_from(CATEGORIES)),
)
def test_what_is_handed_over_is_always_within_consent_policy_and_what_is_asked(
    consented: set[str], allowed: set[str], asked: set[str], needed: set[str] | None
) -> None:
    needed = None if needed is None else needed & asked
    plugin = Exporting(categories=sorted(asked), of_the_exporter=sorted(needed) if needed is not None else None)
    with Casebook.in_memory(plugins=[plugin]) as book:
        opened(book, "mira")
        book.record("mira", GoalSet(goal="rust", words="weer slapen", horizon="short"), by="mira")
        consents(book, "mira", categories=tuple(sorted(consented)))
        policy(book, "svh-one", categories=tuple(sorted(allowed)))
        made = export(book)
        most = consented & allowed & asked & (asked if needed is None else needed)
        for case in plugin.cases:
            assert set(case.categories) == most
            assert (case.case == "mira") == ("identity" in most)
            spoken = {entry.category for entry in case.entries}
            assert spoken <= {"goals", "meetings", "identity", "regie", "consent", "care", "time"}
            assert "goals" in most or "weer slapen" not in repr(case)
            assert "identity" in most or "Mira" not in repr(case)
            assert "regie" in most or all(one.by is one.standing is one.entered_by is None for one in case.entries)
        assert most or not made.cases


# What it looks like


def test_a_case_goes_by_a_pseudonym_that_is_the_same_for_one_recipient_and_purpose_only(
    book: Casebook, plugin: Exporting, clock: Clock
) -> None:
    consents(book, "mira")
    consents(book, "mira", "c-2", to="org-2")
    consents(book, "mira", "c-3", purpose="support_group")
    names = []
    for asked in (
        {},
        {"language": "en"},
        {"recipient": "org-2"},
        {"purpose": "support_group"},
    ):
        clock.now += timedelta(days=1)
        export(book, **asked)
        names.append((plugin.cases[0].case, plugin.given[-1].pseudonym("meeting", "m-1")))
    first, again, other, otherwise = names
    assert first == again
    assert len({*first, *other, *otherwise}) == 6
    assert "mira" not in repr(names)


def test_another_plugin_has_other_pseudonyms(clock: Clock) -> None:
    plugins = Exporting("svh-one"), Exporting("svh-two")
    with Casebook.in_memory(clock=clock, plugins=plugins) as book:
        opened(book, "mira")
        consents(book, "mira")
        export(book, "svh-one:one")
        export(book, "svh-two:one")
    assert plugins[0].cases[0].case != plugins[1].cases[0].case


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_pseudonyms_of_different_parts_differ(one: list[str], other: list[str]) -> None:
    told = Disclosed(
        recipient="org-1", purpose="care", made_at=datetime(2026, 1, 1, tzinfo=UTC), language="nl", cases=(), key=b"key"
    )
    assert (told.pseudonym(*one) == told.pseudonym(*other)) == (one == other)
    assert "key" not in repr(told)


def test_the_name_of_a_case_and_of_people_is_told_where_identity_and_network_are_open(
    book: Casebook, plugin: Exporting
) -> None:
    consents(book, "mira", categories=("network",))
    export(book)
    [case] = plugin.cases
    assert case.case != "mira"
    assert case.people == {}
    assert case.name("zus") == "zus"
    assert "Samira" not in repr(case)
    consents(book, "mira", "c-2", categories=("identity", "network"))
    export(book)
    [case] = plugin.cases
    assert (case.case, case.name("zus")) == ("mira", "Samira")


def test_who_decided_is_told_with_regie_only(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira")
    export(book)
    [entry] = plugin.cases[0].of("meeting.planned")
    assert (entry.by, entry.entered_by, entry.standing) == (None, None, None)
    assert (entry.number, entry.data["meeting"], entry.data["minutes"]) == (3, "m-1", 60)
    consents(book, "mira", "c-2", categories=("regie",))
    export(book)
    [entry] = plugin.cases[0].of("meeting.planned")
    assert (entry.by, entry.entered_by) == ("mira", "mira")
    assert entry.standing is not None


def test_words_that_were_forgotten_say_so_in_data_and_views(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=("goals",))
    export(book)
    assert "weer slapen" in repr(plugin.cases)
    book.privacy.forget("mira", "mira")
    consents(book, "mira", "c-2", categories=("goals",))
    export(book)
    [entry] = plugin.cases[0].of("goal.set")
    assert entry.data["words"] == FORGOTTEN
    assert FORGOTTEN in [one for one in reachable(plugin.cases[0].views["plan"], set()) if isinstance(one, dict)]
    assert "weer slapen" not in repr(plugin.cases)


def test_a_field_that_may_not_be_seen_is_not_there_at_all(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=("goals",))
    export(book)
    [entry] = [one for one in plugin.cases[0].entries if one.event == "case.opened"]
    assert entry.data == {"asks_for": "rust"}
    assert "withheld" not in repr(plugin.cases[0].entries).lower()


def test_views_that_may_not_be_seen_are_not_there(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=("goals",))
    export(book)
    views = set(plugin.cases[0].views)
    assert "plan" in views
    assert not {"network", "hours", "care", "figures"} & views


def test_what_stands_in_the_wrong_case_is_never_handed_over(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira")
    number = planned(book, "mira", "m-2")
    book.record("mira", EntryCorrected(entry=number, wrong="case"), by="mira")
    export(book)
    assert [entry.number for entry in plugin.cases[0].of("meeting.planned")] == [3]
    assert number not in [entry.number for entry in plugin.cases[0].entries]
    assert "m-2" not in repr(plugin.cases[0].entries)


def test_what_was_wrong_is_marked_and_left_out_of_what_is_asked_by_name(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira")
    book.record("mira", EntryCorrected(entry=3, wrong="moment"), by="mira")
    export(book)
    assert [entry.corrected for entry in plugin.cases[0].entries if entry.number == 3] == [True]
    assert plugin.cases[0].of("meeting.planned") == ()


def test_what_the_casebook_writes_about_looking_is_never_handed_over(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=CATEGORIES)
    with pytest.raises(NotPermitted):
        export(book, recipient="org-2", cases=["mira"])
    book.privacy.forget("mira", "zus")
    for _ in range(3):
        export(book)
    concepts = {name.partition(".")[0] for name in events(plugin)}
    assert "goal" in concepts
    assert not {"disclosure", "emergency", "forgetting", "person"} & concepts


@settings(max_examples=30, deadline=None)
@given(consented=st.sets(st.sampled_from(CATEGORIES), min_size=1))
def test_no_word_of_a_category_that_is_closed_is_handed_over_in_entries_or_views(consented: set[str]) -> None:
    plugin = Exporting(views=VIEWS)
    with Casebook.in_memory(plugins=[plugin]) as book:
        play(book, lines("mila-s-case"))
        consents(book, "mila-s-case", categories=tuple(sorted(consented)), by=MILA)
        export(book)
    told = repr(plugin.cases)
    for category, words in canaries("mila-s-case").items():
        if category == "deepening" or category not in consented:
            assert words not in told


def test_words_of_a_deepening_talk_and_of_a_document_are_never_handed_over_with_a_category() -> None:
    plugin = Exporting(views=VIEWS)
    with Casebook.in_memory(plugins=[plugin]) as book:
        play(book, lines("mila-s-case"))
        consents(book, "mila-s-case", categories=CATEGORIES, by=MILA)
        export(book)
    found = {category for category, words in canaries("mila-s-case").items() if words in repr(plugin.cases)}
    assert found == set(canaries("mila-s-case")) - {"deepening", "crisis"}


# What views tell that entries do not


def test_views_do_not_say_whose_case_it_is_where_identity_is_closed(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=("goals",))
    export(book)
    assert plugin.cases[0].case != "mira"
    assert plugin.cases[0].views["state"]["resident"] is None


def test_views_say_who_decided_with_regie_only(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=("goals",))
    export(book)
    [goal] = plugin.cases[0].views["plan"]["goals"]["short"]
    assert not {"by", "standing", "position"} & {name for name, told in goal["entries"][0].items() if told is not None}


def test_views_do_not_tell_what_stands_in_the_wrong_case(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira")
    number = planned(book, "mira", "m-2")
    book.record("mira", EntryCorrected(entry=number, wrong="case"), by="mira")
    export(book)
    assert "m-2" not in repr(plugin.cases[0].views)


# Nothing of the casebook


def test_nothing_but_plain_values_can_be_reached_from_what_is_handed_over(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira", categories=CATEGORIES)
    export(book)
    assert set(plugin.cases[0].views) == set(VIEWS)
    ours = (Disclosed, DisclosedCase, DisclosedEntry)
    strange = {
        type(one).__qualname__
        for one in reachable(plugin.given[-1], set())
        if type(one) not in {*PLAIN, dict, list, tuple, *ours}
    }
    assert strange == set()


def test_what_is_handed_over_is_frozen(book: Casebook, plugin: Exporting) -> None:
    consents(book, "mira")
    export(book)
    for thing, name in (
        (plugin.given[-1], "cases"),
        (plugin.cases[0], "entries"),
        (plugin.cases[0].entries[0], "data"),
    ):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(thing, name, ())


def test_what_a_plugin_does_to_its_copy_stays_its_own(clock: Clock) -> None:
    def spoils(disclosed: Disclosed) -> str:
        for case in disclosed.cases:
            for entry in case.entries:
                entry.data.clear()  # type: ignore[attr-defined]
            case.views["plan"].clear()  # type: ignore[attr-defined]
        return "spoilt"

    plugins = [Exporting("svh-bad", write=spoils, views=["plan"]), good := Exporting("svh-good", views=["plan"])]
    with Casebook.in_memory(clock=clock, plugins=plugins) as book:
        opened(book, "mira")
        consents(book, "mira", categories=("meetings", "goals"))
        export(book, "svh-bad:one")
        export(book, "svh-good:one")
        assert good.cases[0].of("meeting.planned")[0].data["meeting"] == "m-1"
        assert book.log.load("mira").meetings["m-1"].minutes == 60


# What comes back


@pytest.mark.parametrize(
    ("written", "file"),
    [
        ("é", "é".encode()),
        (b"\x00\xff", b"\x00\xff"),
        (["a", "é"], "aé".encode()),
        ([b"a", b"b"], b"ab"),
        (iter("ab"), b"ab"),
        ([], b""),
        ("", b""),
    ],
)
def test_a_file_is_text_or_bytes_whole_or_in_parts(written: Any, file: bytes) -> None:
    assert written_bytes(written) == file


@pytest.mark.parametrize("written", [None, 7, [1], [["a"]], {"a": 1}.values(), object()])
def test_anything_else_is_no_file(written: Any) -> None:
    with pytest.raises(TypeError):
        written_bytes(written)


@pytest.mark.parametrize("written", ["\ud800", [None], 3])
def test_a_plugin_that_writes_no_file_fails_by_its_name_and_what_was_handed_over_stands(
    clock: Clock, written: Any
) -> None:
    with Casebook.in_memory(clock=clock, plugins=[Exporting(write=lambda _: written)]) as book:
        opened(book, "mira")
        consents(book, "mira")
        with pytest.raises(PluginFailed, match="svh-one failed in one"):
            export(book)
        made, refused = disclosures(book, "mira")
        assert (made.spec.name, made.categories) == ("disclosure.made", ("meetings",))
        assert (refused.spec.name, refused.why, refused.categories) == ("disclosure.refused", "failed", ("meetings",))
        assert (refused.recipient, refused.purpose) == ("org-1", "care")


def test_an_exporter_is_named_by_itself_or_with_its_plugin(book: Casebook) -> None:
    with pytest.raises(NotFound, match="svh-one and svh-two each have exporter one"):
        export(book, "one")
    assert export(book, "entries").exporter == "svh-core:entries"
    for unknown in ("two", "svh-one:two", "svh-nine:one", ""):
        with pytest.raises(NotFound):
            export(book, unknown)


def test_progress_is_told_of_every_case_that_is_looked_at(book: Casebook) -> None:
    opened(book, "noor")
    told: list[tuple[int, int | None]] = []
    export(book, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_an_export_of_a_casebook_without_its_keys_is_refused(book: Casebook) -> None:
    consents(book, "mira")
    handing = book.plugins._handing(
        next(one for one in book._loaded_plugins.loaded if one.id == "svh-one"),
        next(one for name, one in book.plugins.exporters if name == "svh-one"),
        "org-1",
        "care",
        "nl",
        None,
    )
    book._desk.vault = None
    with pytest.raises(SvhError, match="opened sealed"):
        handing_over.pseudonym_of(book._desk, handing, ("case", "mira"))


def test_somebody_who_is_looked_at_meanwhile_is_still_one_case(book: Casebook, plugin: Exporting) -> None:
    meeting = MeetingPlanned(
        meeting="m-9", at=datetime(2026, 5, 1, tzinfo=UTC), minutes=30, kind="support_group", mode="online"
    )
    consents(book, "mira")
    book.record("mira", meeting, by="mira")
    book.record("noor", CaseOpened(resident="noor", name="Noor", asks_for="rust", method="support_group"), by="noor")
    export(book)
    assert [len(case.of("meeting.planned")) for case in plugin.cases] == [2]
