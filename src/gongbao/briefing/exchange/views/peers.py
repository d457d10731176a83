"""With whom we exchange: our own key to hand over, theirs to compare, and files for where there is no network."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongbao.briefing.exchange import actions, presenters, selectors, signing
from gongbao.briefing.exchange.models import Peer
from gongbao.briefing.units.steps import desk_of
from gongbao.briefing.units.typed import uuid_of
from gongbao.foundation.accounts import gate
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.refusals import Refusal


@gate.requires(Permission.UNITS_MANAGE)
@require_http_methods(["GET", "POST"])
def peers(request: Any) -> HttpResponse:
    """Our key with its fingerprint, the peers, and entering one."""
    desk = desk_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            words = _do(request)
        except Refusal as problem:
            refusal = problem
        else:
            messages.success(request, words)
            return redirect("exchange:peers")
    own = selectors.key_in_use() or actions.own_key(by=gate.actor_of(request), now=request.now)
    context = {
        "desk": desk,
        "own": own,
        "origin": signing.origin(),
        "fingerprint": signing.fingerprint(own.vkey),
        "peers": [
            {"peer": one, "facts": presenters.peer_facts(one), "keys": presenters.keys_of(one)}
            for one in selectors.peers(desk)
        ],
        "sides": presenters.choices(presenters.SIDES),
        "tiers": presenters.choices(presenters.TIERS),
        "units": [("", _("上级系统不选")), *((str(one.pk), one.short) for one in desk.below.filter(until=None)[:500])],
        "repulses": selectors.repulses(),
        "refusal": refusal,
        "given": request.POST,
    }
    return render(request, "exchange/peers.html", context, status=refusal.status if refusal else 200)


def _do(request: Any) -> str:
    desk, how = desk_of(request), {"by": gate.actor_of(request), "now": request.now}
    do = request.POST.get("do", "")
    if do == "rotate":
        actions.rotate_key(**how)
        return _("已启用新密钥，并会用旧密钥签名告知各家。")
    if do == "add":
        unit = desk.below.filter(until=None, pk=_number(request.POST.get("unit", ""))).first()
        given = {key: request.POST.get(key, "") for key in ("name", "vkey", "side", "tier", "address")}
        actions.add_peer(desk=desk, unit=unit, **given, **how)
        return _("已登记。请打电话核对指纹，核对后才开始交换。")
    peer = _peer(request, uuid_of(request.POST.get("peer", "")))
    if do == "change":
        paused = request.POST.get("paused") == "1"
        actions.change_peer(peer_id=peer.pk, address=request.POST.get("address", ""), paused=paused, **how)
        return _("已修改。")
    if do == "add-key":
        actions.add_key(peer=peer, vkey=request.POST.get("vkey", ""), **how)
        return _("已登记新公钥。请打电话核对指纹。")
    key = uuid_of(request.POST.get("key", ""))
    if key is None or key not in {one.pk for one in peer.keys.all()}:
        raise Http404
    if do == "confirm":
        actions.confirm_key(peer=peer, key_id=key, **how)
        return _("已核对，可以交换了。")
    if do == "end":
        actions.end_key(peer=peer, key_id=key, **how)
        return _("已停用这把公钥。")
    raise Http404


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _peer(request: HttpRequest, peer_id: UUID | None) -> Peer:
    found = selectors.peer_of(request.user, peer_id) if peer_id else None
    if found is None:
        raise Http404
    return found


@gate.requires(Permission.DESK_WORK)
@require_POST
def export(request: Any, peer_id: UUID) -> HttpResponse:
    """What waits for a peer, and our receipts, as a file to carry."""
    peer = _peer(request, peer_id)
    made = actions.export_file(peer=peer, by=gate.actor_of(request), now=request.now)
    name = f"gongbao-{china_date(request.now):%Y%m%d}-{peer.last_sent}.gbx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type="text/plain; charset=utf-8", headers=headers)


@gate.requires(Permission.UNITS_MANAGE)
@require_GET
def key_page(request: Any) -> HttpResponse:
    """Our public key as a page to print and hand over, with the fingerprint to read out."""
    own = selectors.key_in_use() or actions.own_key(by=gate.actor_of(request), now=request.now)
    context = {"own": own, "origin": signing.origin(), "fingerprint": signing.fingerprint(own.vkey)}
    return render(request, "exchange/key.html", context)
