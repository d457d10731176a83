"""What counts in a month, gathered for all units of a desk in a fixed number of queries."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, Q

from gongbao.briefing.assessment.models import Adjustment, Rule, RuleSet
from gongbao.briefing.assessment.rules import Event, Line, Row, Score, score
from gongbao.briefing.desk.models import Adoption, Source
from gongbao.briefing.exchange.models import Came, Outcome, Tier
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.items.models import Item, Move
from gongbao.briefing.topics.coverage import due_counts, for_assessment
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import CHINA

MOST = 20_000  # events of one month


def bounds(month: int) -> tuple[datetime, datetime]:
    """The first instant of a month (202606) and of the next."""
    year, number = divmod(month, 100)
    following = date(year + number // 12, number % 12 + 1, 1)
    return datetime.combine(date(year, number, 1), time.min, CHINA), datetime.combine(following, time.min, CHINA)


def month_of(moment: datetime) -> int:
    at = moment.astimezone(CHINA)
    return at.year * 100 + at.month


def month_words(month: int) -> str:
    return f"{month // 100}年{month % 100}月"


def last_day(month: int) -> date:
    year, number = divmod(month, 100)
    return date(year, number, calendar.monthrange(year, number)[1])


def rows_of(rules: RuleSet) -> list[Row]:
    found = Rule.objects.filter(rules=rules).order_by("id")
    return [Row(one.pk, one.kind, one.band, one.points, one.cap, one.base) for one in found]


def events(desk: Unit, month: int, now: datetime) -> dict[int, list[Event]]:
    """Every unit's events of a month, by unit: items lodged, adoptions by share, instructions on what it reported,
    commissions done; and once the month is over, commissions not done and key points not answered.
    """
    begin, end = bounds(month)
    found: dict[int, list[Event]] = defaultdict(list)
    first = Move.objects.filter(
        action="lodge", before__in=["draft", "cosign"], at__gte=begin, at__lt=end, item__desk=desk
    )
    for item in Item.objects.filter(pk__in=first.values("item_id")).order_by("lodged_at")[:MOST]:
        found[item.unit_id].append(Event("lodged", item.title, item=item))
    adoptions = Adoption.objects.filter(
        manuscript__desk=desk, adopted_at__gte=begin, adopted_at__lt=end, withdrawn_at=None
    )
    sources = Source.objects.filter(manuscript__in=adoptions.values("manuscript_id")).select_related("item")
    by_manuscript: dict[object, list[Source]] = defaultdict(list)
    for source in sources[:MOST]:
        by_manuscript[source.manuscript_id].append(source)
    for adoption in adoptions.select_related("manuscript").order_by("adopted_at", "id")[:MOST]:
        for source in by_manuscript[adoption.manuscript_id]:
            found[source.item.unit_id].append(
                Event(adoption.use, adoption.manuscript.title, source.share, str(source.item_id), source.item, adoption)
            )
    _instructions(desk, begin, end, found)
    for kept in for_assessment(desk, month, now):
        found[kept.unit_id].append(Event(kept.kind, kept.words))
    _above(desk, begin, end, found)
    return found


def _instructions(desk: Unit, begin: datetime, end: datetime, found: dict[int, list[Event]]) -> None:
    given = Instruction.objects.filter(desk=desk, given_at__gte=begin, given_at__lt=end, entry__isnull=False)
    rows = given.select_related("entry").prefetch_related("entry__manuscript__sources__item").order_by("given_at")
    for one in rows[:MOST]:
        if one.entry is None:
            continue
        for source in one.entry.manuscript.sources.all():
            words = f"{one.about}:{one.words}"[:200]
            found[source.item.unit_id].append(
                Event("instruction", words, source.share, item=source.item, instruction=one)
            )


def _above(desk: Unit, begin: datetime, end: datetime, found: dict[int, list[Event]]) -> None:
    """What the levels above adopted or instructed, in the month it was told, by share."""
    rows = Outcome.objects.filter(
        sent__desk=desk, recorded_at__gte=begin, recorded_at__lt=end, came__in=[Came.ADOPTED, Came.INSTRUCTED]
    )
    rows = rows.exclude(tier=Tier.COUNTY).select_related("sent__manuscript")
    for one in rows.prefetch_related("sent__manuscript__sources__item").order_by("recorded_at", "id")[:MOST]:
        if one.sent.manuscript is None:
            continue
        kind = one.tier if one.came == Came.ADOPTED else "above"
        words = f"{one.sent.title}:{one.place}{one.number}{one.leader}"[:200]
        for source in one.sent.manuscript.sources.all():
            group = str(source.item_id) if one.came == Came.ADOPTED else ""
            found[source.item.unit_id].append(Event(kind, words, source.share, group, source.item))


def scores(desk: Unit, month: int, rules: RuleSet, now: datetime) -> list[tuple[Unit, Score]]:
    """Every unit's score by these rules, best first within a band; with agreed adjustments."""
    rows, happened = rows_of(rules), events(desk, month, now)
    by_hand = _by_hand(desk, month)
    ended = now >= bounds(month)[1]
    made = []
    for unit in units_of(desk, month):
        one = score(happened.get(unit.pk, []), rows, band=unit.band, counting=rules.counting, ended=ended)
        made.append((unit, Score((*one.lines, *by_hand.get(unit.pk, ())))))
    return sorted(made, key=lambda pair: (pair[0].band, -pair[1].total, pair[0].order))


def units_of(desk: Unit, month: int) -> list[Unit]:
    """The units that reported to the desk in that month."""
    end = last_day(month)
    rows = desk.below.filter(since__lte=end).filter(Q(until=None) | Q(until__gt=end))
    return list(rows.order_by("order", "short")[:1_000])


def _by_hand(desk: Unit, month: int) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    agreed = Adjustment.objects.filter(period__desk=desk, period__month=month, agreed_at__isnull=False)
    for one in agreed.order_by("agreed_at"):
        found[one.unit_id].append(Line(None, one.points, Event("by-hand", one.reason)))
    return found


def counts(desk: Unit, month: int) -> dict[str, int]:
    """How many items of the month serve a decision, name a trend, bring bad news, expose a problem; and in all."""
    begin, end = bounds(month)
    rows = Item.objects.filter(desk=desk, lodged_at__gte=begin, lodged_at__lt=end)
    return dict(
        rows.aggregate(
            all=Count("id"),
            decisions=Count("id", filter=~Q(stage="")),
            trends=Count("id", filter=~Q(trend="")),
            **{"bad-news": Count("id", filter=Q(mood="bad"))},
            good=Count("id", filter=Q(mood="good")),
            problems=Count("id", filter=Q(type_id="problem") | Q(angle="hard")),
        )
    )


def asked_counts(desk: Unit, month: int, now: datetime) -> dict[str, tuple[int, int, int]]:
    """Of the key points and of the commissions of a month: asked, answered, late, over all units."""
    found = due_counts(desk, month, now)
    return {
        kind: (found.get(f"{kind}-asked", 0), found.get(f"{kind}-answered", 0), found.get(f"{kind}-late", 0))
        for kind in ("point", "commission")
    }


def total(rows: Sequence[tuple[Unit, Score]]) -> Decimal:
    return sum((one.total for _, one in rows), Decimal(0))
