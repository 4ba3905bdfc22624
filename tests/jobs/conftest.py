"""What tests of jobs ask for: a yard over each kind of database."""

from __future__ import annotations

import pytest

from leadbase.storage.database import Database
from tests.jobs.yard import Yard


@pytest.fixture
async def yard(database: Database) -> Yard:
    """Give a yard with its table of marks."""
    made = Yard(database)
    await made.make_marks()
    return made
