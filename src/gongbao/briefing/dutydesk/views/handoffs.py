"""Handing an incident up and across with its answer; messages from outside and ours to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.dutydesk import actions, presenters, refusals, selectors
from gongbao.briefing.dutydesk.carriers import carriers
from gongbao.briefing.dutydesk.models import HandOff
from gongbao.briefing.dutydesk.names import DIRECTIONS, GRADES
from gongbao.briefing.incidents.models import Incident
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.cap.reading import MOST_BYTES

PAGE = 20
MOST_REPORTS = 50


def _how(request: Any) -> dict[str, Any]:
    return {"by": gate.actor_of(request), "now": request.now}


def _incident(request: Any, incident_id: UUID) -> Incident:
    found = selectors.incident_in_reach(request.user, incident_id, request.now)
    if found is None:
        raise Http404
    return found


def _hand_off(request: Any, hand_off_id: UUID) -> HandOff:
    found = get_object_or_404(HandOff.objects.select_related("incident"), pk=hand_off_id)
    _incident(request, found.incident_id)
    return found


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def of_incident(request: Any, incident_id: UUID) -> HttpResponse:
    """To whom this incident was handed and who has it; handing it on."""
    found = _incident(request, incident_id)
    reports = list(found.reports.select_related("unit").order_by("-received_at")[:MOST_REPORTS])
    refusal: Refusal | None = None
    if request.method == "POST":
        post = request.POST
        given = actions.Given(
            to=post.get("to", ""),
            direction=post.get("direction", ""),
            carrier=post.get("carrier", ""),
            words=post.get("words", ""),
            answered_name=post.get("name", ""),
            withdraw=post.get("withdraw") == "on",
        )
        try:
            report = next((one for one in reports if str(one.pk) == post.get("report", "")), None)
            actions.hand_off(incident=found, report=report, given=given, **_how(request))
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已记录报出。对方答复后在这里登记。"))
            return redirect("dutydesk:hand-offs", found.pk)
    context = {
        "incident": found,
        "grade": GRADES[found.grade],
        "given_over": [presenters.hand_off_row(one) for one in selectors.hand_offs(found)],
        "reports": [("", _("只报事件概况")), *((str(one.pk), f"{one.unit.short} {one.title}") for one in reports)],
        "directions": list(DIRECTIONS.items()),
        "carriers": [(one.code, one.words) for one in carriers()],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "dutydesk/hand_offs.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def message(request: Any, hand_off_id: UUID) -> HttpResponse:
    """The CAP file, byte for byte as it was made."""
    found = _hand_off(request, hand_off_id)
    if found.message is None:
        raise Http404
    return _file(bytes(found.message), found.identifier)


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="{name}.xml"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@gate.requires(Permission.DESK_WORK)
@require_POST
def answer(request: Any, hand_off_id: UUID) -> HttpResponse:
    """Who there said that they have it."""
    found = _hand_off(request, hand_off_id)
    try:
        actions.acknowledge(
            hand_off_id=found.pk,
            name=request.POST.get("name", ""),
            how="phone",
            words=request.POST.get("words", ""),
            refused=request.POST.get("do") == "refused",
            **_how(request),
        )
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("已登记对方答复。"))
    return redirect("dutydesk:hand-offs", found.incident_id)


def _desks(request: Any) -> list[Any]:
    return selectors.desks_watched(request.user, request.now)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def received(request: Any) -> HttpResponse:
    """Messages from other bodies: taken in as files, answered with files."""
    desks = _desks(request)
    refusal: Refusal | None = None
    if request.method == "POST" and desks:
        given = request.FILES.get("file")
        try:
            if given is None:
                raise refusals.not_cap("请选择 CAP 文件（.xml）。", "Choose a CAP file (.xml).")
            made = actions.receive(desk=desks[0], data=given.read(MOST_BYTES + 1), **_how(request))
        except Refusal as problem:
            refusal = problem
        else:
            words = _("已收下，并登记为对方的答复。") if made.about_id else _("已收下。")
            messages.success(request, words)
            return redirect("dutydesk:received")
    rows = selectors.received([desk.pk for desk in desks])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [presenters.received_row(one) for one in page], "refusal": refusal}
    return render(request, "dutydesk/received.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_POST
def answer_received(request: Any, received_id: UUID) -> HttpResponse:
    """Make our Ack or Error for it."""
    found = get_object_or_404(selectors.received([desk.pk for desk in _desks(request)]), pk=received_id)
    take = request.POST.get("do") == "take"
    try:
        actions.answer_received(received_id=found.pk, take=take, words=request.POST.get("words", ""), **_how(request))
    except Refusal as refusal:
        messages.error(request, refusal.words())
    else:
        messages.success(request, _("已生成答复文件，请下载后发回。"))
    return redirect("dutydesk:received")


@gate.requires(Permission.DESK_WORK)
@require_GET
def reply(request: Any, received_id: UUID) -> HttpResponse:
    """Our answer as a file."""
    found = get_object_or_404(selectors.received([desk.pk for desk in _desks(request)]), pk=received_id)
    if found.answer is None:
        raise Http404
    return _file(bytes(found.answer), f"ack-{found.pk}")
