"""The desk's pages: the board, the call form that keeps up with speech, one incident with everything side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.incidents import actions, beside, forms, presenters, selectors
from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.incidents.rules import disagreements, said_apart
from gongbao.briefing.incidents.views.unit import figure_fields
from gongbao.briefing.instructions import presenters as instructed
from gongbao.briefing.instructions import selectors as instructions
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.foundation.wording import moment_words

PAGE = 20
MOST_TO_CHOOSE = 300  # of more units one writes the short name
MOST_CLOCKS = 6  # that still can be met, and as many that were not


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def board(request: Any) -> HttpResponse:
    """What is open, what runs out next, and the two things one comes here to do."""
    box = request.GET.get("box", "open")
    drill = bool(request.GET.get("drill"))
    box = box if box in selectors.BOXES else "open"
    search = request.GET.get("q", "").strip()[:80]
    page = Paginator(selectors.board(request.user, box=box, drill=drill, search=search), PAGE).get_page(
        request.GET.get("page")
    )
    counted = selectors.counts(request.user)
    desk = reach.desk_for(request.user, Permission.DESK_WORK)
    stopped = selectors.has_outage()
    found = selectors.pressing(request.now, desk=desk, drill=drill, limit=MOST_CLOCKS) if desk else None
    names = {"open": _("处置中"), "watched": _("终报后观察"), "closed": _("已结")}
    context = {
        "desk": desk,
        "page": page,
        "table": presenters.board_table(
            list(page), url="incidents:incident", caption=_("紧急事件"), empty=_("没有紧急事件。")
        ),
        "ahead": presenters.clock_rows(found.ahead, request.now, stopped=stopped, of_many=True) if found else [],
        "over": presenters.clock_rows(found.over, request.now, stopped=stopped, of_many=True)[::-1] if found else [],
        "more_over": found.more if found else 0,
        "stopped": stopped,
        "search": search,
        "tabs": [
            *(
                Link(text=words, href=f"?box={code}", current=box == code and not drill, count=counted.get(code, 0))
                for code, words in names.items()
            ),
            Link(text=_("演练"), href="?drill=1", current=drill),
        ],
        "may_call": desk is not None,
    }
    return render(request, "incidents/board.html", context)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("caller_name", "caller_phone")
def call(request: Any) -> HttpResponse:
    """Somebody calls: one minute, by keyboard, while talking. Saving it is the telephone report."""
    desk = steps.desk_of(request)
    if request.method == "GET":
        return _call_page(request, desk)
    try:
        report = actions.lodge(
            unit=_caller(request, desk),
            said=forms.said_of(request.POST),
            form="phone",
            kind=forms.text_of(request.POST, "kind", 12) or "first",
            learned_at=forms.moment_of(request.POST.get("learned_at", "")) or request.now,
            incident_id=_known(request),
            about=forms.about_of(request.POST),
            call=forms.call_of(request.POST),
            sent=forms.sent_of(request.POST),
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        return _call_page(request, desk, refusal)
    words = _("电话报告已记下，这就是报告时间：%(at)s。收条 %(receipt)s，请念给对方听。")
    messages.success(request, words % {"at": moment_words(report.received_at), "receipt": report.receipt})
    return redirect("incidents:incident", report.incident_id)


def _caller(request: Any, desk: Unit) -> Unit:
    wanted = forms.text_of(request.POST, "unit", 10)
    return next((one for one in selectors.callers(desk) if str(one.pk) == wanted), desk)


def _known(request: Any) -> UUID | None:
    """The incident the call goes on about, if the desk chose one of its own."""
    wanted = steps.words_of(request, "incident")
    found = next((one for one in _open(request) if str(one.pk) == wanted), None)
    return found.pk if found else None


def _open(request: Any) -> list[Incident]:
    return list(selectors.board(request.user, box="open")[:50])


def _call_page(request: Any, desk: Unit, refusal: Refusal | None = None) -> HttpResponse:
    now_local = request.now.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    callers = [(str(one.pk), one.short) for one in selectors.callers(desk) if one.pk != desk.pk]
    context = {
        "desk": desk,
        "refusal": refusal,
        "given": request.POST,
        "units": [*callers, (str(desk.pk), _("其他（群众、媒体、上级）"))],
        "hazards": [("", _("请选择")), *presenters.hazard_choices(selectors.hazards())],
        "open": [("", _("新事件")), *((str(one.pk), f"{one.number} {one.title}") for one in _open(request))],
        "kinds": [("first", str(presenters.KINDS["first"])), ("follow-up", str(presenters.KINDS["follow-up"]))],
        "now_local": now_local,
        "called_at": request.POST.get("called_at") or now_local,
        **figure_fields(request),
    }
    return render(request, "incidents/call.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def incident(request: Any, incident_id: UUID) -> HttpResponse:
    """One incident: the clocks, what is known, each unit's chain beside the others', the log."""
    found = selectors.desk_incident(request.user, incident_id)
    if found is None:
        raise Http404
    return incident_page(request, found)


def incident_page(request: Any, found: Incident, refusal: Refusal | None = None) -> HttpResponse:
    """The page, also after a step that was refused: what was typed stays."""
    whole = selectors.whole(found)
    desk = reach.desk_for(request.user, Permission.DESK_WORK, found.desk_id)
    latest = selectors.latest_figures(found)
    everything = request.GET.get("all") == "1"
    over = presenters.over_shown(whole.clocks, request.now, everything=everything)
    stopped = selectors.has_outage()
    context = {
        "incident": found,
        "whole": whole,
        "desk": desk,
        "state": presenters.state_of(found),
        "grade": presenters.grade_words(found.grade),
        "grades": [("", str(presenters.GRADES[None])), *((str(n), str(presenters.GRADES[n])) for n in (1, 2, 3, 4))],
        "suggestion": presenters.suggestion_words(selectors.suggestion(found, now=request.now, latest=latest)),
        "running": presenters.running_shown(whole.clocks, request.now, stopped=stopped, everything=everything),
        "over": over,
        "over_words": _("走完的时限（%(n)s）") % {"n": over["all"]},
        "figures": presenters.figure_rows(list(latest.values())),
        **presenters.chains(whole.by_unit(), unit=request.GET.get("unit", ""), everything=everything),
        **_between(whole),
        "log": presenters.log_shown(whole.log, everything=everything),
        "gradings": [(one, presenters.grading_words(one)) for one in whole.gradings[::-1]],
        "joinable": [(str(one.pk), str(one)) for one in selectors.joinable(found)] if desk else [],
        "instructions": [instructed.beside(one, request.now) for one in selectors.instructions(found)],
        "parts": beside.parts_of(request, found),
        **_who_instructs(found, desk),
        "refusal": refusal,
        "given": request.POST or {"grade": found.grade},
        "may_find": policies.has(request.user, Permission.BRIEFING_SUPERVISE),
        "may_read_teller": policies.has(request.user, Permission.INFORMANT_READ),
    }
    return render(request, "incidents/incident.html", context, status=refusal.status if refusal else 200)


def _who_instructs(found: Incident, desk: Unit | None) -> dict[str, Any]:
    """Whose words can be taken down here, and who can be asked to act."""
    if desk is None:
        return {}
    owners = instructions.owner_choices(found.desk)
    return {
        "leaders": [("", _("请选择")), *((str(one.pk), str(one)) for one in instructions.leaders(found.desk))],
        "owners": [("", _("请选择")), *owners] if len(owners) <= MOST_TO_CHOOSE else [],
    }


def _between(whole: selectors.Whole) -> dict[str, Any]:
    """Where the last words of the units do not agree with themselves, or with each other."""
    last = [(unit, reports[-1]) for unit, reports in whole.by_unit().items()]
    accounts = [selectors.account_of(report, unit.short) for unit, report in last]
    return {
        "within": presenters.disagreement_words([found for one in accounts for found in disagreements(one, [])]),
        "between": presenters.said_rows(said_apart(accounts)),
    }


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def late(request: Any) -> HttpResponse:
    """What was late by rule, and at which hand it waited. Nothing here says why: that is asked of people."""
    page = Paginator(selectors.late(request.user, request.now), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "table": presenters.late_table(list(page), request.now)}
    return render(request, "incidents/late.html", context)
