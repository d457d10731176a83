"""Reading texts with the county's own gazetteer, and incidents as texts, so that the two can be weighed."""

from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Q

from gongbao.briefing.incidents.models import Incident
from gongbao.briefing.signals.models import Signal
from gongbao.foundation.codes.models import Division as Row
from gongbao.kernel.headlines import facts
from gongbao.kernel.headlines.hazards import KINDS, Hazard
from gongbao.kernel.headlines.places import Division, Gazetteer, Place

COUNTY_LEVEL = 3


def gazetteer(home: str) -> Gazetteer:
    """The places a text may name: the country down to the counties, and everything in the home county."""
    now = Row.objects.filter(valid_to=None).aggregate(n=Count("id"), last=Max("id"))
    return _gazetteer(home, now["n"], now["last"] or 0)


@lru_cache(maxsize=8)
def _gazetteer(home: str, count: int, last: int) -> Gazetteer:
    """One for each state of the list of divisions (its size and newest row)."""
    del count, last
    rows = Row.objects.filter(valid_to=None).filter(Q(level__lte=COUNTY_LEVEL) | Q(code__startswith=home))
    found = rows.values_list("code", "name", "parent", "level").order_by("level", "code")
    return Gazetteer.of([Division(code, name, parent, level) for code, name, parent, level in found], home=home)


def read(title: str, extract: str, published: datetime, places: Gazetteer) -> facts.Facts:
    return facts.read(title, extract, published, gazetteer=places)


def of_signal(signal: Signal, places: Gazetteer) -> facts.Facts:
    """A kept signal as it was read, with the kind and place under which it was kept."""
    found = read(signal.title, signal.extract, signal.published_at, places)
    return found._replace(hazard=_hazard(signal.kind), place=_place(signal.division, found.place, places))


def of_incident(incident: Incident, kind: str, words: str, places: Gazetteer) -> facts.Facts:
    """An incident as a text of the kind looked for: which hazard it is filed under was asked before."""
    text = f"{incident.place}。{words}"
    found = read(incident.title, text, incident.occurred_at or incident.learned_at, places)
    return found._replace(hazard=_hazard(kind), place=_place(incident.division, found.place, places))


def _hazard(kind: str) -> Hazard:
    return Hazard(kind, KINDS[kind][0] if kind in KINDS else "", 0.0, (), drill=False)


def _place(code: str, found: Place | None, places: Gazetteer) -> Place | None:
    """The finer of what is known and what the text names, where they agree."""
    if found is not None and not found.abroad and code in places.above(found.code):
        return found
    division = places.divisions.get(code)
    return Place(division.code, division.name, division.level, 1.0, "") if division else None


def located(fact: facts.Facts, code: str, places: Gazetteer) -> facts.Facts:
    """A text put at the place under which it is kept: a local source's text that names none."""
    return fact._replace(place=_place(code, fact.place, places))
