"""What is kept of a script: one draft that changes, and versions that never do.

A script belongs to an *owner*, named by its public id (a webhook, later an automation); this room knows nothing more of
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadbase.kit.errors import Conflict, Invalid, NotFound

LONGEST_SOURCE = 256 * 1024
"""Characters of a source at most."""

LONGEST_NOTE = 1000
"""Characters of a version's note at most."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The source that is being written. `lock` rises with each save and must be named by the next one."""

    owner: str
    source: str
    language: str
    lock: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A version without its source. Numbers count from 1 for each owner; `made_by` is the maker's name."""

    owner: str
    number: int
    language: str
    note: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Version(VersionSummary):
    """A source as it once went live; it never changes, not by a character."""

    source: str


class DraftChanged(Conflict):
    """The draft was saved by {saved_by} meanwhile (lock {lock}); look at that one, then save again with its lock."""

    code = "draft_changed"
    zh = "草稿已被 {saved_by} 更新（lock {lock}）；请查看新草稿，再用新的 lock 保存。"


class VersionNotFound(NotFound):
    """There is no version {number} of this script."""

    code = "version_not_found"
    zh = "该脚本没有版本 {number}。"


class SourceTooLong(Invalid):
    """A script has at most {most} characters, this one has {length}; shorten it."""

    code = "source_too_long"
    zh = "脚本最多 {most} 个字符，当前为 {length} 个；请缩短。"


class NoteTooLong(Invalid):
    """A version's note has at most {most} characters, this one has {length}; shorten it."""

    code = "note_too_long"
    zh = "版本说明最多 {most} 个字符，当前为 {length} 个；请缩短。"


class SourceNotText(Invalid):
    """Line {line} has a character that is no text ({character}); remove it."""

    code = "source_not_text"
    zh = "第 {line} 行含有非文本字符（{character}）；请删除。"
