"""Where in a request something stands, as data: what makes two requests the same lead, and what proves the sender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.kit.paths import find_path

Headers = Sequence[tuple[str, str]]
"""Header names (lower case) and values as they came, in order."""

Query = Sequence[tuple[str, str]]
"""Names and values of the query string, decoded, in order."""

Part = Literal["body", "header", "query"]
"""The part of a request in which a value stands."""

_PARTS: Mapping[str, Part] = {"body": "body", "header": "header", "query": "query"}
_MOST_LOCATIONS = 10
_DEEPEST = 200


class RecipeInvalid(Invalid):
    """The recipe is refused at {at}: {value} is not {expected}; write for example {example}."""

    code = "recipe_invalid"
    zh = "规则的 {at} 处有误：{value} 不是 {expected}；示例：{example}。"


@dataclass(frozen=True, slots=True)
class Location:
    """One place in a request: a path into the parsed body, or the name of a header or query parameter (path of one)."""

    part: Part
    path: tuple[str | int, ...]

    def as_json(self) -> JsonObject:
        """Spell it as `{"in": "body", "path": ["id"]}`."""
        return {"in": self.part, "path": list(self.path)}


@dataclass(frozen=True, slots=True)
class DedupeRecipe:
    """The places whose values together name a lead; without places nothing is ever a duplicate."""

    locations: tuple[Location, ...] = ()

    def as_json(self) -> JsonValue:
        """Spell it as a list of locations."""
        return [location.as_json() for location in self.locations]


@dataclass(frozen=True, slots=True)
class VerifyRecipe:
    """How a sender proves itself: not at all, or by a secret that stands in one place. `secret` is sealed."""

    kind: Literal["none", "shared_secret"] = "none"
    location: Location | None = None
    secret: str = ""

    def as_json(self) -> JsonObject:
        """Spell it with its secret still sealed; answers to people mask the secret."""
        if self.location is None:
            return {"kind": self.kind}
        return {"kind": self.kind, "at": self.location.as_json(), "secret": self.secret}


def read_location(raw: JsonValue, at: str = "location") -> Location:
    """Read a location from its JSON; raises RecipeInvalid with the place of the fault, under the path `at`."""
    example = '{"in": "body", "path": ["id"]}'
    if not isinstance(raw, Mapping) or set(raw) != {"in", "path"}:
        raise _refused(at, raw, "an object of `in` and `path`", example)
    part = _PARTS.get(str(raw["in"]))
    if part is None:
        raise _refused(f"{at}.in", raw["in"], "body, header or query", example)
    path = raw["path"]
    steps = tuple(path) if isinstance(path, Sequence) and not isinstance(path, str) else ()
    if not 0 < len(steps) <= _DEEPEST or (part != "body" and len(steps) > 1):
        raise _refused(f"{at}.path", path, "a list of keys and indexes (one name for a header or query)", example)
    for step in steps:
        if isinstance(step, bool) or not isinstance(step, str | int) or (part != "body" and not isinstance(step, str)):
            raise _refused(f"{at}.path", step, "a key or an index", example)
    return Location(part, tuple(step for step in steps if isinstance(step, str | int)))


def read_dedupe(raw: JsonValue) -> DedupeRecipe:
    """Read a dedupe recipe from a list of at most 10 locations (null and [] say: none); raises RecipeInvalid."""
    if raw is None:
        return DedupeRecipe()
    if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) > _MOST_LOCATIONS:
        raise _refused("dedupe", raw, "a list of at most 10 locations", '[{"in": "body", "path": ["id"]}]')
    return DedupeRecipe(tuple(read_location(one, f"dedupe[{index}]") for index, one in enumerate(raw)))


def read_verify(raw: JsonValue) -> VerifyRecipe:
    """Read a verify recipe from its JSON (null says: none), its secret taken as it stands; raises RecipeInvalid."""
    example = '{"kind": "shared_secret", "at": {"in": "header", "path": ["x-token"]}, "secret": "…"}'
    if raw is None or raw == {"kind": "none"}:
        return VerifyRecipe()
    if not isinstance(raw, Mapping) or set(raw) - {"kind", "at", "secret"} or raw.get("kind") != "shared_secret":
        raise _refused("verify", raw if not isinstance(raw, Mapping) else list(raw), "a known way to verify", example)
    secret = raw.get("secret")
    if not isinstance(secret, str) or not secret:
        raise RecipeInvalid(at="verify.secret", value="its value", expected="a text that is not empty", example=example)
    return VerifyRecipe("shared_secret", read_location(raw.get("at"), "verify.at"), secret)


def find_header(headers: Headers, name: str) -> str | None:
    """Give the first value of a header; upper and lower case, `-` and `_` are alike (proxies change them)."""
    wanted = _folded(name)
    return next((value for key, value in headers if _folded(key) == wanted), None)


def find_location(location: Location, body: JsonValue, headers: Headers, query: Query) -> JsonValue:
    """Give what stands at a location, or None when nothing does."""
    if location.part == "body":
        return find_path(body, location.path)
    name = str(location.path[0])
    if location.part == "header":
        return find_header(headers, name)
    return next((value for key, value in query if key == name), None)


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _refused(at: str, value: JsonValue, expected: str, example: str) -> RecipeInvalid:
    return RecipeInvalid(at=at, value=compact(value)[:80], expected=expected, example=example)
