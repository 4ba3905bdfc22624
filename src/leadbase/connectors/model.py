"""The words of the outside world: a lead as a source sends it, and what a source tells about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from leadbase.kit.errors import Invalid, NotFound
from leadbase.kit.json import JsonObject, JsonValue


class SourceNotFound(NotFound):
    """There is no lead source named {source}; use one of: {known}."""

    code = "source_not_found"
    zh = "没有名为 {source} 的线索来源；请使用以下之一：{known}。"


class NotALead(Invalid):
    """This is no lead of {source}: {found} where an object was expected."""

    code = "not_a_lead"
    zh = "这不是 {source} 的线索：应为对象，实际是 {found}。"


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead of a body: the source's own id for it, when it was made there (UTC), and everything it says, as sent."""

    id: str | None
    created_at: datetime | None
    values: JsonObject


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handshake is answered."""

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class SourceField:
    """A key that a source sends by default; `is_time` marks unix seconds, `is_always_sent` what it can't leave out."""

    key: str
    label_zh: str
    label_en: str
    is_always_sent: bool = False
    is_time: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of setting a source up, in the words of its own screens; `{url}` stands for the webhook's address."""

    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Option:
    """One code that a source sends, and what it means."""

    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class OptionList:
    """The known codes of one field: a start for people to edit. Codes that are not listed are kept as they come."""

    field: str
    label_zh: str
    label_en: str
    options: tuple[Option, ...]

    def find_label(self, code: JsonValue, language: Literal["zh", "en"]) -> str | None:
        """Give the label of a code, sent as a number or as text; None for one that is not listed."""
        if isinstance(code, bool) or not isinstance(code, str | int):
            return None
        found = next((option for option in self.options if option.code == str(code)), None)
        if found is None:
            return None
        return found.label_zh if language == "zh" else found.label_en


@dataclass(frozen=True, slots=True)
class Sample:
    """A body and the ids of the leads it must give (None for a lead without one); `refused`: it must be refused."""

    body: JsonValue
    ids: Sequence[str | None] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A lead source as it is shown to people: everything its connector tells, as plain data.

    `answer` is what the source waits for, None where any success will do; `account` is a JSON schema.
    """

    name: str
    label_zh: str
    label_en: str
    summary_zh: str
    summary_en: str
    icon: str
    account: JsonObject
    steps: tuple[Step, ...]
    option_lists: tuple[OptionList, ...]
    fields: tuple[SourceField, ...] = ()
    dedupe: JsonValue = None
    answer: JsonValue = None
    demo: JsonObject = field(default_factory=dict[str, JsonValue])
