from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Generator

import pytest
import structlog

from leadbase.kit.logs import LONGEST_TEXT, MASK, mask_text, open_logs
from leadbase.kit.secrets import new_token

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def written() -> Generator[io.StringIO]:
    """Send the logs of a test to a text, and the root logger's settings back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    open_logs("json", "info", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("leadbase").setLevel(logging.NOTSET)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_its_time_level_name_and_fields(written: io.StringIO) -> None:
    structlog.stdlib.get_logger("leadbase.intake").info("event done", event_id="65a0" * 6, ms=1.5)
    [line] = lines(written)
    assert {"event", "level", "logger", "timestamp", "event_id", "ms"} == set(line)
    assert (line["event"], line["level"], line["ms"]) == ("event done", "info", 1.5)
    assert str(line["timestamp"]).endswith("Z")


def test_lines_below_the_level_are_left_out(written: io.StringIO) -> None:
    structlog.stdlib.get_logger("leadbase.x").debug("quiet")
    logging.getLogger("leadbase.x").debug("quiet")
    logging.getLogger("library").info("quiet")
    assert written.getvalue() == ""


PRIVATE = [
    "13812345678",
    "+8613812345678",
    "138 1234 5678",
    "138-1234-5678",
    "+14155550123",
    "wang.fang+ads@example.com.cn",
    new_token("lbt_"),
    new_token(""),
    "lbs_abcdefgh",
]


@pytest.mark.parametrize("secret", PRIVATE, ids=range(len(PRIVATE)))
@pytest.mark.parametrize("pattern", ["{}", "电话{}，请回电", '{{"telphone": "{}"}}', "a={}&b=2", "[{}]"])
def test_personal_data_and_keys_are_cut_out_of_every_text(secret: str, pattern: str) -> None:
    masked = mask_text(pattern.format(secret))
    assert secret not in masked
    assert masked == pattern.format(MASK)


@pytest.mark.parametrize("way", ["event", "field", "nested", "argument", "extra", "exception", "number", "name"])
@pytest.mark.parametrize("name", ["leadbase.x", "library"])
def test_no_way_into_the_log_is_open(written: io.StringIO, way: str, name: str) -> None:
    own, foreign = structlog.stdlib.get_logger(name), logging.getLogger(name)
    ways: dict[str, Callable[[], object]] = {
        "event": lambda: own.warning("call 13812345678"),
        "field": lambda: own.warning("x", note="call 13812345678"),
        "nested": lambda: own.warning("x", note={"a": [("13812345678", {"b": "13812345678"})]}),
        "argument": lambda: foreign.warning("call %s", "13812345678"),
        "extra": lambda: foreign.warning("x", extra={"note": "13812345678"}),
        "exception": lambda: foreign.error("x", exc_info=ValueError("13812345678")),
        "number": lambda: own.warning("x", note=13812345678),
        "name": lambda: own.warning("x", note={"13812345678": 1}),
    }
    ways[way]()
    assert len(lines(written)) == 1
    assert "13812345678" not in written.getvalue()


@pytest.mark.parametrize(
    "name", ["password", "Authorization", "Set-Cookie", "key", "telphone", "email", "body", "token"]
)
def test_a_known_name_loses_its_value_whatever_it_is(written: io.StringIO, name: str) -> None:
    structlog.stdlib.get_logger("leadbase.x").info("x", **{name: "王芳"}, inner={name: ["王芳"]})
    [line] = lines(written)
    assert line[name] == MASK
    assert line["inner"] == {name: MASK}


def test_a_url_key_keeps_only_its_first_four_characters() -> None:
    assert mask_text("POST /hook/Ab3dEf9h2k/callback?x=1 200") == "POST /hook/Ab3d…/callback?x=1 200"
    assert mask_text("https://h.example.com/hook/Ab3dEf9h2k") == "https://h.example.com/hook/Ab3d…"
    assert mask_text("/hook/" + new_token("")).endswith("…")
    assert mask_text("/hook/") == "/hook/…"


def test_a_password_in_an_address_is_cut_out() -> None:
    assert mask_text("postgresql://leads:geheim@db.example.com/leads") == f"postgresql://{MASK}@db.example.com/leads"


@pytest.mark.parametrize(
    "text",
    ["63ff0191f725340df45e8ebb", "138123456781381234567813", "7123456789012345678", "1700000000000", "8420", "v1.38"],
)
def test_ids_and_ordinary_numbers_stay(text: str) -> None:
    assert mask_text(f"seen {text} now") == f"seen {text} now"


def test_a_sender_can_write_no_line_of_its_own(written: io.StringIO) -> None:
    structlog.stdlib.get_logger("leadbase.x").info("x", path="/a\r\x1b[31mlevel=error\u2028\x00")
    [line] = lines(written)
    assert not set("\r\x1b\u2028\x00") & set(str(line["path"]))


def test_a_long_value_is_cut(written: io.StringIO) -> None:
    structlog.stdlib.get_logger("leadbase.x").info("x", note="试" * 100_000, deep=[[[[[["x"]]]]]])
    [line] = lines(written)
    assert line["note"] == "试" * LONGEST_TEXT + "…"
    assert line["deep"] == [[[["…"]]]]


def test_the_console_style_is_one_readable_line() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    open_logs("console", "info", stream)
    structlog.stdlib.get_logger("leadbase.x").warning("disk nearly full", free_mb=12, mail="a@example.com")
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("leadbase").setLevel(logging.NOTSET)
    structlog.reset_defaults()
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert "disk nearly full" in text
    assert "free_mb=12" in text
    assert "example.com" not in text
