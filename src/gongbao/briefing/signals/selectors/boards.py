"""The desk's lists: clusters by state, the texts of one, feeds and their health."""

from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from gongbao.briefing.signals.models import Cluster, ClusterState, Feed, Fetch, Signal, Task, TaskState
from gongbao.briefing.units import reach
from gongbao.briefing.units.models import Unit
from gongbao.foundation.accounts.permissions import Permission
from gongbao.foundation.accounts.policies import Visitor

BOXES: dict[str, tuple[str, ...]] = {
    "new": (ClusterState.NEW,),
    "asked": (ClusterState.ASKED,),
    "matched": (ClusterState.MATCHED,),
    "settled": (ClusterState.SETTLED, ClusterState.ASIDE),
}
MOST = 200


def board(desk: Unit, *, box: str, search: str = "") -> QuerySet[Cluster]:
    """A desk's clusters of a box, the latest told first; those asked about with their open questions."""
    rows = Cluster.objects.filter(desk=desk, state__in=BOXES[box])
    if search:
        rows = rows.filter(title__icontains=search)
    tasks = Task.objects.filter(state=TaskState.OPEN).select_related("unit").order_by("due_at")
    return (
        rows.select_related("incident")
        .prefetch_related(Prefetch("tasks", queryset=tasks, to_attr="open_tasks"))
        .order_by("-last_at", "-id")
    )


def counts(desk: Unit) -> dict[str, int]:
    """How many clusters stand in each box."""
    rows = Cluster.objects.filter(desk=desk).values("state").annotate(n=Count("id")).order_by()
    by_state = {row["state"]: row["n"] for row in rows}
    return {box: sum(by_state.get(state, 0) for state in states) for box, states in BOXES.items()}


def cluster_at_desk(user: Visitor, cluster_id: UUID) -> Cluster | None:
    desks = reach.organisations(user, Permission.DESK_WORK)
    rows = Cluster.objects.filter(pk=cluster_id, desk_id__in=desks)
    return rows.select_related("desk__organisation", "incident__hazard").first()


def signals_of(cluster: Cluster) -> list[Signal]:
    """Its texts, oldest first, at most 200; doubles are among them."""
    rows = Signal.objects.filter(cluster=cluster).select_related("feed", "double_of__feed")
    return list(rows.order_by("published_at", "id")[:MOST])


def tasks_of_cluster(cluster: Cluster) -> list[Task]:
    rows = Task.objects.filter(cluster=cluster).select_related("unit", "limit", "incident", "manuscript")
    return list(rows.order_by("-asked_at", "-id")[:50])


def feeds(desk: Unit) -> list[Feed]:
    """A desk's feeds, those in trouble first."""
    return list(Feed.objects.filter(desk=desk).order_by("-active", "-failures", "name")[:MOST])


def feed_of(user: Visitor, feed_id: UUID) -> Feed | None:
    desks = reach.organisations(user, Permission.DESK_WORK)
    return Feed.objects.filter(pk=feed_id, desk_id__in=desks).select_related("desk").first()


def fetches(feed: Feed) -> QuerySet[Fetch]:
    return Fetch.objects.filter(feed=feed).order_by("-at", "-id")
