"""Every sentence of the command line in Chinese, by its English original; a test holds that none is missing."""

from __future__ import annotations

from collections.abc import Mapping

_HELP: Mapping[str, str] = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "[default: {}]": "[默认：{}]",
    "[required]": "[必填]",
    "Show this message and exit.": "显示帮助并退出。",
    "Take in sales leads from any system, keep every one, and let people work them.": (
        "接收任意系统的销售线索，一条不丢，供团队跟进。"
    ),
    "The data folder.": "数据目录。",
    "Keep secrets for scripts, and rotate the master key.": "管理脚本使用的密文，以及轮换主密钥。",
    "List the workspace's secrets, without their values.": "列出工作区的密文（不显示值）。",
    "The secret's name.": "密文的名称。",
    "How the secret is sent.": "密文的发送方式。",
    "The header or query parameter, for those kinds.": "请求头或查询参数的名称（仅对应类型需要）。",
    "Send it to this host alone; may be repeated.": "仅发送到该主机；可多次指定。",
    "Let scripts read the value.": "允许脚本读取值。",
    "Make a secret or change it; the value is asked for, or read from stdin.": (
        "新建或修改密文；值在终端询问，或从标准输入读取。"
    ),
    "Make a new master key and seal everything again with it; the server may go on running.": (
        "生成新的主密钥，并用它重新加密全部密文；服务可继续运行。"
    ),
    "The workspace, by name or id.": "工作区的名称或 ID。",
    "Print JSON.": "以 JSON 输出。",
    "Take leads in and serve the API, until stopped.": "接收线索并提供 API，直到被停止。",
    "The address to listen on.": "监听的地址。",
    "The port to listen on.": "监听的端口。",
    "Load the demo into a workspace of its own.": "将演示数据载入单独的工作区。",
    "Bring the database to this program's schema; serve and the other commands do it by themselves.": (
        "将数据库迁移到本程序的结构版本；serve 等命令会自动迁移。"
    ),
    "Look the installation over: versions, folders, keys, disk, database, sandbox, server, backlog.": (
        "检查安装情况：版本、目录、密钥、磁盘、数据库、沙箱、服务、积压。"
    ),
    "Make a backup and prove it by a trial restore; leads go on coming in. The master key is not in it.": (
        "备份并以试恢复验证；期间照常接收线索。备份不含主密钥。"
    ),
    "A file or folder of your own for it; it is not counted among the kept.": (
        "另存到指定的文件或目录；不计入自动保留的备份。"
    ),
    "Restore a backup, which is looked over before anything is touched. Stop the server first.": (
        "恢复备份；改动之前会先完整检查备份。请先停止服务。"
    ),
    "The backup's file.": "备份文件。",
    "The database to restore into, of either kind.": "恢复到的数据库，两种均可。",
    "Put what is there aside, and restore in its place.": "将原有数据另存，再恢复到原处。",
    "Create, list and change the people who can sign in.": "新建、列出和修改可登录的人员。",
    "The person's email address.": "人员的邮箱地址。",
    "What the person may do in the workspace.": "人员在工作区中的角色。",
    "The person's name.": "人员的姓名。",
    "Administrator of every workspace.": "所有工作区的管理员。",
    "Take in an account that exists already.": "加入已存在的账号。",
    "Create a person, or take one into the workspace; the password is asked for, or read from stdin.": (
        "新建人员或将其加入工作区；密码在终端询问，或从标准输入读取。"
    ),
    "List the people of the workspace.": "列出工作区的人员。",
    "Give a person another password, asked for or read from stdin; all their sessions end.": (
        "更换人员的密码（在终端询问或从标准输入读取）；其所有登录随即失效。"
    ),
    "Print a link by which the person chooses another password: good once, for an hour.": (
        "输出一个链接，供该人员重设密码；一次有效，一小时内可用。"
    ),
    "Keep a person from signing in; their sessions and tokens end.": "停用人员；其登录和令牌随即失效。",
    "Let the person sign in again.": "重新启用该人员。",
    "Create, list and revoke keys for programs.": "新建、列出和吊销供程序使用的令牌。",
    "What the token is for.": "令牌的用途。",
    "What the token may do.": "令牌的角色。",
    "Narrow it to this permission; may be repeated.": "仅限此权限；可重复使用。",
    "Create a token and print it; it is shown this once.": "新建令牌并输出；仅显示这一次。",
    "List the workspace's tokens, newest first.": "列出工作区的令牌，最新的在前。",
    "The token's id.": "令牌的 ID。",
    "Revoke a token and every token that it made.": "吊销令牌及由它创建的所有令牌。",
    "List and apply ready-made sets of tables and webhooks.": "列出和应用现成的数据表与 webhook 模板。",
    "List the templates.": "列出模板。",
    "The template's name.": "模板的名称。",
    "Make another set with ids and names of its own.": "以新的 ID 和名称另建一套。",
    "Make a template's tables and webhooks.": "创建模板中的数据表和 webhook。",
    "Send leads to an address as a lead source would, and tell how it went.": (
        "像线索来源那样向某个地址推送线索，并报告结果。"
    ),
    "The lead source to act as, such as feiyu.": "模拟的线索来源，例如 feiyu。",
    "The webhook's whole address.": "webhook 的完整地址。",
    "How many varied leads to send; without it, the demo lead.": "推送多少条不同的线索；不填则推送一条演示线索。",
    "Leads a second at most.": "每秒最多推送的条数。",
    "Leads under way at once.": "同时推送的条数。",
    "The fields to send, separated by commas.": "要推送的字段，以逗号分隔。",
    "Send a field under another name: OLD=NEW; may be repeated.": "以其他名称推送字段：旧名=新名；可重复使用。",
    "The answer that counts as success, as JSON.": "视为成功的返回结果（JSON）。",
    "The same seed gives the same leads again.": "相同的种子产生相同的线索。",
    "Seconds to wait for an answer.": "等待返回的秒数。",
    "List, show and replay events.": "列出、查看和重放回调事件。",
    "The event's id.": "事件的 ID。",
    "Only those of this webhook, by name or id.": "仅此 webhook 的事件（名称或 ID）。",
    "Only those in this state; may be repeated.": "仅此状态的事件；可重复使用。",
    "How many to list.": "列出的数量。",
    "Where the page before ended.": "上一页结束的位置。",
    "List events, newest first.": "列出事件，最新的在前。",
    "Show an event: what came, what was done, what was answered.": "查看事件：收到的内容、执行的操作、返回的结果。",
    "The script's version; without it, the live one.": "脚本的版本；不填则为上线版本。",
    "Make new records instead of redoing those that the event made.": "新建记录，而不是重做该事件已建的记录。",
    "Show what would change and write nothing.": "只显示将发生的变化，不写入。",
    "Run an event again, for real or as a dry run.": "重新执行事件，或仅试运行。",
    "The folder of the bundle.": "应用包所在的文件夹。",
    "Only tell what would happen.": "只说明会发生什么。",
    "Remove what the bundle does not have.": "移除应用包中没有的内容。",
    "Switch webhooks on and off as the bundle says; else new ones are off.": (
        "按应用包开启或关闭 Webhook；否则新建的 Webhook 处于关闭状态。"
    ),
    "Do not ask before anything is removed.": "移除内容前不再询问。",
    "The table, by API name or id.": "数据表的 API 名称或 ID。",
    "A view of the table: its filter, sort and fields.": "数据表的视图：采用它的筛选、排序和字段。",
    "How to write the records.": "输出的格式。",
    "Begin a CSV with a BOM, for Excel.": "CSV 以 BOM 开头，供 Excel 识别。",
    "Write a table's records to stdout, or a workspace's design into a folder, to be kept in git.": (
        "将数据表的记录输出到标准输出，或将工作区的设计写入文件夹（可用 git 管理）。"
    ),
    "A CSV, TSV or xlsx file.": "CSV、TSV 或 xlsx 文件。",
    "Put a column into a field: COLUMN=FIELD, or COLUMN= for none; may be repeated.": (
        "指定列对应的字段：列=字段；列= 表示不导入；可重复使用。"
    ),
    "What becomes of a row whose record is there; all but create need --key.": (
        "记录已存在时如何处理；除 create 外都需要 --key。"
    ),
    "A field by which a record is the same; may be repeated.": "判断是否同一条记录的字段；可重复使用。",
    "Leave a cell that does not fit empty, or leave its row out.": "不合适的单元格留空，或整行不导入。",
    "The encoding, if it is not told well.": "文件的编码；自动识别有误时指定。",
    "The sheet of a workbook.": "工作簿中的工作表。",
    "Bring a file into a table, or a workspace to what a bundle's folder says.": (
        "将文件导入数据表，或将工作区变为应用包文件夹所描述的样子。"
    ),
}

_SAID: Mapping[str, str] = {
    "Sealed again: {count} ({kind}).": "已重新加密：{count} 项（{kind}）。",
    "The master key is {key} now.": "当前主密钥为 {key}。",
    "Nothing needs the older keys any more; take them out of where they are set.": "旧密钥已不再需要；请从设置处移除。",
    "Backups made before need the old key, which is in {file}; keep it with them.": (
        "此前的备份需要旧密钥，它在 {file} 中；请与备份一同妥善保存。"
    ),
    "Value: ": "值：",
    "Error: ": "错误：",
    "Error: {reason}": "错误：{reason}",
    "Error: something unforeseen ({reason}); LEADBASE_LOG_LEVEL=debug shows where.": (
        "错误：意外情况（{reason}）；设置 LEADBASE_LOG_LEVEL=debug 可查看位置。"
    ),
    "Wrong usage: there is no option {name}.": "用法错误：没有选项 {name}。",
    "Wrong usage: {name} is missing.": "用法错误：缺少 {name}。",
    "Wrong usage: there is no command {name}.": "用法错误：没有命令 {name}。",
    "{name} is {value}; choose one of {known}.": "{name} 的值为 {value}；请从以下选择：{known}。",
    "{name} can't be that ({reason}).": "{name} 的值无效（{reason}）。",
    "Wrong usage: {name} is too much.": "用法错误：多余的 {name}。",
    "Wrong usage: {reason}": "用法错误：{reason}",
    "{command} --help tells more.": "详见 {command} --help。",
    "Stopped.": "已中止。",
    "Verified by a trial restore. The master key (id {key}) is not in it: keep it elsewhere.": (
        "已通过试恢复验证。备份不含主密钥（ID {key}），请另行保存。"
    ),
    "Restored {rows} rows as of {made_at}.": "已恢复 {rows} 行，数据截至 {made_at}。",
    "What was there before is kept as {place}.": "原有数据另存为 {place}。",
    "The backup has no master key: before you start the server, put the key with id {key} into {file} "
    "(or LEADBASE_SECRET_KEY).": (
        "备份不含主密钥：启动服务前，请将 ID 为 {key} 的主密钥放入 {file}（或设置 LEADBASE_SECRET_KEY）。"
    ),
    "Password: ": "密码：",
    "Once more: ": "再次输入：",
    "The two are different; try again.": "两次输入不一致，请重试。",
    "The database is at schema version {version}.": "数据库结构版本为 {version}。",
    "There are more: --cursor {cursor}": "还有更多：--cursor {cursor}",
    "{count} failed": "失败 {count}",
    "{count} × {cause} {answer}": "{count} × {cause} {answer}",
    "Port {wanted} is taken; using {port} instead.": "端口 {wanted} 已被占用，改用 {port}。",
    "Leadbase {version} answers at {url}": "Leadbase {version} 已启动：{url}",
    "Set-up link, good once, for 24 hours: {url}": "初始化链接（24 小时内有效，仅可使用一次）：{url}",
    "LEADBASE_PUBLIC_URL is not set, so the API answers to this machine alone.": (
        "未设置 LEADBASE_PUBLIC_URL，API 只接受本机访问。"
    ),
    "Demo webhook, in the demo workspace: {url}": "演示 webhook（在「演示工作区」中）：{url}",
    "Try it: {line}": "试一试：{line}",
    "Stopping: what is under way is finished first.": "正在停止：先完成进行中的请求。",
    "{count} files are in {folder}.": "{folder} 中已有 {count} 个文件。",
    "would be removed: {thing} {name}": "将移除：{thing} {name}",
    "Remove them?": "要移除吗？",
    "There is no difference.": "没有差异。",
    "Nothing was changed: this was a dry run.": "未作任何更改：这是试运行。",
    "{name} has a new address: {url}": "{name} 的新地址：{url}",
    "{name} is switched off; switch it on when its sender is set up.": "{name} 处于关闭状态；发送方配置好后请开启。",
    "{name} needs the secret of its sender; until it is set, everything is refused.": (
        "{name} 需要设置发送方的密钥；设置之前一律拒收。"
    ),
    "name the file too": "还要给出文件",
    "name a table or give --bundle, not both": "请给出数据表或 --bundle，二者选一",
    "{done} rows": "{done} 行",
}

_WORDS: Mapping[str, str] = {
    "detail": "位置",
    "hosts": "主机",
    "readable": "可读取",
    "answer": "返回",
    "attempt": "执行",
    "attempts": "执行次数",
    "body": "内容",
    "cause": "原因",
    "console": "控制台",
    "disabled": "停用",
    "duplicate of": "重复于",
    "email": "邮箱",
    "error": "错误",
    "id": "ID",
    "kind": "类型",
    "label": "名称",
    "name": "标识",
    "no.": "序号",
    "operation": "操作",
    "outcome": "结果",
    "received": "收到",
    "record": "记录",
    "revoked": "已吊销",
    "role": "角色",
    "scopes": "权限范围",
    "sending": "推送中",
    "state": "状态",
    "status": "状态码",
    "summary": "说明",
    "table": "数据表",
    "token": "令牌",
    "url": "地址",
    "version": "版本",
    "webhook": "webhook",
    "sent": "已推送",
    "ok": "成功",
    "failed": "失败",
    "p50 ms": "p50 毫秒",
    "p95 ms": "p95 毫秒",
    "p99 ms": "p99 毫秒",
    "leads a second": "每秒条数",
    "running": "执行中",
    "done": "已完成",
    "waiting": "等待重试",
    "held": "留存",
    "rejected": "已拒绝",
    "duplicate": "重复",
    "lost": "中断",
    "create": "新建",
    "update": "更新",
    "delete": "删除",
    "redo": "重做",
    "skip": "跳过",
    "versions": "版本",
    "settings": "设置",
    "data folder": "数据目录",
    "master key": "主密钥",
    "disk": "磁盘",
    "database": "数据库",
    "clock": "时钟",
    "time zones": "时区",
    "sandbox": "沙箱",
    "events": "事件",
    "server": "服务",
    "address": "外部地址",
    "webhooks": "webhook 状态",
    "retention": "数据保留",
    "backups": "备份",
    "secrets": "密文",
    "built parts": "构建产物",
    "change": "更改",
    "make": "新建",
    "remove": "移除",
    "leave": "保留",
    "workspace": "工作区",
    "field": "字段",
    "view": "视图",
    "script": "脚本",
    "draft": "草稿",
    "order": "顺序",
    "dashboard": "仪表盘",
    "created": "新建",
    "changed": "更改",
    "skipped": "跳过",
    "issues": "有问题",
    "cells": "格数",
}

CHINESE: Mapping[str, str] = {**_HELP, **_SAID, **_WORDS}
"""The Chinese of every English sentence, heading and word that the command line says."""
