"""JavaScript: each version runs in a sandbox child; runs that suffered from others are done again unseen."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from leadbase.kit.json import JsonValue
from leadbase.scripts.attempt import Answered, Attempt, Died, End, Failed, Unsuited
from leadbase.scripts.case import Case, change, plan_for
from leadbase.scripts.frames import encode
from leadbase.scripts.host import Host, HostRefusal
from leadbase.scripts.lanes import Lane
from leadbase.scripts.model import TYPED, Failure, Finding, Limits, Outcome, Reply, Request, ScriptVersion
from leadbase.scripts.pool import Crowded, Pool, PoolClosed, StartFailed
from leadbase.scripts.runtime import SandboxUnavailable
from leadbase.scripts.traits import KnownTraits, guess_traits

_MOST_ROUNDS: Final = 20
"""Times that a run is begun at all; each cause of a new round is bounded, this only makes sure of it."""

_TRIVIAL: Final = "function hook() {}"

_NOTHING: Final = Request(
    body={},
    raw_body="{}",
    headers={},
    query={},
    method="POST",
    path="/",
    ip="127.0.0.1",
    received_at=datetime.fromtimestamp(0, UTC),
)
"""The request of runs that only show whether a script runs at all."""


class JavaScript:
    """The runtime for JavaScript, and for languages that become it; its pool starts children as they are needed."""

    def __init__(self, pool: Pool, language: str = "javascript") -> None:
        """Take the pool, which may serve other languages too."""
        self._pool = pool
        self._language = language
        self._known = KnownTraits()

    async def check(self, source: str) -> list[Finding]:
        """Find syntax errors and a missing `hook` by running the top level alone, for no longer than one pump."""
        limits, traits = Limits(), replace(guess_traits(source), fresh=True)
        key = f"check:{hashlib.sha256(source.encode('utf-8', 'surrogatepass')).hexdigest()}"
        version = ScriptVersion(key, "", "UTC", self._language, source)
        lane = Lane("", "UTC", limits, alone="check")
        order = _order(_NOTHING, limits, check=True)
        for _ in range(_MOST_ROUNDS):
            plan = plan_for(traits, limits.pump_ms, limits.pump_ms)
            try:
                async with self._pool.seat(lane, len(order)) as child:
                    end = await Attempt(child, _NoHost(), limits).result(version, plan, order)
            except (Crowded, StartFailed, PoolClosed) as error:
                raise SandboxUnavailable from error
            if not isinstance(end, Unsuited) or change(traits, end.trait, plan) is not None:
                return _findings(end, limits, typed=self._language == TYPED)
        raise SandboxUnavailable

    async def run(self, version: ScriptVersion, request: Request, host: Callable[[], Host], limits: Limits) -> Outcome:
        """Run the version once: in the warm child of its workspace, or in its own if it held others up of late."""
        began = time.perf_counter()
        case = Case(version, self._known.of(version.key, version.source), limits)
        order = _order(request, limits, check=False)
        for _ in range(_MOST_ROUNDS):
            lane, plan = case.lane(), case.plan()
            try:
                async with self._pool.seat(lane, len(order)) as child:
                    started = time.perf_counter()
                    attempt = Attempt(child, host(), limits)
                    end = await attempt.result(version, plan, order)
            except (Crowded, StartFailed, PoolClosed) as error:
                return _turned_away(error, (time.perf_counter() - began) * 1000)
            script_ms = (time.perf_counter() - started) * 1000
            verdict = case.judge(end, plan, script_ms)
            if verdict is not None:
                return _outcome(verdict, attempt, script_ms, (started - began) * 1000)
        return _turned_away(StartFailed(), (time.perf_counter() - began) * 1000)

    async def ready(self) -> bool:
        """Tell whether a warm child, one that is there if possible, runs a script that does nothing."""
        lane = next((lane for lane in self._pool.pids if lane.alone is None), None) or Lane("", "UTC", Limits())
        version = ScriptVersion("ready", lane.workspace, lane.zone, self._language, _TRIVIAL)
        outcome = await self.run(version, _NOTHING, _NoHost, lane.limits)
        return outcome.reply is not None

    async def close(self) -> None:
        """End every child; runs that are still open fail as transient `sandbox_lost`."""
        await self._pool.close()


class _NoHost:
    """The host of runs that only show whether a script runs at all."""

    async def call(self, name: str, arguments: Sequence[JsonValue]) -> JsonValue:
        """Refuse."""
        raise HostRefusal("no_data_here", "there is no data while a script is only checked")


def _order(request: Request, limits: Limits, *, check: bool) -> bytes:
    """Spell the payload of a START frame."""
    received = request.received_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return encode(
        {
            "check": check,
            "calls": limits.host_calls,
            "console": limits.console_bytes,
            "answer": limits.answer_bytes,
            "request": {
                "body": request.body,
                "rawBody": request.raw_body,
                "headers": request.headers,
                "query": request.query,
                "method": request.method,
                "path": request.path,
                "ip": request.ip,
                "receivedAt": received,
                "source": request.source,
            },
        }
    )


def _findings(end: End, limits: Limits, *, typed: bool) -> list[Finding]:
    match end:
        case Answered():
            return []
        case Failed(failure):
            severity = "error" if failure.code in ("syntax_error", "no_hook") else "warning"
            return [Finding(failure.line or 1, failure.column or 1, failure.message, severity)]
        case Died() if typed:
            return [Finding(1, 1, "the code can't be read: it is nested too deeply", "error")]
        case _:
            message = f"the code outside the hook doesn't end within {limits.pump_ms} ms, or needs too much memory"
            return [Finding(1, 1, message, "warning")]


def _turned_away(error: Exception, wait_ms: float) -> Outcome:
    busy = isinstance(error, Crowded)
    code, message = ("sandbox_busy", "no sandbox came free") if busy else ("sandbox_lost", "no sandbox could be kept")
    return Outcome(None, Failure("transient", code, message), (), False, 0.0, wait_ms)


def _outcome(verdict: Reply | Failure, attempt: Attempt, script_ms: float, wait_ms: float) -> Outcome:
    reply, failure = (None, verdict) if isinstance(verdict, Failure) else (verdict, None)
    return Outcome(reply, failure, tuple(attempt.console), attempt.console_cut, script_ms, wait_ms)
