"""Handing over to a recipient, by way of a plugin: what would be disclosed, and the file with it."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import attrs
import click

from svh_core.casebook import Casebook
from svh_core.cli.new_file import NewFile, new_file
from svh_core.cli.options import Command, casebook_option, opened, output_options, progress, say_json
from svh_core.cli.rounds import SameCasebook, go_on
from svh_core.errors import Malformed, PluginFailed, SvhError
from svh_core.log.unusable import told_as_ours
from svh_core.plugins.exporting import Exported, WouldDisclose
from svh_core.plugins.following import Followed
from svh_core.plugins.handing_over import check_recipient
from svh_core.plugins.written import FOLDER


def recipient_of(_: click.Context, __: click.Parameter, recipient: str) -> str:
    """A recipient as consents can name one; another is refused, whether anything is open or not.

    Raises:
        Malformed: it is none.
    """
    check_recipient(recipient, "--for")
    return recipient


def handing_options(command: Command) -> Command:
    """For whom, what for, of which cases, and where to."""
    for option in (
        click.option(
            "--for",
            "recipient",
            required=True,
            callback=recipient_of,
            help="For whom: an organisation or a person, as consents name them.",
        ),
        click.option("--purpose", required=True, help="What for, as consents say it."),
        click.option("--case", "cases", multiple=True, help="Only this case; every case where none is named."),
        click.option("--responsible", help="Who answers for it."),
        click.option("--dry-run", is_flag=True, help="Only say what would be disclosed."),
        click.option(
            "-o",
            "output",
            type=click.Path(path_type=Path),
            callback=new_file,
            help="A new file, or a new folder where the exporter makes one, which only you can open.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("exporter")
@handing_options
@casebook_option
@output_options
def export(exporter: str, db: str, lang: str, *, as_json: bool, no_color: bool, **asked: Any) -> None:  # noqa: ARG001
    """Have EXPORTER of a plugin make a file of what a recipient may see. Each disclosure is written down first."""
    cases, output = asked["cases"] or None, asked["output"]
    told: dict[str, Any] = {"recipient": asked["recipient"], "purpose": asked["purpose"], "cases": cases}
    with opened(db) as book, progress("handed over") as shown:
        if asked["dry_run"]:
            say_what_would_be_disclosed(book.plugins.would_export(exporter, **told), lang, as_json=as_json)
            return
        _check_place(book, exporter, output)
        made = book.plugins.export(exporter, **told, language=lang, responsible=asked["responsible"], progress=shown)
        try:
            _put_down(output, made)
        except (SvhError, OSError):
            book.plugins.came_to_nothing(made)
            raise
    if as_json and output is not None:
        say_json("export", exporter=made.exporter, file=str(output.named), cases=list(made.cases))
    elif output is not None:
        said = "made" if made.cases else "empty"
        click.echo(
            _SAYS[said][lang].format(file=output.named, cases=len(made.cases), recipient=asked["recipient"]), err=True
        )


def _check_place(book: Casebook, exporter: str, output: NewFile | None) -> None:
    """Refuses a place where nothing can be made, before anything is disclosed.

    Raises:
        Malformed: a folder is made, and none is named.
        SvhError: something is there already, or there is no folder for it.
    """
    if output is not None:
        output.check()
        return
    if any(one.suffix == FOLDER for one in book.plugins.exporters_named(exporter)):
        raise Malformed("this exporter makes a folder", path="-o", next="Name a new folder with -o.")


@click.command()
@click.argument("report")
@click.option(
    "--for", "recipient", required=True, callback=recipient_of, help="For whom: an organisation, as consents name it."
)
@click.option("--purpose", required=True, help="What for, as consents say it.")
@click.option("--together-with", multiple=True, help="Who is to have the same numbers: only cases open to both count.")
@click.option("--period", required=True, help="A year, a quarter or a month that is over: 2026, 2026-Q3 or 2026-09.")
@click.option("--responsible", help="Who answers for it.")
@click.option("--dry-run", is_flag=True, help="Only say what would be disclosed.")
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=new_file,
    help="A new file, which only you can open: .csv, .json or another.",
)
@casebook_option
@output_options
def report(report: str, db: str, lang: str, *, as_json: bool, no_color: bool, **asked: Any) -> None:  # noqa: ARG001
    """Have REPORT of a plugin count over every case that is open to a recipient. Small numbers are left out."""
    output = asked["output"]
    told: dict[str, Any] = {"recipient": asked["recipient"], "purpose": asked["purpose"]}
    with opened(db) as book, progress("counted") as shown:
        if asked["dry_run"]:
            say_what_would_be_disclosed(book.plugins.would_report(report, **told), lang, as_json=as_json)
            return
        if output is not None:
            output.check()
        suffix = _suffix(book, report, output, as_json=as_json)
        others = {name: asked[name] for name in ("period", "responsible", "together_with")}
        made = book.plugins.report(report, **told, **others, language=lang, progress=shown)
        _put_file(output, book.plugins.file_of(made, suffix))
    if as_json and output is not None:
        say_json("reported", report=made.report, period=made.period, file=str(output.named))
    elif output is not None:
        click.echo(_SAYS["counted"][lang].format(file=output.named), err=True)


def _suffix(book: Casebook, report: str, output: NewFile | None, *, as_json: bool) -> str:
    """What kind of file is made; one that cannot be made is refused before anything is disclosed.

    Raises:
        Malformed: nobody makes such a file of this report.
    """
    if output is None:
        return ".json" if as_json else ".csv"
    found = book.plugins.reports_named(report)
    known = [".csv", ".json", *(suffix for one in found for suffix in one.write)]
    if found and output.suffix not in known:
        said = f"this report is no {output.suffix or 'file without a suffix'}"
        raise Malformed(said, path="-o", next=f"It can be {', '.join(known)}.")
    return output.suffix


@click.command()
@click.argument("plugin", required=False)
@click.option("--again", is_flag=True, help="Also those that wait to be tried again, or are parked.")
@click.option("--every", type=click.IntRange(min=1), help="Go on, and look again after so many seconds.")
@click.option("--rebuild", is_flag=True, help="First throw away what is kept of all cases, and make it from nothing.")
@casebook_option
@output_options
def follow(
    plugin: str | None,
    every: int | None,
    db: str,
    lang: str,
    *,
    again: bool,
    rebuild: bool,
    as_json: bool,
    no_color: bool,  # noqa: ARG001
) -> int:
    """Hand over what was recorded since, to PLUGIN or to each that follows.

    Without PLUGIN it also brings up to date what is kept of all cases.
    """
    with opened(db) as book:
        if rebuild:
            with progress("made") as shown:
                made = book.overview.rebuild(progress=shown)
            click.echo(_SAYS["rebuilt"][lang].format(cases=made), err=True)
        rounds = _Rounds(book, plugin, lang, again=again, as_json=as_json)
        if every is None:
            return 0 if all(one.is_well for one in rounds.one()) else PluginFailed.exit_status
        return go_on(rounds.next_one, every=every, told=rounds)


class _Rounds:
    """Rounds of following, and what is said of them."""

    def __init__(self, book: Casebook, plugin: str | None, lang: str, *, again: bool, as_json: bool) -> None:
        self._book = book
        self._plugins = book.plugins  # one for all rounds: it knows what a round that broke off handed over
        self._plugin = plugin
        self._lang = lang
        self._again = again
        self._as_json = as_json
        self._same = SameCasebook(book)

    def one(self) -> list[Followed]:
        """Hands over what is new, and brings up to date what is kept of all cases."""
        told = self._plugins.follow(self._plugin, again=self._again)
        _say_followed(told, self._lang, as_json=self._as_json)
        if self._plugin is None:
            with progress("made") as shown:
                self._book.overview.bring_up_to_date(progress=shown)
        return told

    def next_one(self) -> None:
        """One more, if it is still the same casebook."""
        with told_as_ours():
            self._same.check()
        self.one()

    def waits(self, error: SvhError, tries: int) -> None:
        """Says once that following waits, and why; the casebook is opened anew before it goes on."""
        if tries == 0:
            why = f"{error.in_language(self._lang)} ({error.code})"
            click.echo(_SAYS["waits"][self._lang].format(why=why), err=True)
        with suppress(SvhError):
            self._book.close()

    def goes_on(self) -> None:
        """Says that it goes on."""
        click.echo(_SAYS["goes_on"][self._lang], err=True)


def _say_followed(told: list[Followed], lang: str, *, as_json: bool) -> None:
    if as_json:
        say_json("followed", followers=[attrs.asdict(one) for one in told])
        return
    if not told:
        click.echo(_SAYS["nobody"][lang], err=True)
    for one in told:
        click.echo(f"{one.plugin} ({one.purpose}): {_SAYS[one.status][lang].format(entries=one.entries)}")
        for said in (one.error, one.next):
            if said is not None:
                click.echo(f"    {said}", err=True)


def say_what_would_be_disclosed(told: list[WouldDisclose], lang: str, *, as_json: bool) -> None:
    """What would be disclosed of each case, on what ground."""
    if as_json:
        say_json("would_disclose", cases=[attrs.asdict(one) for one in told])
        return
    for one in told:
        click.echo(f"{one.case}: {', '.join(one.categories)} ({one.basis})")
    click.echo(_SAYS["would"][lang].format(cases=len(told)), err=True)


def _put_down(output: NewFile | None, made: Exported) -> None:
    """A folder to the one that is named; a file too, or to stdout where none is."""
    if output is not None and made.suffix == FOLDER:
        output.write_folder(made.files)
    else:
        _put_file(output, made.file)


def _put_file(output: NewFile | None, file: bytes) -> None:
    """To the file that is named, or to stdout where none is."""
    if output is None:
        sys.stdout.buffer.write(file)
    else:
        output.write(file)


_SAYS: Final = {
    "made": {
        "nl": "{file} is gemaakt, met gegevens van {cases} steungroep(en).",
        "en": "{file} is made, with data of {cases} case(s).",
    },
    "empty": {
        "nl": "{file} is gemaakt, maar er staat niets in: {recipient} mag hiervoor van niemand iets zien.",
        "en": "{file} is made, but nothing is in it: {recipient} may see nothing of anybody for this purpose.",
    },
    "counted": {
        "nl": "{file} is gemaakt. Waar niets staat, zijn het er te weinig, of geldt het voor iedereen.",
        "en": "{file} is made. Where nothing stands they are too few, or it holds for all.",
    },
    "ok": {"nl": "is bij, kreeg net {entries} regel(s)", "en": "is up to date, was given {entries} entries just now"},
    "busy": {"nl": "een ander proces is hiermee bezig", "en": "another process is at it"},
    "waiting": {"nl": "wacht, en wordt later opnieuw geprobeerd", "en": "waits to be tried again"},
    "failed": {"nl": "ging mis", "en": "failed"},
    "parked": {
        "nl": "staat stil: het ging te vaak mis, iemand moet ernaar kijken",
        "en": "is parked: it failed too often, and somebody has to look at it",
    },
    "quarantined": {"nl": "is tijdelijk stilgezet", "en": "is quarantined"},
    "no_recipient": {"nl": "volgt niet: niemand zei voor wie", "en": "does not follow: nobody said for whom"},
    "rebuilt": {
        "nl": "Wat van alle steungroepen bewaard wordt, is opnieuw gemaakt: {cases}.",
        "en": "What is kept of all cases is made from nothing: {cases}.",
    },
    "waits": {
        "nl": "Het volgen wacht en gaat vanzelf weer verder: {why}.",
        "en": "Following waits, and goes on by itself: {why}.",
    },
    "goes_on": {"nl": "Het volgen gaat weer verder.", "en": "Following goes on."},
    "nobody": {"nl": "Er is geen plugin die volgt.", "en": "There is no plugin that follows."},
    "would": {
        "nl": "Dat zouden gegevens van {cases} steungroep(en) zijn. Er is niets opgeschreven en niets gegeven.",
        "en": "That would be data of {cases} case(s). Nothing was written down and nothing was handed over.",
    },
}
