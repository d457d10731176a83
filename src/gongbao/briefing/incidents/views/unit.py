"""A unit's pages: 紧急, from a phone, also without a network; our incidents, what we owe next, following up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.incidents import actions, forms, presenters, selectors
from gongbao.briefing.incidents.models import Incident, Report
from gongbao.briefing.incidents.rules import Told, draft_body, draft_title
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.wording import moment_words

PAGE = 20
#: The figures a phone asks for at once; the rest is folded.
FIRST_FIGURES = ("dead", "missing", "trapped", "injured", "evacuated", "loss")


@gate.requires(Permission.ITEM_WRITE)
@require_GET
@never_cache
def sync_state(request: Any) -> JsonResponse:
    """Who is signed in, the token a waiting report is sent with, and the server's clock."""
    now = request.now.isoformat(timespec="seconds")
    return JsonResponse({"user": str(request.user.pk), "csrf": get_token(request), "now": now})


@gate.requires(Permission.ITEM_WRITE)
@require_GET
@ensure_csrf_cookie
def home(request: Any) -> HttpResponse:
    """Our incidents, those open first, and the queue of what this phone has not sent."""
    unit = reach.unit_for(request.user, Permission.ITEM_WRITE)
    if unit is None:
        return render(request, "items/no_unit.html")
    page = Paginator(selectors.of_unit(unit), PAGE).get_page(request.GET.get("page"))
    table = presenters.board_table(
        list(page), url="incidents:own", caption=_("我们报告的事件"), empty=_("还没有报告过紧急事件。")
    )
    return render(request, "incidents/urgent.html", {"unit": unit, "page": page, "table": table})


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
@ensure_csrf_cookie
def new(request: Any) -> HttpResponse:
    """The first report. Without script an ordinary form; with it, it also waits on the phone for a network."""
    unit = steps.unit_of(request)
    if request.method == "GET":
        return _new_page(request, unit)
    by_script = request.headers.get("X-Sync") == "1"
    try:
        report = _lodge_first(request, unit)
    except Refusal as refusal:
        if by_script:
            return _refused(refusal)
        return _new_page(request, unit, refusal)
    return _received(request, report, by_script=by_script)


def _lodge_first(request: Any, unit: Unit) -> Report:
    data = request.POST
    return actions.lodge(
        unit=unit,
        said=forms.said_of(data),
        form="written",
        kind="first",
        learned_at=forms.moment_of(data.get("learned_at", "")) or request.now,
        about=forms.about_of(data, unit.organisation.region),
        sent=forms.sent_of(data),
        bypass_reason=_bypass(request),
        by=gate.actor_of(request),
        now=request.now,
    )


def _bypass(request: Any) -> str:
    """The reason to pass a level; a blank one is kept, so that the action can ask for it."""
    return (forms.text_of(request.POST, "bypass_reason", 400) or " ") if request.POST.get("bypass") else ""


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"code": refusal.code, "words": [refusal.words()]}, status=refusal.status)


def _received(request: Any, report: Report, *, by_script: bool) -> HttpResponse:
    words = _("已收到。收条 %(receipt)s，%(at)s。") % {
        "receipt": report.receipt,
        "at": moment_words(report.received_at),
    }
    if by_script:
        href = reverse("incidents:own", args=[report.incident_id])
        return JsonResponse({"outcome": "new", "words": words, "href": href})
    messages.success(request, words)
    return redirect("incidents:own", report.incident_id)


def _new_page(request: Any, unit: Unit, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "unit": unit,
        "refusal": refusal,
        "given": request.POST,
        "here": reverse("incidents:new"),
        "done": reverse("incidents:urgent"),
        "hazards": [("", _("请选择")), *presenters.hazard_choices(selectors.hazards())],
        "now_local": request.now.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"),
        **figure_fields(request),
        "above": unit.reports_to.reports_to if unit.reports_to else None,
        "fresh": refusal is None,
    }
    return render(request, "incidents/new.html", context, status=refusal.status if refusal else 200)


def figure_fields(request: Any, last: dict[str, Any] | None = None) -> dict[str, Any]:
    """The figures as fields: the usual ones, and the rest."""
    known = last or {}
    sure = [(code, str(words)) for code, words in presenters.SURE.items()]
    rows = [
        {
            "name": name,
            "label": str(words),
            "value": request.POST.get(f"figure-{name}", ""),
            "sure": request.POST.get(f"sure-{name}", "unverified"),
            "last": known.get(name, ""),
        }
        for name, words in presenters.MEASURES.items()
        if name != "dead-missing"
    ]
    usual = [row for row in rows if row["name"] in FIRST_FIGURES]
    return {"figures": usual, "more_figures": [row for row in rows if row not in usual], "sures": sure}


@gate.requires(Permission.ITEM_WRITE)
@require_http_methods(["GET", "POST"])
@ensure_csrf_cookie
def incident(request: Any, incident_id: UUID) -> HttpResponse:
    """One of our incidents: what we owe next and by when, our chain, and the next report."""
    found = selectors.own_incident(request.user, incident_id)
    if found is None:
        raise Http404
    event, unit = found
    if request.method == "GET":
        return _own_page(request, event, unit)
    by_script = request.headers.get("X-Sync") == "1"
    try:
        report = actions.lodge(
            unit=unit,
            said=forms.said_of(request.POST),
            form="written",
            kind=forms.text_of(request.POST, "kind", 12) or "follow-up",
            learned_at=forms.moment_of(request.POST.get("learned_at", "")) or request.now,
            incident_id=event.pk,
            sent=forms.sent_of(request.POST),
            corrects=_corrected(event, unit, request),
            bypass_reason=_bypass(request),
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        if by_script:
            return _refused(refusal)
        return _own_page(request, event, unit, refusal)
    return _received(request, report, by_script=by_script)


def _corrected(event: Incident, unit: Unit, request: Any) -> Report | None:
    if not request.POST.get("corrects"):
        return None
    return Report.objects.filter(incident=event, unit=unit).order_by("-number").first()


def _own_page(request: Any, event: Incident, unit: Unit, refusal: Refusal | None = None) -> HttpResponse:
    whole = selectors.whole(event, unit=unit)
    written = any(one.form == "written" for one in whole.reports)
    draft = {} if written or request.method == "POST" else _draft(event, unit, whole.reports[-1])
    latest = {one.measure: presenters.figure_rows([one])[0].value for r in whole.reports for one in r.figures.all()}
    kinds = ["follow-up", "final", "supplement"] if written else ["first"]
    context = {
        "incident": event,
        "unit": unit,
        "state": presenters.state_of(event),
        "clocks": presenters.clock_rows(whole.clocks, request.now, stopped=selectors.has_outage()),
        "reports": presenters.shown_reports(whole.reports)[::-1],
        "log": presenters.log_moments(whole.log),
        "findings": whole.findings,
        "refusal": refusal,
        "given": request.POST or draft,
        "here": reverse("incidents:own", args=[event.pk]),
        "kinds": [(one, str(presenters.KINDS[one])) for one in kinds],
        "first": not written,
        "above": unit.reports_to.reports_to if unit.reports_to else None,
        **figure_fields(request, latest),
    }
    return render(request, "incidents/own.html", context, status=refusal.status if refusal else 200)


def _draft(event: Incident, unit: Unit, called: Report) -> dict[str, str]:
    """The written first report drafted from the telephone call; unknown elements say 正在核实."""
    told = told_of(called, event, unit)
    return {"title": draft_title(told), "body": draft_body(told), "place": called.place}


def told_of(report: Report, event: Incident, unit: Unit) -> Told:
    """A report as something to draft from."""
    return Told(
        hazard=event.hazard.zh,
        place=report.place or event.place,
        unit=unit.short,
        told_at=report.received_at,
        occurred_at=report.occurred_at or event.occurred_at,
        exact=report.precision == "exact",
        happened=report.body,
        hazards=report.hazards,
        access=report.access,
        present="；".join(one for one in (report.present, report.measures) if one),
        needed=report.needed,
        cause=report.cause,
        figures={one.measure: one.value for one in report.figures.all()},
    )
