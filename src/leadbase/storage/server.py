"""What a database says of itself, for those who look after it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection


def server_version(tx: Connection) -> str:
    """Give the database's version, such as 3.45.1 or 16.4."""
    if tx.dialect.name == "postgresql":
        return str(tx.exec_driver_sql("SHOW server_version").scalar_one()).split(" ")[0]
    return str(tx.exec_driver_sql("SELECT sqlite_version()").scalar_one())


def database_now(tx: Connection) -> datetime:
    """Give the present moment by the database's clock, in UTC; SQLite has none but this machine's."""
    if tx.dialect.name == "postgresql":
        moment: datetime = tx.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return moment.astimezone(UTC)
    return datetime.now(UTC)
