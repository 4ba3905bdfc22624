"""What a bundle is made of. The same models say what its files hold, so that what is written is what is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from leadbase.tables.names import check_id

FORMAT = 1
"""The format that is written, and the newest that is read."""

KIND = "leadbase-bundle"


def _id(value: str) -> str:
    try:
        return check_id(value)
    except Exception as cause:
        raise ValueError(str(cause)) from cause


Id = Annotated[str, Field(max_length=100), AfterValidator(_id)]
Text = Annotated[str, Field(max_length=2_000)]
Name = Annotated[str, Field(max_length=200), AfterValidator(lambda name: unicodedata.normalize("NFC", name))]
Names = Annotated[list[Name], Field(max_length=1_000)]


class _Part(BaseModel):
    """A part of a bundle; an unknown member is refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Manifest(_Part):
    """What a folder says of itself."""

    kind: Literal["leadbase-bundle"]
    format: int
    made_by: Text


class WorkspacePart(_Part):
    """The settings of a workspace, and the order of its tables and dashboards by API name."""

    zone: Text
    language: Literal["zh-CN", "en"]
    tables: Names = []
    dashboards: Names = []


class FieldPart(_Part):
    """A field."""

    id: Id
    name: Name
    label: Text
    type: Text
    searchable: bool | None = None
    aliases: Names = []
    description: str = ""
    required: bool = False
    unique: bool = False
    default: JsonValue = None
    params: dict[str, JsonValue] = {}


class ViewPart(_Part):
    """A shared view; its settings are those of the API."""

    id: Id
    name: Name
    label: Text
    kind: Text = "grid"
    locked: bool = False
    settings: dict[str, JsonValue] = {}


class TablePart(_Part):
    """A table with its fields and shared views in order."""

    id: Id
    name: Name
    label: Text
    hue: Text
    aliases: Names = []
    description: str = ""
    fields: Annotated[list[FieldPart], Field(max_length=1_000)] = []
    views: Annotated[list[ViewPart], Field(max_length=1_000)] = []


class ScriptPart(_Part):
    """A script."""

    language: Text
    source: str


class WebhookPart(_Part):
    """A webhook; a secret is never among its settings, and its keys are nowhere in a bundle."""

    id: Id
    name: Name
    label: Text
    source: Text
    suffix: Text
    on: bool
    aliases: Names = []
    description: str = ""
    settings: dict[str, JsonValue] = {}
    script: ScriptPart | None = None
    draft: ScriptPart | None = None


class DashboardPart(_Part):
    """A shared dashboard; its period and tiles are those of the API."""

    id: Id
    name: Name
    label: Text
    period: dict[str, JsonValue]
    tiles: list[dict[str, JsonValue]] = []


Part = TablePart | FieldPart | ViewPart | WebhookPart | DashboardPart


@dataclass(frozen=True, slots=True)
class Bundle:
    """A workspace's design: tables and dashboards in order, webhooks by name, `made_by` the version that wrote it.

    `files` tells where each of them stood, by id.
    """

    made_by: str
    workspace: WorkspacePart
    tables: Sequence[TablePart]
    webhooks: Sequence[WebhookPart]
    dashboards: Sequence[DashboardPart]
    files: Mapping[str, str]


def shortened(settings: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """Give a view's settings without those last of its `fields` that stand there anyway, with the table's in order."""
    listed: Any = settings.get("fields")
    if not isinstance(listed, list):
        return dict(settings)
    every: list[Any] = list(cast("list[Any]", listed))
    named = [cast("dict[str, Any]", one).get("field") if isinstance(one, dict) else None for one in every]
    every += [_as_ever(one) for one in fields if one not in named]
    named += [one for one in fields if one not in named]
    kept = len(every)
    while kept and every[kept - 1] == _as_ever(named[kept - 1]):
        if [one for one in fields if one not in named[: kept - 1]] != named[kept - 1 :]:
            break
        kept -= 1
    return {**settings, "fields": every[:kept]}


def _as_ever(field: Any) -> dict[str, Any]:
    return {"field": field, "width": None, "hidden": False}


def plain(part: BaseModel) -> dict[str, Any]:
    """Give a part as JSON without what is as it would be anyway."""
    return part.model_dump(mode="python", exclude_defaults=True)
