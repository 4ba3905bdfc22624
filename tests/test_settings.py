from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from leadbase.kit.errors import Problem
from leadbase.kit.secrets import load_sealer
from leadbase.settings import (
    SETTINGS,
    SettingHalfGiven,
    SettingNotAChoice,
    SettingNotADatabase,
    SettingNotANetwork,
    SettingNotAnOrigin,
    SettingNotAPort,
    Settings,
    find_language,
    list_unknown,
    load_settings,
)


def test_without_anything_set_it_is_one_process_with_sqlite_here() -> None:
    assert load_settings({}) == Settings(data_dir=Path("data"), database_url="sqlite:///data/leadbase.db")


def test_the_database_stands_in_the_data_folder_unless_named() -> None:
    assert load_settings({"LEADBASE_DATA_DIR": "/srv/leads"}).database_url == "sqlite:////srv/leads/leadbase.db"
    url = "postgresql://leads:pw@db/leads"
    assert load_settings({"LEADBASE_DATABASE_URL": url}).database_url == url


GIVEN = {
    "LEADBASE_DATA_DIR": "/srv",
    "LEADBASE_DATABASE_URL": "postgres://db/leads",
    "LEADBASE_DATABASE_DIRECT_URL": "postgresql://direct/leads",
    "LEADBASE_BACKUP_DIR": "/backups",
    "LEADBASE_RETENTION_GIB": "50",
    "LEADBASE_IMPORT_LIMIT": "8",
    "LEADBASE_HOST": "0.0.0.0",
    "LEADBASE_PORT": "80",
    "LEADBASE_PUBLIC_URL": "https://Leads.example.com/",
    "LEADBASE_HOOK_URL": "https://hooks.example.com:8443",
    "LEADBASE_ADMIN_EMAIL": "a@example.com",
    "LEADBASE_ADMIN_PASSWORD": "correct horse",
    "LEADBASE_SECRET_KEY": "k" * 32,
    "LEADBASE_SECRET_KEY_FILE": "/run/secrets/key",
    "LEADBASE_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
    "LEADBASE_LANG": "en",
    "LEADBASE_SERVER": "uvicorn",
    "LEADBASE_LOG_FORMAT": "JSON",
    "LEADBASE_LOG_LEVEL": "warning",
}


def test_every_setting_can_come_from_the_environment() -> None:
    assert {setting.variable for setting in SETTINGS} == set(GIVEN)
    assert load_settings(GIVEN) == Settings(
        data_dir=Path("/srv"),
        database_url="postgres://db/leads",
        database_direct_url="postgresql://direct/leads",
        backup_dir=Path("/backups"),
        retention_gib=50,
        import_limit=8,
        host="0.0.0.0",
        port=80,
        public_url="https://leads.example.com",
        hook_url="https://hooks.example.com:8443",
        admin_email="a@example.com",
        admin_password="correct horse",
        secret_key="k" * 32,
        secret_key_file="/run/secrets/key",
        trusted_proxies=(ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1")),
        language="en",
        server="uvicorn",
        log_format="json",
        log_level="warning",
    )


def test_a_flag_wins_over_the_environment() -> None:
    assert load_settings({"LEADBASE_PORT": "80"}, {"port": "90", "host": None}).port == 90


def test_an_empty_variable_is_unset() -> None:
    assert load_settings({"LEADBASE_PORT": " ", "LEADBASE_ADMIN_EMAIL": ""}).port == 8420


@pytest.mark.parametrize("value", ["http", "-1", "65536", "8420x", "８４２０", "9" * 5000])
def test_a_wrong_port_is_named(value: str) -> None:
    with pytest.raises(SettingNotAPort) as refusal:
        load_settings({"LEADBASE_PORT": value})
    assert refusal.value.facts == {"setting": "LEADBASE_PORT", "value": value}


@pytest.mark.parametrize(
    "value",
    ["leads.example.com", "ftp://x", "https://", "https://x/path", "https://x?a=1", "https://u:p@x", "https://x:99999"],
)
def test_a_public_address_is_an_origin(value: str) -> None:
    with pytest.raises(SettingNotAnOrigin):
        load_settings({"LEADBASE_PUBLIC_URL": value})


@pytest.mark.parametrize("value", ["10.0.0.0/99", "localhost", "10.0.0.1;10.0.0.2"])
def test_a_wrong_network_is_named(value: str) -> None:
    with pytest.raises(SettingNotANetwork) as refusal:
        load_settings({"LEADBASE_TRUSTED_PROXIES": f"127.0.0.1, {value}"})
    assert refusal.value.facts["value"] == value


def test_a_wrong_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(SettingNotADatabase) as refusal:
        load_settings({"LEADBASE_DATABASE_URL": "mysql://leads:geheim@db/leads"})
    assert "geheim" not in str(refusal.value)
    with pytest.raises(SettingNotADatabase):
        load_settings({"LEADBASE_DATABASE_DIRECT_URL": "sqlite:///x.db"})


@pytest.mark.parametrize("variable", ["LEADBASE_SERVER", "LEADBASE_LOG_FORMAT", "LEADBASE_LOG_LEVEL"])
def test_a_value_that_is_no_choice_is_told_the_choices(variable: str) -> None:
    with pytest.raises(SettingNotAChoice) as refusal:
        load_settings({variable: "apache"})
    assert refusal.value.facts["setting"] == variable


@pytest.mark.parametrize("variable", ["LEADBASE_ADMIN_EMAIL", "LEADBASE_ADMIN_PASSWORD"])
def test_the_first_administrator_needs_both_email_and_password(variable: str) -> None:
    with pytest.raises(SettingHalfGiven):
        load_settings({variable: "a@example.com"})


def test_secrets_stay_out_of_what_is_printed() -> None:
    given = {"LEADBASE_ADMIN_EMAIL": "a@example.com", "LEADBASE_ADMIN_PASSWORD": "geheim", "LEADBASE_SECRET_KEY": "kk"}
    shown = repr(load_settings(given | {"LEADBASE_DATABASE_URL": "postgresql://u:geheim@db/x"}))
    assert "geheim" not in shown
    assert "kk" not in shown


def test_the_master_key_reaches_the_sealer(tmp_path: Path) -> None:
    settings = load_settings({"LEADBASE_SECRET_KEY": "k" * 40})
    sealer = load_sealer(tmp_path, settings.secret_environment())
    assert sealer.open(sealer.seal("x")) == "x"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lang", "language"),
    [
        ("zh_CN.UTF-8", "zh-CN"),
        ("en_US.UTF-8", "en"),
        ("de_DE@euro", "en"),
        ("C.UTF-8", None),
        ("POSIX", None),
        ("", None),
    ],
)
def test_a_locale_asks_for_one_of_our_languages(lang: str, language: str | None) -> None:
    assert find_language(lang) == language
    assert load_settings({"LANG": lang}).language == (language or "zh-CN")


def test_our_own_variable_decides_over_the_locale() -> None:
    assert load_settings({"LEADBASE_LANG": "zh-CN", "LANG": "en_US.UTF-8"}).language == "zh-CN"


def test_a_misspelt_variable_is_found() -> None:
    assert list_unknown({"LEADBASE_PROT": "1", "LEADBASE_PORT": "1", "PATH": "/"}) == ["LEADBASE_PROT"]


def test_each_setting_is_explained_in_both_languages() -> None:
    assert [setting.name for setting in SETTINGS if not (setting.help_zh and setting.help_en)] == []


def test_each_refusal_names_the_setting() -> None:
    with pytest.raises(Problem) as refusal:
        load_settings({"LEADBASE_PORT": "x"})
    assert "LEADBASE_PORT" in refusal.value.message("zh-CN")
