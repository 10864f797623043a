"""The FastAPI example as each process of the server loads it, saying of each answer by which process it was given."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from typing import Any, Final

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

_fastapi_app: Final = import_module("fastapi_app").app


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The example, with one header more."""

    async def send_with_header(message: Any) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"x-process", str(os.getpid()).encode())]
        await send(message)

    await _fastapi_app(scope, receive, send_with_header)
