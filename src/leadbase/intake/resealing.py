"""Seals what intake keeps with the newest master key: webhooks' keys, what they verify by, credentials in requests.

Each act does one page and tells where to go on, so that a rotation can end anywhere and begin again.
"""

from __future__ import annotations

from collections.abc import Mapping

from leadbase.access.scope import Transaction
from leadbase.intake.keeping import resealed
from leadbase.intake.store import sealed as store
from leadbase.kit.secrets import Sealer


def reseal_keys(tx: Transaction, sealer: Sealer, after: str, limit: int) -> tuple[str | None, int]:
    """Seal a page of webhooks' keys; gives where to go on (None: at the end) and how many changed."""
    rows = store.keys_after(tx, after, limit)
    stale = [row for row in rows if sealer.is_stale(row[1])]
    for key_hash, old in stale:
        store.reseal_key(tx, key_hash, sealer.seal(sealer.open(old)))
    return (rows[-1][0] if len(rows) == limit else None), len(stale)


def reseal_settings(tx: Transaction, sealer: Sealer, after: str, limit: int) -> tuple[str | None, int]:
    """Seal the secrets by which a page of webhooks verify; see reseal_keys."""
    rows, changed = store.settings_after(tx, int(after or 0), limit), 0
    for number, version, settings in rows:
        verify = settings.get("verify")
        old = verify.get("secret") if isinstance(verify, Mapping) else None
        if isinstance(verify, Mapping) and isinstance(old, str) and old and sealer.is_stale(old):
            anew = {**verify, "secret": sealer.seal(sealer.open(old))}
            store.put_settings(tx, number, version, {**settings, "verify": anew})
            changed += 1
    return (str(rows[-1][0]) if len(rows) == limit else None), changed


def reseal_events(tx: Transaction, sealer: Sealer, after: str, limit: int) -> tuple[str | None, int]:
    """Seal the credentials in a page of events; see reseal_keys."""
    rows, changed = store.events_after(tx, after, limit), 0
    for event, query, headers in rows:
        new_query, new_headers = resealed(query, sealer), resealed(headers, sealer)
        if new_query is not None or new_headers is not None:
            store.put_pairs(tx, event, new_query or query, new_headers or headers)
            changed += 1
    return (rows[-1][0] if len(rows) == limit else None), changed
