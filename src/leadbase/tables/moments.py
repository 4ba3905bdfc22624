"""Reads a moment from text; shared by the types that hold one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

from leadbase.kit.json import JsonValue
from leadbase.tables.misfits import NotAMoment, shown

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def parse_moment(raw: JsonValue, zone: tzinfo) -> datetime:
    """Read RFC 3339 text (seconds may be missing) as a moment in UTC; text without an offset is local time of `zone`.

    Raises NotAMoment.
    """
    if not isinstance(raw, str) or not _MOMENT.fullmatch(raw):
        raise NotAMoment(value=shown(raw))
    try:
        moment = datetime.fromisoformat(raw)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotAMoment(value=shown(raw)) from None
