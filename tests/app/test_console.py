"""The console's page stands behind every address that people open, and loads nothing but files of ours."""

from __future__ import annotations

import gzip
import re

import pytest
from fastapi import FastAPI

from leadbase.app import console
from leadbase.app.api import install_problems
from leadbase.kit.ids import IdSource
from tests.app.asking import ask


@pytest.fixture
def app() -> FastAPI:
    made = FastAPI(openapi_url=None)
    install_problems(made, IdSource())
    made.include_router(console.router)
    return made


@pytest.mark.parametrize("path", ["/", "/setup", "/w/main/tables/customers/all/65a1f0c2b3d4e5f60718293a"])
async def test_every_address_shows_the_page(app: FastAPI, path: str) -> None:
    page = await ask(app, path)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b'<div id="root">' in page.body


async def test_every_file_that_the_page_names_is_served_from_here_and_kept(app: FastAPI) -> None:
    page = await ask(app, "/")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    assert len(named) >= 3
    for name in named:
        answer = await ask(app, name)
        assert (answer.status, len(answer.body) > 0) == (200, True)
        assert "immutable" in answer.headers["cache-control"]


async def test_files_go_out_packed_to_those_who_unpack_them(app: FastAPI) -> None:
    plain = await ask(app, "/")
    packed = await ask(app, "/", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


async def test_the_page_runs_no_script_but_ours(app: FastAPI) -> None:
    page = await ask(app, "/")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/..%2findex.html", "/api/v1/nothing", "/api/nothing"])
async def test_what_is_not_there_is_a_404_and_no_page(app: FastAPI, path: str) -> None:
    assert (await ask(app, path)).status == 404


async def test_a_program_that_wants_json_gets_no_page(app: FastAPI) -> None:
    assert (await ask(app, "/nothing", headers={"accept": "application/json"})).status == 404
