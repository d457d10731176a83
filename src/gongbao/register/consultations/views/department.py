"""A department or court consults the lists, always for a purpose and a file, and follows firms."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.foundation.wording import is_english
from gongbao.kernel.screening.receipt import ListVersion
from gongbao.kernel.screening.wording import LEAD
from gongbao.register.consultations import actions, presenters, selectors
from gongbao.register.consultations.models import Consultation
from gongbao.register.screening import actions as screening
from gongbao.register.screening import files, tasks
from gongbao.register.screening import refusals as screening_refusals
from gongbao.register.screening import selectors as lists
from gongbao.register.screening.models import Job, JobState
from gongbao.register.screening.presenters import hits
from gongbao.register.screening.presenters import jobs as job_presenter

PAGE = 50
FIELDS = ("purpose", "reference", "names")
#: Pasted text of at most this many bytes is answered within the request.
AT_ONCE = 4_000


@requires(Permission.CONSULT_USE)
@require_http_methods(["GET", "POST"])
def ask(request: Any) -> HttpResponse:
    """One name or code, or a list; below, what this department asked before."""
    refusal = None
    given = {one: request.POST.get(one, "") for one in FIELDS}
    if request.method == "POST":
        try:
            return redirect("consultations:one", _asked(request, given).pk)
        except Refusal as refused:
            refusal = refused
    mine = selectors.organisations_of(request.user)
    page = Paginator(selectors.own(mine), PAGE).get_page(request.GET.get("page"))
    context = {
        "given": given,
        "refusal": refusal,
        "purposes": presenters.purpose_choices(selectors.purposes()),
        "page": page,
        "table": presenters.consultations_table(list(page), office=False),
        "most": f"{screening.MOST_LINES:,}",
    }
    return render(request, "consultations/ask.html", context, status=refusal.status if refusal else 200)


def _asked(request: Any, given: dict[str, str]) -> Consultation:
    stream, pasted = request.FILES.get("file"), given["names"]
    if stream is None and not pasted.strip():
        raise screening_refusals.nothing_asked()
    data = stream.read(screening.MOST_BYTES + 1) if stream else pasted.encode("utf-8", "replace")
    by = actor_of(request)
    made = actions.consult_list(
        organisation_id=selectors.organisations_of(request.user)[0],
        purpose=given["purpose"],
        reference=given["reference"],
        data=data,
        name=(stream.name or _("名单")) if stream else _("粘贴的名单"),
        by=by,
        now=request.now,
    )
    if len(data) <= AT_ONCE and made.job_id:
        screening.work_on(job_id=made.job_id, by=by, now=request.now)
    else:
        tasks.wake()
    return made


def _one(request: Any, consultation_id: UUID) -> Consultation:
    found = selectors.one(consultation_id, selectors.organisations_of(request.user))
    if found is None:
        raise Http404
    return found


@requires(Permission.CONSULT_USE)
@require_GET
def one(request: Any, consultation_id: UUID) -> HttpResponse:
    """What was asked for which file, and what came of it."""
    found = _one(request, consultation_id)
    job = selectors.job_of(found)
    context: dict[str, Any] = {
        "consultation": found,
        "facts": presenters.consultation_facts(found),
        "job": job,
        "lead": LEAD.en if is_english() else LEAD.zh,
        "breadcrumb": [Link(text=_("查询名录"), href="/consult/"), Link(text=found.reference, current=True)],
    }
    if job is not None:
        context |= _results(request, job, found)
    return render(request, "consultations/one.html", context)


def _results(request: Any, job: Job, found: Consultation) -> dict[str, Any]:
    rows = lists.page_of(job, "all", 0, 1) if job.done == 1 else []
    page = Paginator(range(job.done), PAGE).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if job.done else 0
    return {
        "working": job.state in (JobState.WAITING, JobState.RUNNING),
        "done": job.state == JobState.DONE,
        "refused": job.refused.get("en" if is_english() else "zh", ""),
        "progress": _progress(job, found),
        "row": rows[0][3] if rows else None,
        "state": hits.outcome_state(rows[0][3]["outcome"]) if rows else None,
        "sentence": hits.sentence(rows[0][3]) if rows else "",
        "doubt": hits.doubt(*rows[0][1:]) if rows else "",
        "hits": hits.cards(rows[0][3]) if rows else [],
        "verdict": True,  # an office is no firm that could say: not us
        "list_facts": hits.list_facts(ListVersion(**job.statement["list"])) if rows and job.statement else [],
        "table": hits.table(lists.page_of(job, "all", start, PAGE)),
        "page": page,
    }


def _progress(job: Job, found: Consultation) -> Any:
    return replace(job_presenter.progress(job), refresh=f"/consult/{found.pk}/progress/")


@requires(Permission.CONSULT_USE)
@require_GET
def progress(request: Any, consultation_id: UUID) -> HttpResponse:
    """How far it has come, fetched every two seconds."""
    found = _one(request, consultation_id)
    job = selectors.job_of(found)
    if job is None:
        raise Http404
    shown = _progress(job, found)
    answer = render(request, "screening/job_progress.html", {"progress": shown})
    if shown.finished:
        answer.headers["HX-Refresh"] = "true"
    return answer


@requires(Permission.CONSULT_USE)
@require_GET
def results_file(request: Any, consultation_id: UUID) -> HttpResponse:
    """The results as Excel or CSV."""
    job = selectors.finished_job(_one(request, consultation_id))
    return files.results(job, excel=request.GET.get("format") != "csv", english=is_english(), every=True)


@requires(Permission.CONSULT_USE)
@require_GET
def receipt_file(request: Any, consultation_id: UUID) -> HttpResponse:
    """The signed receipt: shown to the office, it shows what was asked."""
    job = selectors.finished_job(_one(request, consultation_id))
    return files.download(files.receipt_of(job, opening=True), f"receipt-{job.pk}.json", "application/json")


@requires(Permission.CONSULT_USE)
@require_http_methods(["GET", "POST"])
def followings(request: Any) -> HttpResponse:
    """The firms followed, for which file and until when; one more; the last changes."""
    mine = selectors.organisations_of(request.user)
    refusal = None
    given = {one: request.POST.get(one, request.GET.get(one, "")) for one in ("purpose", "reference", "code", "until")}
    if request.method == "POST":
        try:
            actions.follow(
                organisation_id=mine[0],
                purpose=given["purpose"],
                reference=given["reference"],
                code=given["code"],
                until=day(given["until"]),
                by=actor_of(request),
                now=request.now,
            )
            messages.success(request, _("已开始跟踪。被列入或移出名录时会通知您，到期自动停止。"))
            return redirect("consultations:followings")
        except Refusal as refused:
            refusal = refused
    page = Paginator(selectors.followings(mine), PAGE).get_page(request.GET.get("page"))
    context = {
        "given": given,
        "refusal": refusal,
        "purposes": presenters.purpose_choices(selectors.purposes()),
        "page": page,
        "table": presenters.followings_table(list(page), china_date(request.now)),
        "news": presenters.news_table(selectors.latest_news(mine)),
    }
    return render(request, "consultations/followings.html", context, status=refusal.status if refusal else 200)


def day(text: str) -> date | None:
    """A day as typed; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@requires(Permission.CONSULT_USE)
@require_http_methods(["GET", "POST"])
def stop(request: Any, entity_id: int, following_id: UUID) -> HttpResponse:
    """Ask, then follow no more."""
    found = selectors.following(entity_id, following_id, selectors.organisations_of(request.user))
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.stop_following(following=found, by=actor_of(request), now=request.now)
        messages.success(request, _("已停止跟踪。"))
        return redirect("consultations:followings")
    context = {
        "title": _("停止跟踪"),
        "words": _("停止跟踪“%(name)s”？今后它被列入或移出名录时，您不会收到通知。") % {"name": found.entity.name},
        "action": request.path,
        "confirm": _("停止跟踪"),
        "cancel_href": "/consult/follow/",
    }
    return render(request, "web/confirm.html", context)
