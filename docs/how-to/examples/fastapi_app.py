"""A small FastAPI app around a casebook."""  # noqa: INP001 - an app, and no part of a package

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from svh_core import (
    Casebook,
    Conflict,
    GoalSet,
    Malformed,
    NotAllowed,
    NotFound,
    NotPermitted,
    SvhError,
    Viewer,
    new_id,
)

SEATS = """
CREATE TABLE IF NOT EXISTS seats (
    token TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    person TEXT NOT NULL,
    capacity TEXT NOT NULL,
    ask_again_on TEXT
)
"""


@contextmanager
def host() -> Iterator[sqlite3.Connection]:
    """The host's own database, for one transaction: committed at the end, rolled back where something fails."""
    with closing(sqlite3.connect(os.environ["HOST_DB"], timeout=30)) as connection, connection:
        yield connection


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Each process of the server opens the casebook when it starts, and gives it back when it stops."""
    with host() as connection:
        connection.execute(SEATS)
    with Casebook.open(os.environ["SVH_DB"]) as book:
        app.state.book = book
        yield


app = FastAPI(lifespan=lifespan)


def casebook(request: Request) -> Casebook:
    """The casebook of this process."""
    return request.app.state.book


Book = Annotated[Casebook, Depends(casebook)]


class Seat(NamedTuple):
    """Who a user is in a case."""

    token: str
    person: str
    capacity: str


def seat_of(case: str, bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> Seat:
    """Who is asking, in this case. Somebody else learns nothing, not even that the case exists."""
    asked = "SELECT token, person, capacity FROM seats WHERE token = ? AND case_id = ?"
    with host() as connection:
        found = connection.execute(asked, (bearer.credentials, case)).fetchone()
    if found is None:
        raise HTTPException(404)
    return Seat(*found)


Seated = Annotated[Seat, Depends(seat_of)]


STATUS = {NotAllowed: 422, Conflict: 409, Malformed: 400, NotPermitted: 403, NotFound: 404}


def language_of(request: Request) -> str:
    """The first language the browser asks for that is there, for it names the best first; Dutch where none is."""
    asked = [one.strip()[:2].lower() for one in request.headers.get("accept-language", "").split(",")]
    return next((language for language in asked if language in {"nl", "en"}), "nl")


def told(error: SvhError, language: str) -> dict[str, str]:
    """An error for the screen: a rule's sentence and id, or what happened."""
    if isinstance(error, NotAllowed):
        return {"rule": error.rule.id, "sentence": error.rule.sentence_in(language)}
    return {"code": error.code, "sentence": error.in_language(language), "next": error.next}


async def refusal_as_answer(request: Request, error: SvhError) -> JSONResponse:
    """An answer for what the library refuses; other errors stay what they are: a failure of the server."""
    return JSONResponse(told(error, language_of(request)), STATUS[type(error)])


for kind in STATUS:
    app.add_exception_handler(kind, refusal_as_answer)


@app.exception_handler(RequestValidationError)
async def malformed(_: Request, error: RequestValidationError) -> JSONResponse:
    """Which fields are wrong, never what was in them: FastAPI's own answer repeats it, and says 422."""
    return JSONResponse({"fields": sorted(str(wrong["loc"][-1]) for wrong in error.errors())}, 400)


def read(book: Casebook, case: str, seat: Seat) -> dict[str, Any]:
    """The goals, and the number of the newest entry: what the screen shows is as old as this number."""
    viewer = Viewer(seat.person, capacity=seat.capacity)
    with book.looking(case, viewer=viewer, purpose="own_screen") as look:
        return {"number": look.number, "goals": look.state()["goals"]}


@app.get("/cases/{case}")
async def screen(case: str, seat: Seated, book: Book) -> dict[str, Any]:
    """The screen. The casebook is synchronous, so it is read in a thread."""
    return await asyncio.to_thread(read, book, case, seat)


@app.get("/cases/{case}/button")
async def button(case: str, seat: Seated, book: Book, request: Request) -> dict[str, Any]:
    """Why the button does nothing for this user, or null; and the id of the request that it will make."""
    goal = GoalSet(goal=new_id(), horizon="short", words="...")  # no rule reads words, so any will do
    refusal = await asyncio.to_thread(book.may, case, goal, by=seat.person)
    return {"request": new_id(), "refused": refusal and told(refusal, language_of(request))}


class Goal(BaseModel):
    """What the screen sends. `request` came with the button, so both clicks of a double click have the same."""

    words: str
    horizon: Literal["short", "long"]
    request: UUID
    expected: int | None = None


def ask_again_in_a_week(seat: Seat) -> None:
    """The host's own part of the work: when the app asks how it is going. It is committed when this returns."""
    day = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    with host() as connection:
        connection.execute("UPDATE seats SET ask_again_on = ? WHERE token = ?", (day, seat.token))


@app.post("/cases/{case}/goals")
async def set_goal(case: str, asked: Goal, seat: Seated, book: Book) -> dict[str, int]:
    """Sets a goal. The host commits first, and the decision is recorded after that."""
    goal = GoalSet(goal=new_id(), horizon=asked.horizon, words=asked.words)
    once, expected = str(asked.request), asked.expected
    if refusal := await asyncio.to_thread(book.may, case, goal, by=seat.person, once=once):
        raise refusal
    await asyncio.to_thread(ask_again_in_a_week, seat)
    receipt = await asyncio.to_thread(book.record, case, goal, by=seat.person, once=once, expected=expected)
    return {"number": receipt.number}
