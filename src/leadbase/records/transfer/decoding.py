"""Which encoding a text file has, and the same text as plain UTF-8 with the place of whatever can't be read.

A file that is UTF-8 is read where it lies. Any other is written anew once, so that everything behind it can jump to a
byte and go on there.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from leadbase.records.transfer.errors import FileNotReadable, TextUndecodable

Encoding = Literal["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]

CHUNK = 1 << 20
_LOOKED_AT = 1 << 16
_SURE = 8
"""So many Chinese characters of good UTF-8 before a fault say that the file was meant to be UTF-8."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file as UTF-8 text from the byte `start` on; `encoding` is what the original has."""

    path: Path
    start: int
    encoding: Encoding


def settle(source: Path, target: Path, encoding: Encoding | None = None) -> Text:
    """Find out the encoding of a file, unless it is given, and give its text, written anew to `target` if need be.

    Raises FileNotReadable, or TextUndecodable with line and column.
    """
    with source.open("rb") as file:
        head = file.read(_LOOKED_AT)
    found = encoding or _by_head(head)
    old_ends = b"\r" in head and b"\n" not in head and found not in ("utf-16", "utf-16-le", "utf-16-be")
    if found is None:
        found = _by_content(source)
    elif found in ("utf-8", "utf-8-sig"):
        _check(source, found)
    if found in ("utf-8", "utf-8-sig") and not old_ends:
        return Text(source, 3 if head.startswith(codecs.BOM_UTF8) else 0, found)
    with target.open("wb") as written:
        for part in _decoded(source, found):
            written.write((part.replace("\r", "\n") if old_ends else part).encode("utf-8", "surrogatepass"))
    return Text(target, 0, found)


def _by_head(head: bytes) -> Encoding | None:
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not even and not odd:
        return None
    if odd > len(head) // 8 and not even:
        return "utf-16-le"
    if even > len(head) // 8 and not odd:
        return "utf-16-be"
    raise FileNotReadable(reason="NUL")


def _by_content(source: Path) -> Encoding:
    """Decide between UTF-8 and GB18030 by reading all of it."""
    try:
        _check(source, "utf-8")
    except TextUndecodable as broken:
        if broken.facts["sure"]:
            raise
        for _ in _decoded(source, "gb18030"):
            pass
        return "gb18030"
    return "utf-8"


def _check(source: Path, encoding: Encoding) -> None:
    for _ in _decoded(source, encoding):
        pass


def _decoded(source: Path, encoding: Encoding) -> Generator[str]:
    """Give the text in parts; raises TextUndecodable, whose `sure` says whether much before it was well."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, column, chinese = 1, 1, 0
    with source.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                part = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(encoding, "ignore")
                line, column = _place(good, line, column)
                sure = chinese + _chinese(good) >= _SURE
                raise TextUndecodable(encoding=encoding.upper(), line=line, column=column, sure=sure) from None
            line, column = _place(part, line, column)
            if chinese < _SURE:
                chinese += _chinese(part)
            yield part
            if not chunk:
                return


def _place(text: str, line: int, column: int) -> tuple[int, int]:
    breaks = text.count("\n")
    return (line + breaks, len(text) - text.rfind("\n")) if breaks else (line, column + len(text))


def _chinese(text: str) -> int:
    return 0 if text.isascii() else sum("一" <= letter <= "鿿" for letter in text[:_LOOKED_AT])
