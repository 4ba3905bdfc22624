"""The guard: which names a list allows, and which addresses are never connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

import pytest

from leadbase.kit.guard import (
    AddressForbidden,
    HostWrong,
    NameUnknown,
    is_ours,
    is_outside,
    read_host,
    safe_addresses,
)


@pytest.mark.parametrize(
    ("entry", "host", "port", "allowed"),
    [
        ("api.example.com", "api.example.com", 443, True),
        ("api.example.com", "api.example.com", 80, True),
        ("API.Example.com.", "api.example.com", 443, True),
        ("api.example.com", "api.example.com", 8443, False),
        ("api.example.com", "xapi.example.com", 443, False),
        ("api.example.com", "api.example.com.evil.com", 443, False),
        ("*.example.com", "api.example.com", 443, True),
        ("*.example.com", "a.b.example.com", 443, True),
        ("*.example.com", "example.com", 443, False),
        ("*.example.com", "badexample.com", 443, False),
        ("api.example.com:8443", "api.example.com", 8443, True),
        ("api.example.com:8443", "api.example.com", 443, False),
        ("接口.例子.公司", "接口.例子.公司".encode("idna").decode(), 443, True),
    ],
)
def test_an_entry_allows_what_it_names_and_nothing_else(entry: str, host: str, port: int, allowed: bool) -> None:
    assert read_host(entry).allows(host, port) is allowed


@pytest.mark.parametrize("entry", ["api.example.com", "*.example.com", "api.example.com:8443", "localhost"])
def test_an_entry_is_spelt_as_it_was_read(entry: str) -> None:
    assert str(read_host(entry)) == entry


NO_HOSTS = [
    "*",
    "*.com",
    "a*.example.com",
    "*.*.com",
    "https://example.com",
    "example.com/path",
    "a@example.com",
    "127.0.0.1",
    "2130706433",
    "0x7f000001",
    "127.1",
    "[::1]",
    "::1",
    "example.com:",
    "example.com:0",
    "a.com:99999",
    "-a.com",
    "a..com",
    "a.com:٤٤٣",
]


@pytest.mark.parametrize("entry", [*NO_HOSTS, "", "a b.com", f"{'a' * 64}.com", f"{'a.' * 130}com", "例子\ud800.com"])
def test_what_is_no_host_name_is_no_entry(entry: str) -> None:
    with pytest.raises(HostWrong):
        read_host(entry)


INSIDE = [
    "127.0.0.1",
    "127.255.1.2",
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.8",
    "198.18.0.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "203.0.113.9",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::5db8:d822",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "::ffff:0:127.0.0.1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_leads_inside_is_not_outside(address: str) -> None:
    assert not is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "203.119.24.18", "2606:4700::1111", "2400:3200::1"])
def test_the_world_is_outside(address: str) -> None:
    assert is_outside(ipaddress.ip_address(address))


def test_this_machines_own_addresses_are_known() -> None:
    assert is_ours(ipaddress.ip_address("127.0.0.1"))
    assert not is_ours(ipaddress.ip_address("93.184.216.34"))


async def test_one_bad_address_among_good_ones_is_enough() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(AddressForbidden) as caught:
        await safe_addresses("both.example.com", 443, resolve)
    assert caught.value.facts == {"host": "both.example.com", "address": "10.0.0.1"}


@pytest.mark.parametrize("answer", [[], ["fe80::1%eth0"], ["not an address"], socket.gaierror("no such name")])
async def test_a_name_that_leads_nowhere_sensible_is_refused(answer: list[str] | OSError) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if isinstance(answer, OSError):
            raise answer
        return answer

    with pytest.raises((NameUnknown, AddressForbidden)):
        await safe_addresses("odd.example.com", 443, resolve)
