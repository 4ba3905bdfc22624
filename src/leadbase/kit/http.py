"""Requests of ours to other systems: through the guard, to one checked address, within limits of size and time.

Used by scripts, and by whatever else calls out. Proxies of the environment are not used: they would resolve names by
themselves, past the guard.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final

import httpx2

from leadbase.kit.errors import Invalid, TooMuch, Unavailable
from leadbase.kit.guard import (
    HostNotListed,
    IpAddress,
    Resolve,
    check_outside,
    plain_name,
    resolve_by_system,
    safe_addresses,
)

METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
LARGEST_BODY: Final = 5 * 1024 * 1024
"""Bytes of a request's body at most, and of an answer's once unpacked."""

_MOST_REDIRECTS: Final = 5
_MOST_AT_ONCE: Final = 64
_MOST_ADDRESSES: Final = 3
_LONGEST_URL: Final = 8_192
_LONGEST_HEADERS: Final = 16_384
_SAFE_ELSEWHERE: Final = frozenset({"accept", "accept-language", "content-type", "user-agent"})
"""Headers that follow a redirect to another host; any other may be a secret."""

_NOT_GIVEN: Final = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "keep-alive", "proxy-authorization", "te", "trailer"}
    | {"transfer-encoding", "upgrade"}
)
"""Headers that are the connection's business."""

_CHARSETS: Final = frozenset(
    {"utf-8", "gb18030", "gbk", "gb2312", "big5", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1"}
    | {"windows-1252", "shift_jis", "euc-jp", "euc-kr"}
)
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE: Final = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_AGENT: Final = "Leadbase"


class UrlWrong(Invalid):
    """The URL can't be requested ({reason}); give one like https://api.example.com/path."""

    code = "url_wrong"
    zh = "无法请求该 URL（{reason}）；请填写如 https://api.example.com/path。"


class CallWrong(Invalid):
    """The request can't be made like this: {reason}."""

    code = "call_wrong"
    zh = "请求的参数不正确：{reason}。"


class CallTooLarge(TooMuch):
    """The {part} has more than {most} bytes."""

    code = "outbound_too_large"
    zh = "{part} 超过 {most} 字节。"


class CallFailed(Unavailable):
    """The request to {host} failed: {reason}."""

    code = "outbound_failed"
    zh = "请求 {host} 失败：{reason}。"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to make. `secret_headers` and `secret_query` are added for the first host alone."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    timeout_s: float = 5.0
    follow: bool = True
    secret_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    secret_query: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in lower case, repeated ones joined. `url` is where the last redirect led."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    encoding: str = "utf-8"

    @property
    def text(self) -> str:
        """The body as text, as its content type says."""
        return self.body.decode(self.encoding, "replace")


Permits = Callable[[str, int], bool]
"""Tells whether a request may go to this host and port."""


class Http:
    """Makes requests. One for the program, since it holds what certificates are checked against."""

    def __init__(
        self,
        resolve: Resolve = resolve_by_system,
        check: Callable[[str, IpAddress], None] = check_outside,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        own_hosts: Collection[str] = (),
    ) -> None:
        """Take how names are resolved, and our own names, which are never called.

        `check` replaces the guard's judgement of addresses, for tests on this machine; `trust` gives the certificates
        that are believed.
        """
        self._resolve = resolve
        self._check = check
        self._trust = trust
        self._own_hosts = frozenset(own_hosts)
        self._seats = asyncio.Semaphore(_MOST_AT_ONCE)
        self._client: httpx2.AsyncClient | None = None

    async def send(self, call: Call, permits: Permits) -> Answer:
        """Make the request and give the answer, whatever its status.

        Raises UrlWrong, CallWrong, HostNotListed, AddressForbidden and CallTooLarge for what would fail again, and
        NameUnknown and CallFailed for what may work later.
        """
        until = time.monotonic() + call.timeout_s
        host = ""
        try:
            async with asyncio.timeout(call.timeout_s), self._seats:
                for _ in range(_MOST_REDIRECTS + 1):
                    url = read_url(call.url)
                    host = url.host
                    self.permit(url, permits)
                    answer = await self._once(call, url, until)
                    following = _following(call, url, answer)
                    if following is None:
                        return answer
                    call = following
        except TimeoutError as error:
            raise CallFailed(host=host, reason=f"no answer within {call.timeout_s:g} s") from error
        raise CallFailed(host=host, reason=f"more than {_MOST_REDIRECTS} redirects")

    async def close(self) -> None:
        """Close what is open."""
        if self._client is not None:
            await self._client.aclose()

    def permit(self, url: httpx2.URL, permits: Permits) -> None:
        """Pass only a URL whose host may be called; raises HostNotListed."""
        host = url.raw_host.decode("ascii").removesuffix(".")
        if host in self._own_hosts or not permits(host, port_of(url)):
            raise HostNotListed(host=host if port_of(url) in (80, 443) else f"{host}:{port_of(url)}")

    async def _once(self, call: Call, url: httpx2.URL, until: float) -> Answer:
        host = url.raw_host.decode("ascii").removesuffix(".")
        addresses = await safe_addresses(host, port_of(url), self._resolve, self._check)
        last: Exception | None = None
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                return await self._exchange(call, url, address, until)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                last = error
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise CallFailed(host=host, reason=_reason(error)) from error
        raise CallFailed(host=host, reason=_reason(last)) from last

    async def _exchange(self, call: Call, url: httpx2.URL, address: IpAddress, until: float) -> Answer:
        client = self._client or await self._open()
        wanted = url.copy_merge_params(call.secret_query) if call.secret_query else url
        headers = {"user-agent": _AGENT, **call.headers, **call.secret_headers}
        request = client.build_request(
            call.method,
            wanted.copy_with(host=str(address)),
            headers={**headers, "host": url.netloc.decode("ascii"), "accept-encoding": "identity"},
            content=call.body,
            timeout=max(0.01, until - time.monotonic()),
            extensions={"sni_hostname": url.raw_host.decode("ascii").removesuffix(".")},
        )
        response = await client.send(request, stream=True)
        try:
            body = b"" if call.method == "HEAD" else await _read(response)
        finally:
            await response.aclose()
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, told, body, str(url), _encoding(response))

    async def _open(self) -> httpx2.AsyncClient:
        """Make the client; no connection is used twice, as one is bound to an address and not to a name."""
        trusted = await asyncio.to_thread(self._trust)
        if self._client is None:
            limits = httpx2.Limits(max_keepalive_connections=0, max_connections=None)
            self._client = httpx2.AsyncClient(verify=trusted, trust_env=False, follow_redirects=False, limits=limits)
        return self._client


def read_url(text: str) -> httpx2.URL:
    """Read where a request is to go; raises UrlWrong."""
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise UrlWrong(reason=str(error)[:200]) from error
    reason = ""
    if url.scheme not in ("http", "https"):
        reason = "it must begin with https:// or http://"
    elif not url.host or len(text) > _LONGEST_URL:
        reason = "it has no host" if not url.host else f"it is longer than {_LONGEST_URL} characters"
    elif port_of(url) > 65535:
        reason = "its port is no port"
    elif url.userinfo:
        reason = "a name and password can't stand in it"
    elif plain_name(url.host.removesuffix(".")) is None and not _is_address(url.host):
        reason = "its host is no name"
    if reason:
        raise UrlWrong(reason=reason)
    return url.copy_with(fragment=None)


def own_hosts(*urls: str | None) -> frozenset[str]:
    """Give the names of the hosts in these URLs of ours."""
    return frozenset(httpx2.URL(url).raw_host.decode("ascii") for url in urls if url)


def read_headers(given: Mapping[str, str]) -> dict[str, str]:
    """Give headers that may be sent, by lower-case name; raises CallWrong and CallTooLarge."""
    read: dict[str, str] = {}
    for name, value in given.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise CallWrong(reason=f"the header {name[:100]!r} can't be sent as it is")
        if name.lower() in _NOT_GIVEN:
            raise CallWrong(reason=f"the header {name.lower()} is not for the script to set")
        read[name.lower()] = value
    if sum(len(name) + len(value) for name, value in read.items()) > _LONGEST_HEADERS:
        raise CallTooLarge(part="headers", most=_LONGEST_HEADERS)
    return read


def with_query(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Give a URL with these names and values in its query, besides those that it has; raises UrlWrong."""
    url = read_url(text)
    return str(url.copy_with(params=[*url.params.multi_items(), *pairs]))


def port_of(url: httpx2.URL) -> int:
    """Give the port that a URL means."""
    return url.port or (443 if url.scheme == "https" else 80)


def _following(call: Call, url: httpx2.URL, answer: Answer) -> Call | None:
    """Give the request to which an answer leads on, without what only the first host may know."""
    target = answer.headers.get("location")
    if not call.follow or target is None or answer.status not in (301, 302, 303, 307, 308):
        return None
    try:
        there = url.join(target)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise CallFailed(host=url.host, reason="it redirects to no URL") from error
    keeps = answer.status in (HTTPStatus.TEMPORARY_REDIRECT, HTTPStatus.PERMANENT_REDIRECT) or call.method == "HEAD"
    moved = call if keeps or call.method == "GET" else replace(call, method="GET", body=None)
    if (there.scheme, there.host, port_of(there)) == (url.scheme, url.host, port_of(url)):
        return replace(moved, url=str(there))
    if moved.body is not None:
        raise CallFailed(host=url.host, reason=f"it redirects to {there.host}, where the body isn't sent")
    headers = {name: value for name, value in call.headers.items() if name in _SAFE_ELSEWHERE}
    return replace(moved, url=str(there), headers=headers, secret_headers={}, secret_query={})


async def _read(response: httpx2.Response) -> bytes:
    """Read the body up to the limit, unpacked; raises CallTooLarge."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    unpack = _Unpacker(encoding, response.url.host)
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_raw():
        unpacked = unpack.feed(piece, LARGEST_BODY - size + 1)
        size += len(unpacked)
        if size > LARGEST_BODY:
            raise CallTooLarge(part="answer", most=LARGEST_BODY)
        pieces.append(unpacked)
    return b"".join(pieces)


class _Unpacker:
    """Undoes the encoding that some servers use though none was asked for, never further than to the limit."""

    def __init__(self, encoding: str, host: str) -> None:
        self._host = host
        self._packed = None
        if encoding in ("gzip", "x-gzip", "deflate"):
            self._packed = zlib.decompressobj(zlib.MAX_WBITS | 32)
        elif encoding not in ("", "identity"):
            raise CallFailed(host=host, reason=f"it answers in the encoding {encoding[:50]}, which was not asked for")

    def feed(self, piece: bytes, most: int) -> bytes:
        if self._packed is None:
            return piece
        try:
            return self._packed.decompress(piece, most)
        except zlib.error as error:
            raise CallFailed(host=self._host, reason="its answer can't be unpacked") from error


def _encoding(response: httpx2.Response) -> str:
    """Give the charset that an answer names, if it is one of those in use; some that Python knows are a trap."""
    named = (response.charset_encoding or "").lower()
    return named if named in _CHARSETS else "utf-8"


def _is_address(host: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", host)) or ":" in host


def _reason(error: Exception | None) -> str:
    """Say in one line what went wrong; addresses of ours don't stand in it."""
    if isinstance(error, httpx2.TimeoutException):
        return "it took too long"
    if isinstance(error, httpx2.ConnectError):
        return "no connection" if "certificate" not in str(error).lower() else "its certificate is not valid"
    return "it broke off" if error is None or not str(error) else str(error)[:200]
