"""The sheet of records as a person handles it: cells by row and column, read from what it tells to screen readers."""

from __future__ import annotations

import re
from typing import cast

from playwright.sync_api import Locator, Page, expect


def drag(page: Page, what: Locator, to: Locator) -> None:
    """Drag something onto something else, as a hand does: in steps."""
    start, end = what.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2 + 10, start["y"] + start["height"] / 2, steps=2)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


class Sheet:
    """The sheet on a page; rows and columns count from 0, the box for choosing rows is no column."""

    def __init__(self, page: Page) -> None:
        """Take the page that shows a table."""
        self.page = page
        self.box = page.locator("[data-grid]")

    def ready(self) -> Sheet:
        """Wait until records are drawn."""
        expect(self.cell(0, 0)).to_be_attached()
        return self

    def cell(self, column: int, row: int) -> Locator:
        """Give a cell of what is drawn."""
        return self.box.locator(f"#glide-cell-{column + 1}-{row}")

    def row(self, row: int) -> Locator:
        """Give a row of what is drawn."""
        return self.box.locator(f"tr[aria-rowindex='{row + 2}']")

    def expect(self, column: int, row: int, text: str | re.Pattern[str]) -> None:
        """Wait until a cell says this."""
        expect(self.cell(column, row)).to_have_text(text)

    def text(self, column: int, row: int) -> str:
        """Give what a cell says now."""
        return self.cell(column, row).text_content() or ""

    def middle(self, column: int, row: int) -> tuple[float, float]:
        """Give where the middle of a cell is on the screen."""
        found = cast(
            dict[str, float], self.box.evaluate("(box, [col, row]) => box.cellBounds(col, row)", [column, row])
        )
        return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2

    def drag_head(self, column: int, dx: float, *, edge: bool = False) -> None:
        """Drag a column's head sideways, or its right edge, which makes it wider."""
        x, y = self.middle(column, -1)
        if edge:
            found = cast(dict[str, float], self.box.evaluate("(box, col) => box.cellBounds(col, -1)", column))
            x = found["x"] + found["width"] - 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y, steps=3)
        self.page.mouse.move(x + dx, y, steps=3)
        self.page.mouse.up()

    def click(self, column: int, row: int) -> None:
        """Click into a cell."""
        self.page.mouse.click(*self.middle(column, row))

    def select(self, column: int, row: int, to_column: int, to_row: int) -> None:
        """Draw a range with the mouse."""
        self.page.mouse.move(*self.middle(column, row))
        self.page.mouse.down()
        self.page.mouse.move(*self.middle(to_column, to_row), steps=4)
        self.page.mouse.up()

    def type(self, column: int, row: int, text: str) -> None:
        """Write over a cell as if from the keyboard, ended by Enter."""
        self.click(column, row)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
