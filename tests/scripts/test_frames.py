"""Frames arrive whole however their bytes do, and nothing that a broken child sends is believed."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.kit.json import JsonValue
from leadbase.scripts.frames import BrokenFrame, Call, Fail, Frame, FrameReader, Kind, Log, decode, encode, pack

NUMBERS = st.integers(0, 2**32 - 1)
FRAMES = st.lists(
    st.builds(Frame, st.sampled_from(Kind), NUMBERS, NUMBERS, NUMBERS, st.binary(max_size=200)), max_size=20
)


@given(FRAMES, st.integers(1, 64))
def test_frames_come_out_as_they_went_in_whatever_the_pieces(frames: list[Frame], size: int) -> None:
    data = b"".join(pack(*frame) for frame in frames)
    reader = FrameReader()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert [frame for piece in pieces for frame in reader.take(piece)] == frames


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<I", 12) + b"\0" * 12,
        struct.pack("<I", 2**32 - 1),
        struct.pack("<IBIII", 13, 0, 1, 2, 3),
        struct.pack("<IBIII", 13, 255, 1, 2, 3),
        b"Deno prints something",
    ],
)
def test_bytes_that_are_no_frames_are_refused(data: bytes) -> None:
    with pytest.raises(BrokenFrame):
        list(FrameReader().take(data))


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    )
)
def test_values_come_out_as_they_went_in(value: JsonValue) -> None:
    assert decode(encode(["data.saveData", [value]]), Call) == Call("data.saveData", [value])


def test_lone_surrogates_go_both_ways() -> None:
    value = {"\ud800": ["a\udfff", float("nan"), 1e300, True, None]}
    expected = {"\ud800": ["a\udfff", None, 1e300, True, None]}
    assert decode(encode(["x", [value]]), Call).arguments == [expected]


@pytest.mark.parametrize(
    ("payload", "shape"),
    [
        (b"", Call),
        (b"[]", Call),
        (b'["a"]', Call),
        (b"[1,[]]", Call),
        (b'["a",{}]', Call),
        (b'["shout",1,"text"]', Log),
        (b'["log","1","text"]', Log),
        (b'{"code":"a"}', Fail),
        (b'{"code":"a","permanent":1,"message":"b"}', Fail),
        (b'["a",["\xff"]]', Call),
        (b"[" * 100_000, Call),
    ],
)
def test_payloads_of_another_shape_are_refused(payload: bytes, shape: type[Call | Log | Fail]) -> None:
    with pytest.raises(BrokenFrame):
        decode(payload, shape)
