"""Outages stop every clock, and say so: found from missed heartbeats, or entered by whoever runs the duty desk."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents import refusals
from gongbao.briefing.incidents.actions.clocks import recount
from gongbao.briefing.incidents.models import Beat, Outage
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor, ActorKind
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

RECORDED = declare("outage.recorded", "登记系统中断", "outage recorded")
ENDED = declare("outage.ended", "系统恢复", "outage over")
STRUCK = declare("outage.struck", "撤销系统中断记录", "outage struck")
SUBJECT = "outage"
SILENT = timedelta(minutes=5)
WORKER = "worker"


@transaction.atomic
def record_outage(
    *, since: datetime, until: datetime | None, words: str, by: Actor, now: datetime, automatic: bool = False
) -> Outage:
    """Write an outage down; clocks that ran in it are counted anew when it has an end."""
    if not words.strip():
        raise refusals.needed("words", "发生了什么", "what happened")
    if since > now or (until is not None and until > now):
        raise refusals.in_the_future("since")
    if until is not None and until <= since:
        raise Refusal("outage.backwards", "恢复时间要晚于中断时间。", "It must end after it began.", field="until")
    made = Outage(
        since=since,
        until=until,
        automatic=automatic,
        words=words.strip()[:300],
        entered_at=now,
        entered_by=by.label[:80],
    )
    made.save(force_insert=True)
    moved = recount(since=since, by=by, now=now) if until is not None else 0
    record_event(name=RECORDED, by=by, now=now, subject=(SUBJECT, made.pk), detail={"clocks": moved})
    return made


@transaction.atomic
def end_outage(*, outage_id: UUID, until: datetime, by: Actor, now: datetime) -> Outage:
    """The system works again: clocks go on from here."""
    outage = Outage.objects.select_for_update().get(pk=outage_id)
    if outage.until is not None or outage.struck_at is not None:
        raise refusals.not_now()
    if until > now or until <= outage.since:
        raise refusals.in_the_future("until")
    outage.until = until
    outage.save(update_fields=["until"])
    moved = recount(since=outage.since, by=by, now=now)
    record_event(name=ENDED, by=by, now=now, subject=(SUBJECT, outage.pk), detail={"clocks": moved})
    return outage


@transaction.atomic
def strike_outage(*, outage_id: UUID, why: str, by: Actor, now: datetime) -> Outage:
    """It was entered in error: clocks ran after all. The row stays with the reason."""
    outage = Outage.objects.select_for_update().get(pk=outage_id)
    if outage.struck_at is not None:
        raise refusals.not_now()
    if not why.strip():
        raise refusals.reason_needed("why")
    outage.struck_at, outage.struck_by, outage.struck_why = now, by.label[:80], why.strip()[:300]
    outage.save(update_fields=["struck_at", "struck_by", "struck_why"])
    moved = recount(since=outage.since, by=by, now=now)
    record_event(name=STRUCK, by=by, now=now, subject=(SUBJECT, outage.pk), detail={"clocks": moved})
    return outage


@transaction.atomic
def beat(*, by: Actor, now: datetime) -> Outage | None:
    """A sign of life. After a silence of five minutes and more in which nobody got in, the silence is an outage."""
    last = Beat.objects.select_for_update().filter(pk=WORKER).first()
    if last is None:
        Beat.objects.create(name=WORKER, at=now)
        return None
    before, last.at = last.at, max(now, last.at)
    last.save(update_fields=["at"])
    if now - before < SILENT or _somebody_got_in(before, now):
        return None
    words = "后台与页面均无活动，系统自动记为中断"
    return record_outage(since=before, until=now, words=words, by=by, now=now, automatic=True)


def _somebody_got_in(since: datetime, until: datetime) -> bool:
    """Whether any person's act reached the database meanwhile: then pages worked and only the worker was away."""
    people = [ActorKind.USER.value, ActorKind.TOKEN.value, ActorKind.PUBLIC.value]
    return Event.objects.filter(at__gt=since, at__lt=until, actor_kind__in=people).exists()
