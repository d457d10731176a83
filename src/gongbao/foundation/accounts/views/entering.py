"""Coming in with a code: joining by invitation, and choosing a new password."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from gongbao.foundation.accounts import actions, pace
from gongbao.foundation.accounts.forms import JoinForm, JoinSignedInForm, RefusableForm, ResetForm
from gongbao.foundation.accounts.gate import public
from gongbao.foundation.events.refusals import Refusal, Refusals


def _try(request: Any, form: RefusableForm, what: str, act: Any) -> bool:
    """Do it; on refusal show why, and count a wrong code against the address."""
    try:
        pace.require_pace(request, what)
        act(**form.cleaned_data, now=request.now)
    except (Refusal, Refusals) as refused:
        if isinstance(refused, Refusal) and refused.field == "code" and refused.status != 429:
            pace.count_wrong(request, what)
        form.refuse(refused)
        return False
    return True


@public
@sensitive_post_parameters()
def join(request: Any) -> HttpResponse:
    """Redeem an invitation: with a new account, or signed in with the one one has."""
    signed_in = request.user.is_authenticated
    form: RefusableForm = (JoinSignedInForm if signed_in else JoinForm)(request.POST or None)
    if form.is_valid():
        if signed_in and _try(request, form, "join", lambda **kw: actions.join_signed_in(user=request.user, **kw)):
            messages.success(request, _("已加入，可以开始办理业务。"))
            return redirect("accounts:own")
        if not signed_in and _try(
            request, form, "join", lambda **kw: actions.join(language=get_language() or "", **kw)
        ):
            messages.success(request, _("账户已建立，请用刚才的用户名和密码登录。"))
            return redirect("account_login")
    return render(request, "accounts/join.html", {"form": form}, status=422 if form.errors else 200)


@public
@sensitive_post_parameters()
def reset(request: Any) -> HttpResponse:
    """Choose a new password with a code from one's administrator."""
    form = ResetForm(request.POST or None)
    if form.is_valid() and _try(request, form, "reset", actions.reset_password):
        messages.success(request, _("密码已更换，请用新密码登录。其他设备上的登录已全部退出。"))
        return redirect("account_login")
    return render(request, "accounts/reset.html", {"form": form}, status=422 if form.errors else 200)
