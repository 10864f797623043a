"""What an organisation sets for itself: read from a file, or refused with its place and never with its value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from svh_core.domain.time_spent import TimeBudgetSet
from svh_core.errors import Malformed, NotFound
from svh_core.views.settings import DEFAULTS, FIRST_YEARS, NUMBERS, Budget, Settings, budget_of, read_settings


def settings(tmp_path: Path, text: str) -> Settings:
    """What a file with this text sets."""
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


EVERYTHING = """
[numbers]
help_hours = 12
ambassadors = 4

[signals]
on = ["no_chair", "triad_incomplete"]

[language]
address = "u"
"""


def test_a_file_sets_numbers_signals_and_how_dutch_addresses(tmp_path: Path) -> None:
    told = settings(tmp_path, EVERYTHING)
    assert told == Settings(
        numbers={"help_hours": 12, "ambassadors": 4}, signals=("no_chair", "triad_incomplete"), address="u"
    )
    assert (told.number("help_hours"), told.number("admission_days")) == (12, 18)
    assert told.sets("help_hours")
    assert not told.sets("admission_days")


@pytest.mark.parametrize(
    "text", ["", "[numbers]\n[signals]\n[language]\n", '[signals]\non = []\n[language]\naddress = "je"']
)
def test_what_is_not_said_stays_as_it_was(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, text) == DEFAULTS == Settings()


def test_all_signals_are_switched_on_by_one_word(tmp_path: Path) -> None:
    assert settings(tmp_path, '[signals]\non = ["all"]').signals == ("all",)


def test_a_number_that_is_set_to_what_it_was_is_not_set_otherwise() -> None:
    assert not Settings(numbers={"help_hours": NUMBERS["help_hours"].value}).sets("help_hours")


REFUSED = {
    "no toml": ("[numbers", "settings.toml", "cannot be read as TOML"),
    "another table": ("[rules]\nx = 1", "rules", "there is no such setting"),
    "a value at the top": ("x = 1", "x", "there is no such setting"),
    "no table": ("numbers = 3", "numbers", "expected a table"),
    "signals are no table": ('signals = ["no_chair"]', "signals", "expected a table"),
    "language is no table": ('language = "u"', "language", "expected a table"),
    "an unknown number": ("[numbers]\nmeeting_days = 3", "numbers.meeting_days", "there is no such number"),
    "text for a number": ('[numbers]\nhelp_hours = "geheim"', "numbers.help_hours", "a whole number of hours"),
    "a broken number": ("[numbers]\nadmission_days = 1.5", "numbers.admission_days", "a whole number of days"),
    "yes for a number": ("[numbers]\nambassadors = true", "numbers.ambassadors", "a whole number of people"),
    "nothing": ("[numbers]\nhelp_hours = 0", "numbers.help_hours", "from 1"),
    "less than nothing": ("[numbers]\nhelp_hours = -3", "numbers.help_hours", "from 1"),
    "no list": ('[signals]\non = "no_chair"', "signals.on", "a list of ids"),
    "a list of other things": ("[signals]\non = [1]", "signals.on", "a list of ids"),
    "an unknown signal": ('[signals]\non = ["geheim"]', "signals.on", "there is no such signal"),
    "another word about signals": ("[signals]\noff = []", "signals.off", "there is no such setting"),
    "another address": ('[language]\naddress = "geheim"', "language.address", "expected je or u"),
    "another word about language": ('[language]\nname = "nl"', "language.name", "there is no such setting"),
}


@pytest.mark.parametrize(("text", "place", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_setting_is_refused_with_its_place_and_never_with_its_value(
    tmp_path: Path, text: str, place: str, says: str
) -> None:
    with pytest.raises(Malformed, match=says) as refused:
        settings(tmp_path, text)
    assert refused.value.path == place
    assert "geheim" not in str(refused.value)


def test_a_file_that_is_not_there_is_not_found_and_one_that_is_no_text_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_settings(tmp_path / "nothing.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Malformed, match="TOML"):
        read_settings(tmp_path / "bytes.toml")
    with pytest.raises(Malformed, match="TOML"):
        read_settings(tmp_path)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_says_who_says_so_in_both_languages(name: str) -> None:
    number = NUMBERS[name]
    assert set(number.source) == {"nl", "en"}
    assert number.source["nl"] != number.source["en"]


# Hours that are reckoned. ---------------------------------------------------------------------------------------------


def test_the_handbook_reckons_18_hours_and_then_8() -> None:
    assert [budget.total / 60 for budget in FIRST_YEARS] == [18, 8]
    assert DEFAULTS.budget(3, date(2017, 1, 1)) is None


def test_a_budget_of_an_organisation_goes_before_from_its_day_on() -> None:
    event = TimeBudgetSet(
        year=1,
        explaining=60,
        sociogram_and_nomination=60,
        contacting=60,
        planning=60,
        meeting=60,
        from_=date(2018, 1, 1),
    )
    own = budget_of(event)
    assert own == Budget(
        year=1,
        minutes=dict.fromkeys(("explaining", "sociogram_and_nomination", "contacting", "planning", "meeting"), 60),
        from_=date(2018, 1, 1),
    )
    told = Settings(budgets=(*FIRST_YEARS, own))
    assert told.budget(1, date(2017, 12, 31)) == FIRST_YEARS[0]
    assert told.budget(1, date(2018, 1, 1)) == own
    assert told.budget(2, date(2018, 1, 1)) == FIRST_YEARS[1]
