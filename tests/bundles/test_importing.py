"""An import changes what differs, names what can't agree, removes nothing unasked, and is never half done."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from leadbase.bundles import applying, service
from leadbase.bundles.model import (
    BundleConflicts,
    BundlePartRefused,
    BundlePlanChanged,
    BundleScriptBroken,
    Change,
    Imported,
    Wishes,
)
from leadbase.bundles.parts import Bundle
from leadbase.bundles.reading import read_files
from leadbase.bundles.spelling import Files, spell
from leadbase.intake import service as intake
from leadbase.records import service as records
from leadbase.scripts import service as scripts
from leadbase.tables import fields
from leadbase.tables import service as tables
from leadbase.tables.model import NewField, NewTable
from tests.bundles.conftest import EXACT, House

CUSTOMERS, FEIYU = "tables/customers.json", "webhooks/feiyu.json"


def edited(files: Files, path: str, edit: Callable[[dict[str, Any]], object]) -> Files:
    """Give the files with one of them edited by hand."""
    raw = json.loads(files[path])
    edit(raw)
    return {**files, path: spell(raw)}


def told(imported: Imported, *actions: str) -> list[tuple[str, str, str]]:
    """Give what an import does, but for what it leaves."""
    changes: list[Change] = [
        one for one in imported.difference.changes if one.action in (actions or ("make", "change"))
    ]
    return [(one.action, one.thing, f"{one.table}.{one.name}" if one.table else one.name) for one in changes]


async def test_what_differs_is_changed_in_place(house: House) -> None:
    room = await house.filled()
    files = await house.export(room)

    def edit(raw: dict[str, Any]) -> None:
        raw["label"], raw["name"] = "Buyers", "buyers"
        phone = next(field for field in raw["fields"] if field["name"] == "phone")
        phone["label"], phone["required"] = "Mobile", True
        raw["fields"].append({"id": "f" * 24, "name": "score", "label": "Score", "type": "integer"})
        raw["fields"].insert(0, raw["fields"].pop())
        raw["views"][0]["settings"]["frozen"] = 3
        raw["views"].reverse()

    wanted = edited(files, CUSTOMERS, edit)
    wanted = edited(wanted, "workspace.json", lambda raw: raw.update(tables=["buyers"], zone="Europe/Berlin"))
    wanted = {**wanted, "webhooks/feiyu.js": wanted["webhooks/feiyu.js"] + b"\n// more\n"}
    planned = await house.rehearse(room, wanted)
    assert await house.export(room) == files
    done = await house.bring(room, wanted)
    assert planned.difference == done.difference
    assert told(done) == [
        ("change", "workspace", "workspace"),
        ("change", "table", "buyers"),
        ("make", "field", "buyers.score"),
        ("change", "field", "buyers.phone"),
        ("change", "order", "buyers.fields"),
        ("change", "view", f"buyers.{json.loads(files[CUSTOMERS])['views'][0]['name']}"),
        ("change", "order", "buyers.views"),
        ("change", "order", "tables"),
        ("change", "script", "feiyu"),
    ]
    after = await house.export(room)
    assert json.loads(after["tables/buyers.json"])["aliases"] == ["customers"]
    assert (await house.bring(room, wanted)).difference.is_empty
    found = await room.read(lambda scope: intake.get_webhook(scope, "feiyu"))
    assert found.live == 2
    version = await room.read(lambda scope: scripts.get_version(scope, found.id, 2))
    assert version.source.endswith("// more\n")


async def test_names_can_go_round_among_tables_and_fields(house: House) -> None:
    room = await house.filled()
    files = await house.export(room)
    turned = edited(files, "tables/日志.json", lambda raw: raw.update(name="客户"))
    turned = edited(turned, "tables/客户.json", lambda raw: raw.update(name="日志"))

    def turn(raw: dict[str, Any]) -> None:
        first, second = raw["fields"][:2]
        first["name"], second["name"] = second["name"], first["name"]

    turned = edited(turned, CUSTOMERS, turn)
    await house.bring(room, turned)
    after = await house.export(room)
    assert json.loads(after["tables/客户.json"]) == json.loads(turned["tables/日志.json"])
    assert json.loads(after[CUSTOMERS]) == json.loads(turned[CUSTOMERS])


async def test_nothing_is_removed_unless_it_is_asked_for(house: House) -> None:
    room = await house.filled()
    files = await house.export(room)
    less = {
        path: text
        for path, text in files.items()
        if "日志" not in path and path.startswith(("tables", "webhooks/feiyu_", "workspace", "man", ".g"))
    }
    less = edited(less, "workspace.json", lambda raw: (raw["tables"].remove("日志"), raw.pop("dashboards")))
    less = edited(less, CUSTOMERS, lambda raw: (raw["fields"].pop(), raw.pop("views")))
    left = await house.bring(room, less)
    assert told(left) == [] and await house.export(room) == files
    gone = told(left, "leave")
    pruned = await house.bring(room, less, replace(EXACT, prune=True))
    assert [(thing, name) for _, thing, name in told(pruned, "remove")] == [(thing, name) for _, thing, name in gone]
    assert {thing for _, thing, _ in gone} == {"table", "field", "view", "webhook", "dashboard"}
    assert await house.export(room) == less
    with pytest.raises(BundleConflicts) as refused:
        await house.bring(room, files)
    codes = {one["code"] for one in refused.value.facts["conflicts"]}  # pyright: ignore
    assert codes == {"bundle_in_trash"}


async def test_new_webhooks_are_off_and_others_stay_as_they_are(house: House) -> None:
    files = await house.export(await house.filled())
    other = await house.room("other")
    made = await house.bring(other, files, Wishes())
    assert {(one.on, one.url.startswith("http://localhost:8420/hook/")) for one in made.webhooks} == {(False, True)}
    await other.write(lambda scope: intake.change_webhook(scope, house.desk, "feiyu", intake.WebhookChange(is_on=True)))
    off = edited(files, FEIYU, lambda raw: raw.update(on=False))
    assert told(await house.bring(other, off, Wishes())) == []
    assert told(await house.bring(other, off, EXACT))[0] == ("change", "webhook", "feiyu")


async def test_conflicts_are_named_and_nothing_is_done(house: House) -> None:
    room = await house.filled()
    files = await house.export(room)

    def edit(raw: dict[str, Any]) -> None:
        raw["label"] = "Changed"
        raw["fields"][0] |= {"type": "long_text", "params": {}}

    wrong = edited(files, CUSTOMERS, edit)
    wrong = edited(wrong, "tables/日志.json", lambda raw: raw.update(id="a" * 24))
    wrong = edited(wrong, FEIYU, lambda raw: raw.update(source="generic"))
    planned = await house.rehearse(room, wrong)
    assert [(one.code, one.facts["file"]) for one in planned.difference.conflicts] == [
        ("bundle_name_taken", "tables/日志.json"),
        ("bundle_type_differs", CUSTOMERS),
        ("bundle_fixed", FEIYU),
    ]
    assert "use the change of type" in planned.difference.conflicts[1].message("en")
    assert "更改字段类型" in planned.difference.conflicts[1].message("zh-CN")
    with pytest.raises(BundleConflicts):
        await house.bring(room, wrong)
    assert await house.export(room) == files


async def test_records_in_the_way_are_told_with_the_file_before_anything_is_done(house: House) -> None:
    room = await house.filled()
    await room.write(
        lambda scope: records.create_record(scope, house.catalogues.get(scope).get_table("customers"), {"name": "Li"})
    )
    files = await house.export(room)
    wrong = edited(files, CUSTOMERS, lambda raw: [one.update(required=True) for one in raw["fields"][:4]])
    for attempt in (house.rehearse, house.bring):
        with pytest.raises(BundlePartRefused) as refused:
            await attempt(room, wrong)
        assert refused.value.facts["cause"] == "records_in_the_way"
        assert refused.value.message("en").startswith(f"{CUSTOMERS} is refused: ")
        assert await house.export(room) == files


async def test_a_script_that_can_not_run_goes_nowhere(house: House) -> None:
    files = await house.export(await house.filled())
    other = await house.room("other")
    wrong = {**files, "webhooks/feiyu.js": "// §".encode()}
    with pytest.raises(BundleScriptBroken, match=r"webhooks/feiyu\.js, line 1, column 4"):
        await house.bring(other, wrong)
    assert (await other.read(house.catalogues.fresh)).tables == ()


STEPS = ("create_table", "create_field", "create_view", "create_webhook", "go_live")


@pytest.mark.parametrize("step", STEPS)
async def test_an_import_that_dies_in_the_middle_has_done_nothing(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await house.filled()
    link = NewField("Buyer", "link", params={"table": "customers"})
    await room.write(lambda scope: fields.create_field(scope, house.catalogues, "日志", link))
    files = await house.export(room)
    other = await house.room("other")
    await other.write(lambda scope: tables.create_table(scope, house.catalogues, NewTable("Mine", name="mine")))
    before = await house.export(other)
    place = next(
        one for one in (applying.tables, applying.fields, applying.views, applying.intake) if hasattr(one, step)
    )
    real = getattr(place, step)

    def dying(*arguments: Any) -> Any:
        real(*arguments)
        raise KeyError(step)

    monkeypatch.setattr(place, step, dying)
    with pytest.raises(KeyError):
        await house.bring(other, files)
    monkeypatch.undo()
    assert await house.export(other) == before
    await house.bring(other, files, replace(EXACT, prune=True))
    assert await house.export(other) == files


async def test_another_difference_than_the_one_that_was_shown_is_refused(small_house: House) -> None:
    room = await small_house.filled()
    files = await small_house.export(room)
    wanted = edited(files, CUSTOMERS, lambda raw: raw.update(label="Buyers"))
    shown = await small_house.rehearse(room, wanted)
    await room.write(
        lambda scope: tables.change_table(scope, small_house.catalogues, "customers", {"description": "new"})
    )
    with pytest.raises(BundlePlanChanged):
        await small_house.bring(room, wanted, replace(EXACT, plan=shown.difference.plan))
    again = await small_house.rehearse(room, wanted)
    await small_house.bring(room, wanted, replace(EXACT, plan=again.difference.plan))


async def test_files_are_read_beside_the_loop_that_answers(small_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await small_house.filled()
    files = await small_house.export(room)
    threads: list[threading.Thread] = []

    def read(*given: Any) -> Bundle:
        threads.append(threading.current_thread())
        return read_files(*given)

    monkeypatch.setattr(service, "read_files", read)
    await small_house.bring(room, files)
    await small_house.rehearse(room, files)
    assert len(threads) == 2
    assert threading.main_thread() not in threads
