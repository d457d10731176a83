"""The public page of the ledger, and this installation's endpoint as a witness for other logs."""

import base64
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gongbao.foundation.accounts.gate import public
from gongbao.foundation.clock import CHINA
from gongbao.foundation.ledger import selectors
from gongbao.foundation.ledger.actions.witness import add_checkpoint
from gongbao.foundation.ledger.models import SignedHead
from gongbao.foundation.ledger.signing import witness_signer
from gongbao.foundation.shapes import Chart, Column, Link, Series, Stat, State, Table
from gongbao.foundation.wording import moment_words
from gongbao.kernel.tlog.witness import LONGEST_REQUEST, TEXT

HEADS_A_PAGE = 10
# How far the growth goes back: points, the time between them, and how an instant is written.
SPANS = {
    "day": (48, timedelta(hours=1), "%m-%d %H:%M"),
    "month": (31, timedelta(days=1), "%m-%d"),
    "year": (53, timedelta(days=7), "%Y-%m-%d"),
}


@public
def audit(request: HttpRequest) -> HttpResponse:
    """How the log stands, who witnesses, how it grew, and how to check all of it oneself."""
    state = selectors.log_state()
    span = request.GET.get("span", "")
    span = span if span in SPANS else "day"
    before = _whole_number(request.GET.get("before", ""))
    rows = selectors.latest_heads(HEADS_A_PAGE + 1, before=before)
    shown = rows[:HEADS_A_PAGE]
    context = {
        "state": state,
        "tiles": _tiles(state),
        "heads": _heads(shown, state),
        "older": shown[-1]["size"] if len(rows) > HEADS_A_PAGE else None,
        "newest": before is None,
        "witnesses": _witnesses(state),
        "spans": _spans(span),
        "growth": _growth(request, span),
        "vkey": selectors.log_key(),
        "witness_vkey": witness_signer().verifier.vkey,
        "site": settings.PUBLIC_URL,
        "url": f"{settings.PUBLIC_URL}/ledger",
        "witness_url": f"{settings.PUBLIC_URL}/witness",
    }
    return render(request, "audit/ledger.html", context)


def _tiles(state: selectors.LogState) -> list[Stat]:
    return [
        Stat(
            label=_("已入账"),
            value=f"{state.size:,}",
            unit=_("条"),
            note=_("最新树头覆盖前 %(size)s 条") % {"size": f"{state.published:,}"},
        ),
        Stat(label=_("最新树头签于"), value=moment_words(state.signed_at) if state.signed_at else _("尚未签过")),
        Stat(
            label=_("见证人副署"),
            value=f"{state.cosigned}/{state.witnesses}",
            note=_("副署满 %(quorum)s 个才算有见证") % {"quorum": state.quorum}
            if state.witnesses
            else _("还没有见证人：只能证明账本自身前后一致"),
        ),
    ]


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@public
def signed_head(request: HttpRequest, size: int) -> HttpResponse:
    """One signed head with its cosignatures as text, to keep and to hold against what others have seen."""
    try:
        note = selectors.checkpoint_text(size)
    except (SignedHead.DoesNotExist, OverflowError):
        raise Http404 from None
    headers = {"Content-Disposition": f'inline; filename="checkpoint-{size}.txt"'}
    return HttpResponse(note, content_type=TEXT, headers=headers)


def _heads(heads: list[dict[str, Any]], state: selectors.LogState) -> Table:
    rows = [
        {
            "size": head["size"],
            "at": head["at"],
            "root": base64.b64encode(head["root"]).decode(),
            "cosigned": f"{head['cosigned']}/{state.witnesses}",
            "href": reverse("web:signed-head", args=[head["size"]]),
        }
        for head in heads
    ]
    return Table(
        caption=_("最近的树头"),
        columns=[
            Column(key="size", label=_("条数"), kind="number", primary=True),
            Column(key="at", label=_("签于"), kind="moment"),
            Column(key="root", label=_("树根")),
            Column(key="cosigned", label=_("副署")),
        ],
        rows=rows,
        empty=_("第一个树头签出后会列在这里。"),
    )


def _witnesses(state: selectors.LogState) -> Table:
    rows = [
        {
            "name": one["name"],
            "state": _standing(one, state),
            "size": one["size"],
            "at": one["at"],
            "vkey": one["vkey"],
        }
        for one in selectors.witnesses()
    ]
    return Table(
        caption=_("见证人"),
        columns=[
            Column(key="name", label=_("名称"), primary=True),
            Column(key="state", label=_("状态"), kind="state"),
            Column(key="size", label=_("副署到第几条"), kind="number"),
            Column(key="at", label=_("最近副署"), kind="moment"),
            Column(key="vkey", label=_("公钥")),
        ],
        rows=rows,
        empty=_("还没有见证人。上级机关、高校、媒体、公证处都可以来当，方法见下。"),
    )


def _standing(witness: dict[str, Any], state: selectors.LogState) -> State:
    if not witness["active"]:
        return State(text=_("已停用"))
    if witness["error"]:
        return State(text=_("联系不上"), tone="late")
    if witness["size"] >= state.published:
        return State(text=_("已副署最新树头"), tone="done")
    return State(text=_("等待副署"), tone="open")


def _spans(current: str) -> list[Link]:
    return [Link(text=_span_title(name), href=f"?span={name}#growth", current=name == current) for name in SPANS]


def _span_title(span: str) -> str:
    return {"day": _("最近 48 小时"), "month": _("最近 30 天"), "year": _("最近一年")}[span]


def _growth(request: HttpRequest, span: str) -> Chart:
    now: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    points, step, shape = SPANS[span]
    grown = selectors.growth(now, points=points, step=step)
    return Chart(
        title=_("账本的增长：%(span)s") % {"span": _span_title(span)},
        categories=[at.astimezone(CHINA).strftime(shape) for at, _size in grown],
        series=[Series(name=_("条数"), values=[size for _at, size in grown])],
        unit=_("条"),
        by=_("时刻"),
        source=_("已签树头"),
    )


@public
@csrf_exempt
def witness_add_checkpoint(request: HttpRequest) -> HttpResponse:
    """C2SP tlog-witness: cosign the head of a log we witness for. No cookie counts here, so no token is needed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    body = request.read(LONGEST_REQUEST + 1)
    answer = add_checkpoint(body=body, now=request.now)  # type: ignore[attr-defined]  # set by RequestEdge
    return HttpResponse(answer.body, status=answer.status, content_type=answer.kind)


@public
def witness_checkpoint(request: HttpRequest, log: str) -> HttpResponse:
    """The largest head we have cosigned of the log whose origin has this SHA-256, for anybody."""
    note = selectors.witnessed_head(log)
    if note is None:
        raise Http404
    return HttpResponse(note, content_type=TEXT, headers={"Cache-Control": "public, max-age=5"})
