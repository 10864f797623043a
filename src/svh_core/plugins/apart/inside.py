"""The plugin itself, between its walls: imported, asked what it offers, and asked for it.

Of what it raises only the kind is told, by the name that Python itself has for it: names and texts are the plugin's,
and may hold a person's words.
"""

from __future__ import annotations

import builtins
import errno
import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from svh_core.plugins.apart.talking import case_from_json, disclosed_from_json, message, reported_from_json
from svh_core.plugins.offers import Description, Exporter, Report


def answered(plugin: Plugin, told: Mapping[str, Any]) -> list[bytes]:
    """What is sent back for a request: an answer, and the files that go with it."""
    try:
        answer, files = getattr(plugin, told["asks"])(told)
        return [message({"to": told["number"], **answer}), *files]
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told as the plugin's
        return [message({"to": told["number"], "raised": _what_went_wrong(error, plugin.name)})]


class Plugin:
    """The plugin, and what can be asked of it. Its methods have the names of what the host asks."""

    def __init__(self, module: str, attribute: str, most: int) -> None:
        self.name = module
        self._attribute = attribute
        self._most = most
        self._found: Any = None
        self._case: Any = None
        self._exporters: dict[str, Exporter] = {}
        self._reports: dict[str, Report] = {}

    def offers(self, _: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Who the plugin says it is, the hooks it has, and what it offers."""
        self._open()
        names = [name for name in dir(self._found) if name.startswith("svh_")]
        hooks = {name: _takes(getattr(self._found, name)) for name in names if _marked(getattr(self._found, name))}
        return {
            "description": self._described(),
            "hooks": hooks,
            "unmarked": [name for name in names if name not in hooks and callable(getattr(self._found, name))],
            "wraps": [name for name in hooks if any(_marked(getattr(self._found, name)).get(one) for one in _WRAPS)],
            "exporters": [_exporter(one) for one in self._exporters.values()],
            "reports": [_report(one) for one in self._reports.values()],
        }, []

    def write(self, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """A file, or the files of a folder, that an exporter makes."""
        self._open()
        return self._files(self._exporters[told["name"]].write(disclosed_from_json(told["disclosed"])))

    def rows(self, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """What a case adds to a table."""
        self._open()
        table = next(one for one in self._reports[told["name"]].tables if one.name == told["table"])
        if told["case"] is not None:  # the same one for each table
            self._case = case_from_json(told["case"])
        return {"rows": [_row(row) for row in table.rows(self._case)]}, []

    def file_of(self, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """A report as a file."""
        self._open()
        return self._files(self._reports[told["name"]].write[told["suffix"]](reported_from_json(told["reported"])))

    def follow(self, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """What was recorded since."""
        self._open()
        hook = self._found.svh_follow
        hook(*[disclosed_from_json(told["disclosed"])][: len(_takes(hook))])
        return {"followed": True}, []

    def _open(self) -> None:
        """Imports the plugin and asks what it offers, once."""
        if self._found is not None:
            return
        found: Any = importlib.import_module(self.name)
        for part in filter(None, self._attribute.split(".")):
            found = getattr(found, part)
        for one in _offered(found, "svh_exporters"):
            self._exporters[_checked(one, Exporter).name] = one
        for one in _offered(found, "svh_reports"):
            self._reports[_checked(one, Report).name] = one
        self._found = found

    def _described(self) -> dict[str, Any]:
        told = _checked(self._found.svh_describe(), Description)
        return {name: _plain(getattr(told, name)) for name in ("id", "organisation", "purposes", "categories", "api")}

    def _files(self, written: Any) -> tuple[dict[str, Any], list[bytes]]:
        named = dict(written) if isinstance(written, Mapping) else {"": written}
        files: list[bytes] = []
        for one in named.values():
            left = self._most - sum(map(len, files))
            files.append(b"".join(_parts(one, left)))
            if len(files[-1]) > left:
                return {"too_much": True}, []
        lengths = [len(file) for file in files]
        return {"files": list(named), "lengths": lengths, "folder": isinstance(written, Mapping)}, files


_WRAPS: Final = ("hookwrapper", "wrapper")


def _marked(function: Any) -> Any:
    return getattr(function, "svh_impl", None)


def _takes(function: Any) -> list[str]:
    code = function.__code__
    return list(code.co_varnames[: code.co_argcount])


def _offered(found: Any, hook: str) -> Iterable[Any]:
    function = getattr(found, hook, None)
    return function() if function is not None and _marked(function) is not None else ()


def _checked(one: Any, kind: type) -> Any:
    if not isinstance(one, kind):
        raise TypeError
    return one


def _exporter(one: Exporter) -> dict[str, Any]:
    return {name: _plain(getattr(one, name)) for name in ("name", "says", "suffix", "categories", "views")}


def _report(one: Report) -> dict[str, Any]:
    named = {name: _plain(getattr(one, name)) for name in ("name", "says", "categories", "views")}
    tables = [
        {name: _plain(getattr(table, name)) for name in ("name", "says", "columns", "of", "unit")}
        for table in one.tables
    ]
    return {**named, "tables": tables, "write": list(one.write)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


def _row(row: Any) -> Any:
    """A row as data; None where it is none."""
    if not isinstance(row, tuple | list) or len(row) != 2 or not isinstance(row[0], Mapping):  # noqa: PLR2004
        return None
    is_text = all(isinstance(one, str) for pair in row[0].items() for one in pair)
    return [dict(row[0]), row[1]] if is_text and type(row[1]) is int else None


def _parts(written: Any, most: int) -> Iterator[bytes]:
    """A file in parts; no more of them than can be given, and one byte that says so."""
    if isinstance(written, Mapping | set | frozenset) or not isinstance(written, Iterable):
        raise TypeError
    given = 0
    for part in (written,) if isinstance(written, str | bytes) else written:
        if not isinstance(part, str | bytes):
            raise TypeError
        told = part.encode() if isinstance(part, str) else part
        given += len(told)
        yield told
        if given > most:
            return


# What went wrong


def _what_went_wrong(error: BaseException, module: str) -> dict[str, Any]:
    """The kind of an error, and where in the plugin it was raised."""
    file, line, traceback = None, None, error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if str(frame.f_globals.get("__name__")).partition(".")[0] == module.partition(".")[0]:
            file, line = os.path.basename(frame.f_code.co_filename), traceback.tb_lineno  # noqa: PTH119
        traceback = traceback.tb_next
    return {"kind": _kind(error), "file": file, "line": line, "limit": _limit_met(error)}


def _kind(error: BaseException) -> str:
    """The nearest name that is Python's own: what a plugin calls its errors may hold a person's words."""
    named: Callable[[type], bool] = lambda kind: getattr(builtins, kind.__name__, None) is kind  # noqa: E731
    return next(kind.__name__ for kind in type(error).__mro__ if named(kind))


def _limit_met(error: BaseException | None) -> str | None:
    """Which limit an error comes of, also where the plugin raised another in its place."""
    for _ in range(10):
        if error is None:
            return None
        if isinstance(error, MemoryError):
            return "memory"
        if isinstance(error, OSError) and error.errno in _BY_NUMBER:
            return _BY_NUMBER[error.errno]
        error = error.__cause__ or error.__context__
    return None


_BY_NUMBER: Final = {errno.EFBIG: "file", errno.EMFILE: "open_files", errno.ENOMEM: "memory"}
