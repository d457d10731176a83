"""Who is behind the year explains it: found every day, once for a month and indicator, a duty with its time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongbao.briefing.items.rules import clean_text, refuse_classified
from gongbao.briefing.targets import refusals
from gongbao.briefing.targets.models import Direction, Lag, LagRule, LagState, Value
from gongbao.briefing.targets.rules import Standing
from gongbao.briefing.targets.selectors import rule_for, standing_of
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.models import DutyState, PartyKind
from gongbao.foundation.duties.owed import Owed, Terms, first_late_instant
from gongbao.foundation.duties.selectors import one as owed_duty
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send

RAISED = declare("targets.lag-raised", "进度落后，请说明", "behind: asked to explain")
EXPLAINED = declare("targets.lag-explained", "说明落后原因", "being behind explained")
SETTLED = declare("targets.lag-settled", "更正后不再落后", "no longer behind after a correction")
DUTY = "target-lag"
SUBJECT = "target-lag"
MOST = 5_000


def flag_lags(*, by: Actor, now: datetime) -> int:
    """Ask every unit that is behind, in the newest month with figures and the one before; returns how many are new."""
    today = china_date(now)
    this = today.year * 100 + today.month
    months = [this, this - 1 if today.month > 1 else this - 89]
    raised = 0
    for desk in Unit.objects.filter(desk=True, until=None).order_by("pk"):
        for month in months:
            rule = rule_for(desk, month)
            if rule is not None:
                raised += _flag(desk, month, rule, by=by, now=now)
    return raised


def _flag(desk: Unit, month: int, rule: LagRule, *, by: Actor, now: datetime) -> int:
    known = set(Lag.objects.filter(indicator__desk=desk, month=month).values_list("indicator_id", "unit_id"))
    rows = Value.objects.filter(
        indicator__desk=desk,
        indicator__cumulative=True,
        indicator__active=True,
        month=month,
        current=True,
        target__isnull=False,
        unit__until=None,
    ).exclude(indicator__direction=Direction.PLAIN)
    raised = 0
    for value in rows.select_related("indicator", "unit__organisation").order_by("id")[:MOST]:
        if (value.indicator_id, value.unit_id) in known:
            continue
        found = standing_of(value, rule)
        if found is not None and found.lagging:
            raised += _raise(value, found, rule, by=by, now=now)
    return raised


@transaction.atomic
def _raise(value: Value, found: Standing, rule: LagRule, *, by: Actor, now: datetime) -> int:
    tolerance = value.indicator.tolerance if value.indicator.tolerance is not None else rule.tolerance
    due_on = china_date(now) + timedelta(days=rule.days)
    lag, made = Lag.objects.get_or_create(
        indicator=value.indicator,
        unit=value.unit,
        month=value.month,
        defaults={
            "share": found.share,
            "year_share": found.year_share,
            "tolerance": tolerance,
            "raised_at": now,
            "due_on": due_on,
        },
    )
    if not made:
        return 0
    terms = Terms(
        kind=DUTY,
        rule=f"targets.lag/{rule.from_month}",
        citation="",
        unit="CD",
        amount=rule.days,
        due_on=due_on,
        due_at=first_late_instant(due_on),
    )
    owed = Owed(
        party_id=value.unit_id,
        region=value.unit.organisation.region,
        terms=terms,
        party_kind=PartyKind.UNIT,
        subject=(SUBJECT, str(lag.pk)),
        hand=value.unit.short,
    )
    duties.open_duty(owed=owed, by=by, now=now)
    record_event(name=RAISED, by=by, now=now, subject=("lag", lag.pk), detail={"month": value.month})
    share, gone = found.share * 100, found.year_share * 100
    words = Words(
        kind="targets.lag",
        title_zh=f"请说明：{value.month % 100}月{value.indicator.name}进度落后",
        title_en=f"To explain: {value.indicator.name} is behind ({value.month})",
        body_zh=f"完成全年目标的{share:.1f}%，时间已过{gone:.1f}%。请写明原因和措施。",
        body_en=f"{share:.1f}% of the target with {gone:.1f}% of the year gone. Give the cause and the measures.",
        link=f"/report/targets/lags/{lag.pk}/",
    )
    send(party_kind="organisation", party_id=value.unit_id, words=words, now=now)
    return 1


@transaction.atomic
def explain(*, lag_id: UUID, cause: str, measures: str, by: Actor, now: datetime) -> Lag:
    """The unit says why, and what it does about it: its duty is done. Written once; a later month is another matter."""
    held = Lag.objects.select_for_update(of=("self",)).select_related("indicator", "unit").get(pk=lag_id)
    if held.state != LagState.OPEN:
        raise refusals.not_now()
    held.cause, held.measures = clean_text(cause, most=2_000), clean_text(measures, most=2_000)
    refuse_classified(held.cause, held.measures)
    if not held.cause or not held.measures:
        raise refusals.words_needed("measures" if held.cause else "cause")
    held.state, held.explained_at, held.explained_by = LagState.EXPLAINED, now, by.label[:80]
    held.save()
    duties.discharge(
        party_id=held.unit_id, kind=DUTY, subject=(SUBJECT, str(held.pk)), with_=f"lag {held.pk}", by=by, now=now
    )
    record_event(name=EXPLAINED, by=by, now=now, subject=("lag", held.pk))
    words = Words(
        kind="targets.explained",
        title_zh=f"{held.unit.short}说明{held.indicator.name}进度",
        title_en=f"{held.unit.short} explains {held.indicator.name}",
        body_zh=held.cause[:400],
        body_en=held.cause[:400],
        link="/targets/lags/",
    )
    send(party_kind="organisation", party_id=held.indicator.desk_id, words=words, now=now)
    return held


def settle(values: Sequence[Value], *, by: Actor, now: datetime) -> None:
    """After corrections: whoever is no longer behind need not explain."""
    for value in values:
        lag = (
            Lag.objects.select_for_update(of=("self",))
            .filter(indicator=value.indicator, unit=value.unit, month=value.month, state=LagState.OPEN)
            .first()
        )
        if lag is None:
            continue
        found = standing_of(value, rule_for(value.indicator.desk, value.month))
        if found is not None and found.lagging:
            continue
        lag.state = LagState.SETTLED
        lag.save(update_fields=["state"])
        duty = owed_duty(value.unit_id, kind=DUTY, subject=(SUBJECT, str(lag.pk)))
        if duty is not None and duty.state == DutyState.OPEN:
            duties.waive(duty=duty, reason="数据更正后不再落后", by=by, now=now)
        record_event(name=SETTLED, by=by, now=now, subject=("lag", lag.pk))
