"""Reads a bundle out of its files, with every fault told by file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from leadbase.bundles.model import (
    BundleBroken,
    BundleFileRefused,
    BundleMissing,
    BundleTooNew,
    BundleTypeUnknown,
)
from leadbase.bundles.parts import (
    FORMAT,
    Bundle,
    DashboardPart,
    FieldPart,
    Manifest,
    TablePart,
    WebhookPart,
    WorkspacePart,
)
from leadbase.bundles.places import line_of
from leadbase.bundles.spelling import Files
from leadbase.kit.errors import Problem
from leadbase.kit.json import JsonObject, compact
from leadbase.tables.field_type import FieldTypes

P = TypeVar("P", bound=BaseModel)
Ordered = TypeVar("Ordered", TablePart, DashboardPart)

MANIFEST, WORKSPACE = "manifest.json", "workspace.json"
FOLDERS = ("tables", "webhooks", "dashboards")


def belongs(path: str) -> bool:
    """Tell whether a path is one of a bundle's; others at the top, such as README.md, are nobody's business."""
    return path in (MANIFEST, WORKSPACE) or (path.partition("/")[0] in FOLDERS and not is_hidden(path))


def is_hidden(path: str) -> bool:
    """Tell whether a file or a folder around it is hidden."""
    return any(part.startswith(".") for part in path.split("/"))


def read_files(files: Files, types: FieldTypes, place: str) -> Bundle:
    """Give the bundle that files hold; `place` is where they were.

    Raises BundleMissing, BundleTooNew, BundleBroken, BundleTypeUnknown and BundleFileRefused.
    """
    if MANIFEST not in files:
        raise BundleMissing(place=place, file=MANIFEST)
    found = _Reader({path: content for path, content in files.items() if belongs(path)}, types)
    made_by = found.manifest()
    for path in (MANIFEST, WORKSPACE):
        if path not in files:
            raise BundleMissing(place=place, file=path)
    workspace = found.part(WORKSPACE, WorkspacePart)
    tables = [found.table(path) for path in found.inside("tables")]
    webhooks = [found.webhook(path) for path in found.inside("webhooks")]
    dashboards = [found.dashboard(path) for path in found.inside("dashboards")]
    found.check_left()
    ordered = (
        found.ordered("tables", workspace.tables, tables),
        found.ordered("dashboards", workspace.dashboards, dashboards),
    )
    files_of = {part.id: path for part, path in found.parts}
    return Bundle(made_by, workspace, ordered[0], webhooks, ordered[1], files_of)


class _Reader:
    def __init__(self, files: Files, types: FieldTypes) -> None:
        self._files = files
        self._types = types
        self._texts: dict[str, str] = {}
        self._seen: set[str] = {MANIFEST, WORKSPACE}
        self.parts: list[tuple[TablePart | WebhookPart | DashboardPart, str]] = []

    def inside(self, folder: str) -> Iterable[str]:
        """Give the paths of a folder's JSON files, sorted."""
        return sorted(path for path in self._files if path.startswith(f"{folder}/") and path.endswith(".json"))

    def manifest(self) -> str:
        """Check what the folder says of itself, and give the version that wrote it."""
        raw = self._json(MANIFEST)
        number = raw.get("format")
        if isinstance(number, int) and number > FORMAT:
            raise BundleTooNew(format=number, made_by=str(raw.get("made_by"))[:100], known=FORMAT)
        manifest = self._validated(MANIFEST, raw, Manifest)
        if manifest.format < 1:
            raise self._broken(MANIFEST, ["format"], f"there is no format {manifest.format}")
        return manifest.made_by

    def part(self, path: str, model: type[P]) -> P:
        """Read a file that is one part."""
        return self._validated(path, self._json(path), model)

    def table(self, path: str) -> TablePart:
        """Read a table; raises BundleTypeUnknown."""
        table = self.part(path, TablePart)
        self._note(table, path)
        self._check_ids(path, "fields", [one.id for one in table.fields])
        self._check_ids(path, "views", [one.id for one in table.views])
        fields = [self._field(path, index, field) for index, field in enumerate(table.fields)]
        return table.model_copy(update={"fields": fields})

    def webhook(self, path: str) -> WebhookPart:
        """Read a webhook with its scripts."""
        raw = dict(self._json(path))
        for member in ("script", "draft"):
            if member in raw:
                raw[member] = self._script(path, member, raw[member])
        settings = cast(JsonObject, raw["settings"] if isinstance(raw.get("settings"), dict) else {})
        verify = settings.get("verify")
        if isinstance(verify, Mapping) and "secret" in verify:
            raise self._broken(path, ["settings", "verify", "secret"], "a bundle holds no secrets; take it out")
        webhook = self._validated(path, raw, WebhookPart)
        self._note(webhook, path)
        return webhook

    def dashboard(self, path: str) -> DashboardPart:
        """Read a dashboard."""
        dashboard = self.part(path, DashboardPart)
        self._note(dashboard, path)
        return dashboard

    def check_left(self) -> None:
        """Refuse files in the bundle's folders that are no part of it: a misspelt one would be lost silently."""
        for path in sorted(self._files):
            if path not in self._seen:
                raise BundleFileRefused(file=path, reason="no part of the bundle names it")

    def ordered(self, folder: str, order: Sequence[str], parts: Sequence[Ordered]) -> Sequence[Ordered]:
        """Give tables or dashboards in their order, those that it does not name behind the others."""
        names = {part.name: part for part in parts}
        for index, name in enumerate(order):
            if name not in names:
                raise self._broken(WORKSPACE, [folder, index], f"there is no {name[:100]} among the {folder}")
        named = list(dict.fromkeys(order))
        return [names[name] for name in named] + [part for part in parts if part.name not in named]

    def _field(self, path: str, index: int, field: FieldPart) -> FieldPart:
        kind = self._types.get(field.type)
        if kind is None:
            line = line_of(self._texts[path], ["fields", index, "type"])
            raise BundleTypeUnknown(file=path, line=line, type=field.type[:100], known=", ".join(self._types))
        try:
            params = json.loads(compact(kind.params.parse(field.params)))
        except Problem as cause:
            raise self._broken(path, ["fields", index, "params"], str(cause)) from cause
        searchable = kind.searched if field.searchable is None else field.searchable
        return field.model_copy(update={"params": params, "searchable": searchable})

    def _script(self, path: str, member: str, raw: Any) -> Mapping[str, Any]:
        named = cast("Mapping[str, Any]", raw if isinstance(raw, dict) else {})
        file = named.get("file")
        whole = f"webhooks/{file}"
        if set(named) != {"language", "file"} or not isinstance(file, str):
            raise self._broken(path, [member], 'write {"language": "javascript", "file": "name.js"}')
        if whole not in self._files or whole.endswith(".json"):
            raise self._broken(path, [member, "file"], f"there is no script {whole[:200]}")
        self._seen.add(whole)
        return {"language": named["language"], "source": self._text(whole)}

    def _json(self, path: str) -> Mapping[str, Any]:
        text = self._text(path)
        try:
            raw: Any = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
        except json.JSONDecodeError as cause:
            raise BundleBroken(file=path, line=cause.lineno, reason=f"it is no JSON ({cause.msg})") from cause
        except RecursionError as cause:
            raise BundleBroken(file=path, line=1, reason="it is nested too deeply") from cause
        except ValueError as cause:
            raise BundleBroken(file=path, line=_line_with(text, cause), reason=str(cause.args[0])) from cause
        if not isinstance(raw, dict):
            raise BundleBroken(file=path, line=1, reason="it is no object")
        self._seen.add(path)
        return cast(Mapping[str, Any], raw)

    def _text(self, path: str) -> str:
        if path not in self._texts:
            try:
                self._texts[path] = self._files[path].decode()
            except UnicodeDecodeError as cause:
                line = self._files[path].count(b"\n", 0, cause.start) + 1
                raise BundleBroken(file=path, line=line, reason="it is no UTF-8") from cause
        return self._texts[path]

    def _validated(self, path: str, raw: Mapping[str, Any], model: type[P]) -> P:
        try:
            return model.model_validate(raw)
        except ValidationError as cause:
            fault = cause.errors()[0]
            at = ".".join(map(str, fault["loc"]))
            raise self._broken(path, fault["loc"], f"{at}: {fault['msg']}") from cause

    def _note(self, part: TablePart | WebhookPart | DashboardPart, path: str) -> None:
        for other, where in self.parts:
            if other.id == part.id:
                raise self._broken(path, ["id"], f"the id is that of {where} too")
        self.parts.append((part, path))

    def _check_ids(self, path: str, member: str, ids: list[str]) -> None:
        for index, one in enumerate(ids):
            if one in ids[:index]:
                raise self._broken(path, [member, index, "id"], f"the id {one} is there twice")

    def _broken(self, path: str, at: Iterable[str | int], reason: str) -> BundleBroken:
        return BundleBroken(file=path, line=line_of(self._texts[path], list(at)), reason=reason[:1_000])


class _Twice(ValueError):
    """A name that one object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(f"one object has {twice[:100]} twice", json.dumps(twice, ensure_ascii=False))
    return found


def _no_number(text: str) -> Any:
    raise _Twice(f"{text} is no number of JSON", text)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _line_with(text: str, cause: ValueError) -> int:
    """Give the line where what was refused stands last."""
    named = str(cause.args[1]) if len(cause.args) > 1 else ""
    return text.count("\n", 0, max(0, text.rfind(named))) + 1
