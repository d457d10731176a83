"""Taking a text out of the incident it was put with: a person sees what the machine did not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongbao.briefing.signals import refusals, texts
from gongbao.briefing.signals.actions.matching import held, match
from gongbao.briefing.signals.models import Cluster, Signal
from gongbao.briefing.signals.names import CLUSTER, PARTED
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor

FIGURES = ("dead", "injured", "missing", "trapped", "sick")


@transaction.atomic
def take_out(*, cluster_id: UUID, signal_id: UUID, turn: int | None, by: Actor, now: datetime) -> Cluster:
    """The text becomes a cluster of its own; the other is counted anew. The last text of a cluster stays."""
    cluster = held(cluster_id, turn)
    signal = Signal.objects.filter(pk=signal_id, cluster=cluster).first()
    rest = list(Signal.objects.filter(cluster=cluster).exclude(pk=signal_id).order_by("published_at", "id"))
    if signal is None or not rest:
        raise refusals.changed_meanwhile()
    made = _cluster_of(Cluster(desk=cluster.desk), [signal])
    made.save(force_insert=True)
    signal.cluster, signal.double_of = made, None
    signal.save()
    for one in rest:
        if one.double_of_id == signal.pk:
            one.double_of = None
            one.save()
    _cluster_of(cluster, rest)
    cluster.turn += 1
    cluster.save()
    record_event(name=PARTED, by=by, now=now, subject=(CLUSTER, cluster.pk), detail={"signal": str(signal.pk)})
    return match(made, texts.gazetteer(cluster.desk.organisation.region))


def _cluster_of(cluster: Cluster, signals: list[Signal]) -> Cluster:
    """What a cluster's own columns say, from its texts in order of time."""
    first = signals[0]
    finest = max(signals, key=lambda one: len(one.division))
    timed = next((one for one in signals if one.occurred_from), first)
    cluster.title, cluster.kind = first.title, first.kind
    cluster.division, cluster.place = finest.division, finest.place
    cluster.occurred_from, cluster.occurred_until = timed.occurred_from, timed.occurred_until
    cluster.first_at = min(one.published_at for one in signals)
    cluster.last_at = max(one.published_at for one in signals)
    cluster.size, cluster.sources = len(signals), len({one.feed_id for one in signals})
    for kind in FIGURES:
        said = [getattr(one, kind) for one in signals if getattr(one, kind) is not None]
        setattr(cluster, kind, said[-1] if said else None)
    return cluster
