"""The lists there are feeds of: who stands in each, newest first, and which entries left it lately."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from gongbao.foundation.clock import CHINA
from gongbao.kernel.statutes import Sentence, serious_ground
from gongbao.register.history.selectors import FEED_PAGE
from gongbao.register.listings import selectors as abnormal_list
from gongbao.register.listings.models import Decision
from gongbao.register.listings.presenters import ground_words
from gongbao.register.serious import selectors as serious_list
from gongbao.register.serious.models import Entry as SeriousEntry

ENDED_FOR = timedelta(days=90)
ENDED_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list: who, on what ground, since when it is to be read there."""

    id: UUID
    entity_id: int
    name: str
    ground: Sentence
    category: str
    year: int
    authority: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some entries, and the key of the page after them (empty at the end)."""

    entries: Sequence[Listed]
    next_after: str


@dataclass(frozen=True, slots=True)
class Source:
    """A list: one page of it from behind a key on, and the entries that left it lately with the instant."""

    page: Callable[[str, str, date], ListPage]
    ended: Callable[[str, date], list[tuple[UUID, datetime]]]


def _abnormal(region: str, after: str, on: date) -> ListPage:
    rows = abnormal_list.public_list(on=on, region=region)
    found = list(abnormal_list.after_key(rows, after)[: FEED_PAGE + 1])
    shown = found[:FEED_PAGE]
    decisions = Decision.objects.filter(
        entity_id__in={one.entity_id for one in shown}, id__in={one.decision_id for one in shown}
    )
    when = dict(decisions.values_list("id", "decided_at"))
    entries = [
        Listed(
            id=one.id,
            entity_id=one.entity_id,
            name=one.entity.name,
            ground=ground_words(one),
            category=one.ground,
            year=one.period,
            authority=one.authority,
            at=when[one.decision_id],
        )
        for one in shown
    ]
    return ListPage(entries, abnormal_list.key_of(shown[-1]) if len(found) > FEED_PAGE else "")


def _abnormal_ended(region: str, on: date) -> list[tuple[UUID, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id, d.decided_at FROM listings_decision d JOIN listings_listing l"
            " ON l.entity_id = d.entity_id AND l.removal_id = d.id"
            " WHERE d.decided_on >= %s AND d.kind IN ('remove', 'correct') AND l.region LIKE %s"
            " ORDER BY d.decided_at DESC, l.id LIMIT %s",
            [on - ENDED_FOR, f"{region}%", ENDED_MOST],
        )
        return [(identity, at) for identity, at in cursor.fetchall()]


def _serious(region: str, after: str, on: date) -> ListPage:
    rows = serious_list.public_list(region=region)
    found = list((serious_list.after_key(rows, after) if after else rows)[: FEED_PAGE + 1])
    shown = found[:FEED_PAGE]
    entries = [
        Listed(
            id=one.id,
            entity_id=one.entity_id,
            name=one.entity.name,
            ground=serious_ground(one.ground).words,
            category=one.ground,
            year=0,
            authority=one.authority,
            at=one.published_at or datetime.combine(on, datetime.min.time(), CHINA),
        )
        for one in shown
    ]
    return ListPage(entries, serious_list.key_of(shown[-1]) if len(found) > FEED_PAGE else "")


def _serious_ended(region: str, on: date) -> list[tuple[UUID, datetime]]:
    begins = datetime.combine(on - ENDED_FOR, datetime.min.time(), CHINA)
    rows = SeriousEntry.objects.filter(ended_at__gte=begins, taken_down_at__isnull=False, region__startswith=region)
    newest = rows.order_by("-ended_at", "id").values_list("id", "taken_down_at")[:ENDED_MOST]
    return [(identity, at) for identity, at in newest if at is not None]


LISTS = {"abnormal": Source(_abnormal, _abnormal_ended), "serious": Source(_serious, _serious_ended)}
