"""Writes the file of a new member of an extension folder, which passes the checks as it is: change it from there.

Use: `python -m tools.new field_type points` or `python -m tools.new source my_crm`; with `make`, KIND and NAME.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

FIELD_TYPE = '''"""TITLE: say in one line what such a value is."""

from __future__ import annotations

from leadbase.kit.json import JsonValue
from leadbase.kit.registry import Card
from leadbase.storage.shapes import Shape
from leadbase.tables.field_type import FieldType, Setting, Value, fits, refuses
from leadbase.tables.misfits import Misfit, NotText, shown

_LONGEST = 100


class NotCLASS(Misfit):
    """{value} does not fit a field of the type NAME; write up to {limit} characters."""

    code = "not_NAME"
    zh = "{value} 不适合 NAME 类型的字段；请写不超过 {limit} 个字符。"


class _CLASS(FieldType):
    card = Card(
        label_zh="TITLE（请翻译）",
        label_en="TITLE",
        summary_zh="用一句话说明这种字段",
        summary_en="Say in one line what it is for",
        icon="text",
    )
    group = "text"
    shape = Shape.TEXT
    widget = "line"
    samples = (
        fits("abc", "abc", "abc"),
        fits(" abc ", "abc", "abc"),
        refuses(7, "not_text"),
        refuses("a" * 101, "not_NAME"),
    )

    def parse(self, raw: JsonValue, setting: Setting) -> Value:
        if not isinstance(raw, str):
            raise NotText(value=shown(raw))
        if len(raw.strip()) > _LONGEST:
            raise NotCLASS(value=shown(raw), limit=_LONGEST)
        return raw.strip()


member = _CLASS()
'''

SOURCE = '''"""TITLE: say in one line what sends leads from there, and how."""

from __future__ import annotations

import random
from collections.abc import Mapping

from leadbase.connectors.connector import Connector, Receives
from leadbase.connectors.model import Lead, NotALead, Sample, SourceField, Step
from leadbase.connectors.people import invent
from leadbase.connectors.recipes import DedupeRecipe, Location
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.registry import Card

_DEMO: JsonObject = {"id": "1001", "name": "林晓雨", "phone": "13800001111"}


class CLASSPush(Receives):
    """Each body is one lead, told apart by its id."""

    fields = (
        SourceField("id", "编号", "Id"),
        SourceField("name", "姓名", "Name"),
        SourceField("phone", "电话", "Phone"),
    )
    demo = _DEMO
    samples = (Sample(_DEMO, ids=["1001"]), Sample([], refused=True))
    dedupe = DedupeRecipe((Location("body", ("id",)),))

    def parse(self, body: JsonValue) -> list[Lead]:
        """Give the one lead of a body."""
        if not isinstance(body, Mapping):
            raise NotALead(source="NAME", found=type(body).__name__)
        return [Lead(str(body.get("id")), None, body)]

    def vary(self, number: int, chance: random.Random) -> JsonObject:
        """Give an invented person."""
        person = invent(chance)
        return {"id": str(1001 + number), "name": person.name, "phone": person.phone}


class CLASS(Connector):
    """Leads from TITLE."""

    card = Card(
        label_zh="TITLE（请翻译）",
        label_en="TITLE",
        summary_zh="用一句话说明这个来源",
        summary_en="Say in one line what it sends",
        icon="webhook",
    )
    steps = (Step("在对方系统中填入地址 {url}", "Enter the address {url} over there"),)
    receives = CLASSPush()


member = CLASS()
'''

KINDS = {
    "field_type": ("src/leadbase/tables/types", FIELD_TYPE),
    "source": ("src/leadbase/connectors/kinds", SOURCE),
}


def write_new(kind: str, name: str, root: Path = ROOT) -> Path:
    """Write the file and give its path; raises ValueError for a kind, or a name, that can't be."""
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; choose one of {', '.join(KINDS)}")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise ValueError(f"the name {name!r} must be lower-case letters, digits and _, and begin with a letter")
    folder, text = KINDS[kind]
    path = root / folder / f"{name}.py"
    if path.exists():
        raise ValueError(f"{path} is there already")
    words = name.split("_")
    for mark, instead in (
        ("CLASS", "".join(word.capitalize() for word in words)),
        ("TITLE", " ".join(words).capitalize()),
        ("NAME", name),
    ):
        text = text.replace(mark, instead)
    path.write_text(text, encoding="utf-8")
    return path


def main(words: list[str]) -> int:
    """Write what the command line names, and say what comes next."""
    try:
        kind, name = words
        path = write_new(kind, name)
    except ValueError as fault:
        print(fault if len(words) == 2 else __doc__, file=sys.stderr)
        return 2
    print(f"wrote {path}: make it say what is true of yours, then run `make fix test-fast`")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
