"""What every test may ask for: an empty PostgreSQL database, or a migrated database of either kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import Server, running_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Give the one PostgreSQL of this test run; it is started by the first test that asks."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that this test has for itself."""
    name = postgres_server.create()
    yield postgres_server.url(name)
    postgres_server.drop(name)
