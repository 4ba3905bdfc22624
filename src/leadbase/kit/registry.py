"""One pattern for all that can be extended: a folder of files, one file is one member and its name the member's name.

A file `kinds/feiyu.py` holds `member = Feiyu(...)`; nothing else has to be changed for it to exist. Other people's
packages join by an entry point and pass the same checks.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TypeVar

from leadbase.kit.errors import Invalid

Member = TypeVar("Member")

Check = Callable[[str, Member], Iterable[str]]
"""Looks a member over, by name, and gives each of its faults as a sentence."""


class BrokenMember(Invalid):
    """{package}/{name} can't be used: {fault}."""

    code = "broken_member"
    zh = "{package}/{name} 无法使用：{fault}。"


@dataclass(frozen=True, slots=True)
class Card:
    """A member's name card: what people see of it, in both languages; `icon` names a picture of the console."""

    label_zh: str
    label_en: str
    summary_zh: str
    summary_en: str
    icon: str

    def faults(self) -> Iterator[str]:
        """Give a sentence for every blank on the card."""
        for blank in ("label_zh", "label_en", "summary_zh", "summary_en", "icon"):
            if not str(getattr(self, blank)).strip():
                yield f"its card has no {blank}"


def scan(
    package: str, contract: type[Member], check: Check[Member] | None = None, *, entry_group: str | None = None
) -> Mapping[str, Member]:
    """Give the members of a package folder by name, sorted, after the same check of each.

    Files that start with `_` are no members. With `entry_group` the entry points of that group join; none may take a
    name that is taken. Raises BrokenMember for the first member that can't be loaded, isn't of the contract, or has a
    fault.
    """
    found: dict[str, object] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            found[module.name] = _load(package, module.name, f"{package}.{module.name}")
    for point in entry_points(group=entry_group) if entry_group else ():
        if point.name in found:
            raise BrokenMember(package=package, name=point.name, fault=f"{point.value} takes a name that is taken")
        found[point.name] = _load(package, point.name, point.module, point.attr or "member")
    return MappingProxyType({name: _checked(package, name, found[name], contract, check) for name in sorted(found)})


def _load(package: str, name: str, module: str, attribute: str = "member") -> object:
    """Import one member; whatever goes wrong in its file is told under its name."""
    try:
        loaded = importlib.import_module(module)
    except Exception as cause:
        raise BrokenMember(package=package, name=name, fault=f"{type(cause).__name__}: {cause}") from cause
    if attribute not in vars(loaded):
        raise BrokenMember(package=package, name=name, fault=f"its file has no `{attribute} = …`")
    return vars(loaded)[attribute]


def _checked(package: str, name: str, found: object, contract: type[Member], check: Check[Member] | None) -> Member:
    if not name.isidentifier() or name != name.lower():
        raise BrokenMember(package=package, name=name, fault="its name must be a lower-case identifier")
    if not isinstance(found, contract):
        fault = f"it is of type {type(found).__name__} and does not keep the contract {contract.__name__}"
        raise BrokenMember(package=package, name=name, fault=fault)
    for fault in check(name, found) if check else ():
        raise BrokenMember(package=package, name=name, fault=fault)
    return found
