from __future__ import annotations

import threading
import weakref
from functools import partial

import pytest

from svh_core.proof import beside
from svh_core.proof.beside import Beside


def test_work_is_done_in_another_thread_in_the_order_in_which_it_was_begun() -> None:
    done: list[str] = []

    def work(name: str) -> bytes:
        done.append(f"{name} in {threading.current_thread().name}")
        return name.encode()

    working = Beside()
    begun = [working.begin(partial(work, name)) for name in "abc"]
    assert [one.made() for one in begun] == [b"a", b"b", b"c"]
    assert done == [f"{name} in svh-beside" for name in "abc"]
    assert begun[0].made() == b"a", "as often as it is asked for"
    working.close()


def test_work_that_fails_made_nothing_and_stops_no_other() -> None:
    working = Beside()
    failed, good = working.begin(lambda: bytes(-1)), working.begin(lambda: b"good")
    assert (failed.made(), good.made()) == (None, b"good")
    working.close()


def test_what_was_begun_is_done_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    working = Beside()
    before = working.begin(lambda: b"before")
    working.close()
    working.close()
    assert before.made() == b"before"
    monkeypatch.setattr(beside, "PATIENCE", 0.01)
    assert working.begin(lambda: b"after").made() is None, "nobody waits for ever for what nobody does"


def test_one_that_is_let_go_ends_its_thread_and_one_that_had_no_work_has_none() -> None:
    working = Beside()
    working.close()
    working = Beside()
    assert working.begin(lambda: b"done").made() == b"done"
    thread, gone = working._thread, weakref.ref(working)
    assert thread is not None
    del working
    thread.join(10)
    assert gone() is None
    assert not thread.is_alive()
