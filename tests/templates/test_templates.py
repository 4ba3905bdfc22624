"""Templates make what their files say, on both databases, once or as copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import ensure_workspace
from leadbase.connectors.connector import load_connectors
from leadbase.dashboards import service as dashboards
from leadbase.intake import service as intake
from leadbase.intake.service import Desk
from leadbase.kit.clock import system_clock
from leadbase.kit.facts import Subscriptions
from leadbase.kit.ids import IdSource, is_id
from leadbase.kit.secrets import Sealer
from leadbase.scripts import service as scripts
from leadbase.storage.database import Database
from leadbase.tables import views
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import NewField, NewTable
from leadbase.templates import service
from leadbase.templates.copying import copied, rewritten
from leadbase.templates.model import Applied, TemplateApplied, TemplateInvalid, TemplateUnknown
from leadbase.templates.reading import SETS, load_templates
from leadbase.templates.service import Shelf

TEMPLATES = load_templates()
CUSTOMERS, LOG = "63feff350ef3f00df536eac5", "63ff004a0ef3f00df536edfd"
TUTORIAL = {
    CUSTOMERS: {
        "63ff0191f725340df45e8ebb": ("客户名称", "text"),
        "63ff0191f725340df45e8ebd": ("电话", "text"),
        "63ff0191f725340df45e8ebc": ("渠道", "text"),
        "63ff0191f725340df45e8ec0": ("线索id", "text"),
        "63ff0191f725340df45e8ec1": ("创建日期", "date"),
        "63ff0191f725340df45e8ec2": ("创建时间", "time"),
        "63ff0191f725340df45e8ebe": ("广告计划ID", "text"),
        "63ff0191f725340df45e8ebf": ("广告主ID", "text"),
    },
    LOG: {
        "63ff01a2f725340df45e8f22": ("回调类型", "text"),
        "63ff01a2f725340df45e8f23": ("回调事件", "long_text"),
        "63ff01a2f725340df45e8f24": ("回调时间", "text"),
    },
}


class House:
    """A workspace `main` with its operator, and the shelf of templates."""

    def __init__(self, database: Database) -> None:
        units = Units(database, system_clock, IdSource(), Subscriptions())
        desk = Desk(Sealer(["k" * 32]), "http://localhost:8420", load_connectors())
        self.units = units
        self.shelf = Shelf(TEMPLATES, Catalogues(load_field_types()), desk)
        self.room = ActorRoom(units)

    async def apply(self, name: str, *, as_copy: bool = False) -> Applied:
        return await self.room.write(lambda scope: service.apply(scope, self.shelf, name, as_copy=as_copy))

    async def script_of(self, webhook: str) -> str:
        def read(scope: object) -> str:
            found = intake.get_webhook(scope, webhook)  # pyright: ignore[reportArgumentType]
            return scripts.get_version(scope, found.id, found.live or 0).source  # pyright: ignore[reportArgumentType]

        return await self.room.read(read)


@pytest.fixture
async def house(database: Database) -> House:
    made = House(database)
    await made.units.write(ensure_workspace)
    return made


async def test_the_tutorial_stands_with_its_own_ids_and_types(house: House) -> None:
    applied = await house.apply("feiyu-tutorial")
    assert [(table.id, table.label) for table in applied.tables] == [(CUSTOMERS, "客户"), (LOG, "日志")]
    catalogue = await house.room.read(house.shelf.catalogues.get)
    for table, expected in TUTORIAL.items():
        found = {field.id: (field.label, field.type) for field in catalogue.get_table(table).fields}
        assert found == expected


async def test_tables_have_their_hues_and_views_copies_too(house: House) -> None:
    await house.apply("feiyu-tutorial")
    made = [(await house.apply("feiyu")).tables[0].id, (await house.apply("feiyu", as_copy=True)).tables[0].id]
    catalogue = await house.room.read(house.shelf.catalogues.get)
    assert [table.hue for table in catalogue.tables] == ["blue", "grey", "blue", "blue"]
    for table_id in made:
        table, page = await house.room.read(
            lambda scope, id=table_id: views.list_views(scope, house.shelf.catalogues, id)
        )
        channel = table.get_field("channel").id
        assert [view.label for view in page.items] == ["全部记录", "按渠道", "没有电话"]
        assert (page.items[1].settings["group"], page.items[1].sharing) == (channel, "shared")


async def test_the_tutorials_webhook_runs_the_script_byte_for_byte(house: House) -> None:
    [webhook] = (await house.apply("feiyu-tutorial")).webhooks
    assert webhook.url.startswith("http://localhost:8420/hook/")
    assert webhook.url.endswith("/callback")
    assert (await house.script_of(webhook.id)).encode() == (SETS / "feiyu-tutorial.js").read_bytes()
    found = await house.room.read(lambda scope: intake.get_webhook(scope, webhook.name))
    assert (found.source, found.is_on, found.live) == ("feiyu", True, 1)
    assert found.settings.answer.body == {"code": "0", "message": "success"}
    assert found.settings.dedupe.locations == ()
    assert found.settings.requires_json


async def test_the_other_one_tells_repeats_by_the_leads_id(house: House) -> None:
    [webhook] = (await house.apply("feiyu")).webhooks
    found = await house.room.read(lambda scope: intake.get_webhook(scope, webhook.id))
    assert [location.path for location in found.settings.dedupe.locations] == [("id",)]
    assert found.settings.answer.body == {"code": "0", "message": "success"}
    assert found.settings.requires_json
    assert "63fe" not in await house.script_of(webhook.id)


async def test_a_dashboard_shows_the_tables_beside_which_it_was_made(house: House) -> None:
    made = [await house.apply("feiyu"), await house.apply("feiyu", as_copy=True)]
    assert [[one.label for one in applied.dashboards] for applied in made] == [["线索总览"], ["线索总览 2"]]
    for applied in made:
        [board], [table] = applied.dashboards, applied.tables
        found = await house.room.read(lambda scope, ref=board.id: dashboards.get_dashboard(scope, ref))
        assert {str(tile["table"]) for tile in found.tiles} == {table.id}
        shown = await house.room.read(
            lambda scope, ref=board.id: dashboards.show_dashboard(scope, house.shelf.catalogues, ref)
        )
        assert [tile.problem for tile in shown.tiles] == [None] * len(found.tiles)


async def test_both_can_stand_in_one_workspace(house: House) -> None:
    await house.apply("feiyu-tutorial")
    assert [table.name for table in (await house.apply("feiyu")).tables] == ["customers"]


@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_applied_again_it_lists_what_is_there_and_makes_nothing(house: House, name: str) -> None:
    first = await house.apply(name)
    with pytest.raises(TemplateApplied) as refusal:
        await house.apply(name)
    existing = refusal.value.facts["existing"]
    existing = cast("dict[str, list[dict[str, str]]]", existing)
    assert [table["id"] for table in existing["tables"]] == [table.id for table in first.tables]
    assert [webhook["id"] for webhook in existing["webhooks"]] == [webhook.id for webhook in first.webhooks]
    catalogue = await house.room.read(house.shelf.catalogues.get)
    assert len(catalogue.tables) == len(first.tables)


async def test_a_copy_has_ids_of_its_own_and_a_script_that_names_them(house: House) -> None:
    first = await house.apply("feiyu-tutorial")
    second = await house.apply("feiyu-tutorial", as_copy=True)
    third = await house.apply("feiyu-tutorial", as_copy=True)
    everything = [*first.tables, *second.tables, *third.tables]
    assert len({table.id for table in everything}) == len({table.label for table in everything}) == 6
    catalogue = await house.room.read(house.shelf.catalogues.get)
    source = await house.script_of(second.webhooks[0].id)
    for table in second.tables:
        assert is_id(table.id)
        assert f'saveData("{table.id}"' in source
        for field in catalogue.get_table(table.id).fields:
            assert f'"{field.id}":' in source
    for table, fields in TUTORIAL.items():
        assert not {one for one in (table, *fields) if one in source}
    assert len(source) == len(await house.script_of(first.webhooks[0].id))
    assert len({webhook.url for webhook in (*first.webhooks, *second.webhooks, *third.webhooks)}) == 3


async def test_a_copy_by_name_goes_to_a_table_of_another_name(house: House) -> None:
    await house.apply("feiyu")
    copy = await house.apply("feiyu", as_copy=True)
    [table] = copy.tables
    assert table.name != "customers"
    source = await house.script_of(copy.webhooks[0].id)
    assert f'"{table.name}"' in source
    assert '"customers"' not in source


async def test_an_unknown_template_is_told_the_known_ones(house: House) -> None:
    with pytest.raises(TemplateUnknown) as refusal:
        await house.apply("nosuch")
    assert "feiyu-tutorial" in str(refusal.value.facts["known"])


def test_only_whole_ids_and_whole_names_are_rewritten() -> None:
    source = f"save('customers', {{customers: 1}}); x('my customers'); // {CUSTOMERS} a{CUSTOMERS}"
    found = rewritten(source, {CUSTOMERS: LOG}, {"customers": "customers_2"})
    assert found == f"save('customers_2', {{customers: 1}}); x('my customers'); // {LOG} a{CUSTOMERS}"


def test_a_copys_links_lead_to_the_copy_and_other_links_where_they_led() -> None:
    def link(table: str) -> NewField:
        return NewField(table, "link", params={"table": table})

    made = [
        NewTable("客户", id=CUSTOMERS, name="customers"),
        NewTable("订单", name="orders", fields=[link("customers"), link(CUSTOMERS), link("orders"), link("elsewhere")]),
    ]
    template = replace(TEMPLATES["feiyu"], tables=made, webhooks=[])
    _, orders = copied(template, lambda: LOG, {"customers", "orders"}, []).tables
    assert [field.params["table"] for field in orders.fields] == ["customers2", LOG, "orders2", "elsewhere"]


BROKEN = {
    "no toml": "label_zh = ",
    "no label": 'label_zh = "x"',
    "unknown member": 'colour = "red"',
    "script missing": (SETS / "feiyu.toml").read_text("utf-8").replace("feiyu.js", "nowhere.js"),
    "field without type": (SETS / "feiyu.toml").read_text("utf-8").replace('type = "phone"', 'type = ""'),
    "view of no group": (SETS / "feiyu.toml").read_text("utf-8").replace('group = "channel"', "group = 7"),
    "tables that are none": (SETS / "feiyu.toml").read_text("utf-8").replace("[[tables]]", "[tables]"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.toml").write_text(text, "utf-8")
    (tmp_path / "feiyu.js").write_text("", "utf-8")
    with pytest.raises(TemplateInvalid) as refusal:
        load_templates(tmp_path)
    assert refusal.value.facts["template"] == "broken.toml"


async def test_a_preview_tells_all_that_will_be_made_and_that_nothing_is_in_the_way(house: House) -> None:
    preview = await house.room.read(lambda scope: service.preview(scope, house.shelf, "feiyu-tutorial"))
    assert [len(table.fields) for table in preview.template.tables] == [8, 3]
    assert (preview.existing.tables, preview.existing.webhooks) == ([], [])


async def test_a_preview_names_what_is_there_already_where_the_template_would_put_its_own(house: House) -> None:
    await house.apply("feiyu-tutorial")
    preview = await house.room.read(lambda scope: service.preview(scope, house.shelf, "feiyu-tutorial"))
    assert {one.id for one in preview.existing.tables} == {CUSTOMERS, LOG}
    assert len(preview.existing.webhooks) == 1


async def test_the_webhooks_of_a_copy_are_off_until_someone_turns_them_on(house: House) -> None:
    await house.apply("feiyu-tutorial")
    copy = await house.apply("feiyu-tutorial", as_copy=True)
    made = await house.room.read(lambda scope: intake.get_webhook(scope, copy.webhooks[0].id))
    assert not made.is_on
