"""Revealing: secret and results become public; or the time for it passes, and that is published instead."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.clock import CHINA
from gongbao.foundation.draws import names, refusals, sealing
from gongbao.foundation.draws.actions.papers import write
from gongbao.foundation.draws.models import Draw
from gongbao.foundation.draws.replaying import stand
from gongbao.foundation.events import bus
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.tlog.canonical import canonical_json

BATCH = 500


@transaction.atomic
def reveal(*, draw_id: UUID, by: Actor, now: datetime, show_inspectors: bool = False) -> Draw:
    """Publish the secret and the results. The database refuses a secret that is not the one committed."""
    draw = _held(draw_id)
    if draw.drawn_at is None:
        raise refusals.not_in_state("还没有摇号，不能揭示。", "It was not drawn yet: there is nothing to reveal.")
    if draw.revealed_at is not None:
        raise refusals.not_in_state("已经揭示。", "It was revealed already.")
    found = stand(draw)
    draw.secret, draw.revealed_at = sealing.unseal(bytes(draw.sealed_secret)), now
    if show_inspectors:
        draw.inspectors_shown_at = now
    draw.save(update_fields=["secret", "revealed_at", "inspectors_shown_at"])
    body = canonical_json(
        {
            "format": "draw-reveal/v1",
            "plan": draw.plan.number,
            "manifest": bytes(draw.digest).hex(),
            "secret": bytes(draw.secret).hex(),
            "seed": found.seed.hex(),
            "beacon": {"signature": bytes(draw.signature).hex()} if draw.signature else None,
            "lotteries": draw.results.splitlines(),
            "drawn": found.replay.drawn,
            "changes": [list(change) for change in found.changes],
        }
    )
    write(draw=draw, sort="reveal", kind=names.REVEAL, body=body, by=by, now=now)
    _tell(draw, names.REVEALED, by, now)
    return draw


@transaction.atomic
def show_inspectors(*, draw_id: UUID, by: Actor, now: datetime) -> Draw:
    """Publish who inspected, when the visits are over."""
    draw = _held(draw_id)
    if draw.revealed_at is None:
        raise refusals.not_in_state("请先揭示抽查结果。", "Reveal the draw first.")
    if draw.inspectors_shown_at is None:
        draw.inspectors_shown_at = now
        draw.save(update_fields=["inspectors_shown_at"])
        _tell(draw, names.REVEALED, by, now, on_bus=False)
    return draw


@transaction.atomic
def publish_breaches(*, by: Actor, now: datetime) -> list[Draw]:
    """Every draw whose reveal is overdue is published as broken, once; a later reveal does not take it back."""
    overdue = Draw.objects.filter(revealed_at=None, breached_at=None, plan__reveal_by__lt=now)
    rows = list(overdue.select_for_update(of=("self",), skip_locked=True).select_related("plan")[:BATCH])
    for draw in rows:
        draw.breached_at = now
        draw.save(update_fields=["breached_at"])
        body = canonical_json(
            {
                "format": "draw-breach/v1",
                "plan": draw.plan.number,
                "manifest": bytes(draw.digest).hex(),
                "reveal_by": draw.plan.reveal_by.astimezone(CHINA).isoformat(),
                "drawn": draw.drawn_at is not None,
            }
        )
        write(draw=draw, sort="breach", kind=names.PAPER, body=body, by=by, now=now)
        _tell(draw, names.BREACHED, by, now)
    return rows


def _held(draw_id: UUID) -> Draw:
    return Draw.objects.select_for_update(of=("self",)).select_related("plan").get(plan_id=draw_id)


def _tell(draw: Draw, name: str, by: Actor, now: datetime, *, on_bus: bool = True) -> None:
    record_event(name=name, by=by, now=now, subject=(names.SUBJECT, draw.pk), detail={"number": draw.plan.number})
    if on_bus:
        bus.tell(name, {"draw": draw.pk, "by": by, "now": now})
