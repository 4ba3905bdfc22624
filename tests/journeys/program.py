"""The real program as a subprocess: started, asked, killed and stopped as an operator would."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[2]
LEADBASE = Path(sys.executable).with_name("leadbase")
PATIENCE_S = 40.0


class Program:
    """One installation: a data folder, perhaps a PostgreSQL, and at most one server that we started for it."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        """Take the folder, in which everything of the installation is, and the address of its PostgreSQL."""
        self.folder = folder
        self.port = free_port()
        self.log = folder / f"server-{self.port}.log"
        self.server: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.database_url = database_url or f"sqlite:///{folder}/data/leadbase.db"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LEADBASE_")},
            "LEADBASE_DATA_DIR": str(folder / "data"),
            "LEADBASE_DATABASE_URL": self.database_url,
            "LEADBASE_PORT": str(self.port),
            "LEADBASE_LANG": "en",
            "NO_PROXY": "127.0.0.1",
        }

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self.server is not None
        return self.server.pid

    def start(self, *driver: str, until: str = "/readyz", **environment: str) -> None:
        """Start the server (through a driver module of ours where one is named) and wait until this page says 200."""
        command = [sys.executable, "-m", *driver] if driver else [str(LEADBASE)]
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [*command, "serve"],
                cwd=ROOT,
                env={**self._environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self._answers(until), lambda: self.log.read_text(), pause_s=0.02)

    def kill(self) -> None:
        """Kill the server as a crash would; its children are left to themselves."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def wait_dead(self) -> int:
        """Wait until the server has ended by itself and give its status."""
        assert self.server is not None
        status = self.server.wait(PATIENCE_S)
        self.server = None
        return status

    def stop(self) -> int:
        """Ask the server to end, as a supervisor would, and give its status."""
        assert self.server is not None
        self.server.send_signal(signal.SIGTERM)
        return self.wait_dead()

    def run(self, *arguments: str, code: int = 0, typed: str = "") -> str:
        """Run a command and give its stdout (of one that is to fail, its stderr); it must end with this status."""
        done = subprocess.run(
            [str(LEADBASE), *arguments],
            cwd=ROOT,
            env=self._environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout if code == 0 else done.stderr

    def json(self, *arguments: str) -> Any:
        """Run a command with --json and give what it prints."""
        return json.loads(self.run(*arguments, "--json"))

    def template(self, name: str) -> str:
        """Apply a template and give its webhook's URL."""
        return str(self.json("template", "apply", name)["webhooks"][0]["url"])

    def token(self, role: str = "admin") -> str:
        """Make a token."""
        return self.run("token", "create", "--name", "test", "--role", role).strip()

    def client(self, token: str) -> httpx2.Client:
        """Give a client of the API with a token."""
        headers = {"authorization": f"Bearer {token}"}
        return httpx2.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30, trust_env=False)

    def _answers(self, page: str) -> bool:
        assert self.server is None or self.server.poll() is None, self.log.read_text()
        try:
            return httpx2.get(f"{self.url}{page}", timeout=10, trust_env=False).status_code == 200
        except httpx2.HTTPError:
            return False


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(
    condition: Callable[[], object], what: str | Callable[[], str], seconds: float = PATIENCE_S, pause_s: float = 0.05
) -> None:
    """Look again and again until a condition holds; what it waits for tells nobody when it is there."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what if isinstance(what, str) else what()
        time.sleep(pause_s)


def pages(client: httpx2.Client, path: str) -> list[Mapping[str, Any]]:
    """Give every item of a list."""
    found: list[Mapping[str, Any]] = []
    cursor: str | None = None
    while True:
        more = f"{'&' if '?' in path else '?'}limit=1000{f'&cursor={cursor}' if cursor else ''}"
        page = client.get(path + more).raise_for_status().json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def children(parent: int) -> list[int]:
    """Give the processes that a process started."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
    others = Path(f"/proc/{parent}/task").iterdir()
    found = {int(number) for task in others for number in (task / "children").read_text("ascii").split()}
    return sorted(found | {int(number) for number in listed.split()})


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits to be asked how is dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
