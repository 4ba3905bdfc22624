"""What the tests of records need: a table of customers, and short ways to write and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import service
from leadbase.records.model import Record
from leadbase.records.service import Wish
from leadbase.tables.model import NewField, NewTable, Table
from leadbase.tables.service import create_table
from tests.tables.design import Room

OPTIONS: JsonObject = {"options": [{"handle": "0", "label": "橙子建站"}, {"handle": "7", "label": "巨量线索"}]}

CUSTOMERS = NewTable(
    "客户",
    name="customers",
    fields=[
        NewField("客户名称", "text", name="name"),
        NewField("电话", "phone", name="phone", unique=True),
        NewField("渠道", "choice", name="channel", params=OPTIONS),
        NewField("标签", "multi_choice", name="tags", params=OPTIONS),
        NewField("创建日期", "date", name="day"),
        NewField("创建时间", "time", name="clock"),
        NewField("预算", "decimal", name="budget"),
        NewField("次数", "integer", name="count"),
        NewField("意向", "boolean", name="keen"),
        NewField("下次联系", "datetime", name="next"),
        NewField("备注", "long_text", name="notes"),
        NewField("原始数据", "json", name="raw"),
        NewField("邮箱", "email", name="email"),
        NewField("创建于", "created_time", name="made"),
        NewField("创建者", "created_by", name="maker"),
    ],
)


@dataclass
class Rows:
    """One table in a room."""

    room: Room
    table: Table

    async def save(self, form: JsonObject, *, lenient: bool = False) -> Record:
        return await self.room.write(lambda scope: service.create_record(scope, self.table, form, lenient=lenient))

    async def read(self, record: str) -> Record:
        return await self.room.read(lambda scope: service.get_record(scope, self.table, record))

    async def update(self, record: str, form: JsonObject, *, lenient: bool = False) -> Record:
        return await self.room.write(
            lambda scope: service.update_record(scope, self.table, record, form, lenient=lenient)
        )

    async def trash(self, record: str, version: int | None = None) -> None:
        await self.room.write(lambda scope: service.trash_record(scope, self.table, record, expected_version=version))

    async def restore(self, record: str) -> Record:
        return await self.room.write(lambda scope: service.restore_record(scope, self.table, record))

    async def upsert(self, keys: Sequence[str], form: JsonObject) -> tuple[Record, bool]:
        return await self.room.write(lambda scope: service.upsert_record(scope, self.table, keys, form))

    async def find(self, filter: JsonValue = None, sort: JsonValue = None, *, trashed: bool = False) -> list[Record]:
        wish = Wish(filter, sort, limit=1000, trashed=trashed)
        return list((await self.room.read(lambda scope: service.list_records(scope, self.table, wish))).items)

    async def page(self, wish: Wish) -> tuple[list[Record], str | None]:
        page = await self.room.read(lambda scope: service.list_records(scope, self.table, wish))
        return list(page.items), page.next_cursor

    def value(self, record: Record, name: str) -> object:
        return record.value(self.table.get_field(name))


async def rows_of(room: Room, new: NewTable = CUSTOMERS) -> Rows:
    """Make the table."""
    return Rows(room, await room.write(lambda scope: create_table(scope, room.catalogues, new)))
