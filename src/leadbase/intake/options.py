"""A webhook's settings as JSON: read with every fault named, written with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from leadbase.connectors.recipes import read_dedupe, read_verify
from leadbase.intake.model import MIB, Mode, RateLimit, Settings, StaticAnswer
from leadbase.kit.errors import Invalid
from leadbase.kit.json import JsonObject, JsonValue, compact

LARGEST_ANSWER = 64 * 1024
LARGEST_BODY = 10 * MIB
LONGEST_DEADLINE_MS = 30_000
LONGEST_DEDUPE_DAYS = 90
METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE", "GET"})


class SettingInvalid(Invalid):
    """The setting {setting} can't be {value}: it takes {expected}."""

    code = "setting_invalid"
    zh = "设置 {setting} 不能是 {value}：应为 {expected}。"


def settings_json(settings: Settings) -> JsonObject:
    """Spell the settings; the secret in `verify` is as it stands, sealed."""
    limit = settings.rate_limit
    return {
        "mode": settings.mode.value,
        "answer": _answer_json(settings.answer),
        "fallback": _answer_json(settings.fallback),
        "off_answer": None if settings.off_answer is None else _answer_json(settings.off_answer),
        "failure": _answer_json(settings.failure),
        "requires_json": settings.requires_json,
        "methods": sorted(settings.methods),
        "cors_origins": list(settings.cors_origins),
        "body_limit": settings.body_limit,
        "deadline_ms": settings.deadline_ms,
        "rate_limit": None if limit is None else {"per_second": limit.per_second, "burst": limit.burst},
        "verify": settings.verify.as_json(),
        "dedupe": settings.dedupe.as_json(),
        "dedupe_days": settings.dedupe_days,
        "expected": settings.expected,
    }


def read_settings(raw: JsonValue, start: Settings | None = None) -> Settings:
    """Read settings over `start` (the defaults): what is not named stays; raises SettingInvalid or RecipeInvalid."""
    if not isinstance(raw, Mapping):
        raise _refused("settings", raw, "an object")
    values: dict[str, object] = {}
    for name, value in raw.items():
        reader = _READERS.get(name)
        if reader is None:
            raise SettingInvalid(setting=name, value=_short(value), expected=f"one of {', '.join(sorted(_READERS))}")
        values[name] = reader(name, value)
    return replace(start or Settings(), **values)  # pyright: ignore[reportArgumentType]


def _answer_json(answer: StaticAnswer) -> JsonObject:
    return {"status": answer.status, "body": answer.body}


def _read_answer(name: str, raw: JsonValue) -> StaticAnswer:
    example = 'an answer such as {"status": 200, "body": {"ok": true}}'
    if not isinstance(raw, Mapping) or set(raw) - {"status", "body"}:
        raise _refused(name, raw, example)
    status = _number(f"{name}.status", raw.get("status", 200), 200, 599)
    if len(compact(raw.get("body")).encode()) > LARGEST_ANSWER:
        raise _refused(f"{name}.body", raw.get("body"), f"at most {LARGEST_ANSWER} bytes")
    return StaticAnswer(status, raw.get("body"))


def _read_off_answer(name: str, raw: JsonValue) -> StaticAnswer | None:
    return None if raw is None else _read_answer(name, raw)


def _read_expected(name: str, raw: JsonValue) -> JsonValue:
    if len(compact(raw).encode()) > LARGEST_ANSWER:
        raise _refused(name, raw, f"at most {LARGEST_ANSWER} bytes")
    return raw


def _read_mode(name: str, raw: JsonValue) -> Mode:
    if raw not in {mode.value for mode in Mode}:
        raise _refused(name, raw, "after_script or at_once")
    return Mode(raw)


def _read_flag(name: str, raw: JsonValue) -> bool:
    if not isinstance(raw, bool):
        raise _refused(name, raw, "true or false")
    return raw


def _texts(name: str, raw: JsonValue, most: int) -> list[str]:
    if not isinstance(raw, Sequence) or isinstance(raw, str) or len(raw) > most:
        raise _refused(name, raw, f"a list of at most {most} texts")
    for one in raw:
        if not isinstance(one, str):
            raise _refused(name, one, "a text")
    return [str(one) for one in raw]


def _read_methods(name: str, raw: JsonValue) -> frozenset[str]:
    methods = frozenset(_texts(name, raw, len(METHODS)))
    if not methods or methods - METHODS:
        raise _refused(name, raw, f"some of {', '.join(sorted(METHODS))}")
    return methods


def _read_origins(name: str, raw: JsonValue) -> tuple[str, ...]:
    origins = _texts(name, raw, 20)
    for origin in origins:
        if origin != "*" and not origin.startswith(("https://", "http://")):
            raise _refused(name, origin, "an origin such as https://example.com, or *")
    return tuple(origins)


def _number(name: str, raw: JsonValue, least: int, most: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        raise _refused(name, raw, f"a whole number from {least} to {most}")
    return raw


def _number_reader(least: int, most: int) -> Callable[[str, JsonValue], int]:
    return lambda name, raw: _number(name, raw, least, most)


def _read_rate(name: str, raw: JsonValue) -> RateLimit | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or set(raw) - {"per_second", "burst"}:
        raise _refused(name, raw, 'a rate such as {"per_second": 10, "burst": 20}, or null')
    rate = raw.get("per_second")
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= 100_000:
        raise _refused(f"{name}.per_second", rate, "a number above 0 and up to 100000")
    return RateLimit(float(rate), _number(f"{name}.burst", raw.get("burst", max(1, int(rate))), 1, 1_000_000))


_READERS: Mapping[str, Callable[[str, JsonValue], object]] = {
    "mode": _read_mode,
    "answer": _read_answer,
    "fallback": _read_answer,
    "off_answer": _read_off_answer,
    "failure": _read_answer,
    "requires_json": _read_flag,
    "methods": _read_methods,
    "cors_origins": _read_origins,
    "body_limit": _number_reader(1, LARGEST_BODY),
    "deadline_ms": _number_reader(100, LONGEST_DEADLINE_MS),
    "rate_limit": _read_rate,
    "verify": lambda _, raw: read_verify(raw),
    "dedupe": lambda _, raw: read_dedupe(raw),
    "dedupe_days": _number_reader(1, LONGEST_DEDUPE_DAYS),
    "expected": _read_expected,
}


def _short(value: JsonValue) -> str:
    return compact(value)[:80]


def _refused(setting: str, value: JsonValue, expected: str) -> SettingInvalid:
    return SettingInvalid(setting=setting, value=_short(value), expected=expected)
