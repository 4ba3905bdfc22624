"""The API's own page is whole in itself: every file that it names is ours."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from leadbase.app import pages
from leadbase.app.api import install_problems
from leadbase.kit.ids import IdSource
from tests.app.asking import ask


@pytest.fixture
def app() -> FastAPI:
    made = FastAPI(openapi_url=None)
    install_problems(made, IdSource())
    made.include_router(pages.router)
    return made


async def test_every_file_that_the_page_names_is_served_from_here(app: FastAPI) -> None:
    page = await ask(app, "/api/v1/docs")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    assert len(named) == 4
    for name in named:
        answer = await ask(app, f"/api/v1/{name}")
        assert (answer.status, len(answer.body) > 0) == (200, True)
        assert answer.headers["content-type"].split(";")[0] in {
            "text/css",
            "text/javascript",
            "image/png",
        }


async def test_the_page_may_load_nothing_from_elsewhere(app: FastAPI) -> None:
    page = await ask(app, "/api/v1/docs")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert b"://" not in page.body.replace(b"http://www.w3.org", b"")


async def test_no_other_file_can_be_had(app: FastAPI) -> None:
    for name in ("LICENSE", "..%2f..%2fsettings.py", "../../settings.py", "docs.map"):
        assert (await ask(app, f"/api/v1/docs/{name}")).status == 404
