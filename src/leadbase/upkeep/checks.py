"""What can be wrong with an installation: each check looks at one thing and says how it is, in both languages."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leadbase.jobs.model import JobState
from leadbase.kit.errors import Language, Problem
from leadbase.kit.json import JsonObject
from leadbase.kit.secrets import KEY_FILE

MIB = 1024 * 1024
DISK_ALARM, DISK_FULL = 0.80, 0.95
CLOCK_APART = timedelta(seconds=5)
LATE = timedelta(minutes=1)


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
