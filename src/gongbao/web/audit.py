"""The public page of the ledger, and this installation's endpoint as a witness for other logs."""

import base64
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gongbao.foundation.accounts.gate import public
from gongbao.foundation.clock import CHINA
from gongbao.foundation.ledger import selectors
from gongbao.foundation.ledger.actions.witness import add_checkpoint
from gongbao.foundation.ledger.signing import witness_signer
from gongbao.foundation.shapes import Chart, Column, Series, Stat, State, Table
from gongbao.foundation.wording import moment_words
from gongbao.kernel.tlog.witness import LONGEST_REQUEST, TEXT


@public
def audit(request: HttpRequest) -> HttpResponse:
    """How the log stands, who witnesses, how it grew, and how to check all of it oneself."""
    state = selectors.log_state()
    context = {
        "state": state,
        "tiles": _tiles(state),
        "heads": _heads(state),
        "witnesses": _witnesses(state),
        "growth": _growth(request),
        "vkey": selectors.log_key(),
        "witness_vkey": witness_signer().verifier.vkey,
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


def _heads(state: selectors.LogState) -> Table:
    rows = [
        {
            "size": head["size"],
            "at": head["at"],
            "root": base64.b64encode(head["root"]).decode(),
            "cosigned": f"{head['cosigned']}/{state.witnesses}",
        }
        for head in selectors.latest_heads()
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


def _growth(request: HttpRequest) -> Chart:
    now: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    points = selectors.growth(now)
    return Chart(
        title=_("最近 48 小时的增长"),
        categories=[at.astimezone(CHINA).strftime("%m-%d %H:%M") for at, _size in points],
        series=[Series(name=_("条数"), values=[size for _at, size in points])],
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
