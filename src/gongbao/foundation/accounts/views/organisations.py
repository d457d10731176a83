"""Organisations of a region and the invitations into them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongbao.foundation.accounts import actions, directory, selectors
from gongbao.foundation.accounts.actions.invitations import Issued
from gongbao.foundation.accounts.forms import AppointForm, FirmForm, OrganisationForm
from gongbao.foundation.accounts.gate import actor_of, check
from gongbao.foundation.accounts.models import Invitation, Mandate, Organisation, Role
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.presenters import (
    appointment_row,
    invitation_row,
    organisation_facts,
    organisation_row,
)
from gongbao.foundation.accounts.views.own import once
from gongbao.foundation.accounts.views.people import PAGE, manages, regions, sections
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Table

MOST_MEMBERS = 100


@manages
def organisations(request: Any) -> HttpResponse:
    """The bodies people of this region act for."""
    search = request.GET.get("q", "").strip()
    page = Paginator(selectors.organisations(regions(request), search=search), PAGE).get_page(request.GET.get("page"))
    table = Table(
        caption=_("机构"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="kind", label=_("类型")),
            Column(key="code", label=_("统一社会信用代码"), kind="code"),
            Column(key="region", label=_("区划代码")),
            Column(key="state", label=_("状态"), kind="state"),
        ],
        rows=[organisation_row(one) for one in page],
        empty=_("没有符合条件的机构。"),
    )
    context = {"table": table, "page": page, "search": search, "tabs": sections("accounts:organisations")}
    return render(request, "accounts/organisations.html", context)


@manages
def new_organisation(request: Any) -> HttpResponse:
    """Add a department, an agent, a reporting unit."""
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        check(request, Permission.PEOPLE_MANAGE, region=form.cleaned_data["region"])
        try:
            made = actions.create_organisation(by=actor_of(request), now=request.now, **form.cleaned_data)
        except Refusal as refused:
            form.refuse(refused)
        else:
            return redirect("accounts:organisation", organisation_id=made.pk)
    context = {
        "title": _("添加机构"),
        "form": form,
        "confirm": _("添加机构"),
        "cancel_href": reverse("accounts:organisations"),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


def _organisation(request: Any, organisation_id: int) -> Organisation:
    return get_object_or_404(selectors.organisations(regions(request)), pk=organisation_id)


@manages
def organisation(request: Any, organisation_id: int) -> HttpResponse:
    """One organisation: its people, and for how many entities it may act."""
    found = _organisation(request, organisation_id)
    members = selectors.appointments(regions(request)).filter(organisation=found)[:MOST_MEMBERS]
    table = Table(
        caption=_("在任人员"),
        columns=[
            Column(key="person", label=_("姓名"), primary=True),
            Column(key="username", label=_("用户名")),
            Column(key="role", label=_("角色")),
            Column(key="region", label=_("辖区")),
            Column(key="since", label=_("任职自"), kind="date"),
        ],
        rows=[appointment_row(one) for one in members],
        empty=_("还没有人。发一个邀请码，请对方自己开通账户。"),
    )
    context = {
        "organisation": found,
        "facts": organisation_facts(found),
        "table": table,
        "mandates": Mandate.objects.filter(organisation=found, until=None).count(),
    }
    return render(request, "accounts/organisation.html", context)


def _issued(request: Any, issued: Issued, back: str) -> HttpResponse:
    return once(
        request,
        title=_("邀请码"),
        code=issued.code,
        words=_("请交给 %(name)s 的办理人，14 天内有效，只能用一次。离开本页后再也看不到它。")
        % {"name": issued.invitation.organisation.name},
        note=_("对方打开 %(url)s，填写邀请码并设置用户名和密码。")
        % {"url": request.build_absolute_uri(reverse("accounts:join"))},
        back=back,
    )


@manages
def invite(request: Any, organisation_id: int) -> HttpResponse:
    """A code with which one person joins the organisation."""
    found = _organisation(request, organisation_id)
    roles = [role for role in Role.objects.order_by("code") if not role.kinds or found.kind in role.kinds]
    form = AppointForm(request.POST or None, roles=roles)
    back = reverse("accounts:organisation", args=[found.pk])
    if form.is_valid():
        region = form.cleaned_data["region"]
        check(request, Permission.PEOPLE_MANAGE, region=region or found.region)
        role = Role.objects.get(pk=form.cleaned_data["role"])
        try:
            issued = actions.invite(organisation=found, role=role, region=region, by=actor_of(request), now=request.now)
        except Refusal as refused:
            form.refuse(refused)
        else:
            return _issued(request, issued, back)
    context = {
        "title": _("邀请加入：%(name)s") % {"name": found.name},
        "words": _("系统给出一个邀请码，对方凭它自己设置用户名和密码。"),
        "form": form,
        "confirm": _("发邀请码"),
        "cancel_href": back,
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@manages
def invite_firm(request: Any) -> HttpResponse:
    """A code for the liaison officer of a firm, found in the register by its code."""
    form = FirmForm(request.POST or None)
    if form.is_valid():
        firm = directory.firm_with_code(form.cleaned_data["code"].strip().upper())
        if firm is None:
            form.add_error("code", _("登记库里没有这个代码，请核对 18 位统一社会信用代码。"))
        else:
            check(request, Permission.PEOPLE_MANAGE, region=firm.region)
            by = actor_of(request)
            found = actions.organisation_of_firm(firm=firm, by=by, now=request.now)
            issued = actions.invite(organisation=found, role=Role.objects.get(pk="clerk"), by=by, now=request.now)
            return _issued(request, issued, reverse("accounts:invitations"))
    context = {
        "title": _("邀请企业联络员"),
        "words": _("按统一社会信用代码找到企业，把邀请码交给企业指定的联络员。"),
        "form": form,
        "confirm": _("发邀请码"),
        "cancel_href": reverse("accounts:invitations"),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@manages
def close_organisation(request: Any, organisation_id: int) -> HttpResponse:
    """Nobody acts for it any more."""
    found = _organisation(request, organisation_id)
    back = reverse("accounts:organisation", args=[found.pk])
    if request.method == "POST":
        actions.close_organisation(organisation=found, by=actor_of(request), now=request.now)
        messages.success(request, _("机构已停用。"))
        return redirect(back)
    context = {
        "title": _("停用机构：%(name)s") % {"name": found.name},
        "words": _("停用后，任何人不能再代表它办理业务。过去办理的事项不变。"),
        "confirm": _("停用机构"),
        "danger": True,
        "cancel_href": back,
    }
    return render(request, "web/confirm.html", context)


@manages
def invitations(request: Any) -> HttpResponse:
    """The invitations of this region, newest first."""
    page = Paginator(selectors.invitations(regions(request)), PAGE).get_page(request.GET.get("page"))
    table = Table(
        caption=_("邀请"),
        columns=[
            Column(key="organisation", label=_("机构"), primary=True),
            Column(key="role", label=_("角色")),
            Column(key="issued", label=_("发出"), kind="moment"),
            Column(key="by", label=_("发码人")),
            Column(key="expires", label=_("有效至"), kind="date"),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="used_by", label=_("使用人")),
            Column(key="action", label=_("操作")),
        ],
        rows=[invitation_row(one, request) for one in page],
        empty=_("发出的邀请会列在这里：谁发的、给哪家、用了没有。"),
    )
    context = {"table": table, "page": page, "tabs": sections("accounts:invitations")}
    return render(request, "accounts/invitations.html", context)


@manages
@require_POST
def revoke_invitation(request: Any, invitation_id: UUID) -> HttpResponse:
    """The code works no more."""
    found = get_object_or_404(Invitation.objects.select_related("organisation"), pk=invitation_id)
    check(request, Permission.PEOPLE_MANAGE, region=found.organisation.region)
    actions.revoke_invitation(invitation=found, by=actor_of(request), now=request.now)
    messages.success(request, _("邀请码已收回。"))
    return redirect("accounts:invitations")
