"""Where our requests may go: which names a list of hosts allows, and which addresses are never connected to.

A name is resolved once and the connection goes to that very address: what the name says a moment later is nobody's
business. An address inside our own network, or our own, would let a script speak with what trusts us.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from leadbase.kit.errors import Forbidden, Invalid, Unavailable

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives the addresses of a host and port, as text; raises OSError."""

USUAL_PORTS: Final = frozenset({80, 443})

_FORBIDDEN: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fec0::/10",
    )
)
"""Ranges that lead, or may lead, inside: carriers' and clouds' own, IPv4 wrapped in IPv6, tunnels, benchmarks."""

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMERIC: Final = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_LONGEST_NAME: Final = 253


class HostWrong(Invalid):
    """ "{host}" is no host name; give one like api.example.com, *.example.com or api.example.com:8443."""

    code = "host_wrong"
    zh = "“{host}”不是主机名；请填写如 api.example.com、*.example.com 或 api.example.com:8443。"


class HostNotListed(Forbidden):
    """Requests to {host} are not allowed here; an administrator can add it to the allowed hosts in the settings."""

    code = "host_not_listed"
    zh = "不允许请求 {host}；管理员可在设置的“允许的主机”中添加。"


class AddressForbidden(Forbidden):
    """{host} leads to an address inside our own network ({address}), which is never connected to."""

    code = "address_forbidden"
    zh = "{host} 指向内部网络地址（{address}），禁止访问。"


class NameUnknown(Unavailable):
    """The name {host} could not be resolved."""

    code = "name_unresolved"
    zh = "无法解析域名 {host}。"


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """One entry of a list of hosts: a name, or every name below one; `port` beside the usual two."""

    name: str
    below: bool = False
    port: int | None = None

    def __str__(self) -> str:
        """Spell it as it is written."""
        port = "" if self.port is None else f":{self.port}"
        return f"{'*.' if self.below else ''}{self.name}{port}"

    def allows(self, host: str, port: int) -> bool:
        """Tell whether a request may go to this host (lower case, no dot at its end) and port."""
        if port not in USUAL_PORTS if self.port is None else port != self.port:
            return False
        return host.endswith(f".{self.name}") if self.below else host == self.name


def read_host(text: str) -> AllowedHost:
    """Read an entry as it is written, whatever its case and script; raises HostWrong."""
    name, colon, digits = text.strip().lower().removesuffix(".").partition(":")
    below = name.startswith("*.")
    name = plain_name(name.removeprefix("*."))
    is_port = digits.isascii() and digits.isdecimal() and 0 < int(digits[:6]) < 65536
    if name is None or (colon and not is_port) or (below and "." not in name):
        raise HostWrong(host=text[:100])
    return AllowedHost(name, below, int(digits) if colon else None)


def plain_name(name: str) -> str | None:
    """Give a host name in its ASCII form, or None: numbers are no names, whatever a resolver makes of them."""
    try:
        ascii_name = name.encode("idna").decode("ascii").lower() if not name.isascii() else name.lower()
    except UnicodeError:
        return None
    labels = ascii_name.split(".")
    fits = len(ascii_name) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels)
    return None if not fits or _NUMERIC.fullmatch(labels[-1]) else ascii_name


def is_outside(address: IpAddress) -> bool:
    """Tell whether an address is out in the world."""
    inside = not address.is_global or address.is_multicast or address.is_reserved or address.is_loopback
    return not inside and not any(address in network for network in _FORBIDDEN if network.version == address.version)


def is_ours(address: IpAddress) -> bool:
    """Tell whether an address is this machine's own: then it is also the one that we would come from. Sends nothing."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))
            return ipaddress.ip_address(probe.getsockname()[0]) == address
    except OSError:
        return False


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Resolve as the system does; see Resolve."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def check_outside(host: str, address: IpAddress) -> None:
    """Pass only an address that is out in the world and not our own; raises AddressForbidden."""
    if not is_outside(address) or is_ours(address):
        raise AddressForbidden(host=host, address=str(address))


async def safe_addresses(
    host: str, port: int, resolve: Resolve, check: Callable[[str, IpAddress], None] = check_outside
) -> Sequence[IpAddress]:
    """Give the addresses of a host, once each of them has passed; raises NameUnknown and AddressForbidden."""
    try:
        found = [ipaddress.ip_address(text) for text in await resolve(host, port)]
    except (OSError, UnicodeError) as error:
        raise NameUnknown(host=host) from error
    except ValueError as error:
        raise AddressForbidden(host=host, address="?") from error
    for address in found:
        check(host, address)
    if not found:
        raise NameUnknown(host=host)
    return found
