"""Pages of reviews: a period's intervals, a year's pattern, the replay, one incident's review, a unit's measures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.briefing.incidents import selectors as incidents
from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.reviews import actions, presenters, rules, selectors
from gongbao.briefing.units import reach, steps
from gongbao.briefing.units.typed import day_of, uuid_of, whole_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import CHINA, china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link

PAGE = 20
EARLIEST, LATEST = 2000, 2999


def _period(request: Any) -> tuple[int, int, datetime, datetime]:
    """Year, quarter (0: the whole year), and the instants from and until."""
    year = whole_of(request.GET.get("year", ""), china_date(request.now).year)
    year = min(max(year, EARLIEST), LATEST)
    quarter = whole_of(request.GET.get("quarter", ""))
    quarter = quarter if quarter in range(5) else 0
    first = 3 * quarter - 2 if quarter else 1
    after = (year, first + 3) if quarter and quarter < 4 else (year + 1, 1)
    return year, quarter, datetime(year, first, 1, tzinfo=CHINA), datetime(*after, 1, tzinfo=CHINA)


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def overview(request: Any) -> HttpResponse:
    """How long each step took in a year or quarter, the pattern of the incidents, and which are reviewed."""
    year, quarter, since, until = _period(request)
    drill = bool(request.GET.get("drill"))
    rows = selectors.of_period(selectors.desks(request.user), since, until, drill=drill)
    cases = selectors.cases(rows)
    page = Paginator(rows.select_related("hazard"), PAGE).get_page(request.GET.get("page"))
    states = selectors.states([one.pk for one in page])
    found = presenters.summaries(cases)
    counted, heats = presenters.heats(cases)
    kept = "&drill=1" if drill else ""
    names = [_("全年"), *(_("第%(n)s季度") % {"n": n} for n in range(1, 5))]
    context = {
        "year": year,
        "drill": drill,
        "n": counted,
        "truncated": presenters.truncated_words(len(cases), selectors.MOST),
        "quarters": [
            Link(text=words, href=f"?year={year}&quarter={n}{kept}", current=n == quarter)
            for n, words in enumerate(names)
        ],
        "years": (year - 1, year + 1),
        "kept": f"&quarter={quarter}{kept}",
        "other": f"?year={year}&quarter={quarter}" + ("" if drill else "&drill=1"),
        "strips": presenters.strips(found),
        "table": presenters.intervals_table(found),
        "kinds": presenters.kinds_table(cases),
        "levels": presenters.levels_table(selectors.by_level(rows)),
        "heats": heats,
        "page": page,
        "incidents": [(one, presenters.state_of(states.get(one.pk, ""))) for one in page],
    }
    return render(request, "reviews/overview.html", context)


def _incident(request: Any, incident_id: UUID) -> Incident:
    found = incidents.desk_incident(request.user, incident_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_GET
def replay(request: Any, incident_id: UUID) -> HttpResponse:
    """The log in the order of time, a step at a time, with the clocks as they stood then."""
    found = _incident(request, incident_id)
    shown = presenters.replay(incidents.whole(found))
    return render(request, "reviews/replay.html", {"incident": found, "steps": shown, "last": len(shown)})


def _save(request: Any, found: Incident) -> str:
    words = steps.words_of(request, "findings")
    made = actions.save_findings(incident_id=found.pk, findings=words, **steps.how_in_turn(request))
    return _("已保存为第 %(n)s 版。") % {"n": made.version}


def _give(request: Any, found: Incident) -> str:
    chosen = steps.words_of(request, "unit")
    unit = next((one for one in selectors.charged(found.desk) if str(one.pk) == chosen), None)
    actions.give_measure(
        incident_id=found.pk,
        unit=unit,
        what=steps.words_of(request, "what"),
        due_on=day_of(request.POST.get("due_on", "")),
        **steps.how_in_turn(request),
    )
    return _("已提出措施，成为该单位的待办。")


def _withdraw(request: Any, found: Incident) -> str:
    wanted = uuid_of(request.POST.get("measure", ""))
    if wanted is None or wanted not in {one.pk for one in selectors.measures(found)}:
        raise Http404
    actions.withdraw(measure_id=wanted, why=steps.words_of(request, "why"), **steps.how(request))
    return _("已撤回，记录保留。")


def _close(request: Any, found: Incident) -> str:
    actions.close(incident_id=found.pk, **steps.how_in_turn(request))
    return _("复盘已结。措施照常到期提醒。")


STEPS = {"save": _save, "give": _give, "withdraw": _withdraw, "close": _close}


@gate.requires(Permission.DESK_WORK, Permission.BRIEFING_SUPERVISE)
@require_http_methods(["GET", "POST"])
def review(request: Any, incident_id: UUID) -> HttpResponse:
    """One incident afterwards: when each step was, where it waited, what was found, what is to change."""
    found = _incident(request, incident_id)
    if request.method == "GET":
        return _review_page(request, found)
    if not _may(request, found):
        raise Http404
    return steps.take(
        request,
        steps.chosen(STEPS, request),
        found,
        page=lambda refusal: _review_page(request, found, refusal),
        to=reverse("reviews:review", args=[found.pk]),
    )


def _may(request: Any, found: Incident) -> bool:
    return found.desk_id in reach.organisations(request.user, Permission.DESK_WORK)


def _review_page(request: Any, found: Incident, refusal: Refusal | None = None) -> HttpResponse:
    versions = selectors.versions(found)
    newest = versions[0] if versions else None
    case = next(iter(selectors.cases(Incident.objects.filter(pk=found.pk))))
    waits = rules.bottlenecks(presenters.stays(incidents.whole(found), request.now))
    given = request.POST if refusal else {"findings": newest.findings if newest else ""}
    context = {
        "incident": found,
        "refusal": refusal,
        "given": given,
        "may": _may(request, found),
        "newest": newest,
        "closed": newest is not None and newest.state == "closed",
        "turn": newest.version if newest else 0,
        "state": presenters.state_of(newest.state if newest else ""),
        "instants": presenters.instants_words(case),
        "bottlenecks": presenters.bottlenecks_table(waits),
        "versions": versions,
        "measures": presenters.shown_measures(selectors.measures(found)),
        "units": [(one.pk, one.short) for one in selectors.charged(found.desk)],
    }
    return render(request, "reviews/review.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.ITEM_WRITE, Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def own(request: Any) -> HttpResponse:
    """What the reader's units are to change after incidents; reported done here."""
    mine = {
        *reach.organisations(request.user, Permission.ITEM_WRITE),
        *reach.organisations(request.user, Permission.DESK_WORK),
    }
    if request.method == "POST":
        return steps.take(request, _done, mine, page=lambda refusal: _own_page(request, mine, refusal), to=request.path)
    return _own_page(request, mine)


def _done(request: Any, mine: set[int]) -> str:
    wanted = uuid_of(request.POST.get("measure", ""))
    if wanted is None or not selectors.measures_of(mine).filter(pk=wanted).exists():
        raise Http404
    actions.report_done(measure_id=wanted, words=steps.words_of(request), **steps.how(request))
    return _("已记为落实。")


def _own_page(request: Any, mine: set[int], refusal: Refusal | None = None) -> HttpResponse:
    page = Paginator(selectors.measures_of(mine), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "measures": presenters.shown_measures(list(page)),
        "refusal": refusal,
        "given": request.POST if refusal else {},
    }
    return render(request, "reviews/own.html", context, status=refusal.status if refusal else 200)
