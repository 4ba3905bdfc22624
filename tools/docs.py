"""Writes the pages of docs/reference that follow from the code, so that they stay true; `--check` only compares."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import leadbase
from leadbase.kit.errors import Problem
from leadbase.settings import SETTINGS
from leadbase.tables.field_type import FieldType, Group, load_field_types
from tools.surface import cell, commands, openapi, routes

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs/reference"


def import_everything() -> None:
    """Import every module of the house, so that every class that exists is known.

    Left out: the program itself, and the migrations, which only Alembic can run.
    """
    for module in pkgutil.walk_packages(leadbase.__path__, "leadbase."):
        if not module.name.endswith("__main__") and ".migrations." not in module.name:
            importlib.import_module(module.name)


def kinds() -> list[type[Problem]]:
    """List the seven kinds of error, in the order of their names."""
    return sorted(Problem.__subclasses__(), key=lambda kind: kind.__name__)


def concrete(kind: type[Problem]) -> Iterator[type[Problem]]:
    """Give every error of a kind that can be met, in the order of the codes."""
    found = [each for child in kind.__subclasses__() for each in (child, *concrete(child))]
    yield from sorted((each for each in found if each.__module__.startswith("leadbase.")), key=lambda each: each.code)


def english(problem: type[Problem]) -> str:
    """Give the English message: the first line of the docstring."""
    return inspect.cleandoc(problem.__doc__ or "").splitlines()[0]


def errors() -> str:
    """Write the page of errors: one table for each kind."""
    parts = [
        "# Errors",
        "Every refusal of the API and the command line has a stable `code`, a message in both languages, and as\n"
        "fields of their own the facts that stand in braces here. The kinds decide the status of an HTTP answer.",
    ]
    for kind in kinds():
        rows = [f"| `{each.code}` | {cell(english(each))} | {cell(each.zh)} |" for each in concrete(kind)]
        if rows:
            parts.append(f"## {kind.__name__}\n\n{english(kind)}")
            parts.append("\n".join(["| code | message | 中文 |", "| --- | --- | --- |", *rows]))
    return "\n\n".join(parts) + "\n"


def settings() -> str:
    """Write the page of settings: one table."""
    rows = [
        f"| `{each.variable}` | {cell(each.default and f'`{each.default}`')} "
        f"| {cell(each.help_en)} | {cell(each.help_zh)} |"
        for each in SETTINGS
    ]
    parts = [
        "# Settings",
        "Each setting is an environment variable. `leadbase serve` takes the common ones as flags too (`--data-dir`,\n"
        "`--host`, `--port`), and a flag wins over the environment. What is wrong is told at the start, with the\n"
        "setting, its value and the remedy.",
        "\n".join(["| variable | default | meaning | 说明 |", "| --- | --- | --- | --- |", *rows]),
    ]
    return "\n\n".join(parts) + "\n"


def field_types() -> str:
    """Write the page of field types: one table for each group."""
    parts = [
        "# Field types",
        "What a field of a table can hold. A parameter is given as `params`; what filters can ask of a type is its\n"
        "operators. A type whose values stand for members or records takes only what is there.",
    ]
    types = load_field_types()
    for group in get_args(Group):
        rows = [_field_type(name, kind) for name, kind in types.items() if kind.group == group]
        table = ["| type | summary | 说明 | parameters | operators |", "| --- | --- | --- | --- | --- |", *rows]
        parts += [f"## {group}", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def _field_type(name: str, kind: FieldType) -> str:
    params = ", ".join(f"`{param.name}`" for param in kind.params.params) or "-"
    operators = ", ".join(f"`{operator}`" for operator in kind.operators)
    return f"| `{name}` | {cell(kind.card.summary_en)} | {cell(kind.card.summary_zh)} | {params} | {operators} |"


WRITERS = {
    "errors": errors,
    "settings": settings,
    "api": routes,
    "commands": commands,
    "field-types": field_types,
}
"""The generated pages, by name."""


def main(check: bool) -> int:
    """Write the pages, or with `check` tell which are not as the code says; 1 when there is one."""
    import_everything()
    pages = {PAGES / f"{name}.md": write() for name, write in WRITERS.items()}
    pages[ROOT / "console/src/api/openapi.json"] = openapi()
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is not what the code says; `make fix` writes it")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
