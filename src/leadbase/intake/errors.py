"""What the verbs of intake refuse."""

from __future__ import annotations

from leadbase.kit.errors import Conflict, Invalid, NotFound


class WebhookUnknown(NotFound):
    """There is no webhook {webhook} in this workspace."""

    code = "webhook_unknown"
    zh = "这个工作区里没有 webhook {webhook}。"


class WebhookNameTaken(Conflict):
    """Another webhook is already called {name}; choose another name."""

    code = "webhook_name_taken"
    zh = "已有 webhook 叫 {name}，请换一个名称。"


class WebhookIdTaken(Conflict):
    """Another webhook already has the id {id}."""

    code = "webhook_id_taken"
    zh = "已有 webhook 使用 ID {id}。"


class WebhookChangedMeanwhile(Conflict):
    """The webhook {webhook} was changed meanwhile and is now version {version}; look at it again."""

    code = "webhook_changed"
    zh = "webhook {webhook} 已被修改，当前版本为 {version}，请重新查看。"


class SuffixInvalid(Invalid):
    """{suffix} can't be a path suffix: use 1 to 64 of letters, digits, - _ and . such as {suggestion}."""

    code = "suffix_invalid"
    zh = "{suffix} 不能用作路径后缀：请使用 1 至 64 个字母、数字、-、_ 或 .，例如 {suggestion}。"


class ScriptHasErrors(Invalid):
    """The script can't go live: line {line}, column {column}: {problem}"""

    code = "script_has_errors"
    zh = "脚本不能上线：第 {line} 行第 {column} 列：{problem}"


class DraftMissing(NotFound):
    """The webhook {webhook} has no draft yet."""

    code = "draft_missing"
    zh = "webhook {webhook} 还没有草稿。"


class EventUnknown(NotFound):
    """There is no event {event} in this workspace."""

    code = "event_unknown"
    zh = "这个工作区里没有事件 {event}。"


class EventBusy(Conflict):
    """The event {event} is {state} just now; wait until it has ended."""

    code = "event_busy"
    zh = "事件 {event} 正处于 {state} 状态，请等它结束。"


class NothingToRun(Conflict):
    """The webhook {webhook} has no live script, so there is nothing to replay."""

    code = "nothing_to_run"
    zh = "webhook {webhook} 没有上线的脚本，没有可重放的内容。"


class FailuresGone(NotFound):
    """There are no failures {key} any more; look at the list of failures again."""

    code = "failures_gone"
    zh = "已没有失败分组 {key}，请重新查看失败列表。"


class PastedIdUnknown(Invalid):
    """The id {id} can't be mapped: the script does not name it, or no field here has it."""

    code = "pasted_id_unknown"
    zh = "无法映射 ID {id}：脚本中没有出现，或这里没有对应的字段。"


class TooManyRows(Invalid):
    """A run writes at most {limit} records."""

    code = "too_many_rows"
    zh = "一次执行最多写入 {limit} 条记录。"


class ArgumentWrong(Invalid):
    """{call} needs {expected} as its argument {position}."""

    code = "argument_wrong"
    zh = "{call} 的第 {position} 个参数应为 {expected}。"


class ReplayUnknown(NotFound):
    """There is no replay {replay} in this workspace."""

    code = "replay_unknown"
    zh = "这个工作区里没有重放 {replay}。"


class ReplayNotWritable(Conflict):
    """The replay {replay} can't be written ({state}): only a dry run that has ended can."""

    code = "replay_not_writable"
    zh = "重放 {replay} 不能写入（{state}）：只有已结束的试运行可以。"


class ReplayNotUndoable(Conflict):
    """The replay {replay} can't be undone ({state}): only one that wrote and has ended can, and only once."""

    code = "replay_not_undoable"
    zh = "重放 {replay} 不能撤销（{state}）：只有写入过且已结束的才能撤销，且只能一次。"


class ReplayNeedsWebhook(Invalid):
    """A version or a draft is that of one webhook; name it in filter.webhook."""

    code = "replay_needs_webhook"
    zh = "版本和草稿都属于某一个 webhook；请在 filter.webhook 中指明。"
