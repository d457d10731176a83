"""What a duty desk begins with: kinds of incident, limits, the table of grades, all from the packaged file."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from gongbao.briefing.incidents.models import GradeThreshold, Hazard, Limit
from gongbao.foundation.events.actions import record_event
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.registry import register as declare

STARTED = declare("incidents.started", "载入紧急事件基础数据", "starting data of incidents loaded")
SINCE = date(2024, 11, 1)  # the Emergency Response Law of 2024 is in force


@transaction.atomic
def load_starting_data(*, by: Actor, now: datetime) -> int:
    """Load what is missing of the packaged tables; returns how many rows were new. What an office changed stays."""
    text = (files("gongbao.briefing.incidents") / "data/starting.toml").read_text(encoding="utf-8")
    packaged = tomllib.loads(text)
    known = set(Hazard.objects.values_list("code", flat=True))
    hazards = [
        Hazard(code=code, order=place * 10, **given)
        for place, (code, given) in enumerate(packaged["hazards"].items(), 1)
        if code not in known
    ]
    Hazard.objects.bulk_create(hazards, ignore_conflicts=True)
    entered = {"entered_at": now, "entered_by": by.label[:80], "valid_from": SINCE}
    keys = set(Limit.objects.values_list("key", flat=True))
    limits = [Limit(key=key, **given, **entered) for key, given in packaged["limits"].items() if key not in keys]
    Limit.objects.bulk_create(limits, ignore_conflicts=True)
    have = set(GradeThreshold.objects.values_list("hazard_id", "measure").distinct())
    grades = [
        GradeThreshold(
            hazard_id=hazard,
            measure=row["measure"],
            grade=grade,
            at_least=Decimal(str(least)),
            citation_zh=row["citation_zh"],
            citation_en=row["citation_en"],
            confidence=row.get("confidence", "M"),
            **entered,
        )
        for row in packaged["grades"]
        for hazard in row["hazards"]
        if (hazard, row["measure"]) not in have
        for grade, least in enumerate(row["least"], 1)
        if least != ""
    ]
    GradeThreshold.objects.bulk_create(grades, ignore_conflicts=True)
    new = len(hazards) + len(limits) + len(grades)
    if new:
        record_event(name=STARTED, by=by, now=now, subject=("incidents", "starting"), detail={"new": new})
    return new
