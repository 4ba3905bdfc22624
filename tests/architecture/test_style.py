"""The style rules that a machine can hold: sizes, names, and where imports stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.words import ROOT, committed_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
VAGUE = {"manager", "helper", "util", "utils", "helpers", "handler", "processor", "common", "misc", "base"}

LAZY_IMPORTS = {("src/leadbase/app/serving.py", "leadbase.app.api")}
"""The imports that may stand inside a function, as (file, module): only what the start would otherwise wait for."""

FROZEN = "storage/migrations/versions/"
"""Where a file tells what a release's tables were; it is never changed, so it needs no reading."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def code(*suffixes: str) -> list[Path]:
    """List the code files of the project."""
    return [path for path in committed_files(ROOT) if path.suffix in suffixes]


def functions(tree: ast.Module) -> Iterator[Function]:
    """Give every function of a file, nested ones and methods too."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Count a function's lines without its docstring: a long promise is no fault."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def words(name: str) -> set[str]:
    """Split a name, in snake or camel case, into its words in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def lazy_imports(tree: ast.Module) -> Iterator[str]:
    """Give the modules that are imported inside a function."""
    for function in functions(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or "."


def parsed(path: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_no_file_is_longer_than_people_like_to_read() -> None:
    read = [path for path in code(".py", ".ts", ".tsx", ".js") if FROZEN not in str(path)]
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in read}
    assert {str(path): size for path, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": length(function)
        for path in code(".py")
        if FROZEN not in str(path)
        for function in functions(parsed(path))
        if length(function) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_name_is_vague() -> None:
    vague: list[str] = []
    for path in code(".py", ".ts", ".tsx"):
        vague += [str(path) for part in path.relative_to(ROOT).with_suffix("").parts if words(part) & VAGUE]
    for path in code(".py"):
        named = (node for node in ast.walk(parsed(path)) if isinstance(node, Function | ast.ClassDef))
        vague += [f"{path}:{node.lineno} {node.name}" for node in named if words(node.name) & VAGUE]
    assert vague == []


def test_no_import_hides_in_a_function() -> None:
    found = {(str(path.relative_to(ROOT)), module) for path in code(".py") for module in lazy_imports(parsed(path))}
    assert found == LAZY_IMPORTS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("get_HTTPAnswer", {"get", "http", "answer"}),
        ("FieldManager", {"field", "manager"}),
        ("database_base", {"database", "base"}),
        ("base64", {"base64"}),
    ],
)
def test_names_are_split_into_their_words(name: str, expected: set[str]) -> None:
    assert words(name) == expected


def test_lines_are_counted_without_the_docstring() -> None:
    tree = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n')
    assert [length(function) for function in functions(tree)] == [3]


def test_an_import_in_a_method_is_found() -> None:
    tree = ast.parse("import os\nclass A:\n    def f(self):\n        from json import loads\n        import re, sys\n")
    assert list(lazy_imports(tree)) == ["json", "re", "sys"]
