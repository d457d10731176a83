"""Which incidents a cluster may tell of, weighed; at most a few, the likeliest first."""

from datetime import timedelta
from typing import NamedTuple

from gongbao.briefing.incidents.models import Incident, Report
from gongbao.briefing.incidents.selectors import candidates_for
from gongbao.briefing.signals import texts
from gongbao.briefing.signals.kinds import hazards_for
from gongbao.briefing.signals.models import Cluster, Signal
from gongbao.kernel.headlines.clusters import ENOUGH, LOOK, Likeness, likeness, words_of
from gongbao.kernel.headlines.places import Gazetteer

BEFORE, AFTER = timedelta(hours=2), timedelta(hours=24)  # briefing-rules 4
SILENT = timedelta(hours=36)  # before its first text, where no text says when it happened
MOST_TEXTS, MOST = 5, 5


class Candidate(NamedTuple):
    """An incident, how far it is what the texts tell of, and whether that is enough to say so."""

    incident: Incident
    likeness: Likeness

    @property
    def sure(self) -> bool:
        return self.likeness.weight >= ENOUGH


def candidates(cluster: Cluster, places: Gazetteer) -> list[Candidate]:
    """The incidents worth a look, of the desk, the likeliest first."""
    at = cluster.occurred_from or cluster.first_at
    before = BEFORE if cluster.occurred_from else SILENT
    after = AFTER + ((cluster.occurred_until - at) if cluster.occurred_until else cluster.last_at - at)
    rows: dict[object, Incident] = {}
    for hazard in hazards_for(cluster.kind):
        for incident in candidates_for(hazard, cluster.division, at, before=before, after=after):
            if incident.desk_id == cluster.desk_id:
                rows.setdefault(incident.pk, incident)
    if not rows:
        return []
    told = [
        texts.of_signal(signal, places)
        for signal in Signal.objects.filter(cluster=cluster, double_of=None).order_by("-published_at")[:MOST_TEXTS]
    ]
    words = _words(list(rows.values()))
    found = []
    for incident in rows.values():
        fact = texts.of_incident(incident, cluster.kind, words.get(incident.pk, ""), places)
        said = words_of(fact)
        weighed = [likeness(one, fact, places, said=(words_of(one), said)) for one in told]
        best = max(weighed, key=lambda one: one.weight, default=None)
        if best is not None and best.weight >= LOOK:
            found.append(Candidate(incident, best))
    return sorted(found, key=lambda one: -one.likeness.weight)[:MOST]


def _words(incidents: list[Incident]) -> dict[object, str]:
    """What the reports of each incident say, the first one's words first."""
    rows = Report.objects.filter(incident__in=incidents).order_by("received_at")
    found: dict[object, str] = {}
    for incident, title, body in rows.values_list("incident", "title", "body")[:200]:
        found[incident] = f"{found.get(incident, '')}{title}。{body[:300]}"[:800]
    return found
