"""Figures come in: a file is checked, then its right lines are written in one piece; a correction is a new version."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from gongbao.briefing.targets import refusals
from gongbao.briefing.targets.actions.lagging import settle
from gongbao.briefing.targets.checking import FIRM_FIELDS, VALUE_FIELDS, Line, check_firms, check_values
from gongbao.briefing.targets.models import Batch, BatchKind, BatchState, FirmFigure, Indicator, Value
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files import sniffing, store
from gongbao.foundation.files.actions import Limits, clean_name, store_file

HANDED = declare("targets.handed-in", "上传指标数据", "figures handed in")
APPLIED = declare("targets.imported", "导入指标数据", "figures imported")
DROPPED = declare("targets.dropped", "放弃导入", "import dropped")
CORRECTED = declare("targets.corrected", "更正指标数据", "figure corrected")
TAKEN = Limits(kinds=frozenset({sniffing.XLSX, sniffing.CSV, sniffing.TEXT}), size=5 * 1024 * 1024)


def latest_of(now: datetime) -> int:
    """The present month: no figure lies after it."""
    today = china_date(now)
    return today.year * 100 + today.month


def lines_of(batch: Batch, now: datetime) -> list[Line]:
    """The lines of a handed-in file as they stand against what is known now."""
    with store.open_kept(batch.file_id) as kept:
        data = kept.read()
    check = check_firms if batch.kind == BatchKind.FIRMS else check_values
    return check(data, batch.name, desk=batch.desk, month=batch.month, latest=latest_of(now))


@transaction.atomic
def hand_in(*, desk: Unit, kind: str, month: int, stream: BinaryIO, name: str, by: Actor, now: datetime) -> Batch:
    """Keep a file and check it. Nothing of it counts yet."""
    if not 1 <= month % 100 <= 12 or not 200_001 <= month <= 299_912:
        raise refusals.month_wrong()
    stored = store_file(stream=stream, now=now, limits=TAKEN)
    made = Batch(
        desk=desk,
        kind=kind if kind in BatchKind.values else BatchKind.VALUES,
        month=month,
        file=stored,
        name=clean_name(name),
        handed_at=now,
        handed_by=by.label[:80],
    )
    _count(made, lines_of(made, now))
    made.save(force_insert=True)
    record_event(name=HANDED, by=by, now=now, subject=("target-batch", made.pk), detail={"wrong": made.wrong})
    return made


def _count(batch: Batch, lines: Sequence[Line]) -> None:
    states = [line.state for line in lines]
    batch.new, batch.changed, batch.wrong = (states.count(one) for one in ("new", "changed", "wrong"))


@transaction.atomic
def apply_batch(*, batch_id: UUID, why: str, by: Actor, now: datetime) -> Batch:
    """Write every right line; wrong ones are left out. Figures that change need a why, and become new versions."""
    held = Batch.objects.select_for_update(of=("self",)).select_related("desk").get(pk=batch_id)
    if held.state != BatchState.CHECKED:
        raise refusals.not_now()
    Unit.objects.select_for_update(of=("self",)).get(pk=held.desk_id)  # one import of a desk after the other
    lines = lines_of(held, now)
    fresh = [line for line in lines if line.state in {"new", "changed"}]
    if not fresh:
        raise refusals.nothing_right()
    if not why.strip() and any(line.state == "changed" for line in fresh):
        raise refusals.why_needed()
    _write(fresh, held, why.strip()[:300], by=by, now=now)
    _count(held, lines)
    held.state, held.ended_at, held.ended_by = BatchState.APPLIED, now, by.label[:80]
    held.save()
    record_event(
        name=APPLIED,
        by=by,
        now=now,
        subject=("target-batch", held.pk),
        detail={"new": held.new, "changed": held.changed, "wrong": held.wrong},
    )
    return held


def _write(lines: Sequence[Line], batch: Batch, why: str, *, by: Actor, now: datetime) -> None:
    old = [line.before.pk for line in lines if line.before is not None]
    if batch.kind == BatchKind.FIRMS:
        FirmFigure.objects.filter(pk__in=old).update(current=False)
        FirmFigure.objects.bulk_create([_firm(line, batch, why, by=by, now=now) for line in lines])
        return
    Value.objects.filter(pk__in=old).update(current=False)
    made = [_value(line, batch, why, by=by, now=now) for line in lines]
    Value.objects.bulk_create(made)
    settle([one for one in made if one.version > 1], by=by, now=now)


def _firm(line: Line, batch: Batch, why: str, *, by: Actor, now: datetime) -> FirmFigure:
    version = line.before.version + 1 if line.before else 1
    return FirmFigure(
        unit=line.unit,
        firm=line.firm,
        month=line.month,
        version=version,
        batch=batch,
        why=why if version > 1 else "",
        made_at=now,
        made_by=by.label[:80],
        **{name: line.numbers[name] for name in FIRM_FIELDS},
    )


def _value(line: Line, batch: Batch, why: str, *, by: Actor, now: datetime) -> Value:
    version = line.before.version + 1 if line.before else 1
    return Value(
        indicator=line.indicator,
        unit=line.unit,
        month=line.month,
        version=version,
        batch=batch,
        why=why if version > 1 else "",
        made_at=now,
        made_by=by.label[:80],
        **{name: line.numbers[name] for name in VALUE_FIELDS},
    )


@transaction.atomic
def drop_batch(*, batch_id: UUID, by: Actor, now: datetime) -> Batch:
    """Import nothing of it."""
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if held.state != BatchState.CHECKED:
        raise refusals.not_now()
    held.state, held.ended_at, held.ended_by = BatchState.DROPPED, now, by.label[:80]
    held.save(update_fields=["state", "ended_at", "ended_by"])
    record_event(name=DROPPED, by=by, now=now, subject=("target-batch", held.pk))
    return held


@transaction.atomic
def correct(
    *,
    indicator: Indicator,
    unit: Unit,
    month: int,
    numbers: dict[str, Decimal | None],
    why: str,
    version: int,
    by: Actor,
    now: datetime,
) -> Value:
    """One figure corrected on a screen: the next version, with why. Refusal if it changed since `version` was seen."""
    held = Value.objects.select_for_update(of=("self",)).get(indicator=indicator, unit=unit, month=month, current=True)
    if held.version != version:
        raise refusals.not_now()
    if not why.strip():
        raise refusals.why_needed()
    if numbers.get("amount") is None and numbers.get("total") is None:
        raise refusals.number_wrong("total", "")
    target = numbers.get("target")
    if target is not None and target <= 0:
        raise refusals.number_wrong("target", f"{target:f}")
    Value.objects.filter(pk=held.pk).update(current=False)
    made = Value(
        indicator=indicator,
        unit=unit,
        month=month,
        version=held.version + 1,
        why=why.strip()[:300],
        made_at=now,
        made_by=by.label[:80],
        **{name: numbers.get(name) for name in VALUE_FIELDS},
    )
    made.save(force_insert=True)
    record_event(name=CORRECTED, by=by, now=now, subject=("target-value", made.pk), detail={"version": made.version})
    settle([made], by=by, now=now)
    return made
