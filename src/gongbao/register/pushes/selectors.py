"""Reading what is owed to and came from other provinces."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from gongbao.register.listings.models import Decision
from gongbao.register.pushes.models import Arrival, Dispatch, Kind, Way
from gongbao.register.serious.models import Entry, State

PROVINCE = 2


def dispatches(organisation_id: int, show: str) -> QuerySet[Dispatch]:
    """An office's: still to send by their clock, sent without acknowledgement, or all; to be paged."""
    rows = Dispatch.objects.filter(organisation_id=organisation_id).defer("package")
    if show == "owed":
        return rows.filter(sent_at=None, withdrawn_at=None).order_by("due_on", "id")
    if show == "waiting":
        return rows.filter(sent_at__isnull=False, receipt_on=None).exclude(sent_how=Way.HOUSE).order_by("sent_at", "id")
    return rows.order_by("-made_at", "-id")


def dispatch(dispatch_id: UUID) -> Dispatch | None:
    """One dispatch."""
    return Dispatch.objects.filter(pk=dispatch_id).first()


def arrivals(organisation_id: int, show: str) -> QuerySet[Arrival]:
    """An office's arrivals: still to publish by their clock, or all; to be paged."""
    rows = Arrival.objects.filter(organisation_id=organisation_id).defer("package")
    if show == "owed":
        return rows.filter(closed_at=None).order_by("due_on", "id")
    return rows.order_by("-received_at", "-id")


def arrival(arrival_id: UUID) -> Arrival | None:
    """One arrival."""
    return Arrival.objects.filter(pk=arrival_id).first()


def same_province(one: str, other: str) -> bool:
    """Whether two division codes lie in one province."""
    return one[:PROVINCE] == other[:PROVINCE]


def address_of(region: str) -> dict[str, str] | None:
    """Where packages for a province go, as set: the longest code that fits. {"name", "url", "key"}."""
    targets: dict[str, dict[str, str]] = settings.PUSH_TARGETS
    fitting: Sequence[str] = sorted((code for code in targets if code and region.startswith(code)), key=len)
    return targets[fitting[-1]] if fitting else None


def overdue(organisation_id: int, on: date) -> int:
    """How many an office should have sent by now."""
    return Dispatch.objects.filter(
        organisation_id=organisation_id, sent_at=None, withdrawn_at=None, due_on__lt=on
    ).count()


class Unheard(NamedTuple):
    """A listing without a dispatch: its day, its place in the register, the number of its decision."""

    listed_on: date
    entity_id: int
    entry_id: UUID
    number: str


def unheard(*, limit: int, after: Unheard | None = None) -> list[Unheard]:
    """Listings decided here on parties of another province, not published yet, without a dispatch; by day."""
    dispatch = Dispatch.objects.filter(kind=Kind.LISTING, entry_id=OuterRef("id"))
    decision = Decision.objects.filter(entity_id=OuterRef("entity_id"), id=OuterRef("decision_id"))
    rows = (
        Entry.objects.filter(~Exists(dispatch), state=State.LISTED, origin=None)
        .annotate(here=Left("region", PROVINCE), there=Left("entity__region", PROVINCE))
        .exclude(here=F("there"))
        .annotate(number=Subquery(decision.values("number")[:1]))
        .exclude(number=None)
        .order_by("listed_on", "id")
    )
    if after is not None:
        rows = rows.filter(Q(listed_on__gt=after.listed_on) | Q(listed_on=after.listed_on, id__gt=after.entry_id))
    found = rows.values_list("listed_on", "entity_id", "id", "number")[:limit]
    return [Unheard(day, *rest) for day, *rest in found if day is not None]  # a listed entry has its day


def is_unheard(entry: Entry) -> bool:
    """Whether that still holds of an entry that is locked."""
    return (
        entry.state == State.LISTED
        and entry.origin is None
        and not same_province(entry.region, entry.entity.region)
        and not Dispatch.objects.filter(kind=Kind.LISTING, entry_id=entry.id).exists()
    )
