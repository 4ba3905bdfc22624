"""Form bodies to values: urlencoded pairs and multipart parts. A name that comes more than once holds a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from leadbase.intake.charsets import get_codec
from leadbase.intake.refusals import BadCharset, MalformedMultipart, TooManyParts
from leadbase.kit.json import JsonValue

MOST_PARTS = 1_000
"""Fields that one form may have."""


def parse_options(header: str) -> tuple[str, dict[str, str]]:
    """Give the value and the parameters of a header such as content-type, names and value in lower case."""
    value, options = parse_options_header(header.encode("utf-8"))
    return _latin(value), {_latin(name).lower(): _latin(option) for name, option in options.items()}


def parse_form(data: bytes, charset: str | None) -> dict[str, JsonValue]:
    """Read an urlencoded form (WHATWG URL Standard, 5.1); broken percent escapes stay as they are written.

    Raises UnknownCharset, BadCharset and TooManyParts.
    """
    return _gathered(_pairs(data, get_codec(charset)))


def parse_query(query: bytes) -> list[tuple[str, str]]:
    """Read a query string as UTF-8, in order; what is no UTF-8 becomes U+FFFD. Raises TooManyParts."""
    return list(_pairs(query, "utf-8", "replace"))


def parse_multipart(data: bytes, boundary: str) -> dict[str, JsonValue]:
    """Read a multipart form (RFC 7578); a file becomes its filename, content_type and size, without its content.

    Raises MalformedMultipart (an end that is missing included), UnknownCharset, BadCharset and TooManyParts.
    """
    if not boundary:
        raise MalformedMultipart(position=0, reason="no boundary")
    reader = _MultipartReader()
    try:
        reader.parser(boundary).write(data)
    except FormParserError as fault:
        position = getattr(fault, "offset", -1)
        raise MalformedMultipart(position=max(position, 0), reason="no sound boundary or part header") from None
    if not reader.is_complete:
        raise MalformedMultipart(position=len(data), reason="the end is missing")
    return _gathered(reader.fields)


def _pairs(data: bytes, codec: str, errors: str = "strict") -> Iterable[tuple[str, str]]:
    if data.count(b"&") >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)
    for pair in data.split(b"&"):
        if pair:
            name, _, value = pair.replace(b"+", b" ").partition(b"=")
            yield _text(unquote_to_bytes(name), codec, errors), _text(unquote_to_bytes(value), codec, errors)


def _text(data: bytes, codec: str, errors: str = "strict") -> str:
    try:
        return data.decode(codec, errors)
    except UnicodeDecodeError as cause:
        raise BadCharset(charset=codec, position=cause.start) from None


def _gathered(pairs: Iterable[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    lists: dict[str, list[JsonValue]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in lists.items()}


def _latin(data: bytes) -> str:
    """Headers come as bytes of no declared charset: UTF-8 is what browsers send, Latin-1 reads whatever else."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


@dataclass(slots=True)
class _Part:
    """What is known of one part so far; a file's bytes are counted and let go."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    header_name: bytearray = field(default_factory=bytearray)
    header_value: bytearray = field(default_factory=bytearray)
    name: str = ""
    filename: str | None = None
    chunks: list[bytes] = field(default_factory=list[bytes])
    size: int = 0


class _MultipartReader:
    """Gathers parts as the parser reports them."""

    def __init__(self) -> None:
        self.fields: list[tuple[str, JsonValue]] = []
        self.is_complete = False
        self._count = 0
        self._part = _Part()

    def parser(self, boundary: str) -> MultipartParser:
        return MultipartParser(
            boundary.encode("utf-8"),
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._end,
                "on_end": self._complete,
            },
        )

    def _begin(self) -> None:
        self._count += 1
        if self._count > MOST_PARTS:
            raise TooManyParts(most=MOST_PARTS)
        self._part = _Part()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._part.header_name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.header_value += data[start:end]

    def _header_end(self) -> None:
        part = self._part
        part.headers[_latin(bytes(part.header_name)).lower()] = _latin(bytes(part.header_value))
        part.header_name, part.header_value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        _, options = parse_options(self._part.headers.get("content-disposition", ""))
        if "name" not in options:
            raise MalformedMultipart(position=0, reason=f"part {self._count} has no name")
        self._part.name, self._part.filename = options["name"], options.get("filename")

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._part.size += end - start
        if self._part.filename is None:
            self._part.chunks.append(data[start:end])

    def _end(self) -> None:
        part = self._part
        content_type = part.headers.get("content-type", "")
        if part.filename is not None:
            value: JsonValue = {"filename": part.filename, "content_type": content_type, "size": part.size}
        else:
            value = _text(b"".join(part.chunks), get_codec(parse_options(content_type)[1].get("charset")))
        self.fields.append((part.name, value))

    def _complete(self) -> None:
        self.is_complete = True
