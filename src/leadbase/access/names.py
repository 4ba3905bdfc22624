"""What actors are called, for those who show who did something: records keep only a kind and an id."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from leadbase.access.scope import Scope
from leadbase.access.store import names as store

_KINDS = ("person", "token")


def name_actors(scope: Scope, signatures: Collection[str]) -> Mapping[str, str]:
    """Give names by signature (`person:<id>`, `token:<id>`); who is gone, or of another kind, has none here."""
    ids = {kind: [one.partition(":")[2] for one in signatures if one.startswith(f"{kind}:")] for kind in _KINDS}
    people = store.list_person_names(scope.tx, ids["person"])
    tokens = store.list_token_names(scope.tx, scope.workspace.number, ids["token"])
    return {f"person:{id}": name for id, name in people.items()} | {f"token:{id}": name for id, name in tokens.items()}
