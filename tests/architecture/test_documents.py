"""The documents stay true: generated pages are fresh, links lead somewhere, each decision has its parts.

The console shows the pages of howto and reference; what it names must be there, in both languages where people read it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tools.docs import main as write_pages
from tools.words import ROOT, committed_files

DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
HOWTO = sorted(path.name for path in (ROOT / "docs/howto").glob("*.md"))
NAMED = re.compile(r"""help="([^"]*)"|["'`]((?:howto|reference)/[^"'`]+)["'`]""")


def broken_links(page: Path) -> list[str]:
    """List the relative links of a page that lead to no file or heading."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target)]
    return [target for target in targets if not leads_somewhere(page, target)]


def leads_somewhere(page: Path, target: str) -> bool:
    """Tell whether a link's file exists, and the heading in it when the link names one."""
    name, _, heading = target.partition("#")
    file = page.parent / name if name else page
    return file.exists() and (not heading or heading in anchors(file.read_text(encoding="utf-8")))


def anchors(text: str) -> set[str]:
    """Give the anchors of a page's headings, as readers on the web make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_generated_pages_are_what_the_code_says() -> None:
    assert write_pages(check=True) == 0


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [path for path in committed_files(ROOT) if path.suffix == ".md"]
    assert {str(page): links for page in pages if (links := broken_links(page))} == {}


def test_a_link_to_nothing_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# Two words\n[a](other.md) [b](#two-words) [c](#three) [d](https://example.com)\n", encoding="utf-8"
    )
    assert broken_links(page) == ["other.md", "#three"]


def named_pages(text: str) -> list[str]:
    """List the pages of the documentation that a file of the console names."""
    return [prop or name for prop, name in NAMED.findall(text)]


def missing(page: str) -> list[str]:
    """List the files that a page which the console names lacks: howto pages come in both languages."""
    files = [f"{page}.md", f"{page}.zh-CN.md"] if page.startswith("howto/") else [f"{page}.md"]
    return [name for name in files if not (ROOT / "docs" / name).is_file()]


def test_every_page_that_the_console_names_is_there() -> None:
    files = [path for path in committed_files(ROOT) if path.suffix == ".tsx" and "console/src" in path.as_posix()]
    named = {page: path.name for path in files for page in named_pages(path.read_text(encoding="utf-8"))}
    assert len(named) > 5
    assert {page: (name, lacks) for page, name in named.items() if (lacks := missing(page))} == {}


def test_a_page_that_the_console_names_wrongly_is_found() -> None:
    assert named_pages('<Page help="howto/nothing"> const HELP = { test: "reference/none", at: "/help/howto" }') == [
        "howto/nothing",
        "reference/none",
    ]
    assert missing("howto/nothing") == ["howto/nothing.md", "howto/nothing.zh-CN.md"]
    assert missing("reference/none") == ["reference/none.md"]
    assert missing("howto/connect-feiyu") == missing("reference/settings") == missing("glossary") == []


def test_howto_pages_come_in_both_languages_that_lead_to_each_other() -> None:
    english = [name for name in HOWTO if not name.endswith(".zh-CN.md")]
    chinese = [name.replace(".md", ".zh-CN.md") for name in english]
    assert sorted(english + chinese) == HOWTO
    for one, other in zip(english, chinese, strict=True):
        assert f"]({other})" in (ROOT / "docs/howto" / one).read_text(encoding="utf-8")
        assert f"]({one})" in (ROOT / "docs/howto" / other).read_text(encoding="utf-8")


def continued_lines(text: str) -> list[str]:
    """List the lines of a page that go on with the sentence before: they begin nothing, and nothing ended there."""
    lines = FENCE.sub("", text).splitlines()
    begins = re.compile(r"\s*([-*|#>`]|\d+\. |$)")
    return [line for before, line in pairwise(lines) if before.strip() and not begins.match(line)]


def test_no_chinese_sentence_is_broken_in_two_lines() -> None:
    # the end of a line is shown as a space, which Chinese has none of
    pages = [ROOT / "docs/howto" / name for name in HOWTO if name.endswith(".zh-CN.md")]
    assert {page.name: lines for page in pages if (lines := continued_lines(page.read_text(encoding="utf-8")))} == {}


def test_a_sentence_in_two_lines_is_found() -> None:
    assert continued_lines("# 标题\n\n一句话\n没有完。\n\n- 一项\n  接着\n- 两项\n\n```sh\na\nb\n```\n") == [
        "没有完。",
        "  接着",
    ]


def test_howto_pages_of_one_language_lead_to_pages_of_the_same() -> None:
    strays = {
        name: links
        for name in HOWTO
        if (
            links := [
                target
                for target in LINK.findall((ROOT / "docs/howto" / name).read_text(encoding="utf-8"))
                if re.fullmatch(r"[\w.-]+\.md", target)
                and target.endswith(".zh-CN.md") != name.endswith(".zh-CN.md")
                and target.replace(".zh-CN", "") != name.replace(".zh-CN", "")
            ]
        )
    }
    assert strays == {}


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_and_when_to_think_again(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Why", "When to revisit"]
