"""The inspector on the doorstep: today's visits in the order of the route, and the record, which also comes later."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.register.inspections import actions, selectors
from gongbao.register.inspections.models import Inspection
from gongbao.register.inspections.presenters import field as presenter
from gongbao.register.inspections.presenters import showing
from gongbao.register.inspections.rules import ANSWERS
from gongbao.register.inspections.views import reading


@gate.requires(Permission.INSPECTION_VISIT)
@require_GET
@never_cache
def sync_state(request: Any) -> JsonResponse:
    """Who is signed in, the token a waiting record is sent with, and the office's clock."""
    return JsonResponse(
        {"user": str(request.user.pk), "csrf": get_token(request), "now": request.now.isoformat(timespec="seconds")}
    )


@gate.requires(Permission.INSPECTION_VISIT)
@require_GET
@ensure_csrf_cookie
def today(request: Any) -> HttpResponse:
    """Today's visits in route order, then the later ones; and what waits on this phone to be sent."""
    on = china_date(request.now)
    visits = selectors.visits_of(request.user, on)
    context = {
        "today": on,
        "visits": presenter.stops([one for one in visits if one.visit_on and one.visit_on <= on], request.now),
        "later": presenter.stops([one for one in visits if not one.visit_on or one.visit_on > on], request.now),
    }
    return render(request, "inspections/today.html", context)


def _assigned(request: Any, entity_id: int, inspection_id: UUID) -> Inspection:
    inspection = selectors.one(entity_id, inspection_id)
    if inspection is None:
        raise Http404
    if not selectors.is_assigned(request.user.pk, inspection):
        gate.check(request, Permission.INSPECTION_MANAGE, region=inspection.region)
    return inspection


@gate.requires(Permission.INSPECTION_VISIT)
@require_http_methods(["GET", "POST"])
@ensure_csrf_cookie
def visit(request: Any, entity_id: int, inspection_id: UUID) -> HttpResponse:
    """One visit: what to ask, and the record. Without script it is an ordinary form; with it, it also works offline."""
    inspection = _assigned(request, entity_id, inspection_id)
    if request.method == "GET":
        return _page(request, inspection)
    by_script = request.headers.get("X-Sync") == "1"
    try:
        taken = actions.take_record(
            entity_id=entity_id,
            inspection_id=inspection_id,
            seen=_seen(request, inspection),
            photos=reading.files(request, "photos"),
            signature=next(iter(reading.files(request, "signature", 1)), None),
            by=gate.actor_of(request),
            now=request.now,
        )
    except (Refusal, Refusals) as refused:
        if by_script:
            return _refused(refused)
        return _page(request, inspection, refused)
    words = {
        "new": _("检查记录已收到。"),
        "same": _("这份记录此前已经收到，没有重复保存。"),
        "conflict": _("同行人员已提交过一份记录。您的也已保存，请双方确认以哪一份为准。"),
    }[taken.outcome]
    if by_script:
        return JsonResponse({"outcome": taken.outcome, "words": words})
    messages.success(request, words)
    return redirect("inspections:today")


def _refused(refused: Refusal | Refusals) -> JsonResponse:
    several = refused.refusals if isinstance(refused, Refusals) else [refused]
    status = several[0].status if len(several) == 1 else 422
    return JsonResponse({"code": several[0].code, "words": [one.words() for one in several]}, status=status)


def _seen(request: Any, inspection: Inspection) -> actions.Seen:
    """What the form says. Refusal where the record's own number or its time is missing."""
    try:
        record = UUID(reading.text(request, "record", 40))
    except ValueError as error:
        raise Refusal(
            "record-number", "记录编号丢失，请刷新页面重填。", "The record has no number: reload the page."
        ) from error
    visited = reading.moment(request, "visited_at")
    if visited is None:
        raise Refusal("record-visited_at", "请填写检查时间。", "Say when you were there.", field="visited_at")
    answers = {}
    for question in presenter.questions(inspection):
        answer = reading.text(request, f"q_{question.code}", 12)
        if answer in ANSWERS:
            answers[question.code] = (answer, reading.text(request, f"n_{question.code}", 500))
    return actions.Seen(
        record=record,
        method=reading.text(request, "method", 10),
        outcome=reading.text(request, "outcome", 10),
        visited_at=visited,
        present=reading.texts(request, "present"),
        certificates_shown=bool(request.POST.get("certificates")),
        signing=reading.text(request, "signing", 8),
        words=reading.text(request, "words"),
        obstructions=reading.texts(request, "obstructions"),
        answers=answers,
        consented=bool(request.POST.get("consented")),
        signer_name=reading.text(request, "signer_name", 100),
        signer_post=reading.text(request, "signer_post", 80),
        refusal_reason=reading.text(request, "refusal_reason", 500),
        witness_name=reading.text(request, "witness_name", 100),
        witness_phone=reading.text(request, "witness_phone", 40),
    )


def _page(request: Any, inspection: Inspection, refused: Refusal | Refusals | None = None) -> HttpResponse:
    people = selectors.assigned([inspection]).get(inspection.id, [])
    given = request.POST
    context = {
        "inspection": inspection,
        "facts": presenter.about(inspection),
        "state": showing.state_of(inspection),
        "running": inspection.state in selectors.RUNNING,
        "conflict": selectors.conflict(inspection),
        "records": selectors.records_of(inspection),
        "refused": refused,
        "given": given,
        "record": given.get("record") or str(uuid.uuid4()),
        "visited_at": given.get("visited_at") or f"{request.now.astimezone(CHINA):%Y-%m-%dT%H:%M}",
        "people": [(one.code, one.name, not given or one.code in given.getlist("present")) for one in people],
        "questions": presenter.asked(inspection, given),
        "obstructions": presenter.obstructions(given),
        "methods": [(code, words()) for code, words in showing.METHODS.items()],
        "method": given.get("method") or inspection.method,
        "outcomes": [(code, words()) for code, words in showing.OUTCOMES.items()],
        "signings": [(code, words()) for code, words in showing.SIGNINGS.items()],
        "may_manage": policies.may(request.user, Permission.INSPECTION_MANAGE, region=inspection.region),
    }
    return render(request, "inspections/visit.html", context, status=422 if refused else 200)
