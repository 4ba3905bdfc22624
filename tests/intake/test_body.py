"""What parsing a body promises."""

from __future__ import annotations

import codecs
import json
import timeit
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.intake.body import Parsed, parse
from leadbase.intake.forms import MOST_PARTS, parse_query
from leadbase.intake.refusals import BodyRefused
from leadbase.kit.json import JsonValue, compact

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=limit"


def _parse(
    body: bytes, content_type: str | None = None, *, requires_json: bool = False, field: str | None = None
) -> Parsed:
    headers = [("host", "localhost")]
    if content_type is not None:
        headers.append(("content-type", content_type))
    return parse(body, headers, requires_json=requires_json, json_field=field)


def _refusal(
    body: bytes, content_type: str | None = None, *, requires_json: bool = True, field: str | None = None
) -> str:
    with pytest.raises(BodyRefused) as refusal:
        _parse(body, content_type, requires_json=requires_json, field=field)
    assert refusal.value.message("zh-CN")
    return f"{refusal.value.fault}/{refusal.value.code}"


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/vnd.lead+json",
        "text/json",
        "text/plain; charset=utf-8",
        "text/html",
        "application/octet-stream",
        FORM,
        f"{FORM}; charset=utf-8",
        "nonsense; ; =;",
    ],
)
def test_sound_json_is_json_under_any_content_type(content_type: str | None) -> None:
    for space in (b"", b"\r\n ", codecs.BOM_UTF8):
        parsed = _parse(space + '{"id": "7", "姓名": "张三&a=b"}'.encode(), content_type, requires_json=True)
        assert (parsed.kind, parsed.value) == ("json", {"id": "7", "姓名": "张三&a=b"})


@pytest.mark.parametrize("charset", ["gbk", "gb2312", "utf-16le", "big5"])
def test_json_is_read_in_its_declared_charset(charset: str) -> None:
    body = '{"name": "三"}'.encode(charset)
    assert _parse(body, f'application/json; charset="{charset}"', requires_json=True).value == {"name": "三"}


def test_a_json_scalar_counts_only_where_the_content_type_says_json() -> None:
    assert _parse(b"12", "application/json").value == 12
    assert _parse(b"12", "text/plain").value == "12"


@pytest.mark.parametrize("content_type", [None, "application/json", "text/plain", FORM])
def test_malformed_json_is_refused_where_json_is_required(content_type: str | None) -> None:
    assert _refusal(b'{"id": 7', content_type) == "malformed_json/malformed_json"
    assert _refusal(b"[" * 10_000 + b"]" * 10_000, content_type) == "malformed_json/too_deep"


@pytest.mark.parametrize("content_type", [None, "application/json", "text/plain"])
def test_malformed_json_is_text_where_json_is_not_required(content_type: str | None) -> None:
    assert _parse(b'{"id": 7', content_type) == Parsed('{"id": 7', "text", '{"id": 7')
    assert _parse(b"[" * 201 + b"]" * 201, content_type).kind == "text"


@pytest.mark.parametrize("content_type", [None, "application/xml", "text/xml; charset=gbk"])
def test_xml_is_kept_as_text(content_type: str | None) -> None:
    xml = "<xml><name>张三</name></xml>"
    body = xml.encode("gbk" if content_type and "gbk" in content_type else "utf-8")
    assert _parse(body, content_type) == Parsed(xml, "text", xml)
    assert _refusal(body, content_type) == "malformed_json/json_expected"


@pytest.mark.parametrize("content_type", [None, "application/json", FORM, MULTIPART, "text/plain"])
def test_an_empty_body_is_the_empty_text_or_refused(content_type: str | None) -> None:
    for body in (b"", b" \r\n"):
        assert _parse(body, content_type) == Parsed("", "empty", "")
        assert _refusal(body, content_type) == "malformed_json/json_expected"


def test_nul_and_lone_surrogates_can_be_written_as_utf_8() -> None:
    value = _parse(b'{"a": "x\\u0000\\ud800"}', "application/json").value
    assert value == {"a": "x\0\ufffd"}
    compact(value).encode("utf-8")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"\xff\xfe\xfd", None, "undecodable/bad_charset"),
        (b'{"a": "\xd5\xc5"}', "application/json", "undecodable/bad_charset"),
        (b"{}", "application/json; charset=klingon", "undecodable/unknown_charset"),
        (b"a=1", f"{FORM}; charset=utf-7", "undecodable/unknown_charset"),
        (b"a=%FF", FORM, "undecodable/bad_charset"),
        (b"a=1&" * 1_000 + b"a=1", FORM, "undecodable/too_many_parts"),
        (b"hello", "multipart/form-data", "undecodable/malformed_multipart"),
        (b"hello", MULTIPART, "undecodable/malformed_multipart"),
        (b"hello", f"multipart/form-data; boundary={'x' * 300}", "undecodable/malformed_multipart"),
    ],
)
def test_what_cannot_be_read_is_refused_though_json_is_not_required(
    body: bytes, content_type: str | None, expected: str
) -> None:
    assert _refusal(body, content_type, requires_json=False) == expected


_text = st.text(st.characters(exclude_categories=("Cs",)))


@given(st.dictionaries(_text, st.lists(_text, min_size=1, max_size=3), min_size=2, max_size=5), st.booleans())
def test_a_form_comes_back_from_its_text(form: dict[str, list[str]], gbk: bool) -> None:
    charset = "gb18030" if gbk else "utf-8"
    body = urlencode(form, doseq=True, encoding=charset).encode()
    parsed = _parse(body, f"{FORM}; charset={charset}", requires_json=True)
    assert parsed.kind == "form"
    assert parsed.value == {name: values[0] if len(values) == 1 else values for name, values in form.items()}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"a=1&b=2&a=3", {"a": ["1", "3"], "b": "2"}),
        (b"a=1+2%20%2B&b", {"a": "1 2 +", "b": ""}),
        (b"&&a=%zz%&=x&", {"a": "%zz%", "": "x"}),
        ("a=张三&b=1".encode(), {"a": "张三", "b": "1"}),
        (b"a=x%00y", {"a": "x\0y"}),
    ],
)
def test_odd_forms_lose_nothing(body: bytes, value: JsonValue) -> None:
    assert _parse(body, FORM, requires_json=True).value == value


LEAD: JsonValue = {"id": "6978045628135473152", "name": "张三 & 李四"}


@pytest.mark.parametrize(
    "body",
    [
        "data=" + quote(compact(LEAD)),
        "payload=" + quote(json.dumps(LEAD)),
        quote(compact(LEAD)),
        quote(compact(LEAD)) + "=",
    ],
)
def test_json_text_in_the_only_field_of_a_form_is_the_body(body: str) -> None:
    parsed = _parse(body.encode(), FORM, requires_json=True)
    assert parsed == Parsed(LEAD, "json", body)


def test_json_text_beside_other_fields_is_the_body_only_when_its_field_is_declared() -> None:
    body = urlencode({"sign": "abc", "data": compact(LEAD)}).encode()
    assert _parse(body, FORM).value == {"sign": "abc", "data": compact(LEAD)}
    assert _parse(body, FORM, field="data").value == LEAD
    assert _parse(body, FORM, field="other").kind == "form"


def test_broken_json_in_a_form_stays_a_form_unless_its_field_is_declared() -> None:
    body = urlencode({"data": '{"id": '}).encode()
    assert _parse(body, FORM, requires_json=True).value == {"data": '{"id": '}
    assert _parse(body, FORM, field="data").value == {"data": '{"id": '}
    assert _refusal(body, FORM, field="data") == "malformed_json/malformed_json"


def _part(disposition: str, content: bytes, content_type: str = "") -> bytes:
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    head = f"--limit\r\nContent-Disposition: form-data; {disposition}\r\n{typed}\r\n"
    return head.encode() + content + b"\r\n"


def test_multipart_gives_fields_and_what_is_known_of_files() -> None:
    body = (
        _part('name="姓名"', "张三".encode())
        + _part('name="note"', "你好".encode("gbk"), "text/plain; charset=gbk")
        + _part('name="tag"', b"a")
        + _part('name="tag"', b"")
        + _part('name="photo"; filename="名片.png"', b"\x89PNG\r\n--limi\xff", "image/png")
        + b"--limit--\r\nepilogue"
    )
    parsed = _parse(body, MULTIPART, requires_json=True)
    assert parsed == Parsed(
        {
            "姓名": "张三",
            "note": "你好",
            "tag": ["a", ""],
            "photo": {"filename": "名片.png", "content_type": "image/png", "size": 13},
        },
        "multipart",
        body.decode("utf-8", "replace"),
    )


def test_multipart_with_json_in_its_only_field_is_that_json() -> None:
    body = _part('name="data"', compact(LEAD).encode()) + b"--limit--"
    assert _parse(body, MULTIPART, requires_json=True).value == LEAD


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (_part('name="a"', b"1"), "malformed_multipart"),
        (_part('name="a"', b"1")[:-20], "malformed_multipart"),
        (_part('filename="a"', b"1") + b"--limit--", "malformed_multipart"),
        (b"--other\r\n\r\n", "malformed_multipart"),
        (_part('name="a"', b"\xff") + b"--limit--", "bad_charset"),
        (_part('name="a"', b"1", "text/plain; charset=nope") + b"--limit--", "unknown_charset"),
        (_part('name="a"', b"1") * (MOST_PARTS + 1) + b"--limit--", "too_many_parts"),
    ],
)
def test_broken_multipart_is_refused(body: bytes, code: str) -> None:
    assert _refusal(body, MULTIPART, requires_json=False) == f"undecodable/{code}"


@given(st.binary(max_size=200), st.sampled_from([None, "application/json", FORM, MULTIPART, "text/plain; charset=gbk"]))
def test_no_body_at_all_causes_anything_but_a_value_or_a_refusal(body: bytes, content_type: str | None) -> None:
    for prefix in (b"", b"--limit\r\nContent-Disposition: form-data; name=a\r\n\r\n", b'{"a":"'):
        try:
            parsed = _parse(prefix + body, content_type)
        except BodyRefused as refusal:
            assert refusal.fault == "undecodable"
        else:
            compact(parsed.value).encode("utf-8")


def test_a_query_is_read_in_order_and_never_refused_for_its_charset() -> None:
    assert parse_query(b"a=1&b=%E5%BC%A0+x&a=&c") == [("a", "1"), ("b", "张 x"), ("a", ""), ("c", "")]
    assert parse_query(b"a=%FF") == [("a", "\ufffd")]
    assert parse_query(b"") == []


def test_a_one_kilobyte_lead_is_parsed_in_tens_of_microseconds() -> None:
    lead = {"id": "6978045628135473152", "clue_source": 1} | {f"field_{n}": "内容 and text " * 2 for n in range(18)}
    body = json.dumps(lead, ensure_ascii=False).encode()
    assert 900 < len(body) < 1_200
    runs = timeit.repeat(lambda: _parse(body, "application/json", requires_json=True), number=200, repeat=20)
    assert min(runs) / 200 < 100e-6  # 10 µs measured; the margin is for slow and busy machines
