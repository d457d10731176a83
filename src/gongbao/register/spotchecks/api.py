"""Draws for programs: the committed draws, one with its manifest, and a firm's place in the pool."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from gongbao.foundation.draws import publication
from gongbao.foundation.draws import selectors as draws
from gongbao.foundation.draws.actions.planning import named_lottery, void_rule
from gongbao.foundation.draws.models import Draw
from gongbao.foundation.draws.replaying import manifest_of, voids_of
from gongbao.foundation.events.refusals import Refusal

router = Router(tags=["draws"])
PAGE = 100


class StratumOut(Schema):
    """A stratum of the committed manifest."""

    code: str
    definition: str
    size: int
    quota: int


class VoidOut(Schema):
    """A named lottery issue that was never drawn, the next one that took its place, and where that is announced."""

    name: str
    issue: str
    next: str
    words: str


class DrawOut(Schema):
    """A committed draw. `file` holds everything to verify it, once it is revealed; times are instants.

    `void` is the plan's rule for a lottery issue never drawn: next-issue, or nothing.
    """

    draw: UUID
    number: str
    title: str
    mode: str
    region: str
    year: int
    authorities: list[str]
    approved_by: str
    manifest_sha256: str
    pool: int
    quota: int
    beacon: int | None
    lotteries: list[str]
    void: str
    voids: list[VoidOut]
    committed_at: datetime
    drawn_at: datetime | None
    reveal_by: datetime
    revealed_at: datetime | None
    breached_at: datetime | None
    manifest: str
    file: str | None


class WholeOut(DrawOut):
    """A draw with its strata."""

    scope: str
    area: int
    floor: str
    excluded: dict[str, int]
    strata: list[StratumOut]


class DrawsOut(Schema):
    """A page of draws, newest first; `next_page` asks for the next, null at the end."""

    draws: list[DrawOut]
    next_page: int | None


class NumbersOut(Schema):
    """One area's own numbers of a year: draws, entities in the area, drawn and replaced once revealed, reveals late."""

    region: str
    year: int
    draws: int
    area: int
    drawn: int
    replaced: int
    late: int


class WithdrawnOut(Schema):
    """A plan given up before it was committed: its number stays, so that no gap is left unexplained."""

    number: str
    title: str
    region: str
    year: int


class DrawnOut(Schema):
    """Who was drawn. `inspectors` are their certificates' numbers, null until they are shown."""

    code: str
    stratum: str
    rank: int
    ticket: str
    state: str
    reason: str | None
    inspectors: list[str] | None


class DrawnPageOut(Schema):
    """A page of the drawn by stratum and rank; `next_page` asks for the next, null at the end."""

    drawn: list[DrawnOut]
    next_page: int | None


class PaperOut(Schema):
    """What entered the log about a draw, in order: manifest, result, each change, the reveal, a breach."""

    version: int
    sort: str
    at: datetime
    subject: str | None
    reason: str | None
    commitment: str
    proof: str


class PlaceOut(Schema):
    """A firm's place: its opened leaf and the path to `pool_root` (RFC 6962), and its rank in its stratum."""

    plan: str
    identifier: str
    excluded: str | None = None
    manifest: str | None = None
    pool_root: str | None = None
    stratum: str | None = None
    salt: str | None = None
    position: int | None = None
    size: int | None = None
    path: list[str] | None = None
    seed: str | None = None
    ticket: str | None = None
    rank: int | None = None
    of: int | None = None
    quota: int | None = None
    drawn: bool | None = None


@router.get("", response=DrawsOut, summary="随机抽查 / draws", auth=None)
def all_draws(request: HttpRequest, region: str = "", year: int | None = None, page: int = 1) -> dict[str, object]:
    """The committed draws of an area (division code) and year, a hundred at a time."""
    start = PAGE * (max(1, min(page, 10_000)) - 1)
    wanted = year if year and 0 < year < 10_000 else None
    rows = list(draws.public_draws(region=region[:12], year=wanted)[start : start + PAGE + 1])
    return {
        "draws": [_out(draw) for draw in rows[:PAGE]],
        "next_page": page + 1 if len(rows) > PAGE else None,
    }


@router.get("/numbers", response=list[NumbersOut], summary="各地抽查情况 / numbers", auth=None)
def numbers(request: HttpRequest, region: str = "") -> list[dict[str, object]]:
    """Each area's own numbers by year, newest first, at most 200: share drawn, replaced, reveals late."""
    now: datetime = request.now  # type: ignore[attr-defined]  # set by RequestEdge
    place = region[:12] if region.isascii() and region.isdigit() else ""
    return [asdict(one) for one in draws.numbers(place, now)]


@router.get("/withdrawn", response=list[WithdrawnOut], summary="撤回的方案 / plans given up", auth=None)
def withdrawn(request: HttpRequest, region: str = "", year: int | None = None) -> list[dict[str, object]]:
    """Plans given up before they were committed, newest first, at most a hundred."""
    wanted = year if year and 0 < year < 10_000 else None
    return [
        {"number": one.number, "title": one.title, "region": one.region, "year": one.year}
        for one in draws.withdrawn(region=region[:12], year=wanted)
    ]


@router.get("/{draw_id}", response=WholeOut, summary="一次抽查 / one draw", auth=None)
def one_draw(request: HttpRequest, draw_id: UUID) -> dict[str, object]:
    """One draw with its strata; its manifest and its file stand under the addresses given."""
    draw = _draw(draw_id)
    manifest = manifest_of(draw)
    return _out(draw) | {
        "scope": manifest.scope,
        "area": manifest.area,
        "floor": manifest.floor,
        "excluded": dict(manifest.excluded),
        "strata": [stratum._asdict() for stratum in manifest.strata],
    }


@router.get("/{draw_id}/place", response=PlaceOut, summary="我在名单里吗 / was I in the pool", auth=None)
def place(request: HttpRequest, draw_id: UUID, code: str) -> dict[str, Any]:
    """After the reveal: whether a credit code was in the pool, with its proof, and where it ranked."""
    draw = _draw(draw_id)
    if draw.revealed_at is None:
        raise Refusal(
            "draw.not-revealed",
            "这次抽查还没有揭示。揭示以前，主体登录后可以在抽查的页面查自己。",
            "This draw is not revealed yet. Until then an entity, signed in, can look itself up on the draw's page.",
            status=409,
        )
    found = publication.place(draw, code.strip().upper()[:40])
    if found is None:
        raise Refusal("draw.not-in-scope", "范围里没有这个代码。", "Nobody with this code was in scope.", status=404)
    return found


@router.get("/{draw_id}/drawn", response=DrawnPageOut, summary="抽中名单 / who was drawn", auth=None)
def drawn(request: HttpRequest, draw_id: UUID, page: int = 1) -> dict[str, object]:
    """After the reveal: who was drawn, by stratum and rank, with those replaced and why; a hundred at a time."""
    draw = _draw(draw_id)
    if draw.revealed_at is None:
        raise Refusal(
            "draw.not-revealed",
            "这次抽查还没有揭示，揭示以后公布抽中名单。",
            "This draw is not revealed yet; who was drawn is published with the reveal.",
            status=409,
        )
    start = PAGE * (max(1, min(page, 10_000)) - 1)
    rows = list(draws.drawn_rows(draw)[start : start + PAGE + 1])
    shown = draw.inspectors_shown_at is not None
    return {
        "drawn": [
            {
                "code": one.identifier,
                "stratum": one.stratum,
                "rank": one.rank,
                "ticket": bytes(one.ticket).hex(),
                "state": one.state,
                "reason": one.reason or None,
                "inspectors": list(one.inspectors) if shown else None,
            }
            for one in rows[:PAGE]
        ],
        "next_page": start // PAGE + 2 if len(rows) > PAGE else None,
    }


@router.get("/{draw_id}/papers", response=list[PaperOut], summary="入账经过 / what entered the log", auth=None)
def papers(request: HttpRequest, draw_id: UUID) -> list[dict[str, object]]:
    """Manifest, result, changes, reveal and breach in the order they entered the log; proofs stand under `proof`.

    Before the reveal it is not told whom a change concerns.
    """
    draw = _draw(draw_id)
    told = draw.revealed_at is not None
    first = {"version": 1, "sort": "manifest", "at": draw.committed_at, "subject": None, "reason": None}
    rows: list[dict[str, object]] = [first | {"commitment": bytes(draw.commitment).hex()}]
    rows += [
        {
            "version": one.version,
            "sort": one.sort,
            "at": one.written_at,
            "subject": (one.subject or None) if told else None,
            "reason": (one.reason or None) if told else None,
            "commitment": bytes(one.commitment).hex(),
        }
        for one in draws.papers_of(draw)
    ]
    return [row | {"proof": f"/draws/{draw.pk}/proof/{row['version']}/"} for row in rows]


def _draw(draw_id: UUID) -> Draw:
    draw = draws.one(draw_id)
    if draw is None:
        raise Refusal("draw.none", "没有这次抽查。", "There is no such draw.", status=404)
    return draw


def _out(draw: Draw) -> dict[str, object]:
    plan = draw.plan
    return {
        "draw": draw.pk,
        "number": plan.number,
        "title": plan.title,
        "mode": plan.mode,
        "region": plan.region,
        "year": plan.year,
        "authorities": plan.authorities.splitlines(),
        "approved_by": plan.approved_by,
        "manifest_sha256": bytes(draw.digest).hex(),
        "pool": draw.members,
        "quota": draw.quota,
        "beacon": plan.beacon,
        "lotteries": [":".join(named_lottery(line)) for line in plan.lotteries.splitlines()],
        "void": void_rule(plan.lotteries),
        "voids": [one._asdict() for one in voids_of(draw)],
        "committed_at": draw.committed_at,
        "drawn_at": draw.drawn_at,
        "reveal_by": plan.reveal_by,
        "revealed_at": draw.revealed_at,
        "breached_at": draw.breached_at,
        "manifest": f"/draws/{draw.pk}/manifest/",
        "file": f"/draws/{draw.pk}/file/" if draw.revealed_at else None,
    }
