"""A department follows a firm for a file: told by notice, and by a list its programs read on from a cursor."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from gongbao.foundation.clock import china_date
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare
from gongbao.foundation.notices.actions import Words, send_many
from gongbao.kernel.screening.parties import Party
from gongbao.register.consultations import refusals
from gongbao.register.consultations.actions.asking import open_purpose, reference_of
from gongbao.register.consultations.models import Change, Following, News
from gongbao.register.entities.models import Entity, EntityCode
from gongbao.register.screening import selectors as screening

FOLLOWED = declare("consult.followed", "开始跟踪企业", "firm followed")
STOPPED = declare("consult.stopped", "停止跟踪企业", "firm no longer followed")
LONGEST_DAYS, MOST, STEP = 366, 20_000, 1_000
Entries = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def follow(
    *, organisation_id: int, purpose: str, reference: str, code: str, until: date | None, by: Actor, now: datetime
) -> Following:
    """Tell this department when the firm's standing on the lists changes. It begins with how the firm stands now."""
    chosen, words = open_purpose(purpose), reference_of(reference)
    today = china_date(now)
    if until is None or not today < until <= today + timedelta(days=LONGEST_DAYS):
        raise refusals.bad_end(LONGEST_DAYS)
    known = EntityCode.objects.filter(value=code.strip().upper()[:20]).first()
    entity = Entity.objects.filter(id=known.entity_id).first() if known else None
    if entity is None:
        raise refusals.no_such_firm()
    mine = Following.objects.filter(organisation_id=organisation_id, stopped_at=None)
    if mine.filter(entity=entity, reference=words).exists():
        raise refusals.followed_already()
    if mine.filter(until__gte=today).count() >= MOST:
        raise refusals.too_many(MOST)
    row = Following(
        entity=entity,
        organisation_id=organisation_id,
        purpose=chosen,
        reference=words,
        until=until,
        entries=sorted(_entries_now(entity.id, now)),
        since=now,
        by=by.label[:120],
    )
    row.save(force_insert=True)
    detail = {"purpose": chosen.code, "reference": words, "until": until.isoformat()}
    record_event(name=FOLLOWED, by=by, now=now, subject=("following", row.id), detail=detail)
    return row


@transaction.atomic
def stop_following(*, following: Following, by: Actor, now: datetime) -> None:
    """Told no more. A following already stopped stays as it is."""
    fresh = Following.objects.select_for_update().get(entity_id=following.entity_id, id=following.id)
    if fresh.stopped_at is not None:
        return
    fresh.stopped_at, fresh.stopped_by = now, by.label[:120]
    fresh.save(update_fields=["stopped_at", "stopped_by"])
    record_event(name=STOPPED, by=by, now=now, subject=("following", fresh.id))


def _entries_now(entity_id: int, now: datetime) -> set[str]:
    rows = screening.in_force(on=china_date(now), known=now, entity_ids=[entity_id])
    return set(_keyed([screening.published(row) for row in rows]))


def _keyed(entries: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {f"{one['list']['code']}:{one['listing']}": one for one in entries}


def tell_followers(*, parties: Sequence[Party], now: datetime) -> int:
    """Hold every running following against a new version of the list; returns how many changes were told."""
    listed = {int(party.id): _keyed(party.entries) for party in parties if party.id.isdigit()}
    return sum(_tell(page, listed, now) for page in _running(china_date(now)))


def _running(today: date) -> Iterator[list[Following]]:
    """The followings in force, a thousand at a time."""
    rows = Following.objects.filter(stopped_at=None, until__gte=today).order_by("entity_id", "id")
    after: Following | None = None
    while True:
        rest = rows
        if after is not None:
            rest = rows.filter(entity_id__gte=after.entity_id).exclude(entity_id=after.entity_id, id__lte=after.id)
        page = list(rest.select_related("entity")[:STEP])
        if not page:
            return
        yield page
        after = page[-1]


@transaction.atomic
def _tell(page: Sequence[Following], listed: Mapping[int, Entries], now: datetime) -> int:
    news: list[News] = []
    notices: list[tuple[int, Words]] = []
    for row in page:
        current = listed.get(row.entity_id, {})
        new, gone = sorted(set(current) - set(row.entries)), sorted(set(row.entries) - set(current))
        if not new and not gone:
            continue
        news += [_news(row, key, Change.LISTED, current[key], now) for key in new]
        news += [_news(row, key, Change.REMOVED, {}, now) for key in gone]
        notices.append((row.organisation_id, _words(row, bool(new))))
        row.entries = sorted(current)
        Following.objects.filter(entity_id=row.entity_id, id=row.id).update(entries=row.entries)
    News.objects.bulk_create(news)
    send_many(party_kind="organisation", notices=notices, now=now)
    return len(news)


def _news(row: Following, key: str, change: Change, entry: Mapping[str, Any], now: datetime) -> News:
    list_code, _, listing = key.partition(":")
    ground = entry.get("ground", {})
    return News(
        organisation_id=row.organisation_id,
        following=row.id,
        firm=row.entity_id,
        name=row.entity.name,
        code=row.entity.code,
        reference=row.reference,
        change=change,
        list_code=list_code,
        listing=listing,
        ground_zh=ground.get("zh", ""),
        ground_en=ground.get("en", ""),
        number=entry.get("number", ""),
        authority=entry.get("authority", ""),
        since=date.fromisoformat(entry["since"]) if entry else None,
        at=now,
    )


def _words(row: Following, listed: bool) -> Words:
    who, file = row.entity.name, row.reference
    if listed:
        title = (f"跟踪的企业被列入名录：{who}", f"Listed: {who}")
    else:
        title = (f"跟踪的企业已移出名录：{who}", f"Taken off the list: {who}")
    return Words(
        "follow-listed" if listed else "follow-removed",
        title[0][:120],
        title[1][:160],
        f"案件或文件：{file}。请据此重新核对。",
        f"Case or file: {file}. Please check it anew.",
        "/consult/follow/",
    )
