"""A house with its gate, people in it, and a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from leadbase.access.api import router
from leadbase.access.gate import Gate, error_language
from leadbase.access.model import Person, Role, Workspace
from leadbase.access.passwords import Passwords
from leadbase.access.people import NewPerson, add_person, create_account, join
from leadbase.access.rules import Addresses
from leadbase.access.scope import Moment, Scope
from leadbase.access.tokens import NewToken, create_token
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import ensure_workspace
from leadbase.kit.errors import Conflict, Forbidden, Invalid, NotFound, Problem, TooMuch, Unauthorised, Unavailable
from leadbase.kit.facts import Fact, Subscriptions
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import Sealer
from leadbase.storage.database import Database

Told = TypeVar("Told", bound=Fact)

PASSWORD = "correct horse battery"
HOME = "http://localhost:8420"
HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
HASH = HASHER.hash(PASSWORD)
TABLES = {"customers": "a" * 24, "orders": "b" * 24}

STATUS: dict[type[Problem], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    Forbidden: 403,
    Unauthorised: 401,
    TooMuch: 429,
    Unavailable: 503,
}


def find_table(_scope: Scope, name: str) -> str | None:
    """Know two tables, by name or id."""
    return TABLES.get(name) or next((id for id in TABLES.values() if id == name), None)


def answer(request: Request, error: Exception) -> Response:
    """Answer a problem in a few words."""
    problem = cast(Problem, error)
    status = next(number for kind, number in STATUS.items() if isinstance(problem, kind))
    told = {"code": problem.code, "detail": problem.message(error_language(request)), **problem.facts}
    return JSONResponse(told, status)


@dataclass
class StillClock:
    """A clock that moves only when it is told to."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 3, 20, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        """Let time pass."""
        self.now += time


class House:
    """The app of access over one database."""

    def __init__(self, database: Database, addresses: Addresses | None = None) -> None:
        self.clock = StillClock()
        self.told: list[Fact] = []
        subscriptions = Subscriptions[Moment]()
        subscriptions.after(Fact, self.told.append)
        self.units = Units(database, self.clock, IdSource(), subscriptions)
        self.passwords = Passwords(HASHER)
        self.gate = Gate(self.units, self.passwords, addresses or Addresses(), find_table)
        self.app = FastAPI()
        self.app.state.gate = self.gate
        self.app.state.sealer = Sealer(["k" * 40])
        self.app.include_router(router, prefix="/api/v1")
        self.app.add_exception_handler(Problem, answer)

    async def workspace(self, name: str = "main") -> Workspace:
        """Give a workspace, made where it isn't there."""
        return await self.units.write(lambda moment: ensure_workspace(moment, name))

    async def person(
        self, email: str, role: Role | None = None, workspace: str = "main", *, instance_admin: bool = False
    ) -> Person:
        """Give a new person with PASSWORD, in a workspace if they get a role there."""

        def made(moment: Moment) -> Person:
            new = NewPerson(email, role or Role.VIEWER, password_hash=HASH, instance_admin=instance_admin)
            person = create_account(moment, new)
            if role is not None:
                join(moment, person, ensure_workspace(moment, workspace).number, role, by="")
            return person

        await self.workspace()
        return await self.units.write(made)

    async def member(self, email: str, role: Role, workspace: str = "main") -> None:
        """Take a person who exists into one more workspace."""
        new = NewPerson(email, role)
        await self.workspace(workspace)
        await ActorRoom(self.units, workspace).write(lambda scope: add_person(scope, new))

    def client(self) -> AsyncClient:
        """Give a browser that stands on our own pages."""
        return AsyncClient(transport=ASGITransport(self.app), base_url=f"{HOME}/api/v1", headers={"Origin": HOME})

    def program(self, key: str) -> AsyncClient:
        """Give a program that holds a token."""
        return AsyncClient(
            transport=ASGITransport(self.app),
            base_url=f"{HOME}/api/v1",
            headers={"Authorization": f"Bearer {key}"},
        )

    async def browser(self, email: str) -> AsyncClient:
        """Give a browser in which a person is signed in."""
        client = self.client()
        signed_in = await client.post("/session", json={"email": email, "password": PASSWORD})
        assert signed_in.status_code == 201, signed_in.text
        return client

    async def token(self, role: Role, *scopes: str, workspace: str = "main") -> str:
        """Give the key of a token that the operator made."""
        await self.workspace(workspace)
        new = NewToken("test", role, scopes)
        made = await ActorRoom(self.units, workspace).write(lambda scope: create_token(scope, new, find_table))
        return made.key

    def facts(self, kind: type[Told]) -> list[Told]:
        """List what was told of one kind."""
        return [fact for fact in self.told if isinstance(fact, kind)]


@pytest.fixture
async def house(database: Database) -> AsyncGenerator[House]:
    """Give a house, once on each kind of database."""
    made = House(database)
    yield made
    made.passwords.close()


@pytest.fixture
async def sqlite_house(sqlite: Database) -> AsyncGenerator[House]:
    """Give a house on SQLite, for what can't differ between the two."""
    made = House(sqlite)
    yield made
    made.passwords.close()
