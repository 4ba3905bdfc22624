"""What the sandbox's tests share: a runtime, a host that remembers, and short ways to run a source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from leadbase.kit.json import JsonValue
from leadbase.scripts.host import UNDEFINED, Host, HostRefusal, page, record, value
from leadbase.scripts.javascript import JavaScript
from leadbase.scripts.model import Failure, Limits, Outcome, Reply, Request, ScriptVersion
from leadbase.scripts.pool import Pool
from leadbase.scripts.process import Files

QUICK = Limits(pump_ms=150, slow_pump_ms=400, cpu_s=1.0, wall_s=3.0)
"""Limits under which a test of an endless loop takes well under a second."""

NAME = "63ff0191f725340df45e8ebb"
"""A field's id; its API name is `name`."""

ID = "63feff350ef3f00df536eac5"

SAVED = record({"_id": ID, NAME: "张三"}, {"name": NAME})


class Memory:
    """A host that answers plainly and keeps what it was asked."""

    def __init__(self, results: dict[str, JsonValue] | None = None) -> None:
        self.calls: list[tuple[str, list[JsonValue]]] = []
        self._results = results or {}

    async def call(self, name: str, arguments: Sequence[JsonValue]) -> JsonValue:
        self.calls.append((name, list(arguments)))
        if arguments and arguments[0] == "missing":
            facts = {"table": "missing"}
            raise HostRefusal("unknown_table", 'there is no table "missing"', facts=facts)
        if arguments and arguments[0] == "locked":
            raise HostRefusal("conflict", "the record is being changed", permanent=False)
        if arguments and arguments[0] == "broken":
            raise ZeroDivisionError
        answers: dict[str, JsonValue] = {
            "data.saveData": SAVED,
            "data.getData": SAVED,
            "data.updateData": UNDEFINED,
            "data.removeData": UNDEFINED,
            "data.queryData": page([SAVED, SAVED], "next"),
            "data.findOne": UNDEFINED,
            "data.countData": 7,
            "data.upsertData": record({"_id": ID, NAME: "张三", "created": True}, {"name": NAME}),
            "data.saveMany": [SAVED, SAVED],
            "http.request": value({"status": 200, "data": {"$record": {}, "items": 5}}),
            "http.curl": value({"status": 200, "data": "text", "res": {"status": 200}}),
            "secret.get": "told",
        }
        return {**answers, **self._results}[name]


def open_javascript(warm: int = 2, idle_s: float = 60, queue_s: float = 30) -> tuple[JavaScript, Pool]:
    """Give a runtime and its pool, which the test closes."""
    pool = Pool(Files(), warm=warm, alone=2, idle_s=idle_s, queue_s=queue_s)
    return JavaScript(pool), pool


class Rig:
    """A runtime under test."""

    def __init__(self, runtime: JavaScript, pool: Pool) -> None:
        self.runtime = runtime
        self.pool = pool
        self.hosts: list[Memory] = []
        self.results: dict[str, JsonValue] = {}

    def host(self) -> Host:
        self.hosts.append(Memory(self.results))
        return self.hosts[-1]

    @property
    def calls(self) -> list[tuple[str, list[JsonValue]]]:
        """What the host of the last run was asked."""
        return self.hosts[-1].calls

    async def run(
        self,
        source: str,
        body: JsonValue = None,
        *,
        limits: Limits = QUICK,
        workspace: str = "main",
        zone: str = "Asia/Shanghai",
        host: Callable[[], Host] | None = None,
        request: Request | None = None,
    ) -> Outcome:
        version = version_of(source, workspace=workspace, zone=zone)
        return await self.runtime.run(version, request or request_with(body), host or self.host, limits)

    async def answer(
        self, source: str, body: JsonValue = None, *, limits: Limits = QUICK, zone: str = "UTC"
    ) -> JsonValue:
        """Run a source that must answer, and give the answer's body."""
        return reply_of(await self.run(source, body, limits=limits, zone=zone)).body

    async def value(self, expression: str, *, zone: str = "UTC") -> JsonValue:
        """Give what an expression is inside a hook."""
        return await self.answer(f"async function hook($req, $resp) {{ $resp.body = await ({expression}) }}", zone=zone)

    async def failure(self, source: str, body: JsonValue = None, *, limits: Limits = QUICK) -> Failure:
        """Run a source that must fail."""
        return failure_of(await self.run(source, body, limits=limits))


def version_of(source: str, *, workspace: str = "main", zone: str = "Asia/Shanghai") -> ScriptVersion:
    return ScriptVersion(
        f"test:{hashlib.sha256(source.encode()).hexdigest()}:{workspace}:{zone}", workspace, zone, "javascript", source
    )


def request_with(body: JsonValue) -> Request:
    return Request(
        body=body,
        raw_body=json.dumps(body),
        headers={"content-type": "application/json", "x_token": "t"},
        query={"a": "1"},
        method="POST",
        path="/hook/key/callback",
        ip="203.0.113.9",
        received_at=datetime(2026, 11, 24, 1, 2, 3, 456000, UTC),
        source="feiyu",
    )


def reply_of(outcome: Outcome) -> Reply:
    assert outcome.reply is not None, outcome
    assert outcome.failure is None
    return outcome.reply


def failure_of(outcome: Outcome) -> Failure:
    assert outcome.failure is not None, outcome
    assert outcome.reply is None
    return outcome.failure


def lasting(limits: Limits, wall_s: float) -> Limits:
    return replace(limits, wall_s=wall_s)
