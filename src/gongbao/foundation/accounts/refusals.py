"""Why accounts say no, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def code_unknown() -> Refusal:
    return Refusal(
        "code.unknown",
        "没有这个码。请核对每一位（不区分大小写，不含字母 I、L、O、U）；若仍不对，请向发码人重新要一个。",
        "There is no such code. Check every character (case does not matter; I, L, O and U never occur). If it still "
        "fails, ask whoever gave it to you for a new one.",
        field="code",
    )


def code_used() -> Refusal:
    return Refusal(
        "code.used",
        "这个码已经用过，每个码只能用一次。若不是您本人使用，请立即告诉发码人。",
        "This code has been used; each works once. If it was not you, tell whoever issued it at once.",
        field="code",
    )


def code_expired() -> Refusal:
    return Refusal(
        "code.expired",
        "这个码已经过期。请向发码人重新要一个。",
        "This code has expired. Ask whoever issued it for a new one.",
        field="code",
    )


def code_revoked() -> Refusal:
    return Refusal(
        "code.revoked",
        "这个码已被发码人收回。请向发码人询问。",
        "This code was withdrawn by whoever issued it. Ask them why.",
        field="code",
    )


def too_many_tries(minutes: int) -> Refusal:
    return Refusal(
        "code.too-many-tries",
        f"试错次数太多，请 {minutes} 分钟后再试。",
        f"Too many wrong tries. Please try again in {minutes} minutes.",
        field="code",
        status=429,
    )


def username_taken() -> Refusal:
    return Refusal("username.taken", "这个用户名已有人使用，请换一个。", "This username is taken.", field="username")


def username_malformed() -> Refusal:
    return Refusal(
        "username.malformed",
        "用户名为 3 至 60 个字母、数字或 . _ - ，以字母或数字开头。",
        "A username has 3 to 60 letters, digits or . _ - and begins with a letter or digit.",
        field="username",
    )


def own_appointment() -> Refusal:
    return Refusal(
        "membership.own",
        "不能任免自己，请由另一位管理员办理。",
        "Nobody appoints, ends or resets themselves: another administrator must do it.",
        status=403,
    )


def organisation_closed() -> Refusal:
    return Refusal(
        "organisation.closed", "该机构已停用，不能任职或受托。", "This organisation is closed.", field="organisation"
    )


def organisation_code_taken() -> Refusal:
    return Refusal(
        "organisation.code-taken",
        "已有使用同一统一社会信用代码的机构，请在列表中查找。",
        "An organisation with this unified social credit code exists; find it in the list.",
        field="code",
    )


def role_does_not_fit() -> Refusal:
    return Refusal(
        "role.does-not-fit",
        "该角色与机构的类型不符：政府部门的角色只能授予政府部门的人员。",
        "This role does not fit the organisation: an authority's roles go to an authority's people only.",
        field="role",
    )


def not_an_agent() -> Refusal:
    return Refusal(
        "mandate.not-an-agent",
        "没有找到这家代理机构。请核对统一社会信用代码，或请对方先在市场监管部门登记为代理机构。",
        "No such agent. Check the unified social credit code, or ask the agent to register with the authority first.",
        field="agent",
    )


def token_needs_purpose() -> Refusal:
    return Refusal(
        "token.no-purpose",
        "请写明令牌的用途，例如“财务系统自动报送”。",
        "Say what the token is for, e.g. “filing from the accounting system”.",
        field="purpose",
    )


def token_reaches_too_far() -> Refusal:
    return Refusal(
        "token.reaches-too-far",
        "令牌的权限不能超过您在该机构的权限。",
        "A token cannot do more than you may do for this organisation.",
        field="permissions",
    )


def purpose_missing() -> Refusal:
    return Refusal(
        "personal.no-purpose",
        "请写明查看的目的（至少 4 个字），它会与您的姓名一起留痕。",
        "Say why you need it (at least 4 characters); it is kept with your name.",
        field="purpose",
    )


def fact_erased() -> Refusal:
    return Refusal(
        "personal.erased",
        "这项个人信息已依法删除，无法查看。",
        "This personal fact was erased by law and cannot be read.",
        status=410,
    )


def ground_missing() -> Refusal:
    return Refusal(
        "personal.no-ground",
        "请写明删除的依据（法律条款或本人请求的编号）。",
        "Give the ground of the erasure (the article, or the number of the person's request).",
        field="ground",
    )


def too_many_calls(per_minute: int) -> Refusal:
    return Refusal(
        "calls.too-many",
        f"这个令牌每分钟最多调用 {per_minute} 次，请稍后再试；批量办理请用文件接口。",
        f"This token may call {per_minute} times a minute. Wait a little, or send many at once as a file.",
        status=429,
    )
