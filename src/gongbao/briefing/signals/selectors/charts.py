"""How many signals of each kind a day, and which days are out of the ordinary (kernel/headlines/bursts)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import Substr, TruncDate

from gongbao.briefing.signals.models import Cluster, DayCount
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import CHINA
from gongbao.kernel.headlines.bursts import LEAST, RATE, WEEKS, Burst, burst

SHOWN = 28  # days
HOTLINE = "hotline:"


TOWN = 9  # digits of a township's division code


class DayKinds(NamedTuple):
    """Incidents told of, by day and kind; a hotline's counts by day and `hotline:topic`.

    `towns` are the same counts by day, kind and township, where a text or a count named one.
    """

    days: list[date]
    counts: dict[tuple[date, str], int]
    towns: dict[tuple[date, str, str], int]

    @property
    def kinds(self) -> list[str]:
        """The kinds with most first."""
        total: Counter[str] = Counter()
        for (day, kind), count in self.counts.items():
            if day in self.days:
                total[kind] += count
        return [kind for kind, _ in total.most_common()]


def days(desk: Unit, *, today: date) -> DayKinds:
    """The last 28 days and, for comparing, the eight weeks before each: two grouped queries."""
    first = today - timedelta(days=SHOWN - 1 + 7 * WEEKS)
    told = (
        Cluster.objects.filter(desk=desk, first_at__date__gte=first, first_at__date__lte=today)
        .annotate(day=TruncDate("first_at", tzinfo=CHINA), town=Substr("division", 1, TOWN))
        .values_list("day", "kind", "town")
        .annotate(n=Count("id"))
        .order_by()
    )
    called = (
        DayCount.objects.filter(feed__desk=desk, day__gte=first, day__lte=today)
        .annotate(town=Substr("division", 1, TOWN))
        .values_list("day", "topic", "town")
        .annotate(n=Sum("count"))
        .order_by()
    )
    counts: Counter[tuple[date, str]] = Counter()
    towns: dict[tuple[date, str, str], int] = {}
    for day, kind, town, n in [*told, *((day, HOTLINE + topic, town, n) for day, topic, town, n in called)]:
        counts[day, kind] += n
        if len(town) == TOWN:
            towns[day, kind, town] = n
    return DayKinds([today - timedelta(days=n) for n in range(SHOWN - 1, -1, -1)], dict(counts), towns)


class Alarm(NamedTuple):
    """A day and kind out of the ordinary: in the county as a whole, or in one township (`town`, its code)."""

    day: date
    kind: str
    town: str
    judged: Burst


def bursts(found: DayKinds, *, rate: float = RATE) -> list[Alarm]:
    """The days and kinds out of the ordinary against the same weekday of the eight weeks before, newest first.

    Townships are tested too, together at the same stated rate as the county: each at `rate` divided by their number.
    Days before the first count of a kind's source are not held against it as noughts for hotline topics.
    """
    whole = {(day, kind, ""): n for (day, kind), n in found.counts.items()}
    named = len({town for _day, _kind, town in found.towns})
    alarms = [*_out_of(found.days, whole, rate), *_out_of(found.days, found.towns, rate / max(named, 1))]
    return sorted(alarms, key=lambda one: (one.day, one.judged.seen, one.town == ""), reverse=True)


def _out_of(days: list[date], counts: dict[tuple[date, str, str], int], rate: float) -> Iterator[Alarm]:
    begins: dict[str, date] = {}
    for day, kind, _town in counts:
        if kind.startswith(HOTLINE):
            begins[kind] = min(day, begins.get(kind, day))
    before = {day: [day - timedelta(weeks=n) for n in range(1, WEEKS + 1)] for day in days}
    for (day, kind, town), count in counts.items():
        if day not in before or count < LEAST:
            continue
        begun = begins.get(kind, date.min)
        past = [counts.get((one, kind, town), 0) for one in before[day] if one >= begun]
        if len(past) < WEEKS // 2 or count * len(past) <= sum(past):  # no more than usual is never a burst
            continue
        judged = burst(count, past, rate=rate)
        if judged.burst:
            yield Alarm(day, kind, town, judged)


def town_names(desk: Unit) -> dict[str, str]:
    """The township's code -> the short name of the unit that reports from there."""
    rows = desk.below.filter(until=None).values_list("organisation__region", "short").order_by("order", "short")
    names: dict[str, str] = {}
    for region, short in rows[:500]:
        if len(region) == TOWN:
            names.setdefault(region, short)
    return names
