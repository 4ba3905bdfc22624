"""Dashboards: what tiles show, what they say when they can't, who sees and changes them, and what is refused."""

from __future__ import annotations

import copy
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import AsyncClient

from leadbase.access.model import Role
from leadbase.dashboards.api import router
from leadbase.storage.database import Database
from tests.tables.desk import Desk

FIELDS = [
    {"label": "姓名", "type": "text", "name": "name"},
    {"label": "电话", "type": "phone", "name": "phone"},
    {
        "label": "阶段",
        "type": "choice",
        "name": "stage",
        "params": {"options": [{"handle": "new", "label": "新"}, {"handle": "won", "label": "成交"}]},
    },
    {"label": "预算", "type": "decimal", "name": "budget"},
    {"label": "到访", "type": "date", "name": "visit"},
]
PLACE = {"x": 0, "y": 0, "w": 6, "h": 4}
STAGES = {"kind": "bar", "title": "阶段", "table": "customers", "group": {"field": "stage"}, "place": PLACE}
SUM = {
    "kind": "number",
    "title": "预算",
    "table": "customers",
    "measure": {"op": "sum", "field": "budget"},
    "place": PLACE,
}
VISITS = {"kind": "line", "table": "customers", "group": {"field": "visit", "step": "day"}, "place": PLACE}
LIST = {"kind": "table", "table": "customers", "fields": ["name", "phone"], "place": PLACE}


class Room(Desk):
    """A house with tables, records and dashboards."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.app.include_router(router, prefix="/api/v1")


@dataclass
class Board:
    """One dashboard, and who works on it."""

    room: Room
    builder: AsyncClient

    async def make(self, *tiles: dict[str, Any], label: str = "总览", sharing: str = "shared") -> dict[str, Any]:
        body = {"label": label, "sharing": sharing, "period": {"kind": "all"}, "tiles": list(tiles)}
        made = await self.builder.post("/dashboards", json=body)
        assert made.status_code == 201, made.text
        return made.json()

    async def refused(self, *tiles: dict[str, Any]) -> dict[str, Any]:
        answer = await self.builder.post("/dashboards", json={"label": "x", "sharing": "shared", "tiles": list(tiles)})
        return {"status": answer.status_code, **answer.json()}

    async def shown(self, client: AsyncClient | None = None, **query: str) -> dict[str, Any]:
        found = await (client or self.builder).get("/dashboards/总览/data", params=query)
        assert found.status_code == 200, found.text
        return found.json()


async def board_of(room: Room) -> Board:
    builder = room.program(await room.token(Role.BUILDER))
    made = await builder.post("/tables", json={"label": "客户", "name": "customers", "fields": FIELDS})
    assert made.status_code == 201
    for stage, budget, visit in (("new", "1.50", "2026-11-01"), ("new", "2.25", "2026-11-03"), ("won", None, None)):
        form = {"name": stage, "phone": "13800138000", "stage": stage, "budget": budget, "visit": visit}
        assert (await builder.post("/tables/customers/records", json=form)).status_code == 201
    return Board(room, builder)


@pytest.fixture
async def board(database: Database) -> AsyncGenerator[Board]:
    room = Room(database)
    yield await board_of(room)
    room.passwords.close()


@pytest.fixture
async def quick(sqlite: Database) -> AsyncGenerator[Board]:
    """Give a board on SQLite, for what never reaches the database."""
    room = Room(sqlite)
    yield await board_of(room)
    room.passwords.close()


async def test_tiles_show_numbers_groups_steps_and_records(board: Board) -> None:
    await board.make(STAGES, SUM, VISITS, LIST)
    data = await board.shown()
    stages, total, visits, rows = (tile for tile in data["tiles"])
    assert [(one["key"], one["count"]) for one in stages["aggregate"]["slices"]] == [("new", 2), ("won", 1)]
    assert (total["aggregate"]["whole"], total["aggregate"]["previous"]) == ({"count": 3, "value": "3.75"}, None)
    days = [(one["start"], one["value"]) for one in visits["aggregate"]["slices"]]
    assert days == [("2026-11-01", 1), ("2026-11-02", 0), ("2026-11-03", 1)]
    assert visits["aggregate"]["others"]["count"] == 1
    names = rows["rows"]["fields"]
    assert [record[names[0]] for record in rows["rows"]["records"]] == ["won", "new", "new"]
    assert all(tile["trouble"] is None for tile in data["tiles"])


async def test_a_period_is_that_of_the_dashboard_unless_another_is_asked_for(board: Board) -> None:
    await board.make(SUM | {"time_field": "visit"}, LIST | {"time_field": "visit"}, SUM | {"time_field": None})
    data = await board.shown()
    assert data["span"] == {"first": None, "last": None, "since": None, "until": None, "zone": "Asia/Shanghai"}
    data = await board.shown(period="custom", first="2026-11-02", last="2026-11-03")
    assert (data["span"]["since"], data["span"]["until"]) == ("2026-11-01T16:00:00Z", "2026-11-03T16:00:00Z")
    within, rows, unbound = data["tiles"]
    assert within["aggregate"]["whole"]["value"] == "2.25"
    assert within["aggregate"]["previous"] == {"count": 1, "value": "1.50"}
    assert len(rows["rows"]["records"]) == 1
    assert unbound["aggregate"]["whole"]["value"] == "3.75"
    wrong = await board.builder.get("/dashboards/总览/data", params={"period": "custom"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "period_wrong")


async def test_a_tile_whose_field_or_table_is_gone_says_which_and_the_others_live_on(board: Board) -> None:
    made = await board.make(STAGES, SUM, SUM | {"filter": {"stage": "new"}}, LIST)
    assert (await board.builder.delete("/tables/customers/fields/stage")).status_code < 300
    data = await board.shown()
    stages, total, filtered, rows = data["tiles"]
    assert (stages["trouble"]["code"], stages["trouble"]["field"], stages["aggregate"]) == ("field_gone", "阶段", None)
    assert filtered["trouble"]["code"] == "field_gone"
    assert total["aggregate"]["whole"]["count"] == 3 and rows["rows"]["records"]
    # what did not change may stay as it is; what is new may not
    moved = [tile | {"place": PLACE | {"y": 9}} for tile in made["tiles"]]
    changed = await board.builder.patch("/dashboards/总览", json={"tiles": moved, "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert (await board.refused(STAGES))["cause"] == "field_unknown"
    assert (await board.builder.delete("/tables/customers")).status_code < 300
    data = await board.shown()
    assert {tile["trouble"]["code"] for tile in data["tiles"]} == {"table_gone"}
    assert "客户" in data["tiles"][0]["trouble"]["detail"]


async def test_a_renamed_field_does_a_tile_no_harm(board: Board) -> None:
    await board.make(STAGES)
    await board.builder.patch("/tables/customers/fields/stage", json={"name": "phase", "label": "进度"})
    assert (await board.shown())["tiles"][0]["aggregate"]["slices"][0]["count"] == 2


async def test_a_reader_sees_in_part_what_is_masked_and_no_groups_of_it(board: Board) -> None:
    await board.make(LIST, STAGES | {"group": {"field": "phone"}}, SUM | {"filter": {"phone": "13800138000"}})
    reader = board.room.program(await board.room.token(Role.VIEWER))
    rows, groups, guess = (await board.shown(reader))["tiles"]
    fields = rows["rows"]["fields"]
    assert {record[fields[1]] for record in rows["rows"]["records"]} == {"138****8000"}
    assert groups["trouble"]["code"] == guess["trouble"]["code"] == "field_masked"
    assert all(tile["trouble"] is None for tile in (await board.shown())["tiles"])


async def test_a_later_version_refuses_a_change_to_an_older_one(board: Board) -> None:
    await board.make(STAGES)
    assert (await board.builder.patch("/dashboards/总览", json={"label": "甲", "version": 1})).json()["version"] == 2
    late = await board.builder.patch("/dashboards/总览", json={"label": "乙", "version": 1})
    assert (late.status_code, late.json()["code"], late.json()["version"]) == (409, "dashboard_conflict", 2)
    assert (await board.builder.get("/dashboards/总览")).json()["label"] == "甲"


async def test_members_see_what_is_shared_and_builders_change_it(board: Board) -> None:
    made = await board.make(STAGES)
    member = board.room.program(await board.room.token(Role.MEMBER))
    assert [one["id"] for one in (await member.get("/dashboards")).json()["items"]] == [made["id"]]
    for answer in (
        await member.patch("/dashboards/总览", json={"label": "x"}),
        await member.delete("/dashboards/总览"),
        await member.post("/dashboards", json={"label": "x", "sharing": "shared"}),
    ):
        assert answer.status_code == 403
    program = await member.post("/dashboards", json={"label": "x", "sharing": "personal"})
    assert (program.status_code, program.json()["code"]) == (422, "personal_dashboard_needs_person")
    assert (await board.builder.delete("/dashboards/总览")).status_code == 204
    assert (await member.get("/dashboards/总览")).json()["code"] == "dashboard_unknown"


async def test_a_personal_dashboard_is_its_owners_alone(board: Board) -> None:
    await board.room.person("one@example.com", Role.VIEWER)
    await board.room.person("other@example.com", Role.ADMIN)
    one, other = await board.room.browser("one@example.com"), await board.room.browser("other@example.com")
    body = {"label": "我的", "sharing": "personal", "tiles": [LIST]}
    made = await one.post("/dashboards", json=body)
    assert made.status_code == 201
    assert (await one.get("/dashboards/我的/data")).status_code == 200
    assert (await other.get("/dashboards")).json()["items"] == []
    assert (await other.patch("/dashboards/我的", json={"label": "x"})).status_code == 404
    # the name is taken all the same
    assert (await other.post("/dashboards", json=body)).json()["name"] == "我的2"
    assert (await one.patch("/dashboards/我的", json={"sharing": "shared"})).status_code == 403


async def test_a_tile_is_tried_before_it_is_saved(board: Board) -> None:
    reader = board.room.program(await board.room.token(Role.VIEWER))
    tried = await reader.post("/dashboards/try-tile", json={"tile": STAGES, "period": {"kind": "all"}})
    assert [one["count"] for one in tried.json()["tiles"][0]["aggregate"]["slices"]] == [2, 1]
    wrong = await reader.post("/dashboards/try-tile", json={"tile": STAGES | {"group": {"field": "nothing"}}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "tile_wrong")
    assert (await reader.get("/dashboards")).json()["items"] == []


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"table": "nothing"}, "table_gone"),
        ({"group": {"field": "nothing"}}, "field_unknown"),
        ({"group": None}, "tile_group_missing"),
        ({"kind": "line"}, "tile_group_missing"),
        ({"kind": "funnel", "group": {"field": "name"}}, "tile_group_missing"),
        ({"filter": {"nothing": 1}}, "view_setting_wrong"),
        ({"measure": {"op": "sum", "field": "nothing"}}, "field_unknown"),
        ({"time_field": "nothing"}, "field_unknown"),
        ({"place": {"x": 8, "y": 0, "w": 6, "h": 4}}, "tile_place_wrong"),
    ],
)
async def test_a_tile_that_can_not_be_is_refused_by_name(quick: Board, change: dict[str, Any], cause: str) -> None:
    told = await quick.refused(STAGES | change)
    assert (told["status"], told["code"], told["tile"], told["cause"]) == (422, "tile_wrong", "阶段", cause)


async def test_ids_of_tiles_are_kept_and_told_apart(quick: Board) -> None:
    made = await quick.make(STAGES, SUM)
    first, second = made["tiles"]
    assert first["id"] != second["id"]
    twice = [first, copy.deepcopy(first)]
    answer = await quick.builder.patch("/dashboards/总览", json={"tiles": twice})
    assert (answer.status_code, answer.json()["cause"]) == (422, "tile_id_twice")
    kept = await quick.builder.patch("/dashboards/总览", json={"tiles": [second]})
    assert [tile["id"] for tile in kept.json()["tiles"]] == [second["id"]]


async def test_no_dashboard_has_more_tiles_than_can_be_looked_at(quick: Board) -> None:
    assert (await quick.refused(*[SUM] * 25))["code"] == "too_many_tiles"
