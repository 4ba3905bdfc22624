"""Gathers the design of a workspace as a bundle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, cast

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.bundles.parts import (
    Bundle,
    DashboardPart,
    FieldPart,
    ScriptPart,
    TablePart,
    ViewPart,
    WebhookPart,
    WorkspacePart,
    shortened,
)
from leadbase.dashboards import service as dashboards
from leadbase.dashboards.model import Dashboard, TileWrong
from leadbase.dashboards.schemas import DashboardOut
from leadbase.dashboards.tiles import checked
from leadbase.intake import service as intake
from leadbase.intake.model import Webhook
from leadbase.intake.options import settings_json
from leadbase.kit.json import JsonObject
from leadbase.kit.paging import LARGEST_LIMIT, Page
from leadbase.scripts import service as scripts
from leadbase.tables import views
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.model import Catalogue, Field, Table
from leadbase.tables.view_model import View
from leadbase.tables.view_schemas import ViewOut


def gather(scope: Scope, catalogues: Catalogues) -> Bundle:
    """Give the design of the workspace, for its administrators; raises NotAllowed."""
    scope.require(Permission.ADMIN)
    catalogue = catalogues.fresh(scope)
    found = [_table(scope, catalogues, table) for table in catalogue.tables]
    webhooks = sorted((_webhook(scope, one) for one in list_webhooks(scope)), key=lambda one: one.name)
    names = [table.name for table in found]
    boards = [
        _dashboard(scope, catalogue, one) for one in dashboards.list_dashboards(scope).items if one.sharing == "shared"
    ]
    workspace = WorkspacePart(
        zone=scope.workspace.zone,
        language=scope.workspace.language,
        tables=names,
        dashboards=[one.name for one in boards],
    )
    return Bundle(f"Leadbase {version('leadbase')}", workspace, found, webhooks, boards, {})


def list_webhooks(scope: Scope) -> Sequence[Webhook]:
    """Give every webhook of the workspace that is not deleted."""
    return _every(lambda cursor: intake.list_webhooks(scope, LARGEST_LIMIT, cursor))


def _every(page: Callable[[str | None], Page[Webhook]]) -> Sequence[Webhook]:
    found: list[Webhook] = []
    cursor: str | None = None
    while True:
        read = page(cursor)
        found += read.items
        if (cursor := read.next_cursor) is None:
            return found


def _table(scope: Scope, catalogues: Catalogues, table: Table) -> TablePart:
    _, seen = views.list_views(scope, catalogues, table.id)
    shared = [view for view in seen.items if view.id is not None and view.sharing == "shared"]
    return TablePart(
        id=table.id,
        name=table.name,
        label=table.label,
        hue=table.hue,
        aliases=list(table.aliases),
        description=table.description,
        fields=[_field(field) for field in table.fields],
        views=[_view(table, view) for view in shared],
    )


def _field(field: Field) -> FieldPart:
    return FieldPart(
        id=field.id,
        name=field.name,
        label=field.label,
        type=field.type,
        searchable=field.searchable,
        aliases=list(field.aliases),
        description=field.description,
        required=field.required,
        unique=field.unique,
        default=cast(Any, field.default),
        params=cast("dict[str, Any]", dict(field.params)),
    )


def _view(table: Table, view: View) -> ViewPart:
    settings = ViewOut.of(table, view).settings.model_dump(mode="json")
    return ViewPart(
        id=str(view.id),
        name=view.name,
        label=view.label,
        kind=view.kind,
        locked=view.locked,
        settings=shortened(settings, [field.id for field in table.fields]),
    )


def _dashboard(scope: Scope, catalogue: Catalogue, dashboard: Dashboard) -> DashboardPart:
    shown = DashboardOut.of(dashboard)
    tiles = [tile.model_dump(mode="json") for tile in shown.tiles]
    return DashboardPart(
        id=dashboard.id,
        name=dashboard.name,
        label=dashboard.label,
        period=shown.period.model_dump(mode="json", exclude_none=True),
        tiles=[tile for tile in tiles if _is_whole(scope, catalogue, tile)],
    )


def _is_whole(scope: Scope, catalogue: Catalogue, tile: JsonObject) -> bool:
    """Tell whether everything is there that a tile asks of; one that shows nothing any more is left out."""
    try:
        checked(scope, catalogue, [tile])
    except TileWrong:
        return False
    return True


def _webhook(scope: Scope, webhook: Webhook) -> WebhookPart:
    script, draft = None, None
    if webhook.live is not None:
        live = scripts.get_version(scope, webhook.id, webhook.live)
        script = ScriptPart(language=live.language, source=live.source)
    kept = scripts.find_draft(scope, webhook.id)
    if kept is not None:
        draft = ScriptPart(language=kept.language, source=kept.source)
    return WebhookPart(
        id=webhook.id,
        name=webhook.name,
        label=webhook.label,
        source=webhook.source,
        suffix=webhook.suffix,
        on=webhook.is_on,
        aliases=list(webhook.aliases),
        description=webhook.description,
        settings=_settings(webhook),
        script=script,
        draft=None if draft == script else draft,
    )


def _settings(webhook: Webhook) -> dict[str, Any]:
    """Give a webhook's settings without the secret."""
    settings = cast("dict[str, Any]", dict(settings_json(webhook.settings)))
    verify = cast(Mapping[str, Any], settings["verify"])
    return {**settings, "verify": {name: value for name, value in verify.items() if name != "secret"}}
