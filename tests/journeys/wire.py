"""Bytes as they go over the wire: for requests that no client library would send."""

from __future__ import annotations

import socket
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answer:
    """An answer, or what there was of it when the connection ended: then `status` is 0."""

    status: int
    headers: bytes
    body: bytes


class Wire:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        """Take an open connection."""
        self.socket = connection
        self._read = b""

    def send(self, *parts: bytes) -> None:
        """Send bytes as they are, as long as the other side takes them."""
        with suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                self.socket.sendall(part)

    def answer(self) -> Answer:
        """Read the next answer."""
        while b"\r\n\r\n" not in self._read:
            if not self._more():
                return Answer(0, b"", self._read)
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        status = int(lines[0].split(b" ")[1])
        if status == 100:
            return Answer(100, head, b"")
        lengths = [int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")]
        length = lengths[0] if lengths else 0
        while len(self._read) < length and self._more():
            pass
        body, self._read = self._read[:length], self._read[length:]
        return Answer(status, head, body)

    def is_closed(self) -> bool:
        """Wait until the other side closes; False when it sends something instead."""
        return not self._more()

    def _more(self) -> bool:
        try:
            part = self.socket.recv(65_536)
        except ConnectionResetError:
            return False
        self._read += part
        return bool(part)


@contextmanager
def wire(port: int) -> Generator[Wire]:
    """Open a connection to a server of this machine."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        yield Wire(connection)


def ask(port: int, *parts: bytes) -> Answer:
    """Send bytes over a connection of their own and give the answer."""
    with wire(port) as open_wire:
        open_wire.send(*parts)
        return open_wire.answer()


def head(path: str, lines: Iterable[str] = (), method: str = "POST") -> bytes:
    """Spell the head of a request."""
    start = [f"{method} {path} HTTP/1.1", "Host: leads.example", "Content-Type: application/json", *lines]
    return ("\r\n".join(start) + "\r\n\r\n").encode()


def whole(path: str, body: bytes, *lines: str) -> bytes:
    """Spell a request with its body."""
    return head(path, [f"Content-Length: {len(body)}", *lines]) + body
