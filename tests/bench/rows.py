"""What is measured: for each id, how ours and its reference get ready, and what each does in a round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.bench import apart, calling, checking, following, growing, memory, reading, recording, served, starting
from tests.bench.ground import Ground
from tests.bench.timing import Contest

ROWS: Final[Mapping[str, Callable[[Ground], Contest]]] = {
    "record-one": recording.record_one,
    "record-one-bare": recording.record_one_bare,
    "record-bulk": recording.record_bulk,
    "load-200": reading.load_200,
    "load-2000": reading.load_2000,
    "load-snapshot": reading.load_snapshot,
    "load-snapshot-own": reading.load_snapshot_own,
    "trail": reading.trail,
    "check": checking.check,
    "check-read": checking.check_read,
    "check-two": checking.check_two,
    "check-memory": memory.check_memory,
    "grow-one": growing.grow_one,
    "grow-load": growing.grow_load,
    "grow-scattered": growing.grow_scattered,
    "follow": following.follow,
    "follow-plugin": following.follow_plugin,
    "overview": following.overview,
    "dispatch": calling.dispatch,
    "apart": apart.apart,
    "apart-first": apart.apart_first,
    "start-import": starting.start_import,
    "start-use": starting.start_use,
    "start-svh": starting.start_svh,
    **served.SERVED,
}
