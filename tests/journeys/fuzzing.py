"""Makes requests that nobody thought of: of the API out of its own description, of /hook out of pieces of HTTP."""

from __future__ import annotations

import gzip
import json
import os
import random
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import psutil
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

MINUTES = float(os.environ.get("LEADBASE_SOAK_MINUTES", "0"))
"""How long a soak goes on; 0: one round, with the seed that is always the same."""

SEED = 20261124
ENDLESS = ("GET /live",)
"""What answers as long as somebody listens; its first line is looked at elsewhere."""

_ORDER = ("get", "post", "put", "patch", "delete")
"""What is there is looked at and changed before it is deleted."""

WORKSPACE = ("workspace", "Leadbase-Workspace")


def rounds() -> Iterator[int]:
    """Give the seed of each round: one, or others until the time of a soak is over."""
    deadline = time.monotonic() + MINUTES * 60
    yield SEED
    for seed in range(SEED + 1, SEED + 1_000_000):
        if time.monotonic() >= deadline:
            return
        yield seed


conforms = cast(Any, checks).response_schema_conformance
"""Holds an answer against what the description says of it."""

Operation = Any
"""An operation of schemathesis, and below a case of one: the library does not say of what types their parts are."""

Case = Any


def operations(document: dict[str, Any]) -> Sequence[Operation]:
    """Give every operation of a description that ends, without what would name a workspace that is none."""
    for methods in document["paths"].values():
        for operation in methods.values():
            kept = [one for one in operation.get("parameters", ()) if one["name"] not in WORKSPACE]
            operation["parameters"] = kept
    schema = cast(Any, schemathesis.openapi.from_dict(document))
    found: list[Operation] = [result.ok() for result in schema.get_all_operations()]
    lasting = [one for one in found if f"{one.method.upper()} {one.path.removeprefix('/api/v1')}" not in ENDLESS]
    return sorted(lasting, key=lambda one: _ORDER.index(one.method.lower()))


def ask(operation: Operation, count: int, seed: int, act: Callable[[Case], None]) -> None:
    """Act on `count` cases of an operation, half of which fit its description; the same seed gives the same cases."""
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seeded(seed)
        @settings(
            max_examples=max(1, count // 2),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(operation.as_strategy(mode))
        def each(case: Case) -> None:
            act(case)

        # where nothing can be said, nothing can be said wrongly
        with suppress(Unsatisfiable):
            each()


@dataclass(frozen=True)
class Sent:
    """A request to /hook as it goes over the wire; `whole` is False where its end never comes."""

    head: bytes
    body: bytes
    whole: bool = True


class Corpus:
    """Requests put together by chance out of what senders, proxies and attackers write."""

    def __init__(self, path: str, seed: int) -> None:
        """Take the path of a webhook."""
        self._path = path
        self._by = random.Random(seed)

    def requests(self, count: int) -> Iterator[Sent]:
        """Give so many requests; the same seed gives the same."""
        for _ in range(count):
            yield self._request()

    def _request(self) -> Sent:
        by = self._by
        kind, body = by.choice(_BODIES)(by)
        if by.random() < 0.3:
            body = _spoilt(by, body)
        coding, body = by.choice(_CODINGS)(by, body)
        method = by.choice([*("POST",) * 8, "GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "BREW", "post"])
        headers = {"Host": by.choice(["127.0.0.1", "127.0.0.1", "evil.example", ""]), "Content-Type": kind}
        if coding:
            headers["Content-Encoding"] = coding
        for name, value in by.sample(_HEADERS, by.randrange(4)):
            headers[name] = value
        length, whole = len(body), True
        if by.random() < 0.05:
            length, whole = length + by.randrange(1, 100), False
        framed = body
        if by.random() < 0.15:
            headers["Transfer-Encoding"] = "chunked"
            framed, whole = _chunked(by, body)
        else:
            headers["Content-Length"] = str(length)
        lines = [f"{method} {self._target()} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        head = "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogateescape")
        return Sent(head, framed, whole)

    def _target(self) -> str:
        by = self._by
        path = by.choice(
            [self._path] * 6 + [f"{self._path}/more", self._path[:-1], "/hook/nobody/x", "/hook/", "/hook"]
        )
        query = by.choice(
            ["", "", "?a=1&a=2&b", "?%00=%ff", "?" + "x" * 3_000, "?\u007f=%e4%bd", "?=&&==", "?a[b]=%5B%7B"]
        )
        return path + query


_TEXTS = (
    "",
    "张三",
    "13800000001",
    "\x00",
    "\ud83d",
    "𠀀" * 50,
    "a" * 5_000,
    "'; DROP TABLE t_1;--",
    "${7*7}",
    "__proto__",
)
_NUMBERS = (0, -1, 2**53 + 1, 10**30, 1e308, -0.0, 1.5)
_NAMES = ("id", "name", "telphone", "clue_source", "create_time", "ad_id", "__proto__", "constructor", "toString", "")


def _value(by: random.Random, depth: int = 0) -> Any:
    chosen = by.randrange(8 if depth < 4 else 5)
    if chosen >= 6:
        return {by.choice(_NAMES): _value(by, depth + 1) for _ in range(by.randrange(6))}
    if chosen == 5:
        return [_value(by, depth + 1) for _ in range(by.randrange(5))]
    return by.choice([by.choice(_TEXTS), by.choice(_NUMBERS), None, True])


def _lead(by: random.Random) -> tuple[str, bytes]:
    kind = by.choice(["application/json", "application/json; charset=utf-8", "text/json", "application/vnd.x+json"])
    body = {name: by.choice([by.choice(_TEXTS), by.choice(_NUMBERS), None]) for name in _NAMES[:6]}
    return kind, json.dumps(body).encode()


def _json(by: random.Random) -> tuple[str, bytes]:
    return "application/json", json.dumps(_value(by)).encode()


def _deep(by: random.Random) -> tuple[str, bytes]:
    depth, part = by.choice([50, 900, 20_000]), by.choice([b"[", b'{"a":'])
    return "application/json", part * depth + (
        b"1" + (b"]" if part == b"[" else b"}") * depth if by.random() < 0.5 else b""
    )


def _charset(by: random.Random) -> tuple[str, bytes]:
    name = by.choice(["gb18030", "utf-16", "utf-16-le", "big5", "shift_jis", "latin-1", "utf-7", "utf-8-sig"])
    told = by.choice([name, "gbk", "utf-8", "klingon", '"utf-8', "hex"])
    return f"application/json; charset={told}", json.dumps({"name": "张三"}, ensure_ascii=False).encode(name, "replace")


def _form(by: random.Random) -> tuple[str, bytes]:
    parts = [
        f"{by.choice(_NAMES)}={by.choice(['', '%00', '%ff%fe', '%zz', 'a+b', '张三', '%E5%BC%A0'])}" for _ in range(9)
    ]
    return "application/x-www-form-urlencoded", "&".join(parts).encode()


def _multipart(by: random.Random) -> tuple[str, bytes]:
    line = by.choice(["\r\n", "\r\n", "\n"])
    edge = by.choice(["x", "x", "-" * 60, "a b", ""])
    heads = ['name="a"', 'name="a"; filename="f.txt"', "name=", 'name="\\"; x="', "filename*=UTF-8''%E5%BC"]
    texts = ("1", "张三", "")
    parts = [
        f"--{edge}{line}Content-Disposition: form-data; {by.choice(heads)}{line}{line}{by.choice(texts)}{line}"
        for _ in range(by.choice([0, 1, 3, 1_200]))
    ]
    end = by.choice([f"--{edge}--{line}", f"--{edge}", "", f"--{edge}-"])
    return f"multipart/form-data; boundary={by.choice([edge, 'other'])}", ("".join(parts) + end).encode()


def _bytes(by: random.Random) -> tuple[str, bytes]:
    kind = by.choice(
        ["application/octet-stream", "text/plain", "text/xml", "image/png", "", "/", "a/b; c", "application/json"]
    )
    return kind, by.randbytes(by.choice([0, 1, 100, 70_000]))


def _spoilt(by: random.Random, body: bytes) -> bytes:
    if not body:
        return body
    at = by.randrange(len(body))
    return by.choice([body[:at], body[:at] + by.randbytes(3) + body[at:], body[:at] + body[at + 1 :], body + body])


def _packed(name: str, pack: Callable[[bytes], bytes]) -> Callable[[random.Random, bytes], tuple[str, bytes]]:
    def coded(by: random.Random, body: bytes) -> tuple[str, bytes]:
        packed = pack(body)
        return name, packed if by.random() < 0.7 else _spoilt(by, packed)

    return coded


def _plain(_by: random.Random, body: bytes) -> tuple[str, bytes]:
    return "", body


def _misnamed(by: random.Random, body: bytes) -> tuple[str, bytes]:
    return by.choice(["br", "zstd", "gzip, gzip", "deflate, br", "identity", "x", ",", "gzip;q=1"]), body


def _bomb(_by: random.Random, _body: bytes) -> tuple[str, bytes]:
    return "gzip", _BOMB


_BOMB = gzip.compress(b" " * 30_000_000, mtime=0)
_BODIES = (_lead, _lead, _lead, _json, _json, _deep, _charset, _form, _multipart, _bytes)
_CODINGS = (
    *(_plain,) * 12,
    _packed("gzip", lambda body: gzip.compress(body, mtime=0)),
    _packed("deflate", zlib.compress),
    _misnamed,
    _bomb,
)
_HEADERS = (
    ("X-Forwarded-For", "1.2.3.4, ::1, evil"),
    ("Authorization", "Bearer lbt_nothing"),
    ("Cookie", "leadbase_session=" + "x" * 500),
    ("Accept-Language", "xx;q=9, *;q=-1, zh-CN;q=0.1,,,"),
    ("Expect", "100-continue"),
    ("Content-Type", ""),
    ("X-Long", "y" * 6_000),
    ("X-Bytes", "\udcff\udcfe"),
    ("Origin", "null"),
    ("Traceparent", "00-zz-zz-01"),
    ("Content-Length", "18446744073709551616"),
)


def _chunked(by: random.Random, body: bytes) -> tuple[bytes, bool]:
    """Give a body in chunks, and whether its end is there."""
    sound = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]) if part) + b"0\r\n\r\n"
    broken = by.choice([sound[:-2], b"zz\r\n" + sound, b"ffffffffffffffff\r\n" + sound])
    return (sound, True) if by.random() < 0.6 else (broken, False)


def memory_of(pid: int) -> int:
    """Give the bytes of memory that a process and its children hold."""
    process = psutil.Process(pid)
    held = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            held += one.memory_info().rss
    return held
