"""What every test may ask for: a database of either kind with our tables in it, or an empty PostgreSQL.

`database` runs a test twice, on SQLite and on a real PostgreSQL; `sqlite` once, for what can't differ between the two.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from leadbase.storage.database import Database
from leadbase.storage.opening import open_database
from leadbase.storage.schema import metadata
from tests.postgres import Server, running_server

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_server() -> Generator[Server]:
    """Give the one PostgreSQL of this test run; it is started by the first test that asks."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Generator[str]:
    """Give the address of an empty PostgreSQL database that this test has for itself."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the address of an SQLite database that is not there yet."""
    return f"sqlite:///{tmp_path}/leadbase.db"


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty database, once for each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@asynccontextmanager
async def with_tables(url: str) -> AsyncGenerator[Database]:
    """Open a database and make our tables in it; close it at the end."""
    database = await open_database(url)
    await database.transaction(metadata.create_all)
    yield database
    await database.close()


@pytest.fixture
async def database(database_url: str) -> AsyncGenerator[Database]:
    """Give an open database with our tables, once for each kind."""
    async with with_tables(database_url) as opened:
        yield opened


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncGenerator[Database]:
    """Give an open SQLite database with our tables."""
    async with with_tables(sqlite_url) as opened:
        yield opened
