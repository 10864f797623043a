"""The network as a picture: who stands where, who is drawn at all, and to whom what is told."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from svh_core import Casebook, NotPermitted, Viewer
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader
from svh_core.testing import says

from .drawings import Drawing, look_at


def added(person: str, name: str, network: str = "informal", kind: str = "family", **more: Any) -> dict[str, Any]:
    return says("network.person_added", "mila", person=person, name=name, network=network, relation_kind=kind, **more)


def described(person: str, **more: Any) -> dict[str, Any]:
    return says("network.person_described", "mila", person=person, **more)


NETWORK = (
    added("zus", "Zus Anna", relation="Mijn <zus> & vriendin"),
    added("broer", "Bram"),
    added("noor", "Noor", "formal", "professional"),
    added("gijs", "Gijs", "formal", "professional"),
    added("buur", "Tom", kind="neighbour"),
    says("involvement.recorded", "mila", person="gijs", role="peer_supporter", from_="2017-01-01"),
    says("involvement.recorded", "mila", person="arts", name="Dr. Vos", role="gp", from_="2017-01-01"),
    described("zus", closeness="near", helpful="helpful"),
    described("broer", closeness="far", helpful="unhelpful"),
    described("noor", closeness="middle"),
    described("gijs", closeness="near"),
    says("network.bond_drawn", "mila", one="zus", other="broer", kind="tense"),
    says("network.bond_drawn", "mila", one="zus", other="noor", kind="warm"),
    says("network.bond_drawn", "mila", one="noor", other="gijs", kind="broken"),
    says("distance.chosen", "mila", person="broer", kind="boundary"),
    says("nomination.made", "mila", person="zus"),
    says("nomination.accepted", "zus", person="zus"),
)
"""Mila's network: Anna and Gijs near, Noor in between, Bram far away, and Tom of whom it is not said."""


def test_the_resident_stands_in_the_middle_and_who_is_nearer_stands_nearer() -> None:
    drawing = Drawing(look_at(*NETWORK).sociogram())
    circles = [one for one in drawing.root.iter() if one.tag.endswith("circle") and one.attrib["fill"] == "none"]
    middles = {(one.attrib["cx"], one.attrib["cy"]) for one in circles}
    assert len(middles) == 1
    middle = tuple(map(float, middles.pop()))
    near, between, far = sorted(float(one.attrib["r"]) for one in circles)
    away = {name: math.dist(middle, drawing.middle_of(name)) for name in ("Zus Anna", "Gijs", "Noor", "Bram", "Tom")}
    assert away["Zus Anna"] < near
    assert away["Gijs"] < near
    assert near < away["Noor"] < between
    assert between < away["Bram"] < far
    assert away["Tom"] > far


def test_formal_and_informal_people_and_peer_supporters_have_a_shape_of_their_own() -> None:
    drawing = Drawing(look_at(*NETWORK).sociogram())
    assert drawing.mark_of("Bram") == ["circle"]
    assert drawing.mark_of("Noor") == ["polygon"]
    assert drawing.mark_of("Gijs") == ["polygon"]
    noor, gijs = (drawing._group(f"{name},").find("{*}g/{*}polygon") for name in ("Noor", "Gijs"))
    assert noor is not None
    assert gijs is not None
    assert _is_square(noor.attrib["points"])
    assert not _is_square(gijs.attrib["points"])


def _is_square(points: str) -> bool:
    return len({point.split(",")[0] for point in points.split()}) == 2


def test_a_member_of_a_group_has_a_dark_heart() -> None:
    drawing = Drawing(look_at(*NETWORK).sociogram())
    assert drawing.mark_of("Zus Anna") == ["circle", "circle"]


def test_each_bond_has_a_line_of_its_own_kind() -> None:
    drawing = Drawing(look_at(*NETWORK).sociogram())
    assert drawing.line_of("Tussen Zus Anna en Bram: gespannen").tag.endswith("polyline")
    assert float(drawing.line_of("Tussen Zus Anna en Noor: warm").attrib["stroke-width"]) > 3
    assert len(drawing.line_of("Tussen Noor en Gijs: verbroken")) == 4


def test_chosen_distance_is_a_dashed_line_and_a_word_and_nothing_more() -> None:
    drawing = Drawing(look_at(*NETWORK).sociogram())
    assert "stroke-dasharray" in drawing.line_of("Bram: gekozen: een grens").attrib
    assert "gekozen: een grens" in " ".join(drawing.told())
    closer = look_at(*NETWORK, says("distance.chosen", "mila", person="broer", kind="closer"))
    drawing = Drawing(closer.sociogram())
    assert "gekozen: dichterbij" in " ".join(drawing.told())
    assert "stroke-dasharray" not in drawing.svg


def test_the_text_alternative_names_everybody_and_everything() -> None:
    picture = look_at(*NETWORK).picture("sociogram")
    assert Drawing(picture.svg).desc == " ".join(picture.words)
    assert picture.words == (
        "In het midden staat Mila.",
        (
            "Dichtbij: Zus Anna (familie, een van de eigen mensen, doet mee in een groep, contact helpt); "
            "Gijs (ervaringsdeskundige)."
        ),
        "Ertussenin: Noor (hulpverlener).",
        "Verder weg: Bram (familie, een van de eigen mensen, gekozen: een grens, contact helpt niet).",
        "Niet gezegd hoe dichtbij: Tom (buurman of buurvrouw, een van de eigen mensen).",
        "Over Zus Anna: “Mijn <zus> & vriendin”",
        "Tussen Zus Anna en Bram: gespannen.",
        "Tussen Zus Anna en Noor: warm.",
        "Tussen Noor en Gijs: verbroken.",
        "Wie ook helpt, en niet in dit netwerk staat: Dr. Vos (huisarts).",
        "Of contact helpt, staat alleen in de tekening voor Mila. Denk daaraan bij het laten zien.",
    )


def test_the_same_stands_in_data() -> None:
    data = look_at(*NETWORK).picture("sociogram").data
    assert data["resident"] == {"person": "mila", "name": "Mila"}
    assert data["people"][0] == {
        "person": "zus",
        "name": "Zus Anna",
        "network": "informal",
        "member": True,
        "relation_kind": "family",
        "relation": "Mijn <zus> & vriendin",
        "closeness": "near",
        "distance": None,
        "helpful": "helpful",
        "peer_supporter": False,
    }
    assert data["bonds"][0] == {"one": "zus", "other": "broer", "kind": "tense"}
    assert data["beside"] == [{"person": "arts", "name": "Dr. Vos", "roles": ["gp"]}]


def test_who_was_taken_out_is_drawn_as_of_then_and_not_after() -> None:
    look = look_at(*NETWORK, says("network.person_removed", "mila", person="broer"))
    assert "Bram" in look.sociogram(until=18)
    assert "Bram" not in look.sociogram()
    assert "Bram" not in look.sociogram(until=2)


def test_an_empty_network_is_a_picture_too() -> None:
    drawing = Drawing(look_at().sociogram())
    assert "Er staat nog niemand in het netwerk." in drawing.told()
    assert drawing.overlapping() == []


@pytest.mark.uncounted
@pytest.mark.parametrize("number", [1, 2, 5, 12, 25, 40])
@pytest.mark.parametrize("ring", ["near", "middle", "far", None, "all"])
def test_no_label_lies_over_another(number: int, ring: str | None) -> None:
    rings = ("near", "middle", "far", None)
    names = ("Jo", "Wilhelmina van den Broek-Verschuuren", "Ngũgĩ wa Thiong\u2019o", "W" * 60, "王小明", "عائشة")
    lines = []
    for index in range(number):
        closeness = rings[index % 4] if ring == "all" else ring
        lines.append(added(f"p{index}", f"{names[index % 6]} {index}", "formal" if index % 3 else "informal"))
        if closeness is not None:
            lines.append(described(f"p{index}", closeness=closeness, helpful="mixed"))
        if index % 5 == 1:
            lines.append(says("network.bond_drawn", "mila", one=f"p{index}", other=f"p{index - 1}", kind="tense"))
    drawing = Drawing(look_at(*lines).sociogram())
    assert drawing.overlapping() == []
    assert {f"{names[index % 6]} {index}," in f"{drawing.titles}" for index in range(number)} == {True}


def test_the_same_case_gives_the_same_bytes() -> None:
    pictures = {look_at(*NETWORK).sociogram(until=20) for _ in range(2)}
    assert len(pictures) == 1


# To whom what is told


@pytest.fixture(scope="module")
def book() -> Casebook:
    book = Casebook.in_memory()
    opened = says("case.opened", "mila", resident="mila", name="Mila", method="support_group")
    consents = [
        says(
            "consent.given",
            "mila",
            consent=f"voor-{person}",
            purpose="care",
            categories=["network", *categories],
            recipient_kind="person",
            recipient=person,
            from_="2017-01-01",
            channel="spoken",
            text_version="v1",
            language="nl",
        )
        for person, categories in {"zus": ["identity"], "noor": []}.items()
    ]
    involved = says("involvement.recorded", "mila", person="noor", role="care_worker", from_="2017-01-01")
    reader = ScriptReader(CORE_RULEBOOK)
    told = [opened, *NETWORK, involved, *consents]
    for minute, line in enumerate(told):
        book.record_all([reader.read(json.dumps({"at": f"2017-02-06T10:{minute:02}:00+01:00"} | line).encode())])
    return book


def drawn_for(book: Casebook, viewer: Viewer, **asked: Any) -> Drawing:
    with book.looking("mila", viewer=viewer, purpose="care") as look:
        return Drawing(look.sociogram(**asked))


def _tells_help(drawing: Drawing) -> bool:
    return "contact helpt" in drawing.words


@pytest.mark.parametrize(
    "viewer",
    [
        Viewer("operator", capacity="operator"),
        Viewer("mila", capacity="operator"),  # whoever holds the files is not the resident, whatever they are called
        Viewer("audit", capacity="auditor"),
        Viewer("zus", capacity="member"),
        Viewer("noor", capacity="professional"),
    ],
    ids=lambda viewer: f"{viewer.person}-{viewer.capacity}",
)
def test_whether_contact_helps_is_told_to_the_resident_alone(book: Casebook, viewer: Viewer) -> None:
    assert _tells_help(drawn_for(book, Viewer("mila")))
    with book.looking("mila", viewer=viewer, purpose="care") as look:
        picture = look.picture("sociogram")
    assert not _tells_help(Drawing(picture.svg))
    assert not [one for one in picture.data["people"] if "helpful" in one]
    assert "contact helpt" not in " ".join(picture.words)


def test_the_resident_can_leave_out_whether_contact_helps_to_show_the_picture(book: Casebook) -> None:
    shown = drawn_for(book, Viewer("mila"), to_show=True)
    assert not _tells_help(shown)
    assert "Denk daaraan bij het laten zien." not in shown.words


def test_somebody_with_consent_does_not_see_how_the_resident_sees_them(book: Casebook) -> None:
    drawing = drawn_for(book, Viewer("zus", capacity="member"))
    assert "Niet gezegd hoe dichtbij: Zus Anna (" in drawing.desc
    assert "Tussen Zus Anna" not in drawing.words
    assert "Mijn <zus>" not in drawing.words
    assert "Tussen Noor en Gijs: verbroken." in drawing.desc
    assert "Hier staat alleen wat gedeeld is met wie dit bekijkt." in drawing.desc


def test_names_that_are_not_shared_are_identifiers(book: Casebook) -> None:
    drawing = drawn_for(book, Viewer("noor", capacity="professional"))
    assert "buur" in drawing.told()
    assert "Tom" not in drawing.words


def test_who_may_not_read_all_of_the_network_sees_no_picture(book: Casebook) -> None:
    viewer = Viewer("gijs", capacity="professional")
    with (
        book.looking("mila", viewer=viewer, purpose="care") as look,
        pytest.raises(NotPermitted, match="picture of the network is not for this viewer"),
    ):
        look.sociogram()


def test_an_auditor_sees_who_is_joined_and_no_word(book: Casebook) -> None:
    drawing = drawn_for(book, Viewer("audit", capacity="auditor"))
    assert "Tussen zus en broer: een lijn. Hoe het is, is niet gedeeld." in drawing.desc
    assert "Anna" not in drawing.words
