"""One's own account: details, tokens."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongbao.foundation.accounts import actions, policies, second_factor
from gongbao.foundation.accounts.forms import DetailsForm, TokenForm
from gongbao.foundation.accounts.gate import actor_of, signed_in
from gongbao.foundation.accounts.models import ApiToken, Organisation
from gongbao.foundation.accounts.permissions import WORDS, Permission
from gongbao.foundation.accounts.presenters import appointment_facts, token_row
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Table

MOST_TOKENS = 100


@signed_in
def own(request: Any) -> HttpResponse:
    """Who one is here, what one acts for, and how the account is protected."""
    user = request.user
    form = DetailsForm(request.POST or None, initial={"display_name": user.display_name, "language": user.language})
    if form.is_valid():
        actions.change_details(user=user, by=actor_of(request), now=request.now, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        answer = redirect("accounts:own")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure())
        return answer
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    return render(
        request,
        "accounts/own.html",
        {
            "form": form,
            "appointments": appointment_facts(policies.memberships(user)),
            "factors": factors,
            "factor_required": second_factor.required_of(user),
            "factor_waived": settings.DEMO and second_factor.required_of(user),
            "may_have_tokens": bool(policies.memberships(user)),
        },
        status=422 if form.errors else 200,
    )


@signed_in
@require_POST
def end_session(request: Any, session_id: int) -> HttpResponse:
    """Sign one of one's devices out."""
    actions.end_session(user=request.user, session_id=session_id, by=actor_of(request), now=request.now)
    messages.success(request, _("该设备已退出。"))
    return redirect("usersessions_list")


@signed_in
def tokens(request: Any) -> HttpResponse:
    """The keys for programs one made."""
    rows = ApiToken.objects.filter(user=request.user).select_related("organisation").order_by("-created_at", "-id")
    table = Table(
        caption=_("接口令牌"),
        columns=[
            Column(key="purpose", label=_("用途"), primary=True),
            Column(key="prefix", label=_("前缀")),
            Column(key="organisation", label=_("代表的机构")),
            Column(key="may", label=_("可以做什么")),
            Column(key="expires", label=_("有效至"), kind="date"),
            Column(key="used", label=_("最近使用"), kind="moment"),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="action", label=_("操作")),
        ],
        rows=[token_row(one, request) for one in rows[:MOST_TOKENS]],
        empty=_("给程序用的钥匙会列在这里，例如由财务系统自动报送年报。"),
    )
    return render(request, "accounts/tokens.html", {"table": table})


def _token_form(request: Any) -> TokenForm:
    held = policies.memberships(request.user)
    permissions = {one for m in held for one in m.role.permissions}
    return TokenForm(
        request.POST or None,
        organisations=Organisation.objects.filter(pk__in={m.organisation_id for m in held}).order_by("name"),
        permissions=[(one.value, WORDS[one]) for one in Permission if one.value in permissions],
    )


@signed_in
def new_token(request: Any) -> HttpResponse:
    """Make a key; it is shown once, on the page that answers."""
    form = _token_form(request)
    if form.is_valid():
        try:
            made = actions.create_token(user=request.user, by=actor_of(request), now=request.now, **form.cleaned_data)
        except Refusal as refused:
            form.refuse(refused)
        else:
            return once(
                request,
                title=_("令牌已建立"),
                code=made.key,
                words=_("请现在就复制并保存到程序的设置里：离开本页后再也看不到它。"),
                back=reverse("accounts:tokens"),
                note=_("调用接口时放在请求头里：Authorization: Bearer 令牌"),
            )
    return render(
        request,
        "web/confirm.html",
        {
            "title": _("新建接口令牌"),
            "words": _("令牌是程序的钥匙，持有者可以代您办理所选的事。只给信得过的程序，不用时吊销。"),
            "form": form,
            "confirm": _("建立令牌"),
            "cancel_href": reverse("accounts:tokens"),
        },
        status=422 if form.errors else 200,
    )


@signed_in
@require_POST
def revoke_token(request: Any, token_id: UUID) -> HttpResponse:
    """The key works no more."""
    token = get_object_or_404(ApiToken, pk=token_id, user=request.user)
    actions.revoke_token(token=token, by=actor_of(request), now=request.now)
    messages.success(request, _("令牌已吊销，立即失效。"))
    return redirect("accounts:tokens")


def once(request: Any, *, title: str, code: str, words: str, back: str, note: str = "") -> HttpResponse:
    """A code or key on the one page that ever shows it."""
    context = {"title": title, "code": code, "words": words, "back": back, "note": note}
    answer = render(request, "accounts/once.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
