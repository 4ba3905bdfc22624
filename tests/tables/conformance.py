"""What every field type must keep, asked of each member by its own samples; none is named here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import pytest

from leadbase.kit.json import JsonObject, compact
from leadbase.kit.paging import Page
from leadbase.records import service as records
from leadbase.records.model import Record, ValueNotFitting
from leadbase.records.service import Wish
from leadbase.tables.field_type import FieldType, Sample, Setting, check, fits, refuses
from leadbase.tables.model import NewField, NewTable, Table
from leadbase.tables.schemas import FieldTypeOut
from leadbase.tables.service import create_table
from tests.tables.design import Room, make_member


def taken(kind: FieldType) -> list[Sample]:
    return [sample for sample in kind.samples if sample.refused is None]


def check_member(name: str, kind: FieldType) -> None:
    """Its own samples hold, and what it shows it reads back."""
    assert list(check(name, kind)) == []
    for sample in taken(kind):
        setting = Setting(kind.params.parse(sample.params))
        assert kind.parse(kind.format(sample.value, setting), setting) == sample.value
        assert compact(kind.format(sample.value, setting)) == compact(sample.shown)
    shown = FieldTypeOut.of(name, kind)
    assert shown.label["zh-CN"] and shown.label["en"] and shown.operators and shown.group and shown.icon


async def check_stored(room: Room, name: str, kind: FieldType) -> None:
    """What it takes comes back from the database the same and is found again; what it refuses is refused."""
    for index, (params, samples) in enumerate(_by_params(kind)):
        label = f"{name} {index}"
        new = NewTable(label, fields=[NewField("value", name, params=params)])
        if kind.refers == "record":
            target = NewTable("target", id=str(params["table"]))
            await room.write(lambda scope, new=target: create_table(scope, room.catalogues, new))
        table = await room.write(lambda scope, new=new: create_table(scope, room.catalogues, new))
        if kind.reads is not None:
            await _check_computed(room, table)
        elif kind.given:
            await _check_given(room, table, samples)
        elif kind.refers is not None:
            await _check_referring(room, table, samples)
        else:
            await _check_written(room, table, samples)


async def _check_written(room: Room, table: Table, samples: Sequence[Sample]) -> None:
    for sample in samples:
        form = {"value": sample.raw}
        if sample.refused is not None:
            await _check_refused(room, table, sample)
            continue
        made = await room.write(lambda scope, form=form: records.create_record(scope, table, form))
        read = await room.read(lambda scope, made=made: records.get_record(scope, table, made.id))
        assert read == made
        assert read.value(table.get_field("value")) == sample.value
        if "eq" in table.get_field("value").kind.operators:
            wish = Wish(filter={"and": [{"field": "value", "op": "eq", "value": sample.shown}]}, limit=1000)
            found: Page[Record] = await room.read(lambda scope, wish=wish: records.list_records(scope, table, wish))
            assert made.id in [record.id for record in found.items]


async def _check_refused(room: Room, table: Table, sample: Sample) -> None:
    """Strict writers are told why; lenient ones keep what can be kept, with an issue."""
    field, form = table.get_field("value"), {"value": sample.raw}
    with pytest.raises(ValueNotFitting):
        await room.write(lambda scope: records.create_record(scope, table, form))
    if sample.refused == "not_text":
        return  # lenient writers turn it into text
    made = await room.write(lambda scope: records.create_record(scope, table, form, lenient=True))
    assert _reasons(made) == {field.id: sample.refused}
    assert made.values.get(field.id) == sample.kept


async def _check_referring(room: Room, table: Table, samples: Sequence[Sample]) -> None:
    """What is there is taken and found again; what is not is refused, or left out with an issue."""
    field = table.get_field("value")
    reason = "member_unknown" if field.kind.refers == "member" else "linked_record_unknown"
    referent = await _referent(room, table)
    for sample in samples:
        stranger = refuses(sample.raw, sample.refused or reason)
        await _check_refused(room, table, stranger)
    await _check_written(room, table, [fits(referent, referent, referent)])


async def _referent(room: Room, table: Table) -> str:
    """Make something that the field can refer to, and give its id."""
    target = table.get_field("value").find_target(table)
    if target is not None:
        return (await room.write(lambda scope: records.create_record(scope, target, {}))).id
    await make_member(room)
    return room.actor.id


async def _check_computed(room: Room, table: Table) -> None:
    made = await room.write(lambda scope: records.create_record(scope, table, {}))
    read = await room.read(lambda scope: records.get_record(scope, table, made.id))
    assert read.value(table.get_field("value")) is not None
    assert read.value(table.get_field("value")) == made.value(table.get_field("value"))


async def _check_given(room: Room, table: Table, samples: Sequence[Sample]) -> None:
    """Each record gets the next number, which it is found by and keeps, and which nobody writes."""
    field = table.get_field("value")
    made = [await room.write(lambda scope: records.create_record(scope, table, {})) for _ in range(3)]
    assert [one.value(field) for one in made] == [1, 2, 3]
    wish = Wish(filter={"value": field.kind.format(2, field.setting)})
    found: Page[Record] = await room.read(lambda scope: records.list_records(scope, table, wish))
    assert [one.id for one in found.items] == [made[1].id]
    for sample in samples:
        form = {"value": sample.raw}
        with pytest.raises(ValueNotFitting):
            await room.write(lambda scope, form=form: records.update_record(scope, table, made[0].id, form))
        await room.write(lambda scope, form=form: records.update_record(scope, table, made[0].id, form, lenient=True))
    kept = await room.read(lambda scope: records.get_record(scope, table, made[0].id))
    assert kept.value(field) == 1


def _by_params(kind: FieldType) -> list[tuple[JsonObject, list[Sample]]]:
    grouped: dict[str, tuple[JsonObject, list[Sample]]] = {}
    for sample in kind.samples:
        grouped.setdefault(compact(sample.params), (sample.params, []))[1].append(sample)
    return list(grouped.values())


def _reasons(record: Record) -> dict[str, str]:
    issues = cast("Mapping[str, Mapping[str, str]]", record.issues)
    return {field: issue["reason"] for field, issue in issues.items()}
