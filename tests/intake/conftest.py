"""What tests of intake ask for: one sandbox for all of them, and a house over each kind of database."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from leadbase.scripts.model import Limits
from leadbase.scripts.runtime import Runtimes, open_runtimes
from leadbase.storage.database import Database
from tests.intake.house import House, open_house

SHORT = Limits(wall_s=0.3, pump_ms=50, slow_pump_ms=100)


@pytest.fixture
async def runtimes() -> AsyncGenerator[Runtimes]:
    """Give the sandbox."""
    opened = open_runtimes()
    yield opened
    await opened.close()


@pytest.fixture
async def house(database: Database, runtimes: Runtimes) -> AsyncGenerator[House]:
    """Give a house, once for each kind of database."""
    async with open_house(database, runtimes) as opened:
        yield opened


@pytest.fixture
async def hasty_house(database: Database, runtimes: Runtimes) -> AsyncGenerator[House]:
    """Give a house whose scripts must end soon, once for each kind of database."""
    async with open_house(database, runtimes, limits=SHORT) as opened:
        yield opened


@pytest.fixture
async def small_house(sqlite: Database, runtimes: Runtimes) -> AsyncGenerator[House]:
    """Give a house on SQLite, for what can't differ between the two."""
    async with open_house(sqlite, runtimes) as opened:
        yield opened
