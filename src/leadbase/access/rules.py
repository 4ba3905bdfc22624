"""Rules about a request that need nothing but its headers: hosts, origins, JSON, credentials and languages."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from leadbase.access.errors import HostNotAllowed, JsonNeeded, OriginNotAllowed
from leadbase.access.service import Credential
from leadbase.kit.errors import Language
from leadbase.kit.secrets import digest

COOKIE = "leadbase_session"
FILE = "application/octet-stream"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_LANGUAGE: Language = "zh-CN"

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where this server is reached: its public URL if it has one, and hosts beside the loopback ones that are ours.

    `hook_url` is where senders reach /hook.
    """

    public_url: str | None = None
    trusted_hosts: frozenset[str] = frozenset()
    hook_url: str = "http://127.0.0.1:8420"

    @property
    def are_senders_local(self) -> bool:
        """Whether only this machine can send to the addresses of webhooks."""
        return is_loopback(host_name(urlsplit(self.hook_url).netloc))


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers that a change by session is judged by, as they were sent (None: not sent)."""

    host: str | None
    origin: str | None
    content_type: str | None
    has_body: bool


def host_name(host: str) -> str:
    """Give the name or address in a Host header, without port and brackets, in lower case; "" for nonsense."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_loopback(name: str) -> bool:
    """Tell whether a host name means this machine: localhost, names below it, 127.0.0.0/8 and ::1."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def check_host(host: str | None, addresses: Addresses) -> None:
    """Pass every host once a public URL is set, else loopback and trusted hosts alone; raises HostNotAllowed.

    A page of a stranger whose name was pointed at this machine (DNS rebinding) is told by its host.
    """
    name = host_name(host or "")
    if addresses.public_url is None and not is_loopback(name) and name not in addresses.trusted_hosts:
        raise HostNotAllowed(host=host or "-")


def check_change(headers: Headers, addresses: Addresses) -> None:
    """Pass a change by session only with a matching Origin, and as JSON or a file, which no plain form can send.

    Raises OriginNotAllowed or JsonNeeded.
    """
    if not _is_own_origin(headers, addresses):
        raise OriginNotAllowed(origin=headers.origin or "-")
    if _kind(headers) != FILE:
        check_json(headers)


def check_sign_in(headers: Headers, addresses: Addresses) -> None:
    """Pass a sign-in as JSON, by programs (no Origin) and our own pages; a stranger's page can't sign its visitor in.

    Raises OriginNotAllowed or JsonNeeded.
    """
    if headers.origin is not None and not _is_own_origin(headers, addresses):
        raise OriginNotAllowed(origin=headers.origin)
    check_json(headers)


def check_json(headers: Headers) -> None:
    """Pass a body only as JSON, which no plain form can send; raises JsonNeeded."""
    kind = _kind(headers)
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if not is_json and (headers.has_body or kind):
        raise JsonNeeded(content_type=kind or "-")


def _kind(headers: Headers) -> str:
    return (headers.content_type or "").partition(";")[0].strip().lower()


def _is_own_origin(headers: Headers, addresses: Addresses) -> bool:
    """Compare with the Host; under the public name only the public URL will do, as its plain twin can be forged."""
    origin = _place(headers.origin or "")
    if origin is None:
        return False
    public = _place(addresses.public_url or "")
    if public is not None and origin[1] == public[1]:
        return origin == public
    return origin == _place(f"{origin[0]}://{headers.host or ''}")


def _place(url: str) -> tuple[str, str, int] | None:
    """Give scheme, host and port of an address, or None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if port is None or not parts.hostname or parts.scheme not in _DEFAULT_PORTS:
        return None
    return parts.scheme, parts.hostname, port


def read_credential(authorization: str | None, cookie: str | None) -> Credential | None:
    """Give what a request shows; a bearer token goes before the session cookie, other schemes don't count."""
    scheme, _, key = (authorization or "").strip().partition(" ")
    if scheme.lower() == "bearer" and key.strip():
        return Credential("token", digest(key.strip()))
    return Credential("session", digest(cookie)) if cookie else None


def choose_language(accept_language: str | None, otherwise: Language | None = None) -> Language:
    """Give the language that an Accept-Language header (RFC 9110, 12.5.4) prefers among ours.

    Where it names none of them: the workspace's, and zh-CN where there is no workspace.
    """
    best: tuple[float, Language] | None = None
    for part in (accept_language or "").split(",")[:20]:
        tag, _, parameters = part.partition(";")
        language = _language(tag.strip().lower())
        weight = _weight(parameters)
        if language is not None and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    return best[1] if best else otherwise or DEFAULT_LANGUAGE


def _language(tag: str) -> Language | None:
    main: dict[str, Literal["zh-CN", "en"]] = {"zh": "zh-CN", "en": "en"}
    return main.get(tag.partition("-")[0])


def _weight(parameters: str) -> float:
    name, _, value = parameters.replace(" ", "").partition("=")
    if name.lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
