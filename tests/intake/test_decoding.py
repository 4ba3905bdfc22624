"""What undoing content encodings promises."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import cast

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from leadbase.intake.decoding import Caps, decode
from leadbase.intake.refusals import BodyRefused

CAPS = Caps()


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


_brotli = cast(Callable[[bytes], bytes], import_module("brotli").compress)

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": _brotli,
    "zstd": zstandard.compress,
}


def _decode(data: bytes, encoding: str, caps: Caps = CAPS) -> bytes:
    return decode(data, [("content-encoding", encoding)], caps)


def _refusal(data: bytes, encoding: str, caps: Caps = CAPS) -> tuple[str, str]:
    with pytest.raises(BodyRefused) as refusal:
        _decode(data, encoding, caps)
    assert refusal.value.message("zh-CN") != refusal.value.message("en")
    return refusal.value.code, refusal.value.fault


@given(st.binary(max_size=2_000), st.sampled_from(sorted(ENCODERS)), st.sampled_from(sorted(ENCODERS)))
def test_what_was_encoded_comes_back_alone_and_stacked(data: bytes, first: str, second: str) -> None:
    assert _decode(ENCODERS[first](data), first) == data
    assert _decode(ENCODERS[second](ENCODERS[first](data)), f"{first}, {second}") == data


def test_no_encoding_and_identity_leave_the_bytes_alone() -> None:
    assert decode(b"\xff{", [], CAPS) == b"\xff{"
    assert _decode(b"\xff{", "identity") == b"\xff{"
    assert _decode(b"\xff{", " Identity ,") == b"\xff{"


@pytest.mark.parametrize("encoding", ENCODERS)
def test_an_empty_body_is_empty_whatever_encoding_is_named(encoding: str) -> None:
    assert _decode(b"", encoding) == b""


def test_encodings_may_come_in_two_headers_and_in_any_case() -> None:
    data = gzip.compress(zlib.compress(b"lead"))
    assert decode(data, [("content-encoding", "Deflate"), ("content-encoding", "GZIP")], CAPS) == b"lead"


def test_deflate_is_understood_with_and_without_its_wrapper() -> None:
    assert _decode(_raw_deflate(b"lead" * 50), "deflate") == b"lead" * 50


def test_members_that_follow_each_other_are_one_body() -> None:
    assert _decode(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0\0", "gzip") == b"ab"
    assert _decode(zstandard.compress(b"a") + zstandard.compress(b"b"), "zstd") == b"ab"


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("cut", [1, 5, 0.5])
def test_a_truncated_body_is_refused(encoding: str, cut: float) -> None:
    whole = ENCODERS[encoding](bytes(range(256)) * 40)
    kept = len(whole) - (int(cut) if cut >= 1 else int(len(whole) * cut))
    assert _refusal(whole[:kept], encoding) == ("truncated_encoding", "undecodable")


@pytest.mark.parametrize("encoding", ENCODERS)
def test_a_body_that_is_not_encoded_as_it_says_is_refused(encoding: str) -> None:
    assert _refusal(b'{"id":"6978045628135473152"}', encoding) == ("corrupt_encoding", "undecodable")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_something_after_the_end_is_refused(encoding: str) -> None:
    assert _refusal(ENCODERS[encoding](b"lead") + b"more", encoding)[0] == "corrupt_encoding"


def test_a_damaged_check_sum_is_refused() -> None:
    whole = bytearray(gzip.compress(b"lead" * 100))
    whole[-6] ^= 1
    assert _refusal(bytes(whole), "gzip")[0] == "corrupt_encoding"


def test_floods_of_tiny_members_are_refused() -> None:
    assert _refusal(gzip.compress(b"") * 1_001, "gzip")[0] == "corrupt_encoding"
    skippable = (0x184D2A50).to_bytes(4, "little") + bytes(4)
    assert _refusal(skippable * 1_001, "zstd")[0] == "corrupt_encoding"


@pytest.mark.parametrize("encoding", ENCODERS)
def test_a_bomb_is_refused_before_it_unfolds(encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(64 * 1024 * 1024))
    tracemalloc.start()
    code, fault = _refusal(bomb, encoding)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (code, fault) == ("decompression_bomb", "undecodable")
    assert peak < 32 * 1024 * 1024


def test_a_bomb_inside_another_encoding_is_refused() -> None:
    bomb = gzip.compress(gzip.compress(bytes(64 * 1024 * 1024)))
    assert _refusal(bomb, "gzip, gzip")[0] == "decompression_bomb"


def test_the_limits_are_the_decoded_size_the_ratio_and_what_is_free() -> None:
    data = bytes(5_000)
    packed = gzip.compress(data)
    assert _decode(packed, "gzip", Caps(decoded=5_000)) == data
    assert _refusal(packed, "gzip", Caps(decoded=4_999))[0] == "decompression_bomb"
    exact = Caps(ratio=-(-5_000 // len(packed)), free=0)
    assert _decode(packed, "gzip", exact) == data
    assert _refusal(packed, "gzip", Caps(ratio=exact.ratio - 1, free=0))[0] == "decompression_bomb"
    assert _decode(packed, "gzip", Caps(ratio=1, free=5_000)) == data


@pytest.mark.timeout(10)
@pytest.mark.parametrize("encoding", sorted(ENCODERS))
@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 74_483, 131_072])
def test_what_follows_an_end_beyond_the_first_step_is_not_read_for_ever(encoding: str, size: int) -> None:
    whole = ENCODERS[encoding](random.Random(size).randbytes(size // 8) * 8)
    assert _refusal(whole + b"x" * 2_000, encoding)[0] == "corrupt_encoding"
    if encoding in ("gzip", "zstd"):
        assert len(_decode(whole + whole, encoding)) == size // 8 * 16


@pytest.mark.parametrize("encoding", ["compress", "gzip2", "gzip, lzma", "x" * 5_000])
def test_an_unknown_encoding_is_refused_by_name(encoding: str) -> None:
    assert _refusal(b"x", encoding) == ("unknown_encoding", "unknown_encoding")


def test_more_than_two_encodings_are_refused() -> None:
    assert _refusal(b"x", "gzip, gzip, gzip") == ("too_many_encodings", "unknown_encoding")
    assert _decode(gzip.compress(b"x"), "identity, identity, gzip") == b"x"


@given(st.binary(max_size=300), st.sampled_from(sorted(ENCODERS)))
def test_no_bytes_at_all_cause_anything_but_a_refusal(data: bytes, encoding: str) -> None:
    try:
        _decode(data, encoding)
    except BodyRefused as refusal:
        assert refusal.code in ("truncated_encoding", "corrupt_encoding", "decompression_bomb")
