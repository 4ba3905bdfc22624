"""A person at a browser: signed in, at desktop or phone, and watched for anything that goes wrong on their pages."""

from __future__ import annotations

import os
import re
import shutil
from typing import Literal, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, ViewportSize, expect

from tests.journeys.program import Program

PASSWORD = "correct horse battery staple"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 15_000

_EXPECTED = re.compile(
    r"the server responded with a status of (4\d\d|503)|net::ERR_(CONNECTION|NETWORK|INCOMPLETE|EMPTY)"
)
"""What Chromium writes to the console for answers that stories ask for on purpose."""

_COUNT_CLICKS = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")));
}, true)"""

_people: WeakKeyDictionary[Program, set[tuple[str, str]]] = WeakKeyDictionary()
"""Who was made in which workspace already: asking each time would take longer than the stories."""

expect.set_options(timeout=PATIENCE_MS)


def find_browser() -> str | None:
    """Give the path of Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def is_required() -> bool:
    """Tell whether stories must run rather than be left out."""
    return os.environ.get("LEADBASE_BROWSER") == "required"


class Visitor:
    """One browser context of one person; `faults` gathers errors, dialogs and requests to other hosts."""

    def __init__(
        self,
        browser: Browser,
        program: Program,
        *,
        language: Literal["zh-CN", "en"] = "zh-CN",
        dark: bool = False,
        phone: bool = False,
        workspace: str = "main",
        check: bool = True,
    ) -> None:
        self.program = program
        self.workspace = workspace
        self.faults: list[str] = []
        self._check = check
        self.context = browser.new_context(
            locale=language,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            base_url=program.url,
        )
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.url)
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(_COUNT_CLICKS)
        self.page = self.open()

    def open(self) -> Page:
        """Open another tab, watched like the first."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("dialog", self._refuse)
        page.on("request", self._look)
        return page

    def sign_in(self, role: str) -> None:
        """Sign in as somebody of this role, who is made where missing, without the sign-in page."""
        email = f"{role}@example.com"
        made = _people.setdefault(self.program, set())
        if (self.workspace, role) not in made:
            made.add((self.workspace, role))
            command = ("user", "create", email, "--name", role.title(), "--role", role, "--workspace", self.workspace)
            self.program.run(*command, typed=f"{PASSWORD}\n")
        answer = self.context.request.post(
            "/api/v1/session",
            data={"email": email, "password": PASSWORD},
            headers={"origin": self.program.url},
        )
        assert answer.ok, answer.text()

    def go(self, path: str = "") -> Page:
        """Open a page of the workspace and wait until the frame stands."""
        self.page.goto(f"/w/{self.workspace}{path}")
        self.page.locator("main").first.wait_for()
        return self.page

    def copied(self) -> str:
        """Give what lies on the clipboard."""
        return cast(str, self.page.evaluate("navigator.clipboard.readText()"))

    def clicks(self) -> int:
        """Tell how often this person has clicked or tapped in the tab."""
        return int(cast(str, self.page.evaluate("sessionStorage.getItem('clicks') ?? '0'")))

    def leave(self) -> None:
        """Close the browser; fails with what went wrong on the way."""
        self.context.close()
        assert not self._check or self.faults == []

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _EXPECTED.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _refuse(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _look(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme in ("http", "https", "ws", "wss") and place.netloc != urlsplit(self.program.url).netloc:
            self.faults.append(f"asked another host: {request.url}")
