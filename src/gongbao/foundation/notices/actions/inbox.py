"""Sending notices and marking them read. Open pages hear of it when the transaction commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.ids import uuid7
from gongbao.foundation.events.live import push
from gongbao.foundation.notices.models import Notice

TOPIC = "notices"
Param = int | str | date | UUID | list[int] | list[str] | None
BATCH = 2_000
MOST_AUDIENCE = 200  # a live message names at most this many parties; more are told in further messages
_FOR_ALL = """
INSERT INTO notices_notice
    (party_id, id, party_kind, kind, title_zh, title_en, body_zh, body_en, link, sent_at, read_by)
SELECT told.party_id, gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, ''
FROM ({parties}) AS told (party_id)
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says, in both languages, and the page it opens (a path of ours, or blank)."""

    kind: str
    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """SQL that selects one column, party_id, once each; and its parameters."""

    query: str
    params: Sequence[Param] = ()


@transaction.atomic
def send(*, party_kind: str, party_id: int, words: Words, now: datetime) -> Notice:
    """Put a notice into a party's inbox: of an entity or an organisation."""
    notice = _notice(party_kind, party_id, words, now)
    notice.save(force_insert=True)
    push(topic=TOPIC, data={"kind": words.kind}, audience=[f"{party_kind}:{party_id}"])
    return notice


@transaction.atomic
def send_many(*, party_kind: str, notices: Iterable[tuple[int, Words]], now: datetime) -> int:
    """Put different notices into many inboxes, in batches; returns how many."""
    rows = [_notice(party_kind, party_id, words, now) for party_id, words in notices]
    Notice.objects.bulk_create(rows, batch_size=BATCH)
    parties = sorted({row.party_id for row in rows})
    for start in range(0, len(parties), MOST_AUDIENCE):
        audience = [f"{party_kind}:{party_id}" for party_id in parties[start : start + MOST_AUDIENCE]]
        push(topic=TOPIC, audience=audience)
    return len(rows)


@transaction.atomic
def send_to_all(*, party_kind: str, parties: Parties, words: Words, now: datetime) -> int:
    """Put the same notice into every inbox the query finds, in one pass; returns how many.

    Open pages are not told one by one: they see it with their next page.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _FOR_ALL.format(parties=parties.query),
            [
                party_kind,
                words.kind,
                words.title_zh,
                words.title_en,
                words.body_zh,
                words.body_en,
                words.link,
                now,
                *parties.params,
            ],
        )
        sent: int = cursor.rowcount
    return sent


@transaction.atomic
def mark_read(*, inbox: Q, ids: Sequence[UUID] | None, by: Actor, now: datetime) -> int:
    """Mark notices of this inbox as read by the reader; `ids` None means all of them. Returns how many were unread."""
    rows = Notice.objects.filter(inbox, read_at=None)
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    return rows.update(read_at=now, read_by=by.label[:80])


def _notice(party_kind: str, party_id: int, words: Words, now: datetime) -> Notice:
    return Notice(
        party_id=party_id,
        id=uuid7(),
        party_kind=party_kind,
        kind=words.kind,
        title_zh=words.title_zh,
        title_en=words.title_en,
        body_zh=words.body_zh,
        body_en=words.body_en,
        link=words.link,
        sent_at=now,
    )
