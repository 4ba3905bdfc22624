"""What storage can refuse, in words that the floors above can act on."""

from __future__ import annotations

from leadbase.kit.errors import Invalid, Unavailable


class StorageUnavailable(Unavailable):
    """The database can't be used at the moment ({reason}); try again shortly."""

    code = "storage_unavailable"
    zh = "数据库暂时不可用（{reason}），请稍后再试。"


class StorageTooNew(Unavailable):
    """This database needs Leadbase with schema {needed} or newer; this program has {known}: upgrade it."""

    code = "storage_too_new"
    zh = "这个数据库需要结构版本 {needed} 或更新的 Leadbase，当前程序是 {known}：请升级程序。"


class StorageUnsupported(Unavailable):
    """The database {found} is not supported; Leadbase needs {needed}."""

    code = "storage_unsupported"
    zh = "不支持数据库 {found}；Leadbase 需要 {needed}。"


class TextNotStorable(Invalid):
    """A text holds the character U+0000, which no database can keep; remove it."""

    code = "text_not_storable"
    zh = "文本中含有数据库无法保存的字符 U+0000；请将其删除。"
