"""Goals over time: from the day each was set, with what was said of it, until it was achieved or let go."""

from __future__ import annotations

from typing import Any

from svh_core.testing import says
from svh_core.views.look import Look
from svh_core.views.telling import one_line

from .drawings import Drawing, look_at, looking


def on(day: str) -> str:
    return f"{day}T10:00:00+00:00"


GOALS = (
    says("goal.set", "mila", on=on("2017-03-01"), goal="rust", horizon="short", words="Ik wil rust"),
    says("goal.set", "mila", on=on("2017-03-01"), goal="werk", horizon="long", words="Ik wil werk"),
    says("goal.set", "mila", on=on("2017-04-01"), goal="zang", horizon="long", words="Ik wil zingen"),
    says("goal.progress_reviewed", "mila", on=on("2017-06-01"), goal="rust", going="nearer", words="Het lukt"),
    says("goal.progress_reviewed", "mila", on=on("2017-08-01"), goal="rust", going="further"),
    says("goal.progress_reviewed", "mila", on=on("2017-10-01"), goal="rust", going="same"),
    says("goal.rephrased", "mila", on=on("2017-11-01"), goal="rust", words="Ik wil slapen"),
    says("goal.achieved", "mila", on=on("2018-01-15"), goal="werk"),
    says("goal.let_go", "mila", on=on("2018-01-15"), goal="zang"),
)


def test_each_goal_is_told_with_all_that_happened_to_it() -> None:
    assert look_at(*GOALS).picture("goals").words == (
        (
            "“Ik wil slapen” Gekozen op 1 maart 2017 (korte termijn). Anders gezegd op 1 november 2017. "
            "Op 1 juni 2017: dichterbij. Op 1 augustus 2017: verder weg. Op 1 oktober 2017: even ver. Dit doel loopt."
        ),
        "“Ik wil werk” Gekozen op 1 maart 2017 (lange termijn). Bereikt op 15 januari 2018.",
        "“Ik wil zingen” Gekozen op 1 april 2017 (lange termijn). Losgelaten op 15 januari 2018.",
    )


def test_achieved_and_let_go_are_as_large_as_each_other_and_stand_at_the_same_place() -> None:
    drawing = Drawing(look_at(*GOALS).timeline(goals=True))
    ends = [one.attrib for one in drawing.root.iter() if one.attrib.get("r") == "11"][:2]
    assert len({(end["cx"], end["r"], end["stroke"], end["stroke-width"]) for end in ends}) == 1
    assert len({end["fill"] for end in ends}) == 2


def test_reviews_stand_in_order_and_apart() -> None:
    drawing = Drawing(look_at(*GOALS).timeline(goals=True))
    shapes = [drawing._group(f"Op 1 {month} 2017").find("{*}polygon") for month in ("juni", "augustus", "oktober")]
    places = [float(shape.attrib["points"].split(",")[0]) for shape in shapes if shape is not None]
    assert len(places) == 3
    assert sorted(places) == places


def test_how_it_goes_stands_only_where_it_may_be_read() -> None:
    entries = look_at(*GOALS)._entries
    closed = Look("mila", entries, reader="noor", reveal=lambda _t, _n, _p: {"withheld": True})
    picture = closed.picture("goals")
    assert "Op 1 juni 2017 is gekeken hoe het gaat." in picture.words[0]
    assert {review["going"] for goal in picture.data["goals"] for review in goal["reviews"]} == {None}
    assert "dichterbij" not in picture.svg
    assert "Ik wil" not in picture.svg
    assert "(niet met jou gedeeld)" in Drawing(picture.svg).told()


def test_very_many_reviews_and_very_many_words_fit() -> None:
    words = "Ik wil heel veel dingen tegelijk en ook nog op tijd naar bed " * 20
    reviews: list[dict[str, Any]] = [
        says(
            "goal.progress_reviewed",
            "mila",
            on=on(f"2017-{3 + day // 28:02}-{1 + day % 28:02}"),
            goal="rust",
            going="same",
        )
        for day in range(1, 150)
    ]
    goal = says("goal.set", "mila", on=on("2017-03-01"), goal="rust", horizon="short", words=words)
    look = look_at(goal, *reviews, says("goal.achieved", "mila", on=on("2017-08-20"), goal="rust"))
    drawing = Drawing(look.timeline(goals=True))
    assert drawing.overlapping() == []
    assert one_line(words) in drawing.words
    assert any(told.endswith("…") for told in drawing.told())


def test_without_goals_it_says_so() -> None:
    assert "Er is nog niets om te tekenen." in Drawing(look_at().timeline(goals=True)).told()
    assert looking(()).picture("goals").words == ("Er is nog niets om te tekenen.",)
