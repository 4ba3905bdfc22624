"""Runs commands in this process, with a data folder and an environment of the test's own."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from leadbase.cli import program


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


class Command:
    """Runs `leadbase …` over one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        """Run a command and give what it left."""
        self._capsys.readouterr()
        status = program.run(arguments)
        written = self._capsys.readouterr()
        return Ran(status, written.out, written.err)

    def ok(self, *arguments: str) -> Ran:
        """Run a command that must succeed."""
        ran = self(*arguments)
        assert ran.status == 0, ran.err
        return ran


@pytest.fixture
def leadbase(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Generator[Command]:
    """Give the command line, speaking English, with nothing set but the data folder."""
    for name in [name for name in os.environ if name.startswith("LEADBASE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEADBASE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("LEADBASE_LANG", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield Command(tmp_path / "data", capsys)
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("leadbase").setLevel(logging.NOTSET)
    structlog.reset_defaults()
