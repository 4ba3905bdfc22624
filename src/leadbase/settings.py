"""What whoever installs Leadbase can set: by the environment, or by a command's flags, which win.

Everything else is a default of the product or a setting of a workspace. Each setting is declared once below; the
reference page and the errors follow from that.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit

from leadbase.kit.errors import Invalid, Language

PREFIX = "LEADBASE_"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ServerName = Literal["granian", "uvicorn"]
LogFormat = Literal["auto", "json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]


class SettingNotAPort(Invalid):
    """The setting {setting} is {value}; give a port number from 1 to 65535, or 0 for any free one."""

    code = "setting_not_a_port"
    zh = "设置 {setting} 的值为 {value}；请填写 1 到 65535 的端口号，或用 0 表示任意空闲端口。"


class SettingNotAnOrigin(Invalid):
    """The setting {setting} is {value}; give an address like https://leads.example.com, with no path behind it."""

    code = "setting_not_an_origin"
    zh = "设置 {setting} 的值为 {value}；请填写形如 https://leads.example.com 的地址，后面不带路径。"


class SettingNotASize(Invalid):
    """The setting {setting} is {value}; give a whole number of GiB, such as 20."""

    code = "setting_not_a_size"
    zh = "设置 {setting} 的值为 {value}；请填写以 GiB 为单位的整数，例如 20。"


class SettingNotANetwork(Invalid):
    """The setting {setting} has {value}; give addresses or networks like 10.0.0.0/8, separated by commas."""

    code = "setting_not_a_network"
    zh = "设置 {setting} 中有 {value}；请填写 IP 地址或网段（例如 10.0.0.0/8），用逗号分隔。"


class SettingNotAChoice(Invalid):
    """The setting {setting} is {value}; choose one of: {known}."""

    code = "setting_not_a_choice"
    zh = "设置 {setting} 的值为 {value}；请从以下选择：{known}。"


class SettingNotADatabase(Invalid):
    """The setting {setting} starts with {value}; give sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."""

    code = "setting_not_a_database"
    zh = "设置 {setting} 以 {value} 开头；请填写 sqlite:///路径 或 postgresql://用户:密码@主机/库名。"


class SettingHalfGiven(Invalid):
    """The setting {setting} is given but {missing} is not; give both, or neither."""

    code = "setting_half_given"
    zh = "已设置 {setting}，但缺少 {missing}；请同时设置，或都不设置。"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Addresses are origins without a slash at the end; secrets stay out of its `repr`."""

    data_dir: Path
    database_url: str = field(repr=False)
    database_direct_url: str | None = field(default=None, repr=False)
    backup_dir: Path | None = None
    retention_gib: int | None = None
    host: str = "127.0.0.1"
    port: int = 8420
    public_url: str | None = None
    hook_url: str | None = None
    admin_email: str | None = None
    admin_password: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    secret_key_file: str | None = None
    trusted_proxies: tuple[Network, ...] = ()
    language: Language = "zh-CN"
    server: ServerName = "granian"
    log_format: LogFormat = "auto"
    log_level: LogLevel = "info"
    import_limit: int = 4
    given: frozenset[str] = field(default=frozenset(), compare=False)
    """The names of the settings that were given, by the environment or by a flag."""

    @property
    def backups(self) -> Path:
        """The folder in which backups are kept."""
        return self.backup_dir or self.data_dir / "backups"

    def secret_environment(self) -> Mapping[str, str]:
        """Give the settings from which `kit.secrets.load_sealer` takes the master key."""
        given = {"LEADBASE_SECRET_KEY": self.secret_key, "LEADBASE_SECRET_KEY_FILE": self.secret_key_file}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting. `name` is the member of Settings, `default` and `help` are for people."""

    name: str
    default: str
    help_zh: str
    help_en: str
    parse: Callable[[str, str], object]
    """Takes the variable's name and the text given; raises one of the errors above."""

    @property
    def variable(self) -> str:
        """The environment variable, such as LEADBASE_PORT."""
        return _VARIABLES.get(self.name, PREFIX + self.name.upper())


_VARIABLES = {"language": "LEADBASE_LANG"}


def _text(_variable: str, text: str) -> str:
    return text


def _path(_variable: str, text: str) -> Path:
    return Path(text).expanduser()


def _port(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise SettingNotAPort(setting=variable, value=text)
    return int(text)


def _gib(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) > 0):
        raise SettingNotASize(setting=variable, value=text)
    return int(text)


def _origin(variable: str, text: str) -> str:
    wrong = SettingNotAnOrigin(setting=variable, value=text)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise wrong from None
    named = parts.scheme in ("http", "https") and parts.hostname and port != 0
    if not named or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _networks(variable: str, text: str) -> tuple[Network, ...]:
    networks: list[Network] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            networks.append(ipaddress.ip_network(part, strict=False))
        except ValueError:
            raise SettingNotANetwork(setting=variable, value=part) from None
    return tuple(networks)


def _database(variable: str, text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise SettingNotADatabase(setting=variable, value=text.split(":")[0][:20])
    return text


def _postgres(variable: str, text: str) -> str:
    if not text.startswith(("postgresql://", "postgres://")):
        raise SettingNotADatabase(setting=variable, value=text.split(":")[0][:20])
    return text


def _language(variable: str, text: str) -> Language:
    found = find_language(text)
    if found is None:
        raise SettingNotAChoice(setting=variable, value=text, known="zh-CN, en")
    return found


def _choice(known: object) -> Callable[[str, str], str]:
    names = cast(tuple[str, ...], get_args(known))

    def parse(variable: str, text: str) -> str:
        if text.lower() not in names:
            raise SettingNotAChoice(setting=variable, value=text, known=", ".join(names))
        return text.lower()

    return parse


SETTINGS = (
    Setting(
        "data_dir",
        "./data",
        "数据目录：SQLite 数据库、主密钥等都在这里。",
        "The data folder: the SQLite database, the master key and all else that is kept.",
        _path,
    ),
    Setting(
        "database_url",
        "sqlite:///<data_dir>/leadbase.db",
        "数据库：`sqlite:///路径` 或 `postgresql://用户:密码@主机/库名`。",
        "The database: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`.",
        _database,
    ),
    Setting(
        "database_direct_url",
        "",
        "绕过连接池（如 PgBouncer）直连同一 PostgreSQL 的地址，用于变更通知；不设置则定时轮询。",
        "The same PostgreSQL past a pooler such as PgBouncer, for notifications of changes; unset, it is polled.",
        _postgres,
    ),
    Setting(
        "backup_dir",
        "<data_dir>/backups",
        "备份目录。多个进程共用一个 PostgreSQL 时，请指向共用的存储。",
        "Where backups are kept; where several machines serve one PostgreSQL, let it be storage that they share.",
        _path,
    ),
    Setting(
        "retention_gib",
        "20",
        "请求正文最多保留的总量（GiB），超出时先删除最旧的；设置后不能在页面上更改。",
        "GiB of requests' bodies that are kept at most, the oldest go first; set here, it can't be changed in the "
        "console.",
        _gib,
    ),
    Setting("host", "127.0.0.1", "监听的地址。", "The address to listen on.", _text),
    Setting(
        "port",
        "8420",
        "监听的端口；被占用时改用下一个空闲端口并提示，`0` 表示任意空闲端口。",
        "The port to listen on; if it is taken the next free one is used, with a notice; `0` takes any free one.",
        _port,
    ),
    Setting(
        "public_url",
        "",
        "外部访问的地址，例如 `https://leads.example.com`，所有链接都由它生成；不设置时，API 只接受本机访问。",
        "The address under which people reach this server, such as `https://leads.example.com`; every link is made "
        "from it. Unset, the API accepts loopback hosts only.",
        _origin,
    ),
    Setting(
        "hook_url",
        "",
        "webhook 使用的独立地址；不设置则与 `LEADBASE_PUBLIC_URL` 相同。",
        "A separate address for webhooks; unset, it is `LEADBASE_PUBLIC_URL`.",
        _origin,
    ),
    Setting(
        "admin_email",
        "",
        "首次启动时创建的管理员邮箱，与 `LEADBASE_ADMIN_PASSWORD` 一起设置。",
        "The administrator who is made at the first start; goes with `LEADBASE_ADMIN_PASSWORD`.",
        _text,
    ),
    Setting("admin_password", "", "该管理员的密码。", "That administrator's password.", _text),
    Setting(
        "secret_key",
        "",
        "主密钥（至少 32 个字符），可有多个，以空白分隔，最新的在前；不设置则使用数据目录中的 `secret.key`。",
        "The master key (32 characters or more), or several separated by blanks, the newest first; unset, it is "
        "`secret.key` in the data folder, made at the first start.",
        _text,
    ),
    Setting(
        "secret_key_file",
        "",
        "存放主密钥的文件，每行一个，最新的在前。",
        "A file that holds the master key, one a line, the newest first.",
        _text,
    ),
    Setting(
        "trusted_proxies",
        "",
        "可信的反向代理地址或网段，以逗号分隔；只有它们的 `X-Forwarded-For` 和 `X-Forwarded-Proto` 会被采用。",
        "Addresses or networks of your reverse proxies, separated by commas; only their `X-Forwarded-For` and "
        "`X-Forwarded-Proto` are believed.",
        _networks,
    ),
    Setting(
        "language",
        "LANG, zh-CN",
        "命令行的语言：`zh-CN` 或 `en`；不设置则看 `LANG`，否则为 `zh-CN`。",
        "The language of the command line: `zh-CN` or `en`; unset, `LANG` decides, else it is `zh-CN`.",
        _language,
    ),
    Setting(
        "server",
        "granian",
        "HTTP 服务器：`granian` 或 `uvicorn`。",
        "The HTTP server: `granian` or `uvicorn`.",
        _choice(ServerName),
    ),
    Setting(
        "log_format",
        "auto",
        "日志格式：`json`、`console`，或 `auto`（终端上为 `console`，否则为 `json`）。",
        "How logs are written: `json`, `console`, or `auto` (`console` on a terminal, else `json`).",
        _choice(LogFormat),
    ),
    Setting(
        "log_level",
        "info",
        "最低日志级别：`debug`、`info`、`warning`、`error`。",
        "The least severe log lines that are written: `debug`, `info`, `warning`, `error`.",
        _choice(LogLevel),
    ),
    Setting(
        "import_limit",
        "4",
        "导入文件的最大大小（GiB）；文件存放在数据目录的 `transfers` 中，不再需要时删除。",
        "GiB of a file to import at most; it lies in `transfers` in the data folder as long as it is needed.",
        _gib,
    ),
)


def load_settings(environment: Mapping[str, str], flags: Mapping[str, str | None] | None = None) -> Settings:
    """Check the settings of the environment and a command's flags (by setting name), which win; an empty text is unset.

    Raises the Setting… error of the first that can't be.
    """
    given: dict[str, str] = {}
    for setting in SETTINGS:
        flag = (flags or {}).get(setting.name)
        if text := (environment.get(setting.variable, "") if flag is None else flag).strip():
            given[setting.name] = text
    _check_pair(given, "admin_email", "admin_password")
    _check_pair(given, "admin_password", "admin_email")
    values = {
        setting.name: setting.parse(setting.variable, given[setting.name])
        for setting in SETTINGS
        if setting.name in given
    }
    data_dir = cast(Path, values.setdefault("data_dir", Path("data")))
    values.setdefault("database_url", f"sqlite:///{data_dir / 'leadbase.db'}")
    values.setdefault("language", find_language(environment.get("LANG", "")) or "zh-CN")
    return Settings(**values, given=frozenset(given))  # pyright: ignore[reportArgumentType]


def list_unknown(environment: Mapping[str, str]) -> list[str]:
    """List the variables that look like ours and are none, such as a misspelt one."""
    known = {setting.variable for setting in SETTINGS}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def find_language(text: str) -> Language | None:
    """Tell which of our languages a locale such as `zh_CN.UTF-8` asks for: Chinese, else English; None for C."""
    name = text.replace("_", "-").split(".")[0].split("@")[0].split("-")[0].lower()
    if name in ("", "c", "posix"):
        return None
    return "zh-CN" if name == "zh" else "en"


def _check_pair(given: Mapping[str, str], one: str, other: str) -> None:
    if one in given and other not in given:
        raise SettingHalfGiven(setting=PREFIX + one.upper(), missing=PREFIX + other.upper())
