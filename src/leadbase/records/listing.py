"""A list as a page asks for it: records, their count, and what would make it fast where it took long."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from leadbase.access.scope import Scope
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.records import filters, service
from leadbase.records.advice import SLOW_MS, Hint, advise
from leadbase.records.answers import to_rest
from leadbase.records.model import Every, Leaf
from leadbase.records.questions import Question, ask
from leadbase.records.service import Wish
from leadbase.records.store import many
from leadbase.storage.budget import within
from leadbase.tables.model import Table

NEWEST = 50_000
"""Records that a list in part looks at."""

PATIENCE_MS = 250
"""How long a list is tried over all records before it is given in part."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a list is given: fields by id or name, counted up to `cap` (None: not counted).

    `partial`: where it takes too long, only among the newest records.
    """

    by_id: bool = False
    cap: int | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the API gives it, what it asked, and the ids of the indexes whose use is to be noted."""

    answer: JsonObject
    question: Question
    used: Collection[str]


def list_page(scope: Scope, table: Table, wish: Wish, shape: Shape) -> Listed:
    """Give a list; raises what `ask` and `list_records` raise."""
    begun = time.perf_counter()
    question = ask(scope, table, wish.filter, wish.q)
    sort = filters.parse_sort(table, wish.sort, sight=scope.sight)
    advice = advise(scope, table, question.where, sort)
    answer = (
        within(scope.tx, PATIENCE_MS, lambda: _page(scope, table, wish, shape, question)) if shape.partial else None
    )
    only_newest = shape.partial and answer is None
    if answer is None:
        asked = _newest(scope, table, question) if only_newest else question
        answer = _page(scope, table, wish, shape, asked)
    if wish.q is not None:
        answer["search_behind"] = question.is_behind
    took = (time.perf_counter() - begun) * 1000
    if only_newest or (advice.hints and took >= SLOW_MS):
        answer["slow"] = _slow(advice.hints, took, only_newest=only_newest)
    return Listed(answer, question, advice.used)


def _page(scope: Scope, table: Table, wish: Wish, shape: Shape, asked: Question) -> dict[str, JsonValue]:
    page = service.list_records(scope, table, wish, question=asked)
    shown = None if wish.fields is None else service.chosen_fields(scope, table, wish.fields)
    items = [to_rest(table, one, by_id=shape.by_id, fields=shown, sight=scope.sight) for one in page.items]
    answer: dict[str, JsonValue] = {"items": items, "next_cursor": page.next_cursor}
    if shape.cap is not None:
        counted = service.count_records(scope, table, None, cap=shape.cap, trashed=wish.trashed, question=asked)
        answer |= {"count": counted.value, "count_capped": counted.more}
    return answer


def _newest(scope: Scope, table: Table, question: Question) -> Question:
    """Narrow a question to the newest records, where there are more of them."""
    first = many.find_newest(scope.tx, table, NEWEST)
    if first is None:
        return question
    return replace(question, where=Every((question.where, Leaf(table.system["_id"], "gte", first))))


def _slow(hints: Sequence[Hint], took: float, *, only_newest: bool) -> JsonObject:
    return {
        "took_ms": round(took),
        "newest": NEWEST if only_newest else None,
        "indexes": [
            {"field": one.field.id, "name": one.field.name, "purpose": one.purpose, "building": one.is_building}
            for one in hints
        ],
    }
