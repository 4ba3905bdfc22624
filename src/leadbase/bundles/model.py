"""What an import would do or did, and what can be refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from leadbase.kit.errors import Conflict, Invalid, Language, Problem, TooMuch
from leadbase.kit.json import compact

Action = Literal["make", "change", "remove", "leave"]
Thing = Literal["workspace", "table", "field", "view", "webhook", "script", "draft", "dashboard", "order"]


class BundleTooNew(Invalid):
    """This bundle has the format {format}, written by {made_by}; up to {known} can be read: update Leadbase first."""

    code = "bundle_too_new"
    zh = "该应用包的格式为 {format}，由 {made_by} 写出；这里最多能读格式 {known}：请先升级线索库。"


class BundleMissing(Invalid):
    """There is no bundle in {place}: {file} is missing; name the folder that holds it."""

    code = "bundle_missing"
    zh = "{place} 中没有应用包：缺少 {file}；请指定它所在的文件夹。"


class BundleBroken(Invalid):
    """{file}, line {line}, can't be read: {reason}"""

    code = "bundle_broken"
    zh = "{file} 第 {line} 行无法读取：{reason}"


class BundleTypeUnknown(Invalid):
    """{file}, line {line}: there is no field type {type}; choose one of {known}, or install what brings it."""

    code = "bundle_type_unknown"
    zh = "{file} 第 {line} 行：没有字段类型 {type}；请从 {known} 中选择，或安装提供它的包。"


class BundleFileRefused(Invalid):
    """{file} can't be part of a bundle: {reason}; take it out."""

    code = "bundle_file_refused"
    zh = "{file} 不能出现在应用包中：{reason}；请移除。"


class BundleNotBase64(Invalid):
    """The archive is no base64; send the zip file in base64."""

    code = "bundle_not_base64"
    zh = "应用包不是有效的 base64；请以 base64 发送 zip 文件。"


class BundleTooLarge(TooMuch):
    """This bundle is too large: {what}, at most {limit}."""

    code = "bundle_too_large"
    zh = "应用包过大：{what}，最多 {limit}。"


class BundleFolderTaken(Conflict):
    """The folder {folder} holds other things and no bundle; name a new folder, or one that a bundle is in."""

    code = "bundle_folder_taken"
    zh = "文件夹 {folder} 中有其他内容而没有应用包；请指定新文件夹，或已有应用包的文件夹。"


class BundleScriptBroken(Invalid):
    """{file}, line {line}, column {column}: {problem}; mend the script."""

    code = "bundle_script_broken"
    zh = "{file} 第 {line} 行第 {column} 列：{problem}；请修改脚本。"


class BundlePlanChanged(Conflict):
    """The workspace or the bundle changed since the difference was shown; look at the new difference, then apply it."""

    code = "bundle_plan_changed"
    zh = "显示差异之后，工作区或应用包已有变化；请查看新的差异后再应用。"


class BundleConflicts(Conflict):
    """The bundle does not fit this workspace in {count} places; the first: {first}"""

    code = "bundle_conflicts"
    zh = "应用包与该工作区有 {count} 处冲突；第一处：{first}"


class BundleNameTaken(Conflict):
    """The API name {name} of {file} belongs to {other} ({other_id}) here; rename one of the two."""

    code = "bundle_name_taken"
    zh = "{file} 中的 API 名称 {name} 在此属于 {other}（{other_id}）；请给其中一个改名。"


class BundleInTrash(Conflict):
    """{thing} of {file} (id {id}) was deleted here; restore it first, or give it another id in the file."""

    code = "bundle_in_trash"
    zh = "{file} 中的 {thing}（ID {id}）在此已被删除；请先恢复，或在文件中换一个 ID。"


class BundleTypeDiffers(Conflict):
    """The field {field} of {file} is of type {wanted} and here {present}; use the change of type, then import."""

    code = "bundle_type_differs"
    zh = "{file} 中的字段 {field} 类型为 {wanted}，此处为 {present}；请先“更改字段类型”，再导入。"


class BundleFixed(Conflict):
    """The {setting} of {thing} in {file} is {wanted} and stays {present} here; write that, or give it another id."""

    code = "bundle_fixed"
    zh = "{file} 中 {thing} 的 {setting} 是 {wanted}，此处固定为 {present}；请改成一致，或换一个 ID。"


class BundleViewBroken(Invalid):
    """In {file} something is wrong: {reason}; mend it."""

    code = "bundle_view_broken"
    zh = "{file} 有误：{reason}；请修改。"


class BundlePartRefused(Conflict):
    """{file} is refused: {reason}"""

    code = "bundle_part_refused"
    zh = "{file} 被拒绝：{reason}"

    def __init__(self, file: str, cause: Problem) -> None:
        """Take the refused part's file and why it was refused."""
        self.cause = cause
        super().__init__(file=file, reason=cause.message("en"), cause=cause.code)

    def message(self, language: Language) -> str:
        """Give the sentence with the reason in the same language."""
        pattern = self.zh if language == "zh-CN" else "{file} is refused: {reason}"
        return pattern.format(file=self.facts["file"], reason=self.cause.message(language))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an import makes, changes, removes, or leaves though the bundle does not have it.

    `table` is the API name of the table that a field or view is in, `what` the settings that change.
    """

    action: Action
    thing: Thing
    id: str
    name: str
    label: str
    table: str = ""
    what: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import comes to in one workspace."""

    changes: Sequence[Change]
    conflicts: Sequence[Problem]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return all(change.action == "leave" for change in self.changes)

    @property
    def plan(self) -> str:
        """A name for exactly this difference."""
        told = [[one.action, one.thing, one.id, one.name, one.label, one.table, list(one.what)] for one in self.changes]
        return hashlib.sha256(compact([told, [str(one) for one in self.conflicts]]).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to import. `prune`: remove what the bundle does not have. `switch`: let webhooks be on or off as it says.

    `plan` is the difference that was shown: another one is refused (None: whatever it is).
    """

    prune: bool = False
    switch: bool = False
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A webhook that was made: where leads go, whether it is on, and whether its sender's secret has to be set."""

    id: str
    name: str
    url: str
    on: bool
    needs_secret: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    difference: Difference
    webhooks: Sequence[NewAddress] = field(default=())
