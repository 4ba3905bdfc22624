"""Invented people for demo and test leads, put together at random from common parts."""

from __future__ import annotations

import random
from dataclasses import dataclass

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静强磊洋勇艳杰娟涛明超霞平刚桂英建华文玉兰志云鹏晨曦雨桐浩然欣怡子涵梓萱"
_PLACES = (
    ("广东省", "深圳市"),
    ("广东省", "广州市"),
    ("浙江省", "杭州市"),
    ("江苏省", "南京市"),
    ("四川省", "成都市"),
    ("湖北省", "武汉市"),
    ("山东省", "青岛市"),
    ("福建省", "厦门市"),
    ("陕西省", "西安市"),
    ("河南省", "郑州市"),
)
_PREFIXES = ("130", "135", "138", "139", "150", "158", "166", "176", "186", "199")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who doesn't exist."""

    name: str
    phone: str
    province: str
    city: str
    gender: str
    age: int


def invent(chance: random.Random) -> Person:
    """Give a person; the same for the same state of chance. Phones are eleven digits in the form of a mobile number."""
    given = "".join(chance.sample(_GIVEN, chance.choice((1, 2))))
    province, city = chance.choice(_PLACES)
    return Person(
        name=chance.choice(_SURNAMES) + given,
        phone=chance.choice(_PREFIXES) + f"{chance.randrange(10**8):08d}",
        province=province,
        city=city,
        gender=chance.choice(("男", "女")),
        age=chance.randint(20, 59),
    )
