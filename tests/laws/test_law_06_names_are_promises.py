"""Law 6: names of events, fields and rules are promises: never renamed, never reused, an event retired and not removed.

`golden/names.json` is what was promised. A new event, field or rule is added to it on purpose, by

    python -m tests.laws.test_law_06_names_are_promises

which refuses to take anything away.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from svh_core.domain.core_rules import CORE_RULEBOOK

GOLDEN = Path(__file__).parent / "golden" / "names.json"


def names_now() -> dict[str, Any]:
    return {
        "events": {
            kind.name: {
                "domain": kind.domain,
                "whose": kind.whose,
                "yields": kind.yields,
                "fields": {
                    field.name: {"type": field.notation, "optional": field.optional, "category": field.category}
                    for field in kind.fields
                },
            }
            for kind in CORE_RULEBOOK.kinds.values()
        },
        "rules": {
            rule.id: {"sentence": rule.sentence_in("en"), "about": sorted(rule.about), "since": rule.since}
            for rule in CORE_RULEBOOK.rules
        },
    }


def test_law_06_what_was_promised_is_there_and_what_is_there_was_promised() -> None:
    assert json.loads(GOLDEN.read_text()) == names_now()


def test_law_06_no_name_stands_for_two_things() -> None:
    named = [kind.name for concept in CORE_RULEBOOK.concepts for kind in concept.kinds]
    assert len(named) == len(set(named))
    ids = [rule.id for rule in CORE_RULEBOOK.rules]
    assert len(ids) == len(set(ids))


if __name__ == "__main__":
    before = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {"events": {}, "rules": {}}
    now = names_now()
    lost = [name for part in ("events", "rules") for name in before[part] if name not in now[part]]
    if lost:
        sys.exit(f"promised and gone: {', '.join(lost)}")
    GOLDEN.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n")
