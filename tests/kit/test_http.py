"""Requests of ours: pinned to a checked address, with secrets for the first host alone, within limits."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from leadbase.kit.guard import AddressForbidden, HostNotListed
from leadbase.kit.http import (
    LARGEST_BODY,
    Answer,
    Call,
    CallFailed,
    CallTooLarge,
    CallWrong,
    Http,
    UrlWrong,
    read_headers,
    read_url,
)
from tests.kit.site import Site, answer, pass_local, serving


def everything(host: str, port: int) -> bool:
    return True


async def send(
    site: Site, call: Call, permits: Callable[[str, int], bool] = everything, own: Sequence[str] = ()
) -> Answer:
    http = Http(site.resolve, pass_local, own_hosts=own)
    try:
        return await http.send(call, permits)
    finally:
        await http.close()


async def test_a_request_goes_out_as_it_was_given_and_its_answer_comes_back() -> None:
    async with serving() as site:
        site.answers["/orders"] = answer(201, '{"名":1}'.encode(), content_type="application/json", x_a="b")
        call = Call("POST", site.url("api.example.com", "/orders?a=1"), {"x-b": "c"}, b"hello")
        came = await send(site, call)
    assert (came.status, came.text, came.headers["x-a"]) == (201, '{"名":1}', "b")
    [(first, headers, body)] = site.asked
    assert first == "POST /orders?a=1 HTTP/1.1"
    assert headers["host"] == f"api.example.com:{site.port}"
    assert (headers["x-b"], headers["user-agent"], body) == ("c", "Leadbase", b"hello")


async def test_a_name_is_resolved_once_and_connected_to_where_it_led_then() -> None:
    async with serving() as site:
        site.names["rebind.example.com"] = ["127.0.0.1", "169.254.169.254"]
        assert (await send(site, Call("GET", site.url("rebind.example.com")))).status == 200
        assert site.resolved == ["rebind.example.com"]


async def test_a_name_that_leads_inside_by_the_second_request_is_refused_then() -> None:
    async with serving() as site:
        site.names["rebind.example.com"] = ["127.0.0.1", "10.0.0.1"]
        site.answers["/"] = answer(302, location="/again")
        with pytest.raises(AddressForbidden):
            await send(site, Call("GET", site.url("rebind.example.com")))
        assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("http://169.254.169.254/latest/meta-data", {}),
        ("http://2130706433/", {}),
        ("http://[::ffff:127.0.0.1]/", {}),
        ("http://inside.example.com/", {"inside.example.com": ["192.168.0.1"]}),
        ("http://nat.example.com/", {"nat.example.com": ["64:ff9b::7f00:1"]}),
    ],
)
async def test_a_redirect_inside_is_not_followed(target: str, names: Mapping[str, list[str]]) -> None:
    async with serving() as site:
        site.names.update({name: list(found) for name, found in names.items()})
        site.answers["/"] = answer(302, location=target)
        site.names.setdefault("169.254.169.254", ["169.254.169.254"])
        site.names.setdefault("::ffff:127.0.0.1", ["::ffff:127.0.0.1"])
        with pytest.raises((AddressForbidden, UrlWrong)):
            await send(site, Call("GET", site.url("api.example.com")))
        assert len(site.asked) == 1


async def test_a_redirect_to_a_host_that_is_not_listed_is_not_followed() -> None:
    async with serving() as site:
        site.answers["/"] = answer(307, location=site.url("elsewhere.example.com"))
        with pytest.raises(HostNotListed):
            await send(site, Call("GET", site.url("api.example.com")), lambda host, port: host == "api.example.com")
        assert len(site.asked) == 1


async def test_secrets_go_to_the_first_host_alone() -> None:
    async with serving() as site:
        site.answers["/"] = answer(302, location="/same")
        site.answers["/same"] = answer(302, location=site.url("other.example.com", "/end"))
        call = Call(
            "GET",
            site.url("api.example.com"),
            {"x-mine": "private", "accept": "text/plain", "cookie": "a=b"},
            secret_headers={"authorization": "Bearer told"},
            secret_query={"key": "told too"},
        )
        assert (await send(site, call)).url == site.url("other.example.com", "/end")
    (_, one, _), (again, two, _), (last, three, _) = site.asked
    assert one["authorization"] == two["authorization"] == "Bearer told"
    assert again == "GET /same?key=told+too HTTP/1.1"
    assert "told" not in last
    assert "told" not in str(three)
    assert {name for name in three if name in {"x-mine", "cookie", "authorization", "accept"}} == {"accept"}


async def test_a_body_is_not_sent_to_another_host() -> None:
    async with serving() as site:
        site.answers["/"] = answer(308, location=site.url("other.example.com"))
        with pytest.raises(CallFailed, match="body"):
            await send(site, Call("POST", site.url("api.example.com"), body=b"private"))
        site.answers["/"] = answer(303, location=site.url("other.example.com", "/end"))
        await send(site, Call("POST", site.url("api.example.com"), body=b"private"))
    assert (site.asked[-1][0], site.asked[-1][2]) == ("GET /end HTTP/1.1", b"")


async def test_redirects_end() -> None:
    async with serving() as site:
        site.answers["/"] = answer(302, location="/")
        with pytest.raises(CallFailed, match="redirects"):
            await send(site, Call("GET", site.url("api.example.com")))
        assert len(site.asked) == 6
        assert (await send(site, Call("GET", site.url("api.example.com"), follow=False))).status == 302


async def test_our_own_names_are_never_called() -> None:
    async with serving() as site:
        with pytest.raises(HostNotListed):
            await send(site, Call("GET", site.url("leads.example.com")), own=["leads.example.com"])
        assert site.resolved == []


async def test_the_guard_itself_lets_nothing_of_this_machine_pass() -> None:
    async with serving() as site:
        http = Http(site.resolve)
        with pytest.raises(AddressForbidden):
            await http.send(Call("GET", site.url("api.example.com")), everything)
        await http.close()
        assert site.asked == []


async def test_an_answer_that_is_too_large_is_cut_off() -> None:
    async with serving() as site:
        site.answers["/long"] = answer(200, b"x" * (LARGEST_BODY + 1))
        site.answers["/bomb"] = answer(200, gzip.compress(b"x" * (LARGEST_BODY + 1)), content_encoding="gzip")
        site.answers["/packed"] = answer(200, gzip.compress(b"x" * 1000), content_encoding="gzip")
        for path in ("/long", "/bomb"):
            with pytest.raises(CallTooLarge):
                await send(site, Call("GET", site.url("api.example.com", path)))
        assert (await send(site, Call("GET", site.url("api.example.com", "/packed")))).body == b"x" * 1000


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"", "within"),
        (b"nonsense\r\n\r\n", "failed"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "failed"),
        (answer(200, b"x", content_encoding="br"), "encoding br"),
        (answer(200, b"not packed at all", content_encoding="gzip"), "unpacked"),
    ],
)
async def test_what_goes_wrong_on_the_way_may_work_later(reply: bytes, reason: str) -> None:
    async with serving() as site:
        site.answers["/"] = reply
        with pytest.raises(CallFailed, match=reason):
            await send(site, Call("GET", site.url("api.example.com"), timeout_s=0.3))


async def test_a_host_that_does_not_listen_may_do_so_later() -> None:
    async with serving() as site:
        gone = site.url("api.example.com")
    with pytest.raises(CallFailed, match="no connection"):
        await send(site, Call("GET", gone))


async def test_the_charset_of_an_answer_is_followed_if_it_is_in_use() -> None:
    async with serving() as site:
        site.answers["/gbk"] = answer(200, "线索".encode("gbk"), content_type="text/plain; charset=GBK")
        site.answers["/trap"] = answer(200, b"abc", content_type="text/plain; charset=punycode")
        assert (await send(site, Call("GET", site.url("api.example.com", "/gbk")))).text == "线索"
        assert (await send(site, Call("GET", site.url("api.example.com", "/trap")))).text == "abc"


NO_URLS = [
    "api.example.com",
    "ftp://a.com",
    "file:///etc/passwd",
    "http://",
    "http://user:pw@a.com/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://127.1/",
    "https://a.com:99999/",
]


@pytest.mark.parametrize("url", [*NO_URLS, "", "http://a b.com/", f"https://a.com/{'x' * 9000}"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(UrlWrong):
        read_url(url)


@pytest.mark.parametrize(
    "headers",
    [{"a b": "c"}, {"a": "b\r\nc: d"}, {"a": "b\0"}, {"": "c"}, {"Host": "x"}, {"Content-Length": "5"}, {"a": "线"}],
)
def test_headers_that_would_break_a_request_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(CallWrong):
        read_headers(headers)


def test_headers_have_a_limit_and_lower_case_names() -> None:
    assert read_headers({"X-A": "b"}) == {"x-a": "b"}
    with pytest.raises(CallTooLarge):
        read_headers({"x": "y" * 20_000})


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Give what a server of this name shows, and what trusts it and nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    pem, secret = folder / "server.pem", folder / "server.key"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(pem, secret)
    return shown, ssl.create_default_context(cafile=str(pem))


async def test_a_certificate_must_be_the_hosts_though_the_address_is_connected_to(tmp_path: Path) -> None:
    shown, trusted = certified(tmp_path, "api.example.com")
    async with serving(shown) as site:
        http = Http(site.resolve, pass_local, trust=lambda: trusted)
        url = f"https://{{}}:{site.port}/"
        assert (await http.send(Call("GET", url.format("api.example.com")), everything)).status == 200
        assert site.asked[0][1]["host"] == f"api.example.com:{site.port}"
        with pytest.raises(CallFailed, match="certificate"):
            await http.send(Call("GET", url.format("other.example.com")), everything)
        await http.close()
        distrusting = Http(site.resolve, pass_local)
        with pytest.raises(CallFailed, match="certificate"):
            await distrusting.send(Call("GET", url.format("api.example.com")), everything)
        await distrusting.close()
        assert len(site.asked) == 1
