"""Makes a backup and dies in the middle of it: `python -m tests.upkeep.dying URL FOLDER PHASE`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from leadbase.storage.opening import open_database
from leadbase.tables.field_type import load_field_types
from leadbase.upkeep.backup import Source, make_backup


async def main(url: str, folder: str, last: str) -> None:
    """Die as soon as this phase is told."""

    def tell(phase: str, _done: int, _all: int | None) -> None:
        if phase == last:
            os.kill(os.getpid(), signal.SIGKILL)

    source = Source(
        await open_database(url),
        url,
        load_field_types(),
        "1.0.0",
        "0123abcd",
        lambda: datetime(2026, 11, 25, tzinfo=UTC),
    )
    await make_backup(source, Path(folder), tell)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
