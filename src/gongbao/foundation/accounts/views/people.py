"""People of a region: who acts for whom, appointing and ending, codes for those who forgot."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.accounts import actions, policies, selectors
from gongbao.foundation.accounts.forms import AppointAtForm
from gongbao.foundation.accounts.gate import actor_of, check, requires
from gongbao.foundation.accounts.models import Membership, Role, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.presenters import appointment_row, person_state, role_words
from gongbao.foundation.accounts.views.own import once
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Fact, Link, Table

PAGE = 50
manages = requires(Permission.PEOPLE_MANAGE)


def regions(request: Any) -> list[str]:
    return policies.regions(request.user, Permission.PEOPLE_MANAGE)


def sections(current: str) -> list[Link]:
    """The three pages of people management."""
    pages = [
        ("accounts:people", _("人员")),
        ("accounts:organisations", _("机构")),
        ("accounts:invitations", _("邀请")),
    ]
    return [Link(text=text, href=reverse(name), current=name == current) for name, text in pages]


def _person(request: Any, user_id: int) -> User:
    person = selectors.person_within(user_id, regions(request))
    if person is None:
        raise Http404
    return person


def _person_wholly(request: Any, user_id: int) -> User:
    """The person, if no other region's administrator has a say in the account."""
    person = _person(request, user_id)
    if not selectors.lies_wholly_within(person, regions(request)):
        raise PermissionDenied
    return person


@manages
def people(request: Any) -> HttpResponse:
    """Who acts for the organisations of this region."""
    search, past = request.GET.get("q", "").strip(), request.GET.get("show") == "past"
    rows = selectors.appointments(regions(request), search=search, past=past)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    table = Table(
        caption=_("已结束的任职") if past else _("在任人员"),
        columns=[
            Column(key="person", label=_("姓名"), primary=True),
            Column(key="username", label=_("用户名")),
            Column(key="organisation", label=_("机构"), kind="link"),
            Column(key="role", label=_("角色")),
            Column(key="region", label=_("辖区")),
            Column(key="until" if past else "since", label=_("结束") if past else _("任职自"), kind="date"),
            Column(key="state", label=_("账户"), kind="state"),
        ],
        rows=[appointment_row(one) for one in page],
        empty=_("没有符合条件的人员。"),
    )
    context = {"table": table, "page": page, "search": search, "past": past, "tabs": sections("accounts:people")}
    return render(request, "accounts/people.html", context)


@manages
def person(request: Any, user_id: int) -> HttpResponse:
    """One person: appointments now and before, and what can be done for them."""
    found = _person(request, user_id)
    mine = selectors.within(regions(request), "organisation__region")
    held = Membership.objects.filter(mine, user=found).select_related("organisation", "role").order_by("until", "since")
    return render(
        request,
        "accounts/person.html",
        {
            "person": found,
            "facts": [
                Fact(label=_("用户名"), value=found.username),
                Fact(label=_("账户"), value=person_state(found), kind="state"),
                Fact(label=_("最近登录"), value=found.last_login, kind="moment"),
                Fact(label=_("开通"), value=found.date_joined, kind="moment"),
            ],
            "present": [(m, role_words(m.role)) for m in held if m.until is None],
            "past": [(m, role_words(m.role)) for m in held if m.until is not None],
            "wholly": selectors.lies_wholly_within(found, regions(request)),
            "is_self": found.pk == request.user.pk,
        },
    )


@manages
def appoint(request: Any, user_id: int) -> HttpResponse:
    """Give a person a role at an organisation of this region."""
    found = _person(request, user_id)
    mine = selectors.organisations(regions(request)).filter(active=True).exclude(kind="enterprise")
    roles = list(Role.objects.order_by("code"))
    form = AppointAtForm(request.POST or None, roles=roles, organisations=mine)
    if form.is_valid():
        organisation, region = form.cleaned_data["organisation"], form.cleaned_data["region"]
        check(request, Permission.PEOPLE_MANAGE, region=region or organisation.region)
        role = Role.objects.get(pk=form.cleaned_data["role"])
        try:
            actions.appoint(
                user=found, organisation=organisation, role=role, region=region, by=actor_of(request), now=request.now
            )
        except Refusal as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已任职。"))
            return redirect("accounts:person", user_id=found.pk)
    context = {
        "title": _("任职：%(name)s") % {"name": found.display_name},
        "form": form,
        "confirm": _("任职"),
        "cancel_href": reverse("accounts:person", args=[found.pk]),
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)


@manages
def end_appointment(request: Any, membership_id: UUID) -> HttpResponse:
    """End an appointment, after a look at what ends."""
    membership = get_object_or_404(
        Membership.objects.select_related("organisation", "role", "user"), pk=membership_id, until=None
    )
    check(request, Permission.PEOPLE_MANAGE, region=membership.organisation.region)
    if request.method == "POST":
        actions.end_membership(membership=membership, by=actor_of(request), now=request.now)
        messages.success(request, _("任职已结束，立即生效。"))
        return redirect("accounts:person", user_id=membership.user_id)
    context = {
        "title": _("结束任职"),
        "words": _(
            "结束后，此人立即不能再以该角色办理业务；该机构名下由其建立的接口令牌一并失效。过去办理的事项不变。"
        ),
        "facts": [
            Fact(label=_("姓名"), value=membership.user.display_name),
            Fact(label=_("机构"), value=membership.organisation.name),
            Fact(label=_("角色"), value=role_words(membership.role)),
        ],
        "confirm": _("结束任职"),
        "danger": True,
        "cancel_href": reverse("accounts:person", args=[membership.user_id]),
    }
    return render(request, "web/confirm.html", context)


@manages
def block(request: Any, user_id: int) -> HttpResponse:
    """Stop an account, or let it work again."""
    found = _person_wholly(request, user_id)
    if request.method == "POST":
        actions.set_blocked(user=found, blocked=found.is_active, by=actor_of(request), now=request.now)
        messages.success(request, _("账户已恢复。") if found.is_active else _("账户已停用，所有登录和令牌立即失效。"))
        return redirect("accounts:person", user_id=found.pk)
    context = {
        "title": _("停用账户") if found.is_active else _("恢复账户"),
        "words": _("停用后此人不能登录，已登录的设备和接口令牌立即失效。可以随时恢复。")
        if found.is_active
        else _("恢复后此人可以用原来的密码登录，任职不变。"),
        "facts": [Fact(label=_("姓名"), value=found.display_name), Fact(label=_("用户名"), value=found.username)],
        "confirm": _("停用账户") if found.is_active else _("恢复账户"),
        "danger": found.is_active,
        "cancel_href": reverse("accounts:person", args=[found.pk]),
    }
    return render(request, "web/confirm.html", context)


@manages
def password_code(request: Any, user_id: int) -> HttpResponse:
    """Issue a code with which the person chooses a new password."""
    found = _person_wholly(request, user_id)
    back = reverse("accounts:person", args=[found.pk])
    if request.method == "POST":
        code = actions.issue_password_code(user=found, by=actor_of(request), now=request.now)
        return once(
            request,
            title=_("密码重置码"),
            code=code,
            words=_("请当面或打电话告诉 %(name)s，24 小时内有效，只能用一次。离开本页后再也看不到它。")
            % {"name": found.display_name},
            note=_("对方打开 %(url)s，填写用户名、重置码和新密码。")
            % {"url": request.build_absolute_uri(reverse("accounts:reset"))},
            back=back,
        )
    context = {
        "title": _("发重置码：%(name)s") % {"name": found.display_name},
        "words": _("请先核实对方就是本人。在对方使用重置码之前，原密码仍然有效；以前发出而未用的重置码作废。"),
        "confirm": _("发重置码"),
        "cancel_href": back,
    }
    return render(request, "web/confirm.html", context)


@manages
def second_factor(request: Any, user_id: int) -> HttpResponse:
    """Remove a lost second factor."""
    found = _person_wholly(request, user_id)
    back = reverse("accounts:person", args=[found.pk])
    if request.method == "POST":
        removed = actions.remove_second_factor(user=found, by=actor_of(request), now=request.now)
        messages.success(
            request, _("两步验证已解除，对方下次登录时须重新设置。") if removed else _("此账户没有设置两步验证。")
        )
        return redirect(back)
    context = {
        "title": _("解除两步验证：%(name)s") % {"name": found.display_name},
        "words": _(
            "仅在对方手机或安全密钥丢失时使用，请先核实对方就是本人。解除后，角色要求两步验证的须重新设置才能办理业务。"
        ),
        "confirm": _("解除两步验证"),
        "danger": True,
        "cancel_href": back,
    }
    return render(request, "web/confirm.html", context)
