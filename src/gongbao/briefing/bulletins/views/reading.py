"""A reader's pages: what was sent to me, one item a page in large type; nobody sees what was not addressed to them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.briefing.bulletins import actions, presenters, selectors
from gongbao.briefing.bulletins.beside import parts_of
from gongbao.briefing.bulletins.models import Copy
from gongbao.briefing.bulletins.rules import paragraphs
from gongbao.briefing.bulletins.sheet import pdf_of
from gongbao.briefing.units.paging import ByKeys
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.typesetting import TypesettingError

PAGE = 20


def copy_of(request: Any, issue_id: UUID) -> Copy:
    """The caller's copy, or 404."""
    found = selectors.my_copy(request.user, issue_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.BULLETIN_READ)
@require_GET
def mine(request: Any) -> HttpResponse:
    """What was sent to me, newest first."""
    page = ByKeys(selectors.my_copies(request.user), PAGE).get_page(request.GET.get("page"))
    copies = [(copy, presenters.issue_words(copy.issue), presenters.read_state(copy)) for copy in page]
    return render(request, "bulletins/mine.html", {"page": page, "copies": copies})


@gate.requires(Permission.BULLETIN_READ)
@require_GET
def contents(request: Any, issue_id: UUID) -> HttpResponse:
    """The contents of one issue; opening it is kept."""
    copy = copy_of(request, issue_id)
    actions.open_copy(copy=copy, by=gate.actor_of(request), now=request.now)
    entries = selectors.entries_to_read(copy.issue)
    context = {"copy": copy, "title": presenters.issue_words(copy.issue), "entries": list(enumerate(entries, 1))}
    return render(request, "bulletins/contents.html", context)


@gate.requires(Permission.BULLETIN_READ)
@require_GET
def read(request: Any, issue_id: UUID, place: int) -> HttpResponse:
    """One item a page."""
    copy = copy_of(request, issue_id)
    actions.open_copy(copy=copy, by=gate.actor_of(request), now=request.now)
    entries = selectors.entries_to_read(copy.issue)
    if not 1 <= place <= len(entries):
        raise Http404
    entry = entries[place - 1]
    context = {
        "copy": copy,
        "title": presenters.issue_words(copy.issue),
        "entry": entry,
        "sources": "、".join(dict.fromkeys(one.item.unit.short for one in entry.manuscript.sources.all())),
        "paragraphs": paragraphs(entry.body),
        "place": place,
        "count": len(entries),
        "before": place - 1 or None,
        "after": place + 1 if place < len(entries) else None,
        "parts": parts_of(request, copy, entry),
    }
    return render(request, "bulletins/read.html", context)


@gate.requires(Permission.BULLETIN_READ)
@require_POST
def acknowledge(request: Any, issue_id: UUID) -> HttpResponse:
    """已阅."""
    copy = copy_of(request, issue_id)
    actions.acknowledge(copy=copy, by=gate.actor_of(request), now=request.now)
    messages.success(request, _("已记下您已阅。"))
    return redirect("bulletins:mine")


@gate.requires(Permission.BULLETIN_READ)
@require_GET
def copy_pdf(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """The reader's own copy to print: its number at the head, the reader's name behind the text."""
    asking: Any = request
    copy = copy_of(asking, issue_id)
    actions.open_copy(copy=copy, by=gate.actor_of(request), now=asking.now)
    try:
        made = pdf_of(copy.issue, now=asking.now, copy=copy)
    except TypesettingError:
        return HttpResponse(_("排版正忙，请稍后再试。"), status=503, headers={"Retry-After": "5"})
    headers = {
        "Content-Disposition": f'inline; filename="{copy.number:06}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(made, content_type="application/pdf", headers=headers)
