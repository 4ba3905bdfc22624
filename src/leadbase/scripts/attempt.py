"""One run in one child: hands its calls to the host, keeps its console output, and says how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from leadbase.kit.json import JsonValue
from leadbase.scripts.child import Child, Plan
from leadbase.scripts.frames import BrokenFrame, Call, Done, Fail, Frame, Kind, Log, decode, encode
from leadbase.scripts.host import HOST_CALLS, SECRET, Host, HostRefusal
from leadbase.scripts.model import ConsoleLine, Failure, Limits, Reply, ScriptVersion
from leadbase.scripts.reply import judge

_MOST_LINES: Final = 2001
"""Console lines of a run: as many as the prelude lets through."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """The script ran to its end."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Failed:
    """The script, or the host, failed the run."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Unsuited:
    """The run asked for other surroundings: a library, or a realm of its own."""

    trait: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run's realm was given up, because of this run or another; `cpu` when pump after pump used up its time."""

    culprit: bool
    cpu: bool


@dataclass(frozen=True, slots=True)
class Died:
    """The child ended; `suspect` when it may have been because of this run."""

    cause: str
    suspect: bool


@dataclass(frozen=True, slots=True)
class Late:
    """The wall limit passed."""


End = Answered | Failed | Unsuited | Stopped | Died | Late


class Attempt:
    """A run from its start in a child to its end, whatever that is."""

    def __init__(self, child: Child, host: Host, limits: Limits) -> None:
        """Take the child, in which the run has a seat, and a host of the run's own."""
        self.run = 0
        self.context = 0
        self.sent = 0
        self.console: list[ConsoleLine] = []
        self.console_cut = False
        self._child = child
        self._host = host
        self._limits = limits
        self._end: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self._calls: deque[tuple[int, Call]] = deque()
        self._count = 0
        self._serving: asyncio.Task[None] | None = None
        self._printed = 0
        self._abort = True
        self._alone = False

    async def result(self, version: ScriptVersion, plan: Plan, order: bytes) -> End:
        """Start the run and give its end; the host is not used any more afterwards."""
        if not self._child.alive:
            return Died("sandbox_lost", suspect=False)
        self._alone = plan.alone
        self._child.begin(self, version, plan, order)
        timer = asyncio.get_running_loop().call_later(self._limits.wall_s, self._settle, Late())
        try:
            return await self._end
        finally:
            timer.cancel()
            self._child.end(self, abort=self._abort)
            await self._dismiss()

    def take(self, frame: Frame) -> None:
        """Take a frame of this run; raises BrokenFrame."""
        match frame.kind:
            case Kind.CALL:
                self._call(frame)
            case Kind.LOG:
                self._print(frame)
            case Kind.DONE:
                verdict = judge(decode(frame.payload, Done), len(frame.payload), self._limits.answer_bytes)
                self._finish(Failed(verdict) if isinstance(verdict, Failure) else Answered(verdict))
            case Kind.FAIL:
                self._finish(Failed(_failure(decode(frame.payload, Fail))))
            case Kind.RESTART:
                self._finish(Unsuited(frame.payload.decode("ascii", "replace")))
            case Kind.LOST:
                self._finish(Stopped(culprit=frame.op == 1, cpu=frame.payload == b"cpu"))
            case _:
                raise BrokenFrame(f"a run may not send {frame.kind.name}")

    def die(self, cause: str, *, suspect: bool) -> None:
        """Take note that the child ended."""
        self._finish(Died(cause, suspect))

    def _finish(self, end: End) -> None:
        """Take an end that the child knows of."""
        if not self._end.done():
            self._abort = False
            self._settle(end)

    def _settle(self, end: End) -> None:
        if not self._end.done():
            self._end.set_result(end)

    def _call(self, frame: Frame) -> None:
        call = decode(frame.payload, Call)
        self._count += 1
        is_known = call.name in HOST_CALLS and (self._alone or call.name != SECRET)
        if self._count > self._limits.host_calls or not is_known:
            raise BrokenFrame("a call that the prelude never makes")
        self._calls.append((frame.op, call))
        if self._serving is None:
            self._serving = asyncio.get_running_loop().create_task(self._serve())

    async def _serve(self) -> None:
        """Answer the waiting calls one after the other: what a script writes first is there when it reads."""
        while self._calls and not self._end.done():
            op, call = self._calls.popleft()
            try:
                kind, payload = Kind.RESULT, encode(await self._host.call(call.name, call.arguments))
            except HostRefusal as refusal:
                kind, payload = Kind.REFUSAL, encode(_refusal(refusal))
            except Exception:
                _log.exception("the host failed a script's call", extra={"call": call.name})
                self._settle(Failed(Failure("transient", "host_failed", f"{call.name} failed on our side")))
                return
            if not self._end.done() and self._child.alive:
                self._child.send(self, kind, op, payload)
        self._serving = None

    async def _dismiss(self) -> None:
        """Stop answering calls."""
        self._calls.clear()
        serving, self._serving = self._serving, None
        if serving is not None and not serving.done():
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving

    def _print(self, frame: Frame) -> None:
        line = decode(frame.payload, Log)
        left = self._limits.console_bytes - self._printed
        if left <= 0 or len(self.console) >= _MOST_LINES:
            self.console_cut = True
            return
        text = line.text if len(line.text) * 3 <= left else _cut(line.text, left)
        self.console_cut = self.console_cut or frame.op == 1 or len(text) < len(line.text)
        self._printed += len(text.encode("utf-8", "surrogatepass")) + 1
        self.console.append(ConsoleLine(line.level, text, line.at_ms))


def _cut(text: str, size: int) -> str:
    """Give as much of a text as fits into this many bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _failure(fail: Fail) -> Failure:
    kind = "permanent" if fail.permanent else "transient"
    return Failure(kind, fail.code, fail.message, fail.line, fail.column, fail.stack)


def _refusal(refusal: HostRefusal) -> JsonValue:
    return {
        "code": refusal.code,
        "permanent": refusal.permanent,
        "message": refusal.message,
        "facts": refusal.facts,
    }
