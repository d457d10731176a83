"""Taking in what a feed gave: read, kept if it tells of an incident here, put with what tells of the same one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from gongbao.briefing.signals import texts
from gongbao.briefing.signals.actions.matching import match
from gongbao.briefing.signals.models import Cluster, DayCount, Feed, Fetch, Outcome, Signal
from gongbao.briefing.signals.names import TOPIC
from gongbao.briefing.signals.outside.entries import Entry
from gongbao.briefing.signals.outside.sheets import Count
from gongbao.briefing.units.models import Unit
from gongbao.foundation.events.live import push
from gongbao.kernel.headlines.clusters import ENOUGH, Words, likeness, words_of
from gongbao.kernel.headlines.facts import Facts
from gongbao.kernel.headlines.grams import SAME, jaccard
from gongbao.kernel.headlines.places import Gazetteer

OLDEST = timedelta(days=10)  # an archive's texts are no signals
OPEN = timedelta(days=6)
LARGEST = 400  # clusters still told of; more than a county has in a week
FIGURES = ("dead", "injured", "missing", "trapped", "sick")
MOST_FIGURE = 1_000_000


Groups = dict[Cluster, list[tuple[Signal, Facts, Words]]]


class Took(NamedTuple):
    """What a fetch brought, for the feed's record."""

    size: int = 0
    took_ms: int = 0
    etag: str = ""
    modified: str = ""
    detail: str = ""


@transaction.atomic
def take(*, feed_id: UUID, entries: Sequence[Entry], now: datetime, took: Took | None = None) -> int:
    """Keep what is new and ours of a feed's entries, and write the fetch down; returns how many were kept.

    One desk's feeds are taken in one after the other (its row is locked), so that an incident is not opened twice.
    """
    took = took or Took()
    feed = Feed.objects.select_related("desk__organisation").get(pk=feed_id)
    Unit.objects.select_for_update(of=("self",)).get(pk=feed.desk_id)
    known = set(Signal.objects.filter(feed=feed, key__in=[e.key for e in entries]).values_list("key", flat=True))
    places = texts.gazetteer(feed.desk.organisation.region)
    kept = _kept(feed, [entry for entry in entries if entry.key not in known], places, now)
    touched = _put(feed, kept, places, now) if kept else set()
    for cluster in touched:
        match(cluster, places)
    _succeed(feed, len(entries), len(kept), took, now)
    if kept:
        push(topic=TOPIC, data={"feed": str(feed.pk)}, audience=[f"organisation:{feed.desk_id}"])
    return len(kept)


def _kept(feed: Feed, entries: Iterable[Entry], places: Gazetteer, now: datetime) -> list[tuple[Entry, Facts, str]]:
    """The entries that tell of an incident in the home county, with what was read and the division."""
    found = []
    for entry in entries:
        at = min(entry.published or now, now)
        if now - at > OLDEST:
            continue
        fact = texts.read(entry.title, entry.extract, at, places)
        division = _ours(feed, fact, places)
        if fact.hazard is not None and division:
            found.append((entry, fact, division))
    return sorted(found, key=lambda row: row[1].published)


def _ours(feed: Feed, fact: Facts, places: Gazetteer) -> str:
    """The division of the text if it is about the home county; blank if not. A local source is about its own place."""
    if fact.place is not None and fact.place.abroad:
        return ""
    if fact.place is not None and places.home in places.above(fact.place.code):
        return fact.place.code
    local = feed.division
    if local and (fact.place is None or fact.place.code in places.above(local)):
        return local
    return ""


def _put(feed: Feed, kept: list[tuple[Entry, Facts, str]], places: Gazetteer, now: datetime) -> set[Cluster]:
    groups = _open_groups(feed, places, now)
    touched = set()
    for entry, fact, division in kept:
        located = texts.located(fact, division, places)
        words, kind = words_of(located), fact.hazard.kind if fact.hazard else ""
        best, joins, twin = ENOUGH, None, None
        for cluster, told in groups.items():
            for signal, other, their in told:
                if jaccard(words.title, their.title) >= SAME and signal.kind == kind:
                    best, joins, twin = 9.0, cluster, signal
                    break
                weight = likeness(located, other, places, said=(words, their)).weight
                if weight >= best:
                    best, joins = weight + 1e-9, cluster
            if twin is not None:
                break
        cluster = joins or _begin(feed, entry, located, division)
        signal = _keep(feed, entry, fact, division, cluster, twin, now)
        groups.setdefault(cluster, []).append((signal, located, words))
        if joins is not None:
            _grow(cluster, signal)
        touched.add(cluster)
    return touched


def _open_groups(feed: Feed, places: Gazetteer, now: datetime) -> Groups:
    rows = Cluster.objects.filter(desk=feed.desk_id, last_at__gte=now - OPEN).order_by("-last_at")[:LARGEST]
    groups: Groups = {cluster: [] for cluster in rows}
    by_id = {cluster.pk: cluster for cluster in groups}
    for signal in Signal.objects.filter(cluster__in=by_id, double_of=None).order_by("-published_at")[: LARGEST * 5]:
        told = groups[by_id[signal.cluster_id]]
        if len(told) < 4:
            other = texts.of_signal(signal, places)
            told.append((signal, other, words_of(other)))
    return groups


def _begin(feed: Feed, entry: Entry, fact: Facts, division: str) -> Cluster:
    cluster = Cluster(
        desk=feed.desk,
        title=entry.title,
        kind=fact.hazard.kind if fact.hazard else "accident",
        division=division,
        place=_place_words(fact),
        first_at=fact.published,
        last_at=fact.published,
        **_times(fact),
        **_figures(fact),
    )
    cluster.save(force_insert=True)
    return cluster


def _keep(
    feed: Feed, entry: Entry, fact: Facts, division: str, cluster: Cluster, twin: Signal | None, now: datetime
) -> Signal:
    signal = Signal(
        feed=feed,
        key=entry.key,
        title=entry.title,
        extract=entry.extract,
        link=entry.link,
        published_at=fact.published,
        seen_at=now,
        kind=fact.hazard.kind if fact.hazard else "accident",
        weight=fact.hazard.weight if fact.hazard else 0.0,
        drill=bool(fact.hazard and fact.hazard.drill),
        division=division,
        place=_place_words(fact),
        place_sure=fact.place.sure if fact.place else 0.0,
        precision=fact.when.precision if fact.when else "",
        double_of=(twin.double_of or twin) if twin else None,
        cluster=cluster,
        **_times(fact),
        **_figures(fact),
    )
    signal.save(force_insert=True)
    return signal


def _place_words(fact: Facts) -> str:
    return f"{fact.place.name}{fact.place.detail}"[:120] if fact.place else ""


def _times(fact: Facts) -> dict[str, datetime | None]:
    if fact.when is None or fact.when.precision in {"vague", "month"}:
        return {"occurred_from": None, "occurred_until": None}
    return {"occurred_from": fact.when.start, "occurred_until": fact.when.end}


def _figures(fact: Facts) -> dict[str, int | None]:
    said = fact.hurt.said()
    return {kind: min(said[kind], MOST_FIGURE) if kind in said else None for kind in FIGURES}


def _grow(cluster: Cluster, signal: Signal) -> None:
    """A further text: the counts rise, and what the first did not say is taken from it (the last figure holds)."""
    cluster.size += 1
    cluster.last_at = max(cluster.last_at, signal.published_at)
    cluster.first_at = min(cluster.first_at, signal.published_at)
    if len(signal.division) > len(cluster.division):
        cluster.division, cluster.place = signal.division, signal.place
    if cluster.occurred_from is None:
        cluster.occurred_from, cluster.occurred_until = signal.occurred_from, signal.occurred_until
    for kind in FIGURES:
        if (value := getattr(signal, kind)) is not None:
            setattr(cluster, kind, value)
    cluster.sources = Signal.objects.filter(cluster=cluster).values("feed").distinct().count()
    cluster.save()


def _succeed(feed: Feed, entries: int, kept: int, took: Took, now: datetime) -> None:
    fetch = Fetch(feed=feed, at=now, outcome=Outcome.OK, entries=entries, kept=kept, size=took.size)
    fetch.took_ms, fetch.detail = took.took_ms, took.detail[:120]
    fetch.save(force_insert=True)
    feed.tried_at = feed.ok_at = now
    feed.outcome, feed.detail, feed.failures = Outcome.OK, took.detail[:120], 0
    feed.etag, feed.modified = took.etag, took.modified
    feed.save()


@transaction.atomic
def take_counts(*, feed_id: UUID, counts: Sequence[Count], now: datetime, took: Took | None = None) -> int:
    """Keep a hotline's counts; a later file's number for the same day, topic and place replaces the earlier."""
    feed = Feed.objects.select_related("desk__organisation").get(pk=feed_id)
    places = texts.gazetteer(feed.desk.organisation.region)
    rows: dict[tuple[date, str, str], DayCount] = {}
    for one in counts:
        place = places.place(one.place) if one.place else None
        division = one.place if one.place in places.divisions else place.code if place else feed.division
        key = (one.day, one.topic, division)
        if key in rows:
            rows[key].count += one.calls
            continue
        rows[key] = DayCount(
            feed=feed, day=one.day, topic=one.topic, division=division, count=one.calls, entered_at=now
        )
    DayCount.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["feed", "day", "topic", "division"],
        update_fields=["count", "entered_at"],
        batch_size=2_000,
    )
    _succeed(feed, len(counts), len(rows), took or Took(), now)
    return len(rows)


__all__ = ["Took", "take", "take_counts"]
