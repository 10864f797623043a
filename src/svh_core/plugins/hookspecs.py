"""The hooks. Each says when it is called, what it receives and never receives, what to return, and when it fails.

A plugin is a package with functions of these names, marked with `hookimpl`. It leaves out what it does not need; only
`svh_describe` is asked of every plugin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pluggy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from svh_core.domain.rulebook import Concept, Event
    from svh_core.plugins.disclosed import Disclosed
    from svh_core.plugins.offers import Description, Exporter, OwnSignal, OwnWords, Report

PROJECT: Final = "svh"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the one that answers a hook."""


class Hooks:
    """What a plugin can answer."""

    @hookspec
    def svh_describe(self) -> Description:  # type: ignore[empty-body]
        """Who the plugin is, and what it asks for.

        When: once, when the plugin is loaded, before any other hook.
        Receives: nothing.
        Never receives: anything of any case.
        Returns: a `Description` that says the same as the plugin's ``svh-plugin.toml``.
        When it raises: the plugin is not loaded; its status is ``load_error``.

        Example:
            @hookimpl
            def svh_describe():
                return Description(id="svh-voorbeeld", organisation="Buurtteam Oost",
                                   purposes=["care"], categories=["meetings"])
        """

    @hookspec
    def svh_exporters(self) -> Sequence[Exporter]:  # type: ignore[empty-body]
        """What the plugin can write to a file.

        When: once, when the plugin is loaded. An exporter's `write` is called for each export, after the disclosure
            stands in every case that is in it.
        Receives: nothing; `write` receives a `Disclosed`.
        Never receives: what consent, the host's policy or the plugin's own asking leaves out; a path or an open file.
        Returns: `Exporter`s.
        When it raises: the export fails, nothing is written, and the plugin is named; the disclosures stand, with what
            was handed over.

        Example:
            @hookimpl
            def svh_exporters():
                return [Exporter(name="meetings", says={"en": "When it meets.", "nl": "Wanneer het is."},
                                 suffix=".csv", write=lambda disclosed: "...")]
        """

    @hookspec
    def svh_reports(self) -> Sequence[Report]:  # type: ignore[empty-body]
        """Which tables over many cases the plugin can give.

        When: once, when the plugin is loaded. A table's `rows` is called for each case, after the disclosure stands.
        Receives: nothing; `rows` receives one `DisclosedCase`.
        Never receives: what the tables come to: the host counts, rounds, and leaves out what is small.
        Returns: `Report`s.
        When it raises: the report fails, nothing is given out, and the plugin is named.

        Example:
            @hookimpl
            def svh_reports():
                return [Report(name="laws", says={...}, tables=[Table(name="law", says={...},
                               columns={"law": ["Zvw", "Wmo"]}, rows=by_law)])]
        """

    @hookspec
    def svh_follow(self, disclosed: Disclosed) -> None:
        """What was recorded since the plugin was last called, of one case.

        When: by `svh follow`, after the entries are on disk and the disclosure stands; a case at a time, in order.
        Receives: `disclosed` with one case: its new entries, what of it was closed, and what was forgotten.
        Never receives: entries of access.py, its own disclosures among them.
        Returns: nothing.
        When it raises: it is called again with the same entries, later and later, and then parked with the error;
            others go on. The same entry can come twice, always with the same number: make it once.

        Example:
            @hookimpl
            def svh_follow(disclosed):
                for case in disclosed.cases:
                    for entry in case.of("meeting.planned"):
                        send(entry.number, entry.data)
        """

    @hookspec
    def svh_events(self) -> Sequence[type[Event]]:  # type: ignore[empty-body]
        """The organisation's own events: facts of its own work, each an `OwnEvent`, named ``id.what_happened``.

        When: once, when the plugin is loaded.
        Receives: nothing. `OwnEvent.changes` receives what the plugin keeps of the case, and the entry, words sealed.
        Never receives: a word.
        Returns: the classes.
        When it raises: the plugin is not loaded. What goes wrong in `changes` changes nothing.

        Example:
            @hookimpl
            def svh_events():
                return [Answered]
        """

    @hookspec
    def svh_rulebook(self) -> Concept:  # type: ignore[empty-body]
        """The rules for the organisation's own events.

        When: once, when the plugin is loaded. A rule is asked when one of these events is recorded or checked.
        Receives: nothing. A rule receives the entry and the case, words sealed.
        Never receives: an event of somebody else's: no organisation can refuse a resident's decision.
        Returns: the `Concept` in which the events and their rules were made.
        When it raises: the plugin is not loaded. A rule that raises does not hold: its event is refused.

        Example:
            @hookimpl
            def svh_rulebook():
                return agenda
        """

    @hookspec
    def svh_phrases(self, language: str) -> Mapping[str, str]:  # type: ignore[empty-body]
        """How the trail tells the organisation's own events.

        When: once for each language, when the plugin is loaded.
        Receives: ``language``, which is ``nl`` or ``en``.
        Never receives: anything of any case; the host fills the places.
        Returns: by the name of the event, a phrase with places, such as ``{person} comes to {meeting}``. A place is a
            field, or ``by``, ``entered_by`` or ``resident``; what stands between ``[`` and ``]`` is left out where a
            place in it has nothing. And by the names of event, field and value together: what is said for a value; by
            those of signal, place and value the same. An event without a phrase is told by its docstring.
        When it raises: the plugin is not loaded.

        Example:
            @hookimpl
            def svh_phrases(language):
                return {
                    "svh-agenda.answered": "{person} says {answer} to {meeting}",
                    "svh-agenda.answered.answer.maybe": {"en": "perhaps", "nl": "misschien"}[language],
                }
        """

    @hookspec
    def svh_signals(self) -> Sequence[OwnSignal]:  # type: ignore[empty-body]
        """What the organisation notices in its own work.

        When: once, when the plugin is loaded. A signal's `notices` is called when signals are asked for.
        Receives: nothing. `notices` receives the case, words sealed, and the day.
        Never receives: a word, or who asks.
        Returns: `OwnSignal`s.
        When it raises: this signal is left out and the plugin is named; all others are told.

        Example:
            @hookimpl
            def svh_signals():
                return [OwnSignal(name="nobody_said_yes", says={...}, source="...", category="meetings",
                                  notices=nobody_said_yes)]
        """

    @hookspec
    def svh_vocabulary(self) -> Sequence[OwnWords]:  # type: ignore[empty-body]
        """Words that the organisation writes the same way everywhere.

        When: once, when the plugin is loaded.
        Receives: nothing.
        Never receives: anything of any case.
        Returns: `OwnWords`, for fields that take any word.
        When it raises: the plugin is not loaded.

        Example:
            @hookimpl
            def svh_vocabulary():
                return [OwnWords(name="place", fields=["meeting.planned.place_kind"], source="...", values={...})]
        """


HOOKS: Final = tuple(name for name in vars(Hooks) if name.startswith("svh_"))
"""The names of the hooks, in the order in which they are explained."""
