"""Entries decided before this system existed: one on a screen, many as a file, tried before they are kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.kernel.statutes import serious_grounds
from gongbao.register.listings.presenters import said
from gongbao.register.serious import actions, presenters, refusals, sheets
from gongbao.register.serious.actions.former import Former, Result

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _region(request: Any) -> str:
    regions = policies.regions(request.user, Permission.LISTING_DECIDE)
    if not regions:
        raise PermissionDenied
    return max(regions, key=len)


@gate.requires(Permission.LISTING_DECIDE)
@require_http_methods(["GET", "POST"])
def former(request: Any) -> HttpResponse:
    """The form, the template, and what became of a file's rows."""
    given = {one: request.POST.get(one, "").strip()[:4_000] for one in sheets.HEADS}
    refusal: Refusal | None = None
    results: list[Result] | None = None
    step = request.POST.get("step", "")
    if request.method == "POST":
        try:
            if step in ("check", "enter"):
                results = _file(request, dry_run=step == "check")
            else:
                return _one(request, given)
        except Refusal as refused:
            refusal = refused
    grounds = serious_grounds()
    context = {
        "given": given,
        "refusal": refusal,
        "grounds": [
            ("", _("请选择")),
            *((one.code, f"{said(one.citation.words)} {said(one.words)}") for one in grounds),
        ],
        "codes": presenters.ground_codes(grounds),
        "penalties": [("", _("请选择")), *presenters.penalties()],
        "results": presenters.former_results(results, checked=step == "check") if results is not None else None,
        "entered": sum(one.state == "entered" for one in results or ()),
        "checked": step == "check",
    }
    return render(request, "serious/former.html", context, status=refusal.status if refusal else 200)


def _one(request: Any, given: dict[str, str]) -> HttpResponse:
    read = sheets.former_of(given)
    if not isinstance(read, Former):
        field, words = next(iter(read.items()))
        raise refusals.missing(field, words.zh, words.en)
    entry = actions.enter_former(former=read, region=_region(request), by=gate.actor_of(request), now=request.now)
    messages.success(request, _("已录入并公示。负责人的任职限制请在“任职限制”页逐人登记。"))
    return redirect("serious:case", entry.entity_id, entry.id)


def _file(request: Any, *, dry_run: bool) -> list[Result]:
    upload = request.FILES.get("file")
    if upload is None:
        raise refusals.missing("file", "请选择填好的表。", "Choose the sheet you filled in.")
    return actions.enter_former_rows(
        rows=sheets.read_rows(upload.read(sheets.LARGEST)),
        region=_region(request),
        by=gate.actor_of(request),
        now=request.now,
        dry_run=dry_run,
    )


@gate.requires(Permission.LISTING_DECIDE)
@require_GET
def template(request: Any, form: str) -> HttpResponse:
    """The empty sheet."""
    form = form if form in TYPES else "xlsx"
    headers = {"Content-Disposition": f'attachment; filename="serious-former.{form}"'}
    return HttpResponse(sheets.template(form), content_type=TYPES[form], headers=headers)
