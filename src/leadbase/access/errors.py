"""What access can refuse."""

from __future__ import annotations

from leadbase.kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMuch, Unauthorised


class NotSignedIn(Unauthorised):
    """Sign in, or send a token as `Authorization: Bearer lbt_…`."""

    code = "not_signed_in"
    zh = "请先登录，或以 `Authorization: Bearer lbt_…` 发送访问令牌。"


class SessionEnded(Unauthorised):
    """The session has ended; sign in again."""

    code = "session_ended"
    zh = "登录已失效，请重新登录。"


class TokenUnknown(Unauthorised):
    """There is no such token; check that it was copied whole."""

    code = "token_unknown"
    zh = "访问令牌不存在，请检查是否复制完整。"


class TokenIsRevoked(Unauthorised):
    """The token {name} was revoked; make a new one."""

    code = "token_revoked"
    zh = "访问令牌 {name} 已被吊销，请新建一个。"


class TokenExpired(Unauthorised):
    """The token {name} expired at {at}; make a new one."""

    code = "token_expired"
    zh = "访问令牌 {name} 已于 {at} 过期，请新建一个。"


class TokenMakerGone(Unauthorised):
    """Whoever made the token {name} has no access to this workspace any more; somebody who has must make another."""

    code = "token_maker_gone"
    zh = "创建访问令牌 {name} 的人员已无权访问该工作区，请由有权限的人员新建一个。"


class SignInRefused(Unauthorised):
    """The email or the password is wrong."""

    code = "sign_in_refused"
    zh = "邮箱或密码错误。"


class SignInTooOften(TooMuch):
    """Too many failed attempts to sign in; try again in {retry_after} seconds."""

    code = "sign_in_too_often"
    zh = "登录失败次数过多，请 {retry_after} 秒后再试。"


class PasswordsBusy(TooMuch):
    """Too many people are signing in at this moment; try again in {retry_after} seconds."""

    code = "passwords_busy"
    zh = "当前登录的人过多，请 {retry_after} 秒后再试。"


class PersonIsDisabled(Forbidden):
    """This account is disabled; ask an administrator."""

    code = "person_disabled"
    zh = "该账号已停用，请联系管理员。"


class OriginNotAllowed(Forbidden):
    """A change by session must come from this server's own pages, not from {origin}; programs use a token instead."""

    code = "origin_not_allowed"
    zh = "以登录会话进行的修改必须来自本服务器自己的页面，而不是 {origin}；程序请改用访问令牌。"


class JsonNeeded(Invalid):
    """A change by session must be sent as application/json, not {content_type}."""

    code = "json_needed"
    zh = "以登录会话进行的修改必须以 application/json 发送，而不是 {content_type}。"


class HostNotAllowed(Forbidden):
    """This server does not answer to the host {host}; set LEADBASE_PUBLIC_URL to the address that people use."""

    code = "host_not_allowed"
    zh = "本服务器不以主机名 {host} 提供服务；请将 LEADBASE_PUBLIC_URL 设为实际使用的地址。"


class PersonNeeded(Forbidden):
    """This is for a signed-in person; a token can't do it."""

    code = "person_needed"
    zh = "此操作须由登录的人员进行，访问令牌不能执行。"


class InstanceAdminNeeded(Forbidden):
    """This needs an instance administrator, which {actor} is not."""

    code = "instance_admin_needed"
    zh = "此操作需要实例管理员，而 {actor} 不是。"


class WorkspaceUnknown(NotFound):
    """There is no workspace {workspace} here."""

    code = "workspace_unknown"
    zh = "没有名为 {workspace} 的工作区。"


class WorkspaceNotNamed(Invalid):
    """Name the workspace with the header Leadbase-Workspace or with ?workspace=; yours are: {known}."""

    code = "workspace_not_named"
    zh = "请用 Leadbase-Workspace 请求头或 ?workspace= 指明工作区；您所在的工作区有：{known}。"


class WorkspaceNameInvalid(Invalid):
    """{name} can't name a workspace; use 1 to 40 lower-case letters, digits and hyphens, starting with a letter."""

    code = "workspace_name_invalid"
    zh = "{name} 不能作为工作区名称；请使用 1 到 40 个小写字母、数字和连字符，以字母开头。"


class WorkspaceTaken(Conflict):
    """There is a workspace {name} already; choose another name."""

    code = "workspace_taken"
    zh = "已有名为 {name} 的工作区，请换一个名称。"


class ZoneUnknown(Invalid):
    """{zone} is no time zone; use a name such as Asia/Shanghai."""

    code = "zone_unknown"
    zh = "{zone} 不是时区；请使用 Asia/Shanghai 这样的名称。"


class PersonUnknown(NotFound):
    """There is no person {person} in this workspace."""

    code = "person_unknown"
    zh = "该工作区中没有人员 {person}。"


class PersonIsMember(Conflict):
    """{email} is in this workspace already; change the role there."""

    code = "person_is_member"
    zh = "{email} 已在该工作区中，请直接修改其角色。"


class PersonExists(Conflict):
    """{email} has an account already; leave out name and password to take them into this workspace."""

    code = "person_exists"
    zh = "{email} 已有账号；不填姓名和密码即可将其加入该工作区。"


class PersonElsewhere(Forbidden):
    """{email} also belongs elsewhere; only an instance administrator may change the account itself."""

    code = "person_elsewhere"
    zh = "{email} 还属于其他工作区；只有实例管理员可以修改账号本身。"


class LastAdmin(Conflict):
    """{email} is the last administrator; make somebody else one first."""

    code = "last_admin"
    zh = "{email} 是最后一位管理员；请先设另一位管理员。"


class EmailInvalid(Invalid):
    """{email} is no email address."""

    code = "email_invalid"
    zh = "{email} 不是邮箱地址。"


class PasswordMissing(Invalid):
    """Give {email} a password; it is a new account."""

    code = "password_missing"
    zh = "{email} 是新账号，请设置密码。"


class PasswordTooShort(Invalid):
    """The password has {length} characters; it needs at least {least}."""

    code = "password_too_short"
    zh = "密码只有 {length} 个字符；至少需要 {least} 个。"


class PasswordTooLong(Invalid):
    """The password has {length} characters; at most {most} are taken."""

    code = "password_too_long"
    zh = "密码有 {length} 个字符；最多 {most} 个。"


class InvitationUnknown(NotFound):
    """There is no open invitation {invitation} in this workspace."""

    code = "invitation_unknown"
    zh = "该工作区中没有未使用的邀请 {invitation}。"


class ResetLinkRefused(NotFound):
    """This link is unknown, used or older than an hour; ask an administrator for a new one."""

    code = "reset_link_refused"
    zh = "该链接不存在、已使用或已超过一小时；请向管理员索取新的链接。"


class InvitationRefused(NotFound):
    """This invitation is unknown, used, taken back or too old; ask for a new one."""

    code = "invitation_refused"
    zh = "该邀请不存在、已使用、已撤回或已过期；请索取新的邀请。"


class InvitationIncomplete(Invalid):
    """Give a name, an email and a password, or sign in first."""

    code = "invitation_incomplete"
    zh = "请填写姓名、邮箱和密码，或先登录。"


class TokenNotFound(NotFound):
    """There is no token {token} in this workspace."""

    code = "token_not_found"
    zh = "该工作区中没有访问令牌 {token}。"


class ScopeUnknown(Invalid):
    """{scope} is no scope of a token; use: {known}."""

    code = "scope_unknown"
    zh = "{scope} 不是令牌权限范围；可用的有：{known}。"


class ScopeTableUnknown(Invalid):
    """The scope {scope} names a table that is not here."""

    code = "scope_table_unknown"
    zh = "权限范围 {scope} 所指的数据表不存在。"


class TokenBeyondMaker(Forbidden):
    """{actor} lacks {missing}, so a token that {actor} makes can't have it either."""

    code = "token_beyond_maker"
    zh = "{actor} 没有 {missing}，因此其创建的令牌也不能拥有。"


class ScopeBeyondRole(Invalid):
    """The role {role} does not include {scope}; choose a role that does."""

    code = "scope_beyond_role"
    zh = "角色 {role} 不包含 {scope}；请选择包含它的角色。"


class TokenOutlivesMaker(Forbidden):
    """The token that makes this one expires at {at}; this one can't live longer."""

    code = "token_outlives_maker"
    zh = "用于创建的令牌将于 {at} 过期；新令牌的有效期不能更长。"


class TokenExpiryPast(Invalid):
    """The token would expire at {at}, which is past; choose a later time."""

    code = "token_expiry_past"
    zh = "令牌的过期时间 {at} 已过，请选择之后的时间。"


class SetupDone(Conflict):
    """This server has an administrator already; sign in."""

    code = "setup_done"
    zh = "本服务器已有管理员，请直接登录。"


class SetupLinkRefused(Forbidden):
    """This set-up link is unknown, used or too old; start the server again to get a new one."""

    code = "setup_link_refused"
    zh = "该初始化链接不存在、已使用或已过期；重新启动服务器可获得新链接。"


class MakerGone(Forbidden):
    """Whoever asked for this ({maker}) may do nothing here any more, so it is not done."""

    code = "maker_gone"
    zh = "提出请求的 {maker} 在这里已没有权限，因此不再执行。"
