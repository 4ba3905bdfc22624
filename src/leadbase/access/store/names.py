"""The statements that tell what actors are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from leadbase.access.store.keys import tokens
from leadbase.access.store.people import people


def list_person_names(tx: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """Give the names of people by their ids."""
    if not ids:
        return {}
    return {row.id: row.name for row in tx.execute(select(people.c.id, people.c.name).where(people.c.id.in_(ids)))}


def list_token_names(tx: Connection, workspace: int, ids: Collection[str]) -> Mapping[str, str]:
    """Give the names of a workspace's tokens by their ids."""
    if not ids:
        return {}
    mine = tokens.c.id.in_(ids), tokens.c.workspace == workspace
    return {row.id: row.name for row in tx.execute(select(tokens.c.id, tokens.c.name).where(*mine))}
