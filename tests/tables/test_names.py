"""API names: Unicode identifiers, unique whatever their case, never like an id or a system name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.tables.names import LONGEST, NameRefused, check_name, fold, name_for


@pytest.mark.parametrize("name", ["客户名称", "phone", "Phone2", "x" * 64, "été", "телефон", "a_b"])
def test_a_unicode_identifier_is_a_name(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "_id",
        "_x",
        "2nd",
        "a b",
        "a-b",
        "a.b",
        "x" * 65,
        "a" * 24,
        "ABCDEF" * 4,
        "63ff0191f725340df45e8ebb",
        "电 话",
        "a\0",
    ],
)
def test_what_is_no_identifier_or_looks_like_ours_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        check_name(name)


def test_names_are_composed() -> None:
    assert check_name("e\u0301te\u0301") == "\u00e9t\u00e9"


def test_names_that_differ_in_case_or_composition_are_the_same() -> None:
    assert fold("Straße") == fold("STRASSE")
    assert fold("É") == fold("e\u0301")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("客户名称", "客户名称"),
        ("  First name (optional) ", "First_name_optional"),
        ("2024 线索", "field_2024_线索"),
        ("___", "field"),
        ("📞", "field"),
        ("abcdef" * 4, "abcdef" * 4 + "_"),
        ("长" * 100, "长" * 64),
    ],
)
def test_a_name_is_made_from_the_label(label: str, name: str) -> None:
    assert name_for(label, set[str](), "field") == name


def test_a_made_name_that_is_taken_gets_a_number() -> None:
    assert name_for("Phone", {"phone", "phone2"}, "field") == "Phone3"
    assert name_for("长" * 100, {"长" * 64}, "field") == "长" * 63 + "2"


@given(st.text(max_size=100), st.sets(st.text(max_size=10)))
def test_every_label_gives_a_name_that_is_good_and_free(label: str, taken: set[str]) -> None:
    folded = {fold(one) for one in taken}
    name = name_for(label, folded, "field")
    assert check_name(name) == name
    assert fold(name) not in folded
    assert len(name) <= LONGEST
