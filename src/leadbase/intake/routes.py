"""From the key in a URL to everything the door needs to know: a database read, cached until something changes.

There is no registration: a webhook exists when its row does. Unknown keys are cached too: guessing costs nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadbase.access import workspaces
from leadbase.access.model import Workspace
from leadbase.access.scope import Transaction, webhook_scope
from leadbase.intake.model import Webhook
from leadbase.intake.store import webhooks as store
from leadbase.kit.clock import Clock
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import Sealer, digest
from leadbase.scripts import service as scripts
from leadbase.scripts.model import ScriptVersion
from leadbase.storage.database import Database

GENERATION = "webhooks"
"""The counter that rises with every change of a webhook, its keys, suffixes or live version."""

MOST_ROUTES = 10_000


@dataclass(frozen=True, slots=True)
class Route:
    """One webhook as its key leads to it. `secrets` are those that verify asks for, in the clear."""

    webhook: Webhook
    workspace: Workspace
    old_suffixes: Mapping[str, datetime]
    script: ScriptVersion | None
    secrets: tuple[str, ...]
    key_expires_at: datetime | None = None

    def leads(self, suffix: str, now: datetime) -> bool:
        """Tell whether this suffix is the webhook's, or was its own not long ago."""
        if suffix == self.webhook.suffix:
            return True
        end = self.old_suffixes.get(suffix)
        return end is not None and now < end


class Routes:
    """Finds routes by key; `forget` empties the cache when any webhook changed."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock, ids: IdSource) -> None:
        """Take where routes are read from and what opens their secrets."""
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._ids = ids
        self._found: OrderedDict[str, Route | None] = OrderedDict()
        self._generation = 0

    def forget(self, _name: str = "") -> None:
        """Forget everything: something changed."""
        self._found.clear()
        self._generation += 1

    async def find(self, key: str) -> Route | None:
        """Give the route of a key, a deleted webhook's too; None when the key is no webhook's or has expired."""
        key_hash = digest(key)
        if key_hash in self._found:
            self._found.move_to_end(key_hash)
            route = self._found[key_hash]
        else:
            route = await self._read(key_hash)
        if route is None or route.key_expires_at is None or self._clock() < route.key_expires_at:
            return route
        return None

    async def by_number(self, number: int) -> Route | None:
        """Give the route of a webhook by its internal number, past the cache."""
        return await self._database.read(lambda tx: self._load(tx, number, None))

    async def _read(self, key_hash: str) -> Route | None:
        generation = self._generation
        route = await self._database.read(lambda tx: self._by_key(tx, key_hash))
        if generation == self._generation:
            self._found[key_hash] = route
            if len(self._found) > MOST_ROUTES:
                self._found.popitem(last=False)
        return route

    def _by_key(self, tx: Transaction, key_hash: str) -> Route | None:
        key = store.find_key(tx, key_hash)
        return None if key is None else self._load(tx, key.webhook, key.expires_at)

    def _load(self, tx: Transaction, number: int, key_expires_at: datetime | None) -> Route | None:
        webhook = store.find_by_number(tx, number)
        if webhook is None:
            return None
        workspace = workspaces.get_numbered(tx, webhook.workspace)
        secret = webhook.settings.verify.secret
        return Route(
            webhook,
            workspace,
            store.old_suffixes(tx, number),
            self._script(tx, webhook, workspace),
            (self._sealer.open(secret),) if secret else (),
            key_expires_at,
        )

    def _script(self, tx: Transaction, webhook: Webhook, workspace: Workspace) -> ScriptVersion | None:
        if webhook.live is None:
            return None
        scope = webhook_scope(tx, workspace, webhook.id, webhook.name, self._clock, self._ids)
        version = scripts.get_version(scope, webhook.id, webhook.live)
        return script_version(workspace, webhook.id, version.number, version.language, version.source)


def script_version(workspace: Workspace, webhook: str, number: int, language: str, source: str) -> ScriptVersion:
    """Name one version of a webhook's script for its runtime."""
    key = f"{workspace.number}:{webhook}:{number}"
    return ScriptVersion(key, workspace.id, workspace.zone, language, source)
