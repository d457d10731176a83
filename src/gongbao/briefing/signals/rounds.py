"""One round of asking: the feeds whose time has come, one a site, each on its own: one in trouble troubles no other."""

import time
from datetime import datetime

from django.conf import settings

from gongbao.briefing.signals import actions
from gongbao.briefing.signals.actions.feeding import record_same, schedule
from gongbao.briefing.signals.actions.taking import Took
from gongbao.briefing.signals.models import Feed, FeedKind, Outcome
from gongbao.briefing.signals.outside import entries, fetching, sheets
from gongbao.briefing.signals.outside.refusing import NotFetched
from gongbao.briefing.signals.selectors.due import due_feeds

LONGEST = 240.0  # seconds for a round; what is left waits for the next


def inside() -> frozenset[str]:
    """Addresses that may be asked although they are not public (GONGBAO_SIGNALS_INSIDE): a service's own server."""
    return frozenset(settings.SIGNALS_INSIDE)


def ask_round(now: datetime) -> int:
    """Ask every feed that is due; returns how many were asked."""
    began, asked = time.monotonic(), 0
    for feed in due_feeds(now):
        if time.monotonic() - began > LONGEST:
            break
        schedule(feed_id=feed.pk, now=now)
        ask_one(feed, now)
        asked += 1
    return asked


def ask_one(feed: Feed, now: datetime) -> str:
    """Ask one feed and keep what it gives; returns the outcome, which its page shows."""
    began = time.monotonic()
    try:
        if feed.kind == FeedKind.PAGE and not fetching.may_ask(feed.url, inside=inside()):
            raise NotFetched(Outcome.ROBOTS)
        got = fetching.fetch(feed.url, etag=feed.etag, modified=feed.modified, inside=inside())
        took = Took(got.size, _ms(began), got.etag, got.modified)
        if got.data is None:
            record_same(feed_id=feed.pk, took=took, now=now)
            return Outcome.SAME
        _keep(feed, got.data, took, now)
    except NotFetched as refusal:
        took = Took(took_ms=_ms(began))
        actions.record_failure(feed_id=feed.pk, outcome=refusal.outcome, detail=refusal.detail, now=now, took=took)
        return refusal.outcome
    return Outcome.OK


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _keep(feed: Feed, data: bytes, took: Took, now: datetime) -> None:
    if feed.kind == FeedKind.COUNTS:
        read = sheets.counts(data)
        actions.take_counts(feed_id=feed.pk, counts=read.counts, now=now, took=took)
        return
    readers = {
        FeedKind.RSS: entries.of_feed,
        FeedKind.CAP: entries.of_cap,
        FeedKind.INCIDENTS: sheets.incidents,
    }
    reader = readers.get(FeedKind(feed.kind))
    found = reader(data) if reader else entries.of_page(data, base=feed.url, now=now)
    actions.take(feed_id=feed.pk, entries=found, now=now, took=took)
