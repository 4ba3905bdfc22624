"""What reading text by charset promises."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.intake.charsets import decode_text, find_codec
from leadbase.intake.refusals import BodyRefused

_text = st.text(st.characters(exclude_categories=("Cs",)))


@given(_text, st.sampled_from(["utf-8", "gb18030", "utf-16be", "UTF-16LE", " gb2312 ", "GBK"]))
def test_what_was_written_in_a_charset_is_read_in_it(text: str, label: str) -> None:
    if not text.startswith("\ufeff"):
        codec = find_codec(label)
        assert codec is not None
        assert decode_text(text.encode(codec), label) in (text, text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    ("label", "text", "codec"),
    [
        ("gb2312", "客户姓名：张三，镕基", "gb18030"),
        ("gbk", "囍", "gbk"),
        ("big5", "線索", "big5"),
        ("shift_jis", "①リード", "cp932"),
        ("euc-kr", "리드", "euc_kr"),
        ("iso-8859-1", "naïve “quoted”", "cp1252"),
        ("windows-1251", "лид", "cp1251"),
        ("utf-16", "线索", "utf-16-le"),
    ],
)
def test_labels_mean_what_senders_mean_by_them(label: str, text: str, codec: str) -> None:
    assert decode_text(text.encode(codec), label) == text


def test_without_a_label_text_is_utf_8() -> None:
    assert decode_text("线索".encode(), None) == decode_text("线索".encode(), "") == "线索"


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + "线索".encode(),
        codecs.BOM_UTF16_LE + "线索".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "线索".encode("utf-16-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_taken_off(data: bytes) -> None:
    assert decode_text(data, "gbk") == decode_text(data, None) == "线索"


@pytest.mark.parametrize(
    "label", ["klingon", "utf-7", "utf7", "idna", "punycode", "rot13", "hex", "zip", "cp037", "utf-32", "iso-2022-kr"]
)
def test_a_charset_outside_the_list_is_refused_though_python_may_know_it(label: str) -> None:
    with pytest.raises(BodyRefused) as refusal:
        decode_text(b"abc", label)
    assert (refusal.value.code, refusal.value.fault) == ("unknown_charset", "undecodable")
    assert label in refusal.value.message("en")


@pytest.mark.parametrize(
    ("data", "label", "position"),
    [
        (b"abc\xff", None, 3),
        ("张三".encode("gbk"), None, 0),
        (b"\xed\xa0\x80", "utf-8", 0),
        (codecs.BOM_UTF8 + b"a\xff", None, 4),
        (b"a\xff\xff", "gbk", 1),
        (b"a", "utf-16", 0),
    ],
)
def test_bytes_that_are_not_of_the_charset_are_refused_at_their_place(
    data: bytes, label: str | None, position: int
) -> None:
    with pytest.raises(BodyRefused) as refusal:
        decode_text(data, label)
    assert (refusal.value.code, refusal.value.facts["position"]) == ("bad_charset", position)


@given(st.text(max_size=20))
def test_every_codec_of_the_list_exists(label: str) -> None:
    codec = find_codec(label)
    assert codec is None or codecs.lookup(codec)


def test_the_whole_list_is_backed_by_python() -> None:
    labels = [
        "utf8",
        "chinese",
        "big5-hkscs",
        "euc-jp",
        "iso-2022-jp",
        "sjis",
        "korean",
        "unicodefffe",
        "866",
        "koi8-ru",
    ]
    labels += [f"iso-8859-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)]
    labels += [f"windows-125{number}" for number in range(9)] + ["macintosh", "x-mac-cyrillic", "windows-874"]
    for label in labels:
        codec = find_codec(label)
        assert codec is not None, label
        assert decode_text("abc".encode(codec), label) == "abc"
