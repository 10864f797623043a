"""Hands hostile lines to the reader of scripts and to `svh record`, and says what was not as it was promised."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs

from svh_core import Casebook, Malformed
from svh_core.cli import main
from svh_core.cli.demo import EXAMPLE, example_proposals
from svh_core.domain.core_rules import CORE_RULEBOOK
from svh_core.log.script import ScriptReader

from .hostile import CANARY, ORIGIN

RULES = {rule.id for rule in CORE_RULEBOOK.rules}
READER = ScriptReader(CORE_RULEBOOK)


@attrs.frozen
class Said:
    """What a command said, and the status it ended with."""

    status: int
    out: str
    err: str


def complaints(lines: Sequence[bytes]) -> Iterator[str]:
    """What was not as it was promised, where these lines are read one by one and recorded together."""
    readable = []
    for line in lines:
        outcome = _read(line)
        if outcome is None:
            readable.append(line)
        elif outcome:
            yield outcome
    for script in (lines, readable):
        with tempfile.TemporaryDirectory() as folder:
            yield from _recorded(script, Path(folder))


def _read(line: bytes) -> str | None:
    """Nothing where a line is read, an empty text where it is malformed, and else what is wrong."""
    try:
        READER.read(line)
    except Malformed as error:
        told = f"{error} {error!r} {error.next}"
        return f"shows somebody's words: {line[:300]!r}" if CANARY in told or "\n" in told else ""
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__} reading {line[:300]!r}"
    return None


def _recorded(lines: Sequence[bytes], folder: Path) -> Iterator[str]:
    """What is wrong where a file of lines is recorded after the example: whole, then what is allowed of it."""
    book, script = folder / "book.db", folder / "script.jsonl"
    script.write_bytes(b"\n".join(lines))
    with Casebook.create(book, origin=ORIGIN) as made:
        made.record_all(example_proposals(CORE_RULEBOOK))
    for options in ([], ["--dry-run"], ["--import"], ["--keep-going"], ["--keep-going", "--import"]):
        before = _entries(book)
        said = _type_in("record", str(script), "--json", *options, "--db", str(book))
        recorded = _entries(book) - before
        yield from (f"record {options}: {wrong}" for wrong in _wrong(said, options, recorded, len(lines)))
    with Casebook.open(book) as opened:
        if opened.edition > CORE_RULEBOOK.edition:
            yield f"edition {opened.edition} was adopted"
    for words in (["cases"], ["trail", EXAMPLE], ["trail", EXAMPLE, "--json"], ["show", EXAMPLE], ["check"]):
        said = _type_in(*words, "--db", str(book))
        if said.status != 0:
            yield f"{words}: status {said.status}, {said.err.strip() or said.out[-300:]}"


def _wrong(said: Said, options: Sequence[str], recorded: int, last: int) -> Iterator[str]:
    try:
        told = json.loads(said.out)
        refused = [(one["line"], one["rule"], one["sentence"]) for one in told["refused"]]
    except (ValueError, KeyError):
        yield f"status {said.status}, {said.err.strip()[:300]}"
        return
    if said.status != max((2 if rule is None else 1 for _, rule, _ in refused), default=0):
        yield f"status {said.status} for {refused[:3]}"
    if recorded != told["recorded"]:
        yield f"{recorded} entries recorded and {told['recorded']} told"
    if recorded and (("--keep-going" not in options and refused) or "--dry-run" in options):
        yield f"{recorded} entries recorded where none may be"
    if "--keep-going" not in options and len(refused) > 1:
        yield f"{len(refused)} lines named"
    for line, rule, sentence in refused:
        if not 1 <= line <= last or (rule is not None and rule not in RULES):
            yield f"line {line}, rule {rule}"
        if not sentence or "\n" in sentence or CANARY in sentence or "Traceback" in sentence:
            yield f"line {line}: {sentence!r}"


def _entries(book: Path) -> int:
    with Casebook.open(book) as opened:
        return sum(last for _, last in opened.log.store.streams())


def _type_in(*words: str) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*words, "--lang", "en"])
    return Said(status, out.getvalue(), err.getvalue())
