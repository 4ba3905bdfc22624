"""Export, import into an empty workspace, export: the same bytes, whatever the workspace holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadbase.bundles.archive import unzip_files, zip_files
from leadbase.bundles.spelling import Files, spell
from leadbase.intake import service as intake
from leadbase.intake.service import NewWebhook
from leadbase.kit.json import JsonObject
from leadbase.tables import fields, views
from leadbase.tables import service as tables
from leadbase.tables.field_type import load_field_types
from leadbase.tables.model import NewField
from leadbase.tables.view_model import NewView
from tests.bundles.conftest import House

ENDS = ("\n", "\r\n", "\r")


async def test_a_workspace_comes_out_of_its_bundle_byte_for_byte(house: House) -> None:
    room = await house.filled()
    await room.write(lambda scope: tables.change_table(scope, house.catalogues, "customers", {"name": "buyers"}))
    await room.write(lambda scope: intake.save_draft(scope, "feiyu", "// a draft\r\n", "javascript", None))
    first = await house.export(room)
    second = await house.export(await house.room())
    assert first == second
    other = await house.room("other")
    imported = await house.bring(other, first)
    assert {change.action for change in imported.difference.changes} == {"make"}
    assert await house.export(other) == first
    assert (await house.bring(other, first)).difference.changes == []


async def test_what_no_bundle_may_tell_is_in_none(house: House) -> None:
    room = await house.filled()
    verify = {"kind": "shared_secret", "at": {"in": "header", "path": ["x-token"]}, "secret": "k9-sesame"}
    await room.write(
        lambda scope: intake.create_webhook(scope, house.desk, NewWebhook("Door", settings={"verify": verify}))
    )
    url = await room.read(lambda scope: intake.webhook_urls(scope, house.desk, [intake.get_webhook(scope, "Door")]))
    key = next(iter(url.values())).split("/")[4]
    files = await house.export(room)
    whole = b"".join(files.values())
    sealed = (await room.read(lambda scope: intake.get_webhook(scope, "Door"))).settings.verify.secret
    assert b"x-token" in whole
    assert [secret for secret in ("k9-sesame", sealed, key) if secret.encode() in whole] == []
    other = await house.room("other")
    [door] = [one for one in (await house.bring(other, files)).webhooks if one.name == "Door"]
    assert door.needs_secret and key not in door.url
    assert await house.export(other) == files


async def test_a_deleted_field_leaves_no_trace_in_views(small_house: House) -> None:
    room = await small_house.filled()
    new = NewView("By channel", "shared", {"group": "channel", "sort": [{"field": "phone", "descending": True}]})
    await room.write(lambda scope: views.create_view(scope, small_house.catalogues, "customers", new))
    await room.write(lambda scope: fields.trash_field(scope, small_house.catalogues, "customers", "channel"))
    files = await small_house.export(room)
    other = await small_house.room("other")
    await small_house.bring(other, files)
    assert await small_house.export(other) == files


async def test_tables_that_link_in_a_circle_are_made_with_their_order(house: House) -> None:
    room = await house.filled()
    for here, there in pairwise(("customers", "日志", "客户", "customers", "customers")):
        new = NewField(f"to {there}", "link", params={"table": there})
        await room.write(lambda scope, at=here, one=new: fields.create_field(scope, house.catalogues, at, one))
        await room.write(
            lambda scope, at=here, one=new: fields.order_fields(
                scope, house.catalogues, at, [house.catalogues.fresh(scope).get_table(at).fields[-1].id]
            )
        )
    files = await house.export(room)
    other = await house.room("other")
    await house.bring(other, files)
    assert await house.export(other) == files


async def test_the_archive_is_the_same_for_the_same_bundle(small_house: House) -> None:
    room = await small_house.filled()
    files = await small_house.export(room)
    packed = zip_files(files)
    assert packed == zip_files(dict(sorted(files.items(), reverse=True)))
    assert {**unzip_files(packed, "zip"), ".gitattributes": files[".gitattributes"]} == files


NAMES = st.lists(
    st.sampled_from([*"abcxyz", "客户", "con", "Äpfel", "名" * 60, "𠀀" * 64, "long" * 16]),
    min_size=1,
    max_size=4,
    unique=True,
)
LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    lambda text: text == text.strip() and text != ""
)
TYPES = load_field_types()
PARAMS: dict[str, Sequence[JsonObject]] = {
    name: [sample.params for sample in kind.samples] or [{}] for name, kind in TYPES.items()
}
SOURCES = st.builds(
    "".join, st.lists(st.sampled_from(["a", "线索", "\t", "🐟", *ENDS, "\\u0000", "</script>"]), max_size=30)
)


def fields_of(draw: st.DrawFn, new_id: Callable[[], str], tables: Sequence[str]) -> list[dict[str, Any]]:
    """Make up the fields of a table; links lead to any of these tables."""
    made: list[dict[str, Any]] = []
    for name in draw(NAMES):
        kind = draw(st.sampled_from(list(TYPES)))
        params = dict(draw(st.sampled_from(PARAMS[kind])))
        if TYPES[kind].refers == "record":
            params["table"] = draw(st.sampled_from(tables))
        made.append(
            {
                "id": new_id(),
                "name": name,
                "label": draw(LABELS),
                "type": kind,
                "aliases": [f"was_{name}"[:64]] if draw(st.booleans()) else [],
                "description": draw(st.sampled_from(["", "a\nb", '"quoted"'])),
                "required": not TYPES[kind].computed and draw(st.booleans()),
                "unique": TYPES[kind].unique_allowed and draw(st.booleans()),
                "default": draw(LABELS) if kind == "long_text" else None,
                "params": params,
            }
        )
    return made


def view_of(draw: st.DrawFn, public_id: str) -> dict[str, Any]:
    """Make up a view."""
    order = [{"field": "_created_at", "descending": draw(st.booleans())}]
    settings = {"sort": order, "frozen": draw(st.integers(0, 5))}
    return {"id": public_id, "name": "mine", "label": draw(LABELS), "locked": draw(st.booleans()), "settings": settings}


def webhook_of(draw: st.DrawFn, public_id: str) -> dict[str, bytes]:
    """Make up the files of a webhook."""
    told: dict[str, Any] = {
        "id": public_id,
        "name": draw(NAMES)[0],
        "label": draw(LABELS),
        "source": draw(st.sampled_from(["feiyu", "generic"])),
        "suffix": "callback",
        "on": draw(st.booleans()),
        "settings": {"answer": {"status": 200, "body": {"z": 1, "a": [1.5, None, {}]}}, "dedupe_days": 7},
        "script": {"language": "javascript", "file": "any.js"},
        "draft": {"language": "javascript", "file": "draft.js"},
    }
    sources = {f"webhooks/{name}.js": draw(SOURCES).encode() for name in ("any", "draft")}
    return {"webhooks/any.json": spell(told), **sources}


@st.composite
def designs(draw: st.DrawFn) -> Files:
    """Give the files of a made-up workspace."""
    ids = iter(range(1, 10_000))

    def new_id() -> str:
        return f"{next(ids):024x}"

    zone, language = draw(st.sampled_from([("Asia/Shanghai", "zh-CN"), ("Europe/Berlin", "en"), ("UTC", "en")]))
    known = {name: new_id() for name in draw(NAMES)}
    files = {
        "manifest.json": spell({"kind": "leadbase-bundle", "format": 1, "made_by": "Leadbase 0"}),
        "workspace.json": spell({"zone": zone, "language": language, "tables": list(known)}),
    }
    for number, (name, table) in enumerate(known.items()):
        told = {
            "id": table,
            "name": name,
            "label": draw(LABELS),
            "hue": "teal",
            "aliases": [f"was_{number}"],
            "fields": fields_of(draw, new_id, list(known.values())),
            "views": [view_of(draw, new_id())] if draw(st.booleans()) else [],
        }
        files[f"tables/{number}.json"] = spell(told)
    return {**files, **webhook_of(draw, new_id())} if draw(st.booleans()) else files


@pytest.mark.timeout(120)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)
@given(st.data())
async def test_any_workspace_comes_out_of_its_bundle_byte_for_byte(small_house: House, data: st.DataObject) -> None:
    files = data.draw(designs())
    number = next(COUNT)
    first, second = await small_house.room(f"a{number}"), await small_house.room(f"b{number}")
    await small_house.bring(first, files)
    exported = await small_house.export(first)
    await small_house.bring(second, exported)
    assert await small_house.export(second) == exported
    assert (await small_house.bring(first, exported)).difference.changes == []


COUNT = iter(range(1_000_000))
