"""Reading a personal fact in full for a stated purpose, and erasing one for a ground."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongbao.foundation.accounts import actions, directory, policies, selectors
from gongbao.foundation.accounts.forms import EraseForm, PurposeForm
from gongbao.foundation.accounts.gate import actor_of, check, requires
from gongbao.foundation.accounts.models import PersonalFact, User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.presenters import field_words
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Fact, Table

MOST_READINGS = 50


def _fact(request: Any, fact_id: UUID) -> PersonalFact:
    """The fact, if the entity it is about lies where the officer may read."""
    fact = get_object_or_404(PersonalFact, pk=fact_id)
    if fact.party_id is None:
        return fact
    firm = directory.firms([fact.party_id]).get(fact.party_id)
    if firm is not None:
        check(request, Permission.PERSONAL_READ, region=firm.region)
    elif "" not in policies.regions(request.user, Permission.PERSONAL_READ):
        raise PermissionDenied
    return fact


def _readings(fact: PersonalFact) -> Table:
    readings = list(selectors.readings_of(fact.pk)[:MOST_READINGS])
    ids = {one.actor_id for one in readings if one.actor_id.isdecimal()}
    people = {str(user.pk): user.display_name for user in User.objects.filter(pk__in=ids)}
    return Table(
        caption=_("谁看过原文"),
        columns=[
            Column(key="who", label=_("姓名"), primary=True),
            Column(key="at", label=_("时间"), kind="moment"),
            Column(key="purpose", label=_("目的")),
        ],
        rows=[
            {"who": people.get(one.actor_id, one.actor_id), "at": one.at, "purpose": one.purpose} for one in readings
        ],
        empty=_("还没有人看过原文。"),
    )


@requires(Permission.PERSONAL_READ)
def personal(request: Any, fact_id: UUID) -> HttpResponse:
    """One fact, masked; in full on the page that answers a stated purpose, and only there."""
    fact = _fact(request, fact_id)
    form, value = PurposeForm(request.POST or None), ""
    if form.is_valid():
        try:
            value = actions.read_fact(fact_id=fact.pk, by=actor_of(request), now=request.now, **form.cleaned_data)
        except Refusal as refused:
            form.refuse(refused)
    shown = selectors.shown_fact(fact)
    context = {
        "fact": shown,
        "value": value,
        "form": form,
        "facts": [
            Fact(label=field_words(fact.field), value=value or shown.masked),
            Fact(label=_("登记"), value=fact.recorded_at, kind="moment"),
        ],
        "readings": _readings(fact),
        "may_erase": fact.erased_at is None,
    }
    answer = render(request, "accounts/personal.html", context, status=422 if form.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires(Permission.PERSONAL_READ)
def erase(request: Any, fact_id: UUID) -> HttpResponse:
    """Erase one fact for good; what the ledger proves stays valid."""
    fact = _fact(request, fact_id)
    form = EraseForm(request.POST or None)
    back = reverse("accounts:personal", args=[fact.pk])
    if form.is_valid():
        try:
            actions.erase_facts(fact_ids=[fact.pk], by=actor_of(request), now=request.now, **form.cleaned_data)
        except Refusal as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已删除。账本里只留下它的承诺值，证明仍然有效。"))
            return redirect(back)
    context = {
        "title": _("删除个人信息：%(field)s") % {"field": field_words(fact.field)},
        "words": _("内容和盐值将从数据库删除，无法恢复；账本里的承诺值保留，不能由它得知内容。"),
        "form": form,
        "confirm": _("永久删除"),
        "danger": True,
        "cancel_href": back,
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)
