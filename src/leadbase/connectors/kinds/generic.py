"""Any system that can send JSON or a form: no names are known beforehand, so none are expected."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from leadbase.connectors.connector import Connector, Receives
from leadbase.connectors.model import Lead, Sample, SourceField, Step
from leadbase.connectors.people import invent
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.registry import Card

_DEMO: JsonObject = {
    "name": "林晓雨",
    "phone": "13800001111",
    "source": "官网表单",
    "message": "想预约周末试驾",
}


class GenericPush(Receives):
    """An object is one lead, a list is one lead for each of its items, and anything else a lead with one value."""

    fields = (
        SourceField("name", "姓名", "Name"),
        SourceField("phone", "电话", "Phone"),
        SourceField("source", "来源", "Source"),
        SourceField("message", "留言", "Message"),
    )
    demo = _DEMO
    samples = (
        Sample(_DEMO, ids=[None]),
        Sample([{"name": "甲"}, {"name": "乙"}], ids=[None, None]),
        Sample([], ids=[]),
        Sample("<xml/>", ids=[None]),
    )

    def parse(self, body: JsonValue) -> list[Lead]:
        """Give a lead for each item of a list, else one."""
        items: Sequence[JsonValue] = body if isinstance(body, Sequence) and not isinstance(body, str) else [body]
        return [Lead(None, None, item if isinstance(item, Mapping) else {"value": item}) for item in items]

    def vary(self, number: int, chance: random.Random) -> JsonObject:
        """Give an invented person with a message."""
        person = invent(chance)
        return {
            "name": person.name,
            "phone": person.phone,
            "source": chance.choice(("官网表单", "小程序", "线下活动", "老客户介绍")),
            "message": chance.choice(("想预约周末试驾", "请发一份报价", "想了解分期", "门店在哪里")) + f" #{number}",
        }


class Generic(Connector):
    """A webhook for whatever sends JSON or forms."""

    card = Card(
        label_zh="通用 Webhook",
        label_en="Generic webhook",
        summary_zh="任何能向网址发送 JSON 或表单的系统",
        summary_en="Any system that can send JSON or a form to an address",
        icon="webhook",
    )
    steps = (
        Step("复制 webhook 地址 {url}", "Copy the webhook's address {url}"),
        Step(
            "在对方系统的回调（webhook）设置中填入该地址，方法选 POST，格式选 JSON",
            "Enter it in the other system's callback (webhook) settings: method POST, format JSON",
        ),
        Step(
            "从对方系统发送一条测试数据，在事件列表中查看收到的内容",
            "Send a test from the other system and look at what arrived in the list of events",
        ),
    )
    receives = GenericPush()


member = Generic()
