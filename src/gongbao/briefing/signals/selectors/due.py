"""What is due: feeds to fetch, limits in force, questions out of time, and whom a place's signal is for."""

from datetime import date, datetime

from django.db.models import Q

from gongbao.briefing.signals.models import Feed, Task, TaskLimit, TaskState
from gongbao.briefing.units.models import Unit

ROUND = 30


def due_feeds(now: datetime) -> list[Feed]:
    """The feeds whose time has come, one of each site, the longest waiting first."""
    rows = Feed.objects.filter(active=True, next_at__lte=now).exclude(url="").select_related("desk__organisation")
    found: dict[str, Feed] = {}
    for feed in rows.order_by("next_at", "id")[: ROUND * 4]:
        found.setdefault(feed.host, feed)
    return list(found.values())[:ROUND]


def limit_for(desk: Unit, kind: str, day: date) -> TaskLimit | None:
    """The limit in force for a kind on a day: its own, or the one of every kind."""
    rows = TaskLimit.objects.filter(desk=desk, kind__in=["", kind], valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return rows.order_by("-kind", "-valid_from").first()


def limits(desk: Unit) -> list[TaskLimit]:
    """Every limit, those in force first."""
    return list(TaskLimit.objects.filter(desk=desk).order_by("valid_to", "kind", "-valid_from")[:200])


def open_tasks_due(now: datetime) -> list[Task]:
    """Questions out of time of which the desk was not told yet."""
    rows = Task.objects.filter(state=TaskState.OPEN, due_at__lte=now, reminded_at=None)
    return list(rows.select_related("cluster__desk", "unit")[:200])


def unit_for_place(desk: Unit, division: str) -> Unit | None:
    """The unit below the desk that answers for a place: of the finest division it lies in, below the county."""
    codes = [division[:length] for length in range(len(desk.organisation.region) + 1, len(division) + 1)]
    rows = Unit.objects.filter(reports_to=desk, until=None, organisation__region__in=codes)
    found = list(rows.select_related("organisation").order_by("order", "short")[:20])
    rank = {"township": 0, "village": 1, "department": 2}
    found.sort(key=lambda unit: (-len(unit.organisation.region), rank.get(unit.level, 3)))
    return found[0] if found else None
