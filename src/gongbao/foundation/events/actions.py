"""Writing the audit trail. Called by other actions inside their transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongbao.foundation.events import registry
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.models import Event


def record_event(
    *,
    name: str,
    by: Actor,
    now: datetime,
    subject: tuple[str, object],
    party_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event. `subject` is (kind, id); `detail` is JSON and must carry no personal data."""
    if not registry.known(name):
        raise ValueError(f"undeclared event name: {name}")
    return Event.objects.create(
        at=now,
        name=name,
        actor_kind=by.kind.value,
        actor_id=by.id,
        actor_label=by.label,
        organisation_id=by.organisation_id,
        request=by.request,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        party_id=party_id,
        detail=dict(detail or {}),
    )
