"""Whether somebody has reported what a signal tells of: by class, place, time and text; a person has the last word."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.signals import refusals, texts
from gongbao.briefing.signals.kinds import hazards_for
from gongbao.briefing.signals.models import Cluster, ClusterState
from gongbao.briefing.signals.names import ASIDE, CLUSTER, LINKED, REOPENED
from gongbao.briefing.signals.selectors.matching import Candidate, candidates
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.kernel.headlines.hazards import KINDS
from gongbao.kernel.headlines.places import Gazetteer

RECENT = timedelta(days=3)
MOST = 100
#: States in which the machine may say that a report exists.
UNDECIDED = (ClusterState.NEW, ClusterState.MATCHED)

__all__ = ["Candidate", "hear_report", "held", "link", "look_again", "match", "set_aside"]


def match(cluster: Cluster, places: Gazetteer) -> Cluster:
    """Look for the incident of a cluster nobody has decided on; the surest one above the threshold is taken."""
    if cluster.by_hand or cluster.state not in UNDECIDED:
        return cluster
    best = next((one for one in candidates(cluster, places) if one.sure), None)
    wanted = (ClusterState.MATCHED, best.incident) if best else (ClusterState.NEW, None)
    if (cluster.state, cluster.incident) != wanted:
        cluster.state, cluster.incident = wanted
        cluster.turn += 1
        cluster.save()
    return cluster


def hear_report(*, incident_id: UUID, now: datetime) -> int:
    """A report came in: signals of its kind that nobody had reported may be answered by it. Returns how many."""
    incident = Incident.objects.select_related("desk__organisation").get(pk=incident_id)
    if incident.drill:
        return 0
    kinds = [kind for kind in KINDS if incident.hazard_id in hazards_for(kind)]
    rows = Cluster.objects.select_for_update(of=("self",)).filter(
        desk=incident.desk_id, state=ClusterState.NEW, kind__in=kinds, last_at__gte=now - RECENT, by_hand=False
    )
    places = texts.gazetteer(incident.desk.organisation.region)
    found = [match(cluster, places) for cluster in rows.order_by("-last_at")[:MOST]]
    return sum(1 for cluster in found if cluster.state == ClusterState.MATCHED)


@transaction.atomic
def link(*, cluster_id: UUID, incident: Incident | None, turn: int | None, by: Actor, now: datetime) -> Cluster:
    """A person says which incident a signal tells of."""
    cluster = held(cluster_id, turn)
    if incident is None:
        raise refusals.no_incident()
    return _decide(cluster, ClusterState.MATCHED, LINKED, by=by, now=now, incident=incident)


@transaction.atomic
def set_aside(*, cluster_id: UUID, reason: str, turn: int | None, by: Actor, now: datetime) -> Cluster:
    """A person says why nothing needs to be verified."""
    cluster = held(cluster_id, turn)
    words = reason.strip()[:300]
    if not words:
        raise refusals.needed("reason", "不需核实的理由", "why nothing needs to be verified")
    return _decide(cluster, ClusterState.ASIDE, ASIDE, by=by, now=now, reason=words)


@transaction.atomic
def look_again(*, cluster_id: UUID, turn: int | None, by: Actor, now: datetime) -> Cluster:
    """Undo a match or a setting aside: it stands among those to be looked at again."""
    return _decide(held(cluster_id, turn), ClusterState.NEW, REOPENED, by=by, now=now)


def _decide(
    cluster: Cluster,
    state: ClusterState,
    event: str,
    *,
    by: Actor,
    now: datetime,
    incident: Incident | None = None,
    reason: str = "",
) -> Cluster:
    cluster.state, cluster.incident, cluster.reason, cluster.by_hand = state, incident, reason, True
    cluster.turn += 1
    cluster.save()
    detail = {"incident": str(incident.pk)} if incident else {"reason": reason} if reason else {}
    record_event(name=event, by=by, now=now, subject=(CLUSTER, cluster.pk), detail=detail)
    return cluster


def held(cluster_id: UUID, turn: int | None) -> Cluster:
    """The cluster, locked; a stale page's turn is refused."""
    cluster = Cluster.objects.select_for_update(of=("self",)).select_related("desk__organisation").get(pk=cluster_id)
    if turn is not None and turn != cluster.turn:
        raise refusals.changed_meanwhile()
    return cluster
