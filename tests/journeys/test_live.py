"""The live stream of the real program, behind both of its servers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbase.live.hub import MOST_LISTENERS
from tests.journeys.program import Program

pytestmark = pytest.mark.slow


def _until(lines: Iterator[str], wanted: str) -> str:
    return next(line for line in lines if wanted in line)


@pytest.mark.parametrize("server", ["granian", "uvicorn"])
def test_a_stream_tells_of_changes_and_never_holds_up_the_end_of_the_server(server: str, tmp_path: Path) -> None:
    program = Program(tmp_path)
    key = program.token()
    program.start(LEADBASE_SERVER=server)
    try:
        with program.client(key) as client, client.stream("GET", "/live") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.iter_lines()
            _until(lines, "event: hello")
            with program.client(key) as other:
                other.post("/tables", json={"label": "customers"}).raise_for_status()
            assert '"topic":"tables"' in _until(lines, "topic")
            began = time.monotonic()
            status = program.stop()
            assert (status, list(lines)[-1:]) == (0, [""])
            assert time.monotonic() - began < 10
    finally:
        program.kill()


@pytest.mark.parametrize("server", ["granian", "uvicorn"])
def test_pages_that_were_closed_leave_room_for_others(server: str, tmp_path: Path) -> None:
    program = Program(tmp_path)
    key = program.token()
    program.start(LEADBASE_SERVER=server)
    try:
        for _ in range(MOST_LISTENERS + 20):
            with program.client(key) as client, client.stream("GET", "/live") as stream:
                assert stream.status_code == 200
                _until(stream.iter_lines(), "event: hello")
    finally:
        program.kill()
