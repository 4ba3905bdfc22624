"""The routes of records under one router; those with a fixed word go before those that take an id in its place."""

from __future__ import annotations

from fastapi import APIRouter

from leadbase.records.api import aggregates, bulk, exports, imports, indexes, lists, past, rows

router = APIRouter()
for _part in (lists, aggregates, bulk, indexes, past, rows, exports, imports):
    router.include_router(_part.router)
