"""Tables and fields as the rest of the house sees them: immutable, looked up by id, API name or alias."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypedDict, TypeVar

from leadbase.kit.errors import Conflict, Invalid, NotFound, TooMuch, Unavailable
from leadbase.kit.facts import Fact
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.storage.ddl import PhysicalTable
from leadbase.tables.blocks import Blocks
from leadbase.tables.field_type import FieldType, Setting, Value
from leadbase.tables.hues import HUES
from leadbase.tables.names import fold

MOST_TABLES = 500
MOST_FIELDS = 300
LONGEST_LABEL = 200
LONGEST_DESCRIPTION = 2000
SEARCHED = 256
"""Characters of a value, from its beginning, in which words are looked for."""

SEARCHED_LONG = 2000
"""The same of a field that is made for long texts."""

LONGEST_UNIQUE = 500
"""Characters of a text in a unique field: PostgreSQL's index entries end at some 2,700 bytes."""


class TableUnknown(NotFound):
    """There is no table {table}; look at the list of tables for its id or API name."""

    code = "table_unknown"
    zh = "没有数据表 {table}；请在数据表列表中查看它的 ID 或 API 名称。"


class FieldUnknown(NotFound):
    """The table {table} has no field {field}; look at its list of fields for the id or API name."""

    code = "field_unknown"
    zh = "数据表 {table} 没有字段 {field}；请在字段列表中查看它的 ID 或 API 名称。"


class TypeUnknown(Invalid):
    """There is no field type {type}; choose one of {known}."""

    code = "type_unknown"
    zh = "没有字段类型 {type}；请从 {known} 中选择。"


class LabelRefused(Invalid):
    """The label can't be used: give it 1 to {limit} characters, without NUL or lone surrogates."""

    code = "label_refused"
    zh = "名称不可用：请填写 1 到 {limit} 个字符，不含 NUL 或不成对的代理字符。"


class DescriptionTooLong(Invalid):
    """The description has {length} characters; at most {limit} fit."""

    code = "description_too_long"
    zh = "说明有 {length} 个字符；最多 {limit} 个。"


class DescriptionBroken(Invalid):
    """The description holds a NUL or a lone surrogate, which no database keeps; take it out."""

    code = "description_broken"
    zh = "说明中有 NUL 或不成对的代理字符，数据库无法保存；请去掉。"


class HueUnknown(Invalid):
    """There is no hue {hue}; choose one of {known}."""

    code = "hue_unknown"
    zh = "没有颜色 {hue}；请从 {known} 中选择。"


class SettingNotPossible(Invalid):
    """A field of type {type} can't be {setting}; choose another type or leave it off."""

    code = "setting_not_possible"
    zh = "{type} 类型的字段不能设为 {setting}；请换一种类型，或不设置。"


class DefaultNotFitting(Invalid):
    """The default of the field {field} does not fit: {reason}"""

    code = "default_not_fitting"
    zh = "字段 {field} 的默认值不合适：{reason}"


class NameTaken(Conflict):
    """The API name {name} already belongs to {other}, as its name or an earlier one; choose another."""

    code = "name_taken"
    zh = "API 名称 {name} 已属于 {other}（现名或曾用名）；请换一个。"


class IdTaken(Conflict):
    """The id {id} is already used by {other}, which may be in the trash; choose another or leave it out."""

    code = "id_taken"
    zh = "ID {id} 已被 {other} 使用（可能在回收站中）；请换一个，或不指定。"


class RecordsInTheWay(Conflict):
    """The field {field} can't be {setting} because of {count} or more records, such as {examples}; mend them first."""

    code = "records_in_the_way"
    zh = "有至少 {count} 条记录使字段 {field} 不能设为 {setting}，例如 {examples}；请先修改这些记录。"


class FieldInUse(Conflict):
    """The setting {setting} of the field {field} can't change while records hold values in it; add a new field."""

    code = "field_in_use"
    zh = "字段 {field} 已有数据，设置 {setting} 不能再改；请新建字段。"


class FieldTypeMissing(Unavailable):
    """The field {field} of the table {table} needs the type {type}, which is not installed; install it again."""

    code = "field_type_missing"
    zh = "数据表 {table} 的字段 {field} 需要类型 {type}，但它没有安装；请重新安装相应的包。"


class TooManyTables(TooMuch):
    """A workspace holds at most {limit} tables; delete one first."""

    code = "too_many_tables"
    zh = "一个工作区最多 {limit} 个数据表；请先删除一个。"


class TooManyFields(TooMuch):
    """A table holds at most {limit} fields, those in the trash included."""

    code = "too_many_fields"
    zh = "一个数据表最多 {limit} 个字段（含回收站中的）。"


@dataclass(frozen=True, slots=True)
class TablesChanged(Fact):
    """A table or a field of the workspace with this internal number was made, changed, trashed or restored."""

    workspace: int


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of a table.

    `number` is internal. `column` is where its value is stored (a system column for a computed type), `match_column`
    where equality is decided; they differ where the type normalises. `initial` is the default as a value.
    """

    number: int
    id: str
    name: str
    label: str
    type: str
    kind: FieldType
    setting: Setting
    column: str
    match_column: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    default: JsonValue = None
    initial: Value = None
    description: str = ""
    position: int = 0
    deleted_at: datetime | None = None
    searchable: bool = False
    successor: Field | None = None
    """What takes its place when a change of its type is done; whatever is written to it is written there too."""

    @property
    def searched_length(self) -> int:
        """How many characters of a value are searched."""
        return SEARCHED_LONG if self.kind.widget in ("area", "json") else SEARCHED

    @property
    def personal(self) -> bool:
        """Whether the value tells who a person is or how to reach them."""
        return self.kind.personal

    @property
    def params(self) -> JsonObject:
        """The checked parameters of its type."""
        return self.setting.params

    def find_target(self, table: Table) -> Table | None:
        """Give the table whose records this field of the table links to; None where it is in the trash or no link."""
        ref = self.params.get("table")
        return table.peers.get(ref) if self.kind.refers == "record" and isinstance(ref, str) else None

    def with_initial(self, value: Value) -> Field:
        """Give the same field with its default as a value."""
        return replace(self, initial=value)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table with its live fields in order. `system` holds the fields that every record has, by name (`_id` …)."""

    number: int
    id: str
    name: str
    label: str
    fields: tuple[Field, ...]
    physical: PhysicalTable
    system: Mapping[str, Field]
    aliases: tuple[str, ...] = ()
    description: str = ""
    hue: str = HUES[0]
    position: int = 0
    deleted_at: datetime | None = None
    trashed_fields: tuple[Field, ...] = ()
    peers: Mapping[str, Table] = field(default_factory=dict[str, "Table"])
    """The workspace's live tables by id, itself included: links lead to them."""
    blocks: Blocks = field(default_factory=Blocks)
    """Sequence numbers that this process has reserved."""
    layout: int = 0
    """Rises when writes begin to go to other columns; see `layouts`."""
    memo: dict[str, object] = field(init=False, default_factory=dict[str, object])
    """What the floors above prepared for this table once, such as statements."""
    writable: tuple[Field, ...] = field(init=False)
    names: Mapping[str, str] = field(init=False)
    _refs: Mapping[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the look-ups."""
        object.__setattr__(self, "writable", tuple(one for one in self.fields if one.kind.reads is None))
        object.__setattr__(self, "names", {one.name: one.id for one in self.fields})
        object.__setattr__(self, "_refs", _refs(self.fields))

    def find_field(self, ref: str) -> Field | None:
        """Look a live field up by id, API name or alias, whatever the case."""
        return self._refs.get(ref) or self._refs.get(fold(ref))

    def get_field(self, ref: str) -> Field:
        """Look a live field up; raises FieldUnknown."""
        found = self.find_field(ref)
        if found is None:
            raise FieldUnknown(table=self.name, field=ref[:100])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All tables of a workspace as they stood at one moment; `token` changes with every change."""

    token: str
    tables: tuple[Table, ...]
    trashed_tables: tuple[Table, ...] = ()
    _refs: Mapping[str, Table] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the look-up."""
        object.__setattr__(self, "_refs", _refs(self.tables))

    def find_table(self, ref: str) -> Table | None:
        """Look a live table up by id, API name or alias, whatever the case."""
        return self._refs.get(ref) or self._refs.get(fold(ref))

    def get_table(self, ref: str) -> Table:
        """Look a live table up; raises TableUnknown."""
        found = self.find_table(ref)
        if found is None:
            raise TableUnknown(table=ref[:100])
        return found


Named = TypeVar("Named", Table, Field)


def _refs(things: Sequence[Named]) -> Mapping[str, Named]:
    """Map ids, names and aliases, as written and folded; a present name goes before anyone's alias."""
    refs: dict[str, Named] = {}
    for thing in things:
        refs |= dict.fromkeys((name for alias in thing.aliases for name in (alias, fold(alias))), thing)
    for thing in things:
        refs |= dict.fromkeys((thing.id, thing.name, fold(thing.name)), thing)
    return refs


@dataclass(frozen=True, slots=True)
class NewField:
    """A field to make; without an id or API name it gets them."""

    label: str
    type: str
    id: str | None = None
    name: str | None = None
    required: bool = False
    unique: bool = False
    default: JsonValue = None
    description: str = ""
    params: JsonObject = field(default_factory=dict[str, JsonValue])
    searchable: bool | None = None
    """Whether words are looked for in it; None: as its type has it."""
    aliases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NewTable:
    """A table to make; without an id, API name or hue it gets them."""

    label: str
    id: str | None = None
    name: str | None = None
    description: str = ""
    fields: Sequence[NewField] = ()
    hue: str | None = None
    aliases: Sequence[str] = ()


class TableChange(TypedDict, total=False):
    """What to change in a table; what is absent stays. `aliases` are replaced as a whole, the old name too."""

    name: str
    aliases: Sequence[str]
    label: str
    description: str
    hue: str


class FieldChange(TypedDict, total=False):
    """What to change in a field; what is absent stays. `params` and `aliases` (the old name too) are replaced whole."""

    name: str
    aliases: Sequence[str]
    label: str
    description: str
    required: bool
    unique: bool
    searchable: bool
    default: JsonValue
    params: JsonObject
