"""Photographs every screen in both languages and both themes, desktop and phone, into build/shots: `make shots`.

`ARGS="grid en"` takes only the shots whose names hold all these words.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import TimeoutError, sync_playwright

from tests.e2e.conftest import ARGUMENTS
from tests.e2e.demo import furnish
from tests.e2e.visitor import Visitor, find_browser
from tests.journeys.program import ROOT, Program

SHOTS = ROOT / "build/shots"
REST_MS = 700

SCREENS = {
    "home": "",
    "dashboards": "/dashboards",
    "dashboard": "/dashboards/线索总览",
    "dashboard-edit": "/dashboards/线索总览?edit=1",
    "tables": "/tables",
    "grid": "/tables/customers",
    "kanban": "/tables/customers/看板",
    "calendar": "/tables/customers/日历",
    "form": "/tables/customers/表单",
    "designer": "/tables/customers/design",
    "webhooks": "/webhooks",
    "webhook": "/webhooks/feiyu",
    "script": "/webhooks/feiyu/script",
    "testing": "/webhooks/feiyu/test",
    "webhook-settings": "/webhooks/feiyu/settings",
    "events": "/events",
    "jobs": "/jobs",
    "causes": "/events?as=causes",
    "event": "/events/{event}",
    "templates": "/templates",
    "template": "/templates/feiyu-tutorial",
    "people": "/people",
    "settings": "/settings",
}
OUTSIDE = {"sign-in": "/sign-in", "invitation": "/invitation#none", "help": "/help/howto/connect-feiyu"}


def main(words: list[str]) -> None:
    """Take the shots whose names hold all words."""
    path = find_browser()
    assert path is not None, "make shots needs Chromium"
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        program = Program(Path(folder))
        program.start()
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            event = furnish(program)
            for language, dark, phone in product(("zh-CN", "en"), (False, True), (False, True)):
                look = f"{language}-{'dark' if dark else 'light'}-{'phone' if phone else 'desktop'}"
                wanted = {name: at for name, at in {**SCREENS, **OUTSIDE}.items() if matches(f"{name}-{look}", words)}
                if not wanted:
                    continue
                visitor = Visitor(browser, program, language=language, dark=dark, phone=phone, check=False)
                visitor.sign_in("admin")
                for name, at in wanted.items():
                    shoot(visitor, name, at.replace("{event}", event), SHOTS / f"{name}-{look}.png")
                visitor.leave()
        finally:
            browser.close()
            program.kill()


def matches(name: str, words: list[str]) -> bool:
    """Tell whether a shot is wanted; words must be whole parts of its name."""
    return all(f"-{word}-" in f"-{name}-" for word in words)


def shoot(visitor: Visitor, name: str, at: str, to: Path) -> None:
    """Take one shot once the page has come to rest."""
    page = visitor.page
    page.goto(at if name in OUTSIDE else f"/w/{visitor.workspace}{at}")
    try:
        page.locator("main, form, [role=alert]").first.wait_for()
        page.locator("[aria-busy=true]").first.wait_for(state="detached")
    except TimeoutError as error:
        visitor.faults.append(f"never came to rest: {error.message}")
    page.wait_for_timeout(REST_MS)
    page.screenshot(path=to)
    print(to.relative_to(ROOT), *(f"\n  {fault}" for fault in visitor.faults), file=sys.stderr)
    visitor.faults.clear()


if __name__ == "__main__":
    main(sys.argv[1:])
