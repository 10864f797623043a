"""What both examples promise. Each host's test module inherits these, and runs them against its own server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

import httpx
import pytest

from svh_core import Casebook, RepresentationEnded, RepresentativeAppointed, RequestAnswered, Viewer, new_id
from svh_core.checking import check
from svh_core.domain.core_rules import CORE_RULEBOOK

from .serving import HOW_TO, Group, Host, LoggedIn

REFUSED: Final = "a_decision_taken_over_says_why"
SENTENCES: Final = {
    language: rule.sentence_in(language)
    for rule in CORE_RULEBOOK.rules
    if rule.id == REFUSED
    for language in ("nl", "en")
}
CLIENTS: Final = 6
GOALS: Final = 40

_PYTHON: Final = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recorded(host: Host, group: Group) -> list[str]:
    """The words of the goals in the casebook, in the order in which they were recorded."""
    with (
        Casebook.open(host.casebook) as book,
        book.looking(group.case, viewer=Viewer(group.mila), purpose="test") as look,
    ):
        assert check(book.log, book.rulebook).is_clean
        return [entry["data"]["words"] for entry in look.trail("en") if entry["event"] == "goal.set"]


def number(host: Host, group: Group) -> int:
    """The number of the newest entry of a case."""
    with Casebook.open(host.casebook) as book:
        return dict(book.cases())[group.case]


def load(group: Group, mila: LoggedIn) -> list[tuple[httpx.Response, httpx.Response]]:
    """Many goals of one case at once, and each of them sent twice at once."""

    def clicked(goal: tuple[int, str]) -> httpx.Response:
        words, once = f"goal {goal[0]}", goal[1]
        return mila.set_goal(group.case, words, once=once)

    goals = [(index, new_id()) for index in range(GOALS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(clicked, [goal for goal in goals for _ in range(2)]))
    return list(zip(answers[::2], answers[1::2], strict=True))


def assert_nothing_lost_nothing_twice(
    host: Host, group: Group, answers: list[tuple[httpx.Response, httpx.Response]]
) -> None:
    """Asserts that each goal that was answered is there once, under the number that was answered, twice the same."""
    assert {answer.status_code for both in answers for answer in both} == {200}
    numbers = [(first.json()["number"], second.json()["number"]) for first, second in answers]
    assert [first for first, _ in numbers] == [second for _, second in numbers]
    assert sorted(first for first, _ in numbers) == list(range(3, 3 + GOALS))
    in_order = sorted(range(GOALS), key=lambda index: numbers[index][0])
    assert recorded(host, group) == [f"goal {index}" for index in in_order]


def assert_page_shows(page: str, files: list[str]) -> None:
    """Asserts that a page shows these files whole and in order, and no other Python; blank lines do not count."""
    shown = "".join(_PYTHON.findall((HOW_TO / page).read_text(encoding="utf-8")))
    there = "".join((HOW_TO / "examples" / name).read_text(encoding="utf-8") for name in files)
    assert [line for line in shown.splitlines() if line] == [line for line in there.splitlines() if line]


class Promises:
    """The promises of an example."""

    kind: ClassVar[type[Host]]

    @pytest.fixture(scope="class")
    @classmethod
    def host(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
        host = cls.kind(tmp_path_factory.mktemp("host"))
        with host.running():
            yield host

    @pytest.fixture
    def group(self, host: Host) -> Group:
        return host.group()

    @pytest.fixture
    def mila(self, host: Host, group: Group) -> LoggedIn:
        return host.login(group.case, group.mila, capacity="resident")

    @pytest.fixture
    def noor(self, host: Host, group: Group) -> LoggedIn:
        return host.login(group.case, group.noor, capacity="professional")

    def test_nothing_is_lost_and_nothing_is_twice(self, tmp_path: Path) -> None:
        host = self.kind(tmp_path)
        with host.running():
            group = host.group()
            answers = load(group, host.login(group.case, group.mila, capacity="resident"))
            assert len({answer.headers["X-Process"] for both in answers for answer in both}) == 2
        assert_nothing_lost_nothing_twice(host, group, answers)  # now that no process of the server is left

    def test_a_double_click_is_one_entry_and_the_same_number(self, host: Host, group: Group, mila: LoggedIn) -> None:
        once = mila.get(f"/cases/{group.case}/button").json()["request"]
        first = mila.set_goal(group.case, "I want to swim.", once=once, expected=2)
        second = mila.set_goal(group.case, "I want to swim.", once=once, expected=2)
        assert (first.status_code, second.status_code) == (200, 200)
        assert first.json() == second.json() == {"number": 3}
        assert recorded(host, group) == ["I want to swim."]

    def test_a_second_click_that_comes_too_late_still_gets_the_number(self, host: Host, group: Group) -> None:
        sara, once = new_id(), new_id()
        appointed = RepresentativeAppointed(person=sara, scope=["WHAT"], from_=date(2025, 1, 1))
        clicks = host.login(group.case, sara, capacity="representative")
        with Casebook.open(host.casebook) as book:
            request = book.record(group.case, appointed, by=group.mila).number
            book.record(group.case, RequestAnswered(request=request, person=sara, answer="yes"), by=sara)
            first = clicks.set_goal(group.case, "Mila wants to swim.", once=once)
            book.record(group.case, RepresentationEnded(person=sara), by=group.mila)
        second = clicks.set_goal(group.case, "Mila wants to swim.", once=once)
        other = clicks.set_goal(group.case, "Mila wants to swim.", once=new_id())
        assert (first.status_code, second.status_code, other.status_code) == (200, 200, 422)
        assert first.json() == second.json()

    def test_two_screens_are_two_requests(self, group: Group, mila: LoggedIn) -> None:
        once = [mila.get(f"/cases/{group.case}/button").json()["request"] for _ in range(2)]
        numbers = [mila.set_goal(group.case, "I want to swim.", once=one).json()["number"] for one in once]
        assert numbers == [3, 4]

    def test_nothing_is_recorded_where_the_host_rolls_back(self, host: Host, group: Group, mila: LoggedIn) -> None:
        once = new_id()
        with host.failing():
            failed = mila.set_goal(group.case, "I want to swim.", once=once)
        assert failed.status_code == 500
        assert number(host, group) == 2
        assert not host.asks_again(group.case)
        assert mila.set_goal(group.case, "I want to swim.", once=once).json() == {"number": 3}
        assert host.asks_again(group.case)

    def test_a_stale_screen_is_told_so(self, host: Host, group: Group, mila: LoggedIn) -> None:
        seen = mila.get(f"/cases/{group.case}").json()["number"]
        mila.set_goal(group.case, "I want to swim.", once=new_id(), expected=seen)
        stale = mila.set_goal(group.case, "I want to swim again.", once=new_id(), expected=seen)
        assert stale.status_code == 409
        assert stale.json() == {
            "code": "conflict",
            "sentence": f"{group.case} is at entry 3, and 2 was expected",
            "next": "Read it again and decide anew.",
        }
        assert recorded(host, group) == ["I want to swim."]

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_a_refusal_is_told_with_its_rule_in_the_language_of_the_browser(
        self, language: str, host: Host, group: Group, noor: LoggedIn
    ) -> None:
        refused = noor.set_goal(group.case, "Mila keeps her flat tidy.", once=new_id(), language=language)
        assert refused.status_code == 422
        assert refused.json() == {"rule": REFUSED, "sentence": SENTENCES[language]}
        assert number(host, group) == 2
        assert not host.asks_again(group.case)

    def test_a_browser_that_asks_for_another_language_gets_dutch(self, group: Group, noor: LoggedIn) -> None:
        refused = noor.set_goal(group.case, "Mila keeps her flat tidy.", once=new_id(), language="fy, de;q=0.5")
        assert refused.json()["sentence"] == SENTENCES["nl"]

    def test_a_button_says_beforehand_what_would_be_refused(
        self, host: Host, group: Group, mila: LoggedIn, noor: LoggedIn
    ) -> None:
        assert mila.get(f"/cases/{group.case}/button").json()["refused"] is None
        refused = {"rule": REFUSED, "sentence": SENTENCES["nl"]}
        assert noor.get(f"/cases/{group.case}/button", language="nl").json()["refused"] == refused
        assert number(host, group) == 2

    def test_the_screen_shows_what_was_decided_to_who_may_see_it(
        self, group: Group, mila: LoggedIn, noor: LoggedIn
    ) -> None:
        mila.set_goal(group.case, "I want to swim.", once=new_id())
        shown = mila.get(f"/cases/{group.case}").json()
        assert shown["number"] == 3
        assert [goal["words"] for goal in shown["goals"].values()] == ["I want to swim."]
        closed = noor.get(f"/cases/{group.case}")
        assert closed.status_code == 200
        assert "I want to swim." not in closed.text

    def test_who_is_not_in_a_case_does_not_learn_that_it_exists(self, host: Host, group: Group, mila: LoggedIn) -> None:
        other = host.group()
        there = mila.set_goal(other.case, "I want to swim.", once=new_id())
        nowhere = mila.set_goal(new_id(), "I want to swim.", once=new_id())
        assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
        assert there.status_code == 404
        assert number(host, other) == 2
        assert number(host, group) == 2

    def test_who_is_not_logged_in_does_not_learn_what_exists(self, host: Host, group: Group) -> None:
        nobody = LoggedIn(host.url)
        for path in ("", "/button"):
            there, nowhere = nobody.get(f"/cases/{group.case}{path}"), nobody.get(f"/cases/{new_id()}{path}")
            assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
            assert there.status_code in {401, 403, 404}

    def test_a_field_that_is_wrong_is_named_and_not_repeated(self, host: Host, group: Group, mila: LoggedIn) -> None:
        wrong = mila.set_goal(group.case, "I want to swim.", once="swim on Monday")
        assert (wrong.status_code, wrong.json()) == (400, {"fields": ["request"]})
        assert number(host, group) == 2

    def test_words_stand_in_no_log_of_the_server(
        self, host: Host, group: Group, mila: LoggedIn, noor: LoggedIn
    ) -> None:
        words = "I want to swim in the Amstel."
        mila.set_goal(group.case, words, once=new_id())
        mila.set_goal(group.case, words, once=new_id(), expected=1)
        mila.set_goal(group.case, words, once="wrong")
        noor.set_goal(group.case, words, once=new_id())
        with host.failing():
            mila.set_goal(group.case, words, once=new_id())
        log = host.log.read_text(encoding="utf-8")
        assert f"/cases/{group.case}/goals" in log
        assert "Amstel" not in log
