"""How many signals of each kind a day, and which days are out of the ordinary (kernel/headlines/bursts)."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from gongbao.briefing.signals.models import Cluster, DayCount
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import CHINA
from gongbao.kernel.headlines.bursts import RATE, WEEKS, Burst, burst

SHOWN = 28  # days
HOTLINE = "hotline:"


class DayKinds(NamedTuple):
    """Incidents told of, by day and kind; a hotline's counts by day and `hotline:topic`."""

    days: list[date]
    counts: dict[tuple[date, str], int]

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
        .annotate(day=TruncDate("first_at", tzinfo=CHINA))
        .values_list("day", "kind")
        .annotate(n=Count("id"))
        .order_by()
    )
    called = (
        DayCount.objects.filter(feed__desk=desk, day__gte=first, day__lte=today)
        .values_list("day", "topic")
        .annotate(n=Sum("count"))
        .order_by()
    )
    counts = {(day, kind): n for day, kind, n in told} | {(day, HOTLINE + topic): n for day, topic, n in called}
    return DayKinds([today - timedelta(days=n) for n in range(SHOWN - 1, -1, -1)], counts)


def bursts(found: DayKinds, *, rate: float = RATE) -> list[tuple[date, str, Burst]]:
    """The days and kinds out of the ordinary against the same weekday of the eight weeks before, newest first.

    Days before the first count of a kind's source are not held against it as noughts for hotline topics.
    """
    begins: dict[str, date] = {}
    for day, kind in found.counts:
        if kind.startswith(HOTLINE):
            begins[kind] = min(day, begins.get(kind, day))
    alarms = []
    for (day, kind), count in found.counts.items():
        if day not in found.days:
            continue
        weeks = [day - timedelta(weeks=n) for n in range(1, WEEKS + 1)]
        past = [found.counts.get((one, kind), 0) for one in weeks if one >= begins.get(kind, one)]
        judged = burst(count, past, rate=rate) if len(past) >= WEEKS // 2 else None
        if judged is not None and judged.burst:
            alarms.append((day, kind, judged))
    return sorted(alarms, key=lambda one: (one[0], one[2].seen), reverse=True)
