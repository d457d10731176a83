"""What counts in a month, for sums alone: no titles, no keys, what was lodged and missed as one event a kind."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, F, QuerySet, Value, When

from gongbao.briefing.assessment.models import Counting
from gongbao.briefing.assessment.months import bounds
from gongbao.briefing.assessment.rules import Event
from gongbao.briefing.desk.models import Source
from gongbao.briefing.exchange.models import Came, Tier
from gongbao.briefing.items.models import Move
from gongbao.briefing.topics.coverage import counts_for_assessment
from gongbao.briefing.units.models import Unit

MOST = 200_000  # events of one month, of each sort; a desk of 5,000 units has some ten of them a unit
ABOVE = [tier for tier in Tier.values if tier != Tier.COUNTY]
INSTRUCTIONS = {"instruction", "above"}  # each counts, even where the highest adoption of an item counts alone


def tallies(desk: Unit, month: int, now: datetime, *, counting: str) -> dict[int, list[Event]]:
    """Every unit's events of a month as sums need them; the sums are those of `facts.events`.

    An event may stand for several: its share is then how many. Items are told apart only where by `counting` the
    highest of an item's adoptions counts alone.
    """
    begin, end = bounds(month)
    found: dict[int, list[Event]] = defaultdict(list)
    lodged = lodged_first(desk, begin, end).values_list("item__unit_id")
    for whose, n in lodged.annotate(n=Count("item_id", distinct=True)):
        found[whose].append(Event("lodged", "", Decimal(n)))
    for (whose, kind), n in counts_for_assessment(desk, month, now).items():
        found[whose].append(Event(kind, "", Decimal(n)))
    apart = counting == Counting.HIGHEST
    for rows in (_adopted(desk, begin, end), _instructed(desk, begin, end), _above(desk, begin, end)):
        columns = ("item__unit_id", "kind", "share", *(["item_id"] if apart else []))
        for whose, kind, share, *item in rows.values_list(*columns)[:MOST]:
            group = str(item[0]) if item and kind not in INSTRUCTIONS else ""
            found[whose].append(Event(kind, "", share, group))
    return found


def _adopted(desk: Unit, begin: datetime, end: datetime) -> QuerySet[Source]:
    rows = Source.objects.filter(
        manuscript__desk=desk,
        manuscript__adoptions__adopted_at__gte=begin,
        manuscript__adoptions__adopted_at__lt=end,
        manuscript__adoptions__withdrawn_at=None,
    )
    return rows.annotate(kind=F("manuscript__adoptions__use"))


def _instructed(desk: Unit, begin: datetime, end: datetime) -> QuerySet[Source]:
    rows = Source.objects.filter(
        manuscript__printed__instructions__desk=desk,
        manuscript__printed__instructions__given_at__gte=begin,
        manuscript__printed__instructions__given_at__lt=end,
    )
    return rows.annotate(kind=Value("instruction"))


def _above(desk: Unit, begin: datetime, end: datetime) -> QuerySet[Source]:
    """What the levels above adopted or instructed; what our own county did counts elsewhere."""
    rows = Source.objects.filter(
        manuscript__sent__desk=desk,
        manuscript__sent__outcomes__recorded_at__gte=begin,
        manuscript__sent__outcomes__recorded_at__lt=end,
        manuscript__sent__outcomes__came__in=[Came.ADOPTED, Came.INSTRUCTED],
        manuscript__sent__outcomes__tier__in=ABOVE,
    )
    adopted = When(manuscript__sent__outcomes__came=Came.ADOPTED, then=F("manuscript__sent__outcomes__tier"))
    return rows.annotate(kind=Case(adopted, default=Value("above")))


def lodged_first(desk: Unit, begin: datetime, end: datetime) -> QuerySet[Move]:
    """Each time an item of the desk left its unit; what was recalled and lodged again is there twice."""
    return Move.objects.filter(
        action="lodge", before__in=["draft", "cosign"], at__gte=begin, at__lt=end, item__desk=desk
    )
