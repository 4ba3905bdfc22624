"""What one listener is sent, as server-sent events: a greeting, hints, and now and then a sign of life."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from leadbase.access.model import Actor
from leadbase.kit.errors import Problem, Unavailable
from leadbase.kit.json import JsonValue, compact
from leadbase.live.hub import Listener
from leadbase.live.model import Hint

Check = Callable[[], Awaitable[Actor]]
"""Gives who the listener is by now; raises why it may listen no more."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between signs of life, and between looks whether the session still lasts."""

    ping_s: float = 15.0
    check_s: float = 60.0


async def messages(
    listener: Listener, check: Check, hello: Mapping[str, JsonValue], rhythm: Rhythm
) -> AsyncGenerator[bytes]:
    """Give what the listener is sent, until it is let go or may listen no more, which the last message says."""
    clock = asyncio.get_running_loop().time
    yield b"retry: 2000\n" + _event("hello", hello)
    check_at = clock() + rhythm.check_s
    while not listener.is_closed:
        told, has_gap = await listener.take(max(0.0, min(rhythm.ping_s, check_at - clock())))
        if listener.is_doubted or clock() >= check_at:
            listener.is_doubted = False
            check_at = clock() + rhythm.check_s
            ended = await _ended(listener, check)
            if ended is not None:
                yield _event("end", {"code": ended.code})
                return
        yield _spelt(told, has_gap) or b": ping\n\n"


async def _ended(listener: Listener, check: Check) -> Problem | None:
    """Look again who the listener is, and tell why it may listen no more."""
    try:
        listener.actor = await check()
    except Unavailable:
        # the database is away; whoever it was is taken for the same until it is back
        return None
    except Problem as problem:
        return problem
    return None


def _spelt(told: Sequence[Hint], has_gap: bool) -> bytes:
    gap = _event("gap", {}) if has_gap else b""
    return gap + b"".join(
        _event("hint", {"topic": hint.topic, "id": hint.id, "version": hint.version, "webhook": hint.webhook})
        for hint in told
    )


def _event(name: str, data: Mapping[str, JsonValue]) -> bytes:
    return f"event: {name}\ndata: {compact(dict(data))}\n\n".encode()
