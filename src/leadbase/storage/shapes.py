"""The closed set of shapes that a value can have in storage.

A field type names its shape; this file says how each shape is stored on each database, so that types and
databases never meet. Python values per shape: text `str`, integer `int` (64 bits), decimal `Decimal`, boolean `bool`,
date `date`, time `time` (whole seconds), timestamp aware `datetime` in UTC (microseconds), duration `int` seconds, json
any JSON value with its key order, reference `str` (a public id).
"""

from __future__ import annotations

import enum
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, assert_never

from sqlalchemy import BigInteger, Boolean, Dialect, LargeBinary, Numeric, Text, types
from sqlalchemy.dialects import postgresql

from leadbase.kit.json import JsonValue, compact

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Shape(enum.Enum):
    """How a value is stored and compared."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    DURATION = "duration"
    JSON = "json"
    REFERENCE = "reference"


def column_type(shape: Shape, scale: int = 0) -> types.TypeEngine[Any]:
    """Give the column type of a shape; `scale`, the number of decimal places (0 to 9), matters to decimals alone."""
    match shape:
        case Shape.TEXT | Shape.REFERENCE:
            return text_type()
        case Shape.INTEGER | Shape.DURATION:
            return BigInteger()
        case Shape.DECIMAL:
            return DecimalType(scale)
        case Shape.BOOLEAN:
            return Boolean()
        case Shape.DATE:
            return DateType()
        case Shape.TIME:
            return TimeType()
        case Shape.TIMESTAMP:
            return TimestampType()
        case Shape.JSON:
            return JsonType()
        case _:
            assert_never(shape)


def text_type() -> types.TypeEngine[str]:
    """Text that both databases order by code point (UTF-8 bytes)."""
    return Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def bytes_type() -> types.TypeEngine[bytes]:
    """Raw bytes, for payloads."""
    return LargeBinary()


def _sound(text: str) -> str:
    """Replace what can't be spelt in UTF-8 (lone surrogates, which JSON can name) by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class DecimalType(types.TypeDecorator[Decimal]):
    """A decimal with a fixed scale: `numeric` on PostgreSQL, a scaled integer on SQLite; order and equality exact."""

    impl = Numeric
    cache_ok = True

    def __init__(self, scale: int = 0) -> None:
        super().__init__()
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the column of this database."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else Numeric(38, self.scale))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """Scale on the way in (SQLite)."""
        if value is None or dialect.name != "sqlite":
            return value
        return int(value.scaleb(self.scale).to_integral_value())

    def process_result_value(self, value: int | Decimal | None, dialect: Dialect) -> Decimal | None:
        """Give back the decimal with its scale."""
        if value is None:
            return None
        return Decimal(value).scaleb(-self.scale) if dialect.name == "sqlite" else Decimal(value)


class TimestampType(types.TypeDecorator[datetime]):
    """A moment in UTC to the microsecond: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the column of this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Count microseconds (SQLite)."""
        if value is None or dialect.name != "sqlite":
            return value
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return EPOCH + timedelta(microseconds=value) if isinstance(value, int) else value.astimezone(UTC)


class DateType(types.TypeDecorator[date]):
    """A calendar day: `date` on PostgreSQL, 'YYYY-MM-DD' on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the column of this database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else postgresql.DATE())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        """Spell the day (SQLite)."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: str | date | None, dialect: Dialect) -> date | None:
        """Give back the day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class TimeType(types.TypeDecorator[time]):
    """A time of day in whole seconds: `time` on PostgreSQL, 'HH:MM:SS' on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the column of this database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else postgresql.TIME())

    def process_bind_param(self, value: time | None, dialect: Dialect) -> time | str | None:
        """Spell the time (SQLite)."""
        return value.isoformat("seconds") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: str | time | None, dialect: Dialect) -> time | None:
        """Give back the time."""
        return time.fromisoformat(value) if isinstance(value, str) else value


class JsonType(types.TypeDecorator[JsonValue]):
    """Any JSON value as compact text, so that key order is kept on both databases. Python's None is an absent value."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """Choose the column of this database."""
        return dialect.type_descriptor(text_type())

    def process_bind_param(self, value: JsonValue, dialect: Dialect) -> str | None:
        """Spell the value."""
        return None if value is None else _sound(compact(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> JsonValue:
        """Read the value."""
        return None if value is None else json.loads(value)
