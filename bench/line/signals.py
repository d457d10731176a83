"""Signals: feeds with their fetches and a hotline's counts; texts in clusters; units asked about them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.briefing_load import NOW, PLACES, body
from bench.line.stock import REGION, Stock, put
from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.signals.kinds import WORDS
from gongbao.briefing.signals.models import Cluster, DayCount, Feed, Fetch, Signal, Task, TaskLimit

FEEDS, FETCHES, CLUSTERS, TEXTS, EVERY = 30, 500, 4_000, 5, 3
TOPICS = ("供水", "供电", "供气", "道路", "噪声", "欠薪", "物业", "医疗", "教育", "交通")
DAYS = 400


def load(stock: Stock) -> None:
    feeds = [
        Feed(
            desk=stock.line.desk,
            name=f"来源{n}" if n else "热线",
            kind="rss" if n else "counts",
            url=f"https://feed{n}.example.invalid/" if n else "",
            host=f"feed{n}.example.invalid" if n else "",
            outcome="ok",
            ok_at=NOW,
            tried_at=NOW,
            entered_at=NOW,
            entered_by="x",
        )
        for n in range(FEEDS)
    ]
    put(Feed, feeds)
    put(Fetch, _fetches(feeds))
    put(DayCount, _counts(stock, feeds[0]))
    _told(stock, feeds[1:])


def _fetches(feeds: list[Feed]) -> Iterator[Fetch]:
    for feed in feeds[1:]:
        for n in range(FETCHES):
            yield Fetch(
                feed=feed, at=NOW - timedelta(minutes=15 * n), outcome="ok", entries=20, kept=n % 3, took_ms=300
            )


def _counts(stock: Stock, feed: Feed) -> Iterator[DayCount]:
    for back in range(DAYS):
        day = (NOW - timedelta(days=back)).date()
        for town in range(1, 13):
            for topic in TOPICS:
                yield DayCount(
                    feed=feed,
                    day=day,
                    topic=topic,
                    division=f"{REGION}{town:03}",
                    count=stock.chance.randint(0, 9),
                    entered_at=NOW,
                )


def _told(stock: Stock, feeds: list[Feed]) -> None:
    limit = TaskLimit.objects.create(
        desk=stock.line.desk,
        minutes=60,
        citation="某县办法",
        valid_from=NOW.date() - timedelta(days=2000),
        entered_at=NOW,
        entered_by="x",
    )
    incidents = list(Incident.objects.order_by("opened_at"))
    rows: dict[Any, list[Any]] = {Cluster: [], Signal: [], Task: []}
    for n, at in enumerate(stock.times(stock.many(CLUSTERS))):
        one = _cluster(stock, n, at, incidents)
        rows[Cluster].append(one)
        rows[Signal] += (_signal(stock, one, feeds[(n + m) % len(feeds)], m) for m in range(TEXTS))
        if n % EVERY == 0 or one.state in {"asked", "settled"}:
            rows[Task].append(_task(stock, one, limit, n))
    for model, some in rows.items():
        put(model, some)


def _cluster(stock: Stock, n: int, at: datetime, incidents: list[Incident]) -> Cluster:
    kind, town = list(WORDS)[n % len(WORDS)], n % 12
    state = ("new", "asked")[n % 2] if NOW - at < timedelta(days=20) else ("matched", "settled", "aside")[n % 3]
    return Cluster(
        desk=stock.line.desk,
        title=f"{PLACES[town]}镇发生{WORDS[kind]}",
        kind=kind,
        division=f"{REGION}{town + 1:03}",
        place=f"{PLACES[town]}镇",
        occurred_from=at - timedelta(hours=2),
        occurred_until=at,
        injured=2,
        size=TEXTS,
        sources=TEXTS,
        first_at=at,
        last_at=at,
        state=state,
        incident=incidents[n % len(incidents)] if state == "matched" else None,
        reason="外地的" if state == "aside" else "",
    )


def _signal(stock: Stock, one: Cluster, feed: Feed, m: int) -> Signal:
    return Signal(
        feed=feed,
        key=f"{one.pk}{m}",
        title=one.title,
        extract=body(stock.chance)[:300],
        link=f"https://{feed.host}/{m}",
        published_at=one.first_at,
        seen_at=one.first_at,
        kind=one.kind,
        weight=1.0,
        division=one.division,
        place=one.place,
        place_sure=0.9,
        injured=2,
        cluster=one,
    )


def _task(stock: Stock, one: Cluster, limit: TaskLimit, n: int) -> Task:
    """Unit 0 is asked every fifth time; what is asked now is still open."""
    answered = one.state != "asked"
    return Task(
        cluster=one,
        unit=stock.units[0] if n % 5 == 0 else stock.chance.choice(stock.units),
        limit=limit,
        words="请核实",
        asked_at=one.first_at,
        asked_by="x",
        due_at=one.first_at + timedelta(hours=1),
        state="answered" if answered else "open",
        answer="not" if answered else "",
        reason="核实过，没有。" if answered else "",
        answered_at=one.first_at if answered else None,
        answered_by="x" if answered else "",
    )
