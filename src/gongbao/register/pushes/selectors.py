"""Reading what is owed to and came from other provinces."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from gongbao.register.pushes.models import Arrival, Dispatch, Way

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
