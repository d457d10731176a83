"""Setting up where signals come from, what came of asking there, and files handed in."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from gongbao.briefing.signals import refusals
from gongbao.briefing.signals.actions.taking import Took, take, take_counts
from gongbao.briefing.signals.models import Feed, FeedKind, Fetch, Outcome
from gongbao.briefing.signals.names import FEED, FEED_ADDED, FEED_CHANGED, FILE_TAKEN, TOPIC
from gongbao.briefing.signals.outside import sheets
from gongbao.briefing.signals.outside.addresses import parts
from gongbao.briefing.signals.outside.refusing import NotFetched
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push

KEPT = timedelta(days=90)  # of what came of fetches
SLOWEST = 24 * 60  # minutes between tries of a feed that keeps failing
FILES = (FeedKind.INCIDENTS, FeedKind.COUNTS)


@transaction.atomic
def add_feed(
    *,
    desk: Unit,
    name: str,
    kind: str,
    url: str = "",
    division: str = "",
    minutes: int | None = 15,
    by: Actor,
    now: datetime,
) -> Feed:
    """A feed of the desk's. Without an address it takes files by hand (a list of incidents, a hotline's counts)."""
    feed = Feed(desk=desk, kind=kind, entered_at=now, entered_by=by.label[:80])
    _describe(feed, name=name, url=url, division=division, minutes=minutes)
    feed.next_at = now if feed.url else None
    _save(feed)
    record_event(name=FEED_ADDED, by=by, now=now, subject=(FEED, feed.pk), detail={"kind": kind, "host": feed.host})
    return feed


@transaction.atomic
def change_feed(
    *,
    feed_id: UUID,
    name: str,
    url: str,
    division: str,
    minutes: int | None,
    active: bool,
    by: Actor,
    now: datetime,
) -> Feed:
    """Name, address, how often, whether it is asked at all. A new address begins without a past."""
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    if url.strip() != feed.url:
        feed.etag = feed.modified = feed.outcome = feed.detail = ""
        feed.failures = 0
    _describe(feed, name=name, url=url, division=division, minutes=minutes)
    feed.active = active
    feed.next_at = now if feed.url else None
    _save(feed)
    record_event(name=FEED_CHANGED, by=by, now=now, subject=(FEED, feed.pk), detail={"active": active})
    return feed


def _describe(feed: Feed, *, name: str, url: str, division: str, minutes: int | None) -> None:
    if not name.strip():
        raise refusals.needed("name", "来源名称", "the source's name")
    if feed.kind not in FeedKind.values:
        raise refusals.needed("kind", "来源种类", "the kind of source")
    address = url.strip()
    if not address and feed.kind not in FILES:
        raise refusals.bad_address()
    host = ""
    if address:
        try:
            host = parts(address)[1]
        except NotFetched as refusal:
            raise refusals.bad_address() from refusal
        if len(address) > 500:
            raise refusals.bad_address()
    if minutes is None or not 5 <= minutes <= SLOWEST:
        raise refusals.needed("minutes", "每隔几分钟取一次（5 到 1440）", "how often, in minutes (5 to 1440)")
    feed.name, feed.url, feed.host = name.strip()[:60], address, host[:255]
    feed.division, feed.minutes = division.strip()[:12], minutes


def _save(feed: Feed) -> None:
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError as error:
        raise refusals.taken_name() from error


@transaction.atomic
def fetch_soon(*, feed_id: UUID, now: datetime) -> Feed:
    """Let the next round ask this feed, whenever it was due."""
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    if feed.url:
        feed.next_at = now
        feed.save()
    return feed


@transaction.atomic
def schedule(*, feed_id: UUID, now: datetime) -> None:
    """Before asking: when it is asked next if this try never ends (two rounds do not ask at once)."""
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    wait = min(feed.minutes * 2 ** min(feed.failures, 8), SLOWEST)
    feed.next_at = now + timedelta(minutes=wait)
    feed.save()


@transaction.atomic
def record_same(*, feed_id: UUID, took: Took, now: datetime) -> None:
    """The site says that nothing has changed."""
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    Fetch(feed=feed, at=now, outcome=Outcome.SAME, took_ms=took.took_ms).save(force_insert=True)
    feed.tried_at = feed.ok_at = now
    feed.outcome, feed.detail, feed.failures = Outcome.SAME, "", 0
    feed.save()


@transaction.atomic
def record_failure(*, feed_id: UUID, outcome: str, detail: str, now: datetime, took: Took | None = None) -> Feed:
    """Nothing came: the feed's page says why, it is asked more seldom, and everything else goes on."""
    took = took or Took()
    feed = Feed.objects.select_for_update(of=("self",)).get(pk=feed_id)
    Fetch(feed=feed, at=now, outcome=outcome, detail=detail[:120], took_ms=took.took_ms).save(force_insert=True)
    feed.tried_at, feed.outcome, feed.detail = now, outcome, detail[:120]
    feed.failures += 1
    if feed.url:
        feed.next_at = now + timedelta(minutes=min(feed.minutes * 2 ** min(feed.failures, 8), SLOWEST))
    feed.save()
    push(topic=TOPIC, data={"feed": str(feed.pk)}, audience=[f"organisation:{feed.desk_id}"])
    return feed


def take_file(*, feed: Feed, data: bytes, by: Actor, now: datetime) -> tuple[int, list[int]]:
    """A file of a service: how much was kept, and the lines that could not be read. A bad file changes nothing."""
    try:
        if feed.kind == FeedKind.COUNTS:
            read = sheets.counts(data)
            kept, wrong = take_counts(feed_id=feed.pk, counts=read.counts, now=now, took=Took(len(data))), read.wrong
        elif feed.kind == FeedKind.INCIDENTS:
            entries = sheets.incidents(data)
            kept, wrong = take(feed_id=feed.pk, entries=entries, now=now, took=Took(len(data))), []
        else:
            raise NotFetched(Outcome.MALFORMED, "CSV")
    except NotFetched as refusal:
        raise _unreadable(refusal) from refusal
    record_event(name=FILE_TAKEN, by=by, now=now, subject=(FEED, feed.pk), detail={"kept": kept, "wrong": len(wrong)})
    return kept, wrong


def _unreadable(refusal: NotFetched) -> Exception:
    if refusal.outcome == Outcome.HUGE:
        return refusals.unreadable("文件太大，请分成几份（每份不超过 4 MB）。", "Too large: split it (4 MB each).")
    if refusal.outcome == Outcome.EMPTY:
        return refusals.unreadable("文件里没有能读的行。", "No line of the file can be read.")
    names = refusal.detail if refusal.detail != "CSV" else ""
    return refusals.unreadable(
        f"请上传带表头的 CSV 文件{'，缺少的列：' + names if names else ''}。",
        f"Give a CSV file with a head line{'; missing columns: ' + names if names else ''}.",
    )


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Forget what came of fetches three months ago; signals stay with what was decided on them."""
    return Fetch.objects.filter(at__lt=now - KEPT).delete()[0]
