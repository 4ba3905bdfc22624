"""China's administrative divisions, as the API gives them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, Field

from leadbase.tables.divisions import Division, divisions


class RegionOut(BaseModel):
    """A province, city or county, with what belongs to it."""

    code: str = Field(examples=["330106"], description="Its code of GB/T 2260, which a field of type region takes.")
    name: str = Field(examples=["西湖区"], description="How people call it.")
    under: list[RegionOut]


class RegionPage(BaseModel):
    """All provinces, with their cities and counties."""

    items: list[RegionOut]
    next_cursor: None = None


@cache
def all_regions() -> RegionPage:
    """Give all of them; made once."""
    return RegionPage(items=_shown(divisions().provinces))


def _shown(some: Iterable[Division]) -> list[RegionOut]:
    return [RegionOut(code=one.code, name=one.short, under=_shown(one.under.values())) for one in some]
