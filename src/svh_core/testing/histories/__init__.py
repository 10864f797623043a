"""Made-up histories of support groups, of any size: for load, for migrations, and for looking at many cases.

`many_cases` tells decisions that every rule accepts, the same for the same seed; `record_many` writes them down in a
casebook. As a script: ``python -m svh_core.testing.histories --seed 1 --entries 1000 > script.jsonl``.

Read the story in this order: `people`, `life`, `beginning`, `asking`, `meeting`, `at_the_table`, `sharing`, `working`,
`hard_times`, `representing`, `speaking`, `years`, `ending`; `organising` beside it; and `many`, which mixes them.
What the sources give (hours, rhythm, sizes) is said with its place; what they do not, was chosen for this library, and
says nothing about real people.
"""

from __future__ import annotations

from svh_core.testing.histories.many import many_cases
from svh_core.testing.histories.recording import record_many
from svh_core.testing.histories.telling import Told

__all__ = ["Told", "many_cases", "record_many"]
