"""The words that apps offer their users: closed lists and tags, with what each word means.

A closed list is the one of its event; its words are those in which the trail tells it. A tag is free: these are the
ones that everybody writes the same way, so that two organisations can speak of the same thing.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from svh_core.domain import goals
from svh_core.domain.care import CheckpointReviewed
from svh_core.domain.opening import CaseOpened
from svh_core.views.extensions import AddedWords
from svh_core.views.languages.dutch import DUTCH
from svh_core.views.languages.english import ENGLISH
from svh_core.views.telling import one_line

_MODULE: Final = "generic module on recovery support"
_PRACTICES: Final = "good practices of recovery support"
_HANDBOOK: Final = "handbook Samen voor Herstel, 2021"


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Words that belong together.

    Attributes:
        name: the name of the field in which they stand.
        fields: the fields, each with its event.
        closed: whether nothing else is taken there.
        source: where they come from.
        values: the words, as they are recorded.
    """

    name: str
    fields: tuple[str, ...]
    closed: bool
    source: str
    values: tuple[str, ...]


def _choices(event: type[Any], field: str) -> tuple[str, ...]:
    """The closed list of a field."""
    found = next(one for one in event.spec.fields if one.name == field)
    return typing.get_args(found.type)


_TAGS: Final = (
    "eigen_kracht_conferentie",
    "netwerkcirkel",
    "netwerkcoach",
    "triadekaart",
    "irb",
    "ips",
    "resource_group",
    "open_dialogue",
    "hic",
    "art",
    "wrap",
    "herstellen_doe_je_zelf",
)

_STEPS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "1": "leeft alleen, met bijna geen contact",
        "2": "heeft contact met mensen buiten het huis",
        "3": "doet mee aan een cursus, club of groep",
        "4": "werkt zonder loon",
        "5": "werkt voor loon, met hulp",
        "6": "werkt voor loon",
    },
    "en": {
        "1": "lives alone, with hardly any contact",
        "2": "has contact with people outside the house",
        "3": "takes part in a course, club or group",
        "4": "works without pay",
        "5": "has paid work, with support",
        "6": "has paid work",
    },
}

_OTHERS: Final = {"participation_level": _STEPS}
"""The words that no language has yet, and that are told here."""

_FIELDS: Final = {"method_tag": "method"}
"""The field under which a language has the words of a vocabulary, where that has another name."""

VOCABULARIES: Final = (
    Vocabulary(
        name="method",
        fields=("case.opened",),
        closed=True,
        source=f"{_HANDBOOK}; {_PRACTICES}",
        values=_choices(CaseOpened, "method"),
    ),
    Vocabulary(
        name="method_tag",
        fields=("group.formed", "meeting.planned", "agreement.made"),
        closed=False,
        source=f"{_MODULE}, 3.4; {_PRACTICES}",
        values=_TAGS,
    ),
    Vocabulary(
        name="life_area",
        fields=("goal.set",),
        closed=True,
        source=f"{_MODULE}, chapter 1",
        values=typing.get_args(goals.LifeArea),
    ),
    Vocabulary(
        name="recovery",
        fields=("goal.set",),
        closed=True,
        source=f"{_MODULE}, chapter 1",
        values=typing.get_args(goals.Recovery),
    ),
    Vocabulary(
        name="chime",
        fields=("goal.set",),
        closed=True,
        source=f"{_MODULE}, chapter 1: connectedness, hope, identity, meaning, empowerment",
        values=typing.get_args(goals.Chime),
    ),
    Vocabulary(
        name="health_domain",
        fields=("goal.set",),
        closed=True,
        source=f"{_MODULE}, chapter 1: the six domains of positive health (Huber)",
        values=typing.get_args(goals.HealthDomain),
    ),
    Vocabulary(
        name="participation_level",
        fields=("goal.set",),
        closed=False,
        source=f"{_PRACTICES}; the ladder of the association of Dutch municipalities, steps 1 to 6",
        values=tuple(_STEPS["en"]),
    ),
    Vocabulary(
        name="checkpoint",
        fields=("checkpoint.reviewed",),
        closed=True,
        source=f"{_PRACTICES}: four checkpoints",
        values=_choices(CheckpointReviewed, "checkpoint"),
    ),
)
"""Every vocabulary."""


def called(vocabulary: str, value: str) -> dict[str, str]:
    """What a word means, in Dutch and in English."""
    texts = _OTHERS.get(vocabulary)
    if texts is not None:
        return {code: texts[code][value] for code in ("nl", "en")}
    return {language.code: language.value(_FIELDS.get(vocabulary, vocabulary), value) for language in (DUTCH, ENGLISH)}


def vocabularies_in_json(added: Iterable[AddedWords] = ()) -> list[dict[str, Any]]:
    """Every vocabulary as data.

    Args:
        added: words of organisations' own, which have the id of their plugin in front.
    """
    core = [
        {
            "name": one.name,
            "events": list(one.fields),
            "closed": one.closed,
            "source": one.source,
            "values": [{"value": value, "called": called(one.name, value)} for value in one.values],
        }
        for one in VOCABULARIES
    ]
    return core + [
        {
            "name": f"{one.plugin}.{one.name}",
            "plugin": one.plugin,
            "events": list(dict.fromkeys(field.rpartition(".")[0] for field in one.fields)),
            "fields": list(one.fields),
            "closed": False,
            "source": f"{one.plugin}: {one.source}",
            "values": [
                {"value": value, "called": {code: called[code] for code in ("nl", "en")}}
                for value, called in one.values.items()
            ],
        }
        for one in added
    ]


def vocabularies_in_words(code: str, added: Iterable[AddedWords] = ()) -> Iterator[str]:
    """Every vocabulary for people, line by line; see `vocabularies_in_json`."""
    for one in VOCABULARIES:
        yield f"{one.name} ({', '.join(one.fields)})"
        yield from (f"  {value}: {called(one.name, value)[code]}" for value in one.values)
        yield ""
    for own in added:
        yield f"{own.plugin}.{own.name} ({', '.join(own.fields)})"
        yield from (f"  {one_line(value)}: {one_line(called[code])}" for value, called in own.values.items())
        yield ""
