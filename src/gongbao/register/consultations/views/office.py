"""The office's supervisor: which department asked when, for what, about which file; and what one may ask for."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.register.consultations import actions, presenters, selectors
from gongbao.register.consultations.models import Purpose
from gongbao.register.consultations.views.department import day

PAGE = 50
FILTERS = ("organisation", "purpose", "reference", "start", "end")


@requires(Permission.CONSULT_SUPERVISE)
@require_GET
def log(request: Any) -> HttpResponse:
    """The log, newest first, narrowed by department, purpose, file and days."""
    given = {one: request.GET.get(one, "").strip()[:120] for one in FILTERS}
    wanted = selectors.Wanted(
        organisation=given["organisation"],
        purpose=given["purpose"],
        reference=given["reference"],
        start=day(given["start"]),
        end=day(given["end"]),
    )
    rows = selectors.log(selectors.supervised(request.user), wanted)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    known = selectors.purposes(active=False)
    context = {
        "given": given,
        "kept": urlencode({key: value for key, value in given.items() if value}),
        "purposes": [("", _("全部")), *((one.code, presenters.purpose_words(one)) for one in known)],
        "page": page,
        "table": presenters.consultations_table(list(page), office=True),
        "may_manage": selectors.manages_purposes(request.user),
    }
    return render(request, "consultations/log.html", context)


@requires(Permission.CONSULT_SUPERVISE)
@require_http_methods(["GET", "POST"])
def purposes(request: Any) -> HttpResponse:
    """What one may consult for: add, retire, take up again."""
    if not selectors.manages_purposes(request.user):
        raise PermissionDenied
    refusal = None
    given = {one: request.POST.get(one, "") for one in ("code", "zh", "en", "basis")}
    if request.method == "POST":
        try:
            return _changed(request, given)
        except (Refusal, Purpose.DoesNotExist) as refused:
            refusal = refused if isinstance(refused, Refusal) else None
    context = {
        "rows": presenters.purposes_rows(selectors.purposes(active=False)),
        "given": given,
        "refusal": refusal,
    }
    return render(request, "consultations/purposes.html", context, status=refusal.status if refusal else 200)


def _changed(request: Any, given: dict[str, str]) -> HttpResponse:
    act = request.POST.get("act", "")
    by, now = actor_of(request), request.now
    if act in ("retire", "restore"):
        actions.set_active(code=given["code"], active=act == "restore", by=by, now=now)
        messages.success(request, _("已改。已有的查询记录不变。"))
    else:
        actions.add_purpose(**given, by=by, now=now)
        messages.success(request, _("已增加，各机关现在可以选用。"))
    return redirect("consultations:purposes")
