"""The API of tables and records over a house with its gate."""

from __future__ import annotations

from leadbase.access.gate import Gate
from leadbase.access.model import Role
from leadbase.access.rules import Addresses
from leadbase.access.scope import Scope
from leadbase.access.tokens import NewToken, create_token
from leadbase.access.units import ActorRoom
from leadbase.records.api import router as records
from leadbase.storage.database import Database
from leadbase.tables.api import router as tables
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import load_field_types
from tests.access.conftest import House


class Desk(House):
    """A house where tables are designed and records kept."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.catalogues = Catalogues(load_field_types())
        self.gate = Gate(self.units, self.passwords, Addresses(), self.find_table)
        self.app.state.gate = self.gate
        self.app.state.catalogues = self.catalogues
        self.app.include_router(tables, prefix="/api/v1")
        self.app.include_router(records, prefix="/api/v1")

    def find_table(self, scope: Scope, ref: str) -> str | None:
        """Give the id of a table."""
        table = self.catalogues.get(scope).find_table(ref)
        return None if table is None else table.id

    async def narrow(self, role: Role, *scopes: str) -> str:
        """Give the key of a token whose scopes name tables that are here."""
        new = NewToken("narrow", role, scopes)
        return (await ActorRoom(self.units).write(lambda scope: create_token(scope, new, self.find_table))).key
