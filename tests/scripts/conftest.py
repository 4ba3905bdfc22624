"""Runtimes for the sandbox's tests: one per test file, since starting a child takes longer than most runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest_asyncio

from tests.scripts.rig import Rig, open_javascript


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncGenerator[Rig]:
    """Give a runtime that the whole file shares; for tests that leave it as they found it."""
    runtime, pool = open_javascript()
    yield Rig(runtime, pool)
    await runtime.close()


@pytest_asyncio.fixture
async def rig() -> AsyncGenerator[Rig]:
    """Give a runtime of the test's own."""
    runtime, pool = open_javascript()
    yield Rig(runtime, pool)
    await runtime.close()
