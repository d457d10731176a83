"""Changing one entity's registration facts, with the history of each."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.codes.models import CodeEntry
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.register.entities.actions.placing import place_names
from gongbao.register.entities.actions.sounds import hear
from gongbao.register.entities.folding import fold, grams, initials, keys
from gongbao.register.entities.models import Entity, EntityChange, EntityName

CHANGED = declare("entity.changed", "变更登记事项", "registration changed")
EDITABLE = frozenset({"name", "status", "region", "address", "industry", "scope", "capital_text"})


@transaction.atomic
def change_entity(
    *, entity_id: int, changes: Mapping[str, str], effective_on: date, reason: str, by: Actor, now: datetime
) -> list[str]:
    """Change some fields; returns the names of those that really changed. The caller publishes the record.

    A new name keeps the old one findable; a status takes its standing from the code list.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        names = ", ".join(sorted(unknown))
        raise Refusal("entity.field", f"这些事项不能在此变更：{names}", f"These cannot be changed here: {names}")
    entity = Entity.objects.select_for_update().get(pk=entity_id)
    different = {field: new.strip() for field, new in changes.items() if new.strip() != getattr(entity, field)}
    if not different:
        return []
    if not different.get("name", entity.name):
        raise Refusal("entity.name", "名称不能为空。", "The name cannot be empty.", field="name")
    for field, new in different.items():
        EntityChange.objects.create(
            entity=entity,
            field=field,
            old=getattr(entity, field),
            new=new,
            effective_on=effective_on,
            recorded_at=now,
            reason=reason[:200],
            source="office",
            by=by.id,
        )
        setattr(entity, field, new)
    if "status" in different:
        entity.standing = _standing(different["status"])
    if "name" in different:
        _rename(entity, now)
    entity.changed_at = now
    entity.save()
    if "region" in different:
        place_names([entity_id])
    detail = {"fields": sorted(different), "reason": reason[:200]}
    record_event(name=CHANGED, by=by, now=now, subject=("entity", entity_id), party_id=entity_id, detail=detail)
    return sorted(different)


def _standing(status: str) -> str:
    found = CodeEntry.objects.filter(list="entity-status", code=status, valid_to=None).first()
    if found is None:
        raise Refusal("entity.status", "状态不在代码表中。", "The status is not in the code list.", field="status")
    return found.category


def _rename(entity: Entity, now: datetime) -> None:
    folded = fold(entity.name)[:300]
    present = EntityName.objects.get(entity=entity, number=0)
    last = EntityName.objects.filter(entity=entity).order_by("-number").values_list("number", flat=True)[0]
    EntityName.objects.create(
        entity=entity,
        number=last + 1,
        name=present.name,
        folded=present.folded,
        grams=present.grams,
        initials=present.initials,
        valid_to=china_date(now),
    )
    EntityName.objects.filter(entity=entity, number=0).update(
        name=entity.name, folded=folded, grams=keys(folded, entity.region), initials=initials(folded)
    )
    hear(grams(folded))
