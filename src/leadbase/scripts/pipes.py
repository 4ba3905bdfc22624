"""The two pipes of a child on the event loop: never blocking, and what is written in one turn leaves in one piece."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Callable
from typing import Final

_READ: Final = 1 << 18
"""Bytes taken at once; larger than a pipe holds, so that one read empties it."""


class Pipes:
    """Writes to a process and calls back with what it writes, then once with its end."""

    def __init__(
        self, process: subprocess.Popen[bytes], received: Callable[[bytes], None], ended: Callable[[], None]
    ) -> None:
        """Take a process that was started with pipes; belongs to the running loop."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self.closed = False
        self._loop = asyncio.get_running_loop()
        self._stdin, self._stdout = process.stdin, process.stdout
        self._in, self._out = self._stdin.fileno(), self._stdout.fileno()
        self._received, self._ended = received, ended
        self._queue: list[bytes] = []
        self._blocked = False
        for pipe in (self._in, self._out):
            os.set_blocking(pipe, False)
        self._loop.add_reader(self._out, self._read)

    def write(self, data: bytes) -> None:
        """Send bytes; silently nothing when the process has ended."""
        if self.closed:
            return
        self._queue.append(data)
        if len(self._queue) == 1 and not self._blocked:
            self._loop.call_soon(self._flush)

    def close(self) -> None:
        """Give both pipes back to the system."""
        self._shut()
        self._stdin.close()
        self._stdout.close()

    def _shut(self) -> None:
        if not self.closed:
            self.closed = True
            self._loop.remove_reader(self._out)
            self._loop.remove_writer(self._in)

    def _flush(self) -> None:
        if self.closed:
            return
        data = self._queue[0] if len(self._queue) == 1 else b"".join(self._queue)
        self._queue.clear()
        try:
            left = memoryview(data)[os.write(self._in, data) :]
        except BlockingIOError:
            left = memoryview(data)
        except BrokenPipeError:
            return  # the end of its output follows
        if left:
            self._queue.append(bytes(left))
        if bool(left) != self._blocked:
            self._blocked = bool(left)
            if left:
                self._loop.add_writer(self._in, self._flush)
            else:
                self._loop.remove_writer(self._in)

    def _read(self) -> None:
        try:
            data = os.read(self._out, _READ)
        except BlockingIOError:
            return
        if data:
            self._received(data)
        else:
            self._shut()
            self._ended()
