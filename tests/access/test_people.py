"""People and workspaces: who may take whom in, change whom, and see which workspace."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from httpx2 import AsyncClient, Response

from leadbase.access.errors import PasswordMissing, PersonIsMember
from leadbase.access.model import PersonSwitched, Role, RoleChanged, WorkspaceChanged, WorkspaceMade
from leadbase.access.people import NewPerson, add_person
from leadbase.access.setup import ensure_admin
from leadbase.access.units import ActorRoom
from tests.access.conftest import HASH, PASSWORD, House

BOSS, WANG, LI, OWNER = "boss@example.com", "wang@example.com", "li@example.com", "owner@example.com"


async def add(client: AsyncClient, email: str, role: str = "member", **more: object) -> Response:
    return await client.post("/people", json={"email": email, "role": role, **more})


def code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def boss(house: House) -> AsyncClient:
    """Give the browser of the administrator of main."""
    await house.person(BOSS, Role.ADMIN)
    return await house.browser(BOSS)


async def test_an_administrator_takes_in_a_new_person_who_can_sign_in(house: House, boss: AsyncClient) -> None:
    answer = await add(boss, " Wang@Example.com ", name=" 王芳 ", password=PASSWORD)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["email"], made["name"], made["role"]) == ("Wang@Example.com", "王芳", "member")
    wang = await house.browser(WANG)
    assert (await wang.get("/me")).json()["workspace"]["role"] == "member"
    listed = (await boss.get("/people")).json()
    assert [person["email"] for person in listed["items"]] == ["Wang@Example.com", BOSS]
    assert RoleChanged in {type(fact) for fact in house.told}


async def test_everybody_may_know_the_names_of_those_who_are_there_and_no_more(house: House, boss: AsyncClient) -> None:
    await house.person(OWNER, None, instance_admin=True)
    await house.person(WANG, Role.VIEWER)
    await house.person(LI, Role.MEMBER, "north")
    wang = await house.browser(WANG)
    page = (await wang.get("/people/names?limit=2")).json()
    rest = (await wang.get("/people/names", params={"cursor": page["next_cursor"]})).json()
    shown = [*page["items"], *rest["items"]]
    assert [one["name"] for one in shown] == [address.partition("@")[0] for address in (WANG, OWNER, BOSS)]
    assert {key for one in shown for key in one} == {"id", "name", "disabled"}
    await boss.patch(f"/people/{WANG}", json={"disabled": True})
    assert [one["disabled"] for one in (await boss.get("/people/names")).json()["items"]] == [True, False, False]


async def test_a_person_who_is_there_already_is_taken_in_without_a_password(house: House, boss: AsyncClient) -> None:
    await house.person(WANG, Role.BUILDER, "north")
    assert code(await add(boss, WANG, password=PASSWORD)) == (409, "person_exists")
    assert code(await add(boss, WANG, name="x")) == (409, "person_exists")
    assert (await add(boss, WANG)).json()["role"] == "member"
    assert code(await add(boss, WANG)) == (409, "person_is_member")
    wang = await house.browser(WANG)
    roles = {each["name"]: each["role"] for each in (await wang.get("/workspaces")).json()["items"]}
    assert roles == {"main": "member", "north": "builder"}


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({"email": WANG, "role": "member"}, "password_missing"),
        ({"email": WANG, "role": "member", "password": "short"}, "password_too_short"),
        ({"email": "no address", "role": "member", "password": PASSWORD}, "email_invalid"),
        ({"email": "@", "role": "member", "password": PASSWORD}, "email_invalid"),
    ],
)
async def test_a_new_person_needs_an_email_and_a_password(
    body: dict[str, str], refusal: str, sqlite_house: House
) -> None:
    await sqlite_house.person(BOSS, Role.ADMIN)
    answer = await (await sqlite_house.browser(BOSS)).post("/people", json=body)
    assert code(answer) == (422, refusal)


async def test_the_operator_needs_no_person(house: House) -> None:
    await house.workspace()
    room = ActorRoom(house.units)
    new = NewPerson(OWNER, Role.ADMIN, password_hash=HASH, instance_admin=True)
    made = await room.write(lambda scope: add_person(scope, new))
    assert made.person.name == "owner"
    with pytest.raises(PersonIsMember):
        await room.write(lambda scope: add_person(scope, new))
    with pytest.raises(PasswordMissing):
        await room.write(lambda scope: add_person(scope, NewPerson(WANG, Role.VIEWER)))
    assert (await (await house.browser(OWNER)).get("/session")).json()["person"]["instance_admin"] is True


async def test_roles_change_and_the_change_counts_at_once(house: House, boss: AsyncClient) -> None:
    person = await house.person(WANG, Role.VIEWER)
    wang = await house.browser(WANG)
    assert (await wang.get("/me")).json()["permissions"] == ["records:read"]
    changed = await boss.patch(f"/people/{person.id}", json={"role": "admin", "name": "王芳"})
    assert (changed.json()["role"], changed.json()["name"]) == ("admin", "王芳")
    assert "admin" in (await wang.get("/me")).json()["permissions"]
    assert (await boss.get("/people", params={"limit": 1})).json()["items"][0]["role"] == "admin"
    assert (await boss.patch(f"/people/{WANG}", json={})).json() == changed.json()


async def test_the_last_administrator_stays(house: House, boss: AsyncClient) -> None:
    for change in ({"role": "member"}, {"disabled": True}):
        assert code(await boss.patch(f"/people/{BOSS}", json=change)) == (409, "last_admin")
    assert code(await boss.delete(f"/people/{BOSS}")) == (409, "last_admin")
    await house.person(WANG, Role.ADMIN)
    assert (await boss.patch(f"/people/{WANG}", json={"disabled": True})).status_code == 200
    assert code(await boss.delete(f"/people/{BOSS}")) == (409, "last_admin"), "a disabled one doesn't count"
    await boss.patch(f"/people/{WANG}", json={"disabled": False})
    assert (await boss.delete(f"/people/{BOSS}")).status_code == 204
    assert code(await boss.get("/people")) == (404, "workspace_unknown")


async def test_two_administrators_cant_unmake_each_other_at_once(house: House, boss: AsyncClient) -> None:
    await house.person(WANG, Role.ADMIN)
    wang = await house.browser(WANG)
    answers = await asyncio.gather(
        boss.patch(f"/people/{WANG}", json={"role": "member"}), wang.patch(f"/people/{BOSS}", json={"role": "member"})
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])


async def test_of_two_who_are_taken_in_with_one_email_at_once_one_is(house: House, boss: AsyncClient) -> None:
    answers = await asyncio.gather(*(add(boss, WANG, password=PASSWORD) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_several_processes_that_start_at_once_make_one_workspace_and_one_administrator(house: House) -> None:
    made = await asyncio.gather(*(house.workspace() for _ in range(4)))
    assert len({workspace.id for workspace in made}) == 1
    first = await asyncio.gather(*(ensure_admin(house.units, house.passwords, OWNER, PASSWORD) for _ in range(4)))
    assert sorted(first) == [False, False, False, True]


async def test_the_last_instance_administrator_stays(house: House) -> None:
    await house.person(OWNER, Role.ADMIN, instance_admin=True)
    await house.person(WANG, Role.ADMIN)
    owner = await house.browser(OWNER)
    for change in ({"instance_admin": False}, {"disabled": True}):
        assert code(await owner.patch(f"/people/{OWNER}", json=change)) == (409, "last_admin")
    assert (await owner.patch(f"/people/{WANG}", json={"instance_admin": True})).json()["instance_admin"] is True
    assert (await owner.patch(f"/people/{OWNER}", json={"instance_admin": False})).status_code == 200
    assert len(house.facts(PersonSwitched)) == 2


async def test_an_account_that_belongs_elsewhere_too_is_not_an_administrators_to_change(
    house: House, boss: AsyncClient
) -> None:
    await house.person(WANG, Role.MEMBER)
    await house.member(WANG, Role.MEMBER, "north")
    await house.person(OWNER, Role.MEMBER, instance_admin=True)
    for person in (WANG, OWNER):
        for change in ({"name": "x"}, {"disabled": True}):
            assert code(await boss.patch(f"/people/{person}", json=change)) == (403, "person_elsewhere")
        answer = await boss.put(f"/people/{person}/password", json={"password": "stolen password"})
        assert code(answer) == (403, "person_elsewhere")
        assert (await boss.patch(f"/people/{person}", json={"role": "viewer"})).json()["role"] == "viewer"
    owner = await house.browser(OWNER)
    assert (await owner.patch(f"/people/{WANG}", json={"name": "王芳"})).json()["name"] == "王芳"


async def test_only_instance_administrators_make_instance_administrators(house: House, boss: AsyncClient) -> None:
    assert code(await boss.patch(f"/people/{BOSS}", json={"instance_admin": True})) == (403, "instance_admin_needed")
    answer = await add(boss, WANG, password=PASSWORD, instance_admin=True)
    assert code(answer) == (403, "instance_admin_needed")
    token = house.program(await house.token(Role.ADMIN))
    assert code(await token.patch(f"/people/{BOSS}", json={"instance_admin": True})) == (403, "instance_admin_needed")


async def test_a_password_that_an_administrator_sets_ends_the_sessions(house: House, boss: AsyncClient) -> None:
    await house.person(WANG, Role.MEMBER)
    wang = await house.browser(WANG)
    answer = await boss.put(f"/people/{WANG}/password", json={"password": "another long password"})
    assert answer.status_code == 204
    assert code(await wang.get("/me")) == (401, "session_ended")
    body = {"email": WANG, "password": "another long password"}
    assert (await wang.post("/session", json=body)).status_code == 201


async def test_a_person_of_another_workspace_is_not_there(house: House, boss: AsyncClient) -> None:
    person = await house.person(WANG, Role.MEMBER, "north")
    for key in (person.id, WANG, "nobody@example.com", "0" * 24):
        assert code(await boss.patch(f"/people/{key}", json={"role": "viewer"})) == (404, "person_unknown")
        assert code(await boss.delete(f"/people/{key}")) == (404, "person_unknown")


async def test_a_session_names_its_workspace_by_header_or_query(house: House) -> None:
    await house.person(WANG, Role.MEMBER)
    await house.member(WANG, Role.ADMIN, "north")
    wang = await house.browser(WANG)
    assert (await wang.get("/me")).json()["workspace"]["name"] == "main"
    north = (await wang.get("/me", params={"workspace": "north"})).json()["workspace"]
    assert (north["name"], north["role"]) == ("north", "admin")
    by_id = await wang.get("/me", headers={"Leadbase-Workspace": north["id"]})
    assert by_id.json()["workspace"] == north


async def test_a_foreign_workspace_is_as_unknown_as_one_that_is_not(house: House) -> None:
    await house.person(WANG, Role.MEMBER)
    north = await house.workspace("north")
    wang = await house.browser(WANG)
    for name in ("north", north.id, "nowhere"):
        answer = await wang.get("/me", headers={"Leadbase-Workspace": name})
        assert code(answer) == (404, "workspace_unknown")
    await house.person(LI)
    assert code(await (await house.browser(LI)).get("/me")) == (404, "workspace_unknown")


async def test_who_names_no_workspace_means_their_only_one_or_main(house: House) -> None:
    await house.person(WANG, Role.MEMBER, "north")
    wang = await house.browser(WANG)
    assert (await wang.get("/me")).json()["workspace"]["name"] == "north"
    await house.member(WANG, Role.MEMBER, "south")
    answer = await wang.get("/me", headers={"Accept-Language": "en"})
    assert code(answer) == (422, "workspace_not_named")
    assert answer.json()["detail"].endswith("yours are: north, south.")


async def test_an_instance_administrator_is_administrator_everywhere(house: House) -> None:
    await house.person(OWNER, instance_admin=True)
    await house.workspace("north")
    owner = await house.browser(OWNER)
    names = [each["name"] for each in (await owner.get("/workspaces")).json()["items"]]
    assert names == ["main", "north"]
    assert (await owner.get("/me", params={"workspace": "north"})).json()["workspace"]["role"] == "admin"


async def test_an_instance_administrator_makes_workspaces(house: House, boss: AsyncClient) -> None:
    body = {"name": "north", "label": "北区", "zone": "Asia/Urumqi", "language": "en"}
    assert code(await boss.post("/workspaces", json=body)) == (403, "instance_admin_needed")
    await house.person(OWNER, instance_admin=True)
    owner = await house.browser(OWNER)
    made = await owner.post("/workspaces", json=body)
    assert made.status_code == 201
    assert made.json() | {"id": ""} == {**body, "id": "", "role": "admin"}
    assert code(await owner.post("/workspaces", json=body)) == (409, "workspace_taken")
    for name in ("North", "1north", "no rth", "", "nord-é", "a" * 41):
        assert code(await owner.post("/workspaces", json=body | {"name": name})) == (422, "workspace_name_invalid")
    for zone in ("Mars/Olympus", "../etc", "Asia", ""):
        answer = await owner.post("/workspaces", json=body | {"name": "south", "zone": zone})
        assert code(answer) == (422, "zone_unknown")
    assert [each["name"] for each in (await owner.get("/workspaces", params={"limit": 1})).json()["items"]] == ["main"]
    first = (await owner.get("/workspaces", params={"limit": 1})).json()["next_cursor"]
    rest = (await owner.get("/workspaces", params={"cursor": first})).json()
    assert ([each["name"] for each in rest["items"]], rest["next_cursor"]) == (["north"], None)
    assert len(house.facts(WorkspaceMade)) == 2


async def test_an_administrator_changes_their_workspace_alone(house: House, boss: AsyncClient) -> None:
    await house.workspace("north")
    changed = await boss.patch("/workspaces/main", json={"label": "总部", "zone": "UTC", "language": "en"})
    told = changed.json()
    assert (told["label"], told["zone"], told["language"]) == ("总部", "UTC", "en")
    assert (await boss.get("/me")).json()["workspace"] == told
    assert (await boss.patch("/workspaces/main", json={})).json() == told
    assert code(await boss.patch("/workspaces/main", json={"zone": "nowhere"})) == (422, "zone_unknown")
    assert code(await boss.patch("/workspaces/north", json={"label": "x"})) == (404, "workspace_unknown")
    assert len(house.facts(WorkspaceChanged)) == 1


async def test_errors_fall_back_on_the_language_of_the_workspace(house: House, boss: AsyncClient) -> None:
    async def told(**headers: str) -> str:
        answer = await boss.delete(f"/people/{WANG}", headers=headers)
        return str(answer.json()["detail"])

    assert await told() == f"该工作区中没有人员 {WANG}。"
    await boss.patch("/workspaces/main", json={"language": "en"})
    assert await told() == f"There is no person {WANG} in this workspace."
    assert await told(**{"Accept-Language": "zh"}) == f"该工作区中没有人员 {WANG}。"


async def test_a_token_has_no_person_behind_it(sqlite_house: House) -> None:
    program = sqlite_house.program(await sqlite_house.token(Role.ADMIN))
    for answer in (
        await program.get("/session"),
        await program.get("/workspaces"),
        await program.patch("/me", json={"name": "x"}),
    ):
        assert code(answer) == (403, "person_needed")


async def test_the_list_tells_when_each_was_last_seen(house: House) -> None:
    await house.person("boss@example.com", Role.ADMIN)
    await house.person("new@example.com", Role.VIEWER)
    browser = await house.browser("boss@example.com")
    await browser.delete("/session")
    house.clock.pass_by(timedelta(hours=2))
    browser = await house.browser("boss@example.com")
    house.clock.pass_by(timedelta(minutes=5))
    seen = {one["email"]: one["last_seen_at"] for one in (await browser.get("/people")).json()["items"]}
    assert seen == {"boss@example.com": "2026-11-24T05:20:00Z", "new@example.com": None}
    seen = {one["email"]: one["last_seen_at"] for one in (await browser.get("/people")).json()["items"]}
    assert seen["boss@example.com"] == "2026-11-24T05:25:00Z"
