"""A bank officer's lists: paste or upload, watch the progress, look at what wants a look, take results and receipt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link
from gongbao.foundation.wording import is_english
from gongbao.kernel.screening.wording import LEAD
from gongbao.register.screening import actions, files, refusals, selectors, tasks
from gongbao.register.screening.models import Job, JobState
from gongbao.register.screening.presenters import hits
from gongbao.register.screening.presenters import jobs as presenter

PAGE = 50


def _job(request: Any, job_id: UUID) -> Job:
    found = selectors.job_of(job_id, selectors.organisations_of(request.user))
    if found is None:
        raise Http404
    return found


@requires(Permission.SCREEN_USE)
@require_http_methods(["GET", "POST"])
def jobs(request: Any) -> HttpResponse:
    """Hand in a list, and what was screened before."""
    refusal = None
    if request.method == "POST":
        try:
            return redirect("screening:job", _taken(request).pk)
        except Refusal as refused:
            refusal = refused
    page = Paginator(selectors.jobs_of(selectors.organisations_of(request.user)), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "table": presenter.jobs_table(list(page)),
        "refusal": refusal,
        "names": request.POST.get("names", ""),
        "purpose": request.POST.get("purpose", ""),
        "most": f"{actions.MOST_LINES:,}",
    }
    return render(request, "screening/jobs.html", context, status=refusal.status if refusal else 200)


def _taken(request: Any) -> Job:
    stream, pasted = request.FILES.get("file"), request.POST.get("names", "")
    if stream is None and not pasted.strip():
        raise refusals.nothing_asked()
    data = stream.read(actions.MOST_BYTES + 1) if stream else pasted.encode("utf-8", "replace")
    job = actions.take_job(
        data=data,
        name=(stream.name or _("名单")) if stream else _("粘贴的名单"),
        purpose=request.POST.get("purpose", ""),
        organisation_id=selectors.organisations_of(request.user)[0],
        by=actor_of(request),
        now=request.now,
    )
    tasks.wake()
    return job


@requires(Permission.SCREEN_USE)
@require_GET
def job(request: Any, job_id: UUID) -> HttpResponse:
    """The progress, then the lines that want a look."""
    found = _job(request, job_id)
    show = request.GET.get("show", "")
    size = found.counts.get(show, 0) if show not in ("", "all") else found.done
    if not show:
        size = sum(count for outcome, count in found.counts.items() if outcome != "none")
    page = Paginator(range(size), PAGE).get_page(request.GET.get("page"))
    rows = selectors.page_of(found, show, page.start_index() - 1 if size else 0, PAGE)
    context = {
        "job": found,
        "state": presenter.job_state(found),
        "working": found.state in (JobState.WAITING, JobState.RUNNING),
        "progress": presenter.progress(found),
        "refused": found.refused.get("en" if is_english() else "zh", ""),
        "stats": presenter.stats(found.counts),
        "tabs": presenter.tabs(found, show),
        "table": hits.table(rows),
        "page": page,
        "lead": LEAD.en if is_english() else LEAD.zh,
        "done": found.state == JobState.DONE,
        "statement": found.statement,
        "breadcrumb": [Link(text=_("名单核验"), href="/screening/jobs/"), Link(text=found.name, current=True)],
    }
    return render(request, "screening/job.html", context)


@requires(Permission.SCREEN_USE)
@require_GET
def progress(request: Any, job_id: UUID) -> HttpResponse:
    """How far it has come, fetched every two seconds."""
    shown = presenter.progress(_job(request, job_id))
    answer = render(request, "screening/job_progress.html", {"progress": shown})
    if shown.finished:
        answer.headers["HX-Refresh"] = "true"
    return answer


@requires(Permission.SCREEN_USE)
@require_GET
def results_file(request: Any, job_id: UUID) -> HttpResponse:
    """The results as Excel or CSV."""
    found = _finished(request, job_id)
    every = request.GET.get("rows") != "found"
    return files.results(found, excel=request.GET.get("format") != "csv", english=is_english(), every=every)


@requires(Permission.SCREEN_USE)
@require_GET
def receipt_file(request: Any, job_id: UUID) -> HttpResponse:
    """The signed receipt, with the questions or, to be shown to others, without."""
    found = _finished(request, job_id)
    raw = files.receipt_of(found, opening=request.GET.get("questions") != "no")
    return files.download(raw, f"receipt-{found.pk}.json", "application/json")


def _finished(request: Any, job_id: UUID) -> Job:
    found = _job(request, job_id)
    if found.state != JobState.DONE:
        raise Http404
    return found


@requires(Permission.SCREEN_USE)
@require_POST
def delete(request: Any, job_id: UUID) -> HttpResponse:
    """Forget a list and its answers."""
    found = _job(request, job_id)
    actions.delete_job(job_id=found.pk, by=actor_of(request), now=request.now)
    messages.success(request, _("名单和结果已删除。已取走的回执仍然有效。"))
    return redirect("screening:jobs")
