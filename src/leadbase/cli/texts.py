"""Every sentence of the command line in Chinese, by its English original; a test holds that none is missing."""

from __future__ import annotations

from collections.abc import Mapping

CHINESE: Mapping[str, str] = {
    "Error: ": "错误：",
    "Wrong usage: ": "用法错误：",
    "Port {wanted} is taken; using {port} instead.": "端口 {wanted} 已被占用，改用 {port}。",
    "Leadbase {version} answers at {url}": "Leadbase {version} 已启动：{url}",
    "Set-up link, good once, for 24 hours: {url}": "初始化链接（24 小时内有效，仅可使用一次）：{url}",
    "LEADBASE_PUBLIC_URL is not set, so the API answers to this machine alone.": (
        "未设置 LEADBASE_PUBLIC_URL，API 只接受本机访问。"
    ),
    "Demo webhook: {url}": "演示 webhook：{url}",
    "Try it: {line}": "试一试：{line}",
    "Stopping: what is under way is finished first.": "正在停止：先完成进行中的请求。",
}
