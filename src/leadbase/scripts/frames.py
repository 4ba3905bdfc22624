"""The words between the server and a sandbox child: how frames are cut out of bytes and what their payloads are.

A frame is: length u32 (of what follows) | kind u8 | context u32 | run u32 | op u32 | UTF-8 JSON payload, little-endian.
The same numbers stand in `sandbox/kinds.ts`. Whatever comes from a child is checked: user code can't write frames, but
a child whose engine was broken could.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from leadbase.kit.json import JsonValue
from leadbase.scripts.model import Level

LARGEST_FRAME: Final = 128 * 1024 * 1024
"""Bytes of payload beyond which a child is taken for broken: a call may carry 32 Mi characters."""

_HEAD = struct.Struct("<IBIII")
_HEAD_REST: Final = _HEAD.size - 4

Shape = TypeVar("Shape")


class Kind(IntEnum):
    """What a frame says; up to 63 from the server, from 64 on to the server."""

    LIBRARY = 1
    LOAD = 2
    START = 3
    RESULT = 4
    REFUSAL = 5
    ABORT = 6
    DROP = 7
    READY = 64
    CALL = 65
    LOG = 66
    DONE = 67
    FAIL = 68
    RESTART = 69
    LOST = 70
    SEEN = 71


class Frame(NamedTuple):
    """One frame from a child."""

    kind: Kind
    context: int
    run: int
    op: int
    payload: bytes


class Call(msgspec.Struct, array_like=True, frozen=True):
    """Payload of CALL."""

    name: str
    arguments: list[Any]


class Log(msgspec.Struct, array_like=True, frozen=True):
    """Payload of LOG."""

    level: Level
    at_ms: int
    text: str


class Done(msgspec.Struct, frozen=True):
    """Payload of DONE: what the script left in `$resp`, not yet judged."""

    status: Any
    headers: Any
    body: Any = msgspec.UNSET


class Fail(msgspec.Struct, frozen=True):
    """Payload of FAIL."""

    code: str
    permanent: bool
    message: str
    stack: str = ""
    line: int | None = None
    column: int | None = None


class BrokenFrame(Exception):
    """A child sent something that our code in it never sends."""


def pack(kind: Kind, context: int = 0, run: int = 0, op: int = 0, payload: bytes = b"") -> bytes:
    """Give the bytes of a frame."""
    return _HEAD.pack(_HEAD_REST + len(payload), kind, context, run, op) + payload


class FrameReader:
    """Cuts frames out of what a child writes, however the bytes arrive."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._pieces: list[bytes] = []
        self._have = 0
        self._need = 4

    def take(self, data: bytes) -> Iterator[Frame]:
        """Give the frames that are whole now; raises BrokenFrame."""
        self._pieces.append(data)
        self._have += len(data)
        if self._have < self._need:
            return
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        at, end, self._need = 0, len(data), 4
        while end - at >= 4:
            length = int.from_bytes(data[at : at + 4], "little")
            if length < _HEAD_REST or length > LARGEST_FRAME:
                raise BrokenFrame(f"a frame of {length} bytes")
            following = at + 4 + length
            if following > end:
                self._need = 4 + length
                break
            _, kind, context, run, op = _HEAD.unpack_from(data, at)
            yield Frame(_kind(kind), context, run, op, data[at + _HEAD.size : following])
            at = following
        self._pieces = [data[at:]]
        self._have = end - at


def _kind(number: int) -> Kind:
    try:
        return Kind(number)
    except ValueError as error:
        raise BrokenFrame(f"a frame of kind {number}") from error


def encode(value: JsonValue) -> bytes:
    """Spell a value as JSON; lone surrogates survive as escapes, numbers that JSON can't say become null."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(_finite(value), separators=(",", ":")).encode()


def _finite(value: JsonValue) -> JsonValue:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(member) for key, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_finite(item) for item in value]
    return value


def decode(payload: bytes, shape: type[Shape]) -> Shape:
    """Read a payload of the given shape; lone surrogates survive. Raises BrokenFrame."""
    try:
        return msgspec.json.decode(payload, type=shape)
    except msgspec.ValidationError as error:
        raise BrokenFrame(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_slowly(payload, shape)


def _decode_slowly(payload: bytes, shape: type[Shape]) -> Shape:
    """Read what the fast reader refuses: escapes of lone surrogates are legal JSON, and JavaScript writes them."""
    try:
        return msgspec.convert(json.loads(payload), type=shape)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame(str(error)) from error
