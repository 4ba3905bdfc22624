"""JavaScript, as it stands."""

from __future__ import annotations

from leadbase.scripts.javascript import JavaScript
from leadbase.scripts.pool import Pool


def open_runtime(pool: Pool) -> JavaScript:
    """Give the runtime over this pool."""
    return JavaScript(pool)
