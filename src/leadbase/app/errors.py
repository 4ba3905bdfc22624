"""What the edge itself can refuse, before any room is asked."""

from __future__ import annotations

from leadbase.kit.errors import Invalid, NotFound, TooMuch, Unavailable


class RouteNotFound(NotFound):
    """There is nothing at {path}; /api/v1/openapi.json lists what there is."""

    code = "route_not_found"
    zh = "{path} 处没有内容；可用的接口见 /api/v1/openapi.json。"


class MethodNotAllowed(Invalid):
    """{path} can't be asked with {method}; use: {allowed}."""

    code = "method_not_allowed"
    zh = "{path} 不支持 {method}；可用的方法有：{allowed}。"


class RequestInvalid(Invalid):
    """The request does not fit: {summary}"""

    code = "request_invalid"
    zh = "请求不符合要求：{summary}"


class JsonMalformed(Invalid):
    """The body is no JSON ({reason}, at character {position}); mend it and send it again."""

    code = "json_malformed"
    zh = "请求体不是有效的 JSON（{reason}，位于第 {position} 个字符）；请修正后重发。"


class RequestUnreadable(Invalid):
    """The body can't be read as what its Content-Type says; send JSON in UTF-8."""

    code = "request_unreadable"
    zh = "无法按 Content-Type 读取请求体；请发送 UTF-8 编码的 JSON。"


class BodyTooLarge(TooMuch):
    """The body is larger than {most} bytes; send it in parts."""

    code = "body_too_large"
    zh = "请求体超过 {most} 字节；请分批发送。"


class BodyTooSlow(TooMuch):
    """No part of the body came for {seconds} seconds; send it again."""

    code = "body_too_slow"
    zh = "请求体在 {seconds} 秒内没有新数据到达；请重新发送。"


class RequestRefused(Invalid):
    """The request can't be taken: {reason}"""

    code = "request_refused"
    zh = "无法接受该请求：{reason}"


class InternalError(Unavailable):
    """Something went wrong here; the log has it under {id}."""

    code = "internal_error"
    zh = "服务器内部出错；详情见日志，编号 {id}。"


class PageNotBuilt(Unavailable):
    """This page is not built; run `make run`, or read /api/v1/openapi.json."""

    code = "page_not_built"
    zh = "页面尚未构建；请运行 `make run`，或直接查看 /api/v1/openapi.json。"


class Stopping(Unavailable):
    """The server stops, and the request was not whole yet; send it again in {retry_after} seconds."""

    code = "stopping"
    zh = "服务正在停止，请求尚未完整；请 {retry_after} 秒后重发。"


class Starting(Unavailable):
    """The API is still starting; try again in {retry_after} seconds."""

    code = "starting"
    zh = "API 正在启动，请 {retry_after} 秒后再试。"
