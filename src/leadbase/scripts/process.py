"""The process of a sandbox child: what it is started with, what it may not do, and the files that it runs.

The process is the wall: no permissions, an empty environment, no other open files, limits set from outside, and death
by SIGKILL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import deno

from leadbase.scripts.frames import Kind, encode, pack
from leadbase.scripts.model import Limits

if sys.platform == "linux":
    import resource

BUILT: Final = Path(__file__).parent / "sandbox" / "built"
"""Where `npm run build` in `sandbox/` leaves what children run."""

_MIB: Final = 1024 * 1024


class SandboxNotBuilt(RuntimeError):
    """The sandbox's files are missing."""

    def __init__(self, folder: Path) -> None:
        """Say what makes them."""
        super().__init__(f"{folder} is missing: run `npm ci && npm run build` in {folder.parent}")


class Files:
    """The built files, each read once."""

    def __init__(self, folder: Path = BUILT) -> None:
        """Take the folder of the built files; raises SandboxNotBuilt when they are missing."""
        if not (folder / "loop.js").is_file():
            raise SandboxNotBuilt(folder)
        self.loop = folder / "loop.js"
        self._folder = folder
        self._frames: dict[str, bytes] = {}

    def library(self, name: str) -> bytes:
        """Give the frame that brings a library to a child."""
        if name not in self._frames:
            source = (self._folder / f"{name}.js").read_text("utf-8")
            self._frames[name] = pack(Kind.LIBRARY, payload=encode([name, source]))
        return self._frames[name]


def command(limits: Limits, loop: Path) -> list[str]:
    """Give the command line of a child: every permission denied, nothing fetched, no code out of strings."""
    flags = (
        f"--max-old-space-size={limits.heap_mb}",
        "--enable-experimental-regexp-engine-on-excessive-backtracks",
        "--disallow-code-generation-from-strings",
    )
    shut = ("--no-prompt", "--no-remote", "--no-npm", "--no-config", "--no-lock")
    return [deno.find_deno_bin(), "run", *shut, f"--v8-flags={','.join(flags)}", str(loop)]


def environment(zone: str) -> dict[str, str]:
    """Give all that a child's environment holds; not even root can create this DENO_DIR, so nothing is kept."""
    return {"TZ": zone, "DENO_DIR": "/dev/null/deno", "NO_COLOR": "1"}


def spawn(zone: str, limits: Limits, files: Files) -> subprocess.Popen[bytes]:
    """Start a child with two pipes and nothing else, apart from the terminal's signals. Blocks for milliseconds."""
    process = subprocess.Popen(
        command(limits, files.loop),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(zone),
        cwd="/",
        bufsize=0,
        close_fds=True,
        start_new_session=True,
    )
    if sys.platform == "linux":
        # Set from outside, before any script is sent: a function between fork and exec isn't safe beside threads.
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (limits.data_mb * _MIB, limits.data_mb * _MIB))
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
    return process


def give_way(process: subprocess.Popen[bytes]) -> None:
    """Let a child that may take seconds at a time stand behind the server and the other children."""
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, 10)
    except OSError:
        return  # it has ended already, or the system doesn't let us: the limits hold all the same
