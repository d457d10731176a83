"""What account pages show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gongbao.foundation.accounts.forms import KIND_WORDS
from gongbao.foundation.accounts.masking import EMAIL, ID_NUMBER, NAME, PHONE
from gongbao.foundation.accounts.models import ApiToken, Invitation, Mandate, Membership, Organisation, Role, User
from gongbao.foundation.accounts.models.organisation import OrganisationKind
from gongbao.foundation.accounts.permissions import WORDS, Permission
from gongbao.foundation.shapes import Fact, Link, State
from gongbao.foundation.wording import is_english


def role_words(role: Role) -> str:
    return role.en if is_english() else role.zh


def kind_words(organisation: Organisation) -> str:
    return str(KIND_WORDS[OrganisationKind(organisation.kind)])


def post_button(request: Any, url: str, words: str, style: str = "quiet") -> str:
    """A button in a table's cell: one POST, nothing else."""
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="button button-{} button-small">{}</button></form>',
        url,
        get_token(request),
        style,
        words,
    )


def appointment_facts(memberships: Sequence[Membership]) -> list[Fact]:
    """For whom one acts, in which role, over which area, since when."""
    return [
        Fact(
            label=m.organisation.name,
            value=role_words(m.role),
            note=_("辖区 %(region)s") % {"region": m.region}
            if m.organisation.kind in {"authority", "department"}
            else "",
            day=m.since,
        )
        for m in memberships
    ]


def appointment_row(membership: Membership) -> dict[str, Any]:
    user = membership.user
    return {
        "person": user.display_name,
        "href": reverse("accounts:person", args=[user.pk]),
        "username": user.username,
        "organisation": Link(
            text=membership.organisation.name, href=reverse("accounts:organisation", args=[membership.organisation_id])
        ),
        "role": role_words(membership.role),
        "region": membership.region,
        "since": membership.since,
        "until": membership.until,
        "state": person_state(user),
    }


def person_state(user: User) -> State:
    return State(text=_("正常"), tone="done") if user.is_active else State(text=_("已停用"), tone="late")


def organisation_row(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name,
        "href": reverse("accounts:organisation", args=[organisation.pk]),
        "kind": kind_words(organisation),
        "code": organisation.code,
        "region": organisation.region,
        "state": State(text=_("正常"), tone="done") if organisation.active else State(text=_("已停用"), tone="plain"),
    }


def organisation_facts(organisation: Organisation) -> list[Fact]:
    return [
        Fact(label=_("类型"), value=kind_words(organisation)),
        Fact(label=_("统一社会信用代码"), value=organisation.code, kind="code"),
        Fact(label=_("区划代码"), value=organisation.region),
        Fact(label=_("建立"), value=organisation.created_at, kind="moment"),
    ]


def invitation_state(invitation: Invitation, now: datetime) -> State:
    if invitation.used_at:
        return State(text=_("已使用"), tone="done")
    if invitation.revoked_at:
        return State(text=_("已收回"), tone="plain")
    if invitation.expires_at <= now:
        return State(text=_("已过期"), tone="plain")
    return State(text=_("待使用"), tone="open")


def invitation_row(invitation: Invitation, request: Any) -> dict[str, Any]:
    open_still = not (invitation.used_at or invitation.revoked_at) and invitation.expires_at > request.now
    return {
        "organisation": invitation.organisation.name,
        "href": reverse("accounts:organisation", args=[invitation.organisation_id]),
        "role": role_words(invitation.role),
        "issued": invitation.issued_at,
        "by": invitation.issued_by,
        "expires": invitation.expires_at,
        "state": invitation_state(invitation, request.now),
        "used_by": invitation.used_by.display_name if invitation.used_by else "",
        "action": post_button(request, reverse("accounts:revoke-invitation", args=[invitation.pk]), _("收回"))
        if open_still
        else "",
    }


def token_row(token: ApiToken, request: Any) -> dict[str, Any]:
    open_still = token.revoked_at is None and token.expires_at > request.now
    if token.revoked_at:
        state = State(text=_("已吊销"), tone="plain")
    else:
        state = State(text=_("有效"), tone="done") if open_still else State(text=_("已过期"), tone="plain")
    return {
        "purpose": token.purpose,
        "prefix": f"gb_{token.prefix}_…",
        "organisation": token.organisation.name,
        "may": "、".join(str(WORDS[Permission(one)]) for one in token.permissions),
        "expires": token.expires_at,
        "used": token.last_used_at,
        "state": state,
        "action": post_button(request, reverse("accounts:revoke-token", args=[token.pk]), _("吊销"), "danger")
        if open_still
        else "",
    }


def agent_row(mandate: Mandate, firm: str, request: Any) -> dict[str, Any]:
    return {
        "agent": mandate.organisation.name,
        "code": mandate.organisation.code,
        "firm": firm,
        "since": mandate.since,
        "action": post_button(
            request, reverse("accounts:end-agent", args=[mandate.entity_id, mandate.id]), _("结束委托"), "danger"
        ),
    }


def field_words(field: str) -> str:
    """What kind of personal fact a field is."""
    words = {NAME: _("姓名"), PHONE: _("电话"), ID_NUMBER: _("证件号码"), EMAIL: _("电子邮箱")}
    return words.get(field.rsplit(".", 1)[-1], field)
