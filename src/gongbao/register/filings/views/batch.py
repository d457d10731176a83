"""Many reports by one file: template, upload, dry run line by line, file the good ones, receipts to take away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.gate import actor_of, requires
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link, Progress
from gongbao.foundation.wording import is_english
from gongbao.register.entities.models.entity import Category
from gongbao.register.filings import actions, selectors, tasks
from gongbao.register.filings.models import BatchState, FilingBatch, RowState
from gongbao.register.filings.presenters import batch as presenter
from gongbao.register.filings.views.access import organisations_of, season_year
from gongbao.register.filings.workbooks import XLSX, csv_template, list_csv, xlsx_template

PAGE = 50
YEARS_BACK = 6
FIRMS_IN_TEMPLATE = 5_000


def _batch(request: Any, batch_id: UUID) -> FilingBatch:
    found = selectors.batch_of(batch_id, organisations_of(request, Permission.FILING_AGENT_BATCH))
    if found is None:
        raise Http404
    return found


@requires(Permission.FILING_AGENT_BATCH)
@require_http_methods(["GET", "POST"])
def batches(request: Any) -> HttpResponse:
    """Templates to fill in, uploading, and what was uploaded."""
    refusal = None
    if request.method == "POST":
        try:
            return redirect("filings:batch", _uploaded(request).pk)
        except Refusal as refused:
            refusal = refused
    mine = organisations_of(request, Permission.FILING_AGENT_BATCH)
    page = Paginator(selectors.batches_of(mine), PAGE).get_page(request.GET.get("page"))
    year = season_year(request.now)
    context = {
        "page": page,
        "table": presenter.batches_table(list(page)),
        "refusal": refusal,
        "year": year,
        "years": [(str(one), str(one)) for one in range(year, year - YEARS_BACK, -1)],
        "categories": presenter.categories(),
        "languages": [("zh", _("中文")), ("en", _("中英文对照"))],
        "words": "en" if is_english() else "zh",
        "chosen": request.POST.get("category", Category.ENTERPRISE.value),
        "chosen_year": request.POST.get("year", str(year)),
    }
    return render(request, "filings/batches.html", context, status=refusal.status if refusal else 200)


def _uploaded(request: Any) -> FilingBatch:
    stream = request.FILES.get("file")
    if stream is None:
        raise Refusal("filing.file-missing", "请选择一个文件。", "Choose a file.", field="file")
    made = actions.take_batch(
        data=selectors.batch_bytes(stream),
        name=stream.name,
        category=_category(request.POST.get("category", "")),
        year=_year(request.POST.get("year", ""), request),
        organisation_id=organisations_of(request, Permission.FILING_AGENT_BATCH)[0],
        by=actor_of(request),
        now=request.now,
    )
    tasks.wake()
    return made


def _category(text: str) -> str:
    return text if text in Category.values else Category.ENTERPRISE.value


def _year(text: str, request: Any) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else season_year(request.now)


@requires(Permission.FILING_AGENT_BATCH)
@require_GET
def template(request: Any) -> HttpResponse:
    """The template of a year and category, with the firms one acts for already in it; Chinese, or in both languages."""
    category, year = _category(request.GET.get("category", "")), _year(request.GET.get("year", ""), request)
    _row, form = selectors.form_of(category, year)
    english = request.GET.get("words", "en" if is_english() else "zh") == "en"
    name = f"gongbao-{category}-{year}{'-en' if english else ''}"
    if request.GET.get("format") == "csv":
        return _file(csv_template(form, english=english), f"{name}.csv", "text/csv; charset=utf-8")
    mine = selectors.choices(policies.entity_ids(request.user)).filter(category=category)[:FIRMS_IN_TEMPLATE]
    return _file(xlsx_template(form, [(one.code, one.name) for one in mine], english=english), f"{name}.xlsx", XLSX)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=kind, headers=headers)


@requires(Permission.FILING_AGENT_BATCH)
@require_GET
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """The dry run, line by line; then the progress and the receipts."""
    found = _batch(request, batch_id)
    counts = selectors.batch_counts(found.pk)
    state = request.GET.get("state", "")
    state = state if state in RowState.values else (RowState.WRONG if counts.get(RowState.WRONG) else "")
    asked = request.GET.get("state")
    shown = "" if asked == "all" else state
    page = Paginator(selectors.batch_rows(found.pk, state=shown), PAGE).get_page(request.GET.get("page"))
    tabs = [Link(text=_("全部"), href="?state=all", current=not shown, count=sum(counts.values()))]
    tabs += [
        Link(text=words, href=f"?state={value}", current=shown == value, count=counts[value])
        for value, words in ((one, presenter.row_state_words(one)) for one in RowState.values)
        if counts.get(value)
    ]
    context = {
        "batch": found,
        "state": presenter.batch_state(found),
        "refused": found.refused.get("en" if is_english() else "zh", ""),
        "stats": presenter.stats(counts),
        "good": counts.get(RowState.READY, 0),
        "checked": found.state == BatchState.CHECKED,
        "running": found.state == BatchState.RUNNING,
        "working": found.state in {BatchState.CHECKING, BatchState.RUNNING},
        "job": _job(found, counts),
        "table": presenter.rows_table(page),
        "page": page,
        "tabs": tabs,
        "breadcrumb": [Link(text=_("批量申报"), href="/my/batches/"), Link(text=found.name, current=True)],
    }
    return render(request, "filings/batch.html", context)


def _job(found: FilingBatch, counts: dict[str, int]) -> Progress:
    pace = selectors.batch_pace(found.pk) if found.state == BatchState.RUNNING else None
    return presenter.progress(found, counts, pace)


@requires(Permission.FILING_AGENT_BATCH)
@require_GET
def progress(request: Any, batch_id: UUID) -> HttpResponse:
    """How far the filing has come, fetched every two seconds."""
    found = _batch(request, batch_id)
    job = _job(found, selectors.batch_counts(found.pk))
    answer = render(request, "filings/batch_progress.html", {"job": job})
    if job.finished:
        answer.headers["HX-Refresh"] = "true"
    return answer


@requires(Permission.FILING_AGENT_BATCH)
@require_POST
def submit(request: Any, batch_id: UUID) -> HttpResponse:
    """File the good lines in the background; pressing it again takes up where it stopped."""
    found = _batch(request, batch_id)
    if request.POST.get("declared") != "yes" and found.state == BatchState.CHECKED:
        messages.error(request, _("请勾选声明后再提交。"))
        return redirect("filings:batch", found.pk)
    actions.begin_batch(batch_id=found.pk, by=actor_of(request), now=request.now)
    tasks.wake()
    return redirect("filings:batch", found.pk)


@requires(Permission.FILING_AGENT_BATCH)
@require_POST
def drop(request: Any, batch_id: UUID) -> HttpResponse:
    """Give up a checked batch."""
    found = _batch(request, batch_id)
    actions.drop_batch(batch_id=found.pk, by=actor_of(request), now=request.now)
    messages.success(request, _("已放弃，没有提交任何内容。"))
    return redirect("filings:batches")


@requires(Permission.FILING_AGENT_BATCH)
@require_GET
def receipts(request: Any, batch_id: UUID) -> HttpResponse:
    """Every line with its receipt or what is wrong, as Excel or CSV."""
    found = _batch(request, batch_id)
    rows = selectors.batch_rows(found.pk)
    if request.GET.get("format") == "csv":
        heads, lines = presenter.receipts_list(rows.iterator())
        return _file(list_csv(heads, lines), f"gongbao-receipts-{found.year}.csv", "text/csv; charset=utf-8")
    return presenter.receipts_workbook(found, rows)
