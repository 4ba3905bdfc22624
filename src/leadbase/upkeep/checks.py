"""What can be wrong with an installation: each check looks at one thing and says how it is, in both languages."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leadbase.jobs.model import JobState
from leadbase.kit.errors import Language, Problem
from leadbase.kit.json import JsonObject
from leadbase.kit.secrets import KEY_FILE, count_keys

MIB = 1024 * 1024
DISK_ALARM, DISK_FULL = 0.80, 0.95
CLOCK_APART = timedelta(seconds=5)
LATE = timedelta(minutes=1)
BACKUP_OLD, BACKUP_ANCIENT = timedelta(hours=36), timedelta(days=4)
RETENTION_LATE = timedelta(hours=3)
NAMED = 5
"""Webhooks that a finding names; the rest are counted."""


class Health(StrEnum):
    """How one thing is: fine, worth a look, or broken."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `english` and `chinese` are format strings over the facts."""

    name: str
    health: Health
    english: str
    chinese: str
    facts: Mapping[str, object]

    def message(self, language: Language) -> str:
        """Give the sentence for a person in this language."""
        return (self.chinese if language == "zh-CN" else self.english).format(**self.facts)

    def as_json(self, language: Language) -> JsonObject:
        """Spell it as `leadbase doctor --json` prints it."""
        return {"check": self.name, "health": self.health.value, "message": self.message(language)}


def refused(name: str, problem: Problem) -> Finding:
    """Turn what a part refused into a finding."""
    facts = {"en": problem.message("en"), "zh": problem.message("zh-CN")}
    return Finding(name, Health.FAILED, "{en}", "{zh}", facts)


def crashed(name: str, error: Exception) -> Finding:
    """Turn what nobody foresaw into a finding."""
    facts = {"kind": type(error).__name__, "error": " ".join(str(error).split())[:300]}
    return Finding(name, Health.FAILED, "it can't be told ({kind}: {error})", "无法检查（{kind}：{error}）", facts)


def check_versions(versions: Mapping[str, str]) -> Finding:
    """Tell which versions run; they belong into every report of a fault."""
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return Finding("versions", Health.OK, "{told}", "{told}", {"told": told})


def check_settings(unknown: list[str]) -> Finding:
    """Look for variables that are spelt like settings and are none."""
    if unknown:
        english = "no such setting: {names}; check the spelling"
        return Finding(
            "settings", Health.WARNING, english, "没有这样的设置：{names}；请检查拼写", {"names": ", ".join(unknown)}
        )
    return Finding("settings", Health.OK, "every setting is known", "所有设置均有效", {})


def check_folder(folder: Path) -> Finding:
    """Look whether the data folder can be written."""
    facts = {"folder": folder}
    if not folder.exists():
        english = "{folder} is not there yet; the first start makes it"
        return Finding("data folder", Health.WARNING, english, "{folder} 尚不存在；首次启动时会创建", facts)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Finding("data folder", Health.FAILED, "{folder} can't be written", "{folder} 不可写", facts)
    if folder.stat().st_mode & stat.S_IWOTH:
        english = "{folder} can be written by everybody on this machine; chmod o-w it"
        return Finding("data folder", Health.WARNING, english, "本机任何人都可写 {folder}；请执行 chmod o-w", facts)
    return Finding("data folder", Health.OK, "{folder} can be written", "{folder} 可写", facts)


def check_key_file(path: Path | None) -> Finding:
    """Look whether the master key's file is its owner's alone; None: the key comes from the environment."""
    if path is None:
        return Finding("master key", Health.OK, "it comes from the environment", "来自环境变量", {})
    if path.name == KEY_FILE and not path.exists():
        return Finding("master key", Health.OK, "the first start makes it", "首次启动时会生成", {})
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        facts = {"path": path, "reason": error.strerror}
        return Finding(
            "master key", Health.FAILED, "{path} can't be read ({reason})", "无法读取 {path}（{reason}）", facts
        )
    facts = {"path": path, "mode": f"{mode:04o}"}
    if mode & 0o077:
        english = "{path} has mode {mode}, so others can read it; chmod 600 it"
        return Finding(
            "master key", Health.FAILED, english, "{path} 的权限为 {mode}，他人可读；请执行 chmod 600", facts
        )
    if path.name == KEY_FILE and count_keys(path.parent) > 1:
        english = "a rotation of the key is not done; run leadbase secrets rotate to finish it"
        return Finding("master key", Health.WARNING, english, "密钥轮换尚未完成；请执行 leadbase secrets rotate", facts)
    return Finding("master key", Health.OK, "{path} has mode {mode}", "{path} 的权限为 {mode}", facts)


def check_disk(folder: Path) -> Finding:
    """Look how full the disk is on which the data folder is, or will be; the alarm is at 80 %."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return judge_disk(usage.free, usage.total)


def judge_disk(free: int, total: int) -> Finding:
    """Tell how a disk is with so many bytes free of so many."""
    share = 1 - free / total
    facts = {"free": f"{free // MIB:,} MiB", "share": f"{share:.0%}"}
    health = Health.FAILED if share >= DISK_FULL else Health.WARNING if share >= DISK_ALARM else Health.OK
    return Finding("disk", health, "{free} are free, {share} is used", "剩余 {free}，已用 {share}", facts)


def check_schema(version: int, known: int) -> Finding:
    """Compare the database's schema with the program's."""
    facts = {"version": version, "known": known}
    if version < known:
        english = "schema {version}, this program has {known}; it is migrated by the next start"
        return Finding(
            "database", Health.WARNING, english, "结构版本 {version}，程序为 {known}；下次启动时会自动迁移", facts
        )
    return Finding("database", Health.OK, "it answers, at schema version {version}", "正常，结构版本 {version}", facts)


def check_clock(ours: datetime, theirs: datetime) -> Finding:
    """Compare this machine's clock with the database's, or with the newest event."""
    apart = abs(ours - theirs)
    facts = {"seconds": round(apart.total_seconds(), 1)}
    if apart > CLOCK_APART:
        english = "it is {seconds} seconds apart from the database's; set both by NTP"
        return Finding("clock", Health.WARNING, english, "与数据库时钟相差 {seconds} 秒；请用 NTP 校时", facts)
    return Finding("clock", Health.OK, "it agrees with the database's", "与数据库时钟一致", facts)


def check_zones() -> Finding:
    """Look whether time zones are known, by the one that workspaces begin with."""
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        english = "the time zone data is missing; install the package tzdata"
        return Finding("time zones", Health.FAILED, english, "缺少时区数据；请安装 tzdata", {})
    return Finding("time zones", Health.OK, "Asia/Shanghai is known", "已有 Asia/Shanghai 时区数据", {})


def check_sandbox(*, is_ready: bool) -> Finding:
    """Tell whether a sandbox started and ran a script."""
    if is_ready:
        return Finding("sandbox", Health.OK, "it starts and runs a script", "可启动并执行脚本", {})
    return Finding("sandbox", Health.FAILED, "it doesn't start; the log says why", "无法启动；原因见日志", {})


def check_backlog(counts: Mapping[str, int], due_since: datetime | None, now: datetime) -> Finding:
    """Look for events that nobody processes and failures that nobody has seen."""
    facts = {state: counts.get(state, 0) for state in ("received", "running", "waiting", "held", "failed")}
    told = "received {received}, running {running}, waiting {waiting}, held {held}, failed and not seen {failed}"
    chinese = "待处理 {received}，执行中 {running}，等待重试 {waiting}，留存 {held}，失败未查看 {failed}"
    is_late = due_since is not None and now - due_since > LATE
    if is_late:
        told += "; some wait for more than a minute: is a server running?"
        chinese += "；有事件等待超过一分钟：服务是否在运行？"
    return Finding("events", Health.WARNING if is_late or facts["failed"] else Health.OK, told, chinese, facts)


def check_jobs(
    counts: Mapping[tuple[str, JobState], int], known: Collection[str], due_since: datetime | None, now: datetime
) -> Finding:
    """Look for jobs that failed, that nobody runs, or that no part of this program knows how to run."""
    by_state: dict[JobState, int] = {}
    for (_, state), count in counts.items():
        by_state[state] = by_state.get(state, 0) + count
    unknown = sorted({kind for kind, state in counts if kind not in known and state is not JobState.FAILED})
    facts: dict[str, object] = {state.value: by_state.get(state, 0) for state in JobState}
    facts["kinds"] = ", ".join(unknown)
    told = "queued {queued}, running {running}, waiting {waiting}, failed {failed}"
    chinese = "排队 {queued}，执行中 {running}，等待 {waiting}，失败 {failed}"
    is_late = due_since is not None and now - due_since > LATE
    if is_late:
        told += "; some are due for more than a minute: is a server running?"
        chinese += "；有任务到期超过一分钟：服务是否在运行？"
    if unknown:
        told += "; this program does not know the kind {kinds}: run the version that made them, or cancel them"
        chinese += "；当前程序不认识任务类型 {kinds}：请运行创建它们的版本，或取消这些任务"
    is_fine = not (is_late or unknown or facts["failed"])
    return Finding("jobs", Health.OK if is_fine else Health.WARNING, told, chinese, facts)


def check_server(url: str | None, status: int | None) -> Finding:
    """Tell whether the server that should run here answers that it is ready."""
    facts = {"url": url, "status": status or "-"}
    if url is None:
        return Finding("server", Health.OK, "none runs on this machine", "本机没有运行中的服务", facts)
    if status == 200:
        return Finding("server", Health.OK, "{url} is ready", "{url} 已就绪", facts)
    return Finding("server", Health.FAILED, "{url} is not ready ({status})", "{url} 未就绪（{status}）", facts)


def check_address(public_url: str | None) -> Finding:
    """Tell whether people and lead sources elsewhere can reach the server by its links."""
    if public_url is None:
        english = "LEADBASE_PUBLIC_URL is not set, so no lead source elsewhere can reach a webhook by its link"
        return Finding(
            "address", Health.WARNING, english, "未设置 LEADBASE_PUBLIC_URL，外部线索来源无法访问 webhook 链接", {}
        )
    return Finding("address", Health.OK, "{url}", "{url}", {"url": public_url})


def check_built(parts: Mapping[str, bool]) -> Finding:
    """Look whether the parts that are built from other languages are there."""
    missing = ", ".join(name for name, is_there in parts.items() if not is_there)
    if missing:
        facts = {"missing": missing}
        return Finding(
            "built parts", Health.FAILED, "{missing} is not built; run make", "{missing} 尚未构建；请运行 make", facts
        )
    return Finding("built parts", Health.OK, "all are there", "齐全", {})


def check_backups(newest: datetime | None, *, is_planned: bool, failed: str | None, now: datetime) -> Finding:
    """Look whether there is a verified backup that is not too old; `failed` is why the last one was not made."""
    facts: dict[str, object] = {"newest": "-" if newest is None else f"{newest:%Y-%m-%d %H:%M}Z", "reason": failed}
    if newest is None:
        english = "there is no verified backup; make one with leadbase backup"
        return Finding("backups", Health.WARNING, english, "没有经过验证的备份；请运行 leadbase backup", facts)
    if failed:
        english = "the last one was not made ({reason}); the newest that counts is of {newest}"
        chinese = "最近一次备份未完成（{reason}）；最新的有效备份为 {newest}"
        return Finding("backups", Health.FAILED, english, chinese, facts)
    if now - newest > (BACKUP_ANCIENT if is_planned else BACKUP_OLD):
        english = "the newest that counts is of {newest}; make one with leadbase backup, or let it be made nightly"
        chinese = "最新的有效备份为 {newest}；请运行 leadbase backup，或开启每日备份"
        return Finding("backups", Health.FAILED if is_planned else Health.WARNING, english, chinese, facts)
    if now - newest > BACKUP_OLD:
        english = "the newest that counts is of {newest}, though they are made nightly: is a server running?"
        chinese = "已开启每日备份，但最新的有效备份为 {newest}：服务是否在运行？"
        return Finding("backups", Health.WARNING, english, chinese, facts)
    return Finding("backups", Health.OK, "the newest is of {newest}, verified", "最新备份为 {newest}，已验证", facts)


def check_webhooks(failing: Sequence[str], silent: Sequence[str]) -> Finding:
    """Look for webhooks whose events fail and nobody looked, and for those that were heard and are silent now."""
    facts = {"failing": _named(failing), "silent": _named(silent)}
    told, chinese = list[str](), list[str]()
    if failing:
        told.append("events of {failing} failed in the last 24 hours; look at them in the console")
        chinese.append("{failing} 在 24 小时内有失败事件；请在控制台查看")
    if silent:
        told.append("{silent} had events and are silent for 24 hours; look at their source")
        chinese.append("{silent} 已 24 小时没有收到事件；请检查线索来源")
    if not told:
        return Finding("webhooks", Health.OK, "none fails or fell silent", "没有失败或静默的 webhook", facts)
    return Finding("webhooks", Health.WARNING, "; ".join(told), "；".join(chinese), facts)


def check_retention(late: int, *, is_full: bool) -> Finding:
    """Look whether what is beyond its age goes, and whether what may not go fills the space."""
    if is_full:
        english = "what waits for a person or a retry fills the space for requests, so senders are refused; look at it"
        chinese = "待处理、留存和未查看的失败事件已占满空间，新请求会被拒绝；请尽快处理"
        return Finding("retention", Health.FAILED, english, chinese, {})
    if late:
        english = "{late} events or more are beyond their age and still there: is a server running?"
        return Finding(
            "retention", Health.WARNING, english, "至少 {late} 条事件已到期未清理：服务是否在运行？", {"late": late}
        )
    return Finding("retention", Health.OK, "nothing is beyond its age", "没有到期未清理的内容", {})


def check_secrets(lost: int) -> Finding:
    """Look whether the master key opens every secret that is kept."""
    if lost:
        english = "{lost} secrets are sealed with a master key that is not here; bring it back, or enter them again"
        chinese = "有 {lost} 个密文由不在此处的主密钥加密；请恢复该密钥，或重新填写"
        return Finding("secrets", Health.FAILED, english, chinese, {"lost": lost})
    return Finding("secrets", Health.OK, "the master key opens all of them", "主密钥可解开全部密文", {})


def _named(names: Sequence[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" +{rest}" if rest > 0 else "")
