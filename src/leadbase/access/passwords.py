"""Passwords: argon2 is slow on purpose, so one at a time, in a thread of its own and never in a transaction."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pwdlib import PasswordHash

from leadbase.access.errors import PasswordsBusy, PasswordTooLong, PasswordTooShort

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1_024
MOST_WAITING = 16
"""Calls that may wait for their turn (a turn takes some 50 ms); more are sent away, so that a flood can't pile up."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password was right, and the hash to store instead where the stored one is out of date."""

    right: bool
    new_hash: str | None = None


class Passwords:
    """Hashes and verifies passwords, one at a time."""

    def __init__(self, hasher: PasswordHash) -> None:
        """Take the hasher: `PasswordHash.recommended()`, or one of less effort for tests."""
        self._hasher = hasher
        self._turn = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Give the hash to store; raises PasswordTooShort, PasswordTooLong or PasswordsBusy."""
        return await self._in_turn(lambda: self._hasher.hash(checked_password(password)))

    async def verify(self, password: str, stored: str | None) -> Verdict:
        """Compare a password with a stored hash; None (nobody has this email) is never right and takes as long."""
        return await self._in_turn(lambda: self._verify(_normal(password), stored))

    def close(self) -> None:
        """End the thread."""
        self._turn.shutdown()

    def _verify(self, password: str, stored: str | None) -> Verdict:
        decoy = self._decoy
        right, new_hash = self._hasher.verify_and_update(password, decoy if stored is None else stored)
        return Verdict(right and stored is not None, new_hash)

    @cached_property
    def _decoy(self) -> str:
        """The hash that stands in for a missing one, of today's effort; made before the first comparison."""
        return self._hasher.hash(secrets.token_urlsafe())

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise PasswordsBusy(retry_after=1)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._turn, work)
        finally:
            self._waiting -= 1


def checked_password(password: str) -> str:
    """Give a new password as it is hashed; raises PasswordTooShort or PasswordTooLong."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(length=len(password), least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(length=len(password), most=LONGEST_PASSWORD)
    return _normal(password)


def _normal(password: str) -> str:
    """Spell it one way: keyboards differ in how they compose the same character."""
    return unicodedata.normalize("NFC", password)
