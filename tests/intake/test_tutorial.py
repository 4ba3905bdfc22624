"""The tutorial's own scripts run unchanged: pasted, pushed to, answered, one log row and one customer row for each lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadbase.intake.model import State
from tests.intake.house import CUSTOMERS, LOG, House

SCRIPTS = Path(__file__).parent / "scripts"
LEAD = {
    "id": "6805367880608123456",
    "name": "张三",
    "telphone": "13800138000",
    "clue_source": 5,
    "create_time": "1584498183",
    "ad_id": "1661234567890123",
    "adv_id": "1234567890123456",
}


async def test_the_template_makes_the_tutorial_work(house: House) -> None:
    url = await house.template()
    assert url.endswith("/callback")
    answer = await house.push(url, LEAD)
    assert (answer.status_code, answer.json()) == (200, {"code": "0", "message": "success"})
    [customer] = await house.records(CUSTOMERS, by_id=True)
    values = {key[-4:]: value for key, value in customer.items() if not key.startswith("_")}
    assert values == {
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
    assert '"id":"6805367880608123456"' in str(log["63ff01a2f725340df45e8f23"])
    [event] = await house.events()
    detail = await house.event(event.id)
    assert event.state is State.DONE
    assert not event.has_issues
    assert [effect.operation for effect in detail.effects] == ["create", "create"]
    assert [attempt.outcome for attempt in detail.attempts] == ["done"]
    assert customer["_source_event"] == event.id
