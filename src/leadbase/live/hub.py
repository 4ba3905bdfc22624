"""Hands hints to whoever listens. Telling costs a look-up while nobody does, as it is called from the hot path."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Generator, Sequence

from leadbase.access.model import Actor
from leadbase.live.model import Hint, LiveClosed, LiveFull, may_hear

MOST_LISTENERS = 200
MOST_WAITING = 100
"""Hints that wait for one listener; beyond it they are given up for one word that there was a gap."""

WINDOW_S = 0.2
"""Seconds in which all that happens to a topic becomes one hint."""


class Listener:
    """One open page. `is_doubted` says that it has to show again who it is before it hears more."""

    def __init__(self, workspace: int, actor: Actor) -> None:
        self.workspace = workspace
        self.actor = actor
        self.is_doubted = False
        self.is_closed = False
        self._waiting: deque[Hint] = deque()
        self._has_gap = False
        self._wake = asyncio.Event()

    def offer(self, hint: Hint) -> None:
        """Let the listener have a hint, if it may hear of the topic."""
        if not may_hear(self.actor, hint.topic) or self._has_gap:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.clear()
            self._has_gap = True
        else:
            self._waiting.append(hint)
        self._wake.set()

    def doubt(self) -> None:
        """Let the listener show again who it is."""
        self.is_doubted = True
        self._wake.set()

    def close(self) -> None:
        """Let the listener go."""
        self.is_closed = True
        self._wake.set()

    async def take(self, within_s: float) -> tuple[Sequence[Hint], bool]:
        """Give what waits, as soon as anything does or the time is over, and whether hints before it were given up."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), within_s)
        self._wake.clear()
        told, has_gap = list(self._waiting), self._has_gap
        self._waiting.clear()
        self._has_gap = False
        return told, has_gap


class Hub:
    """The listeners of this process, by workspace. `unshared` has what other processes were not told yet."""

    def __init__(self, most: int = MOST_LISTENERS, window_s: float = WINDOW_S) -> None:
        """Take how many may listen, and the seconds that become one hint."""
        self.unshared: set[tuple[int, str]] | None = None
        self._most = most
        self._window_s = window_s
        self._listeners: dict[int, set[Listener]] = {}
        self._windows: dict[tuple[int, str], Hint | None] = {}
        self._is_closed = False

    def check_room(self) -> None:
        """Raise LiveFull or LiveClosed where nobody more can listen."""
        if self._is_closed:
            raise LiveClosed(retry_after=2)
        if sum(map(len, self._listeners.values())) >= self._most:
            raise LiveFull(most=self._most, retry_after=60)

    @contextlib.contextmanager
    def joined(self, listener: Listener) -> Generator[None]:
        """Let the listener hear until the block ends; raises as `check_room`."""
        self.check_room()
        self._listeners.setdefault(listener.workspace, set()).add(listener)
        try:
            yield
        finally:
            self._listeners[listener.workspace].discard(listener)
            if not self._listeners[listener.workspace]:
                del self._listeners[listener.workspace]

    def tell(self, workspace: int, hint: Hint) -> None:
        """Tell what changed here: the first of a topic at once, what follows it closely together."""
        if self.unshared is not None:
            self.unshared.add((workspace, hint.topic))
        self.pass_on(workspace, hint)

    def pass_on(self, workspace: int, hint: Hint) -> None:
        """Tell what changed, wherever that was."""
        if workspace not in self._listeners:
            return
        key = (workspace, hint.topic)
        if key in self._windows:
            waiting = self._windows[key]
            self._windows[key] = hint if waiting is None else waiting.joined(hint)
        else:
            self._send(key, hint)

    def tell_everywhere(self, hint: Hint) -> None:
        """Tell each workspace that something changed, where it is not known in which."""
        for workspace in list(self._listeners):
            self.pass_on(workspace, hint)

    def doubt(self, person: str) -> None:
        """Let the pages of a person or token show again who they are, and all tokens, as they may be that person's."""
        for listener in self._all():
            if listener.actor.id == person or listener.actor.kind == "token":
                listener.doubt()

    def close(self) -> None:
        """End every stream, and let none begin: the program stops."""
        self._is_closed = True
        for listener in self._all():
            listener.close()

    def _all(self) -> Sequence[Listener]:
        return [listener for listeners in self._listeners.values() for listener in listeners]

    def _send(self, key: tuple[int, str], hint: Hint) -> None:
        self._windows[key] = None
        asyncio.get_running_loop().call_later(self._window_s, self._end_window, key)
        for listener in self._listeners.get(key[0], ()):
            listener.offer(hint)

    def _end_window(self, key: tuple[int, str]) -> None:
        waiting = self._windows.pop(key)
        if waiting is not None:
            self._send(key, waiting)
