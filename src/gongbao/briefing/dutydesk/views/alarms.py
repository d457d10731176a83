"""An alarm and its answer; whom to call when, as the desk sets it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.dutydesk import actions, presenters, refusals, selectors
from gongbao.briefing.dutydesk.models import Alarm, AlarmState, Trigger
from gongbao.briefing.dutydesk.names import GRADES, ROLES, TRIGGERS, WHOSE
from gongbao.briefing.incidents.presenters import shown_reports
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import has as may
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices import presenters as channels
from gongbao.foundation.notices.models import ChannelKind
from gongbao.foundation.notices.selectors import undelivered

STEPS = 4
PERCENTS = ("50", "75", "90", "100")


def _alarm(request: Any, alarm_id: UUID) -> Alarm:
    found = selectors.alarm_of(request.user, alarm_id, request.now)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DUTY_WATCH)
@require_GET
def alarm(request: Any, alarm_id: UUID) -> HttpResponse:
    """What it is about, whom it called, who answered, what did not go out."""
    found = _alarm(request, alarm_id)
    calls = [call for firing in found.firings.all() for call in firing.calls.all()]
    mine = any(call.user_id == request.user.pk and call.answered_at is None for call in calls)
    context = {
        "one": found,
        "moments": presenters.moments(found),
        "last": told[0] if (told := shown_reports(selectors.last_told(found))) else None,
        "grade": GRADES[found.incident.grade],
        "open": found.state == AlarmState.OPEN,
        "desk_work": may(request.user, Permission.DESK_WORK),
        "may_answer": found.state == AlarmState.OPEN or (mine and found.state == AlarmState.ANSWERED),
        "others": [call.user for call in calls if call.answered_at is None and call.user_id != request.user.pk],
        "deliveries": [channels.delivery_row(one) for one in undelivered(("alarm", str(found.pk)))[:20]],
    }
    return render(request, "dutydesk/alarm.html", context)


@gate.requires(Permission.DUTY_WATCH)
@require_POST
def answer(request: Any, alarm_id: UUID) -> HttpResponse:
    """应答, for oneself or written down for somebody who said so by telephone. A wall's key asks for data."""
    found = _alarm(request, alarm_id)
    wanted = request.POST.get("for", "")
    called = User.objects.filter(duty_calls__firing__alarm=found).distinct()
    recorded_for = next((one for one in called if str(one.pk) == wanted), None) if wanted else None
    status, words = 200, _("已应答。")
    try:
        actions.answer(
            alarm_id=found.pk,
            user=request.user,
            recorded_for=recorded_for,
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        status, words = refusal.status, refusal.words()
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"words": words}, status=status)
    (messages.success if status == 200 else messages.error)(request, words)
    return redirect("dutydesk:alarm", found.pk)


@gate.requires(Permission.DUTY_ROSTER)
@require_http_methods(["GET", "POST"])
def policies(request: Any) -> HttpResponse:
    """Whom to call when something happens, and whom next."""
    desk = reach.desk_for(request.user, Permission.DUTY_ROSTER)
    if desk is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _put(request, desk)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已生效。已经发出的提醒仍按原来的办法。"))
            return redirect("dutydesk:policies")
    context = {
        "desk": desk,
        "policies": [presenters.policy_row(one) for one in selectors.policies(desk)],
        "triggers": list(TRIGGERS.items()),
        "grades": [("", _("不分等级")), *((str(n), _("%(grade)s以上") % {"grade": GRADES[n]}) for n in (1, 2, 3))],
        "percents": [(one, f"{one}%") for one in PERCENTS],
        "steps": [_step_fields(request, n) for n in range(1, STEPS + 1)],
        "roles": [("", _("没有这一步")), *ROLES.items()],
        "whose": list(WHOSE.items()),
        "kinds": [("", _("全部渠道")), *((kind, channels.KINDS[kind]) for kind in ChannelKind.values)],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "dutydesk/policies.html", context, status=refusal.status if refusal else 200)


def _step_fields(request: Any, n: int) -> dict[str, Any]:
    """The fields of one step: their names, and what was typed into them."""
    given = {name: request.POST.get(f"{name}_{n}", "") for name in ("role", "whose", "after", "all", "kind")}
    names = {f"{name}_name": f"{name}_{n}" for name in given}
    return {"n": n, **names, **given}


def _put(request: Any, desk: Unit) -> None:
    post = request.POST
    trigger, grade, percent = post.get("trigger", ""), post.get("grade", ""), post.get("percent", "")
    actions.put_policy(
        desk=desk,
        trigger=trigger,
        name=post.get("name", ""),
        percent=int(percent) if trigger == Trigger.CLOCK and percent in PERCENTS else 0,
        gravest_from=int(grade) if grade in {"1", "2", "3"} else None,
        steps=[_planned(request, n) for n in range(1, STEPS + 1) if post.get(f"role_{n}")],
        by=gate.actor_of(request),
        now=request.now,
    )


def _planned(request: Any, n: int) -> actions.PlannedStep:
    given = _step_fields(request, n)
    seconds = given["after"].strip() or "0"
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 7):
        raise refusals.policy_wrong()
    return actions.PlannedStep(
        given["role"],
        int(seconds),
        require_all=given["all"] == "on",
        whose=given["whose"],
        kinds=(given["kind"],) if given["kind"] else (),
    )
