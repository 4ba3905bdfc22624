"""A rig is one program under test: how it is started, where it takes leads, and how its rows are counted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from pathlib import Path

from tests.postgres import Server

BIN = Path(sys.executable).parent
PATIENCE = 60.0


class Rig(ABC):
    """One program, started fresh in a folder of its own."""

    name: str

    def __init__(self, folder: Path) -> None:
        """Take the folder to keep data in; it is emptied."""
        self.folder = folder / self.name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def start(self) -> str:
        """Start the program and give the URL that takes leads, once it does."""

    @abstractmethod
    def rows(self) -> list[int]:
        """Count the rows of the log table and of the customer table."""

    def stop(self) -> None:
        """End the program and wait for it."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def run(self, command: list[str | Path], url: str, **environment: str) -> None:
        """Start a command and wait until the URL answers; raises RuntimeError with the command's log if not."""
        log = self.folder / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=os.environ | environment
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            if answers(url):
                return
            time.sleep(0.1)  # a foreign program says nothing when it is ready
        raise RuntimeError(f"{self.name} did not start:\n{log.read_text(errors='replace')[-4000:]}")


class LeadbaseRig(Rig):
    """Leadbase as people run it: its own server, the template of the tutorial, the script in the sandbox."""

    name = "leadbase-sqlite"
    _database: str | None = None

    def start(self) -> str:
        """See Rig."""
        here = {"LEADBASE_DATABASE_URL": self._database} if self._database else {}
        data = self.folder / "data"
        serve = [
            BIN / "leadbase",
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--data-dir",
            data,
            "--no-demo",
        ]
        self.run(serve, f"http://127.0.0.1:{self.port}/readyz", **here)
        apply = [BIN / "leadbase", "template", "apply", "feiyu-tutorial", "--json", "--data-dir", data]
        printed = subprocess.run(apply, check=True, capture_output=True, text=True, env=os.environ | here).stdout
        path = json.loads(printed)["webhooks"][0]["url"].split("/hook/", 1)[1]
        return f"http://127.0.0.1:{self.port}/hook/{path}"

    def rows(self) -> list[int]:
        """See Rig. The two tables of the template are the only ones that a new installation without a demo has."""
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 't_[0-9]*' ORDER BY name"
        with sqlite3.connect(f"file:{self.folder}/data/leadbase.db?mode=ro", uri=True) as database:
            tables = [str(name) for (name,) in database.execute(names)]
            return [int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables]


class LeadbasePostgresRig(LeadbaseRig):
    """The same on PostgreSQL."""

    name = "leadbase-postgresql"

    def __init__(self, folder: Path, server: Server) -> None:
        """Take the server to make a database on."""
        super().__init__(folder)
        self._server, self._name = server, server.create()
        self._database = server.url(self._name)

    def rows(self) -> list[int]:
        """See Rig."""
        names = r"SELECT tablename FROM pg_tables WHERE tablename ~ '^t_\d+$' ORDER BY 1"
        tables = self._server.run(names, self._name).split()
        return [int(self._server.run(f"SELECT count(*) FROM {table}", self._name)) for table in tables]


class HandwrittenRig(Rig):
    """A FastAPI handler written for this one job, on SQLite, served by uvicorn."""

    name = "handwritten-sqlite"

    def start(self) -> str:
        """See Rig."""
        url = f"http://127.0.0.1:{self.port}"
        uvicorn = [BIN / "uvicorn", "bench.peers.handwritten:app", "--port", str(self.port), "--no-access-log"]
        self.run([*uvicorn, "--log-level", "warning"], f"{url}/docs", BENCH_DATABASE=self.database())
        return f"{url}/hook/feiyu"

    def database(self) -> str:
        """Give the address of the database that the handler writes to."""
        return f"sqlite:///{self.folder}/leads.db"

    def rows(self) -> list[int]:
        """See Rig."""
        return sqlite_rows(self.folder / "leads.db")


class HandwrittenPostgresRig(HandwrittenRig):
    """The same handler on PostgreSQL."""

    name = "handwritten-postgresql"

    def __init__(self, folder: Path, server: Server) -> None:
        """Take the server to make a database on."""
        super().__init__(folder)
        self._server, self._name = server, server.create()

    def database(self) -> str:
        """See HandwrittenRig."""
        return self._server.url(self._name)

    def rows(self) -> list[int]:
        """See Rig."""
        return [
            int(self._server.run(f"SELECT count(*) FROM {table}", self._name)) for table in ("lead_log", "customer")
        ]


def sqlite_rows(path: Path) -> list[int]:
    """Count the rows of a peer's two tables."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return [
            int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in ("lead_log", "customer")
        ]


def answers(url: str) -> bool:
    """Tell whether a GET of the URL is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
