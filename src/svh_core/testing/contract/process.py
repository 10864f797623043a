"""What a whole process shares: nothing that a plugin may change."""

from __future__ import annotations

import decimal
import locale
import logging
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Mapping
from typing import Any


def shared() -> dict[str, Any]:
    """What a process shares, by what it is called."""
    root = logging.getLogger()
    return {
        "the folder it works in": os.getcwd(),  # noqa: PTH109 - as it is
        "the environment": dict(os.environ),
        "the locale": locale.setlocale(locale.LC_ALL),
        "the logging of everybody": (root.level, list(root.handlers), logging.root.manager.disable),
        "what happens at a signal": [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)],
        "the chance of everybody": random.getstate(),
        "how numbers are rounded": repr(decimal.getcontext().copy()),
        "which warnings are shown": list(warnings.filters),
        "where modules are found": list(sys.path),
        "what is printed where": (sys.stdout, sys.stderr),
        "the threads that run": {one.ident for one in threading.enumerate()},
        "what raises reach": (sys.excepthook, threading.excepthook),
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What is called otherwise than it was."""
    return [name for name, told in after.items() if told != before[name]]
