"""Every route of the API, asked with values that no client would send: refused in words, never by an internal error."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import httpx2
import pytest

from tests.journeys.installation import FEIYU, Installation
from tests.journeys.leads import lead, push

pytestmark = pytest.mark.slow

METHODS = ("get", "post", "put", "patch", "delete")

TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "x" * 5_000,
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00",
    "{}",
    "名" * 300,
    "\u202e",
)
NUMBERS = (-1, 0, 2**31, 2**63, 2**64, -(2**63) - 1, 10**400, 1.5, 1e308, -0.0)
VALUES = cast(Sequence[object], (*TEXTS, *NUMBERS, None, True, [], [None], [[]], {}, {"": ""}, {"a": {"b": [1]}}))
BODIES = (
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"1",
    b"{",
    b"{}",
    b"\xff\xfe",
    b'{"a": 1e400}',
    b'{"a": NaN}',
    b'{"a": "\\ud800"}',
    b'{"\\u0000": 1}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
)
QUERIES = (
    "limit=0",
    "limit=-1",
    "limit=1e9",
    "limit=" + "9" * 400,
    "cursor=%00",
    "cursor=x",
    "cursor=W10",
    "cursor=bnVsbA",
)
TOO_LATE = ("/session", "/me/password")
"""Paths that would end the asking: nothing else is left out."""


def test_the_description_is_whole_and_each_route_has_an_example(shared: Installation) -> None:
    with shared.client() as client:
        document = client.get("/openapi.json").raise_for_status().json()
    assert document["openapi"].startswith("3.")
    assert len({operation["operationId"] for _, _, operation in operations(document)}) == len([*operations(document)])
    for path, method, operation in operations(document):
        named = {name for name in parameters(operation, "path") if f"{{{name}}}" in path}
        assert len(named) == path.count("{"), f"{method} {path} leaves a parameter out"
        assert operation["summary"], f"{method} {path} has no summary"
        assert has_example(document, operation), f"{method} {path} has no example"


def has_example(document: Mapping[str, Any], operation: Mapping[str, Any]) -> bool:
    """Tell whether an operation shows what to send or what comes back; every reference must lead somewhere."""
    if any(one.get("schema", {}).get("examples") or one.get("examples") for one in operation.get("parameters", ())):
        return True
    seen, waiting = set[str](), list[Any](schemas(operation))
    found = False
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            named = cast(Mapping[str, Any], part)
            found = found or "example" in named or "examples" in named
            if named.get("$ref") not in {None, *seen}:
                seen.add(named["$ref"])
                waiting.append(resolve(document, named))
            waiting += named.values()
        elif isinstance(part, list):
            waiting += cast(list[Any], part)
    return found or set(operation["responses"]) <= {"204", "default"}


@pytest.mark.timeout(180)
def test_no_hostile_value_brings_about_an_internal_error(installation: Installation) -> None:
    installation.program.start()
    push(installation.url(FEIYU), lead(1))
    asked, faults, statuses = 0, list[str](), Counter[str]()
    with installation.client() as client:
        document = client.get("/openapi.json").raise_for_status().json()
        known = known_things(client)
        for path, method, operation in sorted(operations(document), key=lambda one: METHODS.index(one[1])):
            for request in requests(document, path, method, operation, known):
                asked += 1
                status, fault = _asked(client, method, request)
                statuses[f"{method} {path} {status}"] += 1
                if fault:
                    faults.append(
                        f"{method} {path} {fault} { ({name: str(value)[:120] for name, value in request.items()}) }"
                    )
    print("\n".join(sorted(f"{count} {name}" for name, count in statuses.items())))
    assert not faults, "\n".join(faults)
    assert asked > 2_000


def _asked(client: httpx2.Client, method: str, request: dict[str, Any]) -> tuple[int, str]:
    """Send a request and give the status and what is wrong with the answer, "" where nothing is."""
    sent = client.build_request(method, **request)
    try:
        answer = _answered(client, sent)
    except httpx2.RemoteProtocolError:
        answer = _answered(client, sent)  # the server may close a connection at the very moment that it is used again
    if answer.status_code < 400:
        return answer.status_code, ""
    is_problem = answer.headers["content-type"] == "application/problem+json" and bool(answer.json()["code"])
    is_fine = answer.status_code < 500 and is_problem
    return answer.status_code, "" if is_fine else f"{answer.status_code} {answer.text[:200]}"


def _answered(client: httpx2.Client, sent: httpx2.Request) -> httpx2.Response:
    """Send a request and read its answer, of a stream that goes on for ever the head alone."""
    answer = client.send(sent, stream=True)
    try:
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            answer.read()
    finally:
        answer.close()
    return answer


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Give every path, method and operation of the description."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield path.removeprefix("/api/v1"), method, operation


def schemas(operation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give the schemas of an operation's JSON body and answers."""
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        for media in part.get("content", {}).values():
            if "schema" in media:
                yield media["schema"]


def resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a schema's reference to where it stands."""
    while "$ref" in schema:
        found: Any = document
        for name in str(schema["$ref"]).removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def requests(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], known: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Make the requests for one operation: each part hostile in its turn, the others sound."""
    sound = path
    for name in parameters(operation, "path"):
        sound = sound.replace(f"{{{name}}}", known.get(name, "1"))
    example = example_of(document, operation)
    if any(path.endswith(late) for late in TOO_LATE) and method != "get":
        example = None
    for name, text in itertools.product(parameters(operation, "path"), TEXTS):
        replaced = path.replace(f"{{{name}}}", quoted(text))
        for other in parameters(operation, "path"):
            replaced = replaced.replace(f"{{{other}}}", known.get(other, "1"))
        yield {"url": replaced, "json": example} if example is not None else {"url": replaced}
    if method == "delete":
        return
    for name, value in itertools.product(
        parameters(operation, "query"), (*TEXTS, "-1", "9" * 400, "[]", '{"and":[{}]}')
    ):
        yield {"url": f"{sound}?{name}={quoted(value)}{_at_once(operation, name)}"}
    for query in QUERIES if method == "get" else ():
        yield {"url": f"{sound}?{query}{_at_once(operation)}"}
    if "requestBody" in operation:
        for body in BODIES:
            yield {"url": sound, "content": body, "headers": {"content-type": "application/json"}}
        yield from ({"url": sound, **sent(body)} for body in twisted(document, operation, example))


def _at_once(operation: Mapping[str, Any], hostile: str = "") -> str:
    """Ask an operation that can wait for something to answer at once, unless its wait is what is hostile."""
    return "&wait=0" if "wait" in parameters(operation, "query") and hostile != "wait" else ""


def sent(body: object) -> dict[str, Any]:
    """Spell a body as JSON that may say what UTF-8 can't."""
    return {"content": json.dumps(body).encode(), "headers": {"content-type": "application/json"}}


def twisted(document: Mapping[str, Any], operation: Mapping[str, Any], example: Any) -> Iterator[object]:
    """Give the example body with each of its members, and each that the schema knows, hostile in its turn."""
    sound = cast(dict[str, object], example) if isinstance(example, dict) else {}
    names = list(sound)
    for schema in schemas({"requestBody": operation["requestBody"], "responses": {}}):
        names += cast(dict[str, object], resolve(document, schema).get("properties", {}))
    for name, value in itertools.product(dict.fromkeys(names), VALUES):
        yield {**sound, name: value}


def example_of(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Any:
    """Make a body out of what the schema gives as examples and defaults."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    if "example" in content:
        return content["example"]
    schema = resolve(document, content.get("schema", {}))
    return {
        name: one["examples"][0] if one.get("examples") else one.get("default")
        for name, one in schema.get("properties", {}).items()
        if one.get("examples") or name in schema.get("required", ())
    }


def parameters(operation: Mapping[str, Any], place: str) -> list[str]:
    """Give the names of an operation's parameters in the path, or the query."""
    return [one["name"] for one in operation.get("parameters", ()) if one["in"] == place]


def quoted(text: str) -> str:
    """Spell any text in a URL, what UTF-8 can't say too."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def known_things(client: httpx2.Client) -> Mapping[str, str]:
    """Give what is really there, by the names of the parameters in paths."""
    [customer] = client.get("/tables/customers/records").json()["items"]
    [event] = client.get("/events?webhook=feiyu").json()["items"]
    return {
        "table": "customers",
        "field": "name",
        "view": "all",
        "record": customer["_id"],
        "webhook": "feiyu",
        "event": event["id"],
        "number": "1",
        "name": "feiyu",
        "workspace": "main",
    }
