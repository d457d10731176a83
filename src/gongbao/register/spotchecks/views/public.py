"""What everybody sees of draws: plan, committed manifest, public value, reveal, results, and how to do it again."""

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongbao.foundation.accounts import gate, policies
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.codes.selectors import place_names
from gongbao.foundation.draws import names, publication
from gongbao.foundation.draws import selectors as draws
from gongbao.foundation.draws.models import Draw
from gongbao.foundation.draws.replaying import manifest_of
from gongbao.foundation.ledger import selectors as ledger
from gongbao.register.spotchecks import figures, presenters, selectors

PAGE = 30


def draw_or_404(draw_id: UUID) -> Draw:
    """A committed draw."""
    found = draws.one(draw_id)
    if found is None:
        raise Http404
    return found


@gate.public
@require_GET
def index(request: Any) -> HttpResponse:
    """Every committed draw, newest first, and the numbers of plans given up."""
    year = request.GET.get("year", "")
    wanted = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    page = Paginator(draws.public_draws(year=wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "table": presenters.draws_table(list(page), request.now),
        "withdrawn": draws.withdrawn(year=wanted),
        "year": wanted,
    }
    return render(request, "spotchecks/index.html", context)


@gate.public
@require_GET
def one(request: Any, draw_id: UUID) -> HttpResponse:
    """One draw: what was fixed, the public value, and, once revealed, who was drawn."""
    draw = draw_or_404(draw_id)
    manifest = manifest_of(draw)
    papers = draws.papers_of(draw)
    proofs = ledger.proofs([key(draw, version, sort) for version, sort in _versions(papers)])
    counts = selectors.counts(draw) if draw.revealed_at else {}
    shown = draws.drawn_rows(draw)
    page = Paginator(shown if draw.revealed_at else shown.none(), PAGE).get_page(request.GET.get("page"))
    people = draws.people_of(draw) if draw.inspectors_shown_at else None
    context = {
        "draw": draw,
        "plan": draw.plan,
        "manifest": manifest,
        "state": presenters.state_of(draw, request.now),
        "steps": presenters.steps(draw, request.now),
        "facts": presenters.facts_of(draw, manifest),
        "fixed": presenters.fixed_of(draw, manifest),
        "law": presenters.law_of(draw),
        "strata": presenters.strata_table(manifest, counts if draw.revealed_at else None),
        "parts": manifest.parts[:500],
        "tiles": presenters.tiles(draw, counts) if draw.revealed_at else [],
        "page": page,
        "drawn": presenters.drawn_table(list(page), selectors.names_of(list(page)), people, ""),
        "history": presenters.history(draw, papers, proofs, inside=False),
        "results": draw.results.splitlines() if draw.drawn_at else [],
        "voids": presenters.voids_of(draw),
        "signature": bytes(draw.signature).hex() if draw.signature else "",
        "secret": bytes(draw.secret).hex() if draw.secret else "",
        "late": draw.breached_at is not None or (draw.revealed_at is None and request.now > draw.plan.reveal_by),
    }
    return render(request, "spotchecks/draw.html", context)


def _versions(papers: list[Any]) -> list[tuple[int, str]]:
    return [(1, ""), *((paper.version, paper.sort) for paper in papers)]


def key(draw: Draw, version: int, sort: str) -> tuple[UUID, int, str]:
    """How the log knows a paper."""
    kind = names.MANIFEST if version == 1 else names.REVEAL if sort == "reveal" else names.PAPER
    return draw.pk, version, kind


@gate.public
@require_GET
def manifest(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """The committed manifest, byte for byte: its SHA-256 is what the draw is made with."""
    draw = draw_or_404(draw_id)
    answer = HttpResponse(bytes(draw.body or b""), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{draw.plan.number}.manifest.json"'
    answer["ETag"] = f'"{bytes(draw.digest).hex()}"'
    return answer


@gate.public
@require_GET
def file(request: HttpRequest, draw_id: UUID) -> Any:
    """The whole draw to verify anywhere (draw-published/v1). Nothing before the reveal."""
    draw = draw_or_404(draw_id)
    if draw.revealed_at is None:
        words = _("这次抽查还没有揭示，揭示以后可以下载。")
        return HttpResponse(words, status=404, content_type="text/plain; charset=utf-8")
    answer = StreamingHttpResponse(publication.published(draw), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{draw.plan.number}.draw.json"'
    return answer


@gate.public
@require_GET
def proof(request: HttpRequest, draw_id: UUID, version: int) -> HttpResponse:
    """The proof of one paper's entry in the log; with its content where that is public."""
    draw = draw_or_404(draw_id)
    paper: Any = draw
    sort = ""
    if version != 1:
        paper = next((one for one in draws.papers_of(draw) if one.version == version), None)
        if paper is None:
            raise Http404
        sort = paper.sort
    shown = version == 1 or sort == "breach" or draw.revealed_at is not None
    if sort in {"result", "recuse"}:
        shown = shown and draw.inspectors_shown_at is not None
    found = ledger.proof_file(
        *key(draw, version, sort),
        salt=bytes(paper.salt) if shown else None,
        payload=bytes(paper.body) if shown else None,
    )
    if found is None:
        words = _("这一份正在入账，请几秒后再取证明。")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3"})
    answer = HttpResponse(found, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{draw.plan.number}-{version}.tlog-proof"'
    return answer


@gate.public
@require_GET
def place(request: Any, draw_id: UUID) -> HttpResponse:
    """Was I in the pool, and where did I rank: with the path to the committed root.

    Until the reveal only to whoever acts for the firm: the list is not to be read out one by one.
    """
    draw = draw_or_404(draw_id)
    code = request.GET.get("code", "").strip().upper()[:40]
    found, hidden = None, False
    if code:
        hidden = draw.revealed_at is None and not _acts_for(request, code)
        found = None if hidden else publication.place(draw, code)
    if found and request.GET.get("as") == "file":
        answer = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="{draw.plan.number}-{code}.place.json"'
        return answer
    context = {
        "draw": draw,
        "plan": draw.plan,
        "code": code,
        "found": found,
        "hidden": hidden,
        "facts": presenters.place_facts(found) if found else [],
    }
    return render(request, "spotchecks/place.html", context)


def _acts_for(request: HttpRequest, code: str) -> bool:
    entity_id = selectors.entity_id_of(code)
    return entity_id is not None and policies.may(request.user, Permission.FILING_SUBMIT, entity_id=entity_id)


@gate.public
@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """Doing a draw again in the reader's own browser; all computing is in static/spotchecks/js/again.js."""
    return render(request, "spotchecks/again.html", {"draw": request.GET.get("draw", "")[:36], "words": _words()})


def _words() -> dict[str, str]:
    """What the page says while it computes; braces are filled in by the script."""
    return {
        "manifest": _("方案（{plan}）的 SHA-256 是 {digest}。请与账本中的记录比对。"),
        "pool": _("名单 {count} 户：没有重复，各层户数相符，根与方案承诺的一致。"),
        "secret": _("揭示的密钥就是当初承诺的：它的 SHA-256 与方案一致。"),
        "beacon": _("drand 第 {round} 轮的 BLS 签名属实，公共随机数是 {value}。"),
        "void": _("{name} 第 {issue} 期作废，按入账的方案用第 {next} 期。公告：{words}。请查一查那一期确实没有开奖。"),
        "lottery": _("彩票号码的编码算得公共随机数 {value}。"),
        "seed": _("种子 = SHA-256(“draw/seed/v1”、方案散列、公共随机数、密钥) = {seed}。"),
        "tickets": _("给 {count} 户逐一算签号，各层取最小的 {quota} 个：与公布的名单相同。"),
        "assigned": _("检查人员由同一个种子分派，应当回避的都已排除：与公布的相同。"),
        "later": _("检查人员在检查结束后公布，这一步还不能核对。"),
        "good": _("全部相符：这次抽查是按事先承诺的办法抽的。"),
        "bad": _("不相符：这次抽查不可信。"),
        "working": _("正在计算：{done} / {count}"),
        "unread": _("这不是一份公布的抽取结果（draw-published/v1）。请从抽查的页面下载原文件。"),
        "fetching": _("正在取文件…"),
        "notyet": _("没有取到文件：这次抽查可能还没有揭示。"),
        "wrong_pool": _("名单与方案承诺的不一致：有人增减或调换了抽查对象。"),
        "wrong_twice": _("名单里有一户出现了两次。"),
        "wrong_secret": _("揭示的密钥不是当初承诺的那一个。"),
        "wrong_entropy": _("公共随机数不属实，或不是方案写明的那一个。"),
        "wrong_drawn": _("重新计算的结果与公布的不一致。"),
        "wrong_change": _("有一处变更不在公布的理由清单内，或无法照办。"),
        "wrong_assigned": _("检查人员的分派与重新计算的不一致。"),
        "stratum": _("分层"),
        "rank": _("顺位"),
        "firm": _("主体"),
        "ticket": _("签号"),
        "insecure": _("这个浏览器只在 https 或本机地址上提供密码学功能，请改用 https 打开，或用 gongbao draw verify。"),
    }


@gate.public
@require_GET
def numbers(request: Any) -> HttpResponse:
    """Each authority's own numbers: share drawn, replaced, reveals missed."""
    rows = draws.numbers("", request.now)
    places = place_names({row.region for row in rows})
    context = {
        "table": figures.numbers_table(rows, places) if rows else None,
        "charts": figures.numbers_charts(rows, places),
    }
    return render(request, "spotchecks/numbers.html", context)
