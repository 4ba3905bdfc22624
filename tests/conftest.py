"""What every test may ask for: a migrated database of either kind, or an empty PostgreSQL.

`database` runs a test twice, on SQLite and on a real PostgreSQL; `sqlite` once, for what can't differ between the two.
Migrating takes longer than most tests, so it is done once for each kind, and each test gets a copy.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leadbase.storage.database import Database
from leadbase.storage.migrations import migrate
from leadbase.storage.opening import open_database
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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite database that nobody has open."""
    path = tmp_path_factory.mktemp("migrated") / "leadbase.db"
    migrate_and_close(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Server) -> str:
    """Give the name of a migrated PostgreSQL database that nobody is connected to."""
    name = postgres_server.create()
    migrate_and_close(postgres_server.url(name))
    return name


def migrate_and_close(url: str) -> None:
    """Migrate a database from a loop and thread of its own, so that no test's loop is touched."""

    async def work() -> None:
        database = await open_database(url)
        await migrate(database)
        await database.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work()).result()


@pytest.fixture
def migrated_sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Give the address of a migrated SQLite database that this test has for itself."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'leadbase.db')}"


@pytest.fixture
def migrated_postgres_url(migrated_template: str, postgres_server: Server) -> Generator[str]:
    """Give the address of a migrated PostgreSQL database that this test has for itself."""
    name = postgres_server.create(migrated_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=KINDS)
def migrated_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a migrated database, once for each kind: for tests that start the program themselves."""
    return str(request.getfixturevalue(f"migrated_{'sqlite' if request.param == 'sqlite' else 'postgres'}_url"))


@pytest.fixture
async def database(migrated_url: str) -> AsyncGenerator[Database]:
    """Give an open, migrated database, once for each kind."""
    opened = await open_database(migrated_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(migrated_sqlite_url: str) -> AsyncGenerator[Database]:
    """Give an open, migrated SQLite database."""
    opened = await open_database(migrated_sqlite_url)
    yield opened
    await opened.close()
