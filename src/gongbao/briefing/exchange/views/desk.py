"""往来: what went up and down and what came, each with its state; sending one, and what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.exchange import actions, presenters, selectors
from gongbao.briefing.exchange.models import Received, Sent
from gongbao.briefing.exchange.sheet import pdf_of, words_of
from gongbao.briefing.units.steps import desk_of
from gongbao.briefing.units.typed import day_of, uuid_of
from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.shapes import Link, State
from gongbao.foundation.typesetting import TypesettingError

PAGE = 30
BOXES = ("waiting", "out", "in")


@gate.requires(Permission.DESK_WORK)
@require_GET
def board(request: Any) -> HttpResponse:
    """Both directions on one page."""
    desk = desk_of(request)
    counted = selectors.counts(desk)
    box = request.GET.get("box", "")
    if box not in BOXES:
        box = "waiting" if counted["waiting"] else "out"
    rows: Any = selectors.received(desk)
    if box != "in":
        rows = selectors.to_send(desk) if box == "waiting" else selectors.sent(desk)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    words = {"waiting": _("待上报"), "out": _("送出"), "in": _("收到")}
    peers = selectors.peers(desk)
    context = {
        "desk": desk,
        "box": box,
        "page": page,
        "manuscripts": list(page) if box == "waiting" else [],
        "table": presenters.sent_table(list(page))
        if box == "out"
        else presenters.received_table(list(page))
        if box == "in"
        else None,
        "tabs": [
            Link(text=words[code], href=f"?box={code}", current=box == code, count=counted[code] or None)
            for code in BOXES
        ],
        "peers": [(one, presenters.peer_facts(one)) for one in peers],
        "files": [one for one in peers if not one.paused_at],
        "below": any(one.side == "below" for one in peers),
        "may_set_up": policies.has(request.user, Permission.UNITS_MANAGE),
    }
    return render(request, "exchange/board.html", context)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def send(request: Any, manuscript_id: UUID) -> HttpResponse:
    """Send one adopted text upward: to whom, and who signed it off."""
    manuscript = selectors.manuscript_of(request.user, manuscript_id)
    if manuscript is None:
        raise Http404
    peers = selectors.above(manuscript.desk)
    refusal: Refusal | None = None
    if request.method == "POST":
        chosen = next((one for one in peers if str(one.pk) == request.POST.get("peer", "")), None)
        try:
            made = actions.send_up(
                manuscript=manuscript,
                peer=chosen,
                to=request.POST.get("to", ""),
                signed_off_by=request.POST.get("signed_off_by", ""),
                files=[one for text in request.POST.getlist("files") if (one := uuid_of(text)) is not None],
                by=gate.actor_of(request),
                now=request.now,
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已上报。对方签收后，这里会显示。") if chosen else _("已登记纸质上报。"))
            return redirect("exchange:sent", made.pk)
    context = {
        "manuscript": manuscript,
        "files": [(one, str(one.pk) in request.POST.getlist("files")) for one in actions.files_of(manuscript)],
        "peers": [*((str(one.pk), one.name) for one in peers), ("", _("没有联网：打印上报单"))],
        "sent": [(one, presenters.state_of(one)) for one in selectors.of_manuscript(manuscript)],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "exchange/send.html", context, status=refusal.status if refusal else 200)


def _sent(request: HttpRequest, sent_id: UUID) -> Sent:
    found = selectors.sent_of(request.user, sent_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def sent(request: Any, sent_id: UUID) -> HttpResponse:
    """One that went: where it is, what was said to it, and writing down what came of it."""
    found = _sent(request, sent_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.record_outcome(
                sent=found,
                came=request.POST.get("came", ""),
                tier=request.POST.get("tier", ""),
                place=request.POST.get("place", ""),
                number=request.POST.get("number", ""),
                leader=request.POST.get("leader", ""),
                words=request.POST.get("words", ""),
                on=day_of(request.POST.get("on", "")),
                by=gate.actor_of(request),
                now=request.now,
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已记下，并告知来源单位。"))
            return redirect("exchange:sent", found.pk)
    title, text, note = words_of(found)
    context = {
        "sent": found,
        "title": title or found.title,
        "text": text,
        "note": note,
        "state": presenters.state_of(found),
        "kind": presenters.kind_words(found.kind),
        "outcomes": [(one, presenters.came_words(one)) for one in found.outcomes.all()],
        "history": presenters.sent_history(found),
        "came": presenters.choices(presenters.CAME),
        "tiers": presenters.choices(presenters.TIERS)[:3],
        "refusal": refusal,
        "given": request.POST,
        "upward": found.manuscript_id is not None,
    }
    return render(request, "exchange/sent.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_GET
def sheet(request: Any, sent_id: UUID) -> HttpResponse:
    """The printed sheet."""
    found = _sent(request, sent_id)
    if found.manuscript_id is None:
        raise Http404
    try:
        made = pdf_of(found, now=request.now)
    except TypesettingError:
        return HttpResponse(_("排版正忙，请稍后再试。"), status=503, headers={"Retry-After": "5"})
    headers = {"Content-Disposition": 'inline; filename="sheet.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _received(request: HttpRequest, received_id: UUID) -> Received:
    found = selectors.received_of(request.user, received_id)
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def received(request: Any, received_id: UUID) -> HttpResponse:
    """One that came; a circular can be handed on to the units."""
    found = _received(request, received_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.hand_on(received_id=found.pk, by=gate.actor_of(request), now=request.now)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已发给各单位阅读。"))
            return redirect("exchange:received", found.pk)
    context = {
        "received": found,
        "title": found.title or presenters.kind_words(found.kind),
        "text": presenters.body_text(found),
        "facts": presenters.body_facts(found),
        "state": presenters.received_state(found),
        "may_hand_on": found.accepted and found.kind in {"circular", "key-points"} and found.material_id is None,
        "outcome": getattr(found, "outcome", None),
        "refusal": refusal,
    }
    return render(request, "exchange/received.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_http_methods(["GET", "POST"])
def down(request: Any) -> HttpResponse:
    """A circular or the key points, to desks below."""
    desk = desk_of(request)
    peers = selectors.peers(desk, side="below")
    refusal: Refusal | None = None
    if request.method == "POST":
        chosen = [one for one in peers if str(one.pk) in request.POST.getlist("peers")]
        try:
            actions.send_down(
                desk=desk,
                kind=request.POST.get("kind", ""),
                title=request.POST.get("title", ""),
                words=request.POST.get("words", ""),
                peers=chosen,
                by=gate.actor_of(request),
                now=request.now,
            )
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, _("已下发。各家签收情况在“送出”里。"))
            return redirect("/exchange/?box=out")
    context = {
        "desk": desk,
        "peers": peers,
        "chosen": request.POST.getlist("peers"),
        "kinds": [(code, presenters.kind_words(code)) for code in ("circular", "key-points")],
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "exchange/down.html", context, status=refusal.status if refusal else 200)


@gate.requires(Permission.DESK_WORK)
@require_POST
def take_file(request: Any) -> HttpResponse:
    """Read an exchange file that came on a stick or by mail."""
    desk_of(request)
    file = request.FILES.get("file")
    raw = file.read(20 * 1024 * 1024 + 1) if file else b""
    carried = actions.import_file(raw=raw, by=gate.actor_of(request), now=request.now)
    context = {
        "carried": carried,
        "away": [one.words() for one in carried.turned_away],
        "state": State(text=_("有未收下的"), tone="late")
        if carried.turned_away
        else State(text=_("全部处理"), tone="done"),
    }
    return render(request, "exchange/taken.html", context)
