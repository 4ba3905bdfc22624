"""Every field type keeps its contract; a new file is covered without being named anywhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.kit.registry import BrokenMember
from leadbase.storage.database import Database
from leadbase.tables import types
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.field_type import Setting, load_field_types
from tests.tables.conformance import check_member, check_stored
from tests.tables.design import SHANGHAI, Room

TYPES = load_field_types()
AT_UTC = replace(SHANGHAI, zone="UTC")

POINTS = dedent('''
    """Points."""
    from leadbase.kit.params import Param, Params
    from leadbase.kit.registry import Card
    from leadbase.storage.shapes import Shape
    from leadbase.tables.field_type import FieldType, fits, refuses
    from leadbase.tables.misfits import Misfit, shown

    class NotPoints(Misfit):
        """{value} is no number of points; give 1 to {most}."""

        code = "not_points"
        zh = "{value} 不是分数；请给 1 到 {most} 分。"

    SEVEN = {"most": 7}

    class Points(FieldType):
        card = Card("分数", "Points", "几分", "Some points", "star")
        group = "number"
        shape = Shape.INTEGER
        widget = "number"
        params = Params(Param("most", "integer", "最多", "Most", default=5, minimum=1, maximum=10))
        samples = (fits(3, 3, 3), fits(7, 7, 7, params=SEVEN), refuses(6, "not_points"), refuses("x", "not_points"))

        def parse(self, raw, setting):
            if type(raw) is not int or not 1 <= raw <= setting.params["most"]:
                raise NotPoints(value=shown(raw), most=setting.params["most"])
            return raw

    member = Points()
''')


@pytest.fixture
def points(tmp_path: Path) -> Iterator[Path]:
    """Add a file to the folder of types, and nothing anywhere else."""
    (tmp_path / "points.py").write_text(POINTS, encoding="utf-8")
    types.__path__.append(str(tmp_path))
    yield tmp_path / "points.py"
    types.__path__.remove(str(tmp_path))
    sys.modules.pop("leadbase.tables.types.points", None)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_keeps_its_contract(name: str) -> None:
    check_member(name, TYPES[name])


@pytest.mark.parametrize("name", TYPES)
async def test_what_a_type_takes_comes_back_from_the_database(name: str, database: Database) -> None:
    await check_stored(Room(database, workspace=AT_UTC), name, TYPES[name])


async def test_a_new_type_is_one_file_and_the_whole_suite_covers_it(points: Path, database: Database) -> None:
    found = load_field_types()
    assert set(found) - set(TYPES) == {"points"}
    check_member("points", found["points"])
    await check_stored(Room(database, Catalogues(found), workspace=AT_UTC), "points", found["points"])


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ("fits(3, 3, 3)", "fits(3, 4, 3)", "its sample 3 gives 3"),
        ("fits(3, 3, 3)", "fits(3, 3, '3')", "its sample 3 is shown as 3"),
        ('refuses(6, "not_points"), refuses("x", "not_points")', "", "one that is refused"),
        ('"number"', '"stars"', "there is no widget stars"),
        ("shape = Shape.INTEGER", "", "it has no shape"),
        ('group = "number"', 'group = "numbers"', "there is no group numbers"),
        ("shape = Shape.INTEGER", "shape = Shape.REFERENCE", "it must say what it refers to"),
    ],
)
def test_a_type_that_breaks_its_contract_is_named_and_refused(
    points: Path, written: str, instead: str, fault: str
) -> None:
    points.write_text(POINTS.replace(written, instead), encoding="utf-8")
    with pytest.raises(BrokenMember, match="points can't be used") as refused:
        load_field_types()
    assert fault in str(refused.value)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_the_short_way_for_chinese_mobiles_agrees_with_the_library(written: str) -> None:
    phone = TYPES["phone"]
    setting = Setting(phone.params.parse({}))
    number = phonenumbers.parse(written, "CN")
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert phone.normalise(phone.parse(written, setting), setting) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15))
def test_a_decimal_keeps_every_digit(number: object) -> None:
    decimal = TYPES["decimal"]
    setting = Setting(decimal.params.parse({}))
    assert decimal.parse(str(number), setting) == number
