"""The inspectors' directory, what an inspector declares, and the entities' credit-risk classes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongbao.foundation.accounts.models import Organisation
from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register
from gongbao.register.entities.models import EntityCode
from gongbao.register.spotchecks import refusals
from gongbao.register.spotchecks.models import Inspector, Interest, InterestGround, Risk

ADDED = register("inspector.added", "检查人员入名录", "inspector added")
RETIRED = register("inspector.retired", "检查人员出名录", "inspector retired")
DECLARED = register("interest.declared", "登记应当回避的情形", "conflict of interest recorded")
ENDED = register("interest.ended", "应当回避的情形终止", "conflict of interest ended")
CLASSED = register("spotcheck.risk-imported", "导入信用风险分类", "risk classes imported")
BATCH = 5_000


@transaction.atomic
def add_inspector(
    *,
    organisation: Organisation,
    code: str,
    name: str,
    by: Actor,
    now: datetime,
    user_id: int | None = None,
    qualifications: Sequence[str] = (),
    home: str = "",
) -> Inspector:
    """Enter an inspector by the number of the enforcement certificate."""
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise refusals.no_such("code" if not code else "name", code or name)
    inspector, made = Inspector.objects.get_or_create(
        code=code,
        defaults={
            "organisation": organisation,
            "name": name,
            "user_id": user_id,
            "qualifications": list(qualifications),
            "home": home,
            "since": now,
        },
    )
    if not made:
        raise refusals.code_taken(code)
    record_event(name=ADDED, by=by, now=now, subject=("inspector", inspector.id), detail={"code": code})
    return inspector


@transaction.atomic
def retire_inspector(*, inspector_id: UUID, by: Actor, now: datetime) -> Inspector:
    """Take an inspector out of later draws; those made keep their names."""
    inspector = Inspector.objects.select_for_update().get(id=inspector_id)
    inspector.active = False
    inspector.save(update_fields=["active"])
    record_event(name=RETIRED, by=by, now=now, subject=("inspector", inspector.id), detail={"code": inspector.code})
    return inspector


@transaction.atomic
def declare_interest(
    *, inspector_id: UUID, entity_code: str, ground: str, by: Actor, now: datetime, until: date | None = None
) -> Interest:
    """Record that an inspector may not visit an entity, on a ground of the closed list."""
    inspector = Inspector.objects.get(id=inspector_id)
    entity_id = EntityCode.objects.filter(value=entity_code.strip().upper()).values_list("entity_id", flat=True).first()
    if entity_id is None:
        raise refusals.no_such("entity_code", entity_code)
    if ground not in InterestGround.values:
        raise refusals.no_such("ground", ground)
    interest, _ = Interest.objects.get_or_create(
        entity_id=entity_id,
        inspector=inspector,
        ground=ground,
        until=until,
        defaults={"declared_at": now, "declared_by": by.label[:80]},
    )
    record_event(
        name=DECLARED,
        by=by,
        now=now,
        subject=("inspector", inspector.id),
        party_id=entity_id,
        detail={"ground": ground},
    )
    return interest


@transaction.atomic
def end_interest(*, entity_id: int, interest_id: UUID, by: Actor, now: datetime) -> Interest:
    """The conflict has ended, as of today."""
    interest = Interest.objects.select_for_update().get(entity_id=entity_id, id=interest_id)
    if interest.until is None:
        interest.until = china_date(now)
        interest.save(update_fields=["until"])
        record_event(name=ENDED, by=by, now=now, subject=("inspector", interest.inspector_id), party_id=entity_id)
    return interest


@transaction.atomic
def import_risks(*, lines: Iterable[str], source: str, on: date, by: Actor, now: datetime) -> tuple[int, int]:
    """Take in `code,class` lines; returns how many were classed and how many codes nobody here has.

    A malformed line is a Refusal and nothing is written.
    """
    wanted: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.lower().startswith(("code", "统一社会信用代码")):
            continue
        code, comma, level = text.partition(",")
        level = level.strip().upper()
        if not comma or level not in {"A", "B", "C", "D"} or not code.strip():
            raise refusals.malformed_risk(number, text)
        wanted[code.strip().upper()] = level
    classed = 0
    codes = list(wanted)
    for start in range(0, len(codes), BATCH):
        chunk = codes[start : start + BATCH]
        known = dict(EntityCode.objects.filter(value__in=chunk).values_list("value", "entity_id"))
        rows = {
            entity_id: Risk(entity_id=entity_id, level=wanted[code], classed_on=on, source=source[:60])
            for code, entity_id in known.items()
        }
        Risk.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["entity"],
            update_fields=["level", "classed_on", "source"],
        )
        classed += len(rows)
    record_event(
        name=CLASSED,
        by=by,
        now=now,
        subject=("spotcheck", source[:80]),
        detail={"classed": classed, "unknown": len(codes) - classed},
    )
    return classed, len(codes) - classed
