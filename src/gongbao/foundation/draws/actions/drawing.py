"""Drawing: the public entropy is entered and checked, the office learns who is drawn and who visits them.

The result is committed to the log at once and published with the reveal: until then nobody outside can be tipped off,
and nobody inside can change it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongbao.foundation.draws import names, refusals
from gongbao.foundation.draws.actions.papers import write
from gongbao.foundation.draws.models import Draw, Drawn
from gongbao.foundation.draws.replaying import Standing, manifest_of, randomness, stand
from gongbao.foundation.events import bus
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.draw.entropy import Lottery, Void, lottery_line, round_time
from gongbao.kernel.draw.faults import DrawFault
from gongbao.kernel.draw.manifest import Manifest
from gongbao.kernel.tlog.canonical import canonical_json


@transaction.atomic
def carry_out(
    *,
    draw_id: UUID,
    by: Actor,
    now: datetime,
    signature: bytes | None = None,
    lotteries: Sequence[Lottery] = (),
    voids: Sequence[Void] = (),
) -> Draw:
    """Draw with the public entropy the plan names. Refusal for any other value, and nothing is written.

    `voids` are named issues that were never drawn; the manifest must say that the next issue takes their place.
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("plan").get(plan_id=draw_id)
    if draw.drawn_at is not None:
        raise refusals.not_in_state("已经摇过号：一份方案只摇一次。", "It was drawn already: a plan draws once.")
    manifest = manifest_of(draw)
    try:
        _not_before(manifest, now)
        beacon = randomness(manifest, signature, lotteries, voids)
        draw.results = "\n".join(lottery_line(result).decode().rstrip("\n") for result in lotteries)
    except DrawFault as fault:
        raise refusals.of(fault, "signature" if fault.code == "entropy-signature" else None) from fault
    draw.signature, draw.drawn_at, draw.voids = signature, now, [list(one) for one in voids]
    found = stand(draw, beacon=beacon)
    draw.save(update_fields=["signature", "results", "voids", "drawn_at"])
    enter(draw, found, [firm for firms in found.replay.drawn.values() for firm in firms], now=now)
    write(draw=draw, sort="result", kind=names.PAPER, body=result_body(draw, found), by=by, now=now)
    record_event(
        name=names.DRAWN,
        by=by,
        now=now,
        subject=(names.SUBJECT, draw.pk),
        detail={"number": draw.plan.number, "drawn": len(found.replay.assigned)},
    )
    bus.tell(names.DRAWN, {"draw": draw.pk, "by": by, "now": now})
    return draw


def enter(draw: Draw, found: Standing, firms: Sequence[str], *, now: datetime) -> list[Drawn]:
    """Keep these drawn parties with their ranks and inspectors."""
    order = Drawn.objects.filter(draw=draw).count()
    rows = [
        Drawn(
            party_id=found.ranked[firm].party_id,
            draw=draw,
            identifier=firm,
            stratum=found.ranked[firm].stratum,
            rank=found.ranked[firm].rank,
            ticket=found.ranked[firm].ticket,
            order=order + place,
            inspectors=list(found.replay.assigned[firm]),
            at=now,
        )
        for place, firm in enumerate(firms, 1)
    ]
    return Drawn.objects.bulk_create(rows, batch_size=2_000)


def result_body(draw: Draw, found: Standing) -> bytes:
    """What is committed at once and published with the reveal."""
    said: dict[str, Any] = {
        "format": "draw-result/v1",
        "plan": found.manifest.plan,
        "manifest": bytes(draw.digest).hex(),
        "seed": found.seed.hex(),
        "drawn": found.replay.drawn,
        "assigned": {firm: list(chosen) for firm, chosen in found.replay.assigned.items()},
    }
    if draw.voids:
        said["voids"] = [list(one) for one in draw.voids]
    return canonical_json(said)


def _not_before(manifest: Manifest, now: datetime) -> None:
    if now <= manifest.committed_by:
        raise DrawFault(
            "entropy-early",
            "入账期限未到，还不能摇号：公共随机数须在入账期限之后产生。",
            "The commitment is not due yet: the public entropy comes after it.",
        )
    if manifest.beacon is not None and now.timestamp() < round_time(manifest.beacon):
        raise DrawFault(
            "entropy-early",
            f"drand 第 {manifest.beacon} 轮还没有产生。",
            f"Round {manifest.beacon} of drand does not exist yet.",
        )
