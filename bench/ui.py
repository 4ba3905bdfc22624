"""Measures the console in a real browser beside 100,000 records and writes bench/UI.md: `make bench-ui`.

How long until the table's page can be used, and how long the longest stretch is in which a cell in view has no value
yet, while the grid is scrolled, down, up and to its end.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from playwright.sync_api import Browser, Page, sync_playwright

from bench.machine import description
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.visitor import Visitor, find_browser
from tests.journeys.program import Program

ROWS = 100_000
AT_ONCE = 1_000
ROUNDS = 7
STEPS = 40
RESULTS = Path(__file__).parent / "UI.md"

GOALS = {"interactive": 1_500.0, "blank": 300.0}
"""Milliseconds: the table's page can be used within, and no blank is longer than (the console's issue)."""

FIRST_CELL = "[id^='glide-cell-1-']"

WATCH = """() => {
  window.longestBlank = 0;
  let since = null;
  const look = (now) => {
    const cells = [...document.querySelectorAll("[id^='glide-cell-1-']")];
    const isBlank = cells.length === 0 || cells.some((cell) => cell.textContent.trim() === "");
    if (!isBlank) since = null;
    else since ??= now;
    if (since !== null) window.longestBlank = Math.max(window.longestBlank, now - since);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def main() -> int:
    """Measure, write the page, and give 1 when a goal is missed."""
    path = find_browser()
    assert path is not None, "make bench-ui needs Chromium"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        program = Program(Path(folder))
        program.start()
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            filled = fill(program)
            interactive = [open_table(browser, program) for _ in range(ROUNDS)]
            blanks = [scroll(browser, program) for _ in range(ROUNDS)]
            version = browser.version
        finally:
            browser.close()
            program.kill()
    RESULTS.write_text(page_of(filled, interactive, blanks, version), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))
    is_met = statistics.median(interactive) < GOALS["interactive"] and statistics.median(blanks) < GOALS["blank"]
    return 0 if is_met else 1


def fill(program: Program) -> float:
    """Make the records by the API's bulk route; gives the seconds that took."""
    program.template("feiyu")
    began = time.monotonic()
    with program.client(program.token()) as client:
        for start in range(0, ROWS, AT_ONCE):
            rows = [
                {"name": f"客户 {number}", "lead_id": str(number), "channel": str(number % 3), "city": "浙江省,杭州市"}
                for number in range(start, start + AT_ONCE)
            ]
            client.post("/tables/customers/records/bulk", json={"create": rows}).raise_for_status()
    return time.monotonic() - began


def open_table(browser: Browser, program: Program) -> float:
    """Give the milliseconds from opening the page in a new browser until its first cell has a value."""
    visitor = Visitor(browser, program, check=False)
    visitor.sign_in("admin")
    began = time.monotonic()
    visitor.page.goto("/w/main/tables/customers")
    visitor.page.locator(FIRST_CELL).filter(has_text="客户").first.wait_for(state="attached")
    took = (time.monotonic() - began) * 1_000
    visitor.leave()
    return took


def scroll(browser: Browser, program: Program) -> float:
    """Give the milliseconds of the longest blank while the grid is scrolled."""
    visitor = Visitor(browser, program, check=False)
    visitor.sign_in("admin")
    page = visitor.page
    page.goto("/w/main/tables/customers")
    page.locator(FIRST_CELL).filter(has_text="客户").first.wait_for(state="attached")
    page.evaluate(WATCH)
    page.mouse.move(720, 500)
    for step in range(STEPS):
        page.mouse.wheel(0, 800 if step < STEPS // 2 else -800)
        page.wait_for_timeout(60)
    jump_to_the_end(page)
    page.wait_for_timeout(600)
    blank = cast(float, page.evaluate("window.longestBlank"))
    visitor.leave()
    return blank


def jump_to_the_end(page: Page) -> None:
    """Press what takes the grid to its last record."""
    page.mouse.click(500, 300)
    page.keyboard.press("Control+ArrowDown")


def page_of(filled: float, interactive: list[float], blanks: list[float], version: str) -> str:
    """Write the page of results."""
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    rows = [
        ("table page can be used, ms", interactive, GOALS["interactive"]),
        ("longest blank while scrolling, ms", blanks, GOALS["blank"]),
    ]
    lines = [
        f"| {name} | {statistics.median(values):,.0f} | {min(values):,.0f} to {max(values):,.0f} | {goal:,.0f} |"
        for name, values, goal in rows
    ]
    return "\n".join(
        [
            "# The console beside 100,000 records",
            "",
            f"`make bench-ui` writes this page. Measured {moment} on {description(RESULTS.parent)},",
            f"Chromium {version}, {ROUNDS} rounds.",
            f"Making the records by the bulk route took {filled:.0f} s ({ROWS / filled:,.0f} a second).",
            "",
            "| what | median | least to most | goal |",
            "| --- | --: | --: | --: |",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
