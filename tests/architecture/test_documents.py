"""The documents stay true: generated pages are fresh, links lead somewhere, each decision has its parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.docs import main as write_pages
from tools.words import ROOT, committed_files

DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)


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


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_and_when_to_think_again(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.M) == ["Context", "Decision", "Why", "When to revisit"]
