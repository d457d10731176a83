"""The office's side: inspections by deadline and load, the day's plan, one inspection with everything that is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.foundation.shapes import Link
from gongbao.kernel.statutes import Kind
from gongbao.register.entities.models import Entity
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import Correction, Finding, Inspection, Origin
from gongbao.register.inspections.presenters import manage as presenter
from gongbao.register.inspections.presenters import showing, worklist
from gongbao.register.inspections.rules import questions_for
from gongbao.register.inspections.views import reading
from gongbao.register.inspections.views.acting import ACTS
from gongbao.register.listings.selectors import find_entity, office

PAGE = 30


@gate.requires(Permission.INSPECTION_MANAGE)
@require_GET
def work(request: Any) -> HttpResponse:
    """Inspections by their clocks: running, waiting for review, published; who has how many in hand."""
    regions = policies.regions(request.user, Permission.INSPECTION_MANAGE)
    show = request.GET.get("show", "")
    show = show if show in {"concluded", selectors.CORRECTING, "published", "ended"} else ""
    hand = request.GET.get("hand", "")[:80]
    page = Paginator(selectors.work(regions, state=show, hand=hand), PAGE).get_page(request.GET.get("page"))
    found = list(page)
    today = china_date(request.now)
    context = {
        "page": page,
        "table": worklist.table(found, selectors.assigned(found), request.now),
        "load": worklist.load(selectors.load(regions, today)),
        "hand": hand,
        "tabs": [
            Link(text=words, href=f"?show={code}", current=show == code)
            for code, words in (
                ("", _("在办")),
                ("concluded", _("待复核")),
                (selectors.CORRECTING, _("更正待复核")),
                ("published", _("已公示")),
                ("ended", _("已递补")),
            )
        ],
    }
    return render(request, "inspections/work.html", context)


def _found(request: Any, entity_id: int, inspection_id: UUID) -> Inspection:
    """One inspection, for its inspectors and for who manages inspections of the place."""
    inspection = selectors.one(entity_id, inspection_id)
    if inspection is None:
        raise Http404
    if not selectors.has_been_assigned(request.user.pk, inspection):
        gate.check(request, Permission.INSPECTION_MANAGE, region=inspection.region)
    return inspection


@gate.requires(Permission.INSPECTION_MANAGE, Permission.INSPECTION_VISIT)
@require_GET
def manage(request: Any, entity_id: int, inspection_id: UUID) -> HttpResponse:
    """One inspection: how it stands, its clocks, and the step that is next."""
    return _page(request, _found(request, entity_id, inspection_id))


@gate.requires(Permission.INSPECTION_MANAGE)
@require_GET
def of_finding(request: Any, entity_id: int, finding_id: UUID) -> HttpResponse:
    """From a duty about a finding to its inspection."""
    return _to_inspection(Finding.objects.filter(entity_id=entity_id, id=finding_id))


@gate.requires(Permission.INSPECTION_MANAGE)
@require_GET
def of_correction(request: Any, entity_id: int, correction_id: UUID) -> HttpResponse:
    """From a duty about a correction to its inspection."""
    return _to_inspection(Correction.objects.filter(entity_id=entity_id, id=correction_id))


def _to_inspection(part: QuerySet[Any]) -> HttpResponse:
    """To the inspection a finding or a correction is part of."""
    found = part.values_list("entity_id", "inspection_id").first()
    if found is None:
        raise Http404
    return redirect("inspections:manage", *found)


@gate.requires(Permission.INSPECTION_MANAGE, Permission.INSPECTION_VISIT)
@require_POST
def act(request: Any, entity_id: int, inspection_id: UUID, act: str) -> HttpResponse:
    """One step, from the table of steps: who may take it, and the action behind it."""
    inspection = _found(request, entity_id, inspection_id)
    step = ACTS.get(act)
    if step is None:
        raise Http404
    allowed = policies.may(request.user, step.permission, region=inspection.region)
    if step.permission is Permission.INSPECTION_VISIT:
        allowed = allowed or policies.may(request.user, Permission.INSPECTION_MANAGE, region=inspection.region)
    if not allowed:
        raise PermissionDenied
    try:
        words = step.do(request, inspection)
    except (Refusal, Refusals) as refused:
        return _page(request, inspection, refused, act)
    messages.success(request, words)
    return redirect("inspections:manage", entity_id, inspection_id)


def _page(
    request: Any, inspection: Inspection, refused: Refusal | Refusals | None = None, tried: str = ""
) -> HttpResponse:
    may_manage = policies.may(request.user, Permission.INSPECTION_MANAGE, region=inspection.region)
    took_part = selectors.has_been_assigned(request.user.pk, inspection) or (
        inspection.concluded_by_user == request.user.pk
    )
    refused_correction = request.POST if tried == "correct" else None
    context = presenter.page_of(inspection, request.now, request.user.pk, refused_correction) | {
        "refused": refused,
        "tried": tried,
        "given": request.POST,
        "may_manage": may_manage,
        "may_review": may_manage and not took_part,
        "correcting_open": tried == "correct",
        "may_decide": may_manage and not selectors.has_been_assigned(request.user.pk, inspection),
        "may_list": policies.may(request.user, Permission.LISTING_DECIDE, region=inspection.region),
        "free": selectors.free_inspectors(inspection.organisation_id, inspection.entity_id, china_date(request.now))
        if may_manage and inspection.origin != Origin.DRAW
        else [],
    }
    return render(request, "inspections/manage.html", context, status=422 if refused else 200)


@gate.requires(Permission.INSPECTION_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a targeted check on suspicion or by order of the level above, the reason on file (K25 6)."""
    code = (request.POST or request.GET).get("code", "").strip()[:18]
    entity = find_entity(code) if code else None
    refusal: Refusal | None = None
    if code and entity is None:
        refusal = Refusal(
            "no-entity", "没有这个代码的主体，请核对。", "No entity has this code; check it.", field="code"
        )
    if entity is not None:
        gate.check(request, Permission.INSPECTION_MANAGE, region=entity.region)
    if request.method == "POST" and entity is not None:
        try:
            return _open(request, entity)
        except Refusal as problem:
            refusal = problem
    place = office(entity.region) if entity else None
    context = {
        "code": code,
        "entity": entity,
        "given": request.POST,
        "refusal": refusal,
        "free": selectors.free_inspectors(place.organisation_id, entity.id, china_date(request.now))
        if entity and place
        else [],
        "chosen": request.POST.getlist("inspectors"),
        "scope": [
            (one.code, showing.said(one.words), one.code in request.POST.getlist("scope"))
            for one in (questions_for(Kind(entity.category)) if entity else ())
        ],
        "methods": [(key, words()) for key, words in showing.METHODS.items()],
    }
    return render(request, "inspections/new.html", context, status=422 if refusal else 200)


def _open(request: Any, entity: Entity) -> HttpResponse:
    number = reading.text(request, "order", 80)
    if not number:
        raise Refusal(
            "order-number", "请填写交办文号或者线索编号。", "Give the number of the order or lead.", field="order"
        )
    method = reading.text(request, "method", 10)
    inspection = actions.open_targeted(
        entity_id=entity.id,
        brief=actions.Brief(
            origin=Origin.ORDER,
            origin_id=number,
            title=reading.text(request, "title", 200) or "公示信息专项检查",
            reason=reading.text(request, "reason"),
            scope=reading.texts(request, "scope"),
            method=method if method in showing.METHODS else "on-site",
            finish_by=reading.day(request, "finish_by"),
        ),
        inspector_codes=reading.texts(request, "inspectors"),
        by=gate.actor_of(request),
        now=request.now,
    )
    messages.success(request, _("已立项，检查人员会在“今日检查”里看到。"))
    return redirect("inspections:manage", inspection.entity_id, inspection.id)


@gate.requires(Permission.INSPECTION_MANAGE)
@require_POST
def plan(request: Any) -> HttpResponse:
    """Put the chosen inspections on a day; the numbers typed are the order of the route."""
    day = reading.day(request, "on")
    stops: list[tuple[int, int, UUID]] = []
    for place, key in enumerate(reading.texts(request, "chosen", 50)):
        entity, _sep, identity = key.partition("/")
        try:
            entity_id, inspection_id = int(entity), UUID(identity)
        except ValueError:
            continue
        _found(request, entity_id, inspection_id)
        stops.append((reading.number(request, f"stop_{key}") or 1_000 + place, entity_id, inspection_id))
    if day is None or not stops:
        messages.error(request, _("请选择日期和至少一家企业。"))
        return redirect("inspections:work")
    route = [(entity_id, inspection_id) for _place, entity_id, inspection_id in sorted(stops)]
    actions.plan_visits(stops=route, on=day, by=gate.actor_of(request), now=request.now)
    messages.success(request, _("已排定 %(n)s 家，检查人员按此路线看到。") % {"n": len(route)})
    return redirect("inspections:work")
