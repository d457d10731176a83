"""Making an issue: what waits, the columns, the page as it will print; proofreading, signing, recalling."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.bulletins import actions, presenters, selectors
from gongbao.briefing.bulletins.content import numbers_of
from gongbao.briefing.bulletins.models import Column, Issue, IssueState, Periodical
from gongbao.briefing.bulletins.sheet import foot, pages_of, pdf_of
from gongbao.briefing.desk import presenters as desk_words
from gongbao.briefing.units import steps
from gongbao.briefing.units.paging import ByKeys
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.typesetting import TypesettingError

PAGE = 20
PREVIEW_PPI = 72


def _issue(request: HttpRequest, issue_id: UUID) -> Issue:
    found = selectors.issue_of(request.user, issue_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_GET
def issues(request: Any) -> HttpResponse:
    """The desk's periodicals, what waits to be printed, and every number."""
    desk = steps.desk_of(request)
    page = ByKeys(selectors.issues(desk), PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "periodicals": selectors.periodicals(desk),
        "waiting": len(selectors.waiting(desk)),
        "page": page,
        "table": presenters.issue_table(list(page)),
        "may_set_up": policies.has(request.user, Permission.DESK_SIGN),
    }
    return render(request, "bulletins/issues.html", context)


@gate.requires(Permission.DESK_WORK)
@require_POST
def begin(request: Any) -> HttpResponse:
    """编下一期, or go on with the one being made."""
    found = selectors.periodical_of(request.user, uuid_of(request.POST.get("periodical", "")) or UUID(int=0))
    if found is None:
        raise Http404
    try:
        issue = actions.open_issue(
            periodical=found,
            supplement=bool(request.POST.get("supplement")),
            **steps.how(request),
        )
    except Refusal as refusal:
        messages.error(request, refusal.words())
        return redirect("bulletins:issues")
    return redirect("bulletins:issue", issue.pk)


@gate.requires(Permission.DESK_WORK)
@require_GET
def issue(request: Any, issue_id: UUID) -> HttpResponse:
    """One issue: being made, or signed with its readers."""
    return _page(request, _issue(request, issue_id))


def _column(request: Any, periodical: Periodical) -> Column:
    text = request.POST.get("column", "")
    found = periodical.columns.filter(pk=int(text)).first() if text.isascii() and text.isdigit() else None
    if found is None:
        raise Refusal("issue.column", "请选择栏目。", "Choose a column.", field="column")
    return found


def _entry(request: Any) -> UUID:
    found = uuid_of(request.POST.get("entry", ""))
    if found is None:
        raise Http404
    return found


def _place(request: Any, found: Issue) -> str:
    chosen = uuid_of(request.POST.get("manuscript", ""))
    if chosen is None:
        raise Http404
    column = _column(request, found.periodical)
    actions.place(issue_id=found.pk, manuscript_id=chosen, column=column, **steps.how(request))
    return ""


def _move(request: Any, found: Issue) -> str:
    actions.move_entry(
        issue_id=found.pk,
        entry_id=_entry(request),
        column=_column(request, found.periodical),
        before=uuid_of(request.POST.get("before", "")),
        **steps.how(request),
    )
    return ""


def _take_out(request: Any, found: Issue) -> str:
    actions.take_out(issue_id=found.pk, entry_id=_entry(request), **steps.how(request))
    return ""


def _set(request: Any, found: Issue) -> str:
    extra = request.POST.get("extra", "")
    actions.set_issue(issue_id=found.pk, internal=bool(request.POST.get("internal")), extra=extra, **steps.how(request))
    return _("已保存。")


def _proof(request: Any, found: Issue) -> str:
    actions.pass_proof(issue_id=found.pk, user=request.user, **steps.how(request))
    return _("已记下您校对通过这一稿。")


def _sign(request: Any, found: Issue) -> str:
    if not policies.has(request.user, Permission.DESK_SIGN):
        raise PermissionDenied
    signed = actions.sign(issue_id=found.pk, **steps.how(request))
    return _("已签发%(number)s，读者已收到。") % {"number": numbers_of(signed)}


def _recall(request: Any, found: Issue) -> str:
    if not policies.has(request.user, Permission.DESK_SIGN):
        raise PermissionDenied
    actions.recall(issue_id=found.pk, why=request.POST.get("why", ""), **steps.how(request))
    return _("已收回，读者不能再打开。")


def _back(request: Any, found: Issue) -> str:
    copy_id = next((one.pk for one in selectors.copies(found) if str(one.pk) == request.POST.get("copy", "")), None)
    if copy_id is None:
        raise Http404
    actions.take_copy_back(copy_id=copy_id, **steps.how(request))
    return _("已登记收回。")


DO: dict[str, Callable[[Any, Issue], str]] = {
    "place": _place,
    "move": _move,
    "take-out": _take_out,
    "set": _set,
    "proof": _proof,
    "sign": _sign,
    "recall": _recall,
    "back": _back,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, issue_id: UUID) -> HttpResponse:
    """One step of the making, by button, key or drag."""
    back = reverse("bulletins:issue", args=[issue_id])
    try:
        return steps.take(
            request,
            steps.chosen(DO, request),
            _issue(request, issue_id),
            page=lambda refusal: _page(request, _issue(request, issue_id), refusal),
            to=back,
        )
    except TypesettingError:
        messages.error(request, _("排版正忙，什么都没有改。请稍后再试。"))
        return redirect(back)


@gate.requires(Permission.DESK_WORK)
@require_GET
def preview(request: Any, issue_id: UUID, page: int) -> HttpResponse:
    """A page as it will print, as a picture."""
    try:
        made = pages_of(_issue(request, issue_id), ppi=PREVIEW_PPI)
    except TypesettingError:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    if not 1 <= page <= len(made):
        raise Http404
    return HttpResponse(made[page - 1], content_type="image/png", headers={"Cache-Control": "private, no-store"})


@gate.requires(Permission.DESK_WORK)
@require_GET
def pdf(request: Any, issue_id: UUID) -> HttpResponse:
    """The sheet to print: the signed bytes' wording, or a proof marked 清样."""
    found = _issue(request, issue_id)
    try:
        made = pdf_of(found, now=request.now)
    except TypesettingError:
        return HttpResponse(_("排版正忙，请稍后再试。"), status=503, headers={"Retry-After": "5"})
    return _file(made, f"{found.pk}.pdf", "application/pdf")


@gate.requires(Permission.DESK_WORK)
@require_GET
def docx(request: Any, issue_id: UUID) -> HttpResponse:
    """The issue in Word, for those who must edit."""
    found = _issue(request, issue_id)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    from gongbao.briefing.bulletins import word  # noqa: PLC0415 (python-docx is slow to load)

    return _file(word.docx_of(found), f"{found.pk}.docx", kind)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _page(request: Any, found: Issue, refusal: Refusal | None = None) -> HttpResponse:
    status = refusal.status if refusal else 200
    may_sign = policies.has(request.user, Permission.DESK_SIGN)
    context: dict[str, Any] = {
        "issue": found,
        "title": presenters.issue_words(found),
        "state": presenters.state_of(found),
        "may_sign": may_sign,
        "refusal": refusal,
        "foot": foot(found),
    }
    if found.state != IssueState.MAKING:
        rows = selectors.copies(found)
        context |= {"copies": presenters.copy_table(rows), "paper": [one for one in rows if one.user_id is None]}
        return render(request, "bulletins/signed.html", context, status=status)
    made = selectors.making(found)
    columns = list(found.periodical.columns.filter(active=True).order_by("order", "id"))
    try:
        count = len(pages_of(found, ppi=24)) if made.entries else 0
    except TypesettingError:
        count = 0
    context |= {
        "made": made,
        "columns": [
            {"column": column, "entries": [entry for entry in made.entries if entry.column_id == column.pk]}
            for column in columns
        ],
        "column_choices": [(str(column.pk), column.name) for column in columns],
        "findings": [(entry, [desk_words.finding(one) for one in findings]) for entry, findings in made.findings],
        "pages": range(1, count + 1),
        "passed": any(one.user_id == request.user.pk for one in made.proofs),
    }
    return render(request, "bulletins/making.html", context, status=status)
