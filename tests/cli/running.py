"""Starts the real program as its own process and stops it as an operator would."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

ADDRESS = re.compile(r"Leadbase \S+ answers at (http://\S+)")


class Server:
    """A running `leadbase serve`. `lines` grows with what it writes to stderr."""

    def __init__(self, folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LEADBASE_")}
        self.lines: list[str] = []
        self._said = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "leadbase", "serve", "--data-dir", str(folder), *arguments],
            env=clean | {"LEADBASE_LANG": "en", "PYTHONUNBUFFERED": "1"} | dict(environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, pattern: str, seconds: float = 60) -> re.Match[str]:
        """Give the first line that matches, once it was written; fails when the process ends without it."""

        def found() -> re.Match[str] | None:
            return next((match for line in self.lines if (match := re.search(pattern, line))), None)

        with self._said:
            self._said.wait_for(lambda: found() or self.process.poll() is not None, seconds)
        match = found()
        assert match, f"no {pattern} in: {self.text}"
        return match

    @property
    def url(self) -> str:
        """The address that it answers at."""
        return self.wait_for(ADDRESS.pattern)[1]

    @property
    def text(self) -> str:
        """Everything that it wrote to stderr so far."""
        return "\n".join(self.lines)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 60) -> int:
        """Ask it to stop and give its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(seconds)
        self._reader.join(seconds)
        assert self.process.stdout is not None
        if not self.process.stdout.closed:
            with self.process.stdout as written:
                assert written.read() == ""
        return status

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                with self._said:
                    self.lines.append(line.rstrip("\n"))
                    self._said.notify_all()
        with self._said:
            self._said.notify_all()


@contextmanager
def serving(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Generator[Server]:
    """Run a server on a free port for as long as the block lasts; it must end in order."""
    server = Server(folder, "--port", "0", *arguments, environment=environment)
    try:
        assert server.url
        yield server
    except BaseException:
        server.process.kill()
        server.stop()
        raise
    assert server.stop() == 0, server.text
