"""The desk's side of training: sessions held, materials given out, who has read them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.units import actions, presenters, selectors, steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import day_of, whole_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.selectors import attachments_of

PAGE = 20
RECEIPTS = 100


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def training(request: Any) -> HttpResponse:
    """Sessions held, newest first, and the form for the next."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    officers = selectors.officer_names(desk)
    if request.method == "POST":
        try:
            _record(request, desk, {key for key, _name, _unit in officers})
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已登记。"))
            return redirect("units:training")
    page = Paginator(selectors.trainings(desk), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "officers": presenters.officer_boxes(officers, set(request.POST.getlist("attendees"))),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "units/training.html", context, status=refusal.status if refusal else 200)


def _record(request: Any, desk: Unit, known: set[int]) -> None:
    day = day_of(request.POST.get("held_on", ""))
    if day is None:
        raise Refusal("training.day", "请填培训日期。", "Give the day.", field="held_on")
    try:
        hours = Decimal(request.POST.get("hours", "").strip() or "0")
    except InvalidOperation:
        hours = Decimal(0)
    if not 0 < hours < 1_000:
        raise Refusal("training.hours", "学时请填数字，如 2 或 1.5。", "Hours read like 2 or 1.5.", field="hours")
    ticked = {pk for text in request.POST.getlist("attendees") if (pk := whole_of(text)) in known}
    there = list(User.objects.filter(pk__in=ticked))
    topic = request.POST.get("topic", "")
    actions.record_training(desk=desk, held_on=day, topic=topic, hours=hours, attendees=there, **steps.how(request))


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def materials(request: Any) -> HttpResponse:
    """Materials given out, and the form for the next."""
    desk = steps.desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            made = actions.issue_material(
                desk=desk,
                title=request.POST.get("title", ""),
                words=request.POST.get("words", ""),
                files=[(one.file, one.name or "file") for one in request.FILES.getlist("files")[:10]],
                **steps.how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已发出，各单位信息员已收到提醒。"))
            return redirect("units:material", made.pk)
    page = Paginator(selectors.materials(desk), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "page": page,
        "officers": selectors.officers(desk).values("user_id").distinct().count(),
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "units/materials.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def material(request: Any, material_id: Any) -> HttpResponse:
    """One material with its receipts."""
    found = selectors.material_of([steps.desk_of(request)], material_id)
    if found is None:
        raise Http404
    page = Paginator(selectors.receipts(found), RECEIPTS).get_page(request.GET.get("page"))
    shown = list(page)
    context = {
        "page": page,
        "material": found,
        "files": attachments_of("material", [str(found.pk)]).get(str(found.pk), []),
        "table": presenters.receipt_table(shown, selectors.readings(found, [one.user_id for one in shown])),
    }
    return render(request, "units/receipts.html", context)
