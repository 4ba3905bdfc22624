"""Tokens: what they may do, who may make them, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx2 import AsyncClient

from leadbase.access.errors import ScopeUnknown
from leadbase.access.model import ROLE_PERMISSIONS, Permission, Role, TokenMade, TokenRevoked
from leadbase.access.service import Credential, enter
from leadbase.access.store import keys
from leadbase.access.tokens import PREFIX, NewToken, create_token, granted
from leadbase.access.units import ActorRoom
from leadbase.kit.secrets import digest
from tests.access.conftest import TABLES, House, find_table

R, W = Permission.RECORDS_READ, Permission.RECORDS_WRITE
CUSTOMERS, ORDERS = TABLES["customers"], TABLES["orders"]


async def make(client: AsyncClient, role: str = "member", *scopes: str, **more: str) -> dict[str, str]:
    answer = await client.post("/tokens", json={"name": "t", "role": role, "scopes": scopes, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


async def refusal(client: AsyncClient, **body: object) -> str:
    answer = await client.post("/tokens", json={"name": "t", "role": "member", **body})
    assert answer.status_code in (403, 422), answer.text
    return str(answer.json()["code"])


async def me(client: AsyncClient) -> dict[str, object]:
    answer = await client.get("/me")
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


async def test_the_key_is_shown_once_and_kept_as_its_hash(house: House) -> None:
    await house.person("wang@example.com", Role.MEMBER)
    client = await house.browser("wang@example.com")
    made = await make(client)
    key = made.pop("token")
    assert key.startswith(PREFIX) and key.startswith(made["hint"]) and len(made["hint"]) == 8
    assert (await client.get("/tokens")).json() == {"items": [made], "next_cursor": None}
    assert key not in str((await client.get("/tokens")).json())
    assert await house.units.read(lambda moment: keys.find_token_entry(moment.tx, key)) is None
    entry = await house.units.read(lambda moment: keys.find_token_entry(moment.tx, digest(key)))
    assert entry is not None and entry.token.id == made["id"]
    assert len(house.facts(TokenMade)) == 1


async def test_a_token_acts_in_its_own_workspace_alone(house: House) -> None:
    key = await house.token(Role.MEMBER, workspace="north")
    await house.workspace("main")
    program = house.program(key)
    told = await me(program)
    assert told["kind"] == "token" and told["permissions"] == ["records:read", "records:write"]
    assert isinstance(told["workspace"], dict) and told["workspace"]["name"] == "north"
    assert (await program.get("/me", params={"workspace": "north"})).status_code == 200
    for foreign in ("main", "nowhere"):
        answer = await program.get("/me", headers={"Leadbase-Workspace": foreign})
        assert (answer.status_code, answer.json()["code"]) == (404, "workspace_unknown")


@pytest.mark.parametrize(
    ("scopes", "permissions", "tables", "may", "may_not"),
    [
        ((), {R, W}, None, [(R, CUSTOMERS), (W, ORDERS)], []),
        (("records:read",), {R}, None, [(R, CUSTOMERS)], [(W, CUSTOMERS)]),
        (("records:read:A",), {R}, {"A"}, [(R, "A")], [(R, "B"), (W, "A")]),
        (("records:read:A", "records:read:B"), {R}, {"A", "B"}, [(R, "A"), (R, "B")], [(R, "C")]),
        (("records:read:A", "records:write:B"), {R, W}, {"A", "B"}, [(R, "A"), (W, "B")], [(R, "B"), (W, "A")]),
        (("records:read", "records:write:B"), {R, W}, None, [(R, "A"), (W, "B")], [(W, "A")]),
        (("records:read", "records:read:A"), {R}, None, [(R, "B")], [(W, "A")]),
    ],
)
async def test_scopes_narrow_to_permissions_and_tables(
    scopes: tuple[str, ...],
    permissions: set[Permission],
    tables: set[str] | None,
    may: list[tuple[Permission, str]],
    may_not: list[tuple[Permission, str]],
    sqlite_house: House,
) -> None:
    names = {"A": "customers", "B": "orders", "C": "c" * 24}
    key = await sqlite_house.token(Role.MEMBER, *(":".join(names.get(p, p) for p in s.split(":")) for s in scopes))
    ids = {"A": CUSTOMERS, "B": ORDERS, "C": "c" * 24}
    told = await me(sqlite_house.program(key))
    assert told["permissions"] == sorted(permissions)
    assert told["tables"] == (None if tables is None else sorted(ids[name] for name in tables))
    grant = granted(Role.MEMBER, tuple(":".join(ids.get(p, p) for p in s.split(":")) for s in scopes))
    credential = Credential("token", digest(key))
    scope = await sqlite_house.units.read(lambda moment: enter(moment, credential, None).scope)
    for permission, table in may:
        assert scope.allows(permission, ids.get(table, table)), (permission, table)
    for permission, table in may_not:
        assert not scope.allows(permission, ids.get(table, table)), (permission, table)
    assert grant.permissions == permissions


@pytest.mark.parametrize(
    "scope", ["", "records", "records:erase", "events:read:customers", "records:read:", "admin:x", "*", "records:*"]
)
async def test_an_unknown_scope_is_refused(scope: str, sqlite_house: House) -> None:
    with pytest.raises(ScopeUnknown):
        granted(Role.ADMIN, (scope,))
    await sqlite_house.person("boss@example.com", Role.ADMIN)
    client = await sqlite_house.browser("boss@example.com")
    assert await refusal(client, scopes=[scope], role="admin") == "scope_unknown"


async def test_a_scope_must_fit_the_role_and_name_a_table_that_is_there(sqlite_house: House) -> None:
    await sqlite_house.person("boss@example.com", Role.ADMIN)
    client = await sqlite_house.browser("boss@example.com")
    assert await refusal(client, scopes=["events:read"]) == "scope_beyond_role"
    assert await refusal(client, scopes=["records:read:nowhere"]) == "scope_table_unknown"
    made = await make(client, "member", "records:read:customers", "records:read:customers")
    assert made["scopes"] == [f"records:read:{CUSTOMERS}"]


@pytest.mark.parametrize("maker", list(Role))
@pytest.mark.parametrize("wanted", list(Role))
async def test_a_token_never_exceeds_its_maker(maker: Role, wanted: Role, sqlite_house: House) -> None:
    await sqlite_house.person("wang@example.com", maker)
    client = await sqlite_house.browser("wang@example.com")
    answer = await client.post("/tokens", json={"name": "t", "role": wanted})
    if ROLE_PERMISSIONS[wanted] <= ROLE_PERMISSIONS[maker]:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "token_beyond_maker")


async def test_a_wide_role_with_narrow_scopes_is_measured_by_what_it_comes_to(sqlite_house: House) -> None:
    await sqlite_house.person("wang@example.com", Role.MEMBER)
    client = await sqlite_house.browser("wang@example.com")
    assert (await make(client, "builder", "records:read"))["scopes"] == ["records:read"]
    assert await refusal(client, role="builder", scopes=["events:read"]) == "token_beyond_maker"


async def test_a_token_loses_what_its_maker_loses(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    await house.person("wang@example.com", Role.BUILDER)
    boss = await house.browser("boss@example.com")
    program = house.program((await make(await house.browser("wang@example.com"), "builder"))["token"])
    assert (await me(program))["permissions"] == sorted(ROLE_PERMISSIONS[Role.BUILDER])
    await boss.patch("/people/wang@example.com", json={"role": "viewer"})
    assert (await me(program))["permissions"] == ["records:read"]
    await boss.patch("/people/wang@example.com", json={"disabled": True})
    assert (await program.get("/me")).json()["code"] == "token_maker_gone"
    await boss.patch("/people/wang@example.com", json={"disabled": False})
    assert (await program.get("/me")).status_code == 200
    await boss.delete("/people/wang@example.com")
    assert (await program.get("/me")).json()["code"] == "token_maker_gone"


async def test_a_token_makes_tokens_only_with_admin_and_none_that_outlives_it(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    boss = await house.browser("boss@example.com")
    parent = await make(boss, "admin", expires_at="2026-12-01T00:00:00+08:00")
    assert parent["expires_at"] == "2026-11-30T16:00:00Z"
    program = house.program(parent["token"])
    child = await make(program, "member")
    assert child["expires_at"] == parent["expires_at"] and child["maker"] == parent["maker"]
    assert await refusal(program, expires_at="2026-12-02T00:00:00Z") == "token_outlives_maker"
    member = house.program((await make(boss, "builder"))["token"])
    assert await refusal(member) == "not_allowed"
    assert (await member.get("/tokens")).status_code == 403


async def test_revoking_a_token_revokes_all_that_it_made(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    boss = await house.browser("boss@example.com")
    parent = await make(boss, "admin")
    child = await make(house.program(parent["token"]), "admin")
    grandchild = await make(house.program(child["token"]), "viewer")
    other = await make(boss)
    assert (await boss.delete(f"/tokens/{parent['id']}")).status_code == 204
    for dead in (parent, child, grandchild):
        answer = await house.program(dead["token"]).get("/me")
        assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")
    assert (await house.program(other["token"]).get("/me")).status_code == 200
    assert (await boss.delete(f"/tokens/{parent['id']}")).status_code == 204, "revoking twice is no fault"
    assert len(house.facts(TokenRevoked)) == 3


async def test_a_token_expires(house: House) -> None:
    await house.person("wang@example.com", Role.MEMBER)
    client = await house.browser("wang@example.com")
    assert await refusal(client, expires_at="2026-11-24T03:20:00Z") == "token_expiry_past"
    program = house.program((await make(client, expires_at="2026-11-24T03:21:00Z"))["token"])
    assert (await program.get("/me")).status_code == 200
    house.clock.pass_by(timedelta(minutes=1))
    answer = await program.get("/me", headers={"Accept-Language": "en"})
    assert answer.json()["detail"] == "The token t expired at 2026-11-24T03:21:00+00:00; make a new one."


async def test_an_unknown_token_is_refused(sqlite_house: House) -> None:
    answer = await sqlite_house.program("lbt_" + "x" * 43).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")


async def test_the_last_use_is_noted_at_most_once_a_minute(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    boss = await house.browser("boss@example.com")
    made = await make(boss)
    program = house.program(made["token"])

    async def last_used() -> str:
        return str((await boss.get("/tokens")).json()["items"][0]["last_used_at"])

    assert await last_used() == "None"
    await program.get("/me")
    assert await last_used() == "2026-11-24T03:20:00Z"
    house.clock.pass_by(timedelta(seconds=59))
    await program.get("/me")
    assert await last_used() == "2026-11-24T03:20:00Z"
    house.clock.pass_by(timedelta(seconds=1))
    await program.get("/me")
    assert await last_used() == "2026-11-24T03:21:00Z"


async def test_people_see_and_revoke_their_own_tokens_and_administrators_all(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    await house.person("wang@example.com", Role.MEMBER)
    await house.person("li@example.com", Role.MEMBER)
    boss, wang, li = [await house.browser(f"{name}@example.com") for name in ("boss", "wang", "li")]
    made = [await make(each) for each in (boss, wang, li)]
    ids = [token["id"] for token in reversed(made)]
    assert [token["id"] for token in (await boss.get("/tokens")).json()["items"]] == ids
    assert [token["id"] for token in (await wang.get("/tokens")).json()["items"]] == [made[1]["id"]]
    foreign = await wang.delete(f"/tokens/{made[2]['id']}")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "token_not_found")
    assert (await wang.delete(f"/tokens/{made[1]['id']}")).status_code == 204
    itself = house.program(made[2]["token"])
    assert (await itself.delete(f"/tokens/{made[2]['id']}")).status_code == 204
    assert (await boss.delete(f"/tokens/{'0' * 24}")).status_code == 404


async def test_the_tokens_of_another_workspace_are_not_there(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    boss = await house.browser("boss@example.com")
    new = NewToken("theirs", Role.MEMBER)
    await house.workspace("north")
    theirs = await ActorRoom(house.units, "north").write(lambda scope: create_token(scope, new, find_table))
    assert (await boss.delete(f"/tokens/{theirs.token.id}")).status_code == 404
    assert (await boss.get("/tokens")).json()["items"] == []


async def test_paging_through_tokens_meets_each_once(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    boss = await house.browser("boss@example.com")
    made = [(await make(boss))["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await boss.get("/tokens", params=params)).json()
        seen += [token["id"] for token in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (made[::-1], None)
    assert (await boss.get("/tokens", params={"cursor": "nonsense"})).json()["code"] == "cursor_wrong"
