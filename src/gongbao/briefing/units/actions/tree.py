"""The tree of units: who reports to whom, since when."""

from datetime import datetime

from django.db import transaction

from gongbao.briefing.units.models import Level, Unit
from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare

OPENED = declare("unit.opened", "设立报送单位", "unit opened")
CHANGED = declare("unit.changed", "报送关系变更", "unit changed")
CLOSED = declare("unit.closed", "报送单位停用", "unit closed")
DEEPEST = 8


@transaction.atomic
def open_unit(
    *,
    organisation: Organisation,
    level: Level,
    short: str,
    reports_to: Unit | None,
    by: Actor,
    now: datetime,
    band: str = "",
    desk: bool = False,
    order: int = 100,
) -> Unit:
    """An organisation joins the reporting line below a desk (or as the top desk)."""
    if Unit.objects.filter(pk=organisation.pk).exists():
        raise Refusal(
            "unit.exists", "这个机构已经是报送单位。", "This organisation is a unit already.", field="organisation"
        )
    if not short.strip():
        raise Refusal(
            "unit.short-needed",
            "请写简称，刊物署名用它。",
            "Give the short name that bulletins sign with.",
            field="short",
        )
    _require_desk(reports_to)
    unit = Unit(
        organisation=organisation,
        level=level,
        short=short.strip()[:30],
        band=band.strip()[:30],
        desk=desk,
        reports_to=reports_to,
        order=order,
        since=china_date(now),
    )
    unit.save(force_insert=True)
    record_event(
        name=OPENED,
        by=by,
        now=now,
        subject=("unit", unit.pk),
        detail={"level": level, "reports_to": reports_to.pk if reports_to else None},
    )
    return unit


@transaction.atomic
def change_unit(
    *, unit: Unit, short: str, band: str, reports_to: Unit | None, order: int, by: Actor, now: datetime
) -> Unit:
    """Change how a unit is called, banded, ordered, to which desk it reports. Refusal if that is itself."""
    _require_desk(reports_to)
    above, steps = reports_to, 0
    while above is not None and steps < DEEPEST:
        if above.pk == unit.pk:
            raise Refusal(
                "unit.circle",
                "这样会自己报给自己，请换一个上级。",
                "That would make it report to itself.",
                field="reports_to",
            )
        above, steps = above.reports_to, steps + 1
    unit.short, unit.band, unit.reports_to, unit.order = short.strip()[:30], band.strip()[:30], reports_to, order
    unit.save(update_fields=["short", "band", "reports_to", "order"])
    record_event(
        name=CHANGED,
        by=by,
        now=now,
        subject=("unit", unit.pk),
        detail={"reports_to": reports_to.pk if reports_to else None, "band": unit.band},
    )
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, by: Actor, now: datetime) -> None:
    """The unit reports no more; what it reported stays."""
    if unit.below.filter(until=None).exists():
        raise Refusal(
            "unit.has-units", "还有单位向它报送，请先改它们的上级。", "Units still report to it: move them first."
        )
    unit.until = china_date(now)
    unit.save(update_fields=["until"])
    record_event(name=CLOSED, by=by, now=now, subject=("unit", unit.pk))


def _require_desk(unit: Unit | None) -> None:
    if unit is not None and not unit.desk:
        raise Refusal(
            "unit.no-desk", "上级必须是信息科(受理报送的单位)。", "Units report to a desk.", field="reports_to"
        )
