"""The PostgreSQL that the tests run on must be a real one, and each test's database its own."""

from __future__ import annotations

import pytest

from tests.postgres import Server

pytestmark = pytest.mark.postgres


def test_the_server_is_a_postgresql_that_knows_chinese_letters(postgres_server: Server) -> None:
    assert int(postgres_server.run("SHOW server_version_num")) >= 150000
    assert postgres_server.run("SHOW server_encoding") == "UTF8"
    assert postgres_server.run(r"SELECT '张三' ~ '^\w+$'") == "t"


def test_each_test_gets_an_empty_database(postgres_server: Server, postgres_url: str) -> None:
    name = postgres_url.rpartition("/")[2]
    assert postgres_server.run("SELECT current_database()", name) == name
    assert postgres_server.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", name) == "0"


def test_a_copied_database_has_what_its_template_had_and_shares_nothing(postgres_server: Server) -> None:
    first = postgres_server.create()
    postgres_server.run("CREATE TABLE lead (name text)", first)
    second = postgres_server.create(first)
    postgres_server.run("INSERT INTO lead VALUES ('张三')", second)
    assert postgres_server.run("SELECT count(*) FROM lead", first) == "0"
    assert postgres_server.run("SELECT name FROM lead", second) == "张三"
    for name in (first, second):
        postgres_server.drop(name)
