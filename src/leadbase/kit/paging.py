"""Pages of long lists: how many items, where the next page begins, and a cursor that nobody has to understand."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonValue, compact

DEFAULT_LIMIT = 50
"""Items on a page for which nobody asked a number."""

LARGEST_LIMIT = 1000
"""Items on a page at most."""

T = TypeVar("T")
V = TypeVar("V")


class LimitWrong(Invalid):
    """A page has 1 to {most} items, not {limit}; change limit."""

    code = "limit_wrong"
    zh = "每页可以有 1 到 {most} 项，不能是 {limit}；请修改 limit。"


class CursorWrong(Invalid):
    """This cursor doesn't belong to this list; start again without one."""

    code = "cursor_wrong"
    zh = "这个游标不属于当前列表；请去掉 cursor 从头开始。"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list in its order, and the cursor of the next page; None: these were the last."""

    items: Sequence[T]
    next_cursor: str | None = None

    def map(self, change: Callable[[T], V]) -> Page[V]:
        """Give the same page with each item changed."""
        return Page([change(item) for item in self.items], self.next_cursor)


def checked_limit(limit: int) -> int:
    """Give the limit back; raises LimitWrong."""
    if not 1 <= limit <= LARGEST_LIMIT:
        raise LimitWrong(limit=limit, most=LARGEST_LIMIT)
    return limit


def page_of(found: Sequence[T], limit: int, place: Callable[[T], Sequence[JsonValue]]) -> Page[T]:
    """Make a page from up to `limit` + 1 items; `place` tells where in the list's order an item stands."""
    items = found[:limit]
    return Page(items, write_cursor(place(items[-1])) if len(found) > limit else None)


def write_cursor(place: Sequence[JsonValue]) -> str:
    """Give the cursor that starts after this place."""
    return base64.urlsafe_b64encode(compact(list(place)).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *kinds: type | tuple[type, ...]) -> list[JsonValue]:
    """Give the place in a cursor, one value of each of the kinds; raises CursorWrong for anything else."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        place: object = json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        raise CursorWrong from None
    if not isinstance(place, list):
        raise CursorWrong
    values = cast(list[JsonValue], place)
    if len(values) != len(kinds) or not all(map(_is, values, kinds)):
        raise CursorWrong
    return values


def _is(value: JsonValue, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not (isinstance(value, bool) and kind is int)
