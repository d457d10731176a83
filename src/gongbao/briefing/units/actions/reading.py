"""Materials for officers, and who has read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from gongbao.briefing.units.models import Material, MaterialReading, Unit
from gongbao.foundation.accounts.models import User
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.files.actions import EVIDENCE, About, attach
from gongbao.foundation.notices.actions import Words, send_many

ISSUED = declare("material.issued", "发出学习材料", "material issued")
SUBJECT = "material"


@transaction.atomic
def issue_material(
    *, desk: Unit, title: str, words: str, files: Sequence[tuple[BinaryIO, str]], by: Actor, now: datetime
) -> Material:
    """Put something to read before the officers of every unit that reports to this desk."""
    if not title.strip():
        raise Refusal("material.title-needed", "请写标题。", "Write a title.", field="title")
    made = Material(
        desk=desk, title=title.strip()[:200], words=words.strip()[:20_000], issued_at=now, issued_by=by.label[:80]
    )
    made.save(force_insert=True)
    for stream, name in files:
        attach(stream=stream, name=name, about=About(SUBJECT, str(made.pk)), by=by, now=now, limits=EVIDENCE)
    record_event(name=ISSUED, by=by, now=now, subject=(SUBJECT, made.pk))
    told = Words(
        kind="material",
        title_zh=f"请阅读：{made.title}",
        title_en=f"To read: {made.title}",
        body_zh="读后请点“已阅”。",
        body_en="Say that you have read it.",
        link=f"/report/materials/{made.pk}/",
    )
    below = desk.below.filter(until=None).values_list("pk", flat=True)
    send_many(party_kind="organisation", notices=[(unit, told) for unit in below], now=now)
    return made


@transaction.atomic
def open_material(*, material_id: UUID, user: User, now: datetime) -> MaterialReading:
    """The first opening is kept."""
    reading, _ = MaterialReading.objects.get_or_create(material_id=material_id, user=user, defaults={"opened_at": now})
    return reading


@transaction.atomic
def acknowledge(*, material_id: UUID, user: User, now: datetime) -> MaterialReading:
    """The reader says that they have read it. Twice changes nothing."""
    reading = open_material(material_id=material_id, user=user, now=now)
    MaterialReading.objects.filter(pk=reading.pk, acknowledged_at=None).update(acknowledged_at=now)
    return reading
