"""Content encodings undone: gzip, deflate, br and zstd, in steps small enough that a bomb never unfolds in memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

import zstandard

from leadbase.connectors.recipes import Headers
from leadbase.intake.refusals import (
    CorruptEncoding,
    DecompressionBomb,
    TooManyEncodings,
    TruncatedEncoding,
    UnknownEncoding,
)

MIB = 1024 * 1024

_STEP = 64 * 1024
_MOST_MEMBERS = 1_000

# A zstd block of 4 bytes unfolds to 128 KiB and the library can't be told to stop: 256 bytes at a time make 8 MiB.
_ZSTD_STEP = 256
_ZSTD_WINDOW = 8 * MIB
"""The largest window that zstd may have as a content encoding (RFC 9659)."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What decoding may cost: at most `decoded` bytes and `ratio` times the wire's, though `free` bytes always pass.

    `encodings` of one body may be stacked.
    """

    decoded: int = 20 * MIB
    ratio: int = 100
    free: int = 64 * 1024
    encodings: int = 2


class _BrotliDecompressor(Protocol):
    def process(self, data: bytes, output_buffer_limit: int) -> bytes: ...
    def is_finished(self) -> bool: ...


# brotli ships no types; the two names used here are given theirs once.
_brotli = import_module("brotli")
_new_brotli = cast(Callable[[], _BrotliDecompressor], _brotli.Decompressor)
_BrotliError = cast(type[Exception], _brotli.error)


def decode(raw: bytes, headers: Headers, caps: Caps = Caps()) -> bytes:
    """Undo the encodings that content-encoding names, the last one first; without one give the bytes as they are.

    Raises UnknownEncoding, TooManyEncodings, TruncatedEncoding, CorruptEncoding and DecompressionBomb. A bomb may take
    some 100 ms to find out, so what names an encoding belongs in a thread.
    """
    named = ",".join(value for name, value in headers if name == "content-encoding")
    if not named:
        return raw
    encodings = [name for name in (part.strip().lower() for part in named.split(",")) if name not in ("", "identity")]
    for name in encodings:
        if name not in _DECODERS:
            raise UnknownEncoding(encoding=name[:40])
    if len(encodings) > caps.encodings:
        raise TooManyEncodings(count=len(encodings), most=caps.encodings)
    limit = min(caps.decoded, max(caps.free, caps.ratio * len(raw)))
    data = raw
    for name in reversed(encodings):
        data = _undo(name, data, limit, len(raw))
    return data


def _undo(name: str, data: bytes, limit: int, wire: int) -> bytes:
    """Undo one encoding; an empty body stands for itself, for some senders name an encoding and send nothing."""
    if not data:
        return data
    chunks: list[bytes] = []
    size = 0
    try:
        for chunk in _DECODERS[name](data):
            size += len(chunk)
            if size > limit:
                raise DecompressionBomb(limit=limit, size=wire)
            chunks.append(chunk)
    except EOFError:
        raise TruncatedEncoding(encoding=name, size=len(data)) from None
    except (zlib.error, _BrotliError, zstandard.ZstdError, ValueError) as cause:
        raise CorruptEncoding(encoding=name, reason=str(cause)[:120]) from None
    return b"".join(chunks)


def _gzip(data: bytes) -> Iterator[bytes]:
    """Unfold one or more gzip members; zero bytes may pad the end (RFC 1952 leaves it open, tar and others do it)."""
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield from _inflate(member, data)
        data = member.unused_data.lstrip(b"\0")
        if not data:
            return
    raise ValueError("too many members")


def _deflate(data: bytes) -> Iterator[bytes]:
    """Unfold zlib data, or raw deflate: senders disagree on what `deflate` means (RFC 9110, section 8.4.1.2)."""
    is_zlib = data[0] & 0x0F == 8 and len(data) > 1 and (data[0] << 8 | data[1]) % 31 == 0
    member = zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
    yield from _inflate(member, data)
    if member.unused_data:
        raise ValueError("something follows its end")


def _inflate(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:  # pyright: ignore[reportPrivateUsage]
    while True:
        chunk = member.decompress(data, _STEP)
        yield chunk
        # at the end zlib leaves in `unconsumed_tail` what follows, too: only `eof` tells that there is no more
        if member.eof:
            return
        left = member.unconsumed_tail
        if not chunk and len(left) in (0, len(data)):
            raise EOFError
        data = left


def _br(data: bytes) -> Iterator[bytes]:
    member = _new_brotli()
    chunk = member.process(data, output_buffer_limit=_STEP)
    while chunk:
        yield chunk
        chunk = b"" if member.is_finished() else member.process(b"", output_buffer_limit=_STEP)
    if not member.is_finished():
        raise EOFError


def _zstd(data: bytes) -> Iterator[bytes]:
    """Unfold one or more zstd frames."""
    for _ in range(_MOST_MEMBERS):
        member = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        fed = 0
        while fed < len(data) and not member.eof:
            yield member.decompress(data[fed : fed + _ZSTD_STEP])
            fed += _ZSTD_STEP
        if not member.eof:
            raise EOFError
        data = member.unused_data + data[fed:]
        if not data:
            return
    raise ValueError("too many frames")


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}
