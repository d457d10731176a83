"""What a reader did with a copy: opened, acknowledged; a printed copy counted back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.bulletins.models import Copy
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

OPENED = declare("copy.opened", "打开刊物", "copy opened")
ACKNOWLEDGED = declare("copy.acknowledged", "已阅", "copy acknowledged")
BACK = declare("copy.returned", "收回纸质件", "printed copy came back")


@transaction.atomic
def open_copy(*, copy: Copy, by: Actor, now: datetime) -> None:
    """The first opening is kept."""
    if Copy.objects.filter(pk=copy.pk, opened_at=None).update(opened_at=now):
        record_event(name=OPENED, by=by, now=now, subject=("copy", copy.pk))


@transaction.atomic
def acknowledge(*, copy: Copy, by: Actor, now: datetime) -> None:
    """The reader says that they have read it."""
    if Copy.objects.filter(pk=copy.pk, acknowledged_at=None).update(acknowledged_at=now):
        record_event(name=ACKNOWLEDGED, by=by, now=now, subject=("copy", copy.pk))


@transaction.atomic
def take_copy_back(*, copy_id: UUID, by: Actor, now: datetime) -> None:
    """A printed copy came back to the desk."""
    if Copy.objects.filter(pk=copy_id, user=None, returned_at=None).update(returned_at=now):
        record_event(name=BACK, by=by, now=now, subject=("copy", copy_id))
