"""Who answered what: units by points and commissions of a month, and the sums that assessment reads."""

import calendar
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet

from gongbao.briefing.topics.models import COUNTS, Answer, Asked, Call, CallState, Commission, KeyPoint, ListState
from gongbao.briefing.topics.rules import is_late
from gongbao.briefing.units.models import Unit
from gongbao.foundation.clock import CHINA, china_date

MOST_COLUMNS = 200
MOST_ROWS = 50_000
MOST_UNITS = 5_000  # the sums are over all of them


def month_days(month: int) -> tuple[date, date]:
    """The first and last day of a month (202606)."""
    year, number = divmod(month, 100)
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


@dataclass(frozen=True, slots=True)
class Head:
    """A column: a point or a commission, with its number on this page and the day it ends."""

    id: UUID
    kind: str
    number: int
    title: str
    ends: date


@dataclass(frozen=True, slots=True)
class Cell:
    """How one unit stands to one column. `count` items lodged; `late` where one that counts came late or none yet."""

    state: str  # answered, nothing, missing, waiting, declined, withdrawn
    count: int = 0
    late: bool = False


@dataclass(slots=True)
class Line:
    """A unit's row: cells by column id; sums over every column of the month, not only those of the page."""

    unit: Unit
    cells: dict[UUID, Cell] = field(default_factory=dict)
    asked: int = 0
    answered: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The month: all columns, every unit's line, and of each column (answered, asked)."""

    heads: list[Head]
    lines: list[Line]
    shares: dict[UUID, tuple[int, int]]

    @property
    def silent(self) -> list[Line]:
        """Units that were asked and have answered nothing."""
        return [line for line in self.lines if line.asked and not line.answered]


def heads_of(desk: Unit, month: int) -> list[Head]:
    """The points whose period ends in the month, then the commissions due in it."""
    first, last = month_days(month)
    points = KeyPoint.objects.filter(
        plan__desk=desk, plan__state=ListState.PUBLISHED, plan__until_on__gte=first, plan__until_on__lte=last
    ).select_related("plan")
    due = Commission.objects.filter(
        desk=desk, due_at__gte=_begins(first), due_at__lt=_begins(last + timedelta(days=1)), withdrawn_at=None
    )
    found: list[Head] = [
        Head(one.pk, "point", 0, one.title, one.plan.until_on)
        for one in points.order_by("plan__until_on", "plan_id", "number")[:MOST_COLUMNS]
    ]
    found += [
        Head(one.pk, "commission", 0, one.title, china_date(one.due_at))
        for one in due.order_by("due_at", "id")[:MOST_COLUMNS]
    ]
    return [Head(one.id, one.kind, number, one.title, one.ends) for number, one in enumerate(found, 1)]


def coverage(desk: Unit, month: int, now: datetime) -> Coverage:
    """How every unit stands to everything asked that ends in the month, in a fixed number of queries."""
    heads = heads_of(desk, month)
    cells = _point_cells(heads, now) | _call_cells(heads, now)
    involved = {unit for unit, _ in cells}
    units = Unit.objects.filter(Q(reports_to=desk, until=None) | Q(pk__in=involved)).order_by("order", "short")
    lines = [Line(unit) for unit in units[:MOST_UNITS]]
    by_unit = {line.unit.pk: line for line in lines}
    shares: dict[UUID, tuple[int, int]] = {head.id: (0, 0) for head in heads}
    for (unit, head), cell in cells.items():
        line = by_unit.get(unit)
        if line is None or cell.state in {"declined", "withdrawn"}:
            if line is not None:
                line.cells[head] = cell
            continue
        line.cells[head] = cell
        done = cell.state in {"answered", "nothing"}
        line.asked += 1
        line.answered += done
        line.late += cell.late
        answered, asked = shares[head]
        shares[head] = (answered + done, asked + 1)
    return Coverage(heads, lines, shares)


def _point_cells(heads: Sequence[Head], now: datetime) -> dict[tuple[int, UUID], Cell]:
    points = {head.id: head for head in heads if head.kind == "point"}
    ends = {key: _begins(head.ends + timedelta(days=1)) for key, head in points.items()}
    given = (
        Answer.objects.filter(point__in=list(points), item__state__in=COUNTS)
        .values("point_id", unit=F("item__unit_id"))
        .annotate(n=Count("id"), first=Min("item__lodged_at"))
    )
    known = {(row["unit"], row["point_id"]): row for row in given}
    none_yet = {key: Cell("missing" if now >= end else "waiting", late=now >= end) for key, end in ends.items()}
    cells: dict[tuple[int, UUID], Cell] = {}
    rows = Asked.objects.filter(point__in=list(points))
    for unit, point, nothing_at in rows.values_list("unit_id", "point_id", "nothing_at")[:MOST_ROWS]:
        row = known.get((unit, point))
        if row is not None:
            cells[unit, point] = Cell("answered", row["n"], row["first"] is not None and row["first"] >= ends[point])
        elif nothing_at is not None:
            cells[unit, point] = Cell("nothing", late=nothing_at >= ends[point])
        else:
            cells[unit, point] = none_yet[point]
    return cells


def _call_cells(heads: Sequence[Head], now: datetime) -> dict[tuple[int, UUID], Cell]:
    wanted = [head.id for head in heads if head.kind == "commission"]
    rows = Call.objects.filter(commission__in=wanted).annotate(
        n=Count("answers", filter=Q(answers__item__state__in=COUNTS))
    )
    cells: dict[tuple[int, UUID], Cell] = {}
    for call in rows.order_by("id")[:MOST_ROWS]:
        late = is_late(call.due_at, call.submitted_at, now)
        if call.state in {CallState.DECLINED, CallState.WITHDRAWN}:
            cells[call.unit_id, call.commission_id] = Cell(str(call.state))
        elif call.state in {CallState.SUBMITTED, CallState.ACCEPTED}:
            cells[call.unit_id, call.commission_id] = Cell("answered", call.n, late)
        else:
            cells[call.unit_id, call.commission_id] = Cell("missing" if late else "waiting", late=late)
    return cells


@dataclass(frozen=True, slots=True)
class Kept:
    """What counts in a month for one unit: points missed, commissions done (and late), commissions not done."""

    unit_id: int
    kind: str  # topic-missed, commission, undone
    words: str


def for_assessment(desk: Unit, month: int, now: datetime, *, unit: Unit | None = None) -> list[Kept]:
    """The month's points missed, commissions accepted, commissions neither lodged nor declined once the month is over.

    Saying that there is nothing of the kind is an answer; a unit that declined for a listed reason misses nothing.
    With `unit` that unit's alone, in order.
    """
    found = [
        Kept(whose, kind, title)
        for kind, rows in _commissioned(desk, month, now, unit).items()
        for whose, title in rows.values_list("unit_id", "commission__title")[:MOST_ROWS]
    ]
    asked, given = _due_points(desk, month, now, unit)
    rows = asked.values_list("unit_id", "point_id", "point__title")[:MOST_ROWS]
    found += [Kept(whose, "topic-missed", title) for whose, point, title in rows if (whose, point) not in given]
    return sorted(found, key=lambda one: (one.kind, one.words)) if unit is not None else found


def counts_for_assessment(desk: Unit, month: int, now: datetime) -> Counter[tuple[int, str]]:
    """How many of each kind of the same every unit has: where only sums are shown."""
    found: Counter[tuple[int, str]] = Counter()
    for kind, rows in _commissioned(desk, month, now, None).items():
        for whose, n in rows.order_by().values_list("unit_id").annotate(n=Count("id")):
            found[whose, kind] = n
    asked, given = _due_points(desk, month, now, None)
    for whose, n in asked.values_list("unit_id").annotate(n=Count("id")):
        found[whose, "topic-missed"] = n
    answering = asked.filter(unit__in={whose for whose, _point in given})
    for whose, point in answering.values_list("unit_id", "point_id"):
        found[whose, "topic-missed"] -= (whose, point) in given
    return +found


def _commissioned(desk: Unit, month: int, now: datetime, unit: Unit | None) -> dict[str, QuerySet[Call]]:
    first, last = month_days(month)
    begins, ends = _begins(first), _begins(last + timedelta(days=1))
    calls = Call.objects.filter(commission__desk=desk, commission__withdrawn_at=None)
    if unit is not None:
        calls = calls.filter(unit=unit)
    accepted = calls.filter(state=CallState.ACCEPTED, submitted_at__gte=begins, submitted_at__lt=ends)
    undone = calls.filter(state=CallState.OPEN, due_at__gte=begins, due_at__lt=ends)
    found = {"commission": accepted.order_by("submitted_at", "id")}
    return found | {"undone": undone.order_by("due_at", "id")} if now >= ends else found


def _due_points(
    desk: Unit, month: int, now: datetime, unit: Unit | None
) -> tuple[QuerySet[Asked], set[tuple[int, UUID]]]:
    """Once the month is over: whom its points ask and who did not say that there is nothing; and who answered which."""
    over = now >= _begins(month_days(month)[1] + timedelta(days=1))
    points = [head.id for head in heads_of(desk, month) if head.kind == "point"] if over else []
    asked = Asked.objects.filter(point__in=points, nothing_at=None)
    given = Answer.objects.filter(point__in=points, item__state__in=COUNTS)
    if unit is not None:
        asked, given = asked.filter(unit=unit), given.filter(item__unit=unit)
    return asked, set(given.values_list("item__unit_id", "point_id"))


def due_counts(desk: Unit, month: int, now: datetime) -> dict[str, int]:
    """For the circular: points asked and answered, commissions due, done and late, over all units."""
    whole = coverage(desk, month, now)
    kinds = {head.id: head.kind for head in whole.heads}
    found: dict[str, int] = defaultdict(int)
    for line in whole.lines:
        for head, cell in line.cells.items():
            if cell.state in {"declined", "withdrawn"}:
                continue
            found[f"{kinds[head]}-asked"] += 1
            found[f"{kinds[head]}-answered"] += cell.state in {"answered", "nothing"}
            found[f"{kinds[head]}-late"] += cell.late
    return dict(found)
