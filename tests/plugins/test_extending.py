"""An organisation's own events, signals and words are told beside those of the core, and touch nothing of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final, Literal

import attrs
import pytest

from svh_core.casebook import Casebook
from svh_core.checking import check
from svh_core.cli import main
from svh_core.domain.case import EMPTY_CASE, Case
from svh_core.domain.consent import ConsentGiven
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.domain.deciding import advance, replay
from svh_core.domain.fields import private
from svh_core.domain.identifiers import Tag
from svh_core.domain.meetings import MeetingClosed, MeetingOpened, MeetingPlanned
from svh_core.domain.opening import CaseOpened, ParticipationDecided
from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rollout import AmbassadorAppointed
from svh_core.domain.rulebook import Concept, Whose
from svh_core.domain.time_spent import TimeLogged
from svh_core.domain.words import Sealed
from svh_core.errors import NotAllowed
from svh_core.plugins import calling
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.loading import Plugins
from svh_core.plugins.offers import Description, Noticed, OwnSignal
from svh_core.sharing.roles import ORGANISATION, THE_OPERATOR, Viewer
from svh_core.views.look import Look
from svh_core.views.settings import Settings, read_settings
from svh_core.views.signals import Kind
from svh_core.views.vocabulary import vocabularies_in_json

from . import examples
from .conftest import SCRIPT
from .distributions import allow, distribution
from .examples import Answered, RoomBooked

NOW: Final = datetime(2026, 2, 25, 10, tzinfo=UTC)
MEETING: Final = MeetingPlanned(
    meeting="m-1", kind="support_group", at=datetime(2026, 3, 2, 13, tzinfo=UTC), minutes=60, mode="onsite"
)
SIGNAL: Final = "svh-voorbeeld.nobody_said_yes"


def book_with(*plugins: object, settings: Settings | None = None) -> Casebook:
    """A casebook in memory, with a case in which a meeting is planned."""
    book = Casebook.in_memory(plugins=plugins, clock=lambda: NOW, settings=settings)
    book.record("mira", CaseOpened(resident="mira", name="Mira", method="support_group"), by="mira")
    book.record("mira", ParticipationDecided(answer="yes"), by="mira")
    book.record("mira", MEETING, by="mira")
    return book


@pytest.fixture
def book() -> Casebook:
    """One in which somebody answered, and a room was booked."""
    book = book_with(examples)
    book.record("mira", Answered(meeting="m-1", person="mira", answer="perhaps", why="het is druk"), by="mira")
    book.record("mira", RoomBooked(meeting="m-1", seats=4), by="noor")
    return book


LOOKS: Final = ExitStack()
"""The looks of one test, which end with it."""


@pytest.fixture(autouse=True)
def looks() -> Iterator[None]:
    yield
    LOOKS.close()


def told(book: Casebook, viewer: str | Viewer = "mira", purpose: str = "reading") -> Look:
    """A look at the case, which goes on after this returns."""
    viewer = viewer if isinstance(viewer, Viewer) else Viewer(viewer)
    return LOOKS.enter_context(book.looking("mira", viewer=viewer, purpose=purpose))


def sentences(look: Look, language: str) -> list[str]:
    return [line["sentence"] for line in look.trail(language)]


def plugin(**hooks: Any) -> ModuleType | SimpleNamespace:
    """A plugin `svh-other` that answers these hooks."""
    description = Description(id="svh-other", organisation="Buurtteam", purposes=("care",), categories=("meetings",))
    answers = {"svh_describe": lambda: description} | hooks
    return SimpleNamespace(**{name: hookimpl(function) for name, function in answers.items()})


def signalling(notices: Callable[[Case, date], Any], *, category: str = "meetings", says: str = "Look here") -> Any:
    signal = OwnSignal(name="look_here", says={"en": says, "nl": says}, source="us", category=category, notices=notices)
    return plugin(svh_signals=lambda: [signal])


# Phrases


def test_the_trail_tells_an_own_event_in_both_languages_and_addresses_the_resident(book: Casebook) -> None:
    look = told(book)
    assert sentences(look, "nl")[-2] == "Je zegt misschien tegen de bijeenkomst van 2 maart 2026, 14:00: “het is druk”"
    assert sentences(look, "en")[-2] == "You said maybe to the meeting of 2 March 2026, 14:00: “het is druk”"
    assert sentences(told(book, THE_OPERATOR), "nl")[-2].startswith("Mira zegt misschien tegen ")


def test_dutch_says_u_in_a_phrase_of_a_plugin_too() -> None:
    book = book_with(examples, settings=Settings(address="u"))
    book.record("mira", Answered(meeting="m-1", person="mira", answer="yes"), by="mira")
    assert sentences(told(book), "nl")[-1].startswith("U zegt ja tegen ")


def test_an_own_event_without_a_phrase_is_told_by_its_own_sentence(book: Casebook) -> None:
    look = told(book)
    assert sentences(look, "nl")[-1] == "Er is een ruimte besproken voor een bijeenkomst."
    assert sentences(look, "en")[-1] == "A room was booked for a meeting."
    assert "      A room was booked for a meeting." in look.trail_in_words("en")


odd = Concept("odd", category="meetings")


@odd.event("svh-other.odd", whose=Whose.ANYONE)
class Odd(OwnEvent):
    """Something with fields that are called as some of the core are, and are something else.

    nl: Iets met velden die net zo heten als andere.
    """

    basis: int
    recipient: tuple[int, ...]
    consent: bool
    scores: Sealed[int] = private(of="author")
    provider: Literal["here", "there"]
    person: Tag
    but_not: date
    asked_of: Sealed[Literal["a", "b"]] | None = private(of="author", default=None)


ODD: Final = Odd(
    basis=3,
    recipient=(1, 2),
    consent=True,
    scores=8,
    provider="there",
    person="x",
    but_not=date(2026, 3, 1),
    asked_of="a",
)


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("nothing {is} here", "Nothing {is} here."),
        ("nothing[ {is}] here", "Nothing here."),
        ("{seen} {0}", "{seen} {0}."),
        ("{by!x}[ saw {seen}]", "Mira."),
        ("{basis} {recipient} {consent} {scores}", "3 1 and 2 yes 8."),
        ("{provider} {person} {but_not} {asked_of}", "Over there x 1 March 2026 a."),
        ("100 % {", "100 % {."),
        ("", "."),
    ],
)
def test_whatever_a_phrase_asks_the_trail_is_told(phrase: str, sentence: str) -> None:
    phrases = {"svh-other.odd": phrase, "svh-other.odd.provider.there": "over there"}
    book = book_with(plugin(svh_events=lambda: [Odd], svh_phrases=lambda language: phrases))  # noqa: ARG005
    book.record("mira", ODD, by="mira")
    assert sentences(told(book, THE_OPERATOR), "en")[-1] == sentence


def test_no_plugin_tells_what_is_not_its_own() -> None:
    other = plugin(svh_phrases=lambda language: {"goal.set": "nothing"})  # noqa: ARG005
    assert [(one.name, one.status) for one in Plugins.asked([other]).statuses][-1] == ("svh-other", "rejected")


# Signals


def test_an_own_signal_is_told_beside_those_of_the_core(book: Casebook) -> None:
    [one] = told(book).signals("nl")
    assert one.sentence == "Niemand zei ja tegen de bijeenkomst van 2 maart 2026: twijfel."
    assert attrs.astuple(attrs.evolve(one, sentence="")) == (
        SIGNAL,
        Kind.ORG,
        "",
        "m-1",
        (4,),
        date(2026, 2, 23),
        "our way of working, 3",
        None,
    )
    later = told(book).signals("en", also=["all"], as_of=NOW + timedelta(days=30))
    assert SIGNAL not in {one.id for one in later}
    core = {one.id for one in told(book_with()).signals("en", also=["all"])}
    assert core < {one.id for one in told(book).signals("en", also=["all"])}


def test_signals_of_the_core_and_of_plugins_stand_in_one_order(book: Casebook) -> None:
    hits = told(book).signals("en", also=["all"], as_of=NOW)
    assert hits == sorted(hits, key=lambda hit: (hit.since, hit.id, hit.subject))
    assert {SIGNAL} < {hit.id for hit in hits}


def consent(*categories: str) -> ConsentGiven:
    """A consent by which org-1 may see these for care."""
    return ConsentGiven(
        consent="c-1",
        purpose="care",
        categories=categories,
        recipient_kind="organisation",
        recipient="org-1",
        from_=date(2026, 1, 1),
        channel="spoken",
        text_version="1",
        language="nl",
    )


ORG_1: Final = Viewer("org-1", capacity=ORGANISATION, organisation="org-1")


@pytest.mark.parametrize(
    ("categories", "is_told"), [(["meetings"], True), (["regie"], False), (["meetings", "regie"], True)]
)
def test_an_own_signal_is_told_to_whom_all_of_its_category_is_open(categories: list[str], is_told: bool) -> None:  # noqa: FBT001
    book = book_with(examples)
    book.record("mira", Answered(meeting="m-1", person="mira", answer="no"), by="mira")
    book.record("mira", consent(*categories), by="mira")
    look = told(book, ORG_1, "care")
    assert (SIGNAL in {one.id for one in look.signals("en")}) is is_told


def test_a_signal_that_rests_on_what_is_hidden_is_not_told() -> None:
    def notices(case: Case, day: date) -> Iterator[Noticed]:
        yield Noticed(subject="a", entries=[2], since=day)  # about regie, which is not open
        yield Noticed(subject="b", entries=[3], since=day)
        yield Noticed(subject="c", entries=[], since=day)
        yield Noticed(subject="d", entries=[99], since=day)  # there is no such entry
        yield Noticed(subject="e", entries=[], since=day + timedelta(days=1))  # not yet
        assert case.number >= 3

    book = book_with(signalling(notices))
    book.record("mira", consent("meetings"), by="mira")
    look = told(book, ORG_1, "care")
    assert [one.subject for one in look.signals("en")] == ["b", "c"]
    assert [one.subject for one in told(book).signals("en")] == ["a", "b", "c"]


def test_what_a_plugin_does_to_the_case_it_is_shown_is_done_to_a_copy() -> None:
    def notices(case: Case, day: date) -> Iterator[Noticed]:
        case.meetings.clear()  # type: ignore[attr-defined]
        yield Noticed(subject="a", entries=[], since=day)

    both = book_with(signalling(notices), examples)
    both.record("mira", Answered(meeting="m-1", person="mira", answer="no"), by="mira")
    look = told(both)
    assert [one.id for one in look.signals("en")] == [SIGNAL, "svh-other.look_here"]
    assert list(look.state()["meetings"]) == ["m-1"]


def _raises(case: Case, day: date) -> Any:
    raise ValueError(case.name, day)


RUBBISH: Final[dict[str, Callable[[Case, date], Any]]] = {
    "raises": _raises,
    "exits": lambda case, day: exit(0),  # noqa: ARG005, PLR1722
    "no list": lambda case, day: 7,  # noqa: ARG005
    "no signal": lambda case, day: ["here"],  # noqa: ARG005
    "prose for a subject": lambda case, day: [Noticed(subject="look\nhere", entries=[], since=day)],  # noqa: ARG005
    "no numbers": lambda case, day: [Noticed(subject="a", entries=["1"], since=day)],  # type: ignore[list-item]  # noqa: ARG005
    "no day": lambda case, day: [Noticed(subject="a", entries=[], since=NOW)],  # noqa: ARG005
    "no places": lambda case, day: [Noticed(subject="a", entries=[], since=day, places=3)],  # noqa: ARG005
}


@pytest.mark.parametrize("what", RUBBISH)
def test_a_signal_that_fails_is_left_out_and_all_others_are_told(what: str) -> None:
    book = book_with(signalling(RUBBISH[what]), examples)
    book.record("mira", Answered(meeting="m-1", person="mira", answer="no"), by="mira")
    look = told(book)
    assert [one.id for one in look.signals("en")] == [SIGNAL]
    [failure] = look.failed
    assert failure.sentence.startswith("svh-other failed in its signal look_here: ")
    assert "Mira" not in failure.sentence


def test_a_plugin_that_was_late_is_told_once_more_and_then_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_with(signalling(lambda case, day: [Noticed(subject="a", entries=[], since=day)]))  # noqa: ARG005
    look = told(book)
    monkeypatch.setattr(calling, "LATE_SECONDS", -1.0)
    assert [one.subject for one in look.signals("en")] == ["a"]
    assert look.signals("en") == []
    assert [one.sentence for one in look.failed] == [
        "svh-other failed in its signal look_here: it is not called any more"
    ]


def test_no_sentence_of_a_signal_drives_a_terminal() -> None:
    def notices(case: Case, day: date) -> list[Noticed]:  # noqa: ARG001
        places = {"x": "{y}\x1b[31m\u202e", "y": ("a", 1, date(2026, 1, 2)), "z": object}
        return [Noticed(subject="a", entries=[], since=day, places=places)]

    [one] = told(book_with(signalling(notices, says="{x} and {y}[ {v}] {z}"))).signals("en")
    assert one.sentence.startswith("{y} [31m")
    assert one.sentence.isprintable()
    assert one.sentence.endswith(" and a, 1 and 2 January 2026 <class 'object'>.")


def test_an_own_signal_is_about_a_case_and_never_about_an_organisation() -> None:
    book = Casebook.in_memory(plugins=[signalling(_raises, category="regie")], clock=lambda: NOW)
    book.record("organisation/ggz", AmbassadorAppointed(person="sam", from_=date(2026, 1, 1)), by="sam")
    with book.looking("organisation/ggz", viewer=THE_OPERATOR, purpose="reading") as look:
        look.signals("en", also=["all"])
        assert look.failed == []


def test_settings_may_name_a_signal_of_a_plugin_that_is_there_or_not(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(f'[signals]\non = ["{SIGNAL}"]\n')
    settings = read_settings(file)
    book = book_with(examples, settings=settings)
    book.record("mira", Answered(meeting="m-1", person="mira", answer="no"), by="mira")
    assert [one.id for one in told(book).signals("en", also=[SIGNAL])] == [SIGNAL]
    assert told(book_with(settings=settings)).signals("en") == []


# Words


def test_own_words_stand_beside_those_of_the_core_with_where_they_come_from() -> None:
    added = book_with(examples).extensions.words
    core, own = vocabularies_in_json(), vocabularies_in_json(added)
    assert own[:-1] == core
    assert own[-1] == {
        "name": "svh-voorbeeld.circle",
        "plugin": "svh-voorbeeld",
        "events": ["group.formed", "meeting.planned"],
        "fields": ["group.formed.method", "meeting.planned.method"],
        "closed": False,
        "source": "svh-voorbeeld: our way of working, 1",
        "values": [{"value": "oost_kring", "called": {"nl": "kring van oost", "en": "circle of the east"}}],
    }


@pytest.mark.parametrize(
    "changed", [{"name": "Rare words"}, {"name": 3}, {"source": " "}, {"fields": ()}, {"fields": ["x"]}]
)
def test_words_that_are_not_as_they_should_be_are_not_taken(changed: dict[str, Any]) -> None:
    words = attrs.evolve(examples.svh_vocabulary()[0], **changed)
    statuses = Plugins.asked([plugin(svh_vocabulary=lambda: [words])]).statuses
    assert [one.status for one in statuses if one.name == "svh-other"] == ["rejected"]


def test_a_casebook_without_plugins_loads_none() -> None:
    book = book_with()
    assert (book.extensions.signals, book.extensions.words, book.extensions.phrases) == ((), (), {})
    assert "_loaded_plugins" not in vars(book)


# In the case


def test_what_a_plugin_keeps_is_shown_to_whom_all_is_open_with_its_words(book: Casebook) -> None:
    kept = {"m-1": {"mira": {"answer": "perhaps", "entry": 4, "why": "het is druk"}}}
    assert told(book).state()["of_plugin"] == {"svh-voorbeeld": {"answers": kept}}
    assert [*told(book).state_in_words("nl")][-3:] == ["Wat plug-ins bewaren", "  Answers (svh-voorbeeld)", ""]
    assert told(book, "noor", "reading").state()["of_plugin"] == {}


@odd.event("svh-other.kept", whose=Whose.ANYONE)
class Kept(OwnEvent):
    """Something is kept.

    nl: Er wordt iets bewaard.
    """

    def changes(self, own: dict[str, Any], entry: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"looks_sealed": ["a|b|1|c|d"], "yes": True, "nothing": None}


def test_a_text_that_only_looks_sealed_stays_as_it_is() -> None:
    book = book_with(plugin(svh_events=lambda: [Kept]))
    book.record("mira", Kept(), by="noor")
    kept = told(book).state()["of_plugin"]["svh-other"]
    assert kept["yes"] is True
    assert kept["looks_sealed"] in (["a|b|1|c|d"], [{"missing": True}])


def test_words_of_an_own_event_that_are_forgotten_are_gone_everywhere(book: Casebook) -> None:
    book.privacy.forget("mira", "mira", by="mira")
    look = told(book)
    assert "druk" not in json.dumps([look.trail("nl"), look.state()])
    assert look.state()["of_plugin"]["svh-voorbeeld"]["answers"]["m-1"]["mira"]["why"] == {"forgotten": True}


# What it does not touch


def test_own_events_touch_no_figure_of_regie(book: Casebook) -> None:
    assert told(book).figures(as_of=NOW) == told(book_with()).figures(as_of=NOW)
    assert [line["standing"] for line in told(book).trail("en")][-2:] == [None, None]


def test_an_own_rule_refuses_its_own_event_by_its_own_name(book: Casebook) -> None:
    book.record("mira", MeetingOpened(meeting="m-1", present=("mira",)), by="mira")
    book.record("mira", MeetingClosed(meeting="m-1"), by="mira")
    with pytest.raises(NotAllowed) as refusal:
        book.record("mira", Answered(meeting="m-1", person="zus", answer="yes"), by="zus")
    assert refusal.value.in_language("nl") == (
        "svh-voorbeeld.answered geweigerd: Iemand zegt of die komt voordat de bijeenkomst is afgelopen. "
        "[svh-voorbeeld.an_answer_comes_before_the_meeting]"
    )
    with pytest.raises(NotAllowed) as refusal:
        book.record("mira", Answered(meeting="m-9", person="zus", answer="yes"), by="zus")
    assert "." not in refusal.value.rule.id  # the core's rules hold for own events too


def test_a_rule_of_a_plugin_is_of_no_edition() -> None:
    book = book_with(examples)
    assert book.rulebook.digest(book.edition) == CORE_RULEBOOK.digest(book.edition)


def test_a_case_with_own_events_replays_to_the_same_by_draft_and_by_frozen_cases(book: Casebook) -> None:
    entries = list(book.log.entries("mira"))
    case = EMPTY_CASE
    for entry in entries:
        case = advance(case, entry)
    assert case == replay(entries) == book.log.load("mira")
    assert set(case.of_plugin) == {"svh-voorbeeld"}


def test_an_auditor_with_the_plugin_judges_its_events_and_one_without_lists_them(book: Casebook) -> None:
    assert check(book.log, book.rulebook).findings == ()
    without = Casebook.in_memory(clock=lambda: NOW)
    store = book.log.store
    log = type(book.log)(store, without.log.codec)
    checked = check(log, CORE_RULEBOOK)
    assert [(found.id, found.stream, found.number) for found in checked.findings] == [
        ("not_judged", "mira", 4),
        ("not_judged", "mira", 5),
    ]
    assert checked.exit_status == 0


# On disk, with and without the plugin


@pytest.fixture
def voorbeeld(site: Path, db: Path) -> str:
    """The example, installed and allowed; with what it brings recorded in the casebook."""
    code = Path(examples.__file__).read_text("utf-8")
    distribution(site, "svh-voorbeeld", code, purposes=["support_group"])
    allow(db, "svh-voorbeeld")
    recorded = (
        {
            "case": "mira",
            "event": "svh-voorbeeld.answered",
            "by": "mira",
            "at": "2026-02-02T10:00:00Z",
            "data": {"meeting": "m-1", "person": "mira", "answer": "no", "why": "k-why"},
        },
        {
            "case": "mira",
            "event": "svh-voorbeeld.room_booked",
            "by": "noor",
            "at": "2026-02-02T11:00:00Z",
            "data": {"meeting": "m-1", "seats": 4},
        },
    )
    Path("own.jsonl").write_text("\n".join(map(json.dumps, recorded)))
    assert main(["record", "own.jsonl"]) == 0
    return "svh-voorbeeld"


@pytest.fixture
def types(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Types a command; gives its exit status, what it said on stdout and on stderr."""

    def type_in(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(words)
        said = capsys.readouterr()
        return status, said.out, said.err

    return type_in


Types = Callable[..., tuple[int, str, str]]


def test_events_rules_schema_and_vocabulary_tell_what_allowed_plugins_bring(
    voorbeeld: str, db: Path, types: Types, tmp_path: Path
) -> None:
    empty = ("--db", str(tmp_path / "elsewhere" / "casebook.db"))
    assert f"{voorbeeld}.answered" in types("events")[1]
    assert f"{voorbeeld}.an_answer_comes_before_the_meeting" in types("rules", "--lang", "nl")[1]
    assert "oost_kring: circle of the east" in types("vocabulary", "--lang", "en")[1]
    schema = json.loads(types("schema", "--db", str(db))[1])
    assert f"{voorbeeld}.answered" in json.dumps(schema["scripts"])
    assert f"{voorbeeld}.answered" in schema["entries"]["properties"]["event"]["enum"]
    for command in ("events", "rules", "vocabulary", "schema"):
        with_plugin, without = json.loads(types(command, "--json")[1]), json.loads(types(command, *empty, "--json")[1])
        assert voorbeeld in json.dumps(with_plugin)
        assert voorbeeld not in json.dumps(without)
        assert with_plugin["schema"] == without["schema"]
    assert not (tmp_path / "elsewhere").exists()


def test_minimal_events_are_those_of_the_core(voorbeeld: str, types: Types) -> None:
    assert voorbeeld not in types("events", "--minimal")[1]


def test_trail_script_copy_and_check_take_own_events(voorbeeld: str, types: Types, tmp_path: Path) -> None:
    trail = json.loads(types("trail", "mira", "--json")[1])["entries"]
    assert trail[-2]["event"] == f"{voorbeeld}.answered"
    assert trail[-2]["sentence"].startswith("Mira de Wit said no to the meeting of ")
    script = types("trail", "mira", "--as-script")[1]
    assert main(["init", "--db", "other.db"]) == 0
    allow(tmp_path / "other.db", voorbeeld)
    Path("all.jsonl").write_text(script)
    assert types("record", "all.jsonl", "--import", "--db", "other.db")[0] == 0
    again = types("trail", "mira", "--as-script", "--db", "other.db")[1]
    assert [json.loads(line)["data"] for line in again.splitlines()] == [
        json.loads(line)["data"] for line in script.splitlines()
    ]
    assert types("check")[:2] == (0, types("check")[1])
    assert json.loads(types("check", "--json")[1])["findings"] == []
    assert types("copy", "mira", "--as", "mira", "-o", "copy")[0] == 0
    copied = json.loads(Path("copy/copy.json").read_text())
    assert copied["entries"][-2]["sentence"]["nl"].startswith("Je zegt nee tegen de bijeenkomst van ")
    assert "Je zegt nee tegen de bijeenkomst van " in Path("copy/kopie.nl.html").read_text()
    assert copied["state"]["of_plugin"][voorbeeld]["answers"]["m-1"]["mira"]["why"] == "k-why"


def test_a_signal_of_a_plugin_may_be_named_and_one_that_is_not_there_may_not(voorbeeld: str, types: Types) -> None:
    status, out, _ = types("signals", "mira", "--on", SIGNAL, "--as-of", "2026-02-25")
    assert (status, out.count(f"[{SIGNAL}]")) == (0, 1)
    assert f"[{SIGNAL}]  our way of working, 3" in out
    for name in (f"{voorbeeld}.nothing", "nothing"):
        status, _, err = types("signals", "mira", "--on", name)
        assert (status, f"there is no signal {name}" in err) == (2, True)


def test_a_signal_that_fails_is_named_on_stderr_after_all_others(
    voorbeeld: str, types: Types, site: Path, db: Path
) -> None:
    bad = (
        "from svh_core.plugins.hookspecs import hookimpl\n"
        "from svh_core.plugins.offers import Description, OwnSignal\n"
        "@hookimpl\ndef svh_describe():\n"
        "    return Description(id='svh-bad', organisation='Oost', purposes=['care'], categories=['meetings'])\n"
        "@hookimpl\ndef svh_signals():\n"
        "    says = {'en': 'x', 'nl': 'x'}\n"
        "    return [OwnSignal(name='bad', says=says, source='us', category='meetings', notices=bad)]\n"
        "def bad(case, day):\n    print('k-printed')\n    raise ValueError('k-secret')\n"
    )
    distribution(site, "svh-bad", bad, organisation="Oost")
    allow(db, voorbeeld, "svh-bad")
    status, out, err = types("signals", "--json", "--as-of", "2026-02-25")
    assert status == 5
    assert SIGNAL in {one["id"] for one in json.loads(out)["signals"]}
    assert {*json.loads(out)} == {"schema", "signals"}
    assert re.search(r"svh: svh-bad failed in its signal bad: ValueError in .*\(plugin_failed\)", err)
    assert "k-secret" not in out + err
    assert types("signals", "mira", "--as-of", "2026-02-25")[0] == 5


def everything(types: Types) -> dict[str, Any]:
    """What is told of the case, but for what belongs to a plugin."""
    trail = json.loads(types("trail", "mira", "--json", "--until", str(len(SCRIPT)))[1])["entries"]
    state = json.loads(types("show", "mira", "--json")[1])["state"]
    return {
        "trail": trail,
        "state": {name: fact for name, fact in state.items() if name not in {"of_plugin", "number", "written"}},
        "figures": json.loads(types("regie", "mira", "--json", "--as-of", "2026-02-25")[1]),
    }


def test_law_07_without_the_plugin_its_events_are_kept_and_shown_and_change_nothing(
    voorbeeld: str, db: Path, types: Types
) -> None:
    before = everything(types)
    own = [line for line in types("trail", "mira", "--as-script")[1].splitlines() if voorbeeld in line]
    assert types("plugins", "disable", voorbeeld)[0] == 0
    assert everything(types) == before
    trail = json.loads(types("trail", "mira", "--json")[1])["entries"]
    assert [line["sentence"] for line in trail if line["event"].startswith(voorbeeld)] == [
        f"Something of a plugin that is not installed here ({voorbeeld}.answered).",
        f"Something of a plugin that is not installed here ({voorbeeld}.room_booked).",
    ]
    assert json.loads(types("show", "mira", "--json")[1])["state"]["of_plugin"] == {}
    status, out, _ = types("check", "--json")
    assert (status, json.loads(out)["clean"]) == (0, True)
    assert {one["id"] for one in json.loads(out)["findings"]} == {"not_judged"}
    assert types("copy", "mira", "--as", "mira", "-o", "copy")[0] == 0
    assert types("signals", "mira", "--as-of", "2026-02-25")[0] == 0
    status, _, err = types("record", "own.jsonl")
    assert (status, "there is no such event" in err) == (2, True)
    allow(db, voorbeeld)
    assert [line for line in types("trail", "mira", "--as-script")[1].splitlines() if voorbeeld in line] == own


def test_a_snapshot_made_with_a_plugin_is_not_used_without_it_nor_the_other_way_round(voorbeeld: str, db: Path) -> None:
    def kept(*plugins: object) -> tuple[Any, int]:
        """What the case holds of the plugin, and after which entry it was read."""
        with Casebook.open(db, plugins=plugins) as book:
            snapshot = book.log._snapshots.latest("mira")
            return dict(book.log.load("mira").of_plugin), snapshot.number if snapshot is not None else 0

    with Casebook.open(db, plugins=[voorbeeld]) as book:
        logged = TimeLogged(
            activity="meeting", person="mira", minutes=1, with_resident="yes", law="Wmo", on=date(2026, 2, 1)
        )
        for _ in range(200):
            book.record("mira", logged, by="noor")
    with_plugin, _ = kept(voorbeeld)
    assert set(with_plugin) == {voorbeeld}
    with_plugin, read_to = kept(voorbeeld)
    assert (set(with_plugin), read_to) == ({voorbeeld}, 207)
    assert kept() == ({}, 0)
    with Casebook.open(db) as book:
        book.record("mira", logged, by="noor")
        assert book.log.load("mira").of_plugin == {}
    assert kept() == ({}, 208)
    assert kept(voorbeeld) == (with_plugin, 0)
