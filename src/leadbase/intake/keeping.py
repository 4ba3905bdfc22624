"""What is kept of a request's headers and query: cookies not at all, credentials sealed, everything else as it came."""

from __future__ import annotations

from collections.abc import Sequence

from leadbase.connectors.recipes import Location
from leadbase.intake.model import Settings
from leadbase.kit.secrets import Sealer

Pairs = Sequence[tuple[str, str]]

DROPPED = frozenset({"cookie"})
SECRET_NAMES = frozenset(
    {
        "access-token",
        "api-key",
        "apikey",
        "authorization",
        "proxy-authorization",
        "secret",
        "token",
        "x-access-token",
        "x-api-key",
        "x-auth-token",
        "x-token",
    }
)
"""Header and query names whose values are credentials."""

MASK = "••••"
_SEALED = "\0sealed:"
"""Marks a sealed value; no header or query value that we keep can begin with NUL."""


def kept(pairs: Pairs, part: str, settings: Settings, sealer: Sealer) -> Pairs:
    """Give the pairs to store; `part` is header or query."""
    location = settings.verify.location
    return [
        (name, _SEALED + sealer.seal(value) if _is_secret(name, part, location) else value.lstrip("\0"))
        for name, value in pairs
        if not (part == "header" and name in DROPPED)
    ]


def opened(pairs: Pairs, sealer: Sealer) -> Pairs:
    """Give stored pairs in the clear, for a run of the script."""
    return [
        (name, sealer.open(value.removeprefix(_SEALED)) if value.startswith(_SEALED) else value)
        for name, value in pairs
    ]


def resealed(pairs: Pairs, sealer: Sealer) -> Pairs | None:
    """Give stored pairs sealed with the newest key, None where they are already."""
    stale = [value.startswith(_SEALED) and sealer.is_stale(value.removeprefix(_SEALED)) for _, value in pairs]
    if not any(stale):
        return None
    return [
        (name, _SEALED + sealer.seal(sealer.open(value.removeprefix(_SEALED))) if old else value)
        for (name, value), old in zip(pairs, stale, strict=True)
    ]


def masked(pairs: Pairs) -> Pairs:
    """Give stored pairs for people: credentials masked."""
    return [(name, MASK if value.startswith(_SEALED) else value) for name, value in pairs]


def _is_secret(name: str, part: str, location: Location | None) -> bool:
    folded = name.lower().replace("_", "-")
    if folded in SECRET_NAMES:
        return True
    return location is not None and location.part == part and str(location.path[0]).lower().replace("_", "-") == folded
