"""Stories in a real browser: the program as it is installed, and Chromium as people have it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.visitor import Visitor, find_browser, is_required
from tests.journeys.program import Program

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every story; where there is no browser they are left out, unless they are required.

    They come last: the browser's event loop runs until the end, in the way of tests with loops of their own.
    """
    stories = [item for item in items if Path(__file__).parent in item.path.parents]
    items[:] = [item for item in items if item not in stories] + stories
    for story in stories:
        story.add_marker(pytest.mark.browser)
        if find_browser() is None and not is_required():
            story.add_marker(pytest.mark.skip("there is no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Give the browser."""
    path = find_browser()
    assert path is not None, "install Chromium: the stories are required here"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Generator[Program]:
    """Give an installation with an empty workspace, whose server runs for all stories of a file."""
    made = Program(tmp_path_factory.mktemp("installation"))
    made.start()
    yield made
    made.kill()


@pytest.fixture
def visit(browser: Browser, program: Program) -> Generator[Callable[..., Visitor]]:
    """Give what lets a person in: `visit("builder", language="en")`; each must end without an error on their pages."""
    visitors: list[Visitor] = []

    def enter(role: str | None = "admin", *, check: bool = True, **wishes: str | int | bool) -> Visitor:
        visitor = Visitor(browser, program, check=check, **wishes)  # pyright: ignore[reportArgumentType]
        visitors.append(visitor)
        if role is not None:
            visitor.sign_in(role)
        return visitor

    yield enter
    for visitor in visitors:
        visitor.leave()
