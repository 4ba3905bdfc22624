"""The pages about receiving say what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadbase.connectors.connector import load_connectors
from leadbase.intake.refusals import BodyRefused
from leadbase.kit.json import compact

DOCS = Path(__file__).parents[2] / "docs"


def test_every_reason_to_refuse_a_body_stands_on_its_page() -> None:
    page = (DOCS / "reference/request-bodies.md").read_text(encoding="utf-8")
    codes = {kind.code for kind in BodyRefused.__subclasses__()}
    assert {code for code in codes if f"`{code}`" not in page} == set()


@pytest.mark.parametrize("name", ["connect-feiyu.md", "connect-feiyu.zh-CN.md"])
def test_the_feiyu_pages_name_its_answer_and_what_it_always_sends(name: str) -> None:
    page = (DOCS / "howto" / name).read_text(encoding="utf-8")
    receives = load_connectors()["feiyu"].receives
    assert receives is not None
    assert compact(receives.answer) in page
    assert [field.key for field in receives.fields if field.is_always_sent and f"`{field.key}`" not in page] == []
