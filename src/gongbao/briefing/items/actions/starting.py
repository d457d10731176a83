"""What a reporting line begins with, and the decisions items are about."""

import tomllib
from datetime import date, datetime
from importlib.resources import files

from django.db import transaction

from gongbao.briefing.items.models import ItemType, Reason, Undertaking
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

STARTED = declare("items.started", "载入报送基础数据", "starting data of the reporting line loaded")
UNDERTAKING = declare("undertaking.opened", "登记一项决策", "decision registered")
ENDED = declare("undertaking.closed", "决策办结", "decision closed")


@transaction.atomic
def load_starting_data(*, by: Actor, now: datetime) -> int:
    """Load the packaged kinds and reasons that are missing; returns how many were new. What an office changed stays."""
    packaged = tomllib.loads((files("gongbao.briefing.items") / "data/starting.toml").read_text(encoding="utf-8"))
    types = set(ItemType.objects.values_list("code", flat=True))
    new_types = [
        ItemType(code=code, order=place * 10, **given)
        for place, (code, given) in enumerate(packaged["types"].items(), 1)
        if code not in types
    ]
    known = set(Reason.objects.values_list("action", "code"))
    new_reasons = [
        Reason(action=action, code=code, **given)
        for action, reasons in packaged["reasons"].items()
        for code, given in reasons.items()
        if (action, code) not in known
    ]
    ItemType.objects.bulk_create(new_types, ignore_conflicts=True)
    Reason.objects.bulk_create(new_reasons, ignore_conflicts=True)
    new = len(new_types) + len(new_reasons)
    if new:
        record_event(name=STARTED, by=by, now=now, subject=("items", "starting"), detail={"new": new})
    return new


@transaction.atomic
def open_undertaking(*, desk: Unit, title: str, decided_on: date | None, by: Actor, now: datetime) -> Undertaking:
    """Register a decision, so that items can be called up around it. The same title again is the one there."""
    wanted = title.strip()[:120]
    if not wanted:
        raise Refusal("undertaking.title-needed", "请写明是哪项决策。", "Name the decision.", field="undertaking")
    found, made = Undertaking.objects.get_or_create(
        desk=desk, title=wanted, defaults={"decided_on": decided_on, "created_at": now}
    )
    if made:
        record_event(name=UNDERTAKING, by=by, now=now, subject=("undertaking", found.pk))
    return found


@transaction.atomic
def close_undertaking(*, undertaking: Undertaking, closed_on: date | None, by: Actor, now: datetime) -> Undertaking:
    """The decision is carried out. Items about it stay with it, and more may still come."""
    day = closed_on or china_date(now)
    if undertaking.decided_on is not None and day < undertaking.decided_on:
        raise Refusal(
            "undertaking.before",
            "收尾的日期早于决策的日期。",
            "It cannot close before it was decided.",
            field="closed_on",
        )
    if day > china_date(now):
        raise Refusal("undertaking.to-come", "收尾日期还没有到。", "That day is still to come.", field="closed_on")
    undertaking.closed_on = day
    undertaking.save(update_fields=["closed_on"])
    record_event(name=ENDED, by=by, now=now, subject=("undertaking", undertaking.pk))
    return undertaking
