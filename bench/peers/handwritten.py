"""The job by hand, as a good programmer would write it for this one source: FastAPI, both rows in one durable commit.

Run by uvicorn as `bench.peers.handwritten:app`; `BENCH_DATABASE` is `sqlite:///PATH` or `postgresql://…`.
"""

# asyncpg has no types of its own
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta, timezone
from datetime import time as time_of_day
from typing import NamedTuple, Protocol

import asyncpg
from fastapi import FastAPI, Request

CHINA = timezone(timedelta(hours=8))
CHANNELS = {
    0: "字节-橙子建站",
    1: "字节-橙子建站",
    2: "其他渠道- 外部导入",
    5: "字节 - 抖音企业号",
    7: "字节 - 巨量线索",
}
TABLES = """
CREATE TABLE IF NOT EXISTS lead_log (type text, raw text, time text);
CREATE TABLE IF NOT EXISTS customer (name text, phone text, channel text, lead_id text,
    created_date {date}, created_time {time}, ad_id text, adv_id text);
"""


class Customer(NamedTuple):
    """A row of the customer table."""

    name: str
    phone: str
    channel: str | None
    lead_id: str
    created_date: date
    created_time: time_of_day
    ad_id: str
    adv_id: str


class Store(Protocol):
    """Where the two rows go."""

    async def save(self, raw: str, customer: Customer) -> None:
        """Write both rows in one commit that is on disk before this returns."""
        ...


class SqliteStore:
    """SQLite in its safe mode, on a thread of its own."""

    def __init__(self, path: str) -> None:
        """Open the file and make the tables."""
        self._thread = ThreadPoolExecutor(1)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(TABLES.format(date="text", time="text"))

    async def save(self, raw: str, customer: Customer) -> None:
        """See Store."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, raw, customer)

    def _write(self, raw: str, customer: Customer) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run("INSERT INTO lead_log VALUES (?, ?, ?)", ("feiyu", raw, datetime.now(CHINA).isoformat()))
        day, moment = customer.created_date.isoformat(), customer.created_time.isoformat()
        run("INSERT INTO customer VALUES (?,?,?,?,?,?,?,?)", (*customer[:4], day, moment, *customer[6:]))
        run("COMMIT")


class PostgresStore:
    """PostgreSQL over a pool of connections, a commit for each lead."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Take an open pool."""
        self._pool = pool

    @classmethod
    async def open(cls, url: str) -> PostgresStore:
        """Connect and make the tables."""
        pool = await asyncpg.create_pool(url, min_size=2, max_size=20)
        await pool.execute(TABLES.format(date="date", time="time"))
        return cls(pool)

    async def save(self, raw: str, customer: Customer) -> None:
        """See Store."""
        async with self._pool.acquire() as connection, connection.transaction():
            now = datetime.now(CHINA).isoformat()
            await connection.execute("INSERT INTO lead_log VALUES ($1, $2, $3)", "feiyu", raw, now)
            await connection.execute("INSERT INTO customer VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", *customer)


@asynccontextmanager
async def life(running: FastAPI) -> AsyncGenerator[None]:
    """Open the store before the first request."""
    url = os.environ["BENCH_DATABASE"]
    path = url.removeprefix("sqlite:///")
    running.state.store = SqliteStore(path) if path != url else await PostgresStore.open(url)
    yield


app = FastAPI(lifespan=life)


@app.post("/hook/feiyu")
async def receive(request: Request) -> dict[str, str]:
    """Do what the tutorial's script does."""
    raw = await request.body()
    lead = json.loads(raw)
    created = datetime.fromtimestamp(lead["create_time"], CHINA)
    customer = Customer(
        lead["name"],
        lead["telphone"],
        CHANNELS.get(lead["clue_source"]),
        lead["id"],
        created.date(),
        created.time(),
        lead["ad_id"],
        lead["adv_id"],
    )
    store: Store = request.app.state.store
    await store.save(raw.decode(), customer)
    return {"code": "0", "message": "success"}
