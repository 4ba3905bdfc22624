"""Installations of the real program, on each kind of database, copied from one that was prepared once."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.conftest import KINDS
from tests.journeys.installation import Installation, Prepared, installed, prepare
from tests.journeys.program import Program
from tests.postgres import Server


@pytest.fixture(params=KINDS)
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Program]:
    """Give a new, empty installation on each kind of database."""
    url = str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else None
    made = Program(tmp_path, url)
    yield made
    made.kill()


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Give what installations on SQLite are copied from."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_server: Server) -> Prepared:
    """Give what installations on PostgreSQL are copied from."""
    return prepare(tmp_path_factory.mktemp("prepared"), postgres_server.url(postgres_server.create()))


@pytest.fixture
def sqlite_installation(on_sqlite: Prepared, tmp_path: Path) -> Generator[Installation]:
    """Give an installation on SQLite that this test has for itself."""
    with installed(on_sqlite, tmp_path) as made:
        yield made


@pytest.fixture
def postgres_copy(on_postgres: Prepared, postgres_server: Server) -> Generator[str]:
    """Give the address of a PostgreSQL database with what was prepared, which this test has for itself."""
    assert on_postgres.database_url is not None
    name = postgres_server.create(on_postgres.database_url.rpartition("/")[2])
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def postgres_installation(on_postgres: Prepared, postgres_copy: str, tmp_path: Path) -> Generator[Installation]:
    """Give an installation on PostgreSQL that this test has for itself."""
    with installed(on_postgres, tmp_path, postgres_copy) as made:
        yield made


@pytest.fixture(params=KINDS)
def installation(request: pytest.FixtureRequest) -> Installation:
    """Give an installation on each kind of database."""
    found: Installation = request.getfixturevalue(
        f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_installation"
    )
    return found


@pytest.fixture(scope="module")
def shared(on_sqlite: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Generator[Installation]:
    """Give an installation on SQLite whose server runs for all tests of a file."""
    with installed(on_sqlite, tmp_path_factory.mktemp("shared")) as made:
        made.program.start()
        yield made
