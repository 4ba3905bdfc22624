"""Why a body can't be taken in: each cause has a stable code, which the sender is answered and the event keeps."""

from __future__ import annotations

from typing import ClassVar, Literal

from leadbase.kit.errors import Invalid

Fault = Literal["undecodable", "unknown_encoding", "malformed_json"]
"""What kind of answer a refusal gets: bytes that can't be read, an encoding we lack, no JSON where it is required."""


class BodyRefused(Invalid):
    """The body can't be read."""

    code = "body_refused"
    zh = "无法读取请求体。"
    fault: ClassVar[Fault] = "undecodable"


class UnknownEncoding(BodyRefused):
    """The content encoding {encoding} is not known; send gzip, deflate, br, zstd or none."""

    code = "unknown_encoding"
    zh = "不支持的内容编码 {encoding}；请使用 gzip、deflate、br、zstd 或不编码。"
    fault = "unknown_encoding"


class TooManyEncodings(BodyRefused):
    """The body is encoded {count} times over; at most {most} are taken."""

    code = "too_many_encodings"
    zh = "请求体叠加了 {count} 层内容编码；最多 {most} 层。"
    fault = "unknown_encoding"


class UnknownCharset(BodyRefused):
    """The charset {charset} is not known; send UTF-8."""

    code = "unknown_charset"
    zh = "不支持的字符集 {charset}；请使用 UTF-8。"


class TruncatedEncoding(BodyRefused):
    """The {encoding} data ends before its end mark, after {size} bytes."""

    code = "truncated_encoding"
    zh = "{encoding} 数据不完整，共 {size} 字节后中断。"


class CorruptEncoding(BodyRefused):
    """The body is not sound {encoding} data ({reason})."""

    code = "corrupt_encoding"
    zh = "请求体不是有效的 {encoding} 数据（{reason}）。"


class DecompressionBomb(BodyRefused):
    """The body grows beyond {limit} bytes when decoded, which is more than its {size} bytes may hold."""

    code = "decompression_bomb"
    zh = "请求体解码后超过 {limit} 字节，超出了 {size} 字节所允许的大小。"


class BadCharset(BodyRefused):
    """The body is not sound {charset} text: byte {position} can't be read."""

    code = "bad_charset"
    zh = "请求体不是有效的 {charset} 文本：第 {position} 个字节无法识别。"


class TooManyParts(BodyRefused):
    """The form has more than {most} parts."""

    code = "too_many_parts"
    zh = "表单超过 {most} 个字段。"


class MalformedMultipart(BodyRefused):
    """The multipart form can't be read at byte {position} ({reason})."""

    code = "malformed_multipart"
    zh = "multipart 表单在第 {position} 个字节处无法读取（{reason}）。"


class MalformedJson(BodyRefused):
    """The body is not sound JSON: {reason} at line {line}, column {column} (character {position})."""

    code = "malformed_json"
    zh = "请求体不是有效的 JSON：第 {line} 行第 {column} 列（第 {position} 个字符）有误（{reason}）。"
    fault = "malformed_json"


class TooDeep(BodyRefused):
    """The JSON is nested deeper than {most} levels, from character {position} on."""

    code = "too_deep"
    zh = "JSON 嵌套超过 {most} 层（从第 {position} 个字符起）。"
    fault = "malformed_json"


class JsonExpected(BodyRefused):
    """This webhook takes JSON or a form, and the body is neither ({found})."""

    code = "json_expected"
    zh = "此 webhook 只接收 JSON 或表单，而请求体两者都不是（{found}）。"
    fault = "malformed_json"
