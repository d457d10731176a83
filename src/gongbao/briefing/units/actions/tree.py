"""The tree of units: who reports to whom, since when."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from gongbao.briefing.units.models import Level, Standing, Unit
from gongbao.foundation.accounts.actions import create_organisation, rename_organisation
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
    since: date | None = None,
) -> Unit:
    """An organisation joins the reporting line below a desk (or as the top desk)."""
    if Unit.objects.filter(pk=organisation.pk).exists():
        raise Refusal(
            "unit.exists", "这个机构已经是报送单位。", "This organisation is a unit already.", field="organisation"
        )
    if not short.strip():
        raise _short_needed()
    _require_desk(reports_to)
    day = since or china_date(now)
    if day > china_date(now):
        raise _not_yet()
    unit = Unit(
        organisation=organisation,
        level=level,
        short=short.strip()[:30],
        band=band.strip()[:30],
        desk=desk,
        reports_to=reports_to,
        order=order,
        since=day,
    )
    unit.save(force_insert=True)
    _stand(unit, day, by=by, now=now)
    record_event(
        name=OPENED,
        by=by,
        now=now,
        subject=("unit", unit.pk),
        detail={"level": level, "reports_to": reports_to.pk if reports_to else None},
    )
    return unit


@transaction.atomic
def found_unit(
    *, name: str, region: str, level: Level, short: str, reports_to: Unit, by: Actor, now: datetime, **more: Any
) -> Unit:
    """A body that was not known yet joins the line: the organisation and the unit in one step."""
    if not name.strip():
        raise Refusal("unit.name-needed", "请写全称。", "Give the full name.", field="name")
    body = create_organisation(kind="unit", name=name.strip()[:200], region=region, by=by, now=now)
    return open_unit(organisation=body, level=level, short=short, reports_to=reports_to, by=by, now=now, **more)


@transaction.atomic
def change_unit(
    *,
    unit: Unit,
    short: str,
    band: str,
    reports_to: Unit | None,
    order: int,
    by: Actor,
    now: datetime,
    name: str = "",
    level: str = "",
    valid_from: date | None = None,
) -> Unit:
    """Change how a unit is called, banded, ordered, to which desk it reports, from a day on (today, or one gone by).

    Refusal if it would report to itself, for a day to come, or one before its present standing began.
    """
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=unit.pk)
    if not short.strip():
        raise _short_needed()
    _require_desk(reports_to)
    _refuse_circle(unit, reports_to)
    if name.strip() and name.strip() != unit.organisation.name:
        rename_organisation(organisation=unit.organisation, name=name.strip()[:200], by=by, now=now)
    unit.short, unit.band, unit.reports_to, unit.order = short.strip()[:30], band.strip()[:30], reports_to, order
    unit.level = level if level in Level.values else unit.level
    unit.save(update_fields=["short", "band", "reports_to", "order", "level"])
    _stand(unit, valid_from or china_date(now), by=by, now=now)
    record_event(
        name=CHANGED,
        by=by,
        now=now,
        subject=("unit", unit.pk),
        detail={"reports_to": reports_to.pk if reports_to else None, "band": unit.band, "short": unit.short},
    )
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, by: Actor, now: datetime) -> None:
    """The unit reports no more; what it reported stays. Closing twice changes nothing."""
    if unit.below.filter(until=None).exists():
        raise Refusal(
            "unit.has-units", "还有单位向它报送，请先改它们的上级。", "Units still report to it: move them first."
        )
    day = max(china_date(now), unit.since)
    if not Unit.objects.filter(pk=unit.pk, until=None).update(until=day):
        return
    unit.until = day
    Standing.objects.filter(unit=unit, until=None, since__lt=day).update(until=day)
    record_event(name=CLOSED, by=by, now=now, subject=("unit", unit.pk))


def _stand(unit: Unit, day: date, *, by: Actor, now: datetime) -> None:
    """Write the unit's present standing down, from `day` on; on the same day the same row is put right."""
    if day > china_date(now):
        raise _not_yet()
    last = Standing.objects.filter(unit=unit, until=None).first()
    if last is not None and day < last.since:
        raise Refusal(
            "unit.before-the-last",
            f"现在的情况从{last.since}起，新的变更不能早于这一天。",
            f"The present standing began on {last.since}; a change cannot begin before it.",
            field="valid_from",
        )
    told = {
        "name": unit.organisation.name,
        "short": unit.short,
        "level": unit.level,
        "band": unit.band,
        "reports_to": unit.reports_to,
        "recorded_at": now,
        "recorded_by": by.label[:80],
    }
    if last is not None and day == last.since:
        Standing.objects.filter(pk=last.pk).update(**told)
        return
    if last is not None:
        Standing.objects.filter(pk=last.pk).update(until=day)
    Standing(unit=unit, since=day, **told).save(force_insert=True)


def _refuse_circle(unit: Unit, above: Unit | None) -> None:
    for _step in range(DEEPEST):
        if above is None:
            return
        if above.pk == unit.pk:
            break
        above = above.reports_to
    raise Refusal(
        "unit.circle",
        "这样会自己报给自己，或者层级太多，请换一个上级。",
        "That would make it report to itself, or too deep: choose another desk.",
        field="reports_to",
    )


def _not_yet() -> Refusal:
    return Refusal(
        "unit.day-to-come",
        "生效日期不能晚于今天。到那一天再改。",
        "It cannot hold from a day to come: change it when the day is there.",
        field="valid_from",
    )


def _short_needed() -> Refusal:
    return Refusal(
        "unit.short-needed", "请写简称，刊物署名用它。", "Give the short name that bulletins sign with.", field="short"
    )


def _require_desk(unit: Unit | None) -> None:
    if unit is not None and (not unit.desk or unit.until is not None):
        raise Refusal(
            "unit.no-desk", "上级必须是在用的信息科(受理报送的单位)。", "Units report to a desk.", field="reports_to"
        )
