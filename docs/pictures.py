"""Draws the pictures that stand in these pages, from the example cases that come with the library.

`python docs/pictures.py` draws them. With `--check` it draws nothing, and ends with 1 where one is out of date.
"""  # noqa: INP001 - a script, and no part of a package

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from svh_core import Casebook, Viewer
from svh_core.cli.demo import example_proposals
from svh_core.views.pictures import What

FOLDER: Final = Path(__file__).parent / "pictures"
LANGUAGES: Final = ("nl", "en")

DRAWN: Final[Mapping[str, Mapping[str, tuple[What, datetime]]]] = {
    "liesbeth": {
        "network-2017": ("sociogram_to_show", datetime(2017, 3, 31, tzinfo=UTC)),
        "network": ("sociogram_to_show", datetime(2019, 9, 30, tzinfo=UTC)),
        "timeline": ("timeline", datetime(2019, 9, 30, tzinfo=UTC)),
        "goals": ("goals", datetime(2019, 9, 30, tzinfo=UTC)),
    },
    "ruben": {
        "network": ("sociogram_to_show", datetime(2021, 2, 28, tzinfo=UTC)),
        "timeline": ("timeline", datetime(2022, 6, 30, tzinfo=UTC)),
    },
    "fenna": {
        "network": ("sociogram_to_show", datetime(2019, 11, 30, tzinfo=UTC)),
        "timeline": ("timeline", datetime(2021, 11, 30, tzinfo=UTC)),
    },
}
"""By case, what is drawn of it, as its resident sees it, and as of when."""


def pictures() -> Iterator[tuple[str, str]]:
    """The name of each file, and what belongs in it."""
    for case, drawn in DRAWN.items():
        book = Casebook.in_memory()
        book.record_all(example_proposals(book.rulebook, case))
        with book.looking(case, viewer=Viewer(case), purpose="reading") as look:
            for name, (what, as_of) in drawn.items():
                for language in LANGUAGES:
                    yield f"{case}-{name}.{language}.svg", look.picture(what, language, as_of=as_of).svg


def main() -> int:
    """Draws the pictures, or says which are not up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="draw nothing; end with 1 where a picture is out of date")
    check = parser.parse_args().check
    made = dict(pictures())
    left_over = {path.name for path in FOLDER.glob("*.svg")} - made.keys()
    stale = [name for name, svg in made.items() if not _holds(FOLDER / name, svg)]
    for name in (*stale, *sorted(left_over)):
        told = "is out of date" if check else "removed" if name in left_over else "drawn"
        sys.stderr.write(f"docs/pictures/{name} {told}\n")
        if check:
            continue
        if name in left_over:
            (FOLDER / name).unlink()
        else:
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / name).write_bytes(made[name].encode())
    return 1 if check and (stale or left_over) else 0


def _holds(path: Path, svg: str) -> bool:
    return path.exists() and path.read_bytes() == svg.encode()


if __name__ == "__main__":
    raise SystemExit(main())
