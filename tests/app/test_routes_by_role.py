"""Every route × every kind of asker. A route without a row fails, so that none is opened by oversight.

The table says who may; the test asks as everybody. Who may not gets 401 (nobody) or 403, whatever they ask for:
permission is checked before existence. Who may gets anything else, so that examples needn't name what is there.
"""

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import AsyncClient

from leadbase.access.model import Role
from leadbase.app.api import build_api
from leadbase.app.parts import open_app
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.settings import load_settings
from leadbase.templates import service as templates
from tests.access.conftest import PASSWORD, House

PREFIX = "/api/v1"


class Who(enum.Enum):
    """The kinds of asker."""

    NOBODY = "nobody"
    VIEWER = "viewer"
    MEMBER = "member"
    BUILDER = "builder"
    ADMIN = "admin"
    OWNER = "instance administrator"
    VIEWER_TOKEN = "viewer's token"
    ADMIN_TOKEN = "administrator's token"


EVERYBODY = frozenset(Who)
TOKENS = frozenset({Who.VIEWER_TOKEN, Who.ADMIN_TOKEN})
SIGNED_IN = EVERYBODY - {Who.NOBODY} - TOKENS
KNOWN = SIGNED_IN | TOKENS
ADMINS = frozenset({Who.ADMIN, Who.OWNER, Who.ADMIN_TOKEN})
BUILDERS = ADMINS | {Who.BUILDER}
WRITERS = BUILDERS | {Who.MEMBER}


@dataclass(frozen=True)
class Row:
    """Who may use a route. The path's values and the body are the examples of OpenAPI, but for what is given here."""

    may: frozenset[Who]
    body: JsonValue = None
    query: Mapping[str, int | str] = field(default_factory=dict[str, int | str])


ROWS: Mapping[str, Row] = {
    "GET /setup": Row(EVERYBODY),
    "GET /setup/start": Row(EVERYBODY),
    "POST /setup": Row(EVERYBODY),
    "POST /session": Row(EVERYBODY, {"email": "viewer@example.com", "password": PASSWORD}),
    "GET /session": Row(SIGNED_IN),
    "DELETE /session": Row(SIGNED_IN),
    "GET /me": Row(KNOWN),
    "PATCH /me": Row(SIGNED_IN),
    "PUT /me/password": Row(SIGNED_IN, {"current_password": PASSWORD, "new_password": "another long password"}),
    "GET /me/sessions": Row(SIGNED_IN),
    "DELETE /me/sessions": Row(SIGNED_IN),
    "POST /people/{person}/reset-link": Row(ADMINS),
    "POST /password-reset/look": Row(EVERYBODY),
    "POST /password-reset": Row(EVERYBODY),
    "GET /people": Row(ADMINS),
    "POST /people": Row(ADMINS),
    "GET /people/names": Row(KNOWN),
    "GET /people/invitations": Row(ADMINS),
    "POST /people/invitations": Row(ADMINS),
    "DELETE /people/invitations/{invitation}": Row(ADMINS),
    "POST /invitations/look": Row(EVERYBODY),
    "POST /invitations/accept": Row(EVERYBODY),
    "PATCH /people/{person}": Row(ADMINS),
    "DELETE /people/{person}": Row(ADMINS),
    "PUT /people/{person}/password": Row(ADMINS),
    "GET /tokens": Row(KNOWN - {Who.VIEWER_TOKEN}),
    "POST /tokens": Row(KNOWN - {Who.VIEWER_TOKEN}, {"name": "t", "role": "viewer"}),
    "DELETE /tokens/{token}": Row(KNOWN),
    "GET /secrets": Row(BUILDERS),
    "PUT /secrets/{name}": Row(ADMINS, {"kind": "bearer", "value": "a made-up key"}),
    "DELETE /secrets/{name}": Row(ADMINS),
    "GET /allowed-hosts": Row(BUILDERS),
    "PUT /allowed-hosts": Row(ADMINS, {"hosts": ["api.example.com"]}),
    "GET /workspaces": Row(SIGNED_IN),
    "POST /workspaces": Row(frozenset({Who.OWNER})),
    "PATCH /workspaces/{name}": Row(ADMINS),
    "GET /numbers": Row(KNOWN),
    "GET /webhooks/health": Row(BUILDERS),
    "GET /webhooks": Row(BUILDERS),
    "POST /webhooks": Row(BUILDERS),
    "GET /webhooks/{webhook}": Row(BUILDERS),
    "PATCH /webhooks/{webhook}": Row(BUILDERS),
    "DELETE /webhooks/{webhook}": Row(BUILDERS),
    "POST /webhooks/{webhook}/key": Row(BUILDERS),
    "POST /webhooks/{webhook}/release": Row(BUILDERS),
    "GET /webhooks/{webhook}/refusals": Row(BUILDERS),
    "GET /webhooks/{webhook}/next": Row(BUILDERS, query={"wait": 0}),
    "GET /webhooks/{webhook}/draft": Row(BUILDERS),
    "PUT /webhooks/{webhook}/draft": Row(BUILDERS),
    "POST /webhooks/{webhook}/check": Row(BUILDERS),
    "GET /webhooks/{webhook}/versions": Row(BUILDERS),
    "POST /webhooks/{webhook}/versions": Row(BUILDERS, {"source": "function hook() {}"}),
    "GET /webhooks/{webhook}/versions/{number}": Row(BUILDERS),
    "PUT /webhooks/{webhook}/live": Row(BUILDERS, {"version": None}),
    "POST /webhooks/{webhook}/compare": Row(BUILDERS, {"source": "function hook() {}"}),
    "POST /webhooks/{webhook}/test": Row(BUILDERS, {"body": {}, "source": "function hook() {}"}),
    "POST /webhooks/{webhook}/paste-check": Row(BUILDERS),
    "POST /webhooks/{webhook}/paste-fix": Row(BUILDERS),
    "GET /typings": Row(BUILDERS),
    "GET /events": Row(BUILDERS),
    "GET /events/failures": Row(BUILDERS),
    "POST /events/failures/replay": Row(BUILDERS),
    "POST /events/seen": Row(BUILDERS, {"events": ["65a1f0c2b3d4e5f60718293c"]}),
    "GET /events/{event}": Row(BUILDERS),
    "GET /events/{event}/payload": Row(BUILDERS),
    "POST /events/{event}/replay": Row(BUILDERS),
    "POST /replays": Row(BUILDERS, {"filter": {}}),
    "GET /replays": Row(BUILDERS),
    "GET /replays/{replay}": Row(BUILDERS),
    "GET /replays/{replay}/result": Row(BUILDERS),
    "GET /replays/{replay}/items": Row(BUILDERS),
    "POST /replays/{replay}/write": Row(BUILDERS),
    "POST /replays/{replay}/pause": Row(BUILDERS),
    "POST /replays/{replay}/resume": Row(BUILDERS),
    "POST /replays/{replay}/cancel": Row(BUILDERS),
    "POST /replays/{replay}/undo": Row(BUILDERS),
    "GET /jobs": Row(KNOWN),
    "GET /jobs/{job}": Row(KNOWN),
    "POST /jobs/{job}/cancel": Row(KNOWN),
    "POST /jobs/{job}/retry": Row(KNOWN),
    "GET /schedules": Row(BUILDERS),
    "POST /schedules/{schedule}/run": Row(ADMINS),
    "GET /audit": Row(ADMINS),
    "GET /audit/actions": Row(KNOWN),
    "GET /audit/authors": Row(ADMINS),
    "GET /audit/export": Row(ADMINS),
    "GET /sources": Row(KNOWN),
    "GET /sources/{source}": Row(KNOWN),
    "GET /field-types": Row(KNOWN),
    "GET /regions": Row(KNOWN),
    "GET /tables": Row(KNOWN),
    "POST /tables": Row(BUILDERS),
    "PUT /tables/order": Row(BUILDERS),
    "GET /tables/{table}": Row(KNOWN),
    "PATCH /tables/{table}": Row(BUILDERS),
    "DELETE /tables/{table}": Row(BUILDERS),
    "POST /tables/{table}/restore": Row(BUILDERS),
    "GET /tables/{table}/export": Row(KNOWN),
    "POST /imports": Row(WRITERS, query={"name": "leads.csv"}),
    "GET /imports": Row(WRITERS),
    "GET /imports/{id}": Row(WRITERS),
    "DELETE /imports/{id}": Row(WRITERS),
    "GET /imports/{id}/preview": Row(WRITERS),
    "PUT /imports/{id}/reading": Row(WRITERS),
    "PUT /imports/{id}/plan": Row(WRITERS),
    "POST /imports/{id}/table": Row(BUILDERS),
    "POST /imports/{id}/check": Row(WRITERS),
    "POST /imports/{id}/run": Row(WRITERS),
    "POST /imports/{id}/cancel": Row(WRITERS),
    "POST /imports/{id}/undo": Row(WRITERS),
    "GET /imports/{id}/failed": Row(WRITERS),
    "GET /tables/{table}/fields": Row(KNOWN),
    "POST /tables/{table}/fields": Row(BUILDERS),
    "PUT /tables/{table}/fields/order": Row(BUILDERS),
    "GET /tables/{table}/fields/{field}": Row(KNOWN),
    "PATCH /tables/{table}/fields/{field}": Row(BUILDERS),
    "DELETE /tables/{table}/fields/{field}": Row(BUILDERS),
    "POST /tables/{table}/fields/{field}/restore": Row(BUILDERS),
    "POST /tables/{table}/fields/{field}/type-plan": Row(BUILDERS),
    "POST /tables/{table}/fields/{field}/type-change": Row(BUILDERS),
    "GET /tables/{table}/fields/{field}/type-change": Row(BUILDERS),
    "POST /tables/{table}/fields/{field}/type-change/cancel": Row(BUILDERS),
    "GET /tables/{table}/views": Row(KNOWN),
    "POST /tables/{table}/views": Row(WRITERS),
    "PUT /tables/{table}/views/order": Row(KNOWN, {"first": ["all"]}),
    "GET /tables/{table}/views/{view}": Row(KNOWN),
    "PATCH /tables/{table}/views/{view}": Row(KNOWN),
    "DELETE /tables/{table}/views/{view}": Row(KNOWN),
    "GET /tables/{table}/changes": Row(KNOWN),
    "POST /tables/{table}/rewind": Row(BUILDERS, {"at": "2020-01-01T00:00:00Z"}),
    "GET /tables/{table}/indexes": Row(BUILDERS),
    "POST /tables/{table}/indexes": Row(BUILDERS),
    "DELETE /tables/{table}/indexes/{index}": Row(BUILDERS),
    "GET /tables/{table}/records": Row(KNOWN),
    "GET /tables/{table}/records/groups": Row(KNOWN),
    "POST /tables/{table}/aggregate": Row(KNOWN),
    "GET /dashboards": Row(KNOWN),
    "POST /dashboards": Row(BUILDERS),
    "POST /dashboards/try-tile": Row(KNOWN),
    "GET /dashboards/{dashboard}": Row(KNOWN),
    "PATCH /dashboards/{dashboard}": Row(KNOWN),
    "DELETE /dashboards/{dashboard}": Row(KNOWN),
    "GET /dashboards/{dashboard}/data": Row(KNOWN),
    "GET /tables/{table}/records/{record}/neighbours": Row(KNOWN),
    "POST /tables/{table}/records/bulk": Row(WRITERS),
    "POST /tables/{table}/records/change-matching": Row(WRITERS),
    "POST /tables/{table}/records": Row(WRITERS),
    "POST /tables/{table}/records/upsert": Row(WRITERS),
    "GET /tables/{table}/records/{record}": Row(KNOWN),
    "PATCH /tables/{table}/records/{record}": Row(WRITERS),
    "DELETE /tables/{table}/records/{record}": Row(WRITERS),
    "POST /tables/{table}/records/{record}/restore": Row(WRITERS),
    "GET /tables/{table}/records/{record}/history": Row(KNOWN),
    "GET /bundle": Row(ADMINS),
    "POST /bundle/import": Row(ADMINS),
    "GET /templates": Row(KNOWN),
    "GET /templates/{name}": Row(BUILDERS),
    "POST /templates/{name}/apply": Row(BUILDERS),
    "GET /live": Row(KNOWN),
    "GET /settings": Row(ADMINS),
    "GET /retention": Row(ADMINS),
    "PATCH /retention": Row(ADMINS, {"events_days": 90}),
    "POST /retention/preview": Row(ADMINS, {"events_days": 90}),
    "GET /backups": Row(frozenset({Who.OWNER})),
    "POST /backups": Row(frozenset({Who.OWNER})),
    "PUT /backups/plan": Row(frozenset({Who.OWNER})),
    "GET /backups/{name}/file": Row(frozenset({Who.OWNER})),
    "DELETE /backups/{name}": Row(frozenset({Who.OWNER})),
    "GET /doctor": Row(frozenset({Who.OWNER})),
    "GET /search": Row(KNOWN),
    "GET /openapi.json": Row(EVERYBODY),
    "GET /docs": Row(EVERYBODY),
    "GET /docs/{name}": Row(EVERYBODY),
}


@dataclass(frozen=True)
class Operation:
    """One route with one method, as the app declares it."""

    name: str
    description: JsonObject


def operations(app: FastAPI) -> Iterator[Operation]:
    """Give every operation of the API, hidden ones included, in the order of the app."""
    described = cast(Mapping[str, Mapping[str, JsonObject]], app.openapi()["paths"])
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if path.startswith(PREFIX):
            for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Operation(
                    f"{method} {path.removeprefix(PREFIX)}", described.get(path, {}).get(method.lower(), {})
                )


def resolved(app: FastAPI, schema: JsonObject) -> JsonObject:
    """Follow a reference into the components."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema
    schemas = cast(Mapping[str, JsonObject], app.openapi()["components"]["schemas"])
    return schemas[reference.rsplit("/", 1)[1]]


def example(app: FastAPI, schema: JsonObject) -> JsonValue:
    """Make a value by a schema's examples and defaults; optional members without either are left out."""
    schema = resolved(app, schema)
    examples = schema.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if "default" in schema:
        return schema["default"]
    if isinstance(schema.get("enum"), list):
        return cast(list[JsonValue], schema["enum"])[0]
    members = cast(Mapping[str, JsonObject], schema.get("properties", {}))
    required = cast(list[str], schema.get("required", []))
    return {name: example(app, member) for name, member in members.items() if name in required}


def body_of(app: FastAPI, operation: Operation, row: Row) -> JsonValue:
    """Give the body to send."""
    if row.body is not None or "requestBody" not in operation.description:
        return row.body
    content = cast(JsonObject, cast(JsonObject, operation.description["requestBody"])["content"])
    form = content.get("application/json")
    return None if form is None else example(app, cast(JsonObject, cast(JsonObject, form)["schema"]))


def path_of(app: FastAPI, operation: Operation) -> str:
    """Give the path with its parameters filled in."""
    path = operation.name.split(" ", 1)[1]
    for parameter in cast(list[JsonObject], operation.description.get("parameters", [])):
        if parameter["in"] == "path":
            value = example(app, cast(JsonObject, parameter["schema"]))
            assert isinstance(value, str | int), (
                f"the parameter {parameter['name']} of {operation.name} needs an example"
            )
            path = path.replace(f"{{{parameter['name']}}}", str(value))
    return path


async def asker(house: House, who: Who) -> AsyncClient:
    """Give the client of one kind of asker."""
    if who is Who.NOBODY:
        return house.client()
    if who in TOKENS:
        return house.program(await house.token(Role.VIEWER if who is Who.VIEWER_TOKEN else Role.ADMIN))
    if who is Who.OWNER:
        return await house.browser("owner@example.com")
    return await house.browser(f"{who.value}@example.com")


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncGenerator[House]:
    """Give a house whose app is the whole API."""
    settings = load_settings({"LEADBASE_DATA_DIR": str(tmp_path)})
    async with open_app(settings) as app:
        house = House(app.database)
        house.app = build_api(app)
        house.app.state.gate = house.gate
        # a stream would never end; who may listen is told that it is closed
        app.hub.close()
        await house.workspace()
        await app.room().write(lambda scope: templates.apply(scope, app.shelf, "feiyu"))
        yield house
        house.passwords.close()


@pytest.fixture
async def furnished(whole: House) -> House:
    """Give a house with a person of every role."""
    for role in Role:
        await whole.person(f"{role.value}@example.com", role)
    await whole.person("owner@example.com", instance_admin=True)
    return whole


async def test_every_route_has_a_row_and_every_row_a_route(whole: House) -> None:
    assert sorted(operation.name for operation in operations(whole.app)) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
async def test_each_asker_may_what_the_table_says(name: str, furnished: House) -> None:
    app = furnished.app
    operation = next(each for each in operations(app) if each.name == name)
    method, row = name.split(" ", 1)[0], ROWS[name]
    for who in Who:
        client = await asker(furnished, who)
        path = path_of(app, operation)
        answer = await client.request(method, path, params=row.query, json=body_of(app, operation, row))
        told = f"{who.value}: {answer.status_code} {answer.text}"
        if who in row.may:
            assert answer.status_code not in (401, 403, 500), told
            assert answer.status_code != 422 or "code" in answer.json(), f"the example is no valid body: {answer.text}"
        else:
            assert answer.status_code == (401 if who is Who.NOBODY else 403), told


async def test_every_operation_says_what_it_does_and_is_named_well(whole: House) -> None:
    for operation in operations(whole.app):
        if operation.description:
            assert str(operation.description["description"]).endswith("."), operation.name
            assert len(str(operation.description["operationId"]).split("_")) <= 3, operation.name
