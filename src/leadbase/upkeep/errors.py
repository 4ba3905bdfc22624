"""What backing up, restoring and keeping can refuse."""

from __future__ import annotations

from leadbase.kit.errors import Conflict, Invalid, NotFound, Unavailable


class BackupRunning(Conflict):
    """A backup is being made in {folder} already; wait for it."""

    code = "backup_running"
    zh = "{folder} 中已有备份正在进行；请等它完成。"


class BackupNoSpace(Unavailable):
    """{folder} has {free_mib} MiB free and a backup needs about {needed_mib} MiB; make room. The older backups stay."""

    code = "backup_no_space"
    zh = "{folder} 剩余 {free_mib} MiB，备份约需 {needed_mib} MiB；请腾出空间。已有备份保持不变。"


class BackupNotVerified(Unavailable):
    """The trial restore of the new backup failed ({reason}), so it doesn't count; the older backups stay."""

    code = "backup_not_verified"
    zh = "新备份试恢复失败（{reason}），不予采用；已有备份保持不变。"


class BackupBroken(Invalid):
    """{file} can't be restored: {reason}. Nothing was changed."""

    code = "backup_broken"
    zh = "无法恢复 {file}：{reason}。未做任何改动。"


class BackupTooNew(Conflict):
    """{file} was made by Leadbase {program} (schema {schema}), which is newer than this program; update it first."""

    code = "backup_too_new"
    zh = "{file} 由更新的 Leadbase {program}（结构版本 {schema}）生成；请先升级本程序。"


class BackupUnknown(NotFound):
    """There is no backup {name}."""

    code = "backup_unknown"
    zh = "没有备份 {name}。"


class RestoreNotEmpty(Conflict):
    """{place} holds data; restore into an empty place, or give --replace, which keeps what is there aside."""

    code = "restore_not_empty"
    zh = "{place} 中已有数据；请恢复到空的位置，或使用 --replace（原有数据会另存保留）。"


class RestoreInUse(Conflict):
    """A server uses this database (it was heard {seconds} s ago); stop every server first."""

    code = "restore_in_use"
    zh = "有服务正在使用该数据库（{seconds} 秒前仍有响应）；请先停止所有服务。"
