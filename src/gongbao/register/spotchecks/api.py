"""Draws for programs: the committed draws, one with its manifest, and a firm's place in the pool."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from gongbao.foundation.draws import publication
from gongbao.foundation.draws import selectors as draws
from gongbao.foundation.draws.models import Draw
from gongbao.foundation.draws.replaying import manifest_of
from gongbao.foundation.events.refusals import Refusal

router = Router(tags=["draws"])
PAGE = 100


class StratumOut(Schema):
    """A stratum of the committed manifest."""

    code: str
    definition: str
    size: int
    quota: int


class DrawOut(Schema):
    """A committed draw. `file` holds everything to verify it, once it is revealed; times are instants."""

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
        "lotteries": plan.lotteries.splitlines(),
        "committed_at": draw.committed_at,
        "drawn_at": draw.drawn_at,
        "reveal_by": plan.reveal_by,
        "revealed_at": draw.revealed_at,
        "breached_at": draw.breached_at,
        "manifest": f"/draws/{draw.pk}/manifest/",
        "file": f"/draws/{draw.pk}/file/" if draw.revealed_at else None,
    }
