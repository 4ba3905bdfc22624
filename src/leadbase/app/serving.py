"""The program as it serves: the door first, then the API, then everything that can wait."""

from __future__ import annotations

import asyncio
import shutil
from typing import cast

from starlette.types import ASGIApp

from leadbase.app.dispatch import Dispatch
from leadbase.app.edge import BODY_LIMIT, Proxies
from leadbase.app.parts import App
from leadbase.intake.retention import count_open
from leadbase.kit.json import JsonObject
from leadbase.storage.migrations import VERSION, schema_version


class Service:
    """One ASGI application: `asgi` is what a server calls."""

    def __init__(self, app: App) -> None:
        """Take the parts; the API is mounted by `mount_api`."""
        self._app = app
        door = cast(ASGIApp, app.intake.door)
        # a little more than fits, so that it is the import that says how much that is
        uploads = {"/api/v1/imports": (app.settings.import_limit << 30) + BODY_LIMIT}
        self._dispatch = Dispatch(door, self._ready, self._refresh, app.addresses, app.metrics, app.ids, uploads)
        self.asgi: ASGIApp = Proxies(self._dispatch, app.settings.trusted_proxies)

    async def mount_api(self) -> None:
        """Build the API, in a thread so that the door goes on answering, and open it."""
        self._dispatch.api = await asyncio.to_thread(_build, self._app)

    def is_idle(self) -> bool:
        """Tell whether no request is under way."""
        return self._dispatch.under_way == 0

    def end(self) -> None:
        """Wait only a moment more for requests that are not whole, and end every stream: the process stops."""
        self._app.intake.door.end()
        self._dispatch.end()
        self._app.hub.close()
        self._app.intake.arrivals.close()

    async def _ready(self) -> JsonObject:
        version = await self._app.database.read(schema_version)
        return {"migrations": version >= VERSION, "door": True, "scripts": await self._app.runtimes.ready()}

    async def _refresh(self) -> None:
        """Bring the numbers up to date that are read when they are asked for."""
        for state, count in (await self._app.database.read(count_open)).items():
            self._app.metrics.set_events(state, count)
        self._app.metrics.set_disk(shutil.disk_usage(self._app.settings.data_dir).free)


def _build(app: App) -> ASGIApp:
    # the API's framework takes longer to import than everything that the door needs
    from leadbase.app.api import build_api  # noqa: PLC0415

    return build_api(app)
