"""Reading the audit trail, newest first, a page at a time by key: it may be millions of rows long."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from gongbao.foundation.clock import CHINA
from gongbao.foundation.events.models import Event

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader looks for; blanks are not asked about. `subject` is an id, or kind:id."""

    actor: str = ""
    subject: str = ""
    name: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some events, and the key of the page after them (blank at the end)."""

    events: Sequence[Event]
    next_key: str


def trail(wanted: Wanted, *, scope: Q, after: str = "") -> TrailPage:
    """The events of `scope` that the reader wants; `after` is the key of the page before."""
    rows = _matching(wanted).filter(scope)
    place = _place(after)
    if place:
        at, last = place
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=last))
    found = list(rows.order_by("-at", "-id")[: PAGE + 1])
    more = len(found) > PAGE
    shown = found[:PAGE]
    return TrailPage(shown, f"{shown[-1].at.isoformat()}~{shown[-1].id}" if more else "")


def _matching(wanted: Wanted) -> QuerySet[Event]:
    rows = Event.objects.all()
    if wanted.actor:
        rows = rows.filter(Q(actor_id=wanted.actor) | Q(actor_label__icontains=wanted.actor))
    if wanted.subject:
        kind, colon, identifier = wanted.subject.partition(":")
        rows = rows.filter(subject_kind=kind, subject_id=identifier) if colon else rows.filter(subject_id=kind)
    if wanted.name:
        rows = rows.filter(name=wanted.name)
    if wanted.day:
        start = datetime.combine(wanted.day, time(), CHINA)
        rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return rows


def _place(key: str) -> tuple[datetime, uuid.UUID] | None:
    """The place a key names; None for what is no key, as if the reader asked for the first page."""
    at, _, last = key.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, uuid.UUID(last)) if moment.tzinfo else None
    except ValueError:
        return None
