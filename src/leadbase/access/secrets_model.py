"""The words of named secrets and allowed hosts."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from leadbase.access.model import AccessFact
from leadbase.kit.errors import Conflict, Forbidden, Invalid, NotFound

LONGEST_SECRET = 8_192
SHORTEST_SECRET = 4
"""Characters; a shorter one would be masked wherever its letters stand together by chance."""

LONGEST_DETAIL = 100
MOST_SECRETS = 200
MOST_HOSTS = 200


class SecretKind(enum.StrEnum):
    """How a secret is shown to the system that it is for."""

    BEARER = "bearer"
    BASIC = "basic"
    HEADER = "header"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Secret:
    """A named secret without its value. `detail` is the header or query parameter of the kinds that name one.

    `hosts` narrows where it may be sent (empty: to every allowed host); `readable` lets scripts see the value.
    """

    name: str
    kind: SecretKind
    detail: str
    readable: bool
    hosts: tuple[str, ...]
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A secret with its value, sealed."""

    secret: Secret
    sealed: str


@dataclass(frozen=True, slots=True)
class NewSecret:
    """What a secret is to be; a value of None keeps the one that is there."""

    kind: SecretKind = SecretKind.BEARER
    value: str | None = None
    detail: str = ""
    readable: bool = False
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecretSet(AccessFact):
    """A secret was made or changed; `replaced`: its value is another now."""

    workspace: int
    name: str
    kind: SecretKind
    readable: bool
    hosts: tuple[str, ...]
    replaced: bool


@dataclass(frozen=True, slots=True)
class SecretDeleted(AccessFact):
    """A secret was deleted."""

    workspace: int
    name: str


@dataclass(frozen=True, slots=True)
class HostsChanged(AccessFact):
    """The hosts that scripts may call are others now."""

    workspace: int
    hosts: tuple[str, ...]


class SecretUnknown(NotFound):
    """There is no secret named {name} here; an administrator can add it in the settings."""

    code = "secret_unknown"
    zh = "没有名为 {name} 的密文；管理员可在设置中添加。"


class SecretNameWrong(Invalid):
    """ "{name}" can't be a secret's name; use letters, digits, - and _, up to 64, beginning with a letter."""

    code = "secret_name_wrong"
    zh = "“{name}”不能用作密文名称；请使用字母、数字、- 和 _，以字母开头，最多 64 个字符。"


class SecretValueMissing(Invalid):
    """A new secret needs its value."""

    code = "secret_value_missing"
    zh = "新的密文需要填写值。"


class SecretValueWrong(Invalid):
    """The value of a secret needs {least} to {most} characters, without line breaks or blanks at its ends."""

    code = "secret_value_wrong"
    zh = "密文的值需为 {least} 到 {most} 个字符，不含换行，首尾不含空格。"


class SecretDetailWrong(Invalid):
    """A secret of the kind {kind} needs the name of its header or query parameter, such as {example}."""

    code = "secret_detail_wrong"
    zh = "类型为 {kind} 的密文需要填写请求头或查询参数的名称，例如 {example}。"


class SecretBasicWrong(Invalid):
    """A secret of the kind basic is a name and a password, written name:password."""

    code = "secret_basic_wrong"
    zh = "basic 类型的密文为用户名和密码，写作 用户名:密码。"


class SecretNotReadable(Forbidden):
    """Scripts may use the secret {name} but not read it; an administrator can allow that in the settings."""

    code = "secret_not_readable"
    zh = "脚本可以使用密文 {name}，但不能读取；管理员可在设置中允许读取。"


class SecretNotForHost(Forbidden):
    """The secret {name} is not to be sent to {host}; an administrator decides where it may go."""

    code = "secret_not_for_host"
    zh = "密文 {name} 不可发送到 {host}；可发送的主机由管理员决定。"


class TooManySecrets(Conflict):
    """A workspace has at most {most} secrets; delete some."""

    code = "too_many_secrets"
    zh = "每个工作区最多 {most} 个密文；请删除一些。"


class HostsOvertaken(Conflict):
    """Somebody changed the allowed hosts meanwhile; look at them again."""

    code = "hosts_changed"
    zh = "允许的主机已被他人修改；请重新查看。"


class TooManyHosts(Invalid):
    """A workspace allows at most {most} hosts, these are {count}; use *.example.com for many of one domain."""

    code = "too_many_hosts"
    zh = "每个工作区最多允许 {most} 个主机，当前为 {count} 个；同一域名下的可写作 *.example.com。"
