"""The inbox of whoever is signed in."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongbao.foundation.accounts.gate import actor_of, signed_in
from gongbao.foundation.notices import actions, presenters, selectors
from gongbao.foundation.shapes import Link

PAGE = 20


@signed_in
@require_GET
def inbox(request: Any) -> HttpResponse:
    """Notices, unread first."""
    unread_only = request.GET.get("show") == "unread"
    page = Paginator(selectors.inbox(request.user, unread_only=unread_only), PAGE).get_page(request.GET.get("page"))
    unread = selectors.unread_count(request.user)
    return render(
        request,
        "notices/inbox.html",
        {
            "page": page,
            "notices": [presenters.shown(one) for one in page],
            "unread": unread,
            "tabs": [
                Link(text=_("全部"), href="?", current=not unread_only),
                Link(text=_("未读"), href="?show=unread", current=unread_only, count=unread),
            ],
        },
    )


@signed_in
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell alone, for open pages that heard of news."""
    return render(request, "notices/bell.html")


@signed_in
@require_POST
def open_notice(request: Any, notice_id: UUID) -> HttpResponse:
    """Read one notice and go where it points."""
    notice = get_object_or_404(selectors.inbox(request.user), id=notice_id)
    inbox = Q(party_kind=notice.party_kind, party_id=notice.party_id)
    actions.mark_read(inbox=inbox, ids=[notice.id], by=actor_of(request), now=request.now)
    safe = notice.link and url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return HttpResponseRedirect(notice.link) if safe else redirect("notices:inbox")


@signed_in
@require_POST
def mark_read(request: Any) -> HttpResponse:
    """All of the inbox is read."""
    actions.mark_read(inbox=selectors.inbox_of(request.user), ids=None, by=actor_of(request), now=request.now)
    return redirect("notices:inbox")
