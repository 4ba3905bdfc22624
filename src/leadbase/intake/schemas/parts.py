"""What the schemas of intake share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

from leadbase.scripts.versions import LONGEST_SOURCE

EVENT_ID = "65a1f0c2b3d4e5f60718293c"
EXAMPLE_SCRIPT = 'async function hook($req = request, $resp = response) {\n    $resp.body = { code: "0" }\n}\n'


def _rfc3339(moment: datetime) -> str:
    """Spell a moment in UTC as RFC 3339, with the fraction of the second only where there is one."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Moment = Annotated[datetime, PlainSerializer(_rfc3339, when_used="json"), Field(examples=["2026-11-24T03:20:00Z"])]
Json = Annotated[Any, Field(description="Any JSON value.")]
Source = Annotated[str, StringConstraints(max_length=LONGEST_SOURCE), Field(examples=[EXAMPLE_SCRIPT])]


class In(BaseModel):
    """A body that is sent to us: unknown names are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")
