"""Every refusal has a code of its own, says the same in both languages, and stands in the documentation."""

from __future__ import annotations

import re
from string import Formatter

from leadbase.kit.errors import Problem
from tools.docs import PAGES, concrete, english, import_everything, kinds

import_everything()
PROBLEMS: list[type[Problem]] = [problem for kind in kinds() for problem in concrete(kind)]
SEVEN = {"NotFound", "Invalid", "Conflict", "Forbidden", "Unauthorised", "TooMuch", "Unavailable"}


def facts(pattern: str) -> set[str]:
    """Give the names of the facts that a message names."""
    return {re.split(r"[.\[]", field)[0] for _, field, _, _ in Formatter().parse(pattern) if field}


def test_there_are_seven_kinds_of_error() -> None:
    assert {kind.__name__ for kind in kinds() if kind.__module__.startswith("leadbase.")} == SEVEN


def test_no_two_errors_share_a_code() -> None:
    codes = [problem.code for problem in PROBLEMS]
    assert sorted(codes) == sorted(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code)] == []


def test_both_messages_name_the_same_facts() -> None:
    different = {
        problem.code: (facts(english(problem)), facts(problem.zh))
        for problem in PROBLEMS
        if facts(english(problem)) != facts(problem.zh)
    }
    assert different == {}


def test_the_chinese_message_is_chinese_and_the_english_one_is_not() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [problem.code for problem in PROBLEMS if not chinese.search(problem.zh)] == []
    assert [problem.code for problem in PROBLEMS if chinese.search(english(problem))] == []


def test_every_error_stands_in_the_documentation() -> None:
    page = (PAGES / "errors.md").read_text(encoding="utf-8")
    assert [problem.code for problem in PROBLEMS if f"| `{problem.code}` |" not in page] == []
