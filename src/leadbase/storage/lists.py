"""Asks of JSON lists in a column, said in each database's own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class ListHolds(FunctionElement[bool]):
    """Whether a JSON list (of shape json) has this text as a member; false or unknown where there is no list."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], text: str) -> None:
        """Take the column and the text."""
        super().__init__(column, literal(text, Text()))


@compiles(ListHolds, "sqlite")
def _in_sqlite(element: ListHolds, compiler: SQLCompiler, **options: Any) -> str:
    column, text = (compiler.process(part, **options) for part in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS one WHERE one.value = {text})"


@compiles(ListHolds, "postgresql")
def _in_postgres(element: ListHolds, compiler: SQLCompiler, **options: Any) -> str:
    column, text = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({column} AS jsonb) @> jsonb_build_array(CAST({text} AS text)))"
