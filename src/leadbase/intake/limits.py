"""How much is let in: rates by token bucket, and how many requests and bytes may be under way at once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from leadbase.intake.model import MIB, RateLimit

UNKNOWN_KEYS = RateLimit(per_second=50, burst=200)
"""Requests with a wrong key that one address may make."""

KEPT_REJECTIONS = RateLimit(per_second=20 / 60, burst=20)
"""Rejected requests of one webhook that are kept as events; the rest is counted."""

MOST_BUCKETS = 10_000
MOST_REQUESTS = 1_024
MOST_BYTES = 256 * MIB


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """Token buckets by key; the ones that rested longest are forgotten first (a rested bucket is a full one)."""

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        """Hold at most this many buckets."""
        self._most = most
        self._buckets: OrderedDict[object, _Bucket] = OrderedDict()

    def take(self, key: object, limit: RateLimit, now: float) -> float:
        """Take a token and give 0, or give the seconds until there is one. `now` is a monotonic clock in seconds."""
        bucket = self._filled(key, limit, now)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / limit.per_second

    def wait(self, key: object, limit: RateLimit, now: float) -> float:
        """Give the seconds until there is a token, without taking one."""
        if key not in self._buckets:
            return 0.0
        bucket = self._filled(key, limit, now)
        return 0.0 if bucket.tokens >= 1 else (1 - bucket.tokens) / limit.per_second

    def _filled(self, key: object, limit: RateLimit, now: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(limit.burst, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        bucket.tokens = min(limit.burst, bucket.tokens + max(0.0, now - bucket.at) * limit.per_second)
        bucket.at = now
        return bucket


class Load:
    """Requests and body bytes under way in this process.

    `is_full` says that the space for requests is used up by what may not go: then nothing more is let in.
    """

    def __init__(self, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES) -> None:
        """Let at most this many requests and bytes be under way."""
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self.requests = 0
        self.bytes = 0
        self.is_full = False

    def enter(self) -> bool:
        """Count a request in; False (and not counted) when there are too many."""
        if self.requests >= self._most_requests:
            return False
        self.requests += 1
        return True

    def leave(self, size: int) -> None:
        """Count a request out, with the bytes it held."""
        self.requests -= 1
        self.bytes -= size

    def hold(self, size: int) -> bool:
        """Count more bytes in (they are counted even when this gives False: too many)."""
        self.bytes += size
        return self.bytes <= self._most_bytes
