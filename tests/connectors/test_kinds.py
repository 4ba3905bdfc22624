"""Every connector keeps the contract; a new file in the folder is covered by being there."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from leadbase.connectors.connector import Connector, Receives, check, load_connectors
from leadbase.connectors.model import Lead, NotALead, Option, OptionList, Sample, SourceNotFound, Step
from leadbase.connectors.recipes import DedupeRecipe, Location, VerifyRecipe
from leadbase.connectors.service import get_connector, get_source, list_sources
from leadbase.connectors.signature import Evidence, verify
from leadbase.kit.json import JsonObject, JsonValue, compact
from leadbase.kit.registry import Card

CONNECTORS = load_connectors()
RECEIVING = {name: one.receives for name, one in CONNECTORS.items() if one.receives is not None}


@pytest.mark.parametrize("name", CONNECTORS)
def test_a_connector_has_no_fault_and_can_be_shown_as_json(name: str) -> None:
    connector = CONNECTORS[name]
    assert list(check(name, connector)) == []
    source = get_source(CONNECTORS, name)
    assert source.name == name
    json.dumps([source.account, source.dedupe, source.answer, source.demo])


@pytest.mark.parametrize("name", RECEIVING)
def test_a_demo_lead_has_only_keys_that_are_declared(name: str) -> None:
    receives = RECEIVING[name]
    declared = {field.key for field in receives.fields}
    for lead in (receives.demo, receives.vary(1, random.Random(1))):
        assert set(lead) <= declared
        compact(lead).encode()


@pytest.mark.parametrize("name", RECEIVING)
def test_codes_of_option_lists_are_those_of_declared_fields(name: str) -> None:
    assert {one.field for one in CONNECTORS[name].option_lists} <= {field.key for field in RECEIVING[name].fields}


@pytest.mark.parametrize("name", RECEIVING)
def test_parsing_keeps_everything_that_was_sent(name: str) -> None:
    receives = RECEIVING[name]
    assert [lead.values for lead in receives.parse(receives.demo)] == [receives.demo]


@pytest.mark.parametrize("name", RECEIVING)
def test_a_request_that_brings_leads_is_no_handshake(name: str) -> None:
    receives = RECEIVING[name]
    evidence = Evidence(compact(receives.demo).encode(), receives.demo, [], [])
    assert receives.handshake(evidence) is None
    assert verify(receives.verify(CONNECTORS[name].account.parse({})), evidence, []).is_accepted


def test_sources_are_listed_by_name_and_an_unknown_one_names_them_all() -> None:
    page = list_sources(CONNECTORS)
    assert [source.name for source in page.items] == sorted(CONNECTORS)
    assert page.next_cursor is None
    with pytest.raises(SourceNotFound, match=f"use one of: {', '.join(CONNECTORS)}"):
        get_connector(CONNECTORS, "feiyuu")


def test_feiyu_waits_for_the_answer_of_the_tutorial_and_tells_leads_apart_by_id() -> None:
    feiyu = get_source(CONNECTORS, "feiyu")
    assert feiyu.answer == {"code": "0", "message": "success"}
    assert feiyu.dedupe == [{"in": "body", "path": ["id"]}]


def test_feiyu_leads_have_their_id_as_text_and_their_moment_of_creation() -> None:
    feiyu = RECEIVING["feiyu"]
    lead = feiyu.parse({"id": 1234567890, "create_time": "1584498183"})[0]
    assert lead.id == "1234567890"
    assert lead.created_at == datetime(2020, 3, 18, 2, 23, 3, tzinfo=UTC)
    for odd in ("", "soon", "-1", "9" * 40, "１２", True, None, 1.5, 0, 10**15):
        assert feiyu.parse({"id": "1", "create_time": odd})[0].created_at is None


def test_feiyu_with_a_token_is_believed_only_with_that_token_in_its_header() -> None:
    recipe = RECEIVING["feiyu"].verify(CONNECTORS["feiyu"].account.parse({"token": "t0ken"}))
    assert recipe.kind == "shared_secret"
    given = Evidence(b"", {}, [("access_token", "t0ken")], [])
    assert verify(recipe, given, [recipe.secret]).is_accepted
    assert not verify(recipe, replace(given, headers=[]), [recipe.secret]).is_accepted


def test_codes_of_feiyu_are_known_as_number_and_text_and_unknown_ones_are_told() -> None:
    sources = CONNECTORS["feiyu"].option_lists[0]
    assert sources.find_label(7, "zh") == sources.find_label("7", "zh") == "巨量线索"
    assert sources.find_label("5", "en") == "Douyin business account"
    for unknown in ("99", 99, None, True, [7], 7.0):
        assert sources.find_label(unknown, "zh") is None


def test_varied_feiyu_leads_have_nineteen_digits_and_differ() -> None:
    feiyu = RECEIVING["feiyu"]
    leads = [feiyu.vary(number, random.Random(f"seed:{number}")) for number in range(2_000)]
    assert len({str(lead["id"]) for lead in leads}) == 2_000
    assert all(len(str(lead["id"])) == 19 for lead in leads)
    assert len({str(lead["name"]) for lead in leads}) > 500
    assert {type(lead["clue_source"]) for lead in leads} == {int, str}
    assert all(len(str(lead["telphone"])) == 11 for lead in leads)


class _Push(Receives):
    fields = ()
    demo = cast(JsonObject, {"id": "1"})
    samples = (Sample({"id": "1"}, ids=["1"]), Sample("x", refused=True))
    dedupe = DedupeRecipe((Location("body", ("id",)),))

    def parse(self, body: JsonValue) -> list[Lead]:
        if not isinstance(body, dict):
            raise NotALead(source="sketch", found=type(body).__name__)
        return [Lead(str(body["id"]), None, body)]

    def vary(self, number: int, chance: random.Random) -> JsonObject:
        return {"id": str(number)}


def _sketch(**changes: object) -> Connector:
    """Give a sound connector with some of its members changed."""
    sound = {
        "card": Card("草", "Sketch", "草图", "A sketch", "x"),
        "steps": (Step("一", "one"),),
        "receives": _Push(),
    }
    return type("Sketch", (Connector,), sound | changes)()


def _push(**changes: object) -> Receives:
    return type("Push", (_Push,), changes)()


def _always_one(self: Receives, number: int, chance: random.Random) -> JsonObject:
    return {"id": "1"}


def _never_again(self: Receives, number: int, chance: random.Random) -> JsonObject:
    return {"id": random.random()}


def test_a_sound_sketch_has_no_fault() -> None:
    assert list(check("sketch", _sketch())) == []
    assert list(check("sketch", _sketch(receives=None))) == []


_TWICE = OptionList("a", "甲", "A", (Option("1", "一", "One"), Option("1", "二", "Two")))


@pytest.mark.parametrize(
    ("connector", "fault"),
    [
        (_sketch(card=Card("草", "", "草图", "A sketch", "x")), "no label_en"),
        (_sketch(steps=()), "set-up steps"),
        (_sketch(steps=(Step("一", ""),)), "set-up steps"),
        (_sketch(option_lists=(_TWICE,)), "name a code twice"),
        (_sketch(receives=_push(demo={})), "has nothing at ['id']"),
        (_sketch(receives=_push(samples=())), "needs samples"),
        (_sketch(receives=_push(samples=(Sample({"id": "1"}, ids=["2"]),))), "gives leads with the ids ['1']"),
        (_sketch(receives=_push(samples=(Sample("x", ids=["1"]),))), "is refused"),
        (_sketch(receives=_push(samples=(Sample({"id": "1"}, refused=True),))), "gives leads"),
        (_sketch(receives=_push(vary=_always_one)), "share what stands"),
        (_sketch(receives=_push(vary=_never_again)), "not the same again"),
    ],
)
def test_a_faulty_connector_is_told_its_fault(connector: Connector, fault: str) -> None:
    assert any(fault in sentence for sentence in check("sketch", connector))


def test_a_connector_without_its_parts_is_told_which() -> None:
    class Empty(Connector):
        pass

    class Bare(Receives):
        def parse(self, body: JsonValue) -> list[Lead]:
            return []

        def vary(self, number: int, chance: random.Random) -> JsonObject:
            return {}

    assert list(check("empty", Empty())) == ["it has no card"]
    assert list(check("bare", _sketch(receives=Bare()))) == ["it receives without fields"]


def test_a_source_that_pushes_without_proof_asks_for_none() -> None:
    assert _Push().verify({}) == VerifyRecipe()
