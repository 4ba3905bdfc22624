"""Saved views: who sees and changes which, what they keep, and that they outlive the fields they name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leadbase.access.model import ROLE_PERMISSIONS, Actor, Role
from leadbase.access.scope import NotAllowed
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import filters
from leadbase.storage.database import Database
from leadbase.tables import fields, view_settings, views
from leadbase.tables.model import NewField, NewTable, Table
from leadbase.tables.options import options_of
from leadbase.tables.service import create_table, trash_table
from leadbase.tables.view_model import (
    MOST_VIEWS,
    NewView,
    PersonalViewNeedsPerson,
    Sharing,
    TooManyViews,
    View,
    ViewBuiltIn,
    ViewChange,
    ViewConflict,
    ViewLocked,
    ViewNotYours,
    ViewSettings,
    ViewSettingWrong,
    ViewTooLarge,
    ViewUnknown,
)
from tests.tables.design import Room

LEADS = NewTable(
    "线索",
    name="leads",
    fields=[
        NewField("姓名", "text", name="name"),
        NewField("渠道", "choice", name="channel", params=options_of(("7", "巨量"), ("8", "云店"))),
        NewField("标签", "multi_choice", name="tags", params=options_of(("hot", "高意向"))),
        NewField("次数", "integer", name="count"),
        NewField("原始", "json", name="raw"),
        NewField("备注", "long_text", name="notes"),
        NewField("到店", "date", name="visit"),
        NewField("建于", "created_time", name="made"),
    ],
)


class Views:
    """The views of one table, as one asker sees them."""

    def __init__(self, room: Room, table: Table) -> None:
        self.room, self.table = room, table

    def asked_by(self, role: Role, letter: str = "e") -> Views:
        actor = Actor("person", letter * 24, letter, ROLE_PERMISSIONS[role])
        return Views(self.room.seen_by(actor), self.table)

    async def save(
        self, label: str, sharing: Sharing = "shared", settings: ViewSettings | None = None, locked: bool = False
    ) -> View:
        new = NewView(label, sharing, settings or {}, locked)
        _, view = await self.room.write(lambda scope: views.create_view(scope, self.room.catalogues, "leads", new))
        return view

    async def change(self, ref: str, change: ViewChange) -> View:
        _, view = await self.room.write(
            lambda scope: views.change_view(scope, self.room.catalogues, "leads", ref, change)
        )
        return view

    async def delete(self, ref: str) -> None:
        await self.room.write(lambda scope: views.delete_view(scope, self.room.catalogues, "leads", ref))

    async def order(self, *refs: str) -> list[str]:
        _, page = await self.room.write(lambda scope: views.order_views(scope, self.room.catalogues, "leads", refs))
        return [view.name for view in page.items]

    async def names(self) -> list[str]:
        _, page = await self.room.read(lambda scope: views.list_views(scope, self.room.catalogues, "leads"))
        return [view.name for view in page.items]

    async def shown(self, ref: str) -> JsonObject:
        table, view = await self.room.read(lambda scope: views.get_view(scope, self.room.catalogues, "leads", ref))
        return view_settings.shown(table, view.settings)

    async def trash_field(self, ref: str) -> None:
        await self.room.write(lambda scope: fields.trash_field(scope, self.room.catalogues, "leads", ref))

    async def restore_field(self, id: str) -> None:
        await self.room.write(lambda scope: fields.restore_field(scope, self.room.catalogues, "leads", id))

    def id(self, name: str) -> str:
        return self.table.get_field(name).id


async def open_views(database: Database) -> Views:
    room = Room(database)
    return Views(room, await room.write(lambda scope: create_table(scope, room.catalogues, LEADS)))


@pytest.fixture
async def builder(database: Database) -> Views:
    return await open_views(database)


@pytest.fixture
async def quick(sqlite: Database) -> Views:
    return await open_views(sqlite)


async def test_every_table_has_a_view_of_all_records_that_stays_as_it_is(quick: Views) -> None:
    assert await quick.names() == ["all"]
    assert await quick.shown("all") == {
        **view_settings.DEFAULTS,
        "fields": [{"field": field.id, "width": None, "hidden": False} for field in quick.table.fields],
    }
    with pytest.raises(ViewBuiltIn):
        await quick.change("all", {"label": "x"})
    with pytest.raises(ViewBuiltIn):
        await quick.delete("ALL")
    assert [(await quick.save(label)).name for label in ("All", "all", "全部")] == ["All2", "all3", "全部"]


EVERYTHING_SET: ViewSettings = {
    "filter": {
        "and": [
            {"channel": "7"},
            {"or": [{"field": "count", "op": "gt", "value": 1}]},
            {"not": {"field": "COUNT", "op": "eq", "value": None}},
            {"field": "tags", "op": "contains_any", "value": ["高意向", "unknown"]},
        ]
    },
    "sort": [{"field": "count", "descending": True}, {"field": "_created_at", "descending": False}],
    "group": "channel",
    "fields": [
        {"field": "count", "width": 80, "hidden": False},
        {"field": "name", "width": None, "hidden": True},
    ],
    "row_height": "tall",
    "colour_by": "channel",
    "frozen": 2,
    "stack_by": "channel",
    "starts_at": "visit",
    "ends_at": "made",
    "form": {"heading": "登记", "text": "到店时填", "required": ["name", "count", "name"]},
}


async def test_a_view_keeps_fields_by_id_and_loses_sight_of_those_in_the_trash(builder: Views) -> None:
    name, channel, count = builder.id("name"), builder.id("channel"), builder.id("count")
    made = await builder.save("我的", settings=EVERYTHING_SET)
    assert (made.name, made.version, made.owner) == ("我的", 1, builder.room.actor.id)
    shown = await builder.shown(str(made.id))
    listed = [one["field"] for one in shown["fields"]]  # type: ignore[union-attr,index,call-overload]
    assert listed == [count, name, channel, *(builder.id(one) for one in ("tags", "raw", "notes", "visit", "made"))]
    assert (shown["group"], shown["colour_by"], shown["row_height"], shown["frozen"]) == (channel, channel, "tall", 2)
    visit, made_at = builder.id("visit"), builder.id("made")
    assert (shown["stack_by"], shown["starts_at"], shown["ends_at"]) == (channel, visit, made_at)
    assert shown["form"] == {"heading": "登记", "text": "到店时填", "required": [name, count]}
    filters.parse_filter(builder.table, shown["filter"])

    for gone in ("count", "channel", "visit"):
        await builder.trash_field(gone)
    left = await builder.shown("我的")
    asked = {"field": builder.id("tags"), "op": "contains_any", "value": ["高意向", "unknown"]}
    assert left["filter"] == {"and": [asked]}
    assert left["sort"] == [{"field": "_created_at", "descending": False}]
    assert (left["group"], left["colour_by"], left["stack_by"]) == (None, None, None)
    assert (left["starts_at"], left["ends_at"]) == (None, made_at)
    assert left["form"] == {"heading": "登记", "text": "到店时填", "required": [name]}

    for back in (count, channel, visit):
        await builder.restore_field(back)
    assert await builder.shown("我的") == shown


async def test_a_view_stays_of_the_kind_that_it_was_made_as(quick: Views) -> None:
    new = NewView("看板", "shared", {"stack_by": "channel"}, kind="kanban")
    await quick.room.write(lambda scope: views.create_view(scope, quick.room.catalogues, "leads", new))
    changed = await quick.change("看板", {"label": "按渠道", "settings": {"stack_by": None}})
    assert (changed.kind, changed.settings["stack_by"]) == ("kanban", None)
    assert (await quick.save("表格")).kind == "grid"


async def test_a_filter_of_which_nothing_is_left_asks_for_everything(quick: Views) -> None:
    await quick.save("a", settings={"filter": {"or": [{"count": 1}, {"not": {"count": 2}}]}})
    await quick.save("b", settings={"filter": {"and": []}})
    await quick.trash_field("count")
    assert (await quick.shown("a"))["filter"] is None
    assert (await quick.shown("b"))["filter"] == {"and": []}


@pytest.mark.parametrize(
    "settings",
    [
        {"filter": []},
        {"filter": {"colour": 1}},
        {"filter": {"field": "count", "op": "like", "value": 1}},
        {"filter": {"field": "raw", "op": "eq", "value": 1}},
        {"filter": {"field": "count", "op": "gt", "value": "many"}},
        {"filter": {"field": "count", "op": "gt"}},
        {"filter": {"field": "count", "op": "in", "value": 1}},
        {"filter": {"field": "count", "op": "in", "value": [None]}},
        {"filter": {"field": "tags", "op": "contains_any", "value": "hot"}},
        {"filter": {"field": "name", "op": "contains", "value": ""}},
        {"filter": {"field": "name", "op": "contains", "value": "\0"}},
        {"filter": {"name": "\ud83d"}},
        {"filter": {"and": [{"count": 1}] * 101}},
        {"filter": {"field": "count", "op": "in", "value": [1] * 1001}},
        {"filter": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {}}}}}}}}}}},
        {"sort": [{"field": "raw", "descending": False}]},
        {"sort": [{"field": "count", "descending": False}] * 2},
        {"fields": [{"field": "count", "width": None, "hidden": False}] * 2},
        {"fields": [{"field": "_id", "width": None, "hidden": False}]},
        {"group": "raw"},
        {"group": "notes"},
        {"group": "_created_at"},
        {"colour_by": "count"},
        {"stack_by": "tags"},
        {"stack_by": "name"},
        {"stack_by": "_created_at"},
        {"starts_at": "count"},
        {"ends_at": "gone"},
        {"form": {"heading": "", "text": "", "required": ["gone"]}},
    ],
)
async def test_settings_that_can_not_be_meant_are_refused(quick: Views, settings: ViewSettings) -> None:
    with pytest.raises(ViewSettingWrong):
        await quick.save("x", settings=settings)
    assert await quick.names() == ["all"]


def test_a_view_takes_as_much_of_a_filter_as_records_do() -> None:
    assert (view_settings.DEEPEST, view_settings.MOST_QUESTIONS, view_settings.MOST_VALUES) == (
        filters.DEEPEST,
        filters.MOST_QUESTIONS,
        filters.MOST_VALUES,
    )
    assert view_settings.MOST_SORT_KEYS == filters.MOST_SORT_KEYS


async def test_settings_and_the_number_of_views_have_a_measure(quick: Views) -> None:
    long: list[JsonValue] = ["x" * 200] * 1000
    with pytest.raises(ViewTooLarge):
        await quick.save("x", settings={"filter": {"field": "name", "op": "in", "value": long}})
    for number in range(MOST_VIEWS):
        await quick.save(str(number))
    with pytest.raises(TooManyViews):
        await quick.save("one more")


async def test_a_personal_view_is_its_owners_alone(builder: Views) -> None:
    viewer, other = builder.asked_by(Role.VIEWER), builder.asked_by(Role.MEMBER, "f")
    await builder.save("共享")
    mine = await viewer.save("我的", "personal")
    assert await viewer.names() == ["all", "共享", "我的"]
    for stranger in (builder, other):
        assert await stranger.names() == ["all", "共享"]
        for act in (stranger.change("我的", {"label": "x"}), stranger.delete(str(mine.id)), stranger.order("我的")):
            with pytest.raises(ViewUnknown):
                await act
    assert (await other.save("我的", "personal")).name == "我的2"
    assert (await viewer.change("我的", {"label": "名单", "settings": {"frozen": 0}})).label == "名单"
    await viewer.delete("我的")
    assert await viewer.names() == ["all", "共享"]


async def test_a_shared_view_is_changed_by_its_owner_and_by_builders(builder: Views) -> None:
    owner, other, viewer = (
        builder.asked_by(Role.MEMBER),
        builder.asked_by(Role.MEMBER, "f"),
        builder.asked_by(Role.VIEWER, "d"),
    )
    await owner.save("名单")
    for stranger in (other, viewer):
        assert await stranger.names() == ["all", "名单"]
        with pytest.raises(ViewNotYours):
            await stranger.change("名单", {"label": "x"})
        with pytest.raises(ViewNotYours):
            await stranger.delete("名单")
    assert (await owner.change("名单", {"label": "新名单"})).version == 2
    assert (await builder.change("名单", {"settings": {"row_height": "compact"}})).version == 3
    with pytest.raises(ViewNotYours):
        await builder.change("名单", {"sharing": "personal"})
    assert (await owner.change("名单", {"sharing": "personal"})).sharing == "personal"
    assert await builder.names() == ["all"]
    with pytest.raises(NotAllowed):
        await viewer.save("x")
    await viewer.save("自己的", "personal")
    with pytest.raises(NotAllowed):
        await viewer.change("自己的", {"sharing": "shared"})


async def test_a_locked_view_is_unlocked_by_builders_before_it_changes(builder: Views) -> None:
    owner = builder.asked_by(Role.MEMBER)
    await owner.save("名单")
    for act in (owner.change("名单", {"locked": True}), owner.save("x", locked=True)):
        with pytest.raises(NotAllowed):
            await act
    assert (await builder.change("名单", {"locked": True})).locked
    for act in (owner.change("名单", {"locked": False}), owner.delete("名单")):
        with pytest.raises(NotAllowed):
            await act
    for act in (builder.change("名单", {"label": "x"}), builder.delete("名单")):
        with pytest.raises(ViewLocked):
            await act
    assert (await builder.change("名单", {"locked": False, "label": "x"})).label == "x"


async def test_two_who_change_a_view_at_once_are_told(builder: Views) -> None:
    await builder.save("名单")
    await builder.change("名单", {"label": "a", "version": 1})
    with pytest.raises(ViewConflict) as conflict:
        await builder.change("名单", {"label": "b", "version": 1})
    assert conflict.value.facts["version"] == 2
    unchanged = await builder.change("名单", {"version": 2})
    assert (unchanged.label, unchanged.version) == ("a", 2)


async def test_views_are_put_in_order_shared_ones_by_builders(builder: Views) -> None:
    member = builder.asked_by(Role.MEMBER)
    for label in ("a", "b", "c"):
        await builder.save(label)
        await member.save(f"my_{label}", "personal")
    assert await builder.order("all", "c", "a", "c") == ["all", "c", "a", "b"]
    assert await member.order("my_c") == ["all", "c", "a", "b", "my_c", "my_a", "my_b"]
    with pytest.raises(NotAllowed):
        await member.order("my_a", "b")


async def test_only_a_person_has_a_personal_view(quick: Views) -> None:
    program = Views(quick.room.seen_by(replace(quick.room.actor, kind="token")), quick.table)
    with pytest.raises(PersonalViewNeedsPerson):
        await program.save("x", "personal")
    shared = await program.save("x")
    assert shared.owner is None
    with pytest.raises(ViewNotYours):
        await quick.change("x", {"sharing": "personal"})


async def test_a_table_in_the_trash_takes_its_views_along(quick: Views) -> None:
    await quick.save("x")
    await quick.room.write(lambda scope: trash_table(scope, quick.room.catalogues, "leads"))
    again = await quick.room.write(lambda scope: create_table(scope, quick.room.catalogues, LEADS))
    assert await Views(quick.room, again).names() == ["all"]
