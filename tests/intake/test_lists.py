"""Lists of events: finding some of them, and what each line tells."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leadbase.intake.briefs import Brief, Writes, briefs
from leadbase.intake.inspection import EventList, Wanted, list_events
from leadbase.intake.model import State
from leadbase.intake.titles import title_of
from tests.intake.house import House
from tests.intake.leads import BY_ID, OBEY, SAVE, make_leads

JSON = (("content-type", "application/json"),)


async def listed(house: House, limit: int = 50, cursor: str | None = None, **wanted: Any) -> EventList:
    """List events."""
    return await house.room.read(lambda scope: list_events(scope, Wanted(**wanted), limit, cursor))


async def told(house: House) -> list[Brief]:
    """Give every event in short, newest first."""
    found = (await listed(house)).items
    return list(await house.room.read(lambda scope: briefs(scope, found)))


async def ids(house: House, **wanted: Any) -> list[str]:
    """Give the ids of the events that fit."""
    return [event.id for event in (await listed(house, **wanted)).items]


async def test_a_line_tells_whose_lead_it_is_what_it_wrote_and_on_which_version(house: House) -> None:
    table = await make_leads(house)
    webhook, url = await house.webhook(SAVE, source="feiyu")
    await house.push(url, {"id": "1", "name": "张三", "telphone": "13800006021"})
    [line] = await told(house)
    assert line.title == "张三 138****6021"
    assert (line.writes, line.version, line.error) == ([Writes(table, created=1)], 1, None)
    assert line.webhook is not None and (line.webhook.name, line.webhook.source) == (webhook.name, "feiyu")
    assert line.took_ms is not None and line.took_ms > 0


async def test_a_line_of_a_failed_event_tells_the_first_line_of_why(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(OBEY)
    await house.push(url, {"id": "1", "fail": "first\nsecond"})
    [line] = await told(house)
    assert line.error is not None and line.error.endswith("no good: first")
    assert line.writes == ()


async def test_events_are_found_by_the_start_of_their_id_and_by_a_record_that_they_wrote(house: House) -> None:
    await make_leads(house)
    _, url = await house.webhook(SAVE)
    for lead in ("1", "2"):
        await house.push(url, {"id": lead})
    newer, older = await ids(house)
    record = (await house.event(older)).effects[0].record
    assert await ids(house, text=older) == [older]
    assert newer in await ids(house, text=newer[:8])
    assert await ids(house, text=record) == [older]
    assert await ids(house, text="0" * 24) == []


@pytest.mark.parametrize("escaped", [True, False])
async def test_events_are_found_by_a_part_of_their_body_however_it_spells_chinese(house: House, escaped: bool) -> None:
    _, url = await house.webhook()
    body = json.dumps({"name": "王小明", "phone": "13900000001"}, ensure_ascii=escaped)
    await house.client.post(url, content=body.encode(), headers=dict(JSON))
    await house.push(url, {"name": "李雷"})
    found = await listed(house, text="王小")
    assert [event.size for event in found.items] == [len(body.encode())]
    assert found.searched == 2_000
    assert await ids(house, text="13900000001") == [found.items[0].id]


async def test_pages_of_a_search_give_each_event_once(house: House) -> None:
    _, url = await house.webhook()
    for number in range(5):
        await house.push(url, {"note": f"lead {number}"})
    first = await listed(house, limit=3, text="lead")
    second = await listed(house, limit=3, cursor=first.next_cursor, text="lead")
    assert [event.id for event in (*first.items, *second.items)] == await ids(house)


async def test_duplicates_versions_and_newer_events_can_be_asked_for(house: House) -> None:
    await make_leads(house)
    webhook, url = await house.webhook(SAVE, settings=BY_ID)
    await house.push(url, {"id": "1"})
    await house.push(url, {"id": "1"})
    await house.publish(webhook.id, SAVE)
    await house.push(url, {"id": "2"})
    third, second, first = await ids(house)
    assert await ids(house, duplicate=True) == [second]
    assert await ids(house, duplicate=False) == [third, first]
    assert await ids(house, version=1) == [first]
    assert await ids(house, version=2) == [third]
    assert await ids(house, after=first) == [third, second]


async def test_an_event_knows_its_neighbours_of_the_same_webhook(house: House) -> None:
    _, url = await house.webhook()
    _, other = await house.webhook(label="Other")
    for address in (url, other, url):
        await house.push(address, {})
    newest, between, oldest = await ids(house)
    assert ((await house.event(newest)).previous, (await house.event(newest)).next) == (oldest, None)
    assert ((await house.event(oldest)).previous, (await house.event(oldest)).next) == (None, newest)
    assert (await house.event(between)).previous is None


async def test_a_title_survives_bytes_that_are_gone_and_a_state_that_has_no_attempt(house: House) -> None:
    webhook, url = await house.webhook(settings=BY_ID)
    await house.push(url, {"id": "1", "name": "张三"})
    await house.push(url, {"id": "1", "name": "张三"})
    duplicate, first = await told(house)
    assert (duplicate.event.state, duplicate.version, duplicate.took_ms) == (State.DUPLICATE, None, None)
    await house.forget_payload(first.event.id)
    assert [line.title for line in await told(house)] == ["张三", None]
    assert webhook.id


@pytest.mark.parametrize(
    ("body", "headers", "title"),
    [
        ('{"name": "张三", "telphone": 13800006021}', JSON, "张三 138****6021"),
        ('{"data": {"Phone": "13800006021"}}', JSON, "138****6021"),
        ('{"\\u59d3\\u540d": "\\u674e\\u56db"}', JSON, "李四"),
        ('{"name": "cut off', JSON, None),
        ('{"name": "Li \\"Bob\\" Lei", "tel": "123456"}', JSON, 'Li "Bob" Lei ****'),
        (
            "name=%E5%BC%A0%E4%B8%89&phone=13800006021",
            (("content-type", "application/x-www-form-urlencoded"),),
            "张三 138****6021",
        ),
        ('{"name": "张三"}', (("content-encoding", "gzip"),), None),
        ('{"id": "1"}', JSON, None),
        ("", (), None),
    ],
)
def test_a_title_is_made_of_the_likely_name_and_a_masked_phone(
    body: str, headers: tuple[tuple[str, str], ...], title: str | None
) -> None:
    assert title_of(body.encode(), headers) == title


def test_a_title_of_hostile_bytes_is_made_at_once() -> None:
    assert title_of(b'"' * 5_000 + b"\xff", JSON) is None
    assert title_of(b'{"' + b"\\" * 9_000, JSON) is None
