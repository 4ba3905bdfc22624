"""A workspace's `.d.ts`: what the editor completes and checks in a script, its own tables and fields included.

Each table and each field stands under its id and under its API name, so that both are completed and checked alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.access.secrets import list_secrets
from leadbase.access.secrets_model import Secret
from leadbase.intake.ambient import AMBIENT
from leadbase.storage.shapes import Shape
from leadbase.tables.model import Catalogue, Field, Table

_WRITTEN: Mapping[Shape, str] = {
    Shape.TEXT: "string | number | boolean",
    Shape.INTEGER: "number | string",
    Shape.DECIMAL: "number | string",
    Shape.BOOLEAN: "boolean",
    Shape.DATE: "string",
    Shape.TIME: "string",
    Shape.TIMESTAMP: "string | number",
    Shape.DURATION: "number | string",
    Shape.JSON: "any",
    Shape.REFERENCE: "string",
}
"""What a script may give a field of each shape."""

_READ: Mapping[Shape, str] = {
    Shape.TEXT: "string",
    Shape.INTEGER: "number | string",
    Shape.DECIMAL: "string",
    Shape.BOOLEAN: "boolean",
    Shape.DATE: "string",
    Shape.TIME: "string",
    Shape.TIMESTAMP: "string",
    Shape.DURATION: "number",
    Shape.JSON: "any",
    Shape.REFERENCE: "string",
}
"""What a script is given of a field of each shape."""


def get_typings(scope: Scope, catalogue: Catalogue) -> str:
    """Give the declarations for scripts of this workspace to someone who may publish them."""
    scope.require(Permission.SCRIPTS_PUBLISH)
    return typings(catalogue.tables, list_secrets(scope))


def typings(tables: Sequence[Table], secrets: Sequence[Secret] = ()) -> str:
    """Give the declarations for scripts of a workspace with these tables and secrets."""
    return "\n".join([AMBIENT, *_secrets(secrets), *_interfaces(tables), ""])


def _secrets(secrets: Sequence[Secret]) -> Iterator[str]:
    """Name the secrets, so that they are completed; another name is no finding, as it may be added later."""
    readable = [secret for secret in secrets if secret.readable]
    for name, which in (("LeadbaseSecret", secrets), ("LeadbaseReadableSecret", readable)):
        listed = "".join(f"{_quoted(secret.name)} | " for secret in which)
        yield f"type {name} = {listed}(string & {{}});"


def _interfaces(tables: Sequence[Table]) -> Iterator[str]:
    for number, table in enumerate(tables):
        yield from _table(number, table)
    for kind in ("Form", "Record"):
        yield f"/** The {kind.lower()}s of all tables, by id and API name. */"
        yield f"interface Leadbase{kind}s {{"
        for number, table in enumerate(tables):
            for name in (table.id, table.name):
                yield f"  /** {_told(table.label)} */"
                yield f"  {_quoted(name)}: Leadbase{kind}{number};"
        yield "}"


def _table(number: int, table: Table) -> Iterator[str]:
    yield f"/** {_told(table.label)}: what a script writes. */"
    yield f"interface LeadbaseForm{number} {{"
    for field in table.writable:
        if not field.kind.computed:
            yield from _members(field, f"?: {_written(field)} | null")
    yield "}"
    yield f"/** {_told(table.label)}: a record as a script reads it. */"
    yield f"interface LeadbaseRecord{number} {{"
    yield "  readonly _id: string;"
    for field in table.fields:
        yield from _members(field, f": {'string' if field.kind.given else _READ[field.kind.shape]} | null", "readonly ")
    yield "}"


def _members(field: Field, spelt: str, modifier: str = "") -> Iterator[str]:
    described = f" — {_told(field.description)}" if field.description else ""
    for name in (field.id, field.name):
        yield f"  /** {_told(field.label)} ({field.type}){described} */"
        yield f"  {modifier}{_quoted(name)}{spelt};"


def _written(field: Field) -> str:
    """Give what a field takes; a choice completes its options and takes any other text too, which is flagged then."""
    options = field.params.get("options")
    if field.kind.shape is not Shape.TEXT or not isinstance(options, Sequence) or isinstance(options, str):
        return _WRITTEN[field.kind.shape]
    handles = [option.get("handle") for option in options if isinstance(option, Mapping)]
    listed = " | ".join(_quoted(handle) for handle in handles if isinstance(handle, str))
    return f"{listed} | (string & {{}}) | number" if listed else _WRITTEN[Shape.TEXT]


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _told(text: str) -> str:
    """Give a text that can't end the comment it stands in."""
    return " ".join(text.split()).replace("*/", "* /")
