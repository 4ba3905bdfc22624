"""The disk is full: senders are asked to come again, no acknowledged lead is lost, and it mends itself."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.journeys.installation import TUTORIAL, Installation, Prepared, installed
from tests.journeys.leads import lead, lead_id, push
from tests.journeys.program import wait_until

MIB = 1024 * 1024

pytestmark = pytest.mark.slow


@contextmanager
def small_disk(folder: Path) -> Generator[None]:
    """Put a disk of 16 MiB under a folder; only root may."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, check=False, capture_output=True).returncode != 0:
        pytest.skip("nobody may mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_while_no_file_may_grow_leads_are_refused(sqlite_installation: Installation) -> None:
    sqlite_installation.program.start()
    pid, unlimited = sqlite_installation.program.pid, resource.RLIM_INFINITY

    def limit(size: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, unlimited))

    await _refused_while_full(sqlite_installation, lambda: limit(0), lambda: limit(unlimited))


async def test_while_the_disk_is_full_leads_are_refused(on_sqlite: Prepared, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk), installed(on_sqlite, disk) as made:
        made.program.start()
        await _refused_while_full(made, lambda: _fill(disk / "filler"), (disk / "filler").unlink)


async def _refused_while_full(made: Installation, fill: Callable[[], None], free: Callable[[], None]) -> None:
    """Push before, while and after nothing can be written, then audit."""
    url = made.url(TUTORIAL)
    acknowledged = [number for number in range(20) if push(url, lead(number)).is_success]
    assert len(acknowledged) == 20
    fill()
    # what fits into the log's present length can still be written
    first = next(number for number in range(20, 2_000) if not _noted(url, number, acknowledged))
    refused = [push(url, lead(first + number)) for number in range(1, 11)]
    assert {answer.status_code for answer in refused} == {503}
    assert {answer.json()["code"] for answer in refused} == {"storage_unavailable"}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    free()
    tries = iter(range(10_000, 20_000))
    wait_until(lambda: _noted(url, next(tries), acknowledged), "leads are taken again", 15)
    after = [number for number in range(20_000, 20_020) if push(url, lead(number)).status_code == 200]
    assert len(after) == 20
    books = await made.settled(TUTORIAL)
    books.assert_sound({lead_id(number) for number in (*acknowledged, *after)})
    assert made.program.stop() == 0


def _noted(url: str, number: int, acknowledged: list[int]) -> bool:
    """Push a lead, take note of it if it was acknowledged, and tell whether it was."""
    answer = push(url, lead(number))
    if answer.is_success:
        acknowledged.append(number)
    return answer.is_success


def _fill(filler: Path) -> None:
    """Write until not a single byte more fits."""
    with filler.open("ab", buffering=0) as file:
        for size in (MIB, 4096, 1):
            with suppress(OSError):
                while file.write(b"x" * size) == size:
                    pass
