"""What storage can refuse, in words that the floors above can act on."""

from __future__ import annotations

from leadbase.kit.errors import Conflict, Unavailable


class UniqueTaken(Conflict):
    """Another row already holds this value (index {index})."""

    code = "unique_taken"
    zh = "已有另一行占用了这个值（索引 {index}）。"


class StorageUnavailable(Unavailable):
    """The database can't be written at the moment: {reason}."""

    code = "storage_unavailable"
    zh = "数据库暂时无法写入：{reason}。"


class StorageTooNew(Unavailable):
    """This database needs Leadbase of schema {needed} or newer; this program knows {known}."""

    code = "storage_too_new"
    zh = "这个数据库需要结构版本 {needed} 以上的 Leadbase；当前程序只认识 {known}。"


class StorageUnsupported(Unavailable):
    """The database {found} is too old; Leadbase needs {needed}."""

    code = "storage_unsupported"
    zh = "数据库 {found} 太旧；Leadbase 需要 {needed}。"
