"""What the desk decides about an incident: grade, join, part, hold, note, report up; what only a supervisor finds."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongbao.briefing.incidents import actions, forms, presenters, selectors
from gongbao.briefing.incidents.models import Finding, Incident, Report
from gongbao.briefing.incidents.rules import Account, disagreements, draft_body, draft_title
from gongbao.briefing.incidents.views.desk import incident_page
from gongbao.briefing.incidents.views.unit import figure_fields, told_of
from gongbao.briefing.instructions import selectors as instructions
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.models import Unit
from gongbao.briefing.units.typed import turn_of, uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.wording import moment_words


def _desk_incident(request: Any, incident_id: UUID) -> Incident:
    found = selectors.desk_incident(request.user, incident_id)
    if found is None:
        raise Http404
    return found


def _report(request: Any, found: Incident) -> Report:
    wanted = uuid_of(request.POST.get("report", ""))
    report = selectors.report_of(found, wanted) if wanted else None
    if report is None:
        raise Http404
    return report


def _grade(request: Any, found: Incident) -> str:
    grade = forms.grade_of(request.POST)
    actions.decide_grade(
        incident_id=found.pk,
        grade=grade,
        reason=steps.words_of(request, "reason"),
        turn=turn_of(request.POST),
        **steps.how(request),
    )
    return _("已定级。")


def _join(request: Any, found: Incident) -> str:
    into = uuid_of(request.POST.get("into", ""))
    if into is None or selectors.desk_incident(request.user, into) is None:
        raise Refusal("incident.choose-other", "请选另一起事件。", "Choose the other incident.", field="into")
    actions.join(
        incident_id=found.pk,
        into_id=into,
        reason=steps.words_of(request, "reason"),
        turn=turn_of(request.POST),
        **steps.how(request),
    )
    return _("已归并。两起事件的报告并排显示，各自保留。")


def _part(request: Any, found: Incident) -> str:
    which = uuid_of(request.POST.get("which", "")) or found.pk
    if which != found.pk and not found.joined.filter(pk=which).exists():
        raise Http404
    actions.part(incident_id=which, reason=steps.words_of(request, "reason"), **steps.how(request))
    return _("已拆开。")


def _note(request: Any, found: Incident) -> str:
    actions.note(incident_id=found.pk, words=steps.words_of(request), unit=found.desk, **steps.how(request))
    return _("已记入日志。")


def _instruct(request: Any, found: Incident) -> str:
    actions.instruct(
        incident_id=found.pk,
        leader=_leader(request, found),
        words=steps.words_of(request),
        owner=_owner(request, found),
        due_at=forms.moment_of(request.POST.get("due_at", "")),
        **steps.how(request),
    )
    return _("批示已记下。办理情况会回到本页和日志。")


def _owner(request: Any, found: Incident) -> Unit | None:
    text = request.POST.get("owner", "").strip()
    unit = instructions.owner_named(found.desk, text) if text else None
    if text and unit is None:
        raise Refusal(
            "incident.owner",
            "没有这个单位：请写它在报送网络里的简称。",
            "There is no such unit: write its short name as the network has it.",
            field="owner",
        )
    return unit


def _leader(request: Any, found: Incident) -> User | None:
    wanted = request.POST.get("leader", "")
    return next((one for one in instructions.leaders(found.desk) if str(one.pk) == wanted), None)


def _instruction(request: Any, found: Incident) -> str:
    actions.note(
        incident_id=found.pk,
        words=steps.words_of(request),
        unit=found.desk,
        kind="instruction",
        **steps.how(request),
    )
    return _("领导意见已记入日志。")


def _hold(request: Any, found: Incident) -> str:
    report = _report(request, found)
    actions.hold(report_id=report.pk, reason=steps.words_of(request, "reason"), **steps.how(request))
    return _("已暂缓。报送单位已收到通知，可以越级报告。")


def _release(request: Any, found: Incident) -> str:
    actions.release(report_id=_report(request, found).pk, **steps.how(request))
    return _("已解除暂缓。")


def _item(request: Any, found: Incident) -> str:
    actions.make_item(report_id=_report(request, found).pk, author=request.user, **steps.how(request))
    return _("已转为信息，可以编进刊物。批示会回到本页。")


def _take(request: Any, found: Incident) -> str:
    wanted = uuid_of(request.POST.get("clock", ""))
    clock = found.clocks.filter(pk=wanted).first() if wanted else None
    if clock is None:
        raise Http404
    actions.take_in_hand(clock_id=clock.pk, hand=f"{found.desk.short} {request.user}", **steps.how(request))
    return _("已接手。")


def _close(request: Any, found: Incident) -> str:
    actions.close_incident(
        incident_id=found.pk,
        reason=steps.words_of(request, "reason"),
        turn=turn_of(request.POST),
        **steps.how(request),
    )
    return _("已办结。")


DO = {
    "grade": _grade,
    "join": _join,
    "part": _part,
    "note": _note,
    "instruct": _instruct,
    "instruction": _instruction,
    "hold": _hold,
    "release": _release,
    "item": _item,
    "take": _take,
    "close": _close,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, incident_id: UUID) -> HttpResponse:
    """One step of the desk."""
    found = _desk_incident(request, incident_id)
    return steps.take(
        request,
        steps.chosen(DO, request),
        found,
        page=lambda refusal: incident_page(request, _desk_incident(request, incident_id), refusal),
        to=reverse("incidents:incident", args=[found.pk]),
    )


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def up(request: Any, incident_id: UUID) -> HttpResponse:
    """Report to the level above: drafted from what is known, checked against itself and the others, then sent."""
    found = _desk_incident(request, incident_id)
    desk = reach.desk_for(request.user, Permission.DESK_WORK, found.desk_id)
    if desk is None:
        raise Http404
    refusal: Refusal | None = None
    if request.method == "POST" and request.POST.get("do") == "send":
        try:
            report = actions.send_up(
                incident_id=found.pk,
                desk=desk,
                said=forms.said_of(request.POST),
                form="phone" if request.POST.get("form") == "phone" else "written",
                kind=forms.text_of(request.POST, "kind", 12) or "first",
                to_words=forms.text_of(request.POST, "to_words", 80),
                call=forms.call_of(request.POST),
                **steps.how(request),
            )
        except Refusal as problem:
            refusal = problem
        else:
            words = _("已上报。收条 %(receipt)s，%(at)s。")
            messages.success(request, words % {"receipt": report.receipt, "at": moment_words(report.received_at)})
            return redirect("incidents:incident", found.pk)
    return _up_page(request, found, desk, refusal)


def _up_page(request: Any, found: Incident, desk: Any, refusal: Refusal | None) -> HttpResponse:
    whole = selectors.whole(found)
    below = [one for one in whole.reports if one.unit_id != desk.pk or one.to_id == desk.pk]
    ours = [one for one in whole.reports if one.unit_id == desk.pk and one.to_id != desk.pk]
    given: Any = request.POST
    if request.method == "GET" and below:
        told = told_of(below[-1], found, desk)
        given = {"title": draft_title(told), "body": draft_body(told), "place": found.place}
    others = [
        selectors.account_of(one, f"{presenters.kind_words(one)} {one.unit.short}") for one in [*ours[-1:], *below[-4:]]
    ]
    try:
        said = forms.said_of(request.POST)
        figures = {name: one.value for name, one in said.figures.items()}
    except Refusal as problem:
        refusal, figures = refusal or problem, {}
    mine = Account(label="", title=given.get("title", ""), body=given.get("body", ""), figures=figures)
    context = {
        "incident": found,
        "desk": desk,
        "above": desk.reports_to,
        "given": given,
        "refusal": refusal,
        "disagreements": presenters.disagreement_words(disagreements(mine, others)),
        "checked": len(others),
        "kinds": [(code, str(words)) for code, words in presenters.KINDS.items() if code != "supplement"],
        "kind": request.POST.get("kind") or ("follow-up" if ours else "first"),
        "forms": [("written", _("书面")), ("phone", _("电话"))],
        "clocks": [
            one
            for one in presenters.clock_rows(whole.clocks, request.now, stopped=selectors.has_outage())
            if one.running and one.unit == desk.short
        ],
        **figure_fields(request),
    }
    return render(request, "incidents/up.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.BRIEFING_SUPERVISE)
@require_http_methods(["GET", "POST"])
def find(request: Any, incident_id: UUID) -> HttpResponse:
    """A person's finding after an inquiry: with facts, evidence, article, and what the unit said."""
    found = _desk_incident(request, incident_id)
    refusal: Refusal | None = None
    units = list(found.involved.order_by("order", "short")[:100])
    if request.method == "POST":
        try:
            words = _decide(request, found, units)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("incidents:find", found.pk)
    context = {
        "incident": found,
        "findings": selectors.whole(found).findings[::-1],
        "units": [(str(one.pk), one.short) for one in units],
        "kinds": [("omitted", _("漏报")), ("false", _("谎报")), ("concealed", _("瞒报"))],
        "given": request.POST,
        "refusal": refusal,
    }
    return render(request, "incidents/find.html", context, status=refusal.status if refusal else 200)


def _decide(request: Any, found: Incident, units: list[Any]) -> str:
    if request.POST.get("do") == "set-aside":
        wanted = uuid_of(request.POST.get("finding", ""))
        finding = Finding.objects.filter(pk=wanted, incident=found).first() if wanted else None
        if finding is None:
            raise Http404
        actions.set_aside(finding_id=finding.pk, reason=steps.words_of(request, "reason"), **steps.how(request))
        return _("已撤销认定，原认定留在记录里。")
    unit = next((one for one in units if str(one.pk) == request.POST.get("unit", "")), None)
    if unit is None:
        raise Refusal("finding.unit-needed", "请选择单位。", "Choose the unit.", field="unit")
    actions.find(
        incident_id=found.pk,
        unit=unit,
        kind=forms.text_of(request.POST, "kind", 12),
        facts=steps.words_of(request, "facts"),
        evidence=steps.words_of(request, "evidence"),
        citation=forms.text_of(request.POST, "citation", 200),
        answered=steps.words_of(request, "answered"),
        heard_at=forms.moment_of(request.POST.get("heard_at", "")),
        **steps.how(request),
    )
    return _("认定已记录。")


@gate.requires(Permission.INFORMANT_READ)
@require_http_methods(["GET", "POST"])
def teller(request: Any, incident_id: UUID, report_id: UUID) -> HttpResponse:
    """Who told: shown once to whom the role allows, for a reason that is written down."""
    found = _desk_incident(request, incident_id)
    report = selectors.report_of(found, report_id)
    if report is None:
        raise Http404
    identity: list[str] = []
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            identity = actions.read_teller(subject=report, why=steps.words_of(request, "why"), **steps.how(request))
        except Refusal as problem:
            refusal = problem
    context = {"incident": found, "report": report, "identity": identity, "refusal": refusal}
    return render(request, "incidents/teller.html", context, status=refusal.status if refusal else 200)
