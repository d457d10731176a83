"""Reading for reviews: a period's incidents in a fixed number of queries, one incident's versions and measures."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Chosen
from django.db.models import Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce

from gongbao.briefing.dutydesk.models import Direction, HandOff
from gongbao.briefing.exchange.models import Sent
from gongbao.briefing.incidents.models import Clock, Grading, Hazard, Incident, LogEntry, Report
from gongbao.briefing.instructions.models import Instruction
from gongbao.briefing.reviews.models import Measure, Review
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

MOST = 5_000
LISTED = 100


@dataclass(slots=True)
class Case:
    """One incident (with those joined to it): when each step was first taken, and which limits were kept."""

    id: UUID
    kind: Hazard
    learned_at: datetime
    at: dict[str, datetime | None]
    place: str = ""
    kept: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Reports owed by the units of one level: `met` of `n` in time."""

    level: str
    form: str
    met: int
    n: int


def desks(user: Visitor) -> list[int]:
    """The desks whose incidents the user may study."""
    found = {
        *reach.organisations(user, Permission.DESK_WORK),
        *reach.organisations(user, Permission.BRIEFING_SUPERVISE),
    }
    return sorted(found)


def of_period(desk_ids: list[int], since: datetime, until: datetime, *, drill: bool = False) -> QuerySet[Incident]:
    """Incidents learned of in [since, until), newest first; real ones, or with `drill` drills only."""
    rows = Incident.objects.filter(
        desk_id__in=desk_ids, learned_at__gte=since, learned_at__lt=until, drill=drill, joined_into=None
    )
    return rows.order_by("-learned_at", "-id")


def cases(incidents: QuerySet[Incident]) -> list[Case]:
    """At most MOST of them with their instants, in nine queries however many there are."""
    rows = list(incidents.select_related("hazard")[:MOST])
    found = {
        one.pk: Case(
            one.pk, one.hazard, one.learned_at, {"occurred": one.occurred_at, "learned": one.learned_at}, one.place
        )
        for one in rows
    }
    whole = Q(incident__in=list(found)) | Q(incident__joined_into__in=list(found))
    _reports(found, whole)
    _first(found, Grading.objects.filter(whole), "verified", "at")
    _acknowledged(found)
    _taken(found, whole)
    _answered(found, whole)
    _kept(found, whole)
    return list(found.values())


def _root(found: Collection[UUID]) -> Chosen:
    """The incident a row counts for: its own if that was asked for (joined or not), else the one it was joined to."""
    return Chosen(When(incident__in=list(found), then=F("incident")), default=F("incident__joined_into"))


def _reports(found: dict[UUID, Case], whole: Q) -> None:
    own = Q(unit=F("incident__desk"))
    came = ~own | Q(to=F("unit"))  # a stranger's call is written down by the desk, to itself
    rows = Report.objects.filter(whole).values(root=_root(found)).order_by()
    for row in rows.annotate(
        phoned=Min(Coalesce("called_at", "received_at"), filter=came & Q(form="phone")),
        written=Min("received_at", filter=came & Q(form="written")),
        up=Min("received_at", filter=own & (Q(to=None) | ~Q(to=F("unit")))),
    ):
        found[row["root"]].at |= {"phoned": row["phoned"], "written": row["written"], "sent-up": row["up"]}
    seen: set[UUID] = set()
    firsts = Report.objects.filter(whole, kind="first").exclude(own).order_by("received_at", "id")
    for root, short in firsts.annotate(root=_root(found)).values_list("root", "unit__short")[: MOST * 2]:
        if root not in seen:
            seen.add(root)
            found[root].place = short


def _first(found: dict[UUID, Case], rows: QuerySet[Any], step: str, column: str) -> None:
    for row in rows.values(root=_root(found)).annotate(first=Min(column)).order_by():
        _earliest(found[row["root"]], step, row["first"])


def _earliest(case: Case, step: str, at: datetime | None) -> None:
    known = case.at.get(step)
    case.at[step] = at if known is None or (at is not None and at < known) else known


def _acknowledged(found: dict[UUID, Case]) -> None:
    """By the receipts of packages that carried what the desk made of the incident."""
    rows = Sent.objects.filter(manuscript__sources__item__incidents__in=list(found), receipted_at__isnull=False)
    for row in (
        rows.values(root=F("manuscript__sources__item__incidents")).annotate(first=Min("receipted_at")).order_by()
    ):
        if row["root"] in found:
            _earliest(found[row["root"]], "acknowledged", row["first"])


def _taken(found: dict[UUID, Case], whole: Q) -> None:
    """By the answer of the level above to a hand-off: by telephone, CAP or another carrier."""
    rows = HandOff.objects.filter(whole, direction=Direction.UP, answered_at__isnull=False, refused=False)
    _first(found, rows, "acknowledged", "answered_at")


def _answered(found: dict[UUID, Case], whole: Q) -> None:
    _first(found, LogEntry.objects.filter(whole, kind="instruction"), "answered", "at")
    rows = Instruction.objects.filter(entry__manuscript__sources__item__incidents__in=list(found))
    for row in (
        rows.values(root=F("entry__manuscript__sources__item__incidents")).annotate(first=Min("given_at")).order_by()
    ):
        if row["root"] in found:
            _earliest(found[row["root"]], "answered", row["first"])


def _kept(found: dict[UUID, Case], whole: Q) -> None:
    own = Q(unit=F("incident__desk"))
    rows = Clock.objects.filter(whole, state__in=["met", "late"]).values(root=_root(found)).order_by()
    parts = {"phoned": ~own & Q(form="phone"), "written": ~own & Q(form="written"), "sent-up": own}
    asked: dict[str, Any] = {}
    for step, which in parts.items():
        asked[f"n_{step.replace('-', '_')}"] = Count("pk", filter=which & ~Q(form="follow-up"))
        asked[f"met_{step.replace('-', '_')}"] = Count("pk", filter=which & ~Q(form="follow-up") & Q(state="met"))
    for row in rows.annotate(**asked):
        case = found[row["root"]]
        for step in parts:
            name = step.replace("-", "_")
            case.kept[step] = (row[f"met_{name}"], row[f"n_{name}"])


def by_level(incidents: QuerySet[Incident]) -> list[LevelRow]:
    """Which limits the units of each level kept, in one query. Levels, not units and never persons."""
    ids = incidents.values("pk")
    rows = Clock.objects.filter(Q(incident__in=ids) | Q(incident__joined_into__in=ids), state__in=["met", "late"])
    counted = rows.values("unit__level", "form").annotate(n=Count("pk"), met=Count("pk", filter=Q(state="met")))
    return [
        LevelRow(one["unit__level"], one["form"], one["met"], one["n"])
        for one in counted.order_by("unit__level", "form")
    ]


def latest(incident: Incident) -> Review | None:
    return Review.objects.filter(incident=incident).order_by("-version").first()


def versions(incident: Incident) -> list[Review]:
    """Every version, the newest first."""
    return list(Review.objects.filter(incident=incident).order_by("-version")[:LISTED])


def measures(incident: Incident) -> list[Measure]:
    rows = Measure.objects.filter(review__incident=incident).select_related("unit", "review")
    return list(rows.order_by("entered_at", "id")[:LISTED])


def measures_of(unit_ids: Iterable[int]) -> QuerySet[Measure]:
    """What units are to do after incidents: open ones first, the nearest day first."""
    rows = Measure.objects.filter(unit_id__in=list(unit_ids)).exclude(state="withdrawn")
    return rows.select_related("unit", "review__incident").order_by("closed_at", "due_on", "id")


def charged(desk: Unit) -> list[Unit]:
    """Units that can be given a measure: the desk and those that report to it."""
    rows = Unit.objects.filter(Q(pk=desk.pk) | Q(reports_to=desk), until=None)
    return list(rows.order_by("order", "short")[:500])


def states(incident_ids: Iterable[UUID]) -> dict[UUID, str]:
    """How the review of each of these incidents stands; none for one not begun."""
    found: dict[UUID, str] = defaultdict(str)
    rows = Review.objects.filter(incident_id__in=list(incident_ids)).order_by("incident_id", "-version")
    for one in rows.distinct("incident_id"):
        found[one.incident_id] = one.state
    return found
