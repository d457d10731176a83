"""One paper of a draw: sealed, entered into the log as the draw's next version, and kept."""

from datetime import datetime

from django.db.models import Max

from gongbao.foundation.draws.models import Draw, Paper
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.ledger.actions import enqueue
from gongbao.kernel.draw.replay import Change


def write(
    *,
    draw: Draw,
    sort: str,
    kind: str,
    body: bytes,
    by: Actor,
    now: datetime,
    change: Change | None = None,
    came: str = "",
    words: str = "",
) -> Paper:
    """In the caller's transaction, with the draw's row held."""
    newest = Paper.objects.filter(draw=draw).aggregate(last=Max("version"))["last"] or 1
    before = Paper.objects.filter(draw=draw, version=newest).first()
    sealed = enqueue(
        record=draw.pk,
        version=newest + 1,
        kind=kind,
        body=body,
        now=now,
        previous=bytes(before.commitment if before else draw.commitment),
    )
    paper = Paper(
        draw=draw,
        version=newest + 1,
        sort=sort,
        subject=change.subject if change else "",
        reason=change.reason if change else "",
        what=change.what if change else "",
        came=came[:80],
        words=words,
        body=body,
        salt=sealed.salt,
        commitment=sealed.commitment,
        written_at=now,
        written_by=by.label[:80],
    )
    paper.save(force_insert=True)
    return paper
