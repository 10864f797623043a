"""Asks Datasette for pages without a browser: a program of its own, so that any Datasette can run it.

    python asking_datasette.py FOLDER < paths.json > answers.json

It opens the folder as ``datasette FOLDER`` does. A path is asked for as it is; one that begins with ``POST `` is sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

sys.modules["rich"] = None  # type: ignore[assignment] # with rich of today, Datasette 0.65 falls over a page that is not there
from datasette.app import Datasette  # noqa: E402 - looks for rich


async def answers(folder: Path, paths: list[str]) -> dict[str, Any]:
    datasette = Datasette([], config_dir=folder)
    await datasette.invoke_startup()
    found: dict[str, Any] = {}
    for path in paths:
        method, _, rest = path.rpartition(" ")
        if method:
            answer = await datasette.client.post(rest, json={})
        else:
            answer = await datasette.client.get(path, follow_redirects=True)
        found[path] = {"status": answer.status_code, "text": answer.text}
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(answers(Path(sys.argv[1]), json.load(sys.stdin)))))
