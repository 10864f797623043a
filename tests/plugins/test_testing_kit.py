"""What is there for the tests of plugins: fixtures, a way to run a plugin, and strategies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from svh_core import testing
from svh_core.casebook import Casebook
from svh_core.domain.rulebook import Entry, Event
from svh_core.errors import Malformed, NotFound, NotPermitted, PluginFailed
from svh_core.plugins.disclosed import Disclosed, DisclosedCase
from svh_core.testing import run_plugin as run
from svh_core.testing import says, strategies
from svh_core.testing.fixtures import casebook, consent, disclosures, make_case, run_plugin
from svh_core.testing.playing import AFTERWARDS
from svh_core.testing.running_plugins import Ran

from .distributions import distribution
from .faults import FAULTS, GOOD, NAME

__all__ = ["casebook", "consent", "disclosures", "make_case", "run_plugin"]

Make = Callable[..., Any]
A_FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(autouse=True)
def good(site: Path) -> str:
    return distribution(site, NAME, GOOD, categories=["meetings", "time"])


class TestFixtures:
    """`svh_core.testing.fixtures`."""

    def test_the_clock_of_the_casebook_stands_still(self, casebook: Casebook, make_case: Make) -> None:
        case = make_case("mila")
        assert {entry.recorded_at for entry in casebook.log.entries(case)} == {AFTERWARDS}

    def test_a_case_can_be_made_of_lines(self, casebook: Casebook, make_case: Make) -> None:
        make_case(
            "sam", [says("case.opened", "mila", resident="mila", method="support_group", on="2017-02-06T10:00:00Z")]
        )
        assert casebook.cases() == [("sam", 1)]

    def test_a_plugin_is_run_on_what_may_be_seen_and_that_is_written_down(
        self, make_case: Make, consent: Make, disclosures: Make, run_plugin: Make
    ) -> None:
        case = make_case()
        assert run_plugin(NAME, "good", purpose="care").text.count("\n") == 1
        consent(case, ["meetings"], purpose="care", recipient="org-1")
        ran = run_plugin(NAME, "good", purpose="care", recipient="org-1")
        assert ran.text.count("\n") == 4
        assert [(one.recipient, one.purpose, one.plugin) for one in disclosures(case)] == [
            ("org-1", "care", f"{NAME}:1.0")
        ]

    def test_a_report_gives_the_rows_of_each_case(self, make_case: Make, consent: Make, run_plugin: Make) -> None:
        consent(make_case(), ["time"], purpose="care")
        assert run_plugin(NAME, "laws", purpose="care").rows == {"law": [({"law": "Wmo"}, 90)]}

    def test_a_follower_is_called_case_by_case(self, make_case: Make, consent: Make, run_plugin: Make) -> None:
        consent(make_case(), ["meetings"], purpose="care")
        ran: Ran = run_plugin(NAME, "svh_follow", purpose="care")
        assert ran.file is None
        assert len(__import__("svh_good").made()) == 3


class TestRunning:
    """`run_plugin` says what is wrong."""

    def test_what_it_does_not_offer_is_not_found(self, casebook: Casebook) -> None:
        with pytest.raises(NotFound, match="does not offer just that") as raised:
            run(casebook, NAME, purpose="care")
        assert raised.value.next == "Name one of: good, laws, svh_follow."

    def test_another_purpose_or_a_closed_case_is_not_permitted(self, casebook: Casebook, make_case: Make) -> None:
        with pytest.raises(NotPermitted):
            run(casebook, NAME, "good", purpose="research")
        with pytest.raises(NotPermitted):
            run(casebook, NAME, "good", purpose="care", cases=[make_case()])

    def test_a_plugin_that_cannot_be_loaded_is_named(self, site: Path, casebook: Casebook) -> None:
        fault = next(one for one in FAULTS if one.what == "cannot be imported")
        (site / "svh_good" / "__init__.py").write_text(fault.planted())
        with pytest.raises(PluginFailed, match="svh-good cannot be used"):
            run(casebook, NAME, "good", purpose="care")

    def test_what_it_raises_is_raised(self, site: Path, casebook: Casebook, make_case: Make, consent: Make) -> None:
        fault = next(one for one in FAULTS if one.what == "fails on ordinary cases")
        (site / "svh_good" / "__init__.py").write_text(fault.planted())
        consent(make_case(), ["meetings"], purpose="care")
        with pytest.raises(KeyError, match="no_such_field"):
            run(casebook, NAME, "good", purpose="care")

    def test_there_is_one_way_so_far(self, casebook: Casebook) -> None:
        with pytest.raises(Malformed):
            run(casebook, NAME, "good", purpose="care", way="elsewhere")


class TestStrategies:
    """What hypothesis draws."""

    @A_FEW
    @given(st.from_type(DisclosedCase), st.from_type(Disclosed), st.from_type(Entry), st.from_type(Event))
    def test_hypothesis_knows_our_types(self, case: Any, told: Any, entry: Any, event: Any) -> None:
        assert isinstance(case, DisclosedCase)
        assert isinstance(told, Disclosed)
        assert isinstance(entry, Entry)
        assert isinstance(event, Event)

    @A_FEW
    @given(strategies.cases(categories=["meetings", "goals"]))
    def test_a_case_has_nothing_of_what_is_closed(self, case: DisclosedCase) -> None:
        assert set(case.categories) <= {"meetings", "goals"}
        assert case.people == {}
        assert all(entry.by is None for entry in case.entries)

    @pytest.mark.parametrize(
        "named", ["consent.given", "consent.withdrawn", "objection.raised", "forgetting.asked", "forgetting.done"]
    )
    def test_histories_have_what_residents_do_about_who_may_know(self, named: str) -> None:
        def has_it(log: list[Entry[Any]]) -> bool:
            return any(entry.event.spec.name == named for entry in log)

        asked = settings(max_examples=500, phases=[Phase.generate], database=None, deadline=None)
        assert has_it(find(strategies.event_logs(), has_it, settings=asked))

    def test_consent_is_given_again_after_it_was_withdrawn(self) -> None:
        def has_it(log: list[Entry[Any]]) -> bool:
            names = [entry.event.spec.name for entry in log]
            return "consent.withdrawn" in names and "consent.given" in names[names.index("consent.withdrawn") :]

        asked = settings(max_examples=500, phases=[Phase.generate], database=None, deadline=None)
        assert has_it(find(strategies.event_logs(), has_it, settings=asked))

    @A_FEW
    @given(strategies.hostile_text())
    def test_hostile_text_is_text_that_can_be_written(self, text: str) -> None:
        assert text.encode().decode() == text

    def test_there_is_nothing_else(self) -> None:
        with pytest.raises(AttributeError):
            _ = strategies.nothing
        with pytest.raises(AttributeError):
            _ = testing.nothing


def test_no_module_takes_the_place_of_a_public_name() -> None:
    folder = Path(testing.__file__).parent
    modules = {file.stem for file in folder.iterdir()}
    assert modules.isdisjoint(testing.__all__)
