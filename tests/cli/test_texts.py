"""The command line says everything in both languages."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from string import Formatter

import typer

from leadbase.cli import program
from leadbase.cli.program import HEADINGS
from leadbase.cli.texts import CHINESE
from leadbase.intake.model import Operation, State
from tools.words import ROOT

FILES = sorted((ROOT / "src/leadbase/cli").glob("*.py"))


def said(tree: ast.Module) -> Iterator[str]:
    """Give every sentence and heading that a file says literally."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first = node.args[0]
        if node.func.attr in ("text", "tell") and isinstance(first, ast.Constant):
            yield str(first.value)
        if node.func.attr == "table" and isinstance(first, ast.Tuple):
            yield from (str(one.value) for one in first.elts if isinstance(one, ast.Constant))
        if node.func.attr == "pairs" and isinstance(first, ast.Dict):
            yield from (str(one.value) for one in first.keys if isinstance(one, ast.Constant))


def everything() -> set[str]:
    sentences = {text for file in FILES for text in said(ast.parse(file.read_text("utf-8")))}
    helped = {
        inspect.cleandoc(part.help) for part in program.walk(typer.main.get_command(program.build())) if part.help
    }
    return sentences | helped | set(HEADINGS.values())


def test_every_sentence_exists_in_chinese() -> None:
    assert sorted(everything() - set(CHINESE)) == []


def test_every_state_and_operation_has_its_word() -> None:
    assert sorted({"lost", *(one.value for one in (*State, *Operation))} - set(CHINESE)) == []


def test_both_languages_name_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    assert {english for english, chinese in CHINESE.items() if facts(english) != facts(chinese)} == set()


def test_the_chinese_is_chinese() -> None:
    untranslated = {"{count} × {cause} {answer}", "webhook", "id"}
    wordless = {english for english, chinese in CHINESE.items() if not re.search(r"[\u4e00-\u9fff]", chinese)}
    assert wordless == untranslated
