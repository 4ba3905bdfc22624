"""The rules for API names: what a table or field can be called in REST and scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from leadbase.kit.errors import Invalid
from leadbase.kit.ids import is_id

LONGEST = 64
"""Characters of an API name."""


class NameRefused(Invalid):
    """{name} can't be an API name: use 1 to {limit} letters, digits and _, first a letter, and no id."""

    code = "name_refused"
    zh = "{name} 不能用作 API 名称：请用 1 到 {limit} 个字母、汉字、数字或 _，不以数字或 _ 开头，也不能是 24 位 ID。"


class IdRefused(Invalid):
    """{id} can't be an id: it must be 24 lower-case hexadecimal characters."""

    code = "id_refused"
    zh = "{id} 不能用作 ID：必须是 24 位小写十六进制字符。"


def check_name(name: str) -> str:
    """Give the name in NFC; raises NameRefused."""
    normal = unicodedata.normalize("NFC", name)
    # `isidentifier` is asked of NFC: letters that only NFKC would change, such as full-width ones, are fine
    if not normal.isidentifier() or len(normal) > LONGEST or normal.startswith("_") or is_id(normal.lower()):
        raise NameRefused(name=name[: LONGEST * 2], limit=LONGEST)
    return normal


def check_id(public_id: str) -> str:
    """Give the id; raises IdRefused."""
    if not is_id(public_id):
        raise IdRefused(id=public_id[: LONGEST * 2])
    return public_id


def fold(name: str) -> str:
    """Give the form in which two names that differ only in case or composition are the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def name_for(label: str, taken: Container[str], otherwise: str) -> str:
    """Make an API name from a label: 客户名称 stays as it is, other characters become `_`, a number keeps it apart.

    `taken` holds folded names; `otherwise` stands where the label has nothing to offer.
    """
    normal = unicodedata.normalize("NFC", label)
    kept = "".join(letter if ("a" + letter).isidentifier() else "_" for letter in normal)
    stem = "_".join(part for part in kept.split("_") if part)[:LONGEST] or otherwise
    if not stem.isidentifier():
        stem = f"{otherwise}_{stem}"[:LONGEST]
    if is_id(stem.lower()):
        stem += "_"
    name, count = stem, 1
    while fold(name) in taken:
        count += 1
        name = f"{stem[: LONGEST - len(str(count))]}{count}"
    return name
