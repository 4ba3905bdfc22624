"""What a request's headers alone decide."""

from __future__ import annotations

import pytest

from leadbase.access.errors import HostNotAllowed, JsonNeeded, OriginNotAllowed
from leadbase.access.rules import (
    Addresses,
    Headers,
    check_change,
    check_host,
    check_sign_in,
    choose_language,
    read_credential,
)
from leadbase.kit.errors import Language
from leadbase.kit.secrets import digest

LOCAL = Addresses()
PUBLIC = Addresses("https://crm.example.com")
JSON = "application/json"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8420", "LOCALHOST", "app.localhost", "127.0.0.1:1", "127.9.9.9", "[::1]:8420"]
)
def test_without_a_public_url_loopback_hosts_are_ours(host: str) -> None:
    check_host(host, LOCAL)


@pytest.mark.parametrize(
    "host", [None, "", "evil.example", "evil.example:8420", "localhost.evil.example", "10.0.0.5", "[::2]", "[", "a:b:c"]
)
def test_without_a_public_url_every_other_host_is_refused(host: str | None) -> None:
    with pytest.raises(HostNotAllowed):
        check_host(host, LOCAL)


def test_trusted_hosts_are_ours_too() -> None:
    check_host("Leads.lan:8420", Addresses(trusted_hosts=frozenset({"leads.lan"})))


def test_with_a_public_url_any_host_will_do() -> None:
    check_host("10.0.0.5:8420", PUBLIC)


@pytest.mark.parametrize(
    ("origin", "host", "addresses"),
    [
        ("http://localhost:8420", "localhost:8420", LOCAL),
        ("https://localhost", "localhost", LOCAL),
        ("https://crm.example.com", "crm.example.com", PUBLIC),
        ("https://crm.example.com", "inside:8420", PUBLIC),
        ("https://crm.example.com:443", "crm.example.com", PUBLIC),
        ("http://10.0.0.5:8420", "10.0.0.5:8420", PUBLIC),
    ],
)
def test_a_change_from_our_own_pages_passes(origin: str, host: str, addresses: Addresses) -> None:
    check_change(Headers(host, origin, JSON, has_body=True), addresses)
    check_sign_in(Headers(host, origin, JSON, has_body=True), addresses)


@pytest.mark.parametrize(
    ("origin", "host", "addresses"),
    [
        ("null", "localhost:8420", LOCAL),
        ("", "localhost:8420", LOCAL),
        ("http://localhost:3000", "localhost:8420", LOCAL),
        ("https://evil.example", "localhost:8420", LOCAL),
        ("http://crm.example.com", "crm.example.com", PUBLIC),
        ("https://evil.example", "crm.example.com", PUBLIC),
        ("https://crm.example.com.evil.example", "crm.example.com", PUBLIC),
        ("file://crm.example.com", "crm.example.com", PUBLIC),
        ("http://[", "[", LOCAL),
    ],
)
def test_a_change_from_anywhere_else_is_refused(origin: str, host: str, addresses: Addresses) -> None:
    headers = Headers(host, origin, JSON, has_body=True)
    with pytest.raises(OriginNotAllowed):
        check_change(headers, addresses)
    with pytest.raises(OriginNotAllowed):
        check_sign_in(headers, addresses)


def test_a_change_by_session_needs_an_origin_but_a_program_may_sign_in_without() -> None:
    headers = Headers("localhost:8420", None, JSON, has_body=True)
    with pytest.raises(OriginNotAllowed):
        check_change(headers, LOCAL)
    check_sign_in(headers, LOCAL)


@pytest.mark.parametrize(
    ("content_type", "has_body", "passes"),
    [
        (JSON, True, True),
        ("Application/JSON; charset=utf-8", True, True),
        ("application/merge-patch+json", True, True),
        (None, False, True),
        (None, True, False),
        ("text/plain", True, False),
        ("text/plain", False, False),
        ("application/x-www-form-urlencoded", True, False),
        ("multipart/form-data; boundary=x", True, False),
    ],
)
def test_a_change_by_session_must_be_json(content_type: str | None, has_body: bool, passes: bool) -> None:
    headers = Headers("localhost", "http://localhost", content_type, has_body)
    if passes:
        check_change(headers, LOCAL)
    else:
        with pytest.raises(JsonNeeded):
            check_change(headers, LOCAL)


@pytest.mark.parametrize(
    ("header", "otherwise", "expected"),
    [
        (None, None, "zh-CN"),
        (None, "en", "en"),
        ("en", "zh-CN", "en"),
        ("en-GB,en;q=0.8", None, "en"),
        ("zh-TW", "en", "zh-CN"),
        ("fr-FR, en;q=0.5, zh;q=0.4", "zh-CN", "en"),
        ("en;q=0.3, zh-CN;q=0.9", "en", "zh-CN"),
        ("en;q=0", "zh-CN", "zh-CN"),
        ("fr", "en", "en"),
        ("*", "en", "en"),
        ("en;q=nonsense", "zh-CN", "zh-CN"),
        (",;,;q=,", None, "zh-CN"),
    ],
)
def test_errors_speak_the_language_that_is_asked_for(
    header: str | None, otherwise: Language | None, expected: Language
) -> None:
    assert choose_language(header, otherwise) == expected


def test_a_bearer_token_goes_before_the_cookie_and_other_schemes_do_not_count() -> None:
    bearer = read_credential("bearer lbt_abc", "key")
    assert bearer is not None and (bearer.kind, bearer.digest) == ("token", digest("lbt_abc"))
    cookie = read_credential("Basic abc", "key")
    assert cookie is not None and (cookie.kind, cookie.digest) == ("session", digest("key"))
    assert read_credential("Bearer ", None) is None
    assert read_credential(None, "") is None
