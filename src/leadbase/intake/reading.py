"""From a request's bytes to what it says: decode, parse, verify, dedupe key. All in memory, all pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadbase.connectors.recipes import Headers
from leadbase.connectors.signature import Evidence, verify
from leadbase.intake.answers import TurnedAway
from leadbase.intake.body import Parsed, parse
from leadbase.intake.decoding import decode
from leadbase.intake.model import Arrival
from leadbase.intake.recipes import dedupe_hash
from leadbase.intake.refusals import BodyRefused
from leadbase.intake.routes import Route
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.scripts.model import Request

BODILESS = frozenset({"GET", "HEAD", "DELETE"})
"""Methods of which a webhook that requires JSON does not expect a body."""

_STATUS = {"undecodable": 400, "unknown_encoding": 415, "malformed_json": 400}

_BODY_LARGE = 128 * 1024
"""From this size on (or with an encoding to undo) reading a body is no work for the event loop."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request says, or why it is turned away; `cause` is then kept with the rejected event."""

    parsed: Parsed
    dedupe_hash: str | None = None
    turned: TurnedAway | None = None
    cause: str | None = None


_NOTHING = Parsed(None, "empty", "")


def read(route: Route, arrival: Arrival) -> Reading:
    """Read an arrival by its webhook's settings; never raises."""
    settings = route.webhook.settings
    parsed, refused = _NOTHING, None
    try:
        decoded = decode(arrival.raw, arrival.headers)
        requires_json = settings.requires_json and arrival.method not in BODILESS
        parsed = parse(decoded, arrival.headers, requires_json=requires_json)
    except BodyRefused as error:
        refused = error
    evidence = Evidence(arrival.raw, parsed.value, arrival.headers, arrival.query, arrival.method)
    verdict = verify(settings.verify, evidence, route.secrets)
    if not verdict.is_accepted:
        return Reading(parsed, turned=TurnedAway(401, verdict.cause), cause="signature")
    if refused is not None:
        return _refused(refused)
    return Reading(parsed, dedupe_hash(settings.dedupe, parsed.value, arrival.headers, arrival.query))


def is_slow(arrival: Arrival) -> bool:
    """Tell whether reading this arrival belongs in a thread."""
    return len(arrival.raw) >= _BODY_LARGE or any(name == "content-encoding" for name, _ in arrival.headers)


def script_request(route: Route, arrival: Arrival, parsed: Parsed) -> Request:
    """Give the request as the script sees it; its path is the suffix alone, for the key is a credential."""
    return Request(
        body=parsed.value,
        raw_body=parsed.text,
        headers=_joined(arrival.headers),
        query=_listed(arrival.query),
        method=arrival.method,
        path=f"/{arrival.suffix}",
        ip=arrival.ip,
        received_at=arrival.received_at,
        source=route.webhook.source,
    )


def _refused(error: BodyRefused) -> Reading:
    cause = "json" if error.fault == "malformed_json" else "body"
    facts: JsonObject = {name: value for name, value in error.facts.items() if isinstance(value, str | int)}
    return Reading(_NOTHING, turned=TurnedAway(_STATUS[error.fault], error.code, facts), cause=cause)


def _joined(headers: Headers) -> dict[str, str]:
    """Join repeated headers with a comma (RFC 9110, section 5.3)."""
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _listed(query: Iterable[tuple[str, str]]) -> JsonObject:
    """Give each parameter's text, or the list of its texts when it is repeated."""
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    listed: dict[str, JsonValue] = {}
    for name, found in values.items():
        texts: Sequence[JsonValue] = found
        listed[name] = found[0] if len(found) == 1 else texts
    return listed
