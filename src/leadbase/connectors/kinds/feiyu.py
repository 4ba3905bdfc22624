"""飞鱼 CRM (Feiyu), the lead CRM of ByteDance's advertising: it pushes each lead by a rule that its operator sets up.

The keys, types and codes come from public receivers, simulators and articles, for the vendor publishes no page of them:
the keys are the operator's choice (these are the defaults), everything may come as text or number, and the two public
tables of `clue_source` differ in wording. A rule takes a push for done when the answer's configured key has the
configured value; receivers answer 0 or "0", the default here is the text.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from leadbase.connectors.connector import Connector, Receives
from leadbase.connectors.model import Lead, NotALead, Option, OptionList, Sample, SourceField, Step
from leadbase.connectors.people import invent
from leadbase.connectors.recipes import DedupeRecipe, Location, VerifyRecipe
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.params import Param, Params
from leadbase.kit.registry import Card

_FIELDS = (
    SourceField("id", "线索 ID", "Lead id", is_always_sent=True),
    SourceField("adv_id", "广告主 ID", "Advertiser id"),
    SourceField("adv_name", "广告主名称", "Advertiser name"),
    SourceField("ad_id", "广告计划 ID", "Plan id", is_always_sent=True),
    SourceField("ad_name", "广告计划名称", "Plan name"),
    SourceField("promotion_id", "广告 ID（2.0）", "Promotion id (2.0)"),
    SourceField("promotion_name", "广告名称（2.0）", "Promotion name (2.0)"),
    SourceField("cid", "创意 ID", "Creative id"),
    SourceField("name", "姓名", "Name", is_always_sent=True),
    SourceField("telphone", "电话", "Phone", is_always_sent=True),
    SourceField("weixin", "微信", "WeChat"),
    SourceField("qq", "QQ", "QQ"),
    SourceField("email", "邮箱", "Email"),
    SourceField("gender", "性别", "Gender"),
    SourceField("age", "年龄", "Age"),
    SourceField("address", "详细地址", "Address"),
    SourceField("location", "所在地", "Location"),
    SourceField("city", "城市", "City"),
    SourceField("create_time", "创建时间", "Created", is_always_sent=True, is_time=True),
    SourceField("date", "预约日期", "Date asked for"),
    SourceField("clue_source", "线索来源", "Lead source"),
    SourceField("clue_type", "线索类型", "Lead type"),
    SourceField("flow_type", "流量类型", "Traffic type"),
    SourceField("convert_status", "转化状态", "Conversion state"),
    SourceField("clue_convert_status", "线索转化状态", "Lead conversion state"),
    SourceField("app_name", "应用", "App"),
    SourceField("module_id", "组件 ID", "Component id"),
    SourceField("module_name", "组件名称", "Component name"),
    SourceField("site_id", "落地页 ID", "Landing site id"),
    SourceField("site_name", "落地页名称", "Landing site name"),
    SourceField("external_url", "落地页地址", "Landing page"),
    SourceField("req_id", "请求 ID", "Request id"),
    SourceField("remark", "备注", "Remark"),
    SourceField("remark_dict", "表单问答", "Form answers"),
    SourceField("store_id", "门店 ID", "Store id"),
    SourceField("store_name", "门店名称", "Store name"),
)

_DEMO: JsonObject = {
    "id": "6805437158132596743",
    "adv_id": "1660528847310862",
    "adv_name": "晨光汽车（测试）",
    "ad_id": "1661478290563079",
    "ad_name": "春季试驾-深圳",
    "cid": "1661478290611234",
    "name": "李小鱼",
    "telphone": "13800002222",
    "weixin": "",
    "qq": "",
    "email": "xiaoyu@example.com",
    "gender": "男",
    "age": "28",
    "address": "南山区科技园测试路 1 号",
    "location": "广东省+深圳市",
    "city": "广东省,深圳市",
    "create_time": "1584498183",
    "date": None,
    "clue_source": 1,
    "clue_type": 0,
    "convert_status": 1,
    "clue_convert_status": "广告预览",
    "app_name": "今日头条",
    "module_id": "6805437158000000001",
    "module_name": "试驾预约表单",
    "site_id": "6805437158000000002",
    "site_name": "春季试驾落地页",
    "external_url": "https://www.example.com/spring",
    "req_id": "20200318102303010014048201",
    "remark": "测试线索",
    "remark_dict": {"意向车型": "晨光 X5", "预算": "15-20 万"},
    "store_id": 0,
    "store_name": "",
}

_ANSWER: JsonObject = {"code": "0", "message": "success"}

_OPTION_LISTS = (
    OptionList(
        "clue_source",
        "线索来源",
        "Lead source",
        (
            Option("0", "巨量广告", "Ocean ads"),
            Option("1", "巨量广告", "Ocean ads"),
            Option("2", "外部导入", "Imported"),
            Option("3", "异常提交", "Irregular submission"),
            Option("4", "广告预览", "Ad preview"),
            Option("5", "抖音企业号", "Douyin business account"),
            Option("6", "鲁班线索", "Luban"),
            Option("7", "巨量线索", "Ocean leads"),
            Option("8", "云店", "Cloud shop"),
            Option("9", "星图", "Star map"),
            Option("10", "获客宝", "Huokebao"),
            Option("11", "住小帮", "Zhuxiaobang"),
        ),
    ),
    OptionList(
        "clue_type",
        "线索类型",
        "Lead type",
        (
            Option("0", "表单提交", "Form"),
            Option("1", "在线咨询", "Online chat"),
            Option("2", "智能电话", "Smart phone call"),
            Option("3", "网页回呼", "Call back"),
            Option("4", "卡券", "Coupon"),
            Option("5", "抽奖", "Lottery"),
        ),
    ),
    OptionList(
        "flow_type",
        "流量类型",
        "Traffic type",
        (
            Option("1", "经营-自然流量", "Business, organic"),
            Option("2", "经营-广告直接", "Business, ad directly"),
            Option("3", "经营-广告间接", "Business, ad indirectly"),
            Option("4", "广告线索", "Ad lead"),
            Option("5", "无", "None"),
        ),
    ),
)

_STEPS = (
    Step("复制 webhook 地址 {url}", "Copy the webhook's address {url}"),
    Step(
        "打开飞鱼 CRM，在左侧「设置」里找到「API 设置 - 线索推送规则」，新建规则",
        "Open Feiyu CRM; under 设置 (settings) find API 设置 - 线索推送规则 (API settings, push rules), add a rule",
    ),
    Step(
        "填写规则名字，选择需要回传的字段（线索 ID、姓名、电话、创建时间、计划 ID 必选），点击「下一步」",
        "Name the rule, choose the fields to send (lead id, name, phone, created, plan id always are), 下一步 (next)",
    ),
    Step("填入复制的地址，点击「下一步」", "Enter the address that you copied, 下一步 (next)"),
    Step("接下来的两页直接点击「下一步」", "On the two pages that follow just click 下一步 (next)"),
    Step(
        '点击「发送测试数据」：返回 {"code":"0","message":"success"} 即成功，点击「保存」；已有线索时建议选用线上数据',
        'Click 发送测试数据 (send test data): the answer {"code":"0","message":"success"} is success, then '
        "click 保存 (save); where there are leads already, real data tests better",
    ),
    Step("保存后打开「是否启用」", "After saving switch 是否启用 (enabled) on"),
)

_FIRST_DAY = 1_677_600_000
"""2023-03-01 00:00 in Shanghai, in unix seconds: where the varied leads begin."""


class FeiyuPush(Receives):
    """A push is one JSON object; a list of them is taken as well."""

    fields = _FIELDS
    demo = _DEMO
    dedupe = DedupeRecipe((Location("body", ("id",)),))
    answer = _ANSWER
    samples = (
        Sample(_DEMO, ids=["6805437158132596743"]),
        Sample({"id": 12, "create_time": 1584498183}, ids=["12"]),
        Sample({"clue_id": "7", "create_time": "no number"}, ids=["7"]),
        Sample([{"id": "1"}, {"id": "2"}], ids=["1", "2"]),
        Sample({"name": "没有线索 ID"}, ids=[None]),
        Sample("text", refused=True),
        Sample([1], refused=True),
    )

    def verify(self, account: JsonObject) -> VerifyRecipe:
        """Ask for the rule's token, which Feiyu sends in a header when the rule has both token and secret key."""
        token = account.get("token")
        if not isinstance(token, str) or not token:
            return VerifyRecipe()
        return VerifyRecipe("shared_secret", Location("header", ("access-token",)), token)

    def parse(self, body: JsonValue) -> list[Lead]:
        """Give a lead for the object, or for each object of a list."""
        items: Sequence[JsonValue] = body if isinstance(body, Sequence) and not isinstance(body, str) else [body]
        return [_lead(item) for item in items]

    def vary(self, number: int, chance: random.Random) -> JsonObject:
        """Give a lead of an invented person; ids have 19 digits, some leads use numbers where others use text."""
        person = invent(chance)
        code = chance.choice((0, 1, 1, 1, 2, 5, 7, 7, 8, 9, 10, 11))
        identity = 6_800_000_000_000_000_000 + chance.randrange(10**8) * 10**10 + number
        return {
            **_DEMO,
            "id": str(identity),
            "ad_id": str(1_661_478_290_563_000 + chance.randrange(20)),
            "name": person.name,
            "telphone": person.phone,
            "email": "",
            "gender": person.gender,
            "age": str(person.age),
            "location": f"{person.province}+{person.city}",
            "city": f"{person.province},{person.city}",
            "create_time": str(_FIRST_DAY + number * 60 + chance.randrange(60)),
            "clue_source": code if chance.random() < 0.5 else str(code),
            "clue_type": chance.randrange(6),
            "clue_convert_status": "",
            "remark": "",
            "req_id": f"{chance.getrandbits(80):024d}",
        }


def _lead(item: JsonValue) -> Lead:
    if not isinstance(item, Mapping):
        raise NotALead(source="feiyu", found=type(item).__name__)
    identity = item.get("id", item.get("clue_id"))
    return Lead(None if identity in (None, "") else str(identity), _moment(item.get("create_time")), item)


def _moment(seconds: JsonValue) -> datetime | None:
    """Read unix seconds, sent as text or number; None for anything else."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and len(seconds) < 12:
        seconds = int(seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


class Feiyu(Connector):
    """飞鱼 CRM."""

    card = Card(
        label_zh="飞鱼 CRM",
        label_en="Feiyu CRM",
        summary_zh="巨量引擎的线索管理系统，按线索推送规则推送",
        summary_en="The lead CRM of Ocean Engine; pushes by lead push rules",
        icon="feiyu",
    )
    account = Params(
        Param(
            "token",
            "text",
            "推送规则的 token",
            "Token of the push rule",
            help_zh="在规则中同时填写 secretkey 和 token 后，飞鱼会在请求头中带上 token，不符的请求将被拒绝",
            help_en="Once the rule has a secretkey and a token, Feiyu sends the token in a header; others are refused",
            secret=True,
            maximum=256,
        ),
    )
    steps = _STEPS
    option_lists = _OPTION_LISTS
    receives = FeiyuPush()


member = Feiyu()
