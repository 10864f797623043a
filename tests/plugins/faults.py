"""A good plugin, and bad variants of it: each has one fault planted, and names the check that is about it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, Final

import attrs

NAME: Final = "svh-good"

GOOD: Final = '''
"""What every hook can do, as it should be done."""

import csv
import io
import json
import logging

from svh_core.domain.own_events import OwnEvent
from svh_core.domain.rulebook import Concept, Entry, Whose
from svh_core.domain.identifiers import PersonId, Tag
from svh_core.plugins.hookspecs import hookimpl
from svh_core.plugins.offers import Description, Exporter, Noticed, OwnSignal, OwnWords, Report, Table
# top

own = Concept("svh-good", category="meetings")
log = logging.getLogger(__name__)
MADE = {}


@own.event("svh-good.answered", whose=Whose.ANYONE)
class Answered(OwnEvent):
    """Somebody of ours said whether they come.

    nl: Iemand van ons zei of die komt.
    """

    person: PersonId
    answer: Tag

    def changes(self, own, entry):
        # changes
        return {**own, "answers": [*own.get("answers", []), self.answer]}


@own.rule()
def an_answer_is_yes_or_no(entry: Entry[Answered], case) -> bool:
    """An answer is yes or no.

    nl: Een antwoord is ja of nee.
    """
    # rule
    return entry.event.answer in {"yes", "no"}


@hookimpl
def svh_describe():
    # describe
    return Description(id="svh-good", organisation="Buurtteam Oost", purposes=["care"], categories=["meetings", "time"])


@hookimpl
def svh_exporters():
    says = {"en": "When it meets.", "nl": "Wanneer het is."}
    # exporters
    return [Exporter(name="good", says=says, suffix=".csv", write=write)]


def safe(told):
    # safe
    if told == {"forgotten": True}:
        return "vergeten"
    text = "" if told is None else str(told)
    # formula
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\\\\t", "\\\\r"} else text


def write(disclosed):
    # write
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["groep", "bijeenkomst", "wanneer", "onderwerpen"])
    for case in disclosed.cases:
        # case
        for entry in case.of("meeting.planned"):
            # entry
            data = entry.data
            meeting = disclosed.pseudonym("meeting", case.case, data.get("meeting", "?"))
            rows.writerow([case.case, meeting, data.get("at"), safe(data.get("topics"))])
    # written
    return file.getvalue()


@hookimpl
def svh_reports():
    return [
        Report(
            name="laws",
            says={"en": "Who pays.", "nl": "Wie betaalt."},
            tables=[
                Table(
                    name="law",
                    says={"en": "Minutes by law.", "nl": "Minuten per wet."},
                    columns={"law": ["Zvw", "Wmo", "other"]},
                    of="sum",
                    unit="minutes",
                    rows=by_law,
                )
            ],
            write={".txt": as_text},
        )
    ]


def by_law(case):
    for entry in case.of("time.logged"):
        law, minutes = entry.data.get("law"), entry.data.get("minutes")
        # row
        yield {"law": law if law in {"Zvw", "Wmo"} else "other"}, minutes if isinstance(minutes, int) else 0


def as_text(reported):
    # report
    return "\\\\n".join(f"{row.values} {row.cases} {row.amount}" for table in reported.tables for row in table.rows)


@hookimpl
def svh_follow(disclosed):
    for case in disclosed.cases:
        # follow
        for entry in case.of("meeting.planned"):
            MADE[case.case, entry.number] = safe(entry.data.get("topics"))
        for category in case.closed:
            # closed
            for key in [key for key in MADE if key[0] == case.case]:
                del MADE[key]
        for number in case.forgotten:
            MADE.pop((case.case, number), None)


def made():
    return sorted(MADE.items())


@hookimpl
def svh_events():
    return [Answered]


@hookimpl
def svh_rulebook():
    return own


@hookimpl
def svh_signals():
    says = {"en": "Nobody of ours answered.", "nl": "Niemand van ons gaf antwoord."}
    return [OwnSignal(name="no_answer", says=says, source="Our own agreement.", category="meetings", notices=no_answer)]


def no_answer(case, day):
    # signal
    if case.resident and not case.of_plugin.get("svh-good", {}).get("answers"):
        yield Noticed(subject="group", entries=[1], since=day)
'''.replace("\\\\", "\\")


@attrs.frozen(kw_only=True)
class Fault:
    """A fault that is planted in the good plugin.

    Attributes:
        what: what is wrong with it.
        breaks: the check that is about it.
        at: what stands where it is planted.
        code: what is put there.
        also: other checks that it breaks by its nature.
        manifest: what its manifest says otherwise.
    """

    what: str
    breaks: str
    at: str = "# top"
    code: str = ""
    also: frozenset[str] = frozenset()
    manifest: Mapping[str, Any] = attrs.field(factory=dict)

    def planted(self) -> str:
        """The code of the plugin with the fault in it."""
        place = next(line for line in GOOD.splitlines() if line.strip() == self.at or line == self.at)
        room = place[: len(place) - len(place.lstrip())]
        assert GOOD.count(f"{place}\n") == 1
        return GOOD.replace(f"{place}\n", f"{textwrap.indent(textwrap.dedent(self.code).strip(), room)}\n")


_REACHES_FOR_THE_CASEBOOK: Final = """
import gc
from svh_core.casebook import Casebook
from svh_core.sharing.roles import THE_OPERATOR
opened = [one for one in gc.get_objects() if type(one) is Casebook and one._held]
books = [one for one in opened if one._held[1].origin == "contract"]
newest = max(books, key=id)
"""

DESCRIBED: Final = """
asked = {{"purposes": ["{purpose}"], "categories": ["meetings", "time"]}}
return Description(id="svh-good", organisation="Buurtteam Oost", api={api}, **asked)
"""

FAULTS: Final = (
    # Before it is used
    Fault(what="cannot be imported", breaks="it_can_be_imported", code="import svh_nowhere"),
    Fault(
        what="asks the network when it is imported",
        breaks="importing_it_only_defines_things",
        code="import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9), 0.1)\nexcept Exception:\n    pass",
    ),
    Fault(
        what="writes a file when it is imported",
        breaks="importing_it_only_defines_things",
        code="import pathlib\ntry:\n    pathlib.Path('kept.txt').write_text('x')\nexcept Exception:\n    pass",
    ),
    Fault(
        what="starts a program when it is imported",
        breaks="importing_it_only_defines_things",
        code="import subprocess\ntry:\n    subprocess.run(['true'])\nexcept Exception:\n    pass",
    ),
    Fault(what="prints when it is imported", breaks="importing_it_only_defines_things", code="print('hello')"),
    Fault(
        what="is slow to import",
        breaks="it_is_imported_quickly",
        code="import time\nuntil = time.process_time() + 1.1\nwhile time.process_time() < until: pass",
    ),
    Fault(
        what="has a manifest of another distribution", breaks="its_manifest_can_be_read", manifest={"id": "svh-other"}
    ),
    Fault(
        what="is written for other hooks",
        breaks="it_is_written_for_these_hooks",
        at="# describe",
        code=DESCRIBED.format(purpose="care", api=99),
        manifest={"api": 99},
    ),
    Fault(
        what="has a purpose that no consent can name",
        breaks="it_asks_for_what_a_consent_can_give",
        at="# describe",
        code=DESCRIBED.format(purpose="planning", api=1),
        manifest={"purposes": ["planning"]},
    ),
    Fault(
        what="misspells a hook",
        breaks="every_hook_of_it_is_known",
        code="@hookimpl\ndef svh_exporter():\n    return []",
    ),
    Fault(
        what="forgets to mark a hook", breaks="every_hook_of_it_is_known", code="def svh_vocabulary():\n    return []"
    ),
    Fault(
        what="wraps what others do",
        breaks="every_hook_of_it_is_known",
        code="import pluggy\n@pluggy.HookimplMarker('svh')(wrapper=True)\ndef svh_vocabulary():\n    return (yield)",
    ),
    Fault(
        what="asks in its code for more than in its manifest",
        breaks="its_code_says_what_its_manifest_says",
        manifest={"categories": ["meetings"]},
    ),
    Fault(
        what="offers something that is no exporter",
        breaks="a_casebook_takes_it_in",
        at="# exporters",
        code="return ['rubbish']",
    ),
    Fault(
        what="fails on ordinary cases",
        breaks="its_files_can_be_made",
        at="# entry",
        code="entry.data['no_such_field']",
    ),
    # What may be seen
    Fault(
        what="reaches for the casebook and tells what is closed",
        breaks="what_is_not_consented_never_comes_out",
        at="# case",
        code=_REACHES_FOR_THE_CASEBOOK
        + """
for name, _ in newest.cases():
    with newest.looking(name, viewer=THE_OPERATOR, purpose="reading") as look:
        rows.writerow([str(look.plan()), "", "", ""])
""",
        also=frozenset(
            {
                "what_is_closed_changes_nothing",
                "every_disclosure_has_its_entry",
                "recipients_are_kept_apart",
                "forgotten_words_are_told_as_such",
                "the_order_of_cases_is_no_matter",
                "the_same_is_made_of_the_same",
            }
        ),
    ),
    Fault(
        what="counts cases of which nobody consented",
        breaks="no_consent_is_an_empty_file",
        at="# written",
        code=_REACHES_FOR_THE_CASEBOOK + 'rows.writerow([len(newest.cases()), "", "", ""])\n',
        also=frozenset({"withdrawing_takes_everything_away", "what_is_closed_changes_nothing"}),
    ),
    Fault(
        what="keeps what it was given before",
        breaks="withdrawing_takes_everything_away",
        at="# write",
        code="""
global KEPT
KEPT = {**globals().get("KEPT", {}), **{case.case: case for case in disclosed.cases}}
import attrs
disclosed = attrs.evolve(disclosed, cases=tuple(KEPT.values()))
""",
        also=frozenset(
            {
                "no_consent_is_an_empty_file",
                "what_is_not_consented_never_comes_out",
                "forgotten_words_stay_forgotten",
                "every_disclosure_has_its_entry",
                "recipients_are_kept_apart",
                "the_order_of_cases_is_no_matter",
            }
        ),
    ),
    Fault(
        what="keeps words that were forgotten",
        breaks="forgotten_words_stay_forgotten",
        at="# entry",
        code="""
key = (case.case, entry.number)
words = entry.data.get("topics")
if isinstance(words, str):
    globals().setdefault("WORDS", {}).setdefault(key, words)
entry = __import__("attrs").evolve(entry, data={**entry.data, "topics": globals().get("WORDS", {}).get(key, words)})
""",
    ),
    Fault(
        what="numbers its rows by the length of the whole log",
        breaks="what_is_closed_changes_nothing",
        at="# case",
        code=_REACHES_FOR_THE_CASEBOOK + 'rows.writerow([sum(length for _, length in newest.cases()), "", "", ""])\n',
    ),
    Fault(
        what="gives out cases of an earlier call",
        breaks="every_disclosure_has_its_entry",
        at="# write",
        code="""
global KEPT
now = {case.case for case in disclosed.cases}
if disclosed.cases:
    KEPT = {**globals().get("KEPT", {}), **{case.case: case for case in disclosed.cases}}
    import attrs
    disclosed = attrs.evolve(disclosed, cases=tuple(KEPT[name] for name in sorted(KEPT)))
""",
        also=frozenset({"recipients_are_kept_apart"}),
    ),
    Fault(
        what="calls a meeting the same for every recipient",
        breaks="recipients_are_kept_apart",
        at="# entry",
        code="import hashlib\nrows.writerow([hashlib.sha256(repr(entry.at).encode()).hexdigest(), '', '', ''])",
    ),
    Fault(
        what="logs what people say",
        breaks="nobodys_words_are_in_logs_or_errors",
        at="# entry",
        code="log.debug('a meeting about %s', entry.data.get('topics'))",
    ),
    Fault(
        what="raises with what people say",
        breaks="nobodys_words_are_in_logs_or_errors",
        at="# safe",
        code="if isinstance(told, list):\n    raise ValueError(f'cannot read {told}')",
    ),
    Fault(
        what="warns with what people say",
        breaks="nobodys_words_are_in_logs_or_errors",
        at="# entry",
        code="import warnings\nwarnings.warn(str(entry.data.get('topics')))",
    ),
    Fault(
        what="sends its file away itself",
        breaks="it_uses_only_what_it_is_given",
        at="# written",
        code="""
import socket
try:
    socket.create_connection(("127.0.0.1", 9), 0.1)
except OSError:
    pass
""",
    ),
    Fault(
        what="leaves a copy behind",
        breaks="it_uses_only_what_it_is_given",
        at="# written",
        code="import pathlib\npathlib.Path('copy.csv').write_text(file.getvalue())",
    ),
    # Its files
    Fault(
        what="needs a case",
        breaks="no_cases_make_a_file_too",
        at="# write",
        code="disclosed.cases[0]",
        also=frozenset({"no_consent_is_an_empty_file", "withdrawing_takes_everything_away"}),
    ),
    Fault(
        what="makes up ids",
        breaks="the_same_is_made_of_the_same",
        at="# case",
        code="import uuid\ncase = __import__('attrs').evolve(case, case=uuid.uuid4().hex)",
        also=frozenset({"the_order_of_cases_is_no_matter", "what_is_closed_changes_nothing"}),
    ),
    Fault(
        what="asks the clock",
        breaks="the_same_is_made_of_the_same",
        at="# written",
        code="import datetime\nrows.writerow([datetime.datetime.now(datetime.timezone.utc).date(), '', '', ''])",
    ),
    Fault(
        what="needs every field",
        breaks="events_it_does_not_know_are_passed_over",
        at="# entry",
        code="entry.data['minutes'] + 1",
    ),
    Fault(
        what="counts its rows over cases",
        breaks="the_order_of_cases_is_no_matter",
        at="# case",
        code="case = __import__('attrs').evolve(case, case=f'{disclosed.cases.index(case)}: {case.case}')",
    ),
    Fault(
        what="writes formulas",
        breaks="hostile_text_stays_text",
        at="# formula",
        code="return text",
    ),
    Fault(
        what="joins its cells by hand",
        breaks="hostile_text_stays_text",
        at="# written",
        code="return file.getvalue().replace('\"', '')",
    ),
    Fault(
        what="shows None where words were forgotten",
        breaks="forgotten_words_are_told_as_such",
        at="# safe",
        code="if told == {'forgotten': True}:\n    return 'None'",
    ),
    Fault(
        what="shows Python where words were forgotten",
        breaks="forgotten_words_are_told_as_such",
        at="# safe",
        code="if isinstance(told, dict):\n    return str(told)",
    ),
    Fault(
        what="shows nothing where words were forgotten",
        breaks="forgotten_words_are_told_as_such",
        at="# safe",
        code="if isinstance(told, dict):\n    return ''",
    ),
    Fault(
        what="is late",
        breaks="it_takes_no_longer_than_it_may",
        at="# case",
        code="import time\ntime.sleep(0.03)",
    ),
    # What it shares
    Fault(
        what="prints its file",
        breaks="the_process_stays_as_it_was",
        at="# written",
        code="print('made a file')",
    ),
    Fault(
        what="changes the logging of everybody",
        breaks="the_process_stays_as_it_was",
        at="# written",
        code="logging.getLogger().addHandler(logging.NullHandler())",
    ),
    Fault(
        what="changes the environment",
        breaks="the_process_stays_as_it_was",
        at="# written",
        code="import os\nos.environ['SVH_GOOD'] = 'once' ",
    ),
    # Following
    Fault(
        what="cannot follow what it does not know",
        breaks="it_follows_whatever_comes",
        at="# follow",
        code="for entry in case.entries:\n    {'meeting.planned': 1, **{one: 0 for one in EVENTS}}[entry.event]",
    ),
    Fault(
        what="makes an entry each time it comes",
        breaks="the_same_entry_is_made_once",
        at="# follow",
        code="for entry in case.entries:\n    MADE[case.case, len(MADE) + 10_000] = entry.number",
    ),
    Fault(
        what="holds on to what was closed",
        breaks="what_was_closed_is_let_go",
        at="# closed",
        code="continue",
    ),
    Fault(
        what="logs what it follows",
        breaks="a_follower_logs_nobodys_words",
        at="# follow",
        code="for entry in case.entries:\n    log.info('got %s', json.dumps(dict(entry.data)))",
    ),
    # Reports
    Fault(
        what="counts in a row that it did not announce",
        breaks="its_rows_are_those_it_announced",
        at="# row",
        code="law = str(law)\nyield {'law': law}, 1",
    ),
    Fault(
        what="gives an amount that is no whole number",
        breaks="its_rows_are_those_it_announced",
        at="# row",
        code="yield {'law': 'other'}, 1.5",
    ),
    Fault(
        what="puts a word of a case in the file of a report",
        breaks="small_numbers_stay_inside",
        at="# report",
        code=_REACHES_FOR_THE_CASEBOOK + "return str(newest.cases())\n",
        also=frozenset({"the_same_report_is_the_same_file"}),
    ),
    Fault(
        what="makes another file of the same report",
        breaks="the_same_report_is_the_same_file",
        at="# report",
        code="import uuid\nreturn uuid.uuid4().hex",
    ),
    # Its own events
    Fault(
        what="needs what was kept",
        breaks="every_history_of_it_replays",
        at="# changes",
        code="own['answers']",
    ),
    Fault(
        what="keeps what is no plain data",
        breaks="every_history_of_it_replays",
        at="# changes",
        code="return {'answers': {1, 2}}",
    ),
    Fault(
        what="has a rule that needs what may not be there",
        breaks="its_rules_can_be_asked_of_every_case",
        at="# rule",
        code="case.meetings['kickoff']",
    ),
    Fault(
        what="has a signal that needs what may not be there",
        breaks="its_signals_can_be_asked_of_every_case",
        at="# signal",
        code="case.of_plugin['svh-good']",
    ),
)
