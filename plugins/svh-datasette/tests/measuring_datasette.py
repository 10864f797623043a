"""How long an export of many cases takes, and how large it is. From the top of the repository:

    PYTHONPATH=. python plugins/svh-datasette/tests/measuring_datasette.py 1000 40

A thousand cases of forty entries each, whose residents open everything to an auditor.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from an_audit import AUDITOR, EXPORTER, PURPOSE, consent, opened
from svh_core import Casebook, Disclosed, Proposal
from svh_datasette import database, folder
from svh_datasette.queries import QUERIES
from tests.bench.story import RESIDENT, case_names, decision

_MEGA: Final = 1_000_000


def main(cases: int, entries: int) -> None:
    """Prints what it measured."""
    with tempfile.TemporaryDirectory() as folder:
        Casebook.create(Path(folder) / "casebook.db").close()
        with Casebook.open(Path(folder) / "casebook.db", plugins=["svh-datasette"]) as book:
            for case in case_names(cases):
                book.record_all(list(_story(case, entries)))
            _measure(book, cases * (entries + 1))


def _story(case: str, entries: int) -> Iterator[Proposal]:
    for number in range(1, entries + 1):
        yield decision(number).proposal(case)
    yield Proposal(case=case, event=consent(), by=RESIDENT)


def _measure(book: Casebook, entries: int) -> None:
    making: list[float] = []
    made = database.database

    def timed(disclosed: Disclosed) -> bytes:
        began = process_time()
        file = made(disclosed)
        making.append(process_time() - began)
        return file

    folder.database = timed  # type: ignore[attr-defined] # what it calls
    before, began = _memory(), perf_counter()
    file = book.plugins.export(EXPORTER, recipient=AUDITOR, purpose=PURPOSE).files["disclosed.db"]
    seconds = perf_counter() - began
    _say(f"{entries} entries: export {seconds:.1f} s, of which the database {making[0]:.1f} s of the processor")
    _say(f"{len(file) / _MEGA:.1f} MB, {len(file) / entries:.0f} bytes an entry; memory +{_memory() - before:.0f} MB")
    _asked(file)


def _asked(file: bytes) -> None:
    with closing(opened(file)) as connection:
        for query in QUERIES:
            began = perf_counter()
            found = connection.execute(query.sql, dict.fromkeys(query.params, "")).fetchall()
            _say(f"  {query.name}: {len(found)} rows, {1000 * (perf_counter() - began):.0f} ms")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _memory() -> float:
    """The most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main(*(int(told) for told in sys.argv[1:3]))
