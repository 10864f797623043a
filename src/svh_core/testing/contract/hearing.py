"""Hearing all that is said while a plugin works: logs, the screen, warnings and errors."""

from __future__ import annotations

import io
import logging
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import attrs

from svh_core.plugins.offers import Written


@attrs.define
class Heard:
    """What was said, by where."""

    said: dict[str, list[str]] = attrs.field(factory=dict)

    def add(self, where: str, text: str) -> None:
        """Keeps what was said somewhere."""
        self.said.setdefault(where, []).append(text)

    def where(self, words: str) -> str | None:
        """Where words were said first; None where they were not."""
        return next((where for where, told in self.said.items() if words in "\n".join(told)), None)

    def text(self, where: str) -> str:
        """All that was said somewhere."""
        return "".join(self.said.get(where, ()))

    def errors_of(self, writes: Callable[[], Written]) -> None:
        """Calls what may fail, and keeps what its error says."""
        try:
            written = writes()
            if not isinstance(written, str | bytes):
                list(written)
        except Exception as error:  # noqa: BLE001 - whatever it is, what it says is looked at
            self.add("an error", "".join(traceback.format_exception_only(error)))


class _Listening(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(level=logging.NOTSET)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps what a line says, and what came with it."""
        self._heard.add("a log", f"{record.getMessage()} {vars(record)}")
        if record.exc_info and record.exc_info[1] is not None:
            self._heard.add("a log", "".join(traceback.format_exception(record.exc_info[1])))


@contextmanager
def hearing() -> Iterator[Heard]:
    """Hears every logger of this process down to its least important line, stdout, stderr and warnings."""
    heard, out, err = Heard(), io.StringIO(), io.StringIO()
    root, listening = logging.getLogger(), _Listening(heard)
    level, disabled = root.level, logging.root.manager.disable
    root.addHandler(listening)
    root.setLevel(logging.NOTSET)
    logging.disable(logging.NOTSET)
    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stdout(out), redirect_stderr(err):
            warnings.simplefilter("always")
            yield heard
    finally:
        root.removeHandler(listening)
        root.setLevel(level)
        logging.disable(disabled)
        heard.add("stdout", out.getvalue())
        heard.add("stderr", err.getvalue())
        heard.add("a warning", " ".join(str(one.message) for one in warned))
