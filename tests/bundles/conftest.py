"""A database with several workspaces in it, and what it takes to bring bundles from one to another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from leadbase.access.scope import Moment
from leadbase.access.units import ActorRoom, Units
from leadbase.access.workspaces import ensure_workspace
from leadbase.bundles import service
from leadbase.bundles.applying import Tools
from leadbase.bundles.model import Imported, Wishes
from leadbase.bundles.service import Press
from leadbase.bundles.spelling import Files
from leadbase.connectors.connector import load_connectors
from leadbase.intake.service import Desk
from leadbase.kit.clock import system_clock
from leadbase.kit.facts import Subscriptions
from leadbase.kit.ids import IdSource
from leadbase.kit.secrets import Sealer
from leadbase.scripts.model import Finding
from leadbase.storage.database import Database
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from leadbase.templates import service as templates
from leadbase.templates.reading import load_templates
from leadbase.templates.service import Shelf

EXACT = Wishes(switch=True)


class House:
    """Workspaces with their operator."""

    def __init__(self, database: Database) -> None:
        self.units = Units(database, system_clock, IdSource(), Subscriptions[Moment]())
        self.catalogues = Catalogues(load_field_types())
        self.desk = Desk(Sealer(["k" * 32]), "http://localhost:8420", load_connectors())
        self.press = Press(Tools(self.catalogues, self.desk), _checked)
        self.shelf = Shelf(load_templates(), self.catalogues, self.desk)

    async def room(self, name: str = "main") -> ActorRoom:
        """Give the room of a workspace, made where it isn't there."""
        await self.units.write(lambda moment: ensure_workspace(moment, name))
        return ActorRoom(self.units, name)

    async def filled(self, name: str = "main") -> ActorRoom:
        """Give the room of a workspace with both templates in it."""
        room = await self.room(name)
        for template in ("feiyu-tutorial", "feiyu"):
            await room.write(lambda scope, one=template: templates.apply(scope, self.shelf, one))
        return room

    async def export(self, room: ActorRoom) -> Files:
        """Give a workspace's design as files."""
        return await room.read(lambda scope: service.export(scope, self.press))

    async def bring(self, room: ActorRoom, files: Files, wishes: Wishes = EXACT) -> Imported:
        """Import files."""
        return await service.bring(room, self.press, files, "test", wishes)

    async def rehearse(self, room: ActorRoom, files: Files, wishes: Wishes = EXACT) -> Imported:
        """Tell what importing files would do."""
        return await service.rehearse(room, self.press, files, "test", wishes)


async def _checked(source: str, language: str) -> Sequence[Finding]:
    broken = source.find("§")
    return [Finding(1, broken + 1, f"{language} has no §", "error")] if broken >= 0 else []


@pytest.fixture
async def house(database: Database) -> House:
    """Give a house on each kind of database."""
    return House(database)


@pytest.fixture
async def small_house(sqlite: Database) -> House:
    """Give a house on SQLite, for what can't differ between the two."""
    return House(sqlite)
