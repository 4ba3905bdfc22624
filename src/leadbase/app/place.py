"""Where a server runs: one at a time for each SQLite file, and the note by which other commands find its address.

The lock is the operating system's, so it ends with the process however that dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import cast

from leadbase.kit.errors import Conflict
from leadbase.settings import Settings


class FolderInUse(Conflict):
    """Leadbase already serves {folder} at {url} (process {pid}); stop it, or choose another folder with --data-dir."""

    code = "folder_in_use"
    zh = "Leadbase 已在 {url} 为 {folder} 提供服务（进程 {pid}）；请先停止它，或用 --data-dir 选择其他目录。"


@contextlib.contextmanager
def served(settings: Settings) -> Generator[Note]:
    """Hold the place for this process; raises FolderInUse. PostgreSQL may be served by many, so there none is held."""
    path = _note_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        if is_alone(settings):
            _lock(descriptor, settings, path)
        note = Note(descriptor)
        stack.callback(note.erase)
        yield note


class Note:
    """What a server writes down of itself."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._written = b""

    def write(self, url: str) -> None:
        """Write down the address at which this process answers."""
        self._written = json.dumps({"url": url, "pid": os.getpid()}).encode()
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, self._written, 0)

    def erase(self) -> None:
        """Take the address back, unless another process wrote its own meanwhile."""
        if self._written and os.pread(self._descriptor, len(self._written) + 1, 0) == self._written:
            os.ftruncate(self._descriptor, 0)


def find_served(settings: Settings) -> tuple[str, int] | None:
    """Give the address and process of the server that runs on this machine for these settings, if one does."""
    try:
        noted: object = json.loads(_note_path(settings).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    members = cast("dict[str, object]", noted) if isinstance(noted, dict) else {}
    url, pid = members.get("url"), members.get("pid")
    if not isinstance(url, str) or not isinstance(pid, int) or not _is_alive(pid):
        return None
    return url, pid


def local_url(host: str, port: int) -> str:
    """Give the address at which a server that listens here is reached from the same machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def public_url(settings: Settings) -> str:
    """Give the address that people use: the one that is set, else that of the server that runs, else the default."""
    running = find_served(settings)
    return settings.public_url or (running[0] if running else local_url(settings.host, settings.port))


def hook_url(settings: Settings) -> str:
    """Give the address that senders use."""
    return settings.hook_url or public_url(settings)


def is_alone(settings: Settings) -> bool:
    """Tell whether no second server may run on this database (SQLite)."""
    return settings.database_url.startswith("sqlite:///")


def _note_path(settings: Settings) -> Path:
    if is_alone(settings):
        path = Path(settings.database_url.removeprefix("sqlite:///"))
        return path.with_name(path.name + ".serve")
    return settings.data_dir / "serve"


def _lock(descriptor: int, settings: Settings, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        url, pid = find_served(settings) or ("-", "-")
        raise FolderInUse(folder=str(path.parent), url=url, pid=pid) from None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
