"""Spells a bundle as files: JSON whose lines stay what they are while other things change, and scripts as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from leadbase.bundles.parts import FORMAT, KIND, Bundle, Manifest, ScriptPart, WebhookPart, plain
from leadbase.kit.json import JsonValue
from leadbase.tables.names import fold

Files = Mapping[str, bytes]
"""Files by their paths, parted by /."""

ATTRIBUTES = b"# Scripts are kept to the byte, line ends too.\n* -text\n"
ENDINGS: Mapping[str, str] = {"javascript": "js", "typescript": "ts"}
LINE = 100
"""Characters up to which a small object or list stands on one line."""

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_LONGEST_STEM = 200


def spell_files(bundle: Bundle) -> Files:
    """Give the files of a bundle, sorted by path; equal bundles give equal bytes."""
    files: dict[str, bytes] = {
        ".gitattributes": ATTRIBUTES,
        "manifest.json": spell(plain(Manifest(kind=KIND, format=FORMAT, made_by=bundle.made_by))),
        "workspace.json": spell(plain(bundle.workspace)),
    }
    for table in bundle.tables:
        files[f"tables/{stem(table.name, table.id)}.json"] = spell(plain(table))
    for dashboard in bundle.dashboards:
        files[f"dashboards/{stem(dashboard.name, dashboard.id)}.json"] = spell(plain(dashboard))
    for webhook in bundle.webhooks:
        files |= _webhook_files(webhook)
    return dict(sorted(files.items()))


def _webhook_files(webhook: WebhookPart) -> Files:
    name = stem(webhook.name, webhook.id)
    told, files = plain(webhook), dict[str, bytes]()
    for member, script in (("script", webhook.script), ("draft", webhook.draft)):
        if script is not None:
            file = f"{name}{'.draft' if member == 'draft' else ''}.{_ending(script)}"
            told[member] = {"language": script.language, "file": file}
            files[f"webhooks/{file}"] = script.source.encode()
    return {f"webhooks/{name}.json": spell(told), **files}


def _ending(script: ScriptPart) -> str:
    return ENDINGS.get(script.language, "txt")


def stem(name: str, public_id: str) -> str:
    """Give the beginning of a file's name: the API name, where every file system takes it."""
    if len(name.encode()) > _LONGEST_STEM:
        return public_id
    return f"{name}-" if fold(name) in _RESERVED else name


def spell(value: Mapping[str, Any]) -> bytes:
    """Spell JSON over lines, small lists and objects each on one; a lone surrogate is escaped."""
    return (_spelled(value, 0) + "\n").encode(errors="backslashreplace")


def _spelled(value: JsonValue, depth: int) -> str:
    short = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not _is_nest(value) or not value or (depth and _is_flat(value, short)):
        return short
    inner, close = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(value, Mapping):
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {_spelled(one, depth + 1)}" for key, one in value.items()]
        return "{" + inner + f",{inner}".join(lines) + close + "}"
    return "[" + inner + f",{inner}".join(_spelled(one, depth + 1) for one in value) + close + "]"


def _is_nest(value: JsonValue) -> TypeGuard[Sequence[JsonValue] | Mapping[str, JsonValue]]:
    return isinstance(value, Mapping | list | tuple)


def _is_flat(value: Sequence[JsonValue] | Mapping[str, JsonValue], short: str) -> bool:
    parts = value.values() if isinstance(value, Mapping) else value
    return len(short) <= LINE and not any(_is_nest(part) and part for part in parts)
