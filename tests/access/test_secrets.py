"""Named secrets and allowed hosts: a value goes in and never comes out, and who may do what."""

from __future__ import annotations

import pytest
from httpx2 import AsyncClient

from leadbase.access import secrets
from leadbase.access.model import Role
from leadbase.access.secrets_model import HostsChanged, SecretDeleted, SecretSet
from leadbase.access.units import ActorRoom
from leadbase.kit.secrets import Sealer
from tests.access.conftest import House

VALUE = "made-up-value-1234"


async def admin(house: House, workspace: str = "main") -> AsyncClient:
    return house.program(await house.token(Role.ADMIN, workspace=workspace))


async def put(client: AsyncClient, name: str = "crm", **body: object) -> tuple[int, dict[str, object]]:
    answer = await client.put(f"/secrets/{name}", json=body)
    told: dict[str, object] = answer.json()
    assert VALUE not in answer.text
    return answer.status_code, told


async def test_a_value_goes_in_and_never_comes_out(house: House) -> None:
    client = await admin(house)
    status, made = await put(client, value=VALUE, kind="header", detail="X-Api-Key", hosts=["API.example.com"])
    assert status == 200
    assert (made["kind"], made["detail"], made["hosts"]) == ("header", "X-Api-Key", ["api.example.com"])
    listed = await client.get("/secrets")
    assert listed.json() == {"items": [made], "next_cursor": None}
    [fact] = house.facts(SecretSet)
    assert (fact.name, fact.replaced, VALUE in repr(house.told)) == ("crm", True, False)


async def test_a_value_stays_when_none_is_given_and_is_replaced_when_one_is(house: House) -> None:
    client, sealer = await admin(house), Sealer(["k" * 40])

    async def kept() -> str:
        found = await ActorRoom(house.units, "main").read(
            lambda scope: secrets.find_sealed(scope.tx, scope.workspace, "crm")
        )
        return sealer.open(found.sealed)

    await put(client, value=VALUE)
    assert (await put(client, readable=True))[1]["readable"] is True
    assert await kept() == VALUE
    await put(client, value="another-value")
    assert await kept() == "another-value"


async def test_builders_see_names_and_change_nothing(house: House) -> None:
    await put(await admin(house), value=VALUE)
    builder = house.program(await house.token(Role.BUILDER))
    assert [one["name"] for one in (await builder.get("/secrets")).json()["items"]] == ["crm"]
    assert (await put(builder, value="x-x-x-x"))[0] == 403
    assert (await builder.delete("/secrets/crm")).status_code == 403
    assert (await builder.put("/allowed-hosts", json={"hosts": []})).status_code == 403
    member = house.program(await house.token(Role.MEMBER))
    assert (await member.get("/secrets")).status_code == 403


async def test_a_workspace_knows_nothing_of_anothers_secrets_and_hosts(house: House) -> None:
    here, there = await admin(house), await admin(house, "north")
    await put(here, value=VALUE)
    await here.put("/allowed-hosts", json={"hosts": ["api.example.com"]})
    assert (await there.get("/secrets")).json()["items"] == []
    assert (await there.get("/allowed-hosts")).json()["hosts"] == []
    assert (await there.delete("/secrets/crm")).json()["code"] == "secret_unknown"


async def test_a_deleted_secret_is_gone(house: House) -> None:
    client = await admin(house)
    await put(client, value=VALUE)
    assert (await client.delete("/secrets/crm")).status_code == 204
    assert (await client.delete("/secrets/crm")).status_code == 404
    assert [fact.name for fact in house.facts(SecretDeleted)] == ["crm"]


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("crm", {}, "secret_value_missing"),
        ("1crm", {"value": VALUE}, "secret_name_wrong"),
        ("a b", {"value": VALUE}, "secret_name_wrong"),
        ("crm", {"value": "abc"}, "secret_value_wrong"),
        ("crm", {"value": "with\nbreak"}, "secret_value_wrong"),
        ("crm", {"value": " padded "}, "secret_value_wrong"),
        ("crm", {"value": "x" * 9000}, "secret_value_wrong"),
        ("crm", {"value": VALUE, "kind": "header"}, "secret_detail_wrong"),
        ("crm", {"value": VALUE, "kind": "header", "detail": "Host"}, "secret_detail_wrong"),
        ("crm", {"value": VALUE, "kind": "query", "detail": "a b"}, "secret_detail_wrong"),
        ("crm", {"value": "password-alone", "kind": "basic"}, "secret_basic_wrong"),
        ("crm", {"value": VALUE, "hosts": ["127.0.0.1"]}, "host_wrong"),
    ],
)
async def test_what_can_be_no_secret_is_refused(house: House, name: str, body: dict[str, object], code: str) -> None:
    status, told = await put(await admin(house), name, **body)
    assert (status, told["code"]) == (422, code)


async def test_hosts_are_kept_as_a_list_in_order(house: House) -> None:
    client = await admin(house)
    put_them = await client.put(
        "/allowed-hosts", json={"hosts": ["*.example.com", "API.example.com:8443", "b.cn", "b.cn"]}
    )
    assert put_them.json() == {"hosts": ["*.example.com", "api.example.com:8443", "b.cn"]}
    assert (await client.put("/allowed-hosts", json={"hosts": ["b.cn"]})).json() == {"hosts": ["b.cn"]}
    assert (await client.get("/allowed-hosts")).json() == {"hosts": ["b.cn"]}
    assert [fact.hosts for fact in house.facts(HostsChanged)][-1] == ("b.cn",)
    late = await client.put("/allowed-hosts", json={"hosts": ["c.cn"], "before": ["*.example.com"]})
    assert (late.status_code, late.json()["code"]) == (409, "hosts_changed")
    assert (await client.put("/allowed-hosts", json={"hosts": ["c.cn"], "before": ["b.cn"]})).status_code == 200
    many = [f"h{number}.example.com" for number in range(201)]
    assert (await client.put("/allowed-hosts", json={"hosts": many})).json()["code"] == "too_many_hosts"
