"""What the audit tells of: a closed set of actions, each worded in both languages.

In a wording `{subject}` stands for what was acted on and `{within}` for what holds it; who acted comes before it.
"""

from __future__ import annotations

import enum


class Action(enum.StrEnum):
    """One kind of change of configuration or access; its value is its name in the API."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> Action:
        """Keep the wordings beside the name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member

    TABLE_CREATED = "table.created", "新建了数据表{subject}", "created the table {subject}"
    TABLE_CHANGED = "table.changed", "修改了数据表{subject}", "changed the table {subject}"
    TABLE_TRASHED = "table.trashed", "把数据表{subject}移入回收站", "moved the table {subject} to the trash"
    TABLE_RESTORED = "table.restored", "恢复了数据表{subject}", "restored the table {subject}"
    TABLES_ORDERED = "tables.ordered", "调整了数据表的顺序", "changed the order of the tables"
    FIELD_CREATED = "field.created", "在{within}表中新建了字段{subject}", "created the field {subject} in {within}"
    FIELD_CHANGED = "field.changed", "修改了{within}表的字段{subject}", "changed the field {subject} of {within}"
    FIELD_TRASHED = (
        "field.trashed",
        "把{within}表的字段{subject}移入回收站",
        "moved the field {subject} of {within} to the trash",
    )
    FIELD_RESTORED = "field.restored", "恢复了{within}表的字段{subject}", "restored the field {subject} of {within}"
    FIELDS_ORDERED = "fields.ordered", "调整了{subject}表的字段顺序", "changed the order of the fields of {subject}"
    FIELD_RETYPED = (
        "field.retyped",
        "开始更改{within}表的字段{subject}的类型",
        "began to change the type of the field {subject} of {within}",
    )
    INDEX_ASKED = (
        "index.asked",
        "为{within}表的字段{subject}建立索引",
        "asked for an index of the field {subject} of {within}",
    )
    INDEX_DROPPED = (
        "index.dropped",
        "删除了{within}表的字段{subject}的索引",
        "dropped an index of the field {subject} of {within}",
    )
    VIEW_SHARED = "view.shared", "共享了{within}表的视图{subject}", "shared the view {subject} of {within}"
    VIEW_UNSHARED = (
        "view.unshared",
        "取消共享{within}表的视图{subject}",
        "made the view {subject} of {within} personal",
    )
    VIEW_CHANGED = (
        "view.changed",
        "修改了{within}表的共享视图{subject}",
        "changed the shared view {subject} of {within}",
    )
    VIEW_LOCKED = "view.locked", "锁定了{within}表的视图{subject}", "locked the view {subject} of {within}"
    VIEW_UNLOCKED = "view.unlocked", "解锁了{within}表的视图{subject}", "unlocked the view {subject} of {within}"
    VIEW_DELETED = (
        "view.deleted",
        "删除了{within}表的共享视图{subject}",
        "deleted the shared view {subject} of {within}",
    )
    VIEWS_ORDERED = "views.ordered", "调整了{subject}表的视图顺序", "changed the order of the views of {subject}"
    WEBHOOK_CREATED = "webhook.created", "新建了 Webhook {subject}", "created the webhook {subject}"
    WEBHOOK_CHANGED = "webhook.changed", "修改了 Webhook {subject}", "changed the webhook {subject}"
    WEBHOOK_TURNED_ON = "webhook.turned_on", "启用了 Webhook {subject}", "turned the webhook {subject} on"
    WEBHOOK_TURNED_OFF = "webhook.turned_off", "停用了 Webhook {subject}", "turned the webhook {subject} off"
    WEBHOOK_KEY_REISSUED = (
        "webhook.key_reissued",
        "重新生成了 Webhook {subject}的密钥",
        "reissued the URL key of the webhook {subject}",
    )
    WEBHOOK_RELEASED = (
        "webhook.released",
        "放行了 Webhook {subject}暂存的事件",
        "released the held events of the webhook {subject}",
    )
    WEBHOOK_DELETED = "webhook.deleted", "删除了 Webhook {subject}", "deleted the webhook {subject}"
    SCRIPT_PUBLISHED = (
        "script.published",
        "发布了{within}的脚本{subject}",
        "published {subject} of the script of {within}",
    )
    SCRIPT_SWITCHED = "script.switched", "切换了{subject}的线上脚本", "switched the live script of {subject}"
    REPLAY_STARTED = "replay.started", "发起了批量重放{subject}", "started the bulk replay {subject}"
    TABLE_REWOUND = "table.rewound", "将数据表{subject}恢复到了过去的时刻", "took the table {subject} back to a moment"
    REPLAY_UNDONE = "replay.undone", "撤销了批量重放{subject}", "undid the bulk replay {subject}"
    FAILURES_REPLAYED = "failures.replayed", "重放了一组失败事件{subject}", "replayed a group of failures {subject}"
    DASHBOARD_CREATED = "dashboard.created", "新建了共享仪表盘{subject}", "created the shared dashboard {subject}"
    DASHBOARD_CHANGED = "dashboard.changed", "修改了共享仪表盘{subject}", "changed the shared dashboard {subject}"
    DASHBOARD_DELETED = "dashboard.deleted", "删除了共享仪表盘{subject}", "deleted the shared dashboard {subject}"
    SECRET_SET = "secret.set", "设置了密文{subject}", "set the secret {subject}"
    SECRET_DELETED = "secret.deleted", "删除了密文{subject}", "deleted the secret {subject}"
    HOSTS_CHANGED = "hosts.changed", "修改了脚本可访问的主机", "changed the hosts that scripts may call"
    BUNDLE_IMPORTED = "bundle.imported", "导入了工作区设计包", "imported a bundle of the workspace's design"
    IMPORT_STARTED = "import.started", "开始向{within}表导入{subject}", "began to import {subject} into {within}"
    IMPORT_UNDONE = (
        "import.undone",
        "开始撤销向{within}表的导入{subject}",
        "began to undo the import {subject} into {within}",
    )
    RECORDS_EXPORTED = "records.exported", "导出了{subject}表的记录", "exported records of {subject}"
    RETENTION_CHANGED = "retention.changed", "修改了数据保留时间", "changed how long things are kept"
    BACKUP_MADE = "backup.made", "发起了备份", "began a backup"
    BACKUP_PLANNED = "backup.planned", "修改了备份计划", "changed the plan of backups"
    BACKUP_DOWNLOADED = "backup.downloaded", "下载了备份{subject}", "downloaded the backup {subject}"
    BACKUP_DELETED = "backup.deleted", "删除了备份{subject}", "deleted the backup {subject}"
    TEMPLATE_APPLIED = "template.applied", "应用了模板{subject}", "applied the template {subject}"
    PERSON_INVITED = "person.invited", "邀请了{subject}", "invited {subject}"
    INVITATION_TAKEN_BACK = "invitation.taken_back", "撤回了邀请{subject}", "took back the invitation {subject}"
    PERSON_ADDED = "person.added", "添加了成员{subject}", "added {subject}"
    PERSON_JOINED = "person.joined", "加入了工作区", "joined the workspace"
    PERSON_CHANGED = "person.changed", "修改了成员{subject}", "changed {subject}"
    PERSON_DISABLED = "person.disabled", "停用了成员{subject}", "disabled {subject}"
    PERSON_ENABLED = "person.enabled", "重新启用了成员{subject}", "enabled {subject} again"
    PERSON_REMOVED = "person.removed", "移除了成员{subject}", "removed {subject}"
    ROLE_CHANGED = "person.role_changed", "修改了成员{subject}的角色", "changed the role of {subject}"
    PASSWORD_CHANGED = "password.changed", "修改了自己的密码", "changed their own password"
    PASSWORD_RESET = "password.reset", "重设了成员{subject}的密码", "set another password for {subject}"
    RESET_LINK_MADE = (
        "password.link_made",
        "为成员{subject}生成了重设密码链接",
        "made a password reset link for {subject}",
    )
    RESET_LINK_USED = "password.link_used", "通过重设链接更换了密码", "chose a password by a reset link"
    SIGNED_IN = "session.signed_in", "登录了", "signed in"
    SIGNED_OUT_ELSEWHERE = "session.ended_others", "退出了其他所有设备", "signed out on all other devices"
    SIGN_IN_BURST = (
        "session.failed",
        "连续多次登录失败{subject}",
        "failed to sign in again and again {subject}",
    )
    TOKEN_MADE = "token.made", "创建了访问令牌{subject}", "made the token {subject}"
    TOKEN_REVOKED = "token.revoked", "吊销了访问令牌{subject}", "revoked the token {subject}"
    WORKSPACE_CREATED = "workspace.created", "新建了工作区{subject}", "created the workspace {subject}"
    WORKSPACE_CHANGED = "workspace.changed", "修改了工作区设置", "changed the settings of the workspace"
    SERVER_SET_UP = "server.set_up", "完成了服务器的首次设置", "set the server up"
    AUDIT_EXPORTED = "audit.exported", "导出了审计日志", "exported the audit log"
