"""What recipes and proofs of the sender promise."""

from __future__ import annotations

import pytest

from leadbase.connectors.recipes import (
    DedupeRecipe,
    Location,
    RecipeInvalid,
    VerifyRecipe,
    find_header,
    read_dedupe,
    read_location,
    read_verify,
)
from leadbase.connectors.signature import Evidence, verify
from leadbase.kit.json import JsonValue

HEADER = Location("header", ("X-Token",))
NOTHING: list[JsonValue] = []


@pytest.mark.parametrize("location", [HEADER, Location("body", ("data", 0, "id")), Location("query", ("t",))])
def test_a_recipe_reads_what_it_spells(location: Location) -> None:
    assert read_location(location.as_json()) == location
    dedupe = DedupeRecipe((location, HEADER))
    assert read_dedupe(dedupe.as_json()) == dedupe
    proof = VerifyRecipe("shared_secret", location, "sealed")
    assert read_verify(proof.as_json()) == proof
    assert read_verify(VerifyRecipe().as_json()) == read_verify(None) == VerifyRecipe()
    assert read_dedupe(None) == read_dedupe([]) == DedupeRecipe()


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("id", "dedupe"),
        ({"in": "body"}, "dedupe"),
        ([{"in": "body", "path": ["id"]}] * 11, "dedupe"),
        (["id"], "dedupe[0]"),
        ([{"in": "cookie", "path": ["id"]}], "dedupe[0].in"),
        ([{"in": "body", "path": "id"}], "dedupe[0].path"),
        ([{"in": "body", "path": NOTHING}], "dedupe[0].path"),
        ([{"in": "body", "path": [1.5]}], "dedupe[0].path"),
        ([{"in": "body", "path": [True]}], "dedupe[0].path"),
        ([{"in": "header", "path": ["a", "b"]}], "dedupe[0].path"),
        ([{"in": "query", "path": [0]}], "dedupe[0].path"),
    ],
)
def test_a_faulty_dedupe_recipe_is_refused_at_its_place(raw: JsonValue, at: str) -> None:
    with pytest.raises(RecipeInvalid) as refusal:
        read_dedupe(raw)
    assert refusal.value.facts["at"] == at


@pytest.mark.parametrize(
    "raw",
    [
        "none",
        {"kind": "hmac"},
        {"kind": "shared_secret"},
        {"kind": "shared_secret", "secret": "", "at": HEADER.as_json()},
        {"kind": "shared_secret", "secret": "my-secret", "at": {"in": "x"}},
        {"kind": "shared_secret", "secret": "my-secret", "at": HEADER.as_json(), "more": 1},
    ],
)
def test_a_faulty_verify_recipe_is_refused_without_telling_the_secret(raw: JsonValue) -> None:
    with pytest.raises(RecipeInvalid) as refusal:
        read_verify(raw)
    assert "my-secret" not in str(refusal.value)


@pytest.mark.parametrize("name", ["access-token", "ACCESS_TOKEN", "Access-Token", "access_token"])
def test_headers_are_found_however_a_proxy_spelt_them(name: str) -> None:
    assert find_header([("x", "1"), ("access_token", "a")], name) == "a"
    assert find_header([("x", "1"), ("access-token", "a"), ("access-token", "b")], name) == "a"
    assert find_header([("accesstoken", "a")], name) is None


def _evidence(body: JsonValue = None, header: str = "", query: str = "") -> Evidence:
    return Evidence(b"", body, [("x-token", header)], [("t", query)])


def test_without_a_recipe_every_sender_is_accepted() -> None:
    verdict = verify(VerifyRecipe(), _evidence(), [])
    assert (verdict.is_accepted, verdict.cause) == (True, "not_asked")


@pytest.mark.parametrize(
    ("location", "evidence"),
    [
        (HEADER, _evidence(header="s3cret")),
        (Location("query", ("t",)), _evidence(query="s3cret")),
        (Location("body", ("auth", "key")), _evidence({"auth": {"key": "s3cret"}})),
    ],
)
def test_a_shared_secret_is_looked_for_in_its_place_alone(location: Location, evidence: Evidence) -> None:
    recipe = VerifyRecipe("shared_secret", location, "sealed")
    assert verify(recipe, evidence, ["s3cret"]).is_accepted
    assert verify(recipe, evidence, ["newer", "s3cret"]).is_accepted
    assert verify(recipe, evidence, ["other"]).cause == "secret_wrong"
    assert verify(recipe, _evidence(), ["s3cret"]).cause == "secret_missing"


def test_a_secret_of_digits_matches_a_number_but_true_matches_nothing() -> None:
    recipe = VerifyRecipe("shared_secret", Location("body", ("k",)), "sealed")
    assert verify(recipe, _evidence({"k": 123456}), ["123456"]).is_accepted
    assert verify(recipe, _evidence({"k": True}), ["True"]).cause == "secret_missing"
    assert verify(recipe, _evidence({"k": "密"}), ["密"]).is_accepted


def test_a_webhook_whose_secret_is_lost_accepts_nobody() -> None:
    recipe = VerifyRecipe("shared_secret", HEADER, "sealed")
    assert verify(recipe, _evidence(header="x"), []).cause == "secret_not_set"
    assert verify(recipe, _evidence(header=""), [""]).cause == "secret_not_set"
