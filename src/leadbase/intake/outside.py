"""A script's way out: its requests through the guard to hosts that its workspace allows, and its named secrets.

Everything that goes out stands in the attempt's record. A dry run sends nothing and is told nothing: it records what it
would have done.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from leadbase.access import secrets
from leadbase.access.scope import Transaction
from leadbase.access.secrets_model import SealedSecret, SecretNotForHost, SecretNotReadable
from leadbase.intake.errors import ArgumentWrong
from leadbase.intake.pipeline import Job
from leadbase.intake.requests import Wish, place_of, read_curl, read_request, told, told_as_curl, with_secret
from leadbase.intake.trail import Made
from leadbase.kit.errors import Problem
from leadbase.kit.guard import AllowedHost, read_host
from leadbase.kit.http import Answer, Call, CallFailed, CallTooLarge, Http, port_of, read_url
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.secrets import Sealer
from leadbase.scripts.host import value
from leadbase.storage.database import Database

MOST_CALLS: Final = 50
MOST_BYTES: Final = 20 * 1024 * 1024
_MARGIN_S: Final = 0.5
"""What is left of a run's time for what it does with an answer."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What every way out works with; `wall_s` is how long a run may take."""

    database: Database
    http: Http
    sealer: Sealer
    wall_s: float


class WayOut:
    """The way out of one run."""

    def __init__(self, outside: Outside, job: Job) -> None:
        """Take the job; its trail tells what earlier runs of the attempt did."""
        self._outside = outside
        self._job = job
        self._began = time.monotonic()
        job.trail.begin()

    async def request(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer http.request."""
        wish = read_request(arguments)
        return await self._once("http.request", arguments, wish, as_curl=False, as_json=False)

    async def curl(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer http.curl."""
        wish, as_json = read_curl(arguments)
        return await self._once("http.curl", arguments, wish, as_curl=True, as_json=as_json)

    async def secret(self, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer secret.get; a dry run gets the secret's name instead of its value."""
        name = arguments[0] if arguments else None
        if not isinstance(name, str):
            raise ArgumentWrong(call="secret", position=1, expected="a secret's name")
        found = await self._outside.database.read(lambda tx: self._secret(tx, name))
        if not found.secret.readable:
            raise SecretNotReadable(name=name)
        if self._job.is_rehearsal:
            self._job.trail.note({"code": "would_read_secret", "name": name})
            return f"<{name}>"
        text = self._outside.sealer.open(found.sealed)
        self._job.trail.secrets.add(text)
        self._job.trail.note({"code": "secret_read", "name": name})
        return text

    async def _once(
        self, name: str, arguments: Sequence[JsonValue], wish: Wish, *, as_curl: bool, as_json: bool
    ) -> JsonValue:
        """Make a call, or give what came of it when an earlier run of this attempt made it."""
        trail = self._job.trail
        spelt = json.dumps([name, *arguments]).encode("utf-8", "surrogatepass")
        fingerprint = hashlib.sha256(spelt).digest()
        known = trail.known(fingerprint)
        if known is not None:
            return known.result
        if len(trail.made) >= MOST_CALLS:
            raise CallTooLarge(part="requests of this run", most=MOST_CALLS)
        hosts, sealed = await self._outside.database.read(lambda tx: self._look(tx, wish.auth))
        call = self._ready(wish.call, sealed)
        host, path = place_of(call.url)
        note: JsonObject = {"method": call.method, "host": host, "path": path}
        if self._job.is_rehearsal:
            self._check(call, hosts)
            answer, note = Answer(200, {}, b"{}", call.url), {"code": "would_call", **note}
        else:
            answer, note = await self._sent(call, hosts, {"code": "called", **note})
        trail.size += len(answer.body)
        if trail.size > MOST_BYTES:
            raise CallTooLarge(part="answers of this run", most=MOST_BYTES)
        result = value(_result(answer, as_curl=as_curl, as_json=as_json, is_rehearsal=self._job.is_rehearsal))
        trail.add(Made(fingerprint, result, note))
        return result

    async def _sent(self, call: Call, hosts: Sequence[AllowedHost], note: JsonObject) -> tuple[Answer, JsonObject]:
        """Send a call within what is left of the run's time; one that fails is noted too."""
        left = self._outside.wall_s - _MARGIN_S - (time.monotonic() - self._began)
        if left <= 0:
            raise CallFailed(host=note["host"], reason="the run has no time left for it")
        began = time.perf_counter()
        try:
            timed = replace(call, timeout_s=min(call.timeout_s, left))
            answer = await self._outside.http.send(timed, lambda host, port: _permits(hosts, host, port))
        except Problem as problem:
            self._job.trail.note({**note, "error": problem.code, "ms": _ms(began)})
            raise
        return answer, {**note, "status": answer.status, "ms": _ms(began)}

    def _check(self, call: Call, hosts: Sequence[AllowedHost]) -> None:
        """Refuse in a dry run what would be refused for its host."""
        url = read_url(call.url)
        self._outside.http.permit(url, lambda host, port: _permits(hosts, host, port))

    def _ready(self, call: Call, sealed: SealedSecret | None) -> Call:
        """Give the call with its secret, where that may go; the dry run's goes without."""
        if sealed is None:
            return call
        url = read_url(call.url)
        host, port = url.raw_host.decode("ascii").removesuffix("."), port_of(url)
        secret = sealed.secret
        if secret.hosts and not _permits([read_host(one) for one in secret.hosts], host, port):
            raise SecretNotForHost(name=secret.name, host=host)
        if self._job.is_rehearsal:
            return call
        ready, hidden = with_secret(call, secret, self._outside.sealer.open(sealed.sealed))
        self._job.trail.secrets.update(hidden)
        return ready

    def _look(self, tx: Transaction, auth: str | None) -> tuple[Sequence[AllowedHost], SealedSecret | None]:
        workspace = self._job.route.workspace
        return secrets.allowed_hosts(tx, workspace), None if auth is None else self._secret(tx, auth)

    def _secret(self, tx: Transaction, name: str) -> SealedSecret:
        return secrets.find_sealed(tx, self._job.route.workspace, name)


OUTWARD: Mapping[str, Callable[[WayOut, Sequence[JsonValue]], Awaitable[JsonValue]]] = {
    "http.request": WayOut.request,
    "http.curl": WayOut.curl,
    "secret.get": WayOut.secret,
}
"""The calls of a script that lead out, by name."""


def _permits(hosts: Sequence[AllowedHost], host: str, port: int) -> bool:
    return any(one.allows(host, port) for one in hosts)


def _result(answer: Answer, *, as_curl: bool, as_json: bool, is_rehearsal: bool) -> JsonObject:
    if is_rehearsal:
        made: dict[str, JsonValue] = dict(told_as_curl(answer, as_json=True) if as_curl else told(answer))
        return {**made, "data": {}, "dryRun": True}
    return told_as_curl(answer, as_json=as_json) if as_curl else told(answer)


def _ms(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
