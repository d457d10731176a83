"""What a unit is asked, and which of its own reports may answer it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.signals.models import Task
from gongbao.briefing.units import reach
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

AROUND = timedelta(days=7)


def of_units(units: Sequence[int]) -> QuerySet[Task]:
    """The questions to these units: open ones first, the nearest time on top; then the newest answered."""
    rows = Task.objects.filter(unit_id__in=list(units)).select_related("cluster", "unit", "incident")
    return rows.order_by("-state", "due_at", "id")


def own_task(user: Visitor, task_id: UUID) -> Task | None:
    """A question to a unit for which the user writes."""
    mine = reach.organisations(user, Permission.ITEM_WRITE)
    rows = Task.objects.filter(pk=task_id, unit_id__in=mine)
    return rows.select_related("cluster__desk__organisation", "unit__organisation", "limit", "incident").first()


def recent_incidents(task: Task) -> list[Incident]:
    """What the unit itself reported around that time, and the desk's incidents of the same place: newest first."""
    at = task.cluster.occurred_from or task.cluster.first_at
    window = (at - AROUND, at + AROUND)
    rows = Incident.objects.filter(desk=task.cluster.desk_id, drill=False, joined_into=None, learned_at__range=window)
    own = rows.filter(reports__unit=task.unit_id)
    near = rows.filter(division__startswith=task.cluster.division)
    return list((own | near).distinct().select_related("hazard").order_by("-learned_at")[:30])
