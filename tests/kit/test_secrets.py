"""What sealing, key files and tokens promise."""

from __future__ import annotations

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbase.kit.secrets import (
    SealBroken,
    SealedWithUnknownKey,
    Sealer,
    SecretKeyTooShort,
    SecretKeyUnreadable,
    add_key,
    digest,
    is_same,
    load_sealer,
    new_token,
)

OLD, NEW = "o" * 32, "n" * 40
SEALER = Sealer([NEW])


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = SEALER.seal(text)
    assert SEALER.open(sealed) == text
    assert sealed.split(".")[1] == SEALER.newest


def test_a_sealed_text_shows_nothing_and_never_looks_the_same() -> None:
    first, second = SEALER.seal("my password"), SEALER.seal("my password")
    assert first != second
    assert "password" not in first


@given(st.data())
def test_a_changed_character_is_noticed(data: st.DataObject) -> None:
    sealed = SEALER.seal("hello")
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from("Az09-_.!"))
    if sealed[place] != other:
        with pytest.raises((SealBroken, SealedWithUnknownKey)):
            SEALER.open(sealed[:place] + other + sealed[place + 1 :])


@pytest.mark.parametrize("sealed", ["", "s1", "s1..", "s1.abc", "plain text", f"s1.{SEALER.newest}.", "s2.x.y"])
def test_what_was_never_sealed_is_refused(sealed: str) -> None:
    with pytest.raises((SealBroken, SealedWithUnknownKey)):
        SEALER.open(sealed)


def test_after_a_rotation_old_texts_open_and_new_ones_use_the_new_key() -> None:
    old, both = Sealer([OLD]), Sealer([NEW, OLD])
    sealed = old.seal("kept")
    assert both.open(sealed) == "kept"
    assert both.is_stale(sealed)
    assert not both.is_stale(both.seal("kept"))
    with pytest.raises(SealedWithUnknownKey, match=old.newest):
        SEALER.open(sealed)


def test_a_short_master_key_is_refused_by_name() -> None:
    with pytest.raises(SecretKeyTooShort, match="LEADBASE_SECRET_KEY has 5 characters"):
        load_sealer(Path("nowhere"), {"LEADBASE_SECRET_KEY": "short"})


def test_the_environment_comes_before_the_file_and_makes_none(tmp_path: Path) -> None:
    sealer = load_sealer(tmp_path, {"LEADBASE_SECRET_KEY": f"{NEW} {OLD}"})
    assert sealer.newest == SEALER.newest
    assert list(tmp_path.iterdir()) == []


def test_a_named_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "mounted").write_text(f"{NEW}\n{OLD}\n")
    environment = {"LEADBASE_SECRET_KEY_FILE": str(tmp_path / "mounted")}
    assert load_sealer(tmp_path, environment).newest == SEALER.newest


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_named_file_that_is_absent_empty_or_binary_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mounted"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SecretKeyUnreadable, match="mounted"):
        load_sealer(tmp_path, {"LEADBASE_SECRET_KEY_FILE": str(path)})


def test_the_key_file_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    first, second = load_sealer(folder, {}), load_sealer(folder, {})
    assert first.open(second.seal("x")) == "x"
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600


def test_many_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    nothing: dict[str, str] = {}
    with ThreadPoolExecutor(8) as threads:
        sealers = list(threads.map(load_sealer, [tmp_path] * 32, [nothing] * 32))
    assert len({sealer.newest for sealer in sealers}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_key_can_be_added_and_the_old_one_stays(tmp_path: Path) -> None:
    sealed = load_sealer(tmp_path, {}).seal("kept")
    added = add_key(tmp_path)
    loaded = load_sealer(tmp_path, {})
    assert loaded.newest == added.newest
    assert loaded.open(sealed) == "kept"
    assert loaded.is_stale(sealed)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_tokens_are_long_plain_and_new_each_time() -> None:
    tokens = {new_token("lbt_") for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("lbt_") and len(token) == 47 and token[4:].isalnum() for token in tokens)


def test_a_digest_is_the_sha256_in_hex() -> None:
    assert digest("lbt_x") == hashlib.sha256(b"lbt_x").hexdigest()


@given(st.text(st.characters()), st.text(st.characters()))
def test_secrets_are_the_same_only_when_equal(one: str, other: str) -> None:
    assert is_same(one, other) == (one == other)
    assert is_same(one, one)
