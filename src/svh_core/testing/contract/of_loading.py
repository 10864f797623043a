"""Checks of what happens before a plugin is used: it is imported, says who it is, and offers what can be used."""

from __future__ import annotations

from typing import Final

from svh_core.plugins.hookspecs import HOOKS, PROJECT
from svh_core.plugins.manifest import FILE
from svh_core.plugins.offers import API, Description
from svh_core.testing.contract.checking import broken, check
from svh_core.testing.contract.under_test import PURPOSES, UnderTest

SECONDS_TO_IMPORT: Final = 1.0
"""Of the processor, beyond the library itself."""


@check("loading", here_only=True)
def it_can_be_imported(plugin: UnderTest) -> None:
    """The plugin can be imported in a process of its own.

    nl: De plugin kan geladen worden.

    Why: a casebook loads a plugin when it opens; what cannot be imported cannot be used.

    Next: import it in a new Python and read what is raised; name what it needs in its pyproject.toml.
    """
    if plugin.alone.raised is not None:
        broken(f"importing {plugin.installed.entry_point.value} ends in {plugin.alone.raised}")


@check("loading", here_only=True)
def importing_it_only_defines_things(plugin: UnderTest) -> None:
    """Importing the plugin uses no network, writes no file, starts no program and prints nothing.

    nl: Bij het laden gebruikt de plugin geen netwerk, schrijft geen bestand, start geen programma en toont niets.

    Why: it is imported before anybody asked anything of it, in the process that holds the casebook.

    Next: move what it does at the top of a module into the function that needs it.
    """
    if plugin.alone.reached is not None:
        broken(plugin.alone.reached)
    if plugin.alone.printed:
        broken("it prints while it is imported")


@check("loading", needs=["it_can_be_imported"], here_only=True)
def it_is_imported_quickly(plugin: UnderTest) -> None:
    """Importing the plugin takes less than a second of the processor.

    nl: De plugin laden kost minder dan een seconde.

    Why: every casebook that allows the plugin waits for it each time it is opened.

    Next: import what is heavy inside the function that needs it; `python -X importtime` shows what takes long.
    """
    if plugin.alone.seconds > SECONDS_TO_IMPORT:
        broken(f"importing it takes {plugin.alone.seconds:.1f} seconds")


@check("loading")
def its_manifest_can_be_read(plugin: UnderTest) -> None:
    """The package has an svh-plugin.toml, with the name and the version of the distribution.

    nl: In het pakket staat svh-plugin.toml, met de naam en de versie die ook in pyproject.toml staan.

    Why: a host reads it to decide whether the plugin may be used, before any of its code runs.

    Next: write it as in the reference of the hooks, and see to it that it is installed with the package.
    """
    if plugin.installed.manifest is None:
        broken(f"{plugin.installed.wrong}")


@check("loading", needs=["its_manifest_can_be_read"])
def it_is_written_for_these_hooks(plugin: UnderTest) -> None:
    """The plugin is written for the version of the hooks that is installed.

    nl: De plugin hoort bij de versie van de hooks die geïnstalleerd is.

    Why: hooks of another version may receive other things.

    Next: read what changed in the changelog of svh-core, and set `api` in svh-plugin.toml.
    """
    if plugin.manifest.api != API:
        broken(f"it was written for version {plugin.manifest.api} of the hooks, and this is version {API}")


@check("loading", needs=["its_manifest_can_be_read"])
def it_asks_for_what_a_consent_can_give(plugin: UnderTest) -> None:
    """The plugin is for a purpose that a consent can name, and asks for a category if it writes, counts or follows.

    nl: De plugin heeft een doel dat in een toestemming kan staan, en vraagt een soort gegevens als die iets doet.

    Why: nothing is handed over but by a consent, for its purpose and its categories.

    Next: set `purposes` and `categories` in svh-plugin.toml and in svh_describe.
    """
    if not plugin.purpose:
        broken(f"none of its purposes is one of {', '.join(PURPOSES)}")
    uses = {"svh_exporters", "svh_reports", "svh_follow"} & set(plugin.manifest.hooks)
    if uses and not plugin.manifest.categories:
        broken(f"it answers {min(uses)} and asks for no category")


@check("loading", needs=["it_can_be_imported", "importing_it_only_defines_things"], here_only=True)
def every_hook_of_it_is_known(plugin: UnderTest) -> None:
    """Everything in the plugin that is called svh_... is a hook that there is, marked, and wraps no other.

    nl: Alles in de plugin dat svh_... heet, is een hook die bestaat, met een merkteken, en pakt geen andere in.

    Why: a hook that is misspelt or not marked is never called, and nobody would notice.

    Next: look up its name among the hooks, and put @hookimpl above it.
    """
    for name in sorted(one for one in dir(plugin.module) if one.startswith("svh_") and one != "svh_core"):
        told = getattr(plugin.module, name)
        options = getattr(told, f"{PROJECT}_impl", None)
        if not callable(told) or getattr(told, "__name__", name) != name:
            continue  # a module of its own, or something it imported
        if name not in HOOKS:
            broken(f"there is no hook {name}")
        if options is None:
            broken(f"{name} is not marked with @hookimpl")
        if options.get("wrapper") or options.get("hookwrapper"):
            broken(f"{name} wraps what others do")


@check("loading", needs=["every_hook_of_it_is_known", "its_manifest_can_be_read"], here_only=True)
def its_code_says_what_its_manifest_says(plugin: UnderTest) -> None:
    """The code and the svh-plugin.toml say the same: who it is, what it asks for, and which hooks it answers.

    nl: De code en svh-plugin.toml zeggen hetzelfde: wie het is, wat die vraagt en welke hooks er zijn.

    Why: a host allows what the manifest says; code that asks for something else was never allowed.

    Next: make them the same; the manifest is what people read.
    """
    answers = {name for name in HOOKS if callable(getattr(plugin.module, name, None))}
    if "svh_describe" not in answers:
        broken("it has no svh_describe")
    if untold := answers ^ set(plugin.manifest.hooks) ^ ({"svh_describe"} - set(plugin.manifest.hooks)):
        broken(f"{FILE} and the code do not agree on {min(untold)}")
    described = plugin.module.svh_describe()
    if not isinstance(described, Description):
        broken("svh_describe gives no Description")
    if (differs := plugin.manifest.differs_from(described)) is not None:
        broken(f"svh_describe says another {differs} than {FILE}")


@check(
    "loading",
    needs=[
        "it_can_be_imported",
        "importing_it_only_defines_things",
        "its_manifest_can_be_read",
        "it_is_written_for_these_hooks",
        "it_asks_for_what_a_consent_can_give",
        "every_hook_of_it_is_known",
        "its_code_says_what_its_manifest_says",
    ],
)
def a_casebook_takes_it_in(plugin: UnderTest) -> None:
    """A casebook that allows the plugin can use all that it offers.

    nl: Een casebook waarin de plugin mag, kan alles gebruiken wat die aanbiedt.

    Why: the host looks at what is offered before it uses any of it, and refuses the plugin where one thing is wrong.

    Next: repair what is named; the reference of the hooks says what each has to return.
    """
    if plugin.status.status != "ok":
        broken(f"{plugin.status.reason}")
