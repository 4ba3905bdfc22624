"""The gate: the one place where a request becomes a Scope.

A route takes an `Entry` and acts in it; who acts and whether they may is looked up in the same transaction as the
act. Routes that work before anyone is known take a `Door` instead.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Header, Query, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from leadbase.access.errors import NotSignedIn, PersonNeeded
from leadbase.access.model import SESSION_LIFE
from leadbase.access.passwords import Passwords
from leadbase.access.rules import (
    COOKIE,
    SAFE_METHODS,
    Addresses,
    Headers,
    check_change,
    check_host,
    check_sign_in,
    choose_language,
    read_credential,
)
from leadbase.access.scope import Moment, Scope, Visit
from leadbase.access.service import Credential, Entrance, enter, is_to_note, note_use
from leadbase.access.sign_in import get_visit
from leadbase.access.tokens import TableFinder
from leadbase.access.units import Units
from leadbase.kit.errors import Language, Unavailable

T = TypeVar("T")

COOKIE_PATH = "/api"


class Gate:
    """What the gate needs to know; made once and kept as `app.state.gate`.

    The app's outer layers must have put the client's true address and scheme (trusted proxies) into the request.
    """

    def __init__(self, units: Units, passwords: Passwords, addresses: Addresses, find_table: TableFinder) -> None:
        self.units = units
        self.passwords = passwords
        self.addresses = addresses
        self.find_table = find_table

    def check_host(self, request: Request) -> None:
        """Raise HostNotAllowed for a request to a host that is not ours."""
        check_host(request.headers.get("host"), self.addresses)


class PersonRoom:
    """The room of the Visits of one signed-in person, before they chose a workspace (see Room)."""

    def __init__(self, gate: Gate, credential: Credential, address: str) -> None:
        self._gate = gate
        self._credential = credential
        self._address = address

    async def read(self, act: Callable[[Visit], T]) -> T:
        """See Room; raises SessionEnded."""

        def visited(moment: Moment) -> tuple[T, bool]:
            visit = get_visit(moment.coming_from(self._address), self._credential.digest)
            return act(visit), is_to_note(visit.session.seen_at, moment.now)

        answer, to_note = await self._gate.units.read(visited)
        if to_note:
            await _note(self._gate.units, self._credential, None)
        return answer

    async def write(self, act: Callable[[Visit], T]) -> T:
        """See Room; raises SessionEnded."""

        def visited(moment: Moment) -> T:
            visit = get_visit(moment.coming_from(self._address), self._credential.digest)
            if is_to_note(visit.session.seen_at, moment.now):
                note_use(moment, self._credential, None)
            return act(visit)

        return await self._gate.units.write(visited)


class Admission:
    """The room of one request's Scopes (see Room): who shows the credential, in the workspace that was named.

    Every act raises what `service.enter` raises.
    """

    def __init__(self, gate: Gate, request: Request, credential: Credential, workspace: str | None) -> None:
        self.gate = gate
        self._request = request
        self._credential = credential
        self._workspace = workspace

    @property
    def person(self) -> PersonRoom:
        """The room of the person themselves; raises PersonNeeded where a token came."""
        if self._credential.kind != "session":
            raise PersonNeeded
        return PersonRoom(self.gate, self._credential, self.address)

    @property
    def address(self) -> str:
        """Where the request came from."""
        return client_address(self._request)

    @property
    def origin(self) -> str:
        """The address at which people reach this server: the public one, else that of the request."""
        return origin_of(self._request, self.gate.addresses)

    def within(self, workspace: str) -> Admission:
        """Give the room of another workspace, for those who belong there too."""
        return Admission(self.gate, self._request, self._credential, workspace)

    async def read(self, act: Callable[[Scope], T]) -> T:
        """See Room."""
        return await self.read_as(lambda entrance: act(entrance.scope))

    async def read_as(self, act: Callable[[Entrance], T]) -> T:
        """Read as `read` does, knowing the role too."""

        def entered(moment: Moment) -> tuple[T, Entrance]:
            entrance = self._enter(moment)
            return act(entrance), entrance

        answer, entrance = await self.gate.units.read(entered)
        if entrance.to_note:
            await _note(self.gate.units, self._credential, entrance.scope)
        return answer

    async def look(self, act: Callable[[Scope], T]) -> T:
        """Read as `read` does, without taking it for a use: nobody asked for it just now."""
        return await self.gate.units.read(lambda moment: act(self._enter(moment).scope))

    async def write(self, act: Callable[[Scope], T]) -> T:
        """See Room."""

        def entered(moment: Moment) -> T:
            entrance = self._enter(moment)
            if entrance.to_note:
                note_use(moment, self._credential, entrance.scope)
            return act(entrance.scope)

        return await self.gate.units.write(entered)

    async def rehearse(self, act: Callable[[Scope], T]) -> T:
        """Run an act as `write` does, then undo whatever it wrote and give its answer."""
        return await self.gate.units.rehearse(lambda moment: act(self._enter(moment).scope))

    def _enter(self, moment: Moment) -> Entrance:
        entrance = enter(moment.coming_from(self.address), self._credential, self._workspace)
        # Not a result of the act: it only tells whoever words the answer which language to fall back on.
        self._request.state.workspace_language = entrance.scope.workspace.language
        return entrance


class Doorstep:
    """Where a request stands before anyone is known."""

    def __init__(self, gate: Gate, request: Request) -> None:
        self.gate = gate
        self.units = gate.units
        self.passwords = gate.passwords
        self._request = request

    @property
    def address(self) -> str:
        """Where the request came from."""
        return client_address(self._request)

    @property
    def session(self) -> str | None:
        """The digest of the session that the browser still holds, if any."""
        credential = read_credential(None, self._request.cookies.get(COOKIE))
        return credential.digest if credential else None

    @property
    def person(self) -> PersonRoom | None:
        """The room of the person whom the browser holds a session of, from our own pages alone."""
        credential = read_credential(None, self._request.cookies.get(COOKIE))
        if credential is None:
            return None
        check_change(_headers(self._request), self.gate.addresses)
        return PersonRoom(self.gate, credential, self.address)

    def give_cookie(self, response: Response, key: str) -> None:
        """Hand the key of a session to the browser, for the API's paths alone and out of reach of scripts."""
        response.set_cookie(
            COOKIE,
            key,
            max_age=int(SESSION_LIFE.total_seconds()),
            path=COOKIE_PATH,
            httponly=True,
            samesite="lax",
            secure=self._is_secure(),
        )

    def take_cookie(self, response: Response) -> None:
        """Let the browser forget the session."""
        response.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="lax", secure=self._is_secure())

    def _is_secure(self) -> bool:
        public = self.gate.addresses.public_url or ""
        return public.startswith("https:") or self._request.url.scheme == "https"


def error_language(request: Request) -> Language:
    """Give the language in which to word an error: what the request asks for, else the workspace's, else zh-CN."""
    workspace = cast(Language | None, getattr(request.state, "workspace_language", None))
    return choose_language(request.headers.get("accept-language"), workspace)


def origin_of(request: Request, addresses: Addresses) -> str:
    """Give the public address of this server, or where none is set the one that this request was sent to."""
    return addresses.public_url or f"{request.url.scheme}://{request.url.netloc}"


def client_address(request: Request) -> str:
    """Give the address that the request came from; "" where there is none."""
    return request.client.host if request.client else ""


_BEARER = HTTPBearer(auto_error=False, bearerFormat="lbt_…", description="A token of a workspace.")
_SESSION = APIKeyCookie(name=COOKIE, auto_error=False, description="The session of a signed-in person.")


async def admit(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    cookie: Annotated[str | None, Depends(_SESSION)],
    named: Annotated[
        str | None,
        Header(alias="Leadbase-Workspace", description="The workspace that a session means, by name or id."),
    ] = None,
    workspace: Annotated[
        str | None, Query(description="The same as the header Leadbase-Workspace, for links.", examples=["main"])
    ] = None,
) -> Admission:
    """Admit a request that shows a token, or a session under the rules for browsers; raises NotSignedIn or theirs."""
    gate = _gate(request)
    credential = read_credential(f"Bearer {bearer.credentials}" if bearer else None, cookie)
    if credential is None:
        raise NotSignedIn
    if credential.kind == "session" and request.method not in SAFE_METHODS:
        check_change(_headers(request), gate.addresses)
    return Admission(gate, request, credential, named or workspace)


async def knock(request: Request) -> Doorstep:
    """Let a request of anybody come as far as the doorstep; changes must be JSON and from nobody else's page."""
    gate = _gate(request)
    if request.method not in SAFE_METHODS:
        check_sign_in(_headers(request), gate.addresses)
    return Doorstep(gate, request)


Entry = Annotated[Admission, Depends(admit)]
"""What a route takes to act as whoever asks: `entry.read(act)`, `entry.write(act)`, `entry.person`."""

Door = Annotated[Doorstep, Depends(knock)]
"""What a route takes that works before anyone is known."""


def _gate(request: Request) -> Gate:
    return cast(Gate, request.app.state.gate)


def _headers(request: Request) -> Headers:
    headers = request.headers
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    return Headers(headers.get("host"), headers.get("origin"), headers.get("content-type"), has_body)


async def _note(units: Units, credential: Credential, scope: Scope | None) -> None:
    """Note a use after a read; where the database can't be written just now, reading goes on all the same."""
    with contextlib.suppress(Unavailable):
        await units.write(lambda moment: note_use(moment, credential, scope))
