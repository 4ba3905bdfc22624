"""The routes that change many records at once."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response

from leadbase.access.gate import Entry, error_language
from leadbase.access.scope import Scope
from leadbase.kit.errors import Language, Problem
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.records import bulk, matching
from leadbase.records.api.parts import Keys, whole
from leadbase.records.bulk import Bulk, Outcome
from leadbase.records.questions import ask
from leadbase.records.schemas import BulkIn, BulkOut, MatchingIn, MatchingOut
from leadbase.tables import service as tables
from leadbase.tables.api import CataloguesOf, TableKey
from leadbase.tables.model import Table

router = APIRouter(tags=["records"])


@router.post("/tables/{table}/records/bulk", response_model=BulkOut)
async def change_many(
    table: TableKey, body: BulkIn, entry: Entry, catalogues: CataloguesOf, request: Request, keys: Keys = "name"
) -> Response:
    """Make, change, trash and restore up to 1,000 records in one transaction; a refused item leaves the others be.

    Items are done in this order, and each meets what those before it left.
    """
    language = error_language(request)
    wanted = Bulk(
        create=cast("list[JsonValue]", body.create),
        update=cast("list[JsonValue]", body.update),
        trash=body.trash,
        restore=body.restore,
        dry_run=body.dry_run,
        all_or_nothing=body.all_or_nothing,
    )

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        result = bulk.apply_bulk(scope, found, wanted)
        items = [_item(scope, found, keys, one, language) for one in result.outcomes]
        return {"items": items, "applied": result.applied, "changed": result.changed, "refused": result.refused}

    return _spelled(await entry.write(act))


@router.post("/tables/{table}/records/change-matching", response_model=MatchingOut)
async def change_matching(
    table: TableKey, body: MatchingIn, entry: Entry, catalogues: CataloguesOf, request: Request
) -> Response:
    """Give fields the same values in every record that is found, or put those in the trash, 1,000 at a time."""
    language = error_language(request)

    def act(scope: Scope) -> JsonObject:
        found = tables.get_table(scope, catalogues.get(scope), table)
        question = ask(scope, found, cast(JsonValue, body.filter), body.q)
        values = cast(JsonObject, body.set)
        result = matching.change_matching(scope, found, question, values=values, trash=body.trash, cursor=body.cursor)
        return {
            "changed": result.changed,
            "refused": result.refused,
            "remaining": result.remaining,
            "next_cursor": result.next_cursor,
            "problem": None if result.problem is None else _refusal(result.problem, language),
        }

    return _spelled(await entry.write(act))


def _item(scope: Scope, table: Table, keys: str, outcome: Outcome, language: Language) -> JsonObject:
    place: JsonObject = {"action": outcome.action, "index": outcome.index}
    if isinstance(outcome.result, Problem):
        return {**place, "problem": _refusal(outcome.result, language)}
    return {**place, "record": whole(scope, table, keys, outcome.result)}


def _refusal(problem: Problem, language: Language) -> JsonObject:
    facts = {name: cast(JsonValue, value) for name, value in problem.facts.items()}
    return {**facts, "code": problem.code, "detail": problem.message(language)}


def _spelled(answer: JsonObject) -> Response:
    """Answer with JSON; what UTF-8 can't say (a lone surrogate in a refused value) stays an escape."""
    body = compact(answer).encode("utf-8", "backslashreplace")
    return Response(body, media_type="application/json")
