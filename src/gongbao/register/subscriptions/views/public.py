"""For everybody: files of the lists, changes between versions, correction notices and who acknowledged them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongbao.foundation.accounts import gate, pace, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.ledger import selectors as ledger
from gongbao.register.subscriptions import actions, downloads, refusals, selectors
from gongbao.register.subscriptions.models import CorrectionNotice, Edition
from gongbao.register.subscriptions.presenters import lists as presenter

PAGE = 30
CHANGES_PAGE = 50
MOST_CHANGES = 200_000
PER_MINUTE = 30


@gate.public
@require_safe
def files(request: Any) -> HttpResponse:
    """The files there are, how to take changes, how to check them, how to follow."""
    page = Paginator(selectors.editions(), PAGE).get_page(request.GET.get("page"))
    latest = selectors.latest_edition()
    context = {
        "page": page,
        "table": presenter.editions_table(list(page)),
        "latest": latest,
        "head": selectors.head(),
        "origin": settings.PUBLIC_URL,
        "may_follow": policies.has(request.user, Permission.LISTS_SUBSCRIBE),
        "proof": presenter.proof_of(latest.id, "checkpoint-of", "") if latest else None,
        "forms": [("csv", "CSV"), ("parquet", "Parquet"), ("jsonl", "JSON")],
    }
    return render(request, "subscriptions/files.html", context)


@gate.public
@require_safe
def latest_file(request: Any, name: str) -> HttpResponse:
    """To the newest edition's file of that name."""
    latest = selectors.latest_edition()
    if latest is None:
        raise Http404
    answer = redirect("subscriptions:file", latest.version, name)
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@gate.public
@require_safe
def file(request: Any, version: int, name: str) -> HttpResponseBase:
    """One file of one version, its manifest, or the manifest's proof."""
    found = selectors.edition(version)
    if found is None:
        raise Http404
    if name == "manifest.json":
        return _json(found, f"gongbao-lists-{version}.json")
    if name == "manifest.tlog-proof":
        return _proof(found, found.id, "checkpoint-of", f"gongbao-lists-{version}.tlog-proof")
    one = next((file for file in found.files.all() if file.name == name), None)
    if one is None:
        raise Http404
    if one.collected_at is not None:
        raise refusals.collected()
    return downloads.kept(request, found, one)


def _json(row: Edition | CorrectionNotice, name: str) -> HttpResponse:
    if row.body is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(bytes(row.body), content_type="application/json", headers=headers)


def _proof(row: Edition | CorrectionNotice, record: UUID, kind: str, name: str) -> HttpResponse:
    """The `.tlog-proof` file; 503 with words while the entry has no place in the log."""
    if row.body is None or row.salt is None:
        raise Http404
    found = ledger.proof_file(record, 1, kind, salt=bytes(row.salt), payload=bytes(row.body))
    if found is None:
        words = _("已登记，正在入账，请几秒后再取证明。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3"})
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(found, content_type="text/plain; charset=utf-8", headers=headers)


def version_asked(text: str, otherwise: int, head: int) -> int:
    """A version from a query. Refusal for what is none."""
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= 15 and int(text) <= head):
        raise refusals.not_a_version(head)
    return int(text)


@gate.public
@require_safe
def changes(request: Any) -> HttpResponse:
    """What changed, newest first, a page at a time by version."""
    head = selectors.head()
    refusal: Refusal | None = None
    try:
        until = version_asked(request.GET.get("until", ""), head, head)
    except Refusal as refused:
        until, refusal = head, refused
    rows = selectors.recent(until, CHANGES_PAGE)
    before = rows[-1].version - 1 if rows else 0
    context = {
        "table": presenter.changes_table(rows),
        "head": head,
        "refusal": refusal,
        "page": {
            "next_href": f"?until={before}" if before > 0 else "",
            "previous_href": f"?until={min(until + CHANGES_PAGE, head)}" if until < head else "",
        },
    }
    return render(request, "subscriptions/changes.html", context, status=refusal.status if refusal else 200)


@gate.public
@require_safe
def changes_file(request: Any) -> HttpResponseBase:
    """The changes from one version to another (to the newest without `to`), as CSV, Parquet or JSON lines."""
    head = selectors.head()
    since = version_asked(request.GET.get("from", ""), 0, head)
    until = version_asked(request.GET.get("to", ""), head, head)
    form = request.GET.get("format", "csv")
    if form not in downloads.TYPES:
        raise refusals.unknown_scope("format")
    if since > until:
        raise refusals.not_a_version(head)
    if until - since > MOST_CHANGES:
        raise refusals.too_far(MOST_CHANGES)
    pace.require_share(f"list-changes:{request.META.get('REMOTE_ADDR', '')}", PER_MINUTE, now=request.now)
    return downloads.changes(request, since, until, form)


@gate.public
@require_safe
def corrections(request: Any) -> HttpResponse:
    """Every correction notice, and how many of those it went to acknowledged it."""
    page = Paginator(selectors.notices(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "table": presenter.notices_table(list(page))}
    return render(request, "subscriptions/corrections.html", context)


@gate.public
@require_safe
def correction(request: Any, notice_id: UUID) -> HttpResponse:
    """One notice: what it says, its proof, whom it went to and who acknowledged it."""
    found = _notice(notice_id)
    page = Paginator(selectors.recipients(notice_id), PAGE).get_page(request.GET.get("page"))
    mine = selectors.organisations_of(request.user) if request.user.is_authenticated else []
    context = {
        "notice": found,
        "words": presenter.notice_words(found),
        "facts": presenter.notice_facts(found),
        "proof": presenter.proof_of(found.pk, "decision", ""),
        "page": page,
        "table": presenter.recipients_table(list(page)),
        "standing": selectors.standing_of(notice_id, mine) if mine else [],
        "origin": settings.PUBLIC_URL,
    }
    return render(request, "subscriptions/correction.html", context)


def _notice(notice_id: UUID) -> CorrectionNotice:
    found = selectors.notice(notice_id)
    if found is None:
        raise Http404
    return found


@gate.public
@require_safe
def correction_file(request: Any, notice_id: UUID, name: str) -> HttpResponse:
    """A notice's bytes, or its proof."""
    found = _notice(notice_id)
    if name == "notice.json":
        return _json(found, f"correction-{found.pk}.json")
    if name == "notice.tlog-proof":
        return _proof(found, found.pk, "decision", f"correction-{found.pk}.tlog-proof")
    raise Http404


@gate.requires(Permission.LISTS_SUBSCRIBE)
@require_POST
def acknowledge(request: Any, notice_id: UUID) -> HttpResponse:
    """For one's own organisations: we acted on it."""
    for row in selectors.standing_of(notice_id, selectors.organisations_of(request.user)):
        actions.acknowledge(
            notice_id=notice_id,
            organisation=row.organisation,
            how="page",
            by=gate.actor_of(request),
            now=request.now,
        )
        messages.success(request, _("已确认，并写进公开的确认名单。"))
    return redirect("subscriptions:correction", notice_id)
