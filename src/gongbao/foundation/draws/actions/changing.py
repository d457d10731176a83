"""After the draw: the next rank takes a place, an inspector is exchanged, more are drawn. Nothing else changes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.draws import names, refusals
from gongbao.foundation.draws.actions.drawing import enter
from gongbao.foundation.draws.actions.papers import write
from gongbao.foundation.draws.models import Draw, Drawn, DrawnState
from gongbao.foundation.draws.replaying import Standing, stand
from gongbao.foundation.events import bus
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.replay import Change
from gongbao.kernel.tlog.canonical import canonical_json


@transaction.atomic
def replace(*, draw: UUID, party_id: int, reason: str, by: Actor, now: datetime, words: str = "") -> Drawn:
    """The next rank of the stratum takes a drawn party's place, for a reason of the closed list; returns who came."""
    held = _held(draw)
    out = _drawn(held, party_id)
    change = Change("replace", out.identifier, reason)
    found = stand(held, more=[change])
    came = _change(found, change)
    Drawn.objects.filter(draw=held, party_id=party_id).update(state=DrawnState.REPLACED, reason=reason)
    (row,) = enter(held, found, [came], now=now)
    _log(held, change, came, names.REPLACED, by, now, words)
    facts = {"draw": draw, "out": party_id, "in": row.party_id, "reason": reason, "by": by, "now": now}
    bus.tell(names.REPLACED, facts)
    return row


@transaction.atomic
def recuse(*, draw: UUID, party_id: int, inspector: str, reason: str, by: Actor, now: datetime, words: str = "") -> str:
    """The next inspector in rank takes the place of one who may not go; returns whose code."""
    held = _held(draw)
    row = _drawn(held, party_id)
    change = Change("recuse", row.identifier, reason, inspector)
    found = stand(held)
    came = _change(found, change)
    Drawn.objects.filter(draw=held, party_id=party_id).update(inspectors=list(found.replay.assigned[row.identifier]))
    _log(held, change, came, names.RECUSED, by, now, words)
    facts = {"draw": draw, "entity_id": party_id, "out": inspector, "in": came, "reason": reason, "by": by, "now": now}
    bus.tell(names.RECUSED, facts)
    return came


@transaction.atomic
def supplement(
    *, draw: UUID, stratum: str, count: int, reason: str, by: Actor, now: datetime, words: str = ""
) -> list[Drawn]:
    """More of a stratum are drawn: its next ranks, for a reason of the closed list."""
    held = _held(draw)
    change = Change("supplement", stratum, reason, str(count))
    found = stand(held, more=[change] if 0 < count <= held.members else [])
    before = set(found.replay.drawn.get(stratum, ()))
    came = _change(found, change)
    rows = enter(held, found, [firm for firm in found.replay.drawn[stratum] if firm not in before], now=now)
    _log(held, change, came, names.SUPPLEMENTED, by, now, words)
    bus.tell(names.SUPPLEMENTED, {"draw": draw, "in": [row.party_id for row in rows], "by": by, "now": now})
    return rows


def _held(draw: UUID) -> Draw:
    held = Draw.objects.select_for_update(of=("self",)).select_related("plan").get(plan_id=draw)
    if held.drawn_at is None:
        raise refusals.not_in_state("还没有摇号。", "It was not drawn yet.")
    return held


def _drawn(draw: Draw, party_id: int) -> Drawn:
    row = Drawn.objects.filter(draw=draw, party_id=party_id, state=DrawnState.DRAWN).first()
    if row is None:
        raise refusals.of(
            DrawFault("not-drawn", "该户不在抽中名单内，或已被替换。", "It was not drawn, or was replaced before.")
        )
    return row


def _change(found: Standing, change: Change) -> str:
    try:
        return found.replay.change(change)
    except DrawFault as fault:
        raise refusals.of(fault) from fault


def _log(draw: Draw, change: Change, came: str, name: str, by: Actor, now: datetime, words: str) -> None:
    body = canonical_json(
        {
            "format": "draw-change/v1",
            "plan": draw.plan.number,
            "manifest": bytes(draw.digest).hex(),
            "change": list(change),
            "came": came,
        }
    )
    write(
        draw=draw, sort=change.kind, kind=names.PAPER, body=body, by=by, now=now, change=change, came=came, words=words
    )
    record_event(
        name=name,
        by=by,
        now=now,
        subject=(names.SUBJECT, draw.pk),
        detail={"number": draw.plan.number, "reason": change.reason},
    )
