"""Drafts and versions, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from leadbase.access.model import Actor, Permission, Workspace
from leadbase.access.scope import NotAllowed, Scope
from leadbase.kit.ids import IdSource
from leadbase.kit.paging import CursorWrong, LimitWrong
from leadbase.scripts import service
from leadbase.scripts.versions import (
    LONGEST_NOTE,
    LONGEST_SOURCE,
    Draft,
    DraftChanged,
    NoteTooLong,
    SourceNotText,
    SourceTooLong,
    Version,
    VersionNotFound,
)
from leadbase.storage.database import Database

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
OWNER = "63ff0191f725340df45e8ebb"
OTHER = "63ff0191f725340df45e8ebc"
AWKWARD = "async function hook() {\r\n\tlet\u00a0a = '\u00a0试驾 🚗';  \n}\n\n"
IDS = IdSource()
BUILDER = Actor("person", OTHER, "王芳", frozenset({Permission.SCRIPTS_PUBLISH}))
MEMBER = Actor("person", OTHER, "李雷", frozenset({Permission.RECORDS_WRITE}))

T = TypeVar("T")


def at(verb: Callable[[Scope], T], workspace: int = 1, actor: Actor = BUILDER) -> Callable[[Connection], T]:
    """Make a unit that calls the verb with a scope."""
    home = Workspace(workspace, OTHER, "main", "主", "Asia/Shanghai", "zh-CN")
    return lambda tx: verb(Scope(tx, home, actor, NOW, IDS))


def saving(source: str, lock: int | None) -> Callable[[Scope], Draft]:
    return lambda scope: service.save_draft(scope, OWNER, source, "javascript", lock)


def adding(source: str, owner: str = OWNER, note: str = "") -> Callable[[Scope], Version]:
    return lambda scope: service.add_version(scope, owner, source, "javascript", note)


async def test_there_is_no_draft_before_the_first_is_saved(database: Database) -> None:
    assert await database.read(at(lambda scope: service.find_draft(scope, OWNER))) is None


async def test_a_draft_is_kept_to_the_character(database: Database) -> None:
    saved = await database.transaction(at(saving(AWKWARD, None)))
    assert saved == Draft(OWNER, AWKWARD, "javascript", 1, NOW, "王芳")
    assert await database.read(at(lambda scope: service.find_draft(scope, OWNER))) == saved


async def test_a_draft_is_saved_again_with_its_lock(database: Database) -> None:
    first = await database.transaction(at(saving("1", None)))
    second = await database.transaction(at(saving("2", first.lock)))
    assert (second.lock, second.source) == (2, "2")


@pytest.mark.parametrize("lock", [None, 1, 3])
async def test_a_stale_lock_is_refused_with_the_draft_that_is_there(database: Database, lock: int | None) -> None:
    await database.transaction(at(saving("mine", None)))
    await database.transaction(at(saving("theirs", 1)))
    with pytest.raises(DraftChanged) as refusal:
        await database.transaction(at(saving("late", lock)))
    assert refusal.value.facts["source"] == "theirs"
    assert refusal.value.facts["lock"] == 2
    kept = await database.read(at(lambda scope: service.find_draft(scope, OWNER)))
    assert kept is not None
    assert kept.source == "theirs"


async def test_a_lock_of_a_draft_that_never_was_is_refused(database: Database) -> None:
    with pytest.raises(DraftChanged) as refusal:
        await database.transaction(at(saving("late", 5)))
    assert refusal.value.facts["lock"] == 0


async def test_of_two_who_save_at_once_one_is_told(database: Database) -> None:
    saves = [database.transaction(at(saving(source, None))) for source in ("a", "b")]
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert [type(result) for result in results].count(DraftChanged) == 1
    assert [type(result) for result in results].count(Draft) == 1


async def test_versions_count_from_one_for_each_owner(database: Database) -> None:
    numbers = [
        (await database.transaction(at(adding("x", owner)))).number for owner in (OWNER, OWNER, OTHER, OWNER, OTHER)
    ]
    assert numbers == [1, 2, 1, 3, 2]


async def test_a_version_is_kept_to_the_character_and_leaves_the_draft_alone(database: Database) -> None:
    await database.transaction(at(saving("draft", None)))
    made = await database.transaction(at(adding(AWKWARD, note="首版")))
    found = await database.read(at(lambda scope: service.get_version(scope, OWNER, 1)))
    assert found == made
    assert (found.source, found.note, found.made_at, found.made_by) == (AWKWARD, "首版", NOW, "王芳")
    draft = await database.read(at(lambda scope: service.find_draft(scope, OWNER)))
    assert draft is not None
    assert draft.source == "draft"


async def test_a_draft_can_begin_after_the_first_version(database: Database) -> None:
    await database.transaction(at(adding("live")))
    assert (await database.transaction(at(saving("next", None)))).lock == 1


async def test_versions_added_at_once_get_different_numbers(database: Database) -> None:
    made = await asyncio.gather(*(database.transaction(at(adding(str(turn)))) for turn in range(8)))
    assert sorted(version.number for version in made) == list(range(1, 9))
    for version in made:
        found = await database.read(at(lambda scope, number=version.number: service.get_version(scope, OWNER, number)))
        assert found == version


@pytest.mark.parametrize("number", [0, -1, 2, 2**70])
async def test_a_version_that_is_not_there_is_not_found(database: Database, number: int) -> None:
    await database.transaction(at(adding("x")))
    with pytest.raises(VersionNotFound):
        await database.read(at(lambda scope: service.get_version(scope, OWNER, number)))


async def test_another_workspace_sees_nothing(database: Database) -> None:
    await database.transaction(at(adding("x")))
    await database.transaction(at(saving("x", None)))
    assert await database.read(at(lambda scope: service.find_draft(scope, OWNER), workspace=2)) is None
    with pytest.raises(VersionNotFound):
        await database.read(at(lambda scope: service.get_version(scope, OWNER, 1), workspace=2))
    assert (await database.transaction(at(adding("y"), workspace=2))).number == 1


async def test_versions_are_listed_newest_first_page_by_page(database: Database) -> None:
    for turn in range(5):
        await database.transaction(at(adding(str(turn))))
    numbers: list[int] = []
    cursor: str | None = None
    while True:
        page = await database.read(at(lambda scope, after=cursor: service.list_versions(scope, OWNER, 2, after)))
        numbers += [version.number for version in page.items]
        if (cursor := page.next_cursor) is None:
            break
    assert numbers == [5, 4, 3, 2, 1]


async def test_a_list_refuses_a_wrong_limit_and_a_foreign_cursor(sqlite: Database) -> None:
    with pytest.raises(LimitWrong):
        await sqlite.read(at(lambda scope: service.list_versions(scope, OWNER, 0, None)))
    with pytest.raises(CursorWrong):
        await sqlite.read(at(lambda scope: service.list_versions(scope, OWNER, 10, "nonsense")))


async def test_who_may_not_publish_can_write_neither(sqlite: Database) -> None:
    with pytest.raises(NotAllowed):
        await sqlite.transaction(at(saving("x", None), actor=MEMBER))
    with pytest.raises(NotAllowed):
        await sqlite.transaction(at(adding("x"), actor=MEMBER))


async def test_a_source_or_note_that_is_too_long_is_refused(sqlite: Database) -> None:
    with pytest.raises(SourceTooLong):
        await sqlite.transaction(at(saving("x" * (LONGEST_SOURCE + 1), None)))
    with pytest.raises(NoteTooLong):
        await sqlite.transaction(at(adding("x", note="x" * (LONGEST_NOTE + 1))))
    assert (await sqlite.transaction(at(adding("x" * LONGEST_SOURCE)))).number == 1


@pytest.mark.parametrize(("character", "name"), [("\0", "U+0000"), ("\ud83d", "U+D83D")])
async def test_what_is_no_text_is_refused_with_its_line(sqlite: Database, character: str, name: str) -> None:
    with pytest.raises(SourceNotText) as refusal:
        await sqlite.transaction(at(adding(f"one\ntwo{character}\n")))
    assert refusal.value.facts == {"line": 2, "character": name}
