"""A new master key: everything that is sealed is sealed again with it, page by page, while the server goes on.

The new key stands in front of the old one from the first moment, so everything opens at any time. A rotation that ends
half-way leaves both; the next one takes it up. Only when a whole look finds nothing that is sealed with another key do
the old ones leave the key file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadbase.access import secrets
from leadbase.access.scope import Transaction
from leadbase.intake import resealing
from leadbase.kit.errors import Invalid
from leadbase.kit.secrets import Sealer, add_key, count_keys, load_sealer, retire_keys
from leadbase.settings import Settings
from leadbase.storage.database import Database

Reseal = Callable[[Transaction, Sealer, str, int], tuple[str | None, int]]
"""Seals one page that begins after a place with the newest key; gives where to go on and how many changed."""

SEALED: Final[Mapping[str, Reseal]] = {
    "secrets": secrets.reseal_page,
    "webhook keys": resealing.reseal_keys,
    "webhook settings": resealing.reseal_settings,
    "events": resealing.reseal_events,
}
"""Everything in the database that is sealed, by what it is. Whoever seals something else adds it here."""

PAGE: Final = 200
SETTLE_S: Final = 2.0
"""How long what other processes had sealed before they saw the new key may take to be written."""


class KeyNotOursToChange(Invalid):
    """The master key comes from {source}: put a new one in front of it there, restart the server, and rotate again."""

    code = "key_not_ours"
    zh = "主密钥来自 {source}：请在其最前面添加新密钥并重启服务，然后再次执行轮换。"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the key in force now, what was sealed again, and where the old keys are, if we keep them."""

    key: str
    resealed: Mapping[str, int]
    retired: Path | None


async def rotate(
    database: Database,
    settings: Settings,
    settle_s: float | None = None,
    tell: Callable[[str, int], None] | None = None,
) -> Rotated:
    """Rotate the master key, or finish a rotation that was begun; `tell` hears of each kind that is done.

    Raises KeyNotOursToChange where the key comes from the environment and there is no newer one yet.
    """
    sealer, is_ours = _begin(settings)
    pause = SETTLE_S if settle_s is None else settle_s
    resealed = dict.fromkeys(SEALED, 0)
    clean = 0
    while clean < 2:
        found = 0
        for kind, reseal in SEALED.items():
            count = await _reseal(database, sealer, reseal)
            resealed[kind] += count
            found += count
            if tell is not None and count:
                tell(kind, count)
        clean = 0 if found else clean + 1
        await asyncio.sleep(pause if clean < 2 else 0)
    return Rotated(sealer.newest, resealed, retire_keys(settings.data_dir) if is_ours else None)


def _begin(settings: Settings) -> tuple[Sealer, bool]:
    """Give the sealer over the new key and all old ones, and whether the keys stand in our own file."""
    environment = settings.secret_environment()
    if settings.secret_key or settings.secret_key_file:
        source = "LEADBASE_SECRET_KEY" if settings.secret_key else "LEADBASE_SECRET_KEY_FILE"
        sealer = load_sealer(settings.data_dir, environment)
        if sealer.count < 2:
            raise KeyNotOursToChange(source=source)
        return sealer, False
    if count_keys(settings.data_dir) > 1:
        return load_sealer(settings.data_dir, environment), True
    return add_key(settings.data_dir), True


async def _reseal(database: Database, sealer: Sealer, reseal: Reseal) -> int:
    """Seal everything of one kind again, one transaction a page; give how many changed."""
    place, count = "", 0
    while True:
        after, changed = await reseal_one(database, sealer, reseal, place)
        count += changed
        if after is None:
            return count
        place = after


async def reseal_one(database: Database, sealer: Sealer, reseal: Reseal, place: str) -> tuple[str | None, int]:
    """Seal one page again in a transaction of its own; see Reseal."""
    return await database.transaction(lambda tx: reseal(tx, sealer, place, PAGE))
