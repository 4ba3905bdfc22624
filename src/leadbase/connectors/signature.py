"""Proof that a request comes from the sender it claims: one table of ways to verify, open for new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from leadbase.connectors.recipes import Headers, Query, VerifyRecipe, find_location
from leadbase.kit.json import JsonValue
from leadbase.kit.secrets import is_same

Cause = Literal["not_asked", "matched", "secret_not_set", "secret_missing", "secret_wrong"]
"""Why a request was accepted (the first two) or refused."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a proof may be computed over: the raw bytes first, for no signature survives re-spelling."""

    raw: bytes
    body: JsonValue
    headers: Headers
    query: Query
    method: str = "POST"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is accepted, and why."""

    is_accepted: bool
    cause: Cause


Scheme = Callable[[VerifyRecipe, Evidence, Sequence[str]], Verdict]
"""One way to verify: recipe, evidence, and the secrets in the clear (several while one is being changed)."""


def verify(recipe: VerifyRecipe, evidence: Evidence, secrets: Sequence[str]) -> Verdict:
    """Judge a request by the recipe; `secrets` are those of the recipe, opened. Takes no longer for a near miss."""
    return _SCHEMES[recipe.kind](recipe, evidence, secrets)


def _accept(_recipe: VerifyRecipe, _evidence: Evidence, _secrets: Sequence[str]) -> Verdict:
    return Verdict(True, "not_asked")


def _shared_secret(recipe: VerifyRecipe, evidence: Evidence, secrets: Sequence[str]) -> Verdict:
    """Compare with every secret, so that the time taken tells nothing about which one was nearly right."""
    if recipe.location is None or not any(secrets):
        return Verdict(False, "secret_not_set")
    given = find_location(recipe.location, evidence.body, evidence.headers, evidence.query)
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        return Verdict(False, "secret_missing")
    matches = [is_same(str(given), secret) for secret in secrets if secret]
    return Verdict(True, "matched") if any(matches) else Verdict(False, "secret_wrong")


_SCHEMES: Mapping[str, Scheme] = {"none": _accept, "shared_secret": _shared_secret}
