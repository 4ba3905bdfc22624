"""Guesses which column goes into which field, and says why: its name, an earlier choice, a synonym, its content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from leadbase.tables.model import Field

Why = Literal["last_time", "same_name", "alias", "synonym", "content", "row_number", "none"]

_SYNONYMS: Sequence[frozenset[str]] = tuple(
    frozenset(group.split())
    for group in (
        "姓名 名字 客户 客户名 客户名称 客户姓名 联系人 名称 称呼 name fullname customername contact customer",
        "电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 移动电话 phone mobile tel telephone phonenumber cell",
        "邮箱 电子邮箱 邮件 电子邮件 email mail emailaddress",
        "地区 城市 所在地 所在地区 所在城市 省市 区域 region city area location",
        "地址 详细地址 住址 address",
        "备注 说明 留言 描述 附言 note notes remark remarks comment comments memo message",
        "渠道 来源 线索来源 来源渠道 获客渠道 source channel",
        "负责人 顾问 销售 跟进人 业务员 owner assignee salesperson",
        "预算 预算万 购车预算 金额 budget amount",
        "意向 意向车型 车型 意向产品 产品 intent product model",
        "公司 公司名称 企业 单位 company organization organisation",
        "时间 创建时间 日期 提交时间 到达时间 扫码时间 登记时间 time date created createdat createtime",
        "微信 微信号 wechat weixin",
        "性别 gender sex",
        "状态 阶段 跟进状态 status stage",
        "标签 tag tags label labels",
        "网址 网站 链接 url website link",
    )
)
_ROW_NUMBER = frozenset({"序号", "编号", "行号", "no", "no.", "#", "index", "id", "number"})
_TOLD = ("phone", "email", "url", "region", "date", "datetime", "time")
"""Types that the content of a column tells by itself."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a column goes (None: nowhere), and why."""

    field: Field | None
    why: Why


def match(
    fields: Sequence[Field],
    headers: Sequence[str],
    kinds: Sequence[str],
    samples: Sequence[Sequence[str]],
    remembered: Mapping[str, str | None],
) -> Sequence[Match]:
    """Give the match of every column among these fields; `kinds` are the types that their content looks like.

    `remembered` holds the field id that a header went into the last time, None where it was left out.
    """
    matching = _Matching(fields, len(headers))
    for number, header in enumerate(headers):
        if header in remembered:
            matching.settle(number, matching.find(lambda field, ref=remembered[header]: field.id == ref), "last_time")
    names = [_plain(header) for header in headers]
    for why, names_of in _BY_NAME:
        for number, name in enumerate(names):
            if name:
                matching.settle_if(
                    number, matching.find(lambda field, name=name, names_of=names_of: name in names_of(field)), why
                )
    for number, kind in enumerate(kinds):
        if kind in _TOLD:
            matching.settle_if(number, matching.find_alone(kind), "content")
    for number, name in enumerate(names):
        if name in _ROW_NUMBER or _counts(samples[number]):
            matching.settle(number, None, "row_number")
    return matching.found()


class _Matching:
    """The columns that are settled, and the fields that are still free."""

    def __init__(self, fields: Sequence[Field], width: int) -> None:
        self._free = [field for field in fields if not field.kind.computed]
        self._settled: dict[int, Match] = {}
        self._width = width

    def settle(self, number: int, field: Field | None, why: Why) -> None:
        """Settle a column that is not settled yet."""
        if number not in self._settled:
            self._settled[number] = Match(field, why)
            if field is not None:
                self._free.remove(field)

    def settle_if(self, number: int, field: Field | None, why: Why) -> None:
        """Settle a column where a field was found for it."""
        if field is not None:
            self.settle(number, field, why)

    def find(self, fits: Callable[[Field], bool]) -> Field | None:
        """Give the first free field that fits."""
        return next((field for field in self._free if fits(field)), None)

    def find_alone(self, kind: str) -> Field | None:
        """Give the only free field of a type."""
        alone = [field for field in self._free if field.type == kind]
        return alone[0] if len(alone) == 1 else None

    def found(self) -> Sequence[Match]:
        """Give the match of every column."""
        return [self._settled.get(number, Match(None, "none")) for number in range(self._width)]


def _plain(name: str) -> str:
    """Give a name without case, width, blanks and brackets: 预算（万） and 预算(万) are one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-()\[\]:*.·/]+", "", folded)


def _own(field: Field) -> set[str]:
    return {_plain(field.label), _plain(field.name), field.id}


def _aliases(field: Field) -> set[str]:
    return {_plain(alias) for alias in field.aliases}


def _like(field: Field) -> set[str]:
    own = _own(field)
    return {name for group in _SYNONYMS if group & own for name in group}


_BY_NAME: Sequence[tuple[Why, Callable[[Field], set[str]]]] = (
    ("same_name", _own),
    ("alias", _aliases),
    ("synonym", _like),
)


def _counts(samples: Sequence[str]) -> bool:
    """Tell whether cells count up by one."""
    cells = [cell for cell in samples if cell]
    if len(cells) < 3 or not all(cell.isascii() and cell.isdigit() and len(cell) < 10 for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(after == before + 1 for before, after in pairwise(numbers))
