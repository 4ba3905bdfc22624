"""One sandbox child from the server's side: the versions loaded in it, and which run each frame belongs to."""

from __future__ import annotations

import asyncio
import logging
import subprocess
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from leadbase.scripts.frames import BrokenFrame, Frame, FrameReader, Kind, encode, pack
from leadbase.scripts.model import TYPED, ScriptVersion
from leadbase.scripts.pipes import Pipes
from leadbase.scripts.process import Files
from leadbase.scripts.watch import Bounds, Watch

_MOST_CONTEXTS: Final = 32
"""Versions that a child keeps loaded; one takes 0.3 to 4.4 MB."""

_MOST_FRAMES: Final = 1 << 30
"""Frames after which a child is replaced: the count of those worked off is 32 bits wide."""

_ENGINE_GAVE_UP: Final = (-4, -5, -6)
"""Ends by SIGILL, SIGTRAP, SIGABRT: how the engine ends when it is out of memory."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a version is loaded: its libraries, a realm per run or one for all, and milliseconds per pump and per run.

    `alone`: its child is its own, and what it runs may be told secrets.
    """

    libraries: tuple[str, ...]
    fresh: bool
    pump_ms: int
    cpu_ms: int
    alone: bool = False


class Session(Protocol):
    """One run in one child, as the child sees it; `sent` is the child's count of frames when its last one was sent."""

    run: int
    context: int
    sent: int

    def take(self, frame: Frame) -> None:
        """Take a frame of this run; raises BrokenFrame."""
        ...

    def die(self, cause: str, *, suspect: bool) -> None:
        """Take note that the child ended; `suspect` when it may have been working on this run."""
        ...


class Child:
    """A running child. All methods belong to the loop's thread, but for what the watch calls."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        files: Files,
        watch: Watch,
        bounds: Bounds,
        on_end: Callable[[Child], None],
    ) -> None:
        """Take a started process; `on_end` is called once, after every session knows."""
        loop = asyncio.get_running_loop()
        self.pid = process.pid
        self.bounds = bounds
        self.turn = 0
        self.old = False
        self.ready: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        self._process = process
        self._files = files
        self._watch = watch
        self._on_end = on_end
        self._pipes = Pipes(process, self._received, self._ended)
        self._reader = FrameReader()
        self._sessions: dict[int, Session] = {}
        self._contexts: OrderedDict[tuple[str, str, Plan], int] = OrderedDict()
        self._libraries: set[str] = set()
        self._numbers = 0
        self._sent = 0
        self._seen = 0
        self._condemned = ""
        watch.add(self)

    @property
    def busy(self) -> bool:
        """Whether any run is open."""
        return bool(self._sessions)

    @property
    def alive(self) -> bool:
        """Whether runs can be begun here."""
        return not self._pipes.closed and not self._condemned

    @property
    def progress(self) -> tuple[int, int]:
        """Frames sent, and frames worked off."""
        return self._sent, self._seen

    def begin(self, session: Session, version: ScriptVersion, plan: Plan, order: bytes) -> None:
        """Start a run; what becomes of it is told to the session."""
        self._numbers += 1
        session.run = self._numbers
        session.context = self._context(version, plan)
        self._sessions[session.run] = session
        self.turn += 1
        self.send(session, Kind.START, 0, order)
        self._watch.wake()

    def send(self, session: Session, kind: Kind, op: int, payload: bytes) -> None:
        """Send one frame of a session's run."""
        self._write(pack(kind, session.context, session.run, op, payload))
        session.sent = self._sent

    def end(self, session: Session, *, abort: bool) -> None:
        """Forget a session; with `abort` the child is told to give the run up."""
        if self._sessions.pop(session.run, None) is not None and abort and self.alive:
            self.send(session, Kind.ABORT, 0, b"")

    def grow_old(self) -> None:
        """Take note that this child should be replaced as soon as that hurts nobody; may be called from any thread."""
        self.old = True

    def condemn(self, cause: str) -> None:
        """Kill the process at once, for a reason; may be called from any thread."""
        if not self._condemned:
            self._condemned = cause
        self._process.kill()

    async def close(self) -> None:
        """Kill the process and wait until it is gone."""
        self.condemn("sandbox_lost")
        await asyncio.shield(self.gone)

    def _context(self, version: ScriptVersion, plan: Plan) -> int:
        key = (version.language, version.key, plan)
        known = self._contexts.get(key)
        if known is not None:
            self._contexts.move_to_end(key)
            return known
        self._make_room()
        for name in ("prelude", *plan.libraries):
            if name not in self._libraries:
                self._libraries.add(name)
                self._write(self._files.library(name))
        self._numbers += 1
        self._contexts[key] = self._numbers
        load = {
            "source": version.source,
            "typed": version.language == TYPED,
            "libraries": plan.libraries,
            "fresh": plan.fresh,
            "alone": plan.alone,
            "pumpMs": plan.pump_ms,
            "cpuMs": plan.cpu_ms,
        }
        self._write(pack(Kind.LOAD, self._numbers, payload=encode(load)))
        return self._numbers

    def _make_room(self) -> None:
        """Unload the version that was used least lately and has no open run."""
        if len(self._contexts) < _MOST_CONTEXTS:
            return
        used = {session.context for session in self._sessions.values()}
        for key, context in self._contexts.items():
            if context not in used:
                del self._contexts[key]
                self._write(pack(Kind.DROP, context))
                return

    def _write(self, frame: bytes) -> None:
        self._sent += 1
        if self._sent > _MOST_FRAMES:
            self.old = True
        self._pipes.write(frame)

    def _received(self, data: bytes) -> None:
        try:
            for frame in self._reader.take(data):
                self._dispatch(frame)
        except BrokenFrame as error:
            _log.warning("a sandbox child broke the protocol", extra={"pid": self.pid, "reason": str(error)})
            self.condemn("sandbox_lost")

    def _dispatch(self, frame: Frame) -> None:
        if frame.kind is Kind.SEEN:
            if not self._seen <= frame.op <= self._sent:
                raise BrokenFrame("more frames worked off than sent")
            self._seen = frame.op
        elif frame.kind is Kind.READY:
            if not self.ready.done():
                self.ready.set_result(None)
        elif frame.kind < Kind.READY:
            raise BrokenFrame(f"a child may not send {frame.kind.name}")
        else:
            session = self._sessions.get(frame.run)
            if session is None:
                return  # a run that was given up, or is over
            if session.context != frame.context:
                raise BrokenFrame("a run that isn't of this context")
            session.take(frame)

    def _ended(self) -> None:
        """Its output is closed: make sure that the process is gone, then tell everybody."""
        self._process.kill()
        waiting = asyncio.get_running_loop().run_in_executor(None, self._process.wait)
        waiting.add_done_callback(lambda done: self._buried(done.result()))

    def _buried(self, status: int) -> None:
        self._watch.remove(self)
        self._pipes.close()
        cause = self._condemned or ("memory_limit" if status in _ENGINE_GAVE_UP else "sandbox_lost")
        for session in list(self._sessions.values()):
            session.die(cause, suspect=session.sent > self._seen)
        self._sessions.clear()
        for waiting in (self.ready, self.gone):
            if not waiting.done():
                waiting.set_result(None)
        self._on_end(self)
