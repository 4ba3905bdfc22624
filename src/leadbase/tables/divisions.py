"""The administrative divisions of China: six-digit codes, their names, and how a written place is found among them.

A division is a province, a city or a county. Levels that exist in the codes alone (`市辖区` of a municipality) are left
out of paths, and their codes stand for what is above them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "regions/built/regions.json"

_FORMAL = ("省直辖县", "自治区直辖县级行政区划", "县", "市辖区")
_BREAK = re.compile(r"[\s+,，、/|>\-·]+")
_PROVINCE_END = re.compile(r"(特别行政区|(壮族|回族|维吾尔)?自治区|省|市)$")
_CITY_END = re.compile(r"(?<=..)(市|地区|盟)$")
_LONGEST = 100
_SHORTEST_PART = 2


@dataclass(slots=True, eq=False)
class Division:
    """One division. `short` is how people call it; `under` holds what belongs to it, by code."""

    code: str
    name: str
    short: str
    above: Division | None = None
    under: dict[str, Division] = field(default_factory=dict[str, "Division"])

    @property
    def path(self) -> Sequence[str]:
        """The names from the province down, as people call them."""
        return [*(self.above.path if self.above else ()), self.short]


@dataclass(frozen=True, slots=True)
class Divisions:
    """All divisions: `by_code` with formal levels' codes too, and the provinces in order."""

    by_code: Mapping[str, Division]
    provinces: Sequence[Division]
    by_name: Mapping[str, Sequence[Division]]


@cache
def divisions() -> Divisions:
    """Read the divisions once."""
    by_code: dict[str, Division] = {}
    for code, name in json.loads(FILE.read_text("utf-8")).items():
        above = by_code.get(f"{code[:4]}00") or by_code.get(f"{code[:2]}0000")
        if above is not None and (name in _FORMAL or name == above.name):
            by_code[code] = above
            continue
        end = _PROVINCE_END if above is None else _CITY_END if code.endswith("00") else None
        by_code[code] = Division(code, name, end.sub("", name) if end else name, above)
        if above is not None:
            above.under[code] = by_code[code]
    by_name: dict[str, list[Division]] = defaultdict(list)
    for code, one in by_code.items():
        if one.code == code:
            for name in {one.name, one.short}:
                by_name[name].append(one)
    provinces = [one for code, one in by_code.items() if one.code == code and one.above is None]
    return Divisions(by_code, provinces, by_name)


@lru_cache(maxsize=4096)
def find_division(written: str) -> tuple[Division | None, bool]:
    """Give the division that is meant, and whether all that is written was understood; else the nearest one known.

    Takes a code, or names from the outermost inwards with or without marks between them: `浙江+杭州`, `浙江省杭州市`; a
    city or county alone where only one has that name.
    """
    text = written.strip()[:_LONGEST]
    if text.isascii() and text.isdigit():
        found = divisions().by_code.get(text) if len(text) == 6 else None
        return found, found is not None
    nearest: Division | None = None
    for found, rest in _walk(None, text.removeprefix("中国")):
        if not rest:
            return found, True
        nearest = nearest or found
    return nearest, False


def _walk(at: Division | None, unread: str, said: str = "") -> Iterator[tuple[Division | None, str]]:
    """Give ways to read a text from a division on, the best first: where it leads, and what is left unread.

    A short name said before more letters leads nowhere by itself: `朝阳区` is not the city of 朝阳.
    """
    text = _BREAK.sub(" ", unread).strip()
    if text:
        for below, length in _steps(at, text):
            yield from _walk(below, text[length:], text[:length])
    if at is None or not text or said == at.name or _BREAK.match(unread):
        yield at, text


def _steps(at: Division | None, text: str) -> Iterator[tuple[Division, int]]:
    """Give the divisions that the beginning of a text can name, seen from another one, and how much names them."""
    below = divisions().provinces if at is None else list(at.under.values())
    for one in below:
        if text.startswith(one.name):
            yield one, len(one.name)
    for one in below:
        if text.startswith(one.short):
            yield one, len(one.short)
    part = text.split(" ", 1)[0]
    if at is None:
        alone = divisions().by_name.get(part, ())
        if len(alone) == 1:
            yield alone[0], len(part)
        yield from _cities(text)
    elif part in (at.name, at.short, *_FORMAL):
        yield at, len(part)
    begun = [one for one in below if one.name.startswith(part)] if len(part) >= _SHORTEST_PART else []
    if len(begun) == 1:
        yield begun[0], len(part)


def _cities(text: str) -> Iterator[tuple[Division, int]]:
    """Give the city that a text without a province begins with."""
    for length in range(min(len(text), 12), 1, -1):
        named = [one for one in divisions().by_name.get(text[:length], ()) if one.code.endswith("00")]
        if len(named) == 1:
            yield named[0], length
