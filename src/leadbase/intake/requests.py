"""From what a script says of a request to the request, and from its answer to what the script is given. Pure functions.

Two ways to say it: `$modules.http.request`, ours, which is strict; and `$modules.curl`, as scripts written for other
systems know it, which takes no notice of options that mean nothing here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from leadbase.access.secrets_model import Secret, SecretKind
from leadbase.intake.json_text import parse_json
from leadbase.intake.refusals import MalformedJson, TooDeep
from leadbase.kit.http import (
    LARGEST_BODY,
    METHODS,
    Answer,
    Call,
    CallFailed,
    CallTooLarge,
    CallWrong,
    read_headers,
    read_url,
    with_query,
)
from leadbase.kit.json import JsonObject, JsonValue

USUAL_TIMEOUT_MS: Final = 5_000
LONGEST_TIMEOUT_MS: Final = 9_000
_OPTIONS: Final = frozenset({"method", "headers", "query", "body", "form", "auth", "timeout", "redirect"})
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_SEGMENT: Final = 24


@dataclass(frozen=True, slots=True)
class Wish:
    """A request as a script wants it; `auth` names the secret that it is to carry."""

    call: Call
    auth: str | None


def read_request(arguments: Sequence[JsonValue]) -> Wish:
    """Read the arguments of http.request; raises UrlWrong, CallWrong and CallTooLarge."""
    url, options = _taken_apart(arguments)
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise CallWrong(reason=f"there is no option {unknown[0][:100]!r}; there are {', '.join(sorted(_OPTIONS))}")
    body, kind = _body(options)
    method = _method(options.get("method"), "GET" if body is None else "POST")
    redirect = options.get("redirect", True)
    if not isinstance(redirect, bool):
        raise CallWrong(reason="redirect is true or false")
    headers = _headers(options.get("headers"), kind)
    target = _with_query(url, options.get("query"))
    call = Call(method, target, headers, _bodied(method, body), _timeout_s(options.get("timeout")), redirect)
    auth = options.get("auth")
    if auth is not None and not isinstance(auth, str):
        raise CallWrong(reason="auth is the name of a secret")
    return Wish(call, auth)


def read_curl(arguments: Sequence[JsonValue]) -> tuple[Wish, bool]:
    """Read the arguments of curl, and whether its answer is to be JSON; raises as `read_request`."""
    url, options = _taken_apart(arguments)
    method = _method(options.get("method") or options.get("type"), "GET")
    data, content = options.get("data"), options.get("content")
    body: bytes | None = None
    kind: str | None = None
    if isinstance(content, str):
        body = content.encode("utf-8", "replace")
    elif isinstance(data, Mapping) and (method in ("GET", "HEAD") or options.get("dataAsQueryString") is True):
        url = _with_query(url, data)
    elif isinstance(data, str):
        body = data.encode("utf-8", "replace")
    elif data is not None and options.get("contentType") == "json":
        body, kind = _spelt(data), _JSON
    elif isinstance(data, Mapping):
        body, kind = _form(data), _FORM
    elif data is not None:
        raise CallWrong(reason="data is an object or text")
    given = options.get("contentType")
    if isinstance(given, str) and given != "json":
        kind = given
    timeout = options.get("timeout")
    if isinstance(timeout, Sequence) and not isinstance(timeout, str):
        timeout = timeout[-1] if timeout else None
    headers = _headers(options.get("headers"), kind)
    follow = options.get("followRedirect") is True
    auth = options.get("auth")
    secret, basic = _curl_auth(auth)
    call = Call(method, url, {**headers, **basic}, _bodied(method, body), _timeout_s(timeout), follow)
    return Wish(call, secret), options.get("dataType") == "json"


def with_secret(call: Call, secret: Secret, text: str) -> tuple[Call, set[str]]:
    """Give the call with its secret in place, and the texts that are to be masked."""
    headers, query, hidden = dict(call.secret_headers), dict(call.secret_query), {text}
    match secret.kind:
        case SecretKind.BEARER:
            headers["authorization"] = f"Bearer {text}"
        case SecretKind.BASIC:
            encoded = base64.b64encode(text.encode()).decode()
            headers["authorization"] = f"Basic {encoded}"
            hidden |= {encoded, text.partition(":")[2] or text}
        case SecretKind.HEADER:
            headers[secret.detail.lower()] = text
        case SecretKind.QUERY:
            query[secret.detail] = text
    if not all(value.isascii() for value in headers.values()):
        raise CallWrong(reason=f"the secret {secret.name} has characters that no header can hold")
    made = Call(call.method, call.url, call.headers, call.body, call.timeout_s, call.follow, headers, query)
    return made, {one for one in hidden if len(one) >= 4}


def told(answer: Answer) -> JsonObject:
    """Give what http.request gives."""
    return {"status": answer.status, "headers": dict(answer.headers), "data": _data(answer), "url": answer.url}


def told_as_curl(answer: Answer, *, as_json: bool) -> JsonObject:
    """Give what curl gives; raises CallFailed where JSON was wanted and none came."""
    data: JsonValue = answer.text
    if as_json:
        try:
            data = parse_json(answer.text) if answer.text.strip() else None
        except (MalformedJson, TooDeep) as problem:
            host = read_url(answer.url).host
            raise CallFailed(host=host, reason=f"its answer (status {answer.status}) is no JSON") from problem
    headers: JsonObject = dict(answer.headers)
    res: JsonObject = {
        "status": answer.status,
        "statusCode": answer.status,
        "headers": headers,
    }
    return {"status": answer.status, "headers": headers, "data": data, "res": res}


def place_of(url: str) -> tuple[str, str]:
    """Give host and path as they may stand in a record: no query, of what may be a key the first letters only."""
    read = read_url(url)
    port = "" if read.port is None else f":{read.port}"
    parts = [part if len(part) < _LONGEST_SEGMENT else f"{part[:4]}…" for part in read.path.split("/")]
    return f"{read.host}{port}", "/".join(parts)[:300]


def _taken_apart(arguments: Sequence[JsonValue]) -> tuple[str, Mapping[str, JsonValue]]:
    url = arguments[0] if arguments else None
    options = arguments[1] if len(arguments) > 1 else None
    if not isinstance(url, str):
        raise CallWrong(reason="the first argument is the URL")
    if options is not None and not isinstance(options, Mapping):
        raise CallWrong(reason="the second argument is an object of options")
    return url, options or {}


def _method(given: JsonValue, usual: str) -> str:
    method = usual if given is None else str(given).upper()
    if method not in METHODS:
        raise CallWrong(reason=f"there is no method {method[:50]!r}")
    return method


def _body(options: Mapping[str, JsonValue]) -> tuple[bytes | None, str | None]:
    """Give a body and its content type: text as it is, form fields, anything else as JSON."""
    body, form = options.get("body"), options.get("form")
    if body is not None and form is not None:
        raise CallWrong(reason="body and form can't both be given")
    if form is not None:
        if not isinstance(form, Mapping):
            raise CallWrong(reason="form is an object of fields")
        return _form(form), _FORM
    if isinstance(body, str):
        return body.encode("utf-8", "replace"), "text/plain; charset=utf-8"
    return (None, None) if body is None else (_spelt(body), _JSON)


def _bodied(method: str, body: bytes | None) -> bytes | None:
    if body is not None and method in ("GET", "HEAD"):
        raise CallWrong(reason=f"{method} has no body")
    if body is not None and len(body) > LARGEST_BODY:
        raise CallTooLarge(part="body", most=LARGEST_BODY)
    return body


def _headers(given: JsonValue, kind: str | None) -> dict[str, str]:
    if given is not None and not isinstance(given, Mapping):
        raise CallWrong(reason="headers is an object of names and values")
    read = read_headers({name: _text(value) for name, value in (given or {}).items() if value is not None})
    return {"content-type": kind, **read} if kind is not None else read


def _with_query(url: str, query: JsonValue) -> str:
    if query is None:
        return url
    if not isinstance(query, Mapping):
        raise CallWrong(reason="query is an object of names and values")
    pairs = _pairs(query)
    return with_query(url, pairs) if pairs else url


def _timeout_s(given: JsonValue) -> float:
    if given is None:
        return USUAL_TIMEOUT_MS / 1000
    if isinstance(given, bool) or not isinstance(given, int | float) or not given > 0:
        raise CallWrong(reason="timeout is a number of milliseconds")
    return min(float(given), LONGEST_TIMEOUT_MS) / 1000


def _curl_auth(auth: JsonValue) -> tuple[str | None, dict[str, str]]:
    """Tell a secret's name from a name and password, which stand in the script itself."""
    if auth is None:
        return None, {}
    if not isinstance(auth, str):
        raise CallWrong(reason="auth is the name of a secret")
    if ":" not in auth:
        return auth, {}
    return None, {"authorization": f"Basic {base64.b64encode(auth.encode('utf-8', 'replace')).decode()}"}


def _form(fields: Mapping[str, JsonValue]) -> bytes:
    return urlencode(_pairs(fields), errors="replace").encode()


def _pairs(fields: Mapping[str, JsonValue]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        pairs += [(_clean(name), _clean(_text(one))) for one in many if one is not None]
    return pairs


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _clean(text: str) -> str:
    """Give a text without lone surrogates, which no URL can hold."""
    return text.encode("utf-8", "replace").decode()


def _spelt(value: JsonValue) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _data(answer: Answer) -> JsonValue:
    """Give an answer's body: JSON where it says that it is some and is, else text."""
    if "json" in answer.headers.get("content-type", "").lower():
        try:
            return parse_json(answer.text)
        except (MalformedJson, TooDeep):
            return answer.text
    return answer.text
