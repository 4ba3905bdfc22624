"""The tutorial's own scripts run unchanged: answered, one log row and one customer row for each lead."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from leadbase.access.workspaces import WorkspaceChanges, update_workspace
from leadbase.intake.model import State
from leadbase.kit.json import JsonObject, JsonValue
from tests.intake.house import CUSTOMERS, LOG, House, misfits

SCRIPTS = Path(__file__).parent / "scripts"
LEAD: JsonObject = {
    "id": "6805367880608123456",
    "name": "张三",
    "telphone": "13800138000",
    "clue_source": 5,
    "create_time": "1584498183",
    "ad_id": "1661234567890123",
    "adv_id": "1234567890123456",
}
SUCCESS = {"code": "0", "message": "success"}


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def process_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    """Put this process, and the sandbox that it starts, into another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield str(request.param)
    monkeypatch.undo()
    time.tzset()


async def customer(house: House) -> dict[str, JsonValue]:
    """Give the only customer's values by the end of the field's id."""
    [found] = await house.records(CUSTOMERS, by_id=True)
    return {key[-4:]: value for key, value in found.items() if not key.startswith("_")}


async def test_the_template_makes_the_tutorial_work(house: House) -> None:
    url = await house.template()
    assert url.endswith("/callback")
    answer = await house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert await customer(house) == {
        "8ebb": "张三",
        "8ebd": "13800138000",
        "8ebc": "字节 - 抖音企业号",
        "8ec0": "6805367880608123456",
        "8ec1": "2020-03-18",
        "8ec2": "10:23:03",
        "8ebe": "1661234567890123",
        "8ebf": "1234567890123456",
    }
    [log] = await house.records(LOG, by_id=True)
    assert log["63ff01a2f725340df45e8f22"] == "线索回调"
    assert json.loads(str(log["63ff01a2f725340df45e8f23"])) == LEAD
    [event] = await house.events()
    detail = await house.event(event.id)
    assert event.state is State.DONE
    assert not event.has_issues
    assert [effect.operation for effect in detail.effects] == ["create", "create"]
    assert [attempt.outcome for attempt in detail.attempts] == ["done"]
    [found] = await house.records(CUSTOMERS)
    assert found["_source_event"] == event.id


@pytest.mark.parametrize("name", ["hook-log.js", "hook-full.js"])
async def test_the_scripts_run_unchanged(house: House, name: str) -> None:
    url = await house.template()
    source = (SCRIPTS / name).read_text("utf-8")
    await house.publish("feiyu_callback", source)
    answer = await house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert len(await house.records(LOG)) == 1
    assert len(await house.records(CUSTOMERS)) == (1 if name == "hook-full.js" else 0)


@pytest.mark.parametrize("name", ["hook-log.nbsp.js", "hook-full.nbsp.js"])
async def test_their_twins_with_pasted_spaces_run_and_keep_what_stands_in_strings(house: House, name: str) -> None:
    url = await house.template()
    await house.publish("feiyu_callback", (SCRIPTS / name).read_text("utf-8"))
    answer = await house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    [log] = await house.records(LOG, by_id=True)
    assert str(log["63ff01a2f725340df45e8f24"])[10] == "\u00a0"
    assert json.loads(str(log["63ff01a2f725340df45e8f23"])) == LEAD
    if name == "hook-full.nbsp.js":
        values = await customer(house)
        assert values["8ebc"] == "字节\u00a0-\u00a0抖音企业号"
        assert (values["8ec1"], values["8ec2"]) == ("2020-03-18", "10:23:03")


@pytest.mark.parametrize(
    ("code", "channel"),
    [
        (0, "字节-橙子建站"),
        ("1", "字节-橙子建站"),
        (2, "其他渠道- 外部导入"),
        ("11", "字节 - 住小帮"),
        (99, None),
        (None, None),
    ],
)
async def test_a_known_channel_is_named_and_an_unknown_one_leaves_it_empty(
    small_house: House, code: JsonValue, channel: str | None
) -> None:
    url = await small_house.template()
    answer = await small_house.push(url, {**LEAD, "clue_source": code})
    assert answer.json() == SUCCESS
    assert (await customer(small_house))["8ebc"] == channel
    [event] = await small_house.events()
    assert (event.state, event.has_issues) == (State.DONE, False)


@pytest.mark.parametrize("written", ['"6805367880608123457"', "6805367880608123457"])
async def test_ids_of_19_digits_stay_whole_as_text_and_as_number(house: House, written: str) -> None:
    url = await house.template()
    body = json.dumps(LEAD).replace('"6805367880608123456"', written)
    answer = await house.client.post(url, content=body, headers={"content-type": "application/json"})
    assert answer.json() == SUCCESS
    assert (await customer(house))["8ec0"] == "6805367880608123457"
    [log] = await house.records(LOG, by_id=True)
    assert '"id":"6805367880608123457"' in str(log["63ff01a2f725340df45e8f23"])
    detail = await house.newest()
    assert detail.parsed is not None
    assert detail.parsed.text == body


async def test_a_create_time_that_is_no_number_loses_no_lead(house: House) -> None:
    url = await house.template()
    answer = await house.push(url, {**LEAD, "create_time": "soon"})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    values = await customer(house)
    assert (values["8ebb"], values["8ec1"], values["8ec2"]) == ("张三", None, None)
    detail = await house.newest()
    assert (detail.event.state, detail.event.has_issues) == (State.DONE, True)
    [found] = await house.records(CUSTOMERS, by_id=True)
    assert {key[-4:]: value for key, value in misfits(found).items()} == {
        "8ec1": "Invalid date",
        "8ec2": "Invalid date",
    }
    assert [bool(effect.issues) for effect in detail.effects] == [False, True]


async def test_dates_are_those_of_shanghai_wherever_the_process_stands(process_zone: str, small_house: House) -> None:
    assert time.tzname[0] != "CST"
    url = await small_house.template()
    await small_house.push(url, LEAD)
    values = await customer(small_house)
    assert (values["8ec1"], values["8ec2"]) == ("2020-03-18", "10:23:03")


async def test_dates_are_those_of_the_workspace(house: House) -> None:
    await house.room.write(lambda scope: update_workspace(scope, WorkspaceChanges(zone="America/New_York")))
    url = await house.template()
    await house.push(url, LEAD)
    values = await customer(house)
    assert (values["8ec1"], values["8ec2"]) == ("2020-03-17", "22:23:03")


async def test_the_leadbase_way_does_the_same_job_and_knows_a_repeat(house: House) -> None:
    url = await house.template("feiyu")
    first = await house.push(url, LEAD)
    second = await house.push(url, LEAD)
    assert first.json() == second.json() == SUCCESS
    [found] = await house.records("customers")
    assert (found["name"], found["lead_id"]) == ("张三", "6805367880608123456")
    assert [event.state for event in await house.events()] == [State.DUPLICATE, State.DONE]
