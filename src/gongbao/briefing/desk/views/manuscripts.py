"""The desk's wording: editing with versions, joining items, sharing the credit, adopting."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.desk import actions, presenters, selectors
from gongbao.briefing.desk.beside import parts_of
from gongbao.briefing.desk.models import Manuscript
from gongbao.briefing.desk.rules import check_text
from gongbao.briefing.units import steps
from gongbao.briefing.units.paging import ByKeys
from gongbao.briefing.units.typed import turn_of, uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Change

PAGE = 30


def _manuscript(request: HttpRequest, manuscript_id: UUID) -> Manuscript:
    found = selectors.manuscript_of(request.user, manuscript_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_GET
def manuscripts(request: Any) -> HttpResponse:
    """Everything the desk has worded, last edited first."""
    desk, search = steps.desk_of(request), request.GET.get("q", "").strip()
    page = ByKeys(selectors.manuscripts(desk, search=search), PAGE).get_page(request.GET.get("page"))
    context = {"desk": desk, "page": page, "search": search, "table": presenters.manuscript_table(list(page))}
    return render(request, "desk/manuscripts.html", context)


@gate.requires(Permission.DESK_WORK)
@require_POST
def join(request: Any) -> HttpResponse:
    """Make a manuscript of the chosen items, or add them to one."""
    desk = steps.desk_of(request)
    chosen = [one for one in map(uuid_of, request.POST.getlist("items")) if one is not None]
    into_id = uuid_of(request.POST.get("into", ""))
    into = _manuscript(request, into_id) if into_id else None
    try:
        made = actions.join_items(
            desk=desk, items=chosen, editor=request.user, into=into, by=gate.actor_of(request), now=request.now
        )
    except Refusal as refusal:
        messages.error(request, refusal.words())
        return redirect("desk:item", chosen[0]) if chosen else redirect("desk:inbox")
    return redirect("desk:manuscript", made.pk)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def manuscript(request: Any, manuscript_id: UUID) -> HttpResponse:
    """The page to edit on: saved as one types; what two editors save is never lost."""
    found = _manuscript(request, manuscript_id)
    if request.method == "GET":
        return _page(request, found)
    try:
        saved = actions.edit_manuscript(
            manuscript_id=found.pk,
            title=request.POST.get("title", ""),
            body=request.POST.get("body", ""),
            note=request.POST.get("note", ""),
            turn=turn_of(request.POST),
            by=gate.actor_of(request),
            now=request.now,
        )
    except Refusal as refusal:
        if request.headers.get("X-Autosave"):
            return HttpResponse(refusal.words(), status=409, content_type="text/plain; charset=utf-8")
        return _page(request, found, refusal)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204, headers={"X-Revision": str(saved.turn)})
    messages.success(request, _("已保存第 %(n)s 稿。") % {"n": saved.versions})
    return redirect("desk:manuscript", found.pk)


def _adopt(request: Any, found: Manuscript) -> str:
    target = next((u for u in selectors.targets(found.desk) if str(u.pk) == request.POST.get("target", "")), None)
    use = request.POST.get("use", "")
    actions.adopt(
        manuscript_id=found.pk,
        use=use,
        target=target if use == "forward" else None,
        words=request.POST.get("words", ""),
        **steps.how(request),
    )
    return _("已采用，并告知来源单位。")


def _withdraw(request: Any, found: Manuscript) -> str:
    adoption_id = uuid_of(request.POST.get("adoption", ""))
    if adoption_id is None or adoption_id not in {one.pk for one in found.adoptions.all()}:
        raise Http404
    actions.withdraw_adoption(adoption_id=adoption_id, why=request.POST.get("why", ""), **steps.how(request))
    return _("已撤销采用。")


def _share(request: Any, found: Manuscript) -> str:
    actions.set_shares(manuscript=found, shares=_shares(request, found), **steps.how(request))
    return _("已调整署名份额。")


def _take_out(request: Any, found: Manuscript) -> str:
    item_id = uuid_of(request.POST.get("item", ""))
    if item_id is None:
        raise Http404
    actions.take_item_out(manuscript=found, item_id=item_id, **steps.how(request))
    return _("已去掉这条来源。")


DO: dict[str, Callable[[Any, Manuscript], str]] = {
    "adopt": _adopt,
    "withdraw": _withdraw,
    "shares": _share,
    "take-out": _take_out,
}


@gate.requires(Permission.DESK_WORK)
@require_POST
def act(request: Any, manuscript_id: UUID) -> HttpResponse:
    """Adopt, withdraw, share the credit, take a source out."""
    return steps.take(
        request,
        steps.chosen(DO, request),
        _manuscript(request, manuscript_id),
        page=lambda refusal: _page(request, _manuscript(request, manuscript_id), refusal),
        to=reverse("desk:manuscript", args=[manuscript_id]),
    )


def _shares(request: Any, found: Manuscript) -> dict[UUID, Decimal]:
    shares = {}
    for source in found.sources.all():
        try:
            shares[source.item_id] = Decimal(request.POST.get(f"share-{source.item_id}", "").strip() or "0") / 100
        except InvalidOperation:
            shares[source.item_id] = Decimal(0)
    return shares


def _page(request: Any, found: Manuscript, refusal: Refusal | None = None) -> HttpResponse:
    versions = selectors.versions(found)
    typed = request.method == "POST" and "body" in request.POST
    title = request.POST["title"] if typed else found.title
    body = request.POST["body"] if typed else found.body
    conflict = refusal is not None and refusal.code == "item.changed-meanwhile"
    fresh = _manuscript(request, found.pk) if conflict else found
    chosen = [request.GET.get(key, "") for key in ("from", "to")]
    numbers = [int(one) if one.isascii() and one.isdigit() and len(one) < 6 else 0 for one in chosen]
    first, second = numbers if all(numbers) else (max(1, fresh.versions - 1), fresh.versions)
    context = {
        "desk": fresh.desk,
        "manuscript": fresh,
        "title": title,
        "body": body,
        "note": request.POST.get("note", "") if typed else fresh.note,
        "sources": presenters.sources(fresh),
        "parts": parts_of(request, fresh),
        "uses": [
            {"id": one.pk, "words": presenters.adoption_words(one), "at": one.adopted_at}
            for one in fresh.adoptions.all()
        ],
        "findings": [presenters.finding(one) for one in check_text(title, body)],
        "versions": versions[::-1],
        "difference": presenters.differences(versions, first, second),
        "use_choices": [(code, str(words)) for code, words in presenters.USES.items()],
        "targets": [("", _("请选择")), *((str(one.pk), one.short) for one in selectors.targets(fresh.desk))],
        "conflict": [
            Change(label=label, before=a, after=b)
            for label, a, b in ((_("标题"), fresh.title, title), (_("正文"), fresh.body, body))
            if a != b
        ]
        if conflict
        else None,
        "refusal": refusal,
    }
    return render(request, "desk/manuscript.html", context, status=refusal.status if refusal else 200)
