"""Writing the audit trail. Called by other actions inside their transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from gongbao.foundation.copying import copy_in
from gongbao.foundation.events import registry
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.bus import tell
from gongbao.foundation.events.models import Event

#: Told after every event, inside its transaction: what it was about. Whoever keeps a view of others' rows listens.
RECORDED = "event.recorded"
_gathering: ContextVar[list[Event] | None] = ContextVar("gathering", default=None)
_INSERT = """
    INSERT INTO events_event (id, at, name, actor_kind, actor_id, actor_label, organisation_id, request, subject_kind,
        subject_id, party_id, detail)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


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
    event = event_of(name=name, by=by, now=now, subject=subject, party_id=party_id, detail=detail)
    # Every act writes several: the ORM would spend more time on composing the statement than the database on it.
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, _facts(event))
    _tell(event)
    return event


def record_events(events: Sequence[Event]) -> None:
    """Write what many acts of one transaction did, in one statement; each is told as if it were written alone."""
    gathering = _gathering.get()
    if gathering is not None:
        gathering += events
        return
    copy_in(events)
    for event in events:
        _tell(event)


@contextmanager
def events_in_one() -> Iterator[None]:
    """What `record_events` is given inside is written at the end, by one statement, in the same transaction."""
    gathered: list[Event] = []
    token = _gathering.set(gathered)
    try:
        yield
    finally:
        _gathering.reset(token)
    record_events(gathered)


def event_of(
    *,
    name: str,
    by: Actor,
    now: datetime,
    subject: tuple[str, object],
    party_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """An event not yet written, for `record_events`."""
    if not registry.known(name):
        raise ValueError(f"undeclared event name: {name}")
    return Event(
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


def _tell(event: Event) -> None:
    tell(RECORDED, {"kind": event.subject_kind, "id": event.subject_id, "now": event.at})


def _facts(event: Event) -> tuple[Any, ...]:
    """The columns of `_INSERT`."""
    return (
        event.id,
        event.at,
        event.name,
        event.actor_kind,
        event.actor_id,
        event.actor_label,
        event.organisation_id,
        event.request,
        event.subject_kind,
        event.subject_id,
        event.party_id,
        Jsonb(event.detail),
    )
