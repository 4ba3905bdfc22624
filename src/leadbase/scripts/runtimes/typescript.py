"""TypeScript: run as JavaScript, once the sandbox has erased the types. Checking types is `scripts/types.py`'s work."""

from __future__ import annotations

from leadbase.scripts.javascript import JavaScript
from leadbase.scripts.model import TYPED
from leadbase.scripts.pool import Pool


def open_runtime(pool: Pool) -> JavaScript:
    """Give the runtime over this pool."""
    return JavaScript(pool, TYPED)
