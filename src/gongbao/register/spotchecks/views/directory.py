"""The inspectors' directory of an office, and what they may not visit."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Column, Table
from gongbao.register.spotchecks import actions, presenters, selectors
from gongbao.register.spotchecks.models import Inspector, InterestGround
from gongbao.register.spotchecks.words import QUALIFICATIONS

PAGE = 50


@gate.requires(Permission.DRAW_PLAN)
@require_http_methods(["GET", "POST"])
def inspectors(request: Any) -> HttpResponse:
    """Who may inspect; add one, retire one, record a conflict of interest."""
    offices = selectors.offices_of(policies.regions(request.user, Permission.DRAW_PLAN))
    wrong: Refusal | None = None
    if request.method == "POST":
        try:
            words = _do(request, offices)
        except Refusal as refusal:
            wrong = refusal
        else:
            messages.success(request, words)
            return redirect("spotchecks:inspectors")
    page = Paginator(selectors.inspectors(offices), PAGE).get_page(request.GET.get("page"))
    people = list(page)
    context = {
        "page": page,
        "table": _table(people),
        "interests": [
            (one.inspector.name, one.entity.name, presenters.ground_words(one.ground))
            for one in selectors.interests_of(people)
        ],
        "offices": [(str(one.id), one.name) for one in offices[:200]],
        "qualifications": [(code, presenters.said(two)) for code, two in QUALIFICATIONS.items()],
        "people": [("", _("请选择")), *((str(one.id), f"{one.name}（{one.code}）") for one in people)],
        "grounds": [("", _("请选择")), *((code, presenters.ground_words(code)) for code in InterestGround.values)],
        "posted": request.POST,
        "refusal": wrong,
    }
    return render(request, "spotchecks/inspectors.html", context, status=422 if wrong else 200)


def _table(people: list[Inspector]) -> Table:
    columns = [
        Column(key="name", label=_("姓名"), primary=True),
        Column(key="code", label=_("执法证号")),
        Column(key="office", label=_("单位")),
        Column(key="qualified", label=_("资格")),
        Column(key="account", label=_("账户")),
    ]
    rows = [
        {
            "name": one.name,
            "code": one.code,
            "office": one.organisation.name,
            "qualified": "、".join(presenters.said(QUALIFICATIONS.get(q, (q, q))) for q in one.qualifications),
            "account": str(one.user) if one.user else "",
        }
        for one in people
    ]
    return Table(caption=_("检查人员名录"), columns=columns, rows=rows)


def _do(request: Any, offices: Any) -> str:
    post, by, now = request.POST, gate.actor_of(request), request.now
    if post.get("do") == "add":
        office = offices.filter(id=int(post["office"]) if post.get("office", "").isdigit() else 0).first()
        if office is None:
            raise PermissionDenied
        qualified = [one for one in (post.get("qualification", ""),) if one in QUALIFICATIONS and one]
        person = actions.add_inspector(
            organisation=office,
            code=post.get("code", "")[:40],
            name=post.get("name", "")[:80],
            qualifications=qualified,
            user_id=selectors.user_id_of(post.get("account", "")[:80]),
            home=post.get("home", "")[:12] if post.get("home", "").isdigit() else "",
            by=by,
            now=now,
        )
        return _("%(name)s 已入名录。") % {"name": person.name}
    found = selectors.inspector(post.get("inspector", ""))
    if found is None:
        raise Refusal("spotcheck.no-inspector", "请选择检查人员。", "Choose an inspector.", field="inspector")
    gate.check(request, Permission.DRAW_PLAN, region=found.organisation.region)
    if post.get("do") == "retire":
        actions.retire_inspector(inspector_id=found.id, by=by, now=now)
        return _("%(name)s 已出名录。") % {"name": found.name}
    if post.get("do") == "interest":
        actions.declare_interest(
            inspector_id=found.id,
            entity_code=post.get("entity_code", "")[:40],
            ground=post.get("ground", ""),
            by=by,
            now=now,
        )
        return _("已登记：%(name)s 不会被派去检查该主体。") % {"name": found.name}
    raise Http404
