"""What counts in a month, gathered for all units of a desk in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from gongbao.briefing.assessment.models import Adjustment, Period, PeriodState, Rule, RuleSet
from gongbao.briefing.assessment.months import bounds, last_day
from gongbao.briefing.assessment.rules import Event, Line, Reporter, Row, Score, rows_for, score, score_by
from gongbao.briefing.assessment.selectors import all_frozen_lines
from gongbao.briefing.assessment.tallies import MOST, lodged_first, tallies
from gongbao.briefing.desk.models import Adoption, Source
from gongbao.briefing.exchange.models import Came, Outcome, Tier
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.items.models import Item
from gongbao.briefing.topics.coverage import due_counts, for_assessment
from gongbao.briefing.units.models import Unit

MOST_UNITS = 5_000  # all of them get their points


def rows_of(rules: RuleSet) -> list[Row]:
    found = Rule.objects.filter(rules=rules).order_by("id")
    return [Row(one.pk, one.kind, one.band, one.points, one.cap, one.base) for one in found]


def events(desk: Unit, month: int, now: datetime, *, unit: Unit | None = None) -> dict[int, list[Event]]:
    """Every unit's events of a month, by unit: items lodged, adoptions by share, instructions on what it reported,
    commissions done; and once the month is over, commissions not done and key points not answered.

    With `unit` that unit's alone. Only columns that count are read: a county has thousands of events in a month.
    """
    begin, end = bounds(month)
    found: dict[int, list[Event]] = defaultdict(list)
    first = lodged_first(desk, begin, end).filter(_of(unit, "item__unit"))
    # What was recalled and lodged again counts once.
    rows = first.order_by("item__lodged_at").values_list("item_id", "item__unit_id", "item__title")
    for key, (whose, title) in {key: (whose, title) for key, whose, title in rows[:MOST]}.items():
        found[whose].append(Event("lodged", title, item=key))
    adoptions = Adoption.objects.filter(
        manuscript__desk=desk, adopted_at__gte=begin, adopted_at__lt=end, withdrawn_at=None
    )
    shares = _shares(adoptions.values("manuscript_id"), unit)
    uses = adoptions.filter(manuscript__in=shares) if unit else adoptions
    columns = ("pk", "use", "manuscript_id", "manuscript__title")
    for key, use, manuscript, title in uses.order_by("adopted_at", "id").values_list(*columns)[:MOST]:
        for whose, item, share in shares.get(manuscript, ()):
            found[whose].append(Event(use, title, share, str(item), item, key))
    _instructions(desk, begin, end, unit, found)
    for kept in for_assessment(desk, month, now, unit=unit):
        found[kept.unit_id].append(Event(kept.kind, kept.words))
    _above(desk, begin, end, unit, found)
    return found


def _of(unit: Unit | None, path: str) -> Q:
    return Q(**{path: unit}) if unit is not None else Q()


def _shares(manuscripts: Any, unit: Unit | None) -> dict[UUID, list[tuple[int, UUID, Decimal]]]:
    """Of each of these manuscripts: the units whose items are in it, the item, its share."""
    found: dict[UUID, list[tuple[int, UUID, Decimal]]] = defaultdict(list)
    rows = Source.objects.filter(_of(unit, "item__unit"), manuscript__in=manuscripts).order_by("id")
    for manuscript, whose, item, share in rows.values_list("manuscript_id", "item__unit_id", "item_id", "share")[:MOST]:
        found[manuscript].append((whose, item, share))
    return found


def _instructions(desk: Unit, begin: datetime, end: datetime, unit: Unit | None, found: dict[int, list[Event]]) -> None:
    given = Instruction.objects.filter(desk=desk, given_at__gte=begin, given_at__lt=end, entry__isnull=False)
    shares = _shares(given.values("entry__manuscript_id"), unit)
    columns = ("pk", "words", "entry__title", "entry__manuscript_id")
    for key, said, about, manuscript in given.order_by("given_at").values_list(*columns)[:MOST]:
        for whose, item, share in shares.get(manuscript, ()):
            found[whose].append(Event("instruction", f"{about}:{said}"[:200], share, item=item, instruction=key))


def _above(desk: Unit, begin: datetime, end: datetime, unit: Unit | None, found: dict[int, list[Event]]) -> None:
    """What the levels above adopted or instructed, in the month it was told, by share."""
    rows = Outcome.objects.filter(
        sent__desk=desk, recorded_at__gte=begin, recorded_at__lt=end, came__in=[Came.ADOPTED, Came.INSTRUCTED]
    )
    rows = rows.exclude(tier=Tier.COUNTY).exclude(sent__manuscript=None)
    shares = _shares(rows.values("sent__manuscript_id"), unit)
    columns = ("came", "tier", "sent__title", "place", "number", "leader", "sent__manuscript_id")
    for came, tier, title, *where, manuscript in rows.order_by("recorded_at", "id").values_list(*columns)[:MOST]:
        adopted = came == Came.ADOPTED
        words = f"{title}:{''.join(where)}"[:200]
        for whose, item, share in shares.get(manuscript, ()):
            found[whose].append(Event(tier if adopted else "above", words, share, str(item) if adopted else "", item))


def scores(
    desk: Unit, month: int, rules: RuleSet, now: datetime, *, brief: bool = False
) -> list[tuple[Reporter, Score]]:
    """Every unit's score by these rules, best first within a band; with agreed adjustments. `brief`: for sums alone."""
    rows = rows_of(rules)
    happened = tallies(desk, month, now, counting=rules.counting) if brief else events(desk, month, now)
    by_hand = _by_hand(desk, month)
    ended = now >= bounds(month)[1]
    made = []
    units = units_of(desk, month)
    of_band = {band: rows_for(rows, band) for band in {unit.band for unit in units}}
    for unit in units:
        one = score_by(happened.get(unit.pk, []), of_band[unit.band], counting=rules.counting, ended=ended)
        made.append((unit, Score((*one.lines, *by_hand.get(unit.pk, ())))))
    return _best_first(made)


def month_scores(
    desk: Unit, month: int, found: Period | None, rules: RuleSet, now: datetime, *, brief: bool = False
) -> list[tuple[Reporter, Score]]:
    """Every unit's score: as written down once the month is fixed (what came later changes nothing), else as of now."""
    if found is None or found.state != PeriodState.FROZEN:
        return scores(desk, month, rules, now, brief=brief)
    lines = all_frozen_lines(found)
    return _best_first([(unit, Score(tuple(lines.get(unit.pk, ())))) for unit in units_of(desk, month)])


def score_of(unit: Unit, desk: Unit, month: int, rules: RuleSet, now: datetime) -> Score:
    """One unit's score by these rules."""
    happened = events(desk, month, now, unit=unit).get(unit.pk, [])
    ended = now >= bounds(month)[1]
    one = score(happened, rows_of(rules), band=unit.band, counting=rules.counting, ended=ended)
    return Score((*one.lines, *_by_hand(desk, month).get(unit.pk, ())))


def _best_first(made: list[tuple[Reporter, Score]]) -> list[tuple[Reporter, Score]]:
    return sorted(made, key=lambda pair: (pair[0].band, -pair[1].total, pair[0].order))


def units_of(desk: Unit, month: int) -> list[Reporter]:
    """The units that reported to the desk in that month."""
    end = last_day(month)
    rows = desk.below.filter(since__lte=end).filter(Q(until=None) | Q(until__gt=end)).order_by("order", "short")
    return [Reporter(*one) for one in rows.values_list(*Reporter._fields)[:MOST_UNITS]]


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


def total(rows: Sequence[tuple[Reporter, Score]]) -> Decimal:
    return sum((one.total for _, one in rows), Decimal(0))
