"""What makes two requests the same lead: the dedupe key, computed by a recipe (the source's, or the webhook's own)."""

from __future__ import annotations

import hashlib
import json

from leadbase.connectors.recipes import (
    DedupeRecipe,
    Headers,
    Location,
    Query,
    VerifyRecipe,
    find_location,
    read_dedupe,
    read_verify,
)
from leadbase.kit.json import JsonValue

__all__ = ["DedupeRecipe", "Location", "VerifyRecipe", "dedupe_hash", "read_dedupe", "read_verify"]


def dedupe_hash(recipe: DedupeRecipe, body: JsonValue, headers: Headers, query: Query) -> str | None:
    """Give the dedupe key as SHA-256 in hex, or None when there is no recipe or a part of the key is absent.

    Null and empty text count as absent. A number and the text of its digits are the same key, for senders change
    between the two; the values are joined as a JSON list, so no two different lists of values can give the same bytes.
    """
    parts: list[list[str]] = []
    for location in recipe.locations:
        value = find_location(location, body, headers, query)
        if value is None or value == "":
            return None
        parts.append(_canonical(value))
    if not parts:
        return None
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()


def _canonical(value: JsonValue) -> list[str]:
    if isinstance(value, str):
        return ["text", value]
    if isinstance(value, int) and not isinstance(value, bool):
        return ["text", str(value)]
    return ["json", json.dumps(value, separators=(",", ":"), sort_keys=True)]
